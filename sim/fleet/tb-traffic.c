/* tb-traffic: see the header. */
#include "tb-traffic.h"

#include "tb-seal.h"

typedef struct
{
  TbFleet *fleet;
  gint64 from_us;
  gint64 to_us;
  TbPacketFunc func;
  gpointer user_data;
} Walk;

static gboolean
packet_from_record (const TbRecord *record, TbPacket *packet)
{
  gboolean is_flight = record->kind == TB_RECORD_FLIGHT || record->kind == TB_RECORD_TRIAL_FLIGHT;

  if (!is_flight && record->kind != TB_RECORD_MESSAGE)
    return FALSE;
  *packet = (TbPacket) { .depart_us = record->time_us, .arrive_us = record->time_us + record->value, .from = record->subject,
                         .to = record->object, .payload = record->payload };
  if (is_flight)
    {
      packet->kind = TB_PACKET_FLIGHT;
      packet->number = record->detail;
      packet->is_protected = record->detail > 0;
      return TRUE;
    }
  packet->kind = TB_PACKET_MESSAGE;
  packet->n_bytes = TB_DETAIL_BYTES (record->detail);
  packet->is_protected = TB_DETAIL_IS_PROTECTED (record->detail);
  return TRUE;
}

/* Reports of one series that leave within the walk. */
static gboolean
walk_series (const Walk *walk, guint32 object, guint32 service, guint32 payload, gint64 first_us, gint64 interval_us, guint detail, gint64 end_us)
{
  guint n_bytes = TB_DETAIL_BYTES (detail);
  gint64 way_us = 0;
  gint64 number = walk->from_us < first_us ? 0 : (walk->from_us - first_us) / interval_us + 1;

  for (;; number++)
    {
      gint64 depart_us = first_us + number * interval_us;
      TbPacket packet;

      if (depart_us > MIN (walk->to_us, end_us))
        return TRUE;
      if (way_us == 0)
        way_us = tb_fleet_get_path_time_us (walk->fleet, object, service, n_bytes, NULL);
      packet = (TbPacket) { .depart_us = depart_us, .arrive_us = depart_us + way_us, .number = (guint64) number, .from = object, .to = service,
                            .payload = payload, .n_bytes = n_bytes, .kind = TB_PACKET_REPORT, .is_protected = TB_DETAIL_IS_PROTECTED (detail) };
      if (!walk->func (&packet, walk->user_data))
        return FALSE;
    }
}

/* Pieces of one image that leave within the walk, one after the other until @end_us. */
static gboolean
walk_transfer (const Walk *walk, TbJournal *journal, guint32 device, guint32 payload, gint64 begun_us, gint64 way_us, gint64 end_us)
{
  TbFirmwareTransfer transfer;
  gint64 each_us, number;

  if (!tb_firmware_transfer_unpack (tb_journal_get_payload (journal, payload), &transfer) || transfer.n_chunks == 0)
    return TRUE;
  each_us = MAX (way_us / transfer.n_chunks, 1);
  for (number = walk->from_us < begun_us ? 0 : (walk->from_us - begun_us) / each_us + 1; number < transfer.n_chunks; number++)
    {
      gint64 depart_us = begun_us + number * each_us;
      g_autoptr (GBytes) piece = NULL;
      TbPacket packet = { .depart_us = depart_us, .arrive_us = depart_us + each_us, .number = (guint64) number, .from = transfer.broker, .to = device,
                          .payload = payload, .kind = TB_PACKET_CHUNK, .is_protected = transfer.transcript != TB_NO_PAYLOAD };

      if (depart_us > MIN (walk->to_us, end_us))
        return TRUE;
      piece = tb_firmware_image_dup_chunk (tb_journal_get_payload (journal, transfer.image), (guint32) number);
      packet.n_bytes = piece != NULL ? (guint32) g_bytes_get_size (piece) + (packet.is_protected ? TB_SEAL_OVERHEAD_BYTES : 0) : 0;
      if (!walk->func (&packet, walk->user_data))
        return FALSE;
    }
  return TRUE;
}

