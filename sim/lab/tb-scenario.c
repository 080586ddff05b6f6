/* tb-scenario: see the header. */
#include "tb-scenario.h"

#include <string.h>

#include "tb-command.h"
#include "tb-scenario-reader.h"
#include "tb-units.h"

G_DEFINE_QUARK (tb-scenario-error-quark, tb_scenario_error)

#define MIN_SPEED 0.0001
#define MAX_SPEED 10000000.0

struct _TbScenario
{
  gatomicrefcount refs;
  char *id;
  char *title;
  char *description;
  guint64 seed;
  gint64 start_us;
  gint64 duration_us;
  TbFleet *fleet;
  GArray *pace;
  GArray *story;
  GBytes *text;
};

static void
pace_clear (gpointer data)
{
  TbPaceStep *step = data;

  g_free (step->caption);
  g_strfreev (step->focus);
}

static void
story_clear (gpointer data)
{
  g_free (((TbStoryLine *) data)->command);
}

static TbScenario *
scenario_new (void)
{
  TbScenario *scenario = g_new0 (TbScenario, 1);

  g_atomic_ref_count_init (&scenario->refs);
  scenario->fleet = tb_fleet_new ();
  scenario->pace = g_array_new (FALSE, FALSE, sizeof (TbPaceStep));
  g_array_set_clear_func (scenario->pace, pace_clear);
  scenario->story = g_array_new (FALSE, FALSE, sizeof (TbStoryLine));
  g_array_set_clear_func (scenario->story, story_clear);
  return scenario;
}

/**
 * tb_scenario_ref:
 * @scenario: a scenario
 *
 * Returns: (transfer full): @scenario
 */
TbScenario *
tb_scenario_ref (TbScenario *scenario)
{
  g_atomic_ref_count_inc (&scenario->refs);
  return scenario;
}

/**
 * tb_scenario_unref:
 * @scenario: (transfer full): a scenario
 *
 * Drops a reference; the last one frees it.
 */
void
tb_scenario_unref (TbScenario *scenario)
{
  if (!g_atomic_ref_count_dec (&scenario->refs))
    return;
  g_free (scenario->id);
  g_free (scenario->title);
  g_free (scenario->description);
  tb_fleet_unref (scenario->fleet);
  g_array_unref (scenario->pace);
  g_array_unref (scenario->story);
  g_clear_pointer (&scenario->text, g_bytes_unref);
  g_free (scenario);
}

static gboolean
read_head (TbReader *reader, xmlNodePtr root, TbScenario *scenario)
{
  g_autofree char *start = tb_reader_dup (root, "start");
  g_autoptr (GError) problem = NULL;

  scenario->id = tb_reader_dup (root, "id");
  if (!tb_reader_number (reader, root, "seed", 42, 0, G_MAXINT64, &scenario->seed)
      || !tb_reader_duration (reader, root, "duration", TB_US_PER_DAY, &scenario->duration_us))
    return FALSE;
  if (scenario->duration_us < TB_US_PER_SECOND)
    return tb_reader_fail (reader, root, "duration must be at least one second");
  if (start == NULL || !tb_units_parse_moment (start, &scenario->start_us, &problem))
    return tb_reader_fail (reader, root, "start: %s", problem ? problem->message : "a moment is expected, such as 2026-03-02T06:00:00Z");
  /* Certificates of services begin before and end a century after. */
  if (scenario->start_us < 0 || scenario->start_us > (gint64) 7000 * 366 * TB_US_PER_DAY)
    return tb_reader_fail (reader, root, "start must be between the years 1970 and 8900");
  return TRUE;
}

static gboolean
read_story_line (TbReader *reader, xmlNodePtr node, TbScenario *scenario)
{
  TbStoryLine line = { 0, tb_xml_dup_text (node) };
  g_autoptr (GError) problem = NULL;
  g_autoptr (TbCommand) command = NULL;

  if (!tb_reader_duration (reader, node, "at", 0, &line.at_us))
    {
      g_free (line.command);
      return FALSE;
    }
  command = tb_command_parse (line.command, &problem);
  g_array_append_val (scenario->story, line);
  if (command != NULL && command->at_us >= 0)
    return tb_reader_fail (reader, node, "story: write the time as at=\"...\", not as @ in the command");
  if (command == NULL || !tb_command_check (command, scenario->fleet, &problem))
    return tb_reader_fail (reader, node, "story: %s", problem->message);
  return TRUE;
}

