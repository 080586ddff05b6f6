/* The outbreak view in a real window: it says where there is no attacker, draws what a run does, shows the past when one goes back, and writes command
 * lines for attacks and defences. Needs a display. */
#include <glib/gstdio.h>
#include <string.h>

#include "tb-outbreak-view-private.h"
#include "view-fixture.h"

/* Eight cameras with the factory's password, two locks without a door, a shop that can be flooded, and somebody who begins when he is told to. */
static const char street[] =
  "<?xml version='1.0' encoding='UTF-8'?>\n"
  "<scenario id='street' seed='7' start='2026-03-02T06:00:00Z' duration='30m'>\n"
  "  <title>Street</title><description>A street.</description>\n"
  "  <network name='yard' inbound='0' outbound='1'/>\n"
  "  <broker name='broker' clients='anyone' topics='home/{name}/#' profile='server'><label>Service</label></broker>\n"
  "  <gateway name='gw' profile='cortex-a8-1000' link='broadband' start='0s'><label>Gateway</label></gateway>\n"
  "  <devices name='camera' count='8' icon='camera' profile='cortex-a8-1000' link='wifi' gateways='gw' service='broker' telnet='open' credential='factory'\n"
  "           topic='home/{name}/motion' interval='5m' start='0s' spread='0s'><label>Camera</label><report>{n}</report></devices>\n"
  "  <devices name='lock' count='2' icon='lock' profile='cortex-m4-80-assembler' link='mesh' gateways='gw' service='broker'\n"
  "           topic='home/{name}/state' interval='5m' start='0s' spread='0s'><label>Lock</label><report>{n}</report></devices>\n"
  "  <service name='shop' capacity-kbps='3000' honest-kbps='1200' profile='server'><label>Shop</label></service>\n"
  "  <attacker name='attacker' start='never' addresses='4096' scan-rate='100' hit-probability='1'><label>Attacker</label></attacker>\n"
  "</scenario>\n";

typedef struct
{
  GtkWidget *window;
  TbOutbreakView *view;
  TbPlayhead *playhead;
  Submitted submitted;
} Window;

static TbRun *
start_street (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_new_from_data (street, strlen (street), "street.xml", &error);
  TbRun *run;

  g_assert_no_error (error);
  run = tb_run_new (scenario, NULL, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static void
open_on (Window *window, TbRun *run)
{
  window->submitted.lines = g_string_new (NULL);
  window->playhead = tb_playhead_new ();
  window->view = TB_OUTBREAK_VIEW (tb_outbreak_view_new (window->playhead));
  window->window = view_open (GTK_WIDGET (window->view), window->playhead, run, TB_US_PER_MINUTE);
  window->submitted.playhead = window->playhead;
  view_add_submit (window->window, &window->submitted);
}

static void
open_street (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = start_street ();

  open_on (window, run);
}

static void
open_house (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();

  open_on (window, run);
}

static void
close_window (Window *window, gconstpointer data)
{
  view_close (window->window, GTK_WIDGET (window->view), window->playhead);
  g_string_free (window->submitted.lines, TRUE);
}

static void
act (Window *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window->view), action, NULL));
  settle ();
}

static const char *
state_of (Window *window)
{
  return gtk_label_get_text (window->view->state);
}

/* The last value of a curve in the large chart. */
static double
last_of (Window *window, const char *id)
{
  TbChartSeries *series = tb_chart_get (window->view->chart, id);

  return series != NULL && tb_chart_series_count (series) > 0 ? tb_chart_series_get (series, tb_chart_series_count (series) - 1)->value : -1;
}

static void
house_without_attacker_says_so (Window *window, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->view->pages), ==, "nobody");
  g_assert_null (window->view->curve);
  g_assert_false (tb_outbreak_view_export (window->view, "/tmp/never.svg", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  act (window, "outbreak.campaign");
  g_assert_cmpstr (window->submitted.lines->str, ==, "");
}

static void
quiet_street_says_who_can_be_taken (Window *window, gconstpointer data)
{
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->view->pages), ==, "outbreak");
  g_assert_cmpstr (state_of (window), ==, "Nobody attacks yet. 8 can be taken.");
  g_assert_cmpfloat (last_of (window, "vulnerable"), ==, 8);
  g_assert_cmpfloat (last_of (window, "infected"), ==, 0);
  g_assert_cmpfloat (last_of (window, "protected"), ==, -1);
  act (window, "outbreak.protected");
  g_assert_cmpfloat (last_of (window, "protected"), ==, 2);
}