static gboolean
walk_object (const Walk *walk, TbJournal *journal, guint32 object, const TbObjectState *state)
{
  guint32 service;

  if (state->firmware_transfer != TB_NO_PAYLOAD && state->firmware_phase != TB_FIRMWARE_INTERRUPTED && state->firmware_begun_us + state->firmware_way_us > walk->from_us
      && !walk_transfer (walk, journal, object, state->firmware_transfer, state->firmware_begun_us, state->firmware_way_us, G_MAXINT64))
    return FALSE;
  if (state->report_interval_us <= 0)
    return TRUE;
  service = state->service != TB_NOBODY ? state->service : tb_fleet_get_service (walk->fleet, object);
  return walk_series (walk, object, service, state->reporting, state->report_first_us, state->report_interval_us,
                      state->report_bytes | (state->report_protected ? TB_DETAIL_PROTECTED : 0), G_MAXINT64);
}

static gboolean
walk_records (const Walk *walk, TbFold *fold, guint32 only)
{
  TbJournal *journal = tb_fold_get_journal (fold);
  guint64 end = tb_fold_get_position (fold);

  for (guint64 i = tb_journal_find_time (journal, walk->from_us); i < end; i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);
      TbPacket packet;

      if (record->time_us > walk->to_us)
        break;
      if (only != TB_NOBODY && record->subject != only && record->object != only)
        continue;
      if (packet_from_record (record, &packet) && !walk->func (&packet, walk->user_data))
        return FALSE;
    }
  return TRUE;
}

/**
 * tb_traffic_foreach:
 * @fold: a fold at a time not before @to_us
 * @from_us: packets that leave after this
 * @to_us: and not after this
 * @func: (scope call): called for each: first flights and messages by time, then the reports of each device
 * @user_data: for @func
 *
 * Sees the series that are going on at the fold's time; for all of a longer time use [func@traffic_collect].
 */
void
tb_traffic_foreach (TbFold *fold, gint64 from_us, gint64 to_us, TbPacketFunc func, gpointer user_data)
{
  Walk walk = { tb_fold_get_fleet (fold), from_us, to_us, func, user_data };
  guint32 n = tb_fleet_get_n_objects (walk.fleet);

  if (!walk_records (&walk, fold, TB_NOBODY))
    return;
  for (guint32 object = 1; object <= n; object++)
    if (!walk_object (&walk, tb_fold_get_journal (fold), object, tb_fold_get (fold, object)))
      return;
}

/**
 * tb_traffic_foreach_of:
 * @fold: a fold at a time not before @to_us
 * @object: whose packets, sent or received
 * @from_us: packets that leave after this
 * @to_us: and not after this
 * @func: (scope call): called for each
 * @user_data: for @func
 *
 * Like [func@traffic_foreach] for one object; of the reports only those it sends.
 */
void
tb_traffic_foreach_of (TbFold *fold, guint32 object, gint64 from_us, gint64 to_us, TbPacketFunc func, gpointer user_data)
{
  Walk walk = { tb_fold_get_fleet (fold), from_us, to_us, func, user_data };

  if (walk_records (&walk, fold, object))
    walk_object (&walk, tb_fold_get_journal (fold), object, tb_fold_get (fold, object));
}

typedef struct
{
  GArray *packets;
  guint max_packets;
} Collection;

static gboolean
collect (const TbPacket *packet, gpointer user_data)
{
  Collection *collection = user_data;

  g_array_append_val (collection->packets, *packet);
  return collection->packets->len < collection->max_packets;
}

static gint
compare_packets (gconstpointer a, gconstpointer b)
{
  const TbPacket *p = a, *q = b;

  if (p->depart_us != q->depart_us)
    return p->depart_us < q->depart_us ? -1 : 1;
  if (p->from != q->from)
    return p->from < q->from ? -1 : 1;
  /* A message that interrupts a series comes after the report of the same moment: that one was sealed first. */
  return (q->kind == TB_PACKET_REPORT) - (p->kind == TB_PACKET_REPORT);
}

