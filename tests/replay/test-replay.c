/* Scenario, seed and commands make the run: not the number of threads, not the speed at which it is played, not who typed when. And the story of
 * the default scenario, device by device, is the one that was looked at and kept.
 *
 * `test-replay --write FILE` writes the golden journal anew. */
#include <string.h>

#include "tb-summary.h"
#include "tb-units.h"

#define MINUTE TB_US_PER_MINUTE

typedef struct
{
  char *journal;
  char *outcome;
} Hashes;

static void
hashes_clear (Hashes *hashes)
{
  g_free (hashes->journal);
  g_free (hashes->outcome);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Hashes, hashes_clear)

static TbRun *
new_run_with (const char *name, guint n_threads, gint64 until_us, GPtrArray *commands, TbMemo *memo)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_load (name, &error);
  TbRunOptions options = { .until_us = until_us, .n_threads = n_threads, .memo = memo };
  TbRun *run;

  g_assert_no_error (error);
  run = tb_run_new (scenario, &options, commands, &error);
  g_assert_no_error (error);
  return run;
}

static TbRun *
new_run (const char *name, guint n_threads, gint64 until_us, GPtrArray *commands)
{
  return new_run_with (name, n_threads, until_us, commands, NULL);
}

static Hashes
hash (TbRun *run)
{
  g_autofree char *failure = NULL;

  tb_run_wait (run, tb_run_get_end (run));
  failure = tb_run_dup_failure (run);
  g_assert_cmpstr (failure, ==, NULL);
  return (Hashes) { tb_journal_hash (tb_run_get_journal (run)), tb_journal_hash_outcome (tb_run_get_journal (run)) };
}

static Hashes
play_with (const char *name, guint n_threads, gint64 until_us, GPtrArray *commands, TbMemo *memo)
{
  g_autoptr (TbRun) run = new_run_with (name, n_threads, until_us, commands, memo);

  tb_run_set_target (run, until_us);
  return hash (run);
}

static Hashes
play (const char *name, guint n_threads, gint64 until_us, GPtrArray *commands)
{
  return play_with (name, n_threads, until_us, commands, NULL);
}

static void
assert_same (const Hashes *a, const Hashes *b)
{
  g_assert_cmpstr (a->journal, ==, b->journal);
  g_assert_cmpstr (a->outcome, ==, b->outcome);
}

/* Unoptimized and sanitized, a run takes many times as long; there it is about memory, and the long ones are played once. */
#if defined (__SANITIZE_ADDRESS__)
#define TWICE_ONLY TRUE
#elif defined (__has_feature)
#if __has_feature (address_sanitizer)
#define TWICE_ONLY TRUE
#endif
#endif
#ifndef TWICE_ONLY
#define TWICE_ONLY FALSE
#endif

typedef struct
{
  const char *name;
  gint64 until_us;
  gboolean is_large;   /* played twice only */
} Case;

static const Case cases[] = {
  { "smart-home", 3 * TB_US_PER_DAY }, { "hospital", 5 * MINUTE }, { "factory", MINUTE, TRUE }, { "smart-city", 6 * TB_US_PER_SECOND },
  { "revocation", 12 * TB_US_PER_HOUR }, { "rollover", 6 * TB_US_PER_HOUR }, { "firmware", 5 * TB_US_PER_HOUR },
  { "delta", 7 * TB_US_PER_HOUR, TRUE },
  { "enrolment", 27 * TB_US_PER_DAY, TRUE }, { "first-contact", 12 * MINUTE, TRUE }, { "copied-key", 9 * TB_US_PER_DAY, TRUE }, { "renewal-wave", 4 * MINUTE, TRUE },
  { "misissued", 11 * TB_US_PER_DAY + 12 * TB_US_PER_HOUR, TRUE }, { "key-leak", 9 * TB_US_PER_HOUR, TRUE }, { "sleepers", 22 * TB_US_PER_DAY, TRUE },
  { "internet-provider", 30 * MINUTE, TRUE }, { "mirai-2016", 2 * TB_US_PER_SECOND, TRUE },
};

