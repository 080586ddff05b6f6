/* A responder answers what it was asked, for its own authority, and what it signs is believed elsewhere; what it cannot read it refuses as it should. */
#include "revocation-fixture.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "pki-fixture.h"

static const TbOcspTerms usual_terms = { START_US, START_US + DAY_US, START_US + 60 * G_USEC_PER_SEC, FALSE };

/* Revoked are those whose serials are listed; lock-02 nobody knows. */
static void
look_up (const char *serial, TbOcspAnswer *answer, gpointer user_data)
{
  RevFixture *fixture = user_data;

  answer->status = TB_OCSP_GOOD;
  if (strcmp (serial, tb_certificate_get_serial (rev_certificate (fixture->locks[1]))) == 0)
    {
      answer->status = TB_OCSP_REVOKED;
      answer->revocation = (TbRevocation) { serial, START_US - DAY_US / 2, TB_REVOCATION_CERTIFICATE_HOLD };
    }
  if (strcmp (serial, tb_certificate_get_serial (rev_certificate (fixture->locks[2]))) == 0)
    answer->status = TB_OCSP_UNKNOWN;
}

static GBytes *
answer (RevFixture *fixture, TbIdentity *signer, GBytes *request, const TbOcspTerms *terms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbOcspResponder) responder = tb_ocsp_responder_new (signer, rev_certificate (fixture->issuing), &error);
  TbStream stream = rev_stream ("response");
  GBytes *response;

  g_assert_no_error (error);
  response = tb_ocsp_respond (responder, request, look_up, fixture, terms, &stream, &error);
  g_assert_no_error (error);
  return response;
}

static GBytes *
request_about (RevFixture *fixture, TbOcspHash hash, GBytes *nonce)
{
  TbCertificate *asked[] = { rev_certificate (fixture->locks[0]), rev_certificate (fixture->locks[1]), rev_certificate (fixture->locks[2]) };
  g_autoptr (GError) error = NULL;
  GBytes *request = tb_ocsp_make_request_for (fixture->crypto, hash, asked, G_N_ELEMENTS (asked), rev_certificate (fixture->issuing), nonce, &error);

  g_assert_no_error (error);
  return request;
}

static OCSP_BASICRESP *
open_response (GBytes *der)
{
  const guint8 *at = g_bytes_get_data (der, NULL);
  OCSP_RESPONSE *response = d2i_OCSP_RESPONSE (NULL, &at, (long) g_bytes_get_size (der));
  OCSP_BASICRESP *basic;

  g_assert_nonnull (response);
  g_assert_cmpint (OCSP_response_status (response), ==, OCSP_RESPONSE_STATUS_SUCCESSFUL);
  basic = OCSP_response_get1_basic (response);
  g_assert_nonnull (basic);
  OCSP_RESPONSE_free (response);
  return basic;
}

/* --- what a response says --- */

static void
assert_single (OCSP_BASICRESP *basic, int i, int expected, int reason)
{
  ASN1_GENERALIZEDTIME *revoked, *this_update, *next_update;
  int why = -1;

  g_assert_cmpint (OCSP_single_get0_status (OCSP_resp_get0 (basic, i), &why, &revoked, &this_update, &next_update), ==, expected);
  if (expected == V_OCSP_CERTSTATUS_REVOKED)
    {
      g_assert_cmpint (why, ==, reason);
      g_assert_cmpmem (ASN1_STRING_get0_data (revoked), ASN1_STRING_length (revoked), "20260301180000Z", 15);
    }
  g_assert_cmpmem (ASN1_STRING_get0_data (this_update), ASN1_STRING_length (this_update), "20260302060000Z", 15);
  g_assert_cmpmem (ASN1_STRING_get0_data (next_update), ASN1_STRING_length (next_update), "20260303060000Z", 15);
}