static gboolean
read_focus (TbReader *reader, xmlNodePtr node, TbScenario *scenario, TbPaceStep *step)
{
  g_autofree char *focus = tb_reader_dup (node, "focus");

  if (focus == NULL)
    return TRUE;
  step->focus = g_strsplit (g_strstrip (focus), " ", -1);
  for (guint i = 0; step->focus[i] != NULL; i++)
    if (tb_fleet_find (scenario->fleet, step->focus[i]) == TB_NOBODY)
      return tb_reader_fail (reader, node, "pace: focus names \"%.40s\", which is not in this scenario", step->focus[i]);
  return TRUE;
}

static gboolean
read_pace_step (TbReader *reader, xmlNodePtr node, TbScenario *scenario)
{
  TbPaceStep *step;
  g_autofree char *speed = tb_reader_dup (node, "speed");

  g_array_set_size (scenario->pace, scenario->pace->len + 1);
  step = &g_array_index (scenario->pace, TbPaceStep, scenario->pace->len - 1);
  memset (step, 0, sizeof *step);
  if (!tb_reader_duration (reader, node, "at", 0, &step->at_us) || !read_focus (reader, node, scenario, step))
    return FALSE;
  step->speed = speed ? g_ascii_strtod (speed, NULL) : 1;
  if (!(step->speed >= MIN_SPEED && step->speed <= MAX_SPEED))
    return tb_reader_fail (reader, node, "pace: speed must be 0.0001 to 10000000, got %.40s", speed);
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && strcmp ((const char *) child->name, "caption") == 0 && step->caption == NULL)
      step->caption = tb_xml_dup_text (child);
  return TRUE;
}

typedef gboolean (*ReadChild) (TbReader *reader, xmlNodePtr node, TbScenario *scenario);

static gboolean
read_children (TbReader *reader, xmlNodePtr node, TbScenario *scenario, const char *name, ReadChild read)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && strcmp ((const char *) child->name, name) == 0 && !read (reader, child, scenario))
      return FALSE;
  return TRUE;
}

static gboolean
set_text (char **text, xmlNodePtr node)
{
  g_free (*text);
  *text = tb_xml_dup_text (node);
  return TRUE;
}

static gboolean
read_element (TbReader *reader, xmlNodePtr node, TbScenario *scenario)
{
  static const struct { const char *element; const char *child; ReadChild read; } lists[] = { { "story", "command", read_story_line }, { "pace", "step", read_pace_step } };
  char **const texts[] = { &scenario->title, &scenario->description };
  const char *name = (const char *) node->name;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (strcmp (name, lists[i].element) == 0)
      return read_children (reader, node, scenario, lists[i].child, lists[i].read);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (name, i == 0 ? "title" : "description") == 0)
      return set_text (texts[i], node);
  if (strcmp (name, "policy") == 0)
    return tb_reader_add_policy (reader, node);
  return strcmp (name, "network") == 0 ? tb_reader_add_network (reader, node) : tb_reader_add_group (reader, node);
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b; /* both structs begin with their time */

  return x < y ? -1 : x > y;
}

G_STATIC_ASSERT (G_STRUCT_OFFSET (TbPaceStep, at_us) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (TbStoryLine, at_us) == 0);

static gboolean
read_all (TbReader *reader, xmlNodePtr root, TbScenario *scenario)
{
  if (strcmp ((const char *) root->name, "scenario") != 0)
    return tb_reader_fail (reader, root, "a <scenario> is expected, found <%.40s>", (const char *) root->name);
  if (!read_head (reader, root, scenario))
    return FALSE;
  for (xmlNodePtr node = root->children; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE && !read_element (reader, node, scenario))
      return FALSE;
  if (!tb_reader_check_campaign (reader, root))
    return FALSE;
  g_array_sort (scenario->pace, compare_times);
  g_array_sort (scenario->story, compare_times);
  return TRUE;
}

/* "GROUP.ATTRIBUTE=VALUE", or "ATTRIBUTE=VALUE" of the scenario itself. */
static gboolean
set_attribute (xmlNodePtr root, const char *setting, GError **error)
{
  const char *equals = strchr (setting, '=');
  g_autofree char *key = equals ? g_strndup (setting, (gsize) (equals - setting)) : NULL;
  char *dot = key ? strchr (key, '.') : NULL;
  xmlNodePtr found = dot == NULL && key != NULL ? root : NULL;

  if (dot != NULL)
    *dot = '\0';
  for (xmlNodePtr node = root->children; dot != NULL && node != NULL; node = node->next)
    {
      g_autofree char *name = node->type == XML_ELEMENT_NODE ? tb_reader_dup (node, "name") : NULL;

      if (g_strcmp0 (name, key) == 0)
        found = node;
    }
  if (found != NULL)
    return xmlSetProp (found, (const xmlChar *) (dot ? dot + 1 : key), (const xmlChar *) equals + 1) != NULL;
  g_set_error (error, TB_SCENARIO_ERROR, TB_SCENARIO_ERROR_INVALID,
               "\"%s\" changes nothing in this scenario; write GROUP.ATTRIBUTE=VALUE, such as lock.lifetime=7d, or duration=5d", setting);
  return FALSE;
}

