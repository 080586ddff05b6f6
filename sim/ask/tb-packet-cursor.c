/* tb-packet-cursor: see the header. Who receives is looked at here, everything else by the walk, which passes it without making it. */
#include "tb-packet-cursor-private.h"

/* In steps: to begin a walk, to look through so many records for those of a sender, to pass a packet by. */
#define WALK_COST      200
#define RECORDS_A_STEP 16
#define PACKET_COST    3

enum { BY_TIME, BY_SENDER, BY_RECEIVER };

void
tb_packet_cursor_open (TbCursor *cursor)
{
  TbPacketCursor *own = (TbPacketCursor *) cursor;
  const TbMoment *moment = cursor->moment;
  const TbBound *when = &cursor->bounds[BY_TIME];
  TbPacketScope scope = { moment->position, MAX (when->least, 0), MIN (when->most, moment->time_us), TB_NOBODY, cursor->table->scope == TB_PACKET_MESSAGES };

  if (!tb_work_spend (moment->work, WALK_COST + moment->position / RECORDS_A_STEP))
    return;
  own->index = tb_moment_get_index (moment, TB_INDEX_PACKET);
  if (tb_bound_find_object (cursor, BY_SENDER, &scope.sender) && tb_bound_find_object (cursor, BY_RECEIVER, &own->receiver))
    own->walk = tb_packet_walk_new (own->index, &scope);
}

gboolean
tb_packet_cursor_next (TbCursor *cursor)
{
  TbPacketCursor *own = (TbPacketCursor *) cursor;

  g_clear_pointer (&own->said, tb_said_free);
  while (own->walk != NULL && tb_packet_walk_next (own->walk, &own->packet))
    if (own->receiver == TB_NOBODY || own->packet.to == own->receiver)
      {
        cursor->rowid = tb_packet_walk_get_id (own->walk);
        return TRUE;
      }
    else if (!tb_work_pass (cursor->moment->work, PACKET_COST))
      return FALSE;
  return FALSE;
}

void
tb_packet_cursor_close (TbCursor *cursor)
{
  TbPacketCursor *own = (TbPacketCursor *) cursor;

  g_clear_pointer (&own->said, tb_said_free);
  g_clear_pointer (&own->walk, tb_packet_walk_free);
}

TbSaid *
tb_packet_cursor_get_said (const TbPacketCursor *cursor)
{
  TbPacketCursor *own = (TbPacketCursor *) cursor;

  if (own->said == NULL)
    own->said = tb_said_new (cursor->base.moment, &cursor->packet);
  return own->said;
}
