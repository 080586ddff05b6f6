/* A device gets what it needs over EST: whom to trust, what to ask for, a certificate, the next one, or a key and a certificate. */
#include "est-fixture.h"

#include <string.h>

/* The certificates in a bag are a set: DER puts them in an order of its own. */
static gboolean
bag_holds (GPtrArray *bag, TbCertificate *certificate)
{
  for (guint i = 0; i < bag->len; i++)
    if (g_bytes_equal (tb_certificate_get_der (bag->pdata[i]), tb_certificate_get_der (certificate)))
      return TRUE;
  return FALSE;
}

static void
cacerts_are_those_of_the_authority (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (TbHttpResponse) response = est_get (fixture, TB_EST_CACERTS);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) got = tb_est_read_cacerts (fixture->pki.crypto, response, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (got->len, ==, 2);
  for (guint i = 0; i < got->len; i++)
    g_assert_true (bag_holds (got, fixture->authorities->pdata[i]));
}

static void
csrattrs_tell_every_algorithm (EstFixture *fixture, gconstpointer label)
{
  for (guint wanted = 0; wanted < TB_KEY_N_ALGORITHMS; wanted++)
    {
      TbEstTerms terms = { fixture->authorities, NULL, tb_est_issue_by_authority, &fixture->by, wanted, &fixture->stream };
      g_autoptr (TbEstServer) server = tb_est_server_new (fixture->pki.crypto, &terms);
      g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_CSRATTRS, NULL, NULL);
      g_autoptr (TbHttpResponse) response = tb_est_server_handle (server, request, NULL, EST_NOW_US);
      TbKeyAlgorithm got = TB_KEY_N_ALGORITHMS;
      gboolean is_told;
      g_assert_true (tb_est_read_csrattrs (response, &got, &is_told, NULL));
      g_assert_true (is_told);
      g_assert_cmpuint (got, ==, wanted);
    }
}

static void
server_without_wishes_says_so (EstFixture *fixture, gconstpointer label)
{
  static const guint statuses[] = { 204, 404 };
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (TbHttpResponse) response = tb_http_response_new (statuses[i], NULL, NULL);
      TbKeyAlgorithm algorithm;
      gboolean is_told = TRUE;
      g_assert_true (tb_est_read_csrattrs (response, &algorithm, &is_told, NULL));
      g_assert_false (is_told);
    }
}

static void
factory_certificate_enrols (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (TbCertificate) certificate = est_enrol (fixture);
  g_assert_cmpstr (tb_certificate_get_common_name (certificate), ==, "lock-17");
  g_assert_cmpstr (tb_certificate_get_issuer (certificate), ==, tb_certificate_get_subject (tb_authority_get_certificate (fixture->pki.issuing)));
  g_assert_cmpint (tb_certificate_get_not_after_us (certificate), ==, EST_NOW_US + EST_LIFE_US);
  g_assert_cmpuint (fixture->n_asked, ==, 1);
}

static TbHttpResponse *
post_with_secret (EstFixture *fixture, const char *user, const char *secret)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_SIMPLE_ENROLL, NULL, csr);
  tb_http_set_basic (request, user, secret);
  return est_talk (fixture, request, NULL);
}

static void
secret_enrols_once (EstFixture *fixture, gconstpointer label)
{
  tb_est_server_add_secret (fixture->server, "lock-17", "correct horse", EST_NOW_US + 1);
  g_autoptr (TbHttpResponse) wrong = post_with_secret (fixture, "lock-17", "correct hors");
  g_autoptr (TbHttpResponse) other = post_with_secret (fixture, "lock-18", "correct horse");
  g_autoptr (TbHttpResponse) first = post_with_secret (fixture, "lock-17", "correct horse");
  g_autoptr (TbHttpResponse) second = post_with_secret (fixture, "lock-17", "correct horse");
  g_assert_cmpuint (wrong->status, ==, 401);
  g_assert_cmpuint (other->status, ==, 401);
  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpuint (second->status, ==, 401);
  g_assert_nonnull (strstr (tb_http_fields_get (second->fields, "WWW-Authenticate"), "Basic"));
}

static void
secret_lapses (EstFixture *fixture, gconstpointer label)
{
  tb_est_server_add_secret (fixture->server, "lock-17", "correct horse", EST_NOW_US);
  g_autoptr (TbHttpResponse) late = post_with_secret (fixture, "lock-17", "correct horse");
  g_assert_cmpuint (late->status, ==, 401);
}

