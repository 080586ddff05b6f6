/* tb-lesson-text: what somebody typed, as it is compared. */
#include "tb-lesson-private.h"

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
