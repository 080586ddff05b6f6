/* The thread that plays: commands come when they should, what is refused is written down, and it stops when it is told to. */
#include "tb-run.h"

#include <string.h>

#include "tb-command-answer.h"
#include "tb-units.h"

#define MINUTE TB_US_PER_MINUTE
#define DAY    TB_US_PER_DAY

static TbScenario *house;

static TbRun *
new_run (gint64 until_us, GPtrArray *commands)
{
  TbRunOptions options = { .until_us = until_us, .n_threads = 2 };
  g_autoptr (GError) error = NULL;
  TbRun *run = tb_run_new (house, &options, commands, &error);

  g_assert_no_error (error);
  return run;
}

static void
play (TbRun *run, gint64 until_us)
{
  tb_run_set_target (run, until_us);
  tb_run_wait (run, until_us);
}

static void
submit (TbRun *run, const char *line)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = tb_run_submit (run, line, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

/* The @nth record of @kind that a person brought about. */
static const TbRecord *
find (TbRun *run, TbRecordKind kind, guint nth)
{
  TbJournal *journal = tb_run_get_journal (run);

  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if (record->kind == kind && record->detail == 0 && nth-- == 0)
        return record;
    }
  return NULL;
}

static void
assert_text (TbRun *run, const TbRecord *record, const char *text)
{
  gsize n;
  const char *bytes = g_bytes_get_data (tb_journal_get_payload (tb_run_get_journal (run), record->payload), &n);

  g_assert_cmpmem (bytes, n, text, strlen (text));
}

static void
it_waits_for_its_target (void)
{
  g_autoptr (TbRun) run = new_run (0, NULL);

  g_assert_cmpint (tb_run_get_edge (run), ==, -1);
  g_assert_cmpint (tb_run_get_end (run), ==, 30 * DAY);
  g_assert_cmpuint (tb_run_get_seed (run), ==, 42);
  play (run, MINUTE);
  g_assert_cmpint (tb_run_get_edge (run), ==, MINUTE);
  g_assert_false (tb_run_is_ended (run));
  tb_run_set_target (run, 0);
  play (run, 2 * MINUTE);
  g_assert_cmpint (tb_run_get_edge (run), ==, 2 * MINUTE);
}

static void
it_ends_with_a_record (void)
{
  g_autoptr (TbRun) run = new_run (MINUTE, NULL);
  g_autoptr (GError) error = NULL;
  const TbRecord *last;

  play (run, G_MAXINT64);
  g_assert_true (tb_run_is_ended (run));
  g_assert_null (tb_run_dup_failure (run));
  g_assert_cmpint (tb_run_get_edge (run), ==, MINUTE);
  last = tb_journal_get (tb_run_get_journal (run), tb_journal_get_length (tb_run_get_journal (run)) - 1);
  g_assert_cmpuint (last->kind, ==, TB_RECORD_RUN_ENDED);
  g_assert_cmpint (last->time_us, ==, MINUTE);
  g_assert_false (tb_run_submit (run, "enrol device=lock-01", &error));
  g_assert_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_REFUSED);
}

static void
without_a_time_it_applies_at_the_edge (void)
{
  g_autoptr (TbRun) run = new_run (0, NULL);
  g_autoptr (GPtrArray) commands = NULL;

  play (run, MINUTE);
  submit (run, "power device=lock-01 state=off");
  play (run, 2 * MINUTE);
  g_assert_cmpint (find (run, TB_RECORD_COMMAND, 0)->time_us, ==, MINUTE);
  assert_text (run, find (run, TB_RECORD_COMMAND, 0), "power device=lock-01 state=off");
  commands = tb_run_get_commands (run);
  g_assert_cmpuint (commands->len, ==, 1);
  g_assert_cmpstr (commands->pdata[0], ==, "@1m power device=lock-01 state=off");
}

