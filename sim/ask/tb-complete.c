/* tb-complete: what may follow in a question that is being written: tables after FROM and JOIN, columns of the tables it names, functions, words of SQL.
 *
 * Goes by the words before the place alone, and by all of them for which tables are meant; what is half written need not be a question yet. */
#include <string.h>

#include "tb-ask-private.h"
#include "tb-token-private.h"

static const char *const keywords[] = {
  "AND", "AS", "ASC", "BETWEEN", "BY", "CASE", "CAST", "COLLATE", "CROSS", "DESC", "DISTINCT", "ELSE", "END", "ESCAPE", "EXCEPT", "EXISTS", "FILTER", "FROM",
  "GLOB", "GROUP", "HAVING", "IN", "INNER", "INTERSECT", "IS", "JOIN", "LEFT", "LIKE", "LIMIT", "MATERIALIZED", "NOT", "NULL", "OFFSET", "ON", "OR", "ORDER",
  "OVER", "PARTITION", "RECURSIVE", "SELECT", "THEN", "UNION", "USING", "VALUES", "WHEN", "WHERE", "WINDOW", "WITH",
};

/* What was written before the place. */
typedef struct
{
  gsize from;           /* where the word begins that is being written */
  char *stem;           /* as much of it as there is */
  char *owner;          /* `device` in `device.`, or NULL */
  gboolean wants_table;
} Place;

static void
place_clear (Place *place)
{
  g_free (place->stem);
  g_free (place->owner);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
is_of_word (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

static char *
dup_word (const TbToken *token)
{
  return g_strndup (token->start, token->length);
}

/* Whether a table is wanted behind the words of @before: after FROM and JOIN, and after a comma in the list there. */
static gboolean
ends_with_from (const char *before)
{
  gboolean in_list = FALSE, wants = FALSE;
  TbToken token;

  while (tb_token_next (&before, &token))
    {
      gboolean begins = tb_token_is (&token, "FROM") || tb_token_is (&token, "JOIN");

      wants = begins || (in_list && tb_token_is (&token, ","));
      if (begins)
        in_list = tb_token_is (&token, "FROM");
      else if (token.kind == TB_TOKEN_OTHER && *token.start != ',')
        in_list = FALSE;
      else if (tb_token_is (&token, "WHERE") || tb_token_is (&token, "GROUP") || tb_token_is (&token, "ORDER") || tb_token_is (&token, "LIMIT"))
        in_list = FALSE;
    }
  return wants;
}

/* The word before the point at the end of @before. */
static char *
find_owner (const char *before)
{
  gsize n = strlen (before), from;

  if (n == 0 || before[n - 1] != '.')
    return NULL;
  for (from = --n; from > 0 && is_of_word (before[from - 1]);)
    from--;
  return g_strndup (before + from, n - from);
}

static void
read_place (Place *place, const char *text, gsize cursor)
{
  g_autofree char *before = NULL;

  for (place->from = cursor; place->from > 0 && is_of_word (text[place->from - 1]);)
    place->from--;
  place->stem = g_strndup (text + place->from, cursor - place->from);
  before = g_strndup (text, place->from);
  place->owner = find_owner (before);
  place->wants_table = ends_with_from (before);
}

static void
offer (GPtrArray *words, const char *stem, const char *word)
{
  if (g_ascii_strncasecmp (word, stem, strlen (stem)) != 0)
    return;
  for (guint i = 0; i < words->len; i++)
    if (strcmp (g_ptr_array_index (words, i), word) == 0)
      return;
  g_ptr_array_add (words, g_strdup (word));
}

static void
offer_columns (GPtrArray *words, const char *stem, const TbTableInfo *table)
{
  for (guint i = 0; i < table->n_columns; i++)
    offer (words, stem, table->columns[i].name);
}

static void
offer_tables (GPtrArray *words, const char *stem)
{
  for (guint i = 0; i < tb_table_get_n (); i++)
    offer (words, stem, tb_table_get (i)->name);
}

/* What @owner stands for: a table, or what a table is called in this question, as in `device AS d` or `device d`. */
static const TbTableInfo *
find_table (const char *text, const char *owner)
{
  const TbTableInfo *table = tb_table_find (owner), *last = NULL;
  TbToken token;

  while (table == NULL && tb_token_next (&text, &token))
    {
      g_autofree char *word = token.kind == TB_TOKEN_WORD ? dup_word (&token) : NULL;

      if (last != NULL && word != NULL && g_ascii_strcasecmp (word, owner) == 0)
        return last;
      if (word == NULL || g_ascii_strcasecmp (word, "AS") != 0)
        last = word != NULL ? tb_table_find (word) : NULL;
    }
  return table;
}

static void
offer_columns_of_all (GPtrArray *words, const char *stem, const char *text)
{
  TbToken token;

  while (tb_token_next (&text, &token))
    {
      g_autofree char *word = token.kind == TB_TOKEN_WORD ? dup_word (&token) : NULL;
      const TbTableInfo *table = word != NULL ? tb_table_find (word) : NULL;

      if (table != NULL)
        offer_columns (words, stem, table);
    }
}

static void
offer_rest (GPtrArray *words, const char *stem)
{
  guint n;
  const char *const *functions = tb_ask_get_functions (&n);

  for (guint i = 0; i < n; i++)
    offer (words, stem, functions[i]);
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    offer (words, stem, keywords[i]);
}

static void
offer_all (GPtrArray *words, const Place *place, const char *text)
{
  const TbTableInfo *table = place->owner != NULL ? find_table (text, place->owner) : NULL;

  if (table != NULL)
    offer_columns (words, place->stem, table);
  else if (place->owner == NULL && place->wants_table)
    offer_tables (words, place->stem);
  else if (place->owner == NULL)
    {
      offer_columns_of_all (words, place->stem, text);
      offer_rest (words, place->stem);
    }
}

/**
 * tb_ask_complete:
 * @text: a question as far as it is written
 * @cursor: the place in it, bytes; beyond its end is its end
 * @from: (out): where the word begins that would be replaced, up to the place
 *
 * Returns: (transfer full) (array zero-terminated=1): what may stand there: names of tables or of columns first, then functions, then words of SQL
 */
char **
tb_ask_complete (const char *text, gsize cursor, gsize *from)
{
  g_auto (Place) place = { 0 };
  GPtrArray *words = g_ptr_array_new ();

  read_place (&place, text, MIN (cursor, strlen (text)));
  *from = place.from;
  offer_all (words, &place, text);
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}
