/* tb-braces: sentences and command lines with `{name}` in them, for what differs from one to the next. Names are of lower case letters, digits, `-` and `_`. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef const char *(*TbBracesLookup) (const char *name, gpointer user_data);

char *tb_braces_fill       (const char *text, TbBracesLookup lookup, gpointer user_data);
GStrv tb_braces_list_names (const char *text);   /* of what it holds in braces, in their order */

G_END_DECLS
