/* tb-state-outbreak: what records of an outbreak, of defences against it and of a flood make of the state. */
#include "tb-state-private.h"

/**
 * tb_state_get_census:
 * @state: a state
 * @object: a device
 *
 * Returns: how it is in an outbreak
 */
TbCensus
tb_state_get_census (const TbState *state, guint32 object)
{
  const TbObjectState *device = &state->objects[object];

  if (device->infection != TB_INFECTION_NONE)
    return TB_CENSUS_INFECTED;
  if (device->health != TB_HEALTH_OFF && !device->is_immune && !device->is_quarantined && tb_surface_judge (&device->surface, state->vector) == TB_REFUSAL_N)
    return TB_CENSUS_VULNERABLE;
  return device->n_infections > 0 ? TB_CENSUS_CLEANED : TB_CENSUS_PROTECTED;
}

/* Everybody as the factory made them. */
void
tb_state_set_up_outbreak (TbState *state)
{
  guint32 attacker = tb_fleet_get_attacker (state->fleet);

  if (attacker != TB_NOBODY)
    state->vector = tb_fleet_group_of (state->fleet, attacker)->campaign.vector;
  for (guint i = 0; i < tb_fleet_get_n_groups (state->fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (state->fleet, i);

      for (guint32 k = 0; k < group->count; k++)
        state->objects[group->first + k].surface = group->surface;
      if (group->role == TB_ROLE_DEVICE)
        state->totals.by_census[TB_CENSUS_PROTECTED] += group->count;
    }
}

gboolean
tb_state_apply_campaign (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (record->detail > TB_CAMPAIGN_RETUNED)
    return FALSE;
  if (record->detail != TB_CAMPAIGN_RETUNED)
    state->is_scanned = record->detail == TB_CAMPAIGN_SCANS;
  return TRUE;
}

gboolean
tb_state_apply_infected (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (object->health == TB_HEALTH_OFF || object->infection != TB_INFECTION_NONE || object->is_immune || record->object > state->n_objects)
    return FALSE;
  tb_state_count (state, record->subject, -1);
  state->totals.n_ever += object->n_infections == 0;
  object->infection = record->detail ? TB_INFECTION_READY : TB_INFECTION_LOADING;
  object->infected_by = record->object;
  object->infected_us = record->time_us;
  object->generation = (guint16) MIN (state->objects[record->object].generation + 1, G_MAXUINT16);
  object->n_infections = (guint16) MIN (object->n_infections + 1, G_MAXUINT16);
  tb_state_count (state, record->subject, 1);
  tb_state_rest (state, record->subject);
  state->totals.n_infections++;
  state->totals.peak = MAX (state->totals.peak, state->totals.by_census[TB_CENSUS_INFECTED]);
  state->totals.n_bots += object->infection == TB_INFECTION_READY;
  state->totals.deepest = MAX (state->totals.deepest, object->generation);
  return TRUE;
}

gboolean
tb_state_apply_bot_ready (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (object->infection != TB_INFECTION_LOADING)
    return FALSE;
  object->infection = TB_INFECTION_READY;
  state->totals.n_bots++;
  return TRUE;
}

gboolean
tb_state_apply_attempt_refused (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (record->detail >= TB_REFUSAL_N)
    return FALSE;
  state->totals.n_attempts[record->detail]++;
  return TRUE;
}

gboolean
tb_state_apply_attempts (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (record->detail > TB_REFUSAL_N || record->value < 0)
    return FALSE;
  state->totals.n_attempts[record->detail] += (guint64) record->value;
  return TRUE;
}

gboolean
tb_state_apply_cleared (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (object->infection == TB_INFECTION_NONE)
    return FALSE;
  state->totals.n_bots -= object->infection == TB_INFECTION_READY;
  tb_state_count (state, record->subject, -1);
  object->infection = TB_INFECTION_NONE;
  object->is_immune = record->detail != 0;
  tb_state_count (state, record->subject, 1);
  tb_state_rest (state, record->subject);
  return TRUE;
}

/* What somebody has read opens nothing any more. */
static void
change_credential (TbState *state, TbObjectState *object, guint32 subject)
{
  object->n_credentials = (guint16) MIN (object->n_credentials + 1, G_MAXUINT16);
  object->exposed = FALSE;
  tb_state_rest (state, subject);
}

gboolean
tb_state_apply_surface (TbState *state, TbObjectState *object, const TbRecord *record)
{
  TbSurface surface;

  if (!tb_surface_unpack (record->value, &surface) || surface.segment >= tb_fleet_get_n_networks (state->fleet) || record->detail >= TB_DEFENCE_N)
    return FALSE;
  state->totals.n_defended[record->detail]++;
  tb_state_count (state, record->subject, -1);
  object->surface = surface;
  tb_state_count (state, record->subject, 1);
  if (record->detail == TB_DEFENCE_CHANGE_CREDENTIAL)
    change_credential (state, object, record->subject);
  return TRUE;
}

gboolean
tb_state_apply_quarantined (TbState *state, TbObjectState *object, const TbRecord *record)
{
  if (object->is_quarantined == (record->detail != 0))
    return FALSE;
  tb_state_count (state, record->subject, -1);
  object->is_quarantined = record->detail != 0;
  state->totals.n_defended[TB_DEFENCE_QUARANTINE] += object->is_quarantined;
  tb_state_count (state, record->subject, 1);
  tb_state_rest (state, record->subject);
  return TRUE;
}

gboolean
tb_state_apply_barred (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->is_barred = record->detail != 0;
  state->totals.n_defended[TB_DEFENCE_REFUSE] += object->is_barred;
  return TRUE;
}

static TbSiege *
find_siege (TbState *state, guint32 service)
{
  for (guint i = 0; i < state->n_sieges; i++)
    if (state->sieges[i].service == service)
      return &state->sieges[i];
  if (state->n_sieges == TB_STATE_MAX_SIEGES)
    return NULL;
  state->sieges[state->n_sieges] = (TbSiege) { .service = service, .answered = TB_SIEGE_ALL };
  return &state->sieges[state->n_sieges++];
}

gboolean
tb_state_apply_flood_ordered (TbState *state, TbObjectState *object, const TbRecord *record)
{
  TbSiege *siege = record->object != TB_NOBODY && record->object <= state->n_objects ? find_siege (state, record->object) : NULL;

  if (siege == NULL)
    return FALSE;
  siege->is_target = record->detail != 0;
  return TRUE;
}

gboolean
tb_state_apply_flood_changed (TbState *state, TbObjectState *object, const TbRecord *record)
{
  gboolean makes_sense = record->detail <= TB_SIEGE_ALL && record->value >= 0;
  TbSiege *siege = makes_sense ? find_siege (state, record->subject) : NULL;

  if (siege == NULL)
    return FALSE;
  siege->flood_bps = (guint64) record->value;
  siege->answered = record->detail;
  return TRUE;
}

gboolean
tb_state_apply_limit_changed (TbState *state, TbObjectState *object, const TbRecord *record)
{
  TbSiege *siege = record->value >= 0 ? find_siege (state, record->subject) : NULL;

  if (siege == NULL)
    return FALSE;
  siege->limit_bps = (guint64) record->value;
  state->totals.n_defended[TB_DEFENCE_LIMIT_VICTIM]++;
  return TRUE;
}

/**
 * tb_state_get_siege:
 * @state: a state
 * @service: a service or broker
 *
 * Returns: (transfer none) (nullable): what a flood does to it, %NULL while there was none and nobody has set a limit
 */
const TbSiege *
tb_state_get_siege (const TbState *state, guint32 service)
{
  for (guint i = 0; i < state->n_sieges; i++)
    if (state->sieges[i].service == service)
      return &state->sieges[i];
  return NULL;
}

/**
 * tb_state_is_scanned:
 * @state: a state
 *
 * Returns: whether an attacker is about
 */
gboolean
tb_state_is_scanned (const TbState *state)
{
  return state->is_scanned;
}
