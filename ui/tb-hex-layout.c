/* tb-hex-layout: see the header. */
#include "tb-hex-layout.h"

#define OFFSET_COLUMNS 4u
#define GAP_COLUMNS    2u
#define WIDE_ROW       16u
#define NARROW_ROW     8u

/**
 * tb_hex_choose_per_row:
 * @n_columns: characters that fit beside each other
 *
 * Returns: bytes for one row
 */
guint
tb_hex_choose_per_row (guint n_columns)
{
  return n_columns >= tb_hex_get_n_columns (WIDE_ROW) ? WIDE_ROW : NARROW_ROW;
}

/**
 * tb_hex_get_n_columns:
 * @per_row: bytes of a row
 *
 * Returns: characters of a row
 */
guint
tb_hex_get_n_columns (guint per_row)
{
  return tb_hex_text_column (per_row, per_row);
}

/**
 * tb_hex_get_n_rows:
 * @n_bytes: bytes in all
 * @per_row: bytes of a row
 *
 * Returns: how many rows, none for no bytes
 */
gsize
tb_hex_get_n_rows (gsize n_bytes, guint per_row)
{
  return (n_bytes + per_row - 1) / per_row;
}

/**
 * tb_hex_digits_column:
 * @per_row: bytes of a row
 * @index: which byte of the row
 *
 * Returns: the column of its first digit
 */
guint
tb_hex_digits_column (guint per_row, guint index)
{
  return OFFSET_COLUMNS + GAP_COLUMNS + 3 * index + (index >= per_row / 2 ? 1 : 0);
}

/**
 * tb_hex_text_column:
 * @per_row: bytes of a row
 * @index: which byte of the row
 *
 * Returns: the column of its character
 */
guint
tb_hex_text_column (guint per_row, guint index)
{
  return tb_hex_digits_column (per_row, per_row) + 1 + index;
}

static gboolean
find_in_row (guint per_row, guint column, guint *index, TbHexPlace *place)
{
  for (*index = 0; *index < per_row; (*index)++)
    {
      guint digits = tb_hex_digits_column (per_row, *index);

      *place = TB_HEX_DIGITS;
      if (column >= digits && column < digits + 2)
        return TRUE;
      *place = TB_HEX_TEXT;
      if (column == tb_hex_text_column (per_row, *index))
        return TRUE;
    }
  return FALSE;
}

/**
 * tb_hex_find:
 * @per_row: bytes of a row
 * @n_bytes: bytes in all
 * @row: which row
 * @column: which character of it
 * @offset: (out): the byte that stands there
 *
 * Returns: as what it stands there, %TB_HEX_NOWHERE between bytes and beyond the last
 */
TbHexPlace
tb_hex_find (guint per_row, gsize n_bytes, gsize row, guint column, gsize *offset)
{
  TbHexPlace place;
  guint index;

  if (!find_in_row (per_row, column, &index, &place))
    return TB_HEX_NOWHERE;
  *offset = row * per_row + index;
  return *offset < n_bytes ? place : TB_HEX_NOWHERE;
}

/**
 * tb_hex_move:
 * @offset: a byte
 * @n_bytes: bytes in all, at least 1
 * @by: how far, back when negative
 *
 * Returns: the byte there, or where the bytes end
 */
gsize
tb_hex_move (gsize offset, gsize n_bytes, gint64 by)
{
  gint64 to = (gint64) MIN (offset, n_bytes - 1) + by;

  return (gsize) CLAMP (to, 0, (gint64) n_bytes - 1);
}

/**
 * tb_hex_format_offset:
 * @offset: where a row begins
 *
 * Returns: (transfer full): four hexadecimal digits; the last four of a larger number
 */
char *
tb_hex_format_offset (gsize offset)
{
  return g_strdup_printf ("%04x", (guint) (offset & 0xffff));
}

/**
 * tb_hex_format_digits:
 * @bytes: (array length=n_bytes): the bytes
 * @n_bytes: how many
 * @per_row: bytes of a row
 * @row: which row
 *
 * Returns: (transfer full): two digits a byte, spaced as [func@hex_digits_column] says, without the columns before the first
 */
char *
tb_hex_format_digits (const guint8 *bytes, gsize n_bytes, guint per_row, gsize row)
{
  GString *text = g_string_sized_new (per_row * 3 + 1);

  for (gsize i = row * per_row; i < MIN (n_bytes, (row + 1) * per_row); i++)
    g_string_append_printf (text, "%s%02x ", i - row * per_row == per_row / 2 ? " " : "", bytes[i]);
  return g_string_free (text, FALSE);
}

/**
 * tb_hex_format_text:
 * @bytes: (array length=n_bytes): the bytes
 * @n_bytes: how many
 * @per_row: bytes of a row
 * @row: which row
 *
 * Returns: (transfer full): one character a byte: itself where that is printable ASCII, else a dot
 */
char *
tb_hex_format_text (const guint8 *bytes, gsize n_bytes, guint per_row, gsize row)
{
  GString *text = g_string_sized_new (per_row);

  for (gsize i = row * per_row; i < MIN (n_bytes, (row + 1) * per_row); i++)
    g_string_append_c (text, g_ascii_isprint (bytes[i]) ? (char) bytes[i] : '.');
  return g_string_free (text, FALSE);
}

/**
 * tb_hex_dump:
 * @bytes: (array length=n_bytes): the bytes
 * @n_bytes: how many
 *
 * Returns: (transfer full): all of them as text, 16 a line
 */
char *
tb_hex_dump (const guint8 *bytes, gsize n_bytes)
{
  GString *text = g_string_new (NULL);
  int width = (int) (tb_hex_text_column (WIDE_ROW, 0) - tb_hex_digits_column (WIDE_ROW, 0));

  for (gsize row = 0; row < tb_hex_get_n_rows (n_bytes, WIDE_ROW); row++)
    {
      g_autofree char *offset = tb_hex_format_offset (row * WIDE_ROW);
      g_autofree char *digits = tb_hex_format_digits (bytes, n_bytes, WIDE_ROW, row);
      g_autofree char *ascii = tb_hex_format_text (bytes, n_bytes, WIDE_ROW, row);

      g_string_append_printf (text, "%s  %-*s%s\n", offset, width, digits, ascii);
    }
  return g_string_free (text, FALSE);
}
