/* Fuzzes the reader of files with private keys: a key that can sign, or one sentence that names the file. */
#include "fuzz.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "pki-fixture.h"
#include "tb-load.h"
#include "tb-pem.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbKey) key = tb_key_read (tb_crypto_get_live (NULL), bytes, "fuzz.pem", "secret", &error);

  g_assert_true ((key == NULL) == (error != NULL));
  if (error != NULL)
    {
      g_assert_true (g_str_has_prefix (error->message, "fuzz.pem: "));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  return 0;
}

/* One iteration is enough for a seed. What is random comes from a stream, so that seeds are always the same. */
static GBytes *
write_sealed (TbKey *key)
{
  PKCS8_PRIV_KEY_INFO *pkcs8 = EVP_PKEY2PKCS8 (tb_key_get_pkey (key));
  TbStream stream = pki_stream ("sealed");
  X509_SIG *sealed;
  unsigned char *der = NULL;
  GBytes *bytes;
  TbJob job;
  int n;

  tb_job_enter (&job, &stream, START_US);
  sealed = PKCS8_encrypt_ex (-1, EVP_aes_128_cbc (), "secret", -1, NULL, 0, 1, pkcs8, tb_crypto_get_libctx (pki_get_seeded ()), NULL);
  tb_job_leave (&job);
  g_assert_nonnull (sealed);
  n = i2d_X509_SIG (sealed, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  X509_SIG_free (sealed);
  PKCS8_PRIV_KEY_INFO_free (pkcs8);
  return bytes;
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  TbStream stream = pki_stream ("k1");
  g_autoptr (TbKey) key = tb_key_generate (pki_get_seeded (), TB_KEY_P256, &stream, NULL);

  g_ptr_array_add (seeds, tb_key_to_pem (key, NULL, NULL));
  g_ptr_array_add (seeds, write_sealed (key));
  return seeds;
}
