/* tb-ladder-export: whole pictures of a ladder, on white paper: the ground of tb-ladder-draw, and what the widget has as children drawn over it. */
#include "tb-ladder-draw.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#define WIDTH  760.0
#define MARGIN 24.0
#define SCALE  2.0     /* of PNG pictures */

typedef struct
{
  cairo_t *cr;
  PangoLayout *text;
  const TbLadderStory *story;
  const TbLadderLayout *layout;
  const TbLadderLook *look;
  const GArray *pairs;      /* how it compares to the one beside it, or NULL */
  guint which;
} Picture;

/* One or two handshakes on a sheet. */
typedef struct
{
  const TbLadderStory *const *stories;
  guint n;
  const GArray *pairs;
  TbLadderLayout *layouts[2];
  double cards[2];          /* heights of the cards that explain refusals */
} Sheet;

/* As in the window: what is not the same. */
static const GdkRGBA differs = { 0.69f, 0.31f, 0.54f, 1 };

static void
show (Picture *picture, double x, double y, double width, PangoAlignment alignment, const char *markup, const GdkRGBA *color)
{
  pango_layout_set_width (picture->text, (int) (width * PANGO_SCALE));
  pango_layout_set_alignment (picture->text, alignment);
  pango_layout_set_ellipsize (picture->text, PANGO_ELLIPSIZE_END);
  pango_layout_set_markup (picture->text, markup, -1);
  gdk_cairo_set_source_rgba (picture->cr, color);
  cairo_move_to (picture->cr, x, y);
  pango_cairo_show_layout (picture->cr, picture->text);
  pango_layout_set_ellipsize (picture->text, PANGO_ELLIPSIZE_NONE);
  pango_layout_set_alignment (picture->text, PANGO_ALIGN_LEFT);
  pango_layout_set_attributes (picture->text, NULL);
}

static void
round_box (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

static void
fill_box (cairo_t *cr, const GdkRGBA *fill, const GdkRGBA *border, double border_width)
{
  gdk_cairo_set_source_rgba (cr, fill);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, border);
  cairo_set_line_width (cr, border_width);
  cairo_stroke (cr);
}

static void
draw_box (Picture *picture, const TbLadderBox *box)
{
  const TbLadderStep *step = &g_array_index (picture->story->steps, TbLadderStep, box->step);
  gboolean is_bad = step->is_alert || step->is_culprit;
  double line = picture->layout->line, y = box->y + (box->height - line) / 2, size_width = 5 * line;
  g_autofree char *markup = g_markup_printf_escaped (*step->detail != '\0' ? "%s <span alpha=\"65%%\">· %s</span>" : "%s%s", step->name, step->detail);
  const TbLadderPair *pair = picture->pairs ? tb_ladder_diff_find (picture->pairs, picture->which, (int) box->step) : NULL;
  guint difference = pair ? pair->difference : 0;
  g_autofree char *size = g_strdup_printf ("%s%u B", difference == 0 ? "" : difference & TB_LADDER_ONLY_HERE ? "+ " : "≠ ", step->n_bytes);

  round_box (picture->cr, floor (box->x) + 0.5, floor (box->y) + 0.5, floor (box->width), floor (box->height), line * 0.4);
  fill_box (picture->cr, &picture->look->box, is_bad ? &picture->look->bad : difference ? &differs : &picture->look->border, is_bad || difference ? 1.6 : 1);
  show (picture, box->x + 0.6 * line, y, box->width - size_width - line, PANGO_ALIGN_LEFT, markup, step->is_alert ? &picture->look->bad : &picture->look->text);
  show (picture, box->x + box->width - size_width - 0.6 * line, y, size_width, PANGO_ALIGN_RIGHT, size, difference ? &differs : &picture->look->dim);
}

static void
draw_head (Picture *picture, double x, double width, const char *name, const char *role)
{
  double line = picture->layout->line;
  g_autofree char *markup = g_markup_printf_escaped ("<b>%s</b>", name);
  g_autofree char *role_markup = g_markup_escape_text (role, -1);

  show (picture, x - width / 2, 0.6 * line, width, PANGO_ALIGN_CENTER, markup, &picture->look->text);
  show (picture, x - width / 2, 1.8 * line, width, PANGO_ALIGN_CENTER, role_markup, &picture->look->dim);
}

