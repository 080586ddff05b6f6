/* tb-cli-outbreak-files: runs in files. A file holds the whole plan and some of its runs, so that files of one plan can be put together, a shard
 * that was interrupted goes on, and files of different plans are never mixed. */
#include "tb-cli-outbreak.h"

#include <math.h>
#include <string.h>

#define FORMAT "trustbed-outbreak-1"

typedef enum { FORM_NUMBER, FORM_32, FORM_64 } Form;

typedef struct
{
  const char *key;
  Form form;
  gsize offset;
} Field;

#define PLAN(name) G_STRUCT_OFFSET (TbOutbreakPlan, name)

static const Field fields[] = {
  { "address_space", FORM_64, PLAN (model.address_space) },
  { "scan_rate", FORM_NUMBER, PLAN (model.scan_rate) },
  { "hit_probability", FORM_NUMBER, PLAN (model.hit_probability) },
  { "initial", FORM_32, PLAN (model.initial) },
  { "scan_limit", FORM_64, PLAN (model.scan_limit) },
  { "reboot_rate", FORM_NUMBER, PLAN (model.reboot_rate) },
  { "reinfection", FORM_NUMBER, PLAN (model.reinfection) },
  { "cleanup_rate", FORM_NUMBER, PLAN (model.cleanup_rate) },
  { "bootstrap", FORM_32, PLAN (model.bootstrap) },
  { "bootstrap_rate", FORM_NUMBER, PLAN (model.bootstrap_rate) },
  { "time_to_infect_s", FORM_NUMBER, PLAN (model.load_s) },
  { "until_s", FORM_NUMBER, PLAN (model.until_s) },
  { "first_seed", FORM_64, PLAN (first_seed) },
  { "runs", FORM_32, PLAN (n_runs) },
  { "step_ns", FORM_64, PLAN (step_ns) },
  { "samples", FORM_32, PLAN (n_samples) },
};

/* --- writing --- */

static void
add_field (JsonBuilder *json, const Field *field, const TbOutbreakPlan *plan)
{
  if (field->form == FORM_NUMBER)
    tb_cli_add_double (json, field->key, G_STRUCT_MEMBER (double, plan, field->offset));
  else if (field->form == FORM_32)
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
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    add_field (json, &fields[i], plan);
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
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (json);
  tb_cli_add_text (json, "format", FORMAT);
  json_builder_set_member_name (json, "parameters");
  tb_outbreak_add_plan (json, plan);
  json_builder_set_member_name (json, "runs");
  json_builder_begin_array (json);
  for (guint i = 0; i < rows->len; i++)
    tb_outbreak_add_row (json, plan, g_ptr_array_index (rows, i), TRUE);
  json_builder_end_array (json);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, FALSE);
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

/* --- reading --- */

static gboolean
complain (GError **error, const char *path, const char *what)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s", name, what);
  return FALSE;
}

static JsonNode *
member_of (JsonObject *object, const char *key, JsonNodeType type)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

static gboolean
get_number (JsonObject *object, const char *key, double *value)
{
  JsonNode *node = member_of (object, key, JSON_NODE_VALUE);

  if (node == NULL || (json_node_get_value_type (node) != G_TYPE_DOUBLE && json_node_get_value_type (node) != G_TYPE_INT64))
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value);
}

static gboolean
get_count (JsonObject *object, const char *key, gint64 largest, gint64 *value)
{
  JsonNode *node = member_of (object, key, JSON_NODE_VALUE);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *value = json_node_get_int (node);
  return *value >= 0 && *value <= largest;
}

static gboolean
get_field (JsonObject *object, const Field *field, TbOutbreakPlan *plan)
{
  gint64 count;

  if (field->form == FORM_NUMBER)
    return get_number (object, field->key, &G_STRUCT_MEMBER (double, plan, field->offset));
  if (!get_count (object, field->key, field->form == FORM_32 ? G_MAXUINT32 : G_MAXINT64, &count))
    return FALSE;
  if (field->form == FORM_32)
    G_STRUCT_MEMBER (guint32, plan, field->offset) = (guint32) count;
  else
    G_STRUCT_MEMBER (guint64, plan, field->offset) = (guint64) count;
  return TRUE;
}

static gboolean
get_pool (JsonNode *node, TbOutbreakPool *pool)
{
  gint64 n;

  if (!JSON_NODE_HOLDS_OBJECT (node) || !get_count (json_node_get_object (node), "devices", TB_OUTBREAK_MAX_DEVICES, &n)
      || !get_number (json_node_get_object (node), "weakness", &pool->weakness))
    return FALSE;
  pool->n_devices = (guint32) n;
  return TRUE;
}

static gboolean
get_pools (JsonObject *object, TbOutbreakModel *model)
{
  JsonNode *node = member_of (object, "pools", JSON_NODE_ARRAY);
  JsonArray *pools = node != NULL ? json_node_get_array (node) : NULL;
  guint n = pools != NULL ? json_array_get_length (pools) : 0;

  if (n < 1 || n > TB_OUTBREAK_MAX_POOLS)
    return FALSE;
  model->n_pools = n;
  for (guint i = 0; i < n; i++)
    if (!get_pool (json_array_get_element (pools, i), &model->pools[i]))
      return FALSE;
  return TRUE;
}

