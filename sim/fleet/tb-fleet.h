/* tb-fleet: what was configured: who is there, in which group, behind which gateway, over which link.
 *
 * Fixed once the scenario is read; shared between threads. Objects are numbers from 1; 0 is nobody. A device has no memory of its own
 * here: its name, gateway and service follow from its group and its place in it, so a million devices cost nothing. */
#pragma once

#include "tb-enrol-policy.h"
#include "tb-key.h"
#include "tb-key-store.h"
#include "tb-profile.h"
#include "tb-record.h"
#include "tb-staple.h"
#include "tb-surface.h"

G_BEGIN_DECLS

typedef enum
{
  TB_ROLE_DEVICE,
  TB_ROLE_GATEWAY,
  TB_ROLE_BROKER,        /* a message broker: demands certificates or demands nothing, see TbGroup */
  TB_ROLE_AUTHORITY,
  TB_ROLE_EAVESDROPPER,
  TB_ROLE_ATTACKER,      /* whoever begins an outbreak, and gives bots their orders */
  TB_ROLE_SERVICE,       /* something on the Internet that others need, and that can be flooded */
  TB_N_ROLES
} TbRole;

/**
 * TbRevocationCheck: how a broker finds out whether a client's certificate was revoked, or a device whether its broker's was
 * @TB_CHECK_NONE: it does not
 * @TB_CHECK_CRL: from the newest list of its authority
 * @TB_CHECK_OCSP: it asks the responder of its authority, and keeps the answer for as long as that may be kept
 * @TB_CHECK_DELTA: from the newest list of its authority and what has changed since
 * @TB_CHECK_STAPLE: devices only: by what the broker staples
 */
typedef enum { TB_CHECK_NONE, TB_CHECK_CRL, TB_CHECK_OCSP, TB_CHECK_DELTA, TB_CHECK_STAPLE } TbRevocationCheck;

#define TB_CHECK_HARD 8   /* beside one of those, in records: refuses without an answer */

/**
 * TbOnRevocation: what a broker does with what is left of a client that was revoked
 * @TB_ON_REVOCATION_DISCONNECT: ends its session
 * @TB_ON_REVOCATION_DROP_TICKETS: forgets the key of all tickets
 */
typedef enum { TB_ON_REVOCATION_DISCONNECT = 1, TB_ON_REVOCATION_DROP_TICKETS = 2 } TbOnRevocation;

/**
 * TbNetwork:
 * @name: such as `carrier-a`
 * @inbound: probability that a probe from another network gets in
 * @outbound: likewise that one from here gets out
 *
 * A network segment. Within it everybody reaches everybody.
 */
typedef struct
{
  char *name;
  double inbound;
  double outbound;
} TbNetwork;

/**
 * TbCampaign:
 * @vector: through which door
 * @addresses: how many addresses a probe chooses among
 * @scan_rate: probes of one bot per second
 * @hit_probability: that a probe which finds the door open takes the device
 * @reboot_rate: reboots of one bot per second that nobody ordered; each clears the infection
 * @cleanup_rate: likewise clean-ups, after which it cannot be taken any more
 * @load_s: seconds from the hit until the new bot probes
 * @list: how many devices the attacker knows to begin with
 * @list_rate: entries of that list he works off per second
 * @uplink_bps: what one bot sends of a flood, bits per second; less when its link carries less
 * @counted: whether refused attempts are counted, rather than told one by one
 * @count_every_us: between two counts
 *
 * What an attacker does. Checked by [func@campaign_check].
 */
typedef struct
{
  TbVector vector;
  guint64 addresses;
  double scan_rate;
  double hit_probability;
  double reboot_rate;
  double cleanup_rate;
  double load_s;
  guint32 list;
  double list_rate;
  guint64 uplink_bps;
  gboolean counted;
  gint64 count_every_us;
} TbCampaign;

#define TB_FLEET_MAX_NEEDS 8

/**
 * TbCapacity:
 * @bits_per_s: what it can take in, 0 for as much as comes
 * @honest_bps: what its honest clients send
 * @answer_us: how long an answer takes when nothing waits
 * @n_needs: how many others it asks for every answer
 * @needs: which; declared before it
 *
 * What a service or a broker can bear.
 */