static void
secret_outlasts_waiting (EstFixture *fixture, gconstpointer label)
{
  g_auto (TbEstOutcome) outcome = { 0 };
  tb_est_server_add_secret (fixture->server, "lock-17", "correct horse", EST_NOW_US + 1);
  fixture->retry_after_s = 3600;
  g_autoptr (TbHttpResponse) pending = post_with_secret (fixture, "lock-17", "correct horse");
  fixture->retry_after_s = 0;
  g_autoptr (TbHttpResponse) issued = post_with_secret (fixture, "lock-17", "correct horse");
  g_assert_true (tb_est_read_enrolled (pending, fixture->key, &outcome, NULL));
  g_assert_cmpint (outcome.verdict, ==, TB_EST_PENDING);
  g_assert_cmpuint (outcome.status, ==, 202);
  g_assert_cmpuint (outcome.retry_after_s, ==, 3600);
  g_assert_cmpuint (issued->status, ==, 200);
}

/* Somebody in front has verified the user; a secret of the same user stays good. */
static void
verified_user_enrols (EstFixture *fixture, gconstpointer label)
{
  const TbHttpPeer peer = { NULL, NULL, "lock-17" };
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_SIMPLE_ENROLL, NULL, csr);
  tb_http_fields_set (request->fields, "Content-Length", "1");
  tb_est_server_add_secret (fixture->server, "lock-17", "correct horse", EST_NOW_US + 1);
  g_autoptr (TbHttpResponse) by_user = tb_est_server_handle (fixture->server, request, &peer, EST_NOW_US);
  g_autoptr (TbHttpResponse) by_secret = post_with_secret (fixture, "lock-17", "correct horse");
  g_assert_cmpuint (by_user->status, ==, 200);
  g_assert_cmpuint (by_secret->status, ==, 200);
}

/* A refused request does not cost the secret. */
static void
secret_outlasts_refusal (EstFixture *fixture, gconstpointer label)
{
  tb_est_server_add_secret (fixture->server, "lock-17", "correct horse", EST_NOW_US + 1);
  fixture->by.lifetime_us = -DAY_US;
  g_autoptr (TbHttpResponse) refused = post_with_secret (fixture, "lock-17", "correct horse");
  fixture->by.lifetime_us = EST_LIFE_US;
  g_autoptr (TbHttpResponse) issued = post_with_secret (fixture, "lock-17", "correct horse");
  g_assert_cmpuint (refused->status, ==, 403);
  g_assert_cmpuint (issued->status, ==, 200);
}

static void
head_tells_the_length_of_cacerts (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (TbHttpRequest) request = tb_http_request_new ("HEAD", "/.well-known/est/cacerts", NULL, NULL);
  g_autoptr (TbHttpResponse) head = est_talk (fixture, request, NULL), whole = est_get (fixture, TB_EST_CACERTS);
  g_assert_cmpuint (head->status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (head->body), ==, 0);
  g_assert_cmpstr (tb_http_fields_get (head->fields, "Content-Length"), ==, tb_http_fields_get (whole->fields, "Content-Length"));
}

/* Asks for the same names with @key. */
static void
assert_renews (EstFixture *fixture, TbCertificate *current, TbKey *key)
{
  TbStream stream = pki_stream ("renewal");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) csr = tb_est_make_request_like (key, current, &stream, &error);
  g_assert_no_error (error);
  g_autoptr (TbHttpResponse) response = est_post (fixture, TB_EST_SIMPLE_REENROLL, csr, current);
  g_auto (TbEstOutcome) outcome = { 0 };
  g_assert_true (tb_est_read_enrolled (response, key, &outcome, &error));
  g_assert_no_error (error);
  g_assert_cmpint (outcome.verdict, ==, TB_EST_ISSUED);
  g_assert_cmpstr (tb_certificate_get_subject (outcome.certificate), ==, tb_certificate_get_subject (current));
  g_assert_cmpstr (tb_certificate_get_serial (outcome.certificate), !=, tb_certificate_get_serial (current));
}

static void
current_certificate_renews_and_rekeys (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (TbCertificate) current = est_enrol (fixture);
  TbStream stream = pki_stream ("next");
  g_autoptr (TbKey) next = tb_key_generate (fixture->pki.crypto, TB_KEY_P256, &stream, NULL);
  assert_renews (fixture, current, fixture->key);
  assert_renews (fixture, current, next);
}