static void
with_a_time_it_waits_for_it (void)
{
  g_autoptr (TbRun) run = new_run (0, NULL);
  g_autoptr (GPtrArray) commands = NULL;

  play (run, MINUTE);
  submit (run, "@2m30s power device=lock-02 state=off");
  submit (run, "@2m power device=lock-01 state=off");
  submit (run, "@1m power device=lock-03 state=off");
  play (run, 4 * MINUTE);
  g_assert_cmpint (find (run, TB_RECORD_COMMAND, 0)->time_us, ==, MINUTE);
  g_assert_cmpint (find (run, TB_RECORD_COMMAND, 1)->time_us, ==, 2 * MINUTE);
  g_assert_cmpint (find (run, TB_RECORD_COMMAND, 2)->time_us, ==, 5 * MINUTE / 2);
  commands = tb_run_get_commands (run);
  g_assert_cmpstr (commands->pdata[2], ==, "@2m30s power device=lock-02 state=off");
}

static void
too_late_is_refused (void)
{
  g_autoptr (TbRun) run = new_run (0, NULL);
  static const struct { const char *line; const char *complaint; } cases[] = {
    { "@59s power device=lock-01 state=off", "that time is over" }, { "power device=lock-99 state=off", "there is no \"lock-99\"" }, { "explode", "is no command" }, { "", "a command is expected" },
  };

  play (run, MINUTE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tb_run_submit (run, cases[i].line, &error));
      g_assert_nonnull (strstr (error->message, cases[i].complaint));
    }
  play (run, 2 * MINUTE);
  g_assert_null (find (run, TB_RECORD_COMMAND, 0));
}

/* Before anything has happened there is no edge to apply at; the command waits for the first target, and costs nothing meanwhile. */
static void
before_the_beginning_it_waits (void)
{
  g_autoptr (TbRun) run = new_run (0, NULL);
  const TbRecord *first;

  submit (run, "power device=lock-01 state=on");
  submit (run, "@0s power device=lock-02 state=on");
  g_assert_cmpint (tb_run_get_edge (run), ==, -1);
  play (run, 0);
  g_assert_cmpint (tb_run_get_edge (run), ==, 0);
  first = find (run, TB_RECORD_COMMAND, 0);
  g_assert_cmpint (first->time_us, ==, 0);
  assert_text (run, first, "power device=lock-02 state=on");
  assert_text (run, find (run, TB_RECORD_COMMAND, 1), "power device=lock-01 state=on");
}

static void
what_the_world_refuses_is_a_record (void)
{
  g_autoptr (TbRun) run = new_run (0, NULL);
  g_autoptr (GPtrArray) commands = NULL;
  const TbRecord *refused;

  play (run, MINUTE);
  submit (run, "power device=lock-01 state=on");
  play (run, MINUTE + 1);
  refused = find (run, TB_RECORD_COMMAND_REFUSED, 0);
  g_assert_nonnull (refused);
  g_assert_cmpint (refused->time_us, ==, MINUTE);
  assert_text (run, refused, "lock-01 is on already");
  commands = tb_run_get_commands (run);
  g_assert_cmpuint (commands->len, ==, 1);
}

/* Both are there before anybody looks: the first is refused, and so it is said of the first, whatever comes of the second. */
static void
a_command_is_answered_with_what_became_of_it (void)
{
  g_autoptr (TbRun) run = new_run (0, NULL);
  const TbRecord *answer;
  guint64 from = 0;

  play (run, MINUTE);
  submit (run, "power device=lock-01 state=on");
  submit (run, "power device=lock-02 state=off");
  play (run, MINUTE + 1);
  answer = tb_command_answer_find (tb_run_get_journal (run), &from);
  g_assert_nonnull (answer);
  g_assert_cmpint (answer->kind, ==, TB_RECORD_COMMAND_REFUSED);
  assert_text (run, answer, "lock-01 is on already");
  from++;
  answer = tb_command_answer_find (tb_run_get_journal (run), &from);
  g_assert_cmpint (answer->kind, ==, TB_RECORD_COMMAND);
  assert_text (run, answer, "power device=lock-02 state=off");
  from++;
  g_assert_null (tb_command_answer_find (tb_run_get_journal (run), &from));
}

