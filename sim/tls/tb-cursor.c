/* tb-cursor: see the header. */
#include "tb-cursor.h"

/**
 * tb_cursor_init:
 * @cursor: (out caller-allocates): a cursor
 * @bytes: (array length=n_bytes): what to read; must outlive the cursor
 * @n_bytes: how many
 *
 * Puts @cursor at the beginning of @bytes.
 */
void
tb_cursor_init (TbCursor *cursor, const guint8 *bytes, gsize n_bytes)
{
  *cursor = (TbCursor) { .bytes = bytes, .end = n_bytes };
}

/**
 * tb_cursor_left:
 * @cursor: a cursor
 *
 * Returns: bytes that can still be read; 0 once broken
 */
gsize
tb_cursor_left (const TbCursor *cursor)
{
  return cursor->broken ? 0 : cursor->end - cursor->at;
}

/**
 * tb_cursor_take:
 * @cursor: a cursor
 * @n_bytes: how many bytes to take
 *
 * Returns: (nullable): the bytes, borrowed from what is read; %NULL when there are fewer
 */
const guint8 *
tb_cursor_take (TbCursor *cursor, gsize n_bytes)
{
  const guint8 *taken;

  if (cursor->broken || n_bytes > cursor->end - cursor->at)
    {
      cursor->broken = TRUE;
      return NULL;
    }
  taken = cursor->bytes ? cursor->bytes + cursor->at : NULL;   /* nothing at all has no address to count from */
  cursor->at += n_bytes;
  return taken;
}

/**
 * tb_cursor_be:
 * @cursor: a cursor
 * @n_bytes: 1 to 8
 *
 * Returns: a number in network order, 0 when there are too few bytes
 */
guint64
tb_cursor_be (TbCursor *cursor, guint n_bytes)
{
  const guint8 *taken = tb_cursor_take (cursor, n_bytes);
  guint64 value = 0;

  for (guint i = 0; taken != NULL && i < n_bytes; i++)
    value = value << 8 | taken[i];
  return value;
}

/**
 * tb_cursor_le:
 * @cursor: a cursor
 * @n_bytes: 1 to 8
 *
 * Returns: a little-endian number, 0 when there are too few bytes
 */
guint64
tb_cursor_le (TbCursor *cursor, guint n_bytes)
{
  const guint8 *taken = tb_cursor_take (cursor, n_bytes);
  guint64 value = 0;

  for (guint i = 0; taken != NULL && i < n_bytes; i++)
    value |= (guint64) taken[i] << (8 * i);
  return value;
}

/**
 * tb_cursor_slice:
 * @cursor: a cursor
 * @n_bytes: length of the part
 *
 * Takes the next @n_bytes as a cursor of their own, with offsets that still count from the beginning of the whole. When there are fewer,
 * @cursor is broken and the part is what there is.
 *
 * Returns: the part
 */
TbCursor
tb_cursor_slice (TbCursor *cursor, gsize n_bytes)
{
  gsize left = tb_cursor_left (cursor);
  TbCursor part = { .bytes = cursor->bytes, .at = cursor->at, .end = cursor->at + MIN (left, n_bytes) };

  if (n_bytes > left)
    cursor->broken = TRUE;
  else
    cursor->at = part.end;
  return part;
}
