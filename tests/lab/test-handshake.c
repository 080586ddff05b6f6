/* The command `handshake` in a run: what it writes down, that it can be made once more from that, and that the fleet goes on as if nothing had been. */
#include "tb-run.h"

#include <string.h>

#include "tb-made.h"
#include "tb-transcript.h"
#include "tb-units.h"

#define MINUTE  TB_US_PER_MINUTE
#define SECOND  TB_US_PER_SECOND
#define N_LINES 10

static const char house[] =
  "<scenario id='house' seed='9' start='2026-03-02T06:00:00Z' duration='22m'><title>House</title><description>D</description>\n"
  "<authority name='ca' profile='server'><label>CA</label></authority>\n"
  "<broker name='broker' authority='ca' clients='certificate' topics='home/{name}/#' profile='server'><label>Broker</label></broker>\n"
  "<broker name='other' authority='ca' clients='certificate' topics='home/{name}/#' profile='server'><label>Broker</label></broker>\n"
  "<gateway name='gw' profile='cortex-a8-1000' link='broadband' authority='ca' start='0s'><label>Gateway</label></gateway>\n"
  "<devices name='lock' count='3' profile='cortex-m4-80-assembler' link='mesh' gateways='gw' authority='ca' service='broker' start='5s'>"
  "<label>Lock</label></devices>\n"
  "<devices name='late' profile='cortex-m4-80-assembler' link='mesh' gateways='gw' authority='ca' service='broker' start='20m'><label>Lock</label></devices>\n"
  "</scenario>\n";

static const char *const lines[N_LINES] = {
  "@10m handshake device=lock-01 fail=expired",
  "@10m handshake device=lock-02 attack=rogue-authority",
  "@10m handshake device=lock-03 to=other mutual=yes tls=1.2 kex=rsa",
  "@10m1s handshake device=lock-01 fail=wrong-host",
  "@10m2s handshake device=lock-02 tls=1.2 fail=stolen-certificate at=server",
  "@10m3s handshake device=lock-03 tls=1.2 kex=x25519 resume=yes data=yes close=yes",
  "@10m4s handshake device=lock-01 kex=p384 key=p521 retry=yes key-update=yes",
  "@10m5s handshake device=lock-02 tls=1.2 fail=replayed-flight mutual=yes",
  "@10m6s handshake device=lock-03 kex=x25519 key=ed25519 fail=flipped-bit at=server",
  "@10m7s handshake device=lock-02 attack=fallback",
};

static TbRun *
play (const char *const *commands, guint n_commands, guint n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_new_from_data (house, strlen (house), "house.xml", &error);
  g_autoptr (GPtrArray) parsed = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  TbRunOptions options = { .n_threads = n_threads };
  g_autofree char *failure = NULL;
  TbRun *run;

  for (guint i = 0; i < n_commands; i++)
    g_ptr_array_add (parsed, tb_command_parse (commands[i], &error));
  g_assert_no_error (error);
  run = tb_run_new (scenario, &options, parsed, &error);
  g_assert_no_error (error);
  tb_run_set_target (run, tb_run_get_end (run));
  tb_run_wait (run, tb_run_get_end (run));
  failure = tb_run_dup_failure (run);
  g_assert_cmpstr (failure, ==, NULL);
  return run;
}

/* The run with all lines, on one thread: played once. */
static TbRun *
get_run (void)
{
  static TbRun *run;

  if (run == NULL)
    run = play (lines, N_LINES, 1);
  return run;
}

static const TbRecord *
find (TbRun *run, TbRecordKind kind, const char *name, guint nth)
{
  TbJournal *journal = tb_run_get_journal (run);
  guint32 subject = name != NULL ? tb_fleet_find (tb_run_get_fleet (run), name) : TB_NOBODY;

  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if (record->kind == kind && (name == NULL || record->subject == subject) && nth-- == 0)
        return record;
    }
  return NULL;
}

static TbTranscript *
read_transcript (TbRun *run, const TbRecord *record)
{
  g_autoptr (GError) error = NULL;
  TbTranscript *transcript;

  g_assert_nonnull (record);
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (tb_run_get_journal (run), record->payload), &error);
  g_assert_no_error (error);
  return transcript;
}

