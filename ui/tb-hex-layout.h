/* tb-hex-layout: where each byte stands in a hex dump, in rows and columns of characters. Pure arithmetic, for the hex view and its test.
 *
 * A row is: offset, two spaces, two digits and a space per byte with one more space in the middle, one more space, one character per byte. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { TB_HEX_NOWHERE, TB_HEX_DIGITS, TB_HEX_TEXT } TbHexPlace;

guint      tb_hex_choose_per_row (guint n_columns);                              /* 16 where they fit, else 8 */
guint      tb_hex_get_n_columns  (guint per_row);
gsize      tb_hex_get_n_rows     (gsize n_bytes, guint per_row);
guint      tb_hex_digits_column  (guint per_row, guint index);
guint      tb_hex_text_column    (guint per_row, guint index);
TbHexPlace tb_hex_find           (guint per_row, gsize n_bytes, gsize row, guint column, gsize *offset);
gsize      tb_hex_move           (gsize offset, gsize n_bytes, gint64 by);       /* clamped */
char      *tb_hex_format_offset  (gsize offset);
char      *tb_hex_format_digits  (const guint8 *bytes, gsize n_bytes, guint per_row, gsize row);
char      *tb_hex_format_text    (const guint8 *bytes, gsize n_bytes, guint per_row, gsize row);
char      *tb_hex_dump           (const guint8 *bytes, gsize n_bytes);

G_END_DECLS
