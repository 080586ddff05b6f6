/* The handshakes view in a real window: it follows the selection and time both ways, links fields and bytes, exports, and goes away when it is
 * closed. Needs a display. */
#include <glib/gstdio.h>
#include <string.h>

#include "tb-handshake-view-private.h"
#include "tb-hex-view.h"
#include "tb-look.h"
#include "tb-maker.h"
#include "view-fixture.h"

typedef struct
{
  GtkWidget *window;
  TbHandshakeView *view;
  TbPlayhead *playhead;
} Window;

static void
seek (Window *window, gint64 time_us)
{
  view_seek (window->playhead, time_us);
}

/* Five minutes into the life of the house, with a camera that is refused in the third. */
static void
open_window (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();
  g_autoptr (GError) error = NULL;

  tb_run_submit (run, "@3m connect device=camera to=broker", &error);
  g_assert_no_error (error);
  window->playhead = tb_playhead_new ();
  window->view = TB_HANDSHAKE_VIEW (tb_handshake_view_new (window->playhead));
  window->window = view_open (GTK_WIDGET (window->view), window->playhead, run, 5 * TB_US_PER_MINUTE);
}

static void
close_window (Window *window, gconstpointer data)
{
  view_close (window->window, GTK_WIDGET (window->view), window->playhead);
}

static void
select_name (Window *window, const char *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_playhead_select_name (window->playhead, name, &error));
  g_assert_no_error (error);
  settle ();
}

static const char *
page_of (GtkStack *stack)
{
  return gtk_stack_get_visible_child_name (stack);
}

static guint
n_rows (Window *window)
{
  return g_list_model_get_n_items (G_LIST_MODEL (window->view->sessions));
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

static void
opens_on_the_newest (Window *window, gconstpointer data)
{
  g_assert_cmpuint (n_rows (window), >, 3);
  g_assert_cmpstr (page_of (window->view->list_stack), ==, "list");
  g_assert_cmpstr (page_of (window->view->ladder_stack), ==, "ladder");
  g_assert_cmpstr (page_of (window->view->detail_stack), ==, "message");
  g_assert_cmpint (tb_session_item_get_outcome (window->view->session), ==, TB_SESSION_REFUSED);
  g_assert_cmpint (tb_playhead_get_selection (window->playhead)->kind, ==, TB_SELECTION_NONE);
}

static void
shows_what_is_selected_elsewhere (Window *window, gconstpointer data)
{
  guint32 lock = tb_fleet_find (tb_run_get_fleet (tb_playhead_get_run (window->playhead)), "lock-02");
  guint n_all = n_rows (window);

  select_name (window, "lock-02");
  g_assert_cmpuint (n_rows (window), <, n_all);
  for (guint i = 0; i < n_rows (window); i++)
    {
      g_autoptr (TbSessionItem) item = g_list_model_get_item (G_LIST_MODEL (window->view->sessions), i);

      g_assert_cmpuint (tb_session_item_get_entry (item)->client, ==, lock);
    }
  g_assert_cmpuint (tb_session_item_get_entry (window->view->session)->client, ==, lock);
  select_name (window, "handshake 1 message 1");
  g_assert_cmpuint (tb_session_item_get_entry (window->view->session)->number, ==, 1);
  g_assert_cmpint (window->view->messages[0], ==, 1);
  g_assert_cmpuint (n_rows (window), ==, n_all);
}

static void
chosen_here_is_selected_everywhere (Window *window, gconstpointer data)
{
  const TbSelection *selection;
  g_autoptr (TbSessionItem) second = g_list_model_get_item (G_LIST_MODEL (window->view->sessions), 1);

  gtk_single_selection_set_selected (window->view->selection, 1);
  settle ();
  selection = tb_playhead_get_selection (window->playhead);
  g_assert_cmpint (selection->kind, ==, TB_SELECTION_HANDSHAKE);
  g_assert_cmpuint (selection->session, ==, tb_session_item_get_entry (second)->number);
  gtk_widget_activate_action (GTK_WIDGET (window->view), "handshake.next", NULL);
  settle ();
  g_assert_cmpint (tb_playhead_get_selection (window->playhead)->message, ==, 1);
  g_signal_emit_by_name (find (GTK_WIDGET (window->view->ladder), GTK_TYPE_TOGGLE_BUTTON), "clicked");
  settle ();
  g_assert_cmpint (tb_playhead_get_selection (window->playhead)->message, ==, 0);
}

static void
fields_and_bytes_light_each_other (Window *window, gconstpointer data)
{
  g_autofree char *all = NULL;
  g_autofree char *random = NULL;
  g_autofree char *picked = NULL;
  GtkWidget *hex = find (GTK_WIDGET (window->view->message_view), TB_TYPE_HEX_VIEW);

  select_name (window, "handshake 1 message 0");
  all = tb_message_view_dup_bytes (window->view->message_view);
  g_assert_cmpuint (count_lines (all), >, 10);
  tb_message_view_select (window->view->message_view, "random", 0);
  random = tb_message_view_dup_bytes (window->view->message_view);
  g_assert_cmpuint (count_lines (random), ==, 2);
  tb_message_view_select (window->view->message_view, "legacy_version", 0);
  g_signal_emit_by_name (hex, "byte-picked", (guint64) 20);
  picked = tb_message_view_dup_bytes (window->view->message_view);
  g_assert_cmpstr (picked, ==, random);
}

static void
steps_by_message_and_byte_are_told_everywhere (Window *window, gconstpointer data)
{
  const TbSelection *selection;

  select_name (window, "handshake 1 message 0");
  gtk_widget_activate_action (GTK_WIDGET (window->view), "handshake.step", "s", "message");
  gtk_widget_activate_action (GTK_WIDGET (window->view), "handshake.next", NULL);
  selection = tb_playhead_get_selection (window->playhead);
  g_assert_cmpint (selection->message, ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (window->view), "handshake.step", "s", "byte");
  gtk_widget_activate_action (GTK_WIDGET (window->view), "handshake.next", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window->view), "handshake.next", NULL);
  g_assert_cmpuint (selection->byte, ==, 2);
  g_assert_cmpstr (gtk_label_get_text (window->view->position), ==, "2 of 155");
  gtk_widget_activate_action (GTK_WIDGET (window->view), "handshake.previous", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window->view), "handshake.previous", NULL);
  g_assert_cmpint (selection->message, ==, 0);
  g_assert_cmpuint (selection->byte, ==, tb_message_view_get_n_bytes (window->view->message_view));
}

