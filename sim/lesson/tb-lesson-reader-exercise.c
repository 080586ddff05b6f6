/* tb-lesson-reader-exercise: of an exercise's file, what lessons have not: what happens to the team, what it has to decide, and what is told of it at the end. */
#include "tb-lesson-reader.h"

static gboolean
read_text (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  char **text = into;

  g_free (*text);
  *text = tb_xml_dup_text (node);
  return tb_lesson_rule_text (reader, node, *text, NULL);
}

static gboolean
read_into_list (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  char *text = tb_xml_dup_text (node);

  g_ptr_array_add (into, text);
  return tb_lesson_rule_text (reader, node, text, NULL);
}

static gboolean
check_time (TbLessonReader *reader, xmlNodePtr node, const TbLessonInject *inject)
{
  if (!reader->lesson->is_exercise)
    return tb_lesson_fail (reader, node, "inject: only an exercise has them; say kind=\"exercise\"");
  if (inject->at_us < tb_lesson_find_last_inject (reader->lesson))
    return tb_lesson_fail (reader, node, "inject: it comes before one that stands above it");
  return inject->at_us <= reader->lesson->until_us || tb_lesson_fail (reader, node, "inject: it comes after the end of the run");
}

/* Its commands were read with the start; here they are for whoever leads the exercise. */
gboolean
tb_lesson_read_inject (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonInject *inject = g_new0 (TbLessonInject, 1);

  inject->paragraphs = g_ptr_array_new_with_free_func (g_free);
  inject->commands = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (into, inject);
  return tb_lesson_duration (reader, node, "at", 0, &inject->at_us) && check_time (reader, node, inject) && tb_lesson_each (reader, node, "title", read_text, &inject->title)
         && tb_lesson_each (reader, node, "text", read_into_list, inject->paragraphs) && tb_lesson_each (reader, node, "command", read_into_list, inject->commands);
}

/* A good option is one of the right answers: the question is a list of them. */
static void
add_good (TbLessonQuestion *question, const char *value)
{
  char *sql = question->sql == NULL ? g_strdup_printf ("SELECT '%s'", value) : g_strdup_printf ("%s UNION ALL SELECT '%s'", question->sql, value);

  g_free (question->sql);
  question->sql = sql;
}

static gboolean
read_option (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonOption *option = g_new0 (TbLessonOption, 1);
  TbLessonQuestion *question = into;

  option->value = tb_xml_dup_attribute (node, "value");
  g_ptr_array_add (question->options, option);
  if (tb_lesson_says (node, "good", "yes"))
    add_good (question, option->value);
  return tb_lesson_each (reader, node, "text", read_text, &option->text) && tb_lesson_each (reader, node, "consequence", read_text, &option->consequence);
}

static gboolean
check_decision (TbLessonReader *reader, xmlNodePtr node, const TbLessonQuestion *question)
{
  if (!reader->lesson->is_exercise)
    return tb_lesson_fail (reader, node, "decision: only an exercise has them; say kind=\"exercise\"");
  if (question->sql == NULL)
    return tb_lesson_fail (reader, node, "decision \"%s\": no option is good", question->id);
  for (guint i = 0; i < question->options->len; i++)
    for (guint j = 0; j < i; j++)
      if (g_str_equal (((TbLessonOption *) g_ptr_array_index (question->options, i))->value, ((TbLessonOption *) g_ptr_array_index (question->options, j))->value))
        return tb_lesson_fail (reader, node, "decision \"%s\": two options have the same value", question->id);
  return TRUE;
}

/* A choice that is made once, like a prediction. */
gboolean
tb_lesson_read_decision (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonQuestion *question = g_new0 (TbLessonQuestion, 1);

  question->options = g_ptr_array_new_with_free_func (tb_lesson_option_free);
  question->kind = TB_QUESTION_CHOICE;
  question->is_prediction = TRUE;
  question->is_decision = TRUE;
  question->asked_us = tb_lesson_find_last_inject (reader->lesson);
  question->weight = (guint) tb_lesson_integer (node, "weight", 1);
  g_ptr_array_add (into, question);
  return tb_lesson_take_id (reader, node, &question->id) && tb_lesson_each (reader, node, "text", read_text, &question->text)
         && tb_lesson_each (reader, node, "explain", read_text, &question->explain) && tb_lesson_each (reader, node, "option", read_option, question)
         && check_decision (reader, node, question);
}

static gboolean
read_role (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonRole *role = g_new0 (TbLessonRole, 1);

  g_ptr_array_add (into, role);
  return tb_lesson_each (reader, node, "title", read_text, &role->title) && tb_lesson_each (reader, node, "text", read_text, &role->text);
}

/* Whom it is for: how many, what is at stake for them, who sits at the table. */
gboolean
tb_lesson_read_team (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonTeam *team = g_new0 (TbLessonTeam, 1);

  *(TbLessonTeam **) into = team;
  team->least = (guint) tb_lesson_integer (node, "least", 1);
  team->most = (guint) tb_lesson_integer (node, "most", 1);
  team->roles = g_ptr_array_new_with_free_func (tb_lesson_role_free);
  if (!reader->lesson->is_exercise)
    return tb_lesson_fail (reader, node, "team: only an exercise has one; say kind=\"exercise\"");
  if (team->least > team->most)
    return tb_lesson_fail (reader, node, "team: least is %u and most is %u", team->least, team->most);
  return tb_lesson_each (reader, node, "text", read_text, &team->stake) && tb_lesson_each (reader, node, "role", read_role, team->roles);
}

static gboolean
read_finding (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonFinding *finding = g_new0 (TbLessonFinding, 1);
  g_auto (GStrv) columns = NULL;

  g_ptr_array_add (into, finding);
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    {
      if (tb_xml_is_element (child, "sql"))
        finding->sql = tb_xml_dup_lines (child);
      else if (tb_xml_is_element (child, "text"))
        finding->text = tb_xml_dup_text (child);
      else
        continue;
      if (finding->text == NULL ? !tb_lesson_rule_sql (reader, child, finding->sql, &columns) : !tb_lesson_rule_text (reader, child, finding->text, columns))
        return FALSE;
    }
  return TRUE;
}

gboolean
tb_lesson_read_findings (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  return tb_lesson_each (reader, node, "finding", read_finding, into);
}
