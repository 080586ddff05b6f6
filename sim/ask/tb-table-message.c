/* tb-table-message: everything that was said after the handshakes, in order of time. Routine reports are made as the walk comes to them. */
#include <glib/gi18n-lib.h>

#include "tb-said-private.h"
#include "tb-table-private.h"

typedef struct
{
  TbCursor cursor;
  TbPacketIndex *index;           /* borrowed */
  TbPacketWalk *walk;             /* owned, NULL where nothing can be */
  TbSaid *said;                   /* owned: what the present packet says, NULL until somebody asks */
  TbPacket packet;
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
  return tb_fleet_is_watched (row->cursor.moment->fleet, row->packet.from, row->packet.to, NULL);
}

static gboolean
is_refused (const Row *row)
{
  return row->packet.kind == TB_PACKET_MESSAGE && tb_packet_index_is_refused (row->index, row->packet.payload, row->cursor.moment->position);
}

#define COLUMNS(X) \
  X (time_us, "INTEGER", "us", N_("When it left its sender."), tb_cell_set_time (cell, row->packet.depart_us)) \
  X (arrived_us, "INTEGER", "us", N_("When all of it was there (modelled)."), tb_cell_set_time (cell, row->packet.arrive_us)) \
  X (sender, "TEXT", NULL, N_("Who sent it."), tb_cell_set_name (cell, moment->fleet, row->packet.from)) \
  X (receiver, "TEXT", NULL, N_("To whom."), tb_cell_set_name (cell, moment->fleet, row->packet.to)) \
  X (kind, "TEXT", NULL, N_("connect, connack, publish, report, disconnect, request, response, firmware or other."), \
     tb_cell_set_code (cell, tb_said_get_kind (said_of (row)))) \
  X (topic, "TEXT", NULL, N_("MQTT topic it was published under."), tb_cell_take_text (cell, tb_said_dup_topic (said_of (row)))) \
  X (text, "TEXT", NULL, N_("What anybody on the way can read in it; NULL where it is protected."), tb_cell_take_text (cell, tb_said_dup_text (said_of (row)))) \
  X (bytes, "INTEGER", "bytes", N_("Its size on the wire."), tb_cell_set_int (cell, row->packet.n_bytes)) \
  X (is_protected, "INTEGER", NULL, N_("Whether TLS protects it."), tb_cell_set_bool (cell, row->packet.is_protected)) \
  X (is_overheard, "INTEGER", NULL, N_("Whether somebody listened on the way."), tb_cell_set_bool (cell, is_overheard (row))) \
  X (is_refused, "INTEGER", NULL, N_("Whether its receiver did not take it."), tb_cell_set_bool (cell, is_refused (row))) \
  X (holds_password, "INTEGER", NULL, N_("Whether its sender's password stands in it for all to read."), tb_cell_set_bool (cell, tb_said_holds_password (said_of (row)))) \
  X (holds_private_key, "INTEGER", NULL, N_("Whether it brings its receiver a private key that the sender has made, protected or not."), tb_cell_set_bool (cell, tb_said_holds_private_key (said_of (row))))
TB_TABLE_COLUMNS (COLUMNS, Row)

enum { BY_TIME, BY_SENDER, BY_RECEIVER };
static const TbNarrow narrows[] = {
  { COLUMN_time_us, FALSE, 1000 },
  { COLUMN_sender, TRUE, 100 },
  { COLUMN_receiver, TRUE, 4 },
};

static void
open_messages (TbCursor *cursor)
{
  Row *row = (Row *) cursor;
  const TbMoment *moment = cursor->moment;
  const TbBound *when = &cursor->bounds[BY_TIME];
  TbPacketScope scope = { moment->position, MAX (when->least, 0), MIN (when->most, moment->time_us), TB_NOBODY, TRUE };

  row->index = tb_moment_get_index (moment, TB_INDEX_PACKET);
  if (tb_bound_find_object (cursor, BY_SENDER, &scope.sender) && tb_bound_find_object (cursor, BY_RECEIVER, &row->receiver))
    row->walk = tb_packet_walk_new (row->index, &scope);
}

static gboolean
next_message (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  g_clear_pointer (&row->said, tb_said_free);
  while (row->walk != NULL && tb_packet_walk_next (row->walk, &row->packet))
    if (row->receiver == TB_NOBODY || row->packet.to == row->receiver)
      {
        cursor->rowid = tb_packet_walk_get_id (row->walk);
        return TRUE;
      }
  return FALSE;
}

static void
close_messages (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  g_clear_pointer (&row->said, tb_said_free);
  g_clear_pointer (&row->walk, tb_packet_walk_free);
}

static guint64
count_messages (const TbMoment *moment)
{
  return moment->position * 10 + 1;
}

const TbTable tb_table_message = {
  .info = { "message", N_("Everything that was said after the handshakes; routine reports too."), TB_COLUMNS_OF (columns),
            "SELECT sender, receiver, text FROM message WHERE is_overheard AND NOT is_protected AND kind = 'connect' LIMIT 10" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_time_us,
  .cursor_size = sizeof (Row),
  .open = open_messages,
  .next = next_message,
  .column = set_column,
  .close = close_messages,
  .estimate = count_messages,
};