static gboolean
ends_series (guint kind)
{
  return kind == TB_RECORD_REPORTING_STOPPED || kind == TB_RECORD_SESSION_CLOSED || kind == TB_RECORD_POWERED_OFF || kind == TB_RECORD_REPORTING_STARTED;
}

/* Follows every series from its beginning to its end through the whole journal. */
static void
collect_series (const Walk *walk, TbJournal *journal)
{
  g_autoptr (GHashTable) open = g_hash_table_new (NULL, NULL); /* subject to record */
  guint64 end = tb_journal_find_time (journal, walk->to_us);
  GHashTableIter iter;
  gpointer value;

  for (guint64 i = 0; i < end; i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);
      const TbRecord *series;

      if (!ends_series (record->kind))
        continue;
      series = g_hash_table_lookup (open, GUINT_TO_POINTER (record->subject));
      if (series != NULL && !walk_series (walk, series->subject, series->object, series->payload, series->time_us, series->value, series->detail, record->time_us))
        return;
      g_hash_table_remove (open, GUINT_TO_POINTER (record->subject));
      if (record->kind == TB_RECORD_REPORTING_STARTED)
        g_hash_table_insert (open, GUINT_TO_POINTER (record->subject), (gpointer) record);
    }
  g_hash_table_iter_init (&iter, open);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const TbRecord *series = value;

      if (!walk_series (walk, series->subject, series->object, series->payload, series->time_us, series->value, series->detail, G_MAXINT64))
        return;
    }
}

/* Follows every transfer of firmware to its end: all of it, or what had left when its session ended or another image took its place. */
static void
collect_transfers (const Walk *walk, TbJournal *journal)
{
  g_autoptr (GHashTable) open = g_hash_table_new (NULL, NULL); /* subject to record */
  guint64 end = tb_journal_find_time (journal, walk->to_us);
  GHashTableIter iter;
  gpointer value;

  for (guint64 i = 0; i < end; i++)
    {
      const TbRecord *record = tb_journal_get (journal, i), *offer;
      gboolean begins = record->kind == TB_RECORD_FIRMWARE_OFFERED;

      if (!begins && record->kind != TB_RECORD_SESSION_CLOSED && record->kind != TB_RECORD_POWERED_OFF)
        continue;
      offer = g_hash_table_lookup (open, GUINT_TO_POINTER (record->subject));
      if (offer != NULL && !walk_transfer (walk, journal, offer->subject, offer->payload, offer->time_us, offer->value, record->time_us))
        return;
      g_hash_table_remove (open, GUINT_TO_POINTER (record->subject));
      if (begins)
        g_hash_table_insert (open, GUINT_TO_POINTER (record->subject), (gpointer) record);
    }
  g_hash_table_iter_init (&iter, open);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const TbRecord *offer = value;

      if (!walk_transfer (walk, journal, offer->subject, offer->payload, offer->time_us, offer->value, G_MAXINT64))
        return;
    }
}

/**
 * tb_traffic_collect:
 * @fleet: who is there
 * @journal: what happened
 * @from_us: packets that leave after this
 * @to_us: and not after this
 * @max_packets: stop at so many, at least 1
 *
 * Returns: (transfer full) (element-type TbPacket): everything on the links in that time, by departure
 */
GArray *
tb_traffic_collect (TbFleet *fleet, TbJournal *journal, gint64 from_us, gint64 to_us, guint max_packets)
{
  Collection collection = { g_array_new (FALSE, FALSE, sizeof (TbPacket)), max_packets };
  Walk walk = { fleet, from_us, to_us, collect, &collection };
  guint64 end = tb_journal_find_time (journal, to_us);
  TbPacket packet;

  for (guint64 i = tb_journal_find_time (journal, from_us); i < end; i++)
    if (packet_from_record (tb_journal_get (journal, i), &packet) && !collect (&packet, &collection))
      break;
  if (collection.packets->len < max_packets)
    collect_series (&walk, journal);
  if (collection.packets->len < max_packets)
    collect_transfers (&walk, journal);
  g_array_sort (collection.packets, compare_packets);
  return collection.packets;
}

