/* What is not in order is refused with the status that says why, and no certificate is issued for it; a client believes no answer that is not in
 * order. */
#include "est-fixture.h"

#include <string.h>

/* --- requests --- */

typedef struct
{
  const char *name;
  const char *method;
  const char *target;
  const char *media_type;
  const char *body;
  guint status;
} Row;

#define EST "/.well-known/est/"
#define CSR "application/pkcs10"

static const Row rows[] = {
  { "root", "GET", "/", NULL, NULL, 404 },
  { "no operation", "GET", EST, NULL, NULL, 404 },
  { "unknown operation", "GET", EST "cacert", NULL, NULL, 404 },
  { "operation in capitals", "GET", EST "CACERTS", NULL, NULL, 404 },
  { "something after the operation", "GET", EST "cacerts/", NULL, NULL, 404 },
  { "label that nobody has", "GET", EST "pumps/cacerts", NULL, NULL, 404 },
  { "two labels", "GET", EST "a/b/cacerts", NULL, NULL, 404 },
  { "way out of the folder", "GET", EST "../est/cacerts", NULL, NULL, 404 },
  { "posted cacerts", "POST", EST "cacerts", CSR, "AA==", 405 },
  { "deleted csrattrs", "DELETE", EST "csrattrs", NULL, NULL, 405 },
  { "fetched enrolment", "GET", EST "simpleenroll", NULL, NULL, 405 },
  { "put enrolment", "PUT", EST "simpleenroll", CSR, "AA==", 405 },
  { "method in small letters", "post", EST "simpleenroll", CSR, "AA==", 405 },
  { "fetched CMC", "GET", EST "fullcmc", NULL, NULL, 405 },
  { "full CMC", "POST", EST "fullcmc", "application/pkcs7-mime; smime-type=CMC-request", "AA==", 501 },
  { "no content type", "POST", EST "simpleenroll", NULL, "AA==", 415 },
  { "other content type", "POST", EST "simpleenroll", "application/json", "AA==", 415 },
  { "longer content type", "POST", EST "simplereenroll", CSR "x", "AA==", 415 },
  { "no body", "POST", EST "simpleenroll", CSR, "", 400 },
  { "white space", "POST", EST "simpleenroll", CSR, " \r\n", 400 },
  { "not base64", "POST", EST "simpleenroll", CSR, "!!!!", 400 },
  { "base64 without its padding", "POST", EST "simpleenroll", CSR, "AAA", 400 },
  { "base64 with padding inside", "POST", EST "simpleenroll", CSR, "AA==AAAA", 400 },
  { "base64 with loose bits", "POST", EST "simpleenroll", CSR, "AB==", 400 },
  { "base64 of URLs", "POST", EST "simpleenroll", CSR, "_-8=", 400 },
  { "PEM", "POST", EST "serverkeygen", CSR, "-----BEGIN CERTIFICATE REQUEST-----\r\nMAA=\r\n", 400 },
  { "no request", "POST", EST "simpleenroll", CSR, "MAA=", 400 },
  { "no request to re-enrol", "POST", EST "simplereenroll", CSR, "MAA=", 400 },
  { "no request to make a key", "POST", EST "serverkeygen", CSR, "MAA=", 400 },
};

static TbCertificate *
factory (EstFixture *fixture)
{
  return tb_identity_get_certificate (fixture->factory);
}

static void
every_mistake_has_its_status (EstFixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) body = rows[i].body ? g_bytes_new (rows[i].body, strlen (rows[i].body)) : NULL;
      g_autoptr (TbHttpRequest) request = tb_http_request_new (rows[i].method, rows[i].target, rows[i].media_type, body);
      g_autoptr (TbHttpResponse) response = est_talk (fixture, request, factory (fixture));
      g_test_message ("%s", rows[i].name);
      g_assert_cmpuint (response->status, ==, rows[i].status);
      g_assert_true ((response->status == 405) == (tb_http_fields_get (response->fields, "Allow") != NULL));
    }
  g_assert_cmpuint (fixture->n_asked, ==, 0);
}

static void
strangers_are_asked_who_they_are (EstFixture *fixture, gconstpointer unused)
{
  static const TbEstOperation operations[] = { TB_EST_SIMPLE_ENROLL, TB_EST_SIMPLE_REENROLL, TB_EST_SERVER_KEYGEN };
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      g_autoptr (TbHttpResponse) response = est_post (fixture, operations[i], csr, NULL);
      g_assert_cmpuint (response->status, ==, 401);
      g_assert_nonnull (tb_http_fields_get (response->fields, "WWW-Authenticate"));
    }
  g_assert_cmpuint (fixture->n_asked, ==, 0);
}

