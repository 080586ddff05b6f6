/* sign-fixture: see the header. */
#include "sign-fixture.h"

#include <string.h>

static const TbKeyAlgorithm algorithms[] = { TB_KEY_RSA2048, TB_KEY_RSA2048, TB_KEY_P256, TB_KEY_ED25519 };

TbStream
sign_stream (const char *name)
{
  TbStream stream;

  tb_stream_init (&stream, 42, name);
  return stream;
}

TbKey *
sign_make_key (TbCrypto *crypto, TbKeyAlgorithm algorithm, const char *name)
{
  TbStream stream = sign_stream (name);
  g_autoptr (GError) error = NULL;
  TbKey *key = tb_key_generate (crypto, algorithm, &stream, &error);

  g_assert_no_error (error);
  return key;
}

static TbKey *
share (TbKey **keys, TbCrypto *crypto, guint scheme, const char *name)
{
  if (scheme == TB_SIGN_RSA_PSS)
    return tb_key_ref (keys[TB_SIGN_RSA_PKCS1]);
  return sign_make_key (crypto, algorithms[scheme], name);
}

void
sign_fixture_set_up (SignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->crypto = tb_crypto_get_seeded (&error);
  g_assert_no_error (error);
  for (guint i = 0; i < TB_SIGN_N_SCHEMES; i++)
    {
      fixture->keys[i] = share (fixture->keys, fixture->crypto, i, "sender");
      fixture->others[i] = share (fixture->others, fixture->crypto, i, "somebody else");
    }
  fixture->message = g_bytes_new_static ("open the door", strlen ("open the door"));
}

void
sign_fixture_tear_down (SignFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < TB_SIGN_N_SCHEMES; i++)
    {
      tb_key_unref (fixture->keys[i]);
      tb_key_unref (fixture->others[i]);
    }
  g_bytes_unref (fixture->message);
}

/* A value that has to be there; not a new reference. */
GBytes *
sign_get (const GPtrArray *steps, const char *step, const char *value)
{
  const TbSignStep *found = tb_sign_steps_find (steps, step);
  const TbSignValue *wanted;

  g_assert_nonnull (found);
  wanted = tb_sign_step_find_value (found, value);
  g_assert_nonnull (wanted);
  return wanted->bytes;
}

char *
sign_list_codes (const GPtrArray *steps)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? " " : "", ((const TbSignStep *) g_ptr_array_index (steps, i))->code);
  return g_string_free (list, FALSE);
}

/* Code of the step that noticed, "" when none did. */
const char *
sign_get_noticing (const GPtrArray *steps)
{
  int noticed = tb_sign_steps_noticed (steps);

  return noticed >= 0 ? ((const TbSignStep *) g_ptr_array_index (steps, (guint) noticed))->code : "";
}
