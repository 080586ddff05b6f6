/* tb-lesson-reader-start: of a lesson's file, what it begins with: the scenario, its settings, the commands that prepare it, and what varies. */
#include "tb-lesson-reader.h"

#include "tb-units.h"

#define SAMPLES_UNLESS_SAID 200
#define MOST_SAMPLES 20000
#define MOST_NUMBER ((gint64) 1000000000000)

static TbLessonLine *
new_line (xmlNodePtr node, char *key, char *value)
{
  TbLessonLine *line = g_new0 (TbLessonLine, 1);

  line->key = key;
  line->value = value;
  line->line = xmlGetLineNo (node);
  return line;
}

static gboolean
read_set (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  g_ptr_array_add (into, new_line (node, tb_xml_dup_attribute (node, "name"), tb_xml_dup_attribute (node, "value")));
  return TRUE;
}

static char *
dup_without_spaces (xmlNodePtr node, const char *attribute)
{
  g_autofree char *text = tb_xml_dup_attribute (node, attribute);
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);

  return g_strjoinv ("", parts);
}

static gboolean
read_command (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  g_ptr_array_add (into, new_line (node, dup_without_spaces (node, "at"), tb_xml_dup_text (node)));
  return TRUE;
}

/* What happens in an exercise is part of its start, so that it stands in a saved run and is told from what a team did. */
static gboolean
read_inject_story (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (tb_xml_is_element (child, "command"))
      g_ptr_array_add (into, new_line (child, dup_without_spaces (node, "at"), tb_xml_dup_text (child)));
  return TRUE;
}

static gboolean
read_step_story (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  return tb_lesson_each (reader, node, "inject", read_inject_story, into);
}

/* In the lessons' own folder, beside the lesson, among those of the Open menu. */
static char *
find_scenario (TbLesson *lesson, const char *name)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir ();
  g_autofree char *beside = g_path_get_dirname (lesson->path);
  g_autofree char *file = g_strconcat (name, ".xml", NULL);
  char *places[] = { g_build_filename (data_dir, "lessons", "scenarios", file, NULL), g_build_filename (beside, "scenarios", file, NULL),
                     g_build_filename (beside, file, NULL), g_build_filename (data_dir, "scenarios", file, NULL) };
  char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (found == NULL && g_file_test (places[i], G_FILE_TEST_IS_REGULAR))
      found = places[i];
    else
      g_free (places[i]);
  return found;
}

static gboolean
load_scenario (TbLessonReader *reader, xmlNodePtr node)
{
  g_autofree char *name = tb_xml_dup_attribute (node, "scenario");
  g_autofree char *text = NULL;
  g_autoptr (GError) problem = NULL;
  gsize length;

  reader->lesson->scenario_path = find_scenario (reader->lesson, name);
  if (reader->lesson->scenario_path == NULL)
    return tb_lesson_fail (reader, node, "run: there is no scenario \"%s\" in data/lessons/scenarios, beside the lesson, or in data/scenarios", name);
  if (!g_file_get_contents (reader->lesson->scenario_path, &text, &length, &problem))
    return tb_lesson_fail (reader, node, "run: %s", problem->message);
  reader->lesson->scenario_text = g_bytes_new_take (g_steal_pointer (&text), length);
  return TRUE;
}

static gboolean
read_times (TbLessonReader *reader, xmlNodePtr node)
{
  TbLesson *lesson = reader->lesson;

  if (!tb_lesson_duration (reader, node, "until", 0, &lesson->until_us) || !tb_lesson_duration (reader, node, "ready", 0, &lesson->ready_us)
      || !tb_lesson_duration (reader, node, "sample", MAX (lesson->until_us / SAMPLES_UNLESS_SAID, TB_US_PER_MS), &lesson->sample_us))
    return FALSE;
  if (lesson->until_us < TB_US_PER_SECOND)
    return tb_lesson_fail (reader, node, "run: until must be at least one second");
  if (lesson->ready_us > lesson->until_us)
    return tb_lesson_fail (reader, node, "run: ready must not be later than until");
  if (lesson->sample_us < TB_US_PER_MS || lesson->until_us / lesson->sample_us > MOST_SAMPLES)
    return tb_lesson_fail (reader, node, "run: sample must be at least 1ms and at least a %dth of until", MOST_SAMPLES);
  return TRUE;
}