static void
byte_that_is_named_lights_its_field (Window *window, gconstpointer data)
{
  g_autofree char *picked = NULL;
  g_autofree char *random = NULL;

  select_name (window, "handshake 1 message 0 byte 21");
  picked = tb_message_view_dup_bytes (window->view->message_view);
  tb_message_view_select (window->view->message_view, "random", 0);
  random = tb_message_view_dup_bytes (window->view->message_view);
  g_assert_cmpstr (picked, ==, random);
}

static void
submit (Window *window, const char *line)
{
  g_autoptr (GError) error = NULL;

  tb_playhead_submit (window->playhead, line, &error);
  g_assert_no_error (error);
  settle ();
}

static void
compared_handshakes_select_counterparts (Window *window, gconstpointer data)
{
  const TbLadderStory *other;
  g_autofree char *fields = NULL;

  submit (window, "compare handshake 1 with 2");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->view->other_ladder)));
  other = tb_ladder_get_story (window->view->other_ladder);
  for (guint i = 0; i < other->steps->len; i++)
    {
      tb_handshake_view_pick (window->view, 1, (int) i);
      if (window->view->messages[0] >= 0)
        g_assert_cmpstr (tb_ladder_story_find (tb_ladder_get_story (window->view->ladder), window->view->messages[0])->name, ==,
                         g_array_index (other->steps, TbLadderStep, i).name);
      g_assert_cmpint (tb_playhead_get_selection (window->playhead)->message, ==, window->view->messages[0]);
    }
  submit (window, "compare off");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->view->other_ladder)));
  g_assert_null (window->view->pairs);
}

static void
comparison_comes_and_goes_with_time (Window *window, gconstpointer data)
{
  gint64 second_us;

  submit (window, "compare handshake 1 with 2");
  second_us = tb_session_item_get_entry (window->view->other)->time_us;
  seek (window, second_us - 1);
  g_assert_null (window->view->other);
  seek (window, 5 * TB_US_PER_MINUTE);
  g_assert_nonnull (window->view->other);
}

static void
comparison_that_makes_no_sense_is_explained (Window *window, gconstpointer data)
{
  static const char *const lines[] = { "compare", "compare handshake 1", "compare handshake 1 with", "compare handshake 1 with 1", "compare handshake 1 with 9999",
                                       "compare handshake x with 2", "compare handshake 0 with 2", "show handshake 1 message 0 byte 0" };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tb_playhead_submit (window->playhead, lines[i], &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (tb_playhead_get_compared (window->playhead), ==, 0);
    }
}

static TbMaker *
find_maker (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (TB_IS_MAKER (l->data))
      return l->data;
  return NULL;
}

