/* tb-packet-cursor-private: a walk over what was sent, in order of time, for tables of messages and packets. Routine reports are made as it comes to them. */
#pragma once

#include "tb-said-private.h"
#include "tb-table-private.h"

G_BEGIN_DECLS

/* What a table's scope is: all of it, or without flights of handshakes. */
enum { TB_PACKET_ALL, TB_PACKET_MESSAGES };

/* The narrows of such a table. */
#define TB_PACKET_NARROWS { COLUMN_time_us, FALSE, 1000 }, { COLUMN_sender, TRUE, 100 }, { COLUMN_receiver, TRUE, 4 }

/**
 * TbPacketCursor:
 * @base: as every cursor; the rowid is a number of the packet
 * @index: borrowed
 * @walk: owned, %NULL where nothing can be
 * @said: owned: what the present packet says, %NULL until somebody asks
 * @packet: the present one
 * @receiver: of those that are wanted, or %TB_NOBODY
 *
 * The first member of a row, or the row itself.
 */
typedef struct
{
  TbCursor base;
  TbPacketIndex *index;
  TbPacketWalk *walk;
  TbSaid *said;
  TbPacket packet;
  guint32 receiver;
} TbPacketCursor;

void     tb_packet_cursor_open     (TbCursor *cursor);
gboolean tb_packet_cursor_next     (TbCursor *cursor);
void     tb_packet_cursor_close    (TbCursor *cursor);
TbSaid  *tb_packet_cursor_get_said (const TbPacketCursor *cursor);   /* (transfer none): until next */

G_END_DECLS
