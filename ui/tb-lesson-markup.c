/* tb-lesson-markup: see the header. Everything else that means something in markup is escaped: a lesson cannot put tags on the screen. */
#include "tb-lesson-markup.h"

#include <string.h>

static gboolean
is_name_character (gunichar character)
{
  return g_unichar_isalnum (character) || character == '-' || character == '_';
}

static gboolean
stands_alone (const char *text, const char *at, gsize length)
{
  const char *before = g_utf8_find_prev_char (text, at);

  return (before == NULL || !is_name_character (g_utf8_get_char (before))) && !is_name_character (g_utf8_get_char (at + length));
}

/* The longest of @names that stands at @at as a word of its own. */
static const char *
find_name (const char *text, const char *at, const char *const *names)
{
  const char *found = NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (*names[i] && g_str_has_prefix (at, names[i]) && stands_alone (text, at, strlen (names[i])) && (found == NULL || strlen (names[i]) > strlen (found)))
      found = names[i];
  return found;
}

static void
append_escaped (GString *markup, const char *text, gsize length)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize) length);

  g_string_append (markup, escaped);
}

static void
append_link (GString *markup, const char *name)
{
  g_autofree char *escaped = g_markup_escape_text (name, -1);

  g_string_append_printf (markup, "<a href=\"" TB_LESSON_LINK "%s\">%s</a>", escaped, escaped);
}

/* A back quote opens where another one follows, and closes what is open. Returns: whether it is one of a pair */
static gboolean
append_quote (GString *markup, const char *at, gboolean *is_code)
{
  if (!*is_code && strchr (at + 1, '`') == NULL)
    return FALSE;
  g_string_append (markup, *is_code ? "</tt>" : "<tt>");
  *is_code = !*is_code;
  return TRUE;
}

/**
 * tb_lesson_to_markup:
 * @text: plain text with back quotes round code
 * @names: (array zero-terminated=1) (nullable): what in it leads somewhere
 *
 * Returns: (transfer full): Pango markup
 */
char *
tb_lesson_to_markup (const char *text, const char *const *names)
{
  GString *markup = g_string_new (NULL);
  gboolean is_code = FALSE;

  for (const char *at = text; *at; )
    {
      const char *name = find_name (text, at, names), *next = g_utf8_next_char (at);

      if (name != NULL)
        {
          append_link (markup, name);
          at += strlen (name);
          continue;
        }
      if (*at != '`' || !append_quote (markup, at, &is_code))
        append_escaped (markup, at, (gsize) (next - at));
      at = next;
    }
  return g_string_free (markup, FALSE);
}

/**
 * tb_lesson_to_plain:
 * @text: plain text with back quotes round code
 *
 * Returns: (transfer full): the same as it is read aloud, without them
 */
char *
tb_lesson_to_plain (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "`", -1);

  return g_strv_length (parts) % 2 == 1 ? g_strjoinv ("", parts) : g_strdup (text);
}