typedef struct
{
  guint64 bits_per_s;
  guint64 honest_bps;
  gint64 answer_us;
  guint n_needs;
  guint32 needs[TB_FLEET_MAX_NEEDS];
} TbCapacity;

/**
 * TbGroup:
 * @name: stem of the names of its objects: `lock` gives `lock-01`, `lock-02`; a group of one is called just this
 * @label: what one of them is called, such as "Door lock"; from the scenario, translatable there
 * @icon: code of the picture, such as `camera`
 * @role: what they are
 * @profile: (nullable): costs of the hardware
 * @link: (nullable): what connects each of them towards its gateway, or a gateway towards the services
 * @first: number of the first object
 * @count: how many
 * @gateway_first: the gateway the first of them is behind, or %TB_NOBODY
 * @gateway_count: over how many gateways, numbered one after the other from there, they are spread in turn
 * @service: the broker they report to, or %TB_NOBODY
 * @authority: who issues their certificates, or %TB_NOBODY for none
 * @key_algorithm: of their keys
 * @key_store: where they keep them
 * @demands_certificate: for brokers: clients must prove who they are; may change in a run, likewise the next two and @staples
 * @revocation: for brokers, devices and gateways: whether and how they ask about those who prove themselves to them
 * @accepts_unknown: for those: goes on with one of whom nothing is known (soft-fail), else refuses (hard-fail)
 * @resumption: for brokers: give tickets
 * @on_revocation: for brokers: of #TbOnRevocation
 * @staples: for brokers: have the authority's responder speak for their own certificate, and staple that
 * @must_staple: for brokers: and their certificate says that they must (RFC 7633)
 * @crl_interval_us: for authorities: between two lists, 0 for none
 * @delta_interval_us: for authorities: between two lists of what has changed since the last full one, 0 for none
 * @ocsp_validity_us: for authorities: how long an answer of their responder may be kept, 0 for no responder
 * @serves: for authorities: how many requests they answer per second, 0 for as many as come
 * @intermediate_lifetime_us: for authorities: how long after the start of the run the issuing certificate ends, and how long each after it lives; 0: never
 * @quota: for authorities: how many certificates they issue in a window, 0 for as many as are wanted; @quota_window_us: how long that is
 * @shares_key: of devices: their maker has put the same key into all of them; it is their first
 * @waits_for_order: of devices and gateways: they ask for no certificate until somebody orders it
 * @is_rogue: of an authority: whether it belongs to a stranger, and nobody trusts it to begin with
 * @has_no_battery: for devices and gateways: their clock begins in 1970 each time the power comes
 * @sleep_us: for devices: how long they are off before they wake again, 0 for those that never sleep; @wake_us: how long they are awake then
 * @firmware_version: of devices and gateways: what they run when they are new
 * @installs_anything: whether they ask nothing before they install
 * @user: (nullable): factory user name; @password: (nullable): factory password, sent in MQTT CONNECT
 * @topic: MQTT topic with `{name}` for the object's name
 * @report: text of a report with `{n}` for a number of fixed width
 * @interval_us: between reports, 0 for none
 * @start_us: when the first is switched on; -1 stays off
 * @spread_us: the others follow at random within this
 * @policy: of devices and gateways with an authority: how they come by their certificates; may change in a run
 * @surface: of devices: where one could get in, and in which network they are, when they are new
 * @mended_version: of devices: the first firmware without the hole, 0 when there never was one
 * @campaign: of an attacker
 * @capacity: of services and brokers
 * @watches: for an eavesdropper: the object whose link towards the services it listens to
 * @is_inventoried: of devices: whether their owner has them on his list; %TRUE unless said otherwise
 */
