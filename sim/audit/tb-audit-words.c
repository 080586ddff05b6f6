/* tb-audit-words: see the header. {by} is the other party, {n} how often, {why} a code or its translation. */
#include "tb-audit-words.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *what;
  const char *words;
} Row;

/* What happened once. */
static const Row singles[] = {
  { "first-shown", N_("first shown to {by}") },
  { "accepted-nevertheless", N_("taken by {by} nevertheless") },
  { "resumed-nevertheless", N_("{by} went on with it by a ticket nevertheless") },
  { "stayed-open", N_("a session with {by} is open still") },
};

static const Row rows[] = {
  { "key-made", N_("its key was made ({why})") },
  { "key-given", N_("its key was made by the {why}, which has had the private key") },
  { "certificate-requested", N_("requested from {by} ({why})") },
  { "certificate-issued", N_("issued by {by}") },
  { "certificate-installed", N_("installed ({why})") },
  { "first-shown", N_("first shown to {by}; {n} times so far, to all together") },
  { "certificate-expiring", N_("ends soon, and no renewal has come") },
  { "certificate-expired", N_("expired") },
  { "key-stolen", N_("its private key was copied by {by}") },
  { "thief-renewed", N_("got by a thief at {by}, with the copied key") },
  { "certificate-revoked", N_("revoked by {by} ({why})") },
  { "former-revoked", N_("revoked by {by} ({why}), when its holder had the next one already") },
  { "certificate-released", N_("released by {by}: valid again") },
  { "list-names-it", N_("on the list of {by} from here on") },
  { "party-knows", N_("{by} has found out that it is revoked") },
  { "refused", N_("first refused after that: with {by} ({why})") },
  { "accepted-nevertheless", N_("taken by {by} nevertheless; {n} times so far, here the last") },
  { "resumed-nevertheless", N_("{by} went on with it by a ticket nevertheless; {n} times so far, here the last") },
  { "stayed-open", N_("a session with {by} had stayed open until here") },
  { "replaced", N_("replaced: its holder uses the next one") },
  { "authority-made", N_("made by the authority for itself ({why})") },
  { "authority-expired", N_("end of the authority's certificate ({why})") },
  { "authority-retired", N_("given up by its authority") },
  { "anchor-added", N_("trusted by a device from here on ({why})") },
  { "anchor-removed", N_("no longer trusted by a device") },
  { "trust-lost", N_("left a device that trusts nothing else alone") },
  { "leaf-trusted", N_("trusted by a peer for itself ({why})") },
  { "device-captured", N_("trusted by a captured device") },
};

static const char *
find (const Row *table, guint n, const char *what)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (table[i].what, what))
      return table[i].words;
  return NULL;
}

/**
 * tb_audit_words_find:
 * @moment: a line of a story
 *
 * Returns: (transfer none): what it says, English, with `{by}`, `{n}` and `{why}` where there is something to fill in
 */
const char *
tb_audit_words_find (const TbAuditMoment *moment)
{
  const char *single = moment->count == 1 ? find (singles, G_N_ELEMENTS (singles), moment->what) : NULL;
  const char *words = single != NULL ? single : find (rows, G_N_ELEMENTS (rows), moment->what);

  return words != NULL ? words : moment->what;
}

/**
 * tb_audit_words_fill:
 * @words: what [func@audit_words_find] says, or its translation
 * @moment: the line
 * @party: (nullable): name of the other party
 * @why: (nullable): why
 *
 * Returns: (transfer full): the line
 */
char *
tb_audit_words_fill (const char *words, const TbAuditMoment *moment, const char *party, const char *why)
{
  GString *text = g_string_new (words);
  g_autofree char *n = g_strdup_printf ("%u", moment->count);

  g_string_replace (text, "{by}", party != NULL ? party : "–", 0);
  g_string_replace (text, "{n}", n, 0);
  g_string_replace (text, "{why}", why != NULL ? why : "–", 0);
  return g_string_free (text, FALSE);
}
