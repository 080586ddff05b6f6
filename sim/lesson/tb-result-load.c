/* tb-result-load: reads what somebody handed in, which may be anything. Everything is there, of its kind and within bounds, or the file is refused in one sentence. */
#include "tb-result-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "tb-command.h"
#include "tb-complaint.h"

#define MAX_BYTES (4 << 20)
#define MAX_DEPTH 8          /* json-glib calls itself for each level */
#define MAX_ROWS 10000
#define MAX_TEXT_BYTES 8192

typedef struct
{
  const char *path;
  GError **error;
} Reading;

static gboolean
refuse (const Reading *reading, TbResultError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (const Reading *reading, TbResultError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  tb_complaint_set (reading->error, TB_RESULT_ERROR, (gint) code, reading->path, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
is_shallow (const char *text, gsize n)
{
  gboolean in_text = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < n; i++)
    if (in_text)
      {
        if (text[i] == '\\')
          i++;
        else if (text[i] == '"')
          in_text = FALSE;
      }
    else if (text[i] == '"')
      in_text = TRUE;
    else if ((text[i] == '[' || text[i] == '{') && ++depth > MAX_DEPTH)
      return FALSE;
    else if ((text[i] == ']' || text[i] == '}') && depth > 0)
      depth--;
  return TRUE;
}

static gboolean
read_text (const Reading *reading, JsonObject *object, const char *name, char **text)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *value = node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;

  if (value == NULL || strlen (value) > MAX_TEXT_BYTES || !g_utf8_validate (value, -1, NULL))
    return refuse (reading, TB_RESULT_ERROR_DAMAGED, "this result is damaged: the text \"%s\" is missing or is none", name);
  *text = g_strdup (value);
  return TRUE;
}

static gboolean
read_number (const Reading *reading, JsonObject *object, const char *name, gint64 most, gint64 *number)
{
  JsonNode *node = json_object_get_member (object, name);

  *number = node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : -1;
  return (*number >= 0 && *number <= most)
         || refuse (reading, TB_RESULT_ERROR_DAMAGED, "this result is damaged: the number \"%s\" is missing, or is not 0 to %" G_GINT64_FORMAT, name, most);
}

typedef gboolean (*ReadRow) (const Reading *reading, JsonNode *node, TbResult *result);

static gboolean
read_list (const Reading *reading, JsonObject *object, const char *name, ReadRow read, TbResult *result)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *rows = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (rows == NULL || json_array_get_length (rows) > MAX_ROWS)
    return refuse (reading, TB_RESULT_ERROR_DAMAGED, "this result is damaged: the list \"%s\" is missing, or has more than %d rows", name, MAX_ROWS);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    if (!read (reading, json_array_get_element (rows, i), result))
      return FALSE;
  return TRUE;
}

static gboolean
read_command (const Reading *reading, JsonNode *node, TbResult *result)
{
  const char *line = json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
  g_autoptr (TbCommand) command = line != NULL ? tb_command_parse (line, NULL) : NULL;

  if (command == NULL)
    return refuse (reading, TB_RESULT_ERROR_DAMAGED, "this result is damaged: there is no command \"%.60s\"", line != NULL ? line : "");
  if (command->at_us < 0 || command->at_us > result->time_us)
    return refuse (reading, TB_RESULT_ERROR_DAMAGED, "this result is damaged: the command \"%.60s\" has no time, or one after the end", line);
  g_ptr_array_add (result->commands, g_strdup (line));
  return TRUE;
}

static gboolean
read_object (const Reading *reading, JsonNode *node, JsonObject **object)
{
  *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  return *object != NULL || refuse (reading, TB_RESULT_ERROR_DAMAGED, "this result is damaged: an object is expected in a list");
}

static gboolean
read_answer (const Reading *reading, JsonNode *node, TbResult *result)
{
  g_autofree char *question = NULL, *answer = NULL;
  JsonObject *object;
  gint64 time_us;

  if (!read_object (reading, node, &object) || !read_text (reading, object, "question", &question) || !read_text (reading, object, "answer", &answer)
      || !read_number (reading, object, "time_us", G_MAXINT64, &time_us))
    return FALSE;
  tb_result_add_answer (result, g_steal_pointer (&question), g_steal_pointer (&answer), time_us);
  return TRUE;
}

