/* The page of lifetimes in a real window: rows of whoever has certificates, the past as it was, one selection everywhere, what was revoked and is still
 * accepted in words, coming nearer by keys, files. And the page of policies: two of them side by side, and a line for the run. Needs a display. */
#include <glib/gstdio.h>

#include "tb-life-chart-private.h"
#include "tb-life-words.h"
#include "tb-lifetimes-page-private.h"
#include "tb-policies-page-private.h"
#include "view-fixture.h"

typedef struct
{
  GtkWidget *window;
  TbLifetimesPage *page;
  TbPlayhead *playhead;
} Window;

/* Five minutes into the life of the house, with a lock that renewed in the second, and another that was revoked in the fourth. */
static void
open_house (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();
  g_autoptr (GError) error = NULL;

  tb_run_submit (run, "@2m renew device=lock-01", &error);
  g_assert_no_error (error);
  tb_run_submit (run, "@4m revoke device=lock-02 reason=keyCompromise", &error);
  g_assert_no_error (error);
  window->playhead = tb_playhead_new ();
  window->page = g_object_new (TB_TYPE_LIFETIMES_PAGE, NULL);
  tb_lifetimes_page_set_playhead (window->page, window->playhead);
  window->window = view_open (GTK_WIDGET (window->page), window->playhead, run, 5 * TB_US_PER_MINUTE);
}

static void
close_window (Window *window, gconstpointer data)
{
  view_close (window->window, GTK_WIDGET (window->page), window->playhead);
}

static guint32
object_of (Window *window, const char *name)
{
  return tb_fleet_find (tb_run_get_fleet (tb_playhead_get_run (window->playhead)), name);
}

static void
select_name (Window *window, const char *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_playhead_select_name (window->playhead, name, &error));
  g_assert_no_error (error);
  settle ();
}

static gboolean
says (GtkLabel *label, const char *part)
{
  return strstr (gtk_label_get_text (label), part) != NULL;
}

/* Camera and eavesdropper have none; broker, gateway and two locks do. */
static void
everybody_with_certificates_has_a_row (Window *window, gconstpointer data)
{
  const TbLifeRows *rows = tb_life_chart_get_rows (window->page->chart);
  guint row;

  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->pages), ==, "page");
  g_assert_cmpuint (rows->n_rows, ==, 4);
  g_assert_true (tb_life_rows_find (rows, object_of (window, "lock-02"), &row));
  g_assert_cmpuint (tb_life_rows_get (rows, row), ==, object_of (window, "lock-02"));
  g_assert_false (tb_life_rows_find (rows, object_of (window, "camera"), &row));
  g_assert_cmpuint (tb_life_rows_get (rows, 4), ==, TB_NOBODY);
  g_assert_cmpstr (gtk_label_get_text (window->page->state), ==,
                   "2 devices with a certificate in force · 1 has lost its certificate · 6 certificates issued");
}

static void
past_is_as_it_was (Window *window, gconstpointer data)
{
  view_seek (window->playhead, TB_US_PER_MINUTE);
  g_assert_cmpstr (gtk_label_get_text (window->page->state), ==, "3 devices with a certificate in force · 5 certificates issued");
  view_seek (window->playhead, TB_US_PER_SECOND);
  g_assert_true (says (window->page->state, "0 devices"));
}

static void
revoked_certificate_that_is_still_accepted_is_told_in_words (Window *window, gconstpointer data)
{
  gint64 stale_us;
  gboolean is_over;

  select_name (window, "lock-02");
  g_assert_true (says (window->page->about, "lock-02  Revoked day 1 00:04:00, and still accepted after 1 min 0 s: nobody has acted on it yet"));
  g_assert_true (tb_life_get_stale (window->page->index, object_of (window, "lock-02"), 5 * TB_US_PER_MINUTE, &stale_us, &is_over));
  g_assert_cmpint (stale_us, ==, TB_US_PER_MINUTE);
  g_assert_false (is_over);
  select_name (window, "lock-01");
  g_assert_true (says (window->page->about, "In force since day 1 00:02:00"));
  g_assert_true (says (window->page->about, "2 certificates so far"));
  g_assert_false (tb_life_get_stale (window->page->index, object_of (window, "lock-01"), 5 * TB_US_PER_MINUTE, &stale_us, &is_over));
}

