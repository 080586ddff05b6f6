/* tb-bit-layout: where each hexadecimal digit of a value stands in rows, and below them the eight bits of one byte. Pure arithmetic, in characters, for
 * the bit view and its test.
 *
 * A row is two digits and a space per byte, with one more space in the middle. The line of bits is `byte NNNN ` and then the bits, two characters each. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_BIT_FIRST_COLUMN 10u

guint    tb_bit_choose_per_row (guint n_columns);             /* 32, 16, 8 or 4 bytes */
guint    tb_bit_get_n_columns  (guint per_row);
guint    tb_bit_digit_column   (guint per_row, gsize bit);    /* of the digit that holds the bit */
gsize    tb_bit_get_n_rows     (gsize n_bytes, guint per_row);
guint    tb_bit_column         (guint bit);                   /* in the line of bits, 0 is the highest */
gboolean tb_bit_find_digit     (guint per_row, gsize n_bytes, gsize row, guint column, gsize *bit);
gboolean tb_bit_find           (guint column, guint *bit);    /* in the line of bits */
gsize    tb_bit_move           (gsize bit, gsize n_bits, gint64 by);
char    *tb_bit_format_row     (const guint8 *bytes, gsize n_bytes, guint per_row, gsize row);
char    *tb_bit_format_all     (GBytes *bytes);

G_END_DECLS
