/* tb-state-identity: what records do to certificates and to trust; the edges are in tb-identity-edge.c. */
#include "tb-state-private.h"

#include "tb-identity-edge.h"

/* Only devices are counted by identity and health. */
gboolean
tb_state_counts (const TbState *state, guint32 object)
{
  return tb_fleet_get_role (state->fleet, object) == TB_ROLE_DEVICE;
}

static gboolean
set_identity (TbState *state, guint32 subject, TbIdentityEvent event)
{
  TbObjectState *object = &state->objects[subject];
  guint8 next;

  if (!tb_identity_edge_find (object->identity, event, &next))
    return FALSE;
  if (tb_state_counts (state, subject))
    {
      state->totals.by_identity[object->identity]--;
      state->totals.by_identity[next]++;
    }
  object->identity = next;
  return TRUE;
}

gboolean
tb_state_apply_requested (TbState *state, TbObjectState *object, const TbRecord *record)
{
  return set_identity (state, record->subject, record->detail == 0 ? TB_IDENTITY_EVENT_ASK_FIRST : TB_IDENTITY_EVENT_ASK_NEXT);
}

gboolean
tb_state_apply_policy (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->policy = record->payload;
  return TRUE;
}

gboolean
tb_state_apply_outage (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->is_down = record->detail != 0;
  return TRUE;
}

gboolean
tb_state_apply_misconfigured (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->misconfigured = (guint8) record->detail;
  return TRUE;
}

gboolean
tb_state_apply_issued (TbState *state, TbObjectState *object, const TbRecord *record)
{
  state->totals.n_certificates++;
  if (object->n_certificates < G_MAXUINT16)
    object->n_certificates++;
  return TRUE;
}

/* A broker gets no second certificate for the same key. */
gboolean
tb_state_apply_installed (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (!set_identity (state, record->subject, TB_IDENTITY_EVENT_INSTALL))
    return FALSE;
  if (tb_fleet_get_role (state->fleet, record->subject) == TB_ROLE_BROKER)
    object->is_robbed = FALSE;
  if (object->certificate != TB_NO_PAYLOAD)
    state->totals.n_renewals++;
  object->certificate = record->payload;
  object->installed_us = record->time_us;
  object->not_after_us = record->value;
  object->shows_leaf_alone = (record->detail & TB_INSTALLED_ALONE) != 0;
  return TRUE;
}

gboolean
tb_state_apply_enrolment_refused (TbState *state, TbObjectState *object, const TbRecord *record)
{
  gboolean again = object->identity == TB_IDENTITY_ENROLLING && object->certificate != TB_NO_PAYLOAD;

  return set_identity (state, record->subject, again ? TB_IDENTITY_EVENT_REFUSE_AGAIN : TB_IDENTITY_EVENT_REFUSE);
}

gboolean
tb_state_apply_expiring (TbState *state, TbObjectState *object, const TbRecord *record)
{
  return set_identity (state, record->subject, TB_IDENTITY_EVENT_EXPIRE_SOON);
}

gboolean
tb_state_apply_expired (TbState *state, TbObjectState *object, const TbRecord *record)
{
  return set_identity (state, record->subject, TB_IDENTITY_EVENT_EXPIRE);
}

gboolean
tb_state_apply_revoked (TbState *state, TbObjectState *object, const TbRecord *record)
{
  return set_identity (state, record->subject, TB_IDENTITY_EVENT_REVOKE);
}

static gboolean
is_lost (const TbState *state, guint32 subject)
{
  return tb_anchors_is_lost (&state->anchors, tb_state_get_trusted (state, subject), tb_fleet_group_of (state->fleet, subject)->authority);
}

/* One that has ended meanwhile is not in force again, and one whose device is lost is of no use. */
gboolean
tb_state_apply_released (TbState *state, TbObjectState *object, const TbRecord *record)
{
  return set_identity (state, record->subject, TB_IDENTITY_EVENT_RELEASE)
         && (record->time_us < object->not_after_us || set_identity (state, record->subject, TB_IDENTITY_EVENT_EXPIRE))
         && (!is_lost (state, record->subject) || set_identity (state, record->subject, TB_IDENTITY_EVENT_LOSE));
}

/* Everybody has the first roots to begin with, but for those who are to find out whom to trust. */
static void
withhold_root (TbState *state)
{
  for (guint g = 0; g < tb_fleet_get_n_groups (state->fleet); g++)
    {
      const TbGroup *group = tb_fleet_get_group (state->fleet, g);

      for (guint32 i = 0; i < group->count && tb_group_begins_empty (group); i++)
        tb_anchors_set (&state->anchors, &state->objects[group->first + i].anchors_changed, state->anchors.n - 1, FALSE);
    }
}

gboolean
tb_state_apply_authority (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (record->detail == TB_DEPTH_ROOT || record->detail == TB_DEPTH_NEXT_ROOT)
    tb_anchors_make (&state->anchors, record->subject, record->payload, record->detail == TB_DEPTH_ROOT);
  if (record->detail == TB_DEPTH_ROOT)
    withhold_root (state);
  return TRUE;
}

gboolean
tb_state_apply_retired (TbState *state, TbObjectState *object, const TbRecord *record)
{
  return tb_anchors_retire (&state->anchors, record->value);
}

gboolean
tb_state_apply_lost (TbState *state, TbObjectState *object, const TbRecord *record)
{
  return set_identity (state, record->subject, TB_IDENTITY_EVENT_LOSE);
}

