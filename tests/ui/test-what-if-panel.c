/* The panel of what matters in a real window: sliders follow numbers and numbers follow sliders, by keys too, and it goes away when it is closed. Needs
 * a display. */
#include <adwaita.h>

#include "tb-what-if-panel.h"
#include "tb-what-if-row.h"
#include "widget-fixture.h"

typedef struct
{
  TbWhatIf *what_if;
  GtkWidget *window;
  GtkWidget *panel;
  GString *lines;
} Window;

static void
settle (void)
{
  for (guint i = 0; i < 40; i++)
    g_main_context_iteration (NULL, FALSE);
}

/* Stands in for the window's own action. */
static void
on_submit (GSimpleAction *action, GVariant *line, gpointer user_data)
{
  g_string_append_printf (user_data, "%s\n", g_variant_get_string (line, NULL));
}

static void
add_action (Window *window)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("submit", G_VARIANT_TYPE_STRING);

  g_signal_connect (action, "activate", G_CALLBACK (on_submit), window->lines);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (window->window, "win", G_ACTION_GROUP (group));
}

static TbFleet *
new_fleet (void)
{
  TbFleet *fleet = tb_fleet_new ();
  TbGroup *cameras = tb_fleet_add_group (fleet, "camera", TB_ROLE_DEVICE, 50);

  cameras->surface = (TbSurface) { 0, TRUE, TB_CREDENTIAL_FACTORY, TB_MANAGEMENT_OPEN, FALSE, FALSE };
  tb_campaign_init (&tb_fleet_add_group (fleet, "attacker", TB_ROLE_ATTACKER, 1)->campaign);
  return fleet;
}

static void
open_window (Window *window, gconstpointer data)
{
  g_autoptr (TbFleet) fleet = new_fleet ();

  window->lines = g_string_new (NULL);
  window->what_if = tb_what_if_new ();
  tb_what_if_set_n_runs (window->what_if, 20);
  tb_what_if_set_fleet (window->what_if, fleet, 3);
  window->panel = tb_what_if_panel_new (window->what_if);
  window->window = gtk_window_new ();
  add_action (window);
  gtk_window_set_child (GTK_WINDOW (window->window), window->panel);
  gtk_window_set_default_size (GTK_WINDOW (window->window), 320, 900);
  gtk_window_present (GTK_WINDOW (window->window));
  while (!gtk_widget_get_mapped (window->panel))
    g_main_context_iteration (NULL, TRUE);
  settle ();
}

static void
close_window (Window *window, gconstpointer data)
{
  gpointer panel = window->panel;

  g_object_add_weak_pointer (G_OBJECT (window->panel), &panel);
  gtk_window_destroy (GTK_WINDOW (window->window));
  settle ();
  g_assert_null (panel);
  g_assert_false (tb_what_if_is_busy (window->what_if));
  g_assert_finalize_object (window->what_if);
  g_string_free (window->lines, TRUE);
}

static GtkWidget *
button_of (Window *window, const char *mnemonic)
{
  GtkWidget *button;

  for (guint i = 0; (button = nth_of (window->panel, GTK_TYPE_BUTTON, i)) != NULL; i++)
    if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), mnemonic) == 0)
      break;
  return button;
}

static double
get_term (Window *window, TbTerm term)
{
  return tb_what_if_get_terms (window->what_if)->values[term];
}

/* Of an outbreak that takes long enough to be seen. */
static void
works_only_while_it_is_seen (Window *window, gconstpointer data)
{
  tb_what_if_set_preset (window->what_if, "mirai-2016");
  g_assert_true (tb_what_if_is_busy (window->what_if));
  gtk_widget_set_visible (window->panel, FALSE);
  settle ();
  g_assert_false (tb_what_if_is_busy (window->what_if));
  gtk_widget_set_visible (window->panel, TRUE);
  settle ();
  g_assert_true (tb_what_if_is_busy (window->what_if));
}

static void
a_slider_changes_its_number (Window *window, gconstpointer data)
{
  GtkRange *rate = GTK_RANGE (nth_of (window->panel, GTK_TYPE_SCALE, 1));

  g_assert_cmpfloat (get_term (window, TB_TERM_SCAN_RATE), ==, 200);
  gtk_range_set_value (rate, 0.5);
  g_assert_cmpfloat (get_term (window, TB_TERM_SCAN_RATE), ==, 100);
  gtk_range_set_value (rate, 0);
  g_assert_cmpfloat (get_term (window, TB_TERM_SCAN_RATE), ==, 1);
}

/* Keys move a slider by steps until the end, and each step counts. */
static void
keys_move_a_slider_to_its_end (Window *window, gconstpointer data)
{
  GtkWidget *reboot = nth_of (window->panel, GTK_TYPE_SCALE, 4);

  gtk_range_set_value (GTK_RANGE (reboot), 0.5);
  for (guint i = 0; i < 60; i++)
    g_signal_emit_by_name (reboot, "move-slider", GTK_SCROLL_STEP_RIGHT);
  g_assert_cmpfloat (get_term (window, TB_TERM_REBOOT_S), ==, 0);
  g_signal_emit_by_name (reboot, "move-slider", GTK_SCROLL_START);
  g_assert_cmpfloat (get_term (window, TB_TERM_REBOOT_S), ==, 60);
}

