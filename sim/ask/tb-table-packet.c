/* tb-table-packet: everything on the links, a row for each link that a packet passes, in order of time. */
#include <glib/gi18n-lib.h>

#include "tb-packet-cursor-private.h"

#define HOP_SHIFT 2

typedef struct
{
  TbPacketCursor at;
  guint32 hops[TB_FLEET_MAX_HOPS];
  guint n_hops;
  guint hop;                      /* the present one begins here */
} Row;

static gboolean
is_overheard (const Row *row)
{
  return tb_fleet_is_watched (row->at.base.moment->fleet, row->hops[row->hop], row->hops[row->hop + 1], NULL);
}

#define COLUMNS(X) \
  X (time_us, "INTEGER", "us", N_("When it left its sender."), tb_cell_set_time (cell, row->at.packet.depart_us)) \
  X (arrived_us, "INTEGER", "us", N_("When all of it was with its receiver (modelled)."), tb_cell_set_time (cell, row->at.packet.arrive_us)) \
  X (sender, "TEXT", NULL, N_("Who sent it."), tb_cell_set_name (cell, moment, row->at.packet.from)) \
  X (receiver, "TEXT", NULL, N_("To whom."), tb_cell_set_name (cell, moment, row->at.packet.to)) \
  X (hop, "INTEGER", NULL, N_("Which link of the way, counted from 1."), tb_cell_set_int (cell, (gint64) row->hop + 1)) \
  X (hop_from, "TEXT", NULL, N_("Where this link begins."), tb_cell_set_name (cell, moment, row->hops[row->hop])) \
  X (hop_to, "TEXT", NULL, N_("Where this link ends."), tb_cell_set_name (cell, moment, row->hops[row->hop + 1])) \
  X (kind, "TEXT", NULL, N_("flight of a handshake, or the kind of message."), tb_cell_set_code (cell, tb_said_get_kind (tb_packet_cursor_get_said (&row->at)))) \
  X (bytes, "INTEGER", "bytes", N_("Its size on the wire."), tb_cell_set_int (cell, tb_said_count_bytes (tb_packet_cursor_get_said (&row->at)))) \
  X (is_protected, "INTEGER", NULL, N_("Whether anything in it is encrypted."), tb_cell_set_bool (cell, row->at.packet.is_protected)) \
  X (is_overheard, "INTEGER", NULL, N_("Whether somebody listens on this link."), tb_cell_set_bool (cell, is_overheard (row)))
TB_TABLE_COLUMNS (COLUMNS, Row)

static const TbNarrow narrows[] = { TB_PACKET_NARROWS };

static gboolean
next_packet (Row *row)
{
  if (!tb_packet_cursor_next (&row->at.base))
    return FALSE;
  row->n_hops = tb_fleet_get_path (row->at.base.moment->fleet, row->at.packet.from, row->at.packet.to, row->hops);
  row->hop = 0;
  return TRUE;
}

static gboolean
next_hop (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  if (row->hop + 2 < row->n_hops)
    row->hop++;
  else if (!next_packet (row))
    return FALSE;
  cursor->rowid = tb_packet_walk_get_id (row->at.walk) << HOP_SHIFT | row->hop;
  return TRUE;
}

static guint64
count_packets (const TbMoment *moment)
{
  return moment->position * 20 + 1;
}

const TbTable tb_table_packet = {
  .info = { "packet", N_("Everything on the links: a row for each link that a packet passes."), TB_COLUMNS_OF (columns),
            "SELECT hop_from, hop_to, count(*) AS packets, sum(bytes) AS bytes FROM packet WHERE time_us < duration('1m') GROUP BY hop_from, hop_to" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_time_us,
  .scope = TB_PACKET_ALL,
  .cursor_size = sizeof (Row),
  .open = tb_packet_cursor_open,
  .next = next_hop,
  .column = set_column,
  .close = tb_packet_cursor_close,
  .estimate = count_packets,
};
