/* tb-paint: see the header. */
#include "tb-paint.h"

#include "tb-icon.h"

typedef struct
{
  const char *light;
  const char *dark;
  const char *light_contrast;
  const char *dark_contrast;
  gsize offset;
} Shade;

static const Shade shades[] = {
  { "#fafafa", "#1e1e1e", "#ffffff", "#000000", G_STRUCT_OFFSET (TbPalette, background) },
  { "#ffffff", "#303030", "#ffffff", "#000000", G_STRUCT_OFFSET (TbPalette, card) },
  { "#2e3436", "#eeeeec", "#000000", "#ffffff", G_STRUCT_OFFSET (TbPalette, ink) },
  { "#5e5c64", "#b8b6bd", "#000000", "#ffffff", G_STRUCT_OFFSET (TbPalette, faint) },
  { "#d3d3d6", "#48484c", "#77767b", "#9a9996", G_STRUCT_OFFSET (TbPalette, link) },
  { "#f0f0f2", "#28282b", "#e0e0e0", "#303030", G_STRUCT_OFFSET (TbPalette, ground) },
  { "#3584e4", "#78aeed", "#1a5fb4", "#99c1f1", G_STRUCT_OFFSET (TbPalette, accent) },
};

/**
 * tb_palette_init:
 * @palette: (out caller-allocates): the colours
 * @is_dark: for a dark background
 * @is_high_contrast: for people who need more contrast
 */
void
tb_palette_init (TbPalette *palette, gboolean is_dark, gboolean is_high_contrast)
{
  palette->is_dark = is_dark;
  palette->strength = 1;
  for (guint i = 0; i < G_N_ELEMENTS (shades); i++)
    {
      const char *usual = is_dark ? shades[i].dark : shades[i].light;
      const char *strong = is_dark ? shades[i].dark_contrast : shades[i].light_contrast;

      gdk_rgba_parse (G_STRUCT_MEMBER_P (palette, shades[i].offset), is_high_contrast ? strong : usual);
    }
}

static const GdkRGBA white = { 1, 1, 1, 1 };

/* What is faint is mixed with the background, not seen through: shapes that lie on each other stay clear, and a file needs no groups. */
static void
set_source (cairo_t *cr, const TbPalette *palette, const GdkRGBA *color)
{
  const GdkRGBA *ground = &palette->background;
  double strength = palette->strength;

  cairo_set_source_rgba (cr, ground->red + (color->red - ground->red) * strength, ground->green + (color->green - ground->green) * strength,
                         ground->blue + (color->blue - ground->blue) * strength, color->alpha);
}

static TbPalette
fade (const TbPalette *palette, double strength)
{
  TbPalette faint = *palette;

  faint.strength *= strength;
  return faint;
}

/**
 * tb_paint_set_look:
 * @cr: a drawing
 * @palette: the colours
 * @look: a look
 *
 * Makes the colour of @look the source.
 */
void
tb_paint_set_look (cairo_t *cr, const TbPalette *palette, const TbLook *look)
{
  GdkRGBA color;

  tb_look_get_color (look, palette->is_dark, &color);
  set_source (cr, palette, &color);
}

static void
add_circle (cairo_t *cr, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
}

static void
fill_circle (cairo_t *cr, const TbPalette *palette, double x, double y, double radius, const GdkRGBA *color)
{
  set_source (cr, palette, color);
  add_circle (cr, x, y, radius);
  cairo_fill (cr);
}

/**
 * tb_paint_badge:
 * @cr: a drawing
 * @palette: the colours
 * @look: what to tell
 * @x: middle; likewise @y
 * @radius: without the thin edge that parts it from what is below
 */
void
tb_paint_badge (cairo_t *cr, const TbPalette *palette, const TbLook *look, double x, double y, double radius)
{
  fill_circle (cr, palette, x, y, radius + MAX (1.0, radius * 0.16), &palette->background);
  tb_paint_set_look (cr, palette, look);
  add_circle (cr, x, y, radius);
  cairo_fill (cr);
  set_source (cr, palette, &white);
  tb_icon_draw (cr, look->icon, x - radius * 0.64, y - radius * 0.64, radius * 1.28);
}

