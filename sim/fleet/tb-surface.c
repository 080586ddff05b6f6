/* tb-surface: what the surface of a device lets in, and what each defence makes of it; see the header. Tables and judgements alone: who records and
 * who pays is the world's business. */
#include "tb-surface.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

#define TELNET   (1u << TB_VECTOR_TELNET)
#define FIRMWARE (1u << TB_VECTOR_FIRMWARE)
#define BOTH     (TELNET | FIRMWARE)

/* All of them modelled: nobody has published what these cost. */
static const TbDefenceInfo infos[] = {
  [TB_DEFENCE_CHANGE_CREDENTIAL] = { "change-credential", TELNET, FALSE, 0, 2 * TB_US_PER_MINUTE, 2048, N_("Somebody has to keep a password for each device.") },
  [TB_DEFENCE_CLOSE_TELNET] = { "close-telnet", TELNET, FALSE, 0, TB_US_PER_MINUTE, 1024, N_("Whoever maintained devices that way needs another one.") },
  [TB_DEFENCE_MANAGE_OVER_TLS] = { "manage-over-tls", FIRMWARE, FALSE, 0, 0, 0, N_("Every device needs a certificate, and somebody who renews it in time.") },
  [TB_DEFENCE_BROKER_TLS] = { "demand-certificates", 0, FALSE, 0, 0, 0, N_("Every device needs a certificate, and it closes none of their doors.") },
  [TB_DEFENCE_SEGMENT] = { "segment", BOTH, FALSE, 30 * TB_US_PER_SECOND, 10 * TB_US_PER_MINUTE, 0, N_("Who shares the segment still reaches the device; who needed it from outside does not.") },
  [TB_DEFENCE_EGRESS] = { "filter-egress", 0, FALSE, 0, 0, 0, N_("It closes no door: devices can still be taken, but they harm nobody else.") },
  [TB_DEFENCE_PATCH] = { "update-firmware", FIRMWARE, TRUE, 90 * TB_US_PER_SECOND, 0, 0, N_("The whole image goes to every device, and a device that verifies no signature installs anybody's.") },
  [TB_DEFENCE_REBOOT] = { "reboot", 0, TRUE, TB_US_PER_MINUTE, 0, 0, N_("The door stays open: without another defence the device is taken again.") },
  [TB_DEFENCE_QUARANTINE] = { "quarantine", BOTH, FALSE, 0, TB_US_PER_MINUTE, 0, N_("The device does nothing for its owner meanwhile.") },
  [TB_DEFENCE_REFUSE] = { "bar", 0, FALSE, 0, TB_US_PER_MINUTE, 0, N_("Its reports end, the infection does not: a certificate guards the broker, not the telnet port.") },
  [TB_DEFENCE_LIMIT_VICTIM] = { "limit-rate", 0, FALSE, 0, 5 * TB_US_PER_MINUTE, 0, N_("Honest clients behind a shared address are limited with the bots.") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (infos) == TB_DEFENCE_N);

/**
 * tb_defence_info:
 * @defence: a defence
 *
 * Returns: (transfer none): its row
 */
const TbDefenceInfo *
tb_defence_info (TbDefence defence)
{
  return &infos[defence];
}

/**
 * tb_surface_pack:
 * @surface: a surface
 *
 * Returns: the value of a record
 */
gint64
tb_surface_pack (const TbSurface *surface)
{
  return surface->segment | (gint64) surface->telnet_open << 8 | (gint64) surface->credential << 16 | (gint64) surface->management << 24
         | (gint64) surface->is_patched << 32 | (gint64) surface->egress_limited << 40;
}

/**
 * tb_surface_unpack:
 * @value: of a record
 * @surface: (out caller-allocates): what it says
 *
 * Returns: %FALSE for a value that says nothing
 */
gboolean
tb_surface_unpack (gint64 value, TbSurface *surface)
{
  *surface = (TbSurface) { value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff, value >> 24 & 0xff, value >> 32 & 0xff, value >> 40 & 0xff };
  return value >= 0 && value >> 48 == 0 && surface->segment < TB_SURFACE_MAX_SEGMENTS && surface->telnet_open <= TRUE
         && surface->credential <= TB_CREDENTIAL_NONE && surface->management <= TB_MANAGEMENT_OFF && surface->is_patched <= TRUE
         && surface->egress_limited <= TRUE;
}

static TbOutbreakRefusal
judge_telnet (const TbSurface *surface)
{
  if (!surface->telnet_open)
    return TB_REFUSAL_CLOSED;
  return surface->credential == TB_CREDENTIAL_FACTORY ? TB_REFUSAL_N : TB_REFUSAL_WRONG_PASSWORD;
}

static TbOutbreakRefusal
judge_firmware (const TbSurface *surface)
{
  if (surface->management == TB_MANAGEMENT_OFF)
    return TB_REFUSAL_CLOSED;
  if (surface->management == TB_MANAGEMENT_MUTUAL_TLS)
    return TB_REFUSAL_NO_CERTIFICATE;
  return surface->is_patched ? TB_REFUSAL_PATCHED : TB_REFUSAL_N;
}

/**
 * tb_surface_judge:
 * @surface: of a device that a probe has reached
 * @vector: what it tries
 *
 * Returns: why it is refused, or %TB_REFUSAL_N when it gets in: with a password from the list in as many cases as the hit probability says
 */
TbOutbreakRefusal
tb_surface_judge (const TbSurface *surface, TbVector vector)
{
  TbOutbreakRefusal telnet = judge_telnet (surface), firmware = judge_firmware (surface);

  if (vector != TB_VECTOR_ANY)
    return vector == TB_VECTOR_TELNET ? telnet : firmware;
  if (telnet == TB_REFUSAL_N || firmware == TB_REFUSAL_N)
    return TB_REFUSAL_N;
  return firmware != TB_REFUSAL_CLOSED ? firmware : telnet;
}

/**
 * tb_surface_defend:
 * @surface: (inout): of a device
 * @defence: what is done
 * @segment: where to, for %TB_DEFENCE_SEGMENT
 *
 * Returns: whether that changes the surface
 */
gboolean
tb_surface_defend (TbSurface *surface, TbDefence defence, guint8 segment)
{
  const gint64 before = tb_surface_pack (surface);

  switch (defence)
    {
    case TB_DEFENCE_CHANGE_CREDENTIAL:
      surface->credential = TB_CREDENTIAL_UNIQUE;
      break;
    case TB_DEFENCE_CLOSE_TELNET:
      surface->telnet_open = FALSE;
      break;
    case TB_DEFENCE_MANAGE_OVER_TLS:
      surface->management = TB_MANAGEMENT_MUTUAL_TLS;
      break;
    case TB_DEFENCE_SEGMENT:
      surface->segment = segment;
      break;
    case TB_DEFENCE_EGRESS:
      surface->egress_limited = TRUE;
      break;
    case TB_DEFENCE_PATCH:
      surface->is_patched = TRUE;
      break;
    default:                    /* it does not change how the device looks from outside */
      break;
    }
  return tb_surface_pack (surface) != before;
}
