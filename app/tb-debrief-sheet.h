/* tb-debrief-sheet: the debrief of an exercise as a page that prints well. */
#pragma once

#include "tb-debrief.h"

G_BEGIN_DECLS

GString *tb_debrief_sheet_make (const TbDebrief *debrief);

G_END_DECLS
