/* tb-clause: see the header. */
#include "tb-clause.h"

#include <string.h>

/**
 * tb_clause_to_markup:
 * @clause: such as `RFC 9846 section 4.2.2`; what is no RFC stays text
 *
 * Returns: (transfer full): Pango markup
 */
char *
tb_clause_to_markup (const char *clause)
{
  g_autofree char *escaped = g_markup_escape_text (clause, -1);
  const char *section = strstr (clause, " section ");
  g_autofree char *anchor = section ? g_strndup (section + strlen (" section "), strcspn (section + strlen (" section "), " (,")) : NULL;
  guint64 number;

  if (!g_str_has_prefix (clause, "RFC ") || section == NULL)
    return g_steal_pointer (&escaped);
  number = g_ascii_strtoull (clause + 4, NULL, 10);
  return g_markup_printf_escaped ("<a href=\"https://www.rfc-editor.org/rfc/rfc%" G_GUINT64_FORMAT "#section-%s\">%s</a>", number, anchor, clause);
}
