/* What is met is what the commands lead to, however often anybody looked on the way; a result says so, and a changed one is noticed. */
#include "tb-attempt.h"

#include <string.h>

#include <glib/gstdio.h>

#include "tb-grade.h"
#include "tb-result.h"

#define S G_USEC_PER_SEC
#define M (60 * S)

static TbLesson *lesson;
static TbVariation *nobody;

typedef struct { TbRun *run; TbAttempt *attempt; } Play;

static void
play_clear (Play *play)
{
  tb_attempt_unref (play->attempt);
  tb_run_unref (play->run);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Play, play_clear)

static TbRun *
start (const char *const *lines, gint64 until_us, guint n_threads)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  TbRunOptions options = { .n_threads = n_threads };
  TbRun *run;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      g_autofree char *line = tb_variation_fill (nobody, lines[i]);

      g_ptr_array_add (commands, tb_command_parse (line, NULL));
    }
  run = tb_variation_start (nobody, &options, commands, NULL);
  tb_run_set_target (run, until_us);
  tb_run_wait (run, until_us);
  return run;
}

static Play
play (const char *const *lines, gint64 until_us)
{
  Play made = { start (lines, until_us, 1), NULL };

  made.attempt = tb_attempt_new (nobody, made.run);
  return made;
}

/* Checks of the lesson in their order: on, once, lasting, valid, undisturbed; questions: how-many, who, name. */
static const char *
met (const Play *played, gint64 time_us, char letters[6])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbJudgement) judgement = tb_attempt_judge (played->attempt, time_us, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 5; i++)
    letters[i] = ((TbAttemptVerdict *) g_ptr_array_index (judgement->checks, i))->is_met ? "oslvu"[i] : '-';
  letters[5] = '\0';
  return letters;
}

static const char *const solution[] = { "@2m power device={victim} state=on", "@3m power device={other} state=off", "@4m power device={other} state=on", NULL };

static void
now_ever_and_for_mean_what_they_say (void)
{
  g_auto (Play) played = play (solution, 15 * M);
  static const struct { gint64 time_us; const char *letters; } rows[] = {
    { 0, "o--v-" }, { 30 * S, "---v-" }, { 2 * M - 1, "---v-" }, { 2 * M, "o--v-" }, { 3 * M - 1, "o--v-" }, { 3 * M, "-s-v-" }, { 4 * M, "os-v-" },
    { 9 * M - 1, "os-v-" }, { 9 * M, "oslv-" }, { 10 * M - 1, "oslv-" }, { 10 * M, "oslvu" }, { 15 * M, "oslvu" },
  };
  char letters[6];

  for (guint i = G_N_ELEMENTS (rows); i-- > 0;) /* looking back after the end is the same */
    g_assert_cmpstr (met (&played, rows[i].time_us, letters), ==, rows[i].letters);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (met (&played, rows[i].time_us, letters), ==, rows[i].letters);
}

/* A lock that was off between two moments, and on at both, was not seen: nobody's luck in looking counts. */
static void
only_moments_count (void)
{
  static const char *const lines[] = { "@2m power device={victim} state=on", "@3m10s power device={other} state=off", NULL };
  g_auto (Play) played = { start (lines, 3 * M + 9 * S, 1), NULL };
  char letters[6];

  played.attempt = tb_attempt_new (nobody, played.run);
  for (gint64 to_us = 3 * M + 9 * S; to_us <= 5 * M; to_us += 7 * S)
    {
      tb_run_set_target (played.run, to_us);
      tb_run_wait (played.run, to_us);
      g_assert_cmpstr (met (&played, -1, letters), ==, to_us < 3 * M + 10 * S ? "o--v-" : "-s-v-");
    }
}

/* The moment at the live edge may still change; what it showed before is forgotten when it does. */
static void
a_moment_that_is_not_over_is_not_kept (void)
{
  static const char *const lines[] = { "@2m power device={victim} state=on", "@3m power device={other} state=off", NULL };
  g_auto (Play) played = play (lines, 3 * M);
  char letters[6];

  g_assert_cmpstr (met (&played, -1, letters), ==, "-s-v-");
  g_assert_true (tb_run_submit (played.run, "power device=lock-02 state=on", NULL));
  tb_run_set_target (played.run, 3 * M + 1);
  tb_run_wait (played.run, 3 * M + 1);
  g_assert_cmpstr (met (&played, -1, letters), ==, "o--v-");
}

