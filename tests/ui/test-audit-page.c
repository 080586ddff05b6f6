/* The certificate log in a real window: it follows the playhead both ways, is searched and filtered by a worker, its rows lead to whom they are about; a certificate is
 * followed, an entry proved, the log saved as a file that holds. Needs a display. */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "monitor-fixture.h"
#include "tb-audit-file.h"
#include "tb-audit-page-private.h"
#include "tb-checkpoint.h"
#include "tb-pem.h"

typedef struct
{
  GtkWidget *window;
  GtkWidget *view;
  TbAuditPage *page;
  TbPlayhead *playhead;
} Window;

static gboolean
is_busy (TbAuditPage *page)
{
  gboolean is_late = page->playhead != NULL && page->looked_us != tb_playhead_get_time (page->playhead);

  return page->n_under_way > 0 || page->again != 0 || page->typing != 0 || is_late;
}

static void
wait_for_work (Window *window)
{
  while (is_busy (window->page))
    g_main_context_iteration (NULL, TRUE);
  settle ();
}

static void
open_house (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();

  window->window = monitor_open ("audit", run, 2 * TB_US_PER_MINUTE, &window->playhead, &window->view);
  window->page = TB_AUDIT_PAGE (tb_monitor_view_get_page (TB_MONITOR_VIEW (window->view), "audit"));
  wait_for_work (window);
}

static void
close_window (Window *window, gconstpointer data)
{
  wait_for_work (window);
  view_close (window->window, window->view, window->playhead);
}

static void
seek (Window *window, gint64 time_us)
{
  view_seek (window->playhead, time_us);
  wait_for_work (window);
}

static guint
count_rows (Window *window)
{
  return g_list_model_get_n_items (G_LIST_MODEL (window->page->entries));
}

static guint
number_at (Window *window, guint row)
{
  g_autoptr (TbAuditItem) item = g_list_model_get_item (G_LIST_MODEL (window->page->entries), row);

  return tb_audit_item_get_number (item);
}

static char *
dup_property (Window *window, guint row, const char *name)
{
  g_autoptr (TbAuditItem) item = g_list_model_get_item (G_LIST_MODEL (window->page->entries), row);
  char *text;

  g_object_get (item, name, &text, NULL);
  return text;
}

static void
search (Window *window, const char *text)
{
  tb_monitor_view_search (TB_MONITOR_VIEW (window->view), text);
  wait_for_work (window);
}

static void
assert_list (Window *window, const char *page)
{
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->lists), ==, page);
}

static void
activate (Window *window, const char *action, const char *format, guint value)
{
  gtk_widget_activate_action (GTK_WIDGET (window->page), action, format, value);
  wait_for_work (window);
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  gboolean found = GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !found; child = gtk_widget_get_next_sibling (child))
    found = says (child, text);
  return found;
}

static void
select_row (Window *window, guint row)
{
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (gtk_list_view_get_model (window->page->list)), row);
  wait_for_work (window);
}

static void
the_newest_is_first (Window *window, gconstpointer data)
{
  guint n = count_rows (window);
  g_autofree char *title = NULL, *time = NULL, *summary = NULL;

  assert_list (window, "list");
  g_assert_cmpuint (n, ==, window->page->n_entries);
  g_assert_cmpuint (number_at (window, 0), ==, n);
  g_assert_cmpuint (number_at (window, n - 1), ==, 1);
  title = dup_property (window, n - 1, "title");
  time = dup_property (window, n - 1, "time");
  summary = dup_property (window, n - 1, "summary");
  g_assert_nonnull (strstr (title, "authority has a root certificate"));
  g_assert_cmpstr (time, ==, "day 1 00:00:00");
  g_assert_true (g_str_has_prefix (summary, "entry 1 · serial "));
  g_assert_true (g_str_has_suffix (gtk_label_get_text (window->page->status), "entries · as it was on day 1 00:02:00"));
}

static void
it_follows_the_playhead_both_ways (Window *window, gconstpointer data)
{
  guint n_late = count_rows (window), n_early;

  seek (window, 3 * TB_US_PER_SECOND);
  n_early = count_rows (window);
  g_assert_cmpuint (n_early, >, 0);
  g_assert_cmpuint (n_early, <, n_late);
  seek (window, 2 * TB_US_PER_MINUTE);
  g_assert_cmpuint (count_rows (window), ==, n_late);
}

