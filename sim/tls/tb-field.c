/* tb-field: trees of named fields, and the interpreter of format tables. See tb-dissect-private.h. */
#include "tb-dissect-private.h"

#include <string.h>

#define SHOWN_HEX_BYTES  32
#define SHOWN_TEXT_BYTES 1024
#define SHOWN_ITEMS_BYTES 4096
#define FIRST_CHILDREN   8

static char nothing[] = "";             /* the value of a field that says nothing; never freed */

/**
 * tb_field_new:
 * @name: standard name; static
 * @offset: where it begins
 * @length: its bytes
 * @value: (transfer full) (nullable): what it says
 * @note: (nullable): why it is there; static
 * @clause: (nullable): where that is written; static
 *
 * Returns: (transfer full): a field without children
 */
TbField *
tb_field_new (const char *name, gsize offset, gsize length, char *value, const char *note, const char *clause)
{
  TbField *field = g_new0 (TbField, 1);

  field->name = name;
  field->value = value != NULL ? value : nothing;
  field->note = note != NULL ? note : "";
  field->clause = clause != NULL ? clause : "";
  field->offset = offset;
  field->length = length;
  return field;
}

/**
 * tb_field_free:
 * @field: (transfer full) (nullable): a field
 *
 * Frees it with everything in it.
 */
void
tb_field_free (TbField *field)
{
  if (field == NULL)
    return;
  g_clear_pointer (&field->children, g_ptr_array_unref);
  tb_field_set_value (field, nothing);
  g_free (field);
}

/**
 * tb_field_set_value:
 * @field: a field
 * @value: (transfer full): what it says
 *
 * Replaces the value of @field.
 */
void
tb_field_set_value (TbField *field, char *value)
{
  if (field->value != nothing)
    g_free (field->value);
  field->value = value;
}

static void
adopt (TbField *parent, TbField *child)
{
  if (parent->children == NULL)
    parent->children = g_ptr_array_new_full (FIRST_CHILDREN, (GDestroyNotify) tb_field_free);
  g_ptr_array_add (parent->children, child);
}

/**
 * tb_field_add:
 * @parent: the field it is in
 * @name: standard name
 * @offset: where it begins
 * @length: its bytes
 * @value: (transfer full) (nullable): what it says
 * @note: (nullable): why it is there; static
 * @clause: (nullable): where that is written; static
 *
 * Returns: (transfer none): the new last child of @parent
 */
TbField *
tb_field_add (TbField *parent, const char *name, gsize offset, gsize length, char *value, const char *note, const char *clause)
{
  TbField *child = tb_field_new (name, offset, length, value, note, clause);

  adopt (parent, child);
  return child;
}

/**
 * tb_field_hex:
 * @bytes: (array length=n_bytes): some bytes
 * @n_bytes: how many
 *
 * Returns: (transfer full): their hexadecimal digits; the first 32 bytes when they are more
 */
char *
tb_field_hex (const guint8 *bytes, gsize n_bytes)
{
  static const char digits[] = "0123456789abcdef", more[] = "\xe2\x80\xa6";
  gsize n_shown = MIN (n_bytes, (gsize) SHOWN_HEX_BYTES);
  char *text = g_malloc (2 * n_shown + sizeof more);

  for (gsize i = 0; i < n_shown; i++)
    {
      text[2 * i] = digits[bytes[i] >> 4];
      text[2 * i + 1] = digits[bytes[i] & 15];
    }
  strcpy (text + 2 * n_shown, n_bytes > n_shown ? more : "");
  return text;
}

/**
 * tb_field_text:
 * @bytes: (array length=n_bytes): UTF-8, or what claims to be
 * @n_bytes: how many
 *
 * Returns: (transfer full): text that can be shown on one line: what is no UTF-8 and control characters replaced, cut after 1024 bytes
 */
