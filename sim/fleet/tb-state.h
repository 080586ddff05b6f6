/* tb-state: what is true, as the fold of records.
 *
 * The only way state changes is [func@state_apply] with a record. The engine's world is the fold at the live edge; what a view shows is the fold
 * at the playhead (see tb-fold). Plain memory: one fixed-size struct per object and one of totals, so that a keyframe is a copy. */
#pragma once

#include "tb-anchor.h"
#include "tb-firmware-record.h"
#include "tb-fleet.h"

G_BEGIN_DECLS

/**
 * TbIdentityState:
 * @TB_IDENTITY_NONE: no certificate
 * @TB_IDENTITY_ENROLLING: has asked for its first
 * @TB_IDENTITY_VALID: has one that is in force
 * @TB_IDENTITY_RENEWING: has one in force and has asked for the next
 * @TB_IDENTITY_EXPIRING: has one that ends soon and no renewal has come
 * @TB_IDENTITY_EXPIRED: had one
 * @TB_IDENTITY_REVOKED: has one that its authority has taken back, or holds back; until it is released or replaced
 * @TB_IDENTITY_LOST: trusts nothing of its authority but roots that are retired, so that it refuses everybody, whatever it has itself
 */
typedef enum
{
  TB_IDENTITY_NONE,
  TB_IDENTITY_ENROLLING,
  TB_IDENTITY_VALID,
  TB_IDENTITY_RENEWING,
  TB_IDENTITY_EXPIRING,
  TB_IDENTITY_EXPIRED,
  TB_IDENTITY_REVOKED,
  TB_IDENTITY_LOST,
  TB_IDENTITY_N_STATES
} TbIdentityState;

/**
 * TbHealth:
 * @TB_HEALTH_OFF: switched off
 * @TB_HEALTH_HEALTHY: does what its owner wants
 * @TB_HEALTH_EXPOSED: somebody else has read its password
 * @TB_HEALTH_TAMPERED: runs firmware that is not its maker's, or not as its maker wanted it
 * @TB_HEALTH_INFECTED: does what an attacker wants
 * @TB_HEALTH_CAPTURED: trusts somebody who answered before its owner did, and obeys him
 * @TB_HEALTH_QUARANTINED: its owner lets nobody reach it, infected or not
 */
typedef enum
{
  TB_HEALTH_OFF,
  TB_HEALTH_HEALTHY,
  TB_HEALTH_EXPOSED,
  TB_HEALTH_TAMPERED,
  TB_HEALTH_INFECTED,
  TB_HEALTH_CAPTURED,
  TB_HEALTH_QUARANTINED,
  TB_HEALTH_N_STATES
} TbHealth;

/**
 * TbInfection:
 * @TB_INFECTION_NONE: nobody has taken it
 * @TB_INFECTION_LOADING: it is taken, and does nothing yet
 * @TB_INFECTION_READY: it probes, and does what it is told
 */
typedef enum { TB_INFECTION_NONE, TB_INFECTION_LOADING, TB_INFECTION_READY } TbInfection;

/**
 * TbCensus: how a device is in an outbreak; each is in one of these
 * @TB_CENSUS_PROTECTED: there is no way in
 * @TB_CENSUS_VULNERABLE: the door is open
 * @TB_CENSUS_INFECTED: taken
 * @TB_CENSUS_CLEANED: was taken, and cannot be any more
 */
typedef enum { TB_CENSUS_PROTECTED, TB_CENSUS_VULNERABLE, TB_CENSUS_INFECTED, TB_CENSUS_CLEANED, TB_N_CENSUS } TbCensus;

/**
 * TbCampaignChange:
 *
 * Detail of the record of a campaign.
 */
typedef enum { TB_CAMPAIGN_STOPS, TB_CAMPAIGN_SCANS, TB_CAMPAIGN_RETUNED } TbCampaignChange;

