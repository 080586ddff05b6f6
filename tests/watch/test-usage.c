/* What is drawn of a run: when certificates end, who sent how much when, and when alerts stood. Each number is held against another way to get it. */
#include "tb-alert-lanes.h"
#include "tb-alert-private.h"
#include "tb-expiry-histogram.h"
#include "tb-run.h"
#include "tb-traffic.h"
#include "tb-units.h"
#include "tb-usage-map.h"
#include "watch-fixture.h"

#include <string.h>

#define END_US (2 * TB_US_PER_HOUR)

static TbRun *run;

static TbFold *
fold_at (gint64 time_us)
{
  TbFold *fold = tb_run_new_fold (run);

  tb_fold_seek (fold, time_us);
  return fold;
}

/* --- certificates --- */

static void
every_certificate_is_counted_once (void)
{
  g_autoptr (TbFold) fold = fold_at (END_US);
  g_autoptr (TbExpiryHistogram) histogram = tb_expiry_histogram_new (fold, 40);
  guint32 sum = 0, most = 0;

  for (guint i = 0; i < histogram->n_steps; i++)
    {
      sum += tb_expiry_histogram_sum (histogram, i);
      most = MAX (most, tb_expiry_histogram_sum (histogram, i));
    }
  g_assert_cmpuint (histogram->n_steps, <=, 40);
  g_assert_cmpuint (histogram->n, >, 10);
  g_assert_cmpuint (sum, ==, histogram->n);
  g_assert_cmpuint (histogram->n_peak, ==, most);
  g_assert_cmpuint (tb_expiry_histogram_sum (histogram, histogram->peak), ==, most);
  g_assert_cmpint (histogram->from_us % histogram->step_us, ==, 0);
}

static void
its_table_has_them_too (void)
{
  g_autoptr (TbFold) fold = fold_at (END_US);
  g_autoptr (TbExpiryHistogram) histogram = tb_expiry_histogram_new (fold, 40);
  g_autofree char *csv = tb_expiry_histogram_to_csv (histogram, tb_run_get_fleet (run));
  g_auto (GStrv) lines = g_strsplit (csv, "\n", -1);
  guint64 sum = 0;

  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    sum += g_ascii_strtoull (strrchr (lines[i], ',') + 1, NULL, 10);
  g_assert_cmpuint (sum, ==, histogram->n);
}

static void
before_anybody_has_one_there_is_none (void)
{
  g_autoptr (TbFold) fold = fold_at (0);
  g_autoptr (TbExpiryHistogram) histogram = tb_expiry_histogram_new (fold, 40);

  g_assert_cmpuint (histogram->n, ==, 0);
  g_assert_cmpuint (histogram->groups->len, ==, 0);
  g_assert_cmpuint (histogram->n_steps, ==, 1);
}

/* --- usage --- */

static guint64
sum_map (TbUsageMap *map)
{
  guint64 sum = 0;

  for (guint row = 0; row < tb_usage_map_get_n_rows (map); row++)
    for (guint i = 0; i < tb_usage_map_get_n_columns (map); i++)
      sum += tb_usage_map_get (map, row, i);
  return sum;
}

static TbUsageMap *
read_map (TbUsageWhat what, gboolean is_by_hour, guint group, gint64 time_us)
{
  TbUsageOptions options = { what, is_by_hour, group, 0, 0 };
  TbUsageMap *map = tb_usage_map_new (tb_run_get_fleet (run), tb_run_get_journal (run), &options);

  g_assert_true (tb_usage_map_read (map, time_us, NULL, NULL));
  return map;
}

static gboolean
is_counted (const TbPacket *packet)
{
  TbRole role = tb_fleet_get_role (tb_run_get_fleet (run), packet->from);

  return (packet->kind == TB_PACKET_MESSAGE || packet->kind == TB_PACKET_REPORT) && (role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY);
}

/* The packets on the links are expanded by other means. */
static void
messages_are_those_on_the_links (void)
{
  g_autoptr (GArray) packets = tb_traffic_collect (tb_run_get_fleet (run), tb_run_get_journal (run), 0, END_US, G_MAXUINT);
  g_autoptr (TbUsageMap) map = read_map (TB_USAGE_MESSAGES, FALSE, TB_USAGE_ALL_GROUPS, END_US);
  guint64 n = 0;

  for (guint i = 0; i < packets->len; i++)
    n += is_counted (&g_array_index (packets, TbPacket, i));
  g_assert_cmpuint (n, >, 1000);
  g_assert_cmpuint (sum_map (map), ==, n);
}