char *
tb_field_text (const guint8 *bytes, gsize n_bytes)
{
  g_autofree char *valid = g_utf8_make_valid ((const char *) bytes, MIN (n_bytes, (gsize) SHOWN_TEXT_BYTES));
  GString *text = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_iscntrl (c))
        g_string_append_printf (text, "\\x%02x", c);
      else
        g_string_append_unichar (text, c);
    }
  return g_string_free (text, FALSE);
}

/* Adds what a prefix of @size bytes says of the length of what follows, so that those bytes have a place of their own. */
static void
add_length (TbField *field, guint size, gsize n_bytes)
{
  tb_field_add (field, "length", field->offset, size, g_strdup_printf ("%" G_GSIZE_FORMAT, n_bytes), N_("How many bytes follow."), field->clause);
}

static char *
describe (TbNames names, guint64 number)
{
  if (names >= TB_NAMES_N)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  return tb_names_describe (names, number);
}

static void
read_number (TbField *parent, TbCursor *cursor, const TbFieldRow *row)
{
  gsize offset = cursor->at;
  guint64 number = tb_cursor_be (cursor, row->size);

  if (!cursor->broken)
    tb_field_add (parent, row->name, offset, row->size, describe (row->names, number), row->note, row->clause);
}

static void
read_bytes (TbField *parent, TbCursor *cursor, const TbFieldRow *row, gsize n_bytes)
{
  gsize offset = cursor->at;
  const guint8 *bytes = tb_cursor_take (cursor, n_bytes);

  if (bytes != NULL)
    tb_field_add (parent, row->name, offset, n_bytes, tb_field_hex (bytes, n_bytes), row->note, row->clause);
}

/* The items of a list are its children; the list itself says them all in one line. */
static void
read_items (TbField *field, TbCursor *slice, const TbFieldRow *row)
{
  GString *all = g_string_new (NULL);

  add_length (field, row->size, tb_cursor_left (slice));
  while (tb_cursor_left (slice) > 0)
    {
      gsize offset = slice->at;
      guint64 number = tb_cursor_be (slice, row->item_size);
      const char *name = row->names < TB_NAMES_N ? tb_names_find (row->names, number) : NULL;

      if (slice->broken)
        break;
      tb_field_add (field, "item", offset, row->item_size, describe (row->names, number), NULL, NULL);
      if (all->len > SHOWN_ITEMS_BYTES)
        continue;
      g_string_append (all, all->len > 0 ? ", " : "");
      if (name != NULL)
        g_string_append (all, name);
      else
        g_string_append_printf (all, "0x%0*" G_GINT64_MODIFIER "x", row->item_size * 2, number);
    }
  tb_field_set_value (field, g_string_free (all, FALSE));
  tb_field_finish (field, slice);
}

static void
read_prefixed (TbField *parent, TbCursor *cursor, const TbFieldRow *row)
{
  gsize offset = cursor->at;
  TbCursor slice = tb_cursor_slice (cursor, tb_cursor_be (cursor, row->size));
  gsize n_bytes = slice.end - slice.at;
  TbField *field;

  if (cursor->broken)
    return;
  field = tb_field_add (parent, row->name, offset, slice.end - offset, NULL, row->note, row->clause);
  if (row->shape == TB_SHAPE_LIST)
    read_items (field, &slice, row);
  else if (row->shape == TB_SHAPE_INNER)
    {
      add_length (field, row->size, n_bytes);
      row->inner (field, &slice);
    }
  else if (row->shape == TB_SHAPE_TEXT)
    tb_field_set_value (field, tb_field_text (slice.bytes + slice.at, n_bytes));
  else
    tb_field_set_value (field, tb_field_hex (slice.bytes + slice.at, n_bytes));
}

/**
 * tb_field_read_row:
 * @parent: the field it is in
 * @cursor: where it begins; left behind it, or broken at that place where it does not fit
 * @row: what it is
 *
 * Reads one field. When there are too few bytes, adds nothing and stays where it was.
 */
