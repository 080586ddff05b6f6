/* tb-world: see the header. The queue, the records, and which handler an event goes to. */
#include "tb-world-private.h"
#include "tb-enrolment-private.h"

#include <string.h>

#include "tb-seal.h"

G_DEFINE_QUARK (tb-world-error-quark, tb_world_error)

static void
switch_on (TbWorld *world, const TbEvent *event)
{
  if (!tb_world_is_on (world, event->subject))
    tb_lifecycle_switch_on (world, event->subject);
}

typedef void (*Handler) (TbWorld *world, const TbEvent *event);

static const Handler handlers[TB_N_EVENTS] = {
  [TB_EVENT_POWER_ON] = switch_on,
  [TB_EVENT_KEY_READY] = tb_enrolment_key_ready,
  [TB_EVENT_HANDSHAKE_READY] = tb_session_ready,
  [TB_EVENT_FLIGHT] = tb_session_flight,
  [TB_EVENT_HANDSHAKE_END] = tb_session_end,
  [TB_EVENT_ENROL_ASKED] = tb_desk_asked,
  [TB_EVENT_ENROL_ANSWERED] = tb_desk_answered,
  [TB_EVENT_ENROL_ARRIVED] = tb_enrolment_arrived,
  [TB_EVENT_ENROL_READY] = tb_enrolment_ready,
  [TB_EVENT_ENROL_WAITED] = tb_enrolment_waited,
  [TB_EVENT_ENROL_UNANSWERED] = tb_enrolment_unanswered,
  [TB_EVENT_SLEEP_DUE] = tb_lifecycle_sleep_due,
  [TB_EVENT_THIEF_DUE] = tb_thief_due,
  [TB_EVENT_CHALLENGE_ASKED] = tb_challenge_asked,
  [TB_EVENT_CHALLENGE_ANSWERED] = tb_challenge_answered,
  [TB_EVENT_RENEWAL_DUE] = tb_lifecycle_renewal_due,
  [TB_EVENT_EXPIRES_SOON] = tb_lifecycle_expires_soon,
  [TB_EVENT_EXPIRES] = tb_lifecycle_expires,
  [TB_EVENT_CONNECT_ARRIVED] = tb_broker_connect_arrived,
  [TB_EVENT_CONNACK_ARRIVED] = tb_broker_connack_arrived,
  [TB_EVENT_PUBLISH_ARRIVED] = tb_broker_publish_arrived,
  [TB_EVENT_REPORTS_BEGIN] = tb_broker_reports_begin,
  [TB_EVENT_RETRY] = tb_lifecycle_retry,
  [TB_EVENT_ISSUER_ENDS] = tb_issuing_ends,
  [TB_EVENT_CRL_DUE] = tb_publish_crl_due,
  [TB_EVENT_DELTA_DUE] = tb_publish_delta_due,
  [TB_EVENT_CRL_WANTED] = tb_evidence_crl_wanted,
  [TB_EVENT_CRL_ASKED] = tb_evidence_crl_asked,
  [TB_EVENT_CRL_ARRIVED] = tb_evidence_crl_arrived,
  [TB_EVENT_OCSP_ASKED] = tb_evidence_ocsp_asked,
  [TB_EVENT_OCSP_ANSWERED] = tb_evidence_ocsp_answered,
  [TB_EVENT_OCSP_ARRIVED] = tb_evidence_ocsp_arrived,
  [TB_EVENT_TRUST_UPDATE_ARRIVED] = tb_trust_update_arrived,
  [TB_EVENT_STAPLE_WANTED] = tb_stapling_wanted,
  [TB_EVENT_STAPLE_ASKED] = tb_stapling_asked,
  [TB_EVENT_STAPLE_ANSWERED] = tb_stapling_answered,
  [TB_EVENT_STAPLE_ARRIVED] = tb_stapling_arrived,
  [TB_EVENT_FIRMWARE_ARRIVED] = tb_firmware_arrived,
  [TB_EVENT_FIRMWARE_JUDGED] = tb_firmware_judged,
  [TB_EVENT_TRIAL_READY] = tb_making_ready,
  [TB_EVENT_TRIAL_FLIGHT] = tb_making_flight,
  [TB_EVENT_TRIAL_END] = tb_making_end,
  [TB_EVENT_CAMPAIGN_BEGINS] = tb_spread_begins,
  [TB_EVENT_SPREAD_DUE] = tb_spread_due,
  [TB_EVENT_LIST_DUE] = tb_spread_list_due,
  [TB_EVENT_COUNT_DUE] = tb_spread_count_due,
  [TB_EVENT_FLOOD_DUE] = tb_siege_due,
};

