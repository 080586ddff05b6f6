/* tb-readable: what anyone on the way can read in a message that nobody protected. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tb_readable_from_bytes (GBytes *plain, guint max_characters);

G_END_DECLS