void
tb_field_read_row (TbField *parent, TbCursor *cursor, const TbFieldRow *row)
{
  gsize offset = cursor->at;

  switch (row->shape)
    {
    case TB_SHAPE_NUMBER:
      read_number (parent, cursor, row);
      break;
    case TB_SHAPE_BYTES:
      read_bytes (parent, cursor, row, row->size);
      break;
    case TB_SHAPE_REST:
      read_bytes (parent, cursor, row, tb_cursor_left (cursor));
      break;
    case TB_SHAPE_HERE:
      row->inner (parent, cursor);
      return;
    default:
      read_prefixed (parent, cursor, row);
    }
  if (cursor->broken)
    cursor->at = offset;
}

/**
 * tb_field_read_rows:
 * @parent: the field they are in
 * @cursor: what @parent contains
 * @rows: (array length=n_rows): its format
 * @n_rows: how many
 *
 * Reads the whole content of @parent; what breaks and what is too much are said in fields of their own.
 */
void
tb_field_read_rows (TbField *parent, TbCursor *cursor, const TbFieldRow *rows, guint n_rows)
{
  for (guint i = 0; i < n_rows; i++)
    {
      if (rows[i].optional && tb_cursor_left (cursor) == 0)
        continue;
      tb_field_read_row (parent, cursor, &rows[i]);
      if (cursor->broken)
        {
          g_autofree char *why = g_strdup_printf ("%s does not fit", rows[i].name);

          tb_field_malformed (parent, cursor, why);
          return;
        }
    }
  tb_field_finish (parent, cursor);
}

/**
 * tb_field_read_repeatedly:
 * @parent: the field they are in
 * @cursor: what @parent contains
 * @rows: (array length=n_rows): the format of one entry
 * @n_rows: how many
 *
 * Reads entries one after the other until the content is used up or one breaks.
 */
void
tb_field_read_repeatedly (TbField *parent, TbCursor *cursor, const TbFieldRow *rows, guint n_rows)
{
  while (tb_cursor_left (cursor) > 0)
    for (guint i = 0; i < n_rows && !cursor->broken; i++)
      tb_field_read_row (parent, cursor, &rows[i]);
  tb_field_finish (parent, cursor);
}

/**
 * tb_field_find_child:
 * @field: a field
 * @name: a name
 *
 * Returns: (transfer none) (nullable): the first field of that name directly in @field
 */
TbField *
tb_field_find_child (const TbField *field, const char *name)
{
  for (guint i = 0; field->children != NULL && i < field->children->len; i++)
    if (strcmp (((TbField *) g_ptr_array_index (field->children, i))->name, name) == 0)
      return g_ptr_array_index (field->children, i);
  return NULL;
}

/**
 * tb_field_is_malformed:
 * @field: a field
 *
 * Returns: whether anything in it could not be read
 */
gboolean
tb_field_is_malformed (const TbField *field)
{
  gboolean malformed = strcmp (field->name, "malformed") == 0;

  for (guint i = 0; !malformed && field->children != NULL && i < field->children->len; i++)
    malformed = tb_field_is_malformed (g_ptr_array_index (field->children, i));
  return malformed;
}

/**
 * tb_field_finish:
 * @parent: a field
 * @cursor: what is left of its content
 *
 * Adds a field where bytes are left over or something broke; nothing when all is well.
 */
void
tb_field_finish (TbField *parent, TbCursor *cursor)
{
  if (cursor->broken)
    tb_field_malformed (parent, cursor, "ends too early");
  else if (tb_cursor_left (cursor) > 0)
    tb_field_malformed (parent, cursor, "more bytes than belong here");
}

/**
 * tb_field_malformed:
 * @parent: a field
 * @cursor: where reading stopped
 * @why: what is wrong
 *
 * Adds a field that covers the rest of @parent and says that it cannot be read.
 */
void
tb_field_malformed (TbField *parent, TbCursor *cursor, const char *why)
{
  tb_field_add (parent, "malformed", cursor->at, cursor->end - cursor->at, g_strdup (why),
                N_("These bytes are not what the format allows here, so a real receiver would stop and refuse the message."), NULL);
  cursor->at = cursor->end;
}