static void
answers_are_in_the_order_asked (RevFixture *fixture, gconstpointer algorithm)
{
  for (TbOcspHash hash = TB_OCSP_SHA1; hash <= TB_OCSP_SHA256; hash++)
    {
      g_autoptr (GBytes) request = request_about (fixture, hash, NULL);
      g_autoptr (GBytes) response = answer (fixture, fixture->issuing, request, &usual_terms);
      OCSP_BASICRESP *basic = open_response (response);

      g_assert_cmpint (OCSP_resp_count (basic), ==, 3);
      assert_single (basic, 0, V_OCSP_CERTSTATUS_GOOD, 0);
      assert_single (basic, 1, V_OCSP_CERTSTATUS_REVOKED, OCSP_REVOKED_STATUS_CERTIFICATEHOLD);
      assert_single (basic, 2, V_OCSP_CERTSTATUS_UNKNOWN, 0);
      OCSP_BASICRESP_free (basic);
    }
}

/* The bytes are those that OpenSSL would write for the same response. */
static void
response_is_der (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) nonce = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (GBytes) request = request_about (fixture, TB_OCSP_SHA256, nonce);
  g_autoptr (GBytes) response = answer (fixture, fixture->responder, request, &usual_terms);
  OCSP_BASICRESP *basic = open_response (response);
  OCSP_RESPONSE *again;
  unsigned char *der = NULL;
  int n;

  again = OCSP_response_create (OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  n = i2d_OCSP_RESPONSE (again, &der);
  g_assert_cmpmem (g_bytes_get_data (response, NULL), g_bytes_get_size (response), der, (gsize) n);
  OPENSSL_free (der);
  OCSP_RESPONSE_free (again);
  OCSP_BASICRESP_free (basic);
}

static void
same_stream_same_response (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) request = request_about (fixture, TB_OCSP_SHA1, NULL);
  g_autoptr (GBytes) a = answer (fixture, fixture->issuing, request, &usual_terms);
  g_autoptr (GBytes) b = answer (fixture, fixture->issuing, request, &usual_terms);

  pki_assert_same_bytes (a, b);
}

static gboolean
is_believed (RevFixture *fixture, GBytes *response)
{
  OCSP_BASICRESP *basic = open_response (response);
  X509_STORE *store = X509_STORE_new ();
  STACK_OF (X509) *known = sk_X509_new_null ();
  gboolean is_good;

  X509_STORE_add_cert (store, tb_certificate_get_x509 (rev_certificate (fixture->issuing)));
  sk_X509_push (known, tb_certificate_get_x509 (rev_certificate (fixture->issuing)));
  X509_VERIFY_PARAM_set_time (X509_STORE_get0_param (store), START_US / G_USEC_PER_SEC);
  is_good = OCSP_basic_verify (basic, known, store, 0) == 1;
  sk_X509_free (known);
  X509_STORE_free (store);
  OCSP_BASICRESP_free (basic);
  return is_good;
}

static void
authority_and_delegate_are_believed_by_name_and_by_key (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) request = request_about (fixture, TB_OCSP_SHA1, NULL);
  TbIdentity *signers[] = { fixture->issuing, fixture->responder };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (signers); i++)
    {
      TbOcspTerms terms = usual_terms;
      g_autoptr (GBytes) response = NULL;
      OCSP_BASICRESP *basic;
      const ASN1_OCTET_STRING *key;
      const X509_NAME *name;

      terms.by_key = i % 2;
      response = answer (fixture, signers[i / 2], request, &terms);
      g_assert_true (is_believed (fixture, response));
      basic = open_response (response);
      g_assert_cmpint (OCSP_resp_get0_id (basic, &key, &name), ==, 1);
      g_assert_cmpint (key != NULL, ==, terms.by_key);
      g_assert_cmpint (sk_X509_num (OCSP_resp_get0_certs (basic)), ==, i / 2 == 0 ? -1 : 1);
      OCSP_BASICRESP_free (basic);
    }
}