static void
picked_row_is_selected_everywhere (Window *window, gconstpointer data)
{
  g_signal_emit_by_name (window->page->chart, "object-picked", object_of (window, "lock-01"));
  g_assert_cmpuint (tb_playhead_get_selection (window->playhead)->object, ==, object_of (window, "lock-01"));
  g_assert_cmpuint (window->page->chart->selected, ==, object_of (window, "lock-01"));
  g_assert_cmpuint (gtk_single_selection_get_selected (window->page->selection), ==, 2);
  gtk_single_selection_set_selected (window->page->selection, 1);
  g_assert_cmpuint (tb_playhead_get_selection (window->playhead)->object, ==, object_of (window, "gw"));
  g_signal_emit_by_name (window->page->chart, "time-picked", (gint64) 30 * TB_US_PER_SECOND);
  tb_playhead_advance (window->playhead, 16667);
  g_assert_cmpint (tb_playhead_get_time (window->playhead), ==, 30 * TB_US_PER_SECOND);
}

static void
group_can_be_chosen (Window *window, gconstpointer data)
{
  gtk_drop_down_set_selected (window->page->groups, 3);
  settle ();
  g_assert_cmpuint (tb_life_chart_get_rows (window->page->chart)->n_rows, ==, 2);
  g_assert_cmpstr (window->page->group->name, ==, "lock");
  g_assert_true (says (window->page->state, "1 device with"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (window->page->items)), ==, 2);
  gtk_drop_down_set_selected (window->page->groups, 0);
  g_assert_cmpuint (tb_life_chart_get_rows (window->page->chart)->n_rows, ==, 4);
}

static void
list_says_the_same_in_sentences (Window *window, gconstpointer data)
{
  g_autoptr (TbLifeItem) item = NULL;
  g_autofree char *words = NULL, *icon = NULL;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window->page), "lifetimes.list", NULL));
  settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->twins), ==, "list");
  item = g_list_model_get_item (G_LIST_MODEL (window->page->items), 3);
  g_object_get (item, "words", &words, "icon", &icon, NULL);
  g_assert_true (g_str_has_prefix (words, "Revoked day 1 00:04:00"));
  g_assert_cmpstr (icon, ==, tb_life_look (TB_LIFE_STALE)->icon);
  view_seek (window->playhead, TB_US_PER_MINUTE);
  g_clear_pointer (&words, g_free);
  g_object_get (item, "words", &words, NULL);
  g_assert_true (g_str_has_prefix (words, "In force since"));
}

static void
press (Window *window, guint key, GdkModifierType state)
{
  GListModel *controllers = gtk_widget_observe_controllers (GTK_WIDGET (window->page->chart));
  gboolean was_taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &was_taken);
    }
  g_object_unref (controllers);
  g_assert_true (was_taken);
}

static void
keys_come_nearer_and_go_from_row_to_row (Window *window, gconstpointer data)
{
  TbLifeAxes whole = *tb_life_chart_get_axes (window->page->chart);

  g_assert_cmpint (whole.to_us, ==, HOUSE_MINUTES * TB_US_PER_MINUTE);
  press (window, GDK_KEY_plus, 0);
  g_assert_cmpint (tb_life_chart_get_axes (window->page->chart)->to_us, <, whole.to_us);
  press (window, GDK_KEY_plus, GDK_CONTROL_MASK);
  g_assert_cmpfloat (tb_life_chart_get_axes (window->page->chart)->n_rows, <, 4);
  press (window, GDK_KEY_0, 0);
  g_assert_cmpmem (tb_life_chart_get_axes (window->page->chart), sizeof whole, &whole, sizeof whole);
  press (window, GDK_KEY_End, 0);
  g_assert_cmpuint (tb_playhead_get_selection (window->playhead)->object, ==, object_of (window, "lock-02"));
  press (window, GDK_KEY_Up, 0);
  g_assert_cmpuint (tb_playhead_get_selection (window->playhead)->object, ==, object_of (window, "lock-01"));
}

