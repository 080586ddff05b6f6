/* tb-infection-draw: see the header. */
#include "tb-infection-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-icon.h"
#include "tb-units.h"

#define SMALL 0.86
#define MAX_BARS 40

typedef struct
{
  double x;
  double y;
  double width;     /* 0 for as wide as they are */
  PangoAlignment align;
  gboolean is_bold;
  const GdkRGBA *color;
  gboolean has_seam;
} Place;

/* Of the background, so that no line runs through the words. Leaves the pen where it was. */
static void
draw_seam (const TbInfectionPicture *picture, cairo_t *cr)
{
  double x, y;

  cairo_get_current_point (cr, &x, &y);
  pango_cairo_layout_path (cr, picture->text);
  gdk_cairo_set_source_rgba (cr, &picture->palette->card);
  cairo_set_line_width (cr, 5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  cairo_move_to (cr, x, y);
}

static void
write_words (const TbInfectionPicture *picture, cairo_t *cr, const char *words, const Place *place)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (SMALL));
  if (place->is_bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (picture->text, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_text (picture->text, words, -1);
  pango_layout_set_width (picture->text, place->width > 0 ? (int) (place->width * PANGO_SCALE) : -1);
  pango_layout_set_ellipsize (picture->text, place->width <= 0 ? PANGO_ELLIPSIZE_NONE : place->align == PANGO_ALIGN_CENTER ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (picture->text, place->align);
  cairo_move_to (cr, floor (place->x), floor (place->y));
  if (place->has_seam)
    draw_seam (picture, cr);
  gdk_cairo_set_source_rgba (cr, place->color);
  pango_cairo_show_layout (cr, picture->text);
}

static const TbInfectionNode *
node_at (const TbInfectionPicture *picture, guint i)
{
  return &g_array_index (picture->layout->nodes, TbInfectionNode, i);
}

/* --- what lies behind --- */

static void
draw_generations (const TbInfectionPicture *picture, cairo_t *cr)
{
  const TbInfectionLayout *layout = picture->layout;
  guint row = 0;

  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < layout->nodes->len; i++)
    {
      const TbInfectionNode *node = node_at (picture, i);
      g_autofree char *number = g_strdup_printf ("%u", node->row + (node->row > 0 ? layout->n_hidden : 0));

      if (node->row == row && i > 0)
        continue;
      row = node->row;
      gdk_cairo_set_source_rgba (cr, &picture->palette->ground);
      cairo_move_to (cr, layout->line * 1.2, floor (node->y) + 0.5);
      cairo_line_to (cr, layout->width, floor (node->y) + 0.5);
      cairo_stroke (cr);
      if (row > 0)
        write_words (picture, cr, number, &(Place) { 0, node->y - layout->line * SMALL / 2, 0, PANGO_ALIGN_LEFT, FALSE, &picture->palette->faint, FALSE });
    }
}

static void
draw_links (const TbInfectionPicture *picture, cairo_t *cr, gboolean is_path)
{
  const double dots[] = { 2, 4 };

  for (guint i = 0; i < picture->layout->nodes->len; i++)
    {
      const TbInfectionNode *node = node_at (picture, i);
      const TbInfectionNode *above = node->above >= 0 ? node_at (picture, (guint) node->above) : NULL;

      if (above == NULL || node->is_path != is_path)
        continue;
      gdk_cairo_set_source_rgba (cr, is_path ? &picture->palette->faint : &picture->palette->link);
      cairo_set_line_width (cr, is_path ? 2 : 1.2);
      cairo_set_dash (cr, dots, node->row == 1 && picture->layout->n_hidden > 0 ? G_N_ELEMENTS (dots) : 0, 0);
      cairo_move_to (cr, above->x, above->y);
      cairo_curve_to (cr, above->x, (above->y + node->y) / 2, node->x, (above->y + node->y) / 2, node->x, node->y);
      cairo_stroke (cr);
    }
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_folds (const TbInfectionPicture *picture, cairo_t *cr)
{
  const TbInfectionLayout *layout = picture->layout;
  double width = layout->fold_width;

  for (guint i = 0; i < layout->folds->len; i++)
    {
      const TbInfectionFold *fold = &g_array_index (layout->folds, TbInfectionFold, i);
      g_autofree char *more = layout->is_roomy ? g_strdup_printf (ngettext ("and %'u more", "and %'u more", fold->n), fold->n)
                                                : g_strdup_printf ("+%'u", fold->n);

      write_words (picture, cr, more, &(Place) { fold->is_left ? fold->x - width : fold->x, fold->y - layout->line * SMALL / 2, width,
                                                 fold->is_left ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT, FALSE, &picture->palette->accent, TRUE });
    }
}

static void
draw_hidden (const TbInfectionPicture *picture, cairo_t *cr)
{
  const TbInfectionLayout *layout = picture->layout;
  guint n = layout->n_hidden;
  g_autofree char *words = g_strdup_printf (ngettext ("%'u generation between", "%'u generations between", n), n);
  const TbInfectionNode *root = node_at (picture, 0);

  if (n > 0)
    write_words (picture, cr, words, &(Place) { root->x + layout->line * 1.4, root->y - layout->line * SMALL / 2, 0, PANGO_ALIGN_LEFT, FALSE,
                                                &picture->palette->faint, TRUE });
}

/* --- nodes --- */

static void
add_circle (cairo_t *cr, const TbInfectionNode *node, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, node->x, node->y, radius, 0, 2 * G_PI);
}

/* Those on the path are full, the others rings; the ring of who is rid of it is broken. */
static void
draw_circle (const TbInfectionPicture *picture, cairo_t *cr, const TbInfectionNode *node, const TbLook *look, const GdkRGBA *color)
{
  double radius = picture->layout->radius, dash[] = { radius * 0.5, radius * 0.3 };
  gboolean is_rid = look == tb_look_health (TB_HEALTH_HEALTHY);

  gdk_cairo_set_source_rgba (cr, node->is_path ? color : &picture->palette->card);
  add_circle (cr, node, radius);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 2);
  cairo_set_dash (cr, dash, is_rid ? G_N_ELEMENTS (dash) : 0, 0);
  add_circle (cr, node, radius - 1);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  gdk_cairo_set_source_rgba (cr, node->is_path ? &picture->palette->card : color);
  tb_icon_draw (cr, look ? look->icon : "tb-attacker-symbolic", node->x - radius * 0.58, node->y - radius * 0.58, radius * 1.16);
}

