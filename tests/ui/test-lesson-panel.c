/* The lesson panel and the chooser in a real window: what is done by their buttons, what turns green by itself, what stays in its place. Needs a display. */
#include "lesson-tutor-facts.h"
#include "panel-fixture.h"
#include "tb-lesson-card.h"
#include "tb-lesson-chooser.h"
#include "tb-lesson-debrief.h"
#include "tb-lesson-hints.h"
#include "tb-lesson-quiz.h"
#include "tb-lesson-task.h"

static void
open_window (Window *window, gconstpointer data)
{
  learner_begin (&window->learner, "Ada");
  open_panel (window);
}

static void
act (Window *window, const char *action, GVariant *parameter)
{
  g_action_group_activate_action (G_ACTION_GROUP (window->actions), action, parameter);
  settle ();
}

static void
judge (Window *window)
{
  gint64 edge_us = tb_run_get_edge (tb_attempt_get_run (window->learner.attempt));

  while (tb_tutor_get_judged_us (window->tutor) != edge_us)
    {
      tb_tutor_look (window->tutor);
      g_main_context_iteration (NULL, TRUE);
    }
  settle ();
}

static void
the_present_step_is_open (Window *window, gconstpointer data)
{
  g_assert_true (says (window->panel, "A dark house"));
  g_assert_true (says (window->panel, "Switch off"));
  g_assert_true (says (window->panel, "and there is a camera."));
  g_assert_false (says (window->panel, "Nothing is to be done here."));
}

static void
answer_by_typing (Window *window, const char *text)
{
  GtkWidget *entry = nth_of (nth_of (window->panel, TB_TYPE_LESSON_QUIZ, 0), GTK_TYPE_ENTRY, 0);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
  settle ();
}

static void
the_next_step_waits_for_the_prediction (Window *window, gconstpointer data)
{
  act (window, "lesson-next", NULL);
  g_assert_cmpuint (tb_tutor_get_present (window->tutor), ==, 0);
  g_assert_true (says (window->panel, "Waits for the prediction above."));
  answer_by_typing (window, "2");
  g_assert_false (says (window->panel, "Waits for the prediction above."));
  act (window, "lesson-next", NULL);
  g_assert_cmpuint (tb_tutor_get_present (window->tutor), ==, 1);
  act (window, "lesson-back", NULL);
  g_assert_cmpuint (tb_tutor_get_present (window->tutor), ==, 0);
}

static void
rubbish_is_complained_of_in_its_place (Window *window, gconstpointer data)
{
  answer_by_typing (window, "many");
  g_assert_true (says (nth_of (window->panel, TB_TYPE_LESSON_QUIZ, 0), "That is no number."));
  answer_by_typing (window, "2,0");
  g_assert_false (says (nth_of (window->panel, TB_TYPE_LESSON_QUIZ, 0), "That is no number."));
}

static void
a_judged_answer_is_explained (Window *window, gconstpointer data)
{
  answer_by_typing (window, "3");
  while (tb_tutor_get_question (window->tutor, 0, 0) == NULL || !tb_tutor_get_question (window->tutor, 0, 0)->is_known)
    {
      tb_tutor_look (window->tutor);
      g_main_context_iteration (NULL, TRUE);
    }
  settle ();
  g_assert_true (says (window->panel, "That is not right."));
  g_assert_true (says (window->panel, "It was: 2 devices"));
  g_assert_true (says (window->panel, "one for each door"));
}

static void
go_to_tasks (Window *window)
{
  answer_by_typing (window, "2");
  act (window, "lesson-step", g_variant_new_uint32 (2));
  judge (window);
}

/* Nothing is built anew for it. */
static void
a_check_turns_green_in_its_place (Window *window, gconstpointer data)
{
  GtkWidget *task;
  g_autofree char *missing = g_strdup_printf ("%s is still on.", window->learner.victim);

  go_to_tasks (window);
  task = nth_of (window->panel, TB_TYPE_LESSON_TASK, 0);
  g_assert_true (says (task, "Not met yet"));
  g_assert_true (says (task, missing));
  learner_switch_off (&window->learner, window->learner.victim);
  judge (window);
  g_assert_true (nth_of (window->panel, TB_TYPE_LESSON_TASK, 0) == task);
  g_assert_true (says (task, "Met"));
  g_assert_false (says (task, missing));
  g_assert_true (gtk_widget_has_css_class (gtk_widget_get_first_child (task), "met"));
  g_assert_true (says (nth_of (window->panel, TB_TYPE_LESSON_TASK, 1), "Partly met: 50 %"));
  g_assert_true (says (window->panel, "1 of 2 met"));
}

static void
a_name_in_what_is_missing_selects (Window *window, gconstpointer data)
{
  GtkWidget *task;
  gboolean is_done = FALSE;
  g_autofree char *address = NULL, *expected = NULL;

  go_to_tasks (window);
  task = nth_of (window->panel, TB_TYPE_LESSON_TASK, 0);
  address = g_strdup_printf ("select:%s", window->learner.victim);
  expected = g_strdup_printf ("select '%s'\n", window->learner.victim);
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (nth_of (task, GTK_TYPE_LABEL, 2))), address));
  g_signal_emit_by_name (nth_of (task, GTK_TYPE_LABEL, 2), "activate-link", address, &is_done);
  g_assert_true (is_done);
  g_assert_cmpstr (window->lines->str, ==, expected);
}

