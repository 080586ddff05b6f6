/* What a chart is made of, without a display: round ticks, curves as few strokes, names that do not lie on each other, and its points as CSV. */
#include <math.h>

#include "tb-chart-layout.h"
#include "tb-chart-private.h"
#include "tb-units.h"

static TbChartSeries *
new_series (const char *id, guint n, gint64 step_us, double (*func) (guint i))
{
  TbChartSeries *series = tb_chart_series_new (id, id, TB_CHART_RED, TB_CHART_LINE);

  for (guint i = 0; i < n; i++)
    g_assert_true (tb_chart_series_add (series, (gint64) i * step_us, func (i)));
  return series;
}

static double
rising (guint i)
{
  return i;
}

static double
comb (guint i)
{
  return i == 777 ? 1000 : i % 2;
}

static TbChartPlot
new_plot (gint64 to_us, double top)
{
  TbChartPlot plot = { 50, 10, 400, 200, 0, to_us, { TB_CHART_COUNT, FALSE, 0, top, top / 4 } };

  return plot;
}

/* --- series --- */

static void
time_never_goes_back_in_a_curve (void)
{
  g_autoptr (TbChartSeries) series = tb_chart_series_new ("a", NULL, TB_CHART_RED, TB_CHART_BAND);

  g_assert_true (tb_chart_series_add_band (series, 5, 1, 2));
  g_assert_false (tb_chart_series_add_band (series, 4, 1, 2));
  g_assert_false (tb_chart_series_add_band (series, 6, 2, 1));
  g_assert_false (tb_chart_series_add (series, 6, NAN));
  g_assert_false (tb_chart_series_add (series, 6, INFINITY));
  g_assert_cmpuint (tb_chart_series_count (series), ==, 1);
  g_assert_true (tb_chart_series_add_band (series, 5, 3, 4));
  g_assert_cmpuint (tb_chart_series_count (series), ==, 1);
  g_assert_cmpfloat (tb_chart_series_get (series, 0)->high, ==, 4);
}

static void
value_between_points_is_on_the_line_or_on_the_step (void)
{
  g_autoptr (TbChartSeries) series = new_series ("a", 3, 10, rising);
  double low, high;

  g_assert_true (tb_chart_series_value_at (series, 15, &low, &high));
  g_assert_cmpfloat (low, ==, 1.5);
  series->is_step = TRUE;
  g_assert_true (tb_chart_series_value_at (series, 15, &low, &high));
  g_assert_cmpfloat (low, ==, 1);
  g_assert_true (tb_chart_series_value_at (series, 20, &low, &high));
  g_assert_cmpfloat (low, ==, 2);
  g_assert_false (tb_chart_series_value_at (series, 21, &low, &high));
  g_assert_false (tb_chart_series_value_at (series, -1, &low, &high));
}

static void
curves_coincide_only_when_they_lie_on_each_other (void)
{
  g_autoptr (TbChartSeries) fine = new_series ("a", 101, 10, rising);
  g_autoptr (TbChartSeries) coarse = tb_chart_series_new ("b", "b", TB_CHART_RED, TB_CHART_LINE);
  g_autoptr (TbChartSeries) none = tb_chart_series_new ("c", "c", TB_CHART_RED, TB_CHART_LINE);

  tb_chart_series_add (coarse, 0, 0);
  tb_chart_series_add (coarse, 1000, 100);
  g_assert_true (tb_chart_series_coincides (fine, coarse, 1e-9));
  g_assert_true (tb_chart_series_coincides (coarse, fine, 1e-9));
  g_assert_false (tb_chart_series_coincides (fine, none, 1));
  g_array_index (fine->points, TbChartPoint, 50).value += 0.5;
  g_assert_false (tb_chart_series_coincides (coarse, fine, 0.4));
  g_assert_true (tb_chart_series_coincides (coarse, fine, 0.6));
  coarse->style = TB_CHART_DASHED;
  g_assert_false (tb_chart_series_coincides (coarse, fine, 0.6));
}

