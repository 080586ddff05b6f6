/* tb-signed: see the header. The payload is a key file: GLib writes and reads it. */
#include "tb-signed.h"

#include <string.h>

#include "tb-load.h"

#define GROUP "signed"

static void
put_bytes (GKeyFile *file, const char *name, GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  g_autofree char *text = g_base64_encode (data, n_bytes);

  g_key_file_set_string (file, GROUP, name, text);
}

/**
 * tb_signed_encode:
 * @one: a signature
 *
 * Returns: (transfer full): its payload
 */
GBytes *
tb_signed_encode (const TbSigned *one)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  gsize n_bytes;
  char *text;

  g_key_file_set_string (file, GROUP, "scheme", tb_sign_scheme_to_code (one->scheme));
  g_key_file_set_uint64 (file, GROUP, "number", one->number);
  g_key_file_set_string (file, GROUP, "message", one->message);
  g_key_file_set_string (file, GROUP, "flips", one->flips);
  g_key_file_set_string (file, GROUP, "noticed", one->noticed);
  put_bytes (file, "signer", one->signer);
  put_bytes (file, "verifier", one->verifier);
  put_bytes (file, "signature", one->signature);
  text = g_key_file_to_data (file, &n_bytes, NULL);
  return g_bytes_new_take (text, n_bytes);
}

static GBytes *
get_bytes (GKeyFile *file, const char *name)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, name, NULL);
  gsize n_bytes;
  guint8 *data = text != NULL && *text != '\0' ? g_base64_decode (text, &n_bytes) : NULL;

  return data != NULL ? g_bytes_new_take (data, n_bytes) : NULL;
}

static gboolean
read_all (TbSigned *one, GKeyFile *file)
{
  g_autofree char *scheme = g_key_file_get_string (file, GROUP, "scheme", NULL);
  guint64 number = g_key_file_get_uint64 (file, GROUP, "number", NULL);

  one->number = (guint32) number;
  one->message = g_key_file_get_string (file, GROUP, "message", NULL);
  one->flips = g_key_file_get_string (file, GROUP, "flips", NULL);
  one->noticed = g_key_file_get_string (file, GROUP, "noticed", NULL);
  one->signer = get_bytes (file, "signer");
  one->verifier = get_bytes (file, "verifier");
  one->signature = get_bytes (file, "signature");
  return scheme != NULL && tb_sign_scheme_from_code (scheme, &one->scheme) && number > 0 && number <= G_MAXUINT32 && one->message != NULL && one->flips != NULL
         && one->noticed != NULL && one->signer != NULL && one->verifier != NULL && one->signature != NULL;
}

/**
 * tb_signed_decode:
 * @payload: a payload
 *
 * Returns: (transfer full) (nullable): what it says; %NULL when it is no signature
 */
TbSigned *
tb_signed_decode (GBytes *payload)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (TbSigned) one = g_new0 (TbSigned, 1);

  if (!g_key_file_load_from_bytes (file, payload, G_KEY_FILE_NONE, NULL) || !read_all (one, file))
    return NULL;
  return g_steal_pointer (&one);
}

/**
 * tb_signed_free:
 * @one: (transfer full): a signature
 *
 * Frees it.
 */
void
tb_signed_free (TbSigned *one)
{
  g_free (one->message);
  g_free (one->flips);
  g_free (one->noticed);
  g_clear_pointer (&one->signer, g_bytes_unref);
  g_clear_pointer (&one->verifier, g_bytes_unref);
  g_clear_pointer (&one->signature, g_bytes_unref);
  g_free (one);
}

/* --- the bench --- */

static TbKey *
read_verifier (const TbSigned *one, TbCrypto *crypto, GError **error)
{
  g_autoptr (EVP_PKEY) pkey = tb_public_key_read (crypto, one->verifier, "verifier", error);

  return pkey != NULL ? tb_key_new_for_pkey (crypto, pkey, error) : NULL;
}

/**
 * tb_signed_repeat:
 * @one: a signature
 * @crypto: the seeded context
 * @seed: of the run
 * @device: who signed
 * @signer: its key, see [func@device_key_new_for_spki]
 * @error: return location
 *
 * Signs and verifies once more, as it was done in the run: the same stream gives the same values.
 *
 * Returns: (transfer full) (nullable): the bench with all its steps, or %NULL as from [func@sign_bench_new]
 */
TbSignBench *
tb_signed_repeat (const TbSigned *one, TbCrypto *crypto, guint64 seed, guint32 device, TbKey *signer, GError **error)
{
  g_autoptr (TbKey) verifier = read_verifier (one, crypto, error);
  g_autoptr (GBytes) message = g_bytes_new (one->message, strlen (one->message));
  g_autoptr (GArray) flips = verifier != NULL ? tb_sign_flips_parse (one->flips, tb_sign_get_flippable (one->scheme), error) : NULL;
  TbSignTerms terms = { one->scheme, signer, verifier, message, NULL };
  TbStream stream;

  if (flips == NULL)
    return NULL;
  terms.flips = (const TbSignFlip *) flips->data;
  terms.n_flips = flips->len;
  tb_stream_initf (&stream, seed, "bench/%u/%u", device, one->number);
  return tb_sign_bench_new (crypto, &terms, &stream, error);
}
