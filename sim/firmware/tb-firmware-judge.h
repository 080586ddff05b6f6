/* tb-firmware-judge: may this image be installed on this device? Every question a device asks before it installs, in order, with what it expected and
 * what it found.
 *
 * The questions are those of RFC 9019 and RFC 9124; the first that is answered badly decides. A refusal is an answer, not an error. */
#pragma once

#include "tb-firmware-image.h"
#include "tb-validate.h"

G_BEGIN_DECLS

/**
 * TbFirmwareTerms:
 * @anchors: (element-type TbCertificate): whom the device trusts to vouch for who signs firmware
 * @unix_us: what the device's clock says
 * @at_signing_time: judge the certificates at the time the manifest was made, which is its signer's word, and not by the clock
 * @vendor: (nullable): of the device; %NULL: any
 * @model: (nullable): of the device; %NULL: any
 * @installed_version: of what it runs now, 0 for nothing
 *
 * What the device goes by.
 */
typedef struct
{
  GPtrArray *anchors;
  gint64 unix_us;
  gboolean at_signing_time;
  const char *vendor;
  const char *model;
  guint installed_version;
} TbFirmwareTerms;

/**
 * TbFirmwareVerdict:
 * @accepted: whether it may be installed
 * @reason: why not: `unsigned`, `altered`, `wrong-key`, `wrong-purpose`, `expired`, `not-yet-valid`, `weak-key`, `weak-signature`, `malformed`, `wrong-model`,
 *   `rolled-back`, `same-version`, or another code of a certification path's; "" when accepted. A static string.
 * @manifest: (nullable): what the manifest says, also when it cannot be believed
 * @signer: (nullable): who signed, also when it cannot be believed
 * @checks: every check that was made
 */
typedef struct
{
  gboolean accepted;
  const char *reason;
  TbFirmwareManifest *manifest;
  TbCertificate *signer;
  TbChecks *checks;
} TbFirmwareVerdict;

TbFirmwareVerdict *tb_firmware_judge        (TbCrypto *crypto, GBytes *envelope, GBytes *payload, const TbFirmwareTerms *terms, GError **error);
void               tb_firmware_verdict_free (TbFirmwareVerdict *verdict);
const TbCheck     *tb_firmware_verdict_get_failure (const TbFirmwareVerdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbFirmwareVerdict, tb_firmware_verdict_free)

G_END_DECLS
