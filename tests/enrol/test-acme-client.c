/* A client and a server go through whole conversations: certificates come of them, or the reason why not. */
#include "acme-fixture.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "tb-pem.h"

static const char *const names[] = { "a.house.lab", "b.house.lab", NULL };

static TbAcmeClient *
make_client (AcmeFixture *fixture, TbAcmeChallengeKind kind, const char *const *asked, const char *san)
{
  g_autoptr (GBytes) csr = acme_csr (fixture->device_key, NULL, san);
  g_autoptr (TbKey) key = acme_key ("client", TB_KEY_P256);
  TbStream stream = pki_stream ("client-signs");
  TbAcmeClientTerms terms = { .directory_url = BASE "/directory", .account_key = key, .contact = "mailto:class@school.lab", .names = asked, .csr = csr,
                              .challenge = kind };

  return tb_acme_client_new (&terms, &stream);
}

static TbCertificate *
get_leaf (TbAcmeClient *client)
{
  static const char *const labels[] = { "CERTIFICATE", NULL };
  g_autoptr (GPtrArray) blocks = tb_pem_read_blocks (tb_acme_client_get_certificates (client), "chain", labels, NULL);

  g_assert_nonnull (blocks);
  return tb_certificate_new_from_der (pki_get_seeded (), ((TbPemBlock *) blocks->pdata[0])->data, NULL);
}

static void
a_client_gets_a_certificate (AcmeFixture *fixture, gconstpointer kind)
{
  g_autoptr (TbAcmeClient) client = make_client (fixture, (TbAcmeChallengeKind) GPOINTER_TO_UINT (kind), names, "DNS:b.house.lab,DNS:a.house.lab");
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCertificate) leaf = NULL;

  acme_drive (fixture, client, TRUE, &error);
  g_assert_no_error (error);
  leaf = get_leaf (client);
  for (guint i = 0; names[i] != NULL; i++)
    {
      TbVerdict verdict;

      g_assert_true (tb_verify_chain (fixture->pki.crypto, leaf, tb_authority_get_intermediates (fixture->pki.issuing), fixture->pki.anchors,
                                      TB_PURPOSE_TLS_SERVER, names[i], fixture->now_us, &verdict, NULL));
      g_assert_true (verdict.valid);
    }
  g_assert_cmpuint (fixture->n_issued, ==, 1);
}

static void
a_wildcard_comes_by_dns (AcmeFixture *fixture, gconstpointer data)
{
  static const char *const asked[] = { "*.house.lab", "house.lab", NULL };
  g_autoptr (TbAcmeClient) client = make_client (fixture, TB_ACME_DNS_01, asked, "DNS:*.house.lab,DNS:house.lab");
  g_autoptr (TbAcmeClient) by_http = make_client (fixture, TB_ACME_HTTP_01, asked, "DNS:*.house.lab,DNS:house.lab");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (acme_drive (fixture, client, TRUE, &error), ==, TB_ACME_STEP_DONE);
  g_assert_no_error (error);
  g_assert_cmpint (acme_drive (fixture, by_http, TRUE, &error), ==, TB_ACME_STEP_FAILED);
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
}

static void
who_publishes_nothing_gets_nothing (AcmeFixture *fixture, gconstpointer kind)
{
  g_autoptr (TbAcmeClient) client = make_client (fixture, (TbAcmeChallengeKind) GPOINTER_TO_UINT (kind), names, "DNS:b.house.lab,DNS:a.house.lab");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (acme_drive (fixture, client, FALSE, &error), ==, TB_ACME_STEP_FAILED);
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Nobody there"));
  g_assert_cmpuint (fixture->n_issued, ==, 0);
}

static void
the_same_seed_says_the_same (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbAcmeClient) client = make_client (fixture, TB_ACME_HTTP_01, names, "DNS:b.house.lab,DNS:a.house.lab");
  g_autoptr (TbAcmeClient) again = make_client (fixture, TB_ACME_HTTP_01, names, "DNS:b.house.lab,DNS:a.house.lab");
  AcmeFixture other = { 0 };

  acme_set_up (&other, NULL);
  g_assert_cmpint (acme_drive (fixture, client, TRUE, NULL), ==, TB_ACME_STEP_DONE);
  g_assert_cmpint (acme_drive (&other, again, TRUE, NULL), ==, TB_ACME_STEP_DONE);
  pki_assert_same_bytes (tb_acme_client_get_certificates (client), tb_acme_client_get_certificates (again));
  g_assert_cmpstr (tb_acme_client_get_account_url (client), ==, tb_acme_client_get_account_url (again));
  acme_tear_down (&other, NULL);
}

