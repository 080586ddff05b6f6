/* tb-cli-message: what `trustbed-cli sign` and `trustbed-cli seal` work on: a message, and the bits of it that are turned over on the way. */
#pragma once

#include "tb-sign-bench.h"

G_BEGIN_DECLS

GBytes *tb_cli_read_message (const char *text, const char *path, GError **error);
GArray *tb_cli_read_flips   (char **flips, const char *const *flippable, GError **error);

G_END_DECLS