static void
commands_given_at_the_start_are_sorted (void)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  g_autoptr (TbRun) run = NULL;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *line = g_strdup_printf ("@%ums disconnect device=lock-01", 20000 - i);

      g_ptr_array_add (commands, tb_command_parse (line, NULL));
    }
  run = new_run (MINUTE, commands);
  play (run, MINUTE);
  for (guint i = 0; i < 20000; i += 1999)
    g_assert_cmpint (find (run, TB_RECORD_COMMAND, i)->time_us, ==, (i + 1) * TB_US_PER_MS);
}

static void
a_command_for_nobody_makes_no_run (void)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (commands, tb_command_parse ("@1m enrol device=lamp", NULL));
  g_assert_null (tb_run_new (house, NULL, commands, &error));
  g_assert_cmpstr (error->message, ==, "enrol device=lamp: there is no \"lamp\" in this scenario");
}

static void
assert_same_beginning (TbRun *a, TbRun *b, gint64 until_us)
{
  TbJournal *p = tb_run_get_journal (a), *q = tb_run_get_journal (b);
  guint64 n = tb_journal_find_time (p, until_us);

  g_assert_cmpuint (tb_journal_find_time (q, until_us), ==, n);
  g_assert_cmpuint (n, >, 500);
  for (guint64 i = 0; i < n; i++)
    {
      const TbRecord *x = tb_journal_get (p, i), *y = tb_journal_get (q, i);
      GBytes *of_x = tb_journal_get_payload (p, x->payload), *of_y = tb_journal_get_payload (q, y->payload);

      g_assert_cmpmem (x, sizeof *x, y, sizeof *y);
      g_assert_true ((of_x == NULL && of_y == NULL) || g_bytes_equal (of_x, of_y));
    }
}

static void
a_branch_begins_the_same (void)
{
  g_autoptr (TbRun) run = new_run (0, NULL), branch = NULL;
  g_autoptr (GPtrArray) commands = NULL;
  g_autoptr (GError) error = NULL;

  play (run, 2 * MINUTE);
  submit (run, "power device=lock-01 state=off");
  play (run, 3 * MINUTE);
  submit (run, "power device=lock-02 state=off");
  play (run, 10 * MINUTE);
  branch = tb_run_branch (run, 2 * MINUTE + MINUTE / 2, &error);
  g_assert_no_error (error);
  tb_run_wait (branch, 2 * MINUTE + MINUTE / 2);
  assert_same_beginning (run, branch, 2 * MINUTE + MINUTE / 2);
  commands = tb_run_get_commands (branch);
  g_assert_cmpuint (commands->len, ==, 1);
  submit (branch, "power device=lock-01 state=on");
  play (branch, 10 * MINUTE);
  g_assert_nonnull (find (branch, TB_RECORD_COMMAND, 1));
  assert_text (run, find (run, TB_RECORD_COMMAND, 1), "power device=lock-02 state=off");
}

/* In the middle of a month: the thread is gone long before it would have got there. */
static void
a_run_may_be_dropped_while_it_plays (void)
{
  for (guint i = 0; i < 5; i++)
    {
      TbRun *run = new_run (0, NULL);
      g_autoptr (TbJournal) journal = tb_journal_ref (tb_run_get_journal (run));

      tb_run_set_target (run, 30 * DAY);
      if (i % 2 == 1)
        tb_run_wait (run, MINUTE);
      tb_run_unref (run);
      g_assert_cmpuint (tb_journal_get_length (journal), <, 10000);
    }
}

/* A fleet whose authority cannot be made: the run ends at once and says why, and what was written stays. */
static void
a_run_that_fails_says_why (void)
{
  g_autoptr (GBytes) text = tb_scenario_get_text (house) ? g_bytes_ref (tb_scenario_get_text (house)) : NULL;
  g_autoptr (TbScenario) broken = tb_scenario_new_from_data (g_bytes_get_data (text, NULL), g_bytes_get_size (text), "broken.xml", NULL);
  TbGroup *authority = (TbGroup *) tb_fleet_find_group (tb_scenario_get_fleet (broken), "authority");
  g_autoptr (TbRun) run = NULL;
  g_autofree char *failure = NULL;
  const TbRecord *last;

  g_free (authority->label);
  authority->label = g_strnfill (200, 'x');
  run = tb_run_new (broken, NULL, NULL, NULL);
  play (run, MINUTE);
  g_assert_true (tb_run_is_ended (run));
  failure = tb_run_dup_failure (run);
  g_assert_nonnull (strstr (failure, "common name"));
  g_assert_cmpuint (tb_journal_get (tb_run_get_journal (run), 0)->kind, ==, TB_RECORD_RUN_STARTED);
  last = tb_journal_get (tb_run_get_journal (run), tb_journal_get_length (tb_run_get_journal (run)) - 1);
  g_assert_cmpuint (last->kind, ==, TB_RECORD_RUN_ENDED);
  g_assert_cmpuint (last->detail, ==, 1);
  assert_text (run, last, failure);
}