static void
made_on_purpose_is_selected_when_it_is_over (Window *window, gconstpointer data)
{
  TbMaker *maker;

  select_name (window, "lock-01");
  gtk_widget_activate_action (GTK_WIDGET (window->view), "handshake.make", NULL);
  maker = find_maker ();
  g_assert_nonnull (maker);
  g_assert_true (tb_maker_choose (maker, "fail", "expired"));
  gtk_widget_activate_default (GTK_WIDGET (maker));
  for (guint i = 0; i < 4000 && tb_playhead_get_selection (window->playhead)->kind != TB_SELECTION_HANDSHAKE; i++)
    {
      tb_playhead_advance (window->playhead, 16667);
      settle ();
      g_usleep (500);
    }
  g_assert_null (find_maker ());
  g_assert_cmpint (tb_session_item_get_entry (window->view->session)->purpose, ==, TB_SESSION_TRIAL);
  g_assert_cmpint (tb_session_item_get_outcome (window->view->session), ==, TB_SESSION_REFUSED);
}

static void
sealed_message_shows_its_record (Window *window, gconstpointer data)
{
  g_autofree char *name = NULL;
  g_autofree char *fields = NULL;
  GtkWidget *wire;

  select_name (window, "lock-01");
  name = g_strdup_printf ("handshake %u message %u", tb_session_item_get_entry (window->view->session)->number,
                          tb_ladder_get_story (window->view->ladder)->n_messages);
  select_name (window, name);
  fields = tb_message_view_dup_fields (window->view->message_view);
  g_assert_nonnull (strstr (fields, "client_identifier: lock-01"));
  wire = gtk_widget_get_next_sibling (find (GTK_WIDGET (window->view->message_view), GTK_TYPE_TOGGLE_BUTTON));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (wire), TRUE);
  do
    {
      g_clear_pointer (&fields, g_free);
      g_main_context_iteration (NULL, FALSE);
      fields = tb_message_view_dup_fields (window->view->message_view);
    }
  while (*fields == '\0');
  g_assert_nonnull (strstr (fields, "TLSCiphertext: application_data"));
  g_assert_null (strstr (fields, "lock-01"));
}

static void
past_takes_the_ladder_back (Window *window, gconstpointer data)
{
  select_name (window, "handshake 1");
  seek (window, 0);
  g_assert_cmpuint (n_rows (window), ==, 0);
  g_assert_null (window->view->session);
  g_assert_cmpstr (page_of (window->view->ladder_stack), ==, "nothing");
  g_assert_cmpstr (page_of (window->view->list_stack), ==, "nothing-yet");
  seek (window, 5 * TB_US_PER_MINUTE);
  g_assert_cmpstr (page_of (window->view->ladder_stack), ==, "ladder");
}

static void
search_that_finds_nothing_says_so (Window *window, gconstpointer data)
{
  guint n_all = n_rows (window);

  tb_handshake_view_search (window->view, "no such thing");
  while (n_rows (window) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (page_of (window->view->list_stack), ==, "no-match");
  gtk_widget_activate_action (GTK_WIDGET (window->view), "handshake.show-all", NULL);
  while (n_rows (window) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_rows (window), ==, n_all);
}

static void
exports_what_is_shown (Window *window, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ladder.svg", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_handshake_view_export (window->view, path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  submit (window, "compare handshake 1 with 2");
  g_assert_true (tb_handshake_view_export (window->view, path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  seek (window, 0);
  g_assert_false (tb_handshake_view_export (window->view, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

#define ADD(path, func) g_test_add ("/handshake-view/" path, Window, NULL, open_window, func, close_window)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  tb_look_install (gdk_display_get_default ());
  ADD ("newest", opens_on_the_newest);
  ADD ("follow", shows_what_is_selected_elsewhere);
  ADD ("lead", chosen_here_is_selected_everywhere);
  ADD ("link", fields_and_bytes_light_each_other);
  ADD ("step", steps_by_message_and_byte_are_told_everywhere);
  ADD ("byte", byte_that_is_named_lights_its_field);
  ADD ("compare", compared_handshakes_select_counterparts);
  ADD ("compare-time", comparison_comes_and_goes_with_time);
  ADD ("compare-faults", comparison_that_makes_no_sense_is_explained);
  ADD ("made", made_on_purpose_is_selected_when_it_is_over);
  ADD ("sealed", sealed_message_shows_its_record);
  ADD ("past", past_takes_the_ladder_back);
  ADD ("search", search_that_finds_nothing_says_so);
  ADD ("export", exports_what_is_shown);
  return g_test_run ();
}
