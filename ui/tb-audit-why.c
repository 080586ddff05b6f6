/* tb-audit-why: see the header. Algorithms keep their names; why somebody was refused is said by the same words as in all other views. */
#include "tb-audit-why.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-sentence.h"

typedef struct
{
  const char *code;
  const char *words;
} Row;

static const Row rows[] = {
  { "switched-on", N_("it was switched on") },
  { "due", N_("it was due") },
  { "expired", N_("the one before had ended") },
  { "tried-again", N_("tried again") },
  { "ordered", N_("somebody wanted it") },
  { "new", N_("the new one") },
  { "the-one-before", N_("the one before, once more") },
  { "alone", N_("without those above it") },
  { "the-one-before-alone", N_("the one before, without those above it") },
  { "unspecified", N_("no reason given") },
  { "keyCompromise", N_("its key is in other hands") },
  { "cACompromise", N_("the key of its authority is in other hands") },
  { "affiliationChanged", N_("its holder has another name or owner") },
  { "superseded", N_("another one has taken its place") },
  { "cessationOfOperation", N_("no longer in service") },
  { "certificateHold", N_("on hold") },
  { "removeFromCRL", N_("taken off the list") },
  { "privilegeWithdrawn", N_("its rights were withdrawn") },
  { "aACompromise", N_("the authority of its attributes is in other hands") },
  { "device", N_("device") },
  { "factory", N_("factory") },
  { "authority", N_("authority") },
  { "of-a-device", N_("of a device") },
  { "of-a-broker", N_("of a broker") },
  { "command", N_("somebody wanted it") },
  { "signed-update", N_("a signed update") },
  { "found-out", N_("found out by itself") },
  { "on", N_("on") },
  { "off", N_("off") },
  { "set-free", N_("set free") },
  { "captured", N_("captured") },
  { "root", N_("root") },
  { "issuing", N_("to issue with") },
  { "next-root", N_("the next root") },
  { "cross", N_("cross-certificate") },
  { "now", N_("now") },
  { "soon", N_("soon") },
};

/**
 * tb_audit_why_translate:
 * @code: (nullable): a reason or a detail of an entry
 *
 * Returns: (transfer none) (nullable): its words, translated; what has none is given back as it is
 */
const char *
tb_audit_why_translate (const char *code)
{
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].code, code))
      return _(rows[i].words);
  return code;
}

/**
 * tb_audit_why_refused:
 * @code: (nullable): why a handshake was refused
 *
 * Returns: (transfer none) (nullable): what failed, in a few words, translated
 */
const char *
tb_audit_why_refused (const char *code)
{
  const TbReasonText *reason = tb_sentence_find_reason (code);

  return code != NULL && !g_str_equal (reason->code, "other") ? _(reason->brief) : code;
}