static void
layouts_count_the_same (void)
{
  g_autoptr (TbUsageMap) time = read_map (TB_USAGE_MESSAGES, FALSE, TB_USAGE_ALL_GROUPS, END_US);
  g_autoptr (TbUsageMap) hours = read_map (TB_USAGE_MESSAGES, TRUE, TB_USAGE_ALL_GROUPS, END_US);
  guint64 sum = 0;

  g_assert_cmpuint (sum_map (hours), ==, sum_map (time));
  g_assert_cmpuint (tb_usage_map_get_n_columns (hours), ==, 24);
  for (guint g = 0; g < tb_fleet_get_n_groups (tb_run_get_fleet (run)); g++)
    {
      const TbGroup *group = tb_fleet_get_group (tb_run_get_fleet (run), g);

      if (group->role == TB_ROLE_DEVICE || group->role == TB_ROLE_GATEWAY)
        {
          g_autoptr (TbUsageMap) devices = read_map (TB_USAGE_MESSAGES, FALSE, g, END_US);

          g_assert_cmpuint (tb_usage_map_get_n_rows (devices), ==, group->count);
          sum += sum_map (devices);
        }
    }
  g_assert_cmpuint (sum, ==, sum_map (time));
}

static TbUsageMap *
read_part (guint group, guint32 from, guint32 count)
{
  TbUsageOptions options = { TB_USAGE_MESSAGES, FALSE, group, from, count };
  TbUsageMap *map = tb_usage_map_new (tb_run_get_fleet (run), tb_run_get_journal (run), &options);

  g_assert_true (tb_usage_map_read (map, END_US, NULL, NULL));
  return map;
}

static guint
find_largest (TbFleet *fleet)
{
  guint largest = 0;

  for (guint g = 0; g < tb_fleet_get_n_groups (fleet); g++)
    if (tb_fleet_get_group (fleet, g)->role == TB_ROLE_DEVICE && tb_fleet_get_group (fleet, g)->count > tb_fleet_get_group (fleet, largest)->count)
      largest = g;
  return largest;
}

static void
parts_of_a_group_are_the_group (void)
{
  guint group = find_largest (tb_run_get_fleet (run));
  g_autoptr (TbUsageMap) whole = read_map (TB_USAGE_MESSAGES, FALSE, group, END_US), head = read_part (group, 0, 3), tail = read_part (group, 3, 0);
  g_autofree char *name = tb_usage_map_dup_name (whole, 3), *first = tb_usage_map_dup_name (tail, 0);

  g_assert_cmpuint (tb_usage_map_get_n_rows (head), ==, 3);
  g_assert_cmpuint (sum_map (head), >, 0);
  g_assert_cmpuint (sum_map (head) + sum_map (tail), ==, sum_map (whole));
  g_assert_cmpstr (first, ==, name);
}

/* Rows follow one another, all but the last with the same round number of devices. */
static void
assert_rows (TbUsageMap *map, guint32 first, guint32 count, guint32 per_row)
{
  guint32 next = first;

  g_assert_cmpuint (tb_usage_map_get_n_rows (map), <=, TB_USAGE_MAX_ROWS);
  for (guint row = 0; row < tb_usage_map_get_n_rows (map); row++)
    {
      TbUsageRow shown = tb_usage_map_get_row (map, row);

      g_assert_cmpuint (shown.first, ==, next);
      g_assert_cmpuint (shown.count, ==, MIN (per_row, first + count - next));
      next += shown.count;
    }
  g_assert_cmpuint (next, ==, first + count);
}

/* Nothing is played: a fleet of a provider is only numbered. */
static void
devices_of_a_large_group_share_rows (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_load ("internet-provider", &error);
  g_autoptr (TbRun) large = scenario != NULL ? tb_run_new (scenario, NULL, NULL, &error) : NULL;
  TbUsageOptions options = { TB_USAGE_MESSAGES, FALSE, TB_USAGE_ALL_GROUPS, 0, 0 };
  g_autoptr (TbUsageMap) map = NULL, opened = NULL;
  g_autofree char *name = NULL;
  const TbGroup *group;

  g_assert_no_error (error);
  group = tb_fleet_find_group (tb_run_get_fleet (large), "south-recorder");
  g_assert_cmpuint (group->count, ==, 24900);
  options.group = find_largest (tb_run_get_fleet (large));
  map = tb_usage_map_new (tb_run_get_fleet (large), tb_run_get_journal (large), &options);
  assert_rows (map, group->first, group->count, 200);
  name = tb_usage_map_dup_name (map, 1);
  g_assert_cmpstr (name, ==, "south-recorder-00201–00400");
  options.from = 200;
  options.count = 200;
  opened = tb_usage_map_new (tb_run_get_fleet (large), tb_run_get_journal (large), &options);
  assert_rows (opened, group->first + 200, 200, 1);
}

