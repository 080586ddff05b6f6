/* tb-session-index: which handshakes a journal holds, in the order they began.
 *
 * Reads the journal once, a span at a time as it grows, and answers by binary search what had begun and what had ended at any place in it.
 * Plain arrays, no widgets; used by the list of handshakes. */
#pragma once

#include "tb-journal.h"

G_BEGIN_DECLS

/**
 * TbSessionEntry:
 * @started: place of the record with which it began
 * @ended: place of the record that ended the handshake, %G_MAXUINT64 where none is known
 * @time_us: when it began; @ended_us: when the handshake was over
 * @closed_us: when the session that followed was closed, %G_MAXINT64 where that is not known
 * @number: its number
 * @client: who began; @server: with whom
 * @payload: its transcript, %TB_NO_PAYLOAD before the first flight
 * @purpose: a #TbSessionPurpose
 * @refused: whether it ended with a refusal; @alert: the TLS alert of that
 */
typedef struct
{
  guint64 started;
  guint64 ended;
  gint64 time_us;
  gint64 ended_us;
  gint64 closed_us;
  guint32 number;
  guint32 client;
  guint32 server;
  guint32 payload;
  guint16 alert;
  guint8 purpose;
  guint8 refused;
} TbSessionEntry;

typedef struct _TbSessionIndex TbSessionIndex;

TbSessionIndex       *tb_session_index_new           (TbJournal *journal);
void                  tb_session_index_free          (TbSessionIndex *index);
void                  tb_session_index_read          (TbSessionIndex *index, guint64 position);
guint                 tb_session_index_count_started (TbSessionIndex *index, guint64 position);
guint                 tb_session_index_count_ended   (TbSessionIndex *index, guint64 position);
const TbSessionEntry *tb_session_index_get           (TbSessionIndex *index, guint session);
guint                 tb_session_index_get_ended     (TbSessionIndex *index, guint rank);
gboolean              tb_session_index_find          (TbSessionIndex *index, guint32 number, guint *session);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSessionIndex, tb_session_index_free)

G_END_DECLS
