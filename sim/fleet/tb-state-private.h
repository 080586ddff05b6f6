/* tb-state-private: how a state is held, for those who fold records into it. Private to sim/fleet. */
#pragma once

#include "tb-state.h"

G_BEGIN_DECLS

struct _TbState
{
  TbFleet *fleet;          /* owned */
  guint32 n_objects;
  TbTotals totals;
  TbAnchors anchors;
  TbFirmwareUpdates firmware;
  TbVector vector;         /* of the attacker there is, if any */
  gboolean is_scanned;     /* whether he is about */
  guint n_sieges;
  guint n_thefts;
  TbSiege sieges[TB_STATE_MAX_SIEGES];
  TbTheft thefts[TB_STATE_MAX_THEFTS];
  TbObjectState objects[]; /* [0] is nobody */
};

gboolean tb_state_counts (const TbState *state, guint32 object);

void     tb_state_rest (TbState *state, guint32 subject);
void     tb_state_interrupt_firmware (TbObjectState *object);

void     tb_state_count (TbState *state, guint32 object, int by);
void     tb_state_set_up_outbreak (TbState *state);

void     tb_state_begin_checks (TbObjectState *object, const TbGroup *group);
gboolean tb_state_apply_demand (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_check (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_stapling (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_campaign (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_infected (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_bot_ready (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_attempt_refused (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_attempts (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_cleared (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_surface (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_quarantined (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_barred (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_flood_ordered (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_flood_changed (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_limit_changed (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_requested (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_issued (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_misconfigured (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_outage (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_policy (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_installed (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_enrolment_refused (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_expiring (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_expired (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_revoked (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_released (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_authority (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_retired (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_lost (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_anchor_added (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_anchor_removed (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_key_made (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_key_given (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_verifying (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_leaf (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_moved (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_rogue (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_captured (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_stolen (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_thief_renewed (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_firmware_released (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_firmware_offered (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_firmware_installed (TbState *state, TbObjectState *object, const TbRecord *record);
gboolean tb_state_apply_firmware_refused (TbState *state, TbObjectState *object, const TbRecord *record);

G_END_DECLS
