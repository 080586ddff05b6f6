/* Who shows whom a certificate, and who asks whether it was revoked, changed while it runs: a broker that begins to demand certificates, a device that nobody has on the
 * list, and a thief with the broker's key, whom some believe for longer than others. */
#include "story.h"

#include <string.h>

#include "tb-made.h"
#include "tb-opening.h"
#include "tb-units.h"
#include "tb-wiretap.h"

#define MINUTE TB_US_PER_MINUTE
#define HOUR   TB_US_PER_HOUR
#define REVOKED_ALERT     44
#define UNSATISFIED_ALERT 113
#define UNKNOWN_ALERT 46
#define NO_CERTIFICATE_ALERT 116

#define DEVICE(name, more) \
  "<devices name='" name "' profile='cortex-a8-1000' link='wifi' gateways='gw' authority='ca' service='broker' start='5s' " more "><label>Lock</label></devices>\n"

static const char house[] =
  "<scenario id='house' seed='9' start='2026-03-02T06:00:00Z' duration='3h'><title>House</title><description>D</description>\n"
  "<authority name='ca' profile='server' crl='1h' delta-interval='10m' ocsp='30m'><label>CA</label></authority>\n"
  "<broker name='broker' authority='ca' key='rsa2048' clients='anyone' topics='home/{name}/#' profile='server'><label>Broker</label></broker>\n"
  "<gateway name='gw' profile='cortex-a8-1000' link='broadband' authority='ca' start='0s'><label>Gateway</label></gateway>\n"
  "<gateway name='far' profile='cortex-a8-1000' link='broadband' authority='ca' start='0s'><label>Gateway</label></gateway>\n"
  DEVICE ("easy", "user='u' password='p'") DEVICE ("lists", "") DEVICE ("deltas", "") DEVICE ("asks-soft", "") DEVICE ("asks-hard", "")
  DEVICE ("staple-soft", "") DEVICE ("staple-hard", "") DEVICE ("late", "enrol='ordered'") DEVICE ("stranger", "inventory='no'")
  "<devices name='away' profile='cortex-a8-1000' link='wifi' gateways='far' authority='ca' service='broker' start='5s'><label>Lock</label></devices>\n"
  "<eavesdropper name='ear' watches='gw'><label>Ear</label></eavesdropper>\n"
  "<story>\n"
  "<command at='5m'>demand-certificates broker=broker state=on</command>\n"
  "<command at='6m10s'>enrol device=late</command>\n"
  "<command at='10m'>staple broker=broker state=on</command>\n"
  "<command at='11m'>check-revocation device=lists by=crl</command>\n"
  "<command at='11m'>check-revocation device=deltas by=delta fail=hard</command>\n"
  "<command at='11m'>check-revocation device=asks-soft by=ocsp fail=soft</command>\n"
  "<command at='11m'>check-revocation group=asks-hard by=ocsp fail=hard</command>\n"
  "<command at='11m'>check-revocation device=staple-soft by=staple fail=soft</command>\n"
  "<command at='11m'>check-revocation device=staple-hard by=staple fail=hard</command>\n"
  "<command at='11m'>check-revocation broker=broker by=ocsp fail=soft</command>\n"
  "<command at='12m'>handshake device=easy tls=1.2 kex=rsa data=yes</command>\n"
  "<command at='12m10s'>handshake device=easy tls=1.2 kex=p256 data=yes</command>\n"
  "<command at='12m20s'>handshake device=easy tls=1.3 data=yes</command>\n"
  "<command at='13m'>connect device=asks-hard</command>\n"
  "<command at='15m'>steal-key device=broker thief=ear</command>\n"
  "<command at='16m'>impersonate device=staple-hard broker=broker</command>\n"
  "<command at='17m'>impersonate device=asks-hard broker=broker</command>\n"
  "<command at='18m'>impersonate device=asks-soft broker=broker</command>\n"
  "<command at='21m'>revoke device=broker reason=keyCompromise</command>\n"
  "<command at='22m'>impersonate device=easy broker=broker</command>\n"
  "<command at='22m'>impersonate device=lists broker=broker</command>\n"
  "<command at='22m'>impersonate device=deltas broker=broker</command>\n"
  "<command at='22m'>impersonate device=asks-hard broker=broker</command>\n"
  "<command at='22m'>impersonate device=staple-hard broker=broker</command>\n"
  "<command at='31m'>impersonate device=deltas broker=broker</command>\n"
  "<command at='31m'>impersonate device=lists broker=broker</command>\n"
  "<command at='50m'>impersonate device=asks-hard broker=broker</command>\n"
  "<command at='50m'>impersonate device=asks-soft broker=broker</command>\n"
  "<command at='50m'>impersonate device=staple-hard broker=broker</command>\n"
  "<command at='50m'>impersonate device=staple-soft broker=broker</command>\n"
  "<command at='55m'>responder authority=ca state=off</command>\n"
  "<command at='1h2m'>impersonate device=lists broker=broker</command>\n"
  "<command at='1h30m'>impersonate device=asks-hard broker=broker</command>\n"
  "<command at='1h32m'>impersonate device=asks-soft broker=broker</command>\n"
  "<command at='1h40m'>enrol device=stranger</command>\n"
  "<command at='1h50m'>staple broker=broker state=off</command>\n"
  "<command at='1h51m'>demand-certificates broker=broker state=off</command>\n"
  "</story></scenario>\n";

