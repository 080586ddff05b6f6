/* tb-live-place: where a live run may listen or connect to: this machine alone. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocketAddress *tb_live_place_parse (const char *text, GError **error);
char           *tb_live_place_to_text (GSocketAddress *place);
guint16         tb_live_place_get_port (GSocketAddress *place);

G_END_DECLS
