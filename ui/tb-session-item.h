/* tb-session-item: one handshake as a row of a list: who, when, what for, how it ended.
 *
 * Made when a row is shown and kept while somebody holds it; the transcript is read only when it is asked for. */
#pragma once

#include "tb-session-index.h"
#include "tb-fleet.h"
#include "tb-transcript.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TbSessionOutcome:
 * @TB_SESSION_UNDER_WAY: not over yet at the playhead
 * @TB_SESSION_COMPLETED: both sides finished
 * @TB_SESSION_REFUSED: one side refused the other
 */
typedef enum
{
  TB_SESSION_UNDER_WAY,
  TB_SESSION_COMPLETED,
  TB_SESSION_REFUSED,
} TbSessionOutcome;

#define TB_TYPE_SESSION_ITEM (tb_session_item_get_type ())
G_DECLARE_FINAL_TYPE (TbSessionItem, tb_session_item, TB, SESSION_ITEM, GObject)

/* Properties: title, time, summary, icon-name (s), css-classes (as). The last three notify when the handshake ends, also backwards in time. */
TbSessionItem        *tb_session_item_new            (TbFleet *fleet, TbJournal *journal, const TbSessionEntry *entry, gboolean has_ended);
void                  tb_session_item_update         (TbSessionItem *self, const TbSessionEntry *entry, gboolean has_ended);
const TbSessionEntry *tb_session_item_get_entry      (TbSessionItem *self);
TbSessionOutcome      tb_session_item_get_outcome    (TbSessionItem *self);
TbTranscript         *tb_session_item_get_transcript (TbSessionItem *self);   /* NULL before the first flight */
char                 *tb_session_item_dup_client     (TbSessionItem *self);
char                 *tb_session_item_dup_server     (TbSessionItem *self);
char                 *tb_session_item_dup_summary    (TbSessionItem *self);

G_END_DECLS