static void
a_rate_limit_makes_the_client_wait (AcmeFixture *fixture, gconstpointer data)
{
  gint64 begin_us = fixture->now_us;

  fixture->policy.limits[TB_ACME_LIMIT_DUPLICATES] = (TbAcmeLimit) { 2, DAY_US / 24 };
  acme_restart (fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TbAcmeClient) client = make_client (fixture, TB_ACME_HTTP_01, names, "DNS:b.house.lab,DNS:a.house.lab");
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (acme_drive (fixture, client, TRUE, &error), ==, TB_ACME_STEP_DONE);
      g_assert_no_error (error);
      g_assert_true ((fixture->now_us - begin_us >= DAY_US / 24) == (i == 2));
    }
}

static void
a_nonce_that_was_lost_costs_one_more_try (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbAcmeClient) client = make_client (fixture, TB_ACME_HTTP_01, names, "DNS:b.house.lab,DNS:a.house.lab");
  g_autoptr (TbHttpResponse) last = NULL;
  g_autoptr (GError) error = NULL;

  fixture->policy.nonce_lifetime_us = 1;
  acme_restart (fixture);
  g_assert_cmpint (tb_acme_client_next (client, NULL, fixture->now_us, &error), ==, TB_ACME_STEP_SEND);
  last = tb_acme_server_handle (fixture->server, tb_acme_client_get_request (client), NULL, fixture->now_us);
  g_assert_cmpint (tb_acme_client_next (client, last, fixture->now_us, &error), ==, TB_ACME_STEP_SEND);
  g_clear_pointer (&last, tb_http_response_free);
  last = tb_acme_server_handle (fixture->server, tb_acme_client_get_request (client), NULL, fixture->now_us);
  g_assert_cmpint (tb_acme_client_next (client, last, fixture->now_us, &error), ==, TB_ACME_STEP_SEND);
  g_clear_pointer (&last, tb_http_response_free);
  fixture->now_us += G_USEC_PER_SEC;
  last = tb_acme_server_handle (fixture->server, tb_acme_client_get_request (client), NULL, fixture->now_us);
  acme_assert_status (last, 400);
  g_assert_cmpint (tb_acme_client_next (client, last, fixture->now_us, &error), ==, TB_ACME_STEP_SEND);
  g_clear_pointer (&last, tb_http_response_free);
  last = tb_acme_server_handle (fixture->server, tb_acme_client_get_request (client), NULL, fixture->now_us);
  acme_assert_status (last, 201);
}

static void
run_goal (AcmeFixture *fixture, TbAcmeGoal goal, TbCertificate *revoked, TbAcmeStep expected)
{
  g_autoptr (TbKey) key = acme_key ("client", TB_KEY_P256);
  TbStream stream = pki_stream ("client-signs");
  TbAcmeClientTerms terms = { .goal = goal, .directory_url = BASE "/directory", .account_key = key, .revoked = revoked, .reason = 1 };
  g_autoptr (TbAcmeClient) client = tb_acme_client_new (&terms, &stream);

  g_assert_cmpint (acme_drive (fixture, client, TRUE, NULL), ==, expected);
}

static void
a_client_revokes_and_leaves (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbAcmeClient) client = make_client (fixture, TB_ACME_HTTP_01, names, "DNS:b.house.lab,DNS:a.house.lab");
  g_autoptr (TbCertificate) leaf = NULL;

  g_assert_cmpint (acme_drive (fixture, client, TRUE, NULL), ==, TB_ACME_STEP_DONE);
  leaf = get_leaf (client);
  run_goal (fixture, TB_ACME_GOAL_REVOKE, leaf, TB_ACME_STEP_DONE);
  g_assert_cmpuint (fixture->n_revoked, ==, 1);
  run_goal (fixture, TB_ACME_GOAL_REVOKE, leaf, TB_ACME_STEP_FAILED);
  run_goal (fixture, TB_ACME_GOAL_DEACTIVATE, NULL, TB_ACME_STEP_DONE);
  run_goal (fixture, TB_ACME_GOAL_DEACTIVATE, NULL, TB_ACME_STEP_FAILED);
}

static TbAcmeStep
renew (AcmeFixture *fixture, const char *replaces, GError **error)
{
  g_autoptr (GBytes) csr = acme_csr (fixture->device_key, NULL, "DNS:b.house.lab,DNS:a.house.lab");
  g_autoptr (TbKey) key = acme_key ("client", TB_KEY_P256);
  TbStream stream = pki_stream ("client-renews");
  TbAcmeClientTerms terms = { .directory_url = BASE "/directory", .account_key = key, .names = names, .csr = csr, .replaces = replaces };
  g_autoptr (TbAcmeClient) client = tb_acme_client_new (&terms, &stream);

  return acme_drive (fixture, client, TRUE, error);
}