/* In small steps, at once, and after looking back. */
static void
it_does_not_matter_how_one_gets_there (void)
{
  for (TbUsageWhat what = TB_USAGE_MESSAGES; what <= TB_USAGE_HANDSHAKES; what++)
    {
      g_autoptr (TbUsageMap) at_once = read_map (what, FALSE, TB_USAGE_ALL_GROUPS, END_US), walked = read_map (what, FALSE, TB_USAGE_ALL_GROUPS, 0);
      g_autofree char *expected = tb_usage_map_to_csv (at_once), *table = NULL;

      g_assert_cmpuint (sum_map (at_once), >, 0);
      for (gint64 time_us = 0; time_us < END_US; time_us += 7 * TB_US_PER_MINUTE)
        g_assert_true (tb_usage_map_read (walked, time_us, NULL, NULL));
      g_assert_true (tb_usage_map_read (walked, TB_US_PER_MINUTE, NULL, NULL));
      g_assert_true (tb_usage_map_read (walked, END_US, NULL, NULL));
      table = tb_usage_map_to_csv (walked);
      g_assert_cmpstr (table, ==, expected);
    }
}

static void
who_stops_it_goes_on_later (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TbUsageMap) expected = read_map (TB_USAGE_MESSAGES, FALSE, TB_USAGE_ALL_GROUPS, END_US);
  g_autoptr (TbUsageMap) map = read_map (TB_USAGE_MESSAGES, FALSE, TB_USAGE_ALL_GROUPS, 0);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (tb_usage_map_read (map, END_US, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (tb_usage_map_read (map, END_US, NULL, NULL));
  g_assert_cmpuint (sum_map (map), ==, sum_map (expected));
}

/* --- alerts --- */

static TbAlert *
make_alert (TbAlertRule *rule, const char *name, gint64 raised_us, gint64 cleared_us)
{
  const char *const nothing[] = { NULL };
  g_autoptr (TbAlert) alert = tb_alert_new (rule, name, TB_NOBODY, nothing, raised_us);

  return cleared_us < 0 ? g_steal_pointer (&alert) : tb_alert_new_cleared (alert, cleared_us);
}

static void
stretches_that_touch_are_one (void)
{
  g_autoptr (TbAlertRule) rule = watch_fixture_rule ("<sql>SELECT name FROM device</sql>");
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_alert_unref);
  g_autoptr (TbAlertLanes) lanes = NULL, before = NULL;
  const TbAlertLane *lane;

  g_ptr_array_add (alerts, make_alert (rule, "a", 10, 20));
  g_ptr_array_add (alerts, make_alert (rule, "b", 15, 30));
  g_ptr_array_add (alerts, make_alert (rule, "a", 40, 45));
  g_ptr_array_add (alerts, make_alert (rule, "b", 60, -1));
  lanes = tb_alert_lanes_new (alerts, 100);
  before = tb_alert_lanes_new (alerts, 25);
  lane = g_ptr_array_index (lanes->lanes, 0);
  g_assert_cmpuint (lanes->lanes->len, ==, 1);
  g_assert_cmpuint (lane->n, ==, 4);
  g_assert_cmpuint (lane->spans->len, ==, 3);
  g_assert_cmpint (g_array_index (lane->spans, TbAlertSpan, 0).to_us, ==, 30);
  g_assert_cmpuint (g_array_index (lane->spans, TbAlertSpan, 0).n, ==, 2);
  g_assert_cmpint (g_array_index (lane->spans, TbAlertSpan, 2).to_us, ==, -1);
  lane = g_ptr_array_index (before->lanes, 0);
  g_assert_cmpuint (lane->spans->len, ==, 1);
  g_assert_cmpint (g_array_index (lane->spans, TbAlertSpan, 0).to_us, ==, -1);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  run = watch_fixture_play_shipped ("smart-home", END_US);
  g_test_add_func ("/expiry-histogram/counted-once", every_certificate_is_counted_once);
  g_test_add_func ("/expiry-histogram/table", its_table_has_them_too);
  g_test_add_func ("/expiry-histogram/none", before_anybody_has_one_there_is_none);
  g_test_add_func ("/usage-map/links", messages_are_those_on_the_links);
  g_test_add_func ("/usage-map/layouts", layouts_count_the_same);
  g_test_add_func ("/usage-map/parts", parts_of_a_group_are_the_group);
  g_test_add_func ("/usage-map/large", devices_of_a_large_group_share_rows);
  g_test_add_func ("/usage-map/ways", it_does_not_matter_how_one_gets_there);
  g_test_add_func ("/usage-map/stopped", who_stops_it_goes_on_later);
  g_test_add_func ("/alert-lanes/stretches", stretches_that_touch_are_one);
  status = g_test_run ();
  tb_run_unref (run);
  return status;
}
