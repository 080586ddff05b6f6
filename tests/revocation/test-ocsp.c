/* A responder answers what it was asked, for its own authority, and what it signs is believed. */
#include "ocsp-fixture.h"

#include <openssl/x509v3.h>

#include "pki-fixture.h"

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
      g_autoptr (GBytes) request = ocsp_request_about (fixture, hash, NULL);
      g_autoptr (GBytes) response = ocsp_answer (fixture, fixture->issuing, request, &ocsp_usual_terms);
      OCSP_BASICRESP *basic = ocsp_open_response (response);

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
  g_autoptr (GBytes) request = ocsp_request_about (fixture, TB_OCSP_SHA256, nonce);
  g_autoptr (GBytes) response = ocsp_answer (fixture, fixture->responder, request, &ocsp_usual_terms);
  OCSP_BASICRESP *basic = ocsp_open_response (response);
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
  g_autoptr (GBytes) request = ocsp_request_about (fixture, TB_OCSP_SHA1, NULL);
  g_autoptr (GBytes) a = ocsp_answer (fixture, fixture->issuing, request, &ocsp_usual_terms);
  g_autoptr (GBytes) b = ocsp_answer (fixture, fixture->issuing, request, &ocsp_usual_terms);

  pki_assert_same_bytes (a, b);
}

static gboolean
is_believed (RevFixture *fixture, GBytes *response)
{
  OCSP_BASICRESP *basic = ocsp_open_response (response);
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
  g_autoptr (GBytes) request = ocsp_request_about (fixture, TB_OCSP_SHA1, NULL);
  TbIdentity *signers[] = { fixture->issuing, fixture->responder };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (signers); i++)
    {
      TbOcspTerms terms = ocsp_usual_terms;
      g_autoptr (GBytes) response = NULL;
      OCSP_BASICRESP *basic;
      const ASN1_OCTET_STRING *key;
      const X509_NAME *name;

      terms.by_key = i % 2;
      response = ocsp_answer (fixture, signers[i / 2], request, &terms);
      g_assert_true (is_believed (fixture, response));
      basic = ocsp_open_response (response);
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
  response = tb_ocsp_respond (responder, request, ocsp_look_up, &live, &ocsp_usual_terms, NULL, &error);
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
  g_autoptr (GBytes) request = ocsp_request_about (fixture, TB_OCSP_SHA1, NULL);
  g_autoptr (GBytes) response = ocsp_answer (fixture, fixture->issuing, request, &terms);
  OCSP_BASICRESP *basic = ocsp_open_response (response);
  ASN1_GENERALIZEDTIME *next_update;

  OCSP_single_get0_status (OCSP_resp_get0 (basic, 0), NULL, NULL, NULL, &next_update);
  g_assert_null (next_update);
  OCSP_BASICRESP_free (basic);
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
  ADD_ONE ("/ocsp/repeatable/p384", TB_KEY_P384, same_stream_same_response);
  ADD_ONE ("/ocsp/repeatable/p521", TB_KEY_P521, same_stream_same_response);
  ADD_ONE ("/ocsp/repeatable/ed25519", TB_KEY_ED25519, same_stream_same_response);
  ADD ("/ocsp/believed/p256", authority_and_delegate_are_believed_by_name_and_by_key);
  ADD_ONE ("/ocsp/believed/rsa", TB_KEY_RSA2048, authority_and_delegate_are_believed_by_name_and_by_key);
  ADD_ONE ("/ocsp/believed/p384", TB_KEY_P384, authority_and_delegate_are_believed_by_name_and_by_key);
  ADD_ONE ("/ocsp/believed/p521", TB_KEY_P521, authority_and_delegate_are_believed_by_name_and_by_key);
  ADD_ONE ("/ocsp/believed/ed25519", TB_KEY_ED25519, authority_and_delegate_are_believed_by_name_and_by_key);
  ADD ("/ocsp/next-update", next_update_may_be_left_out);
  g_test_add_func ("/ocsp/live", live_answers_are_signed_with_live_keys);
  return g_test_run ();
}