static void
entries_are_searched_and_filtered (Window *window, gconstpointer data)
{
  guint n = count_rows (window), n_keys;
  g_autofree char *title = NULL;

  search (window, "lock-01 issued");
  g_assert_cmpuint (count_rows (window), ==, 1);
  title = dup_property (window, 0, "title");
  g_assert_nonnull (strstr (title, "authority has issued certificate 1 of lock-01"));
  search (window, "lock-01 nobody");
  assert_list (window, "none");
  activate (window, "audit.show-all", NULL, 0);
  g_assert_cmpuint (count_rows (window), ==, n);
  gtk_drop_down_set_selected (window->page->filter, 1 + TB_AUDIT_KEYS);
  wait_for_work (window);
  n_keys = count_rows (window);
  g_assert_cmpuint (n_keys, ==, 3);     /* two locks and a gateway */
  g_free (title);
  title = dup_property (window, 0, "title");
  g_assert_nonnull (strstr (title, "has made a key pair"));
}

static void
a_row_leads_to_whom_it_is_about (Window *window, gconstpointer data)
{
  g_autofree char *name = NULL;

  g_assert_true (says (GTK_WIDGET (window->page->entry), "No Entry Chosen"));
  search (window, "lock-02 key pair");
  g_assert_cmpuint (count_rows (window), ==, 1);
  search (window, "lock-02 key pear");
  g_assert_cmpuint (count_rows (window), ==, 0);
  search (window, "lock-02 installed");
  select_row (window, 0);
  name = tb_playhead_dup_selection_name (window->playhead);
  g_assert_cmpstr (name, ==, "lock-02");
  g_assert_true (says (GTK_WIDGET (window->page->entry), "certificate-installed"));
  g_assert_true (says (GTK_WIDGET (window->page->entry), "\"what\":\"certificate-installed\",\"who\":\"lock-02\"}"));
}

/* Selected elsewhere, it is here with the certificate it has. */
static void
whoever_is_selected_is_shown (Window *window, gconstpointer data)
{
  g_assert_true (tb_playhead_select_name (window->playhead, "lock-01", NULL));
  wait_for_work (window);
  g_assert_true (says (GTK_WIDGET (window->page->entry), "authority has issued certificate 1 of lock-01"));
  select_row (window, tb_audit_list_find (window->page->entries, window->page->chosen) + 1);
  g_assert_false (says (GTK_WIDGET (window->page->entry), "authority has issued certificate 1 of lock-01"));
  g_assert_true (tb_playhead_select_name (window->playhead, "eavesdropper", NULL));
  wait_for_work (window);
  g_assert_cmpuint (window->page->chosen, >, 0);
}

/* What an entry follows from is a step away; what has not happened yet is not shown. */
static void
the_chosen_entry_goes_with_the_time (Window *window, gconstpointer data)
{
  guint chosen;

  search (window, "lock-02 certificate-issued");
  select_row (window, 0);
  chosen = window->page->chosen;
  activate (window, "audit.choose", "u", tb_audit_trail_get (window->page->trail, chosen)->cause);
  g_assert_true (says (GTK_WIDGET (window->page->entry), "certificate-requested"));
  seek (window, TB_US_PER_SECOND);
  g_assert_cmpuint (window->page->chosen, ==, 0);
  g_assert_true (says (GTK_WIDGET (window->page->entry), "No Entry Chosen"));
  activate (window, "audit.choose", "u", chosen);
  g_assert_cmpuint (window->page->chosen, ==, 0);
}

static void
a_certificate_is_followed (Window *window, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  search (window, "lock-02 certificate-issued");
  select_row (window, 0);
  activate (window, "audit.follow", NULL, 0);
  g_assert_true (says (GTK_WIDGET (window->page->life), "Certificate of lock-02"));
  g_assert_true (says (GTK_WIDGET (window->page->life), "first shown to"));
  g_assert_false (says (GTK_WIDGET (window->page->life), "revoked by"));
  g_assert_true (tb_playhead_submit (window->playhead, "revoke device=lock-02 reason=keyCompromise", &error));
  g_assert_no_error (error);
  seek (window, 4 * TB_US_PER_MINUTE);
  g_assert_true (says (GTK_WIDGET (window->page->life), "revoked by authority (its key is in other hands)"));
}

static void
an_entry_is_proved (Window *window, gconstpointer data)
{
  g_assert_true (says (GTK_WIDGET (window->page->proof), "Nobody Can Change It Unnoticed"));
  select_row (window, 0);
  activate (window, "audit.prove", NULL, 0);
  g_assert_true (says (GTK_WIDGET (window->page->proof), "The last step gives the root hash"));
  g_assert_cmpuint (window->page->shown_size, ==, window->page->n_entries + 1);
  activate (window, "audit.remember", NULL, 0);
  seek (window, 6 * TB_US_PER_MINUTE);
  activate (window, "audit.prove", NULL, 0);
  g_assert_true (says (GTK_WIDGET (window->page->proof), "The log has only grown since"));
  window->page->kept_tree.bytes[0] ^= 1;
  activate (window, "audit.prove", NULL, 0);
  g_assert_true (says (GTK_WIDGET (window->page->proof), "The log did not begin like that."));
  seek (window, TB_US_PER_SECOND);
  activate (window, "audit.prove", NULL, 0);
  g_assert_true (says (GTK_WIDGET (window->page->proof), "The playhead is before the checkpoint."));
}