/**
 * TbSessionPurpose: why a handshake is made
 * @TB_SESSION_ENROL: to ask for the first certificate; only the server proves itself
 * @TB_SESSION_RENEW: to ask for the next; both sides prove themselves
 * @TB_SESSION_CONNECT: to talk to a broker
 * @TB_SESSION_RESUME: likewise, with the ticket of an earlier session
 * @TB_SESSION_TRIAL: on purpose, by command
 * @TB_SESSION_IMPOSTOR: like @TB_SESSION_CONNECT, but a thief answers in the broker's place, with its certificate and its key
 */
typedef enum
{
  TB_SESSION_ENROL,
  TB_SESSION_RENEW,
  TB_SESSION_CONNECT,
  TB_SESSION_RESUME,
  TB_SESSION_TRIAL,
  TB_SESSION_IMPOSTOR,
} TbSessionPurpose;

/**
 * TbEnrolCause: why a device asks for a certificate
 * @TB_CAUSE_SWITCHED_ON: it was switched on and has none, or slept through the day of its renewal
 * @TB_CAUSE_DUE: its policy says that it is time
 * @TB_CAUSE_EXPIRED: the one it had has just ended
 * @TB_CAUSE_TRIED_AGAIN: what went wrong before
 * @TB_CAUSE_ORDERED: somebody wants it
 */
typedef enum { TB_CAUSE_SWITCHED_ON, TB_CAUSE_DUE, TB_CAUSE_EXPIRED, TB_CAUSE_TRIED_AGAIN, TB_CAUSE_ORDERED, TB_CAUSE_N } TbEnrolCause;

/**
 * TbKeyMaker: who has made a device's key
 * @TB_KEY_MAKER_DEVICE: itself
 * @TB_KEY_MAKER_FACTORY: its maker, and put the same into all of its group
 * @TB_KEY_MAKER_AUTHORITY: its authority, and sent it along with the certificate
 */
typedef enum { TB_KEY_MAKER_DEVICE, TB_KEY_MAKER_FACTORY, TB_KEY_MAKER_AUTHORITY } TbKeyMaker;

/**
 * TbInstalled: detail of the record of an installed certificate; what is said goes together
 * @TB_INSTALLED_BEFORE: it is the one before: the new one was refused
 * @TB_INSTALLED_ALONE: without the certificates between it and the root
 */
typedef enum { TB_INSTALLED_BEFORE = 1, TB_INSTALLED_ALONE = 2 } TbInstalled;

/**
 * TbMisconfiguration: what an authority does wrong in every certificate that it issues
 * @TB_MISCONFIGURED_NOT: nothing
 * @TB_MISCONFIGURED_SAN: the subjectAltName is that of its template, not that of the device
 * @TB_MISCONFIGURED_EKU: the extended key usage is that of a server: clientAuth is missing
 * @TB_MISCONFIGURED_CHAIN: the certificate is in order, but what stands between it and the root is not given along
 */
typedef enum { TB_MISCONFIGURED_NOT, TB_MISCONFIGURED_SAN, TB_MISCONFIGURED_EKU, TB_MISCONFIGURED_CHAIN } TbMisconfiguration;

