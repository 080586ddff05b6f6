/* The panel of an exercise: what has not happened is not told, what is decided has its consequence, and the debrief says what the run says. Needs a display. */
#include "panel-fixture.h"
#include "tb-debrief-page.h"
#include "tb-lesson-card.h"
#include "tb-lesson-quiz.h"
#include "tb-lesson-shelf.h"

static void
open_window (Window *window, gconstpointer data)
{
  learner_begin_with (&window->learner, "Team 1", "98-raid.xml", raid);
  open_panel (window);
}

static void
reach (Window *window, gint64 time_us)
{
  go_on_to (tb_attempt_get_run (window->learner.attempt), time_us);
  tb_tutor_tell (window->tutor, time_us);
  settle ();
}

static void
nothing_is_told_before_it_happens (Window *window, gconstpointer data)
{
  g_assert_true (says (window->panel, "The house is at stake."));
  g_assert_true (says (window->panel, "Looks out."));
  g_assert_true (says (window->panel, "Inject 0 of 2"));
  g_assert_false (says (window->panel, "Somebody knocks."));
  g_assert_false (says (window->panel, "Is it opened?"));
  g_assert_false (says (window->panel, "Once more"));
  g_assert_false (says (window->panel, "Debrief"));
}

static void
what_happens_is_told_but_for_its_title (Window *window, gconstpointer data)
{
  reach (window, TB_US_PER_MINUTE);
  g_assert_true (says (window->panel, "Somebody knocks."));
  g_assert_true (says (window->panel, "Is it opened?"));
  g_assert_true (says (window->panel, "Inject 1 of 2: time stands still."));
  g_assert_false (says (window->panel, "A thief comes"));
  g_assert_false (says (window->panel, "The camera is off."));
}

static void
a_decision_is_made_once_and_has_its_consequence (Window *window, gconstpointer data)
{
  GtkWidget *quiz;

  g_assert_false (tb_tutor_answer (window->tutor, "open", "no"));
  reach (window, TB_US_PER_MINUTE);
  quiz = nth_of (window->panel, TB_TYPE_LESSON_QUIZ, 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (nth_of (quiz, GTK_TYPE_CHECK_BUTTON, 0)), TRUE);
  g_signal_emit_by_name (nth_of (quiz, GTK_TYPE_BUTTON, 0), "clicked");
  settle ();
  g_assert_true (says (quiz, "The thief is in."));
  g_assert_false (says (quiz, "That is not right."));
  g_assert_false (says (quiz, "Nobody was expected."));
  g_assert_true (says (window->panel, "The camera is off."));
  g_assert_false (tb_tutor_answer (window->tutor, "open", "no"));
  g_assert_cmpstr (tb_tutor_get_answer (window->tutor, 0, 0), ==, "yes");
}

static void
the_next_step_comes_by_itself_and_goes_with_the_time (Window *window, gconstpointer data)
{
  reach (window, TB_US_PER_MINUTE);
  g_assert_false (tb_tutor_may_go_to (window->tutor, 1));
  reach (window, 2 * TB_US_PER_MINUTE);
  g_assert_cmpuint (tb_tutor_get_present (window->tutor), ==, 1);
  g_assert_true (says (window->panel, "It knocks again."));
  g_assert_true (says (window->panel, "Debrief"));
  tb_tutor_tell (window->tutor, TB_US_PER_MINUTE + 1);
  settle ();
  g_assert_cmpuint (tb_tutor_get_present (window->tutor), ==, 0);
  g_assert_false (says (window->panel, "Once more"));
}

static const char *
keep (const char *text)
{
  return text;
}

static void
the_debrief_says_what_the_run_says (Window *window, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbDebrief) debrief = NULL;
  g_autoptr (GPtrArray) sentences = NULL;
  const TbDebriefDecision *decision;
  GtkWidget *page = tb_debrief_page_new ();

  reach (window, TB_US_PER_MINUTE);
  tb_tutor_answer (window->tutor, "open", "yes");
  learner_do (&window->learner, "power device=camera state=off");
  reach (window, 3 * TB_US_PER_MINUTE);
  debrief = tb_debrief_new (window->learner.attempt, -1, keep, NULL, &error);
  g_assert_no_error (error);
  sentences = tb_attempt_draw_debrief (window->learner.attempt, -1, keep, NULL, &error);
  g_assert_cmpuint (debrief->sentences->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (debrief->sentences, 0), ==, g_ptr_array_index (sentences, 0));
  g_assert_cmpuint (debrief->moments->len, ==, 4);
  g_assert_cmpint (((TbDebriefMoment *) g_ptr_array_index (debrief->moments, 1))->kind, ==, TB_MOMENT_DECISION);
  g_assert_cmpint (((TbDebriefMoment *) g_ptr_array_index (debrief->moments, 2))->kind, ==, TB_MOMENT_COMMAND);
  decision = g_ptr_array_index (debrief->decisions, 0);
  g_assert_false (decision->is_good);
  g_assert_cmpstr (decision->good, ==, "No");
  gtk_window_set_child (GTK_WINDOW (window->window), page);
  tb_debrief_page_show (TB_DEBRIEF_PAGE (page), debrief);
  settle ();
  g_assert_true (says (page, "Things the team did: 1."));
  g_assert_true (says (page, "A thief comes"));
  g_assert_true (says (page, "Good: No"));
  g_assert_true (says (page, "Look before it is opened."));
}

static void
a_card_says_for_how_many_it_is (void)
{
  Window window = { 0 };
  g_autoptr (GPtrArray) books = NULL;
  GtkWidget *card;

  learner_begin_with (&window.learner, "", "98-raid.xml", raid);
  books = tb_lesson_shelf_read ((const char *const[]) { window.learner.path, NULL }, "");
  card = tb_lesson_card_new (g_ptr_array_index (books, 0));
  present (&window, card);
  g_assert_true (says (card, "5 min · 2 to 4 people"));
  g_assert_false (says (card, "98"));
  gtk_window_destroy (GTK_WINDOW (window.window));
  settle ();
  g_object_unref (window.actions);
  g_string_free (window.lines, TRUE);
  learner_end (&window.learner);
}

#define FACT(fact) g_test_add ("/ui/exercise-panel/" #fact, Window, NULL, open_window, fact, close_window)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  FACT (nothing_is_told_before_it_happens);
  FACT (what_happens_is_told_but_for_its_title);
  FACT (a_decision_is_made_once_and_has_its_consequence);
  FACT (the_next_step_comes_by_itself_and_goes_with_the_time);
  FACT (the_debrief_says_what_the_run_says);
  g_test_add_func ("/ui/exercise-panel/a_card_says_for_how_many_it_is", a_card_says_for_how_many_it_is);
  return g_test_run ();
}
