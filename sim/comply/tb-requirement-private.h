/* tb-requirement-private: the table of what provisions ask. */
#pragma once

#include "tb-requirement.h"

G_BEGIN_DECLS

extern const TbRequirement tb_requirements[TB_N_PROVISIONS];

G_END_DECLS
