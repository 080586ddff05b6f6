/* The chart and the infection tree in a real window: they keep what they drew, their cursor moves by keys, what is clicked or entered is told, they follow
 * a playhead, and write files. Needs a display. */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "tb-chart-widget.h"
#include "tb-infection-tree.h"
#include "tb-look.h"
#include "view-fixture.h"

static GtkWidget *
open_window (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 500);
  gtk_window_present (GTK_WINDOW (window));
  settle ();
  return window;
}

/* As if the widget had the keyboard. */
static gboolean
press (GtkWidget *widget, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean is_handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !is_handled; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &is_handled);
    }
  return is_handled;
}

static void
click (GtkWidget *widget, double x, double y)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller))
        g_signal_emit_by_name (controller, "pressed", 1, x, y);
    }
}

static TbChartSeries *
new_series (const char *id, guint n)
{
  TbChartSeries *series = tb_chart_series_new (id, id, TB_CHART_RED, TB_CHART_LINE);

  for (guint i = 0; i < n; i++)
    tb_chart_series_add (series, i * TB_US_PER_MINUTE, i);
  return series;
}

static void
draw (GtkWidget *widget)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;

  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_unref (node);
}

static void
on_picked (TbChart *chart, gint64 time_us, gint64 *picked_us)
{
  *picked_us = time_us;
}

