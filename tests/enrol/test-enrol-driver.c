/* A device and an authority in every enrolment protocol: whole conversations in memory, what comes of them, and what is not believed. */
#include "driver-fixture.h"

#include <string.h>

#define PROTOCOL GPOINTER_TO_UINT (data)

static void
assert_fails (DriverFixture *f, const TbEnrolClientTerms *terms, TbCertificate *shown, const char *reason)
{
  g_autoptr (TbEnrolClient) client = driver_client (terms, "second");

  g_assert_cmpint (driver_run (f, client, shown), ==, TB_ENROL_STEP_FAILED);
  g_assert_cmpstr (tb_enrol_client_get_reason (client), ==, reason);
  g_assert_null (tb_enrol_client_get_identity (client));
}

/* What each protocol makes of it. */
static const char *
by (TbEnrolProtocol protocol, const char *est, const char *scep, const char *acme)
{
  const char *const reasons[] = { est, scep, acme };

  return reasons[protocol];
}

/* --- what goes well --- */

static void
a_new_device_gets_a_certificate (DriverFixture *f, gconstpointer data)
{
  g_autoptr (TbIdentity) identity = driver_enrol (f, PROTOCOL);
  TbCertificate *certificate = tb_identity_get_certificate (identity);

  g_assert_cmpstr (tb_certificate_get_common_name (certificate), ==, DRIVER_NAME);
  g_assert_true (tb_identity_get_key (identity) == driver_key_for (f, PROTOCOL));
  g_assert_cmpuint (tb_identity_get_intermediates (identity)->len, ==, 1);
  pki_assert_same_bytes (tb_certificate_get_der (tb_identity_get_intermediates (identity)->pdata[0]),
                         tb_certificate_get_der (tb_authority_get_certificate (f->pki.issuing)));
  g_assert_cmpuint (f->n_asked, ==, 1);
  g_assert_cmpint (f->protocol, ==, PROTOCOL);
  g_assert_cmpstr (f->user, ==, DRIVER_NAME);
  g_assert_false (f->is_renewal);
}

static char *
listen (gconstpointer data)
{
  DriverFixture own = { 0 };
  g_autoptr (TbIdentity) identity = NULL;
  char *said;

  driver_set_up (&own, NULL);
  identity = driver_enrol (&own, PROTOCOL);
  said = g_strdup (g_checksum_get_string (own.said));
  driver_tear_down (&own, NULL);
  return said;
}

static void
the_same_is_said_every_time (DriverFixture *f, gconstpointer data)
{
  g_autofree char *once = listen (data), *again = listen (data);

  g_assert_cmpstr (once, ==, again);
}

static TbEnrolClientTerms
renewal_terms (DriverFixture *f, TbEnrolProtocol protocol, TbIdentity *current)
{
  TbEnrolClientTerms terms = driver_terms (f, protocol);

  terms.current = current;
  terms.secret = protocol == TB_ENROL_ACME ? terms.secret : NULL;
  return terms;
}

static void
assert_renews (DriverFixture *f, TbEnrolProtocol protocol, TbKey *key)
{
  g_autoptr (TbIdentity) current = driver_enrol (f, protocol);
  TbEnrolClientTerms terms = renewal_terms (f, protocol, current);
  g_autoptr (TbEnrolClient) client = NULL;
  TbCertificate *next;

  terms.key = key;
  f->now_us += DAY_US;
  client = driver_client (&terms, "renewal");
  g_assert_cmpint (driver_run (f, client, tb_identity_get_certificate (current)), ==, TB_ENROL_STEP_DONE);
  g_assert_true (f->is_renewal);
  next = tb_identity_get_certificate (tb_enrol_client_get_identity (client));
  g_assert_cmpstr (tb_certificate_get_serial (next), !=, tb_certificate_get_serial (tb_identity_get_certificate (current)));
  g_assert_cmpint (EVP_PKEY_eq (X509_get0_pubkey (tb_certificate_get_x509 (next)), tb_key_get_pkey (key)), ==, 1);
}

static void
a_certificate_is_renewed_with_its_key (DriverFixture *f, gconstpointer data)
{
  assert_renews (f, PROTOCOL, driver_key_for (f, PROTOCOL));
}

