/* lesson-tutor-facts: see the header. What the lesson panel shows is known without it: steps, what waits for a prediction, what is met and what is missing, hints, and what is kept between sessions. */
#include "lesson-tutor-facts.h"

#include "lesson-fixture.h"
#include "tb-lesson-debrief.h"
#include "tb-lesson-kept.h"
#include "tb-lesson-markup.h"
#include "tb-lesson-quiz-words.h"
#include "tb-lesson-shelf.h"
#include "tb-tutor.h"

typedef struct
{
  Learner learner;
  TbTutor *tutor;
  GString *met;
  guint n_changed;
} Fixture;

static void
on_met (TbTutor *tutor, const char *text, Fixture *fixture)
{
  g_string_append_printf (fixture->met, "%s\n", text);
}

static void
on_changed (TbTutor *tutor, Fixture *fixture)
{
  fixture->n_changed++;
}

static void
begin (Fixture *fixture, gconstpointer data)
{
  learner_begin (&fixture->learner, "Ada");
  fixture->tutor = tb_tutor_new (fixture->learner.attempt);
  fixture->met = g_string_new (NULL);
  g_signal_connect (fixture->tutor, "met", G_CALLBACK (on_met), fixture);
  g_signal_connect (fixture->tutor, "changed", G_CALLBACK (on_changed), fixture);
}

static void
end (Fixture *fixture, gconstpointer data)
{
  g_object_run_dispose (G_OBJECT (fixture->tutor));
  while (G_OBJECT (fixture->tutor)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->tutor);
  g_string_free (fixture->met, TRUE);
  learner_end (&fixture->learner);
}

