/* tb-command-private: what the files about commands share: how they complain. */
#pragma once

#include "tb-command.h"

G_BEGIN_DECLS

void tb_command_complain (GError **error, TbCommandError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
