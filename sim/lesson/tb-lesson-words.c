/* tb-lesson-words: see the header. SQL answers in codes, the same in every language; a sentence for a learner says what stands beside the device in the window. Only columns
 * that take one of a few codes are here: names, alerts and what is typed in commands stay as they are. */
#include "tb-lesson-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct { const char *column; const char *code; const char *word; } rows[] = {
  { "state", "none", N_("no certificate") },
  { "state", "enrolling", N_("enrolling") },
  { "state", "valid", N_("certificate valid") },
  { "state", "renewing", N_("renewing") },
  { "state", "expiring", N_("expires soon") },
  { "state", "expired", N_("expired") },
  { "state", "revoked", N_("revoked") },
  { "state", "lost", N_("lost") },
  { "health", "off", N_("switched off") },
  { "health", "healthy", N_("healthy") },
  { "health", "exposed", N_("password seen") },
  { "health", "tampered", N_("foreign firmware") },
  { "health", "infected", N_("infected") },
  { "health", "captured", N_("captured") },
  { "health", "quarantined", N_("quarantined") },
  { "made_by", "device", N_("itself: the private key has never left it") },
  { "made_by", "factory", N_("its maker: the same in every device of its kind") },
  { "made_by", "authority", N_("its authority, which sent it the private key") },
};

/**
 * tb_lesson_find_word:
 * @column: of an answer
 * @code: what stands in it
 *
 * Returns: (transfer none) (nullable): how the program calls that, not yet translated; %NULL for what is told as it stands
 */
const char *
tb_lesson_find_word (const char *column, const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].column, column) == 0 && strcmp (rows[i].code, code) == 0)
      return rows[i].word;
  return NULL;
}