static void
a_certificate_is_renewed_with_a_new_key (DriverFixture *f, gconstpointer data)
{
  TbStream stream = pki_stream ("next rsa");
  g_autoptr (TbKey) next = PROTOCOL == TB_ENROL_SCEP ? tb_key_generate (f->pki.crypto, TB_KEY_RSA2048, &stream, NULL) : tb_key_ref (f->next_key);

  assert_renews (f, PROTOCOL, next);
}

/* --- what is refused --- */

static void
a_wrong_secret_is_refused (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);

  driver_give_secret (f);
  terms.account_key = NULL;     /* one is drawn */
  terms.secret = "another";
  assert_fails (f, &terms, NULL, by (PROTOCOL, "http-401", "scep-badRequest", "acme-unauthorized"));
  g_assert_cmpuint (f->n_asked, ==, 0);
}

/* Somebody else with another key; the same request again would be the same order. */
static void
a_secret_is_good_once (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);

  tb_identity_unref (driver_enrol (f, PROTOCOL));
  terms.key = PROTOCOL == TB_ENROL_SCEP ? tb_identity_get_key (f->ra) : f->next_key;
  assert_fails (f, &terms, NULL, by (PROTOCOL, "http-401", "scep-badRequest", NULL));
  g_assert_cmpuint (f->n_asked, ==, 1);
}

static void
a_revoked_certificate_does_not_renew (DriverFixture *f, gconstpointer data)
{
  g_autoptr (TbIdentity) current = driver_enrol (f, PROTOCOL);
  TbEnrolClientTerms terms = renewal_terms (f, PROTOCOL, current);

  f->revoked = tb_certificate_get_serial (tb_identity_get_certificate (current));
  assert_fails (f, &terms, tb_identity_get_certificate (current), by (PROTOCOL, "http-403", "scep-badRequest", NULL));
  g_assert_cmpuint (f->n_asked, ==, 1);
}

static void
an_expired_certificate_does_not_renew (DriverFixture *f, gconstpointer data)
{
  g_autoptr (TbIdentity) current = driver_enrol (f, PROTOCOL);
  TbEnrolClientTerms terms = renewal_terms (f, PROTOCOL, current);

  f->now_us += DRIVER_LIFE_US + DAY_US;
  assert_fails (f, &terms, tb_identity_get_certificate (current), by (PROTOCOL, "http-401", "scep-badRequest", NULL));
}

static void
a_failing_authority_is_told_from_one_that_refuses (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);

  driver_give_secret (f);
  f->failure = "the disk is full";
  assert_fails (f, &terms, NULL, by (PROTOCOL, "http-500", "http-500", "acme-serverInternal"));
}

static void
a_server_of_another_protocol_is_none (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);

  f->terms.protocols &= ~(1u << PROTOCOL);
  driver_serve_anew (f);
  assert_fails (f, &terms, NULL, by (PROTOCOL, "http-404", "http-404", "bad-answer"));
}

static void
a_name_that_is_not_proven_is_refused (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, TB_ENROL_ACME);
  g_autoptr (TbEnrolClient) client = driver_client (&terms, "second");

  driver_give_secret (f);
  f->publishes = FALSE;
  g_assert_cmpint (driver_run (f, client, NULL), ==, TB_ENROL_STEP_FAILED);
  g_assert_nonnull (tb_enrol_client_get_reason (client));
  g_assert_cmpuint (f->n_asked, ==, 0);
}

static void
scep_needs_an_rsa_key (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, TB_ENROL_SCEP);

  terms.key = f->key;
  assert_fails (f, &terms, NULL, "no-rsa-key");
  g_assert_cmpuint (f->n_talks, ==, 0);
}

/* --- whom to trust --- */

static GBytes *
fingerprint_of (TbCertificate *certificate)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  GBytes *der = tb_certificate_get_der (certificate);
  guint8 digest[32];
  gsize n = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (der, NULL), (gssize) g_bytes_get_size (der));
  g_checksum_get_digest (checksum, digest, &n);
  return g_bytes_new (digest, n);
}

static TbAuthority *
make_stranger (DriverFixture *f)
{
  TbStream stream = pki_stream ("stranger");

  return tb_authority_new_root (f->pki.crypto, "Stranger", TB_KEY_P256, START_US - DAY_US, START_US + 7300 * DAY_US, &stream, NULL);
}

