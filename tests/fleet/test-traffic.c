/* What is on the links: the same packets whichever way one asks, and bytes that are really those of TLS. */
#include "tb-traffic.h"

#include "fleet-fixture.h"
#include "tb-seal.h"

#define MINUTE TB_US_PER_MINUTE

static gboolean
append (const TbPacket *packet, gpointer packets)
{
  g_array_append_vals (packets, packet, 1);
  return TRUE;
}

static gint
by_all (gconstpointer a, gconstpointer b)
{
  const TbPacket *p = a, *q = b;

  if (p->depart_us != q->depart_us)
    return p->depart_us < q->depart_us ? -1 : 1;
  if (p->from != q->from)
    return p->from < q->from ? -1 : 1;
  return p->payload != q->payload ? (p->payload < q->payload ? -1 : 1) : (p->number > q->number) - (p->number < q->number);
}

static GArray *
foreach (House *house, guint32 only, gint64 from_us, gint64 to_us)
{
  GArray *packets = g_array_new (FALSE, FALSE, sizeof (TbPacket));
  g_autoptr (TbFold) fold = tb_fold_new (house->fleet, house->journal);

  tb_fold_seek (fold, to_us);
  if (only == TB_NOBODY)
    tb_traffic_foreach (fold, from_us, to_us, append, packets);
  else
    tb_traffic_foreach_of (fold, only, from_us, to_us, append, packets);
  g_array_sort (packets, by_all);
  return packets;
}

static void
assert_same (GArray *a, GArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    {
      const TbPacket *p = &g_array_index (a, TbPacket, i), *q = &g_array_index (b, TbPacket, i);

      g_assert_cmpint (p->depart_us, ==, q->depart_us);
      g_assert_cmpint (p->arrive_us, ==, q->arrive_us);
      g_assert_cmpuint (p->from, ==, q->from);
      g_assert_cmpuint (p->to, ==, q->to);
      g_assert_cmpuint (p->number, ==, q->number);
      g_assert_cmpuint (p->kind, ==, q->kind);
      g_assert_cmpuint (p->n_bytes, ==, q->n_bytes);
    }
}

/* Second by second, as a view asks, against all at once, as a capture does. A series that ends within a second is seen up to there only by the
 * capture, so the steps are cut where one ends. */
static void
step_by_step_is_all_at_once (House *house, gconstpointer unused)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (TbPacket)), all = NULL;
  gint64 from_us = -1, end_us = 10 * MINUTE;

  house_play (house, end_us);
  while (from_us < end_us)
    {
      guint64 next = tb_journal_find_time (house->journal, from_us);
      gint64 record_us = next < tb_journal_get_length (house->journal) ? tb_journal_get (house->journal, next)->time_us : end_us;
      gint64 to_us = MIN (MIN (from_us + TB_US_PER_SECOND, end_us), record_us > from_us + 1 ? record_us - 1 : from_us + 1);
      g_autoptr (GArray) step = foreach (house, TB_NOBODY, from_us, to_us);

      g_array_append_vals (steps, step->data, step->len);
      from_us = to_us;
    }
  all = tb_traffic_collect (house->fleet, house->journal, -1, end_us, G_MAXUINT);
  g_array_sort (all, by_all);
  g_array_sort (steps, by_all);
  g_assert_cmpuint (all->len, >, 150);
  assert_same (steps, all);
}

static void
one_objects_packets_are_those_with_its_name (House *house, gconstpointer unused)
{
  g_autoptr (GArray) all = NULL, of_one = NULL, expected = g_array_new (FALSE, FALSE, sizeof (TbPacket));

  house_play (house, 10 * MINUTE);
  all = foreach (house, TB_NOBODY, -1, 10 * MINUTE);
  of_one = foreach (house, house->locks, -1, 10 * MINUTE);
  for (guint i = 0; i < all->len; i++)
    {
      const TbPacket *packet = &g_array_index (all, TbPacket, i);

      if (packet->from == house->locks || packet->to == house->locks)
        g_array_append_vals (expected, packet, 1);
    }
  g_assert_cmpuint (of_one->len, >, 15);
  assert_same (of_one, expected);
}

static gboolean
stop_at_three (const TbPacket *packet, gpointer n)
{
  return ++*(guint *) n < 3;
}