/* An event's value holds the epoch of its subject in the upper 16 bits: switching off begins a new epoch, and what was under way is
 * forgotten. A certificate's dates outlive that. */
#define EPOCH_SHIFT 48
#define VALUE_MASK  (((guint64) 1 << EPOCH_SHIFT) - 1)

static gboolean
outlives_epochs (guint32 kind)
{
  return kind == TB_EVENT_POWER_ON || kind == TB_EVENT_RENEWAL_DUE || kind == TB_EVENT_THIEF_DUE || kind == TB_EVENT_EXPIRES_SOON || kind == TB_EVENT_EXPIRES;
}

void
tb_world_push (TbWorld *world, gint64 delay_us, TbEventKind kind, guint32 subject, guint64 value)
{
  guint64 epoch = world->actors[subject].epoch;

  tb_queue_push (world->queue, world->now_us + MAX (delay_us, 0), kind, subject, (epoch << EPOCH_SHIFT) | (value & VALUE_MASK));
}

/* Returns: the index of the record */
guint64
tb_world_record (TbWorld *world, TbRecordKind kind, guint32 subject, guint32 object, gint64 value, guint16 detail, guint32 payload)
{
  TbRecord record = { world->now_us, value, subject, object, payload, (guint16) kind, detail };
  guint64 index;

  if (!tb_state_apply (world->state, &record) && world->failure == NULL)
    {
      g_autofree char *name = tb_fleet_dup_name (world->fleet, subject);

      world->failure = g_strdup_printf ("the record %s of %s makes no sense in its state", tb_record_info (kind)->code, name);
    }
  index = tb_journal_append (world->journal, &record);
  tb_spread_notice (world, &record);
  return index;
}

guint32
tb_world_add_payload (TbWorld *world, GBytes *payload)
{
  return tb_journal_add_payload (world->journal, payload);
}

/* Takes @error. */
void
tb_world_fail (TbWorld *world, const char *doing, GError *error)
{
  if (world->failure == NULL)
    world->failure = g_strdup_printf ("%s: %s", doing, error->message);
  g_error_free (error);
}

gint64
tb_world_unix_us (TbWorld *world)
{
  return world->start_unix_us + world->now_us;
}

gboolean
tb_world_is_on (TbWorld *world, guint32 object)
{
  return tb_state_get (world->state, object)->health != TB_HEALTH_OFF;
}

const TbProfile *
tb_world_get_profile (TbWorld *world, guint32 object)
{
  return tb_fleet_group_of (world->fleet, object)->profile;
}

/* One signature with the key of @object: by whatever holds the key, or where that is memory, by its processor. */
gint64
tb_world_get_sign_us (TbWorld *world, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, object);
  gint64 store_us = tb_key_store_get_info (group->key_store)->sign_us;

  if (store_us > 0)
    return store_us;
  if (group->profile == NULL)
    return 0;
  return group->profile->key_costs[group->key_algorithm].private_us;
}

/* The size on the wire is what TLS 1.3 makes of it; the AEAD tag has the same length in all suites offered, so no key is needed. */
gint64
tb_world_send (TbWorld *world, guint32 from, guint32 to, TbSide side, guint32 transcript, guint32 sequence, GBytes *plain, guint64 *index)
{
  TbMessageInfo message = { transcript, sequence, side, plain };
  gboolean is_protected = transcript != TB_NO_PAYLOAD;
  gsize n = g_bytes_get_size (plain) + (is_protected ? TB_SEAL_OVERHEAD_BYTES * TB_SEAL_COUNT_RECORDS (g_bytes_get_size (plain)) : 0);
  g_autofree char *name = g_strdup_printf ("send/%u/%" G_GINT64_FORMAT, from, world->now_us);
  guint32 payload = tb_world_add_payload (world, tb_message_encode (&message));
  guint16 detail = (guint16) (MIN (n, TB_DETAIL_MAX_BYTES) | (is_protected ? TB_DETAIL_PROTECTED : 0));
  guint64 record;
  TbStream losses;
  gint64 way_us;

  tb_stream_init (&losses, world->seed, name);
  way_us = tb_fleet_get_path_time_us (world->fleet, from, to, n, &losses);
  record = tb_world_record (world, TB_RECORD_MESSAGE, from, to, way_us, detail, payload);
  if (index != NULL)
    *index = record;
  return way_us;
}