static void
draw_heads (Picture *picture)
{
  const TbLadderLayout *layout = picture->layout;
  const char *roles[2] = { _("client"), _("server") };

  for (guint side = 0; side < 2; side++)
    draw_head (picture, layout->life[side], layout->head_width[side], picture->story->names[side], roles[side]);
  if (layout->middle > 0)
    draw_head (picture, layout->middle, layout->head_width[1], picture->story->attacker, _("in the middle"));
}

static char *
verdict_markup (const TbRefusal *refusal)
{
  return g_markup_printf_escaped ("<b>%s</b>\n%s: %s\n%s: %s\n%s: %s\n%s", refusal->what, _("Checked"), refusal->where, _("Expected"), refusal->expected,
                                  _("Found"), refusal->found, refusal->advice);
}

static void
set_verdict (PangoLayout *text, const TbRefusal *refusal, double width)
{
  g_autofree char *markup = verdict_markup (refusal);

  pango_layout_set_width (text, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (text, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_markup (text, markup, -1);
}

static double
verdict_height (PangoLayout *text, const TbLadderStory *story, double line)
{
  const TbLadderForm form = { .has_attacker = story->attacker != NULL };
  int height;

  if (story->refusal == NULL)
    return 0;
  set_verdict (text, story->refusal, tb_ladder_layout_verdict_width (&form, WIDTH, line) - 1.6 * line);
  pango_layout_get_pixel_size (text, NULL, &height);
  pango_layout_set_attributes (text, NULL);
  return height + 1.4 * line;
}

static void
draw_verdict (Picture *picture, double height)
{
  const TbLadderLayout *layout = picture->layout;

  if (picture->story->refusal == NULL)
    return;
  round_box (picture->cr, layout->verdict_x, layout->verdict_y, layout->verdict_width, height, layout->line * 0.5);
  gdk_cairo_set_source_rgba (picture->cr, &picture->look->paper);
  cairo_fill_preserve (picture->cr);
  fill_box (picture->cr, &picture->look->bad_shade, &picture->look->bad, 1);
  set_verdict (picture->text, picture->story->refusal, layout->verdict_width - 1.6 * layout->line);
  gdk_cairo_set_source_rgba (picture->cr, &picture->look->text);
  cairo_move_to (picture->cr, layout->verdict_x + 0.8 * layout->line, layout->verdict_y + 0.7 * layout->line);
  pango_cairo_show_layout (picture->cr, picture->text);
  pango_layout_set_attributes (picture->text, NULL);
}

static void
draw_ladder (cairo_t *cr, PangoLayout *text, const Sheet *sheet, guint which)
{
  const TbLadderLayout *layout = sheet->layouts[which];
  Picture picture = { cr, text, sheet->stories[which], layout, tb_ladder_look_get (FALSE), sheet->pairs, which };

  tb_ladder_draw_ground (cr, text, picture.story, layout, picture.look, G_MAXUINT);
  for (guint i = 0; i < layout->boxes->len; i++)
    draw_box (&picture, &g_array_index (layout->boxes, TbLadderBox, i));
  draw_heads (&picture);
  draw_verdict (&picture, sheet->cards[which]);
}

static double
sheet_height (const Sheet *sheet)
{
  double height = sheet->layouts[0]->height;

  return sheet->n > 1 ? MAX (height, sheet->layouts[1]->height) : height;
}

static void
draw_picture (cairo_t *cr, PangoLayout *text, const Sheet *sheet)
{
  const TbLadderLook *look = tb_ladder_look_get (FALSE);
  g_autofree char *note = g_markup_escape_text (_("sizes measured, times modelled"), -1);
  double line = sheet->layouts[0]->line;
  Picture picture = { cr, text, sheet->stories[0], sheet->layouts[0], look, NULL, 0 };

  gdk_cairo_set_source_rgba (cr, &look->paper);
  cairo_paint (cr);
  cairo_translate (cr, MARGIN, MARGIN);
  for (guint which = 0; which < sheet->n; which++)
    {
      cairo_save (cr);
      cairo_translate (cr, which * (WIDTH + MARGIN), 0);
      draw_ladder (cr, text, sheet, which);
      cairo_restore (cr);
    }
  show (&picture, 0, sheet_height (sheet) - line, sheet->n * WIDTH, PANGO_ALIGN_CENTER, note, &look->dim);
}

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
new_png (GByteArray *bytes, double width, double height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width * SCALE), (int) ceil (height * SCALE));

  cairo_surface_set_device_scale (surface, SCALE, SCALE);
  return surface;
}