static void
wait_for_judgement (Fixture *fixture)
{
  gint64 edge_us = tb_run_get_edge (tb_attempt_get_run (fixture->learner.attempt));

  while (tb_tutor_get_judged_us (fixture->tutor) != edge_us)
    {
      tb_tutor_look (fixture->tutor);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
nobody_has_to_ask_for_a_judgement (Fixture *fixture, gconstpointer data)
{
  while (tb_tutor_get_judged_us (fixture->tutor) < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (tb_tutor_get_judged_us (fixture->tutor), ==, 30 * TB_US_PER_SECOND);
}

/* An answer is judged anew although time stands still. */
static void
wait_for_verdict (Fixture *fixture, guint step, guint question)
{
  while (tb_tutor_get_question (fixture->tutor, step, question) == NULL || !tb_tutor_get_question (fixture->tutor, step, question)->is_known)
    {
      tb_tutor_look (fixture->tutor);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
predict (Fixture *fixture, const char *number)
{
  g_assert_true (tb_tutor_answer (fixture->tutor, "guess", number));
}

static void
what_follows_waits_for_the_prediction (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (tb_tutor_get_awaited (fixture->tutor, 0), ==, "guess");
  g_assert_false (tb_tutor_waits (fixture->tutor, 0, 0));
  g_assert_true (tb_tutor_waits (fixture->tutor, 0, 1));
  g_assert_true (tb_tutor_waits (fixture->tutor, 1, G_MAXUINT));
  g_assert_false (tb_tutor_go_to (fixture->tutor, 1));
  g_assert_cmpuint (tb_tutor_get_present (fixture->tutor), ==, 0);
  predict (fixture, "3");
  g_assert_null (tb_tutor_get_awaited (fixture->tutor, 2));
  g_assert_false (tb_tutor_waits (fixture->tutor, 0, 1));
  g_assert_true (tb_tutor_go_to (fixture->tutor, 1));
}

static void
a_prediction_is_given_once_and_judged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *verdict = NULL, *truth = NULL;

  predict (fixture, "3");
  g_assert_true (tb_tutor_is_locked (fixture->tutor, 0, 0));
  wait_for_verdict (fixture, 0, 0);
  g_assert_false (tb_tutor_get_question (fixture->tutor, 0, 0)->is_met);
  verdict = tb_lesson_quiz_dup_verdict (fixture->tutor, 0, 0);
  truth = tb_lesson_quiz_dup_truth (fixture->tutor, 0, 0);
  g_assert_cmpstr (verdict, ==, "That is not right.");
  g_assert_cmpstr (truth, ==, "It was: 2 devices");
}

/* Its truth is told when it is right, or when one gives up. */
static void
another_answer_can_be_given_until_it_is_right (Fixture *fixture, gconstpointer data)
{
  g_autofree char *truth = NULL;

  predict (fixture, "2");
  g_assert_true (tb_tutor_answer (fixture->tutor, "which", "lock"));
  wait_for_verdict (fixture, 0, 1);
  g_assert_false (tb_tutor_is_locked (fixture->tutor, 0, 1));
  g_assert_null (tb_lesson_quiz_dup_truth (fixture->tutor, 0, 1));
  tb_tutor_show_truth (fixture->tutor, "which");
  g_assert_true (tb_tutor_is_locked (fixture->tutor, 0, 1));
  truth = tb_lesson_quiz_dup_truth (fixture->tutor, 0, 1);
  g_assert_cmpstr (truth, ==, "It was: The camera");
}

static void
rubbish_is_no_answer (Fixture *fixture, gconstpointer data)
{
  g_assert_false (tb_tutor_answer (fixture->tutor, "guess", "many"));
  g_assert_nonnull (tb_tutor_get_complaint (fixture->tutor, "guess"));
  g_assert_null (tb_tutor_get_answer (fixture->tutor, 0, 0));
  predict (fixture, "2");
  g_assert_null (tb_tutor_get_complaint (fixture->tutor, "guess"));
}

static void
what_is_missing_is_named (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = NULL, *expected = g_strdup_printf ("%s is still on.", fixture->learner.victim);
  g_auto (GStrv) names = NULL;

  g_assert_null (tb_tutor_get_check (fixture->tutor, 1, 0));
  wait_for_judgement (fixture);
  missing = tb_tutor_explain (fixture->tutor, 1, 0);
  names = tb_tutor_find_names (fixture->tutor, 1, 0);
  g_assert_cmpstr (missing, ==, expected);
  g_assert_cmpuint (g_strv_length (names), ==, 1);
  g_assert_cmpstr (names[0], ==, fixture->learner.victim);
}

static void
a_check_is_met_by_itself_and_told (Fixture *fixture, gconstpointer data)
{
  guint n_met, n;
  guint64 most;

  wait_for_judgement (fixture);
  learner_switch_off (&fixture->learner, fixture->learner.victim);
  wait_for_judgement (fixture);
  g_assert_true (tb_tutor_get_check (fixture->tutor, 1, 0)->is_met);
  g_assert_null (tb_tutor_explain (fixture->tutor, 1, 0));
  g_assert_false (tb_tutor_get_check (fixture->tutor, 1, 1)->is_met);
  g_assert_cmpuint (tb_tutor_get_check (fixture->tutor, 1, 1)->credit, ==, 500);
  g_assert_true (g_str_has_suffix (fixture->met->str, " is off.\n"));
  tb_tutor_count_checks (fixture->tutor, &n_met, &n);
  g_assert_cmpuint (n_met, ==, 1);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (tb_tutor_get_points (fixture->tutor, &most), ==, 3500);
  g_assert_cmpuint (most, ==, 6000);
}

static void
hints_come_one_by_one (Fixture *fixture, gconstpointer data)
{
  tb_tutor_take_hint (fixture->tutor);
  g_assert_cmpuint (tb_tutor_count_hints (fixture->tutor), ==, 0);
  predict (fixture, "2");
  tb_tutor_go_to (fixture->tutor, 1);
  tb_tutor_take_hint (fixture->tutor);
  g_assert_cmpuint (tb_tutor_get_n_hints (fixture->tutor, 1), ==, 1);
  tb_tutor_take_hint (fixture->tutor);
  tb_tutor_take_hint (fixture->tutor);
  g_assert_cmpuint (tb_tutor_get_n_hints (fixture->tutor, 1), ==, 2);
  g_assert_cmpuint (tb_tutor_count_hints (fixture->tutor), ==, 2);
}

/* The moment at which a step was first gone to is where its reset goes. */
static void
a_step_begins_when_it_is_gone_to (Fixture *fixture, gconstpointer data)
{
  predict (fixture, "2");
  g_assert_cmpint (tb_tutor_get_begun_us (fixture->tutor, 0), ==, 30 * TB_US_PER_SECOND);
  g_assert_cmpint (tb_tutor_get_begun_us (fixture->tutor, 1), ==, -1);
  go_on_to (fixture->learner.run, TB_US_PER_MINUTE);
  tb_tutor_go_to (fixture->tutor, 1);
  go_on_to (fixture->learner.run, 2 * TB_US_PER_MINUTE);
  tb_tutor_go_to (fixture->tutor, 0);
  tb_tutor_go_to (fixture->tutor, 1);
  g_assert_cmpint (tb_tutor_get_begun_us (fixture->tutor, 1), ==, TB_US_PER_MINUTE);
}

static void
another_branch_is_judged_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbRun) branch = NULL;

  learner_switch_off (&fixture->learner, fixture->learner.victim);
  wait_for_judgement (fixture);
  g_assert_true (tb_tutor_get_check (fixture->tutor, 1, 0)->is_met);
  branch = tb_run_branch (fixture->learner.run, 29 * TB_US_PER_SECOND, &error);
  g_assert_no_error (error);
  go_on_to (branch, 29 * TB_US_PER_SECOND);
  tb_tutor_set_run (fixture->tutor, branch);
  while (tb_tutor_get_check (fixture->tutor, 1, 0)->is_met)
    {
      tb_tutor_look (fixture->tutor);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
do_everything (Fixture *fixture)
{
  predict (fixture, "2");
  g_assert_true (tb_tutor_answer (fixture->tutor, "which", "camera"));
  g_assert_true (tb_tutor_go_to (fixture->tutor, 1));
  learner_switch_off (&fixture->learner, fixture->learner.victim);
  learner_switch_off (&fixture->learner, fixture->learner.other);
  wait_for_judgement (fixture);
  wait_for_verdict (fixture, 0, 1);
}

/* A step that only tells something is done when it was left. */
static void
everything_done_is_the_end (Fixture *fixture, gconstpointer data)
{
  g_autofree char *points = NULL;

  do_everything (fixture);
  g_assert_true (tb_tutor_is_step_done (fixture->tutor, 1));
  g_assert_cmpuint (tb_tutor_find_open_step (fixture->tutor), ==, 2);
  g_assert_false (tb_tutor_is_finished (fixture->tutor));
  g_assert_true (tb_tutor_go_to (fixture->tutor, 2));
  g_assert_true (tb_tutor_go_to (fixture->tutor, 3));
  g_assert_true (tb_tutor_is_finished (fixture->tutor));
  g_assert_false (tb_tutor_go_to (fixture->tutor, 4));
  points = tb_lesson_debrief_dup_points (fixture->tutor);
  g_assert_cmpstr (points, ==, "6 of 6 points");
}

static void
time_that_stands_still_is_not_judged_again (Fixture *fixture, gconstpointer data)
{
  guint n_changed;

  wait_for_judgement (fixture);
  n_changed = fixture->n_changed;
  learner_switch_off (&fixture->learner, fixture->learner.other);
  wait_for_judgement (fixture);
  g_assert_cmpuint (fixture->n_changed, ==, n_changed + 1);
}

/* What is kept */

static void
what_was_done_is_kept_and_played_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLessonKept) kept = NULL, loaded = NULL;
  g_autoptr (GPtrArray) commands = NULL;
  g_autoptr (TbAttempt) again = NULL;
  g_autoptr (TbRun) run = NULL;

  do_everything (fixture);
  tb_tutor_take_hint (fixture->tutor);
  kept = tb_lesson_kept_new (fixture->learner.attempt);
  g_assert_true (tb_lesson_kept_save (kept, "dark", "Ada", &error));
  g_assert_no_error (error);
  loaded = tb_lesson_kept_load ("dark", "Ada", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (loaded->sha256, ==, tb_lesson_get_sha256 (fixture->learner.lesson));
  g_assert_cmpint (loaded->time_us, ==, tb_run_get_edge (fixture->learner.run));
  g_assert_cmpuint (loaded->commands->len, ==, 2);
  commands = tb_lesson_kept_parse (loaded, &error);
  g_assert_no_error (error);
  run = tb_variation_start (fixture->learner.variation, NULL, commands, &error);
  g_assert_no_error (error);
  again = tb_attempt_new (fixture->learner.variation, run);
  tb_lesson_kept_apply (loaded, again);
  g_assert_cmpstr (tb_attempt_get_answer (again, "which"), ==, "camera");
  g_assert_cmpuint (tb_attempt_get_hints (again, "switch"), ==, 1);
}

static void
each_learner_has_a_file (void)
{
  g_autofree char *ada = tb_lesson_kept_path ("dark", "Ada"), *other = tb_lesson_kept_path ("dark", "../../Ada");
  g_autofree char *folder = g_path_get_dirname (ada), *other_folder = g_path_get_dirname (other);

  g_assert_cmpstr (ada, !=, other);
  g_assert_cmpstr (folder, ==, other_folder);
}

static void
a_damaged_file_is_no_progress (void)
{
  static const char *const damaged[] = { "", "[lesson]\n", "[lesson", "\xff\xfe\x00", "[answers]\nguess=2\n" };
  g_autofree char *path = tb_lesson_kept_path ("damaged", "Ada"), *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, damaged[i], -1, NULL));
      g_assert_null (tb_lesson_kept_load ("damaged", "Ada", &error));
      g_assert_nonnull (error);
    }
}

