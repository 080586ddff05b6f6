/* Trials: each failure ends at its alert, at its moment, by its check; each attack succeeds or is refused for a stated reason. */
#include <string.h>

#include "trial-fixture.h"

#define CLIENT 0
#define SERVER 1

typedef struct
{
  const char *line;
  const char *verdict;
  const char *alert;
  int judge;
  gboolean client_finished;
  const char *check;
  const char *expected;
  const char *found;
} Row;

/* A client of TLS 1.3 is finished before the server looks at its certificate; one that refuses is not. */
static const Row failures[] = {
  { "fail=expired", "expired", "certificate_expired", SERVER, TRUE, "validity", "2026-03-01T06:00:00Z", "2026-03-02T06:00:00Z" },
  { "fail=expired at=server", "expired", "certificate_expired", CLIENT, FALSE, "validity", "2026-03-01T06:00:00Z", "2026-03-02T06:00:00Z" },
  { "fail=not-yet-valid", "not-yet-valid", "bad_certificate", SERVER, TRUE, "validity", "2026-03-03T06:00:00Z", "2026-03-02T06:00:00Z" },
  { "fail=not-yet-valid at=server", "not-yet-valid", "bad_certificate", CLIENT, FALSE, "validity", "2023-09-14T06:00:00Z", "1970-01-01T00:00:42Z" },
  { "fail=wrong-host", "wrong-host", "bad_certificate", CLIENT, FALSE, "host", "broker.lab", "DNS:other.lab" },
  { "fail=unknown-root", "unknown-root", "unknown_ca", SERVER, TRUE, "trust-anchor", "CN=Elsewhere", "no certificate of its issuer" },
  { "fail=unknown-root at=server", "unknown-root", "unknown_ca", CLIENT, FALSE, "trust-anchor", "CN=Elsewhere", "no certificate of its issuer" },
  { "fail=missing-intermediate", "missing-intermediate", "unknown_ca", SERVER, TRUE, "trust-anchor", "CN=Lab Devices", "no certificate of its issuer" },
  { "fail=missing-intermediate at=server", "missing-intermediate", "unknown_ca", CLIENT, FALSE, "trust-anchor", "CN=Lab Devices",
    "no certificate of its issuer" },
  { "fail=wrong-eku", "wrong-eku", "unsupported_certificate", SERVER, TRUE, "extended-key-usage", "clientAuth", "TLS Web Server Authentication" },
  { "fail=wrong-eku at=server", "wrong-eku", "unsupported_certificate", CLIENT, FALSE, "extended-key-usage", "serverAuth", "TLS Web Client Authentication" },
  { "fail=revoked", "revoked", "certificate_revoked", SERVER, TRUE, "status", "good", "revoked (keyCompromise)" },
  { "fail=revoked at=server", "revoked", "certificate_revoked", CLIENT, FALSE, "ocsp-status", "not revoked",
    "OCSP response: revoked since 2026-03-01T18:00:00Z, keyCompromise" },
  { "fail=self-signed", "self-signed", "unknown_ca", SERVER, TRUE, "trust-anchor", "CN=lock-01.lab", "self-signed and not a trust anchor" },
  { "fail=self-signed at=server", "self-signed", "unknown_ca", CLIENT, FALSE, "trust-anchor", "CN=broker.lab", "self-signed and not a trust anchor" },
  { "fail=no-certificate", "no-certificate", "certificate_required", SERVER, TRUE, "certificate-shown", "a certificate", "an empty list" },
  { "fail=bad-signature", "bad-signature", "decrypt_error", SERVER, TRUE, "signature", "CN=Lab Devices", "a key that did not make its signature" },
  { "fail=bad-signature at=server", "bad-signature", "decrypt_error", CLIENT, FALSE, "signature", "CN=Lab Devices", "a key that did not make its signature" },
};