/* --- certificates of clients --- */

/* Server-authenticated TLS first: the broker proves itself, its clients do not. */
static void
sessions_are_anonymous_until_certificates_are_demanded (void)
{
  g_autoptr (TbTranscript) before = story_handshake_at ("stranger", 0, TRUE);
  const TbRecord *closed = story_find (TB_RECORD_SESSION_CLOSED, "easy", 0, HOUR);
  const TbRecord *again = story_find (TB_RECORD_HANDSHAKE_COMPLETED, "easy", 5 * MINUTE, 7 * MINUTE);
  g_autoptr (TbTranscript) after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tb_transcript_is_mutual (before));
  g_assert_nonnull (closed);
  g_assert_cmpint (closed->time_us, ==, 5 * MINUTE);
  g_assert_cmpuint (closed->detail, ==, 1);
  g_assert_nonnull (again);
  after = tb_transcript_new_from_bytes (tb_journal_get_payload (journal, again->payload), &error);
  g_assert_no_error (error);
  g_assert_true (tb_transcript_is_mutual (after));
}

static void
who_has_none_is_told_why (void)
{
  const TbRecord *refused = story_find (TB_RECORD_HANDSHAKE_REFUSED, "stranger", 5 * MINUTE, 7 * MINUTE);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbTranscript) transcript = NULL;

  g_assert_nonnull (refused);
  g_assert_cmpuint (refused->detail, ==, NO_CERTIFICATE_ALERT);
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (journal, refused->payload), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, "no-certificate");
  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_SERVER)->alert_sent, ==, NO_CERTIFICATE_ALERT);
  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->alert_received, ==, NO_CERTIFICATE_ALERT);
}

static void
who_waits_to_be_told_enrols_then (void)
{
  g_assert_cmpuint (story_count (TB_RECORD_CERTIFICATE_REQUESTED, "late", 0, 6 * MINUTE, NULL), ==, 0);
  g_assert_cmpuint (story_count (TB_RECORD_CERTIFICATE_INSTALLED, "late", 6 * MINUTE, 7 * MINUTE, NULL), ==, 1);
  g_assert_cmpuint (story_count (TB_RECORD_HANDSHAKE_COMPLETED, "late", 6 * MINUTE, 7 * MINUTE, NULL), ==, 2);
  g_assert_cmpuint (story_count (TB_RECORD_CERTIFICATE_REQUESTED, "stranger", 0, 100 * MINUTE, NULL), ==, 0);
}

