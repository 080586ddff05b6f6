/* tb-canvas: the fleet as a picture that moves and can be touched.
 *
 * Follows a playhead: states, packets on their way, selection, and where the scenario wants the eye. The person's own zoom wins until Fit is pressed. */
#pragma once

#include <gtk/gtk.h>

#include "tb-playhead.h"
#include "tb-scene.h"
#include "tb-viewport.h"

G_BEGIN_DECLS

#define TB_TYPE_CANVAS (tb_canvas_get_type ())
G_DECLARE_FINAL_TYPE (TbCanvas, tb_canvas, TB, CANVAS, GtkWidget)

/* Properties: playhead, zoom (d, readable), n-selected (u, readable), note (s, readable: what about the packets is not as in truth, or NULL). */
GtkWidget        *tb_canvas_new          (void);
void              tb_canvas_set_playhead (TbCanvas *self, TbPlayhead *playhead);
void              tb_canvas_set_fleet    (TbCanvas *self, TbFleet *fleet);
TbScene          *tb_canvas_get_scene    (TbCanvas *self);
void              tb_canvas_set_filter   (TbCanvas *self, const TbFilter *filter);
void              tb_canvas_set_insets   (TbCanvas *self, const TbInsets *insets);
const TbViewport *tb_canvas_get_viewport (TbCanvas *self);
void              tb_canvas_set_viewport (TbCanvas *self, const TbViewport *viewport);
void              tb_canvas_fit          (TbCanvas *self);
void              tb_canvas_zoom_by      (TbCanvas *self, double factor);
void              tb_canvas_reveal       (TbCanvas *self, guint32 object);
void              tb_canvas_paint        (TbCanvas *self, cairo_t *cr);

G_END_DECLS
