/* tb-lesson-rules-sql: the questions of a lesson can be asked of any run. */
#include "tb-lesson-reader.h"

#include "tb-ask.h"

/* @sql can be asked, and its parameters vary. @columns takes its result columns. */
gboolean
tb_lesson_rule_sql (TbLessonReader *reader, xmlNodePtr node, const char *sql, GStrv *columns)
{
  g_autoptr (GError) problem = NULL;

  if (!tb_ask_check (sql, columns, &problem))
    return tb_lesson_fail (reader, node, "%s: %s", (const char *) node->name, problem->message);
  for (guint i = 0; (*columns)[i] != NULL; i++)
    if ((*columns)[i][0] == ':' && !tb_lesson_rule_varies (reader->lesson, (*columns)[i] + 1))
      return tb_lesson_fail (reader, node, "%s: nothing fills %s; it would have to be in <vary>", (const char *) node->name, (*columns)[i]);
  return TRUE;
}
