/* tb-lesson-seal: the scenario of a lesson with the lesson's settings and commands in it, as text, so that a saved run holds all of its start, and what was prepared is
 * told from what a learner did. */
#include "tb-lesson-private.h"

#include <string.h>

#include "tb-xml.h"

static xmlNodePtr
find_child (xmlNodePtr root, const char *name)
{
  for (xmlNodePtr node = root->children; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0)
      return node;
  return NULL;
}

static void
drop_child (xmlNodePtr root, const char *name)
{
  xmlNodePtr node = find_child (root, name);

  if (node == NULL)
    return;
  xmlUnlinkNode (node);
  xmlFreeNode (node);
}

/* What is told to who watches would give away what a team has to find. */
static void
drop_story (xmlNodePtr root)
{
  drop_child (root, "story");
  drop_child (root, "pace");
}

/* The story stands before the pace, at the end where there is none. */
static xmlNodePtr
ensure_story (xmlNodePtr root)
{
  xmlNodePtr story = find_child (root, "story"), pace = find_child (root, "pace");

  if (story != NULL)
    return story;
  story = xmlNewNode (NULL, (const xmlChar *) "story");
  return pace != NULL ? xmlAddPrevSibling (pace, story) : xmlAddChild (root, story);
}

/* An exercise's own, in the place of the scenario's: what is watched goes by as it is, and all between soon. */
static void
add_pace (xmlNodePtr root, TbLesson *lesson)
{
  g_autofree char *text = tb_lesson_make_pace (lesson);
  xmlNodePtr pace = NULL;

  if (text != NULL && xmlParseInNodeContext (root, text, (int) strlen (text), 0, &pace) == XML_ERR_OK)
    xmlAddChild (root, pace);
}

static void
add_command (xmlNodePtr story, const TbLessonLine *line, TbVariation *variation)
{
  g_autofree char *at = tb_variation_fill (variation, line->key);
  g_autofree char *command = tb_variation_fill (variation, line->value);
  xmlNodePtr node = xmlNewTextChild (story, NULL, (const xmlChar *) "command", (const xmlChar *) command);

  xmlSetProp (node, (const xmlChar *) "at", (const xmlChar *) at);
}

/* (transfer full): the scenario's text with the commands of the start in its story */
static GBytes *
add_story (TbLesson *lesson, TbVariation *variation, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (lesson->scenario_text, &length);
  g_autoptr (xmlDoc) document = tb_xml_read (text, length, lesson->scenario_path, error);
  xmlNodePtr story;
  xmlChar *changed = NULL;
  int n = 0;
  GBytes *bytes;

  if (document == NULL)
    return NULL;
  if (lesson->has_own_story)
    drop_story (xmlDocGetRootElement (document));
  story = ensure_story (xmlDocGetRootElement (document));
  for (guint i = 0; i < lesson->story->len; i++)
    add_command (story, g_ptr_array_index (lesson->story, i), variation);
  add_pace (xmlDocGetRootElement (document), lesson);
  xmlDocDumpMemory (document, &changed, &n);
  bytes = g_bytes_new (changed, (gsize) n);
  xmlFree (changed);
  return bytes;
}

static void
add_number (GPtrArray *settings, const char *name, guint64 number, const char *unit)
{
  g_ptr_array_add (settings, g_strdup_printf ("%s=%" G_GUINT64_FORMAT "%s", name, number, unit));
}

/* (transfer full): "NAME=VALUE" each, NULL at the end */
static GPtrArray *
make_settings (TbLesson *lesson, TbVariation *variation)
{
  GPtrArray *settings = g_ptr_array_new_with_free_func (g_free);

  add_number (settings, "seed", tb_variation_get_seed (variation), "");
  add_number (settings, "duration", (guint64) lesson->until_us, "us");
  for (guint i = 0; i < lesson->settings->len; i++)
    {
      const TbLessonLine *line = g_ptr_array_index (lesson->settings, i);
      g_autofree char *value = tb_variation_fill (variation, line->value);

      g_ptr_array_add (settings, g_strdup_printf ("%s=%s", line->key, value));
    }
  g_ptr_array_add (settings, NULL);
  return settings;
}

/**
 * tb_lesson_seal:
 * @lesson: a lesson
 * @variation: whose
 * @with_story: whether the commands of the start are to be part of it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the scenario
 */
TbScenario *
tb_lesson_seal (TbLesson *lesson, TbVariation *variation, gboolean with_story, GError **error)
{
  g_autoptr (GBytes) text = with_story ? add_story (lesson, variation, error) : g_bytes_ref (lesson->scenario_text);
  g_autoptr (GPtrArray) settings = make_settings (lesson, variation);
  g_autoptr (GError) problem = NULL;
  TbScenario *scenario;
  gsize length;
  const char *data;

  if (text == NULL)
    return NULL;
  data = g_bytes_get_data (text, &length);
  scenario = tb_scenario_new_with (data, length, lesson->scenario_path, (const char *const *) settings->pdata, &problem);
  if (scenario == NULL)
    tb_lesson_complain (error, lesson->path, lesson->run_line, "run: %s", problem->message);
  return scenario;
}