static void
request_without_length_is_refused (EstFixture *fixture, gconstpointer unused)
{
  const TbHttpPeer peer = { factory (fixture) };
  g_autoptr (TbHttpRequest) request = tb_http_request_new ("POST", EST "simpleenroll", CSR, NULL);
  g_autoptr (TbHttpResponse) response = tb_est_server_handle (fixture->server, request, &peer, EST_NOW_US);
  g_assert_cmpuint (response->status, ==, 411);
}

static void
large_request_is_refused (EstFixture *fixture, gconstpointer unused)
{
  g_autofree char *text = g_strnfill (TB_EST_MAX_BODY_BYTES + 4, 'A');
  g_autoptr (GBytes) largest = g_bytes_new (text, TB_EST_MAX_BODY_BYTES), too_large = g_bytes_new (text, TB_EST_MAX_BODY_BYTES + 4);
  g_autoptr (TbHttpRequest) in = tb_http_request_new ("POST", EST "simpleenroll", CSR, largest);
  g_autoptr (TbHttpRequest) out = tb_http_request_new ("POST", EST "simpleenroll", CSR, too_large);
  g_autoptr (TbHttpResponse) read = est_talk (fixture, in, factory (fixture)), refused = est_talk (fixture, out, factory (fixture));
  g_assert_cmpuint (read->status, ==, 400);
  g_assert_cmpuint (refused->status, ==, 413);
}

static void
expired_client_is_a_stranger (EstFixture *fixture, gconstpointer unused)
{
  const TbHttpPeer peer = { factory (fixture) };
  const gint64 beyond[] = { tb_certificate_get_not_before_us (factory (fixture)) - 1, tb_certificate_get_not_after_us (factory (fixture)) + 1 };
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_SIMPLE_ENROLL, NULL, csr);
  tb_http_fields_set (request->fields, "Content-Length", "1");
  for (guint i = 0; i < G_N_ELEMENTS (beyond); i++)
    {
      g_autoptr (TbHttpResponse) response = tb_est_server_handle (fixture->server, request, &peer, beyond[i]);
      g_assert_cmpuint (response->status, ==, 401);
    }
}

/* --- re-enrolment --- */

static void
assert_renewal_is_refused (EstFixture *fixture, GBytes *csr, TbCertificate *client)
{
  guint n_asked = fixture->n_asked;
  g_autoptr (TbHttpResponse) response = est_post (fixture, TB_EST_SIMPLE_REENROLL, csr, client);
  g_auto (TbEstOutcome) outcome = { 0 };
  g_assert_cmpuint (response->status, ==, 403);
  g_assert_cmpuint (fixture->n_asked, ==, n_asked);
  g_assert_true (tb_est_read_enrolled (response, fixture->key, &outcome, NULL));
  g_assert_cmpint (outcome.verdict, ==, TB_EST_REFUSED);
  g_assert_cmpuint (outcome.status, ==, 403);
  g_assert_null (outcome.certificate);
}

static void
renewal_keeps_the_names (EstFixture *fixture, gconstpointer unused)
{
  g_autoptr (TbCertificate) current = est_enrol (fixture);
  const char *const other_names[] = { "lock-18.example", NULL }, *const more_names[] = { "lock-17.example", "lock-18.example", NULL };
  const char *const same_names[] = { "lock-17.example", NULL };
  const struct { const char *name; const char *const *names; } asked[] = {
    { "lock-18", same_names }, { "lock-17", other_names }, { "lock-17", more_names }, { "lock-17", NULL } };
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      TbStream stream = pki_stream ("renewal");
      g_autoptr (GBytes) csr = tb_key_make_request (fixture->key, asked[i].name, asked[i].names, &stream, NULL);
      assert_renewal_is_refused (fixture, csr, current);
    }
}

static void
factory_certificate_does_not_renew (EstFixture *fixture, gconstpointer unused)
{
  TbStream stream = pki_stream ("renewal");
  g_autoptr (GBytes) csr = tb_est_make_request_like (fixture->key, factory (fixture), &stream, NULL);
  assert_renewal_is_refused (fixture, csr, factory (fixture));
}

static void
secret_does_not_renew (EstFixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_SIMPLE_REENROLL, NULL, csr);
  tb_est_server_add_secret (fixture->server, "lock-17", "correct horse", EST_NOW_US + 1);
  tb_http_set_basic (request, "lock-17", "correct horse");
  g_autoptr (TbHttpResponse) response = est_talk (fixture, request, NULL);
  g_assert_cmpuint (response->status, ==, 403);
}