static GBytes *
dump (xmlDocPtr document)
{
  xmlChar *text = NULL;
  int length = 0;
  GBytes *bytes;

  xmlDocDumpMemory (document, &text, &length);
  bytes = g_bytes_new (text, (gsize) length);
  xmlFree (text);
  return bytes;
}

/* Of a sentence that begins with "file:line:"; 0 for one that names another file, G_MAXINT64 for one without a line. */
static gint64
line_of (const GError *problem, const char *file_name)
{
  gsize n = strlen (file_name);

  if (strncmp (problem->message, file_name, n) != 0 || problem->message[n] != ':')
    return 0;
  return g_ascii_isdigit (problem->message[n + 1]) ? g_ascii_strtoll (problem->message + n + 1, NULL, 10) : G_MAXINT64;
}

/* The reader has the better words, the schema the wider view: whoever stumbled first in the file is nearer to the cause. */
static gboolean
check (TbReader *reader, xmlDocPtr document, TbScenario *scenario, GError **error)
{
  g_autofree char *schema = g_build_filename (reader->data_dir, "schemas", "scenario.rng", NULL);
  g_autoptr (GError) of_reader = NULL, of_schema = NULL;
  gboolean read, valid;

  reader->error = &of_reader;
  read = read_all (reader, xmlDocGetRootElement (document), scenario);
  valid = tb_xml_validate (document, schema, reader->file_name, &of_schema);
  if (read && valid)
    return TRUE;
  if (read || (!valid && line_of (of_schema, reader->file_name) < line_of (of_reader, reader->file_name)))
    g_propagate_error (error, g_steal_pointer (&of_schema));
  else
    g_propagate_error (error, g_steal_pointer (&of_reader));
  return FALSE;
}

/**
 * tb_scenario_new_from_data:
 * @text: (array length=length): the file's bytes
 * @length: how many
 * @file_name: for errors
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the scenario, or %NULL with a sentence that names file, line, what was expected and what was found
 */
TbScenario *
tb_scenario_new_from_data (const char *text, gsize length, const char *file_name, GError **error)
{
  return tb_scenario_new_with (text, length, file_name, NULL, error);
}

/**
 * tb_scenario_new_with:
 * @text: (array length=length): the file's bytes
 * @length: how many
 * @file_name: for errors
 * @settings: (array zero-terminated=1) (nullable): attributes to change first, `GROUP.ATTRIBUTE=VALUE`, or `ATTRIBUTE=VALUE` of the scenario itself
 * @error: return location
 *
 * Like [func@scenario_new_from_data]; the scenario's text is then the changed one.
 *
 * Returns: (transfer full) (nullable): the scenario, or %NULL with a sentence
 */
TbScenario *
tb_scenario_new_with (const char *text, gsize length, const char *file_name, const char *const *settings, GError **error)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir ();
  g_autoptr (xmlDoc) document = tb_xml_read (text, length, file_name, error);
  g_autoptr (TbScenario) scenario = NULL;
  g_autoptr (GHashTable) policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  TbReader reader = { NULL, file_name, data_dir, NULL, policies };

  if (document == NULL)
    return NULL;
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    if (!set_attribute (xmlDocGetRootElement (document), settings[i], error))
      return NULL;
  scenario = scenario_new ();
  reader.fleet = scenario->fleet;
  if (!check (&reader, document, scenario, error))
    return NULL;
  scenario->text = settings != NULL ? dump (document) : g_bytes_new (text, length);
  return g_steal_pointer (&scenario);
}

static char *
find_path (const char *name_or_path)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *file = NULL;

  if (strchr (name_or_path, G_DIR_SEPARATOR) != NULL || g_str_has_suffix (name_or_path, ".xml") || g_file_test (name_or_path, G_FILE_TEST_EXISTS))
    return g_strdup (name_or_path);
  data_dir = tb_scenario_find_data_dir ();
  file = g_strconcat (name_or_path, ".xml", NULL);
  return g_build_filename (data_dir, "scenarios", file, NULL);
}