static void
zoom_keeps_what_is_under_the_pointer (Window *window, gconstpointer data)
{
  TbLifeAxes whole = { 0, TB_US_PER_DAY, 0, 100 }, axes = whole;
  TbLifeLayout before = { axes, 800, 400, 16 }, after = before;
  gint64 at_us = 6 * TB_US_PER_HOUR;

  tb_life_axes_zoom_time (&axes, &whole, at_us, 3);
  tb_life_axes_zoom_rows (&axes, &whole, 30, 2);
  after.axes = axes;
  g_assert_cmpfloat_with_epsilon (tb_life_layout_get_x (&before, at_us), tb_life_layout_get_x (&after, at_us), 0.5);
  g_assert_cmpfloat_with_epsilon (tb_life_layout_get_y (&before, 30), tb_life_layout_get_y (&after, 30), 0.5);
  g_assert_cmpfloat_with_epsilon (tb_life_layout_get_row (&after, tb_life_layout_get_y (&after, 33)), 33, 1e-6);
  tb_life_axes_pan (&axes, &whole, -TB_US_PER_DAY, -200);
  g_assert_cmpint (axes.from_us, ==, 0);
  g_assert_cmpfloat (axes.row, ==, 0);
  tb_life_axes_zoom_time (&axes, &whole, at_us, 1e-9);
  tb_life_axes_zoom_rows (&axes, &whole, 30, 1e-9);
  g_assert_cmpmem (&axes, sizeof axes, &whole, sizeof whole);
}

static void
charts_show_the_wave_and_the_cliff (Window *window, gconstpointer data)
{
  TbChartSeries *cliff = tb_chart_get (window->page->cliff, "cliff"), *wave = tb_chart_get (window->page->wave, "renewals");
  double sum = 0;

  g_assert_cmpfloat (tb_chart_series_get (cliff, 0)->value, ==, 2);
  g_assert_cmpfloat (tb_chart_series_get (cliff, tb_chart_series_count (cliff) - 1)->value, ==, 0);
  for (guint i = 0; i < tb_chart_series_count (wave); i++)
    sum += tb_chart_series_get (wave, i)->value;
  g_assert_cmpfloat (sum, ==, 1);
  g_assert_nonnull (tb_chart_get (window->page->cliff, "without"));
}

static void
pictures_are_written_near_and_dense (Window *window, gconstpointer data)
{
  static const char *const endings[] = { "svg", "png", "pdf", "csv" };
  g_autofree char *folder = g_dir_make_tmp ("lifetimes-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/picture.%s", folder, endings[i]);

      if (i == 1)
        window->page->chart->axes.n_rows = 4000;
      g_assert_true (tb_lifetimes_page_export (window->page, path, &error));
      g_assert_no_error (error);
      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_false (tb_lifetimes_page_export (window->page, "/nowhere/picture.txt", &error));
  g_assert_nonnull (error);
  g_rmdir (folder);
}