static gboolean
read_hints (const Reading *reading, JsonNode *node, TbResult *result)
{
  g_autofree char *step = NULL;
  JsonObject *object;
  gint64 taken;

  if (!read_object (reading, node, &object) || !read_text (reading, object, "step", &step) || !read_number (reading, object, "taken", MAX_ROWS, &taken))
    return FALSE;
  tb_result_add_hints (result, g_steal_pointer (&step), (guint) taken);
  return TRUE;
}

static gboolean
read_claim (const Reading *reading, JsonNode *node, TbResult *result)
{
  g_autofree char *id = NULL;
  JsonObject *object;
  gint64 credit;

  if (!read_object (reading, node, &object) || !read_text (reading, object, "id", &id) || !read_number (reading, object, "credit", 1000, &credit))
    return FALSE;
  tb_result_add_claim (result, g_steal_pointer (&id), (guint) credit);
  return TRUE;
}

/* Asked first: what is not ours, or newer, has a right to look different. */
static gboolean
check_format (const Reading *reading, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "format"), *version = json_object_get_member (object, "version");
  const char *format = node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
  gint64 number = version != NULL && json_node_get_value_type (version) == G_TYPE_INT64 ? json_node_get_int (version) : 0;

  if (g_strcmp0 (format, "trustbed-result") != 0)
    return refuse (reading, TB_RESULT_ERROR_FOREIGN, "this is not a result of a lesson");
  if (number > TB_RESULT_FORMAT)
    return refuse (reading, TB_RESULT_ERROR_NEWER, "this result is of format %" G_GINT64_FORMAT ", from a newer Trustbed; this one reads formats up to %d", number, TB_RESULT_FORMAT);
  return number >= 1 || refuse (reading, TB_RESULT_ERROR_DAMAGED, "this result is damaged: its format has no number");
}

static gboolean
read_figures (const Reading *reading, JsonObject *object, TbResult *result)
{
  gint64 seed, points, most;

  if (!read_number (reading, object, "seed", G_MAXINT64, &seed) || !read_number (reading, object, "time_us", G_MAXINT64, &result->time_us)
      || !read_number (reading, object, "points", G_MAXINT64, &points) || !read_number (reading, object, "most", G_MAXINT64, &most))
    return FALSE;
  result->seed = (guint64) seed;
  result->points = (guint64) points;
  result->most = (guint64) most;
  return TRUE;
}

static gboolean
read_all (const Reading *reading, JsonObject *object, TbResult *result)
{
  const struct { const char *name; char **text; } texts[] = {
    { "lesson", &result->lesson }, { "lesson_sha256", &result->lesson_sha256 }, { "learner", &result->learner }, { "trustbed", &result->trustbed },
    { "openssl", &result->openssl }, { "outcome_sha256", &result->outcome_sha256 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!read_text (reading, object, texts[i].name, texts[i].text))
      return FALSE;
  return read_figures (reading, object, result) && read_list (reading, object, "commands", read_command, result)
         && read_list (reading, object, "answers", read_answer, result) && read_list (reading, object, "hints", read_hints, result)
         && read_list (reading, object, "claims", read_claim, result);
}

static char *
read_file (const Reading *reading, gsize *length)
{
  g_autoptr (GFile) file = g_file_new_for_path (reading->path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  char *text = NULL;

  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    refuse (reading, TB_RESULT_ERROR_FOREIGN, "there is no such file");
  else if (g_file_info_get_size (info) > MAX_BYTES)
    refuse (reading, TB_RESULT_ERROR_FOREIGN, "this is not a result: it has more than 4 MB");
  else
    g_file_get_contents (reading->path, &text, length, reading->error);
  return text;
}

/**
 * tb_result_load:
 * @path: a file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what was handed in, not believed yet; or %NULL with a sentence for what is damaged, cut off, foreign or newer
 */
TbResult *
tb_result_load (const char *path, GError **error)
{
  Reading reading = { path, error };
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (TbResult) result = NULL;
  gsize length = 0;
  g_autofree char *text = read_file (&reading, &length);
  JsonNode *root;

  if (text == NULL)
    return NULL;
  if (!g_utf8_validate (text, (gssize) length, NULL) || !is_shallow (text, length) || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    {
      refuse (&reading, TB_RESULT_ERROR_DAMAGED, "this is not a result of a lesson, or it is damaged or cut off");
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      refuse (&reading, TB_RESULT_ERROR_FOREIGN, "this is not a result of a lesson");
      return NULL;
    }
  result = tb_result_new_empty ();
  if (!check_format (&reading, json_node_get_object (root)) || !read_all (&reading, json_node_get_object (root), result))
    return NULL;
  return g_steal_pointer (&result);
}