static void
judging_early_and_often_changes_nothing (void)
{
  g_auto (Play) once = play (solution, 15 * M);
  g_auto (Play) often = { start (solution, 0, 2), NULL };
  char expected[6], found[6];

  often.attempt = tb_attempt_new (nobody, often.run);
  for (gint64 to_us = 0; to_us <= 15 * M; to_us += 17 * S)
    {
      tb_run_set_target (often.run, to_us);
      met (&often, -1, found); /* while it plays */
    }
  tb_run_set_target (often.run, 15 * M);
  tb_run_wait (often.run, 15 * M);
  for (gint64 at_us = 0; at_us <= 15 * M; at_us += 59 * S)
    g_assert_cmpstr (met (&often, at_us, found), ==, met (&once, at_us, expected));
}

static const char *
in_german (const char *text)
{
  return g_str_equal (text, "{name} is off; {victim} was to be switched on.") ? "{name} ist aus, {nobody} {word}" : text;
}

static void
part_of_the_work_is_part_of_the_points (void)
{
  static const char *const none[] = { NULL };
  g_auto (Play) played = play (none, 2 * M);
  g_autoptr (TbJudgement) judgement = tb_attempt_judge (played.attempt, -1, NULL, NULL);
  const TbAttemptVerdict *on = g_ptr_array_index (judgement->checks, 0);
  g_autofree char *said = tb_attempt_explain (played.attempt, tb_lesson_find_check (lesson, "on"), on, in_german);

  g_assert_cmpuint (on->credit, ==, 750);
  g_assert_cmpuint (on->n_wrong, ==, 1);
  g_assert_cmpstr (said, ==, "lock-03 ist aus, {nobody} red");
  g_assert_cmpuint (judgement->most, ==, 10000);
  g_assert_cmpuint (judgement->points, ==, 2 * 750 + 1000);
}

static void
a_check_says_how_long_it_has_held (void)
{
  g_auto (Play) played = play (solution, 7 * M);
  g_autoptr (TbJudgement) judgement = tb_attempt_judge (played.attempt, -1, NULL, NULL);
  const TbAttemptVerdict *lasting = g_ptr_array_index (judgement->checks, 2);

  g_assert_false (lasting->is_met);
  g_assert_cmpint (lasting->held_us, ==, 3 * M);
  g_assert_null (tb_attempt_explain (played.attempt, tb_lesson_find_check (lesson, "lasting"), lasting, in_german));
}

static void
another_run_is_judged_anew (void)
{
  g_auto (Play) played = play (solution, 15 * M);
  g_autoptr (TbRun) fresh = start (NULL, 5 * M, 1);
  char letters[6];

  g_assert_cmpstr (met (&played, -1, letters), ==, "oslvu");
  g_assert_true (tb_attempt_answer (played.attempt, "who", "device", NULL));
  tb_attempt_set_run (played.attempt, fresh);
  g_assert_cmpstr (met (&played, -1, letters), ==, "---v-");
  g_assert_cmpstr (tb_attempt_get_answer (played.attempt, "who"), ==, "device");
  g_assert_true (tb_attempt_get_run (played.attempt) == fresh);
}