static void
a_number_moves_its_slider (Window *window, gconstpointer data)
{
  GtkRange *vulnerable = GTK_RANGE (nth_of (window->panel, GTK_TYPE_SCALE, 0));

  tb_what_if_set_term (window->what_if, TB_TERM_VULNERABLE, 0.25);
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (vulnerable), 0.25, 1e-9);
  tb_what_if_reset (window->what_if);
  g_assert_cmpfloat (gtk_range_get_value (vulnerable), ==, 1);
}

/* A number beyond the end of its slider is shown there and stays what it is. */
static void
showing_a_number_does_not_change_it (Window *window, gconstpointer data)
{
  tb_what_if_set_term (window->what_if, TB_TERM_SCAN_RATE, 123456.789);
  settle ();
  g_assert_cmpfloat (get_term (window, TB_TERM_SCAN_RATE), ==, 123456.789);
}

static void
apply_submits_the_command (Window *window, gconstpointer data)
{
  GtkWidget *apply = button_of (window, "_Apply to Run");

  g_assert_false (gtk_widget_get_sensitive (apply));
  tb_what_if_set_term (window->what_if, TB_TERM_SCAN_RATE, 20);
  g_assert_true (gtk_widget_get_sensitive (apply));
  g_signal_emit_by_name (apply, "clicked");
  g_assert_cmpstr (window->lines->str, ==, "tune scan-rate=20\n");
  g_signal_emit_by_name (button_of (window, "_Reset"), "clicked");
  g_assert_cmpfloat (get_term (window, TB_TERM_SCAN_RATE), ==, 200);
  g_assert_false (gtk_widget_get_sensitive (apply));
}

static void
choosing_a_published_outbreak_takes_its_numbers (Window *window, gconstpointer data)
{
  GtkDropDown *whose = GTK_DROP_DOWN (nth_of (window->panel, GTK_TYPE_DROP_DOWN, 0));

  for (guint i = 0; tb_outbreak_preset_get (i) != NULL; i++)
    {
      gtk_drop_down_set_selected (whose, i + 1);
      g_assert_true (tb_what_if_get_preset (window->what_if) == tb_outbreak_preset_get (i));
      g_assert_cmpfloat (get_term (window, TB_TERM_SCAN_RATE), ==, tb_outbreak_preset_get (i)->model.scan_rate);
    }
  gtk_drop_down_set_selected (whose, 0);
  g_assert_null (tb_what_if_get_preset (window->what_if));
}

static void
a_complaint_is_shown (Window *window, gconstpointer data)
{
  g_autofree char *sentence = NULL;
  gboolean is_found = FALSE;

  tb_what_if_set_term (window->what_if, TB_TERM_ADDRESSES, 2);
  g_assert_nonnull (tb_what_if_get_complaint (window->what_if));
  sentence = g_strdup_printf ("No curve: %s.", tb_what_if_get_complaint (window->what_if));
  for (guint i = 0; !is_found; i++)
    is_found = g_strcmp0 (gtk_label_get_text (GTK_LABEL (nth_of (window->panel, GTK_TYPE_LABEL, i))), sentence) == 0;
  tb_what_if_reset (window->what_if);
}

static void
arms_can_be_left_out (Window *window, gconstpointer data)
{
  for (guint i = 0; i < TB_N_ARMS; i++)
    {
      gtk_check_button_set_active (GTK_CHECK_BUTTON (nth_of (window->panel, GTK_TYPE_CHECK_BUTTON, i)), FALSE);
      g_assert_false (tb_what_if_is_shown (window->what_if, (TbArm) i));
    }
}

static void
bands_can_be_left_out (Window *window, gconstpointer data)
{
  GtkDropDown *runs = GTK_DROP_DOWN (nth_of (window->panel, GTK_TYPE_DROP_DOWN, 1));

  g_assert_cmpuint (gtk_drop_down_get_selected (runs), ==, 1);
  gtk_drop_down_set_selected (runs, 0);
  g_assert_cmpuint (tb_what_if_get_n_runs (window->what_if), ==, 0);
}

#define ADD(name, function) g_test_add ("/what-if-panel/" name, Window, NULL, open_window, function, close_window)

int
main (int argc, char **argv)
{
  adw_init ();
  g_test_init (&argc, &argv, NULL);
  ADD ("seen", works_only_while_it_is_seen);
  ADD ("slider", a_slider_changes_its_number);
  ADD ("keys", keys_move_a_slider_to_its_end);
  ADD ("number", a_number_moves_its_slider);
  ADD ("beyond", showing_a_number_does_not_change_it);
  ADD ("apply", apply_submits_the_command);
  ADD ("preset", choosing_a_published_outbreak_takes_its_numbers);
  ADD ("complaint", a_complaint_is_shown);
  ADD ("arms", arms_can_be_left_out);
  ADD ("bands", bands_can_be_left_out);
  return g_test_run ();
}
