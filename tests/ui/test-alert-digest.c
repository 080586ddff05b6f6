/* Alerts are summed by rule as they were at a time; the list tells of the smallest change; on the timeline those of a moment are one mark. */
#include "alert-fixture.h"
#include "tb-alert-digest.h"
#include "tb-alert-list.h"
#include "tb-timeline-alerts.h"
#include "ui-fixture.h"

typedef struct
{
  GPtrArray *rules;
  GPtrArray *alerts;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->rules = load_rules ();
  f->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_alert_unref);
  g_ptr_array_add (f->alerts, make_alert (f->rules, "expiring", "lock-01", 1, 1, 5));
  g_ptr_array_add (f->alerts, make_alert (f->rules, "telnet-traffic", "camera-01", 3, 2, -1));
  g_ptr_array_add (f->alerts, make_alert (f->rules, "expiring", "lock-02", 2, 3, -1));
  g_ptr_array_add (f->alerts, make_alert (f->rules, "expiring", "lock-01", 1, 7, -1));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_ptr_array_unref (f->alerts);
  g_ptr_array_unref (f->rules);
}

static const TbAlertGroup *
group (GArray *groups, guint i)
{
  return &g_array_index (groups, TbAlertGroup, i);
}

static void
the_worst_comes_first (Fixture *f, gconstpointer data)
{
  TbAlertFilter filter = { .time_us = 10 * TB_US_PER_HOUR };
  g_autoptr (GArray) groups = tb_alert_digest_group (f->alerts, &filter);

  g_assert_cmpuint (groups->len, ==, 2);
  g_assert_cmpstr (group (groups, 0)->rule->id, ==, "telnet-traffic");
  g_assert_cmpuint (group (groups, 1)->n, ==, 3);
  g_assert_cmpuint (group (groups, 1)->n_standing, ==, 2);
  g_assert_cmpint (group (groups, 1)->since_us, ==, 3 * TB_US_PER_HOUR);
}

static void
what_came_later_is_not_known_yet (Fixture *f, gconstpointer data)
{
  TbAlertFilter filter = { .time_us = 4 * TB_US_PER_HOUR, .is_standing = TRUE };
  g_autoptr (GArray) groups = tb_alert_digest_group (f->alerts, &filter);
  g_autoptr (GPtrArray) list = tb_alert_digest_list (f->alerts, group (groups, 1)->rule, &filter);

  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((TbAlert *) list->pdata[0])->name, ==, "lock-02");
  g_assert_cmpuint (tb_alert_digest_count (f->alerts, 4 * TB_US_PER_HOUR, TB_ALERT_NOTICE), ==, 3);
  g_assert_cmpuint (tb_alert_digest_count (f->alerts, 4 * TB_US_PER_HOUR, TB_ALERT_CRITICAL), ==, 1);
  g_assert_cmpuint (tb_alert_digest_count (f->alerts, 0, TB_ALERT_NOTICE), ==, 0);
}

static void
filters_leave_out (Fixture *f, gconstpointer data)
{
  TbAlertFilter standing = { .time_us = 6 * TB_US_PER_HOUR, .is_standing = TRUE }, named = { .time_us = 10 * TB_US_PER_HOUR, .search = "LOCK-01" };
  TbAlertFilter titled = { .time_us = 10 * TB_US_PER_HOUR, .search = "ends soon" }, critical = { .time_us = 10 * TB_US_PER_HOUR, .least = TB_ALERT_CRITICAL };
  g_autoptr (GArray) now = tb_alert_digest_group (f->alerts, &standing), one = tb_alert_digest_group (f->alerts, &named);
  g_autoptr (GArray) soon = tb_alert_digest_group (f->alerts, &titled), worst = tb_alert_digest_group (f->alerts, &critical);

  g_assert_cmpuint (group (now, 1)->n, ==, 1);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpuint (group (one, 0)->n, ==, 2);
  g_assert_cmpuint (soon->len, ==, 1);
  g_assert_cmpuint (group (soon, 0)->n, ==, 3);
  g_assert_cmpuint (worst->len, ==, 1);
}

typedef struct { guint n, position, removed, added; } Told;

static void
on_told (GListModel *model, guint position, guint removed, guint added, Told *told)
{
  *told = (Told) { told->n + 1, position, removed, added };
}

static void
a_list_tells_of_the_smallest_change (Fixture *f, gconstpointer data)
{
  g_autoptr (TbAlertList) list = tb_alert_list_new ();
  const TbAlertRule *rule = tb_alert_rules_find (f->rules, "expiring");
  Told told = { 0 };

  g_signal_connect (list, "items-changed", G_CALLBACK (on_told), &told);
  for (gint64 hour = 1; hour <= 9; hour++)
    {
      TbAlertFilter filter = { .time_us = hour * TB_US_PER_HOUR };

      tb_alert_list_take (list, tb_alert_digest_list (f->alerts, rule, &filter), filter.time_us);
      g_assert_cmpuint (told.n, ==, (hour >= 1) + (hour >= 3) + (hour >= 5) + (hour >= 7));
    }
  g_assert_cmpuint (told.position, ==, 0);
  g_assert_cmpuint (told.removed, ==, 0);
  g_assert_cmpuint (told.added, ==, 1);
  g_assert_cmpuint (tb_alert_list_find_subject (list, 2), ==, 1);
  g_assert_cmpuint (tb_alert_list_find (list, f->alerts->pdata[0]), ==, 2);
  g_assert_cmpuint (tb_alert_list_find (list, f->alerts->pdata[1]), ==, G_MAXUINT);
}

static void
alerts_of_a_moment_are_one_mark (Fixture *f, gconstpointer data)
{
  g_autoptr (TbScenario) scenario = load_house ();
  g_autoptr (GArray) marks = NULL;
  g_autofree char *one = NULL, *two = NULL;
  const TbTimelineAlert *found;

  g_ptr_array_add (f->alerts, make_alert (f->rules, "expiring", "lock-03", 4, 7, -1));
  g_ptr_array_add (f->alerts, make_alert (f->rules, "telnet-traffic", "camera-02", 5, 7, -1));
  marks = tb_timeline_alerts_new (scenario, f->alerts);
  g_assert_cmpuint (marks->len, ==, 5);
  found = tb_timeline_alerts_find (marks, g_array_index (marks, TbTimelineAlert, 3).watch_us, 1);
  g_assert_true (found->severity == TB_ALERT_CRITICAL && found->n == 1);
  g_assert_cmpuint (g_array_index (marks, TbTimelineAlert, 3).n, ==, 2);
  g_assert_null (tb_timeline_alerts_find (marks, -1e9, 1));
  one = tb_timeline_alert_describe (found);
  two = tb_timeline_alert_describe (&g_array_index (marks, TbTimelineAlert, 3));
  g_assert_nonnull (strstr (one, "camera-02"));
  g_assert_true (g_str_has_prefix (two, "2 alerts, among them: "));
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*test) (Fixture *, gconstpointer); } tests[] = {
    { "/alert-digest/worst-first", the_worst_comes_first },
    { "/alert-digest/past", what_came_later_is_not_known_yet },
    { "/alert-digest/filters", filters_leave_out },
    { "/alert-digest/timeline", alerts_of_a_moment_are_one_mark },
    { "/alert-digest/list", a_list_tells_of_the_smallest_change },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