static void
a_judge_can_be_stopped (void)
{
  g_auto (Play) played = play (solution, 15 * M);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  char letters[6];

  g_cancellable_cancel (cancellable);
  g_assert_null (tb_attempt_judge (played.attempt, -1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (met (&played, -1, letters), ==, "oslvu");
}

static void on_judged (GObject *source, GAsyncResult *result, gpointer data) { *(TbJudgement **) data = tb_attempt_judge_finish (result, NULL); }

static void
a_worker_judges (void)
{
  g_auto (Play) played = play (solution, 15 * M);
  TbJudgement *judgement = NULL;

  tb_attempt_judge_async (played.attempt, -1, NULL, on_judged, &judgement);
  while (judgement == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (judgement->time_us, ==, 15 * M);
  tb_judgement_free (judgement);
}

static const TbAttemptVerdict *
judge_question (const Play *played, guint question, TbJudgement **judgement)
{
  *judgement = tb_attempt_judge (played->attempt, -1, NULL, NULL);
  return g_ptr_array_index ((*judgement)->questions, question);
}

static void
answers_are_judged (void)
{
  static const struct { guint question; const char *id; const char *answer; gboolean right; } rows[] = {
    { 0, "how-many", "4", TRUE }, { 0, "how-many", "3", TRUE }, { 0, "how-many", "4,9 Locks", TRUE }, { 0, "how-many", "2.9", FALSE }, { 0, "how-many", "-4", FALSE },
    { 1, "who", "device", TRUE }, { 1, "who", "gateway", FALSE }, { 2, "name", "LOCK-03 ", TRUE }, { 2, "name", "lock-02", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Play) played = play (solution, 5 * M);
      g_autoptr (TbJudgement) judgement = NULL;
      const TbAttemptVerdict *verdict;

      g_assert_true (tb_attempt_answer (played.attempt, rows[i].id, rows[i].answer, NULL));
      verdict = judge_question (&played, rows[i].question, &judgement);
      g_assert_true (verdict->is_known && verdict->is_met == rows[i].right);
      g_assert_cmpuint (verdict->credit, ==, rows[i].right ? 1000 : 0);
      g_assert_nonnull (verdict->truth);
    }
}

static void
what_is_no_answer_is_refused (void)
{
  static const struct { const char *id; const char *answer; } rows[] = {
    { "how-many", "" }, { "how-many", "four" }, { "how-many", "4 doors" }, { "how-many", "nan" }, { "how-many", "1e999" }, { "who", "Device" }, { "who", NULL },
    { "name", "  " }, { "name", "\xff" }, { "nobody", "4" },
  };
  g_auto (Play) played = play (NULL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tb_attempt_answer (played.attempt, rows[i].id, rows[i].answer, &error));
      g_assert_nonnull (error);
      g_assert_null (tb_attempt_get_answer (played.attempt, rows[i].id));
    }
}

/* Before the experiment nothing can be known, and the learner has one try; the next step waits for it. */
static void
a_prediction_locks (void)
{
  g_auto (Play) played = play (NULL, 1 * M);
  g_autoptr (TbJudgement) early = NULL;
  g_autoptr (GError) error = NULL;
  const TbAttemptVerdict *verdict;

  g_assert_true (tb_attempt_is_open (played.attempt, "guess"));
  g_assert_false (tb_attempt_is_open (played.attempt, "act"));
  g_assert_true (tb_attempt_answer (played.attempt, "how-many", "9", NULL));
  g_assert_true (tb_attempt_is_open (played.attempt, "act"));
  g_assert_false (tb_attempt_answer (played.attempt, "how-many", "4", &error));
  g_assert_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID);
  verdict = judge_question (&played, 0, &early);
  g_assert_true (!verdict->is_known && !verdict->is_met && verdict->truth == NULL);
}

static void
hints_are_counted (void)
{
  g_auto (Play) played = play (NULL, 0);

  g_assert_cmpuint (tb_attempt_take_hint (played.attempt, "guess"), ==, 1);
  g_assert_cmpuint (tb_attempt_take_hint (played.attempt, "guess"), ==, 2);
  g_assert_cmpuint (tb_attempt_take_hint (played.attempt, "guess"), ==, 2);
  g_assert_cmpuint (tb_attempt_take_hint (played.attempt, "nowhere"), ==, 0);
  g_assert_cmpuint (tb_attempt_get_hints (played.attempt, "guess"), ==, 2);
  g_assert_cmpuint (tb_attempt_get_hints (played.attempt, "act"), ==, 0);
}

/* --- results --- */

static const char *same (const char *text) { return text; }

/* (transfer full): a result of somebody who took a hint and did everything, in a file */
static char *
save_result (void)
{
  g_auto (Play) played = play (solution, 15 * M);
  g_autoptr (TbJudgement) judgement = NULL;
  g_autoptr (TbResult) result = NULL;
  g_autofree char *folder = g_dir_make_tmp ("trustbed-result-XXXXXX", NULL);
  char *path = g_build_filename (folder, "x" TB_RESULT_SUFFIX, NULL);

  g_assert_true (tb_attempt_answer (played.attempt, "how-many", "5", NULL));
  g_assert_true (tb_attempt_answer (played.attempt, "name", "lock-{03", NULL));
  tb_attempt_take_hint (played.attempt, "act");
  judgement = tb_attempt_judge (played.attempt, -1, NULL, NULL);
  result = tb_result_new (played.attempt, judgement);
  g_assert_true (tb_result_save (result, path, NULL));
  return path;
}

static void
drop_result (char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_remove (path);
  g_rmdir (folder);
  g_free (path);
}

static GPtrArray *own_lessons (void) { GPtrArray *lessons = g_ptr_array_new (); g_ptr_array_add (lessons, lesson); return lessons; }

static void
a_result_comes_back_as_it_was (void)
{
  char *path = save_result ();
  g_autoptr (TbResult) result = tb_result_load (path, NULL);
  g_autoptr (GPtrArray) lessons = own_lessons ();
  g_autoptr (TbGrade) grade = tb_grade_new (path, lessons, same);

  g_assert_cmpstr (result->lesson, ==, "tiny");
  g_assert_cmpuint (result->seed, ==, tb_variation_get_seed (nobody));
  g_assert_cmpint (result->time_us, ==, 15 * M);
  g_assert_cmpuint (result->commands->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (result->commands, 1), ==, "@3m power device=lock-02 state=off");
  g_assert_cmpuint (result->answers->len, ==, 2);
  g_assert_cmpstr (((TbResultAnswer *) g_ptr_array_index (result->answers, 1))->answer, ==, "lock-{03");
  g_assert_cmpuint (((TbResultHints *) g_ptr_array_index (result->hints, 0))->taken, ==, 1);
  g_assert_cmpuint (result->claims->len, ==, 8);
  g_assert_cmpuint (result->points, ==, 8000);
  g_assert_true (tb_grade_holds (grade));
  g_assert_cmpstr (grade->outcome_sha256, ==, result->outcome_sha256);
  drop_result (path);
}

static char *
change (const char *path, const char *from, const char *to)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  changed = g_string_new (text);
  g_assert_cmpuint (g_string_replace (changed, from, to, 1), ==, 1);
  g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));
  return g_steal_pointer (&text);
}