static void
assert_refused (TbTrial *trial, const Row *row)
{
  const TbOutcome *judge = tb_transcript_get_outcome (trial->transcript, (TbSide) row->judge);
  const TbCheck *check = trial_find_failure (trial);

  g_assert_cmpstr (trial->verdict, ==, row->verdict);
  g_assert_cmpint (trial->judge, ==, row->judge);
  g_assert_cmpstr (tb_transcript_alert_name (judge->alert_sent), ==, row->alert);
  g_assert_cmpstr (tb_transcript_alert_name (tb_transcript_get_alert (trial->transcript)), ==, row->alert);
  g_assert_cmpint (tb_transcript_get_outcome (trial->transcript, TB_SIDE_CLIENT)->finished, ==, row->client_finished);
  g_assert_cmpstr (check->rule->code, ==, row->check);
  g_assert_cmpstr (check->expected, ==, row->expected);
  g_assert_cmpstr (check->found, ==, row->found);
}

static void
failure_ends_at_its_check (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *line = g_strconcat ("handshake ", row->line, NULL);
  g_autoptr (TbTrial) trial = trial_run (line);

  g_assert_false (tb_transcript_is_accepted (trial->transcript));
  assert_refused (trial, row);
}

/* Whoever adds a failure adds it here too, on each side it can be on. */
static void
every_failure_is_here (void)
{
  guint n, n_asked = 0;
  const TbTrialChoice *choices = tb_trial_get_choices (TB_TRIAL_FAILURE, &n);

  for (guint i = 0; i < n; i++)
    {
      guint n_sides = tb_trial_can_be_at (choices[i].code, TB_SIDE_CLIENT) + tb_trial_can_be_at (choices[i].code, TB_SIDE_SERVER), n_here = 0;
      g_autofree char *word = g_strconcat ("fail=", choices[i].code, NULL);

      for (guint j = 0; j < G_N_ELEMENTS (failures); j++)
        n_here += strcmp (failures[j].verdict, choices[i].code) == 0 && g_str_has_prefix (failures[j].line, word);
      g_assert_cmpuint (n_here, >=, n_sides);
      n_asked += n_sides;
    }
  g_assert_cmpuint (n_asked, >, 0);
}

/* --- attacks --- */

static const Row attacks[] = {
  { "attack=own-root", "unknown-root", "unknown_ca", CLIENT, FALSE, "trust-anchor", "CN=Mallory Root", "no certificate of its issuer" },
  { "attack=rogue-authority constrain=yes", "name-constraint", "certificate_unknown", CLIENT, FALSE, "name-constraints", "CN=Partner Root Issuing",
    "DNS:broker.lab is not permitted" },
  { "attack=mis-issued constrain=yes", "name-constraint", "certificate_unknown", CLIENT, FALSE, "name-constraints", "CN=Lab Guests",
    "DNS:broker.lab is not permitted" },
};

static void
attack_is_noticed (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *line = g_strconcat ("handshake ", row->line, NULL);
  g_autoptr (TbTrial) trial = trial_run (line);

  g_assert_nonnull (trial->behind);
  assert_refused (trial, row);
}

static const char *const successes[] = { "attack=rogue-authority", "attack=mis-issued" };

static void
attack_goes_unnoticed (gconstpointer data)
{
  g_autofree char *line = g_strconcat ("handshake ", data, NULL);
  g_autoptr (TbTrial) trial = trial_run (line);
  g_autoptr (GBytes) shown = tb_transcript_get_peer_certificate (trial->transcript, TB_SIDE_SERVER, 0);
  g_autoptr (GBytes) true_one = tb_transcript_get_peer_certificate (trial->behind, TB_SIDE_SERVER, 0);

  g_assert_cmpstr (trial->verdict, ==, "intercepted");
  g_assert_cmpint (trial->judge, ==, -1);
  g_assert_null (tb_checks_first_failure (trial->checks));
  g_assert_cmpuint (tb_checks_get_n (trial->checks), >, 0);
  g_assert_true (tb_transcript_is_accepted (trial->behind));
  g_assert_false (g_bytes_equal (shown, true_one));
}

/* A server that demands a certificate does not let the attacker in: he has none for the client's name. */
static void
attacker_has_no_certificate_of_the_client (void)
{
  g_autoptr (TbTrial) trial = trial_run ("handshake attack=rogue-authority mutual=yes");

  g_assert_cmpstr (trial->verdict, ==, "intercepted");
  g_assert_false (tb_transcript_is_accepted (trial->behind));
  g_assert_cmpstr (tb_transcript_get_reason (trial->behind), ==, "no-certificate");
}

