/* tb-session-match: see the header. Names and the words of refusals are kept, so that every further key press costs only comparisons. */
#include "tb-session-match.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-sentence.h"
#include "tb-state.h"
#include "tb-transcript.h"

struct _TbSessionMatch
{
  TbFleet *fleet;         /* owned */
  TbJournal *journal;     /* owned */
  TbSessionFilter filter;
  guint32 object;
  char *text;             /* owned, as typed */
  char **words;           /* owned, folded */
  GHashTable *names;      /* object to folded name, owned */
  GHashTable *refusals;   /* session number to folded words, owned */
};

static const TbSessionFilter filter_of_purpose[] = {
  [TB_SESSION_ENROL] = TB_SESSION_FILTER_ENROLMENT,
  [TB_SESSION_RENEW] = TB_SESSION_FILTER_RENEWAL,
  [TB_SESSION_CONNECT] = TB_SESSION_FILTER_SESSION,
  [TB_SESSION_RESUME] = TB_SESSION_FILTER_SESSION,
  [TB_SESSION_IMPOSTOR] = TB_SESSION_FILTER_SESSION,
};

/**
 * tb_session_match_new:
 * @fleet: who is there
 * @journal: what happened
 *
 * Returns: (transfer full): a match that lets everything through
 */
TbSessionMatch *
tb_session_match_new (TbFleet *fleet, TbJournal *journal)
{
  TbSessionMatch *match = g_new0 (TbSessionMatch, 1);

  match->fleet = tb_fleet_ref (fleet);
  match->journal = tb_journal_ref (journal);
  match->text = g_strdup ("");
  match->words = g_new0 (char *, 1);
  match->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  match->refusals = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return match;
}

/**
 * tb_session_match_free:
 * @match: (transfer full): a match
 *
 * Frees it.
 */
void
tb_session_match_free (TbSessionMatch *match)
{
  g_hash_table_unref (match->refusals);
  g_hash_table_unref (match->names);
  g_strfreev (match->words);
  g_free (match->text);
  tb_journal_unref (match->journal);
  tb_fleet_unref (match->fleet);
  g_free (match);
}

/**
 * tb_session_match_set_filter:
 * @match: a match
 * @filter: which kind
 *
 * Returns: whether that is another one than before
 */
gboolean
tb_session_match_set_filter (TbSessionMatch *match, TbSessionFilter filter)
{
  gboolean is_new = match->filter != filter;

  match->filter = filter;
  return is_new;
}

/**
 * tb_session_match_set_text:
 * @match: a match
 * @text: (nullable): words
 *
 * Returns: whether that is another text than before
 */
gboolean
tb_session_match_set_text (TbSessionMatch *match, const char *text)
{
  g_autofree char *folded = NULL;

  if (g_strcmp0 (match->text, text ? text : "") == 0)
    return FALSE;
  g_free (match->text);
  match->text = g_strdup (text ? text : "");
  folded = g_utf8_casefold (match->text, -1);
  g_strfreev (match->words);
  match->words = g_strsplit_set (folded, " \t,", -1);
  return TRUE;
}

/**
 * tb_session_match_set_object:
 * @match: a match
 * @object: whose, or %TB_NOBODY
 *
 * Returns: whether that is another one than before
 */
gboolean
tb_session_match_set_object (TbSessionMatch *match, guint32 object)
{
  gboolean is_new = match->object != object;

  match->object = object;
  return is_new;
}

static const char *
folded_name (TbSessionMatch *match, guint32 object)
{
  const char *known = g_hash_table_lookup (match->names, GUINT_TO_POINTER (object));
  g_autofree char *name = NULL;
  char *folded;

  if (known != NULL)
    return known;
  name = tb_fleet_dup_name (match->fleet, object);
  folded = g_utf8_casefold (name, -1);
  g_hash_table_insert (match->names, GUINT_TO_POINTER (object), folded);
  return folded;
}

static char *
make_refusal_words (TbSessionMatch *match, const TbSessionEntry *entry)
{
  GBytes *payload = entry->payload == TB_NO_PAYLOAD ? NULL : tb_journal_get_payload (match->journal, entry->payload);
  g_autoptr (TbTranscript) transcript = payload ? tb_transcript_new_from_bytes (payload, NULL) : NULL;
  const char *code = transcript ? tb_transcript_get_reason (transcript) : "";
  const char *alert = tb_transcript_alert_name (entry->alert);
  g_autofree char *words = g_strjoin (" ", "refused", _("refused"), code, _(tb_sentence_find_reason (code)->brief), alert ? alert : "", NULL);

  return g_utf8_casefold (words, -1);
}

static const char *
refusal_words (TbSessionMatch *match, const TbSessionEntry *entry)
{
  const char *known = g_hash_table_lookup (match->refusals, GUINT_TO_POINTER (entry->number));
  char *words;

  if (known != NULL)
    return known;
  words = make_refusal_words (match, entry);
  g_hash_table_insert (match->refusals, GUINT_TO_POINTER (entry->number), words);
  return words;
}

static gboolean
has_word (TbSessionMatch *match, const TbSessionEntry *entry, gboolean has_ended, const char *word)
{
  g_autofree char *purpose = NULL;

  if (strstr (folded_name (match, entry->client), word) || strstr (folded_name (match, entry->server), word))
    return TRUE;
  if (has_ended && entry->refused && strstr (refusal_words (match, entry), word))
    return TRUE;
  purpose = g_utf8_casefold (tb_sentence_purpose (entry->purpose), -1);
  return strstr (purpose, word) != NULL;
}

static gboolean
passes_filter (TbSessionMatch *match, const TbSessionEntry *entry, gboolean has_ended)
{
  if (match->filter == TB_SESSION_FILTER_ALL)
    return TRUE;
  if (match->filter == TB_SESSION_FILTER_REFUSED)
    return has_ended && entry->refused;
  return entry->purpose < G_N_ELEMENTS (filter_of_purpose) && filter_of_purpose[entry->purpose] == match->filter;
}

/**
 * tb_session_match_test:
 * @match: a match
 * @entry: a handshake
 * @has_ended: whether it is over at the playhead
 *
 * Returns: whether to show it
 */
gboolean
tb_session_match_test (TbSessionMatch *match, const TbSessionEntry *entry, gboolean has_ended)
{
  if (match->object != TB_NOBODY && entry->client != match->object && entry->server != match->object)
    return FALSE;
  if (!passes_filter (match, entry, has_ended))
    return FALSE;
  for (char **word = match->words; *word != NULL; word++)
    if (**word != '\0' && !has_word (match, entry, has_ended, *word))
      return FALSE;
  return TRUE;
}
