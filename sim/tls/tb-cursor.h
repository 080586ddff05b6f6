/* tb-cursor: reading bytes that may lie.
 *
 * A place in a run of bytes. Every read is checked against the end; the first that does not fit marks the cursor as broken, and from then on all
 * reads give nothing, so that a reader can go on to its end and ask once whether it was all there. Private to sim/tls. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbCursor:
 * @bytes: (borrowed): what is read
 * @at: where the next read begins
 * @end: where reading must stop, at most the length of @bytes
 * @broken: whether a read wanted more than there was
 */
typedef struct
{
  const guint8 *bytes;
  gsize at;
  gsize end;
  gboolean broken;
} TbCursor;

void          tb_cursor_init  (TbCursor *cursor, const guint8 *bytes, gsize n_bytes);
gsize         tb_cursor_left  (const TbCursor *cursor);
const guint8 *tb_cursor_take  (TbCursor *cursor, gsize n_bytes);
guint64       tb_cursor_be    (TbCursor *cursor, guint n_bytes);
guint64       tb_cursor_le    (TbCursor *cursor, guint n_bytes);
TbCursor      tb_cursor_slice (TbCursor *cursor, gsize n_bytes);

G_END_DECLS