/* --- proof of possession, policy, and bytes --- */

static void
request_without_proof_is_refused (EstFixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17"), forged = pki_flip (csr, g_bytes_get_size (csr) - 1, 1);
  g_autoptr (TbHttpResponse) response = est_post (fixture, TB_EST_SIMPLE_ENROLL, forged, factory (fixture));
  g_assert_cmpuint (response->status, ==, 400);
  g_assert_cmpuint (fixture->n_asked, ==, 0);
}

/* Here a lifetime that ends before it begins. */
static void
policy_refuses_with_403 (EstFixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  fixture->by.lifetime_us = -DAY_US;
  g_autoptr (TbHttpResponse) response = est_post (fixture, TB_EST_SIMPLE_ENROLL, csr, factory (fixture));
  g_assert_cmpuint (response->status, ==, 403);
  g_assert_cmpuint (fixture->n_asked, ==, 1);
}

static TbCertificate *
fail (gpointer data, const TbEstAsk *ask, guint *retry_after_s, GError **error)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "/var/lib/authority/key.pem cannot be read");
  return NULL;
}

static void
inner_failure_is_not_told (EstFixture *fixture, gconstpointer unused)
{
  const TbHttpPeer peer = { factory (fixture) };
  TbEstTerms terms = { fixture->authorities, NULL, fail, NULL, TB_KEY_P256, &fixture->stream };
  g_autoptr (TbEstServer) server = tb_est_server_new (fixture->pki.crypto, &terms);
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_SIMPLE_ENROLL, NULL, csr);
  tb_http_fields_set (request->fields, "Content-Length", "1");
  g_autoptr (TbHttpResponse) response = tb_est_server_handle (server, request, &peer, EST_NOW_US);
  g_autofree char *text = g_strndup (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body));
  g_assert_cmpuint (response->status, ==, 500);
  g_assert_null (strstr (text, "key.pem"));
}

static void
every_truncated_request_is_refused (EstFixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  for (gsize n = 1; n < g_bytes_get_size (csr); n++)
    {
      g_autoptr (GBytes) part = pki_truncate (csr, n);
      g_autoptr (TbHttpResponse) response = est_post (fixture, TB_EST_SIMPLE_ENROLL, part, factory (fixture));
      g_assert_cmpuint (response->status, ==, 400);
    }
  g_assert_cmpuint (fixture->n_asked, ==, 0);
}

static void
every_changed_request_is_refused (EstFixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  TbStream stream = pki_stream ("mutations");
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GBytes) changed = pki_mutate (csr, &stream);
      if (g_bytes_equal (changed, csr) || g_bytes_get_size (changed) == 0)
        continue;
      g_autoptr (TbHttpResponse) response = est_post (fixture, i % 2 ? TB_EST_SIMPLE_ENROLL : TB_EST_SERVER_KEYGEN, changed, factory (fixture));
      g_assert_cmpuint (response->status, ==, 400);
    }
  g_assert_cmpuint (fixture->n_asked, ==, 0);
}

static GBytes *
csr_with_attribute (EstFixture *fixture, const char *oid)
{
  g_autoptr (X509_REQ) x509 = X509_REQ_new_ex (tb_crypto_get_libctx (fixture->pki.crypto), NULL);
  TbStream stream = pki_stream ("attribute");
  unsigned char *der = NULL;
  TbJob job;
  X509_REQ_set_version (x509, X509_REQ_VERSION_1);
  X509_NAME_add_entry_by_txt (X509_REQ_get_subject_name (x509), "CN", MBSTRING_UTF8, (const guint8 *) "lock-17", -1, -1, 0);
  X509_REQ_set_pubkey (x509, tb_key_get_pkey (fixture->key));
  g_assert_cmpint (X509_REQ_add1_attr_by_txt (x509, oid, V_ASN1_OCTET_STRING, (const guint8 *) "key", 3), ==, 1);
  tb_job_enter (&job, &stream, EST_NOW_US);
  g_autoptr (EVP_MD_CTX) signing = EVP_MD_CTX_new ();
  g_assert_cmpint (EVP_DigestSignInit_ex (signing, NULL, "SHA256", tb_crypto_get_libctx (fixture->pki.crypto), NULL, tb_key_get_pkey (fixture->key),
                                          NULL), ==, 1);
  g_assert_cmpint (X509_REQ_sign_ctx (x509, signing), >, 0);
  tb_job_leave (&job);
  int n = i2d_X509_REQ (x509, &der);
  GBytes *bytes = g_bytes_new (der, n);
  OPENSSL_free (der);
  return bytes;
}