static void
paint_health (cairo_t *cr, const TbPalette *palette, TbHealth health, double x, double y, double radius)
{
  double dash[2] = { radius * 0.3, radius * 0.2 };

  if (health == TB_HEALTH_HEALTHY)
    return;
  if (health >= TB_HEALTH_EXPOSED)
    {
      tb_paint_set_look (cr, palette, tb_look_health (health));
      cairo_set_line_width (cr, MAX (1.5, radius * 0.13));
      cairo_set_dash (cr, dash, health == TB_HEALTH_INFECTED ? 0 : 2, 0);
      add_circle (cr, x, y, radius * 1.22);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
    }
  tb_paint_badge (cr, palette, tb_look_health (health), x + radius * 0.74, y + radius * 0.74, radius * 0.46);
}

static double
opacity_of (guint8 mark)
{
  if (mark & TB_MARK_DIM)
    return TB_PAINT_DIM;
  return TB_MARK_HEALTH (mark) == TB_HEALTH_OFF ? 0.45 : 1;
}

/* Somebody who is taken is full of the colour for it: a wave has to be seen. */
static void
paint_face (cairo_t *cr, const TbPalette *palette, const TbKind *kind, const GdkRGBA *ring, const TbLook *fill, double x, double y, double radius)
{
  double width = CLAMP (radius * 0.13, 1.4, 4);
  GdkRGBA inside = palette->card;

  if (fill != NULL)
    tb_look_get_color (fill, palette->is_dark, &inside);
  fill_circle (cr, palette, x, y, radius, &inside);
  set_source (cr, palette, ring);
  cairo_set_line_width (cr, width);
  add_circle (cr, x, y, radius - width / 2);
  cairo_stroke (cr);
  set_source (cr, palette, fill != NULL ? &white : &palette->ink);
  tb_icon_draw (cr, kind->icon, x - radius * 0.55, y - radius * 0.55, radius * 1.1);
}

/* Whom no certificate is asked of has no identity to show. */
static gboolean
has_identity (TbRole role)
{
  return role != TB_ROLE_EAVESDROPPER && role != TB_ROLE_ATTACKER && role != TB_ROLE_SERVICE;
}

static void
ring_color (const TbPalette *palette, const TbKind *kind, guint8 mark, GdkRGBA *color)
{
  *color = palette->faint;
  if (kind->role == TB_ROLE_ATTACKER)
    tb_look_get_color (tb_look_health (TB_HEALTH_INFECTED), palette->is_dark, color);
  else if (has_identity (kind->role) && TB_MARK_HEALTH (mark) == TB_HEALTH_INFECTED)
    tb_look_get_color (tb_look_health (TB_HEALTH_INFECTED), palette->is_dark, color);
  else if (has_identity (kind->role))
    tb_look_get_color (tb_look_identity (TB_MARK_IDENTITY (mark)), palette->is_dark, color);
}

/**
 * tb_paint_node:
 * @cr: a drawing
 * @palette: the colours
 * @kind: what it is
 * @mark: its state
 * @x: middle; likewise @y
 * @radius: of its ring
 *
 * Draws icon, ring and badges. Whoever only listens, attacks or is there for others has no identity to show, and what was never
 * switched on has none yet.
 */
