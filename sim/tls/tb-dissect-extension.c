/* tb-dissect-extension: lists of extensions, in whatever message. What each contains is in the tables of tb-dissect-extension-new.c and -old.c. */
#include "tb-dissect-extension.h"

#define N_HEADER_FIELDS 2         /* extension_type and length */

static const TbExtensionFormat *
find_in (const TbExtensionFormat *formats, guint n_formats, guint type, guint8 handshake_type)
{
  for (guint i = 0; i < n_formats; i++)
    if (formats[i].type == type && (formats[i].messages & 1u << handshake_type) != 0)
      return &formats[i];
  return NULL;
}

static const TbExtensionFormat *
find_format (guint type, guint8 handshake_type)
{
  const TbExtensionFormat *found = find_in (tb_extension_formats_old, tb_extension_formats_old_n, type, handshake_type);

  return found != NULL ? found : find_in (tb_extension_formats_new, tb_extension_formats_new_n, type, handshake_type);
}

static void
read_header (TbField *field, TbCursor cursor)
{
  static const TbFieldRow rows[] = {
    { "extension_type", TB_SHAPE_NUMBER, 2, TB_NAMES_EXTENSION, N_("Which extension this is; a receiver passes over those it does not know."),
      "RFC 9846 section 4.3" },
    { "length", TB_SHAPE_NUMBER, 2, TB_NAMES_N, N_("How many bytes follow."), "RFC 9846 section 4.3" },
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (rows) == N_HEADER_FIELDS);
  for (guint i = 0; i < N_HEADER_FIELDS; i++)
    tb_field_read_row (field, &cursor, &rows[i]);
}

static void
read_content (TbField *field, TbCursor *content, const TbExtensionFormat *format)
{
  static const TbFieldRow opaque = { "extension_data", TB_SHAPE_REST, 0, TB_NAMES_N, N_("What is in it, as it is."), "RFC 9846 section 4.3" };
  gsize n_bytes = tb_cursor_left (content);

  if (format != NULL && format->rows != NULL && (n_bytes > 0 || !format->may_be_empty))
    tb_field_read_rows (field, content, format->rows, format->n_rows);
  else if (n_bytes > 0)
    tb_field_read_row (field, content, &opaque);
}

/* The value of the extension itself is the first that is found in its content, so that a folded tree says the main thing. */
static void
summarise (TbField *field)
{
  guint skip = N_HEADER_FIELDS;
  const TbField *first = field;

  while (first->children != NULL && first->children->len > skip && *first->value == '\0')
    {
      first = g_ptr_array_index (first->children, skip);
      skip = 1;                 /* the length of a list */
    }
  if (first != field)
    tb_field_set_same (field, first);
}

static void
describe (TbField *field, guint type, const TbExtensionFormat *format, gboolean named)
{
  static const char unknown[] = N_("An extension that this lab does not know.");
  static const char grease[] = N_("Stands for nothing: browsers send such numbers so that servers learn to pass over what they do not know.");
  gboolean greased = g_strcmp0 (field->name, "GREASE") == 0;

  field->note = format != NULL ? format->note : greased ? grease : unknown;
  field->clause = format != NULL ? format->clause : greased ? "RFC 8701 section 2" : field->clause;
  if (!named || greased)
    tb_field_set_value (field, g_strdup_printf (greased ? "0x%04x" : "%u", type));
}

static void
read_extension (TbField *parent, TbCursor *slice, guint8 handshake_type)
{
  TbCursor start = *slice;
  guint type = tb_cursor_be (slice, 2);
  TbCursor content = tb_cursor_slice (slice, tb_cursor_be (slice, 2));
  const char *name = tb_names_find (TB_NAMES_EXTENSION, type);
  const TbExtensionFormat *format = find_format (type, handshake_type);
  TbField *field;

  if (slice->broken)
    {
      slice->at = start.at;
      return;
    }
  field = tb_field_add (parent, name != NULL ? name : "extension", start.at, content.end - start.at, NULL, NULL, "RFC 9846 section 4.3");
  read_header (field, start);
  read_content (field, &content, format);
  summarise (field);
  describe (field, type, format, name != NULL);
}

/**
 * tb_dissect_extensions:
 * @field: the field they are in
 * @slice: its content
 * @handshake_type: the message they are in, since the same extension looks different in different messages
 *
 * Reads a list of extensions (RFC 9846 section 4.3).
 */
void
tb_dissect_extensions (TbField *field, TbCursor *slice, guint8 handshake_type)
{
  guint n_extensions = 0;

  for (; tb_cursor_left (slice) > 0; n_extensions++)
    read_extension (field, slice, handshake_type);
  tb_field_finish (field, slice);
  tb_field_set_count (field, n_extensions);
}
