/* tb-lesson-proof: see the header. A check that is met before anybody did anything says nothing, a solution that does not pass is none, and a wrong way that passes
 * shows a check that sees too little. */
#include "tb-lesson-proof-private.h"

#include <string.h>

#define LEAST_RIGHT 2
#define LEAST_WRONG 3
#define LEAST_RIGHT_OF_TEAM 1
#define LEAST_WRONG_OF_TEAM 2

static void
line_free (gpointer data)
{
  TbLessonProofLine *line = data;

  g_free (line->text);
  g_free (line);
}

void
tb_proof_say (TbProof *proof, gboolean is_good, const char *format, ...)
{
  TbLessonProofLine *line = g_new0 (TbLessonProofLine, 1);
  va_list args;

  va_start (args, format);
  line->text = g_strdup_vprintf (format, args);
  va_end (args);
  line->is_good = is_good;
  g_ptr_array_add (proof->lines, line);
}

/* Whether a wrong way names @id. */
static gboolean
is_broken_by_some (TbProof *proof, const char *id)
{
  for (guint i = 0; i < proof->lesson->ways->len; i++)
    if (g_strcmp0 (((TbLessonWay *) g_ptr_array_index (proof->lesson->ways, i))->fails, id) == 0)
      return TRUE;
  return FALSE;
}

static void
prove_check_at_start (TbProof *proof, const TbLessonCheck *check, const TbAttemptVerdict *verdict)
{
  if (check->is_kept && !is_broken_by_some (proof, check->id))
    tb_proof_say (proof, FALSE, "check \"%s\" is to be kept, but no wrong way breaks it", check->id);
  else if (verdict->is_met && !check->is_kept)
    tb_proof_say (proof, FALSE, "check \"%s\" is met at the start, before anybody did anything; mark it keep=\"yes\" if it is about something to be kept", check->id);
}

/* Nobody does anything, to the moment from which on somebody can. */
static void
prove_start (TbProof *proof)
{
  TbLessonWay nothing = { (char *) "the start", FALSE, NULL, NULL, NULL, proof->lesson->ready_us };
  g_auto (TbPlayed) played = { NULL };
  g_autoptr (GError) problem = NULL;
  guint n_before = proof->lines->len;

  nothing.commands = g_ptr_array_new ();
  nothing.answers = g_hash_table_new (g_str_hash, g_str_equal);
  if (!tb_played_way (&played, proof->variation, &nothing, &problem))
    tb_proof_say (proof, FALSE, "the start cannot be played: %s", problem->message);
  for (guint i = 0; played.judgement != NULL && i < proof->lesson->steps->len; i++)
    {
      const TbLessonStep *step = g_ptr_array_index (proof->lesson->steps, i);

      for (guint j = 0; j < step->checks->len; j++)
        {
          const TbLessonCheck *check = g_ptr_array_index (step->checks, j);

          prove_check_at_start (proof, check, tb_played_find (&played, check->id));
        }
    }
  if (n_before == proof->lines->len)
    tb_proof_say (proof, TRUE, "the start: nothing is met that is not to be kept");
  g_ptr_array_unref (nothing.commands);
  g_hash_table_unref (nothing.answers);
}

static char *
explain (TbProof *proof, const TbPlayed *played, const char *id)
{
  const TbLessonCheck *check = tb_lesson_find_check (proof->lesson, id);

  return check != NULL ? tb_attempt_explain (played->attempt, check, tb_played_find (played, id), proof->translate) : NULL;
}

/* Says of one check or question of a right way that it is not met, if it is not. */
static void
prove_met (TbProof *proof, const TbPlayed *played, const char *name, const char *id)
{
  g_autofree char *message = explain (proof, played, id);
  const TbAttemptVerdict *verdict = tb_played_find (played, id);

  if (!verdict->is_met)
    tb_proof_say (proof, FALSE, "%s: \"%s\" is not met: %s", name, id, message != NULL ? message : verdict->truth != NULL ? verdict->truth : "nothing is wrong at its end, but it did not hold for long enough");
}

