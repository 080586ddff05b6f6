/* tb-clause: where a rule is written, as markup with a link where the document has a page of its own. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tb_clause_to_markup (const char *clause);

G_END_DECLS
