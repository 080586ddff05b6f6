/* tb-state: see the header. One function per kind of record; lifecycles are edge tables, and a transition that is in none is refused. */
#include "tb-state-private.h"

#include <string.h>

static void
reset_object (TbObjectState *object)
{
  memset (object, 0, sizeof *object);
  object->certificate = TB_NO_PAYLOAD;
  object->policy = TB_NO_PAYLOAD;
  object->transcript = TB_NO_PAYLOAD;
  object->refused_transcript = TB_NO_PAYLOAD;
  object->reporting = TB_NO_PAYLOAD;
  object->firmware_transfer = TB_NO_PAYLOAD;
  object->firmware_refusal = TB_NO_PAYLOAD;
  object->last_alert = -1;
  object->is_verifying = TRUE;
}

/**
 * tb_state_new:
 * @fleet: who is there
 *
 * Returns: (transfer full): the state before anything has happened: everything switched off, nobody with a certificate
 */
TbState *
tb_state_new (TbFleet *fleet)
{
  guint32 n = tb_fleet_get_n_objects (fleet);
  TbState *state = g_malloc0 (sizeof (TbState) + ((gsize) n + 1) * sizeof (TbObjectState));

  state->fleet = tb_fleet_ref (fleet);
  state->n_objects = n;
  reset_object (&state->objects[TB_NOBODY]);
  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);

      for (guint32 k = 0; k < group->count; k++)
        {
          reset_object (&state->objects[group->first + k]);
          tb_state_begin_checks (&state->objects[group->first + k], group);
        }
      if (group->role != TB_ROLE_DEVICE)
        continue;
      state->totals.by_identity[TB_IDENTITY_NONE] += group->count;
      state->totals.by_health[TB_HEALTH_OFF] += group->count;
    }
  tb_state_set_up_outbreak (state);
  return state;
}

/**
 * tb_state_free:
 * @state: (transfer full): a state
 *
 * Frees it.
 */
void
tb_state_free (TbState *state)
{
  tb_fleet_unref (state->fleet);
  g_free (state);
}

/**
 * tb_state_get_size:
 * @state: a state
 *
 * Returns: bytes of one copy, for whoever keeps keyframes
 */
gsize
tb_state_get_size (const TbState *state)
{
  return sizeof (TbState) + ((gsize) state->n_objects + 1) * sizeof (TbObjectState);
}

/**
 * tb_state_dup:
 * @state: a state
 *
 * Returns: (transfer full): another one that is the same
 */
TbState *
tb_state_dup (const TbState *state)
{
  TbState *copy = g_malloc (tb_state_get_size (state));

  memcpy (copy, state, tb_state_get_size (state));
  tb_fleet_ref (copy->fleet);
  return copy;
}

/**
 * tb_state_copy:
 * @to: a state of the same fleet, overwritten
 * @from: a state
 *
 * Makes @to what @from is.
 */
void
tb_state_copy (TbState *to, const TbState *from)
{
  g_return_if_fail (to->n_objects == from->n_objects);
  to->totals = from->totals;
  to->anchors = from->anchors;
  to->firmware = from->firmware;
  to->is_scanned = from->is_scanned;
  to->n_sieges = from->n_sieges;
  to->n_thefts = from->n_thefts;
  memcpy (to->sieges, from->sieges, sizeof to->sieges);
  memcpy (to->thefts, from->thefts, sizeof to->thefts);
  memcpy (to->objects, from->objects, ((gsize) from->n_objects + 1) * sizeof (TbObjectState));
}

/* Adds @by of an object to the sums that go by how it is; taken off before it changes, put back after. */
void
tb_state_count (TbState *state, guint32 object, int by)
{
  if (!tb_state_counts (state, object))
    return;
  state->totals.by_health[state->objects[object].health] += (guint32) by;
  state->totals.by_census[tb_state_get_census (state, object)] += (guint32) by;
}

static void
set_health (TbState *state, guint32 subject, TbHealth health)
{
  tb_state_count (state, subject, -1);
  state->objects[subject].health = health;
  tb_state_count (state, subject, 1);
}

static void
stop_reports (TbObjectState *object, gint64 time_us)
{
  object->bytes_before[object->report_protected] += tb_object_state_get_reports (object, time_us) * object->report_bytes;
  object->report_interval_us = 0;
  object->reporting = TB_NO_PAYLOAD;
}

