/* What a responder cannot read or may not answer it refuses as it should, and broken responses are not read. */
#include "ocsp-fixture.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "pki-fixture.h"

/* --- nonces (RFC 9654) --- */

static OCSP_REQUEST *
open_request (RevFixture *fixture)
{
  g_autoptr (GBytes) der = ocsp_request_about (fixture, TB_OCSP_SHA1, NULL);
  const guint8 *at = g_bytes_get_data (der, NULL);

  return d2i_OCSP_REQUEST (NULL, &at, (long) g_bytes_get_size (der));
}

static GBytes *
close_request (OCSP_REQUEST *request)
{
  unsigned char *der = NULL;
  int n = i2d_OCSP_REQUEST (request, &der);
  GBytes *bytes = g_bytes_new (der, (gsize) n);

  OPENSSL_free (der);
  OCSP_REQUEST_free (request);
  return bytes;
}

static GBytes *
request_with_nonce (RevFixture *fixture, int n_bytes)
{
  OCSP_REQUEST *request = open_request (fixture);
  guint8 nonce[200] = { 1, 2, 3 };

  if (n_bytes == 0)
    OCSP_REQUEST_add1_ext_i2d (request, NID_id_pkix_OCSP_Nonce, ASN1_OCTET_STRING_new (), 0, 0);
  else
    OCSP_request_add1_nonce (request, nonce, n_bytes);
  return close_request (request);
}

static void
assert_refused (GBytes *response, int status)
{
  const guint8 *at = g_bytes_get_data (response, NULL);
  OCSP_RESPONSE *read = d2i_OCSP_RESPONSE (NULL, &at, (long) g_bytes_get_size (response));

  g_assert_nonnull (read);
  g_assert_cmpint (OCSP_response_status (read), ==, status);
  g_assert_null (OCSP_response_get1_basic (read));
  OCSP_RESPONSE_free (read);
}

static void
nonce_comes_back (RevFixture *fixture, gconstpointer algorithm)
{
  static const int lengths[] = { 1, 32, 127, 128 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GBytes) der = request_with_nonce (fixture, lengths[i]);
      g_autoptr (GBytes) response = ocsp_answer (fixture, fixture->issuing, der, &ocsp_usual_terms);
      const guint8 *at = g_bytes_get_data (der, NULL);
      OCSP_REQUEST *request = d2i_OCSP_REQUEST (NULL, &at, (long) g_bytes_get_size (der));
      OCSP_BASICRESP *basic = ocsp_open_response (response);

      g_assert_cmpint (OCSP_check_nonce (request, basic), ==, 1);
      OCSP_BASICRESP_free (basic);
      OCSP_REQUEST_free (request);
    }
}

static void
nonce_of_another_length_is_malformed (RevFixture *fixture, gconstpointer algorithm)
{
  static const int lengths[] = { 129, 200 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GBytes) der = request_with_nonce (fixture, lengths[i]);
      g_autoptr (GBytes) response = ocsp_answer (fixture, fixture->issuing, der, &ocsp_usual_terms);

      assert_refused (response, OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
    }
}

static GBytes *
request_with_raw_extension (RevFixture *fixture, int nid, int critical, const void *bytes, int n_bytes)
{
  OCSP_REQUEST *request = open_request (fixture);
  ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new ();
  X509_EXTENSION *extension;

  ASN1_OCTET_STRING_set (value, bytes, n_bytes);
  extension = X509_EXTENSION_create_by_NID (NULL, nid, critical, value);
  OCSP_REQUEST_add_ext (request, extension, -1);
  X509_EXTENSION_free (extension);
  ASN1_OCTET_STRING_free (value);
  return close_request (request);
}

