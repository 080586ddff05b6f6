/* tb-braces: see the header. A brace that does not enclose a name is a brace. */
#include "tb-braces.h"

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
 * tb_braces_fill:
 * @text: a sentence
 * @lookup: gives the value of a name, or %NULL for one it does not know, which then stays as it stands
 * @user_data: for @lookup
 *
 * Returns: (transfer full): the sentence with values for names
 */
char *
tb_braces_fill (const char *text, TbBracesLookup lookup, gpointer user_data)
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
 * tb_braces_list_names:
 * @text: a sentence
 *
 * Returns: (transfer full): the names that stand in braces in it, in their order
 */
GStrv
tb_braces_list_names (const char *text)
{
  GPtrArray *names = g_ptr_array_new ();

  for (; *text != '\0'; text++)
    if (span (text) > 0)
      g_ptr_array_add (names, g_strndup (text + 1, span (text) - 2));
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}