/* How it is when it is on. */
static TbHealth
health_of (const TbObjectState *object)
{
  if (object->is_quarantined)
    return TB_HEALTH_QUARANTINED;
  if (object->infection != TB_INFECTION_NONE)
    return TB_HEALTH_INFECTED;
  if (object->is_captured)
    return TB_HEALTH_CAPTURED;
  return object->is_tampered ? TB_HEALTH_TAMPERED : object->exposed ? TB_HEALTH_EXPOSED : TB_HEALTH_HEALTHY;
}

/* Its health is what it has to be again, unless it is switched off. */
void
tb_state_rest (TbState *state, guint32 subject)
{
  if (state->objects[subject].health != TB_HEALTH_OFF)
    set_health (state, subject, health_of (&state->objects[subject]));
}

static gboolean
apply_nothing (TbState *state, TbObjectState *object, const TbRecord *record)
{
  return TRUE;
}

static gboolean
apply_clock (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->clock_offset_us = record->value;
  return TRUE;
}

static gboolean
apply_ended (TbState *state, TbObjectState *object, const TbRecord *record)
{
  state->totals.ended = TRUE;
  state->totals.failed = record->detail != 0;
  return TRUE;
}

static gboolean
apply_command_refused (TbState *state, TbObjectState *object, const TbRecord *record)
{
  state->totals.n_refused_commands++;
  return TRUE;
}

static gboolean
apply_powered_on (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (object->health != TB_HEALTH_OFF)
    return FALSE;
  set_health (state, record->subject, health_of (object));
  return TRUE;
}

static gboolean
apply_powered_off (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (object->health == TB_HEALTH_OFF)
    return FALSE;
  state->totals.n_defended[TB_DEFENCE_REBOOT] += record->detail != 0;
  stop_reports (object, record->time_us);
  tb_state_interrupt_firmware (object);
  set_health (state, record->subject, TB_HEALTH_OFF);
  return TRUE;
}

static gboolean
apply_completed (TbState *state, TbObjectState *object, const TbRecord *record)
{
  state->totals.n_completed++;
  object->n_completed++;
  object->transcript = record->payload;
  object->session = (guint32) record->value;
  return TRUE;
}

static gboolean
apply_refused (TbState *state, TbObjectState *object, const TbRecord *record)
{
  state->totals.n_refused++;
  state->totals.refused_by_alert[record->detail % TB_STATE_N_ALERTS]++;
  object->n_refused++;
  object->last_alert = (gint16) record->detail;
  object->refused_transcript = record->payload;
  return TRUE;
}

static gboolean
apply_message (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->bytes_before[TB_DETAIL_IS_PROTECTED (record->detail)] += TB_DETAIL_BYTES (record->detail);
  return TRUE;
}

static gboolean
apply_publish_refused (TbState *state, TbObjectState *object, const TbRecord *record)
{
  state->totals.n_refused_publishes++;
  return TRUE;
}

static gboolean
apply_reporting (TbState *state, TbObjectState *object, const TbRecord *record)
{
  stop_reports (object, record->time_us);
  object->reporting = record->payload;
  object->report_protected = TB_DETAIL_IS_PROTECTED (record->detail);
  object->report_bytes = TB_DETAIL_BYTES (record->detail);
  object->report_interval_us = record->value;
  object->report_first_us = record->time_us;
  return TRUE;
}

static gboolean
apply_reporting_stopped (TbState *state, TbObjectState *object, const TbRecord *record)
{
  stop_reports (object, record->time_us);
  return TRUE;
}

static gboolean
apply_session_closed (TbState *state, TbObjectState *object, const TbRecord *record)
{
  tb_state_interrupt_firmware (object);
  return apply_reporting_stopped (state, object, record);
}

static gboolean
apply_credential_seen (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (!object->exposed)
    state->totals.n_exposed++;
  object->exposed = TRUE;
  tb_state_rest (state, record->subject);
  return TRUE;
}

typedef gboolean (*Apply) (TbState *state, TbObjectState *object, const TbRecord *record);

