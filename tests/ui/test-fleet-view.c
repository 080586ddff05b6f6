/* The fleet view in a real window: it counts, filters, searches, selects both ways, exports, and goes away when it is closed. Needs a display. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tb-canvas.h"
#include "tb-fleet-view.h"
#include "tb-legend.h"
#include "tb-look.h"
#include "tb-object-list.h"
#include "ui-fixture.h"

typedef struct
{
  GtkWidget *window;
  TbFleetView *view;
  TbPlayhead *playhead;
} Window;

static void
settle (void)
{
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
}

static void
seek (Window *window, gint64 time_us)
{
  tb_run_set_target (tb_playhead_get_run (window->playhead), time_us);
  tb_run_wait (tb_playhead_get_run (window->playhead), time_us);
  tb_playhead_seek (window->playhead, time_us);
  tb_playhead_advance (window->playhead, 16667);
  g_assert_cmpint (tb_playhead_get_time (window->playhead), ==, time_us);
  settle ();
}

static void
open_window (Window *window)
{
  g_autoptr (TbRun) run = start_house ();

  window->window = gtk_window_new ();
  window->view = TB_FLEET_VIEW (tb_fleet_view_new ());
  window->playhead = tb_playhead_new ();
  gtk_window_set_child (GTK_WINDOW (window->window), GTK_WIDGET (window->view));
  gtk_window_set_default_size (GTK_WINDOW (window->window), 960, 680);
  g_object_set (window->view, "playhead", window->playhead, NULL);
  gtk_window_present (GTK_WINDOW (window->window));
  tb_playhead_set_run (window->playhead, run);
  tb_playhead_set_playing (window->playhead, FALSE);
  seek (window, 5 * TB_US_PER_MINUTE);
}

static void
close_window (Window *window)
{
  gtk_window_destroy (GTK_WINDOW (window->window));
  settle ();
  g_assert_finalize_object (window->playhead);
}

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *widget, Match match, gconstpointer data)
{
  GtkWidget *found = match (widget, data) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find (child, match, data);
  return found;
}

static gboolean
has_type (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), GPOINTER_TO_SIZE (type));
}

static gboolean
says (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
}

static TbCanvas *
get_canvas (Window *window)
{
  return TB_CANVAS (find (GTK_WIDGET (window->view), has_type, GSIZE_TO_POINTER (TB_TYPE_CANVAS)));
}

static GtkSingleSelection *
get_rows (Window *window)
{
  GtkWidget *list = find (GTK_WIDGET (window->view), has_type, GSIZE_TO_POINTER (GTK_TYPE_COLUMN_VIEW));

  return GTK_SINGLE_SELECTION (gtk_column_view_get_model (GTK_COLUMN_VIEW (list)));
}

static guint32
find_object (Window *window, const char *name)
{
  return tb_fleet_find (tb_run_get_fleet (tb_playhead_get_run (window->playhead)), name);
}

static void
assert_counts (Window *window, const TbLook *look, const char *expected)
{
  GtkWidget *word = find (GTK_WIDGET (window->view), says, tb_look_get_word (look));

  g_assert_nonnull (word);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (gtk_widget_get_next_sibling (word))), ==, expected);
}

static void
test_legend_counts (void)
{
  Window window;

  open_window (&window);
  assert_counts (&window, tb_look_identity (TB_IDENTITY_VALID), "2");
  assert_counts (&window, tb_look_identity (TB_IDENTITY_NONE), "1");
  assert_counts (&window, tb_look_health (TB_HEALTH_EXPOSED), "1");
  seek (&window, TB_US_PER_SECOND);
  assert_counts (&window, tb_look_identity (TB_IDENTITY_VALID), "0");
  assert_counts (&window, tb_look_identity (TB_IDENTITY_NONE), "3");
  close_window (&window);
}

static gboolean
is_dim (Window *window, const char *name)
{
  return (tb_scene_get_mark (tb_canvas_get_scene (get_canvas (window)), find_object (window, name)) & TB_MARK_DIM) != 0;
}

static void
test_legend_filters (void)
{
  Window window;
  GtkWidget *word, *button;

  open_window (&window);
  word = find (GTK_WIDGET (window.view), says, tb_look_get_word (tb_look_health (TB_HEALTH_EXPOSED)));
  button = gtk_widget_get_ancestor (word, GTK_TYPE_TOGGLE_BUTTON);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  g_assert_true (is_dim (&window, "lock-01"));
  g_assert_false (is_dim (&window, "camera"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_rows (&window))), ==, 1);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), FALSE);
  g_assert_false (is_dim (&window, "lock-01"));
  close_window (&window);
}

static void
test_search (void)
{
  Window window;

  open_window (&window);
  tb_fleet_view_search (window.view, "Lock");
  g_assert_true (is_dim (&window, "camera"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_rows (&window))), ==, 2);
  tb_fleet_view_search (window.view, "");
  g_assert_false (is_dim (&window, "camera"));
  close_window (&window);
}

static guint32
get_chosen (Window *window)
{
  TbObjectItem *item = gtk_single_selection_get_selected_item (get_rows (window));

  return item != NULL ? tb_object_item_get_object (item) : TB_NOBODY;
}

static void
test_selection_is_one_thing (void)
{
  Window window;
  guint n_selected;

  open_window (&window);
  g_object_set (window.view, "show-list", TRUE, NULL);
  settle ();
  g_assert_true (tb_playhead_select_name (window.playhead, "lock-02", NULL));
  g_assert_cmpuint (get_chosen (&window), ==, find_object (&window, "lock-02"));
  g_object_get (get_canvas (&window), "n-selected", &n_selected, NULL);
  g_assert_cmpuint (n_selected, ==, 1);
  gtk_single_selection_set_selected (get_rows (&window), find_object (&window, "camera") - 1);
  g_assert_cmpuint (tb_playhead_get_selection (window.playhead)->object, ==, find_object (&window, "camera"));
  tb_playhead_select_object (window.playhead, TB_NOBODY);
  g_object_get (get_canvas (&window), "n-selected", &n_selected, NULL);
  g_assert_cmpuint (n_selected, ==, 0);
  close_window (&window);
}

/* The name in a row is what assistive technology presses. */
static void
test_row_has_a_button_of_its_name (void)
{
  Window window;
  GtkWidget *label;

  open_window (&window);
  g_object_set (window.view, "show-list", TRUE, NULL);
  settle ();
  label = find (GTK_WIDGET (window.view), says, "lock-01");
  g_assert_nonnull (label);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
  g_assert_cmpuint (tb_playhead_get_selection (window.playhead)->object, ==, find_object (&window, "lock-01"));
  close_window (&window);
}

