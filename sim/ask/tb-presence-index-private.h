/* tb-presence-index-private: who is connected to a broker, and who was switched off by a command, at any place of a journal. The fold does not keep
 * either; an entry for each change does, a few for each device a day. */
#pragma once

#include "tb-fleet.h"
#include "tb-journal.h"

G_BEGIN_DECLS

/**
 * TbPresence:
 * @TB_PRESENCE_APART: on, as far as is known, and connected to nobody
 * @TB_PRESENCE_CONNECTED: a broker has accepted it
 * @TB_PRESENCE_OFF: off, since it sleeps or starts anew
 * @TB_PRESENCE_OFF_BY_COMMAND: off, since somebody said so
 */
typedef enum { TB_PRESENCE_APART, TB_PRESENCE_CONNECTED, TB_PRESENCE_OFF, TB_PRESENCE_OFF_BY_COMMAND } TbPresence;

typedef struct _TbPresenceIndex TbPresenceIndex;

TbPresenceIndex *tb_presence_index_new  (TbJournal *journal, TbFleet *fleet);
void             tb_presence_index_free (TbPresenceIndex *index);
void             tb_presence_index_read (TbPresenceIndex *index, guint64 position);
TbPresence       tb_presence_index_find (TbPresenceIndex *index, guint32 object, guint64 position, gint64 time_us);
gint64           tb_presence_index_find_end (TbPresenceIndex *index, guint32 object, guint64 position, gint64 time_us);   /* of its last connection */

G_END_DECLS