static const Apply applies[TB_RECORD_N_KINDS] = {
  [TB_RECORD_RUN_STARTED] = apply_nothing,
  [TB_RECORD_RUN_ENDED] = apply_ended,
  [TB_RECORD_COMMAND] = apply_nothing,
  [TB_RECORD_COMMAND_REFUSED] = apply_command_refused,
  [TB_RECORD_POWERED_ON] = apply_powered_on,
  [TB_RECORD_POWERED_OFF] = apply_powered_off,
  [TB_RECORD_KEY_MADE] = tb_state_apply_key_made,
  [TB_RECORD_CERTIFICATE_REQUESTED] = tb_state_apply_requested,
  [TB_RECORD_CERTIFICATE_ISSUED] = tb_state_apply_issued,
  [TB_RECORD_CERTIFICATE_INSTALLED] = tb_state_apply_installed,
  [TB_RECORD_ENROLMENT_REFUSED] = tb_state_apply_enrolment_refused,
  [TB_RECORD_POLICY_CHANGED] = tb_state_apply_policy,
  [TB_RECORD_CERTIFICATE_EXPIRING] = tb_state_apply_expiring,
  [TB_RECORD_CERTIFICATE_EXPIRED] = tb_state_apply_expired,
  [TB_RECORD_HANDSHAKE_STARTED] = apply_nothing,
  [TB_RECORD_FLIGHT] = apply_nothing,
  [TB_RECORD_HANDSHAKE_COMPLETED] = apply_completed,
  [TB_RECORD_HANDSHAKE_REFUSED] = apply_refused,
  [TB_RECORD_SESSION_CLOSED] = apply_session_closed,
  [TB_RECORD_MESSAGE] = apply_message,
  [TB_RECORD_PUBLISH_REFUSED] = apply_publish_refused,
  [TB_RECORD_CONNECT_REFUSED] = apply_nothing,
  [TB_RECORD_REPORTING_STARTED] = apply_reporting,
  [TB_RECORD_REPORTING_STOPPED] = apply_reporting_stopped,
  [TB_RECORD_CREDENTIAL_SEEN] = apply_credential_seen,
  [TB_RECORD_AUTHORITY_MADE] = tb_state_apply_authority,
  [TB_RECORD_CERTIFICATE_REVOKED] = tb_state_apply_revoked,
  [TB_RECORD_CERTIFICATE_RELEASED] = tb_state_apply_released,
  [TB_RECORD_CRL_PUBLISHED] = apply_nothing,
  [TB_RECORD_CRL_FETCHED] = apply_nothing,
  [TB_RECORD_CRL_DELTA_FETCHED] = apply_nothing,
  [TB_RECORD_OCSP_ANSWERED] = apply_nothing,
  [TB_RECORD_OCSP_UNANSWERED] = apply_nothing,
  [TB_RECORD_RESPONDER_SWITCHED] = apply_nothing,
  [TB_RECORD_CLOCK_CHANGED] = apply_clock,
  [TB_RECORD_OUTAGE] = tb_state_apply_outage,
  [TB_RECORD_MISCONFIGURED] = tb_state_apply_misconfigured,
  [TB_RECORD_AUTHORITY_EXPIRED] = apply_nothing,
  [TB_RECORD_TICKETS_DROPPED] = apply_nothing,
  [TB_RECORD_ANCHOR_ADDED] = tb_state_apply_anchor_added,
  [TB_RECORD_ANCHOR_REMOVED] = tb_state_apply_anchor_removed,
  [TB_RECORD_AUTHORITY_RETIRED] = tb_state_apply_retired,
  [TB_RECORD_TRUST_UPDATE_REFUSED] = apply_nothing,
  [TB_RECORD_TRUST_LOST] = tb_state_apply_lost,
  [TB_RECORD_ROGUE_REGISTRAR] = tb_state_apply_rogue,
  [TB_RECORD_DEVICE_CAPTURED] = tb_state_apply_captured,
  [TB_RECORD_KEY_STOLEN] = tb_state_apply_stolen,
  [TB_RECORD_THIEF_RENEWED] = tb_state_apply_thief_renewed,
  [TB_RECORD_BENCH_SIGNED] = apply_nothing,
  [TB_RECORD_FIRMWARE_RELEASED] = tb_state_apply_firmware_released,
  [TB_RECORD_FIRMWARE_OFFERED] = tb_state_apply_firmware_offered,
  [TB_RECORD_FIRMWARE_INSTALLED] = tb_state_apply_firmware_installed,
  [TB_RECORD_FIRMWARE_REFUSED] = tb_state_apply_firmware_refused,
  [TB_RECORD_CAMPAIGN_CHANGED] = tb_state_apply_campaign,
  [TB_RECORD_INFECTED] = tb_state_apply_infected,
  [TB_RECORD_BOT_READY] = tb_state_apply_bot_ready,
  [TB_RECORD_ATTEMPT_REFUSED] = tb_state_apply_attempt_refused,
  [TB_RECORD_ATTEMPTS] = tb_state_apply_attempts,
  [TB_RECORD_CLEARED] = tb_state_apply_cleared,
  [TB_RECORD_SURFACE_CHANGED] = tb_state_apply_surface,
  [TB_RECORD_QUARANTINED] = tb_state_apply_quarantined,
  [TB_RECORD_CLIENT_BARRED] = tb_state_apply_barred,
  [TB_RECORD_FLOOD_ORDERED] = tb_state_apply_flood_ordered,
  [TB_RECORD_FLOOD_CHANGED] = tb_state_apply_flood_changed,
  [TB_RECORD_LIMIT_CHANGED] = tb_state_apply_limit_changed,
  [TB_RECORD_TRIAL_STARTED] = apply_nothing,
  [TB_RECORD_TRIAL_FLIGHT] = apply_nothing,
  [TB_RECORD_TRIAL_BEHIND] = apply_nothing,
  [TB_RECORD_TRIAL_COMPLETED] = apply_nothing,
  [TB_RECORD_TRIAL_REFUSED] = apply_nothing,
  [TB_RECORD_KEY_GIVEN] = tb_state_apply_key_given,
  [TB_RECORD_VERIFYING_CHANGED] = tb_state_apply_verifying,
  [TB_RECORD_LEAF_TRUSTED] = tb_state_apply_leaf,
  [TB_RECORD_MOVED] = tb_state_apply_moved,
  [TB_RECORD_DEMAND_CHANGED] = tb_state_apply_demand,
  [TB_RECORD_CHECK_CHANGED] = tb_state_apply_check,
  [TB_RECORD_STAPLING_CHANGED] = tb_state_apply_stapling,
  [TB_RECORD_FORMER_REVOKED] = apply_nothing,
  [TB_RECORD_WAIVED] = apply_nothing,
  [TB_RECORD_WAIVER_ENDED] = apply_nothing,
};