static void
assert_handshake (Window *window, const char *name, const char *beginning)
{
  g_autoptr (TbObjectItem) item = g_list_model_get_item (G_LIST_MODEL (get_rows (window)), find_object (window, name) - 1);
  g_autofree char *text = NULL;

  g_object_get (item, "handshake", &text, NULL);
  g_assert_true (g_str_has_prefix (text, beginning));
}

static void
test_last_handshake (void)
{
  Window window;

  open_window (&window);
  assert_handshake (&window, "camera", "none yet");
  assert_handshake (&window, "lock-01", "number ");
  g_assert_true (tb_playhead_submit (window.playhead, "@6m connect device=camera to=broker", NULL));
  seek (&window, 7 * TB_US_PER_MINUTE);
  assert_handshake (&window, "camera", "refused: certificate_required");
  assert_handshake (&window, "lock-01", "number ");
  close_window (&window);
}

static void
test_zoom (void)
{
  Window window;
  double before, after, fitted;

  open_window (&window);
  g_object_get (get_canvas (&window), "zoom", &before, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window.view), "fleet.zoom-in", NULL);
  g_object_get (get_canvas (&window), "zoom", &after, NULL);
  g_assert_cmpfloat_with_epsilon (after, before * 1.25, 0.001);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window.view), "fleet.fit", NULL);
  g_object_get (get_canvas (&window), "zoom", &fitted, NULL);
  g_assert_cmpfloat_with_epsilon (fitted, before, 0.001);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  close_window (&window);
}

static gboolean
end_wait (gpointer is_over)
{
  *(gboolean *) is_over = TRUE;
  return G_SOURCE_REMOVE;
}