/* --- scales --- */

static void
ticks_of_values_are_round (void)
{
  static const struct { TbChartUnit unit; double highest; double maximum; guint n_ticks; double step; double top; } rows[] = {
    { TB_CHART_COUNT, 561, 0, 5, 200, 600 },
    { TB_CHART_COUNT, 600000, 0, 6, 100000, 600000 },
    { TB_CHART_COUNT, 3, 0, 8, 1, 3 },
    { TB_CHART_COUNT, 0, 0, 5, 1, 1 },
    { TB_CHART_SHARE, 0.92, 1, 4, 0.25, 1 },
    { TB_CHART_SHARE, 0.003, 0, 4, 0.001, 0.003 },
    { TB_CHART_SHARE, 0.5, 0.5, 5, 0.1, 0.5 },
    { TB_CHART_BITS, 623e9, 0, 4, 200e9, 800e9 },
    { TB_CHART_COUNT, 7, 0, 0, 10, 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      TbChartScale scale;

      tb_chart_scale_init (&scale, rows[i].unit, FALSE, 0, rows[i].highest, rows[i].maximum, rows[i].n_ticks);
      g_assert_cmpfloat_with_epsilon (scale.step, rows[i].step, rows[i].step * 1e-9);
      g_assert_cmpfloat_with_epsilon (scale.top, rows[i].top, rows[i].top * 1e-9);
      g_assert_cmpfloat (scale.bottom, ==, 0);
    }
}

static void
ticks_of_any_height_are_few_and_reach_over_it (void)
{
  for (double highest = 1e-6; highest < 1e12; highest *= 1.37)
    for (guint unit = TB_CHART_COUNT; unit <= TB_CHART_BITS; unit++)
      {
        double ticks[TB_CHART_MAX_TICKS];
        TbChartScale scale;
        guint n;

        tb_chart_scale_init (&scale, unit, FALSE, 0, highest, 0, 5);
        n = tb_chart_scale_get_ticks (&scale, ticks, TB_CHART_MAX_TICKS);
        g_assert_cmpuint (n, >=, 2);
        g_assert_cmpuint (n, <=, 7);
        g_assert_cmpfloat (scale.top, >=, highest * 0.999999);
        g_assert_cmpfloat_with_epsilon (ticks[n - 1], scale.top, scale.top * 1e-6);
      }
}

static void
logarithmic_ticks_are_powers_of_ten (void)
{
  double ticks[TB_CHART_MAX_TICKS];
  TbChartScale scale;

  tb_chart_scale_init (&scale, TB_CHART_COUNT, TRUE, 1, 600000, 0, 5);
  g_assert_cmpuint (tb_chart_scale_get_ticks (&scale, ticks, TB_CHART_MAX_TICKS), ==, 7);
  g_assert_cmpfloat_with_epsilon (ticks[6], 1e6, 1);
  g_assert_cmpfloat_with_epsilon (tb_chart_scale_get_share (&scale, 1000), 0.5, 1e-9);
  g_assert_cmpfloat (tb_chart_scale_get_share (&scale, 0), ==, 0);
  g_assert_cmpfloat (tb_chart_scale_get_share (&scale, -1), ==, 0);
  g_assert_cmpfloat (tb_chart_scale_get_share (&scale, 1e9), ==, 1);
  tb_chart_scale_init (&scale, TB_CHART_SHARE, TRUE, 1e-30, 1, 0, 5);
  g_assert_cmpfloat_with_epsilon (scale.bottom, 1e-7, 1e-12);
  tb_chart_scale_init (&scale, TB_CHART_COUNT, TRUE, 0, 0, 0, 5);
  g_assert_cmpfloat (scale.top, >, scale.bottom);
}

static void
ticks_of_time_are_round_and_in_one_unit (void)
{
  static const struct { gint64 time_us, step_us, last_us; const char *words; } rows[] = {
    { 6 * TB_US_PER_HOUR, 6 * TB_US_PER_HOUR, 24 * TB_US_PER_HOUR, "6 h" },
    { 24 * TB_US_PER_HOUR, 6 * TB_US_PER_HOUR, 24 * TB_US_PER_HOUR, "24 h" },
    { 0, 6 * TB_US_PER_HOUR, 24 * TB_US_PER_HOUR, "0 h" },
    { 90 * TB_US_PER_MINUTE, 30 * TB_US_PER_MINUTE, 120 * TB_US_PER_MINUTE, "90 min" },
    { 90 * TB_US_PER_MINUTE, 30 * TB_US_PER_MINUTE, 5 * TB_US_PER_HOUR, "1 h 30 min" },
    { 2 * TB_US_PER_HOUR, 30 * TB_US_PER_MINUTE, 5 * TB_US_PER_HOUR, "2 h" },
    { 30 * TB_US_PER_MINUTE, 30 * TB_US_PER_MINUTE, 5 * TB_US_PER_HOUR, "30 min" },
    { 24 * TB_US_PER_HOUR, 6 * TB_US_PER_HOUR, 102 * TB_US_PER_HOUR, "1 d" },
    { 30 * TB_US_PER_HOUR, 6 * TB_US_PER_HOUR, 102 * TB_US_PER_HOUR, "1 d 6 h" },
    { 1500, 500, 2500, "1.5 ms" },
    { 30 * TB_US_PER_DAY, 10 * TB_US_PER_DAY, 90 * TB_US_PER_DAY, "30 d" },
    { 45 * TB_US_PER_SECOND, 15 * TB_US_PER_SECOND, 60 * TB_US_PER_SECOND, "45 s" },
    { 200 * TB_US_PER_MS, 200 * TB_US_PER_MS, 800 * TB_US_PER_MS, "200 ms" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = tb_chart_scale_format_time (rows[i].time_us, rows[i].step_us, rows[i].last_us);

      g_assert_cmpstr (words, ==, rows[i].words);
    }
  g_assert_cmpint (tb_chart_scale_time_step (4 * TB_US_PER_HOUR), ==, 6 * TB_US_PER_HOUR);
  g_assert_cmpint (tb_chart_scale_time_step (1), ==, TB_US_PER_MS);
  g_assert_cmpint (tb_chart_scale_time_step (800 * TB_US_PER_DAY), ==, 3 * 365 * TB_US_PER_DAY);
}

static void
values_are_written_in_their_unit (void)
{
  static const struct { TbChartUnit unit; double value; const char *words; } rows[] = {
    { TB_CHART_COUNT, 561, "561" }, { TB_CHART_COUNT, 2.5, "2.5" }, { TB_CHART_SHARE, 1, "100 %" }, { TB_CHART_SHARE, 0, "0 %" },
    { TB_CHART_SHARE, 0.3214, "32.1 %" }, { TB_CHART_SHARE, 0.00012, "0.012 %" }, { TB_CHART_SHARE, 0.0123, "1.23 %" },
    { TB_CHART_BITS, 2.4e9, "2.4 Gbit/s" }, { TB_CHART_BITS, 0, "0 bit/s" }, { TB_CHART_BITS, 623e9, "623 Gbit/s" }, { TB_CHART_BITS, 999999, "1 Mbit/s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      TbChartScale scale = { rows[i].unit, FALSE, 0, 1, 1 };
      g_autofree char *words = tb_chart_scale_format (&scale, rows[i].value);

      g_assert_cmpstr (words, ==, rows[i].words);
    }
}

/* --- strokes --- */

static void
few_points_are_drawn_each (void)
{
  g_autoptr (TbChartSeries) series = new_series ("a", 5, 100, rising);
  TbChartPlot plot = new_plot (400, 4);
  g_autoptr (GArray) vertices = tb_chart_plot_trace (&plot, series, FALSE);

  g_assert_cmpuint (vertices->len, ==, 5);
  g_assert_cmpfloat (g_array_index (vertices, TbChartVertex, 0).x, ==, 50);
  g_assert_cmpfloat (g_array_index (vertices, TbChartVertex, 0).y, ==, 210);
  g_assert_cmpfloat (g_array_index (vertices, TbChartVertex, 4).x, ==, 450);
  g_assert_cmpfloat (g_array_index (vertices, TbChartVertex, 4).y, ==, 10);
}

static void
many_points_keep_their_peaks (void)
{
  g_autoptr (TbChartSeries) series = new_series ("a", 100000, 10, comb);
  TbChartPlot plot = new_plot (999990, 1000);
  g_autoptr (GArray) vertices = tb_chart_plot_trace (&plot, series, FALSE);
  double top = G_MAXDOUBLE, x = 0;

  g_assert_cmpuint (vertices->len, <=, 4 * 401);
  for (guint i = 0; i < vertices->len; i++)
    {
      const TbChartVertex *vertex = &g_array_index (vertices, TbChartVertex, i);

      g_assert_cmpfloat (vertex->x, >=, x);
      x = vertex->x;
      top = MIN (top, vertex->y);
    }
  g_assert_cmpfloat (top, ==, 10);
}

static void
only_what_can_be_seen_is_drawn (void)
{
  g_autoptr (TbChartSeries) series = new_series ("a", 100, 10, rising);
  TbChartPlot plot = new_plot (1000, 100);
  g_autoptr (GArray) some = NULL, none = NULL;

  plot.from_us = 305;
  plot.to_us = 345;
  some = tb_chart_plot_trace (&plot, series, FALSE);
  g_assert_cmpuint (some->len, ==, 6);
  plot.from_us = 5000;
  plot.to_us = 6000;
  none = tb_chart_plot_trace (&plot, series, FALSE);
  g_assert_cmpuint (none->len, <=, 1);
}

static void
steps_have_corners (void)
{
  g_autoptr (TbChartSeries) series = new_series ("a", 3, 100, rising);
  TbChartPlot plot = new_plot (200, 2);
  g_autoptr (GArray) vertices = NULL;

  series->is_step = TRUE;
  vertices = tb_chart_plot_trace (&plot, series, FALSE);
  g_assert_cmpuint (vertices->len, ==, 5);
  g_assert_cmpfloat (g_array_index (vertices, TbChartVertex, 1).x, ==, 250);
  g_assert_cmpfloat (g_array_index (vertices, TbChartVertex, 1).y, ==, 210);
  g_assert_cmpfloat (g_array_index (vertices, TbChartVertex, 2).y, ==, 110);
}

static void
times_and_pixels_lead_back_to_each_other (void)
{
  TbChartPlot plot = new_plot (24 * TB_US_PER_HOUR, 1);

  for (double x = 50; x <= 450; x += 12.5)
    g_assert_cmpfloat_with_epsilon (tb_chart_plot_get_x (&plot, tb_chart_plot_get_time (&plot, x)), x, 1e-3);
  g_assert_cmpint (tb_chart_plot_get_time (&plot, 0), ==, 0);
  g_assert_cmpint (tb_chart_plot_get_time (&plot, 9999), ==, 24 * TB_US_PER_HOUR);
}

/* --- names --- */

static void
names_do_not_lie_on_each_other (void)
{
  TbChartPlot plot = new_plot (1000, 100);
  g_autoptr (TbChartSkyline) skyline = tb_chart_skyline_new (&plot);
  TbChartLabel labels[3];

  for (guint i = 0; i < 3; i++)
    labels[i] = (TbChartLabel) { { 450, 100 + i }, 60, 15, 0, 0 };
  g_assert_true (tb_chart_labels_place (&plot, skyline, labels, 3));
  for (guint i = 0; i < 3; i++)
    for (guint k = 0; k < i; k++)
      g_assert_true (labels[i].y + 15 <= labels[k].y || labels[k].y + 15 <= labels[i].y || labels[i].x + 60 <= labels[k].x || labels[k].x + 60 <= labels[i].x);
}

static void
name_stands_beside_an_end_and_leaves_curves_free (void)
{
  TbChartPlot plot = new_plot (1000, 100);
  g_autoptr (TbChartSkyline) skyline = tb_chart_skyline_new (&plot);
  g_autoptr (TbChartSeries) series = new_series ("a", 2, 1000, rising);
  g_autoptr (GArray) vertices = NULL;
  TbChartLabel label = { { 200, 150 }, 60, 16, 0, 0 };

  g_assert_true (tb_chart_labels_place (&plot, skyline, &label, 1));
  g_assert_cmpfloat (label.x, >, 200);
  g_assert_cmpfloat (label.y, ==, 142);
  g_array_index (series->points, TbChartPoint, 0).value = 30;
  g_array_index (series->points, TbChartPoint, 1).value = 30;
  vertices = tb_chart_plot_trace (&plot, series, FALSE);
  tb_chart_skyline_add (skyline, vertices);
  g_assert_true (tb_chart_labels_place (&plot, skyline, &label, 1));
  g_assert_cmpfloat (tb_chart_skyline_cover (skyline, label.x, label.y, label.width, label.height), ==, 0);
}

static void
too_many_names_find_no_room (void)
{
  TbChartPlot plot = new_plot (1000, 100);
  g_autoptr (TbChartSkyline) skyline = tb_chart_skyline_new (&plot);
  TbChartLabel labels[40];

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    labels[i] = (TbChartLabel) { { 450, 100 }, 380, 16, 0, 0 };
  g_assert_false (tb_chart_labels_place (&plot, skyline, labels, G_N_ELEMENTS (labels)));
}

static void
curves_that_lie_on_each_other_share_a_name (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_chart_series_free);
  TbChartScale scale = { TB_CHART_COUNT, FALSE, 0, 100, 25 };
  g_autoptr (GArray) names = NULL;

  g_ptr_array_add (all, new_series ("as shipped", 10, 10, rising));
  g_ptr_array_add (all, new_series ("closed", 10, 11, rising));
  g_ptr_array_add (all, new_series ("at the broker", 10, 10, rising));
  g_ptr_array_add (all, new_series ("", 10, 10, rising));
  names = tb_chart_names_new (all, &scale);
  g_assert_cmpuint (names->len, ==, 2);
  g_assert_cmpstr (g_array_index (names, TbChartName, 0).words, ==, "as shipped, and at the broker");
  g_assert_cmpstr (g_array_index (names, TbChartName, 1).words, ==, "closed");
}

/* --- words --- */

static void
set_up_model (TbChartModel *model)
{
  *model = (TbChartModel) { .playhead_us = TB_CHART_NO_TIME };
  model->series = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_chart_series_free);
}

static void
csv_merges_the_times_of_all_curves (void)
{
  TbChartModel model;
  TbChartSeries *band = tb_chart_series_new ("a,\"b\"", "", TB_CHART_RED, TB_CHART_BAND);
  g_autofree char *csv = NULL;

  set_up_model (&model);
  g_ptr_array_add (model.series, new_series ("one", 3, TB_US_PER_SECOND, rising));
  g_ptr_array_add (model.series, band);
  tb_chart_series_add_band (band, TB_US_PER_SECOND / 2, 0.25, 0.5);
  tb_chart_series_add_band (band, TB_US_PER_SECOND, 0.5, 1.5);
  csv = tb_chart_model_to_csv (&model);
  g_assert_cmpstr (csv, ==,
                   "time_s,one,\"a,\"\"b\"\"-low\",\"a,\"\"b\"\"-high\"\n"
                   "0,0,,\n"
                   "0.5,0.5,0.25,0.5\n"
                   "1,1,0.5,1.5\n"
                   "2,2,,\n");
  tb_chart_model_clear (&model);
}

static void
csv_of_nothing_is_its_head (void)
{
  TbChartModel model;
  g_autofree char *csv = NULL;

  set_up_model (&model);
  csv = tb_chart_model_to_csv (&model);
  g_assert_cmpstr (csv, ==, "time_s\n");
  tb_chart_model_clear (&model);
}

static void
screen_reader_hears_the_last_values (void)
{
  TbChartModel model;
  TbChartScale scale = { TB_CHART_COUNT, FALSE, 0, 10, 5 };
  g_autofree char *empty = NULL, *last = NULL, *then = NULL;

  set_up_model (&model);
  model.empty = g_strdup ("Nothing yet.");
  empty = tb_chart_describe (&model, &scale, TB_CHART_NO_TIME);
  g_assert_cmpstr (empty, ==, "Nothing yet.");
  g_ptr_array_add (model.series, new_series ("infected", 4, TB_US_PER_HOUR, rising));
  last = tb_chart_describe (&model, &scale, TB_CHART_NO_TIME);
  g_assert_cmpstr (last, ==, "at day 1 03:00:00: infected: 3");
  then = tb_chart_describe (&model, &scale, TB_US_PER_HOUR);
  g_assert_cmpstr (then, ==, "at day 1 01:00:00: infected: 1");
  tb_chart_model_clear (&model);
}

static void
cursor_stops_at_points_and_at_the_edges (void)
{
  TbChartModel model;
  TbChartPlot plot = new_plot (1000, 100);

  set_up_model (&model);
  g_ptr_array_add (model.series, new_series ("a", 11, 100, rising));
  g_ptr_array_add (model.series, new_series ("b", 5, 70, rising));
  g_assert_cmpint (tb_chart_step_time (&model, &plot, 0, 1, 1), ==, 70);
  g_assert_cmpint (tb_chart_step_time (&model, &plot, 70, 1, 1), ==, 100);
  g_assert_cmpint (tb_chart_step_time (&model, &plot, 100, -1, 1), ==, 70);
  g_assert_cmpint (tb_chart_step_time (&model, &plot, 300, 1, 40), ==, 400);
  g_assert_cmpint (tb_chart_step_time (&model, &plot, 1000, 1, 1), ==, 1000);
  g_assert_cmpint (tb_chart_step_time (&model, &plot, 0, -1, 1), ==, 0);
  tb_chart_model_clear (&model);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/series/order", time_never_goes_back_in_a_curve);
  g_test_add_func ("/chart/series/between", value_between_points_is_on_the_line_or_on_the_step);
  g_test_add_func ("/chart/series/coincide", curves_coincide_only_when_they_lie_on_each_other);
  g_test_add_func ("/chart/scale/round", ticks_of_values_are_round);
  g_test_add_func ("/chart/scale/any", ticks_of_any_height_are_few_and_reach_over_it);
  g_test_add_func ("/chart/scale/logarithmic", logarithmic_ticks_are_powers_of_ten);
  g_test_add_func ("/chart/scale/time", ticks_of_time_are_round_and_in_one_unit);
  g_test_add_func ("/chart/scale/values", values_are_written_in_their_unit);
  g_test_add_func ("/chart/strokes/few", few_points_are_drawn_each);
  g_test_add_func ("/chart/strokes/many", many_points_keep_their_peaks);
  g_test_add_func ("/chart/strokes/seen", only_what_can_be_seen_is_drawn);
  g_test_add_func ("/chart/strokes/steps", steps_have_corners);
  g_test_add_func ("/chart/strokes/back", times_and_pixels_lead_back_to_each_other);
  g_test_add_func ("/chart/names/apart", names_do_not_lie_on_each_other);
  g_test_add_func ("/chart/names/beside", name_stands_beside_an_end_and_leaves_curves_free);
  g_test_add_func ("/chart/names/no-room", too_many_names_find_no_room);
  g_test_add_func ("/chart/names/shared", curves_that_lie_on_each_other_share_a_name);
  g_test_add_func ("/chart/csv/merged", csv_merges_the_times_of_all_curves);
  g_test_add_func ("/chart/csv/nothing", csv_of_nothing_is_its_head);
  g_test_add_func ("/chart/words", screen_reader_hears_the_last_values);
  g_test_add_func ("/chart/cursor", cursor_stops_at_points_and_at_the_edges);
  return g_test_run ();
}
