/* tb-field-rows: the interpreter of format tables. See tb-dissect-private.h. */
#include "tb-dissect-private.h"

#include <string.h>

#define SHOWN_ITEMS_BYTES 4096

/* Adds what a prefix of @size bytes says of the length of what follows, so that those bytes have a place of their own. */
static void
add_length (TbField *field, guint size, gsize n_bytes)
{
  tb_field_set_count (tb_field_add (field, "length", field->offset, size, NULL, N_("How many bytes follow."), field->clause), n_bytes);
}

static void
say_number (TbField *field, TbNames names, guint64 number)
{
  char text[TB_NAMES_TEXT_BYTES];

  if (names >= TB_NAMES_N)
    tb_field_set_count (field, number);
  else
    tb_field_set_text (field, text, tb_names_write (text, names, number));
}

static void
read_number (TbField *parent, TbCursor *cursor, const TbFieldRow *row)
{
  gsize offset = cursor->at;
  guint64 number = tb_cursor_be (cursor, row->size);

  if (!cursor->broken)
    say_number (tb_field_add (parent, row->name, offset, row->size, NULL, row->note, row->clause), row->names, number);
}

static void
read_bytes (TbField *parent, TbCursor *cursor, const TbFieldRow *row, gsize n_bytes)
{
  gsize offset = cursor->at;

  if (tb_cursor_take (cursor, n_bytes) != NULL)
    tb_field_add_hex (parent, row->name, cursor->bytes, offset, 0, n_bytes, row->note, row->clause);
}

/* Adds what one item of a list is to the line that says them all. */
static void
append_item (GString *all, const TbFieldRow *row, guint64 number)
{
  const char *name = row->names < TB_NAMES_N ? tb_names_find (row->names, number) : NULL;

  if (all->len > SHOWN_ITEMS_BYTES)
    return;
  if (all->len > 0)
    g_string_append_len (all, ", ", 2);
  if (name != NULL)
    g_string_append (all, name);
  else
    g_string_append_printf (all, "0x%0*" G_GINT64_MODIFIER "x", row->item_size * 2, number);
}

/* The items of a list are its children; the list itself says them all in one line. */
static void
read_items (TbField *field, TbCursor *slice, const TbFieldRow *row)
{
  GString *all = g_string_sized_new (256);

  add_length (field, row->size, tb_cursor_left (slice));
  while (tb_cursor_left (slice) > 0)
    {
      gsize offset = slice->at;
      guint64 number = tb_cursor_be (slice, row->item_size);

      if (slice->broken)
        break;
      say_number (tb_field_add (field, "item", offset, row->item_size, NULL, NULL, NULL), row->names, number);
      append_item (all, row, number);
    }
  tb_field_set_text (field, all->str, all->len);
  g_string_free (all, TRUE);
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
  if (row->shape == TB_SHAPE_VECTOR)
    {
      tb_field_add_hex (parent, row->name, slice.bytes, offset, row->size, slice.end - offset, row->note, row->clause);
      return;
    }
  field = tb_field_add (parent, row->name, offset, slice.end - offset, NULL, row->note, row->clause);
  if (row->shape == TB_SHAPE_LIST)
    read_items (field, &slice, row);
  else if (row->shape == TB_SHAPE_INNER)
    {
      add_length (field, row->size, n_bytes);
      row->inner (field, &slice);
    }
  else
    tb_field_set_value (field, tb_field_text (slice.bytes + slice.at, n_bytes));
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
