/* tb-cli-outbreak-files: runs in files. A file holds the whole plan and some of its runs, so that files of one plan can be put together, a shard
 * that was interrupted goes on, and files of different plans are never mixed. tb-cli-outbreak-read reads them. */
#include "tb-cli-outbreak-files.h"

#include <math.h>
#include <string.h>

#define PLAN(name) G_STRUCT_OFFSET (TbOutbreakPlan, name)

const TbOutbreakField tb_outbreak_fields[TB_OUTBREAK_N_FIELDS] = {
  { "address_space", TB_FORM_64, PLAN (model.address_space) },
  { "scan_rate", TB_FORM_NUMBER, PLAN (model.scan_rate) },
  { "hit_probability", TB_FORM_NUMBER, PLAN (model.hit_probability) },
  { "initial", TB_FORM_32, PLAN (model.initial) },
  { "scan_limit", TB_FORM_64, PLAN (model.scan_limit) },
  { "reboot_rate", TB_FORM_NUMBER, PLAN (model.reboot_rate) },
  { "reinfection", TB_FORM_NUMBER, PLAN (model.reinfection) },
  { "cleanup_rate", TB_FORM_NUMBER, PLAN (model.cleanup_rate) },
  { "bootstrap", TB_FORM_32, PLAN (model.bootstrap) },
  { "bootstrap_rate", TB_FORM_NUMBER, PLAN (model.bootstrap_rate) },
  { "time_to_infect_s", TB_FORM_NUMBER, PLAN (model.load_s) },
  { "until_s", TB_FORM_NUMBER, PLAN (model.until_s) },
  { "first_seed", TB_FORM_64, PLAN (first_seed) },
  { "runs", TB_FORM_32, PLAN (n_runs) },
  { "step_ns", TB_FORM_64, PLAN (step_ns) },
  { "samples", TB_FORM_32, PLAN (n_samples) },
};

/* --- writing --- */

static void
add_field (JsonBuilder *json, const TbOutbreakField *field, const TbOutbreakPlan *plan)
{
  if (field->form == TB_FORM_NUMBER)
    tb_cli_add_double (json, field->key, G_STRUCT_MEMBER (double, plan, field->offset));
  else if (field->form == TB_FORM_32)
    tb_cli_add_int (json, field->key, G_STRUCT_MEMBER (guint32, plan, field->offset));
  else
    tb_cli_add_int (json, field->key, (gint64) G_STRUCT_MEMBER (guint64, plan, field->offset));
}

static void
add_pool (JsonBuilder *json, const TbOutbreakPool *pool)
{
  json_builder_begin_object (json);
  tb_cli_add_int (json, "devices", pool->n_devices);
  tb_cli_add_double (json, "weakness", pool->weakness);
  json_builder_end_object (json);
}

/* The value of a member called parameters. */
void
tb_outbreak_add_plan (JsonBuilder *json, const TbOutbreakPlan *plan)
{
  guint n = plan->model.n_pools;

  json_builder_begin_object (json);
  tb_cli_add_text (json, "preset", plan->preset != NULL ? plan->preset->code : NULL);
  tb_cli_add_text (json, "calibrated", plan->preset != NULL ? plan->preset->calibrated : NULL);
  for (guint i = 0; i < TB_OUTBREAK_N_FIELDS; i++)
    add_field (json, &tb_outbreak_fields[i], plan);
  json_builder_set_member_name (json, "pools");
  json_builder_begin_array (json);
  for (guint i = 0; i < n; i++)
    add_pool (json, &plan->model.pools[i]);
  json_builder_end_array (json);
  json_builder_set_member_name (json, "reach");
  json_builder_begin_array (json);
  for (guint i = 0; plan->reach != NULL && i < n * n; i++)
    json_builder_add_double_value (json, plan->reach[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_curve (JsonBuilder *json, const char *key, const guint32 *counts, guint n)
{
  json_builder_set_member_name (json, key);
  json_builder_begin_array (json);
  for (guint i = 0; i < n; i++)
    json_builder_add_int_value (json, counts[i]);
  json_builder_end_array (json);
}

static gboolean
is_whole_number (TbOutbreakNumber number)
{
  return number == TB_NUMBER_FINAL || number == TB_NUMBER_PEAK || number == TB_NUMBER_INFECTIONS || number == TB_NUMBER_GENERATIONS;
}

static void
add_number (JsonBuilder *json, TbOutbreakNumber number, double value)
{
  if (!isfinite (value))
    tb_cli_add_text (json, tb_outbreak_number_codes[number], NULL);
  else if (is_whole_number (number))
    tb_cli_add_int (json, tb_outbreak_number_codes[number], (gint64) value);
  else
    tb_cli_add_double (json, tb_outbreak_number_codes[number], value);
}

/* One run as an object; what there is not is null. */
void
tb_outbreak_add_row (JsonBuilder *json, const TbOutbreakPlan *plan, const TbOutbreakRow *row, gboolean with_curve)
{
  json_builder_begin_object (json);
  tb_cli_add_int (json, "seed", (gint64) row->seed);
  for (guint i = 0; i < TB_NUMBER_N; i++)
    add_number (json, (TbOutbreakNumber) i, row->numbers[i]);
  json_builder_set_member_name (json, "extinct");
  json_builder_add_boolean_value (json, row->is_extinct);
  if (with_curve)
    {
      add_curve (json, "infected", row->infected, plan->n_samples);
      add_curve (json, "immune", row->immune, plan->n_samples);
    }
  json_builder_end_object (json);
}

/**
 * tb_outbreak_rows_to_text:
 * @plan: what is run
 * @rows: (element-type TbOutbreakRow): the runs so far
 *
 * Returns: (transfer full): what a file of them holds
 */
char *
tb_outbreak_rows_to_text (const TbOutbreakPlan *plan, const GPtrArray *rows)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (json);
  tb_cli_add_text (json, "format", TB_OUTBREAK_FORMAT);
  json_builder_set_member_name (json, "parameters");
  tb_outbreak_add_plan (json, plan);
  json_builder_set_member_name (json, "runs");
  json_builder_begin_array (json);
  for (guint i = 0; i < rows->len; i++)
    tb_outbreak_add_row (json, plan, g_ptr_array_index (rows, i), TRUE);
  json_builder_end_array (json);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  return json_to_string (root, FALSE);
}

/**
 * tb_outbreak_rows_save:
 * @plan: what is run
 * @rows: (element-type TbOutbreakRow): the runs so far
 * @path: where to; whole or not at all
 * @error: return location
 *
 * Returns: whether it is written
 */
gboolean
tb_outbreak_rows_save (const TbOutbreakPlan *plan, const GPtrArray *rows, const char *path, GError **error)
{
  g_autofree char *text = tb_outbreak_rows_to_text (plan, rows);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error);
}

static char *
text_of_plan (const TbOutbreakPlan *plan)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  tb_outbreak_add_plan (json, plan);
  root = json_builder_get_root (json);
  return json_to_string (root, FALSE);
}

/**
 * tb_outbreak_is_same_plan:
 * @a: a plan
 * @b: another
 *
 * Returns: whether their runs belong together
 */
gboolean
tb_outbreak_is_same_plan (const TbOutbreakPlan *a, const TbOutbreakPlan *b)
{
  g_autofree char *text_a = text_of_plan (a);
  g_autofree char *text_b = text_of_plan (b);

  return strcmp (text_a, text_b) == 0;
}