typedef struct _TbGroup TbGroup;
struct _TbGroup
{
  char *name;
  char *label;
  char *icon;
  TbRole role;
  const TbProfile *profile;
  const TbLink *link;
  guint32 first;
  guint32 count;
  guint32 gateway_first;
  guint32 gateway_count;
  guint32 service;
  guint32 authority;
  TbKeyAlgorithm key_algorithm;
  TbKeyStoreKind key_store;
  gboolean demands_certificate;
  TbRevocationCheck revocation;
  gboolean accepts_unknown;
  gboolean resumption;
  guint on_revocation;
  gboolean staples;
  gboolean must_staple;
  gint64 crl_interval_us;
  gint64 delta_interval_us;
  gint64 ocsp_validity_us;
  guint64 serves;
  gint64 intermediate_lifetime_us;
  guint64 quota;
  gint64 quota_window_us;
  gboolean is_rogue;
  gboolean shares_key;
  gboolean waits_for_order;
  gboolean has_no_battery;
  gint64 sleep_us;
  gint64 wake_us;
  guint firmware_version;
  gboolean installs_anything;
  char *user;
  char *password;
  char *topic;
  char *report;
  gint64 interval_us;
  gint64 start_us;
  gint64 spread_us;
  TbEnrolPolicy policy;
  TbSurface surface;
  guint mended_version;
  TbCampaign campaign;
  TbCapacity capacity;
  guint32 watches;
  gboolean is_inventoried;
};

#define TB_FLEET_MAX_HOPS 4
#define TB_FLEET_MAX_OBJECTS 4000000
#define TB_FLEET_MAX_GROUPS 1000

typedef struct _TbFleet TbFleet;

TbFleet       *tb_fleet_new           (void);
TbFleet       *tb_fleet_ref           (TbFleet *fleet);
void           tb_fleet_unref         (TbFleet *fleet);
TbGroup       *tb_fleet_add_group     (TbFleet *fleet, const char *name, TbRole role, guint32 count);
const TbProfile *tb_fleet_take_profile (TbFleet *fleet, TbProfile *profile);
const TbLink  *tb_fleet_take_link     (TbFleet *fleet, TbLink *link);
gboolean       tb_fleet_add_network   (TbFleet *fleet, const char *name, double inbound, double outbound);

guint32        tb_fleet_get_n_objects (TbFleet *fleet);            /* objects are 1 .. n */
guint          tb_fleet_get_n_groups  (TbFleet *fleet);
const TbGroup *tb_fleet_get_group     (TbFleet *fleet, guint group);
const TbGroup *tb_fleet_group_of      (TbFleet *fleet, guint32 object);
TbRole         tb_fleet_get_role      (TbFleet *fleet, guint32 object);
char          *tb_fleet_dup_name      (TbFleet *fleet, guint32 object);
guint32        tb_fleet_find          (TbFleet *fleet, const char *name);
const TbGroup *tb_fleet_find_group    (TbFleet *fleet, const char *name);
gboolean       tb_group_check_policy  (const TbGroup *group, const TbEnrolPolicy *policy, GError **error);
gboolean       tb_group_begins_empty  (const TbGroup *group);            /* who is to find out whom to trust */
guint          tb_fleet_get_n_networks (TbFleet *fleet);           /* at least one: the Internet */
const TbNetwork *tb_fleet_get_network (TbFleet *fleet, guint network);
gboolean       tb_fleet_find_network  (TbFleet *fleet, const char *name, guint *network);
guint32        tb_fleet_get_attacker  (TbFleet *fleet);            /* TB_NOBODY where none */
guint32        tb_fleet_get_gateway   (TbFleet *fleet, guint32 object);   /* TB_NOBODY where none */
guint32        tb_fleet_get_service   (TbFleet *fleet, guint32 object);
char          *tb_fleet_dup_topic     (TbFleet *fleet, guint32 object);
guint          tb_fleet_get_path      (TbFleet *fleet, guint32 from, guint32 to, guint32 hops[TB_FLEET_MAX_HOPS]);
const TbLink  *tb_fleet_get_hop_link  (TbFleet *fleet, guint32 one, guint32 next);
gint64         tb_fleet_get_path_time_us (TbFleet *fleet, guint32 from, guint32 to, gsize n_bytes, TbStream *losses);
gboolean       tb_fleet_is_watched    (TbFleet *fleet, guint32 from, guint32 to, guint32 *eavesdropper);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbFleet, tb_fleet_unref)

G_END_DECLS
