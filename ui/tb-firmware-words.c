/* tb-firmware-words: see the header. One row a reason; half sentences, to stand behind a colon or alone. */
#include "tb-firmware-words.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *code;
  const char *words;
} reasons[] = {
  { "unsigned", N_("nobody has signed it") },
  { "altered", N_("it is not what was signed") },
  { "rolled-back", N_("it is older than what is installed, with holes that are known by now") },
  { "same-version", N_("that version is installed already") },
  { "wrong-key", N_("a stranger has signed it: no path leads from its key to a root that is trusted here") },
  { "wrong-purpose", N_("it is signed with a certificate that is not for signing code") },
  { "wrong-model", N_("it is for other devices") },
  { "expired", N_("its signer's certificate has ended") },
  { "not-yet-valid", N_("it is from the future, by this clock") },
  { "weak-key", N_("it is signed with a key that is too weak") },
  { "weak-signature", N_("its signature is too weak") },
  { "revoked", N_("its signer's certificate was revoked") },
  { "malformed", N_("it cannot be read") },
};

/**
 * tb_firmware_words_for:
 * @code: (nullable): a reason of #TbFirmwareVerdict
 *
 * Returns: (transfer none): half a translated sentence
 */
const char *
tb_firmware_words_for (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].code, code) == 0)
      return _(reasons[i].words);
  return _("a check has failed");
}