static cairo_surface_t *
new_svg (GByteArray *bytes, double width, double height)
{
  return cairo_svg_surface_create_for_stream (collect, bytes, width, height);
}

static cairo_surface_t *
new_pdf (GByteArray *bytes, double width, double height)
{
  return cairo_pdf_surface_create_for_stream (collect, bytes, width, height);
}

static const struct
{
  const char *ending;
  cairo_surface_t *(*make) (GByteArray *bytes, double width, double height);
} formats[] = { { ".svg", new_svg }, { ".pdf", new_pdf }, { ".png", new_png } };

static PangoLayout *
new_text (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  PangoLayout *text = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans 10");

  g_object_unref (context);
  pango_layout_set_font_description (text, font);
  pango_font_description_free (font);
  return text;
}

static void
lay_out (Sheet *sheet, PangoLayout *text)
{
  GArray *tops[2] = { NULL, NULL };
  int line;

  pango_layout_set_text (text, "Ag", -1);
  pango_layout_get_pixel_size (text, NULL, &line);
  if (sheet->n > 1)
    tb_ladder_layout_align (sheet->stories, sheet->pairs, tops);
  for (guint which = 0; which < sheet->n; which++)
    {
      const TbLadderForm form = { FALSE, tops[which], sheet->stories[which]->attacker != NULL };

      sheet->cards[which] = verdict_height (text, sheet->stories[which], line);
      sheet->layouts[which] = tb_ladder_layout_new (sheet->stories[which], &form, WIDTH, line, sheet->cards[which]);
      g_clear_pointer (&tops[which], g_array_unref);
    }
}

static GByteArray *
render (Sheet *sheet, guint format)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr (PangoLayout) text = new_text ();
  cairo_surface_t *surface;
  cairo_t *cr;

  lay_out (sheet, text);
  surface = formats[format].make (bytes, sheet->n * (WIDTH + MARGIN) + MARGIN, sheet_height (sheet) + 2 * MARGIN);
  cr = cairo_create (surface);
  draw_picture (cr, text, sheet);
  cairo_destroy (cr);
  if (formats[format].make == new_png)
    cairo_surface_write_to_png_stream (surface, collect, bytes);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  for (guint which = 0; which < sheet->n; which++)
    tb_ladder_layout_free (sheet->layouts[which]);
  return bytes;
}

static gboolean
export (Sheet *sheet, const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (formats) && bytes == NULL; i++)
    if (g_str_has_suffix (path, formats[i].ending))
      bytes = render (sheet, i);
  if (bytes == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("%s: the name must end in .svg, .png or .pdf"), path);
      return FALSE;
    }
  return g_file_set_contents_full (path, (const char *) bytes->data, bytes->len, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

/**
 * tb_ladder_export:
 * @story: a handshake
 * @path: a file whose name ends in .svg, .pdf or .png
 * @error: return location
 *
 * Writes the ladder as a picture: the whole file or none.
 *
 * Returns: %FALSE when the ending is another one or the file cannot be written
 */
gboolean
tb_ladder_export (const TbLadderStory *story, const char *path, GError **error)
{
  Sheet sheet = { .stories = &story, .n = 1 };

  return export (&sheet, path, error);
}

/**
 * tb_ladder_export_pair:
 * @stories: two handshakes
 * @pairs: (element-type TbLadderPair): how they compare
 * @path: a file whose name ends in .svg, .pdf or .png
 * @error: return location
 *
 * Writes both beside each other, what differs lit: the whole file or none.
 *
 * Returns: %FALSE when the ending is another one or the file cannot be written
 */
gboolean
tb_ladder_export_pair (const TbLadderStory *const stories[2], const GArray *pairs, const char *path, GError **error)
{
  Sheet sheet = { .stories = stories, .n = 2, .pairs = pairs };

  return export (&sheet, path, error);
}
