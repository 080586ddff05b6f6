/* The signatures view in a real window: it signs with what is selected, a bit that is turned over lights the step that notices, and is mended and taken back;
 * the keyboard does the same. Needs a display. */
#include <glib/gstdio.h>

#include "tb-bit-view.h"
#include "tb-look.h"
#include "tb-signature-view-private.h"
#include "tb-step-card.h"
#include "view-fixture.h"

typedef struct
{
  GtkWidget *window;
  TbSignatureView *view;
  TbPlayhead *playhead;
} Window;

static TbBenchPage *
page_of (Window *self)
{
  return TB_BENCH_PAGE (gtk_stack_get_visible_child (self->view->pages));
}

static TbBenchAnswer *
wait_for_answer (Window *self)
{
  settle ();
  while (page_of (self)->asking != NULL || page_of (self)->asks_again)
    g_main_context_iteration (NULL, TRUE);
  settle ();
  g_assert_nonnull (page_of (self)->answer);
  return page_of (self)->answer;
}

static void
open_window (Window *self, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();

  self->playhead = tb_playhead_new ();
  self->view = TB_SIGNATURE_VIEW (tb_signature_view_new (self->playhead));
  self->window = view_open (GTK_WIDGET (self->view), self->playhead, run, 3 * TB_US_PER_MINUTE);
  wait_for_answer (self);
}

static void
close_window (Window *self, gconstpointer data)
{
  view_close (self->window, GTK_WIDGET (self->view), self->playhead);
}

static void
select_name (Window *self, const char *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_playhead_select_name (self->playhead, name, &error));
  g_assert_no_error (error);
  wait_for_answer (self);
}

static GtkWidget *
find_touchable (GtkWidget *widget)
{
  GtkWidget *found = TB_IS_BIT_VIEW (widget) && gtk_widget_get_focusable (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_touchable (child);
  return found;
}

static TbBenchAnswer *
flip (Window *self, const char *target, guint64 bit)
{
  g_signal_emit_by_name (page_of (self)->lanes, "flip", target, bit);
  return wait_for_answer (self);
}

static void
selected_device_signs (Window *self, gconstpointer data)
{
  TbBenchParty parties[2];

  select_name (self, "lock-02");
  tb_bench_page_get_parties (page_of (self), parties);
  g_assert_cmpuint (parties[0].object, ==, tb_fleet_find (tb_bench_page_get_fleet (page_of (self)), "lock-02"));
  g_assert_true (page_of (self)->answer->good);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (page_of (self)->remark)));
}

static void
device_without_a_key_is_told (Window *self, gconstpointer data)
{
  select_name (self, "camera");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (page_of (self)->remark)));
  g_assert_true (page_of (self)->answer->good);
}

static void
bit_turned_over_is_noticed_mended_and_taken_back (Window *self, gconstpointer data)
{
  g_assert_false (flip (self, "message", 3)->good);
  g_assert_cmpint (page_of (self)->answer->noticed, >=, 0);
  g_assert_true (gtk_widget_has_css_class (page_of (self)->verdict, "bad"));
  gtk_widget_activate_action (GTK_WIDGET (page_of (self)), "bench.mend", NULL);
  g_assert_true (wait_for_answer (self)->good);
  gtk_widget_activate_action (GTK_WIDGET (page_of (self)), "bench.undo", NULL);
  g_assert_false (wait_for_answer (self)->good);
  gtk_widget_activate_action (GTK_WIDGET (page_of (self)), "bench.undo", NULL);
  g_assert_true (wait_for_answer (self)->good);
}

