/* tb-plate: a drawing of data that is told how it is drawn by a table of functions: follows light and dark, says what is under the pointer or the arrow keys, and is
 * exported as it looks. */
#pragma once

#include "tb-paint.h"

G_BEGIN_DECLS

/**
 * TbPlateInk:
 * @palette: colours
 * @text: for words, in the widget's font
 * @width, @height: of the drawing
 * @line: height of a line of text; all sizes follow it
 * @cursor: what is pointed at, as @pick gave it; -1 for nothing
 */
typedef struct
{
  const TbPalette *palette;
  PangoLayout *text;
  double width;
  double height;
  double line;
  int cursor;
} TbPlateInk;

/**
 * TbPlateKind:
 * @measure: how high it is, for that width and height of a line
 * @draw: draws it
 * @pick: which of its parts is there, -1 for none
 * @step: which part comes next with an arrow key, as directions right and down
 * @describe: (nullable return): what is to be said about a part
 * @summarize: and about it all
 * @free: frees the data
 */
typedef struct
{
  int (*measure) (gconstpointer data, double width, double line);
  void (*draw) (gconstpointer data, const TbPlateInk *ink, cairo_t *cr);
  int (*pick) (gconstpointer data, const TbPlateInk *ink, double x, double y);
  int (*step) (gconstpointer data, int part, int right, int down);
  char *(*describe) (gconstpointer data, int part);
  char *(*summarize) (gconstpointer data);
  GDestroyNotify free;
} TbPlateKind;

#define TB_TYPE_PLATE (tb_plate_get_type ())
G_DECLARE_FINAL_TYPE (TbPlate, tb_plate, TB, PLATE, GtkWidget)

/* Signal: "part-picked" (i): a person clicked on a part, or pressed Return at it. */
GtkWidget    *tb_plate_new      (const TbPlateKind *kind);
void          tb_plate_take     (TbPlate *self, gpointer data);   /* (transfer full) (nullable) */
gconstpointer tb_plate_get      (TbPlate *self);
gboolean      tb_plate_export   (TbPlate *self, const char *title, const char *path, GError **error);

/* For drawings. */
void          tb_plate_write    (const TbPlateInk *ink, cairo_t *cr, const char *words, double x, double y, double width, double align, const GdkRGBA *color);
double        tb_plate_measure  (const TbPlateInk *ink, const char *words);
void          tb_plate_mix      (const GdkRGBA *from, const GdkRGBA *to, double share, GdkRGBA *color);

G_END_DECLS
