/* A run under rules: what is wrong raises an alert at the next moment and clears it when it is over; and whoever looks, however often and on how many threads, finds the same. */
#include "watch-fixture.h"

#include <string.h>

#include "tb-units.h"

/* Two sleep through their renewal, one of them for good; a third never does. */
#define SCENARIO \
  "<scenario id=\"test\" seed=\"7\" start=\"2026-03-02T06:00:00Z\" duration=\"12d\"><title>T</title><description>D</description>" \
  "<authority name=\"authority\" profile=\"server\"><label>A</label></authority>" \
  "<broker name=\"broker\" authority=\"authority\" clients=\"certificate\" topics=\"t/{name}/#\" profile=\"server\"><label>B</label></broker>" \
  "<gateway name=\"gw\" profile=\"cortex-a8-1000\" link=\"broadband\" authority=\"authority\" lifetime=\"20d\" start=\"0s\"><label>G</label></gateway>" \
  "<devices name=\"lock\" count=\"3\" icon=\"lock\" profile=\"cortex-m4-80-assembler\" link=\"mesh\" gateways=\"gw\" authority=\"authority\" lifetime=\"3d\" service=\"broker\"" \
  " topic=\"t/{name}/s\" interval=\"10m\" start=\"5s\" spread=\"10s\"><label>L</label><report>{\"n\":{n}}</report></devices>" \
  "<story><command at=\"1h\">power device=lock-01 state=off</command><command at=\"1h\">power device=lock-02 state=off</command>" \
  "<command at=\"5d30m\">power device=lock-01 state=on</command></story></scenario>"

#define EXPIRED "<sql sample=\"1h\" kinds=\"certificate-expired certificate-installed\">SELECT name FROM device WHERE state = 'expired'</sql>"
#define EXPIRED_ALWAYS "<sql sample=\"1h\">SELECT name FROM device WHERE state = 'expired'</sql>"

static TbRun *run;

static void
what_is_wrong_is_raised_and_cleared (void)
{
  g_autoptr (TbAlertRule) rule = watch_fixture_rule (EXPIRED);
  g_autoptr (GPtrArray) alerts = watch_fixture_watch (run, rule);
  const TbAlert *first = g_ptr_array_index (alerts, 0), *second = g_ptr_array_index (alerts, 1);

  g_assert_cmpuint (alerts->len, ==, 2);
  g_assert_cmpstr (first->name, ==, "lock-01");
  g_assert_cmpuint (first->subject, ==, tb_fleet_find (tb_run_get_fleet (run), "lock-01"));
  g_assert_cmpint (first->raised_us, ==, 3 * TB_US_PER_DAY + TB_US_PER_HOUR);
  g_assert_cmpint (first->cleared_us, ==, 5 * TB_US_PER_DAY + TB_US_PER_HOUR);
  g_assert_cmpstr (second->name, ==, "lock-02");
  g_assert_cmpint (second->cleared_us, ==, -1);
  g_assert_true (tb_alert_stands_at (first, 4 * TB_US_PER_DAY) && !tb_alert_stands_at (first, 6 * TB_US_PER_DAY) && !tb_alert_stands_at (first, TB_US_PER_DAY));
  g_assert_true (tb_alert_stands_at (second, G_MAXINT64));
}

static void
kinds_of_records_only_save_work (void)
{
  g_autoptr (TbAlertRule) rule = watch_fixture_rule (EXPIRED), always = watch_fixture_rule (EXPIRED_ALWAYS);
  g_autoptr (GPtrArray) some = watch_fixture_watch (run, rule), all = watch_fixture_watch (run, always);
  g_autofree char *of_some = watch_fixture_print (some), *of_all = watch_fixture_print (all);

  g_assert_cmpstr (of_some, ==, of_all);
}

