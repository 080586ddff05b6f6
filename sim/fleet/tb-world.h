/* tb-world: the engine. It decides what happens next and writes it down.
 *
 * Owned by one thread. Its state is the fold of what it has written; besides that it holds what records cannot: keys, sessions under
 * way, the queue. Pure cryptography is done by the pool and joined at fixed moments of simulated time. */
#pragma once

#include "tb-provision.h"
#include "tb-journal.h"
#include "tb-memo.h"
#include "tb-pool.h"
#include "tb-state.h"

G_BEGIN_DECLS

typedef struct _TbWorld TbWorld;

/**
 * TbFirmwareOrder:
 * @group: devices of one kind
 * @device: one of them alone, or %TB_NOBODY for a share of the group
 * @share: up to how many of them, in percent
 * @version: of the image
 * @signer: whose authority signs it, %TB_NOBODY for the one that the group is from
 * @kind: what is wrong with it, if anything
 * @size_bytes: of its payload
 *
 * An update of firmware as somebody orders it.
 */
typedef struct
{
  const TbGroup *group;
  guint32 device;
  guint share;
  guint version;
  guint32 signer;
  TbFirmwareKind kind;
  gsize size_bytes;
} TbFirmwareOrder;

/**
 * TbDevices:
 * @first: a device
 * @count: how many that follow each other, the first included
 *
 * One device, a group, or the first of a group.
 */
typedef struct
{
  guint32 first;
  guint32 count;
} TbDevices;

TbWorld *tb_world_new          (TbFleet *fleet, guint64 seed, gint64 start_unix_us, guint n_threads, TbJournal *journal, GError **error);
void     tb_world_free         (TbWorld *world);
void     tb_world_set_memo     (TbWorld *world, TbMemo *memo);
gint64   tb_world_get_time     (TbWorld *world);
gboolean tb_world_peek         (TbWorld *world, gint64 *time_us);
void     tb_world_step         (TbWorld *world);
void     tb_world_set_time     (TbWorld *world, gint64 time_us);
const char *tb_world_get_failure (TbWorld *world);
const TbState *tb_world_get_state (TbWorld *world);
void     tb_world_note         (TbWorld *world, TbRecordKind kind, const char *text, guint16 detail, gint64 value);

