/* tb-table-message: everything that was said after the handshakes, in order of time. */
#include <glib/gi18n-lib.h>

#include "tb-packet-cursor-private.h"

typedef TbPacketCursor Row;

static gboolean
is_overheard (const Row *row)
{
  return tb_fleet_is_watched (row->base.moment->fleet, row->packet.from, row->packet.to, NULL);
}

static gboolean
is_refused (const Row *row)
{
  return row->packet.kind == TB_PACKET_MESSAGE && tb_packet_index_is_refused (row->index, row->packet.payload, row->base.moment->position);
}

#define COLUMNS(X) \
  X (time_us, "INTEGER", "us", N_("When it left its sender."), tb_cell_set_time (cell, row->packet.depart_us)) \
  X (arrived_us, "INTEGER", "us", N_("When all of it was there (modelled)."), tb_cell_set_time (cell, row->packet.arrive_us)) \
  X (sender, "TEXT", NULL, N_("Who sent it."), tb_cell_set_name (cell, moment, row->packet.from)) \
  X (receiver, "TEXT", NULL, N_("To whom."), tb_cell_set_name (cell, moment, row->packet.to)) \
  X (kind, "TEXT", NULL, N_("connect, connack, publish, report, disconnect, request, response, firmware or other."), \
     tb_cell_set_code (cell, tb_said_get_kind (tb_packet_cursor_get_said (row)))) \
  X (topic, "TEXT", NULL, N_("MQTT topic it was published under."), tb_cell_take_text (cell, tb_said_dup_topic (tb_packet_cursor_get_said (row)))) \
  X (text, "TEXT", NULL, N_("What anybody on the way can read in it; NULL where it is protected."), tb_cell_take_text (cell, tb_said_dup_text (tb_packet_cursor_get_said (row)))) \
  X (bytes, "INTEGER", "bytes", N_("Its size on the wire."), tb_cell_set_int (cell, row->packet.n_bytes)) \
  X (is_protected, "INTEGER", NULL, N_("Whether TLS protects it."), tb_cell_set_bool (cell, row->packet.is_protected)) \
  X (is_overheard, "INTEGER", NULL, N_("Whether somebody listened on the way."), tb_cell_set_bool (cell, is_overheard (row))) \
  X (is_refused, "INTEGER", NULL, N_("Whether its receiver did not take it."), tb_cell_set_bool (cell, is_refused (row))) \
  X (holds_password, "INTEGER", NULL, N_("Whether its sender's password stands in it for all to read."), tb_cell_set_bool (cell, tb_said_holds_password (tb_packet_cursor_get_said (row)))) \
  X (holds_private_key, "INTEGER", NULL, N_("Whether it brings its receiver a private key that the sender has made, protected or not."), tb_cell_set_bool (cell, tb_said_holds_private_key (tb_packet_cursor_get_said (row))))
TB_TABLE_COLUMNS (COLUMNS, Row)

static const TbNarrow narrows[] = { TB_PACKET_NARROWS };

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
  .scope = TB_PACKET_MESSAGES,
  .cursor_size = sizeof (Row),
  .open = tb_packet_cursor_open,
  .next = tb_packet_cursor_next,
  .column = set_column,
  .close = tb_packet_cursor_close,
  .estimate = count_messages,
};