static void
fleet_without_authority_says_so (Window *window, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("TRUSTBED_DATA_DIR"), "scenarios", "mirai-2016.xml", NULL);
  g_autoptr (TbScenario) scenario = tb_scenario_load (path, &error);
  g_autoptr (TbRun) run = scenario ? tb_run_new (scenario, NULL, NULL, &error) : NULL;

  g_assert_no_error (error);
  tb_playhead_set_run (window->playhead, run);
  tb_playhead_set_playing (window->playhead, FALSE);
  settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->pages), ==, "nothing");
  g_assert_cmpstr (adw_status_page_get_title (window->page->nothing), ==, "Nobody Gets Certificates Here");
  g_assert_false (tb_lifetimes_page_export (window->page, "/tmp/never.svg", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* --- policies --- */

typedef struct
{
  GtkWidget *window;
  TbPoliciesPage *page;
  TbPlayhead *playhead;
  GString *lines;
} Policies;

static void
on_submit (GSimpleAction *action, GVariant *line, gpointer lines)
{
  g_string_append_printf (lines, "%s\n", g_variant_get_string (line, NULL));
}

static void
wait_for_answer (Policies *policies)
{
  while (policies->page->asking != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
open_policies (Policies *policies, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("submit", G_VARIANT_TYPE_STRING);

  policies->lines = g_string_new (NULL);
  policies->playhead = tb_playhead_new ();
  policies->page = g_object_new (TB_TYPE_POLICIES_PAGE, NULL);
  tb_policies_page_set_playhead (policies->page, policies->playhead);
  policies->window = view_open (GTK_WIDGET (policies->page), policies->playhead, run, TB_US_PER_MINUTE);
  g_signal_connect (action, "activate", G_CALLBACK (on_submit), policies->lines);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (policies->window, "win", G_ACTION_GROUP (group));
  wait_for_answer (policies);
}

static void
close_policies (Policies *policies, gconstpointer data)
{
  view_close (policies->window, GTK_WIDGET (policies->page), policies->playhead);
  g_string_free (policies->lines, TRUE);
}

static void
type (Policies *policies, const char *key, const char *text)
{
  guint field;

  g_assert_true (tb_enrol_policy_find_field (key, &field));
  gtk_editable_set_text (GTK_EDITABLE (policies->page->fields[field]), text);
  wait_for_answer (policies);
}

static void
choose (Policies *policies, const char *key, guint word)
{
  guint field;

  g_assert_true (tb_enrol_policy_find_field (key, &field));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (policies->page->fields[field]), word);
  wait_for_answer (policies);
}

static char *
dup_figure (Policies *policies, int row, int column)
{
  GtkWidget *cell = gtk_grid_get_child_at (policies->page->figures, column, row);

  return g_strdup (gtk_label_get_text (GTK_LABEL (gtk_widget_get_first_child (cell))));
}

static void
every_part_of_a_policy_can_be_edited (Policies *policies, gconstpointer data)
{
  for (guint i = 0; i < tb_enrol_policy_get_n_fields (); i++)
    g_assert_true (tb_enrol_policy_get_field (i)->words != NULL ? GTK_IS_DROP_DOWN (policies->page->fields[i]) : GTK_IS_ENTRY (policies->page->fields[i]));
  g_assert_cmpstr (policies->page->policy_case.group->name, ==, "gw");
  g_assert_cmpint (policies->page->policy_case.own.lifetime_us, ==, 6 * TB_US_PER_DAY);
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (policies->page->apply)));
  g_assert_nonnull (policies->page->outcomes[0]);
  g_assert_cmpmem (policies->page->outcomes[0], sizeof (TbPolicyOutcome), policies->page->outcomes[1], sizeof (TbPolicyOutcome));
}

/* Six days do not outlive a week without an authority, thirty do. */
static void
two_policies_are_laid_over_each_other (Policies *policies, gconstpointer data)
{
  g_autofree char *own = NULL, *other = NULL, *renewed = NULL;

  type (policies, "lifetime", "30d");
  choose (policies, "renewal-proof", TB_RENEWAL_ATTESTATION);
  own = dup_figure (policies, 4, 1);
  other = dup_figure (policies, 4, 2);
  renewed = dup_figure (policies, 9, 2);
  g_assert_cmpstr (own, ==, "1");
  g_assert_cmpstr (other, ==, "0");
  g_assert_cmpstr (renewed, !=, "for ever");
  g_assert_cmpuint (tb_chart_series_count (tb_chart_get (policies->page->valid, "run")), ==, TB_POLICY_MODEL_BINS);
  g_assert_nonnull (tb_chart_get (policies->page->valid, "what-if"));
  g_assert_nonnull (tb_chart_get (policies->page->asked, "what-if"));
  g_assert_nonnull (tb_chart_get (policies->page->valid, "down"));
}

static void
applying_is_a_command_line (Policies *policies, gconstpointer data)
{
  type (policies, "renew-before", "1d 12h");
  choose (policies, "rekey", 0);
  g_assert_cmpstr (gtk_label_get_text (policies->page->owns[4]), ==, "");
  g_assert_true (g_str_has_prefix (gtk_label_get_text (policies->page->owns[5]), "was "));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (policies->page), "policies.apply", NULL));
  g_assert_cmpstr (policies->lines->str, ==, "policy group=gw renew-before=1d12h rekey=no\n");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (policies->page), "policies.reset", NULL));
  g_assert_null (tb_policy_case_dup_command (&policies->page->policy_case));
}

