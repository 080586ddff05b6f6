/* The certificates view in a real window: it follows the selection and time both ways, submits what is done to a certificate as command lines,
 * exports, and goes away when it is closed. Needs a display. */
#include <glib/gstdio.h>
#include <string.h>

#include "tb-certificate-view-private.h"
#include "tb-look.h"
#include "view-fixture.h"

typedef struct
{
  GtkWidget *window;
  TbCertificateView *view;
  TbPlayhead *playhead;
  Submitted submitted;
} Window;

static void
seek (Window *window, gint64 time_us)
{
  view_seek (window->playhead, time_us);
}

/* Five minutes into the life of the house, with a lock that renewed in the second. */
static void
open_window (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();
  g_autoptr (GError) error = NULL;

  tb_run_submit (run, "@2m renew device=lock-01", &error);
  g_assert_no_error (error);
  window->submitted.lines = g_string_new (NULL);
  window->playhead = tb_playhead_new ();
  window->view = TB_CERTIFICATE_VIEW (tb_certificate_view_new (window->playhead));
  window->window = view_open (GTK_WIDGET (window->view), window->playhead, run, 5 * TB_US_PER_MINUTE);
  window->submitted.playhead = window->playhead;
  view_add_submit (window->window, &window->submitted);
}

static void
close_window (Window *window, gconstpointer data)
{
  view_close (window->window, GTK_WIDGET (window->view), window->playhead);
  g_string_free (window->submitted.lines, TRUE);
}

static void
select_name (Window *window, const char *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_playhead_select_name (window->playhead, name, &error));
  g_assert_no_error (error);
  settle ();
}

static guint32
object_of (Window *window, const char *name)
{
  return tb_fleet_find (tb_run_get_fleet (tb_playhead_get_run (window->playhead)), name);
}

static const char *
page_of (GtkStack *stack)
{
  return gtk_stack_get_visible_child_name (stack);
}

/* The row that is marked in the list, as its title. */
static char *
dup_marked (Window *window)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (window->view->selection);
  g_autoptr (TbCertificateNode) node = row ? gtk_tree_list_row_get_item (row) : NULL;

  return g_strdup (node ? tb_certificate_node_get_title (node) : "");
}

static void
check_marked (Window *window, const char *wanted)
{
  g_autofree char *marked = dup_marked (window);

  g_assert_cmpstr (marked, ==, wanted);
}

static void
opens_on_the_root (Window *window, gconstpointer data)
{
  g_assert_cmpstr (page_of (window->view->list_stack), ==, "list");
  g_assert_cmpstr (page_of (window->view->detail_stack), ==, "detail");
  g_assert_cmpint (tb_certificate_view_get_entry (window->view)->depth, ==, 0);
  g_assert_cmpint (tb_playhead_get_selection (window->playhead)->kind, ==, TB_SELECTION_NONE);
}

static void
shows_what_is_selected_elsewhere (Window *window, gconstpointer data)
{
  select_name (window, "lock-02");
  g_assert_cmpuint (tb_certificate_view_get_entry (window->view)->subject, ==, object_of (window, "lock-02"));
  g_assert_cmpstr (gtk_label_get_text (window->view->title), ==, "lock-02");
  check_marked (window, "lock-02");
  select_name (window, "handshake 1");
  g_assert_cmpuint (tb_certificate_view_get_entry (window->view)->subject, ==, tb_playhead_get_selection (window->playhead)->object);
  select_name (window, "authority");
  g_assert_cmpint (tb_certificate_view_get_entry (window->view)->depth, ==, 1);
}

static void
one_without_a_certificate_says_why (Window *window, gconstpointer data)
{
  select_name (window, "camera");
  g_assert_cmpstr (page_of (window->view->detail_stack), ==, "nothing");
  g_assert_nonnull (strstr (adw_status_page_get_title (window->view->nothing), "camera"));
  check_marked (window, "");
}

static void
chosen_here_is_selected_everywhere (Window *window, gconstpointer data)
{
  guint certificate;

  select_name (window, "lock-01");
  certificate = window->view->certificate;
  tb_certificate_view_choose (window->view, tb_certificate_index_get_authority (tb_certificate_view_get_index (window->view), 0));
  g_assert_cmpuint (tb_playhead_get_selection (window->playhead)->object, ==, object_of (window, "authority"));
  check_marked (window, "Service Root CA");
  g_signal_emit_by_name (window->view->chart, "certificate-picked", certificate);
  g_assert_cmpuint (tb_playhead_get_selection (window->playhead)->object, ==, object_of (window, "lock-01"));
  check_marked (window, "lock-01");
}

static void
older_certificate_is_a_step_away (Window *window, gconstpointer data)
{
  guint newest;

  select_name (window, "lock-01");
  newest = window->view->certificate;
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window->view), "certificate.older", NULL));
  g_assert_cmpuint (window->view->certificate, ==, tb_certificate_index_get (tb_certificate_view_get_index (window->view), newest)->previous);
  g_assert_cmpstr (gtk_label_get_text (window->view->position), ==, "1 of 2");
  gtk_widget_activate_action (GTK_WIDGET (window->view), "certificate.newer", NULL);
  g_assert_cmpuint (window->view->certificate, ==, newest);
}

