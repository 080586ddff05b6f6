/* tb-surface: where somebody could get into a device, and what closes it.
 *
 * A device has doors: telnet with a password, and its management port. Certificates on the way to the broker close neither: mutual TLS there says
 * who a device is when it reports, and nothing about who may log in to it. So doors are an attribute of their own beside identity, and a defence is
 * credited for the door it closes and for no other.
 *
 * A scenario gives each group a surface; commands change it device by device, by record. What an attacker makes of it is in tb-campaign. */
#pragma once

#include <glib.h>

#include "tb-outbreak-model.h"

G_BEGIN_DECLS

/**
 * TB_SURFACE_MAX_SEGMENTS:
 *
 * How many networks a scenario may have.
 */
#define TB_SURFACE_MAX_SEGMENTS 6

/**
 * TbCredential: what opens the telnet door
 * @TB_CREDENTIAL_FACTORY: the same password on every device of its kind, which is on every list
 * @TB_CREDENTIAL_UNIQUE: one of its own
 * @TB_CREDENTIAL_NONE: no password at all: keys only
 */
typedef enum { TB_CREDENTIAL_FACTORY, TB_CREDENTIAL_UNIQUE, TB_CREDENTIAL_NONE } TbCredential;

/**
 * TbManagement: who may use the management port
 * @TB_MANAGEMENT_OPEN: whoever knows the password
 * @TB_MANAGEMENT_MUTUAL_TLS: only who shows a certificate that the device trusts
 * @TB_MANAGEMENT_OFF: there is no such port
 */
typedef enum { TB_MANAGEMENT_OPEN, TB_MANAGEMENT_MUTUAL_TLS, TB_MANAGEMENT_OFF } TbManagement;

/**
 * TbVector: through which door a campaign comes
 * @TB_VECTOR_TELNET: factory passwords on telnet, as Mirai did
 * @TB_VECTOR_FIRMWARE: a hole in the firmware, behind the management port
 * @TB_VECTOR_ANY: one after the other
 */
typedef enum { TB_VECTOR_TELNET, TB_VECTOR_FIRMWARE, TB_VECTOR_ANY, TB_N_VECTORS } TbVector;

/**
 * TbSurface:
 * @segment: number of the network segment, 0 is the one all are in to begin with
 * @telnet_open: whether the telnet port answers
 * @credential: a #TbCredential
 * @management: a #TbManagement
 * @is_patched: whether the hole in the firmware is mended
 * @egress_limited: whether its gateway lets it talk to its broker alone
 *
 * Six bytes; packed into the value of a record.
 */
typedef struct
{
  guint8 segment;
  guint8 telnet_open;
  guint8 credential;
  guint8 management;
  guint8 is_patched;
  guint8 egress_limited;
} TbSurface;

/**
 * TbDefence:
 *
 * What closes a door or stops a bot, by command. In the order of the table of costs.
 */
typedef enum
{
  TB_DEFENCE_CHANGE_CREDENTIAL, /* change-credential device=|group=            telnet: factory to unique; nobody has read it */
  TB_DEFENCE_CLOSE_TELNET,      /* close-telnet device=|group=                 telnet: closed */
  TB_DEFENCE_MANAGE_OVER_TLS,   /* manage-over-tls device=|group=              management: mutual TLS; needs a certificate */
  TB_DEFENCE_BROKER_TLS,        /* a broker that demands certificates          no door of the device: who may report, not who may log in */
  TB_DEFENCE_SEGMENT,           /* segment device=|group= network=NAME         who reaches it, and whom it reaches */
  TB_DEFENCE_EGRESS,            /* filter-egress device=|group= state=on|off   infected, but probes and floods stay inside */
  TB_DEFENCE_PATCH,             /* update-firmware, as it is                   firmware: mended; signed and verified, or somebody else's */
  TB_DEFENCE_REBOOT,            /* reboot device=|group=                       ends the infection, closes nothing */
  TB_DEFENCE_QUARANTINE,        /* quarantine device=|group= state=on|off      nobody reaches it and it reaches nobody; health says so */
  TB_DEFENCE_REFUSE,            /* revoke, and bar device= state=on|off        its reports end; its telnet door stays as it is */
  TB_DEFENCE_LIMIT_VICTIM,      /* limit-rate service= kbps=                   the flood, not the infections */
  TB_DEFENCE_N
} TbDefence;

/**
 * TbDefenceInfo:
 * @verb: of the command
 * @closes: bit 1 << #TbVector for each door that it closes
 * @clears: whether it ends an infection
 * @away_us: how long the device does not report, modelled
 * @work_us: of a person, for each device, modelled
 * @bytes: sent to each device, modelled; 0 where it is measured (firmware, handshakes)
 * @price: what else it costs, in a sentence, marked for translation
 */
typedef struct
{
  const char *verb;
  guint closes;
  gboolean clears;
  gint64 away_us;
  gint64 work_us;
  gint64 bytes;
  const char *price;
} TbDefenceInfo;

const TbDefenceInfo *tb_defence_info   (TbDefence defence);
gint64               tb_surface_pack   (const TbSurface *surface);
gboolean             tb_surface_unpack (gint64 value, TbSurface *surface);
TbOutbreakRefusal    tb_surface_judge  (const TbSurface *surface, TbVector vector);
gboolean             tb_surface_defend (TbSurface *surface, TbDefence defence, guint8 segment);

G_END_DECLS
