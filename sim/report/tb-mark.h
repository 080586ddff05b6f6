/* tb-mark: small signs before a word, each of a shape of its own, so that nothing is told by colour alone. One path serves a page and a picture. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TB_MARK_NONE, TB_MARK_MET, TB_MARK_OPEN, TB_MARK_WAIVED, TB_MARK_UNASKED, TB_MARK_NOTICE, TB_MARK_WARNING, TB_MARK_CRITICAL,
  TB_N_MARKS
} TbMark;

#define TB_MARK_GRID 16   /* the box that a path is written in, each way */

/**
 * TbMarkShape:
 * @code: a stable word
 * @rgb: its colour on white
 * @path: filled even-odd, as SVG has it, of absolute M, L, C and Z
 */
typedef struct { const char *code; guint32 rgb; const char *path; } TbMarkShape;

const TbMarkShape *tb_mark_get  (TbMark mark);
void               tb_mark_draw (TbMark mark, cairo_t *cr, double x, double y, double size);
void               tb_mark_set_rgb (cairo_t *cr, guint32 rgb);

G_END_DECLS
