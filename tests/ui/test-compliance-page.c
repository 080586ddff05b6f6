/* The page of compliance in a real window: what a worker has found is scored and listed by provision, leads to whom it is about, is mended by its command, and is let off by another. Needs a display. */
#include <adwaita.h>

#include "monitor-fixture.h"
#include "tb-compliance-page-private.h"
#include "tb-compliance-report.h"
#include "tb-report-html.h"

#define LATE_US (10 * TB_US_PER_MINUTE)

typedef struct
{
  GtkWidget *window;
  GtkWidget *view;
  TbCompliancePage *page;
  TbPlayhead *playhead;
  Submitted submitted;
} Window;

/* Until the page shows how the fleet stands at the playhead, with everything that was recorded by then. */
static void
wait_for_review (Window *window)
{
  gboolean gave_up = FALSE;
  guint timeout = g_timeout_add_seconds (PATIENCE_S, view_give_up, &gave_up);

  tb_compliance_page_follow (window->page);
  while ((window->page->looking != NULL || window->page->soon != 0) && !gave_up)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  g_assert_nonnull (window->page->review);
  g_assert_cmpint (window->page->review->time_us, ==, tb_playhead_get_time (window->playhead));
  settle ();
}

static void
seek (Window *window, gint64 time_us)
{
  view_seek (window->playhead, time_us);
  wait_for_review (window);
}

/* As a click on its row does. */
static void
choose (Window *window, TbProvision provision)
{
  gtk_list_box_select_row (window->page->provisions, GTK_LIST_BOX_ROW (window->page->rows[provision]));
  settle ();
  g_assert_cmpuint (window->page->chosen, ==, provision);
}

static void
open_home (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = monitor_start_home ();

  window->window = monitor_open ("compliance", run, LATE_US, &window->playhead, &window->view);
  window->page = TB_COMPLIANCE_PAGE (tb_monitor_view_get_page (TB_MONITOR_VIEW (window->view), "compliance"));
  window->submitted = (Submitted) { window->playhead, g_string_new (NULL) };
  view_add_submit (window->window, &window->submitted);
  wait_for_review (window);
  choose (window, TB_PROVISION_CLOSED_DOORS);
}

static void
close_window (Window *window, gconstpointer data)
{
  view_close (window->window, window->view, window->playhead);
  g_string_free (window->submitted.lines, TRUE);
}

static const TbReviewRow *
get_row (Window *window)
{
  return &window->page->review->rows[window->page->chosen];
}

/* What the window says is what the engine says when it is asked alone. */
static void
findings_and_scores_are_those_of_the_engine (Window *window, gconstpointer data)
{
  g_autoptr (TbCompliance) alone = tb_compliance_new (tb_playhead_get_run (window->playhead));
  g_autoptr (GError) error = NULL;
  g_autoptr (TbReview) review = tb_compliance_review (alone, LATE_US, NULL, &error);
  g_autofree char *score = NULL;

  g_assert_no_error (error);
  score = g_strdup_printf ("%.1f", review->overall.met);
  g_assert_cmpstr (gtk_label_get_text (window->page->tiles[TB_COMPLIANCE_ALL].score), ==, score);
  g_assert_cmpuint (get_row (window)->n_open, ==, review->rows[TB_PROVISION_CLOSED_DOORS].n_open);
  g_assert_cmpuint (get_row (window)->n_open, >, 0);
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    g_assert_cmpint (gtk_widget_get_visible (window->page->rows[i]), ==, review->rows[i].findings->len > 0);
}

static void
search_and_standards_leave_out (Window *window, gconstpointer data)
{
  tb_monitor_view_search (TB_MONITOR_VIEW (window->view), "5.6-1");
  tb_compliance_page_show (window->page);
  g_assert_true (tb_compliance_page_is_listed (window->page, TB_PROVISION_CLOSED_DOORS));
  g_assert_false (tb_compliance_page_is_listed (window->page, TB_PROVISION_TIMELY_UPDATES));
  gtk_toggle_button_set_active (window->page->tiles[TB_STANDARD_IEEE].button, TRUE);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->lists), ==, "none");
  gtk_widget_activate_action (GTK_WIDGET (window->page), "compliance.show-all", NULL);
  tb_compliance_page_show (window->page);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->lists), ==, "list");
  g_assert_cmpuint (window->page->standard, ==, TB_COMPLIANCE_ALL);
}

