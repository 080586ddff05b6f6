/* Questions in a real window: answered by a worker at the time of the playhead, shown as a table whose rows lead to whom they are about, refused in a sentence,
 * completed, brought back, followed and saved. Needs a display. */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "monitor-fixture.h"
#include "tb-ask-examples.h"
#include "tb-ask-page-private.h"

typedef struct
{
  GtkWidget *window;
  GtkWidget *view;
  TbAskPage *page;
  TbPlayhead *playhead;
} Window;

static void
open_house (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();

  window->window = monitor_open ("ask", run, 2 * TB_US_PER_MINUTE, &window->playhead, &window->view);
  window->page = TB_ASK_PAGE (tb_monitor_view_get_page (TB_MONITOR_VIEW (window->view), "ask"));
}

static void
close_window (Window *window, gconstpointer data)
{
  while (window->page->n_under_way > 0)
    g_main_context_iteration (NULL, TRUE);
  view_close (window->window, window->view, window->playhead);
}

static void
wait_for_answer (Window *window)
{
  while (window->page->cancellable != NULL)
    g_main_context_iteration (NULL, TRUE);
  settle ();
}

static void
ask (Window *window, const char *sql)
{
  tb_ask_page_ask (window->page, sql);
  wait_for_answer (window);
}

static void
assert_page (Window *window, const char *name)
{
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->answers), ==, name);
}

static void
assert_cell (Window *window, guint row, guint column, const char *expected)
{
  g_autofree char *text = tb_ask_page_dup_cell (window->page->answer, row, column);

  g_assert_cmpstr (text, ==, expected);
}

static guint
count_rows (Window *window)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (window->page->table)));
}

static void
activate (Window *window, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (window->page), action, NULL);
  settle ();
}

static void
an_answer_is_a_table (Window *window, gconstpointer data)
{
  GListModel *columns = gtk_column_view_get_columns (window->page->table);

  assert_page (window, "empty");
  ask (window, "SELECT name, state, interval_us, gateway FROM device WHERE family = 'lock' ORDER BY name");
  assert_page (window, "table");
  g_assert_cmpuint (g_list_model_get_n_items (columns), ==, 4);
  g_assert_cmpuint (count_rows (window), ==, 2);
  assert_cell (window, 0, 0, "lock-01");
  assert_cell (window, 1, 1, "valid");
  assert_cell (window, 1, 2, "1m");
  g_assert_cmpstr (gtk_label_get_text (window->page->status), ==, "2 rows · as it was on day 1 00:02:00");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->page->cut)));
  g_assert_false (gtk_widget_get_visible (window->page->problem));
}

static void
nothing_and_null_are_said (Window *window, gconstpointer data)
{
  ask (window, "SELECT name FROM device WHERE name = 'nobody'");
  assert_page (window, "none");
  ask (window, "SELECT NULL AS empty, 90061000000 AS while_us, 1.5 AS half");
  assert_page (window, "table");
  assert_cell (window, 0, 0, "–");
  assert_cell (window, 0, 1, "1d 1h 1m 1s");
  assert_cell (window, 0, 2, "1.5");
}

static void
what_is_refused_gets_a_sentence (Window *window, gconstpointer data)
{
  static const char *const questions[] = { "SELECT nothing FROM device", "DELETE FROM device", "SELEC", "ATTACH 'x' AS y" };

  ask (window, "SELECT count(*) AS n FROM device");
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      ask (window, questions[i]);
      g_assert_true (gtk_widget_get_visible (window->page->problem));
      g_assert_cmpuint (strlen (gtk_label_get_text (window->page->problem_text)), >, 10);
      assert_page (window, "table");
    }
  ask (window, "SELECT 1 AS one");
  g_assert_false (gtk_widget_get_visible (window->page->problem));
}

static void
more_rows_than_are_shown_are_told_of (Window *window, gconstpointer data)
{
  ask (window, "SELECT a.name FROM device AS a, device AS b, device AS c, device AS d, device AS e, device AS f, device AS g, device AS h");
  g_assert_cmpuint (count_rows (window), ==, 10000);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->page->cut)));
}

