/* tb-plan-answers: the right answers of a lesson, for whoever teaches: those that its reference solution leads to. */
#include "tb-lesson-proof-private.h"
#include "tb-plan.h"

static const TbLessonWay *
find_reference (TbLesson *lesson)
{
  GPtrArray *ways = tb_lesson_get_ways (lesson);

  for (guint i = 0; i < ways->len; i++)
    if (((TbLessonWay *) g_ptr_array_index (ways, i))->is_right)
      return g_ptr_array_index (ways, i);
  return NULL;
}

static void
take_answers (GHashTable *answers, TbLesson *lesson, const TbPlayed *played)
{
  GPtrArray *steps = tb_lesson_get_steps (lesson);

  for (guint i = 0; i < steps->len; i++)
    {
      GPtrArray *questions = ((TbLessonStep *) g_ptr_array_index (steps, i))->questions;

      for (guint k = 0; k < questions->len; k++)
        {
          const char *id = ((TbLessonQuestion *) g_ptr_array_index (questions, k))->id;
          const TbAttemptVerdict *verdict = tb_played_find (played, id);

          if (verdict != NULL && verdict->truth != NULL)
            g_hash_table_insert (answers, g_strdup (id), g_strdup (verdict->truth));
        }
    }
}

/**
 * tb_plan_find_answers:
 * @lesson: a lesson
 * @error: return location
 *
 * Plays the reference solution for the learner without a name. Numbers may be others for somebody else, since their runs are; what is right of a choice is not.
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): the right answers by id of the question, or %NULL when the solution cannot be played
 */
GHashTable *
tb_plan_find_answers (TbLesson *lesson, GError **error)
{
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (TbVariation) variation = tb_variation_new (lesson, "", error);
  const TbLessonWay *way = find_reference (lesson);
  g_auto (TbPlayed) played = { 0 };

  if (variation == NULL)
    return NULL;
  if (way != NULL && !tb_played_way (&played, variation, way, error))
    return NULL;
  if (way != NULL)
    take_answers (answers, lesson, &played);
  return g_steal_pointer (&answers);
}
