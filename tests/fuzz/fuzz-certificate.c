/* Fuzzes the reader of files with certificates: whatever a file holds, there are certificates that can be looked at all over, or one sentence that
 * names the file. */
#include "fuzz.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/pkcs7.h>

#include "pki-fixture.h"
#include "tb-load.h"
#include "tb-pem.h"

static void
look_at (TbCertificate *certificate)
{
  EVP_PKEY *pkey = X509_get0_pubkey (tb_certificate_get_x509 (certificate));
  g_autoptr (GError) error = NULL;
  g_autofree char *name G_GNUC_UNUSED = tb_key_describe_pkey (pkey, NULL);
  TbKeyAlgorithm algorithm;

  g_assert_true (g_utf8_validate (tb_certificate_get_subject (certificate), -1, NULL));
  g_assert_true (g_utf8_validate (tb_certificate_get_issuer (certificate), -1, NULL));
  g_assert_true (g_utf8_validate (tb_certificate_get_common_name (certificate), -1, NULL));
  g_assert_nonnull (tb_certificate_get_serial (certificate));
  g_assert_true (tb_key_check_pkey (pkey, &algorithm, &error) == (error == NULL));
  g_assert_cmpuint (g_bytes_get_size (tb_certificate_get_der (certificate)), >, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) certificates = tb_certificates_read (tb_crypto_get_live (NULL), bytes, "fuzz.pem", &error);

  g_assert_true ((certificates == NULL) == (error != NULL));
  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    look_at (g_ptr_array_index (certificates, i));
  if (error != NULL)
    {
      g_assert_true (g_str_has_prefix (error->message, "fuzz.pem: "));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  return 0;
}

static GBytes *
write_pkcs7 (TbCertificate *certificate)
{
  PKCS7 *pkcs7 = PKCS7_new ();
  unsigned char *der = NULL;
  GBytes *bytes;
  int n;

  g_assert_cmpint (PKCS7_set_type (pkcs7, NID_pkcs7_signed), ==, 1);
  g_assert_cmpint (PKCS7_content_new (pkcs7, NID_pkcs7_data), ==, 1);
  g_assert_cmpint (PKCS7_add_certificate (pkcs7, tb_certificate_get_x509 (certificate)), ==, 1);
  n = i2d_PKCS7 (pkcs7, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  PKCS7_free (pkcs7);
  return bytes;
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  PkiFixture fixture = { 0 };
  g_autoptr (TbIdentity) broker = NULL;

  pki_fixture_set_up (&fixture, GUINT_TO_POINTER (TB_KEY_P256));
  broker = pki_issue (&fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  g_ptr_array_add (seeds, g_bytes_ref (tb_certificate_get_der (tb_identity_get_certificate (broker))));
  g_ptr_array_add (seeds, tb_certificates_to_pem (tb_identity_get_intermediates (broker)));
  g_ptr_array_add (seeds, write_pkcs7 (tb_identity_get_certificate (broker)));
  pki_fixture_tear_down (&fixture, NULL);
  return seeds;
}