static void
a_row_leads_to_whom_it_is_about (Window *window, gconstpointer data)
{
  g_autofree char *lock = NULL, *handshake = NULL;

  ask (window, "SELECT state, name FROM device WHERE family = 'lock' ORDER BY name DESC");
  g_signal_emit_by_name (window->page->table, "activate", 0);
  lock = tb_playhead_dup_selection_name (window->playhead);
  g_assert_cmpstr (lock, ==, "lock-02");
  ask (window, "SELECT number, client FROM session WHERE client = 'lock-01' AND purpose = 'connect'");
  g_signal_emit_by_name (window->page->table, "activate", 0);
  g_assert_cmpint (tb_playhead_get_selection (window->playhead)->kind, ==, TB_SELECTION_HANDSHAKE);
  handshake = tb_ask_page_dup_target (window->page, 0);
  g_assert_true (g_str_has_prefix (handshake, "handshake "));
  ask (window, "SELECT 42 AS answer");
  g_assert_null (tb_ask_page_dup_target (window->page, 0));
}

static void
earlier_questions_come_back (Window *window, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *typed = NULL;

  ask (window, "SELECT 1 AS a");
  ask (window, "SELECT 2 AS a");
  tb_ask_page_set_question (window->page, "SELECT 3");
  activate (window, "ask.earlier");
  second = tb_ask_page_dup_question (window->page);
  activate (window, "ask.earlier");
  activate (window, "ask.earlier");
  first = tb_ask_page_dup_question (window->page);
  activate (window, "ask.later");
  activate (window, "ask.later");
  typed = tb_ask_page_dup_question (window->page);
  g_assert_cmpstr (first, ==, "SELECT 1 AS a");
  g_assert_cmpstr (second, ==, "SELECT 2 AS a");
  g_assert_cmpstr (typed, ==, "SELECT 3");
}

static void
names_are_completed (Window *window, gconstpointer data)
{
  g_autofree char *one = NULL, *chosen = NULL;

  tb_ask_page_set_question (window->page, "SELECT * FROM certif");
  g_assert_true (tb_ask_page_complete (window->page));
  one = tb_ask_page_dup_question (window->page);
  g_assert_cmpstr (one, ==, "SELECT * FROM certificate");
  g_assert_true (tb_ask_page_is_writing (window->page));
  g_assert_false (tb_ask_page_complete (window->page));
  tb_ask_page_set_question (window->page, "");
  g_assert_false (tb_ask_page_is_writing (window->page));
  tb_ask_page_set_question (window->page, "SELECT count(*) FROM device WHERE is_");
  g_assert_true (tb_ask_page_complete (window->page));
  g_assert_true (gtk_widget_get_visible (window->page->popover));
  g_assert_true (tb_ask_page_complete_key (window->page, GDK_KEY_Return));
  chosen = tb_ask_page_dup_question (window->page);
  g_assert_cmpstr (chosen, ==, "SELECT count(*) FROM device WHERE is_on");
  g_assert_false (gtk_widget_get_visible (window->page->popover));
  g_assert_false (tb_ask_page_complete_key (window->page, GDK_KEY_Return));
}

static void
every_example_is_answered (Window *window, gconstpointer data)
{
  for (guint i = 0; i < tb_ask_examples_get_n (); i++)
    {
      ask (window, tb_ask_examples_get (i).sql);
      g_assert_cmpstr (gtk_label_get_text (window->page->problem_text), ==, "");
    }
  g_assert_cmpuint (tb_ask_examples_get_n_own (), >=, 12);
}

static void
the_answer_follows_the_playhead_when_told_to (Window *window, gconstpointer data)
{
  ask (window, "SELECT count(*) AS n FROM event");
  view_seek (window->playhead, TB_US_PER_MINUTE);
  g_assert_cmpint (window->page->asked_us, ==, 2 * TB_US_PER_MINUTE);
  g_object_set (window->page, "follows", TRUE, NULL);
  while (window->page->asked_us != TB_US_PER_MINUTE)
    g_main_context_iteration (NULL, TRUE);
  wait_for_answer (window);
  g_assert_true (g_str_has_suffix (gtk_label_get_text (window->page->status), "day 1 00:01:00"));
}