/* --- good ones --- */

static const char *const good[] = { "", "mutual=yes", "resume=yes", "mutual=yes resume=yes", "key=rsa2048", "staple=good staple-policy=require" };

static void
good_one_is_accepted (gconstpointer data)
{
  g_autofree char *line = g_strconcat ("handshake ", data, NULL);
  g_autoptr (TbTrial) trial = trial_run (line);

  g_assert_cmpstr (trial->verdict, ==, "accepted");
  g_assert_cmpint (trial->judge, ==, -1);
  g_assert_true (tb_transcript_is_accepted (trial->transcript));
  g_assert_null (trial->behind);
  g_assert_null (tb_checks_first_failure (trial->checks));
  g_assert_cmpuint (tb_checks_get_n (trial->checks), >, 0);
  g_assert_nonnull (trial->server_key);
  g_assert_cmpint (tb_transcript_is_resumed (trial->transcript), ==, strstr (data, "resume=yes") != NULL);
  g_assert_cmpint (trial->ticket_key != NULL, ==, strstr (data, "resume=yes") != NULL);
}

static void
same_terms_give_same_bytes (void)
{
  static const char *const lines[] = { "handshake mutual=yes", "handshake fail=revoked", "handshake attack=mis-issued" };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (TbTrial) one = trial_run (lines[i]), other = trial_run (lines[i]);
      g_autoptr (GBytes) bytes = tb_transcript_to_bytes (one->transcript), again = tb_transcript_to_bytes (other->transcript);

      g_assert_true (g_bytes_equal (bytes, again));
    }
}

static void
names_and_time_are_the_callers (void)
{
  static const char *const names[] = { "lock-03", "broker" };
  g_autoptr (GError) error = NULL;
  TbTrialTerms terms = { .failure = "expired", .names = names, .unix_us = TB_TRIAL_UNIX_US + G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC };
  g_autoptr (TbTrial) trial = tb_trial_new (tb_crypto_get_seeded (NULL), &terms, SEED, "test", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (tb_transcript_get_host (trial->transcript), ==, "broker");
  g_assert_cmpstr (trial_find_failure (trial)->found, ==, "2026-03-03T06:00:00Z");
}

static void
add_rows (const char *folder, const Row *rows, guint n, GTestDataFunc function)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/trial/%s/%s", folder, rows[i].line);

      g_test_add_data_func (path, &rows[i], function);
    }
}

/* What was agreed on is in the transcript, and the ticket's key with it: every secret follows. */
static void
every_secret_is_known (void)
{
  static const char *const lines[] = { "mutual", "resume", "fail=expired" };
  g_autoptr (GError) error = NULL;
  TbCrypto *crypto = tb_crypto_get_seeded (&error);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (TbTrial) trial = trial_run (lines[i]);
      g_autoptr (TbSchedule) schedule = tb_schedule_new (crypto, trial->transcript, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (tb_schedule_get_n (schedule), >, 20);
      for (guint s = 0; s < tb_schedule_get_n (schedule); s++)
        g_assert_nonnull (tb_schedule_get (schedule, s)->value);
    }
}

static void
add_lines (const char *folder, const char *const *lines, guint n, GTestDataFunc function)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/trial/%s/%s", folder, *lines[i] != '\0' ? lines[i] : "plain");

      g_test_add_data_func (path, lines[i], function);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_rows ("failure", failures, G_N_ELEMENTS (failures), failure_ends_at_its_check);
  add_rows ("attack", attacks, G_N_ELEMENTS (attacks), attack_is_noticed);
  add_lines ("unnoticed", successes, G_N_ELEMENTS (successes), attack_goes_unnoticed);
  add_lines ("good", good, G_N_ELEMENTS (good), good_one_is_accepted);
  g_test_add_func ("/trial/every-failure", every_failure_is_here);
  g_test_add_func ("/trial/attacker-without-certificate", attacker_has_no_certificate_of_the_client);
  g_test_add_func ("/trial/secrets", every_secret_is_known);
  g_test_add_func ("/trial/determinism", same_terms_give_same_bytes);
  g_test_add_func ("/trial/names-and-time", names_and_time_are_the_callers);
  return g_test_run ();
}