/* Nobody refuses, and nobody else takes part: only the record says that it was less than both can. */
static void
downgraded_handshake_is_told_from_a_good_one (void)
{
  TbRun *run = get_run ();
  const TbRecord *fooled = find (run, TB_RECORD_TRIAL_COMPLETED, "lock-02", 1), *good = find (run, TB_RECORD_TRIAL_COMPLETED, "lock-03", 0);
  g_autoptr (TbTranscript) transcript = read_transcript (run, fooled);

  g_assert_cmpuint (fooled->detail, ==, 2);
  g_assert_cmpuint (good->detail, ==, 0);
  g_assert_cmphex (tb_transcript_get_version (transcript), ==, 0x0303);
}

static void
failing_handshake_is_written_down (void)
{
  TbRun *run = get_run ();
  const TbRecord *started = find (run, TB_RECORD_TRIAL_STARTED, "lock-01", 0), *refused = find (run, TB_RECORD_TRIAL_REFUSED, "lock-01", 0);
  g_autoptr (TbTranscript) transcript = read_transcript (run, refused);
  GBytes *text = tb_journal_get_payload (tb_run_get_journal (run), started->payload);

  g_assert_cmpint (started->time_us, ==, 10 * MINUTE);
  g_assert_cmpuint (started->detail, ==, TB_SESSION_TRIAL);
  g_assert_cmpmem (g_bytes_get_data (text, NULL), g_bytes_get_size (text), "handshake device=lock-01 fail=expired", 37);
  g_assert_cmpint (refused->value, ==, started->value);
  g_assert_cmpint (refused->time_us, >, started->time_us);
  g_assert_cmpstr (tb_transcript_alert_name (refused->detail), ==, "certificate_expired");
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, "expired");
  g_assert_cmpstr (tb_transcript_get_host (transcript), ==, "broker");
}

static void
flights_take_their_time (void)
{
  TbRun *run = get_run ();
  const TbRecord *refused = find (run, TB_RECORD_TRIAL_REFUSED, "lock-01", 0);
  g_autoptr (TbTranscript) transcript = read_transcript (run, refused);
  gint64 arrived_us = 10 * MINUTE;
  guint n = 0;

  for (guint64 i = 0; i < tb_journal_get_length (tb_run_get_journal (run)); i++)
    {
      const TbRecord *record = tb_journal_get (tb_run_get_journal (run), i);

      if (record->kind != TB_RECORD_TRIAL_FLIGHT || record->payload != refused->payload)
        continue;
      g_assert_cmpuint (record->detail, ==, n++);
      g_assert_cmpint (record->time_us, >=, arrived_us);
      g_assert_cmpint (record->value, >, 0);
      arrived_us = record->time_us + record->value;
    }
  g_assert_cmpuint (n, ==, tb_transcript_get_n_flights (transcript));
  g_assert_cmpint (refused->time_us, >=, arrived_us);
}

static void
intercepted_handshake_has_two_conversations (void)
{
  TbRun *run = get_run ();
  const TbRecord *completed = find (run, TB_RECORD_TRIAL_COMPLETED, "lock-02", 0), *behind = find (run, TB_RECORD_TRIAL_BEHIND, "lock-02", 0);
  g_autoptr (TbTranscript) front = read_transcript (run, completed), rear = read_transcript (run, behind);
  g_autoptr (GBytes) shown = tb_transcript_get_peer_certificate (front, TB_SIDE_SERVER, 0), true_one = tb_transcript_get_peer_certificate (rear, TB_SIDE_SERVER, 0);

  g_assert_cmpuint (completed->detail, ==, 1);
  g_assert_cmpuint (behind->detail, ==, 1);
  g_assert_false (g_bytes_equal (shown, true_one));
  g_assert_cmpuint (find (run, TB_RECORD_TRIAL_COMPLETED, "lock-03", 0)->detail, ==, 0);
  g_assert_cmpuint (find (run, TB_RECORD_TRIAL_COMPLETED, "lock-03", 0)->object, ==, tb_fleet_find (tb_run_get_fleet (run), "other"));
}

static gint64
start_of (void)
{
  g_autoptr (GDateTime) start = g_date_time_new_from_iso8601 ("2026-03-02T06:00:00Z", NULL);

  return g_date_time_to_unix (start) * SECOND;
}