/**
 * TbObjectState:
 * @identity: a #TbIdentityState
 * @health: a #TbHealth
 * @exposed: whether somebody else has read the password that it has now, also while it is off
 * @n_certificates: how many certificates it has had
 * @certificate: payload of the one installed, or %TB_NO_PAYLOAD
 * @policy: of the first of a group: payload of the policy that it was given last, or %TB_NO_PAYLOAD for the scenario's
 * @not_after_us: when that ends, simulated time; @installed_us: when it came
 * @transcript: payload of its last finished handshake as client, or %TB_NO_PAYLOAD; @session: that one's number
 * @last_alert: TLS alert of its last refused handshake, or -1; @refused_transcript its payload
 * @n_completed: handshakes completed as client; @n_refused: refused
 * @report_interval_us: while it reports, else 0
 * @report_first_us: when the first report of this series leaves
 * @reporting: payload that describes the series (see tb-message), or %TB_NO_PAYLOAD
 * @report_bytes: one report on the wire; @report_protected: whether inside TLS
 * @bytes_before: bytes of messages sent before this series, plain and protected
 * @firmware_version: what it runs
 * @is_tampered: whether that is not its maker's, or not as its maker wanted it
 * @firmware_phase: a #TbFirmwarePhase, of the image number @firmware_serial of the run
 * @firmware_transfer: payload of the newest offer, or %TB_NO_PAYLOAD; @firmware_begun_us: when it began; @firmware_way_us: how long it takes
 * @firmware_refusal: payload that says why it refused an image last, or should have, or %TB_NO_PAYLOAD
 * @surface: where one could get in, and in which network it is
 * @infection: a #TbInfection; @infected_by: the device or attacker that took it last, or %TB_NOBODY; @infected_us: when
 * @generation: of that infection: 1 when the attacker took it himself; @n_infections: how often it was taken
 * @is_immune: whether it cannot be taken any more, whatever its doors say
 * @clock_offset_us: how far from the right time its clock is
 * @is_down: of an authority: whether nobody gets an answer from it; @misconfigured: a #TbMisconfiguration
 * @is_luring: of a rogue registrar: whether it answers new devices before their own authority does
 * @is_captured: whether it trusts such a one
 * @thief: who has a copy of its key, or %TB_NOBODY; @stolen_us: since when; @n_stolen: how many certificates he has got with it
 * @is_quarantined: whether its owner lets nobody reach it; @is_barred: whether its gateway keeps it from brokers
 * @anchors_changed: in which roots its trust store differs from what everybody has to begin with; see tb-anchor
 * @is_verifying: whether it looks at what its peers show in TLS; of brokers too
 * @shows_leaf_alone: whether it was given its certificate without those between that and the root
 * @key_maker: a #TbKeyMaker: of the key it has got last
 * @service: the broker that it was moved to, %TB_NOBODY for the scenario's
 * @demands_certificate: of a broker: whether clients must prove who they are; @staples: whether it sends an answer about its own certificate along
 * @check: a #TbRevocationCheck: how it finds out whether those who prove themselves to it were revoked; @refuses_unknown: and what if it cannot
 * @is_robbed: of a broker: whether the key that @thief has copied is the one it uses
 * @n_credentials: how often its password was changed; see tb-password
 */
typedef struct
{
  guint8 identity;
  guint8 health;
  guint8 exposed;
  guint8 report_protected;
  guint16 n_certificates;
  gint16 last_alert;
  guint32 certificate;
  guint32 transcript;
  guint32 refused_transcript;
  guint32 session;
  guint32 n_completed;
  guint32 n_refused;
  guint32 reporting;
  guint32 report_bytes;
  guint32 policy;
  gint64 not_after_us;
  gint64 installed_us;
  gint64 report_interval_us;
  gint64 report_first_us;
  guint64 bytes_before[2];
  guint64 anchors_changed;
  gint64 firmware_begun_us;
  gint64 firmware_way_us;
  guint32 firmware_transfer;
  guint32 firmware_refusal;
  guint16 firmware_version;
  guint16 firmware_serial;
  guint8 firmware_phase;
  guint8 is_tampered;
  TbSurface surface;
  guint8 infection;
  guint8 is_immune;
  guint8 is_quarantined;
  guint8 is_barred;
  guint8 is_down;
  guint8 is_luring;
  guint8 is_captured;
  guint8 misconfigured;
  guint32 infected_by;
  guint16 generation;
  guint16 n_infections;
  guint16 n_stolen;
  guint32 thief;
  gint64 infected_us;
  gint64 stolen_us;
  gint64 clock_offset_us;
  guint8 is_verifying;
  guint8 shows_leaf_alone;
  guint8 key_maker;
  guint32 service;
  guint8 demands_certificate;
  guint8 staples;
  guint8 check;
  guint8 refuses_unknown;
  guint8 is_robbed;
  guint16 n_credentials;
} TbObjectState;

#define TB_STATE_N_ALERTS 256

