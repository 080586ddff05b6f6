/* tb-alert-reader: a rule's file. The schema is asked first, so that what stands here can rely on the structure; then what a grammar cannot say: SQL that cannot be asked,
 * columns that nothing fills, kinds of record that there are not, commands that do not parse. */
#include "tb-alert-private.h"

#include <string.h>

#include "tb-braces.h"
#include "tb-command.h"
#include "tb-scenario.h"
#include "tb-units.h"
#include "tb-xml.h"

#define SAMPLE_US TB_US_PER_HOUR
#define WARM_UP   24

typedef struct
{
  TbAlertRule *rule;
  GStrv columns;       /* what can stand in braces */
  GError **error;
} Reader;

static const char *const window_columns[] = { "name", "sum", "usual", "over_us", "other", NULL };
static const char *const parameters[] = { ":now_us", ":before_us", NULL };

static gboolean
fail (Reader *reader, xmlNodePtr node, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  tb_alert_complain (reader->error, reader->rule->path, xmlGetLineNo (node), "%s: %s", (const char *) node->name, text);
  return FALSE;
}

static xmlNodePtr
find (xmlNodePtr root, const char *name)
{
  for (xmlNodePtr child = root->children; child != NULL; child = child->next)
    if (tb_xml_is_element (child, name))
      return child;
  return NULL;
}

/* --- values --- */

static gboolean
read_duration (Reader *reader, xmlNodePtr node, const char *attribute, gint64 otherwise_us, gint64 *duration_us)
{
  g_autofree char *text = tb_xml_dup_attribute (node, attribute);
  g_autoptr (GError) problem = NULL;

  *duration_us = otherwise_us;
  if (text != NULL && !tb_units_parse_duration (text, duration_us, &problem))
    return fail (reader, node, "%s: %s", attribute, problem->message);
  return *duration_us > 0 || fail (reader, node, "%s: must be more than nothing", attribute);
}

static gint64
read_integer (xmlNodePtr node, const char *attribute, gint64 otherwise)
{
  g_autofree char *text = tb_xml_dup_attribute (node, attribute);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : otherwise;
}

/* The schema allows none but @codes. */
static guint
read_code (xmlNodePtr node, const char *attribute, const char *const *codes, guint n)
{
  g_autofree char *text = tb_xml_dup_attribute (node, attribute);
  guint found = 0;

  for (guint i = 0; text != NULL && i < n; i++)
    if (strcmp (text, codes[i]) == 0)
      found = i;
  return found;
}

static guint
find_kind (const char *code)
{
  guint kind = 0;

  while (kind < TB_RECORD_N_KINDS && strcmp (tb_record_info (kind)->code, code) != 0)
    kind++;
  return kind;
}

/* The kinds of record that an attribute names. */
static gboolean
read_kind_list (Reader *reader, xmlNodePtr node, const char *attribute, guint8 *kinds, gboolean *has_any)
{
  g_autofree char *text = tb_xml_dup_attribute (node, attribute);
  g_auto (GStrv) words = g_strsplit_set (text != NULL ? text : "", " \t\r\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint kind = find_kind (words[i]);

      if (*words[i] == '\0')
        continue;
      if (kind == TB_RECORD_N_KINDS)
        return fail (reader, node, "%s: there is no kind of record \"%.40s\"", attribute, words[i]);
      kinds[kind] = *has_any = TRUE;
    }
  return TRUE;
}

static gboolean
read_kinds (Reader *reader, xmlNodePtr node, TbAlertCondition *condition)
{
  g_autofree char *after = tb_xml_dup_attribute (node, "after");

  condition->after = after != NULL ? find_kind (after) : TB_RECORD_N_KINDS;
  if (after != NULL && condition->after == TB_RECORD_N_KINDS)
    return fail (reader, node, "after: there is no kind of record \"%.40s\"", after);
  return read_kind_list (reader, node, "kinds", condition->kinds, &condition->has_kinds) && read_kind_list (reader, node, "about", condition->about, &condition->has_about);
}

static gboolean
read_details (Reader *reader, xmlNodePtr node, TbAlertCondition *condition)
{
  g_autofree char *text = tb_xml_dup_attribute (node, "details");
  g_auto (GStrv) words = g_strsplit_set (text != NULL ? text : "", " \t\r\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint64 number = 0;
      guint16 detail;

      if (*words[i] == '\0')
        continue;
      if (!g_ascii_string_to_unsigned (words[i], 10, 0, G_MAXUINT16, &number, NULL))
        return fail (reader, node, "details: must be numbers from 0 to 65535, got \"%.40s\"", words[i]);
      if (condition->details == NULL)
        condition->details = g_array_new (FALSE, FALSE, sizeof (guint16));
      detail = (guint16) number;
      g_array_append_val (condition->details, detail);
    }
  return TRUE;
}

