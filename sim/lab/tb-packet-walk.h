/* tb-packet-walk: everything on the links in order of time, one packet after the other, from any moment on.
 *
 * Single messages and flights are records; routine reports and pieces of firmware follow from the series they belong to. An index keeps where each series
 * begins and ends; a walk merges them with the records as it goes, so that its first packets cost nothing of the rest. */
#pragma once

#include "tb-traffic.h"

G_BEGIN_DECLS

typedef struct _TbPacketIndex TbPacketIndex;

TbPacketIndex *tb_packet_index_new        (TbJournal *journal, TbFleet *fleet);
void           tb_packet_index_free       (TbPacketIndex *index);
void           tb_packet_index_read       (TbPacketIndex *index, guint64 position);
gboolean       tb_packet_index_is_refused (TbPacketIndex *index, guint32 payload, guint64 position);   /* whether its receiver did not take that message */

/**
 * TbPacketScope:
 * @position: nothing is known of records from here on
 * @from_us: packets that leave at this time or later
 * @to_us: and not after this
 * @sender: from whom, or %TB_NOBODY for everybody
 * @is_messages: without flights of handshakes
 */
typedef struct
{
  guint64 position;
  gint64 from_us;
  gint64 to_us;
  guint32 sender;
  gboolean is_messages;
} TbPacketScope;

typedef struct _TbPacketWalk TbPacketWalk;

TbPacketWalk *tb_packet_walk_new  (TbPacketIndex *index, const TbPacketScope *scope);
void          tb_packet_walk_free (TbPacketWalk *walk);
gboolean      tb_packet_walk_next (TbPacketWalk *walk, TbPacket *packet);   /* by departure; FALSE at the end */
gint64        tb_packet_walk_get_id (TbPacketWalk *walk);                 /* of the packet it gave last: the same in every walk */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPacketIndex, tb_packet_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPacketWalk, tb_packet_walk_free)

G_END_DECLS