static void
prove_right_way (TbProof *proof, const TbPlayed *played, const char *name)
{
  g_autofree char *refusal = tb_played_dup_refusal (played);
  guint n_before = proof->lines->len;

  if (refusal != NULL)
    tb_proof_say (proof, FALSE, "%s: a command is refused: %s", name, refusal);
  for (guint i = 0; i < proof->lesson->steps->len; i++)
    {
      const TbLessonStep *step = g_ptr_array_index (proof->lesson->steps, i);

      for (guint j = 0; j < step->checks->len; j++)
        prove_met (proof, played, name, ((TbLessonCheck *) g_ptr_array_index (step->checks, j))->id);
      for (guint j = 0; j < step->questions->len; j++)
        prove_met (proof, played, name, ((TbLessonQuestion *) g_ptr_array_index (step->questions, j))->id);
    }
  if (n_before == proof->lines->len)
    tb_proof_say (proof, TRUE, "%s: everything is met", name);
}

/* It fails where it says, and what is said then names somebody. */
static void
prove_wrong_way (TbProof *proof, const TbPlayed *played, const TbLessonWay *way)
{
  const TbAttemptVerdict *verdict = tb_played_find (played, way->fails);
  g_autofree char *message = explain (proof, played, way->fails);
  g_auto (GStrv) left = tb_braces_list_names (message != NULL ? message : "");
  gboolean is_check = tb_lesson_find_check (proof->lesson, way->fails) != NULL;

  if (verdict->is_met)
    tb_proof_say (proof, FALSE, "%s: \"%s\" is met, though this way is to fail at it", way->name, way->fails);
  else if (is_check && message == NULL)
    tb_proof_say (proof, FALSE, "%s: fails at \"%s\", but no row is wrong at its end, so that its message cannot say what", way->name, way->fails);
  else if (left[0] != NULL)
    tb_proof_say (proof, FALSE, "%s: fails at \"%s\", but {%s} is not filled: %s", way->name, way->fails, left[0], message);
  else if (!is_check && !verdict->is_known)
    tb_proof_say (proof, FALSE, "%s: the question \"%s\" is not answered, or cannot be judged at its end", way->name, way->fails);
  else
    tb_proof_say (proof, TRUE, "%s: fails at \"%s\": %s", way->name, way->fails, message != NULL ? message : verdict->truth);
}

static void
prove_way (TbProof *proof, const TbLessonWay *way)
{
  g_auto (TbPlayed) played = { NULL };
  g_autoptr (GError) problem = NULL;

  if (!tb_played_way (&played, proof->variation, way, &problem))
    tb_proof_say (proof, FALSE, "%s: %s", way->name, problem->message);
  else if (way->is_right)
    prove_right_way (proof, &played, way->name);
  else
    prove_wrong_way (proof, &played, way);
  if (way == proof->reference && problem == NULL)
    proof->hash = tb_journal_hash (tb_run_get_journal (played.run));
}

static const TbLessonWay *
find_reference (TbLesson *lesson)
{
  for (guint i = 0; i < lesson->ways->len; i++)
    if (((TbLessonWay *) g_ptr_array_index (lesson->ways, i))->is_right)
      return g_ptr_array_index (lesson->ways, i);
  return NULL;
}

/* The sealed start is the same start, on any number of threads. */
static void
prove_reset (TbProof *proof, const TbLessonWay *way)
{
  g_auto (TbPlayed) played = { NULL };
  g_autoptr (GError) problem = NULL;
  g_autofree char *again = NULL;

  if (proof->hash == NULL)
    return; /* it could not be played, which was said */
  if (!tb_played_run (&played, proof->variation, way, 2, &problem))
    {
      tb_proof_say (proof, FALSE, "after a reset: %s", problem->message);
      return;
    }
  again = tb_journal_hash (tb_run_get_journal (played.run));
  if (strcmp (proof->hash, again) == 0)
    tb_proof_say (proof, TRUE, "after a reset: the same journal, byte for byte");
  else
    tb_proof_say (proof, FALSE, "after a reset: the same solution makes another journal");
}

static gboolean
differs (TbVariation *one, TbVariation *other)
{
  return !g_strv_equal (tb_variation_get_values (one), tb_variation_get_values (other));
}

/* Somebody for whom something is different, if anything varies. */
static TbVariation *
find_other (TbProof *proof, GError **error)
{
  static const char *const names[] = { "Ada", "Grace", "Alan", "Edith", "Niklaus", "Barbara", "Konrad", "Radia" };
  g_autoptr (TbVariation) other = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_clear_pointer (&other, tb_variation_unref);
      other = tb_variation_new (proof->lesson, names[i], error);
      if (other == NULL || differs (proof->variation, other))
        break;
    }
  return g_steal_pointer (&other);
}