/* --- conditions --- */

static gboolean
has_column (GStrv columns, const char *name)
{
  return g_strv_contains ((const char *const *) columns, name);
}

static gboolean
check_sql (Reader *reader, xmlNodePtr node, const char *sql)
{
  g_autoptr (GError) problem = NULL;

  if (!tb_ask_check (sql, &reader->columns, &problem))
    return fail (reader, node, "%s", problem->message);
  for (guint i = 0; reader->columns[i] != NULL; i++)
    if (reader->columns[i][0] == ':' && !g_strv_contains (parameters, reader->columns[i]))
      return fail (reader, node, "nothing fills %s; there are :now_us and :before_us", reader->columns[i]);
  return has_column (reader->columns, "name") || fail (reader, node, "the question needs a column called name: about whom the alert is");
}

static gboolean
has_parameter (GStrv columns)
{
  gboolean found = FALSE;

  for (guint i = 0; columns[i] != NULL && !found; i++)
    found = columns[i][0] == ':';
  return found;
}

/* Nothing else than what happens to the device may change such an answer. */
static gboolean
read_lasting (Reader *reader, xmlNodePtr node, TbAlertCondition *condition)
{
  g_autofree char *lasting = tb_xml_dup_attribute (node, "lasting");

  condition->is_lasting = g_strcmp0 (lasting, "yes") == 0;
  if (condition->is_lasting && !condition->has_about)
    return fail (reader, node, "lasting: name in about the records without which nothing is wrong with a device");
  if (condition->is_lasting && (condition->keep_us > 0 || has_parameter (reader->columns)))
    return fail (reader, node, "lasting: an answer that depends on the time does not last; leave out keep, :now_us and :before_us");
  return TRUE;
}

static gboolean
read_sql (Reader *reader, xmlNodePtr node, TbAlertCondition *condition)
{
  condition->kind = TB_CONDITION_SQL;
  condition->sql = tb_xml_dup_lines (node);
  condition->least = read_integer (node, "least", G_MININT64);
  if (xmlHasProp (node, (const xmlChar *) "keep") != NULL && !read_duration (reader, node, "keep", 0, &condition->keep_us))
    return FALSE;
  return read_duration (reader, node, "sample", SAMPLE_US, &condition->sample_us) && read_kinds (reader, node, condition) && check_sql (reader, node, condition->sql)
         && read_lasting (reader, node, condition);
}

static gboolean
read_window (Reader *reader, xmlNodePtr node, TbAlertCondition *condition)
{
  gint64 least_slice_us;
  g_autofree char *of = tb_xml_dup_attribute (node, "of");

  condition->kind = TB_CONDITION_WINDOW;
  condition->least = read_integer (node, "least", 1);
  condition->per = (TbWindowPer) read_code (node, "per", tb_window_per_codes, TB_N_PER);
  condition->sum = (TbWindowSum) read_code (node, "sum", tb_window_sum_codes, TB_N_SUMS);
  condition->of_object = g_strcmp0 (of, "object") == 0;
  reader->columns = g_strdupv ((GStrv) window_columns);
  if (!read_duration (reader, node, "over", SAMPLE_US, &condition->over_us) || !read_duration (reader, node, "sample", condition->over_us, &condition->sample_us))
    return FALSE;
  least_slice_us = condition->over_us / TB_WINDOW_MAX_SLICES;
  if (condition->over_us % condition->sample_us != 0 || condition->sample_us < least_slice_us)
    return fail (reader, node, "over must be a whole number of sample, %d of them at most", TB_WINDOW_MAX_SLICES);
  return read_kinds (reader, node, condition) && read_details (reader, node, condition);
}

static gboolean
read_baseline (Reader *reader, xmlNodePtr root, TbAlertCondition *condition)
{
  xmlNodePtr node = find (root, "baseline");

  if (node == NULL)
    return TRUE;
  condition->has_baseline = TRUE;
  if (condition->is_lasting)
    return fail (reader, node, "what is usual is learned from every row: leave out lasting");
  condition->n_warm_up = (guint) read_integer (node, "warm-up", WARM_UP);
  condition->times = (guint) read_integer (node, "times", 1);
  if (condition->kind == TB_CONDITION_WINDOW || has_column (reader->columns, "value"))
    return TRUE;
  return fail (reader, node, "the question needs a column called value: what is compared with what is usual");
}

