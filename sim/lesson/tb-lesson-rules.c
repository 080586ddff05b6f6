/* tb-lesson-rules: what has to be true of a lesson beyond its structure: names in braces are filled by something, questions in SQL can be asked, "show me" has a place to
 * go to. */
#include "tb-lesson-reader.h"

gboolean
tb_lesson_rule_varies (TbLesson *lesson, const char *name)
{
  for (guint i = 0; i < lesson->vary->len; i++)
    if (g_str_equal (((TbLessonVary *) g_ptr_array_index (lesson->vary, i))->name, name))
      return TRUE;
  return FALSE;
}

static char *
list_fillers (TbLesson *lesson, GStrv columns)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < lesson->vary->len; i++)
    g_string_append_printf (list, "%s{%s}", list->len > 0 ? ", " : "", ((TbLessonVary *) g_ptr_array_index (lesson->vary, i))->name);
  for (guint i = 0; columns != NULL && columns[i] != NULL; i++)
    if (columns[i][0] != ':')
      g_string_append_printf (list, "%s{%s}", list->len > 0 ? ", " : "", columns[i]);
  if (list->len == 0)
    g_string_append (list, "nothing");
  return g_string_free (list, FALSE);
}

/* Every `{name}` of @text is something that varies, or one of @columns. */
gboolean
tb_lesson_rule_text (TbLessonReader *reader, xmlNodePtr node, const char *text, GStrv columns)
{
  g_auto (GStrv) names = tb_braces_list_names (text);

  for (guint i = 0; names[i] != NULL; i++)
    if (!tb_lesson_rule_varies (reader->lesson, names[i]) && (columns == NULL || !g_strv_contains ((const char *const *) columns, names[i])))
      {
        g_autofree char *list = list_fillers (reader->lesson, columns);

        return tb_lesson_fail (reader, node, "%s: nothing fills {%s}; there is %s", (const char *) node->name, names[i], list);
      }
  if (*text != '\0')
    return TRUE;
  return tb_lesson_fail (reader, node, "%s: a text is expected", (const char *) node->name);
}

static gboolean
names_somebody (TbLessonReader *reader, const char *name)
{
  TbFleet *fleet = tb_variation_get_fleet (reader->sample);

  return tb_fleet_find (fleet, name) != TB_NOBODY || tb_fleet_find_group (fleet, name) != NULL;
}

/* The place is one of the window's, and the object is there. */
gboolean
tb_lesson_rule_show (TbLessonReader *reader, xmlNodePtr node, const TbLessonShow *show)
{
  g_autofree char *select = show->select != NULL ? tb_variation_fill (reader->sample, show->select) : NULL;

  if (!tb_lesson_knows_place (show->view, NULL))
    return tb_lesson_fail (reader, node, "show: there is no view \"%s\"; there are fleet, handshakes, signatures, certificates, outbreak and monitor", show->view);
  if (!tb_lesson_knows_place (show->view, show->page))
    return tb_lesson_fail (reader, node, "show: the view \"%s\" has no page \"%s\"", show->view, show->page);
  if (show->select != NULL && !tb_lesson_rule_text (reader, node, show->select, NULL))
    return FALSE;
  return select == NULL || names_somebody (reader, select) || tb_lesson_fail (reader, node, "show: there is no \"%.40s\" in this scenario to select", select);
}
