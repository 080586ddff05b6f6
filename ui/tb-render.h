/* tb-render: the still part of the canvas, drawn into one picture.
 *
 * Single nodes with their links near, dots further away, density from afar; only what is visible. The same steps end in pixels (sprites and plain memory, fast)
 * or, for an exported picture, in vectors. Packets and other moving things are not here: this is redrawn only when state or viewport change. */
#pragma once

#include "tb-paint.h"
#include "tb-viewport.h"

G_BEGIN_DECLS

/**
 * TbRenderJob:
 * @scene: what to show
 * @viewport: which part
 * @palette: the colours
 * @font: for labels
 * @scale: pixels of the screen per pixel of the window
 * @selection: (nullable): objects to highlight, in a set
 * @cursor: object with the ring of the keyboard, or %TB_NOBODY
 * @hover: object under the pointer, which gets a label, or %TB_NOBODY
 * @focus: (array length=n_focus): whom it is about; they get labels
 * @n_focus: how many
 */
typedef struct
{
  TbScene *scene;
  TbViewport viewport;
  TbPalette palette;
  PangoContext *font;
  double scale;
  GHashTable *selection;
  guint32 cursor;
  guint32 hover;
  const guint32 *focus;
  guint n_focus;
} TbRenderJob;

typedef enum
{
  TB_DETAIL_NODES,
  TB_DETAIL_DOTS,
  TB_DETAIL_DENSITY,
} TbDetail;

typedef struct _TbRender TbRender;

TbRender *tb_render_new            (void);
void      tb_render_free           (TbRender *render);
void      tb_render_draw           (TbRender *render, const TbRenderJob *job, cairo_surface_t *surface);
void      tb_render_draw_vectors   (TbRender *render, const TbRenderJob *job, cairo_t *cr);
TbDetail  tb_render_get_detail     (double zoom);
double    tb_render_get_radius     (TbScene *scene, guint32 object, double zoom);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbRender, tb_render_free)

G_END_DECLS
