/* tb-labelled-reader: a labelled scenario's file, checked by its schema first. */
#include "tb-labelled-private.h"

#include "tb-alert-private.h"
#include "tb-units.h"
#include "tb-xml.h"

#define WITHIN_US (2 * TB_US_PER_MINUTE)

typedef struct
{
  TbLabelled *labelled;
  GError **error;
} Reader;

static gboolean
fail (Reader *reader, xmlNodePtr node, const char *sentence)
{
  tb_alert_complain (reader->error, reader->labelled->path, xmlGetLineNo (node), "%s: %s", (const char *) node->name, sentence);
  return FALSE;
}

static gboolean
read_duration (Reader *reader, xmlNodePtr node, const char *attribute, gint64 otherwise_us, gint64 *duration_us)
{
  g_autofree char *text = tb_xml_dup_attribute (node, attribute);
  g_autoptr (GError) problem = NULL;

  *duration_us = otherwise_us;
  return text == NULL || tb_units_parse_duration (text, duration_us, &problem) || fail (reader, node, problem->message);
}

static gint64
read_integer (xmlNodePtr node, const char *attribute)
{
  g_autofree char *text = tb_xml_dup_attribute (node, attribute);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static gboolean
read_draw (Reader *reader, xmlNodePtr node)
{
  g_autofree char *words = tb_xml_dup_attribute (node, "of");
  TbDraw *draw = g_new0 (TbDraw, 1);

  g_ptr_array_add (reader->labelled->draws, draw);
  draw->name = tb_xml_dup_attribute (node, "name");
  draw->group = tb_xml_dup_attribute (node, "group");
  draw->words = words != NULL ? g_strsplit (words, " ", -1) : NULL;
  draw->least = read_integer (node, "least");
  draw->most = read_integer (node, "most");
  return draw->least <= draw->most || fail (reader, node, "least must not be more than most");
}

static gboolean
read_setting (Reader *reader, xmlNodePtr node)
{
  TbPair *pair = g_new0 (TbPair, 1);

  pair->key = tb_xml_dup_attribute (node, "name");
  pair->value = tb_xml_dup_attribute (node, "value");
  g_ptr_array_add (reader->labelled->settings, pair);
  return TRUE;
}

static gboolean
read_command (Reader *reader, xmlNodePtr node)
{
  TbPair *pair = g_new0 (TbPair, 1);

  pair->key = tb_xml_dup_attribute (node, "at");
  pair->value = tb_xml_dup_text (node);
  g_ptr_array_add (reader->labelled->commands, pair);
  return TRUE;
}

static gboolean
read_truth (Reader *reader, xmlNodePtr node)
{
  TbTruth *truth = g_new0 (TbTruth, 1);
  g_auto (GStrv) columns = NULL;
  g_autoptr (GError) problem = NULL;

  g_ptr_array_add (reader->labelled->truths, truth);
  truth->alert = tb_xml_dup_attribute (node, "alert");
  truth->sql = tb_xml_dup_lines (node);
  if (!read_duration (reader, node, "within", WITHIN_US, &truth->within_us))
    return FALSE;
  if (!tb_ask_check (truth->sql, &columns, &problem))
    return fail (reader, node, problem->message);
  return (g_strv_contains ((const char *const *) columns, "name") && g_strv_contains ((const char *const *) columns, "from_us")
          && g_strv_contains ((const char *const *) columns, "until_us"))
         || fail (reader, node, "the question needs columns called name, from_us and until_us");
}

static gboolean
read_scenario (Reader *reader, xmlNodePtr root)
{
  TbLabelled *labelled = reader->labelled;
  g_autofree char *name = tb_xml_dup_attribute (root, "scenario"), *file = g_strconcat (name, ".xml", NULL), *folder = g_path_get_dirname (labelled->path);
  g_autofree char *data_dir = tb_scenario_find_data_dir (), *text = NULL;
  gsize length;

  labelled->scenario_path = g_build_filename (folder, "scenarios", file, NULL);
  if (!g_file_test (labelled->scenario_path, G_FILE_TEST_EXISTS))
    {
      g_free (labelled->scenario_path);
      labelled->scenario_path = g_build_filename (data_dir, "scenarios", file, NULL);
    }
  if (!g_file_get_contents (labelled->scenario_path, &text, &length, NULL))
    return fail (reader, root, "scenario: there is no such file in scenarios beside it, nor among those that come with Trustbed");
  labelled->scenario = g_bytes_new_take (g_steal_pointer (&text), length);
  return TRUE;
}

static gboolean
read_child (Reader *reader, xmlNodePtr node)
{
  static const struct { const char *element; gboolean (*read) (Reader *reader, xmlNodePtr node); } rows[] = {
    { "device", read_draw }, { "number", read_draw }, { "word", read_draw }, { "set", read_setting }, { "command", read_command }, { "truth", read_truth },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (tb_xml_is_element (node, rows[i].element))
      return rows[i].read (reader, node);
  return TRUE;
}

static gboolean
read_root (Reader *reader, xmlNodePtr root)
{
  reader->labelled->id = tb_xml_dup_attribute (root, "id");
  if (!read_duration (reader, root, "until", 0, &reader->labelled->until_us) || !read_scenario (reader, root))
    return FALSE;
  for (xmlNodePtr child = root->children; child != NULL; child = child->next)
    if (!read_child (reader, child))
      return FALSE;
  return TRUE;
}

gboolean
tb_labelled_read (TbLabelled *labelled, const char *text, gsize length, GError **error)
{
  g_autoptr (xmlDoc) document = tb_xml_read (text, length, labelled->path, error);
  g_autofree char *data_dir = tb_scenario_find_data_dir (), *schema = g_build_filename (data_dir, "schemas", "labelled.rng", NULL);
  Reader reader = { labelled, error };

  return document != NULL && tb_xml_validate (document, schema, labelled->path, error) && read_root (&reader, xmlDocGetRootElement (document));
}