static void
live_answers_are_signed_with_live_keys (void)
{
  RevFixture live = { .crypto = tb_crypto_get_live (NULL), .algorithm = TB_KEY_P256 };
  TbCertificate *asked;
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) response = NULL;
  g_autoptr (TbOcspResponder) responder = NULL;
  g_autoptr (GError) error = NULL;

  live.issuing = rev_certify (&live, NULL, "Live CA", rev_authority);
  for (guint i = 0; i < G_N_ELEMENTS (live.locks); i++)
    live.locks[i] = rev_certify (&live, live.issuing, "live lock", rev_device);
  asked = rev_certificate (live.locks[0]);
  request = tb_ocsp_make_request (live.crypto, asked, rev_certificate (live.issuing), NULL, &error);
  g_assert_no_error (error);
  responder = tb_ocsp_responder_new (live.issuing, rev_certificate (live.issuing), &error);
  g_assert_no_error (error);
  response = tb_ocsp_respond (responder, request, look_up, &live, &usual_terms, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (is_believed (&live, response));
  for (guint i = 0; i < G_N_ELEMENTS (live.locks); i++)
    tb_identity_unref (live.locks[i]);
  tb_identity_unref (live.issuing);
}

/* RFC 6960 section 4.2.2.1: a response may go without nextUpdate. */
static void
next_update_may_be_left_out (RevFixture *fixture, gconstpointer algorithm)
{
  TbOcspTerms terms = { START_US, G_MAXINT64, START_US, FALSE };
  g_autoptr (GBytes) request = request_about (fixture, TB_OCSP_SHA1, NULL);
  g_autoptr (GBytes) response = answer (fixture, fixture->issuing, request, &terms);
  OCSP_BASICRESP *basic = open_response (response);
  ASN1_GENERALIZEDTIME *next_update;

  OCSP_single_get0_status (OCSP_resp_get0 (basic, 0), NULL, NULL, NULL, &next_update);
  g_assert_null (next_update);
  OCSP_BASICRESP_free (basic);
}

/* --- nonces (RFC 9654) --- */

static OCSP_REQUEST *
open_request (RevFixture *fixture)
{
  g_autoptr (GBytes) der = request_about (fixture, TB_OCSP_SHA1, NULL);
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
      g_autoptr (GBytes) response = answer (fixture, fixture->issuing, der, &usual_terms);
      const guint8 *at = g_bytes_get_data (der, NULL);
      OCSP_REQUEST *request = d2i_OCSP_REQUEST (NULL, &at, (long) g_bytes_get_size (der));
      OCSP_BASICRESP *basic = open_response (response);

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
      g_autoptr (GBytes) response = answer (fixture, fixture->issuing, der, &usual_terms);

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
      g_autoptr (GBytes) bytes = answer (fixture, fixture->issuing, der, &usual_terms);
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
      g_autoptr (GBytes) response = answer (fixture, fixture->issuing, bytes, &usual_terms);
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
  g_autoptr (GBytes) response = answer (fixture, fixture->issuing, request, &usual_terms);

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
  response = answer (fixture, fixture->issuing, der, &usual_terms);
  basic = open_response (response);
  g_assert_cmpint (OCSP_resp_count (basic), ==, 4);
  assert_single (basic, 3, V_OCSP_CERTSTATUS_UNKNOWN, 0);
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
  g_autoptr (GBytes) request = request_about (fixture, TB_OCSP_SHA1, NULL);
  TbStream stream = rev_stream ("response");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_ocsp_respond (responder, request, look_up, fixture, &rows[i], &stream, &error));
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
  g_autoptr (GBytes) request = request_about (fixture, TB_OCSP_SHA1, NULL);
  g_autoptr (GBytes) response = answer (fixture, fixture->responder, request, &usual_terms);
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

/* --- other programs --- */

typedef struct
{
  char *directory;
  char *issuer;
  char *request;
  char *response;
} Files;

static void
write_files (RevFixture *fixture, Files *files, TbIdentity *signer, const TbOcspTerms *terms)
{
  g_autoptr (GBytes) request = tb_ocsp_make_request (fixture->crypto, rev_certificate (fixture->locks[1]), rev_certificate (fixture->issuing), NULL, NULL);
  g_autoptr (GBytes) response = answer (fixture, signer, request, terms);

  files->directory = g_dir_make_tmp ("trustbed-ocsp-XXXXXX", NULL);
  files->issuer = rev_write_pem (files->directory, "issuer.pem", rev_certificate (fixture->issuing));
  files->request = rev_write (files->directory, "request.der", request);
  files->response = rev_write (files->directory, "response.der", response);
}