static void
chart_draws_anew_only_when_something_changed (void)
{
  TbChart *chart = TB_CHART (tb_chart_new ());
  GtkWidget *window = open_window (GTK_WIDGET (chart));
  GskRenderNode *drawn;

  tb_chart_put (chart, new_series ("one", 11));
  draw (GTK_WIDGET (chart));
  drawn = chart->drawn;
  g_assert_nonnull (drawn);
  tb_chart_set_playhead (chart, TB_US_PER_MINUTE);
  tb_chart_set_title (chart, NULL);
  tb_chart_set_range (chart, 0, 0);
  draw (GTK_WIDGET (chart));
  g_assert_true (chart->drawn == drawn);
  tb_chart_series_add (tb_chart_get (chart, "one"), TB_US_PER_HOUR, 5);
  tb_chart_changed (chart);
  g_assert_null (chart->drawn);
  tb_chart_put (chart, new_series ("one", 3));
  g_assert_cmpuint (tb_chart_series_count (tb_chart_get (chart, "one")), ==, 3);
  g_assert_true (tb_chart_remove (chart, "one"));
  g_assert_false (tb_chart_remove (chart, "one"));
  g_assert_null (tb_chart_get (chart, "one"));
  draw (GTK_WIDGET (chart));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
chart_tells_where_it_is_clicked_and_entered (void)
{
  TbChart *chart = TB_CHART (tb_chart_new ());
  GtkWidget *window = open_window (GTK_WIDGET (chart));
  gint64 picked_us = -1;

  g_signal_connect (chart, "time-picked", G_CALLBACK (on_picked), &picked_us);
  g_assert_false (press (GTK_WIDGET (chart), GDK_KEY_Right));
  tb_chart_put (chart, new_series ("one", 11));
  g_assert_false (press (GTK_WIDGET (chart), GDK_KEY_Return));
  g_assert_true (press (GTK_WIDGET (chart), GDK_KEY_Right));
  g_assert_cmpint (chart->cursor_us, ==, TB_US_PER_MINUTE);
  g_assert_true (press (GTK_WIDGET (chart), GDK_KEY_End));
  g_assert_true (press (GTK_WIDGET (chart), GDK_KEY_Left));
  g_assert_cmpint (chart->cursor_us, ==, 9 * TB_US_PER_MINUTE);
  g_assert_true (press (GTK_WIDGET (chart), GDK_KEY_Return));
  g_assert_cmpint (picked_us, ==, 9 * TB_US_PER_MINUTE);
  draw (GTK_WIDGET (chart));
  g_assert_true (press (GTK_WIDGET (chart), GDK_KEY_Escape));
  g_assert_cmpint (chart->cursor_us, ==, TB_CHART_NO_TIME);
  click (GTK_WIDGET (chart), 2, 2);
  g_assert_cmpint (picked_us, ==, 9 * TB_US_PER_MINUTE);
  click (GTK_WIDGET (chart), chart->layout->plot.x, chart->layout->plot.y + 50);
  g_assert_cmpint (picked_us, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
chart_is_written_to_files (void)
{
  g_autoptr (TbChart) chart = g_object_ref_sink (TB_CHART (tb_chart_new ()));
  g_autofree char *picture = g_build_filename (g_get_tmp_dir (), "test-chart.svg", NULL);
  g_autofree char *table = g_build_filename (g_get_tmp_dir (), "test-chart.csv", NULL);
  g_autofree char *svg = NULL, *csv = NULL, *made = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tb_chart_export (chart, "Nothing", picture, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  tb_chart_put (chart, new_series ("one", 3));
  g_assert_false (tb_chart_export (chart, "One", "chart.txt", &error));
  g_clear_error (&error);
  g_assert_true (tb_chart_export (chart, "One", picture, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (picture, &svg, NULL, &error));
  g_assert_nonnull (strstr (svg, "</svg>"));
  g_assert_true (tb_chart_write_csv (chart, table, &error));
  g_assert_true (g_file_get_contents (table, &csv, NULL, &error));
  made = tb_chart_make_csv (chart);
  g_assert_cmpstr (csv, ==, made);
  g_assert_cmpstr (csv, ==, "time_s,one\n0,0\n60,1\n120,2\n");
  g_assert_false (tb_chart_write_csv (chart, "/does/not/exist/a.csv", &error));
  g_unlink (picture);
  g_unlink (table);
}

/* The house with an attacker who finds its camera's telnet open. */
static TbRun *
start_outbreak (void)
{
  g_autoptr (GString) text = g_string_new (house);
  g_autoptr (TbScenario) scenario = NULL;
  g_autoptr (GError) error = NULL;
  TbRun *run;

  g_string_replace (text, "<eavesdropper",
                    "<attacker name='attacker' vector='any' addresses='16' scan-rate='10' start='30s'><label>Attacker</label></attacker>\n  <eavesdropper", 1);
  g_string_replace (text, "user='admin' password='secret'", "user='admin' password='secret' telnet='open' credential='factory'", 1);
  scenario = tb_scenario_new_from_data (text->str, (gssize) text->len, "outbreak.xml", &error);
  g_assert_no_error (error);
  run = tb_run_new (scenario, NULL, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static void
tree_follows_the_playhead_and_selects (void)
{
  GtkWidget *tree = tb_infection_tree_new ();
  TbPlayhead *playhead = tb_playhead_new ();
  g_autoptr (TbRun) run = start_outbreak ();
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "test-tree.svg", NULL);
  g_autoptr (GError) error = NULL;
  GtkWidget *window;
  guint32 camera = tb_fleet_find_group (tb_run_get_fleet (run), "camera")->first, attacker = tb_fleet_get_attacker (tb_run_get_fleet (run));

  g_assert_false (press (tree, GDK_KEY_Down));
  tb_infection_tree_set_playhead (TB_INFECTION_TREE (tree), playhead);
  window = view_open (tree, playhead, run, 20 * TB_US_PER_SECOND);
  draw (tree);
  g_assert_cmpuint (tb_infection_tree_get_device (TB_INFECTION_TREE (tree)), ==, attacker);
  g_assert_false (tb_infection_tree_go_to (TB_INFECTION_TREE (tree), camera));
  view_seek (playhead, 5 * TB_US_PER_MINUTE);
  g_assert_true (press (tree, GDK_KEY_Down));
  g_assert_cmpuint (tb_infection_tree_get_device (TB_INFECTION_TREE (tree)), ==, camera);
  draw (tree);
  g_assert_true (press (tree, GDK_KEY_Return));
  g_assert_cmpuint (tb_playhead_get_selection (playhead)->object, ==, camera);
  g_assert_true (press (tree, GDK_KEY_Up));
  g_assert_cmpuint (tb_infection_tree_get_device (TB_INFECTION_TREE (tree)), ==, attacker);
  g_assert_true (tb_infection_tree_go_to (TB_INFECTION_TREE (tree), camera));
  g_assert_true (tb_infection_tree_export (TB_INFECTION_TREE (tree), "Tree", path, &error));
  g_assert_no_error (error);
  view_seek (playhead, 10 * TB_US_PER_SECOND);
  g_assert_cmpuint (tb_infection_tree_get_device (TB_INFECTION_TREE (tree)), ==, attacker);
  view_seek (playhead, 5 * TB_US_PER_MINUTE);
  g_assert_cmpuint (tb_infection_tree_get_device (TB_INFECTION_TREE (tree)), ==, camera);
  g_unlink (path);
  view_close (window, tree, playhead);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  tb_look_install (gdk_display_get_default ());
  g_test_add_func ("/chart-widget/kept", chart_draws_anew_only_when_something_changed);
  g_test_add_func ("/chart-widget/picked", chart_tells_where_it_is_clicked_and_entered);
  g_test_add_func ("/chart-widget/files", chart_is_written_to_files);
  g_test_add_func ("/infection-tree-widget/follows", tree_follows_the_playhead_and_selects);
  return g_test_run ();
}