/* Nor does what is remembered of a run like it. */
static void
threads_change_nothing (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (TbMemo) memo = tb_memo_new (0);
  g_auto (Hashes) two = play_with (c->name, 2, c->until_us, NULL, memo), one = { 0 }, four = { 0 }, again = { 0 };
  guint n_remembered = tb_memo_get_n_results (memo);

  if (c->is_large && TWICE_ONLY)
    return;
  one = play (c->name, 1, c->until_us, NULL);
  assert_same (&one, &two);
  if (c->is_large || TWICE_ONLY)
    return;
  four = play (c->name, 4, c->until_us, NULL);
  again = play_with (c->name, 2, c->until_us, NULL, memo);      /* nothing new, and all of it remembered */
  assert_same (&one, &four);
  assert_same (&two, &again);
  g_assert_cmpuint (tb_memo_get_n_results (memo), ==, n_remembered);
}

static void
every_scenario_is_replayed (void)
{
  g_auto (GStrv) paths = tb_scenario_list ();

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *base = g_path_get_basename (paths[i]);
      gboolean known = FALSE;

      for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
        known |= g_str_has_prefix (base, cases[k].name);
      g_assert_true (known);
    }
}

/* A playhead that stumbles along. */
static void
speed_changes_nothing (gconstpointer seed)
{
  g_auto (Hashes) at_once = play ("smart-home", 2, 10 * MINUTE, NULL), stumbling = { 0 };
  g_autoptr (TbRun) run = new_run ("smart-home", 2, 10 * MINUTE, NULL);
  TbStream stream;
  gint64 time_us = 0;

  tb_stream_initf (&stream, GPOINTER_TO_UINT (seed), "speed");
  while (time_us < 10 * MINUTE)
    {
      time_us += (gint64) tb_stream_below (&stream, tb_stream_below (&stream, 10) == 0 ? 20 * TB_US_PER_SECOND : 300 * TB_US_PER_MS);
      tb_run_set_target (run, time_us);
      if (tb_stream_below (&stream, 3) == 0)
        tb_run_wait (run, MIN (time_us, 10 * MINUTE));
    }
  stumbling = hash (run);
  assert_same (&at_once, &stumbling);
}

static const char *const typed[] = {
  "power device=lock-01 state=off", "publish device=bulb-03 topic=home/lock-02/x message=open", "power device=lock-01 state=on", "renew device=speaker-02",
  "report device=thermostat-02 interval=5s", "connect device=camera-02 to=broker", "disconnect device=speaker-03", "connect device=speaker-03 to=old-broker",
  "enrol device=camera-01", "report device=thermostat-02 interval=0s", "connect device=speaker-03", "publish device=camera-03 topic=x message='a b'",
  "sign device=lock-02 message='open the door' verify=lock-03 flip=message:3",
};

/* Typed while it plays, with and without a time, several at one moment; then the log is played. */
static void
commands_typed_are_commands_replayed (gconstpointer seed)
{
  g_autoptr (TbRun) run = new_run ("smart-home", 2, 10 * MINUTE, NULL);
  g_autoptr (GPtrArray) log = NULL, commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  g_auto (Hashes) live = { 0 }, replayed = { 0 };
  TbStream stream;
  gint64 time_us = 0;

  tb_stream_initf (&stream, GPOINTER_TO_UINT (seed), "typing");
  for (guint i = 0; i < 60; i++)
    {
      const char *text = typed[tb_stream_below (&stream, G_N_ELEMENTS (typed))];
      g_autofree char *at = g_strdup_printf ("@%" G_GINT64_FORMAT "us %s", time_us + 20 * TB_US_PER_SECOND + (gint64) tb_stream_below (&stream, 1000), text);

      time_us += (gint64) tb_stream_below (&stream, 9 * TB_US_PER_SECOND);
      tb_run_set_target (run, time_us);
      if (tb_stream_below (&stream, 2) == 0)
        tb_run_wait (run, time_us);
      g_assert_true (tb_run_submit (run, tb_stream_below (&stream, 3) == 0 ? at : text, NULL));
    }
  tb_run_set_target (run, 10 * MINUTE);
  live = hash (run);
  log = tb_run_get_commands (run);
  g_assert_cmpuint (log->len, ==, 60);
  for (guint i = 0; i < log->len; i++)
    g_ptr_array_add (commands, tb_command_parse (log->pdata[i], NULL));
  replayed = play ("smart-home", 4, 10 * MINUTE, commands);
  assert_same (&live, &replayed);
}

