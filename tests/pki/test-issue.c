/* A certificate has its key in one form, whichever form the request has it in. */
#include "pki-fixture.h"

#include <openssl/core_names.h>

static const struct
{
  const char *parameter;
  const char *value;
} odd_forms[] = {
  { OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "compressed" },
  { OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "hybrid" },
  { OSSL_PKEY_PARAM_EC_ENCODING, "explicit" },
};

static GBytes *
write_request_for (EVP_PKEY *key)
{
  g_autoptr (X509_REQ) request = X509_REQ_new_ex (tb_crypto_get_libctx (pki_get_seeded ()), NULL);
  TbStream stream = pki_stream ("odd");
  unsigned char *der = NULL;
  GBytes *bytes;
  TbJob job;
  int n;

  X509_NAME_add_entry_by_txt (X509_REQ_get_subject_name (request), "CN", MBSTRING_UTF8, (const guint8 *) "lamp", -1, -1, 0);
  g_assert_cmpint (X509_REQ_set_pubkey (request, key), ==, 1);
  tb_job_enter (&job, &stream, START_US);
  g_assert_cmpint (X509_REQ_sign (request, key, EVP_sha256 ()), >, 0);
  tb_job_leave (&job);
  n = i2d_X509_REQ (request, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  return bytes;
}

/* RFC 5480 section 2: whichever way a P-256 key is written in the request, the certificate has the curve by name and the point in full. */
static void
keys_are_certified_in_one_form (PkiFixture *fixture, gconstpointer algorithm)
{
  TbIssueTerms terms = pki_terms (TB_PROFILE_DEVICE);
  TbStream stream = pki_stream ("forms");
  g_autoptr (TbKey) key = tb_key_generate (fixture->crypto, TB_KEY_P256, &stream, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (odd_forms); i++)
    {
      g_autoptr (EVP_PKEY) odd = EVP_PKEY_dup (tb_key_get_pkey (key));
      g_autoptr (GBytes) request = NULL;
      g_autoptr (TbCertificate) certificate = NULL;
      g_autoptr (GError) error = NULL;
      unsigned char *der = NULL;
      int n;

      g_assert_cmpint (EVP_PKEY_set_utf8_string_param (odd, odd_forms[i].parameter, odd_forms[i].value), ==, 1);
      request = write_request_for (odd);
      certificate = tb_authority_issue (fixture->issuing, request, &terms, &stream, &error);
      g_assert_no_error (error);
      n = i2d_X509_PUBKEY (X509_get_X509_PUBKEY (tb_certificate_get_x509 (certificate)), &der);
      g_assert_cmpmem (der, n, g_bytes_get_data (tb_key_get_spki (key), NULL), g_bytes_get_size (tb_key_get_spki (key)));
      OPENSSL_free (der);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/issue/key-forms", PkiFixture, GUINT_TO_POINTER (TB_KEY_P256), pki_fixture_set_up, keys_are_certified_in_one_form, pki_fixture_tear_down);
  return g_test_run ();
}