static void
looking_back_shows_what_was_found_then (Window *window, gconstpointer data)
{
  guint late = window->page->review->n_open;

  seek (window, TB_US_PER_SECOND);
  g_assert_cmpuint (window->page->review->n_open, !=, late);
  seek (window, LATE_US);
  g_assert_cmpuint (window->page->review->n_open, ==, late);
  g_assert_cmpuint (window->page->chosen, <, TB_N_PROVISIONS);
}

static void
a_finding_leads_to_its_device (Window *window, gconstpointer data)
{
  g_autofree char *name = NULL;

  gtk_list_box_select_row (window->page->devices, gtk_list_box_get_row_at_index (window->page->devices, 1));
  name = tb_playhead_dup_selection_name (window->playhead);
  g_assert_cmpstr (name, ==, ((const TbReviewFinding *) g_ptr_array_index (get_row (window)->findings, 1))->name);
  g_assert_cmpstr (name, ==, window->page->finding->name);
}

static void
the_button_hands_the_command_to_the_run (Window *window, gconstpointer data)
{
  g_autofree char *line = NULL;

  choose (window, TB_PROVISION_UNIQUE_PASSWORDS);
  g_assert_nonnull (window->page->finding->mend);
  line = g_strdup_printf ("%s\n", window->page->finding->mend);
  g_assert_cmpstr (gtk_label_get_text (window->page->mend), ==, window->page->finding->mend);
  gtk_widget_activate_action (GTK_WIDGET (window->page), "compliance.mend", NULL);
  g_assert_cmpstr (window->submitted.lines->str, ==, line);
}

static void
waive_group (Window *window)
{
  gtk_drop_down_set_selected (window->page->whom, 1);
  gtk_editable_set_text (window->page->until, "2d");
  gtk_editable_set_text (window->page->reason, "it's late");
  gtk_widget_activate_action (GTK_WIDGET (window->page), "compliance.waive", NULL);
  seek (window, LATE_US + 2 * TB_US_PER_SECOND);
}

/* The button of the first waiver in the list. */
static GtkWidget *
get_end_button (Window *window)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (window->page->waivers));

  return row != NULL ? gtk_widget_get_last_child (row) : NULL;
}

static void
a_group_is_let_off_and_no_longer (Window *window, gconstpointer data)
{
  g_autofree char *score = g_strdup (gtk_label_get_text (window->page->tiles[TB_STANDARD_ETSI].score));

  g_assert_null (get_end_button (window));
  waive_group (window);
  g_assert_true (g_str_has_prefix (window->submitted.lines->str, "waive provision=closed-doors group="));
  g_assert_cmpuint (get_row (window)->n_waived, >, 0);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->page->let_off)));
  g_assert_cmpstr (gtk_label_get_text (window->page->tiles[TB_STANDARD_ETSI].score), ==, score);
  g_signal_emit_by_name (get_end_button (window), "clicked");
  settle ();
  seek (window, LATE_US + 4 * TB_US_PER_SECOND);
  g_assert_cmpuint (get_row (window)->n_waived, ==, 0);
  g_assert_null (get_end_button (window));
}

static void
nobody_is_let_off_without_a_reason (Window *window, gconstpointer data)
{
  gtk_editable_set_text (window->page->reason, "");
  gtk_widget_activate_action (GTK_WIDGET (window->page), "compliance.waive", NULL);
  g_assert_cmpuint (window->submitted.lines->len, ==, 0);
}

/* Who types sees what it means before he orders it. */
static void
the_form_says_until_when (Window *window, gconstpointer data)
{
  static const struct { const char *until, *words; gboolean is_good; } cases[] = {
    { "30d", "Until the end of day 30 of the run", TRUE }, { "36h", "Until day 2 12:00:00 of the run", TRUE }, { "1m", "That time has passed in the run.", FALSE },
    { "soon", "A time of the run, such as 30d, or a moment, such as 2027-01-31T00:00:00Z", FALSE },
  };

  gtk_menu_button_popup (window->page->let_off);
  settle ();
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (window->page->until_words)));
  gtk_editable_set_text (window->page->reason, "it's late");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gtk_editable_set_text (window->page->until, cases[i].until);
      g_assert_cmpstr (gtk_label_get_text (window->page->until_words), ==, cases[i].words);
      gtk_widget_activate_action (GTK_WIDGET (window->page), "compliance.waive", NULL);
      g_assert_cmpint (window->submitted.lines->len > 0, ==, cases[i].is_good);
      g_string_truncate (window->submitted.lines, 0);
      gtk_editable_set_text (window->page->reason, "it's late");
    }
  gtk_popover_popdown (window->page->form);
  settle ();
}