/* What is kept of a run: those that applied, and those whose time has not come, with their times. */
static void
the_log_holds_what_is_to_come (void)
{
  g_autoptr (TbRun) run = new_run (10 * MINUTE, NULL);
  g_autoptr (GPtrArray) applied = NULL, pending = NULL, later = NULL, none = NULL;
  guint64 version;

  play (run, MINUTE);
  version = tb_run_get_log_version (run);
  submit (run, "@3m power device=lock-01 state=off");
  submit (run, "@2m power device=lock-02 state=off");
  g_assert_cmpuint (tb_run_get_log_version (run), ==, version + 2);
  g_assert_cmpuint (tb_run_get_log (run, 0, &applied, &pending), ==, 0);
  g_assert_cmpuint (applied->len, ==, 0);
  g_assert_cmpuint (pending->len, ==, 2);
  g_assert_cmpstr (pending->pdata[0], ==, "@2m power device=lock-02 state=off");
  play (run, 4 * MINUTE);
  g_assert_cmpuint (tb_run_get_log_version (run), ==, version + 4);
  g_assert_cmpuint (tb_run_get_log (run, 1, &later, &none), ==, 2);
  g_assert_cmpuint (later->len, ==, 1);
  g_assert_cmpstr (later->pdata[0], ==, "@3m power device=lock-01 state=off");
  g_assert_cmpuint (none->len, ==, 0);
}

static void
a_branch_takes_other_commands (void)
{
  g_autoptr (TbRun) run = new_run (10 * MINUTE, NULL), branch = NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new (), applied = NULL, pending = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (lines, (char *) "@1m power device=lock-02 state=off");
  branch = tb_run_branch_with (run, lines, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tb_run_get_seed (branch), ==, tb_run_get_seed (run));
  play (branch, 2 * MINUTE);
  g_assert_cmpuint (tb_run_get_log (branch, 0, &applied, &pending), ==, 1);
  g_assert_cmpstr (applied->pdata[0], ==, lines->pdata[0]);
  lines->pdata[0] = (char *) "nonsense";
  g_assert_null (tb_run_branch_with (run, lines, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  house = tb_scenario_load ("smart-home", NULL);
  g_test_add_func ("/run/target", it_waits_for_its_target);
  g_test_add_func ("/run/end", it_ends_with_a_record);
  g_test_add_func ("/run/edge", without_a_time_it_applies_at_the_edge);
  g_test_add_func ("/run/time", with_a_time_it_waits_for_it);
  g_test_add_func ("/run/too-late", too_late_is_refused);
  g_test_add_func ("/run/before", before_the_beginning_it_waits);
  g_test_add_func ("/run/refused", what_the_world_refuses_is_a_record);
  g_test_add_func ("/run/answered", a_command_is_answered_with_what_became_of_it);
  g_test_add_func ("/run/sorted", commands_given_at_the_start_are_sorted);
  g_test_add_func ("/run/nobody", a_command_for_nobody_makes_no_run);
  g_test_add_func ("/run/branch", a_branch_begins_the_same);
  g_test_add_func ("/run/log", the_log_holds_what_is_to_come);
  g_test_add_func ("/run/branch-with", a_branch_takes_other_commands);
  g_test_add_func ("/run/dropped", a_run_may_be_dropped_while_it_plays);
  g_test_add_func ("/run/failure", a_run_that_fails_says_why);
  status = g_test_run ();
  tb_scenario_unref (house);
  return status;
}
