/* tb-ladder-draw: a ladder with cairo: what the widget has behind its boxes, and whole pictures for export. */
#pragma once

#include <gtk/gtk.h>

#include "tb-ladder-layout.h"
#include "tb-ladder-look.h"

G_BEGIN_DECLS

void     tb_ladder_draw_ground (cairo_t *cr, PangoLayout *text, const TbLadderStory *story, const TbLadderLayout *layout, const TbLadderLook *look,
                                guint flight);
gboolean tb_ladder_export      (const TbLadderStory *story, const char *path, GError **error);
gboolean tb_ladder_export_pair (const TbLadderStory *const stories[2], const GArray *pairs, const char *path, GError **error);

G_END_DECLS