static gboolean
read_run (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  reader->lesson->run_line = xmlGetLineNo (node);
  reader->lesson->has_own_story = tb_lesson_says (node, "story", "own");
  return load_scenario (reader, node) && read_times (reader, node) && tb_lesson_each (reader, node, "set", read_set, reader->lesson->settings)
         && tb_lesson_each (reader, node, "command", read_command, reader->lesson->story);
}

static gboolean
read_option (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  g_ptr_array_add (into, tb_xml_dup_attribute (node, "value"));
  return TRUE;
}

static gboolean
check_number (TbLessonReader *reader, xmlNodePtr node, const TbLessonVary *vary)
{
  if (vary->least < -MOST_NUMBER || vary->most > MOST_NUMBER || vary->least > vary->most || vary->step < 1)
    return tb_lesson_fail (reader, node, "number \"%s\": least must not be more than most, neither further from 0 than a million millions", vary->name);
  return TRUE;
}

static gboolean
read_vary_row (TbLessonReader *reader, xmlNodePtr node)
{
  TbLessonVary *vary = g_new0 (TbLessonVary, 1);
  TbLesson *lesson = reader->lesson;

  vary->kind = tb_xml_is_element (node, "device") ? TB_VARY_DEVICE : tb_xml_is_element (node, "choice") ? TB_VARY_CHOICE : TB_VARY_NUMBER;
  vary->name = tb_xml_dup_attribute (node, "name");
  vary->group = tb_xml_dup_attribute (node, "group");
  vary->options = g_ptr_array_new_with_free_func (g_free);
  vary->least = tb_lesson_integer (node, "least", 0);
  vary->most = tb_lesson_integer (node, "most", 0);
  vary->step = tb_lesson_integer (node, "step", 1);
  vary->line = xmlGetLineNo (node);
  g_ptr_array_add (lesson->vary, vary);
  for (guint i = 0; i + 1 < lesson->vary->len; i++)
    if (g_str_equal (((TbLessonVary *) g_ptr_array_index (lesson->vary, i))->name, vary->name))
      return tb_lesson_fail (reader, node, "%s: the name \"%s\" is taken", (const char *) node->name, vary->name);
  return check_number (reader, node, vary) && tb_lesson_each (reader, node, "option", read_option, vary->options);
}

static gboolean
read_vary (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && !read_vary_row (reader, child))
      return FALSE;
  return TRUE;
}

/* Names that nothing fills would otherwise be found in a scenario that nobody wrote. */
static gboolean
check_names (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    {
      g_autofree char *setting = tb_xml_is_element (child, "set") ? tb_xml_dup_attribute (child, "value") : NULL;
      g_autofree char *text = tb_xml_is_element (child, "command") ? tb_xml_dup_text (child) : NULL;

      if ((setting != NULL && !tb_lesson_rule_text (reader, child, setting, NULL)) || (text != NULL && !tb_lesson_rule_text (reader, child, text, NULL)))
        return FALSE;
    }
  return TRUE;
}

/* Reads what the lesson begins with, and draws for somebody, so that the rest can be checked against names that are there. */
gboolean
tb_lesson_read_start (TbLessonReader *reader, xmlNodePtr root)
{
  if (!tb_lesson_each (reader, root, "run", read_run, NULL) || !tb_lesson_each (reader, root, "step", read_step_story, reader->lesson->story) || !tb_lesson_each (reader, root, "vary", read_vary, NULL)
      || !tb_lesson_each (reader, root, "run", check_names, NULL))
    return FALSE;
  reader->sample = tb_variation_new (reader->lesson, "", reader->error);
  return reader->sample != NULL;
}
