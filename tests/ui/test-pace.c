#include "tb-pace.h"

#include "ui-fixture.h"

static void
speed_follows_the_track_or_the_person (void)
{
  g_autoptr (TbScenario) scenario = load_house ();

  g_assert_cmpfloat (tb_pace_get_speed (scenario, 0, 0), ==, 10);
  g_assert_cmpfloat (tb_pace_get_speed (scenario, 0, TB_US_PER_MINUTE), ==, 60);
  g_assert_cmpfloat (tb_pace_get_speed (scenario, 2.5, TB_US_PER_MINUTE), ==, 2.5);
  g_assert_cmpfloat (tb_pace_get_speed (NULL, 0, 0), ==, 1);
}

static void
travel_changes_speed_where_the_track_does (void)
{
  g_autoptr (TbScenario) scenario = load_house ();
  double fraction = 0;

  /* Six seconds bring one to the first minute at 10, one more to the second at 60. */
  g_assert_cmpint (tb_pace_travel (scenario, 0, 0, TB_US_PER_HOUR, 7e6, &fraction), ==, 2 * TB_US_PER_MINUTE);
  g_assert_cmpint (tb_pace_travel (scenario, 0, 0, 30 * TB_US_PER_SECOND, 7e6, &fraction), ==, 30 * TB_US_PER_SECOND);
}

static void
slow_motion_loses_no_fraction (void)
{
  g_autoptr (TbScenario) scenario = load_house ();
  double fraction = 0;
  gint64 time_us = 0;

  for (guint i = 0; i < 1000; i++)
    time_us = tb_pace_travel (scenario, 0.0003, time_us, TB_US_PER_HOUR, 1000, &fraction);
  g_assert_cmpint (time_us, >=, 299);
  g_assert_cmpint (time_us, <=, 300);
}

static void
watching_time_and_back (void)
{
  g_autoptr (TbScenario) scenario = load_house ();
  const gint64 times[] = { 0, 1000, 59 * TB_US_PER_SECOND, TB_US_PER_MINUTE, 5 * TB_US_PER_MINUTE };

  g_assert_cmpfloat (tb_pace_watch_us (scenario, TB_US_PER_MINUTE), ==, 6e6);
  g_assert_cmpfloat (tb_pace_watch_us (scenario, 2 * TB_US_PER_MINUTE), ==, 7e6);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    g_assert_cmpint (ABS (tb_pace_time_us (scenario, tb_pace_watch_us (scenario, times[i])) - times[i]), <=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/pace/speed", speed_follows_the_track_or_the_person);
  g_test_add_func ("/ui/pace/travel", travel_changes_speed_where_the_track_does);
  g_test_add_func ("/ui/pace/fraction", slow_motion_loses_no_fraction);
  g_test_add_func ("/ui/pace/watch", watching_time_and_back);
  return g_test_run ();
}
