/* est-fixture: see the header. */
#include "est-fixture.h"

/* Counts, and lets wait when the test wants it. */
static TbCertificate *
issue (gpointer data, const TbEstAsk *ask, guint *retry_after_s, GError **error)
{
  EstFixture *fixture = data;
  fixture->n_asked++;
  *retry_after_s = fixture->retry_after_s;
  return fixture->retry_after_s > 0 ? NULL : tb_est_issue_by_authority (&fixture->by, ask, retry_after_s, error);
}

static void
make_device (EstFixture *fixture)
{
  TbStream maker = pki_stream ("maker"), factory = pki_stream ("factory"), key = pki_stream ("key");
  TbIssueTerms terms = pki_terms (TB_PROFILE_DEVICE);
  fixture->maker = tb_authority_new_root (fixture->pki.crypto, "Maker", TB_KEY_P256, START_US - DAY_US, START_US + 7300 * DAY_US, &maker, NULL);
  fixture->factory = tb_authority_issue_identity (fixture->maker, TB_KEY_P256, "serial-17", NULL, &terms, &factory, NULL);
  fixture->key = tb_key_generate (fixture->pki.crypto, TB_KEY_P256, &key, NULL);
}

/* @label: of the authority, or NULL */
void
est_fixture_set_up (EstFixture *fixture, gconstpointer label)
{
  pki_fixture_set_up (&fixture->pki, GUINT_TO_POINTER (TB_KEY_P256));
  make_device (fixture);
  fixture->stream = pki_stream ("server");
  fixture->by = (TbEstAuthority) { fixture->pki.issuing, { TB_PROFILE_GATEWAY }, EST_LIFE_US, &fixture->stream };
  fixture->retry_after_s = fixture->n_asked = 0;
  fixture->authorities = g_ptr_array_new ();
  g_ptr_array_add (fixture->authorities, tb_authority_get_certificate (fixture->pki.issuing));
  g_ptr_array_add (fixture->authorities, tb_authority_get_root (fixture->pki.issuing));
  TbEstTerms terms = { fixture->authorities, label, issue, fixture, TB_KEY_P256, &fixture->stream };
  fixture->server = tb_est_server_new (fixture->pki.crypto, &terms);
}

void
est_fixture_tear_down (EstFixture *fixture, gconstpointer label)
{
  tb_est_server_free (fixture->server);
  g_ptr_array_unref (fixture->authorities);
  tb_key_unref (fixture->key);
  tb_identity_unref (fixture->factory);
  tb_authority_unref (fixture->maker);
  pki_fixture_tear_down (&fixture->pki, NULL);
}

/* A request for the device's key, which names a host too. */
GBytes *
est_csr (EstFixture *fixture, const char *common_name)
{
  const char *const names[] = { "lock-17.example", NULL };
  TbStream stream = pki_stream ("csr");
  g_autoptr (GError) error = NULL;
  GBytes *csr = tb_key_make_request (fixture->key, common_name, names, &stream, &error);
  g_assert_no_error (error);
  return csr;
}

/* Over the wire and back. */
TbHttpResponse *
est_talk (EstFixture *fixture, const TbHttpRequest *request, TbCertificate *client)
{
  const TbHttpPeer peer = { client, NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sent = tb_http_request_write (request, "ca.example");
  g_autoptr (TbHttpRequest) arrived = tb_http_request_read (sent, 1024 * 1024, &error);
  g_assert_no_error (error);
  g_autoptr (TbHttpResponse) response = tb_est_server_handle (fixture->server, arrived, &peer, EST_NOW_US);
  g_autoptr (GBytes) answered = tb_http_response_write (response, arrived->method);
  TbHttpResponse *got = tb_http_response_read (answered, 1024 * 1024, arrived->method, &error);
  g_assert_no_error (error);
  return got;
}

TbHttpResponse *
est_post (EstFixture *fixture, TbEstOperation operation, GBytes *csr, TbCertificate *client)
{
  g_autoptr (TbHttpRequest) request = tb_est_ask (operation, NULL, csr);
  return est_talk (fixture, request, client);
}

TbHttpResponse *
est_get (EstFixture *fixture, TbEstOperation operation)
{
  g_autoptr (TbHttpRequest) request = tb_est_ask (operation, NULL, NULL);
  return est_talk (fixture, request, NULL);
}

/* A first certificate, by the one from the factory. */
TbCertificate *
est_enrol (EstFixture *fixture)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpResponse) response = est_post (fixture, TB_EST_SIMPLE_ENROLL, csr, tb_identity_get_certificate (fixture->factory));
  g_autoptr (GError) error = NULL;
  g_auto (TbEstOutcome) outcome = { 0 };
  g_assert_true (tb_est_read_enrolled (response, fixture->key, &outcome, &error));
  g_assert_no_error (error);
  g_assert_cmpint (outcome.verdict, ==, TB_EST_ISSUED);
  return g_steal_pointer (&outcome.certificate);
}