static void
what_is_claimed_and_not_so_is_shown (void)
{
  static const struct { const char *from; const char *to; const char *shown; } rows[] = {
    { "@2m power", "@14m power", "lasting: 100.0 % is claimed; playing again gives 0.0 %" },
    { "state=off", "state=on", "once: 100.0 % is claimed; playing again gives 0.0 %" },
    { "\"answer\" : \"5\"", "\"answer\" : \"6\"", "how-many: 100.0 % is claimed; playing again gives 0.0 %" },
    { "\"points\" : 8000", "\"points\" : 10000", "10.000 of 10.000 points are claimed; playing again gives 8.000 of 10.000" },
    { "\"learner\" : \"\"", "\"learner\" : \"Ada\"", "the seed is not that of \"Ada\"" },
    { "\"outcome_sha256\" : \"", "\"outcome_sha256\" : \"0", "what happened is not what the file says" },
    { "\"id\" : \"valid\"", "\"id\" : \"invalid\"", "valid: nothing is claimed; playing again gives 100.0 %" },
  };
  char *path = save_result ();
  g_autoptr (GPtrArray) lessons = own_lessons ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *before = change (path, rows[i].from, rows[i].to);
      g_autoptr (TbGrade) grade = tb_grade_new (path, lessons, same);
      gboolean shown = FALSE;

      g_assert_null (grade->refusal);
      g_assert_false (tb_grade_holds (grade));
      for (guint j = 0; j < grade->differences->len; j++)
        shown = shown || strstr (g_ptr_array_index (grade->differences, j), rows[i].shown) != NULL;
      if (!shown)
        g_error ("\"%s\" is expected; the first of %u is: %s", rows[i].shown, grade->differences->len, (char *) g_ptr_array_index (grade->differences, 0));
      g_assert_true (g_file_set_contents (path, before, -1, NULL));
    }
  drop_result (path);
}

static void
assert_refused (const char *path, const char *complaint)
{
  g_autoptr (GPtrArray) lessons = own_lessons ();
  g_autoptr (TbGrade) grade = tb_grade_new (path, lessons, same);

  g_assert_nonnull (grade->refusal);
  g_test_message ("%s", grade->refusal);
  g_assert_false (tb_grade_holds (grade));
  g_assert_true (g_str_has_prefix (grade->refusal, path));
  if (strstr (grade->refusal, complaint) == NULL)
    g_error ("\"%s\" is expected in: %s", complaint, grade->refusal);
}

