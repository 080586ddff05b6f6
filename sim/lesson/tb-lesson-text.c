/* tb-lesson-text: sentences with `{name}` in them, for what differs from learner to learner and for what a check has found. A brace that does not enclose a name is
 * a brace. */
#include "tb-lesson-private.h"

#include <string.h>

/* The length of "{name}" at @at, 0 where there is none. */
static gsize
span (const char *at)
{
  gsize n = 1;

  if (at[0] != '{' || !g_ascii_islower (at[1]))
    return 0;
  while (g_ascii_islower (at[n]) || g_ascii_isdigit (at[n]) || at[n] == '_' || at[n] == '-')
    n++;
  return at[n] == '}' ? n + 1 : 0;
}

/**
 * tb_lesson_text_fill:
 * @text: a sentence
 * @lookup: gives the value of a name, or %NULL for one it does not know, which then stays as it stands
 * @user_data: for @lookup
 *
 * Returns: (transfer full): the sentence with values for names
 */
char *
tb_lesson_text_fill (const char *text, TbTextLookup lookup, gpointer user_data)
{
  GString *filled = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize n = MAX (span (text), 1);
      g_autofree char *name = n > 1 ? g_strndup (text + 1, n - 2) : NULL;
      const char *value = name != NULL ? lookup (name, user_data) : NULL;

      if (value != NULL)
        g_string_append (filled, value);
      else
        g_string_append_len (filled, text, (gssize) n);
      text += n;
    }
  return g_string_free (filled, FALSE);
}

/**
 * tb_lesson_text_list_names:
 * @text: a sentence
 *
 * Returns: (transfer full): the names that stand in braces in it, in their order
 */
GStrv
tb_lesson_text_list_names (const char *text)
{
  GPtrArray *names = g_ptr_array_new ();

  for (; *text != '\0'; text++)
    if (span (text) > 0)
      g_ptr_array_add (names, g_strndup (text + 1, span (text) - 2));
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}

/**
 * tb_lesson_text_fold:
 * @text: what somebody typed
 *
 * Returns: (transfer full): the same without case, composition and white space that says nothing, to be compared
 */
char *
tb_lesson_text_fold (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *cased = g_utf8_casefold (composed, -1);
  g_auto (GStrv) words = g_strsplit_set (cased, " \t\r\n", -1);
  GString *folded = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (folded, "%s%s", folded->len > 0 ? " " : "", words[i]);
  return g_string_free (folded, FALSE);
}