static void
bit_that_is_picked_keeps_the_keyboard (Window *self, gconstpointer data)
{
  GtkWidget *bits = find_touchable (GTK_WIDGET (page_of (self)->lanes));

  g_assert_nonnull (bits);
  gtk_widget_grab_focus (bits);
  tb_bit_view_go_to (TB_BIT_VIEW (bits), 9);
  g_signal_emit_by_name (bits, "bit-picked", (guint64) 9);
  g_assert_cmpuint (tb_bench_flips_get_n (page_of (self)->flips), ==, 1);
  wait_for_answer (self);
  g_assert_true (tb_bench_flips_has (page_of (self)->flips, "digest", 9));
  g_assert_cmpuint (tb_bit_view_get_caret (TB_BIT_VIEW (bits)), ==, 9);
}

static void
another_scheme_starts_over (Window *self, gconstpointer data)
{
  flip (self, "message", 3);
  gtk_drop_down_set_selected (page_of (self)->scheme, TB_SIGN_ED25519);
  g_assert_true (wait_for_answer (self)->good);
  g_assert_cmpuint (tb_bench_flips_get_n (page_of (self)->flips), ==, 0);
  g_assert_cmpuint (page_of (self)->answer->scheme, ==, TB_SIGN_ED25519);
}

static void
key_of_another_is_refused (Window *self, gconstpointer data)
{
  gtk_drop_down_set_selected (page_of (self)->second, 1);
  g_assert_false (wait_for_answer (self)->good);
}

static void
file_that_cannot_be_read_is_a_sentence (Window *self, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (page_of (self)), "bench.use-file", "s", "/nowhere/at/all");
  settle ();
  while (page_of (self)->asking != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (page_of (self)->answer);
  g_assert_cmpstr (gtk_label_get_text (page_of (self)->sentence), !=, "");
  g_assert_null (tb_step_lanes_get_card (page_of (self)->lanes, 0));
  gtk_drop_down_set_selected (page_of (self)->source, TB_BENCH_TEXT);
  g_assert_true (wait_for_answer (self)->good);
}

/* Submits and waits until the run has taken it in. */
static void
let_sign (Window *self, const char *line, gint64 until_us)
{
  TbRun *run = tb_playhead_get_run (self->playhead);
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_playhead_submit (self->playhead, line, &error));
  g_assert_no_error (error);
  tb_run_set_target (run, until_us);
  tb_run_wait (run, until_us);
  tb_playhead_seek (self->playhead, until_us);
  tb_playhead_advance (self->playhead, 16667);
}

static void
signature_of_the_run_is_made_again_and_compared (Window *self, gconstpointer data)
{
  TbBenchPage *page = page_of (self);
  g_autofree char *flips = NULL;

  let_sign (self, "sign device=lock-01 message=open verify=lock-02 flip=message:3", 4 * TB_US_PER_MINUTE);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "signature.show-page", "s", "nonce");
  select_name (self, "signature 1");
  g_assert_true (page_of (self) == page);
  g_assert_true (tb_bench_page_is_from_journal (page));
  flips = tb_bench_flips_dup_text (page->flips);
  g_assert_cmpstr (flips, ==, "message:3");
  g_assert_false (page->answer->good);
  g_assert_true (g_bytes_equal (page->answer->sent, page->signed_once->signature));
  g_assert_nonnull (strstr (gtk_label_get_text (page->hint), "the same signature byte for byte"));
  gtk_widget_activate_action (GTK_WIDGET (page), "bench.mend", NULL);
  g_assert_false (wait_for_answer (self)->good);
  g_assert_nonnull (strstr (gtk_label_get_text (page->hint), "turned over was message:3"));
}

static void
signature_of_later_is_not_shown_before (Window *self, gconstpointer data)
{
  TbBenchPage *page = page_of (self);

  let_sign (self, "sign device=lock-01 message=open", 4 * TB_US_PER_MINUTE);
  select_name (self, "signature 1");
  g_assert_true (page->answer->good);
  tb_playhead_seek (self->playhead, TB_US_PER_MINUTE);
  tb_playhead_advance (self->playhead, 16667);
  settle ();
  g_assert_null (page->answer);
  g_assert_nonnull (strstr (gtk_label_get_text (page->sentence), "made later"));
  tb_playhead_seek (self->playhead, 4 * TB_US_PER_MINUTE);
  tb_playhead_advance (self->playhead, 16667);
  g_assert_true (wait_for_answer (self)->good);
  select_name (self, "lock-02");
  g_assert_false (tb_bench_page_is_from_journal (page));
  g_assert_null (page->signed_once);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (page->scheme)));
}