static gboolean
find_again (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (object->certificate == TB_NO_PAYLOAD)
    return set_identity (state, record->subject, TB_IDENTITY_EVENT_FIND_BARE);
  return set_identity (state, record->subject, TB_IDENTITY_EVENT_FIND)
         && (record->time_us < object->not_after_us || set_identity (state, record->subject, TB_IDENTITY_EVENT_EXPIRE));
}

gboolean
tb_state_apply_anchor_added (TbState *state, TbObjectState *object, const TbRecord *record)
{
  return tb_anchors_set (&state->anchors, &object->anchors_changed, record->value, TRUE)
         && (object->identity != TB_IDENTITY_LOST || is_lost (state, record->subject) || find_again (state, object, record));
}

gboolean
tb_state_apply_anchor_removed (TbState *state, TbObjectState *object, const TbRecord *record)
{
  return tb_anchors_set (&state->anchors, &object->anchors_changed, record->value, FALSE);
}

gboolean
tb_state_apply_key_made (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->key_maker = TB_KEY_MAKER_DEVICE;
  return TRUE;
}

gboolean
tb_state_apply_key_given (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->key_maker = (guint8) record->detail;
  return TRUE;
}

gboolean
tb_state_apply_verifying (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->is_verifying = record->detail != 0;
  return TRUE;
}

/* A certificate that is trusted for itself gets a number like a root, when somebody trusts it for the first time. */
gboolean
tb_state_apply_leaf (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (record->detail != 0 && record->value == (gint64) state->anchors.n)
    tb_anchors_make_leaf (&state->anchors, record->object, record->payload);
  return tb_anchors_set (&state->anchors, &object->anchors_changed, record->value, record->detail != 0);
}

gboolean
tb_state_apply_moved (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (record->object > state->n_objects)
    return FALSE;
  object->service = record->object;
  return TRUE;
}

/**
 * tb_state_get_trusted_leaves:
 * @state: a state
 * @object: an object
 *
 * Returns: those of what it trusts that are nobody's root, but the certificate of one peer; bits as above
 */
guint64
tb_state_get_trusted_leaves (const TbState *state, guint32 object)
{
  return tb_state_get_trusted (state, object) & tb_anchors_get_leaves (tb_state_get_anchors (state));
}

/**
 * tb_state_get_service:
 * @state: a state
 * @object: an object
 *
 * Returns: the broker that it reports to: the scenario's, until somebody moves it; %TB_NOBODY for none
 */
guint32
tb_state_get_service (const TbState *state, guint32 object)
{
  guint32 moved = tb_state_get (state, object)->service;

  return moved != TB_NOBODY ? moved : tb_fleet_get_service (state->fleet, object);
}

/* --- those who come between --- */

gboolean
tb_state_apply_rogue (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->is_luring = record->detail != 0;
  return TRUE;
}

/* Who is set free is as it left the factory. */
static gboolean
begin_anew (TbState *state, TbObjectState *object, guint32 subject)
{
  if (!set_identity (state, subject, TB_IDENTITY_EVENT_BEGIN_ANEW))
    return FALSE;
  object->certificate = TB_NO_PAYLOAD;
  object->not_after_us = 0;
  return TRUE;
}

gboolean
tb_state_apply_captured (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (record->detail == 0 && !begin_anew (state, object, record->subject))
    return FALSE;
  object->is_captured = record->detail != 0;
  tb_state_rest (state, record->subject);
  return TRUE;
}

/* Whoever has a broker's key waits for its clients. */
static gboolean
rob_broker (TbState *state, TbObjectState *broker, const TbRecord *record)
{
  if (state->n_thefts == TB_STATE_MAX_THEFTS)
    return FALSE;
  state->thefts[state->n_thefts++] = (TbTheft) { record->subject, record->object, record->payload };
  broker->is_robbed = TRUE;
  return TRUE;
}

/* The thief has what the device had; for the authority he is the device. */
static gboolean
rob_device (TbState *state, const TbObjectState *device, const TbRecord *record)
{
  TbObjectState *thief = &state->objects[record->object];

  if (!set_identity (state, record->object, TB_IDENTITY_EVENT_INSTALL))
    return FALSE;
  thief->certificate = record->payload;
  thief->installed_us = record->time_us;
  thief->not_after_us = device->not_after_us;
  return TRUE;
}

gboolean
tb_state_apply_stolen (TbState *state, TbObjectState *object, const TbRecord *record)
{
  gboolean is_broker = tb_fleet_get_role (state->fleet, record->subject) == TB_ROLE_BROKER;

  if (record->object == TB_NOBODY || record->object > state->n_objects
      || !(is_broker ? rob_broker (state, object, record) : rob_device (state, object, record)))
    return FALSE;
  object->thief = record->object;
  object->stolen_us = record->time_us;
  object->n_stolen = 0;
  return TRUE;
}

/**
 * tb_state_get_thefts:
 * @state: a state
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): the keys of brokers that were copied so far, those included that nobody uses any more
 */
const TbTheft *
tb_state_get_thefts (const TbState *state, guint *n)
{
  *n = state->n_thefts;
  return state->thefts;
}

gboolean
tb_state_apply_thief_renewed (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (object->n_stolen < G_MAXUINT16)
    object->n_stolen++;
  return TRUE;
}