static void
schedule_power_on (TbWorld *world)
{
  for (guint g = 0; g < tb_fleet_get_n_groups (world->fleet); g++)
    {
      const TbGroup *group = tb_fleet_get_group (world->fleet, g);
      TbStream stream;

      if (group->start_us < 0 || (group->role != TB_ROLE_DEVICE && group->role != TB_ROLE_GATEWAY))
        continue;
      tb_stream_initf (&stream, world->seed, "start/%s", group->name);
      for (guint32 i = 0; i < group->count; i++)
        {
          gint64 late_us = i == 0 || group->spread_us == 0 ? 0 : (gint64) tb_stream_below (&stream, (guint64) group->spread_us + 1);

          tb_world_push (world, group->start_us + late_us, TB_EVENT_POWER_ON, group->first + i, 0);
        }
    }
}

/**
 * tb_world_new:
 * @fleet: who is there
 * @seed: the seed of the run
 * @start_unix_us: what the calendar says at simulated time 0
 * @n_threads: for cryptography
 * @journal: where to write; empty but for what the caller has noted
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a world at time 0 with authorities and brokers in place, or %NULL with an error of the crypto library
 */
TbWorld *
tb_world_new (TbFleet *fleet, guint64 seed, gint64 start_unix_us, guint n_threads, TbJournal *journal, GError **error)
{
  g_autoptr (TbWorld) world = g_new0 (TbWorld, 1);
  guint32 n = tb_fleet_get_n_objects (fleet);

  world->fleet = tb_fleet_ref (fleet);
  world->journal = tb_journal_ref (journal);
  world->state = tb_state_new (fleet);
  world->queue = tb_queue_new ();
  world->pool = tb_pool_new (n_threads);
  world->actors = g_new0 (TbActor, (gsize) n + 1);
  for (guint32 i = 0; i <= n; i++)
    world->actors[i].open_transcript = world->actors[i].former_certificate = TB_NO_PAYLOAD;
  world->services = g_hash_table_new_full (NULL, NULL, NULL, tb_service_free);
  world->client_endpoints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) tb_endpoint_unref);
  world->anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  world->update_shares = g_hash_table_new (NULL, NULL);
  world->releases = g_hash_table_new_full (NULL, NULL, NULL, tb_release_free);
  world->policies = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  world->waivers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  world->challenges = g_hash_table_new_full (NULL, NULL, NULL, tb_challenge_free);
  world->listeners = g_hash_table_new_full (NULL, NULL, NULL, tb_listener_free);
  world->makings = g_hash_table_new_full (NULL, NULL, NULL, tb_making_free);
  world->seed = seed;
  world->start_unix_us = start_unix_us;
  world->crypto = tb_crypto_get_seeded (error);
  if (world->crypto == NULL || !tb_service_set_up (world, error))
    return NULL;
  tb_listener_set_up (world);
  schedule_power_on (world);
  tb_spread_set_up (world);
  return g_steal_pointer (&world);
}

/**
 * tb_world_set_memo:
 * @world: a world in which nothing has happened yet
 * @memo: what is known of handshakes like those to come, and where new ones are remembered
 *
 * The journal is the same with it and without.
 */
void
tb_world_set_memo (TbWorld *world, TbMemo *memo)
{
  world->memo = tb_memo_ref (memo);
}

static void
clear_actor (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];

  tb_session_abandon (world, object);
  tb_making_abandon (world, object);
  tb_enrolment_abandon (world, object);
  tb_firmware_abandon (world, object);
  g_clear_pointer (&actor->identity, tb_identity_unref);
  g_clear_pointer (&actor->factory, tb_identity_unref);
  g_clear_pointer (&actor->store, tb_identity_unref);
  g_clear_pointer (&actor->former, tb_identity_unref);
  g_clear_pointer (&actor->open_certificate, tb_certificate_unref);
  tb_resume_forget (world, object);
}

