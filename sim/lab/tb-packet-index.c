/* tb-packet-index: where series of reports and transfers of firmware begin and end, and which messages were not taken. See tb-packet-walk.h. */
#include "tb-packet-walk-private.h"

/**
 * tb_packet_index_new:
 * @journal: what happens
 * @fleet: to whom
 *
 * Returns: (transfer full): an index that has read nothing yet
 */
TbPacketIndex *
tb_packet_index_new (TbJournal *journal, TbFleet *fleet)
{
  TbPacketIndex *index = g_new0 (TbPacketIndex, 1);

  index->journal = tb_journal_ref (journal);
  index->fleet = tb_fleet_ref (fleet);
  index->series = g_array_new (FALSE, FALSE, sizeof (TbPacketSeries));
  index->reporting = g_hash_table_new (NULL, NULL);
  index->receiving = g_hash_table_new (NULL, NULL);
  index->said = g_hash_table_new (NULL, NULL);
  index->refused = g_hash_table_new (NULL, NULL);
  return index;
}

/**
 * tb_packet_index_free:
 * @index: (transfer full): an index
 */
void
tb_packet_index_free (TbPacketIndex *index)
{
  g_hash_table_unref (index->refused);
  g_hash_table_unref (index->said);
  g_hash_table_unref (index->receiving);
  g_hash_table_unref (index->reporting);
  g_array_unref (index->series);
  tb_fleet_unref (index->fleet);
  tb_journal_unref (index->journal);
  g_free (index);
}

/* What was open for @object in @open, a hash table of series by their number + 1, is over. */
static void
end_series (TbPacketIndex *index, GHashTable *open, guint32 object, const TbRecord *record, guint64 place)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (open, GUINT_TO_POINTER (object)));
  TbPacketSeries *series;

  if (number == 0)
    return;
  series = &g_array_index (index->series, TbPacketSeries, number - 1);
  series->end_us = record->time_us;
  series->end_place = place;
  g_hash_table_remove (open, GUINT_TO_POINTER (object));
}

static void
begin_series (TbPacketIndex *index, GHashTable *open, guint32 object, const TbPacketSeries *series)
{
  g_array_append_val (index->series, *series);
  g_hash_table_insert (open, GUINT_TO_POINTER (object), GUINT_TO_POINTER (index->series->len));
}

static void
begin_reports (TbPacketIndex *index, const TbRecord *record, guint64 place)
{
  const TbPacketSeries series = { place, G_MAXUINT64, record->time_us, G_MAXINT64, record->value, G_MAXUINT64, record->subject,
                                  tb_fleet_get_service (index->fleet, record->subject), record->payload, (guint32) TB_DETAIL_BYTES (record->detail),
                                  TB_PACKET_REPORT, TB_DETAIL_IS_PROTECTED (record->detail) };

  if (record->value > 0)
    begin_series (index, index->reporting, record->subject, &series);
}

static void
begin_transfer (TbPacketIndex *index, const TbRecord *record, guint64 place)
{
  TbFirmwareTransfer transfer;
  TbPacketSeries series = { place, G_MAXUINT64, record->time_us, G_MAXINT64 };

  if (!tb_firmware_transfer_unpack (tb_journal_get_payload (index->journal, record->payload), &transfer) || transfer.n_chunks == 0)
    return;
  series.each_us = MAX (record->value / transfer.n_chunks, 1);
  series.n = transfer.n_chunks;
  series.from = transfer.broker;
  series.to = record->subject;
  series.payload = record->payload;
  series.kind = TB_PACKET_CHUNK;
  series.is_protected = transfer.transcript != TB_NO_PAYLOAD;
  begin_series (index, index->receiving, record->subject, &series);
}

static void
read_reporting (TbPacketIndex *index, const TbRecord *record, guint64 place)
{
  end_series (index, index->reporting, record->subject, record, place);
  if (record->kind == TB_RECORD_REPORTING_STARTED)
    begin_reports (index, record, place);
}

static void
read_closed (TbPacketIndex *index, const TbRecord *record, guint64 place)
{
  end_series (index, index->reporting, record->subject, record, place);
  end_series (index, index->receiving, record->subject, record, place);
}

static void
read_offered (TbPacketIndex *index, const TbRecord *record, guint64 place)
{
  end_series (index, index->receiving, record->subject, record, place);
  begin_transfer (index, record, place);
}

static void
read_said (TbPacketIndex *index, const TbRecord *record, guint64 place)
{
  g_hash_table_insert (index->said, GUINT_TO_POINTER (record->subject), GUINT_TO_POINTER (record->payload));
}

static void
read_refused (TbPacketIndex *index, const TbRecord *record, guint64 place)
{
  g_hash_table_insert (index->refused, GUINT_TO_POINTER (record->payload), GSIZE_TO_POINTER (place + 1));
}

/* A client that was not let in had said nothing after its CONNECT. */
static void
read_shut_out (TbPacketIndex *index, const TbRecord *record, guint64 place)
{
  gpointer payload;

  if (g_hash_table_lookup_extended (index->said, GUINT_TO_POINTER (record->subject), NULL, &payload))
    g_hash_table_insert (index->refused, payload, GSIZE_TO_POINTER (place + 1));
}

static void (*const readers[TB_RECORD_N_KINDS]) (TbPacketIndex *index, const TbRecord *record, guint64 place) = {
  [TB_RECORD_REPORTING_STARTED] = read_reporting,
  [TB_RECORD_REPORTING_STOPPED] = read_reporting,
  [TB_RECORD_SESSION_CLOSED] = read_closed,
  [TB_RECORD_POWERED_OFF] = read_closed,
  [TB_RECORD_FIRMWARE_OFFERED] = read_offered,
  [TB_RECORD_MESSAGE] = read_said,
  [TB_RECORD_PUBLISH_REFUSED] = read_refused,
  [TB_RECORD_TRUST_UPDATE_REFUSED] = read_refused,
  [TB_RECORD_CONNECT_REFUSED] = read_shut_out,
};

/**
 * tb_packet_index_read:
 * @index: an index
 * @position: how many records to have read at least; no more than the journal has
 */
void
tb_packet_index_read (TbPacketIndex *index, guint64 position)
{
  while (index->n_read < position)
    {
      gsize n_records;
      const TbRecord *records = tb_journal_get_span (index->journal, index->n_read, position, &n_records);

      for (gsize i = 0; i < n_records; i++)
        if (records[i].kind < TB_RECORD_N_KINDS && readers[records[i].kind] != NULL)
          readers[records[i].kind] (index, &records[i], index->n_read + i);
      index->n_read += n_records;
    }
}

/**
 * tb_packet_index_is_refused:
 * @index: an index that has read up to @position
 * @payload: of a message
 * @position: the moment
 *
 * Returns: whether its receiver was known by then not to have taken it
 */
gboolean
tb_packet_index_is_refused (TbPacketIndex *index, guint32 payload, guint64 position)
{
  guint64 place = GPOINTER_TO_SIZE (g_hash_table_lookup (index->refused, GUINT_TO_POINTER (payload)));

  return place > 0 && place <= position;
}
