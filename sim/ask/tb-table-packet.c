/* tb-table-packet: everything on the links, a row for each link that a packet passes, in order of time. */
#include <glib/gi18n-lib.h>

#include "tb-said-private.h"
#include "tb-table-private.h"

#define HOP_SHIFT 2

typedef struct
{
  TbCursor cursor;
  TbPacketWalk *walk;             /* owned, NULL where nothing can be */
  TbSaid *said;                   /* owned: what the present packet says, NULL until somebody asks */
  TbPacket packet;
  guint32 hops[TB_FLEET_MAX_HOPS];
  guint n_hops;
  guint hop;                      /* the present one begins here */
  guint32 receiver;
} Row;

static TbSaid *
said_of (const Row *row)
{
  Row *own = (Row *) row;

  if (own->said == NULL)
    own->said = tb_said_new (row->cursor.moment, &row->packet);
  return own->said;
}

static gboolean
is_overheard (const Row *row)
{
  return tb_fleet_is_watched (row->cursor.moment->fleet, row->hops[row->hop], row->hops[row->hop + 1], NULL);
}

#define COLUMNS(X) \
  X (time_us, "INTEGER", "us", N_("When it left its sender."), tb_cell_set_time (cell, row->packet.depart_us)) \
  X (arrived_us, "INTEGER", "us", N_("When all of it was with its receiver (modelled)."), tb_cell_set_time (cell, row->packet.arrive_us)) \
  X (sender, "TEXT", NULL, N_("Who sent it."), tb_cell_set_name (cell, moment->fleet, row->packet.from)) \
  X (receiver, "TEXT", NULL, N_("To whom."), tb_cell_set_name (cell, moment->fleet, row->packet.to)) \
  X (hop, "INTEGER", NULL, N_("Which link of the way, counted from 1."), tb_cell_set_int (cell, (gint64) row->hop + 1)) \
  X (hop_from, "TEXT", NULL, N_("Where this link begins."), tb_cell_set_name (cell, moment->fleet, row->hops[row->hop])) \
  X (hop_to, "TEXT", NULL, N_("Where this link ends."), tb_cell_set_name (cell, moment->fleet, row->hops[row->hop + 1])) \
  X (kind, "TEXT", NULL, N_("flight of a handshake, or the kind of message."), tb_cell_set_code (cell, tb_said_get_kind (said_of (row)))) \
  X (bytes, "INTEGER", "bytes", N_("Its size on the wire."), tb_cell_set_int (cell, tb_said_count_bytes (said_of (row)))) \
  X (is_protected, "INTEGER", NULL, N_("Whether anything in it is encrypted."), tb_cell_set_bool (cell, row->packet.is_protected)) \
  X (is_overheard, "INTEGER", NULL, N_("Whether somebody listens on this link."), tb_cell_set_bool (cell, is_overheard (row)))
TB_TABLE_COLUMNS (COLUMNS, Row)

enum { BY_TIME, BY_SENDER, BY_RECEIVER };
static const TbNarrow narrows[] = {
  { COLUMN_time_us, FALSE, 1000 },
  { COLUMN_sender, TRUE, 100 },
  { COLUMN_receiver, TRUE, 4 },
};

static void
open_packets (TbCursor *cursor)
{
  Row *row = (Row *) cursor;
  const TbMoment *moment = cursor->moment;
  const TbBound *when = &cursor->bounds[BY_TIME];
  TbPacketScope scope = { moment->position, MAX (when->least, 0), MIN (when->most, moment->time_us), TB_NOBODY, FALSE };

  if (tb_bound_find_object (cursor, BY_SENDER, &scope.sender) && tb_bound_find_object (cursor, BY_RECEIVER, &row->receiver))
    row->walk = tb_packet_walk_new (tb_moment_get_index (moment, TB_INDEX_PACKET), &scope);
}

static gboolean
next_whole (Row *row)
{
  g_clear_pointer (&row->said, tb_said_free);
  do
    if (!tb_packet_walk_next (row->walk, &row->packet))
      return FALSE;
  while (row->receiver != TB_NOBODY && row->packet.to != row->receiver);
  row->n_hops = tb_fleet_get_path (row->cursor.moment->fleet, row->packet.from, row->packet.to, row->hops);
  row->hop = 0;
  return TRUE;
}

static gboolean
next_packet (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  if (row->walk == NULL)
    return FALSE;
  if (row->hop + 2 < row->n_hops)
    row->hop++;
  else if (!next_whole (row))
    return FALSE;
  cursor->rowid = tb_packet_walk_get_id (row->walk) << HOP_SHIFT | row->hop;
  return TRUE;
}

static void
close_packets (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  g_clear_pointer (&row->said, tb_said_free);
  g_clear_pointer (&row->walk, tb_packet_walk_free);
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
  .cursor_size = sizeof (Row),
  .open = open_packets,
  .next = next_packet,
  .column = set_column,
  .close = close_packets,
  .estimate = count_packets,
};