/* RFC 7030 section 4.4.1: whoever wants the key encrypted does not get it bare. */
static void
encrypted_key_is_not_replaced_by_a_bare_one (EstFixture *fixture, gconstpointer unused)
{
  static const char *const oids[] = { "1.2.840.113549.1.9.16.2.37", "1.2.840.113549.1.9.16.2.54" };
  for (guint i = 0; i < G_N_ELEMENTS (oids); i++)
    {
      g_autoptr (GBytes) csr = csr_with_attribute (fixture, oids[i]);
      g_autoptr (TbHttpResponse) response = est_post (fixture, TB_EST_SERVER_KEYGEN, csr, factory (fixture));
      g_assert_cmpuint (response->status, ==, 501);
    }
}

/* --- answers --- */

/* One way for every answer to be read. */
static gboolean
is_read (EstFixture *fixture, TbEstOperation operation, const TbHttpResponse *response, GError **error)
{
  g_auto (TbEstOutcome) outcome = { 0 };
  TbKeyAlgorithm algorithm;
  gboolean is_told, is_good;
  if (operation == TB_EST_CACERTS)
    {
      g_autoptr (GPtrArray) certificates = tb_est_read_cacerts (fixture->pki.crypto, response, error);
      return certificates != NULL;
    }
  if (operation == TB_EST_CSRATTRS)
    return tb_est_read_csrattrs (response, &algorithm, &is_told, error);
  is_good = operation == TB_EST_SERVER_KEYGEN ? tb_est_read_keygen (fixture->pki.crypto, response, &outcome, error)
                                              : tb_est_read_enrolled (response, fixture->key, &outcome, error);
  g_assert_true (is_good == (outcome.verdict != TB_EST_ISSUED || outcome.certificate != NULL));
  return is_good;
}

static TbHttpResponse *
good_answer (EstFixture *fixture, TbEstOperation operation)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  if (operation == TB_EST_CACERTS || operation == TB_EST_CSRATTRS)
    return est_get (fixture, operation);
  return est_post (fixture, operation, csr, factory (fixture));
}

static const TbEstOperation answered[] = { TB_EST_CACERTS, TB_EST_CSRATTRS, TB_EST_SIMPLE_ENROLL, TB_EST_SERVER_KEYGEN };