/**
 * TbTotals:
 *
 * Sums over all objects; devices are counted by identity, health and census (gateways and services are not), the rest over everything. @n_bots are those
 * infected that probe, @n_attempts those refused by #TbOutbreakRefusal, the last ones met nobody; @n_ever were taken at some time, @peak at most at a time; @deepest is the highest generation; @n_defended counts what
 * was done to how many devices, whatever came of it. @n_exposed counts how often a password was read that nobody else had read before.
 */
typedef struct
{
  guint32 by_identity[TB_IDENTITY_N_STATES];
  guint32 by_health[TB_HEALTH_N_STATES];
  guint64 n_certificates;
  guint64 n_renewals;
  guint64 n_completed;
  guint64 n_refused;
  guint64 n_refused_commands;
  guint64 n_refused_publishes;
  guint64 n_exposed;
  guint64 n_refused_firmware;
  guint32 refused_by_alert[TB_STATE_N_ALERTS];
  guint32 by_census[TB_N_CENSUS];
  guint32 n_bots;
  guint32 n_ever;
  guint32 peak;
  guint32 deepest;
  guint64 n_infections;
  guint64 n_attempts[TB_REFUSAL_N + 1];
  guint32 n_defended[TB_DEFENCE_N];
  guint8 ended;
  guint8 failed;
} TbTotals;

#define TB_STATE_MAX_SIEGES 16

/**
 * TbSiege:
 * @service: a service or broker
 * @is_target: whether bots are told to flood it
 * @answered: of 10000 honest requests
 * @flood_bps: what arrives of the flood, bits per second
 * @limit_bps: what it takes from one client, 0 for no limit
 *
 * What a flood does to a service, modelled as a fluid.
 */
typedef struct
{
  guint32 service;
  guint16 is_target;
  guint16 answered;
  guint64 flood_bps;
  guint64 limit_bps;
} TbSiege;

#define TB_SIEGE_ALL 10000

#define TB_STATE_MAX_THEFTS 32

/**
 * TbTheft:
 * @broker: whose key was copied
 * @thief: who has it, whatever the broker uses later
 * @certificate: payload of the certificate that is for it
 */
typedef struct
{
  guint32 broker;
  guint32 thief;
  guint32 certificate;
} TbTheft;

typedef struct _TbState TbState;

TbState             *tb_state_new        (TbFleet *fleet);
void                 tb_state_free       (TbState *state);
TbState             *tb_state_dup        (const TbState *state);
void                 tb_state_copy       (TbState *to, const TbState *from);
gsize                tb_state_get_size   (const TbState *state);
void                 tb_state_prepare    (const TbState *state, const TbRecord *record);
gboolean             tb_state_apply      (TbState *state, const TbRecord *record);
const TbObjectState *tb_state_get        (const TbState *state, guint32 object);
const TbTotals      *tb_state_get_totals (const TbState *state);
const TbAnchors     *tb_state_get_anchors (const TbState *state);
const TbFirmwareUpdates *tb_state_get_firmware (const TbState *state);
const TbSiege       *tb_state_get_siege  (const TbState *state, guint32 service);
const TbTheft       *tb_state_get_thefts (const TbState *state, guint *n);
gboolean             tb_state_is_scanned (const TbState *state);
TbCensus             tb_state_get_census (const TbState *state, guint32 object);
guint64              tb_state_get_trusted (const TbState *state, guint32 object);
guint64              tb_state_get_trusted_leaves (const TbState *state, guint32 object);
guint32              tb_state_get_service (const TbState *state, guint32 object);
guint64              tb_object_state_get_reports (const TbObjectState *object, gint64 time_us);
guint64              tb_object_state_get_bytes   (const TbObjectState *object, gboolean is_protected, gint64 time_us);
guint64              tb_state_sum_bytes   (const TbState *state, gboolean is_protected, gint64 time_us);
const char          *tb_identity_state_to_code   (TbIdentityState state);
const char          *tb_health_to_code           (TbHealth health);
const char          *tb_census_to_code           (TbCensus census);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbState, tb_state_free)

G_END_DECLS
