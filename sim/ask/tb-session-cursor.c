/* tb-session-cursor: see the header. */
#include "tb-session-cursor-private.h"

#include "tb-certificate-book-private.h"

enum { BY_CLIENT, BY_SERVER };

typedef guint (*Count) (TbSessionIndex *index, guint64 position);

static gboolean
is_by_end (const TbSessionCursor *cursor)
{
  return cursor->base.table->scope == TB_SESSION_ENDED;
}

void
tb_session_cursor_open (TbCursor *cursor)
{
  TbSessionCursor *own = (TbSessionCursor *) cursor;
  Count count = is_by_end (own) ? tb_session_index_count_ended : tb_session_index_count_started;

  own->book = tb_moment_get_index (cursor->moment, TB_INDEX_SESSION);
  own->index = tb_session_book_get_index (own->book);
  if (tb_bound_find_object (cursor, BY_CLIENT, &own->client) && tb_bound_find_object (cursor, BY_SERVER, &own->server))
    own->end = count (own->index, cursor->moment->position);
}

gboolean
tb_session_cursor_next (TbCursor *cursor)
{
  TbSessionCursor *own = (TbSessionCursor *) cursor;

  while (own->next < own->end && tb_work_pass (cursor->moment->work, 1))
    {
      own->number = is_by_end (own) ? tb_session_index_get_ended (own->index, own->next) : own->next;
      own->next++;
      own->entry = tb_session_index_get (own->index, own->number);
      cursor->rowid = (gint64) own->number + 1;
      if ((own->client == TB_NOBODY || own->entry->client == own->client) && (own->server == TB_NOBODY || own->entry->server == own->server))
        return TRUE;
    }
  return FALSE;
}

gboolean
tb_session_cursor_has_ended (const TbSessionCursor *cursor)
{
  return cursor->entry->ended < cursor->base.moment->position;
}

const TbSessionDigest *
tb_session_cursor_get_digest (const TbSessionCursor *cursor)
{
  static const TbSessionDigest nothing = { .client_certificate = TB_NO_CERTIFICATE };
  const TbSessionDigest *digest = tb_session_cursor_has_ended (cursor) ? tb_session_book_get_digest (cursor->book, cursor->entry->payload) : NULL;

  return digest != NULL ? digest : &nothing;
}