static const TbReviewFinding *
get_finding (Window *window, TbProvision provision, guint place)
{
  return g_ptr_array_index (window->page->review->rows[provision].findings, place);
}

static guint32
find_object (Window *window, const char *name)
{
  return tb_fleet_find (tb_run_get_fleet (tb_playhead_get_run (window->playhead)), name);
}

/* On the canvas, say: the provision stays where it is about him, and else is the first that is. Who meets everything changes nothing. */
static void
who_is_selected_elsewhere_is_chosen (Window *window, gconstpointer data)
{
  guint32 second = get_finding (window, TB_PROVISION_CLOSED_DOORS, 1)->subject, other = find_object (window, "lock-02");

  tb_playhead_select_object (window->playhead, second);
  g_assert_cmpuint (window->page->chosen, ==, TB_PROVISION_CLOSED_DOORS);
  g_assert_cmpuint (window->page->finding->subject, ==, second);
  tb_playhead_select_object (window->playhead, other);
  g_assert_cmpuint (window->page->chosen, !=, TB_PROVISION_CLOSED_DOORS);
  g_assert_cmpuint (window->page->finding->subject, ==, other);
  tb_playhead_select_object (window->playhead, find_object (window, "broker"));
  g_assert_cmpuint (window->page->finding->subject, ==, other);
}

static void
the_trend_is_made_when_somebody_looks (Window *window, gconstpointer data)
{
  g_assert_null (window->page->trend);
  gtk_popover_popup (window->page->formula);
  wait_for_review (window);
  g_assert_nonnull (window->page->trend);
  g_assert_cmpint (g_array_index (window->page->trend, TbTrendPoint, window->page->trend->len - 1).time_us, ==, LATE_US);
  g_assert_cmpuint (tb_chart_series_count (tb_chart_get (window->page->chart, "all")), ==, window->page->trend->len);
  gtk_popover_popdown (window->page->formula);
  settle ();
}

static void
what_is_listed_is_saved (Window *window, gconstpointer data)
{
  monitor_assert_saves (window->view, "standard,clause,provision,severity,name,what,mend,waived_until_us,reason\n",
                        "\n\"ETSI EN 303 645 V2.1.1\",\"provision 5.6-1\",\"closed-doors\",\"warning\",\"camera-");
}

static void
wait_for_report (Window *window)
{
  while (window->page->saving != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* What a worker writes is what the engine writes when it is asked alone; while it does, it can be given up. */
static void
a_report_is_written_or_given_up (Window *window, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-compliance-XXXXXX", NULL), *path = g_build_filename (folder, "report.html", NULL), *text = NULL;
  TbRun *run = tb_playhead_get_run (window->playhead);
  g_autoptr (TbCompliance) alone = tb_compliance_new (run);
  g_autoptr (TbReport) report = tb_compliance_report_new (run, alone, LATE_US, TB_N_STANDARDS, NULL, NULL);
  g_autoptr (GBytes) html = tb_report_to_html (report);
  gsize length;

  tb_compliance_page_write_report (window->page, path);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->save_pages), ==, "saving");
  gtk_widget_activate_action (GTK_WIDGET (window->page), "compliance.stop-report", NULL);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->save_pages), ==, "menu");
  g_assert_true (tb_monitor_view_export (TB_MONITOR_VIEW (window->view), path, NULL));
  wait_for_report (window);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->save_pages), ==, "menu");
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_cmpmem (text, length, g_bytes_get_data (html, NULL), g_bytes_get_size (html));
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*test) (Window *, gconstpointer); } tests[] = {
    { "/compliance-page/engine", findings_and_scores_are_those_of_the_engine },
    { "/compliance-page/filters", search_and_standards_leave_out },
    { "/compliance-page/past", looking_back_shows_what_was_found_then },
    { "/compliance-page/leads", a_finding_leads_to_its_device },
    { "/compliance-page/mends", the_button_hands_the_command_to_the_run },
    { "/compliance-page/waives", a_group_is_let_off_and_no_longer },
    { "/compliance-page/reason", nobody_is_let_off_without_a_reason },
    { "/compliance-page/until", the_form_says_until_when },
    { "/compliance-page/led", who_is_selected_elsewhere_is_chosen },
    { "/compliance-page/trend", the_trend_is_made_when_somebody_looks },
    { "/compliance-page/saves", what_is_listed_is_saved },
    { "/compliance-page/report", a_report_is_written_or_given_up },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Window, NULL, open_home, tests[i].test, close_window);
  return g_test_run ();
}
