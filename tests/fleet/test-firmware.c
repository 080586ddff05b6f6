/* Firmware on its way: sent over the session of each device, judged there, and told in the journal; who is away gets it later. */
#include "fleet-fixture.h"

#include <string.h>

#include "tb-traffic.h"
#include "tb-world-private.h"

#define MINUTE TB_US_PER_MINUTE
#define SIZE   20000

static void
order (House *house, guint32 device, guint share, guint version, TbFirmwareKind kind)
{
  g_autoptr (GError) error = NULL;
  TbFirmwareOrder what = { tb_fleet_group_of (house->fleet, device), share > 0 ? TB_NOBODY : device, share, version, TB_NOBODY, kind, SIZE };

  house_do (tb_world_update_firmware (house->world, &what, &error), error);
}

static const TbFirmwareProgress *
progress (House *house, guint32 device)
{
  return tb_firmware_updates_find (tb_state_get_firmware (tb_world_get_state (house->world)), tb_fleet_group_of (house->fleet, device)->first);
}

static void
assert_progress (House *house, guint32 device, guint wanted, guint offered, guint installed, guint refused)
{
  const TbFirmwareProgress *row = progress (house, device);

  g_assert_cmpuint (row->n_wanted, ==, wanted);
  g_assert_cmpuint (row->n_offered, ==, offered);
  g_assert_cmpuint (row->n_installed, ==, installed);
  g_assert_cmpuint (row->n_refused, ==, refused);
  g_assert_cmpuint (tb_firmware_progress_get_pending (row), ==, wanted - installed - refused);
}

static void
assert_refusal (House *house, guint32 payload, const char *reason, const char *check)
{
  g_autoptr (TbFirmwareRefusal) refusal = tb_firmware_refusal_unpack (tb_journal_get_payload (house->journal, payload));

  g_assert_cmpstr (refusal->reason, ==, reason);
  g_assert_cmpstr (refusal->check, ==, check);
  g_assert_cmpstr (refusal->what, !=, "");
  g_assert_cmpstr (refusal->source, !=, "");
}

static void
an_update_goes_out_in_stages (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  order (house, house->locks, 50, 3, TB_FIRMWARE_GOOD);
  assert_progress (house, house->locks, 2, 2, 0, 0);
  g_assert_cmpuint (house_state (house, house->locks)->firmware_phase, ==, TB_FIRMWARE_RECEIVING);
  house_play (house, 2 * MINUTE);
  assert_progress (house, house->locks, 2, 2, 2, 0);
  order (house, house->locks, 100, 3, TB_FIRMWARE_GOOD);
  house_play (house, 3 * MINUTE);
  assert_progress (house, house->locks, 4, 4, 4, 0);
  for (guint32 i = 0; i < 4; i++)
    g_assert_cmpuint (house_state (house, house->locks + i)->firmware_version, ==, 3);
  g_assert_cmpuint (house_count (house, TB_RECORD_FIRMWARE_INSTALLED, house->locks), ==, 1);
  g_assert_cmpuint (house_find (house, TB_RECORD_FIRMWARE_RELEASED, house->authority, 0)->payload, ==,
                    house_find (house, TB_RECORD_FIRMWARE_RELEASED, house->authority, 1)->payload);
}

static const struct
{
  TbFirmwareKind kind;
  guint version;
  const char *reason;
  const char *check;
} bad[] = {
  { TB_FIRMWARE_UNSIGNED, 4, "unsigned", "signed" },
  { TB_FIRMWARE_ALTERED, 4, "altered", "payload-digest" },
  { TB_FIRMWARE_WRONG_KEY, 9, "wrong-key", "trust-anchor" },
  { TB_FIRMWARE_WRONG_PURPOSE, 4, "wrong-purpose", "extended-key-usage" },
  { TB_FIRMWARE_WRONG_MODEL, 4, "wrong-model", "model" },
  { TB_FIRMWARE_EXPIRED, 4, "expired", "validity" },
  { TB_FIRMWARE_GOOD, 1, "rolled-back", "firmware-version" },
  { TB_FIRMWARE_GOOD, 2, "same-version", "firmware-version" },
};

