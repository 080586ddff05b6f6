/* The overview in a real window: what a worker has made ready is drawn, leads to a time and to whom it is about, and is saved as picture and table. Needs a display. */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "monitor-fixture.h"
#include "tb-overview-page-private.h"

#define LATE_US (8 * TB_US_PER_MINUTE)

typedef struct
{
  GtkWidget *window;
  GtkWidget *view;
  TbOverviewPage *page;
  TbPlayhead *playhead;
} Window;

static void
wait_for_look (Window *window)
{
  while (window->page->looking != NULL || window->page->looked_us != tb_playhead_get_time (window->playhead) || tb_alert_feed_is_behind (window->page->feed))
    g_main_context_iteration (NULL, TRUE);
  settle ();
}

static void
open_home (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = monitor_start_home ();

  window->window = monitor_open ("overview", run, LATE_US, &window->playhead, &window->view);
  window->page = TB_OVERVIEW_PAGE (tb_monitor_view_get_page (TB_MONITOR_VIEW (window->view), "overview"));
  wait_for_look (window);
}

static void
close_window (Window *window, gconstpointer data)
{
  view_close (window->window, window->view, window->playhead);
}

static const TbUsageDrawing *
get_usage (Window *window)
{
  return tb_plate_get (window->page->plates[TB_OVERVIEW_USAGE]);
}

static void
everything_is_drawn (Window *window, gconstpointer data)
{
  const TbExpiryDrawing *expiry = tb_plate_get (window->page->plates[TB_OVERVIEW_EXPIRY]);
  const TbAlertLanes *lanes = tb_plate_get (window->page->plates[TB_OVERVIEW_ALERTS]);

  for (guint i = 0; i < TB_OVERVIEW_N; i++)
    g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->stacks[i]), ==, "plate");
  g_assert_cmpuint (expiry->histogram->n, >, 10);
  g_assert_cmpuint (lanes->lanes->len, >, 1);
  g_assert_cmpuint (get_usage (window)->most, >, 1);
}

static void
at_the_beginning_there_is_nothing (Window *window, gconstpointer data)
{
  view_seek (window->playhead, 0);
  wait_for_look (window);
  for (guint i = 0; i < TB_OVERVIEW_N; i++)
    g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->stacks[i]), ==, "nothing");
}

static void
usage_is_shown_as_one_wants_it (Window *window, gconstpointer data)
{
  guint n_groups = get_usage (window)->names->len;

  gtk_drop_down_set_selected (window->page->over, 1);
  wait_for_look (window);
  g_assert_cmpuint (get_usage (window)->n_columns, ==, 24);
  tb_monitor_view_search (TB_MONITOR_VIEW (window->view), "camera");
  wait_for_look (window);
  g_assert_cmpstr (g_ptr_array_index (get_usage (window)->names, 0), ==, "camera-01");
  gtk_drop_down_set_selected (window->page->what, 1);
  tb_monitor_view_search (TB_MONITOR_VIEW (window->view), "");
  wait_for_look (window);
  g_assert_cmpint (get_usage (window)->options.what, ==, TB_USAGE_HANDSHAKES);
  g_assert_cmpuint (get_usage (window)->names->len, ==, n_groups);
}

/* A look that is under way does not know of it. */
static void
what_is_wanted_meanwhile_comes_after_it (Window *window, gconstpointer data)
{
  gtk_drop_down_set_selected (window->page->over, 1);
  while (window->page->looking == NULL)
    g_main_context_iteration (NULL, TRUE);
  gtk_drop_down_set_selected (window->page->what, 1);
  wait_for_look (window);
  g_assert_cmpint (get_usage (window)->options.what, ==, TB_USAGE_HANDSHAKES);
  g_assert_true (get_usage (window)->options.is_by_hour);
}