void
tb_paint_node (cairo_t *cr, const TbPalette *palette, const TbKind *kind, guint8 mark, double x, double y, double radius)
{
  TbHealth health = TB_MARK_HEALTH (mark);
  gboolean is_player = has_identity (kind->role);
  gboolean is_blank = health == TB_HEALTH_OFF && TB_MARK_IDENTITY (mark) == TB_IDENTITY_NONE;
  TbPalette faded = fade (palette, is_player ? opacity_of (mark) : 1);
  GdkRGBA ring;

  ring_color (palette, kind, mark, &ring);
  paint_face (cr, &faded, kind, &ring, is_player && health == TB_HEALTH_INFECTED ? tb_look_health (health) : NULL, x, y, radius);
  if (is_player && !is_blank)
    tb_paint_badge (cr, &faded, tb_look_identity (TB_MARK_IDENTITY (mark)), x + radius * 0.74, y - radius * 0.74, radius * 0.46);
  if (is_player)
    paint_health (cr, &faded, health, x, y, radius);
}

/* From this size on a dot shows a glyph. */
#define GLYPH_RADIUS 5.0

/**
 * tb_paint_dot:
 * @cr: a drawing
 * @palette: the colours
 * @mark: its state
 * @x: middle; likewise @y
 * @radius: of the dot
 *
 * Draws a device from afar: full when it is on, hollow when off, with a rim when something is amiss, larger and in one colour when it is infected.
 */
void
tb_paint_dot (cairo_t *cr, const TbPalette *palette, guint8 mark, double x, double y, double radius)
{
  const TbLook *identity = tb_look_identity (TB_MARK_IDENTITY (mark));
  TbHealth health = TB_MARK_HEALTH (mark);
  gboolean tells_health = health == TB_HEALTH_OFF || health == TB_HEALTH_INFECTED;
  const TbLook *look = tells_health ? tb_look_health (health) : identity;
  double opacity = mark & TB_MARK_DIM ? TB_PAINT_DIM : 1, width = MAX (1, radius * 0.35);
  GdkRGBA color;

  tb_look_get_color (look, palette->is_dark, &color);
  color.alpha = (float) opacity;
  gdk_cairo_set_source_rgba (cr, &color);
  if (health == TB_HEALTH_OFF && radius > 1.5)
    {
      cairo_set_line_width (cr, width);
      add_circle (cr, x, y, radius - width / 2);
      cairo_stroke (cr);
      return;
    }
  add_circle (cr, x, y, health == TB_HEALTH_INFECTED ? radius * 1.25 : radius);
  cairo_fill (cr);
  if (health >= TB_HEALTH_EXPOSED && health != TB_HEALTH_INFECTED)
    {
      tb_look_get_color (tb_look_health (health), palette->is_dark, &color);
      color.alpha = (float) opacity;
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_set_line_width (cr, width);
      add_circle (cr, x, y, radius + width / 2);
      cairo_stroke (cr);
    }
  if (radius < GLYPH_RADIUS)
    return;
  cairo_set_source_rgba (cr, 1, 1, 1, opacity);
  tb_icon_draw (cr, look->icon, x - radius * 0.64, y - radius * 0.64, radius * 1.28);
}

/**
 * tb_paint_selection:
 * @cr: a drawing
 * @palette: the colours
 * @x: middle; likewise @y
 * @radius: of the node
 * @is_cursor: draw the ring of the keyboard, not of the selection
 */
void
tb_paint_selection (cairo_t *cr, const TbPalette *palette, double x, double y, double radius, gboolean is_cursor)
{
  double width = MAX (2.5, radius * 0.22);
  GdkRGBA color = palette->accent;

  if (is_cursor)
    {
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_set_line_width (cr, 2);
      add_circle (cr, x, y, radius * 1.22 + 5);
      cairo_stroke (cr);
      return;
    }
  color.alpha = 0.5f;
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, width);
  add_circle (cr, x, y, radius + width / 2 + 0.5);
  cairo_stroke (cr);
}

/**
 * tb_paint_alarm:
 * @cr: a drawing
 * @palette: the colours
 * @x: middle; likewise @y
 * @radius: of the node
 * @strength: 1 when it begins, 0 when it is over
 *
 * Draws the waves round somebody who reads what was not for him.
 */