static void
odd_extensions_are_malformed (RevFixture *fixture, gconstpointer algorithm)
{
  static const struct { int nid; int critical; const char *bytes; int n_bytes; int status; } rows[] = {
    { NID_id_pkix_OCSP_Nonce, 0, "\x04\x00", 2, OCSP_RESPONSE_STATUS_MALFORMEDREQUEST },         /* empty */
    { NID_id_pkix_OCSP_Nonce, 0, "plain", 5, OCSP_RESPONSE_STATUS_MALFORMEDREQUEST },
    { NID_id_pkix_OCSP_Nonce, 0, "\x04\x01xy", 4, OCSP_RESPONSE_STATUS_MALFORMEDREQUEST },
    { NID_id_pkix_OCSP_Nonce, 1, "\x04\x01x", 3, OCSP_RESPONSE_STATUS_SUCCESSFUL },
    { NID_id_pkix_OCSP_serviceLocator, 1, "\x30\x00", 2, OCSP_RESPONSE_STATUS_MALFORMEDREQUEST },
    { NID_id_pkix_OCSP_serviceLocator, 0, "\x30\x00", 2, OCSP_RESPONSE_STATUS_SUCCESSFUL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) der = request_with_raw_extension (fixture, rows[i].nid, rows[i].critical, rows[i].bytes, rows[i].n_bytes);
      g_autoptr (GBytes) bytes = ocsp_answer (fixture, fixture->issuing, der, &ocsp_usual_terms);
      g_autoptr (TbOcspResponse) response = tb_ocsp_response_new_from_bytes (fixture->crypto, bytes, NULL);

      g_assert_nonnull (response);
      g_assert_cmpstr (tb_ocsp_response_get_status (response), ==,
                       rows[i].status == OCSP_RESPONSE_STATUS_SUCCESSFUL ? "successful" : "malformedRequest");
    }
}

/* --- what is refused --- */

static void
mutated_requests_are_answered_or_refused (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) request = request_with_nonce (fixture, 16);
  TbStream stream = rev_stream ("mutations");
  guint n_refused = 0;

  for (guint i = 0; i < 400; i++)
    {
      g_autoptr (GBytes) bytes = i < 200 ? pki_truncate (request, i * g_bytes_get_size (request) / 200) : pki_mutate (request, &stream);
      g_autoptr (GBytes) response = ocsp_answer (fixture, fixture->issuing, bytes, &ocsp_usual_terms);
      g_autoptr (TbOcspResponse) read = tb_ocsp_response_new_from_bytes (fixture->crypto, response, NULL);

      g_assert_nonnull (read);
      n_refused += strcmp (tb_ocsp_response_get_status (read), "malformedRequest") == 0;
    }
  g_assert_cmpuint (n_refused, >=, 200);
}

static void
question_about_others_alone_is_unauthorized (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) request = tb_ocsp_make_request (fixture->crypto, rev_certificate (fixture->foreign), rev_certificate (fixture->other), NULL, NULL);
  g_autoptr (GBytes) response = ocsp_answer (fixture, fixture->issuing, request, &ocsp_usual_terms);

  assert_refused (response, OCSP_RESPONSE_STATUS_UNAUTHORIZED);
}

static void
others_in_company_are_unknown (RevFixture *fixture, gconstpointer algorithm)
{
  OCSP_REQUEST *request = open_request (fixture);
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GBytes) response = NULL;
  OCSP_BASICRESP *basic;

  OCSP_request_add0_id (request, OCSP_cert_to_id (EVP_sha512 (), tb_certificate_get_x509 (rev_certificate (fixture->foreign)),
                                                  tb_certificate_get_x509 (rev_certificate (fixture->other))));
  der = close_request (request);
  response = ocsp_answer (fixture, fixture->issuing, der, &ocsp_usual_terms);
  basic = ocsp_open_response (response);
  g_assert_cmpint (OCSP_resp_count (basic), ==, 4);
  g_assert_cmpint (OCSP_single_get0_status (OCSP_resp_get0 (basic, 3), NULL, NULL, NULL, NULL), ==, V_OCSP_CERTSTATUS_UNKNOWN);
  OCSP_BASICRESP_free (basic);
}

static void
assert_no_responder (RevFixture *fixture, TbIdentity *signer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbOcspResponder) responder = tb_ocsp_responder_new (signer, rev_certificate (fixture->issuing), &error);

  g_assert_null (responder);
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