/* What happens to the run itself happens to nobody in it, everything else to somebody. */
static gboolean
is_of_run (guint kind)
{
  return kind <= TB_RECORD_COMMAND_REFUSED;
}

G_STATIC_ASSERT (TB_RECORD_RUN_STARTED == 0 && TB_RECORD_RUN_ENDED < TB_RECORD_COMMAND_REFUSED && TB_RECORD_COMMAND < TB_RECORD_COMMAND_REFUSED);
G_STATIC_ASSERT (TB_RECORD_POWERED_ON == TB_RECORD_COMMAND_REFUSED + 1);

/**
 * tb_state_apply:
 * @state: a state
 * @record: what happened next
 *
 * Folds one record in.
 *
 * Returns: %FALSE when the record makes no sense in this state (a transition that no edge table declares, an object that is
 *   not there): a defect of whoever wrote the record; the state is what it was
 */
gboolean
tb_state_apply (TbState *state, const TbRecord *record)
{
  if (record->kind >= TB_RECORD_N_KINDS || record->subject > state->n_objects || (record->subject == TB_NOBODY) != is_of_run (record->kind))
    return FALSE;
  return applies[record->kind](state, &state->objects[record->subject], record);
}

/**
 * tb_state_prepare:
 * @state: a state
 * @record: a record that will be folded in a little later
 *
 * Fetches what that needs from memory meanwhile. Changes nothing; for whoever folds many.
 */
void
tb_state_prepare (const TbState *state, const TbRecord *record)
{
  const TbObjectState *object = &state->objects[MIN (record->subject, state->n_objects)];

  __builtin_prefetch (object, 1);
  __builtin_prefetch ((const char *) (object + 1) - 1, 1);
}

/**
 * tb_state_get:
 * @state: a state
 * @object: an object
 *
 * Returns: (transfer none): what is true of it
 */
const TbObjectState *
tb_state_get (const TbState *state, guint32 object)
{
  return &state->objects[object <= state->n_objects ? object : TB_NOBODY];
}

/**
 * tb_state_get_anchors:
 * @state: a state
 *
 * Returns: (transfer none): the roots there have been so far
 */
const TbAnchors *
tb_state_get_anchors (const TbState *state)
{
  return &state->anchors;
}

/**
 * tb_state_get_totals:
 * @state: a state
 *
 * Returns: (transfer none): the sums
 */
const TbTotals *
tb_state_get_totals (const TbState *state)
{
  return &state->totals;
}

/**
 * tb_state_sum_bytes:
 * @state: a state
 * @is_protected: inside TLS, or in the clear
 * @time_us: the time of the state
 *
 * Returns: bytes of application messages all objects have put on the wire so far
 */
guint64
tb_state_sum_bytes (const TbState *state, gboolean is_protected, gint64 time_us)
{
  guint64 sum = 0;

  for (guint32 i = 1; i <= state->n_objects; i++)
    sum += tb_object_state_get_bytes (&state->objects[i], is_protected, time_us);
  return sum;
}