/* The three ways to ask less: about who has a certificate, about whom something happened to, and about nobody. */
static void
whom_a_question_is_about_only_saves_work (void)
{
  static const char *const conditions[] = {
    "<sql sample=\"1h\" kinds=\"certificate-expired certificate-installed\" about=\"certificate-installed\">SELECT name FROM device WHERE state = 'expired'</sql>",
    "<sql sample=\"1h\" kinds=\"certificate-expired certificate-installed\" about=\"certificate-expired\" lasting=\"yes\">SELECT name FROM device WHERE state = 'expired'</sql>",
    "<sql sample=\"1h\" about=\"certificate-expired\" lasting=\"yes\">SELECT name FROM device WHERE state = 'expired'</sql>",
  };
  g_autoptr (TbAlertRule) always = watch_fixture_rule (EXPIRED_ALWAYS), nobody = watch_fixture_rule ("<sql sample=\"1h\" about=\"moved\">SELECT name FROM device</sql>");
  g_autoptr (GPtrArray) all = watch_fixture_watch (run, always), none = watch_fixture_watch (run, nobody);
  g_autofree char *of_all = watch_fixture_print (all);

  g_assert_cmpuint (none->len, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autoptr (TbAlertRule) rule = watch_fixture_rule (conditions[i]);
      g_autoptr (GPtrArray) some = watch_fixture_watch (run, rule);
      g_autofree char *of_some = watch_fixture_print (some);

      g_assert_cmpstr (of_some, ==, of_all);
    }
}

static void
a_question_waits_for_its_first_record (void)
{
  g_autoptr (TbAlertRule) never = watch_fixture_rule ("<sql sample=\"1h\" after=\"moved\">SELECT name FROM device</sql>");
  g_autoptr (TbAlertRule) later = watch_fixture_rule ("<sql sample=\"1h\" after=\"certificate-expired\">SELECT name FROM device WHERE name = 'lock-03'</sql>");
  g_autoptr (GPtrArray) none = watch_fixture_watch (run, never), one = watch_fixture_watch (run, later);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpint (((TbAlert *) g_ptr_array_index (one, 0))->raised_us, ==, 3 * TB_US_PER_DAY + TB_US_PER_HOUR);
}

static void
a_question_knows_its_moment (void)
{
  g_autoptr (TbAlertRule) rule = watch_fixture_rule ("<sql sample=\"6h\">SELECT 'lock-03' AS name WHERE :now_us >= duration('2d') AND :now_us - :before_us = duration('6h')</sql>");
  g_autoptr (GPtrArray) alerts = watch_fixture_watch (run, rule);

  g_assert_cmpuint (alerts->len, ==, 1);
  g_assert_cmpint (((TbAlert *) g_ptr_array_index (alerts, 0))->raised_us, ==, 2 * TB_US_PER_DAY);
}

static void
windows_count_and_forget (void)
{
  g_autoptr (TbAlertRule) enough = watch_fixture_rule ("<window kinds=\"powered-off\" over=\"4h\" sample=\"1h\" least=\"2\" per=\"group\"/>");
  g_autoptr (TbAlertRule) too_few = watch_fixture_rule ("<window kinds=\"powered-off\" over=\"4h\" sample=\"1h\" least=\"2\" per=\"device\"/>");
  g_autoptr (GPtrArray) some = watch_fixture_watch (run, enough), none = watch_fixture_watch (run, too_few);
  g_autofree char *text = watch_fixture_print (some);

  g_assert_cmpstr (text, ==, "test lock 3600000000 18000000000\n");
  g_assert_cmpuint (none->len, ==, 0);
}

static void
windows_pick_details_and_sum_values (void)
{
  g_autoptr (TbAlertRule) other_detail = watch_fixture_rule ("<window kinds=\"powered-off\" details=\"9\" over=\"1h\" least=\"1\"/>");
  g_autoptr (TbAlertRule) sum = watch_fixture_rule ("<window kinds=\"certificate-issued\" sum=\"values\" per=\"all\" over=\"1h\" least=\"1000000000000\"/>");
  g_autoptr (GPtrArray) none = watch_fixture_watch (run, other_detail), one = watch_fixture_watch (run, sum);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (one->len, >=, 1);
  g_assert_cmpstr (((TbAlert *) g_ptr_array_index (one, 0))->name, ==, "all");
  g_assert_cmpuint (((TbAlert *) g_ptr_array_index (one, 0))->subject, ==, TB_NOBODY);
}