void
tb_paint_alarm (cairo_t *cr, const TbPalette *palette, double x, double y, double radius, double strength)
{
  GdkRGBA color;

  tb_look_get_color (tb_look_packet (TB_PACKET_LOOK_PLAIN), palette->is_dark, &color);
  for (guint i = 0; i < 2; i++)
    {
      color.alpha = (float) (strength * (i == 0 ? 0.9 : 0.4));
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_set_line_width (cr, i == 0 ? 3 : 2);
      add_circle (cr, x, y, radius + 3 + (1 - strength) * radius * 0.5 + i * 5);
      cairo_stroke (cr);
    }
}

/**
 * tb_paint_label:
 * @cr: a drawing
 * @palette: the colours
 * @text: what it says
 * @x: middle
 * @y: top
 * @is_strong: whether it is what the person looks at
 *
 * Draws text with an edge in the colour of the background, so that it reads on top of links.
 */
void
tb_paint_label (cairo_t *cr, const TbPalette *palette, PangoLayout *text, double x, double y, gboolean is_strong)
{
  GdkRGBA edge = palette->background;
  int width, height;

  pango_layout_get_pixel_size (text, &width, &height);
  cairo_move_to (cr, x - width / 2.0, y);
  pango_cairo_layout_path (cr, text);
  edge.alpha = 0.85f;
  gdk_cairo_set_source_rgba (cr, &edge);
  cairo_set_line_width (cr, 3);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  gdk_cairo_set_source_rgba (cr, is_strong ? &palette->ink : &palette->faint);
  cairo_move_to (cr, x - width / 2.0, y);
  pango_cairo_show_layout (cr, text);
}

static double
pill_width (PangoLayout *text, double height)
{
  int width = 0;

  if (text != NULL)
    pango_layout_get_pixel_size (text, &width, NULL);
  return text != NULL ? width + height : height * 1.5;
}

/**
 * tb_paint_get_pill:
 * @text: (nullable): what it says
 * @x: middle; likewise @y
 * @height: of the pill
 *
 * Returns: the box [func@paint_pill] draws in
 */
TbBox
tb_paint_get_pill (PangoLayout *text, double x, double y, double height)
{
  double width = pill_width (text, height);

  return (TbBox) { (float) (x - width / 2 - 2), (float) (y - height / 2 - 2), (float) (x + width / 2 + 2), (float) (y + height / 2 + 2) };
}

static void
add_pill (cairo_t *cr, double x, double y, double width, double height)
{
  double left = x - width / 2 + height / 2, right = x + width / 2 - height / 2;

  cairo_new_sub_path (cr);
  cairo_arc (cr, right, y, height / 2, -G_PI_2, G_PI_2);
  cairo_arc (cr, left, y, height / 2, G_PI_2, 3 * G_PI_2);
  cairo_close_path (cr);
}

/**
 * tb_paint_pill:
 * @cr: a drawing
 * @palette: the colours
 * @look: what sort of packet
 * @text: (nullable): what anyone can read in it, %NULL for the glyph alone
 * @x: middle; likewise @y
 * @height: of the pill
 */
void
tb_paint_pill (cairo_t *cr, const TbPalette *palette, const TbLook *look, PangoLayout *text, double x, double y, double height)
{
  double width = pill_width (text, height), size = height * (look == tb_look_packet (TB_PACKET_LOOK_PLAIN) ? 0.94 : 0.66);
  int text_width, text_height;

  set_source (cr, palette, &palette->background);
  add_pill (cr, x, y, width + 3, height + 3);
  cairo_fill (cr);
  tb_paint_set_look (cr, palette, look);
  add_pill (cr, x, y, width, height);
  cairo_fill (cr);
  set_source (cr, palette, &white);
  if (text == NULL)
    {
      tb_icon_draw (cr, look->icon, x - size / 2, y - size / 2, size);
      return;
    }
  pango_layout_get_pixel_size (text, &text_width, &text_height);
  cairo_move_to (cr, x - text_width / 2.0, y - text_height / 2.0);
  pango_cairo_show_layout (cr, text);
}
