/* tb-unfolding: how often the parts of a WITH would have to be written out.
 *
 * SQLite writes out each part wherever it is named, before it counts a single step: ten parts that each name the one before twice are a thousand. Nothing
 * stops it there, so it is reckoned here, from how often each part is named; a column of the same name is counted, too, which does no harm. */
#include "tb-token-private.h"

#include "tb-ask.h"

#define MOST 5000

static char *
dup_key (const TbToken *token)
{
  g_autofree char *word = g_strndup (token->start, token->length);

  return g_ascii_strdown (word, -1);
}

static void
count_word (GHashTable *counts, const TbToken *token)
{
  char *key = dup_key (token);

  g_hash_table_replace (counts, key, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1));
}

/* Whether what follows @at makes a part of the word before it: `AS (`, `AS MATERIALIZED (`, or a list of columns first. */
static gboolean
defines (const char *at)
{
  TbToken token;
  gboolean more = tb_token_next (&at, &token);

  if (more && *token.start == '(')
    {
      while ((more = tb_token_next (&at, &token)) && *token.start != ')')
        if (token.kind != TB_TOKEN_WORD && *token.start != ',')
          return FALSE;
      more = more && tb_token_next (&at, &token);
    }
  if (!more || !tb_token_is (&token, "AS"))
    return FALSE;
  while ((more = tb_token_next (&at, &token)) && (tb_token_is (&token, "NOT") || tb_token_is (&token, "MATERIALIZED")))
    continue;
  return more && token.kind == TB_TOKEN_OTHER && *token.start == '(';
}

/* Counts every word but those on either side of a point, and lists those that are parts. */
static void
read_words (const char *sql, GHashTable *counts, GHashTable *parts)
{
  gboolean after_point = FALSE;
  TbToken token;

  while (tb_token_next (&sql, &token))
    {
      if (token.kind == TB_TOKEN_WORD && !after_point && *sql != '.')
        {
          count_word (counts, &token);
          if (defines (sql))
            g_hash_table_add (parts, dup_key (&token));
        }
      after_point = token.kind == TB_TOKEN_OTHER && *token.start == '.';
    }
}

/* FALSE with a sentence when it would be too much. */
gboolean
tb_unfolding_check (const char *sql, GError **error)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer part;
  guint64 product = 1;

  read_words (sql, counts, parts);
  g_hash_table_iter_init (&iter, parts);
  while (g_hash_table_iter_next (&iter, &part, NULL))
    {
      product *= MAX (GPOINTER_TO_UINT (g_hash_table_lookup (counts, part)) - 1, 1);
      if (product > MOST)
        {
          g_set_error_literal (error, TB_ASK_ERROR, TB_ASK_ERROR_TOO_MUCH,
                               "The parts of WITH name each other too often: name each of them once or twice, or ask in several questions.");
          return FALSE;
        }
    }
  return TRUE;
}