static GtkEventController *
find_drop_target (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return controller;
    }
  return NULL;
}

static void
file_that_is_dropped_is_the_message (Window *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "trustbed-dropped.bin", NULL);
  GSList files = { g_file_new_for_path (path), NULL };
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_assert_true (g_file_set_contents (path, "dropped", -1, NULL));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, &files);
  g_signal_emit_by_name (find_drop_target (GTK_WIDGET (page_of (self))), "drop", &value, 1.0, 1.0, &taken);
  g_assert_true (taken);
  g_assert_cmpuint (g_bytes_get_size (wait_for_answer (self)->message), ==, 7);
  g_assert_cmpuint (gtk_drop_down_get_selected (page_of (self)->source), ==, TB_BENCH_FILE);
  g_object_unref (files.data);
  g_unlink (path);
}

static void
text_of_a_megabyte_is_taken_whole (Window *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < 1 << 20)
    g_string_append (text, "unlock the front door, and close it behind whoever comes in\n");
  gtk_text_buffer_set_text (page_of (self)->text, text->str, -1);
  g_assert_cmpuint (g_bytes_get_size (wait_for_answer (self)->message), ==, text->len);
  g_assert_true (page_of (self)->answer->good);
}

static void
nothing_signed_yet_says_how (Window *self, gconstpointer data)
{
  gtk_drop_down_set_selected (page_of (self)->source, TB_BENCH_JOURNAL);
  settle ();
  g_assert_null (page_of (self)->answer);
  g_assert_nonnull (strstr (gtk_label_get_text (page_of (self)->sentence), "No device has signed here yet"));
}

static void
envelope_lists_its_readers (Window *self, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (self->view), "signature.show-page", "s", "seal");
  g_assert_cmpuint (wait_for_answer (self)->readers->len, ==, 3);
  g_assert_true (gtk_widget_get_visible (page_of (self)->readers_card));
  g_assert_false (flip (self, "tag", 0)->good);
}

static void
nonce_gives_the_key_away (Window *self, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (self->view), "signature.show-page", "s", "nonce");
  g_assert_true (wait_for_answer (self)->good);
  g_assert_true (gtk_widget_has_css_class (page_of (self)->verdict, "bad"));
}

static void
picture_is_written (Window *self, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "steps.png", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_signature_view_export (self->view, path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

#define ADD(path, func) g_test_add ("/signature-view/" path, Window, NULL, open_window, func, close_window)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  tb_look_install (gdk_display_get_default ());
  ADD ("selected", selected_device_signs);
  ADD ("no-key", device_without_a_key_is_told);
  ADD ("flip", bit_turned_over_is_noticed_mended_and_taken_back);
  ADD ("keyboard", bit_that_is_picked_keeps_the_keyboard);
  ADD ("scheme", another_scheme_starts_over);
  ADD ("another", key_of_another_is_refused);
  ADD ("no-file", file_that_cannot_be_read_is_a_sentence);
  ADD ("of-the-run", signature_of_the_run_is_made_again_and_compared);
  ADD ("of-later", signature_of_later_is_not_shown_before);
  ADD ("dropped", file_that_is_dropped_is_the_message);
  ADD ("megabyte", text_of_a_megabyte_is_taken_whole);
  ADD ("none-yet", nothing_signed_yet_says_how);
  ADD ("envelope", envelope_lists_its_readers);
  ADD ("nonce", nonce_gives_the_key_away);
  ADD ("picture", picture_is_written);
  return g_test_run ();
}