static void
what_is_no_good_result_is_refused (void)
{
  static const struct { const char *from; const char *to; const char *complaint; } rows[] = {
    { "\"version\" : 1", "\"version\" : 2", "from a newer Trustbed" }, { "\"version\" : 1", "\"version\" : 0", "its format has no number" },
    { "\"version\" : 1", "\"version\" : \"1\"", "its format has no number" }, { "trustbed-result", "trustbed-document", "not a result" },
    { "\"seed\" : ", "\"seed\" : -", "\"seed\"" }, { "\"seed\"", "\"sead\"", "\"seed\"" }, { "\"time_us\" : 900000000", "\"time_us\" : 9.5", "\"time_us\"" },
    { "\"time_us\" : 900000000", "\"time_us\" : 1000000", "one after the end" }, { "@3m power", "power", "has no time" }, { "@3m power", "@3m explode", "there is no command" },
    { "\"@3m power device=lock-02 state=off\"", "[]", "there is no command" }, { "\"@3m power device=lock-02 state=off\"", "null", "there is no command" },
    { "\"commands\" : [", "\"commands\" : 3, \"x\" : [", "the list \"commands\"" }, { "\"credit\" : 1000", "\"credit\" : 1001", "\"credit\"" },
    { "\"learner\" : \"\"", "\"learner\" : 3", "the text \"learner\"" }, { "\"learner\" : \"\"", "\"learner\" : \"a\\nb\"", "a learner is called by one line" },
    { "\"lesson\" : \"tiny\"", "\"lesson\" : \"../tiny\"", "is no name of a lesson" }, { "\"lesson\" : \"tiny\"", "\"lesson\" : \"missing\"", "there is no lesson" },
    { "\"lesson_sha256\" : \"", "\"lesson_sha256\" : \"0", "another edition of the lesson" }, { "device=lock-02", "device=lock-09", "there is no \"lock-09\"" },
    { "{", "[[[[[[[[[[[[[[[[[[[[{", "damaged or cut off" }, { "{", "", "damaged or cut off" },
  };
  char *path = save_result ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *before = change (path, rows[i].from, rows[i].to);

      assert_refused (path, rows[i].complaint);
      g_assert_true (g_file_set_contents (path, before, -1, NULL));
    }
  drop_result (path);
}

static void
a_result_that_is_cut_off_is_refused (void)
{
  char *path = save_result ();
  g_autofree char *text = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  for (gsize length = 0; length + 2 < n; length += 61)
    {
      g_assert_true (g_file_set_contents (path, text, (gssize) length, NULL));
      assert_refused (path, "");
    }
  drop_result (path);
  assert_refused ("/nowhere/x.trustbed-result", "there is no such file");
  assert_refused ("/", "there is no such file");
}

static void
load_lesson (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "90-tiny.xml", NULL);
  g_autoptr (GError) error = NULL;

  lesson = tb_lesson_load (path, &error);
  g_assert_no_error (error);
  nobody = tb_variation_new (lesson, "", &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  load_lesson ();
  g_test_add_func ("/attempt/now, ever and for mean what they say", now_ever_and_for_mean_what_they_say);
  g_test_add_func ("/attempt/only moments count", only_moments_count);
  g_test_add_func ("/attempt/a moment that is not over is not kept", a_moment_that_is_not_over_is_not_kept);
  g_test_add_func ("/attempt/judging early and often changes nothing", judging_early_and_often_changes_nothing);
  g_test_add_func ("/attempt/part of the work is part of the points", part_of_the_work_is_part_of_the_points);
  g_test_add_func ("/attempt/a check says how long it has held", a_check_says_how_long_it_has_held);
  g_test_add_func ("/attempt/another run is judged anew", another_run_is_judged_anew);
  g_test_add_func ("/attempt/a judge can be stopped", a_judge_can_be_stopped);
  g_test_add_func ("/attempt/a worker judges", a_worker_judges);
  g_test_add_func ("/attempt/answers are judged", answers_are_judged);
  g_test_add_func ("/attempt/what is no answer is refused", what_is_no_answer_is_refused);
  g_test_add_func ("/attempt/a prediction locks", a_prediction_locks);
  g_test_add_func ("/attempt/hints are counted", hints_are_counted);
  g_test_add_func ("/result/comes back as it was", a_result_comes_back_as_it_was);
  g_test_add_func ("/result/what is claimed and not so is shown", what_is_claimed_and_not_so_is_shown);
  g_test_add_func ("/result/what is no good result is refused", what_is_no_good_result_is_refused);
  g_test_add_func ("/result/one that is cut off is refused", a_result_that_is_cut_off_is_refused);
  status = g_test_run ();
  tb_variation_unref (nobody);
  tb_lesson_unref (lesson);
  return status;
}
