/* tb-clause-address: where a clause that is cited can be read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tb_clause_dup_address (const char *clause);

G_END_DECLS
