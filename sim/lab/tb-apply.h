/* tb-apply: what each command does to a world. Used by tb-run. */
#pragma once

#include "tb-command.h"
#include "tb-world.h"

G_BEGIN_DECLS

gboolean tb_apply (TbWorld *world, TbFleet *fleet, const TbCommand *command, GError **error);

G_END_DECLS