static void
pass (guint ms)
{
  gboolean is_over = FALSE;

  g_timeout_add (ms, end_wait, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

/* A story may lead the eye somewhere and back again before the canvas has moved. */
static void
test_glide_is_called_off (void)
{
  static const TbInsets none = { 0 }, much = { 200, 200, 150, 150 };
  GtkWidget *window = gtk_window_new (), *canvas = tb_canvas_new ();
  g_autoptr (TbRun) run = start_house ();
  TbViewport before;

  gtk_window_set_child (GTK_WINDOW (window), canvas);
  gtk_window_set_default_size (GTK_WINDOW (window), 960, 680);
  gtk_window_present (GTK_WINDOW (window));
  pass (200);
  tb_canvas_set_fleet (TB_CANVAS (canvas), tb_run_get_fleet (run));
  before = *tb_canvas_get_viewport (TB_CANVAS (canvas));
  tb_canvas_set_insets (TB_CANVAS (canvas), &much);
  tb_canvas_set_insets (TB_CANVAS (canvas), &none);
  pass (1200);
  g_assert_true (tb_viewport_equal (&before, tb_canvas_get_viewport (TB_CANVAS (canvas))));
  tb_canvas_set_insets (TB_CANVAS (canvas), &much);
  pass (1200);
  g_assert_cmpfloat (tb_canvas_get_viewport (TB_CANVAS (canvas))->zoom, <, before.zoom);
  gtk_window_destroy (GTK_WINDOW (window));
  settle ();
}

static void
get_place (GtkWidget *widget, GtkWidget *view, graphene_rect_t *place)
{
  g_assert_true (gtk_widget_compute_bounds (widget, view, place));
}

/* Where it has no room in one line, the legend goes on in the next, and grows from the bottom of the view. */
static void
test_legend_wraps (void)
{
  Window window;
  GtkWidget *valid, *none;
  graphene_rect_t place, other;

  open_window (&window);
  gtk_window_set_default_size (GTK_WINDOW (window.window), 420, 680);
  pass (200);
  valid = gtk_widget_get_ancestor (find (GTK_WIDGET (window.view), says, tb_look_get_word (tb_look_identity (TB_IDENTITY_VALID))), GTK_TYPE_TOGGLE_BUTTON);
  none = gtk_widget_get_ancestor (find (GTK_WIDGET (window.view), says, tb_look_get_word (tb_look_identity (TB_IDENTITY_NONE))), GTK_TYPE_TOGGLE_BUTTON);
  get_place (valid, GTK_WIDGET (window.view), &place);
  get_place (none, GTK_WIDGET (window.view), &other);
  g_assert_cmpfloat (other.origin.x + other.size.width, <=, gtk_widget_get_width (GTK_WIDGET (window.view)));
  g_assert_cmpfloat (other.origin.y, >=, place.origin.y + place.size.height);
  get_place (gtk_widget_get_ancestor (valid, TB_TYPE_LEGEND), GTK_WIDGET (window.view), &place);
  g_assert_cmpfloat (place.origin.y, >, gtk_widget_get_height (GTK_WIDGET (window.view)) / 2.0);
  g_assert_cmpfloat (other.origin.y + other.size.height, <=, place.origin.y + place.size.height);
  g_assert_cmpfloat (place.origin.y + place.size.height, <=, gtk_widget_get_height (GTK_WIDGET (window.view)));
  close_window (&window);
}

static void
test_exports (void)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-XXXXXX", NULL), *file = g_build_filename (folder, "fleet.svg", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  Window window;

  open_window (&window);
  g_assert_true (tb_fleet_view_export (window.view, file, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "</svg>"));
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  close_window (&window);
}

static void
test_empty (void)
{
  GtkWidget *window = gtk_window_new ();
  TbFleetView *view = TB_FLEET_VIEW (tb_fleet_view_new ());
  g_autoptr (GError) error = NULL;

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  settle ();
  g_assert_true (gtk_widget_get_mapped (find (GTK_WIDGET (view), has_type, GSIZE_TO_POINTER (ADW_TYPE_STATUS_PAGE))));
  g_assert_false (tb_fleet_view_export (view, "/tmp/nothing.svg", &error));
  g_assert_nonnull (error);
  tb_fleet_view_search (view, "anybody");
  g_object_ref (view);
  gtk_window_destroy (GTK_WINDOW (window));
  settle ();
  g_assert_finalize_object (view);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    g_error ("this test needs a display");
  adw_init ();
  g_test_add_func ("/ui/fleet-view/legend-counts", test_legend_counts);
  g_test_add_func ("/ui/fleet-view/legend-filters", test_legend_filters);
  g_test_add_func ("/ui/fleet-view/search", test_search);
  g_test_add_func ("/ui/fleet-view/selection", test_selection_is_one_thing);
  g_test_add_func ("/ui/fleet-view/row-button", test_row_has_a_button_of_its_name);
  g_test_add_func ("/ui/fleet-view/last-handshake", test_last_handshake);
  g_test_add_func ("/ui/fleet-view/zoom", test_zoom);
  g_test_add_func ("/ui/fleet-view/glide", test_glide_is_called_off);
  g_test_add_func ("/ui/fleet-view/legend-wraps", test_legend_wraps);
  g_test_add_func ("/ui/fleet-view/export", test_exports);
  g_test_add_func ("/ui/fleet-view/empty", test_empty);
  return g_test_run ();
}