static gboolean
get_reach (JsonObject *object, TbOutbreakPlan *plan)
{
  JsonNode *node = member_of (object, "reach", JSON_NODE_ARRAY);
  JsonArray *reach = node != NULL ? json_node_get_array (node) : NULL;
  guint n = reach != NULL ? json_array_get_length (reach) : 1;

  if (reach == NULL || (n != 0 && n != plan->model.n_pools * plan->model.n_pools))
    return FALSE;
  if (n == 0)
    return TRUE;
  plan->reach = g_new (double, n);
  for (guint i = 0; i < n; i++)
    plan->reach[i] = JSON_NODE_HOLDS_VALUE (json_array_get_element (reach, i)) ? json_array_get_double_element (reach, i) : -1;
  plan->model.reach = plan->reach;
  return TRUE;
}

static gboolean
get_plan (JsonObject *object, TbOutbreakPlan *plan)
{
  JsonNode *node = member_of (object, "parameters", JSON_NODE_OBJECT), *preset;
  JsonObject *parameters = node != NULL ? json_node_get_object (node) : NULL;

  if (parameters == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!get_field (parameters, &fields[i], plan))
      return FALSE;
  preset = member_of (parameters, "preset", JSON_NODE_VALUE);
  if (preset != NULL && json_node_get_string (preset) != NULL)
    plan->preset = tb_outbreak_preset_find (json_node_get_string (preset));
  plan->n_shards = 1;
  return plan->step_ns > 0 && plan->n_samples <= 100000 && plan->n_runs >= 1 && get_pools (parameters, &plan->model) && get_reach (parameters, plan)
         && tb_outbreak_model_check (&plan->model, NULL);
}

/* More than there are devices is no curve. */
static gboolean
get_curve (JsonObject *object, const char *key, const TbOutbreakPlan *plan, guint32 **curve)
{
  JsonNode *node = member_of (object, key, JSON_NODE_ARRAY);
  JsonArray *counts = node != NULL ? json_node_get_array (node) : NULL;
  gint64 n_devices = (gint64) tb_outbreak_model_get_n (&plan->model);

  if (counts == NULL || json_array_get_length (counts) != plan->n_samples)
    return FALSE;
  *curve = g_new (guint32, plan->n_samples + 1);
  for (guint i = 0; i < plan->n_samples; i++)
    {
      gint64 count = JSON_NODE_HOLDS_VALUE (json_array_get_element (counts, i)) ? json_array_get_int_element (counts, i) : -1;

      if (count < 0 || count > n_devices)
        return FALSE;
      (*curve)[i] = (guint32) count;
    }
  return TRUE;
}

static TbOutbreakRow *
get_row (JsonNode *node, const TbOutbreakPlan *plan)
{
  g_autoptr (TbOutbreakRow) row = g_new0 (TbOutbreakRow, 1);
  JsonObject *object;
  gint64 seed;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  if (!get_curve (object, "infected", plan, &row->infected) || !get_curve (object, "immune", plan, &row->immune)
      || !get_count (object, "seed", G_MAXINT64, &seed) || (guint64) seed - plan->first_seed >= plan->n_runs)
    return NULL;
  row->seed = (guint64) seed;
  for (guint i = 0; i < TB_NUMBER_N; i++)
    if (!get_number (object, tb_outbreak_number_codes[i], &row->numbers[i]))
      row->numbers[i] = NAN;
  row->is_extinct = member_of (object, "extinct", JSON_NODE_VALUE) != NULL && json_object_get_boolean_member (object, "extinct");
  return g_steal_pointer (&row);
}

static gboolean
get_rows (JsonObject *object, const TbOutbreakPlan *plan, GPtrArray *rows)
{
  JsonNode *node = member_of (object, "runs", JSON_NODE_ARRAY);
  JsonArray *runs = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; runs != NULL && i < json_array_get_length (runs); i++)
    {
      TbOutbreakRow *row = get_row (json_array_get_element (runs, i), plan);

      if (row == NULL)
        return FALSE;
      g_ptr_array_add (rows, row);
    }
  return runs != NULL;
}

/**
 * tb_outbreak_rows_load:
 * @plan: (out caller-allocates): what was run; zeroed before
 * @rows: (element-type TbOutbreakRow): gets the runs
 * @path: a file that [func@outbreak_rows_save] wrote
 * @error: return location
 *
 * Returns: whether the file is whole
 */
gboolean
tb_outbreak_rows_load (TbOutbreakPlan *plan, GPtrArray *rows, const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root, *format;

  if (!json_parser_load_from_file (parser, path, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  root = json_parser_get_root (parser);
  format = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? member_of (json_node_get_object (root), "format", JSON_NODE_VALUE) : NULL;
  if (format == NULL || g_strcmp0 (json_node_get_string (format), FORMAT) != 0)
    return complain (error, path, "holds no runs of an outbreak; --output writes such files");
  if (!get_plan (json_node_get_object (root), plan) || !get_rows (json_node_get_object (root), plan, rows))
    return complain (error, path, "is not whole: a parameter or a run is missing or absurd");
  return TRUE;
}