/* As a click on the name of its row does; the last cell is before the first name. */
static void
a_name_leads_to_the_devices_and_back (Window *window, gconstpointer data)
{
  guint n_groups = get_usage (window)->names->len, row = 0;

  while (get_usage (window)->rows[row].count < 2)
    row++;
  g_assert_cmpint (tb_usage_drawing_get_opened (get_usage (window), (int) (n_groups * get_usage (window)->n_columns) - 1), ==, -1);
  g_signal_emit_by_name (window->page->plates[TB_OVERVIEW_USAGE], "part-picked", (int) (n_groups * get_usage (window)->n_columns + row));
  wait_for_look (window);
  g_assert_cmpuint (get_usage (window)->rows[0].count, ==, 1);
  g_assert_nonnull (strstr (gtk_label_get_text (window->page->usage_about), "a row for each"));
  tb_overview_page_open (window->page, &(TbUsageRow) { get_usage (window)->rows[1].first, 2 });
  wait_for_look (window);
  g_assert_cmpuint (get_usage (window)->names->len, ==, 2);
  g_assert_true (gtk_widget_get_visible (window->page->back));
  gtk_widget_activate_action (GTK_WIDGET (window->page), "overview.back", NULL);
  wait_for_look (window);
  g_assert_cmpuint (get_usage (window)->names->len, >, 2);
  g_assert_false (gtk_widget_get_visible (window->page->back));
  gtk_drop_down_set_selected (window->page->who, 0);
  wait_for_look (window);
  g_assert_cmpuint (get_usage (window)->names->len, ==, n_groups);
}

static void
a_bar_leads_to_its_alert (Window *window, gconstpointer data)
{
  const TbAlertLanes *lanes = tb_plate_get (window->page->plates[TB_OVERVIEW_ALERTS]);
  const TbAlertSpan *span = &g_array_index (((const TbAlertLane *) g_ptr_array_index (lanes->lanes, 0))->spans, TbAlertSpan, 0);
  gint64 from_us = span->from_us;

  g_signal_emit_by_name (window->page->plates[TB_OVERVIEW_ALERTS], "part-picked", 0);
  g_assert_cmpint (tb_playhead_get_time (window->playhead), ==, from_us);
  g_assert_cmpint (tb_playhead_get_selection (window->playhead)->kind, ==, TB_SELECTION_OBJECT);
}

static void
all_is_saved (Window *window, gconstpointer data)
{
  static const char *const names[] = { "a.svg", "a.png", "a.pdf", "a.csv" };
  g_autofree char *folder = g_dir_make_tmp ("trustbed-overview-XXXXXX", NULL);
  g_autoptr (GError) wrong = NULL;

  for (guint plate = 0; plate < TB_OVERVIEW_N; plate++)
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      {
        g_autofree char *path = g_build_filename (folder, names[i], NULL), *bytes = NULL;
        g_autoptr (GError) error = NULL;
        gsize length;

        gtk_widget_grab_focus (GTK_WIDGET (window->page->plates[plate]));
        g_assert_true (tb_monitor_view_export (TB_MONITOR_VIEW (window->view), path, &error));
        g_assert_no_error (error);
        g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
        g_assert_cmpuint (length, >, 100);
        g_unlink (path);
      }
  g_assert_false (tb_monitor_view_export (TB_MONITOR_VIEW (window->view), "a.txt", &wrong));
  g_assert_nonnull (wrong);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*test) (Window *, gconstpointer); } tests[] = {
    { "/overview-page/drawn", everything_is_drawn },
    { "/overview-page/nothing", at_the_beginning_there_is_nothing },
    { "/overview-page/usage", usage_is_shown_as_one_wants_it },
    { "/overview-page/meanwhile", what_is_wanted_meanwhile_comes_after_it },
    { "/overview-page/opens", a_name_leads_to_the_devices_and_back },
    { "/overview-page/leads", a_bar_leads_to_its_alert },
    { "/overview-page/saved", all_is_saved },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Window, NULL, open_home, tests[i].test, close_window);
  return g_test_run ();
}