static void
nonsense_is_complained_about (Policies *policies, gconstpointer data)
{
  static const struct { const char *key; const char *text; const char *part; } rows[] = {
    { "lifetime", "soon", "lifetime" }, { "lifetime", "1s", "expected" }, { "renew-before", "99d", "renew-before" }, { "jitter", "", "jitter" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      type (policies, rows[i].key, rows[i].text);
      g_assert_true (gtk_widget_get_visible (GTK_WIDGET (policies->page->complaint)));
      g_assert_nonnull (strstr (gtk_label_get_text (policies->page->complaint), rows[i].part));
      g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (policies->page->apply)));
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (policies->page), "policies.reset", NULL));
      g_assert_false (gtk_widget_get_visible (GTK_WIDGET (policies->page->complaint)));
    }
  wait_for_answer (policies);
}

static void
selection_says_which_group (Policies *policies, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_playhead_select_name (policies->playhead, "lock-02", &error));
  g_assert_no_error (error);
  wait_for_answer (policies);
  g_assert_cmpstr (policies->page->policy_case.group->name, ==, "lock");
  g_assert_true (says (policies->page->about, "calendar of 2 devices"));
  gtk_editable_set_text (GTK_EDITABLE (policies->page->entries[TB_CIRCUMSTANCE_DOWN]), "0s");
  wait_for_answer (policies);
  g_assert_true (says (policies->page->about, "never down"));
  g_assert_cmpuint (policies->page->outcomes[0]->n_outages, ==, 0);
}

int
main (int argc, char **argv)
{
#define FACT(name) g_test_add ("/lifetimes-page/" #name, Window, NULL, open_house, name, close_window)
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  tb_look_install (gdk_display_get_default ());
  FACT (everybody_with_certificates_has_a_row);
  FACT (past_is_as_it_was);
  FACT (revoked_certificate_that_is_still_accepted_is_told_in_words);
  FACT (picked_row_is_selected_everywhere);
  FACT (group_can_be_chosen);
  FACT (list_says_the_same_in_sentences);
  FACT (keys_come_nearer_and_go_from_row_to_row);
  FACT (zoom_keeps_what_is_under_the_pointer);
  FACT (charts_show_the_wave_and_the_cliff);
  FACT (pictures_are_written_near_and_dense);
  FACT (fleet_without_authority_says_so);
#undef FACT
#define FACT(name) g_test_add ("/policies-page/" #name, Policies, NULL, open_policies, name, close_policies)
  FACT (every_part_of_a_policy_can_be_edited);
  FACT (two_policies_are_laid_over_each_other);
  FACT (applying_is_a_command_line);
  FACT (nonsense_is_complained_about);
  FACT (selection_says_which_group);
#undef FACT
  return g_test_run ();
}
