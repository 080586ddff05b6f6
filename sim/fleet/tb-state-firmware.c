/* tb-state-firmware: the fold of records about firmware: what runs on each device, and how far the updates are. */
#include "tb-state-private.h"

/* The row of a group, made when it is not there. NULL when there is no room. */
static TbFirmwareProgress *
get_row (TbFirmwareUpdates *updates, guint32 group_first)
{
  TbFirmwareProgress *row = (TbFirmwareProgress *) tb_firmware_updates_find (updates, group_first);

  if (row == NULL && updates->n < TB_MAX_FIRMWARE_UPDATES)
    {
      row = &updates->rows[updates->n++];
      row->group_first = group_first;
      row->image = TB_NO_PAYLOAD;
    }
  return row;
}

static TbFirmwareProgress *
row_of (TbState *state, guint32 device)
{
  return (TbFirmwareProgress *) tb_firmware_updates_find (&state->firmware, tb_fleet_group_of (state->fleet, device)->first);
}

/* Nobody gets any more of the image before. */
static void
stop_group (TbState *state, guint32 group_first)
{
  const TbGroup *group = tb_fleet_group_of (state->fleet, group_first);

  for (guint32 i = group->first; i < group->first + group->count; i++)
    tb_state_interrupt_firmware (&state->objects[i]);
}

/* The same image again is for more devices; another one begins from nothing. */
gboolean
tb_state_apply_firmware_released (TbState *state, TbObjectState *object, const TbRecord *record)
{
  gboolean is_group = record->object != TB_NOBODY && record->object <= state->n_objects;
  TbFirmwareProgress *row = is_group ? get_row (&state->firmware, record->object) : NULL;

  if (row == NULL)
    return FALSE;
  if (row->image != record->payload)
    stop_group (state, row->group_first);
  if (row->image != record->payload)
    *row = (TbFirmwareProgress) { .group_first = record->object, .authority = record->subject, .image = record->payload, .version = record->detail,
                                  .serial = (guint16) ++state->firmware.n_images };
  row->n_wanted = (guint32) record->value;
  return TRUE;
}

gboolean
tb_state_apply_firmware_offered (TbState *state, TbObjectState *object, const TbRecord *record)
{
  TbFirmwareProgress *row = row_of (state, record->subject);

  if (row == NULL)
    return FALSE;
  row->n_offered += object->firmware_serial != row->serial;
  object->firmware_serial = row->serial;
  object->firmware_phase = TB_FIRMWARE_RECEIVING;
  object->firmware_transfer = record->payload;
  object->firmware_begun_us = record->time_us;
  object->firmware_way_us = record->value;
  return TRUE;
}

static gboolean
was_offered (const TbObjectState *object, const TbFirmwareProgress *row)
{
  return row != NULL && object->firmware_serial == row->serial
         && (object->firmware_phase == TB_FIRMWARE_RECEIVING || object->firmware_phase == TB_FIRMWARE_INTERRUPTED);
}

gboolean
tb_state_apply_firmware_installed (TbState *state, TbObjectState *object, const TbRecord *record)
{
  TbFirmwareProgress *row = row_of (state, record->subject);

  if (!was_offered (object, row))
    return FALSE;
  row->n_installed++;
  object->firmware_phase = TB_FIRMWARE_INSTALLED;
  object->firmware_version = (guint16) record->value;
  if (object->is_tampered || record->detail >= TB_FIRMWARE_FOREIGN)
    object->firmware_refusal = record->payload;
  object->is_tampered = record->detail >= TB_FIRMWARE_FOREIGN;
  tb_state_rest (state, record->subject);
  return TRUE;
}

gboolean
tb_state_apply_firmware_refused (TbState *state, TbObjectState *object, const TbRecord *record)
{
  TbFirmwareProgress *row = row_of (state, record->subject);

  if (!was_offered (object, row))
    return FALSE;
  row->n_refused++;
  state->totals.n_refused_firmware++;
  object->firmware_phase = TB_FIRMWARE_REFUSED;
  object->firmware_refusal = record->payload;
  return TRUE;
}

/* Its session is gone, or its power. */
void
tb_state_interrupt_firmware (TbObjectState *object)
{
  if (object->firmware_phase == TB_FIRMWARE_RECEIVING)
    object->firmware_phase = TB_FIRMWARE_INTERRUPTED;
}

/**
 * tb_state_get_firmware:
 * @state: a state
 *
 * Returns: (transfer none): how far the updates are
 */
const TbFirmwareUpdates *
tb_state_get_firmware (const TbState *state)
{
  return &state->firmware;
}