static char *
format_time (gint64 time_us)
{
  char *clock = tb_units_format_clock (MAX (time_us, 0));

  if (time_us >= TB_US_PER_DAY)
    {
      g_free (clock);
      return tb_units_format_short (time_us);
    }
  *strchr (clock, '.') = '\0';
  return clock;
}

/* Below the circle: who and when; where there is no room, only beside the one in the middle. */
static void
draw_name (const TbInfectionPicture *picture, cairo_t *cr, const TbInfectionNode *node)
{
  const TbInfectionLayout *layout = picture->layout;
  const TbInfectionEntry *entry = tb_infection_index_get (picture->index, node->entry);
  g_autofree char *name = entry->device != TB_NOBODY ? tb_fleet_dup_name (tb_fold_get_fleet (picture->fold), entry->device) : g_strdup (_("attacker"));
  g_autofree char *when = format_time (entry->time_us);
  double y = node->y + layout->radius + layout->line * 0.15, width = layout->slot - layout->line * 0.3;

  if (!layout->is_roomy)
    return;
  write_words (picture, cr, name, &(Place) { node->x - width / 2, y, width, PANGO_ALIGN_CENTER, node->is_path, &picture->palette->ink, TRUE });
  if (node->entry != TB_INFECTION_ROOT && layout->has_times)
    write_words (picture, cr, when, &(Place) { node->x - width / 2, y + layout->line * 0.95, width, PANGO_ALIGN_CENTER, FALSE,
                                                &picture->palette->faint, TRUE });
}