/* The shelf */

static void
the_shelf_says_what_cannot_be_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *broken = write_beside (fixture->learner.folder, "98-broken.xml", "<?xml version='1.0'?>\n<lesson id='broken'>\n</lesson>\n");
  const char *paths[] = { broken, fixture->learner.path, NULL };
  g_autoptr (GPtrArray) books = tb_lesson_shelf_read (paths, "Nobody");
  const TbLessonBook *first = g_ptr_array_index (books, 0), *second = g_ptr_array_index (books, 1);
  g_autofree char *state = tb_lesson_book_dup_state (second);

  g_assert_null (first->lesson);
  g_assert_nonnull (strstr (first->problem, "98-broken.xml:2:"));
  g_assert_nonnull (second->lesson);
  g_assert_cmpstr (state, ==, "Not begun");
  g_remove (broken);
}

static void
the_shelf_says_how_far_one_is (Fixture *fixture, gconstpointer data)
{
  const char *paths[] = { fixture->learner.path, NULL };
  g_autoptr (TbLessonKept) kept = tb_lesson_kept_new (fixture->learner.attempt);
  g_autoptr (GPtrArray) books = NULL;
  g_autofree char *state = NULL;

  kept->points = 3500;
  kept->most = 6000;
  g_assert_true (tb_lesson_kept_save (kept, "dark", "Grace", NULL));
  books = tb_lesson_shelf_read (paths, "Grace");
  state = tb_lesson_book_dup_state (g_ptr_array_index (books, 0));
  g_assert_cmpstr (state, ==, "Begun, 3.5 of 6 points");
}

