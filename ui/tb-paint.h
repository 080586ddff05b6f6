/* tb-paint: how one node, one mark, one packet or one label is drawn with cairo.
 *
 * The screen's sprites and the vectors of an exported picture both come from here, so they look the same. */
#pragma once

#include "tb-scene.h"
#include "tb-look.h"

G_BEGIN_DECLS

/**
 * TbPalette:
 *
 * The colours that belong to no state; those of states are in tb-look.
 */
typedef struct
{
  gboolean is_dark;
  double strength;    /* 0 to 1: less is nearer to the background */
  GdkRGBA background;
  GdkRGBA card;       /* inside of a node */
  GdkRGBA ink;        /* icons and text */
  GdkRGBA faint;      /* text beside nodes */
  GdkRGBA link;
  GdkRGBA ground;     /* behind the devices of a gateway, far away */
  GdkRGBA accent;     /* selection */
} TbPalette;

#define TB_PAINT_DIM 0.28     /* opacity of what is dimmed */
#define TB_PAINT_REACH 1.7    /* a node draws no further than this many radii, and some pixels */

void tb_palette_init     (TbPalette *palette, gboolean is_dark, gboolean is_high_contrast);
void tb_paint_set_look   (cairo_t *cr, const TbPalette *palette, const TbLook *look);
void tb_paint_badge      (cairo_t *cr, const TbPalette *palette, const TbLook *look, double x, double y, double radius);
void tb_paint_node       (cairo_t *cr, const TbPalette *palette, const TbKind *kind, guint8 mark, double x, double y, double radius);
void tb_paint_dot        (cairo_t *cr, const TbPalette *palette, guint8 mark, double x, double y, double radius);
void tb_paint_selection  (cairo_t *cr, const TbPalette *palette, double x, double y, double radius, gboolean is_cursor);
void tb_paint_alarm      (cairo_t *cr, const TbPalette *palette, double x, double y, double radius, double strength);
void tb_paint_siege      (cairo_t *cr, const TbPalette *palette, const TbKind *kind, const TbSiege *siege, double x, double y, double radius);
void tb_paint_bounce     (cairo_t *cr, const TbPalette *palette, const TbLook *look, double x, double y, double radius, double angle, double strength);
void tb_paint_flash      (cairo_t *cr, const TbPalette *palette, const TbLook *look, double x, double y, double radius, double progress);
void tb_paint_label      (cairo_t *cr, const TbPalette *palette, PangoLayout *text, double x, double y, gboolean is_strong);
TbBox tb_paint_get_pill  (PangoLayout *text, double x, double y, double height);
void tb_paint_pill       (cairo_t *cr, const TbPalette *palette, const TbLook *look, PangoLayout *text, double x, double y, double height);

G_END_DECLS
