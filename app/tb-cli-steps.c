/* tb-cli-steps: see the header. Long values are shown by their beginning; their length is always told. */
#include "tb-cli-steps.h"

#define BYTES_A_LINE    32
#define MAX_TEXT_BYTES  512
#define MAX_JSON_BYTES  4096

static char *
to_hex (GBytes *bytes, gsize from, gsize n_most)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  GString *hex = g_string_new (NULL);

  for (gsize i = from; i < n_bytes && i < from + n_most; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  return g_string_free (hex, FALSE);
}

static void
print_value (const TbSignValue *value)
{
  gsize n_bytes = g_bytes_get_size (value->bytes);

  if (value->within != NULL)
    g_print ("        %s [%" G_GSIZE_FORMAT "..%" G_GSIZE_FORMAT "] of %s: %s\n", value->name, value->offset, value->offset + MAX (n_bytes, 1) - 1, value->within, value->note);
  else
    g_print ("      %s, %" G_GSIZE_FORMAT " bytes: %s\n", value->name, n_bytes, value->note);
  for (gsize from = 0; from < MIN (n_bytes, MAX_TEXT_BYTES); from += BYTES_A_LINE)
    {
      g_autofree char *line = to_hex (value->bytes, from, BYTES_A_LINE);

      g_print ("%s%s%s\n", value->within != NULL ? "          " : "        ", line, from + BYTES_A_LINE >= MAX_TEXT_BYTES && n_bytes > MAX_TEXT_BYTES ? "..." : "");
    }
}

/* What a step says about itself. */
static const char *
to_word (int ok)
{
  if (ok < 0)
    return "cannot notice anything";
  return ok > 0 ? "content" : "NOTICES";
}

/* Prints all steps with their values. */
void
tb_cli_steps_print (const GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const TbSignStep *step = g_ptr_array_index (steps, i);

      g_print ("%2u  %-8s  %s (%s): %s%s%s\n      %s%s%s%s\n", i + 1, tb_sign_side_to_code (step->side), step->title, step->code, to_word (step->ok),
               step->found != NULL ? ": " : "", step->found != NULL ? step->found : "", step->note, *step->clause != '\0' ? " [" : "", step->clause,
               *step->clause != '\0' ? "]" : "");
      for (guint j = 0; j < step->values->len; j++)
        print_value (g_ptr_array_index (step->values, j));
    }
}

static void
add_value (JsonBuilder *builder, const TbSignValue *value)
{
  g_autofree char *hex = to_hex (value->bytes, 0, MAX_JSON_BYTES);

  json_builder_begin_object (builder);
  tb_cli_add_text (builder, "name", value->name);
  tb_cli_add_text (builder, "within", value->within);
  tb_cli_add_int (builder, "offset", (gint64) value->offset);
  tb_cli_add_int (builder, "length", (gint64) g_bytes_get_size (value->bytes));
  tb_cli_add_text (builder, "hex", hex);
  tb_cli_add_text (builder, "note", value->note);
  json_builder_end_object (builder);
}

static void
add_step (JsonBuilder *builder, const TbSignStep *step)
{
  json_builder_begin_object (builder);
  tb_cli_add_text (builder, "code", step->code);
  tb_cli_add_text (builder, "title", step->title);
  tb_cli_add_text (builder, "side", tb_sign_side_to_code (step->side));
  json_builder_set_member_name (builder, "ok");
  if (step->ok < 0)
    json_builder_add_null_value (builder);
  else
    json_builder_add_boolean_value (builder, step->ok > 0);
  tb_cli_add_text (builder, "note", step->note);
  tb_cli_add_text (builder, "found", step->found);
  tb_cli_add_text (builder, "clause", step->clause);
  json_builder_set_member_name (builder, "values");
  json_builder_begin_array (builder);
  for (guint i = 0; i < step->values->len; i++)
    add_value (builder, g_ptr_array_index (step->values, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/* Adds `steps`; `ok` is null for a step that cannot notice anything. */
void
tb_cli_steps_add (JsonBuilder *builder, const GPtrArray *steps)
{
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < steps->len; i++)
    add_step (builder, g_ptr_array_index (steps, i));
  json_builder_end_array (builder);
}

/* Adds an array of texts. */
void
tb_cli_lines_add (JsonBuilder *builder, const char *name, const char *const *lines)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (; *lines != NULL; lines++)
    json_builder_add_string_value (builder, *lines);
  json_builder_end_array (builder);
}

/* Adds `noticed`, the code of the step that noticed, or null. */
void
tb_cli_noticed_add (JsonBuilder *builder, const GPtrArray *steps, int noticed)
{
  tb_cli_add_text (builder, "noticed", noticed >= 0 ? ((const TbSignStep *) g_ptr_array_index (steps, (guint) noticed))->code : NULL);
}
