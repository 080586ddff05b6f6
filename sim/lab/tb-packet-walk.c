/* tb-packet-walk: see the header. Of every series that goes on only the next packet is known, in a heap; of those that begin later only where they begin. */
#include "tb-packet-walk-private.h"

#include "tb-seal.h"

typedef struct
{
  gint64 time_us;
  guint64 number;
  guint32 series;
  guint32 from;
} Next;

struct _TbPacketWalk
{
  TbPacketIndex *index;     /* borrowed */
  TbPacketScope scope;
  GArray *heap;             /* Next, earliest first */
  guint series;             /* the next that has not begun */
  guint64 record;           /* the next that was not looked at */
  gint64 id;                /* of the last packet */
};

/* Identifiers of records are their places; of what follows from a series its number and that in the series. */
#define SERIES_BIT    ((gint64) 1 << 60)
#define SERIES_SHIFT  34

static const TbPacketSeries *
series_at (const TbPacketWalk *walk, guint series)
{
  return &g_array_index (walk->index->series, TbPacketSeries, series);
}

/* --- the heap --- */

static Next *
next_at (TbPacketWalk *walk, guint i)
{
  return &g_array_index (walk->heap, Next, i);
}

/* Equal times leave by sender, so that it does not matter where a walk began. */
static gboolean
is_earlier (const Next *a, const Next *b)
{
  return a->time_us != b->time_us ? a->time_us < b->time_us : a->from != b->from ? a->from < b->from : a->series < b->series;
}

static gboolean
swap_if_earlier (TbPacketWalk *walk, guint child, guint parent)
{
  Next kept = *next_at (walk, parent);

  if (!is_earlier (next_at (walk, child), &kept))
    return FALSE;
  *next_at (walk, parent) = *next_at (walk, child);
  *next_at (walk, child) = kept;
  return TRUE;
}

static void
push (TbPacketWalk *walk, const Next *next)
{
  guint i = walk->heap->len;

  g_array_append_val (walk->heap, *next);
  while (i > 0 && swap_if_earlier (walk, i, (i - 1) / 2))
    i = (i - 1) / 2;
}

static void
pop (TbPacketWalk *walk)
{
  guint i = 0, n = walk->heap->len - 1;

  *next_at (walk, 0) = *next_at (walk, n);
  g_array_set_size (walk->heap, n);
  for (;;)
    {
      guint child = 2 * i + 1;

      if (child + 1 < n && is_earlier (next_at (walk, child + 1), next_at (walk, child)))
        child++;
      if (child >= n || !swap_if_earlier (walk, child, i))
        return;
      i = child;
    }
}

/* --- series --- */

/* Puts packet @number of a series into the heap, if it ever leaves within the walk. What ended it after the moment of the walk is not known. */
static void
push_packet (TbPacketWalk *walk, guint series, guint64 number)
{
  const TbPacketSeries *s = series_at (walk, series);
  Next next = { s->first_us + (gint64) number * s->each_us, number, series, s->from };

  if (number < s->n && next.time_us <= walk->scope.to_us && (s->end_place >= walk->scope.position || next.time_us <= s->end_us))
    push (walk, &next);
}

static gboolean
is_wanted (const TbPacketWalk *walk, guint32 from)
{
  return walk->scope.sender == TB_NOBODY || walk->scope.sender == from;
}

static void
join_series (TbPacketWalk *walk, guint series)
{
  const TbPacketSeries *s = series_at (walk, series);
  gint64 late_us = walk->scope.from_us - s->first_us;

  if (is_wanted (walk, s->from))
    push_packet (walk, series, late_us <= 0 ? 0 : (guint64) ((late_us + s->each_us - 1) / s->each_us));
}

/* Returns: whether another series begins before the walk ends */
static gboolean
has_series (const TbPacketWalk *walk)
{
  return walk->series < walk->index->series->len && series_at (walk, walk->series)->place < walk->scope.position
         && series_at (walk, walk->series)->first_us <= walk->scope.to_us;
}

static guint32
count_bytes (TbPacketWalk *walk, const TbPacketSeries *series, guint64 number)
{
  TbJournal *journal = walk->index->journal;
  g_autoptr (GBytes) piece = NULL;
  TbFirmwareTransfer transfer;

  if (series->kind != TB_PACKET_CHUNK)
    return series->n_bytes;
  if (!tb_firmware_transfer_unpack (tb_journal_get_payload (journal, series->payload), &transfer))
    return 0;
  piece = tb_firmware_image_dup_chunk (tb_journal_get_payload (journal, transfer.image), (guint32) number);
  return piece != NULL ? (guint32) g_bytes_get_size (piece) + (series->is_protected ? TB_SEAL_OVERHEAD_BYTES : 0) : 0;
}

