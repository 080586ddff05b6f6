/* tb-type: see the header. A font map of its own, without hints and at 72 dots an inch, so that a point is a point. */
#include "tb-type.h"

#include "tb-mark.h"

struct _TbType
{
  PangoFontMap *map;
  PangoContext *context;
  PangoFontDescription *fonts[TB_N_TYPES];
};

#define SERIFLESS "Cantarell, Noto Sans, DejaVu Sans, sans-serif"
#define EVEN      "DejaVu Sans Mono, Noto Sans Mono, monospace"

static const struct { const char *family; double points; PangoWeight weight; } styles[TB_N_TYPES] = {
  [TB_TYPE_TITLE] = { SERIFLESS, 22, PANGO_WEIGHT_BOLD }, [TB_TYPE_SECTION] = { SERIFLESS, 14.5, PANGO_WEIGHT_BOLD }, [TB_TYPE_ITEM] = { SERIFLESS, 10.5, PANGO_WEIGHT_BOLD },
  [TB_TYPE_LEAD] = { SERIFLESS, 11, PANGO_WEIGHT_NORMAL }, [TB_TYPE_BODY] = { SERIFLESS, 9.5, PANGO_WEIGHT_NORMAL }, [TB_TYPE_STRONG] = { SERIFLESS, 9.5, PANGO_WEIGHT_BOLD },
  [TB_TYPE_SMALL] = { SERIFLESS, 8.5, PANGO_WEIGHT_NORMAL }, [TB_TYPE_HEAD] = { SERIFLESS, 8.5, PANGO_WEIGHT_BOLD }, [TB_TYPE_CODE] = { EVEN, 8, PANGO_WEIGHT_NORMAL },
  [TB_TYPE_FIGURE] = { SERIFLESS, 19, PANGO_WEIGHT_BOLD },
};

static void
make_fonts (TbType *type)
{
  for (guint i = 0; i < TB_N_TYPES; i++)
    {
      type->fonts[i] = pango_font_description_from_string (styles[i].family);
      pango_font_description_set_absolute_size (type->fonts[i], styles[i].points * PANGO_SCALE);
      pango_font_description_set_weight (type->fonts[i], styles[i].weight);
    }
}

/**
 * tb_type_new:
 * @language: of the texts, two letters
 *
 * Returns: (transfer full): fonts
 */
TbType *
tb_type_new (const char *language)
{
  TbType *type = g_new0 (TbType, 1);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  type->map = pango_cairo_font_map_new ();
  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (type->map), 72);
  type->context = pango_font_map_create_context (type->map);
  pango_cairo_context_set_font_options (type->context, options);
  pango_context_set_language (type->context, pango_language_from_string (language));
  pango_context_set_round_glyph_positions (type->context, FALSE);
  make_fonts (type);
  cairo_font_options_destroy (options);
  return type;
}

/**
 * tb_type_free:
 * @type: (transfer full): fonts
 *
 * Frees them; layouts that are left keep what they need.
 */
void
tb_type_free (TbType *type)
{
  for (guint i = 0; i < TB_N_TYPES; i++)
    pango_font_description_free (type->fonts[i]);
  g_object_unref (type->context);
  g_object_unref (type->map);
  g_free (type);
}

/**
 * tb_type_lay_out:
 * @type: fonts
 * @style: which
 * @text: plain text
 * @width: where its lines are broken, in points; -1 for nowhere
 *
 * Returns: (transfer full): the text in lines; words that are too long are broken too
 */
PangoLayout *
tb_type_lay_out (TbType *type, TbTypeStyle style, const char *text, double width)
{
  PangoLayout *layout = pango_layout_new (type->context);

  pango_layout_set_font_description (layout, type->fonts[style]);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, style <= TB_TYPE_ITEM || style == TB_TYPE_FIGURE ? 1.1f : 1.25f);
  if (width >= 0)
    pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  return layout;
}

/**
 * tb_type_get_width:
 * @layout: text
 *
 * Returns: of its longest line, in points
 */
double
tb_type_get_width (PangoLayout *layout)
{
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

/**
 * tb_type_get_height:
 * @layout: text
 *
 * Returns: of all its lines, in points
 */
double
tb_type_get_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

/**
 * tb_type_draw:
 * @type: fonts
 * @cr: where
 * @style: which
 * @rgb: its colour
 * @text: one line
 * @x: where it begins, or ends, or has its middle
 * @y: top
 * @align: which of these: 0, 1, or 0.5
 *
 * Draws it.
 */
void
tb_type_draw (TbType *type, cairo_t *cr, TbTypeStyle style, guint32 rgb, const char *text, double x, double y, double align)
{
  g_autoptr (PangoLayout) layout = tb_type_lay_out (type, style, text, -1);

  tb_mark_set_rgb (cr, rgb);
  cairo_move_to (cr, x - align * tb_type_get_width (layout), y);
  pango_cairo_show_layout (cr, layout);
}

/**
 * tb_type_draw_within:
 * @type: fonts
 * @cr: where
 * @style: which
 * @rgb: its colour
 * @text: one line
 * @x: where it begins
 * @y: top
 * @width: what it has; a text that is longer ends in an ellipsis
 *
 * Draws it.
 */
void
tb_type_draw_within (TbType *type, cairo_t *cr, TbTypeStyle style, guint32 rgb, const char *text, double x, double y, double width)
{
  g_autoptr (PangoLayout) layout = tb_type_lay_out (type, style, text, width);

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  tb_mark_set_rgb (cr, rgb);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
}