/* Devices are switched off at an hour at which nothing was usual; the flights of each day are. */
static void
what_is_usual_raises_nothing (void)
{
  g_autoptr (TbAlertRule) warm = watch_fixture_rule ("<window kinds=\"powered-off\" per=\"all\" over=\"20m\" sample=\"10m\" least=\"1\"/><baseline warm-up=\"2\"/>");
  g_autoptr (TbAlertRule) cold = watch_fixture_rule ("<window kinds=\"powered-off\" per=\"all\" over=\"20m\" sample=\"10m\" least=\"1\"/><baseline warm-up=\"4\"/>");
  g_autoptr (TbAlertRule) usual = watch_fixture_rule ("<window kinds=\"flight\" per=\"all\" over=\"4d\" sample=\"1d\" least=\"1\"/><baseline warm-up=\"1\" times=\"100\"/>");
  g_autoptr (GPtrArray) one = watch_fixture_watch (run, warm), none = watch_fixture_watch (run, cold), never = watch_fixture_watch (run, usual);

  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpint (((TbAlert *) g_ptr_array_index (one, 0))->raised_us, ==, TB_US_PER_HOUR);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (never->len, ==, 0);
}

static char *
look_in_steps (TbRun *whose, gint64 step_us)
{
  GError *error = NULL;
  g_autoptr (TbAlertWatch) watch = tb_alert_watch_new (whose, NULL, &error);
  g_autoptr (GPtrArray) alerts = NULL;

  g_assert_no_error (error);
  for (gint64 time_us = step_us; time_us < 13 * TB_US_PER_DAY; time_us += step_us)
    g_assert_true (tb_alert_watch_advance (watch, time_us, NULL, NULL));
  alerts = tb_alert_watch_get_alerts (watch);
  return watch_fixture_print (alerts);
}

static void
whoever_looks_finds_the_same (void)
{
  g_autoptr (GPtrArray) alerts = watch_fixture_watch (run, NULL);
  g_autoptr (TbRun) threaded = watch_fixture_play (SCENARIO, 0, 4);
  g_autofree char *at_once = watch_fixture_print (alerts);
  g_autofree char *often = look_in_steps (run, 7 * TB_US_PER_MINUTE + 1), *seldom = look_in_steps (run, 31 * TB_US_PER_HOUR + 7), *on_four = look_in_steps (threaded, TB_US_PER_DAY);

  g_assert_cmpuint (alerts->len, >, 0);
  g_assert_cmpstr (often, ==, at_once);
  g_assert_cmpstr (seldom, ==, at_once);
  g_assert_cmpstr (on_four, ==, at_once);
}

static void
looking_while_it_plays_finds_the_same (void)
{
  GError *error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_new_from_data (SCENARIO, strlen (SCENARIO), "test.xml", &error);
  g_autoptr (TbRun) played = tb_run_new (scenario, NULL, NULL, &error);
  g_autoptr (TbAlertWatch) watch = tb_alert_watch_new (played, NULL, &error);
  g_autoptr (GPtrArray) alerts = NULL, afterwards = watch_fixture_watch (run, NULL);
  g_autofree char *live = NULL, *late = watch_fixture_print (afterwards);

  for (gint64 time_us = TB_US_PER_DAY; time_us <= 12 * TB_US_PER_DAY; time_us += TB_US_PER_DAY)
    {
      tb_run_set_target (played, time_us);
      g_assert_true (tb_alert_watch_advance (watch, G_MAXINT64, NULL, &error));
      tb_run_wait (played, time_us);
    }
  g_assert_true (tb_alert_watch_advance (watch, G_MAXINT64, NULL, &error));
  alerts = tb_alert_watch_get_alerts (watch);
  live = watch_fixture_print (alerts);
  g_assert_cmpstr (live, ==, late);
}

