/* ask-fixture: see the header. */
#include "ask-fixture.h"

#include <string.h>

#define UNTIL_US (10 * TB_US_PER_MINUTE)

TbRun *run;
TbAsk *asker;

/* What people do to it. */
static const char *const lines[] = {
  "@1m30s revoke device=lock-02 reason=keyCompromise", "@3m policy group=bulb lifetime=10d rekey=no",
  "@4m quarantine device=camera-07 state=on", "@5m filter-egress device=camera-08 state=on", "@6m power device=lock-05 state=off",
  "@6m10s enrol device=camera-01", "@6m20s close-telnet group=speaker", "@7m outage authority=authority state=on",
};

static GPtrArray *
read_commands (void)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (commands, tb_command_parse (lines[i], &error));
      g_assert_no_error (error);
    }
  return commands;
}

TbRun *
fixture_play (guint n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_load ("smart-home", &error);
  g_autoptr (GPtrArray) commands = read_commands ();
  TbRunOptions options = { .until_us = UNTIL_US, .n_threads = n_threads };
  TbRun *played;

  g_assert_no_error (error);
  played = tb_run_new (scenario, &options, commands, &error);
  g_assert_no_error (error);
  tb_run_set_target (played, UNTIL_US);
  tb_run_wait (played, UNTIL_US);
  return played;
}

void
fixture_set_up (guint n_threads)
{
  run = fixture_play (n_threads);
  asker = tb_ask_new (run);
}

void
fixture_tear_down (void)
{
  tb_ask_unref (asker);
  tb_run_unref (run);
}

TbAnswer *
ask_of (TbAsk *whom, gint64 time_us, const char *sql)
{
  const TbAskOptions options = { .time_us = time_us };
  g_autoptr (GError) error = NULL;
  TbAnswer *answer = tb_ask_query (whom, sql, &options, NULL, &error);

  g_test_message ("%s", sql);
  g_assert_no_error (error);
  return answer;
}

TbAnswer *
ask_at (gint64 time_us, const char *sql)
{
  return ask_of (asker, time_us, sql);
}

gint64
ask_int (gint64 time_us, const char *sql)
{
  g_autoptr (TbAnswer) answer = ask_at (time_us, sql);

  g_assert_cmpuint (tb_answer_get_n_rows (answer), ==, 1);
  g_assert_cmpint (tb_answer_get (answer, 0, 0)->kind, ==, TB_VALUE_INTEGER);
  return tb_answer_get (answer, 0, 0)->integer;
}

char *
ask_text (gint64 time_us, const char *sql)
{
  g_autoptr (TbAnswer) answer = ask_at (time_us, sql);

  g_assert_cmpuint (tb_answer_get_n_rows (answer), ==, 1);
  return tb_value_format (tb_answer_get (answer, 0, 0));
}

char *
ask_csv (TbAsk *whom, gint64 time_us, const char *sql)
{
  g_autoptr (TbAnswer) answer = ask_of (whom, time_us, sql);

  return g_string_free (tb_answer_to_csv (answer), FALSE);
}

char *
ask_why_not (const char *sql, TbAskError code)
{
  const TbAskOptions options = { .time_us = -1, .max_steps = 1000 };
  g_autofree char *readable = g_utf8_make_valid (sql, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) answer = tb_ask_query (asker, sql, &options, NULL, &error);

  g_test_message ("%s", readable);
  g_assert_null (answer);
  g_assert_error (error, TB_ASK_ERROR, (int) code);
  g_assert_true (g_str_has_suffix (error->message, "."));
  return g_strdup (error->message);
}
