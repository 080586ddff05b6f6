/* tb-clause-address: see the header. */
#include "tb-clause-address.h"

#include <string.h>

#define SECTION " section "

/**
 * tb_clause_dup_address:
 * @clause: such as `RFC 9846 section 4.2.2`
 *
 * Returns: (transfer full) (nullable): its page; %NULL for what is no section of an RFC
 */
char *
tb_clause_dup_address (const char *clause)
{
  const char *section = strstr (clause, SECTION);
  g_autofree char *anchor = section != NULL ? g_strndup (section + strlen (SECTION), strcspn (section + strlen (SECTION), " (,")) : NULL;

  if (!g_str_has_prefix (clause, "RFC ") || section == NULL)
    return NULL;
  return g_strdup_printf ("https://www.rfc-editor.org/rfc/rfc%" G_GUINT64_FORMAT "#section-%s", g_ascii_strtoull (clause + 4, NULL, 10), anchor);
}
