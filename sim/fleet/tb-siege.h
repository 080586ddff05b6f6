/* tb-siege: what a service bears, as the fluid model of floods wants it. */
#pragma once

#include "tb-fleet.h"
#include "tb-flood.h"

G_BEGIN_DECLS

TbVictim tb_siege_get_victim (const TbGroup *group);

G_END_DECLS