static void
attack_is_seen_and_the_past_is_as_it_was (Window *window, gconstpointer data)
{
  act (window, "outbreak.campaign");
  view_seek (window->playhead, 20 * TB_US_PER_MINUTE);
  g_assert_cmpstr (window->submitted.lines->str, ==, "outbreak state=on\n");
  g_assert_cmpfloat (last_of (window, "infected"), ==, 8);
  g_assert_cmpfloat (last_of (window, "vulnerable"), ==, 0);
  g_assert_cmpstr (state_of (window), ==, "The attacker looks for devices. 8 infected, 0 more can be taken.");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (window->view->attempts[TB_REFUSAL_N + 1])), ==, "8");
  g_assert_cmpstr (gtk_button_get_label (window->view->campaign), ==, "Stop Attack");
  view_seek (window->playhead, TB_US_PER_SECOND);
  g_assert_cmpstr (state_of (window), ==, "Nobody attacks yet. 8 can be taken.");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (window->view->attempts[TB_REFUSAL_N + 1])), ==, "0");
  g_assert_cmpfloat (last_of (window, "infected"), ==, 8);
}

static void
choosing_a_time_in_the_chart_goes_there (Window *window, gconstpointer data)
{
  g_signal_emit_by_name (window->view->chart, "time-picked", 30 * TB_US_PER_SECOND);
  tb_playhead_advance (window->playhead, 16667);
  g_assert_cmpint (tb_playhead_get_time (window->playhead), ==, 30 * TB_US_PER_SECOND);
}

static GtkWidget *
find_of_type (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_of_type (child, type);
  return found;
}

static void
choose_defence (Window *window, const char *line)
{
  GtkWidget *list;

  gtk_menu_button_popup (window->view->defend);
  settle ();
  list = find_of_type (GTK_WIDGET (gtk_menu_button_get_popover (window->view->defend)), GTK_TYPE_LIST_BOX);
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "line"), line) == 0)
      {
        g_signal_emit_by_name (list, "row-activated", row);
        settle ();
        return;
      }
  g_error ("no row writes “%s”", line);
}

static void
defending_a_group_bends_the_curve (Window *window, gconstpointer data)
{
  act (window, "outbreak.protected");
  choose_defence (window, "close-telnet group=camera");
  act (window, "outbreak.campaign");
  view_seek (window->playhead, 20 * TB_US_PER_MINUTE);
  g_assert_cmpfloat (last_of (window, "infected"), ==, 0);
  g_assert_cmpfloat (last_of (window, "protected"), ==, 10);
  g_assert_cmpstr (window->submitted.lines->str, ==, "close-telnet group=camera\noutbreak state=on\n");
}

static void
selected_device_is_the_first_to_defend (Window *window, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_playhead_select_name (window->playhead, "camera-03", &error));
  act (window, "outbreak.infect");
  view_seek (window->playhead, 2 * TB_US_PER_MINUTE);
  choose_defence (window, "quarantine device=camera-03 state=on");
  view_seek (window->playhead, 3 * TB_US_PER_MINUTE);
  choose_defence (window, "quarantine device=camera-03 state=off");
  choose_defence (window, "segment device=camera-03 network=yard");
  choose_defence (window, "reboot device=camera-03");
  g_assert_cmpstr (window->submitted.lines->str, ==,
                   "infect device=camera-03\nquarantine device=camera-03 state=on\nquarantine device=camera-03 state=off\n"
                   "segment device=camera-03 network=yard\nreboot device=camera-03\n");
}