static TbKey *
make_key (const char *path)
{
  TbKey *key = tb_key_generate (tb_crypto_get_live (NULL), TB_KEY_P256, NULL, NULL);
  g_autoptr (GBytes) pem = tb_key_to_pem (key, NULL, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (pem, NULL), (gssize) g_bytes_get_size (pem), NULL));
  return key;
}

/* By a key from outside; a file that holds none leaves nothing behind. */
static void
a_checkpoint_is_signed (Window *window, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("audit-XXXXXX", NULL), *key_path = g_build_filename (folder, "key.pem", NULL), *path = g_build_filename (folder, "kept", NULL);
  g_autoptr (TbKey) key = make_key (key_path);
  g_autofree char *text = NULL;
  g_autoptr (TbCheckpoint) kept = NULL;

  tb_audit_page_save_checkpoint (window->page, folder, path);
  wait_for_work (window);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  tb_audit_page_save_checkpoint (window->page, key_path, path);
  wait_for_work (window);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  kept = tb_checkpoint_parse (text, NULL);
  g_assert_cmpuint (kept->size, ==, window->page->n_entries + 1);
  g_assert_true (tb_checkpoint_is_signed (kept, kept->authority_signature, tb_key_get_pkey (key)));
  g_unlink (path);
  g_unlink (key_path);
  g_rmdir (folder);
}

static void
the_log_is_saved (Window *window, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-audit-XXXXXX", NULL), *path = g_build_filename (folder, "house.jsonl", NULL);
  g_autoptr (TbAuditFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;
  gsize n;

  g_assert_false (tb_monitor_view_export (TB_MONITOR_VIEW (window->view), "house.csv", &error));
  g_assert_nonnull (strstr (error->message, ".jsonl"));
  g_assert_true (tb_monitor_view_export (TB_MONITOR_VIEW (window->view), path, NULL));
  wait_for_work (window);
  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  bytes = g_bytes_new_take (text, n);
  file = tb_audit_file_new (bytes);
  g_assert_true (tb_audit_file_is_good (file));
  g_assert_cmpuint (file->leaves->len, ==, window->page->n_entries + 1);
  g_unlink (path);
  g_rmdir (folder);
}

static void
another_run_begins_anew (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();

  select_row (window, 0);
  activate (window, "audit.prove", NULL, 0);
  activate (window, "audit.remember", NULL, 0);
  tb_playhead_set_run (window->playhead, run);
  tb_playhead_set_playing (window->playhead, FALSE);
  g_assert_cmpuint (count_rows (window), ==, 0);
  assert_list (window, "empty");
  g_assert_cmpuint (window->page->chosen, ==, 0);
  g_assert_cmpuint (window->page->kept_size, ==, 0);
  seek (window, TB_US_PER_MINUTE);
  g_assert_cmpuint (count_rows (window), >, 0);
}

static void
what_is_under_way_is_left_behind (Window *window, gconstpointer data)
{
  select_row (window, 0);
  gtk_widget_activate_action (GTK_WIDGET (window->page), "audit.prove", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window->page), "audit.follow", NULL);
  tb_audit_page_look (window->page);
  tb_audit_page_look (window->page);
  g_assert_cmpuint (window->page->n_under_way, >=, 3);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(path, function) g_test_add ("/ui/audit-page/" path, Window, NULL, open_house, function, close_window)
  ADD ("list", the_newest_is_first);
  ADD ("time", it_follows_the_playhead_both_ways);
  ADD ("search", entries_are_searched_and_filtered);
  ADD ("choose", a_row_leads_to_whom_it_is_about);
  ADD ("selected", whoever_is_selected_is_shown);
  ADD ("chosen", the_chosen_entry_goes_with_the_time);
  ADD ("follow", a_certificate_is_followed);
  ADD ("prove", an_entry_is_proved);
  ADD ("sign", a_checkpoint_is_signed);
  ADD ("save", the_log_is_saved);
  ADD ("run", another_run_begins_anew);
  ADD ("left", what_is_under_way_is_left_behind);
#undef ADD
  return g_test_run ();
}