/* The authority looks at proofs, not at the owner's list. */
static void
a_stranger_who_is_enrolled_comes_in (void)
{
  g_assert_false (tb_fleet_group_of (fleet, tb_fleet_find (fleet, "stranger"))->is_inventoried);
  g_assert_true (tb_fleet_group_of (fleet, tb_fleet_find (fleet, "late"))->is_inventoried);
  g_assert_cmpuint (story_count (TB_RECORD_CERTIFICATE_INSTALLED, "stranger", 100 * MINUTE, 101 * MINUTE, NULL), ==, 1);
  g_assert_cmpuint (story_count (TB_RECORD_HANDSHAKE_COMPLETED, "stranger", 100 * MINUTE, 101 * MINUTE, NULL), ==, 2);
}

/* Demanding nothing ends no session: those that are open have shown more than is wanted. */
static void
a_broker_that_demands_nothing_again_ends_nothing (void)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  g_assert_cmpuint (story_count (TB_RECORD_DEMAND_CHANGED, "broker", 0, 3 * HOUR, NULL), ==, 2);
  g_assert_null (story_find (TB_RECORD_SESSION_CLOSED, "late", 111 * MINUTE, 3 * HOUR));
  tb_fold_seek (fold, 10 * MINUTE);
  g_assert_true (tb_fold_get (fold, tb_fleet_find (fleet, "broker"))->demands_certificate);
  tb_fold_seek (fold, 3 * HOUR);
  g_assert_false (tb_fold_get (fold, tb_fleet_find (fleet, "broker"))->demands_certificate);
}

/* --- a stolen key: what was recorded --- */

static TbTranscript *
trial_at (const char *name, gint64 at_us, const TbRecord **started)
{
  const TbRecord *end = story_find (TB_RECORD_TRIAL_COMPLETED, name, at_us, at_us + 10 * TB_US_PER_SECOND);
  g_autoptr (GError) error = NULL;
  TbTranscript *transcript;

  *started = story_find (TB_RECORD_TRIAL_STARTED, name, at_us, at_us + 10 * TB_US_PER_SECOND);
  g_assert_nonnull (*started);
  g_assert_nonnull (end);
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (journal, end->payload), &error);
  g_assert_no_error (error);
  return transcript;
}

/* What the journal says, for one who is at @name, of a session of "easy"; before the theft and after. */
static void
assert_readable (TbTranscript *transcript, const char *name, gboolean is_readable)
{
  guint32 client = tb_fleet_find (fleet, name), server = tb_fleet_find (fleet, "broker");
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  tb_fold_seek (fold, 14 * MINUTE);
  g_assert_false (tb_wiretap_can_read (tb_fold_get_state (fold), fleet, journal, client, server, transcript));
  tb_fold_seek (fold, 15 * MINUTE);
  g_assert_true (tb_wiretap_can_read (tb_fold_get_state (fold), fleet, journal, client, server, transcript) == is_readable);
}

/* What the broker's key does with the bytes. */
static void
assert_opens (TbTranscript *transcript, TbKey *key, gboolean opens)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbOpening) opening = tb_opening_new (tb_crypto_get_seeded (NULL), transcript, TB_LEAK_SERVER_KEY, key, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (opening->opened == opens);
}

static TbKey *
make_brokers_key (void)
{
  g_autoptr (GError) error = NULL;
  TbStream stream;
  TbKey *key;

  tb_stream_init (&stream, 9, "service/broker");
  key = tb_key_generate (tb_crypto_get_seeded (NULL), TB_KEY_RSA2048, &stream, &error);
  g_assert_no_error (error);
  return key;
}

static void
only_what_was_sent_to_the_key_and_recorded_is_read (void)
{
  const TbRecord *started;
  g_autoptr (TbTranscript) transported = trial_at ("easy", 12 * MINUTE, &started);
  g_autoptr (TbTranscript) ephemeral = trial_at ("easy", 12 * MINUTE + 10 * TB_US_PER_SECOND, &started);
  g_autoptr (TbTranscript) newest = trial_at ("easy", 12 * MINUTE + 20 * TB_US_PER_SECOND, &started);
  g_autoptr (TbKey) key = make_brokers_key ();

  assert_readable (transported, "easy", TRUE);
  assert_readable (ephemeral, "easy", FALSE);
  assert_readable (newest, "easy", FALSE);
  assert_readable (transported, "away", FALSE);
  assert_opens (transported, key, TRUE);
  assert_opens (ephemeral, key, FALSE);
  assert_opens (newest, key, FALSE);
  g_assert_true (tb_wiretap_is_recorded (fleet, tb_fleet_find (fleet, "easy"), tb_fleet_find (fleet, "broker")));
  g_assert_false (tb_wiretap_is_recorded (fleet, tb_fleet_find (fleet, "away"), tb_fleet_find (fleet, "broker")));
}