/* How many it has taken, where they are not shown. */
static void
draw_count (const TbInfectionPicture *picture, cairo_t *cr, const TbInfectionNode *node)
{
  const TbInfectionLayout *layout = picture->layout;
  g_autofree char *count = g_strdup_printf ("+%'u", node->n_children);

  if (node->n_children > 0 && !node->is_path && layout->is_roomy)
    write_words (picture, cr, count, &(Place) { node->x + layout->radius + 3, node->y - layout->line * 0.95, 0, PANGO_ALIGN_LEFT, FALSE,
                                                &picture->palette->faint, TRUE });
}

static void
draw_node (const TbInfectionPicture *picture, cairo_t *cr, const TbInfectionNode *node)
{
  const TbLook *look = tb_infection_get_look (picture->index, picture->fold, node->entry, picture->limit);
  guint32 device = tb_infection_index_get (picture->index, node->entry)->device;
  GdkRGBA color = picture->palette->ink;

  if (look != NULL)
    tb_look_get_color (look, picture->palette->is_dark, &color);
  draw_circle (picture, cr, node, look, &color);
  if (device == picture->selected && device != TB_NOBODY)
    tb_paint_selection (cr, picture->palette, node->x, node->y, picture->layout->radius, FALSE);
  if (node->is_focus && picture->has_cursor)
    tb_paint_selection (cr, picture->palette, node->x, node->y, picture->layout->radius * 0.7, TRUE);
  draw_name (picture, cr, node);
  draw_count (picture, cr, node);
}

/* --- below the tree --- */

static void
draw_bars (const TbInfectionPicture *picture, cairo_t *cr, double x, double width)
{
  const TbInfectionLayout *layout = picture->layout;
  guint depth = tb_infection_index_get_depth (picture->index, picture->limit), n = MIN (depth, MAX_BARS), most = 1;
  guint focus = tb_infection_index_get (picture->index, picture->focus)->generation;
  double step = MIN (width / MAX (n, 1), layout->line * 1.2), base = layout->height - 2, high = layout->line * 1.9;
  GdkRGBA color;

  for (guint i = 1; i <= n; i++)
    most = MAX (most, tb_infection_index_count_generation (picture->index, i, picture->limit));
  for (guint i = 1; i <= n; i++)
    {
      double share = (double) tb_infection_index_count_generation (picture->index, i, picture->limit) / most, height = MAX (floor (high * share), 2);

      color = picture->palette->link;
      if (i == focus)
        tb_look_get_color (tb_look_health (TB_HEALTH_INFECTED), picture->palette->is_dark, &color);
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_rectangle (cr, floor (x + width - (n - i + 1) * step), base - height, MAX (floor (step) - 2, 1), height);
      cairo_fill (cr);
    }
}

static void
draw_foot (const TbInfectionPicture *picture, cairo_t *cr)
{
  const TbInfectionLayout *layout = picture->layout;
  g_autofree char *name = tb_infection_describe (picture->index, picture->fold, picture->focus, picture->limit);
  g_autofree char *facts = tb_infection_describe_facts (picture->index, picture->fold, picture->focus, picture->limit);
  double bars = MIN (layout->width * 0.25, layout->line * 14), width = layout->width - bars - layout->line, y = layout->foot_y + layout->line * 0.5;

  write_words (picture, cr, name, &(Place) { 0, y, width, PANGO_ALIGN_LEFT, TRUE, &picture->palette->ink, FALSE });
  write_words (picture, cr, facts, &(Place) { 0, y + layout->line, width, PANGO_ALIGN_LEFT, FALSE, &picture->palette->faint, FALSE });
  draw_bars (picture, cr, layout->width - bars, bars);
}

/**
 * tb_infection_draw:
 * @picture: what to draw
 * @cr: where
 */
void
tb_infection_draw (const TbInfectionPicture *picture, cairo_t *cr)
{
  draw_generations (picture, cr);
  draw_links (picture, cr, FALSE);
  draw_links (picture, cr, TRUE);
  draw_folds (picture, cr);
  draw_hidden (picture, cr);
  for (guint i = 0; i < picture->layout->nodes->len; i++)
    draw_node (picture, cr, node_at (picture, i));
  draw_foot (picture, cr);
}