/* What the journal holds is enough to make it once more, with every check. */
static void
journal_is_enough_to_explain (void)
{
  TbRun *run = get_run ();
  TbJournal *journal = tb_run_get_journal (run);

  for (guint i = 0; i < 2; i++)
    {
      const TbRecord *started = find (run, TB_RECORD_TRIAL_STARTED, "lock-01", i), *refused = find (run, TB_RECORD_TRIAL_REFUSED, "lock-01", i);
      TbMade made = { tb_run_get_fleet (run), started, tb_journal_get_payload (journal, started->payload), 9, start_of () };
      g_autoptr (GError) error = NULL;
      g_autoptr (TbTrial) trial = tb_made_trial (tb_crypto_get_seeded (NULL), &made, &error);
      g_autoptr (GBytes) bytes = NULL;

      g_assert_no_error (error);
      bytes = tb_transcript_to_bytes (trial->transcript);
      g_assert_true (g_bytes_equal (bytes, tb_journal_get_payload (journal, refused->payload)));
      g_assert_cmpstr (trial->verdict, ==, i == 0 ? "expired" : "wrong-host");
      g_assert_cmpstr (tb_checks_first_failure (trial->checks)->rule->code, ==, i == 0 ? "validity" : "host");
    }
}

static const TbRecord *
find_end (TbJournal *journal, gint64 number)
{
  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if ((record->kind == TB_RECORD_TRIAL_COMPLETED || record->kind == TB_RECORD_TRIAL_REFUSED) && record->value == number)
        return record;
    }
  return NULL;
}

/* Of every version, exchange and failure: the same bytes again, from the command in the journal. */
static void
every_trial_is_made_once_more (void)
{
  TbRun *run = get_run ();
  TbJournal *journal = tb_run_get_journal (run);
  guint n = 0, n_old = 0;

  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *started = tb_journal_get (journal, i), *end;
      TbMade made = { tb_run_get_fleet (run), started, NULL, 9, start_of () };
      g_autoptr (GError) error = NULL;
      g_autoptr (TbTrial) trial = NULL;
      g_autoptr (GBytes) bytes = NULL;

      if (started->kind != TB_RECORD_TRIAL_STARTED)
        continue;
      made.text = tb_journal_get_payload (journal, started->payload);
      trial = tb_made_trial (tb_crypto_get_seeded (NULL), &made, &error);
      g_assert_no_error (error);
      bytes = tb_transcript_to_bytes (trial->transcript);
      end = find_end (journal, started->value);
      g_assert_nonnull (end);
      g_assert_true (g_bytes_equal (bytes, tb_journal_get_payload (journal, end->payload)));
      g_assert_cmpint (end->kind == TB_RECORD_TRIAL_REFUSED, ==, trial->judge >= 0);
      n_old += tb_transcript_get_version (trial->transcript) == 0x0303;
      n++;
    }
  g_assert_cmpuint (n, ==, N_LINES);
  g_assert_cmpuint (n_old, ==, 5);
}

static void
journal_that_lies_is_refused (void)
{
  TbRun *run = get_run ();
  static const char *const texts[] = { "", "handshake fail=nothing", "handshake 'fail", "fail=expired attack=own-root" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) text = g_bytes_new_static (texts[i], strlen (texts[i]));
      TbMade made = { tb_run_get_fleet (run), find (run, TB_RECORD_TRIAL_STARTED, "lock-01", 0), text, 9, start_of () };
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_made_trial (tb_crypto_get_seeded (NULL), &made, &error));
      g_assert_error (error, TB_TRIAL_ERROR, TB_TRIAL_ERROR_TERMS);
    }
}

static void
threads_do_not_matter (void)
{
  g_autoptr (TbRun) four = play (lines, N_LINES, 4);
  g_autofree char *hash = tb_journal_hash (tb_run_get_journal (get_run ())), *other = tb_journal_hash (tb_run_get_journal (four));

  g_assert_cmpstr (hash, ==, other);
}

/* Every handshake of the fleet itself, by what was said in it. */
static char *
hash_sessions (TbRun *run)
{
  TbJournal *journal = tb_run_get_journal (run);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);
      GBytes *payload = record->kind == TB_RECORD_HANDSHAKE_COMPLETED ? tb_journal_get_payload (journal, record->payload) : NULL;

      if (payload == NULL)
        continue;
      g_checksum_update (sum, (const guchar *) &record->time_us, sizeof record->time_us);
      g_checksum_update (sum, g_bytes_get_data (payload, NULL), (gssize) g_bytes_get_size (payload));
    }
  return g_strdup (g_checksum_get_string (sum));
}