/* --- a stolen key: who is believed --- */

static const TbRecord *
attempt_at (const char *name, gint64 at_us, TbRecordKind kind)
{
  const TbRecord *started = NULL;
  g_assert_cmpuint (story_count (TB_RECORD_HANDSHAKE_STARTED, name, at_us, at_us + TB_US_PER_SECOND, &started), >=, 1);
  g_assert_cmpuint (started->detail, ==, TB_SESSION_IMPOSTOR);
  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if (record->kind == kind && record->value == started->value)
        return record;
    }
  return NULL;
}

static void
assert_believed (const char *name, gint64 at_us)
{
  const TbRecord *end = attempt_at (name, at_us, TB_RECORD_HANDSHAKE_COMPLETED);

  g_assert_nonnull (end);
  g_assert_cmpuint (end->detail, ==, TB_SESSION_IMPOSTOR);
}

static void
assert_seen_through (const char *name, gint64 at_us, guint alert, const char *reason)
{
  const TbRecord *end = attempt_at (name, at_us, TB_RECORD_HANDSHAKE_REFUSED);
  g_autoptr (TbTranscript) transcript = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (end);
  g_assert_cmpuint (end->detail, ==, alert);
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (journal, end->payload), &error);
  g_assert_no_error (error);
  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->alert_sent, ==, alert);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, reason);
}

static void
before_anybody_revokes_everybody_believes (void)
{
  assert_believed ("staple-hard", 16 * MINUTE);
  assert_believed ("asks-hard", 17 * MINUTE);
  assert_believed ("asks-soft", 18 * MINUTE);
}

static void
what_was_heard_before_serves_for_a_while (void)
{
  assert_believed ("easy", 22 * MINUTE);
  assert_believed ("lists", 22 * MINUTE);
  assert_believed ("deltas", 22 * MINUTE);
  assert_believed ("asks-hard", 22 * MINUTE);
  assert_believed ("staple-hard", 22 * MINUTE);
}

static void
each_learns_of_it_in_its_own_time (void)
{
  assert_seen_through ("deltas", 31 * MINUTE, REVOKED_ALERT, "revoked");
  assert_believed ("lists", 31 * MINUTE);
  assert_seen_through ("asks-hard", 50 * MINUTE, REVOKED_ALERT, "revoked");
  assert_seen_through ("asks-soft", 50 * MINUTE, REVOKED_ALERT, "revoked");
  assert_seen_through ("staple-hard", 50 * MINUTE, UNSATISFIED_ALERT, "status-unknown");
  assert_seen_through ("lists", 62 * MINUTE, REVOKED_ALERT, "revoked");
}

/* Who goes on without an answer believes whoever keeps the answer away. */
static void
a_thief_has_only_to_keep_the_answer_away (void)
{
  assert_believed ("staple-soft", 50 * MINUTE);
  assert_believed ("asks-soft", 92 * MINUTE);
  assert_seen_through ("asks-hard", 90 * MINUTE, UNKNOWN_ALERT, "status-unknown");
  g_assert_cmpuint (story_count (TB_RECORD_OCSP_UNANSWERED, "broker", 90 * MINUTE, 93 * MINUTE, NULL), >=, 2);
}

static void
who_believes_him_tells_him_its_password (void)
{
  const TbRecord *seen = story_find (TB_RECORD_CREDENTIAL_SEEN, "easy", 0, 3 * HOUR);

  g_assert_nonnull (seen);
  g_assert_cmpuint (seen->detail, ==, 1);
  g_assert_cmpuint (seen->object, ==, tb_fleet_find (fleet, "ear"));
  g_assert_cmpint (seen->time_us, >, 22 * MINUTE);
}