/* --- the golden journal --- */

#define GOLDEN_US (6 * TB_US_PER_DAY)

/* Kinds, order and verdicts: no times, and no lengths of what is signed. Flights and messages are how, not what. */
static void
append_line (GString *text, TbFleet *fleet, const TbRecord *record)
{
  g_autofree char *object = tb_fleet_dup_name (fleet, record->object);
  gboolean has_verdict = record->kind == TB_RECORD_HANDSHAKE_REFUSED || record->kind == TB_RECORD_HANDSHAKE_STARTED || record->kind == TB_RECORD_HANDSHAKE_COMPLETED
                         || record->kind == TB_RECORD_CERTIFICATE_REQUESTED || record->kind == TB_RECORD_CONNECT_REFUSED;

  g_string_append_printf (text, "  %s", tb_record_info (record->kind)->code);
  if (record->object != TB_NOBODY)
    g_string_append_printf (text, " %s", object);
  if (has_verdict)
    g_string_append_printf (text, " %u", record->detail);
  g_string_append_c (text, '\n');
}

static void
append_object (GString *text, TbJournal *journal, TbFleet *fleet, guint32 subject)
{
  g_autofree char *name = tb_fleet_dup_name (fleet, subject);

  g_string_append_printf (text, "%s\n", *name ? name : "the run");
  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if (record->subject == subject && record->kind != TB_RECORD_FLIGHT && record->kind != TB_RECORD_MESSAGE
          && record->kind != TB_RECORD_ATTEMPT_REFUSED && record->kind != TB_RECORD_ATTEMPTS)
        append_line (text, fleet, record);
    }
}

static char *
make_golden (void)
{
  g_autoptr (TbRun) run = new_run ("smart-home", 2, GOLDEN_US, NULL);
  TbFleet *fleet = tb_run_get_fleet (run);
  GString *text = g_string_new ("# Six days of smart-home.xml: what happened to each, in order. Written by `meson compile -C build update-golden`.\n");

  tb_run_set_target (run, GOLDEN_US);
  tb_run_wait (run, GOLDEN_US);
  for (guint32 subject = 0; subject <= tb_fleet_get_n_objects (fleet); subject++)
    append_object (text, tb_run_get_journal (run), fleet, subject);
  return g_string_free (text, FALSE);
}

static void
the_story_is_the_one_that_was_kept (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "smart-home.txt", NULL);
  g_autofree char *kept = NULL, *made = make_golden ();
  g_auto (GStrv) expected = NULL, found = NULL;

  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  expected = g_strsplit (kept, "\n", -1);
  found = g_strsplit (made, "\n", -1);
  for (guint i = 0; expected[i] != NULL && found[i] != NULL; i++)
    {
      if (strcmp (expected[i], found[i]) != 0)
        g_test_message ("smart-home.txt:%u", i + 1);
      g_assert_cmpstr (found[i], ==, expected[i]);
    }
  g_assert_cmpuint (g_strv_length (found), ==, g_strv_length (expected));
}

static int
write_golden (const char *path)
{
  g_autofree char *text = make_golden ();
  g_autoptr (GError) error = NULL;

  if (g_file_set_contents (path, text, -1, &error))
    return 0;
  g_printerr ("%s\n", error->message);
  return 1;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    return write_golden (argv[2]);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/replay/threads/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], threads_change_nothing);
    }
  g_test_add_func ("/replay/every-scenario", every_scenario_is_replayed);
  g_test_add_data_func ("/replay/speed/1", GUINT_TO_POINTER (1), speed_changes_nothing);
  g_test_add_data_func ("/replay/speed/2", GUINT_TO_POINTER (2), speed_changes_nothing);
  g_test_add_data_func ("/replay/commands/1", GUINT_TO_POINTER (1), commands_typed_are_commands_replayed);
  g_test_add_data_func ("/replay/commands/2", GUINT_TO_POINTER (2), commands_typed_are_commands_replayed);
  g_test_add_data_func ("/replay/commands/3", GUINT_TO_POINTER (3), commands_typed_are_commands_replayed);
  g_test_add_func ("/replay/golden", the_story_is_the_one_that_was_kept);
  return g_test_run ();
}
