/* A broker whose key was stolen gets another: what the thief reads and whom he can be, before and after, while nobody has revoked what he has and once somebody has. */
#include "story.h"

#include <string.h>

#include "tb-made.h"
#include "tb-opening.h"
#include "tb-units.h"
#include "tb-wiretap.h"

#define MINUTE TB_US_PER_MINUTE
#define HOUR   TB_US_PER_HOUR
#define SEED   9
#define START_US (G_GINT64_CONSTANT (1772431200) * TB_US_PER_SECOND)
#define REVOKED_ALERT     44
#define UNSATISFIED_ALERT 113

#define DEVICE(name) "<devices name='" name "' profile='cortex-a8-1000' link='wifi' gateways='gw' authority='ca' service='broker' start='5s'><label>Lock</label></devices>\n"
#define TRY(at, name) "<command at='" at "'>impersonate device=" name " broker=broker</command>\n"

static const char house[] =
  "<scenario id='house' seed='9' start='2026-03-02T06:00:00Z' duration='4h'><title>House</title><description>D</description>\n"
  "<authority name='ca' profile='server' crl='1h' ocsp='30m'><label>CA</label></authority>\n"
  "<broker name='broker' authority='ca' key='rsa2048' clients='certificate' resumption='yes' topics='home/{name}/#' profile='server' staple='yes'><label>Broker</label></broker>\n"
  "<gateway name='gw' profile='cortex-a8-1000' link='broadband' authority='ca' start='0s'><label>Gateway</label></gateway>\n"
  DEVICE ("easy") DEVICE ("lists") DEVICE ("asks") DEVICE ("staples")
  "<eavesdropper name='ear' watches='gw'><label>Ear</label></eavesdropper>\n"
  "<story>\n"
  "<command at='1m'>check-revocation device=lists by=crl fail=hard</command>\n"
  "<command at='1m'>check-revocation device=asks by=ocsp fail=hard</command>\n"
  "<command at='1m'>check-revocation device=staples by=staple fail=hard</command>\n"
  "<command at='2m'>handshake device=easy tls=1.2 kex=rsa data=yes</command>\n"
  "<command at='5m'>steal-key device=broker thief=ear</command>\n"
  "<command at='10m'>renew device=broker</command>\n"
  "<command at='11m'>handshake device=easy tls=1.2 kex=rsa data=yes</command>\n"
  "<command at='12m'>connect device=asks</command>\n"
  "<command at='12m'>connect device=staples</command>\n"
  TRY ("50m", "easy") TRY ("50m", "lists") TRY ("50m", "asks") TRY ("50m", "staples")
  "<command at='55m'>revoke device=broker certificate=former reason=keyCompromise</command>\n"
  "<command at='1h40m'>connect device=lists</command>\n"
  "<command at='1h40m'>connect device=asks</command>\n"
  "<command at='1h40m'>connect device=staples</command>\n"
  TRY ("1h45m", "easy") TRY ("1h45m", "lists") TRY ("1h45m", "asks") TRY ("1h45m", "staples")
  "<command at='2h'>steal-key device=broker thief=ear</command>\n"
  TRY ("2h1m", "lists") TRY ("2h1m", "asks") TRY ("2h1m", "staples")
  "</story></scenario>\n";

static const char *const careful[] = { "lists", "asks", "staples" };

/* --- what he reads --- */

static TbTranscript *
recorded_at (gint64 at_us)
{
  const TbRecord *end = story_find (TB_RECORD_TRIAL_COMPLETED, "easy", at_us, at_us + 10 * TB_US_PER_SECOND);
  g_autoptr (GError) error = NULL;
  TbTranscript *transcript;

  g_assert_nonnull (end);
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (journal, end->payload), &error);
  g_assert_no_error (error);
  return transcript;
}

/* As the journal tells it. */
static gboolean
is_readable (TbTranscript *transcript, gint64 time_us)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  tb_fold_seek (fold, time_us);
  return tb_wiretap_can_read (tb_fold_get_state (fold), fleet, journal, tb_fleet_find (fleet, "easy"), tb_fleet_find (fleet, "broker"), transcript);
}

/* The broker's first key, or the one it made in the run. */
static gboolean
opens (TbTranscript *transcript, gboolean first)
{
  g_autofree char *draw = first ? g_strdup ("service/broker") : g_strdup_printf ("key/%u/0", tb_fleet_find (fleet, "broker"));
  g_autoptr (GError) error = NULL;
  g_autoptr (TbKey) key = NULL;
  g_autoptr (TbOpening) opening = NULL;
  TbStream stream;

  tb_stream_init (&stream, SEED, draw);
  key = tb_key_generate (tb_crypto_get_seeded (NULL), TB_KEY_RSA2048, &stream, &error);
  g_assert_no_error (error);
  opening = tb_opening_new (tb_crypto_get_seeded (NULL), transcript, TB_LEAK_SERVER_KEY, key, NULL, &error);
  g_assert_no_error (error);
  return opening->opened;
}

static void
each_key_opens_what_was_sent_to_it (void)
{
  g_autoptr (TbTranscript) before = recorded_at (2 * MINUTE), after = recorded_at (11 * MINUTE);

  g_assert_true (opens (before, TRUE));
  g_assert_false (opens (before, FALSE));
  g_assert_false (opens (after, TRUE));
  g_assert_true (opens (after, FALSE));
}

