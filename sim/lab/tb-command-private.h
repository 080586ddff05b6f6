/* tb-command-private: what the files about commands share: how they complain. */
#pragma once

#include "tb-command.h"

G_BEGIN_DECLS

void tb_command_complain (GError **error, TbCommandError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

gboolean tb_command_takes (const TbCommandInfo *info, const char *name, gsize length);
const char *const *tb_command_find_words (TbCommandVerb verb, const char *argument, gsize length);
gboolean tb_command_names_somebody (const char *argument, gsize length);

G_END_DECLS
