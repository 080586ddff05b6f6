/* tb-audit-search: see the header. A certificate is read only for words that may be part of a hash or a serial number, and are nowhere else. */
#include "tb-audit-search.h"

#include <string.h>

#define LOOK_EVERY 256

/* The shortest part of a hash that is looked for. */
#define MIN_HEX 4

struct _TbAuditSearch
{
  gint references;
  TbAuditTrail *trail;     /* owned */
  guint group;
  GStrv words;             /* owned, folded */
  TbAuditSentenceFunc sentence;
  GMutex searching;
  guint n_searched;
  GArray *found;           /* guint */
};

/**
 * tb_audit_search_new:
 * @trail: a log
 * @group: a #TbAuditGroup, or %TB_AUDIT_ALL_GROUPS
 * @text: words, "" for every entry
 *
 * Returns: (transfer full): a search that has looked at nothing yet
 */
TbAuditSearch *
tb_audit_search_new (TbAuditTrail *trail, guint group, const char *text)
{
  TbAuditSearch *search = g_new0 (TbAuditSearch, 1);
  g_autofree char *folded = g_utf8_casefold (text, -1);

  search->references = 1;
  search->trail = tb_audit_trail_ref (trail);
  search->group = group;
  search->words = g_strsplit_set (folded, " \t", -1);
  search->found = g_array_new (FALSE, FALSE, sizeof (guint));
  g_mutex_init (&search->searching);
  return search;
}

/**
 * tb_audit_search_ref:
 * @search: a search
 *
 * Returns: (transfer full): the same
 */
TbAuditSearch *
tb_audit_search_ref (TbAuditSearch *search)
{
  g_atomic_int_inc (&search->references);
  return search;
}

/**
 * tb_audit_search_unref:
 * @search: (transfer full): a search
 *
 * Frees it when it was the last.
 */
void
tb_audit_search_unref (TbAuditSearch *search)
{
  if (!g_atomic_int_dec_and_test (&search->references))
    return;
  g_array_unref (search->found);
  g_strfreev (search->words);
  g_mutex_clear (&search->searching);
  tb_audit_trail_unref (search->trail);
  g_free (search);
}

/**
 * tb_audit_search_set_sentence:
 * @search: a search that has looked at nothing yet
 * @sentence: what people read of an entry
 *
 * Words are looked for in that as well, when they are nowhere else.
 */
void
tb_audit_search_set_sentence (TbAuditSearch *search, TbAuditSentenceFunc sentence)
{
  search->sentence = sentence;
}

static gboolean
has_word (const char *const *texts, guint n, const char *word)
{
  for (guint i = 0; i < n; i++)
    if (texts[i] != NULL)
      {
        g_autofree char *folded = g_utf8_casefold (texts[i], -1);

        if (strstr (folded, word) != NULL)
          return TRUE;
      }
  return FALSE;
}

static gboolean
is_said (const TbAuditFacts *facts, const char *word)
{
  const char *const texts[] = { facts->who, facts->by, facts->what, facts->detail, facts->reason, facts->command, facts->group };

  return has_word (texts, G_N_ELEMENTS (texts), word);
}

/* Hashes have small letters only. */
static gboolean
is_hashed (const TbAuditFacts *facts, const char *word)
{
  const char *const texts[] = { facts->serial, facts->certificate, facts->key, facts->request, facts->list, facts->answer };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL && strstr (texts[i], word) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_hex (const char *word)
{
  return strlen (word) >= MIN_HEX && strspn (word, "0123456789abcdef") == strlen (word);
}

static gboolean
is_read (TbAuditSearch *search, guint number, char **sentence, const char *word)
{
  if (*sentence == NULL && search->sentence != NULL)
    *sentence = search->sentence (search->trail, number);
  return has_word ((const char *const *) sentence, 1, word);
}

/* Hashes and the sentence are made when the first word asks for them. */
static gboolean
has_words (TbAuditSearch *search, guint number)
{
  g_auto (TbAuditFacts) facts = { 0 }, hashes = { 0 };
  g_autofree char *sentence = NULL;

  tb_audit_trail_describe_briefly (search->trail, number, &facts);
  for (guint i = 0; search->words[i] != NULL; i++)
    {
      const char *word = search->words[i];

      if (is_said (&facts, word) || is_read (search, number, &sentence, word))
        continue;
      if (is_hex (word) && hashes.number == 0)
        tb_audit_trail_describe (search->trail, number, &hashes);
      if (!is_hex (word) || !is_hashed (&hashes, word))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_wanted (TbAuditSearch *search, guint number)
{
  gboolean is_of_group = search->group == TB_AUDIT_ALL_GROUPS || tb_audit_trail_get (search->trail, number)->kind->group == search->group;
  gboolean has_text = search->words[0] != NULL && (*search->words[0] != '\0' || search->words[1] != NULL);

  return is_of_group && (!has_text || has_words (search, number));
}

static gboolean
look (TbAuditSearch *search, guint n_entries, GCancellable *cancellable, GError **error)
{
  for (guint number = search->n_searched + 1; number <= n_entries; number++)
    {
      if (number % LOOK_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (is_wanted (search, number))
        g_array_append_val (search->found, number);
      search->n_searched = number;
    }
  return TRUE;
}

/* How many of what was found are among the first @n_entries. */
static guint
count_found (TbAuditSearch *search, guint n_entries)
{
  guint low = 0, high = search->found->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (search->found, guint, middle) <= n_entries)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * tb_audit_search_run:
 * @search: a search
 * @n_entries: how many entries to search, all of them read
 * @cancellable: (nullable): stops it; what was searched stays
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type guint): numbers of those that are wanted, ascending; %NULL with %G_IO_ERROR_CANCELLED
 */
GArray *
tb_audit_search_run (TbAuditSearch *search, guint n_entries, GCancellable *cancellable, GError **error)
{
  GArray *found = NULL;

  g_mutex_lock (&search->searching);
  if (look (search, n_entries, cancellable, error))
    {
      guint n = count_found (search, n_entries);

      found = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);
      if (n > 0)
        g_array_append_vals (found, search->found->data, n);
    }
  g_mutex_unlock (&search->searching);
  return found;
}
