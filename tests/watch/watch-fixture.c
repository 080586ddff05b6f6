/* watch-fixture: see the header. */
#include "watch-fixture.h"

#include <string.h>

static TbRun *
play (TbScenario *scenario, gint64 until_us, guint n_threads)
{
  const TbRunOptions options = { .until_us = until_us, .n_threads = n_threads };
  GError *error = NULL;
  TbRun *run = tb_run_new (scenario, &options, NULL, &error);
  g_autofree char *failure = NULL;

  g_assert_no_error (error);
  tb_run_set_target (run, tb_run_get_end (run));
  tb_run_wait (run, tb_run_get_end (run));
  failure = tb_run_dup_failure (run);
  g_assert_cmpstr (failure, ==, NULL);
  return run;
}

TbRun *
watch_fixture_play (const char *xml, gint64 until_us, guint n_threads)
{
  GError *error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_new_from_data (xml, strlen (xml), "test.xml", &error);

  g_assert_no_error (error);
  return play (scenario, until_us, n_threads);
}

TbRun *
watch_fixture_play_shipped (const char *name, gint64 until_us)
{
  GError *error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_load (name, &error);

  g_assert_no_error (error);
  return play (scenario, until_us, 1);
}

TbAlertRule *
watch_fixture_rule (const char *condition)
{
  g_autofree char *text = g_strdup_printf ("<alert id=\"test\" severity=\"warning\"><title>T</title><message>{name}</message><why>W</why><mend>M</mend>%s</alert>", condition);
  GError *error = NULL;
  TbAlertRule *rule = tb_alert_rule_read ("test.xml", text, strlen (text), &error);

  g_assert_no_error (error);
  return rule;
}

GPtrArray *
watch_fixture_watch (TbRun *run, TbAlertRule *rule)
{
  g_autoptr (GPtrArray) rules = rule != NULL ? g_ptr_array_new_with_free_func ((GDestroyNotify) tb_alert_rule_unref) : NULL;
  g_autoptr (TbAlertWatch) watch = NULL;
  GError *error = NULL;

  if (rule != NULL)
    g_ptr_array_add (rules, tb_alert_rule_ref (rule));
  watch = tb_alert_watch_new (run, rules, &error);
  g_assert_no_error (error);
  tb_alert_watch_advance (watch, G_MAXINT64, NULL, &error);
  g_assert_no_error (error);
  return tb_alert_watch_get_alerts (watch);
}

char *
watch_fixture_print (GPtrArray *alerts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < alerts->len; i++)
    {
      const TbAlert *alert = g_ptr_array_index (alerts, i);

      g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", alert->rule->id, alert->name, alert->raised_us, alert->cleared_us);
    }
  return g_string_free (text, FALSE);
}