static gboolean
read_condition (Reader *reader, xmlNodePtr root)
{
  xmlNodePtr sql = find (root, "sql");
  TbAlertCondition *condition = reader->rule->condition = g_new0 (TbAlertCondition, 1);

  if (!(sql != NULL ? read_sql (reader, sql, condition) : read_window (reader, find (root, "window"), condition)))
    return FALSE;
  return read_baseline (reader, root, condition);
}

/* --- texts and commands --- */

static gboolean
check_names (Reader *reader, xmlNodePtr node, const char *text)
{
  g_auto (GStrv) names = tb_braces_list_names (text);

  for (guint i = 0; names[i] != NULL; i++)
    if (!has_column (reader->columns, names[i]))
      return fail (reader, node, "nothing fills {%s}; it would have to be a column", names[i]);
  return TRUE;
}

static gboolean
read_text (Reader *reader, xmlNodePtr root, const char *element, char **text)
{
  xmlNodePtr node = find (root, element);

  *text = tb_xml_dup_text (node);
  return **text != '\0' ? check_names (reader, node, *text) : fail (reader, node, "a text is expected");
}

static const char *
stand_in (const char *name, gpointer data)
{
  return "x";
}

static gboolean
read_mend (Reader *reader, xmlNodePtr root)
{
  xmlNodePtr node = find (root, "mend");
  g_autofree char *line = NULL;
  g_autoptr (TbCommand) command = NULL;
  g_autoptr (GError) problem = NULL;

  reader->rule->mend = tb_xml_dup_attribute (node, "command");
  if (reader->rule->mend == NULL)
    return TRUE;
  line = tb_braces_fill (reader->rule->mend, stand_in, NULL);
  command = tb_command_parse (line, &problem);
  return command != NULL ? check_names (reader, node, reader->rule->mend) : fail (reader, node, "command: %s", problem->message);
}

static void
read_references (Reader *reader, xmlNodePtr root)
{
  g_autoptr (GStrvBuilder) references = g_strv_builder_new ();

  for (xmlNodePtr child = root->children; child != NULL; child = child->next)
    if (tb_xml_is_element (child, "reference"))
      {
        g_autofree char *text = tb_xml_dup_text (child);

        g_strv_builder_add (references, text);
      }
  reader->rule->references = g_strv_builder_end (references);
}

static gboolean
read_root (Reader *reader, xmlNodePtr root)
{
  TbAlertRule *rule = reader->rule;
  const char *const codes[] = { tb_alert_severity_to_code (TB_ALERT_NOTICE), tb_alert_severity_to_code (TB_ALERT_WARNING), tb_alert_severity_to_code (TB_ALERT_CRITICAL) };

  rule->id = tb_xml_dup_attribute (root, "id");
  rule->severity = (TbAlertSeverity) read_code (root, "severity", codes, TB_ALERT_N_SEVERITIES);
  read_references (reader, root);
  return read_condition (reader, root) && read_text (reader, root, "title", &rule->title) && read_text (reader, root, "message", &rule->message)
         && read_text (reader, root, "why", &rule->why) && read_text (reader, root, "mend", &rule->mend_text) && read_mend (reader, root);
}

static gboolean
validate (xmlDocPtr document, const char *path, GError **error)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir ();
  g_autofree char *schema = g_build_filename (data_dir, "schemas", "alert.rng", NULL);
  GError *problem = NULL;

  if (tb_xml_validate (document, schema, path, &problem))
    return TRUE;
  tb_xml_show_attributes (document, "alert.rng", problem);
  g_propagate_error (error, problem);
  return FALSE;
}

/**
 * tb_alert_rule_read:
 * @path: where it comes from, for complaints
 * @text: (array length=length): the file
 * @length: how many bytes
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the rule; %NULL with a sentence that names file and line
 */
TbAlertRule *
tb_alert_rule_read (const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (xmlDoc) document = tb_xml_read (text, length, path, error);
  g_autoptr (TbAlertRule) rule = NULL;
  Reader reader = { .error = error };
  gboolean good;

  if (document == NULL || !validate (document, path, error))
    return NULL;
  reader.rule = rule = g_atomic_rc_box_new0 (TbAlertRule);
  rule->path = g_strdup (path);
  good = read_root (&reader, xmlDocGetRootElement (document));
  g_strfreev (reader.columns);
  return good ? g_steal_pointer (&rule) : NULL;
}
