/* A nonce used twice gives the private key away, and only simulated keys are given away. */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>

#include "sign-fixture.h"
#include "tb-sign-nonce.h"

static void
the_private_key_is_found (void)
{
  g_autoptr (GError) error = NULL;
  TbCrypto *crypto = tb_crypto_get_seeded (&error);
  g_autoptr (GBytes) message = g_bytes_new_static ("open", 4);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("lock-%u", i), *codes = NULL;
      g_autoptr (TbKey) key = sign_make_key (crypto, TB_KEY_P256, name);
      TbStream stream = sign_stream (name);
      g_autoptr (TbSignNonce) nonce = tb_sign_nonce_new (crypto, key, message, &stream, &error);
      BIGNUM *d = NULL;
      guint8 wanted[32];

      g_assert_no_error (error);
      g_assert_true (nonce->is_found);
      g_assert_cmpint (tb_sign_steps_noticed (nonce->steps), ==, -1);
      codes = sign_list_codes (nonce->steps);
      g_assert_cmpstr (codes, ==, "first second spot nonce private check forge");
      g_assert_cmpint (EVP_PKEY_get_bn_param (tb_key_get_pkey (key), OSSL_PKEY_PARAM_PRIV_KEY, &d), ==, 1);
      g_assert_cmpint (BN_bn2binpad (d, wanted, sizeof wanted), ==, sizeof wanted);
      g_assert_cmpmem (g_bytes_get_data (nonce->found, NULL), g_bytes_get_size (nonce->found), wanted, sizeof wanted);
      BN_clear_free (d);
    }
}

/* What was given away signs: both signatures have the same r, and messages differ. */
static void
two_messages_share_one_r (void)
{
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (TbKey) key = sign_make_key (crypto, TB_KEY_P256, "lock");
  g_autoptr (GBytes) message = g_bytes_new (NULL, 0);
  TbStream stream = sign_stream ("lock");
  g_autoptr (TbSignNonce) nonce = tb_sign_nonce_new (crypto, key, message, &stream, NULL);

  g_assert_true (g_bytes_equal (sign_get (nonce->steps, "first", "r"), sign_get (nonce->steps, "second", "r")));
  g_assert_false (g_bytes_equal (sign_get (nonce->steps, "first", "s"), sign_get (nonce->steps, "second", "s")));
  g_assert_false (g_bytes_equal (sign_get (nonce->steps, "first", "M"), sign_get (nonce->steps, "second", "M")));
  g_assert_false (g_bytes_equal (sign_get (nonce->steps, "first", "r"), sign_get (nonce->steps, "forge", "r")));
}

static void
expect_refused (TbCrypto *crypto, TbKey *key, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = g_bytes_new_static ("open", 4);
  TbStream stream = sign_stream ("lock");
  g_autoptr (TbSignNonce) nonce = tb_sign_nonce_new (crypto, key, message, &stream, &error);

  g_assert_null (nonce);
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, text));
}

static void
real_keys_and_other_kinds_are_refused (void)
{
  TbCrypto *seeded = tb_crypto_get_seeded (NULL), *live = tb_crypto_get_live (NULL);
  g_autoptr (TbKey) real = tb_key_generate (live, TB_KEY_P256, NULL, NULL), other = sign_make_key (seeded, TB_KEY_ED25519, "lock");

  expect_refused (live, real, "simulated keys only");
  expect_refused (seeded, other, "P-256");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sign/nonce/found", the_private_key_is_found);
  g_test_add_func ("/sign/nonce/same-r", two_messages_share_one_r);
  g_test_add_func ("/sign/nonce/refused", real_keys_and_other_kinds_are_refused);
  return g_test_run ();
}