static void
bad_firmware_is_refused (House *house, gconstpointer unused)
{
  gint64 at_us = MINUTE;

  house_play (house, at_us);
  order (house, house->locks, 100, 2, TB_FIRMWARE_GOOD);
  house_play (house, at_us += MINUTE);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      order (house, house->locks, 25, bad[i].version, bad[i].kind);
      house_play (house, at_us += MINUTE);
      assert_progress (house, house->locks, 1, 1, 0, 1);
      assert_refusal (house, house_state (house, house->locks)->firmware_refusal, bad[i].reason, bad[i].check);
      g_assert_cmpuint (house_state (house, house->locks)->firmware_version, ==, 2);
      g_assert_cmpuint (house_state (house, house->locks)->health, ==, TB_HEALTH_HEALTHY);
    }
}

/* No device can see it, and the journal knows; whoever does not trust the maker any more refuses it. */
static void
a_thief_signs_with_the_makers_key (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  order (house, house->locks, 100, 5, TB_FIRMWARE_STOLEN_KEY);
  house_play (house, 2 * MINUTE);
  assert_progress (house, house->locks, 4, 4, 4, 0);
  g_assert_cmpuint (house_find (house, TB_RECORD_FIRMWARE_INSTALLED, house->locks, 0)->detail, ==, TB_FIRMWARE_STOLEN);
  g_assert_cmpuint (house_state (house, house->locks)->health, ==, TB_HEALTH_TAMPERED);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_VALID);
  order (house, house->locks, 100, 6, TB_FIRMWARE_GOOD);
  house_play (house, 3 * MINUTE);
  g_assert_cmpuint (house_state (house, house->locks)->health, ==, TB_HEALTH_HEALTHY);
  house_do (tb_world_trust (house->world, house->locks, 4, house->authority, FALSE, &error), error);
  order (house, house->locks, 100, 9, TB_FIRMWARE_STOLEN_KEY);
  house_play (house, 4 * MINUTE);
  assert_progress (house, house->locks, 4, 4, 0, 4);
  assert_refusal (house, house_state (house, house->locks)->firmware_refusal, "wrong-key", "trust-anchor");
}

/* Cameras belong to no authority, and talk in the clear. */
static void
who_asks_nothing_installs_anything (House *house, gconstpointer unused)
{
  ((TbGroup *) tb_fleet_group_of (house->fleet, house->cameras))->installs_anything = TRUE;
  house_play (house, MINUTE);
  order (house, house->cameras, 25, 2, TB_FIRMWARE_GOOD);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (house_find (house, TB_RECORD_FIRMWARE_INSTALLED, house->cameras, 0)->detail, ==, TB_FIRMWARE_NOT_VERIFIED);
  g_assert_cmpuint (house_state (house, house->cameras)->is_tampered, ==, FALSE);
  order (house, house->cameras, 25, 9, TB_FIRMWARE_WRONG_KEY);
  house_play (house, 3 * MINUTE);
  g_assert_cmpuint (house_find (house, TB_RECORD_FIRMWARE_INSTALLED, house->cameras, 1)->detail, ==, TB_FIRMWARE_FOREIGN);
  g_assert_cmpuint (house_state (house, house->cameras)->health, ==, TB_HEALTH_TAMPERED);
  g_assert_cmpuint (tb_state_get_totals (tb_world_get_state (house->world))->by_health[TB_HEALTH_TAMPERED], ==, 1);
  assert_refusal (house, house_state (house, house->cameras)->firmware_refusal, "wrong-key", "trust-anchor");
  order (house, house->cameras, 25, 3, TB_FIRMWARE_GOOD);
  house_play (house, 4 * MINUTE);
  g_assert_cmpuint (house_state (house, house->cameras)->is_tampered, ==, FALSE);
  g_assert_cmpuint (house_state (house, house->cameras)->firmware_version, ==, 3);
}

static void
power (House *house, guint32 device, gboolean on)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_power (house->world, device, on, &error), error);
}

static void
who_is_away_gets_it_later (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  power (house, house->locks, FALSE);
  order (house, house->locks, 100, 3, TB_FIRMWARE_GOOD);
  house_play (house, 2 * MINUTE);
  assert_progress (house, house->locks, 4, 3, 3, 0);
  power (house, house->locks, TRUE);
  house_play (house, 4 * MINUTE);
  assert_progress (house, house->locks, 4, 4, 4, 0);
}