static void
assert_told_the_root (DriverFixture *f, TbEnrolClient *client)
{
  GPtrArray *told = tb_enrol_client_get_anchors (client);

  g_assert_cmpuint (told->len, ==, 1);
  pki_assert_same_bytes (tb_certificate_get_der (told->pdata[0]), tb_certificate_get_der (tb_authority_get_root (f->pki.issuing)));
}

static void
a_trusting_device_takes_what_it_is_told (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);
  g_autoptr (TbEnrolClient) client = NULL;

  driver_give_secret (f);
  terms.anchors = NULL;
  client = driver_client (&terms, "trusting");
  g_assert_cmpint (driver_run (f, client, NULL), ==, TB_ENROL_STEP_DONE);
  assert_told_the_root (f, client);
}

/* Whoever sends the right anchor cannot smuggle in one of its own. */
static void
a_fingerprint_picks_the_anchor (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);
  g_autoptr (GBytes) fingerprint = fingerprint_of (tb_authority_get_root (f->pki.issuing));
  g_autoptr (TbAuthority) stranger = make_stranger (f);
  g_autoptr (TbEnrolClient) client = NULL;

  g_ptr_array_add (f->authorities, tb_authority_get_root (stranger));
  driver_serve_anew (f);
  driver_give_secret (f);
  terms.anchors = NULL;
  terms.fingerprint = fingerprint;
  client = driver_client (&terms, "careful");
  g_assert_cmpint (driver_run (f, client, NULL), ==, TB_ENROL_STEP_DONE);
  assert_told_the_root (f, client);
}

static void
a_wrong_fingerprint_ends_it (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);
  g_autoptr (TbAuthority) stranger = make_stranger (f);
  g_autoptr (GBytes) wrong = fingerprint_of (tb_authority_get_root (stranger)), none = g_bytes_new (NULL, 0);

  driver_give_secret (f);
  terms.anchors = NULL;
  terms.fingerprint = wrong;
  assert_fails (f, &terms, NULL, "wrong-fingerprint");
  terms.fingerprint = none;
  assert_fails (f, &terms, NULL, "wrong-fingerprint");
  g_assert_cmpuint (f->n_asked, ==, 0);
}

static void
acme_tells_nobody_whom_to_trust (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, TB_ENROL_ACME);

  terms.anchors = NULL;
  assert_fails (f, &terms, NULL, "no-anchor");
  g_assert_cmpuint (f->n_talks, ==, 0);
}

/* SCEP has no TLS: who answers is found out before the secret is sent. */
static void
a_stranger_is_not_believed (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);
  g_autoptr (TbAuthority) stranger = make_stranger (f);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();

  driver_give_secret (f);
  g_ptr_array_add (anchors, tb_authority_get_root (stranger));
  terms.anchors = anchors;
  assert_fails (f, &terms, NULL, by (PROTOCOL, "certificate-of-a-stranger", "unknown-authority", "certificate-of-a-stranger"));
  g_assert_cmpuint (f->n_asked, ==, PROTOCOL == TB_ENROL_SCEP ? 0 : 1);
}

static void
who_knows_the_chain_asks_once (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, TB_ENROL_EST);
  g_autoptr (TbEnrolClient) client = NULL;

  driver_give_secret (f);
  terms.intermediates = tb_authority_get_intermediates (f->pki.issuing);
  client = driver_client (&terms, "knowing");
  g_assert_cmpint (driver_run (f, client, NULL), ==, TB_ENROL_STEP_DONE);
  g_assert_cmpuint (tb_enrol_client_get_n_requests (client), ==, 1);
  g_assert_null (tb_enrol_client_get_anchors (client));
}

/* --- waiting and losing --- */

static TbScepOrder *
only_order (DriverFixture *f)
{
  g_autoptr (GPtrArray) orders = tb_scep_server_list_orders (tb_enrol_server_get_scep (f->server));

  g_assert_cmpuint (orders->len, ==, 1);
  return orders->pdata[0];
}