/* Texts */

static void
texts_become_markup (void)
{
  static const char *const names[] = { "lock-1", "lock-10", NULL };
  static const char *const cases[][2] = {
    { "type `a < b`", "type <tt>a &lt; b</tt>" },
    { "one ` alone", "one ` alone" },
    { "<b>&", "&lt;b&gt;&amp;" },
    { "lock-10 and lock-100", "<a href=\"select:lock-10\">lock-10</a> and lock-100" },
    { "xlock-1, lock-1.", "xlock-1, <a href=\"select:lock-1\">lock-1</a>." },
    { "„`lock-1`“", "„<tt><a href=\"select:lock-1\">lock-1</a></tt>“" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markup = tb_lesson_to_markup (cases[i][0], names);

      g_assert_cmpstr (markup, ==, cases[i][1]);
    }
}

static void
texts_are_read_aloud_without_quotes (void)
{
  static const char *const cases[][2] = { { "type `renew`, `then` wait", "type renew, then wait" }, { "one ` alone", "one ` alone" }, { "", "" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = tb_lesson_to_plain (cases[i][0]);

      g_assert_cmpstr (plain, ==, cases[i][1]);
    }
}

#define FACT(fact) g_test_add ("/ui/tutor/" #fact, Fixture, NULL, begin, fact, end)
#define ALONE(fact) g_test_add_func ("/ui/tutor/" #fact, fact)

void
add_tutor_facts (void)
{
  FACT (nobody_has_to_ask_for_a_judgement);
  FACT (what_follows_waits_for_the_prediction);
  FACT (a_prediction_is_given_once_and_judged);
  FACT (another_answer_can_be_given_until_it_is_right);
  FACT (rubbish_is_no_answer);
  FACT (what_is_missing_is_named);
  FACT (a_check_is_met_by_itself_and_told);
  FACT (hints_come_one_by_one);
  FACT (a_step_begins_when_it_is_gone_to);
  FACT (another_branch_is_judged_anew);
  FACT (everything_done_is_the_end);
  FACT (time_that_stands_still_is_not_judged_again);
  FACT (what_was_done_is_kept_and_played_again);
  ALONE (each_learner_has_a_file);
  ALONE (a_damaged_file_is_no_progress);
  FACT (the_shelf_says_what_cannot_be_read);
  FACT (the_shelf_says_how_far_one_is);
  ALONE (texts_become_markup);
  ALONE (texts_are_read_aloud_without_quotes);
}
