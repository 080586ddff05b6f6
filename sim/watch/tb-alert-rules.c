/* tb-alert-rules: see the header. Finding the files; what one has to look like is in tb-alert-reader. */
#include "tb-alert-private.h"

#include <string.h>

#include "tb-scenario.h"
#include "tb-units.h"

G_DEFINE_QUARK (tb-alert-error-quark, tb_alert_error)

static const char *const severities[TB_ALERT_N_SEVERITIES] = { [TB_ALERT_NOTICE] = "notice", [TB_ALERT_WARNING] = "warning", [TB_ALERT_CRITICAL] = "critical" };

/**
 * tb_alert_severity_to_code:
 * @severity: a severity
 *
 * Returns: its word
 */
const char *
tb_alert_severity_to_code (TbAlertSeverity severity)
{
  return severities[severity];
}

/**
 * tb_alert_rule_ref:
 * @rule: a rule
 *
 * Returns: (transfer full): @rule
 */
TbAlertRule *
tb_alert_rule_ref (TbAlertRule *rule)
{
  return g_atomic_rc_box_acquire (rule);
}

static void
clear (gpointer data)
{
  TbAlertRule *rule = data;
  char *texts[] = { rule->id, rule->title, rule->message, rule->why, rule->mend_text, rule->mend, rule->path };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_strfreev (rule->references);
  g_clear_pointer (&rule->condition, tb_alert_condition_free);
}

/**
 * tb_alert_rule_unref:
 * @rule: (transfer full): a rule
 *
 * Drops a reference; the last one frees it.
 */
void
tb_alert_rule_unref (TbAlertRule *rule)
{
  g_atomic_rc_box_release_full (rule, clear);
}

/**
 * tb_alert_rules_find:
 * @rules: (element-type TbAlertRule): rules
 * @id: a word
 *
 * Returns: (transfer none) (nullable): the one that is called so
 */
const TbAlertRule *
tb_alert_rules_find (GPtrArray *rules, const char *id)
{
  for (guint i = 0; i < rules->len; i++)
    if (strcmp (((TbAlertRule *) g_ptr_array_index (rules, i))->id, id) == 0)
      return g_ptr_array_index (rules, i);
  return NULL;
}

/**
 * tb_alert_rule_load:
 * @path: a file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its rule, or %NULL with a sentence that names file and line
 */
TbAlertRule *
tb_alert_rule_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  GError *problem = NULL;

  if (g_file_get_contents (path, &text, &length, &problem))
    return tb_alert_rule_read (path, text, length, error);
  g_set_error (error, TB_ALERT_ERROR, TB_ALERT_ERROR_NOT_FOUND, "%s: %s", path, problem->message);
  g_error_free (problem);
  return NULL;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gpointer
fail (const char *folder, const char *what_is_wrong, GError **error)
{
  g_set_error (error, TB_ALERT_ERROR, TB_ALERT_ERROR_NOT_FOUND, "%s %s: name a folder that holds an XML file for each alert rule, as data/alerts does", folder, what_is_wrong);
  return NULL;
}

static GDir *
open_folder (const char *folder, GError **error)
{
  GDir *dir = g_dir_open (folder, 0, NULL);

  if (dir != NULL)
    return dir;
  if (!g_file_test (folder, G_FILE_TEST_EXISTS))
    return fail (folder, "does not exist", error);
  return fail (folder, g_file_test (folder, G_FILE_TEST_IS_DIR) ? "cannot be opened" : "is no folder", error);
}

static GPtrArray *
list_files (const char *folder, GError **error)
{
  g_autoptr (GDir) dir = open_folder (folder, error);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".xml"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_names);
  return paths->len > 0 ? g_steal_pointer (&paths) : fail (folder, "holds no alert rules", error);
}

static char *
own_folder (void)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir ();

  return g_build_filename (data_dir, "alerts", NULL);
}

/**
 * tb_alert_rules_load:
 * @folder: (nullable): where the files are; %NULL for those that are shipped
 * @error: return location
 *
 * Returns: (transfer full) (element-type TbAlertRule) (nullable): its rules by name of file, or %NULL with what is wrong with the first that cannot be read
 */
GPtrArray *
tb_alert_rules_load (const char *folder, GError **error)
{
  g_autofree char *where = folder != NULL ? g_strdup (folder) : own_folder ();
  g_autoptr (GPtrArray) paths = list_files (where, error);
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_alert_rule_unref);

  if (paths == NULL)
    return NULL;
  for (guint i = 0; i < paths->len; i++)
    {
      TbAlertRule *rule = tb_alert_rule_load (g_ptr_array_index (paths, i), error);

      if (rule == NULL)
        return NULL;
      g_ptr_array_add (rules, rule);
    }
  return g_steal_pointer (&rules);
}

static void
append_kinds (GString *line, const TbAlertCondition *condition)
{
  for (guint kind = 0; kind < TB_RECORD_N_KINDS; kind++)
    if (condition->kinds[kind])
      g_string_append_printf (line, " %s", tb_record_info (kind)->code);
}

/**
 * tb_alert_rule_dup_condition:
 * @rule: a rule
 *
 * Returns: (transfer full): when it is so, in one line of English
 */
char *
tb_alert_rule_dup_condition (const TbAlertRule *rule)
{
  const TbAlertCondition *condition = rule->condition;
  g_autofree char *sample = tb_units_format_duration (condition->sample_us), *over = tb_units_format_duration (condition->over_us);
  GString *line = g_string_new (NULL);

  if (condition->kind == TB_CONDITION_SQL)
    g_string_append_printf (line, "a row of a question, each %s%s", sample, condition->has_kinds ? ", after:" : "");
  else
    g_string_append_printf (line, "at least %" G_GINT64_FORMAT " in %s for each %s, each %s:", condition->least, over, tb_window_per_codes[condition->per], sample);
  append_kinds (line, condition);
  if (condition->has_baseline)
    g_string_append (line, "; and more than usual");
  return g_string_free (line, FALSE);
}