static void
who_has_seen_enough_is_left_alone (House *house, gconstpointer unused)
{
  g_autoptr (TbFold) fold = tb_fold_new (house->fleet, house->journal);
  g_autoptr (GArray) few = NULL;
  guint n = 0;

  house_play (house, 10 * MINUTE);
  tb_fold_seek (fold, 10 * MINUTE);
  tb_traffic_foreach (fold, -1, 10 * MINUTE, stop_at_three, &n);
  g_assert_cmpuint (n, ==, 3);
  n = 0;
  tb_traffic_foreach (fold, 8 * MINUTE, 10 * MINUTE, stop_at_three, &n);
  g_assert_cmpuint (n, ==, 3);
  few = tb_traffic_collect (house->fleet, house->journal, -1, 10 * MINUTE, 7);
  g_assert_cmpuint (few->len, ==, 7);
}

/* The edges of the interval: after the first, up to the second. */
static void
reports_leave_on_time (House *house, gconstpointer unused)
{
  const TbRecord *series;
  const struct { gint64 from, to; guint n; } cases[] = { { -1, 0, 1 }, { 0, 0, 0 }, { 0, MINUTE - 1, 0 }, { 0, MINUTE, 1 }, { MINUTE, MINUTE, 0 }, { -1, 5 * MINUTE, 6 } };

  house_play (house, 10 * MINUTE);
  series = house_find (house, TB_RECORD_REPORTING_STARTED, house->locks, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) packets = foreach (house, house->locks, series->time_us + cases[i].from, series->time_us + cases[i].to);

      g_assert_cmpuint (packets->len, ==, cases[i].n);
      for (guint k = 0; k < packets->len; k++)
        {
          const TbPacket *packet = &g_array_index (packets, TbPacket, k);

          g_assert_cmpint (packet->depart_us, ==, series->time_us + (gint64) packet->number * MINUTE);
          g_assert_cmpint (packet->arrive_us, >, packet->depart_us);
          g_assert_cmpuint (packet->kind, ==, TB_PACKET_REPORT);
          g_assert_true (packet->is_protected);
        }
    }
}

/* Bytes counted by the fold are the sum of the packets. */
static void
bytes_counted_are_bytes_sent (House *house, gconstpointer unused)
{
  g_autoptr (GArray) all = NULL;
  guint64 sums[2] = { 0 };

  house_play (house, 3 * TB_US_PER_HOUR);
  all = tb_traffic_collect (house->fleet, house->journal, -1, 3 * TB_US_PER_HOUR, G_MAXUINT);
  for (guint i = 0; i < all->len; i++)
    {
      const TbPacket *packet = &g_array_index (all, TbPacket, i);

      if (packet->kind != TB_PACKET_FLIGHT)
        sums[packet->is_protected] += packet->n_bytes;
    }
  g_assert_cmpuint (sums[0], ==, tb_state_sum_bytes (tb_world_get_state (house->world), FALSE, 3 * TB_US_PER_HOUR));
  g_assert_cmpuint (sums[1], ==, tb_state_sum_bytes (tb_world_get_state (house->world), TRUE, 3 * TB_US_PER_HOUR));
}

static TbTranscript *
session_of (House *house, const TbPacket *packet, guint64 *sequence, TbSide *from)
{
  GBytes *payload = tb_journal_get_payload (house->journal, packet->payload);
  TbMessageInfo message;
  TbSeries series;
  guint32 transcript;

  if (packet->kind == TB_PACKET_REPORT)
    {
      g_assert_true (tb_series_decode (payload, &series));
      transcript = series.transcript;
      *sequence = series.first_sequence + packet->number;
      *from = TB_SIDE_CLIENT;
    }
  else
    {
      g_assert_true (tb_message_decode (payload, &message));
      g_bytes_unref (message.plain);
      transcript = message.transcript;
      *sequence = message.sequence;
      *from = message.from;
    }
  return tb_transcript_new_from_bytes (tb_journal_get_payload (house->journal, transcript), NULL);
}

static void
assert_sealed (House *house, const TbPacket *packet, GBytes *wire, GBytes *plain)
{
  g_autoptr (GError) error = NULL;
  TbSide from;
  guint64 sequence;
  guint8 type;
  g_autoptr (TbTranscript) transcript = session_of (house, packet, &sequence, &from);
  g_autoptr (GBytes) opened = tb_seal_unseal (tb_crypto_get_seeded (NULL), transcript, from, sequence, wire, &type, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, plain));
  g_assert_cmpuint (type, ==, TB_SEAL_CONTENT_APPLICATION);
}