static gboolean
check_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_set_error (error, TB_SCENARIO_ERROR, TB_SCENARIO_ERROR_NOT_FOUND, "%s: %s; name a file, or one of the scenarios that come with Trustbed, such as smart-home",
                 path, info == NULL ? "there is no such scenario" : "this is not a file");
  else if (g_file_info_get_size (info) > TB_XML_MAX_BYTES)
    g_set_error (error, TB_SCENARIO_ERROR, TB_SCENARIO_ERROR_TOO_LARGE, "%s: the file has more than the 16 MB a scenario may have", path);
  else
    return TRUE;
  return FALSE;
}

/**
 * tb_scenario_load:
 * @name_or_path: a file, or the bare name of a scenario that comes with the program
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the scenario, or %NULL with a sentence
 */
TbScenario *
tb_scenario_load (const char *name_or_path, GError **error)
{
  return tb_scenario_load_with (name_or_path, NULL, error);
}

/**
 * tb_scenario_load_with:
 * @name_or_path: a file, or the bare name of a scenario that comes with the program
 * @settings: (array zero-terminated=1) (nullable): see [func@scenario_new_with]
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the scenario, or %NULL with a sentence
 */
TbScenario *
tb_scenario_load_with (const char *name_or_path, const char *const *settings, GError **error)
{
  g_autofree char *path = find_path (name_or_path);
  g_autofree char *text = NULL;
  gsize length;

  if (!check_file (path, error) || !g_file_get_contents (path, &text, &length, error))
    return NULL;
  return tb_scenario_new_with (text, length, path, settings, error);
}

static gboolean
runs_from_build_dir (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL && g_str_has_prefix (program, TRUSTBED_BUILD_DIR G_DIR_SEPARATOR_S);
}

/**
 * tb_scenario_find_data_dir:
 *
 * Returns: (transfer full): where scenarios, profiles, links and schemas are: `TRUSTBED_DATA_DIR`; for a program that was built and not
 *   installed, the source tree; else where it was installed
 */
char *
tb_scenario_find_data_dir (void)
{
  const char *dir = g_getenv ("TRUSTBED_DATA_DIR");

  if (dir != NULL && *dir != '\0')
    return g_strdup (dir);
  return g_strdup (runs_from_build_dir () ? TRUSTBED_SOURCE_DATA_DIR : TRUSTBED_PKGDATADIR);
}

static gint
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * tb_scenario_list:
 *
 * Returns: (transfer full): paths of the scenarios that come with the program, in the order of their names
 */
GStrv
tb_scenario_list (void)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir ();
  g_autofree char *folder = g_build_filename (data_dir, "scenarios", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *paths = g_ptr_array_new ();
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".xml"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_strings);
  g_ptr_array_add (paths, NULL);
  return (GStrv) g_ptr_array_free (paths, FALSE);
}

/**
 * tb_scenario_find_pace:
 * @scenario: a scenario
 * @time_us: simulated time
 *
 * Returns: (transfer none) (nullable): the step of the pace track in force then, %NULL before the first
 */
const TbPaceStep *
tb_scenario_find_pace (TbScenario *scenario, gint64 time_us)
{
  const TbPaceStep *found = NULL;

  for (guint i = 0; i < scenario->pace->len; i++)
    {
      const TbPaceStep *step = &g_array_index (scenario->pace, TbPaceStep, i);

      if (step->at_us > time_us)
        break;
      found = step;
    }
  return found;
}

/* Plain getters; what they return is the scenario's. */
const char *tb_scenario_get_id (TbScenario *scenario) { return scenario->id; }
const char *tb_scenario_get_title (TbScenario *scenario) { return scenario->title; }
const char *tb_scenario_get_description (TbScenario *scenario) { return scenario->description; }
guint64 tb_scenario_get_seed (TbScenario *scenario) { return scenario->seed; }
gint64 tb_scenario_get_start_us (TbScenario *scenario) { return scenario->start_us; }
gint64 tb_scenario_get_duration_us (TbScenario *scenario) { return scenario->duration_us; }
TbFleet *tb_scenario_get_fleet (TbScenario *scenario) { return scenario->fleet; }
GArray *tb_scenario_get_pace (TbScenario *scenario) { return scenario->pace; }
GArray *tb_scenario_get_story (TbScenario *scenario) { return scenario->story; }
GBytes *tb_scenario_get_text (TbScenario *scenario) { return scenario->text; }