/* RFC 6960 section 4.2.2.2 */
static void
only_delegates_of_the_authority_may_answer (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) stranger = rev_certify (fixture, fixture->other, "Stranger", rev_responder);
  g_autoptr (TbIdentity) mixed = tb_identity_new (tb_identity_get_key (fixture->locks[0]), rev_certificate (fixture->responder), NULL);

  assert_no_responder (fixture, fixture->locks[0]);
  assert_no_responder (fixture, fixture->other);
  assert_no_responder (fixture, stranger);
  assert_no_responder (fixture, mixed);
}

static void
impossible_terms_are_refused (RevFixture *fixture, gconstpointer algorithm)
{
  static const TbOcspTerms rows[] = {
    { START_US, START_US - G_USEC_PER_SEC, START_US, FALSE },
    { START_US + 1, START_US + DAY_US, START_US, FALSE },
    { START_US, START_US + DAY_US, G_MAXINT64, FALSE },
  };
  g_autoptr (TbOcspResponder) responder = tb_ocsp_responder_new (fixture->issuing, rev_certificate (fixture->issuing), NULL);
  g_autoptr (GBytes) request = ocsp_request_about (fixture, TB_OCSP_SHA1, NULL);
  TbStream stream = rev_stream ("response");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_ocsp_respond (responder, request, ocsp_look_up, fixture, &rows[i], &stream, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
    }
}

static void
asker_s_nonce_has_a_limit (RevFixture *fixture, gconstpointer algorithm)
{
  guint8 bytes[129] = { 0 };
  static const gsize lengths[] = { 0, 129 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GBytes) nonce = g_bytes_new (bytes, lengths[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_ocsp_make_request (fixture->crypto, rev_certificate (fixture->locks[0]), rev_certificate (fixture->issuing), nonce, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
    }
}

/* --- reading responses --- */

static void
broken_responses_are_refused (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) request = ocsp_request_about (fixture, TB_OCSP_SHA1, NULL);
  g_autoptr (GBytes) response = ocsp_answer (fixture, fixture->responder, request, &ocsp_usual_terms);
  g_autoptr (TbOcspResponse) whole = tb_ocsp_response_new_from_bytes (fixture->crypto, response, NULL);
  g_autoptr (GBytes) large = g_bytes_new_take (g_malloc0 (1000001), 1000001);
  TbStream stream = rev_stream ("mutations");
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (tb_ocsp_response_get_n (whole), ==, 3);
  for (gsize n = 0; n < g_bytes_get_size (response); n++)
    {
      g_autoptr (GBytes) part = pki_truncate (response, n);

      g_assert_null (tb_ocsp_response_new_from_bytes (fixture->crypto, part, NULL));
    }
  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GBytes) bytes = pki_mutate (response, &stream);
      g_autoptr (TbOcspResponse) read = tb_ocsp_response_new_from_bytes (fixture->crypto, bytes, NULL);

      g_assert_true (read == NULL || tb_ocsp_response_get_status (read) != NULL);
    }
  g_assert_null (tb_ocsp_response_new_from_bytes (fixture->crypto, large, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

#define ADD_ONE(path, kind, test) g_test_add (path, RevFixture, GUINT_TO_POINTER (kind), rev_fixture_set_up, test, rev_fixture_tear_down)
#define ADD(path, test) ADD_ONE (path, TB_KEY_P256, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/ocsp/nonce", nonce_comes_back);
  ADD ("/ocsp/nonce/length", nonce_of_another_length_is_malformed);
  ADD ("/ocsp/nonce/asker", asker_s_nonce_has_a_limit);
  ADD ("/ocsp/extensions", odd_extensions_are_malformed);
  ADD ("/ocsp/refused/mutated", mutated_requests_are_answered_or_refused);
  ADD ("/ocsp/refused/unauthorized", question_about_others_alone_is_unauthorized);
  ADD ("/ocsp/unknown", others_in_company_are_unknown);
  ADD ("/ocsp/refused/responders", only_delegates_of_the_authority_may_answer);
  ADD ("/ocsp/refused/terms", impossible_terms_are_refused);
  ADD ("/ocsp/read/broken", broken_responses_are_refused);
  return g_test_run ();
}