/* A command may still come at the live edge; the first of the two is switched off at 1 h and ends at 3 d. */
static void
a_moment_is_looked_at_when_it_is_over (void)
{
  const gint64 moment_us = 3 * TB_US_PER_DAY + TB_US_PER_HOUR;
  g_autoptr (TbScenario) scenario = tb_scenario_new_from_data (SCENARIO, strlen (SCENARIO), "test.xml", NULL);
  g_autoptr (TbRun) played = tb_run_new (scenario, NULL, NULL, NULL);
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_alert_rule_unref);
  g_autoptr (TbAlertWatch) watch = NULL;

  g_ptr_array_add (rules, watch_fixture_rule (EXPIRED));
  watch = tb_alert_watch_new (played, rules, NULL);
  for (gint64 past_us = 0; past_us <= 1; past_us++)
    {
      g_autoptr (GPtrArray) alerts = NULL;

      tb_run_set_target (played, moment_us + past_us);
      tb_run_wait (played, moment_us + past_us);
      g_assert_true (tb_alert_watch_advance (watch, moment_us, NULL, NULL));
      alerts = tb_alert_watch_get_alerts (watch);
      g_assert_cmpuint (alerts->len > 0, ==, past_us);
    }
}

static void
stopped_it_goes_on_where_it_was (void)
{
  g_autoptr (TbAlertWatch) watch = tb_alert_watch_new (run, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) alerts = NULL, whole = watch_fixture_watch (run, NULL);
  g_autofree char *after = NULL, *expected = watch_fixture_print (whole);

  g_cancellable_cancel (cancellable);
  g_assert_false (tb_alert_watch_advance (watch, G_MAXINT64, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (tb_alert_watch_get_time (watch), ==, -1);
  g_assert_true (tb_alert_watch_advance (watch, G_MAXINT64, NULL, NULL));
  alerts = tb_alert_watch_get_alerts (watch);
  after = watch_fixture_print (alerts);
  g_assert_cmpstr (after, ==, expected);
}

static void
a_message_is_filled (void)
{
  static const char text[] = "<alert id=\"test\" severity=\"notice\"><title>T</title><message>{name} until {not_after_us}, {value} of {missing}</message><why>W</why>"
                             "<mend command=\"enrol device={name}\">M</mend><sql sample=\"1h\" kinds=\"certificate-expired\">SELECT name, not_after_us, 3 AS value, NULL AS missing "
                             "FROM device WHERE state = 'expired' AND name = 'lock-02'</sql></alert>";
  g_autoptr (TbAlertRule) rule = tb_alert_rule_read ("test.xml", text, strlen (text), NULL);
  g_autoptr (GPtrArray) alerts = watch_fixture_watch (run, rule);
  const TbAlert *alert = g_ptr_array_index (alerts, 0);
  g_autofree char *message = tb_alert_dup_message (alert, rule->message), *mend = tb_alert_dup_mend (alert);

  g_assert_true (g_str_has_prefix (message, "lock-02 until 3 d 0 h"));
  g_assert_true (g_str_has_suffix (message, ", 3 of –"));
  g_assert_cmpstr (mend, ==, "enrol device=lock-02");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  run = watch_fixture_play (SCENARIO, 0, 1);
  g_test_add_func ("/watch/raised-and-cleared", what_is_wrong_is_raised_and_cleared);
  g_test_add_func ("/watch/kinds", kinds_of_records_only_save_work);
  g_test_add_func ("/watch/about", whom_a_question_is_about_only_saves_work);
  g_test_add_func ("/watch/after", a_question_waits_for_its_first_record);
  g_test_add_func ("/watch/parameters", a_question_knows_its_moment);
  g_test_add_func ("/watch/window", windows_count_and_forget);
  g_test_add_func ("/watch/window/details", windows_pick_details_and_sum_values);
  g_test_add_func ("/watch/window/baseline", what_is_usual_raises_nothing);
  g_test_add_func ("/watch/same", whoever_looks_finds_the_same);
  g_test_add_func ("/watch/live", looking_while_it_plays_finds_the_same);
  g_test_add_func ("/watch/moment", a_moment_is_looked_at_when_it_is_over);
  g_test_add_func ("/watch/stopped", stopped_it_goes_on_where_it_was);
  g_test_add_func ("/watch/message", a_message_is_filled);
  status = g_test_run ();
  g_clear_pointer (&run, tb_run_unref);
  return status;
}
