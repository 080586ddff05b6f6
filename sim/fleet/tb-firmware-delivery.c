/* tb-firmware-delivery: how firmware comes to devices: ordered for a share of a group at a time, sent over the session each has with its broker, piece by
 * piece, and judged there. Who is not connected gets it when it is again. */
#include "tb-world-private.h"

#include <string.h>

#include "tb-seal.h"

/* The manifest's signature, and one for each certificate between its signer and the root. */
#define N_SIGNATURES 3

static void
delivery_free (TbDelivery *delivery)
{
  g_clear_pointer (&delivery->envelope, g_bytes_unref);
  g_clear_pointer (&delivery->payload, g_bytes_unref);
  g_clear_pointer (&delivery->anchors, g_ptr_array_unref);
  g_clear_pointer (&delivery->verdict, tb_firmware_verdict_free);
  g_clear_error (&delivery->error);
  g_free (delivery->vendor);
  g_free (delivery);
}

/* What is under way is waited for and thrown away. */
void
tb_firmware_abandon (TbWorld *world, guint32 device)
{
  TbDelivery *delivery = g_steal_pointer (&world->actors[device].delivery);

  if (delivery == NULL)
    return;
  if (delivery->task != NULL)
    tb_pool_join (world->pool, g_steal_pointer (&delivery->task));
  delivery_free (delivery);
}

/* What has arrived needs no session any more. */
void
tb_firmware_session_closed (TbWorld *world, guint32 device)
{
  if (world->actors[device].delivery != NULL && !world->actors[device].delivery->has_arrived)
    tb_firmware_abandon (world, device);
}

/* --- on its way --- */

static gboolean
is_done (TbWorld *world, guint32 device)
{
  const TbObjectState *state = tb_state_get (world->state, device);
  const TbFirmwareProgress *progress = tb_firmware_updates_find (tb_state_get_firmware (world->state), tb_fleet_group_of (world->fleet, device)->first);

  return state->firmware_serial == progress->serial && (state->firmware_phase == TB_FIRMWARE_INSTALLED || state->firmware_phase == TB_FIRMWARE_REFUSED);
}

static guint32
count_chunks (const TbRelease *release)
{
  gsize n = g_bytes_get_size (release->payload);

  return 1 + (guint32) ((n + TB_FIRMWARE_CHUNK_BYTES - 1) / TB_FIRMWARE_CHUNK_BYTES);
}

/* One piece after the other, each when the one before has arrived: so small devices have it, that write to flash between them. */
static gint64
get_way_us (TbWorld *world, const TbRelease *release, guint32 device, guint32 broker)
{
  gsize overhead = TB_FIRMWARE_CHUNK_OVERHEAD_BYTES + (world->actors[device].open_transcript != TB_NO_PAYLOAD ? TB_SEAL_OVERHEAD_BYTES : 0);
  gsize left = g_bytes_get_size (release->payload);
  TbStream losses;
  gint64 way_us;

  tb_stream_initf (&losses, world->seed, "firmware/losses/%u/%" G_GINT64_FORMAT, device, world->now_us);
  way_us = tb_fleet_get_path_time_us (world->fleet, broker, device, g_bytes_get_size (release->envelope) + overhead, &losses);
  for (; left > 0; left -= MIN (left, TB_FIRMWARE_CHUNK_BYTES))
    way_us += tb_fleet_get_path_time_us (world->fleet, broker, device, MIN (left, TB_FIRMWARE_CHUNK_BYTES) + overhead, &losses);
  return way_us;
}

static void
begin (TbWorld *world, const TbRelease *release, guint32 device)
{
  TbActor *actor = &world->actors[device];
  TbFirmwareTransfer transfer = { actor->open_transcript, actor->server_sequence, release->image, actor->open_service, count_chunks (release) };
  gint64 way_us = get_way_us (world, release, device, actor->open_service);
  TbDelivery *delivery = g_new0 (TbDelivery, 1);

  delivery->number = ++actor->n_deliveries;
  delivery->begun_us = world->now_us;
  delivery->chunk_us = MAX (way_us / transfer.n_chunks, 1);
  delivery->n_chunks = transfer.n_chunks;
  delivery->version = release->version;
  delivery->is_stolen = release->kind == TB_FIRMWARE_STOLEN_KEY;
  delivery->envelope = g_bytes_ref (release->envelope);
  delivery->payload = g_bytes_ref (release->payload);
  delivery->vendor = g_strdup (tb_fleet_group_of (world->fleet, release->authority)->label);
  actor->delivery = delivery;
  actor->server_sequence += transfer.n_chunks;
  tb_world_record (world, TB_RECORD_FIRMWARE_OFFERED, device, actor->open_service, way_us, (guint16) release->version,
                   tb_world_add_payload (world, tb_firmware_transfer_pack (&transfer)));
  tb_world_push (world, way_us, TB_EVENT_FIRMWARE_ARRIVED, device, delivery->number);
}