/* In the middle of it; it begins again, and counts once. */
static void
who_is_interrupted_begins_again (House *house, gconstpointer unused)
{
  const TbRecord *offer;

  house_play (house, MINUTE);
  order (house, house->locks, 0, 3, TB_FIRMWARE_GOOD);
  house_play (house, MINUTE);
  offer = house_find (house, TB_RECORD_FIRMWARE_OFFERED, house->locks, 0);
  house_play (house, MINUTE + offer->value / 2);
  power (house, house->locks, FALSE);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (house_state (house, house->locks)->firmware_phase, ==, TB_FIRMWARE_INTERRUPTED);
  g_assert_cmpuint (house_count (house, TB_RECORD_FIRMWARE_INSTALLED, TB_NOBODY), ==, 0);
  power (house, house->locks, TRUE);
  house_play (house, 4 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_FIRMWARE_OFFERED, house->locks), ==, 2);
  assert_progress (house, house->locks, 1, 1, 1, 0);
}

static void
another_image_takes_its_place (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  order (house, house->locks, 100, 3, TB_FIRMWARE_UNSIGNED);
  order (house, house->locks, 100, 3, TB_FIRMWARE_GOOD);
  house_play (house, 2 * MINUTE);
  assert_progress (house, house->locks, 4, 4, 4, 0);
  g_assert_cmpuint (house_count (house, TB_RECORD_FIRMWARE_REFUSED, TB_NOBODY), ==, 0);
  g_assert_cmpuint (progress (house, house->locks)->serial, ==, 2);
}

/* What goes over the slowest link bit by bit takes at least so long; judging takes the rest. */
static void
it_takes_the_time_of_link_and_processor (House *house, gconstpointer unused)
{
  const TbGroup *group = tb_fleet_group_of (house->fleet, house->locks);
  const TbRecord *offer, *installed;

  house_play (house, MINUTE);
  order (house, house->locks, 0, 3, TB_FIRMWARE_GOOD);
  house_play (house, 2 * MINUTE);
  offer = house_find (house, TB_RECORD_FIRMWARE_OFFERED, house->locks, 0);
  installed = house_find (house, TB_RECORD_FIRMWARE_INSTALLED, house->locks, 0);
  g_assert_cmpint (offer->value, >, (gint64) SIZE * 8 * TB_US_PER_SECOND / group->link->bits_per_s);
  g_assert_cmpint (installed->time_us - offer->time_us - offer->value, >, 3 * group->profile->verify_us);
}

/* --- what is on the links --- */

static GArray *
collect_chunks (House *house, guint32 device)
{
  GArray *all = tb_traffic_collect (house->fleet, house->journal, -1, 2 * MINUTE, 100000), *chunks = g_array_new (FALSE, FALSE, sizeof (TbPacket));

  for (guint i = 0; i < all->len; i++)
    {
      const TbPacket *packet = &g_array_index (all, TbPacket, i);

      if (packet->kind == TB_PACKET_CHUNK && packet->to == device)
        g_array_append_val (chunks, *packet);
    }
  g_array_unref (all);
  return chunks;
}

/* Real bytes, inside TLS, as many as the image has and a little more. */
static void
all_of_it_is_on_the_link (House *house, gconstpointer unused)
{
  g_autoptr (GArray) chunks = NULL;
  gint64 until_us = MINUTE;
  gsize n_bytes = 0;

  house_play (house, MINUTE);
  order (house, house->locks, 0, 3, TB_FIRMWARE_GOOD);
  house_play (house, 2 * MINUTE);
  chunks = collect_chunks (house, house->locks);
  g_assert_cmpuint (chunks->len, ==, 1 + (SIZE + TB_FIRMWARE_CHUNK_BYTES - 1) / TB_FIRMWARE_CHUNK_BYTES);
  for (guint i = 0; i < chunks->len; i++)
    {
      const TbPacket *packet = &g_array_index (chunks, TbPacket, i);
      g_autoptr (GBytes) plain = tb_traffic_dup_plain (house->fleet, house->journal, packet), wire = tb_traffic_dup_wire (house->fleet, house->journal, packet, NULL);

      g_assert_cmpuint (packet->from, ==, house->broker);
      g_assert_true (packet->is_protected);
      g_assert_cmpint (packet->depart_us, >=, until_us);
      g_assert_cmpuint (g_bytes_get_size (wire), ==, packet->n_bytes);
      g_assert_cmpuint (g_bytes_get_size (wire), >, g_bytes_get_size (plain));
      until_us = packet->arrive_us;
      n_bytes += i > 0 ? g_bytes_get_size (plain) - TB_FIRMWARE_CHUNK_OVERHEAD_BYTES : 0;
    }
  g_assert_cmpuint (n_bytes, ==, SIZE);
  g_assert_cmpint (until_us, <=, house_find (house, TB_RECORD_FIRMWARE_INSTALLED, house->locks, 0)->time_us);
}

