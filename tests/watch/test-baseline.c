/* What is usual is learned: a season first, then what is left over it; what is far above is unusual, and takes time to become usual. */
#include "tb-baseline.h"

#include "tb-units.h"

#define WARM_UP 24

/* Ten in the morning hours, two otherwise. */
static gint64
habit (gint64 hour)
{
  return hour % 24 >= 6 && hour % 24 < 12 ? 10 : 2;
}

static TbBaseline *
learn_days (guint days)
{
  TbBaseline *baseline = tb_baseline_new (0, WARM_UP);

  for (gint64 hour = 0; hour < 24 * (gint64) days; hour++)
    tb_baseline_learn (baseline, hour * TB_US_PER_HOUR, habit (hour));
  return baseline;
}

static gint64
bound_at (TbBaseline *baseline, gint64 hour)
{
  return tb_baseline_get_bound (baseline, hour * TB_US_PER_HOUR);
}

static void
nothing_is_usual_until_it_is_warm (void)
{
  g_autoptr (TbBaseline) baseline = tb_baseline_new (0, WARM_UP);

  for (gint64 hour = 0; hour < WARM_UP; hour++)
    {
      g_assert_cmpint (bound_at (baseline, hour), ==, G_MAXINT64);
      tb_baseline_learn (baseline, hour * TB_US_PER_HOUR, 10);
    }
  g_assert_cmpint (bound_at (baseline, WARM_UP), >=, 10);
  g_assert_cmpint (bound_at (baseline, WARM_UP), <, 100);
}

static void
each_hour_of_the_day_has_its_own (void)
{
  g_autoptr (TbBaseline) baseline = learn_days (8);

  g_assert_cmpint (bound_at (baseline, 8 * 24 + 8), >=, 10);
  g_assert_cmpint (bound_at (baseline, 8 * 24 + 8), <, 14);
  g_assert_cmpint (bound_at (baseline, 8 * 24 + 3), >=, 2);
  g_assert_cmpint (bound_at (baseline, 8 * 24 + 3), <, 6);
}

static void
one_strange_day_changes_little (void)
{
  g_autoptr (TbBaseline) calm = learn_days (8), shaken = learn_days (8);

  for (gint64 hour = 8 * 24; hour < 9 * 24; hour++)
    tb_baseline_learn (shaken, hour * TB_US_PER_HOUR, hour % 24 == 3 ? 1000 : habit (hour));
  for (gint64 hour = 8 * 24; hour < 9 * 24; hour++)
    tb_baseline_learn (calm, hour * TB_US_PER_HOUR, habit (hour));
  g_assert_cmpint (bound_at (shaken, 9 * 24 + 3), <=, bound_at (calm, 9 * 24 + 3) + 4);
}

static void
what_stays_becomes_usual (void)
{
  g_autoptr (TbBaseline) baseline = learn_days (3);
  gint64 hour = 3 * 24;

  g_assert_cmpint (bound_at (baseline, hour), <, 100);
  for (; hour < 10 * 24; hour++)
    tb_baseline_learn (baseline, hour * TB_US_PER_HOUR, 100);
  g_assert_cmpint (bound_at (baseline, hour), >=, 100);
}

static void
largest_values_do_not_overflow (void)
{
  g_autoptr (TbBaseline) baseline = tb_baseline_new (0, 1);

  for (gint64 hour = 0; hour < 300; hour++)
    {
      g_assert_cmpint (bound_at (baseline, hour), >=, 0);
      tb_baseline_learn (baseline, hour * TB_US_PER_HOUR, G_MAXINT64);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch/baseline/warm-up", nothing_is_usual_until_it_is_warm);
  g_test_add_func ("/watch/baseline/season", each_hour_of_the_day_has_its_own);
  g_test_add_func ("/watch/baseline/robust", one_strange_day_changes_little);
  g_test_add_func ("/watch/baseline/adapts", what_stays_becomes_usual);
  g_test_add_func ("/watch/baseline/largest", largest_values_do_not_overflow);
  return g_test_run ();
}