/**
 * tb_world_free:
 * @world: (transfer full): a world
 *
 * Finishes the work under way and frees everything but the journal.
 */
void
tb_world_free (TbWorld *world)
{
  for (guint32 i = 0; i <= tb_fleet_get_n_objects (world->fleet); i++)
    clear_actor (world, i);
  tb_pool_free (world->pool);
  g_clear_pointer (&world->memo, tb_memo_unref);
  g_hash_table_unref (world->services);
  g_hash_table_unref (world->client_endpoints);
  g_ptr_array_unref (world->anchors);
  g_hash_table_unref (world->update_shares);
  g_hash_table_unref (world->releases);
  g_hash_table_unref (world->makings);
  g_hash_table_unref (world->policies);
  g_hash_table_unref (world->waivers);
  g_hash_table_unref (world->challenges);
  g_hash_table_unref (world->listeners);
  g_clear_pointer (&world->maker, tb_authority_unref);
  g_clear_pointer (&world->store_maker, tb_authority_unref);
  g_clear_pointer (&world->voucher_signer, tb_identity_unref);
  g_clear_pointer (&world->spread, tb_spread_free);
  g_free (world->actors);
  tb_queue_free (world->queue);
  tb_state_free (world->state);
  tb_journal_unref (world->journal);
  tb_fleet_unref (world->fleet);
  g_free (world->failure);
  g_free (world);
}

/**
 * tb_world_get_time:
 * @world: a world
 *
 * Returns: simulated time
 */
gint64
tb_world_get_time (TbWorld *world)
{
  return world->now_us;
}

/**
 * tb_world_peek:
 * @world: a world
 * @time_us: (out): when the next event is
 *
 * Returns: %FALSE when nothing more will happen by itself
 */
gboolean
tb_world_peek (TbWorld *world, gint64 *time_us)
{
  TbEvent event;

  tb_spread_settle (world);
  if (!tb_queue_peek (world->queue, &event))
    return FALSE;
  *time_us = event.time_us;
  return TRUE;
}

/**
 * tb_world_step:
 * @world: a world with an event waiting
 *
 * Lets the next event happen.
 */
void
tb_world_step (TbWorld *world)
{
  TbEvent event;

  tb_spread_settle (world);
  if (!tb_queue_pop (world->queue, &event))
    return;
  world->now_us = event.time_us;
  if (!outlives_epochs (event.kind) && (event.value >> EPOCH_SHIFT) != world->actors[event.subject].epoch)
    return;
  event.value &= VALUE_MASK;
  handlers[event.kind](world, &event);
}

/**
 * tb_world_set_time:
 * @world: a world
 * @time_us: not before its time, and not after its next event
 *
 * Lets time pass without anything happening.
 */
void
tb_world_set_time (TbWorld *world, gint64 time_us)
{
  world->now_us = MAX (world->now_us, time_us);
}

/**
 * tb_world_get_failure:
 * @world: a world
 *
 * Returns: (transfer none) (nullable): why it cannot go on, %NULL while it can
 */
const char *
tb_world_get_failure (TbWorld *world)
{
  return world->failure;
}

/**
 * tb_world_get_state:
 * @world: a world
 *
 * Returns: (transfer none): the state at its live edge
 */
const TbState *
tb_world_get_state (TbWorld *world)
{
  return world->state;
}

/**
 * tb_world_note:
 * @world: a world
 * @kind: a kind of record about the run itself
 * @text: (nullable): its payload
 * @detail: its detail
 * @value: its value
 *
 * Writes down what happens to the run rather than in it: its beginning, commands, its end.
 */
void
tb_world_note (TbWorld *world, TbRecordKind kind, const char *text, guint16 detail, gint64 value)
{
  guint32 payload = text ? tb_world_add_payload (world, g_bytes_new (text, strlen (text))) : TB_NO_PAYLOAD;

  tb_world_record (world, kind, TB_NOBODY, TB_NOBODY, value, detail, payload);
}
