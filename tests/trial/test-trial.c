/* Trials: each attack succeeds or is refused for a stated reason; the same terms give the same bytes, and all keys with them. Failures are in test-failures. */
#include <string.h>

#include "trial-fixture.h"

#define CLIENT 0

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

static const char *const good[] = { "", "tls=1.2 mutual=yes", "tls=1.2 resume=yes", "tls=1.2 staple=good staple-policy=require", "mutual=yes", "resume=yes", "mutual=yes resume=yes", "key=rsa2048", "staple=good staple-policy=require" };

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
  static const char *const lines[] = { "handshake mutual=yes", "handshake fail=revoked", "handshake attack=mis-issued", "handshake fail=replayed-flight",
                                       "handshake tls=1.2 fail=stolen-certificate at=server", "handshake tls=1.2 kex=x25519 resume=yes data=yes",
                                       "handshake tls=dtls-1.2 data=yes" };

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
  add_rows ("attack", attacks, G_N_ELEMENTS (attacks), attack_is_noticed);
  add_lines ("unnoticed", successes, G_N_ELEMENTS (successes), attack_goes_unnoticed);
  add_lines ("good", good, G_N_ELEMENTS (good), good_one_is_accepted);
  g_test_add_func ("/trial/attacker-without-certificate", attacker_has_no_certificate_of_the_client);
  g_test_add_func ("/trial/secrets", every_secret_is_known);
  g_test_add_func ("/trial/determinism", same_terms_give_same_bytes);
  g_test_add_func ("/trial/names-and-time", names_and_time_are_the_callers);
  return g_test_run ();
}