/* What commands ask for; each returns FALSE with the reason when it cannot be done now. */
gboolean tb_world_power        (TbWorld *world, guint32 device, gboolean on, GError **error);
gboolean tb_world_enrol        (TbWorld *world, guint32 device, GError **error);
gboolean tb_world_enrol_all    (TbWorld *world, const TbDevices *whom, GError **error);
gboolean tb_world_renew        (TbWorld *world, guint32 device, GError **error);
gboolean tb_world_renew_all    (TbWorld *world, const TbDevices *whom, GError **error);
gboolean tb_world_set_policy   (TbWorld *world, const TbGroup *group, const TbEnrolPolicy *policy, GError **error);
const TbEnrolPolicy *tb_world_get_policy (TbWorld *world, const TbGroup *group);
gboolean tb_world_connect      (TbWorld *world, guint32 device, guint32 service, GError **error);
gboolean tb_world_disconnect   (TbWorld *world, guint32 device, GError **error);
gboolean tb_world_publish      (TbWorld *world, guint32 device, const char *topic, const char *message, GError **error);
gboolean tb_world_report       (TbWorld *world, guint32 device, gint64 interval_us, GError **error);
gboolean tb_world_revoke       (TbWorld *world, guint32 object, guint reason, GError **error);
gboolean tb_world_revoke_all   (TbWorld *world, const TbDevices *whom, guint reason, GError **error);
gboolean tb_world_revoke_former (TbWorld *world, guint32 object, guint reason, GError **error);
gboolean tb_world_revoke_former_all (TbWorld *world, const TbDevices *whom, guint reason, GError **error);
gboolean tb_world_release      (TbWorld *world, guint32 object, GError **error);
gboolean tb_world_switch_responder (TbWorld *world, guint32 authority, gboolean on, GError **error);
gboolean tb_world_set_clock    (TbWorld *world, guint32 device, gint64 unix_us, GError **error);
gboolean tb_world_set_outage   (TbWorld *world, guint32 authority, gboolean on, GError **error);
gboolean tb_world_set_rogue    (TbWorld *world, guint32 authority, gboolean on, GError **error);
gboolean tb_world_steal_key    (TbWorld *world, guint32 device, guint32 thief, GError **error);
gboolean tb_world_misconfigure (TbWorld *world, guint32 authority, TbMisconfiguration what, GError **error);
gboolean tb_world_renew_authority (TbWorld *world, guint32 authority, GError **error);
gboolean tb_world_drop_tickets (TbWorld *world, guint32 broker, GError **error);
gboolean tb_world_verify       (TbWorld *world, const TbDevices *whom, gboolean on, GError **error);
gboolean tb_world_move         (TbWorld *world, const TbDevices *whom, guint32 broker, GError **error);
gboolean tb_world_trust_leaf   (TbWorld *world, const TbDevices *whom, guint32 holder, gboolean trusted, GError **error);
gboolean tb_world_demand_certificates (TbWorld *world, guint32 broker, gboolean on, GError **error);
gboolean tb_world_check_revocation (TbWorld *world, const TbDevices *whom, TbRevocationCheck check, gboolean refuses_unknown, GError **error);
gboolean tb_world_staple       (TbWorld *world, guint32 broker, gboolean on, GError **error);
gint64   tb_world_get_start_us (TbWorld *world);
gboolean tb_world_waive        (TbWorld *world, guint32 subject, gboolean is_group, TbProvision provision, gint64 until_us, const char *reason, GError **error);
gboolean tb_world_unwaive      (TbWorld *world, guint32 subject, gboolean is_group, TbProvision provision, GError **error);
gboolean tb_world_impersonate  (TbWorld *world, const TbDevices *whom, guint32 broker, GError **error);
gboolean tb_world_trust        (TbWorld *world, guint32 first, guint32 count, guint32 authority, gboolean trusted, GError **error);
gboolean tb_world_roll_over    (TbWorld *world, guint32 authority, GError **error);
gboolean tb_world_update_trust (TbWorld *world, const TbGroup *group, guint share, GError **error);
gboolean tb_world_update_firmware (TbWorld *world, const TbFirmwareOrder *order, GError **error);
gboolean tb_world_retire       (TbWorld *world, guint32 authority, GError **error);
gboolean tb_world_sign         (TbWorld *world, guint32 device, guint32 verifier, const char *message, const char *scheme, const char *flips, GError **error);
gboolean tb_world_handshake    (TbWorld *world, guint32 device, guint32 service, const char *line, GError **error);


/* In an outbreak */
gboolean tb_world_defend       (TbWorld *world, const TbDevices *whom, TbDefence defence, guint network, gboolean on, GError **error);
gboolean tb_world_quarantine   (TbWorld *world, const TbDevices *whom, gboolean on, GError **error);
gboolean tb_world_bar          (TbWorld *world, const TbDevices *whom, gboolean on, GError **error);
gboolean tb_world_reboot       (TbWorld *world, const TbDevices *whom, GError **error);
gboolean tb_world_limit        (TbWorld *world, guint32 service, guint64 bits_per_s, GError **error);
gboolean tb_world_flood        (TbWorld *world, guint32 service, gboolean on, GError **error);
gboolean tb_world_outbreak     (TbWorld *world, gboolean on, GError **error);
gboolean tb_world_infect       (TbWorld *world, guint32 device, GError **error);
gboolean tb_world_tune         (TbWorld *world, const TbCampaign *campaign, const char *text, GError **error);
const TbCampaign *tb_world_get_campaign (TbWorld *world);

#define TB_WORLD_ERROR (tb_world_error_quark ())
typedef enum { TB_WORLD_ERROR_NOT_NOW } TbWorldError;
GQuark   tb_world_error_quark  (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbWorld, tb_world_free)

G_END_DECLS