static void
past_takes_the_certificate_back (Window *window, gconstpointer data)
{
  guint newest;

  select_name (window, "lock-01");
  newest = window->view->certificate;
  seek (window, TB_US_PER_MINUTE);
  g_assert_cmpuint (window->view->certificate, <, newest);
  g_assert_cmpuint (tb_certificate_view_get_entry (window->view)->subject, ==, object_of (window, "lock-01"));
  seek (window, TB_US_PER_SECOND);
  g_assert_cmpstr (page_of (window->view->detail_stack), ==, "nothing");
  seek (window, 5 * TB_US_PER_MINUTE);
  g_assert_cmpuint (window->view->certificate, ==, newest);
}

/* Whatever is done to a certificate is a line of text, and the view shows what came of it. */
static void
revoking_is_a_command_line (Window *window, gconstpointer data)
{
  select_name (window, "lock-02");
  gtk_widget_activate_action (GTK_WIDGET (window->view), "certificate.hold", NULL);
  seek (window, 6 * TB_US_PER_MINUTE);
  g_assert_true (gtk_widget_get_visible (window->view->release));
  gtk_widget_activate_action (GTK_WIDGET (window->view), "certificate.release", NULL);
  seek (window, 7 * TB_US_PER_MINUTE);
  gtk_widget_activate_action (GTK_WIDGET (window->view), "certificate.revoke", "s", "keyCompromise");
  seek (window, 8 * TB_US_PER_MINUTE);
  g_assert_cmpstr (window->submitted.lines->str, ==, "hold device=lock-02\nrelease device=lock-02\nrevoke device=lock-02 reason=keyCompromise\n");
  g_assert_cmpstr (gtk_label_get_text (window->view->mark_word), ==, tb_look_get_word (tb_look_identity (TB_IDENTITY_REVOKED)));
  g_assert_false (gtk_widget_get_sensitive (window->view->revoke));
}

static void
await_answer (Window *window, gboolean is_valid)
{
  while (window->view->answer == NULL || window->view->asking != NULL || window->view->answer->is_valid != is_valid)
    g_main_context_iteration (NULL, TRUE);
}

/* The slider asks about another time; the playhead and the run know nothing of it. */
static void
slider_checks_the_path_at_any_time (Window *window, gconstpointer data)
{
  gint64 now_us = tb_playhead_get_time (window->playhead);
  const TbCertificateEntry *entry;

  select_name (window, "lock-02");
  await_answer (window, TRUE);
  entry = tb_certificate_view_get_entry (window->view);
  gtk_range_set_value (GTK_RANGE (window->view->scale), (double) entry->not_after_us + TB_US_PER_HOUR);
  await_answer (window, FALSE);
  g_assert_true (gtk_widget_get_visible (window->view->reset));
  g_assert_cmpint (tb_playhead_get_time (window->playhead), ==, now_us);
  g_assert_cmpstr (window->submitted.lines->str, ==, "");
  gtk_widget_activate_action (GTK_WIDGET (window->view), "certificate.check-now", NULL);
  await_answer (window, TRUE);
  g_assert_false (gtk_widget_get_visible (window->view->reset));
}

static void
search_that_finds_nothing_says_so (Window *window, gconstpointer data)
{
  guint n_all = tb_certificate_tree_get_n_shown (window->view->tree);

  tb_certificate_view_search (window->view, "no such thing");
  while (tb_certificate_tree_get_n_shown (window->view->tree) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (page_of (window->view->list_stack), ==, "no-match");
  gtk_widget_activate_action (GTK_WIDGET (window->view), "certificate.show-all", NULL);
  while (tb_certificate_tree_get_n_shown (window->view->tree) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (tb_certificate_tree_get_n_shown (window->view->tree), ==, n_all);
}

static void
picture_of_lifetimes_is_written (Window *window, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "lifetimes.svg", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  select_name (window, "lock-01");
  g_assert_true (tb_certificate_view_export (window->view, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "<svg"));
  g_assert_cmpint (g_unlink (path), ==, 0);
  select_name (window, "camera");
  g_assert_false (tb_certificate_view_export (window->view, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

#define ADD(path, func) g_test_add ("/certificate-view/" path, Window, NULL, open_window, func, close_window)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  tb_look_install (gdk_display_get_default ());
  ADD ("root", opens_on_the_root);
  ADD ("follow", shows_what_is_selected_elsewhere);
  ADD ("none", one_without_a_certificate_says_why);
  ADD ("lead", chosen_here_is_selected_everywhere);
  ADD ("older", older_certificate_is_a_step_away);
  ADD ("past", past_takes_the_certificate_back);
  ADD ("revoke", revoking_is_a_command_line);
  ADD ("slider", slider_checks_the_path_at_any_time);
  ADD ("search", search_that_finds_nothing_says_so);
  ADD ("export", picture_of_lifetimes_is_written);
  return g_test_run ();
}