static void
run_an_order_that_waits (DriverFixture *f, gboolean is_approved, TbEnrolStep expected)
{
  TbEnrolClientTerms terms = driver_terms (f, TB_ENROL_SCEP);
  g_autoptr (TbEnrolClient) client = NULL;

  terms.secret = NULL;
  f->terms.keeps_orders = TRUE;
  driver_serve_anew (f);
  client = driver_client (&terms, "waiting");
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (driver_run (f, client, NULL), ==, TB_ENROL_STEP_WAIT);
      g_assert_cmpint (tb_enrol_client_get_wait_until_us (client), >, f->now_us);
      f->now_us = tb_enrol_client_get_wait_until_us (client);
    }
  tb_scep_server_decide (tb_enrol_server_get_scep (f->server), only_order (f)->transaction_id, is_approved);
  g_assert_cmpint (driver_run (f, client, NULL), ==, expected);
  g_assert_cmpuint (f->n_asked, ==, is_approved ? 1 : 0);
}

static void
an_order_waits_until_it_is_approved (DriverFixture *f, gconstpointer data)
{
  run_an_order_that_waits (f, TRUE, TB_ENROL_STEP_DONE);
}

static void
an_order_waits_until_it_is_refused (DriverFixture *f, gconstpointer data)
{
  run_an_order_that_waits (f, FALSE, TB_ENROL_STEP_FAILED);
}

static void
est_says_when_to_come_again (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, TB_ENROL_EST);
  g_autoptr (TbEnrolClient) client = driver_client (&terms, "patient");
  g_autoptr (TbHttpResponse) later = tb_http_response_new_text (202, "Later.");
  g_autoptr (GBytes) first = NULL, again = NULL;

  tb_http_fields_set (later->fields, "Retry-After", "86400");
  g_assert_cmpint (tb_enrol_client_next (client, NULL, f->now_us), ==, TB_ENROL_STEP_SEND);
  first = tb_http_request_write (tb_enrol_client_get_request (client), "ca.example");
  g_assert_cmpint (tb_enrol_client_next (client, later, f->now_us), ==, TB_ENROL_STEP_WAIT);
  g_assert_cmpint (tb_enrol_client_get_wait_until_us (client), ==, f->now_us + DAY_US);
  g_assert_cmpint (tb_enrol_client_next (client, NULL, f->now_us + DAY_US), ==, TB_ENROL_STEP_SEND);
  again = tb_http_request_write (tb_enrol_client_get_request (client), "ca.example");
  pki_assert_same_bytes (first, again);
}

/* The answer to request number @n never arrives. Returns: (nullable): the client when there is a request of that number */
static TbEnrolClient *
lose (DriverFixture *f, TbEnrolProtocol protocol, guint n, TbEnrolStep expected)
{
  TbEnrolClientTerms terms = driver_terms (f, protocol);
  g_autoptr (TbEnrolClient) client = NULL;
  g_autoptr (TbHttpResponse) last = NULL;
  guint n_before = f->issued->len;

  driver_serve_anew (f);
  driver_give_secret (f);
  client = driver_client (&terms, "losing");
  for (guint i = 0; i < n; i++)
    {
      if (tb_enrol_client_next (client, last, f->now_us) != TB_ENROL_STEP_SEND)
        return NULL;
      g_clear_pointer (&last, tb_http_response_free);
      last = driver_talk (f, tb_enrol_client_get_request (client), NULL);
    }
  g_assert_cmpint (driver_run (f, client, NULL), ==, expected);
  g_assert_cmpuint (f->issued->len, ==, n_before + 1);
  return g_steal_pointer (&client);
}

static void
a_lost_answer_is_asked_for_again (DriverFixture *f, gconstpointer data)
{
  guint first = PROTOCOL == TB_ENROL_EST ? 2 : 1, n = first;

  for (TbEnrolClient *client; (client = lose (f, PROTOCOL, n, TB_ENROL_STEP_DONE)) != NULL; n++)
    tb_enrol_client_free (client);
  g_assert_cmpuint (n, ==, PROTOCOL == TB_ENROL_EST ? 3 : 4);
}

/* EST has no numbers of orders: the certificate that got lost has used up the secret. */
static void
a_lost_certificate_takes_the_secret_with_it (DriverFixture *f, gconstpointer data)
{
  g_autoptr (TbEnrolClient) client = lose (f, TB_ENROL_EST, 1, TB_ENROL_STEP_FAILED);

  g_assert_cmpstr (tb_enrol_client_get_reason (client), ==, "http-401");
}