/* The last question is answered, whatever was under way before it. */
static void
a_question_takes_the_place_of_the_one_before (Window *window, gconstpointer data)
{
  tb_ask_page_ask (window->page, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS most FROM n");
  g_assert_nonnull (window->page->cancellable);
  ask (window, "SELECT 7 AS seven");
  assert_cell (window, 0, 0, "7");
  tb_ask_page_ask (window->page, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS most FROM n");
  activate (window, "ask.cancel");
  g_assert_null (window->page->cancellable);
  assert_cell (window, 0, 0, "7");
}

static void
an_answer_is_saved_whole_or_not_at_all (Window *window, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-ask-XXXXXX", NULL), *path = g_build_filename (folder, "answer.csv", NULL), *text = NULL;
  g_autoptr (GError) nothing = NULL, picture = NULL, error = NULL;

  g_assert_false (tb_monitor_view_export (TB_MONITOR_VIEW (window->view), path, &nothing));
  g_assert_error (nothing, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  ask (window, "SELECT name, interval_us FROM device WHERE family = 'lock' ORDER BY name");
  g_assert_false (tb_monitor_view_export (TB_MONITOR_VIEW (window->view), "answer.svg", &picture));
  g_assert_error (picture, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_true (tb_monitor_view_export (TB_MONITOR_VIEW (window->view), path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "name,interval_us\r\nlock-01,60000000\r\nlock-02,60000000\r\n");
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static guint
count_tables (Window *window)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (window->page->tables)); row != NULL; row = gtk_widget_get_next_sibling (row))
    n += GTK_IS_LIST_BOX_ROW (row) && gtk_widget_get_child_visible (row);
  return n;
}

static void
tables_are_found_by_what_they_tell (Window *window, gconstpointer data)
{
  guint all = count_tables (window);

  g_assert_cmpuint (all, >=, 12);
  tb_monitor_view_search (TB_MONITOR_VIEW (window->view), "holds_password");
  settle ();
  g_assert_cmpuint (count_tables (window), ==, 1);
  tb_monitor_view_search (TB_MONITOR_VIEW (window->view), "no such thing");
  settle ();
  g_assert_cmpuint (count_tables (window), ==, 0);
  tb_monitor_view_search (TB_MONITOR_VIEW (window->view), "");
  settle ();
  g_assert_cmpuint (count_tables (window), ==, all);
}

static void
another_run_begins_without_an_answer (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) other = start_house ();

  ask (window, "SELECT count(*) AS n FROM event");
  tb_playhead_set_run (window->playhead, other);
  settle ();
  assert_page (window, "empty");
  g_assert_null (window->page->answer);
  g_assert_cmpstr (gtk_label_get_text (window->page->status), ==, "");
}

#define ADD(path, test) g_test_add (path, Window, NULL, open_house, test, close_window)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("/ask-page/an answer is a table", an_answer_is_a_table);
  ADD ("/ask-page/nothing and NULL are said", nothing_and_null_are_said);
  ADD ("/ask-page/what is refused gets a sentence", what_is_refused_gets_a_sentence);
  ADD ("/ask-page/more rows than are shown are told of", more_rows_than_are_shown_are_told_of);
  ADD ("/ask-page/a row leads to whom it is about", a_row_leads_to_whom_it_is_about);
  ADD ("/ask-page/earlier questions come back", earlier_questions_come_back);
  ADD ("/ask-page/names are completed", names_are_completed);
  ADD ("/ask-page/every example is answered", every_example_is_answered);
  ADD ("/ask-page/the answer follows the playhead when told to", the_answer_follows_the_playhead_when_told_to);
  ADD ("/ask-page/a question takes the place of the one before", a_question_takes_the_place_of_the_one_before);
  ADD ("/ask-page/an answer is saved whole or not at all", an_answer_is_saved_whole_or_not_at_all);
  ADD ("/ask-page/tables are found by what they tell", tables_are_found_by_what_they_tell);
  ADD ("/ask-page/another run begins without an answer", another_run_begins_without_an_answer);
  return g_test_run ();
}