/* What was open with the true broker is. */
static void
the_true_session_goes_on (void)
{
  g_assert_null (story_find (TB_RECORD_SESSION_CLOSED, "easy", 6 * MINUTE, 3 * HOUR));
}

static void
lists_and_answers_are_fetched_by_devices (void)
{
  g_assert_cmpuint (story_count (TB_RECORD_CRL_FETCHED, "lists", 11 * MINUTE, 2 * HOUR, NULL), ==, 2);
  g_assert_cmpuint (story_count (TB_RECORD_CRL_FETCHED, "deltas", 11 * MINUTE, 12 * MINUTE, NULL), ==, 1);
  g_assert_cmpuint (story_count (TB_RECORD_CRL_DELTA_FETCHED, "deltas", 11 * MINUTE, 12 * MINUTE, NULL), ==, 1);
  g_assert_cmpuint (story_count (TB_RECORD_CRL_FETCHED, "easy", 0, 3 * HOUR, NULL), ==, 0);
  g_assert_cmpuint (story_count (TB_RECORD_OCSP_ANSWERED, "broker", 13 * MINUTE, 13 * MINUTE + 10 * TB_US_PER_SECOND, NULL), ==, 1);
}

/* --- in the same way again --- */

/* RSA keys take long to make and are nothing to the point here. */
static TbScenario *
new_cheap_house (void)
{
  g_autoptr (GString) text = g_string_new (house);
  g_autoptr (GError) error = NULL;
  TbScenario *scenario;

  g_string_replace (text, " key='rsa2048'", "", 0);
  g_string_replace (text, " kex=rsa", "", 0);
  scenario = tb_scenario_new_from_data (text->str, text->len, "house.xml", &error);
  g_assert_no_error (error);
  return scenario;
}

static char *
play_with (guint n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = new_cheap_house ();
  TbRunOptions options = { .n_threads = n_threads };
  g_autoptr (TbRun) other = tb_run_new (scenario, &options, NULL, &error);

  g_assert_no_error (error);
  tb_run_set_target (other, tb_run_get_end (other));
  tb_run_wait (other, tb_run_get_end (other));
  return tb_journal_hash (tb_run_get_journal (other));
}

static void
it_is_the_same_with_one_thread (void)
{
  g_autofree char *one = play_with (1), *two = play_with (2);

  g_assert_cmpstr (one, ==, two);
}

/* --- what is refused --- */

static void
assert_refused (TbRun *other, const char *line, const char *complaint)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = tb_command_parse (line, &error);

  if (command != NULL && tb_command_check (command, fleet, &error))
    tb_run_submit (other, line, &error);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, complaint));
}

static void
nonsense_is_told (void)
{
  assert_refused (run, "check-revocation by=crl", "needs either device= or group= or broker=");
  assert_refused (run, "check-revocation device=easy group=lists by=crl", "needs either device= or group= or broker=");
  assert_refused (run, "check-revocation device=easy by=hearsay", "by must be none or crl or delta or ocsp or staple");
  assert_refused (run, "check-revocation device=easy by=crl fail=often", "fail must be soft or hard");
  assert_refused (run, "impersonate broker=broker", "needs either device= or group=");
  assert_refused (run, "demand-certificates broker=broker state=maybe", "state must be on or off");
}

static void
mistakes_are_told (void)
{
  story_assert_wrong (house, "enrol='ordered'", "enrol='never'", "enrol must be");
  story_assert_wrong (house, "inventory='no'", "inventory='maybe'", "inventory must be one of no, yes");
  story_assert_wrong (house, "enrol='ordered'", "staple='check' revocation='crl'", "either revocation or staple");
  story_assert_wrong (house, "enrol='ordered'", "revocation='often'", "revocation must be one of none, crl, ocsp, delta");
  story_assert_wrong (house, "enrol='ordered'", "revocation='delta' on-unknown='perhaps'", "on-unknown must be one of refuse, accept");
}

