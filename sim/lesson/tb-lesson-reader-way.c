/* tb-lesson-reader-way: of a lesson's file, the ways through it that prove it. */
#include "tb-lesson-reader.h"

#include <string.h>

static gboolean
read_command (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  g_autofree char *at = tb_xml_dup_attribute (node, "at");
  g_auto (GStrv) parts = g_strsplit (at, " ", -1);
  g_autofree char *joined = g_strjoinv ("", parts);
  g_autofree char *text = tb_xml_dup_text (node);
  char *line = g_strdup_printf ("@%s %s", joined, text);
  g_autoptr (GError) problem = NULL;
  g_autoptr (TbCommand) command = NULL;

  g_ptr_array_add (into, line);
  if (!tb_lesson_rule_text (reader, node, line, NULL))
    return FALSE;
  command = tb_variation_read_command (reader->sample, line, &problem);
  return command != NULL || tb_lesson_fail (reader, node, "command: %s", problem->message);
}

static gboolean
is_option (const TbLessonQuestion *question, const char *value)
{
  for (guint i = 0; i < question->options->len; i++)
    if (g_str_equal (((TbLessonOption *) g_ptr_array_index (question->options, i))->value, value))
      return TRUE;
  return FALSE;
}

static gboolean
read_answer (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  g_autofree char *id = tb_xml_dup_attribute (node, "question");
  g_autofree char *value = tb_xml_dup_text (node);
  const TbLessonQuestion *question = tb_lesson_find_question (reader->lesson, id);

  if (question == NULL)
    return tb_lesson_fail (reader, node, "answer: there is no question \"%s\" in this lesson", id);
  if (!tb_lesson_rule_text (reader, node, value, NULL))
    return FALSE;
  if (question->kind == TB_QUESTION_CHOICE && strcmp (value, "=") != 0 && strchr (value, '{') == NULL && !is_option (question, value))
    return tb_lesson_fail (reader, node, "answer: \"%.40s\" is none of the options of \"%s\"", value, id);
  g_hash_table_replace (into, g_steal_pointer (&id), g_steal_pointer (&value));
  return TRUE;
}

static gboolean
check_way (TbLessonReader *reader, xmlNodePtr node, const TbLessonWay *way)
{
  TbLesson *lesson = reader->lesson;

  if (way->is_right != (way->fails == NULL))
    return tb_lesson_fail (reader, node, "way \"%s\": a wrong one names what it fails at in fails=\"...\", a right one does not", way->name);
  if (way->fails != NULL && tb_lesson_find_check (lesson, way->fails) == NULL && tb_lesson_find_question (lesson, way->fails) == NULL)
    return tb_lesson_fail (reader, node, "way \"%s\": there is no check or question \"%s\" in this lesson", way->name, way->fails);
  if (way->until_us > lesson->until_us)
    return tb_lesson_fail (reader, node, "way \"%s\": it is played for longer than the run goes on", way->name);
  return TRUE;
}

gboolean
tb_lesson_read_way (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonWay *way = g_new0 (TbLessonWay, 1);

  way->name = tb_xml_dup_attribute (node, "name");
  way->is_right = tb_lesson_says (node, "right", "yes");
  way->fails = tb_xml_dup_attribute (node, "fails");
  way->commands = g_ptr_array_new_with_free_func (g_free);
  way->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_add (into, way);
  return tb_lesson_duration (reader, node, "until", reader->lesson->until_us, &way->until_us) && check_way (reader, node, way)
         && tb_lesson_each (reader, node, "command", read_command, way->commands) && tb_lesson_each (reader, node, "answer", read_answer, way->answers);
}