static void
what_is_typed_stays_while_it_is_judged (Window *window, gconstpointer data)
{
  GtkWidget *entry = nth_of (window->panel, GTK_TYPE_ENTRY, 0);

  gtk_editable_set_text (GTK_EDITABLE (entry), "12");
  gtk_widget_grab_focus (entry);
  judge (window);
  g_assert_true (nth_of (window->panel, GTK_TYPE_ENTRY, 0) == entry);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "12");
  g_assert_nonnull (gtk_window_get_focus (GTK_WINDOW (window->window)));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window->window)), entry));
}

static void
hints_are_opened_one_by_one (Window *window, gconstpointer data)
{
  GtkWidget *hints;

  go_to_tasks (window);
  hints = nth_of (window->panel, TB_TYPE_LESSON_HINTS, 1);
  g_assert_true (says (hints, "Take Hint 1 of 2"));
  g_assert_false (says (hints, "Select it."));
  act (window, "lesson-hint", NULL);
  g_assert_true (says (hints, "Select it."));
  g_assert_true (says (hints, "Take Hint 2 of 2"));
  act (window, "lesson-hint", NULL);
  g_assert_true (says (hints, "Its inspector has a button."));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window->actions), "lesson-hint"));
}

static void
the_debrief_says_what_is_open (Window *window, gconstpointer data)
{
  answer_by_typing (window, "2");
  act (window, "lesson-step", g_variant_new_uint32 (0));
  judge (window);
  g_assert_true (says (window->panel, "What is off cannot be asked."));
  g_assert_true (says (window->panel, "RFC 5280 section 4.1.2.5"));
  g_assert_true (says (window->panel, "No hint taken"));
  g_assert_true (says (nth_of (window->panel, TB_TYPE_LESSON_DEBRIEF, 0), "Step 2: Switch off"));
}

static void
another_lesson_leaves_nothing_of_the_first (Window *window, gconstpointer data)
{
  tb_lesson_panel_set_tutor (TB_LESSON_PANEL (window->panel), NULL);
  settle ();
  g_assert_false (says (window->panel, "Look round"));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window->actions), "lesson-next"));
  act (window, "lesson-step", g_variant_new_uint32 (1));
}

/* The chooser */

static void
cards_begin_lessons_and_say_what_is_broken (void)
{
  Window window = { 0 };
  g_autoptr (GPtrArray) books = NULL;
  g_autofree char *broken = NULL, *expected = NULL;
  GtkWidget *chooser = tb_lesson_chooser_new (), *card;

  learner_begin (&window.learner, "");
  broken = write_beside (window.learner.folder, "98-broken.xml", "<lesson>");
  books = tb_lesson_shelf_read ((const char *const[]) { window.learner.path, broken, NULL }, "");
  present (&window, chooser);
  tb_lesson_chooser_show_books (TB_LESSON_CHOOSER (chooser), books);
  settle ();
  card = nth_of (chooser, TB_TYPE_LESSON_CARD, 0);
  g_assert_true (says (card, "A dark house"));
  g_assert_true (says (card, "Say who can be switched off."));
  g_assert_true (says (card, "5 min"));
  g_assert_true (says (card, "Not begun"));
  g_assert_true (says (nth_of (chooser, TB_TYPE_LESSON_CARD, 1), "98-broken.xml:1:"));
  g_signal_emit_by_name (nth_of (card, GTK_TYPE_BUTTON, 1), "clicked");
  expected = g_strdup_printf ("lesson-start '%s'\n", window.learner.path);
  g_assert_cmpstr (window.lines->str, ==, expected);
  gtk_window_destroy (GTK_WINDOW (window.window));
  settle ();
  g_object_unref (window.actions);
  g_string_free (window.lines, TRUE);
  g_remove (broken);
  learner_end (&window.learner);
}

static void
no_lessons_is_said (void)
{
  Window window = { 0 };
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  GtkWidget *chooser = tb_lesson_chooser_new ();

  present (&window, chooser);
  tb_lesson_chooser_show_books (TB_LESSON_CHOOSER (chooser), none);
  settle ();
  g_assert_true (says (chooser, "No Lessons Here"));
  gtk_window_destroy (GTK_WINDOW (window.window));
  settle ();
  g_object_unref (window.actions);
  g_string_free (window.lines, TRUE);
}

#define FACT(fact) g_test_add ("/ui/lesson-panel/" #fact, Window, NULL, open_window, fact, close_window)
#define ALONE(fact) g_test_add_func ("/ui/lesson-panel/" #fact, fact)

/* What learners keep goes to a folder of this test's own. */
static char *
use_own_folder (void)
{
  char *folder = g_dir_make_tmp ("learners-XXXXXX", NULL);

  g_assert_nonnull (folder);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  return folder;
}

static void
remove_folder (const char *folder)
{
  g_autofree char *trustbed = g_build_filename (folder, "trustbed", NULL), *lessons = g_build_filename (trustbed, "lessons", NULL);
  g_autoptr (GDir) listing = g_dir_open (lessons, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *file = g_build_filename (lessons, name, NULL);

      g_remove (file);
    }
  g_rmdir (lessons);
  g_rmdir (trustbed);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = use_own_folder ();
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  add_tutor_facts ();
  FACT (the_present_step_is_open);
  FACT (the_next_step_waits_for_the_prediction);
  FACT (rubbish_is_complained_of_in_its_place);
  FACT (a_judged_answer_is_explained);
  FACT (a_check_turns_green_in_its_place);
  FACT (a_name_in_what_is_missing_selects);
  FACT (what_is_typed_stays_while_it_is_judged);
  FACT (hints_are_opened_one_by_one);
  FACT (the_debrief_says_what_is_open);
  FACT (another_lesson_leaves_nothing_of_the_first);
  ALONE (cards_begin_lessons_and_say_what_is_broken);
  ALONE (no_lessons_is_said);
  status = g_test_run ();
  remove_folder (folder);
  return status;
}