static guint64
journal_seed (TbJournal *journal)
{
  return (guint64) tb_journal_get (journal, 0)->value;
}

static gboolean
get_chunk (TbJournal *journal, const TbPacket *packet, TbMessageInfo *message)
{
  TbFirmwareTransfer transfer;

  if (!tb_firmware_transfer_unpack (tb_journal_get_payload (journal, packet->payload), &transfer))
    return FALSE;
  message->transcript = transfer.transcript;
  message->sequence = transfer.first_sequence + (guint32) packet->number;
  message->from = TB_SIDE_SERVER;
  message->plain = tb_firmware_image_dup_chunk (tb_journal_get_payload (journal, transfer.image), (guint32) packet->number);
  return message->plain != NULL;
}

static gboolean
get_message (TbFleet *fleet, TbJournal *journal, const TbPacket *packet, TbMessageInfo *message)
{
  GBytes *payload = tb_journal_get_payload (journal, packet->payload);
  TbSeries series;

  if (packet->kind == TB_PACKET_MESSAGE)
    return tb_message_decode (payload, message);
  if (packet->kind == TB_PACKET_CHUNK)
    return get_chunk (journal, packet, message);
  if (packet->kind != TB_PACKET_REPORT || !tb_series_decode (payload, &series))
    return FALSE;
  message->transcript = series.transcript;
  message->sequence = series.first_sequence + (guint32) packet->number;
  message->from = TB_SIDE_CLIENT;
  message->plain = tb_message_make_report (fleet, journal_seed (journal), packet->from, series.first_report + packet->number);
  return TRUE;
}

/**
 * tb_traffic_dup_plain:
 * @fleet: who is there
 * @journal: what happened
 * @packet: a packet
 *
 * Returns: (transfer full) (nullable): what a message or report says, %NULL for a flight
 */
GBytes *
tb_traffic_dup_plain (TbFleet *fleet, TbJournal *journal, const TbPacket *packet)
{
  TbMessageInfo message;

  return get_message (fleet, journal, packet, &message) ? message.plain : NULL;
}

static GBytes *
dup_flight (TbJournal *journal, const TbPacket *packet, GError **error)
{
  g_autoptr (TbTranscript) transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (journal, packet->payload), error);
  const guint8 *bytes;
  gsize n;

  if (transcript == NULL)
    return NULL;
  bytes = tb_transcript_get_flight_wire (transcript, (guint) packet->number, &n);
  return g_bytes_new (bytes, n);
}

/**
 * tb_traffic_dup_wire:
 * @fleet: who is there
 * @journal: what happened
 * @packet: a packet
 * @error: return location
 *
 * Makes the bytes that are on the link: for a protected message its TLS records, sealed from the secrets in the transcript.
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL with an error of the crypto library
 */
GBytes *
tb_traffic_dup_wire (TbFleet *fleet, TbJournal *journal, const TbPacket *packet, GError **error)
{
  g_autoptr (TbTranscript) transcript = NULL;
  TbMessageInfo message = { 0 };
  TbCrypto *crypto = tb_crypto_get_seeded (error);
  GBytes *sealed;

  if (crypto == NULL)
    return NULL;
  if (!get_message (fleet, journal, packet, &message))
    return dup_flight (journal, packet, error);
  if (message.transcript == TB_NO_PAYLOAD)
    return message.plain;
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (journal, message.transcript), error);
  sealed = transcript ? tb_seal_records (crypto, transcript, message.from, message.sequence, TB_SEAL_CONTENT_APPLICATION, message.plain, error) : NULL;
  g_bytes_unref (message.plain);
  return sealed;
}
