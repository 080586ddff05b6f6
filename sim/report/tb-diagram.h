/* tb-diagram: a drawing of a report as what it shows. It is drawn by one piece of code, for sheets of paper and for pages of HTML alike. */
#pragma once

#include "tb-mark.h"
#include "tb-type.h"

G_BEGIN_DECLS

typedef enum { TB_DIAGRAM_BARS, TB_DIAGRAM_LINES, TB_DIAGRAM_COLUMNS } TbDiagramKind;

/**
 * TbDiagramBar:
 * @name: before it; @mark: before that
 * @value: behind it
 * @full: how long it is, of 1; @pale: how long what follows it is, which counts less. Below 0 for no bar
 * @rgb: its colour
 */
typedef struct { char *name; TbMark mark; char *value; double full; double pale; guint32 rgb; } TbDiagramBar;

typedef struct { double x; double y; } TbDiagramPoint;

/**
 * TbDiagramSeries:
 * @name: for the key; @value: behind it, "" for none
 * @rgb: its colour
 * @points: (element-type TbDiagramPoint): x of 1; of columns one after the other, x unused
 */
typedef struct { char *name; char *value; guint32 rgb; GArray *points; } TbDiagramSeries;

/**
 * TbDiagramTick:
 * @at: where, of 1
 * @text: what is written there
 */
typedef struct { double at; char *text; } TbDiagramTick;

/**
 * TbDiagram:
 * @kind: which of these
 * @title: what is drawn
 * @words: the same for those who do not see it
 * @bars: (element-type TbDiagramBar)
 * @series: (element-type TbDiagramSeries): lines, or the layers of columns from the bottom up
 * @ticks: (element-type TbDiagramTick): along the bottom
 * @top: the value at the upper end of the axis of values, which begins at 0
 * @now: where the moment is marked that the report is of, of 1; below 0 for nowhere
 */
typedef struct
{
  TbDiagramKind kind;
  char *title;
  GString *words;
  GArray *bars;
  GArray *series;
  GArray *ticks;
  double top;
  double now;
} TbDiagram;

TbDiagram *tb_diagram_new        (TbDiagramKind kind, const char *title);
void       tb_diagram_free       (TbDiagram *diagram);
void       tb_diagram_add_bar    (TbDiagram *diagram, const char *name, TbMark mark, const char *value, double full, double pale, guint32 rgb);
void       tb_diagram_add_series (TbDiagram *diagram, const char *name, const char *value, guint32 rgb);
void       tb_diagram_add_point  (TbDiagram *diagram, double x, double y);       /* to the series that was added last */
void       tb_diagram_add_tick   (TbDiagram *diagram, double at, const char *text);
guint32    tb_diagram_get_color  (guint number);
double     tb_diagram_round_top  (double largest);
double     tb_diagram_get_height (const TbDiagram *diagram);
void       tb_diagram_draw       (const TbDiagram *diagram, TbType *type, cairo_t *cr, double x, double y, double width);
GBytes    *tb_diagram_to_svg     (const TbDiagram *diagram, const char *language, double width);

G_END_DECLS
