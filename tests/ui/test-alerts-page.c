/* The page of alerts in a real window: what a worker has found is listed by rule as it was at the playhead, leads to whom it is about, and is mended by its command. Needs a display. */
#include <adwaita.h>

#include "monitor-fixture.h"
#include "tb-alerts-page-private.h"

#define LATE_US (8 * TB_US_PER_MINUTE)

typedef struct
{
  GtkWidget *window;
  GtkWidget *view;
  TbAlertsPage *page;
  TbPlayhead *playhead;
  Submitted submitted;
} Window;

static void
wait_for_feed (Window *window)
{
  while (tb_alert_feed_is_behind (window->page->feed))
    g_main_context_iteration (NULL, TRUE);
  tb_alerts_page_look (window->page);
  settle ();
}

/* As a click on its row does. */
static void
choose (Window *window, const char *rule)
{
  const TbAlertRule *found = tb_alert_rules_find (tb_alert_feed_get_rules (window->page->feed), rule);

  gtk_list_box_select_row (window->page->rules, g_hash_table_lookup (window->page->rows, found));
  settle ();
  g_assert_true (window->page->rule == found);
}

static void
open_home (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = monitor_start_home ();

  window->window = monitor_open ("alerts", run, LATE_US, &window->playhead, &window->view);
  window->page = TB_ALERTS_PAGE (tb_monitor_view_get_page (TB_MONITOR_VIEW (window->view), "alerts"));
  window->submitted = (Submitted) { window->playhead, g_string_new (NULL) };
  view_add_submit (window->window, &window->submitted);
  wait_for_feed (window);
  choose (window, "telnet-traffic");
}

static void
close_window (Window *window, gconstpointer data)
{
  view_close (window->window, window->view, window->playhead);
  g_string_free (window->submitted.lines, TRUE);
}

static void
assert_list (Window *window, const char *name)
{
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->lists), ==, name);
}

static void
alerts_are_listed_by_rule (Window *window, gconstpointer data)
{
  assert_list (window, "list");
  g_assert_cmpuint (window->page->groups->len, >, 1);
  g_assert_cmpint (g_array_index (window->page->groups, TbAlertGroup, 0).rule->severity, ==, TB_ALERT_CRITICAL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (window->page->alerts)), ==, 8);
  g_assert_nonnull (strstr (gtk_label_get_text (window->page->message), window->page->chosen->name));
  g_assert_nonnull (strstr (gtk_label_get_text (window->page->status), "stand"));
}

static void
looking_back_forgets (Window *window, gconstpointer data)
{
  view_seek (window->playhead, TB_US_PER_SECOND);
  tb_alerts_page_look (window->page);
  assert_list (window, "empty");
  g_assert_nonnull (strstr (adw_status_page_get_description (window->page->empty), "rules are watched"));
  view_seek (window->playhead, LATE_US);
  tb_alerts_page_look (window->page);
  assert_list (window, "list");
}

static void
filters_and_search_leave_out (Window *window, gconstpointer data)
{
  tb_monitor_view_search (TB_MONITOR_VIEW (window->view), "camera-03");
  tb_alerts_page_look (window->page);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (window->page->alerts)), ==, 1);
  tb_monitor_view_search (TB_MONITOR_VIEW (window->view), "no such thing");
  tb_alerts_page_look (window->page);
  assert_list (window, "none");
  gtk_widget_activate_action (GTK_WIDGET (window->page), "alerts.show-all", NULL);
  tb_alerts_page_look (window->page);
  assert_list (window, "list");
  g_assert_false (gtk_toggle_button_get_active (window->page->standing));
}

static void
an_alert_leads_to_its_device_and_its_time (Window *window, gconstpointer data)
{
  g_autofree char *name = NULL;

  gtk_single_selection_set_selected (window->page->selection, 2);
  name = tb_playhead_dup_selection_name (window->playhead);
  g_assert_cmpstr (name, ==, window->page->chosen->name);
  gtk_widget_activate_action (GTK_WIDGET (window->page), "alerts.go-time", NULL);
  g_assert_cmpint (tb_playhead_get_time (window->playhead), ==, window->page->chosen->raised_us);
}

static void
whoever_is_selected_elsewhere_is_chosen (Window *window, gconstpointer data)
{
  tb_playhead_select_name (window->playhead, "camera-05", NULL);
  settle ();
  g_assert_cmpstr (window->page->chosen->name, ==, "camera-05");
}

static void
the_button_hands_the_command_to_the_run (Window *window, gconstpointer data)
{
  g_autofree char *command = tb_alert_dup_mend (window->page->chosen), *line = g_strdup_printf ("%s\n", command);

  g_assert_cmpstr (gtk_label_get_text (window->page->mend), ==, command);
  gtk_widget_activate_action (GTK_WIDGET (window->page), "alerts.mend", NULL);
  g_assert_cmpstr (window->submitted.lines->str, ==, line);
}

static void
what_is_listed_is_saved (Window *window, gconstpointer data)
{
  monitor_assert_saves (window->view, "rule,severity,name,raised_us,cleared_us,message\n",
                        "\n\"telnet-traffic\",\"critical\",\"camera-");
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*test) (Window *, gconstpointer); } tests[] = {
    { "/alerts-page/by-rule", alerts_are_listed_by_rule },
    { "/alerts-page/past", looking_back_forgets },
    { "/alerts-page/filters", filters_and_search_leave_out },
    { "/alerts-page/leads", an_alert_leads_to_its_device_and_its_time },
    { "/alerts-page/follows", whoever_is_selected_elsewhere_is_chosen },
    { "/alerts-page/mends", the_button_hands_the_command_to_the_run },
    { "/alerts-page/saves", what_is_listed_is_saved },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Window, NULL, open_home, tests[i].test, close_window);
  return g_test_run ();
}
