/* tb-cli-outbreak-read: reads files of runs, which may be anything: cut off, edited, somebody else's. What does not fit is refused whole. */
#include "tb-cli-outbreak-files.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define LARGEST    1e18         /* of the numbers of a run */
#define DEEPEST    16           /* brackets in brackets; a file has five */
#define CHUNK      ((gsize) 1 << 20)
#define MOST_BYTES (512u << 20)

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
get_field (JsonObject *object, const TbOutbreakField *field, TbOutbreakPlan *plan)
{
  gint64 count;

  if (field->form == TB_FORM_NUMBER)
    return get_number (object, field->key, &G_STRUCT_MEMBER (double, plan, field->offset));
  if (!get_count (object, field->key, field->form == TB_FORM_32 ? G_MAXUINT32 : G_MAXINT64, &count))
    return FALSE;
  if (field->form == TB_FORM_32)
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
  for (guint i = 0; i < TB_OUTBREAK_N_FIELDS; i++)
    if (!get_field (parameters, &tb_outbreak_fields[i], plan))
      return FALSE;
  preset = member_of (parameters, "preset", JSON_NODE_VALUE);
  if (preset != NULL && json_node_get_string (preset) != NULL)
    plan->preset = tb_outbreak_preset_find (json_node_get_string (preset));
  plan->n_shards = 1;
  return plan->step_ns > 0 && plan->n_samples <= 100000 && plan->n_runs >= 1 && plan->first_seed <= G_MAXINT64 - (guint64) plan->n_runs + 1
         && get_pools (parameters, &plan->model) && get_reach (parameters, plan) && tb_outbreak_model_check (&plan->model, NULL);
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
      JsonNode *count = json_array_get_element (counts, i);

      if (!JSON_NODE_HOLDS_VALUE (count) || json_node_get_value_type (count) != G_TYPE_INT64 || json_node_get_int (count) < 0
          || json_node_get_int (count) > n_devices)
        return FALSE;
      (*curve)[i] = (guint32) json_node_get_int (count);
    }
  return TRUE;
}

/* What a run has not is null; what it has is neither negative nor absurd. */
static gboolean
get_number_or_null (JsonObject *object, const char *key, double *value)
{
  if (member_of (object, key, JSON_NODE_NULL) == NULL)
    return get_number (object, key, value) && *value >= 0 && *value <= LARGEST;
  *value = NAN;
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
    if (!get_number_or_null (object, tb_outbreak_number_codes[i], &row->numbers[i]))
      return NULL;
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

/* The parser quotes whatever it found. */
static gboolean
complain_of_syntax (GError **error, const char *name, const char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message, -1);

  return complain (error, name, valid);
}

/* The parser calls itself for each level, so a file of nothing but brackets would take all of its stack. */
static gboolean
is_shallow (const char *text, gsize n)
{
  gboolean quoted = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < n && depth <= DEEPEST; i++)
    if (quoted && text[i] == '\\')
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == '[' || text[i] == '{'))
      depth++;
    else if (!quoted && (text[i] == ']' || text[i] == '}'))
      depth -= depth > 0;
  return depth <= DEEPEST;
}

/**
 * tb_outbreak_rows_parse:
 * @plan: (out caller-allocates): what was run; zeroed before
 * @rows: (element-type TbOutbreakRow): gets the runs
 * @name: of the file, for messages
 * @text: (array length=n): what is in it
 * @n: how many bytes
 * @error: return location
 *
 * Returns: whether @text is what [func@outbreak_rows_save] wrote, and whole
 */
gboolean
tb_outbreak_rows_parse (TbOutbreakPlan *plan, GPtrArray *rows, const char *name, const char *text, gsize n, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) reason = NULL;
  JsonNode *root, *format;

  if (!is_shallow (text, n))
    return complain (error, name, "holds no runs of an outbreak: too many brackets in brackets");
  if (!json_parser_load_from_data (parser, text, (gssize) n, &reason))
    return complain_of_syntax (error, name, reason->message);
  root = json_parser_get_root (parser);
  format = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? member_of (json_node_get_object (root), "format", JSON_NODE_VALUE) : NULL;
  if (format == NULL || g_strcmp0 (json_node_get_string (format), TB_OUTBREAK_FORMAT) != 0)
    return complain (error, name, "holds no runs of an outbreak; --output writes such files");
  if (!get_plan (json_node_get_object (root), plan) || !get_rows (json_node_get_object (root), plan, rows))
    return complain (error, name, "is not whole: a parameter or a run is missing or absurd");
  return TRUE;
}

/* Pipes can be read too; what never ends is not read to its end. */
static GByteArray *
read_all (const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  FILE *file = fopen (path, "rb");
  gboolean good = file != NULL;

  for (gsize n = CHUNK; good && n == CHUNK && bytes->len <= MOST_BYTES;)
    {
      n = fread (chunk, 1, CHUNK, file);
      good = !ferror (file);
      g_byte_array_append (bytes, chunk, (guint) n);
    }
  if (!good)
    complain (error, path, g_strerror (errno));
  else if (bytes->len > MOST_BYTES)
    good = complain (error, path, "is larger than any file of runs: more than 512 MiB");
  if (file != NULL)
    fclose (file);
  return good ? g_steal_pointer (&bytes) : NULL;
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
  g_autoptr (GByteArray) bytes = read_all (path, error);

  return bytes != NULL && tb_outbreak_rows_parse (plan, rows, path, bytes->len > 0 ? (const char *) bytes->data : "", bytes->len,
                                                    error);
}