static void
fleet_goes_on_as_if_nothing_had_been (void)
{
  g_autoptr (TbRun) without = play (NULL, 0, 2);
  TbRun *with = get_run ();
  g_autofree char *hash = hash_sessions (with), *other = hash_sessions (without);

  g_assert_nonnull (find (with, TB_RECORD_HANDSHAKE_COMPLETED, "late", 0));
  g_assert_cmpstr (hash, ==, other);
  g_assert_cmpint (find (with, TB_RECORD_HANDSHAKE_STARTED, "late", 0)->value, ==, find (without, TB_RECORD_HANDSHAKE_STARTED, "late", 0)->value + N_LINES);
}

static void
who_is_off_is_refused_and_who_goes_off_stops (void)
{
  static const char *const commands[] = { "@1m handshake device=late", "@10m handshake device=lock-01", "@10m power device=lock-01 state=off",
                                          "@11m handshake device=lock-02 to=ca" };
  g_autoptr (TbRun) run = play (commands, G_N_ELEMENTS (commands), 2);

  g_assert_null (find (run, TB_RECORD_TRIAL_STARTED, "late", 0));
  g_assert_nonnull (find (run, TB_RECORD_TRIAL_STARTED, "lock-01", 0));
  g_assert_null (find (run, TB_RECORD_TRIAL_COMPLETED, "lock-01", 0));
  g_assert_nonnull (find (run, TB_RECORD_COMMAND_REFUSED, NULL, 1));
  g_assert_null (find (run, TB_RECORD_COMMAND_REFUSED, NULL, 2));
}

/* Whoever gives trials another word gives it to the command too. */
static void
command_takes_every_word (void)
{
  const TbCommandInfo *info = tb_command_get_info (TB_COMMAND_HANDSHAKE);
  g_auto (GStrv) names = tb_trial_terms_list_names ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *optional = g_strconcat (names[i], "?", NULL);
      g_auto (GStrv) values = tb_trial_terms_list_values (names[i]);

      g_assert_true (g_strv_contains (info->arguments, optional));
      g_assert_cmpuint (g_strv_length (values), >, 0);
    }
}

static void
terms_are_checked_and_completed (void)
{
  static const char *const bad[] = { "handshake device=lock-01 fail=nothing", "handshake device=lock-01 fail=expired attack=own-root",
                                     "handshake device=lock-01 tls=1.1", "handshake device=nobody", "handshake device=lock-01 to=nobody" };
  TbRun *run = get_run ();
  g_auto (GStrv) failures = tb_command_complete ("handshake device=lock-01 fail=ex", tb_run_get_fleet (run));

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbCommand) command = tb_command_parse (bad[i], &error);

      g_assert_no_error (error);
      g_assert_false (tb_command_check (command, tb_run_get_fleet (run), &error));
      g_assert_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_ARGUMENT);
    }
  g_assert_cmpuint (g_strv_length (failures), ==, 1);
  g_assert_cmpstr (failures[0], ==, "handshake device=lock-01 fail=expired");
}

int
main (int argc, char **argv)
{
  int exit_code;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/handshake/downgraded", downgraded_handshake_is_told_from_a_good_one);
  g_test_add_func ("/handshake/refused", failing_handshake_is_written_down);
  g_test_add_func ("/handshake/time", flights_take_their_time);
  g_test_add_func ("/handshake/intercepted", intercepted_handshake_has_two_conversations);
  g_test_add_func ("/handshake/explained", journal_is_enough_to_explain);
  g_test_add_func ("/handshake/once-more", every_trial_is_made_once_more);
  g_test_add_func ("/handshake/lies", journal_that_lies_is_refused);
  g_test_add_func ("/handshake/threads", threads_do_not_matter);
  g_test_add_func ("/handshake/apart", fleet_goes_on_as_if_nothing_had_been);
  g_test_add_func ("/handshake/off", who_is_off_is_refused_and_who_goes_off_stops);
  g_test_add_func ("/handshake/words", command_takes_every_word);
  g_test_add_func ("/handshake/terms", terms_are_checked_and_completed);
  exit_code = g_test_run ();
  tb_run_unref (get_run ());
  return exit_code;
}
