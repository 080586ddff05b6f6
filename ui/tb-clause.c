/* tb-clause: see the header. */
#include "tb-clause.h"

#include "tb-clause-address.h"

/**
 * tb_clause_to_markup:
 * @clause: such as `RFC 9846 section 4.2.2`; what is no RFC stays text
 *
 * Returns: (transfer full): Pango markup
 */
char *
tb_clause_to_markup (const char *clause)
{
  g_autofree char *address = tb_clause_dup_address (clause);

  return address != NULL ? g_markup_printf_escaped ("<a href=\"%s\">%s</a>", address, clause) : g_markup_escape_text (clause, -1);
}