/* Each packet in the middle of it all: publications, renewals, another session. */
static void
bytes_on_the_wire_are_those_of_tls (House *house, gconstpointer unused)
{
  g_autoptr (GArray) all = NULL;
  g_autoptr (GError) error = NULL;
  guint n_sealed = 0;

  house_play (house, 5 * MINUTE);
  house_do (tb_world_publish (house->world, house->locks, "home/lock-01/x", "now", &error), error);
  house_play (house, 8 * MINUTE);
  house_do (tb_world_renew (house->world, house->locks, &error), error);
  house_play (house, 12 * MINUTE);
  all = tb_traffic_collect (house->fleet, house->journal, -1, 12 * MINUTE, G_MAXUINT);
  for (guint i = 0; i < all->len; i++)
    {
      const TbPacket *packet = &g_array_index (all, TbPacket, i);
      g_autoptr (GBytes) wire = tb_traffic_dup_wire (house->fleet, house->journal, packet, &error);
      g_autoptr (GBytes) plain = tb_traffic_dup_plain (house->fleet, house->journal, packet);

      g_assert_no_error (error);
      g_assert_true ((plain == NULL) == (packet->kind == TB_PACKET_FLIGHT));
      if (packet->kind == TB_PACKET_FLIGHT)
        continue;
      g_assert_cmpuint (g_bytes_get_size (wire), ==, packet->n_bytes);
      if (packet->is_protected)
        assert_sealed (house, packet, wire, plain);
      else
        g_assert_true (g_bytes_equal (wire, plain));
      n_sealed += packet->is_protected;
    }
  g_assert_cmpuint (n_sealed, >, 50);
}

/* No record of a session is used twice, and they leave in the order of their numbers: else nobody could open them. */
static void
sequence_numbers_follow_one_another (House *house, gconstpointer unused)
{
  g_autoptr (GHashTable) next = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) all = NULL;
  g_autoptr (GError) error = NULL;
  const TbRecord *series;

  house_play (house, 2 * MINUTE);
  series = house_find (house, TB_RECORD_REPORTING_STARTED, house->locks, 0);
  /* At the very moment of a report. */
  house_play (house, series->time_us + 4 * MINUTE);
  house_do (tb_world_publish (house->world, house->locks, "home/lock-01/x", "now", &error), error);
  house_play (house, 20 * MINUTE);
  all = tb_traffic_collect (house->fleet, house->journal, -1, 20 * MINUTE, G_MAXUINT);
  for (guint i = 0; i < all->len; i++)
    {
      const TbPacket *packet = &g_array_index (all, TbPacket, i);
      g_autoptr (TbTranscript) transcript = NULL;
      g_autoptr (GBytes) random = NULL;
      g_autofree char *key = NULL;
      guint64 sequence;
      TbSide from;

      if (packet->kind == TB_PACKET_FLIGHT || !packet->is_protected)
        continue;
      transcript = session_of (house, packet, &sequence, &from);
      random = tb_transcript_get_client_random (transcript);
      key = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, random);
      key[0] = from == TB_SIDE_CLIENT ? 'c' : 's';
      g_assert_cmpuint (sequence, ==, GPOINTER_TO_UINT (g_hash_table_lookup (next, key)));
      g_hash_table_insert (next, g_steal_pointer (&key), GUINT_TO_POINTER (sequence + 1));
    }
  g_assert_cmpuint (g_hash_table_size (next), >, 10);
}

#define ADD(name, func) g_test_add ("/traffic/" name, House, NULL, house_set_up, func, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("steps", step_by_step_is_all_at_once);
  ADD ("of-one", one_objects_packets_are_those_with_its_name);
  ADD ("enough", who_has_seen_enough_is_left_alone);
  ADD ("on-time", reports_leave_on_time);
  ADD ("bytes", bytes_counted_are_bytes_sent);
  ADD ("wire", bytes_on_the_wire_are_those_of_tls);
  ADD ("sequence", sequence_numbers_follow_one_another);
  return g_test_run ();
}
