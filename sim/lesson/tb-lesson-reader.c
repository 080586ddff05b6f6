/* tb-lesson-reader: the file as a whole. The schema is asked first, so that what stands here can rely on the structure and look at values alone. */
#include "tb-lesson-reader.h"

#include "tb-units.h"

gboolean
tb_lesson_fail (TbLessonReader *reader, xmlNodePtr node, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  tb_lesson_complain (reader->error, reader->lesson->path, xmlGetLineNo (node), "%s", text);
  return FALSE;
}

gboolean
tb_lesson_says (xmlNodePtr node, const char *attribute, const char *value)
{
  g_autofree char *text = tb_xml_dup_attribute (node, attribute);

  return g_strcmp0 (text, value) == 0;
}

gboolean
tb_lesson_duration (TbLessonReader *reader, xmlNodePtr node, const char *attribute, gint64 otherwise_us, gint64 *duration_us)
{
  g_autofree char *text = tb_xml_dup_attribute (node, attribute);
  g_autoptr (GError) problem = NULL;

  *duration_us = otherwise_us;
  if (text == NULL || tb_units_parse_duration (text, duration_us, &problem))
    return TRUE;
  return tb_lesson_fail (reader, node, "%s: %s: %s", (const char *) node->name, attribute, problem->message);
}

gint64
tb_lesson_integer (xmlNodePtr node, const char *attribute, gint64 otherwise)
{
  g_autofree char *text = tb_xml_dup_attribute (node, attribute);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : otherwise;
}

/* Steps, checks and questions share one space of names, so that a way can name any. */
gboolean
tb_lesson_take_id (TbLessonReader *reader, xmlNodePtr node, char **id)
{
  *id = tb_xml_dup_attribute (node, "id");
  return g_hash_table_add (reader->ids, g_strdup (*id))
         || tb_lesson_fail (reader, node, "%s: the id \"%s\" is taken; every step, check and question needs one of its own", (const char *) node->name, *id);
}

gboolean
tb_lesson_each (TbLessonReader *reader, xmlNodePtr node, const char *name, TbLessonReadNode read, gpointer into)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (tb_xml_is_element (child, name) && !read (reader, child, into))
      return FALSE;
  return TRUE;
}

static gboolean
read_text (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  char *text = tb_xml_dup_text (node);

  g_ptr_array_add (into, text);
  return tb_lesson_rule_text (reader, node, text, NULL);
}

static gboolean
read_single (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  char **text = into;

  g_free (*text);
  *text = tb_xml_dup_text (node);
  return **text != '\0' || tb_lesson_fail (reader, node, "%s: a text is expected", (const char *) node->name);
}

static gboolean
read_list (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  return tb_lesson_each (reader, node, node->name[0] == 'g' ? "goal" : "text", read_text, into);
}

/* What is needed has a smaller number, so that no lesson needs itself, not even by others. */
static gboolean
read_need (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  g_autofree char *id = tb_xml_dup_attribute (node, "lesson");
  guint number;

  if (!tb_lesson_find_number (id, reader->lesson->path, &number))
    return tb_lesson_fail (reader, node, "needs: there is no lesson \"%s\"; its file would be named NUMBER-%s.xml", id, id);
  if (number >= reader->lesson->number)
    return tb_lesson_fail (reader, node, "needs: the lesson \"%s\" has the number %u and cannot come before this one, which is %u", id, number, reader->lesson->number);
  g_ptr_array_add (into, g_steal_pointer (&id));
  return TRUE;
}

static gboolean
read_reference (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  g_ptr_array_add (into, tb_xml_dup_text (node));
  return TRUE;
}

/* All but the start, which everything else is checked against. */
static gboolean
read_rest (TbLessonReader *reader, xmlNodePtr root)
{
  TbLesson *lesson = reader->lesson;
  const struct { const char *element; TbLessonReadNode read; gpointer into; } rows[] = {
    { "title", read_single, &lesson->title }, { "summary", read_single, &lesson->summary }, { "goals", read_list, lesson->goals }, { "needs", read_need, lesson->needs },
    { "team", tb_lesson_read_team, &lesson->team },
    { "step", tb_lesson_read_step, lesson->steps }, { "debrief", read_list, lesson->debrief },
    { "debrief", tb_lesson_read_findings, lesson->findings }, { "reference", read_reference, lesson->references },
    { "way", tb_lesson_read_way, lesson->ways },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!tb_lesson_each (reader, root, rows[i].element, rows[i].read, rows[i].into))
      return FALSE;
  return TRUE;
}

static gboolean
read_root (TbLessonReader *reader, xmlNodePtr root)
{
  TbLesson *lesson = reader->lesson;

  lesson->id = tb_xml_dup_attribute (root, "id");
  lesson->number = (guint) tb_lesson_integer (root, "number", 0);
  lesson->is_exercise = tb_lesson_says (root, "kind", "exercise");
  lesson->minutes = (guint) tb_lesson_integer (root, "minutes", 0);
  return tb_lesson_read_start (reader, root) && read_rest (reader, root);
}

static gboolean
validate (xmlDocPtr document, const char *path, GError **error)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir ();
  g_autofree char *schema = g_build_filename (data_dir, "schemas", "lesson.rng", NULL);
  GError *problem = NULL;

  if (tb_xml_validate (document, schema, path, &problem))
    return TRUE;
  tb_xml_show_attributes (document, "lesson.rng", problem);
  g_propagate_error (error, problem);
  return FALSE;
}

/* Of the file and its scenario's: who changes either has another lesson. */
static char *
hash (const char *text, gsize length, GBytes *scenario)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *first = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
  g_autofree char *second = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, scenario);

  g_checksum_update (checksum, (const guchar *) first, -1);
  g_checksum_update (checksum, (const guchar *) second, -1);
  return g_strdup (g_checksum_get_string (checksum));
}

/**
 * tb_lesson_read:
 * @lesson: a new lesson
 * @text: (array length=length): its file
 * @length: how many bytes
 * @error: return location
 *
 * Returns: whether it is one; else a sentence that names file and line
 */
gboolean
tb_lesson_read (TbLesson *lesson, const char *text, gsize length, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (xmlDoc) document = tb_xml_read (text, length, lesson->path, error);
  TbLessonReader reader = { lesson, NULL, ids, error };
  gboolean good;

  if (document == NULL || !validate (document, lesson->path, error))
    return FALSE;
  good = read_root (&reader, xmlDocGetRootElement (document));
  g_clear_pointer (&reader.sample, tb_variation_unref);
  if (good)
    lesson->sha256 = hash (text, length, lesson->scenario_text);
  return good;
}