/* Whatever is broken off, the records of the session are numbered one after the other: else nobody could read on. */
static void
no_record_of_the_session_is_left_out (House *house, gconstpointer unused)
{
  g_autoptr (GArray) chunks = NULL;
  guint32 next = 0;

  house_play (house, MINUTE);
  order (house, house->locks, 0, 3, TB_FIRMWARE_UNSIGNED);
  house_play (house, MINUTE);
  house_play (house, MINUTE + house_find (house, TB_RECORD_FIRMWARE_OFFERED, house->locks, 0)->value / 2);
  order (house, house->locks, 0, 3, TB_FIRMWARE_GOOD);
  house_play (house, 2 * MINUTE);
  chunks = collect_chunks (house, house->locks);
  for (guint i = 0; i < chunks->len; i++)
    {
      const TbPacket *packet = &g_array_index (chunks, TbPacket, i);
      TbFirmwareTransfer transfer;

      g_assert_true (tb_firmware_transfer_unpack (tb_journal_get_payload (house->journal, packet->payload), &transfer));
      if (i > 0)
        g_assert_cmpuint (transfer.first_sequence + packet->number, ==, next);
      next = transfer.first_sequence + (guint32) packet->number + 1;
    }
  g_assert_cmpuint (chunks->len, >, 1 + (SIZE + TB_FIRMWARE_CHUNK_BYTES - 1) / TB_FIRMWARE_CHUNK_BYTES);
  assert_progress (house, house->locks, 1, 1, 1, 0);
}

static void
refused (House *house, guint32 device, const char *why)
{
  g_autoptr (GError) error = NULL;
  TbFirmwareOrder what = { tb_fleet_group_of (house->fleet, device), TB_NOBODY, 100, 3, TB_NOBODY, TB_FIRMWARE_GOOD, SIZE };

  g_assert_false (tb_world_update_firmware (house->world, &what, &error));
  g_assert_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW);
  g_assert_cmpstr (error->message, ==, why);
}

static void
orders_that_make_no_sense_are_refused (House *house, gconstpointer unused)
{
  refused (house, house->broker, "broker is no device and no gateway, so it has no firmware here");
  refused (house, house->gateways, "gw reports to no broker in this scenario, so nothing can be sent to it");
}

static void
payloads_read_as_they_were_written (House *house, gconstpointer unused)
{
  g_autoptr (GBytes) envelope = g_bytes_new_static ("manifest", 8), payload = g_bytes_new_static ("firmware", 8), junk = g_bytes_new_static ("x\xff\xff", 3);
  g_autoptr (GBytes) image = tb_firmware_image_pack (envelope, payload), one = NULL, other = NULL, transfer_bytes = NULL;
  TbFirmwareTransfer transfer = { 1, 2, 3, 4, 5 }, again;

  g_assert_true (tb_firmware_image_unpack (image, &one, &other));
  g_assert_true (g_bytes_equal (one, envelope) && g_bytes_equal (other, payload));
  g_assert_false (tb_firmware_image_unpack (junk, &one, &other));
  transfer_bytes = tb_firmware_transfer_pack (&transfer);
  g_assert_true (tb_firmware_transfer_unpack (transfer_bytes, &again));
  g_assert_cmpmem (&transfer, sizeof transfer, &again, sizeof again);
  g_assert_false (tb_firmware_transfer_unpack (junk, &again));
  g_assert_null (tb_firmware_refusal_unpack (junk));
}

#define ADD(name, func) g_test_add ("/firmware/" name, House, NULL, house_set_up, func, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("staged", an_update_goes_out_in_stages);
  ADD ("bad", bad_firmware_is_refused);
  ADD ("stolen-key", a_thief_signs_with_the_makers_key);
  ADD ("unverified", who_asks_nothing_installs_anything);
  ADD ("away", who_is_away_gets_it_later);
  ADD ("interrupted", who_is_interrupted_begins_again);
  ADD ("replaced", another_image_takes_its_place);
  ADD ("time", it_takes_the_time_of_link_and_processor);
  ADD ("link", all_of_it_is_on_the_link);
  ADD ("sequence", no_record_of_the_session_is_left_out);
  ADD ("orders", orders_that_make_no_sense_are_refused);
  ADD ("payloads", payloads_read_as_they_were_written);
  return g_test_run ();
}
