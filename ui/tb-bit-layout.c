/* tb-bit-layout: see the header. */
#include "tb-bit-layout.h"

/**
 * tb_bit_choose_per_row:
 * @n_columns: characters that fit beside each other
 *
 * Returns: bytes for one row
 */
guint
tb_bit_choose_per_row (guint n_columns)
{
  guint per_row = 32;

  while (per_row > 4 && tb_bit_get_n_columns (per_row) > n_columns)
    per_row /= 2;
  return per_row;
}

/**
 * tb_bit_get_n_columns:
 * @per_row: bytes of a row
 *
 * Returns: characters of a row
 */
guint
tb_bit_get_n_columns (guint per_row)
{
  return 3 * per_row;
}

/**
 * tb_bit_digit_column:
 * @per_row: bytes of a row
 * @bit: a bit
 *
 * Returns: the column of the digit that it is part of
 */
guint
tb_bit_digit_column (guint per_row, gsize bit)
{
  guint index = (guint) (bit / 8 % per_row);

  return 3 * index + (index >= per_row / 2 ? 1 : 0) + (bit % 8 >= 4 ? 1 : 0);
}

/**
 * tb_bit_get_n_rows:
 * @n_bytes: bytes in all
 * @per_row: bytes of a row
 *
 * Returns: how many rows, none for no bytes
 */
gsize
tb_bit_get_n_rows (gsize n_bytes, guint per_row)
{
  return (n_bytes + per_row - 1) / per_row;
}

/**
 * tb_bit_column:
 * @bit: 0 for the highest to 7
 *
 * Returns: its column in the line of bits
 */
guint
tb_bit_column (guint bit)
{
  return TB_BIT_FIRST_COLUMN + 2 * bit + (bit >= 4 ? 1 : 0);
}

/**
 * tb_bit_find_digit:
 * @per_row: bytes of a row
 * @n_bytes: bytes in all
 * @row: which row
 * @column: which character of it
 * @bit: (out): the lowest bit of the digit that stands there
 *
 * Returns: %FALSE between digits and beyond the last
 */
gboolean
tb_bit_find_digit (guint per_row, gsize n_bytes, gsize row, guint column, gsize *bit)
{
  for (gsize digit = 0; digit < 2 * (gsize) per_row; digit++)
    if (tb_bit_digit_column (per_row, digit * 4) == column)
      {
        *bit = row * per_row * 8 + digit * 4 + 3;
        return *bit < n_bytes * 8;
      }
  return FALSE;
}

/**
 * tb_bit_find:
 * @column: which character of the line of bits
 * @bit: (out): 0 for the highest to 7
 *
 * A bit is as wide as itself and the space after it.
 *
 * Returns: %FALSE beside the bits
 */
gboolean
tb_bit_find (guint column, guint *bit)
{
  for (*bit = 0; *bit < 8; (*bit)++)
    if (column == tb_bit_column (*bit) || column == tb_bit_column (*bit) + 1)
      return TRUE;
  return FALSE;
}

/**
 * tb_bit_move:
 * @bit: a bit
 * @n_bits: bits in all, at least 1
 * @by: how far, back when negative
 *
 * Returns: the bit there, or where the bits end
 */
gsize
tb_bit_move (gsize bit, gsize n_bits, gint64 by)
{
  gint64 to = (gint64) MIN (bit, n_bits - 1) + by;

  return (gsize) CLAMP (to, 0, (gint64) n_bits - 1);
}

/**
 * tb_bit_format_row:
 * @bytes: (array length=n_bytes): the bytes
 * @n_bytes: how many
 * @per_row: bytes of a row
 * @row: which row
 *
 * Returns: (transfer full): two digits a byte, spaced as [func@bit_digit_column] says
 */
char *
tb_bit_format_row (const guint8 *bytes, gsize n_bytes, guint per_row, gsize row)
{
  GString *text = g_string_sized_new (3 * per_row);

  for (gsize i = row * per_row; i < MIN (n_bytes, (row + 1) * per_row); i++)
    g_string_append_printf (text, "%s%02x ", i - row * per_row == per_row / 2 ? " " : "", bytes[i]);
  return g_string_free (text, FALSE);
}

/**
 * tb_bit_format_all:
 * @bytes: bytes
 *
 * Returns: (transfer full): two digits a byte and nothing else, as tools read them
 */
char *
tb_bit_format_all (GBytes *bytes)
{
  static const char digits[] = "0123456789abcdef";
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  char *text = g_malloc (2 * n_bytes + 1);

  for (gsize i = 0; i < n_bytes; i++)
    {
      text[2 * i] = digits[data[i] >> 4];
      text[2 * i + 1] = digits[data[i] & 15];
    }
  text[2 * n_bytes] = '\0';
  return text;
}