static void
flood_is_told_in_words (Window *window, gconstpointer data)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window->view), "outbreak.flood", "s", "shop"));
  act (window, "outbreak.campaign");
  view_seek (window->playhead, 20 * TB_US_PER_MINUTE);
  g_assert_cmpstr (window->submitted.lines->str, ==, "flood service=shop state=on\noutbreak state=on\n");
  g_assert_nonnull (tb_chart_get (window->view->victim, "shop"));
  g_assert_cmpuint (tb_state_get_siege (tb_outbreak_view_get_state (window->view), tb_fleet_find (tb_outbreak_view_get_fleet (window->view), "shop"))->flood_bps,
                    >, 0);
}

static void
curves_are_switched_by_actions (Window *window, gconstpointer data)
{
  act (window, "outbreak.vulnerable");
  g_assert_null (tb_chart_get (window->view->chart, "vulnerable"));
  act (window, "outbreak.vulnerable");
  g_assert_nonnull (tb_chart_get (window->view->chart, "vulnerable"));
  act (window, "outbreak.logarithmic");
  g_assert_true (tb_chart_get_logarithmic (window->view->chart));
}

/* Arms come from a thread; one of them lies on the run's beginning. */
static void
arms_are_laid_over_the_run (Window *window, gconstpointer data)
{
  act (window, "outbreak.compare");
  while (tb_chart_get (window->view->chart, "as-shipped") == NULL || tb_chart_get (window->view->chart, "both") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (tb_chart_get (window->view->chart, "vulnerable"));
  g_assert_nonnull (tb_chart_get (window->view->chart, "infected"));
  g_assert_cmpfloat (last_of (window, "as-shipped"), ==, 8);
  g_assert_cmpfloat (last_of (window, "broker-tls"), ==, 8);
  g_assert_cmpfloat (last_of (window, "telnet-closed"), ==, 0);
  act (window, "outbreak.campaign");
  view_seek (window->playhead, 2 * TB_US_PER_MINUTE);
  g_assert_cmpint (tb_chart_series_get (tb_chart_get (window->view->chart, "as-shipped"), 0)->time_us, ==, TB_US_PER_MINUTE);
  act (window, "outbreak.compare");
  g_assert_null (tb_chart_get (window->view->chart, "as-shipped"));
  g_assert_nonnull (tb_chart_get (window->view->chart, "vulnerable"));
}

static void
table_and_picture_are_files (Window *window, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("trustbed-XXXXXX", NULL);
  g_autofree char *table = g_build_filename (folder, "outbreak.csv", NULL), *picture = g_build_filename (folder, "outbreak.svg", NULL);
  g_autofree char *text = NULL;

  g_assert_true (tb_outbreak_view_export (window->view, table, &error));
  g_assert_true (tb_outbreak_view_export (window->view, picture, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (table, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "time_s,vulnerable,infected,cleaned,protected,bots,answered_shop\n"));
  g_assert_false (tb_outbreak_view_export (window->view, "/nowhere/outbreak.doc", &error));
  g_assert_nonnull (error);
  g_assert_cmpint (g_remove (table), ==, 0);
  g_assert_cmpint (g_remove (picture), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
add (const char *name, void (*open) (Window *, gconstpointer), void (*check) (Window *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/outbreak-view/", name, NULL);

  g_test_add (path, Window, NULL, open, check, close_window);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  add ("house-without-attacker-says-so", open_house, house_without_attacker_says_so);
  add ("quiet-street-says-who-can-be-taken", open_street, quiet_street_says_who_can_be_taken);
  add ("attack-is-seen-and-the-past-is-as-it-was", open_street, attack_is_seen_and_the_past_is_as_it_was);
  add ("choosing-a-time-in-the-chart-goes-there", open_street, choosing_a_time_in_the_chart_goes_there);
  add ("defending-a-group-bends-the-curve", open_street, defending_a_group_bends_the_curve);
  add ("selected-device-is-the-first-to-defend", open_street, selected_device_is_the_first_to_defend);
  add ("flood-is-told-in-words", open_street, flood_is_told_in_words);
  add ("curves-are-switched-by-actions", open_street, curves_are_switched_by_actions);
  add ("arms-are-laid-over-the-run", open_street, arms_are_laid_over_the_run);
  add ("table-and-picture-are-files", open_street, table_and_picture_are_files);
  return g_test_run ();
}
