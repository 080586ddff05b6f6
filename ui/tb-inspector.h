/* tb-inspector: what there is to say about what is selected, as cards; its buttons are commands. */
#pragma once

#include <adwaita.h>

#include "tb-playhead.h"

G_BEGIN_DECLS

#define TB_TYPE_INSPECTOR (tb_inspector_get_type ())
G_DECLARE_FINAL_TYPE (TbInspector, tb_inspector, TB, INSPECTOR, AdwBin)

void tb_inspector_set_playhead (TbInspector *self, TbPlayhead *playhead);

G_END_DECLS