static void
server_makes_keys (EstFixture *fixture, gconstpointer label)
{
  static const TbKeyAlgorithm algorithms[] = { TB_KEY_P256, TB_KEY_P384 };
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_SERVER_KEYGEN, NULL, csr);
  const TbHttpPeer peer = { tb_identity_get_certificate (fixture->factory) };
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      TbEstTerms terms = { fixture->authorities, NULL, tb_est_issue_by_authority, &fixture->by, algorithms[i], &fixture->stream };
      g_autoptr (TbEstServer) server = tb_est_server_new (fixture->pki.crypto, &terms);
      g_autoptr (TbHttpResponse) response = tb_est_server_handle (server, request, &peer, EST_NOW_US);
      g_auto (TbEstOutcome) outcome = { 0 };
      g_autoptr (GError) error = NULL;
      g_assert_true (tb_est_read_keygen (fixture->pki.crypto, response, &outcome, &error));
      g_assert_no_error (error);
      g_assert_cmpint (outcome.verdict, ==, TB_EST_ISSUED);
      g_assert_cmpint (tb_key_get_algorithm (outcome.key), ==, algorithms[i]);
      g_assert_cmpstr (tb_certificate_get_common_name (outcome.certificate), ==, "lock-17");
      g_assert_cmpint (EVP_PKEY_eq (tb_key_get_pkey (outcome.key), tb_key_get_pkey (fixture->key)), !=, 1);
    }
}

static void
label_names_the_authority (EstFixture *fixture, gconstpointer label)
{
  static const struct { const char *label; guint status; } rows[] = { { "locks", 200 }, { NULL, 200 }, { "pumps", 404 }, { "", 404 } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_CACERTS, rows[i].label, NULL);
      g_autoptr (TbHttpResponse) response = est_talk (fixture, request, NULL);
      g_assert_cmpuint (response->status, ==, rows[i].status);
    }
}

/* RFC 8951 section 3.1: a reader passes over white space, wherever a sender put it. */
static void
white_space_in_base64_is_passed_over (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autofree char *dense = g_base64_encode (g_bytes_get_data (csr, NULL), g_bytes_get_size (csr));
  g_autoptr (GString) text = g_string_new (" \t");
  for (const char *at = dense; *at; at++)
    g_string_append_printf (text, (at - dense) % 64 == 63 ? "%c\r\n" : "%c", *at);
  g_autoptr (GBytes) body = g_bytes_new (text->str, text->len);
  g_autoptr (TbHttpRequest) request = tb_http_request_new ("POST", "/.well-known/est/simpleenroll", "application/pkcs10", body);
  g_autoptr (TbHttpResponse) response = est_talk (fixture, request, tb_identity_get_certificate (fixture->factory));
  g_assert_cmpuint (response->status, ==, 200);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*test) (EstFixture *, gconstpointer); gconstpointer label; } tests[] = {
    { "cacerts-are-those-of-the-authority", cacerts_are_those_of_the_authority, NULL },
    { "csrattrs-tell-every-algorithm", csrattrs_tell_every_algorithm, NULL },
    { "server-without-wishes-says-so", server_without_wishes_says_so, NULL },
    { "factory-certificate-enrols", factory_certificate_enrols, NULL },
    { "secret-enrols-once", secret_enrols_once, NULL },
    { "secret-lapses", secret_lapses, NULL },
    { "secret-outlasts-waiting", secret_outlasts_waiting, NULL },
    { "secret-outlasts-refusal", secret_outlasts_refusal, NULL },
    { "verified-user-enrols", verified_user_enrols, NULL },
    { "head-tells-the-length-of-cacerts", head_tells_the_length_of_cacerts, NULL },
    { "current-certificate-renews-and-rekeys", current_certificate_renews_and_rekeys, NULL },
    { "server-makes-keys", server_makes_keys, NULL },
    { "label-names-the-authority", label_names_the_authority, "locks" },
    { "white-space-in-base64-is-passed-over", white_space_in_base64_is_passed_over, NULL },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/enrol/est/", tests[i].path, NULL);
      g_test_add (path, EstFixture, tests[i].label, est_fixture_set_up, tests[i].test, est_fixture_tear_down);
    }
  return g_test_run ();
}