/* Begins when there is something that @device is to have, and a session to send it over. */
void
tb_firmware_offer (TbWorld *world, guint32 device)
{
  const TbRelease *release = tb_release_find (world, device);
  const TbActor *actor = &world->actors[device];

  if (release != NULL && actor->open_service != TB_NOBODY && actor->connecting == TB_NOBODY && actor->delivery == NULL && !is_done (world, device))
    begin (world, release, device);
}

/* --- judged --- */

static void
judge (gpointer data)
{
  TbDelivery *delivery = data;

  delivery->verdict = tb_firmware_judge (delivery->crypto, delivery->envelope, delivery->payload, &delivery->terms, &delivery->error);
}

/* Modelled: the profile has no figure for SHA-256, and takes what it has for AES. Who asks nothing spends nothing. */
static gint64
judging_cost_us (TbWorld *world, guint32 device, const TbDelivery *delivery)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, device);
  const TbProfile *profile = group->profile;
  gsize n_bytes = g_bytes_get_size (delivery->envelope) + g_bytes_get_size (delivery->payload);
  gboolean is_rsa = group->authority != TB_NOBODY && tb_key_algorithm_is_rsa (tb_fleet_group_of (world->fleet, group->authority)->key_algorithm);

  if (profile == NULL || group->installs_anything)
    return 0;
  return N_SIGNATURES * (is_rsa ? profile->rsa_public_us : profile->verify_us) + (gint64) n_bytes * TB_US_PER_SECOND / profile->bulk_bytes_per_s;
}

static GPtrArray *
hold_anchors (TbWorld *world, guint32 device)
{
  g_autoptr (GPtrArray) trusted = tb_service_list_anchors (world, device);
  GPtrArray *anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (guint i = 0; i < trusted->len; i++)
    g_ptr_array_add (anchors, tb_certificate_ref (g_ptr_array_index (trusted, i)));
  return anchors;
}

void
tb_firmware_arrived (TbWorld *world, const TbEvent *event)
{
  TbDelivery *delivery = world->actors[event->subject].delivery;

  if (delivery == NULL || delivery->number != event->value)
    return;
  delivery->has_arrived = TRUE;
  delivery->crypto = world->crypto;
  delivery->anchors = hold_anchors (world, event->subject);
  delivery->terms = (TbFirmwareTerms) { delivery->anchors, tb_world_unix_us (world), FALSE, delivery->vendor,
                                        tb_fleet_group_of (world->fleet, event->subject)->name, tb_state_get (world->state, event->subject)->firmware_version };
  delivery->task = tb_pool_submit (world->pool, judge, delivery);
  tb_world_push (world, judging_cost_us (world, event->subject, delivery), TB_EVENT_FIRMWARE_JUDGED, event->subject, delivery->number);
}

/* An old image is the maker's all the same. */
static gboolean
is_foreign (const TbFirmwareVerdict *verdict)
{
  return !verdict->accepted && strcmp (verdict->reason, "rolled-back") != 0 && strcmp (verdict->reason, "same-version") != 0;
}

static guint32
add_refusal (TbWorld *world, const TbDelivery *delivery)
{
  return tb_world_add_payload (world, tb_firmware_refusal_pack (delivery->verdict));
}

/* The journal knows what no device can see: that a good signature was made by a thief. */
static TbFirmwareTrust
find_trust (const TbGroup *group, const TbDelivery *delivery)
{
  if (delivery->is_stolen && delivery->verdict->accepted)
    return TB_FIRMWARE_STOLEN;
  if (!group->installs_anything)
    return TB_FIRMWARE_VERIFIED;
  return is_foreign (delivery->verdict) ? TB_FIRMWARE_FOREIGN : TB_FIRMWARE_NOT_VERIFIED;
}

static void
record_verdict (TbWorld *world, guint32 device, const TbDelivery *delivery)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, device);
  TbFirmwareTrust trust = find_trust (group, delivery);

  if (delivery->verdict->accepted || group->installs_anything)
    tb_world_record (world, TB_RECORD_FIRMWARE_INSTALLED, device, group->authority, delivery->version, (guint16) trust,
                     trust == TB_FIRMWARE_FOREIGN ? add_refusal (world, delivery) : TB_NO_PAYLOAD);
  else
    tb_world_record (world, TB_RECORD_FIRMWARE_REFUSED, device, group->authority, delivery->version, 0, add_refusal (world, delivery));
}

/* Who asks nothing is not asked either; the journal knows all the same what it has done. */
void
tb_firmware_judged (TbWorld *world, const TbEvent *event)
{
  TbDelivery *delivery = world->actors[event->subject].delivery;

  if (delivery == NULL || delivery->number != event->value)
    return;
  world->actors[event->subject].delivery = NULL;
  tb_pool_join (world->pool, g_steal_pointer (&delivery->task));
  if (delivery->verdict == NULL)
    tb_world_fail (world, "judging firmware", g_steal_pointer (&delivery->error));
  else
    record_verdict (world, event->subject, delivery);
  delivery_free (delivery);
}