static void
clear_files (Files *files)
{
  rev_remove (files->directory);
  g_free (files->directory);
  g_free (files->issuer);
  g_free (files->request);
  g_free (files->response);
}

/* Both judge freshness by the clock on the wall, so freshness is tested at its edges: no nextUpdate at all, and one long past. */
static void
other_programs_accept_responses (RevFixture *fixture, gconstpointer algorithm)
{
  TbOcspTerms terms = { START_US, START_US + G_GINT64_CONSTANT (100) * 365 * DAY_US, START_US, FALSE };
  TbIdentity *signers[] = { fixture->issuing, fixture->responder };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (signers); i++)
    {
      Files files;

      terms.by_key = i % 2;
      write_files (fixture, &files, signers[i / 2], &terms);
      rev_run (files.directory, 0, "Response verify OK",
               (const char *[]) { "openssl", "ocsp", "-issuer", files.issuer, "-CAfile", files.issuer, "-reqin", files.request,
                                  "-respin", files.response, "-no_nonce", NULL });
      rev_run (files.directory, 0, "Cert Status: revoked",
               (const char *[]) { "openssl", "ocsp", "-issuer", files.issuer, "-CAfile", files.issuer, "-respin", files.response, "-resp_text", NULL });
      rev_run (files.directory, 0, "Success",
               (const char *[]) { "ocsptool", "--verify-response", "--load-response", files.response,
                                  i / 2 == 0 ? "--load-signer" : "--load-trust", files.issuer, NULL });
      clear_files (&files);
    }
}

static void
openssl_accepts_the_signer_it_is_told (RevFixture *fixture, gconstpointer algorithm)
{
  Files files;

  write_files (fixture, &files, fixture->issuing, &usual_terms);
  rev_run (files.directory, 0, "Response verify OK",
           (const char *[]) { "openssl", "ocsp", "-issuer", files.issuer, "-VAfile", files.issuer, "-reqin", files.request,
                              "-respin", files.response, "-no_nonce", NULL });
  clear_files (&files);
}

static void
openssl_refuses_a_stale_response (RevFixture *fixture, gconstpointer algorithm)
{
  static const TbOcspTerms long_ago = { 0, DAY_US, 0, FALSE };
  g_autofree char *certificate = NULL;
  Files files;

  write_files (fixture, &files, fixture->issuing, &long_ago);
  certificate = rev_write_pem (files.directory, "lock.pem", rev_certificate (fixture->locks[1]));
  rev_run (files.directory, 0, "status expired",
           (const char *[]) { "openssl", "ocsp", "-issuer", files.issuer, "-cert", certificate, "-VAfile", files.issuer,
                              "-respin", files.response, "-no_nonce", NULL });
  clear_files (&files);
}

#define ADD_ONE(path, kind, test) g_test_add (path, RevFixture, GUINT_TO_POINTER (kind), rev_fixture_set_up, test, rev_fixture_tear_down)
#define ADD(path, test) ADD_ONE (path, TB_KEY_P256, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/ocsp/order", answers_are_in_the_order_asked);
  ADD ("/ocsp/der", response_is_der);
  ADD ("/ocsp/repeatable/p256", same_stream_same_response);
  ADD_ONE ("/ocsp/repeatable/rsa", TB_KEY_RSA2048, same_stream_same_response);
  ADD ("/ocsp/believed/p256", authority_and_delegate_are_believed_by_name_and_by_key);
  ADD_ONE ("/ocsp/believed/rsa", TB_KEY_RSA2048, authority_and_delegate_are_believed_by_name_and_by_key);
  ADD ("/ocsp/next-update", next_update_may_be_left_out);
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
  ADD ("/ocsp/programs", other_programs_accept_responses);
  ADD ("/ocsp/programs/named-signer", openssl_accepts_the_signer_it_is_told);
  ADD ("/ocsp/programs/stale", openssl_refuses_a_stale_response);
  g_test_add_func ("/ocsp/live", live_answers_are_signed_with_live_keys);
  return g_test_run ();
}