/* What was sent to the new key is closed until that is stolen too; what was sent to the old one is open for ever. */
static void
he_reads_what_was_sent_while_his_key_was_used (void)
{
  g_autoptr (TbTranscript) before = recorded_at (2 * MINUTE), after = recorded_at (11 * MINUTE);

  g_assert_false (is_readable (before, 4 * MINUTE));
  g_assert_true (is_readable (before, 5 * MINUTE));
  g_assert_true (is_readable (before, 90 * MINUTE));
  g_assert_false (is_readable (after, 90 * MINUTE));
  g_assert_true (is_readable (before, 2 * HOUR));
  g_assert_true (is_readable (after, 2 * HOUR));
}

/* Somebody who makes the handshake once more makes the same. */
static void
a_handshake_with_the_new_key_is_made_again (void)
{
  const TbRecord *started = story_find (TB_RECORD_TRIAL_STARTED, "easy", 11 * MINUTE, 12 * MINUTE);
  TbMade made = { fleet, started, tb_journal_get_payload (journal, started->payload), SEED, START_US };
  g_autoptr (TbTranscript) recorded = recorded_at (11 * MINUTE);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbTrial) trial = tb_made_trial (tb_crypto_get_seeded (NULL), &made, &error);
  g_autoptr (GBytes) one = NULL, other = NULL;

  g_assert_no_error (error);
  one = tb_transcript_to_bytes (recorded);
  other = tb_transcript_to_bytes (trial->transcript);
  g_assert_true (g_bytes_equal (one, other));
}

/* --- whom he can be --- */

static void
assert_believed (const char *name, gint64 at_us)
{
  g_autoptr (TbTranscript) transcript = story_handshake_at (name, at_us, TRUE);
  const TbRecord *end = story_find (TB_RECORD_HANDSHAKE_COMPLETED, name, at_us, at_us + MINUTE);

  g_assert_cmpuint (end->detail, ==, TB_SESSION_IMPOSTOR);
}

static void
assert_seen_through (const char *name, gint64 at_us, int alert)
{
  g_autoptr (TbTranscript) transcript = story_handshake_at (name, at_us, FALSE);

  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->alert_sent, ==, alert);
}

/* A new certificate makes the old one no worse; he asks the responder about it himself. */
static void
until_it_is_revoked_everybody_believes_him (void)
{
  assert_believed ("easy", 50 * MINUTE);
  for (guint i = 0; i < G_N_ELEMENTS (careful); i++)
    assert_believed (careful[i], 50 * MINUTE);
}

static void
once_it_is_revoked_who_looks_does_not (void)
{
  assert_believed ("easy", 105 * MINUTE);
  assert_seen_through ("lists", 105 * MINUTE, REVOKED_ALERT);
  assert_seen_through ("asks", 105 * MINUTE, REVOKED_ALERT);
  assert_seen_through ("staples", 105 * MINUTE, UNSATISFIED_ALERT);
}

static void
the_broker_itself_is_believed_throughout (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (careful); i++)
    {
      g_autoptr (TbTranscript) transcript = story_handshake_at (careful[i], 100 * MINUTE, TRUE);

      g_assert_nonnull (transcript);
    }
}

/* Tickets of before are worth nothing, those of after are. */
static void
everybody_sees_the_new_certificate (void)
{
  g_autoptr (TbTranscript) first = story_handshake_at ("asks", 12 * MINUTE, TRUE), next = story_handshake_at ("asks", 100 * MINUTE, TRUE);

  g_assert_cmpuint (story_count (TB_RECORD_TICKETS_DROPPED, "broker", 10 * MINUTE, 11 * MINUTE, NULL), ==, 1);
  g_assert_false (tb_transcript_is_resumed (first));
  g_assert_true (tb_transcript_is_resumed (next));
}

/* Its new staple was there in time, and it is about the new certificate. */
static void
it_staples_for_what_it_has (void)
{
  g_autoptr (TbTranscript) transcript = story_handshake_at ("staples", 12 * MINUTE, TRUE);
  g_autoptr (GBytes) staple = tb_transcript_get_staple (transcript);

  g_assert_nonnull (staple);
  g_assert_cmpuint (story_count (TB_RECORD_OCSP_ANSWERED, "broker", 10 * MINUTE, 10 * MINUTE + 10 * TB_US_PER_SECOND, NULL), ==, 1);
}

/* With the key it has now he is the broker again. */
static void
a_second_theft_begins_anew (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (careful); i++)
    assert_believed (careful[i], 121 * MINUTE);
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  story_play (tb_scenario_new_from_data (house, strlen (house), "house.xml", &error), error);
  g_test_add_func ("/lab/rekey/no-command-is-refused", story_no_command_is_refused);
  g_test_add_func ("/lab/rekey/each-key", each_key_opens_what_was_sent_to_it);
  g_test_add_func ("/lab/rekey/reads", he_reads_what_was_sent_while_his_key_was_used);
  g_test_add_func ("/lab/rekey/again", a_handshake_with_the_new_key_is_made_again);
  g_test_add_func ("/lab/rekey/until-revoked", until_it_is_revoked_everybody_believes_him);
  g_test_add_func ("/lab/rekey/revoked", once_it_is_revoked_who_looks_does_not);
  g_test_add_func ("/lab/rekey/broker", the_broker_itself_is_believed_throughout);
  g_test_add_func ("/lab/rekey/tickets", everybody_sees_the_new_certificate);
  g_test_add_func ("/lab/rekey/staples", it_staples_for_what_it_has);
  g_test_add_func ("/lab/rekey/second", a_second_theft_begins_anew);
  status = g_test_run ();
  tb_run_unref (run);
  return status;
}
