/* tb-session-cursor-private: a walk over handshakes, for tables of sessions and of attempts. */
#pragma once

#include "tb-session-book-private.h"
#include "tb-table-private.h"

G_BEGIN_DECLS

/* What a table's scope is: every handshake that has begun, by its start, or every one that is over, by its end. */
enum { TB_SESSION_STARTED, TB_SESSION_ENDED };

/* The narrows of such a table. */
#define TB_SESSION_NARROWS { COLUMN_client, TRUE, 100 }, { COLUMN_server, TRUE, 4 }

/**
 * TbSessionCursor:
 * @base: as every cursor; the rowid is @number + 1
 * @book: borrowed, and so are @index and @entry
 * @entry: the present handshake; @number: which that is
 * @next: private, and so are @end, @client and @server
 *
 * The first member of a row, or the row itself.
 */
typedef struct
{
  TbCursor base;
  TbSessionBook *book;
  TbSessionIndex *index;
  const TbSessionEntry *entry;
  guint number;
  guint next;
  guint end;
  guint32 client;
  guint32 server;
} TbSessionCursor;

void                   tb_session_cursor_open       (TbCursor *cursor);
gboolean               tb_session_cursor_next       (TbCursor *cursor);
gboolean               tb_session_cursor_has_ended  (const TbSessionCursor *cursor);
const TbSessionDigest *tb_session_cursor_get_digest (const TbSessionCursor *cursor);   /* of nothing while it is under way; until the next is asked for */

G_END_DECLS
