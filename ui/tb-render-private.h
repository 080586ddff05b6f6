/* tb-render-private: what the files that draw the still picture share. */
#pragma once

#include "tb-render.h"
#include "tb-sprites.h"

G_BEGIN_DECLS

struct _TbRender
{
  TbSprites *devices;
  TbSprites *hubs;
  TbDensity *density;
  int density_width;
  int density_height;
  TbSprite *ground;        /* the circle behind the devices of a gateway */
  double ground_radius;
  GdkRGBA ground_color;
  GHashTable *texts;       /* object to its name, laid out and drawn */
  PangoContext *texts_font;
  guint texts_font_serial; /* the context stays the same when its font changes */
  double texts_scale;
  GdkRGBA texts_ink;
  TbFleet *texts_fleet;    /* owned, so that another one is never at the same place */
};

/* Where drawing goes: to a cairo context, and unless it is for vectors also straight to the pixels behind it. */
typedef struct
{
  TbRender *render;
  const TbRenderJob *job;
  cairo_t *cr;
  TbRaster raster;
  gboolean is_raster;
  double radius;           /* of devices on the screen, as drawn */
} TbPen;

#define LINK_RADIUS 3.5          /* links of smaller devices are not drawn */

TbPoint tb_pen_to_screen     (const TbPen *pen, TbPoint plane);
void    tb_pen_begin_pixels  (const TbPen *pen);
void    tb_pen_end_pixels    (const TbPen *pen);
void    tb_pen_line          (const TbPen *pen, TbPoint from, TbPoint to, double width, const GdkRGBA *color);
void    tb_render_border     (const TbPen *pen);
void    tb_render_floods     (const TbPen *pen);
void    tb_render_siege      (const TbPen *pen, guint32 service);
void    tb_render_dots       (const TbPen *pen);
void    tb_render_density    (const TbPen *pen);
void    tb_render_hubs       (const TbPen *pen);
void    tb_render_services   (const TbPen *pen);
void    tb_render_selections (const TbPen *pen);
void    tb_render_labels     (const TbPen *pen);
void    tb_render_text_free  (gpointer text);

G_END_DECLS
