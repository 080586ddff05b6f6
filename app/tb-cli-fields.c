/* tb-cli-fields: the fields of a handshake, message by message and as records on the wire, as JSON or as an indented list. Names and values are as
 * the dissector gives them and not translated. */
#include "tb-cli-fields.h"

#include "tb-dissect.h"

static void
add_text (JsonBuilder *json, const char *name, const char *text)
{
  json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, text);
}

static void
add_number (JsonBuilder *json, const char *name, gsize number)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, (gint64) number);
}

static void
add_field (JsonBuilder *json, const TbField *field)
{
  json_builder_begin_object (json);
  add_text (json, "name", field->name);
  add_text (json, "value", field->value);
  add_number (json, "offset", field->offset);
  add_number (json, "length", field->length);
  if (field->children != NULL)
    {
      json_builder_set_member_name (json, "fields");
      json_builder_begin_array (json);
      for (guint i = 0; i < field->children->len; i++)
        add_field (json, g_ptr_array_index (field->children, i));
      json_builder_end_array (json);
    }
  json_builder_end_object (json);
}

static TbField *
dissect (TbTranscript *transcript, guint number, gboolean wire)
{
  return wire ? tb_dissect_wire (transcript, number) : tb_dissect_message (transcript, number);
}

static guint
count (TbTranscript *transcript, gboolean wire)
{
  return wire ? tb_transcript_get_n_flights (transcript) : tb_transcript_get_n_messages (transcript);
}

/* Adds the members `fields`, the trees of all messages in their order, and `wire`, those of all flights. */
void
tb_cli_fields_add_json (JsonBuilder *json, TbTranscript *transcript)
{
  static const char *const names[] = { "fields", "wire" };

  for (guint wire = 0; wire < G_N_ELEMENTS (names); wire++)
    {
      json_builder_set_member_name (json, names[wire]);
      json_builder_begin_array (json);
      for (guint i = 0; i < count (transcript, wire); i++)
        {
          g_autoptr (TbField) root = dissect (transcript, i, wire);

          add_field (json, root);
        }
      json_builder_end_array (json);
    }
}

static void
print_field (const TbField *field, int depth)
{
  g_print ("%6" G_GSIZE_FORMAT " %5" G_GSIZE_FORMAT "  %*s%s%s%s\n", field->offset, field->length, 2 * depth, "", field->name,
           *field->value != '\0' ? ": " : "", field->value);
  for (guint i = 0; field->children != NULL && i < field->children->len; i++)
    print_field (g_ptr_array_index (field->children, i), depth + 1);
}

/* Prints every message: where each field begins, how long it is, its name and what it says. */
void
tb_cli_fields_print (TbTranscript *transcript)
{
  g_print ("offset bytes  field\n");
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      g_autoptr (TbField) root = tb_dissect_message (transcript, i);

      print_field (root, 0);
    }
}