static void
a_client_renews_a_certificate_once (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbAcmeClient) client = make_client (fixture, TB_ACME_HTTP_01, names, "DNS:b.house.lab,DNS:a.house.lab");
  g_autoptr (TbCertificate) leaf = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (acme_drive (fixture, client, TRUE, NULL), ==, TB_ACME_STEP_DONE);
  leaf = get_leaf (client);
  id = tb_acme_certificate_id (leaf);
  g_assert_cmpint (renew (fixture, id, &error), ==, TB_ACME_STEP_DONE);
  g_assert_no_error (error);
  g_assert_cmpint (renew (fixture, id, &error), ==, TB_ACME_STEP_FAILED);
  g_assert_nonnull (strstr (error->message, "alreadyReplaced"));
}

static void
a_chain_of_another_type_is_not_taken (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbAcmeClient) client = make_client (fixture, TB_ACME_HTTP_01, names, "DNS:b.house.lab,DNS:a.house.lab");
  g_autoptr (GError) error = NULL;

  fixture->type_instead = "text/plain";
  g_assert_cmpint (acme_drive (fixture, client, TRUE, &error), ==, TB_ACME_STEP_FAILED);
  g_assert_nonnull (strstr (error->message, "application/pem-certificate-chain"));
}

/* Every answer of a good conversation, damaged, ends in a reason or in another try, never in anything else. */
static void
answers_that_are_damaged_do_no_harm (AcmeFixture *fixture, gconstpointer data)
{
  TbStream chance = pki_stream ("damage");

  for (guint at = 0; at < 12; at++)
    for (guint variant = 0; variant < 6; variant++)
      {
        g_autoptr (TbAcmeClient) client = make_client (fixture, TB_ACME_HTTP_01, names, "DNS:b.house.lab,DNS:a.house.lab");
        g_autoptr (TbHttpResponse) last = NULL;
        g_autoptr (GError) error = NULL;
        TbAcmeStep step = TB_ACME_STEP_WAIT;

        for (guint i = 0; i <= at + 2 && step != TB_ACME_STEP_DONE && step != TB_ACME_STEP_FAILED; i++)
          {
            step = tb_acme_client_next (client, last, fixture->now_us, &error);
            g_clear_pointer (&last, tb_http_response_free);
            if (step != TB_ACME_STEP_SEND)
              continue;
            last = tb_acme_server_handle (fixture->server, tb_acme_client_get_request (client), NULL, fixture->now_us);
            if (i >= at && g_bytes_get_size (last->body) > 0)
              {
                g_autoptr (GBytes) body = g_steal_pointer (&last->body);

                last->body = variant == 0 ? pki_truncate (body, g_bytes_get_size (body) / 2) : pki_mutate (body, &chance);
              }
          }
        g_assert_true ((step == TB_ACME_STEP_FAILED) == (error != NULL));
      }
}

#define ADD(name, function, data) g_test_add ("/acme-client/" name, AcmeFixture, GUINT_TO_POINTER (data), acme_set_up, function, acme_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-client-gets-a-certificate/http-01", a_client_gets_a_certificate, TB_ACME_HTTP_01);
  ADD ("a-client-gets-a-certificate/dns-01", a_client_gets_a_certificate, TB_ACME_DNS_01);
  ADD ("a-client-gets-a-certificate/tls-alpn-01", a_client_gets_a_certificate, TB_ACME_TLS_ALPN_01);
  ADD ("a-wildcard-comes-by-dns", a_wildcard_comes_by_dns, 0);
  ADD ("who-publishes-nothing-gets-nothing/http-01", who_publishes_nothing_gets_nothing, TB_ACME_HTTP_01);
  ADD ("who-publishes-nothing-gets-nothing/dns-01", who_publishes_nothing_gets_nothing, TB_ACME_DNS_01);
  ADD ("the-same-seed-says-the-same", the_same_seed_says_the_same, 0);
  ADD ("a-rate-limit-makes-the-client-wait", a_rate_limit_makes_the_client_wait, 0);
  ADD ("a-nonce-that-was-lost-costs-one-more-try", a_nonce_that_was_lost_costs_one_more_try, 0);
  ADD ("a-client-revokes-and-leaves", a_client_revokes_and_leaves, 0);
  ADD ("a-client-renews-a-certificate-once", a_client_renews_a_certificate_once, 0);
  ADD ("a-chain-of-another-type-is-not-taken", a_chain_of_another_type_is_not_taken, 0);
  ADD ("answers-that-are-damaged-do-no-harm", answers_that_are_damaged_do_no_harm, 0);
  return g_test_run ();
}