static void
who_has_ended_stays_so (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);
  g_autoptr (TbEnrolClient) client = driver_client (&terms, "ended");
  g_autoptr (TbHttpResponse) nonsense = tb_http_response_new_text (200, "?");

  driver_give_secret (f);
  g_assert_cmpint (driver_run (f, client, NULL), ==, TB_ENROL_STEP_DONE);
  g_assert_cmpint (tb_enrol_client_next (client, nonsense, f->now_us), ==, TB_ENROL_STEP_DONE);
  g_assert_nonnull (tb_enrol_client_get_identity (client));
}

#define FACT(name, function, protocol, code) \
  g_test_add ("/enrol-driver/" name "/" code, DriverFixture, GUINT_TO_POINTER (protocol), driver_set_up, function, driver_tear_down)
#define EVERY(name, function) \
  FACT (name, function, TB_ENROL_EST, "est"); FACT (name, function, TB_ENROL_SCEP, "scep"); FACT (name, function, TB_ENROL_ACME, "acme")
#define BOTH(name, function) FACT (name, function, TB_ENROL_EST, "est"); FACT (name, function, TB_ENROL_SCEP, "scep")

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  EVERY ("a-new-device-gets-a-certificate", a_new_device_gets_a_certificate);
  EVERY ("the-same-is-said-every-time", the_same_is_said_every_time);
  EVERY ("a-certificate-is-renewed-with-its-key", a_certificate_is_renewed_with_its_key);
  EVERY ("a-certificate-is-renewed-with-a-new-key", a_certificate_is_renewed_with_a_new_key);
  EVERY ("a-wrong-secret-is-refused", a_wrong_secret_is_refused);
  BOTH ("a-secret-is-good-once", a_secret_is_good_once);
  BOTH ("a-revoked-certificate-does-not-renew", a_revoked_certificate_does_not_renew);
  BOTH ("an-expired-certificate-does-not-renew", an_expired_certificate_does_not_renew);
  EVERY ("a-failing-authority-is-told-from-one-that-refuses", a_failing_authority_is_told_from_one_that_refuses);
  EVERY ("a-server-of-another-protocol-is-none", a_server_of_another_protocol_is_none);
  FACT ("a-name-that-is-not-proven-is-refused", a_name_that_is_not_proven_is_refused, TB_ENROL_ACME, "acme");
  FACT ("an-rsa-key-is-needed", scep_needs_an_rsa_key, TB_ENROL_SCEP, "scep");
  BOTH ("a-trusting-device-takes-what-it-is-told", a_trusting_device_takes_what_it_is_told);
  BOTH ("a-fingerprint-picks-the-anchor", a_fingerprint_picks_the_anchor);
  BOTH ("a-wrong-fingerprint-ends-it", a_wrong_fingerprint_ends_it);
  FACT ("nobody-is-told-whom-to-trust", acme_tells_nobody_whom_to_trust, TB_ENROL_ACME, "acme");
  EVERY ("a-stranger-is-not-believed", a_stranger_is_not_believed);
  FACT ("who-knows-the-chain-asks-once", who_knows_the_chain_asks_once, TB_ENROL_EST, "est");
  FACT ("an-order-waits-until-it-is-approved", an_order_waits_until_it_is_approved, TB_ENROL_SCEP, "scep");
  FACT ("an-order-waits-until-it-is-refused", an_order_waits_until_it_is_refused, TB_ENROL_SCEP, "scep");
  FACT ("the-server-says-when-to-come-again", est_says_when_to_come_again, TB_ENROL_EST, "est");
  BOTH ("a-lost-answer-is-asked-for-again", a_lost_answer_is_asked_for_again);
  FACT ("a-lost-certificate-takes-the-secret-with-it", a_lost_certificate_takes_the_secret_with_it, TB_ENROL_EST, "est");
  EVERY ("who-has-ended-stays-so", who_has_ended_stays_so);
  driver_add_attestation_facts ();
  driver_add_server_facts ();
  driver_add_voucher_facts ();
  driver_add_hostile_facts ();
  return g_test_run ();
}
