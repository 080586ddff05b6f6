/* tb-lesson-injects: of an exercise, what happens when: all of it in the order of time, how fast time goes between, and where whoever does it begins. */
#include "tb-lesson-private.h"

#include <string.h>

#include "tb-units.h"

#define LEAD_US (10 * TB_US_PER_MINUTE)
#define WATCHED_BEFORE_US (2 * TB_US_PER_SECOND)
#define WATCHED_AFTER_US (4 * TB_US_PER_SECOND)
#define LEAD_S 5
#define BETWEEN_S 12
#define REST_S 20

/**
 * tb_lesson_list_injects:
 * @lesson: a lesson
 *
 * Returns: (transfer container) (element-type TbLessonInject): all that happens to the team, in the order of time; the lesson's
 */
GPtrArray *
tb_lesson_list_injects (TbLesson *lesson)
{
  GPtrArray *injects = g_ptr_array_new ();

  for (guint i = 0; i < lesson->steps->len; i++)
    g_ptr_array_extend (injects, ((TbLessonStep *) g_ptr_array_index (lesson->steps, i))->injects, NULL, NULL);
  return injects;
}

gint64
tb_lesson_find_last_inject (TbLesson *lesson)
{
  g_autoptr (GPtrArray) injects = tb_lesson_list_injects (lesson);
  gint64 last_us = 0;

  for (guint i = 0; i < injects->len; i++)
    last_us = MAX (last_us, ((TbLessonInject *) g_ptr_array_index (injects, i))->at_us);
  return last_us;
}

/**
 * tb_lesson_get_begin_us:
 * @lesson: a lesson
 *
 * Returns: where its run stands when somebody begins: when the sealed start is complete, but before anything happens to a team
 */
gint64
tb_lesson_get_begin_us (TbLesson *lesson)
{
  g_autoptr (GPtrArray) injects = tb_lesson_list_injects (lesson);

  if (injects->len == 0)
    return lesson->ready_us;
  return MAX (MIN (lesson->ready_us, ((TbLessonInject *) g_ptr_array_index (injects, 0))->at_us - LEAD_US), 0);
}

/**
 * tb_lesson_is_good:
 * @decision: a decision
 * @value: of one of its options
 *
 * Returns: whether it is one of the good ones; they are a list in SQL, as any right answer is
 */
gboolean
tb_lesson_is_good (const TbLessonQuestion *decision, const char *value)
{
  g_autofree char *quoted = g_strdup_printf ("'%s'", value);

  return decision->is_decision && strstr (decision->sql, quoted) != NULL;
}

static void
add_step (GString *pace, gint64 at_us, double speed)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (pace, "<step at=\"%" G_GINT64_FORMAT "us\" speed=\"%s\"/>", at_us, g_ascii_formatd (number, sizeof number, "%.0f", MAX (speed, 1)));
}

/* What is watched, and how long the way to it takes in real time. */
static void
add_stretch (GString *pace, gint64 from_us, gint64 to_us, int seconds)
{
  if (to_us > from_us)
    add_step (pace, from_us, (double) (to_us - from_us) / (seconds * TB_US_PER_SECOND));
}

char *
tb_lesson_make_pace (TbLesson *lesson)
{
  g_autoptr (GPtrArray) injects = tb_lesson_list_injects (lesson);
  gint64 from_us = tb_lesson_get_begin_us (lesson);
  GString *pace;

  if (!lesson->has_own_story || injects->len == 0)
    return NULL;
  pace = g_string_new ("<pace>");
  add_stretch (pace, 0, from_us, REST_S);
  for (guint i = 0; i < injects->len; i++)
    {
      gint64 at_us = ((TbLessonInject *) g_ptr_array_index (injects, i))->at_us;

      add_stretch (pace, from_us, at_us - WATCHED_BEFORE_US, i == 0 ? LEAD_S : BETWEEN_S);
      add_step (pace, MAX (from_us, at_us - WATCHED_BEFORE_US), 1);
      from_us = at_us + WATCHED_AFTER_US;
    }
  add_stretch (pace, from_us, lesson->until_us, REST_S);
  return g_string_free (g_string_append (pace, "</pace>"), FALSE);
}