/* What was wrong with the commands of a run, one a line. */
static char *
collect_refusals (TbJournal *of)
{
  GString *reasons = g_string_new (NULL);

  for (guint64 i = 0; i < tb_journal_get_length (of); i++)
    {
      const TbRecord *record = tb_journal_get (of, i);
      GBytes *bytes = record->kind == TB_RECORD_COMMAND_REFUSED ? tb_journal_get_payload (of, record->payload) : NULL;

      if (bytes != NULL)
        g_string_append_printf (reasons, "%.*s\n", (int) g_bytes_get_size (bytes), (const char *) g_bytes_get_data (bytes, NULL));
    }
  return g_string_free (reasons, FALSE);
}

static const struct { const char *line; const char *complaint; } refusals[] = {
  { "impersonate device=easy broker=broker", "broker has its key for itself" },
  { "steal-key device=broker thief=easy", "broker is robbed by whoever listens" },
  { "demand-certificates broker=broker state=off", "broker demands no certificates" },
  { "demand-certificates broker=easy state=on", "easy is no broker" },
  { "staple broker=broker state=off", "broker does not staple" },
  { "check-revocation broker=broker by=crl", "broker sees nobody's certificate" },
  { "check-revocation broker=broker by=staple", "broker is a server" },
  { "check-revocation device=ear by=crl", "ear checks nobody's certificate" },
  { "check-revocation device=easy by=none", "easy checks that way already" },
};

static void
orders_are_refused_with_a_reason (void)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = new_cheap_house ();
  TbRunOptions options = { .until_us = MINUTE };
  g_autoptr (TbRun) other = NULL;
  g_autofree char *reasons = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *line = g_strdup_printf ("@10s %s", refusals[i].line);

      g_ptr_array_add (commands, tb_command_parse (line, &error));
      g_assert_no_error (error);
    }
  other = tb_run_new (scenario, &options, commands, &error);
  g_assert_no_error (error);
  tb_run_set_target (other, MINUTE);
  tb_run_wait (other, MINUTE);
  reasons = collect_refusals (tb_run_get_journal (other));
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (strstr (reasons, refusals[i].complaint) == NULL)
      g_error ("%s was not refused in these words; there were: %s", refusals[i].line, reasons);
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  story_play (tb_scenario_new_from_data (house, strlen (house), "house.xml", &error), error);
  g_test_add_func ("/lab/checks/no-command-is-refused", story_no_command_is_refused);
  g_test_add_func ("/lab/checks/anonymous", sessions_are_anonymous_until_certificates_are_demanded);
  g_test_add_func ("/lab/checks/certificate-required", who_has_none_is_told_why);
  g_test_add_func ("/lab/checks/when-told", who_waits_to_be_told_enrols_then);
  g_test_add_func ("/lab/checks/stranger", a_stranger_who_is_enrolled_comes_in);
  g_test_add_func ("/lab/checks/no-demand", a_broker_that_demands_nothing_again_ends_nothing);
  g_test_add_func ("/lab/checks/recorded", only_what_was_sent_to_the_key_and_recorded_is_read);
  g_test_add_func ("/lab/checks/before", before_anybody_revokes_everybody_believes);
  g_test_add_func ("/lab/checks/meanwhile", what_was_heard_before_serves_for_a_while);
  g_test_add_func ("/lab/checks/after", each_learns_of_it_in_its_own_time);
  g_test_add_func ("/lab/checks/no-answer", a_thief_has_only_to_keep_the_answer_away);
  g_test_add_func ("/lab/checks/password", who_believes_him_tells_him_its_password);
  g_test_add_func ("/lab/checks/true-session", the_true_session_goes_on);
  g_test_add_func ("/lab/checks/fetched", lists_and_answers_are_fetched_by_devices);
  g_test_add_func ("/lab/checks/threads", it_is_the_same_with_one_thread);
  g_test_add_func ("/lab/checks/nonsense", nonsense_is_told);
  g_test_add_func ("/lab/checks/mistakes", mistakes_are_told);
  g_test_add_func ("/lab/checks/orders", orders_are_refused_with_a_reason);
  status = g_test_run ();
  tb_run_unref (run);
  return status;
}