static void
prove_other (TbProof *proof, const TbLessonWay *way)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (TbVariation) other = find_other (proof, &problem);
  g_auto (TbPlayed) played = { NULL };
  g_autofree char *values = other != NULL ? g_strjoinv (", ", (char **) tb_variation_get_values (other)) : NULL;
  g_autofree char *name = other != NULL ? g_strdup_printf ("another learner (%s: %s)", tb_variation_get_learner (other), *values != '\0' ? values : "another seed") : NULL;

  if (other == NULL || !tb_played_way (&played, other, way, &problem))
    tb_proof_say (proof, FALSE, "%s: %s", name != NULL ? name : "another learner", problem->message);
  else
    prove_right_way (proof, &played, name);
}

static void
prove_number_of_ways (TbProof *proof)
{
  guint n_right = 0, least_right = proof->lesson->is_exercise ? LEAST_RIGHT_OF_TEAM : LEAST_RIGHT, least_wrong = proof->lesson->is_exercise ? LEAST_WRONG_OF_TEAM : LEAST_WRONG;

  for (guint i = 0; i < proof->lesson->ways->len; i++)
    n_right += ((TbLessonWay *) g_ptr_array_index (proof->lesson->ways, i))->is_right;
  if (n_right < least_right || proof->lesson->ways->len - n_right < least_wrong)
    tb_proof_say (proof, FALSE, "at least %u right ways and %u wrong ones are expected, found %u and %u", least_right, least_wrong, n_right, proof->lesson->ways->len - n_right);
}

/* What a team can prevent has to happen when it does nothing. */
static void
prove_somebody_is_needed (TbProof *proof)
{
  for (guint i = 0; i < proof->lesson->ways->len; i++)
    {
      const TbLessonWay *way = g_ptr_array_index (proof->lesson->ways, i);

      if (!way->is_right && way->commands->len == 0)
        return;
    }
  tb_proof_say (proof, FALSE, "an exercise has a wrong way without a command: what becomes of it when nobody does anything");
}

static void
prove_all (TbProof *proof)
{
  tb_proof_texts (proof);
  prove_number_of_ways (proof);
  if (proof->lesson->is_exercise)
    prove_somebody_is_needed (proof);
  prove_start (proof);
  for (guint i = 0; i < proof->lesson->ways->len; i++)
    prove_way (proof, g_ptr_array_index (proof->lesson->ways, i));
  if (proof->reference == NULL)
    return;
  prove_reset (proof, proof->reference);
  prove_other (proof, proof->reference);
}

/**
 * tb_lesson_prove:
 * @lesson: a lesson
 * @translate: gives a text in the present language
 * @error: return location
 *
 * Plays the start, every way, the reference solution once more after a reset, and once for another learner; looks at every translation.
 *
 * Returns: (transfer full) (nullable) (element-type TbLessonProofLine): what was found, good and bad
 */
GPtrArray *
tb_lesson_prove (TbLesson *lesson, TbLessonTranslate translate, GError **error)
{
  g_autoptr (TbVariation) variation = tb_variation_new (lesson, "", error);
  TbProof proof = { lesson, variation, translate, find_reference (lesson), NULL, NULL };

  if (variation == NULL)
    return NULL;
  proof.lines = g_ptr_array_new_with_free_func (line_free);
  prove_all (&proof);
  g_free (proof.hash);
  return proof.lines;
}

/**
 * tb_lesson_prove_texts:
 * @lesson: a lesson
 * @translate: gives a text in the present language
 *
 * Looks at translations alone, and plays nothing.
 *
 * Returns: (transfer full) (element-type TbLessonProofLine): what was found
 */
GPtrArray *
tb_lesson_prove_texts (TbLesson *lesson, TbLessonTranslate translate)
{
  TbProof proof = { lesson, NULL, translate, NULL, NULL, NULL };

  proof.lines = g_ptr_array_new_with_free_func (line_free);
  tb_proof_texts (&proof);
  if (proof.lines->len == 0)
    tb_proof_say (&proof, TRUE, "every text has its names in the present language");
  return proof.lines;
}