static void
broken_answers_are_not_believed (EstFixture *fixture, gconstpointer unused)
{
  static const struct { const char *media_type, *body; } broken[] = {
    { NULL, "MAA=" }, { "text/html", "<html>" }, { "application/pkcs7-mime", "" }, { "application/pkcs7-mime", "MAA=" },
    { "application/csrattrs", "!" },
    { "application/csrattrs", "MAMBAf8=" /* a BOOLEAN */ }, { "application/csrattrs", "MAAA" /* one byte too many */ },
    { "multipart/mixed", "--x--" },
    { "multipart/mixed; boundary=x", "" }, { "multipart/mixed; boundary=x", "--x--\r\n" },
    { "multipart/mixed; boundary=x", "--x\r\n\r\nMAA=\r\n--x--" },
    { "multipart/mixed; boundary=x", "--x\r\nContent-Type: application/pkcs8\r\n\r\nMAA=\r\n"
      "--x\r\nContent-Type: application/pkcs7-mime\r\n\r\nMAA=\r\n--x--" },
    { "multipart/mixed; boundary=x", "--x\r\nContent-Type: a\r\n b\r\n\r\nMAA=\r\n--x--" }, { "multipart/mixed; boundary=\"\"", "----\r\n" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    for (guint o = 0; o < G_N_ELEMENTS (answered); o++)
      {
        g_autoptr (GBytes) body = g_bytes_new (broken[i].body, strlen (broken[i].body));
        g_autoptr (TbHttpResponse) response = tb_http_response_new (200, broken[i].media_type, body);
        g_autoptr (GError) error = NULL;
        g_assert_false (is_read (fixture, answered[o], response, &error));
        g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
      }
}

static void
truncated_answers_are_not_believed (EstFixture *fixture, gconstpointer unused)
{
  for (guint o = 0; o < G_N_ELEMENTS (answered); o++)
    {
      g_autoptr (TbHttpResponse) good = good_answer (fixture, answered[o]);
      g_autoptr (GBytes) whole = g_bytes_ref (good->body);
      gsize least = g_bytes_get_size (whole) - (answered[o] == TB_EST_SERVER_KEYGEN ? 4 : 1);   /* what follows the last delimiter is nothing */
      g_assert_true (is_read (fixture, answered[o], good, NULL));
      for (gsize n = 0; n <= least; n += 1 + n / 64)
        {
          g_autoptr (GBytes) part = pki_truncate (whole, n);
          g_autoptr (TbHttpResponse) response = tb_http_response_new (200, tb_http_fields_get (good->fields, "Content-Type"), part);
          g_assert_false (is_read (fixture, answered[o], response, NULL));
        }
    }
}

static void
changed_answers_never_break_the_client (EstFixture *fixture, gconstpointer unused)
{
  TbStream stream = pki_stream ("mutations");
  for (guint o = 0; o < G_N_ELEMENTS (answered); o++)
    {
      g_autoptr (TbHttpResponse) good = good_answer (fixture, answered[o]);
      guint n_refused = 0;
      for (guint i = 0; i < 500; i++)
        {
          g_autoptr (GBytes) changed = pki_mutate (good->body, &stream);
          g_autoptr (TbHttpResponse) response = tb_http_response_new (200, tb_http_fields_get (good->fields, "Content-Type"), changed);
          n_refused += !is_read (fixture, answered[o], response, NULL);
        }
      g_assert_cmpuint (n_refused, >, 200);
    }
}

static void
certificate_for_another_key_is_not_taken (EstFixture *fixture, gconstpointer unused)
{
  TbStream stream = pki_stream ("other");
  g_autoptr (TbKey) other = tb_key_generate (fixture->pki.crypto, TB_KEY_P256, &stream, NULL);
  g_autoptr (TbHttpResponse) response = good_answer (fixture, TB_EST_SIMPLE_ENROLL);
  g_auto (TbEstOutcome) outcome = { 0 };
  g_autoptr (GError) error = NULL;
  g_assert_false (tb_est_read_enrolled (response, other, &outcome, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
  g_assert_null (outcome.certificate);
}

static void
waiting_time_is_sane (EstFixture *fixture, gconstpointer unused)
{
  static const struct { const char *text; guint status, expected; } times[] = {
    { "120", 202, 120 }, { "120", 503, 120 }, { NULL, 202, 60 }, { "0", 202, 60 }, { "-1", 202, 60 }, { "soon", 202, 60 }, { "99999999999", 202, 60 },
    { "Fri, 31 Dec 1999 23:59:59 GMT", 202, 60 } };
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (TbHttpResponse) response = tb_http_response_new (times[i].status, NULL, NULL);
      g_auto (TbEstOutcome) outcome = { 0 };
      if (times[i].text)
        tb_http_fields_set (response->fields, "Retry-After", times[i].text);
      g_assert_true (tb_est_read_enrolled (response, fixture->key, &outcome, NULL));
      g_assert_cmpint (outcome.verdict, ==, TB_EST_PENDING);
      g_assert_cmpuint (outcome.retry_after_s, ==, times[i].expected);
    }
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*test) (EstFixture *, gconstpointer); } tests[] = {
    { "every-mistake-has-its-status", every_mistake_has_its_status },
    { "strangers-are-asked-who-they-are", strangers_are_asked_who_they_are },
    { "request-without-length", request_without_length_is_refused },
    { "large-request", large_request_is_refused },
    { "expired-client-is-a-stranger", expired_client_is_a_stranger },
    { "renewal-keeps-the-names", renewal_keeps_the_names },
    { "factory-certificate-does-not-renew", factory_certificate_does_not_renew },
    { "secret-does-not-renew", secret_does_not_renew },
    { "request-without-proof", request_without_proof_is_refused },
    { "policy-refuses-with-403", policy_refuses_with_403 },
    { "inner-failure-is-not-told", inner_failure_is_not_told },
    { "every-truncated-request", every_truncated_request_is_refused },
    { "every-changed-request", every_changed_request_is_refused },
    { "encrypted-key-is-not-replaced-by-a-bare-one", encrypted_key_is_not_replaced_by_a_bare_one },
    { "broken-answers", broken_answers_are_not_believed },
    { "truncated-answers", truncated_answers_are_not_believed },
    { "changed-answers-never-break-the-client", changed_answers_never_break_the_client },
    { "certificate-for-another-key", certificate_for_another_key_is_not_taken },
    { "waiting-time-is-sane", waiting_time_is_sane },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/enrol/est/refused/", tests[i].path, NULL);
      g_test_add (path, EstFixture, NULL, est_fixture_set_up, tests[i].test, est_fixture_tear_down);
    }
  return g_test_run ();
}