/* --- ordered --- */

/* Whose firmware it is: the group's authority, or where it has none, that of the other devices. */
static guint32
find_maker (TbWorld *world, const TbGroup *group)
{
  if (group->authority != TB_NOBODY)
    return group->authority;
  for (guint g = 0; g < tb_fleet_get_n_groups (world->fleet); g++)
    if (tb_fleet_get_group (world->fleet, g)->role == TB_ROLE_AUTHORITY)
      return tb_fleet_get_group (world->fleet, g)->first;
  return TB_NOBODY;
}

static gboolean
check_order (TbWorld *world, const TbFirmwareOrder *order, GError **error)
{
  const TbFirmwareUpdates *updates = tb_state_get_firmware (world->state);
  const TbGroup *group = order->group;

  if (group->role != TB_ROLE_DEVICE && group->role != TB_ROLE_GATEWAY)
    g_set_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, "%s is no device and no gateway, so it has no firmware here", group->name);
  else if (group->service == TB_NOBODY)
    g_set_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, "%s reports to no broker in this scenario, so nothing can be sent to it", group->name);
  else if (find_maker (world, group) == TB_NOBODY)
    g_set_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, "there is no authority in this scenario that firmware for %s could come from", group->name);
  else if (order->signer != TB_NOBODY && tb_fleet_get_role (world->fleet, order->signer) != TB_ROLE_AUTHORITY)
    return tb_world_refuse (world, order->signer, error, N_("is no authority"));
  else if (updates->n == TB_MAX_FIRMWARE_UPDATES && tb_firmware_updates_find (updates, group->first) == NULL)
    g_set_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, "%s cannot have an update: %u groups have had one in this run", group->name, updates->n);
  else
    return TRUE;
  return FALSE;
}

static gboolean
is_same (const TbRelease *release, const TbFirmwareOrder *order)
{
  return release != NULL && release->version == order->version && release->kind == order->kind && release->signer == order->signer && g_bytes_get_size (release->payload) == order->size_bytes;
}

/* What has not left yet never does: the next record of the session is the one after what has. */
static void
stop_delivery (TbWorld *world, guint32 device)
{
  TbActor *actor = &world->actors[device];
  const TbDelivery *delivery = actor->delivery;
  guint32 n_left;

  if (delivery == NULL)
    return;
  n_left = (guint32) MIN ((world->now_us - delivery->begun_us) / delivery->chunk_us + 1, delivery->n_chunks);
  if (!delivery->has_arrived)
    actor->server_sequence -= delivery->n_chunks - n_left;
  tb_firmware_abandon (world, device);
}

/* Who is receiving the one before gets no more of it. */
static void
stop_deliveries (TbWorld *world, const TbGroup *group)
{
  for (guint32 i = group->first; i < group->first + group->count; i++)
    stop_delivery (world, i);
}

static void
widen (TbRelease *release, const TbFirmwareOrder *order)
{
  if (order->device != TB_NOBODY)
    g_hash_table_add (release->singles, GUINT_TO_POINTER (order->device));
  else
    release->n_shared = MAX (release->n_shared, (guint32) (((guint64) order->group->count * order->share + 99) / 100));
}

static guint32
count_wanted (const TbRelease *release, const TbGroup *group)
{
  guint32 n = release->n_shared;
  GHashTableIter iter;
  gpointer single;

  g_hash_table_iter_init (&iter, release->singles);
  while (g_hash_table_iter_next (&iter, &single, NULL))
    n += GPOINTER_TO_UINT (single) - group->first >= release->n_shared;
  return n;
}

/**
 * tb_world_update_firmware:
 * @world: a world
 * @order: what for whom
 * @error: return location
 *
 * Has firmware sent to devices, to those that are not connected when they are. The same image again is for more of them; another one takes its place.
 *
 * Returns: %FALSE with the reason when there is nobody it could be sent to
 */
gboolean
tb_world_update_firmware (TbWorld *world, const TbFirmwareOrder *order, GError **error)
{
  const TbGroup *group = order->group;
  TbRelease *release = g_hash_table_lookup (world->releases, GUINT_TO_POINTER (group->first));
  TbFirmwareOrder signed_order = *order;
  GError *problem = NULL;

  if (!check_order (world, order, error))
    return FALSE;
  if (order->signer == TB_NOBODY)
    signed_order.signer = find_maker (world, group);
  if (!is_same (release, &signed_order))
    {
      stop_deliveries (world, group);
      release = tb_release_make (world, &signed_order, find_maker (world, group), &problem);
    }
  if (release == NULL)
    {
      tb_world_fail (world, "making firmware", problem);
      return TRUE;
    }
  widen (release, order);
  tb_world_record (world, TB_RECORD_FIRMWARE_RELEASED, release->authority, group->first, count_wanted (release, group), (guint16) release->version, release->image);
  for (guint32 i = group->first; i < group->first + group->count; i++)
    tb_firmware_offer (world, i);
  return TRUE;
}