static void
take_from_series (TbPacketWalk *walk, TbPacket *packet)
{
  const Next next = *next_at (walk, 0);
  const TbPacketSeries *series = series_at (walk, next.series);
  guint32 n_bytes = count_bytes (walk, series, next.number);
  gint64 way_us = series->kind == TB_PACKET_CHUNK ? series->each_us : tb_fleet_get_path_time_us (walk->index->fleet, series->from, series->to, n_bytes, NULL);

  pop (walk);
  walk->id = SERIES_BIT | (gint64) next.series << SERIES_SHIFT | (gint64) next.number;
  push_packet (walk, next.series, next.number + 1);
  *packet = (TbPacket) { .depart_us = next.time_us, .arrive_us = next.time_us + way_us, .number = next.number, .from = series->from, .to = series->to,
                         .payload = series->payload, .n_bytes = n_bytes, .kind = series->kind, .is_protected = series->is_protected };
}

/* --- records --- */

static gboolean
is_packet (const TbPacketWalk *walk, const TbRecord *record)
{
  if (record->kind == TB_RECORD_FLIGHT || record->kind == TB_RECORD_TRIAL_FLIGHT)
    return !walk->scope.is_messages && is_wanted (walk, record->subject);
  return record->kind == TB_RECORD_MESSAGE && is_wanted (walk, record->subject);
}

/* Returns: (nullable): the next record that is a packet */
static const TbRecord *
find_record (TbPacketWalk *walk)
{
  for (; walk->record < walk->scope.position; walk->record++)
    {
      const TbRecord *record = tb_journal_get (walk->index->journal, walk->record);

      if (record->time_us > walk->scope.to_us)
        return NULL;
      if (is_packet (walk, record))
        return record;
    }
  return NULL;
}

static void
take_record (TbPacketWalk *walk, const TbRecord *record, TbPacket *packet)
{
  gboolean is_flight = record->kind != TB_RECORD_MESSAGE;

  *packet = (TbPacket) { .depart_us = record->time_us, .arrive_us = record->time_us + record->value, .from = record->subject, .to = record->object,
                         .payload = record->payload, .kind = is_flight ? TB_PACKET_FLIGHT : TB_PACKET_MESSAGE };
  packet->number = is_flight ? record->detail : 0;
  packet->is_protected = is_flight ? record->detail > 0 : TB_DETAIL_IS_PROTECTED (record->detail);
  packet->n_bytes = is_flight ? 0 : TB_DETAIL_BYTES (record->detail);
  walk->id = (gint64) walk->record++;
}

/**
 * tb_packet_walk_new:
 * @index: an index that has read up to the position of @scope; it must not read while a walk goes on
 * @scope: which packets
 *
 * Returns: (transfer full): a walk before its first packet
 */
TbPacketWalk *
tb_packet_walk_new (TbPacketIndex *index, const TbPacketScope *scope)
{
  TbPacketWalk *walk = g_new0 (TbPacketWalk, 1);

  walk->index = index;
  walk->scope = *scope;
  walk->heap = g_array_new (FALSE, FALSE, sizeof (Next));
  walk->record = scope->from_us > 0 ? tb_journal_find_time (index->journal, scope->from_us - 1) : 0;
  while (has_series (walk) && series_at (walk, walk->series)->first_us < scope->from_us)
    join_series (walk, walk->series++);
  return walk;
}

/**
 * tb_packet_walk_free:
 * @walk: (transfer full): a walk
 */
void
tb_packet_walk_free (TbPacketWalk *walk)
{
  g_array_unref (walk->heap);
  g_free (walk);
}

/**
 * tb_packet_walk_next:
 * @walk: a walk
 * @packet: (out caller-allocates): the next packet. Of those that leave at the same time reports come first, by sender
 *
 * Returns: %FALSE when there is none
 */
gboolean
tb_packet_walk_next (TbPacketWalk *walk, TbPacket *packet)
{
  const TbRecord *record = find_record (walk);
  gint64 before_us = record != NULL ? record->time_us : walk->scope.to_us;

  while (has_series (walk) && series_at (walk, walk->series)->first_us <= MIN (before_us, walk->heap->len > 0 ? next_at (walk, 0)->time_us : G_MAXINT64))
    join_series (walk, walk->series++);
  if (walk->heap->len > 0 && next_at (walk, 0)->time_us <= before_us)
    take_from_series (walk, packet);
  else if (record != NULL)
    take_record (walk, record, packet);
  else
    return FALSE;
  return TRUE;
}

/**
 * tb_packet_walk_get_id:
 * @walk: a walk that has given a packet
 *
 * Returns: a number of that packet that is the same wherever a walk began
 */
gint64
tb_packet_walk_get_id (TbPacketWalk *walk)
{
  return walk->id;
}
