/* tb-life-draw: see the header. Each state has a shape beside its colour: what is due is lower, an outage is hollow, what was revoked and is still
 * accepted is hatched. Thousands of rows are drawn in tb-life-density. */
#include "tb-life-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-chart-scale.h"

#define LABEL_LINES  5.5    /* room for one time on the axis */
#define HATCH_PIXELS 5.0
#define NAME_LINES   0.95   /* rows from this height on have names */

static const struct { TbIdentityState identity; const char *word; } states[TB_LIFE_N_STATES] = {
  [TB_LIFE_GOOD] = { TB_IDENTITY_VALID, N_("in force") },
  [TB_LIFE_DUE] = { TB_IDENTITY_EXPIRING, N_("due for renewal") },
  [TB_LIFE_GAP] = { TB_IDENTITY_EXPIRED, N_("ended: outage") },
  [TB_LIFE_STALE] = { TB_IDENTITY_REVOKED, N_("revoked, still accepted") },
  [TB_LIFE_REFUSED] = { TB_IDENTITY_REVOKED, N_("revoked, refused") },
};

const TbLook *
tb_life_look (TbLifeState state)
{
  return tb_look_identity (states[state].identity);
}

const char *
tb_life_word (TbLifeState state)
{
  return _(states[state].word);
}

static void
write_text (const TbLifePicture *picture, cairo_t *cr, const char *words, double x, double y, double width, PangoAlignment alignment, const GdkRGBA *color)
{
  pango_layout_set_text (picture->text, words, -1);
  pango_layout_set_width (picture->text, (int) (MAX (width, 1) * PANGO_SCALE));
  pango_layout_set_ellipsize (picture->text, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (picture->text, alignment);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, picture->text);
}

/* --- bars --- */

static void
hatch (cairo_t *cr, double x, double y, double width, double height)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  cairo_set_line_width (cr, 1.6);
  for (double at = floor (x / HATCH_PIXELS) * HATCH_PIXELS - height; at < x + width; at += HATCH_PIXELS)
    {
      cairo_move_to (cr, at, y + height);
      cairo_line_to (cr, at + height, y);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_hollow (cairo_t *cr, double x, double y, double width, double height)
{
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, x + 0.5, y + 0.5, MAX (width - 1, 0.5), MAX (height - 1, 0.5));
  cairo_stroke (cr);
}

static void
draw_state (const TbPalette *palette, cairo_t *cr, TbLifeState state, double x, double y, double width, double height)
{
  double inset = state == TB_LIFE_DUE ? floor (height * 0.2) : 0;
  TbPalette faint = *palette;

  faint.strength *= 0.3;
  tb_paint_set_look (cr, state == TB_LIFE_STALE || state == TB_LIFE_GAP ? &faint : palette, tb_life_look (state));
  cairo_rectangle (cr, x, y + inset, width, height - 2 * inset);
  cairo_fill (cr);
  tb_paint_set_look (cr, palette, tb_life_look (state));
  if (state == TB_LIFE_STALE)
    hatch (cr, x, y, width, height);
  if (state == TB_LIFE_STALE || state == TB_LIFE_GAP)
    draw_hollow (cr, x, y, width, height);
}

/* What is over is strong, what is to come is faint. */
static void
draw_span (const TbLifePicture *picture, cairo_t *cr, const TbLifeSpan *span, double y, double height)
{
  const TbLifeLayout *layout = &picture->layout;
  double left = tb_life_layout_get_left (layout), right = tb_life_layout_get_right (layout);
  double from = CLAMP (tb_life_layout_get_x (layout, span->from_us), left, right), to = CLAMP (tb_life_layout_get_x (layout, span->to_us), left, right);
  double now = CLAMP (tb_life_layout_get_x (layout, picture->now_us), from, to);
  TbPalette faint = *picture->palette;

  faint.strength = TB_LIFE_FUTURE_STRENGTH;
  if (span->to_us <= layout->axes.from_us || span->from_us >= layout->axes.to_us)
    return;
  to = MAX (to, from + 1);
  if (now > from)
    draw_state (picture->palette, cr, span->state, from, y, MAX (now - from, 1), height);
  if (to > now)
    draw_state (&faint, cr, span->state, now, y, to - now, height);
}

/* Where one certificate follows another. */
static void
draw_tick (const TbLifePicture *picture, cairo_t *cr, guint32 life, double y, double height)
{
  const TbLife *entry = tb_life_index_get (picture->index, life);
  double x = tb_life_layout_get_x (&picture->layout, entry->installed_us);

  if (entry->previous == TB_NO_LIFE || x < tb_life_layout_get_left (&picture->layout) || x > tb_life_layout_get_right (&picture->layout))
    return;
  gdk_cairo_set_source_rgba (cr, &picture->palette->card);
  cairo_rectangle (cr, x - 1, y, 2, height);
  cairo_fill (cr);
}

static void
draw_row (const TbLifePicture *picture, cairo_t *cr, guint32 object, double y, double height, GArray *spans)
{
  guint32 last = TB_NO_LIFE;

  g_array_set_size (spans, 0);
  tb_life_index_add_spans (picture->index, object, picture->now_us, picture->layout.axes.from_us, spans);
  for (guint i = spans->len; i-- > 0;)
    draw_span (picture, cr, &g_array_index (spans, TbLifeSpan, i), y, height);
  for (guint i = 0; i < spans->len && height > 4; i++)
    {
      guint32 life = g_array_index (spans, TbLifeSpan, i).life;

      if (life != last)
        draw_tick (picture, cr, life, y, height);
      last = life;
    }
}

static void
get_visible (const TbLifePicture *picture, guint *first, guint *end)
{
  const TbLifeAxes *axes = &picture->layout.axes;

  *first = (guint) MAX (floor (axes->row), 0);
  *end = MIN ((guint) ceil (axes->row + axes->n_rows), picture->rows->n_rows);
}

static void
draw_rows (const TbLifePicture *picture, cairo_t *cr)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (TbLifeSpan));
  double height = tb_life_layout_get_row_height (&picture->layout), gap = height > 6 ? MIN (height * 0.22, 4) : height > 4 ? 1 : 0;
  guint first, end;

  get_visible (picture, &first, &end);
  for (guint row = first; row < end; row++)
    draw_row (picture, cr, tb_life_rows_get (picture->rows, row), tb_life_layout_get_y (&picture->layout, row) + gap / 2, height - gap, spans);
}

/* --- names and axis --- */

static void
draw_name (const TbLifePicture *picture, cairo_t *cr, const char *name, double y, const GdkRGBA *color)
{
  int line = picture->layout.line;

  write_text (picture, cr, name, 2, y - line * 0.5, tb_life_layout_get_left (&picture->layout) - line * 0.6 - 2, PANGO_ALIGN_RIGHT, color);
}

static void
draw_row_names (const TbLifePicture *picture, cairo_t *cr)
{
  guint first, end;

  get_visible (picture, &first, &end);
  for (guint row = first; row < end; row++)
    {
      guint32 object = tb_life_rows_get (picture->rows, row);
      g_autofree char *name = tb_fleet_dup_name (tb_life_index_get_fleet (picture->index), object);
      double y = tb_life_layout_get_y (&picture->layout, row + 0.5);

      if (y >= tb_life_layout_get_top (&picture->layout) && y <= tb_life_layout_get_bottom (&picture->layout))
        draw_name (picture, cr, name, y, object == picture->selected ? &picture->palette->ink : &picture->palette->faint);
    }
}

/* Whether the name of the selected one, which is more important, wants that place. */
static gboolean
is_near_selected (const TbLifePicture *picture, double y)
{
  guint row;

  return picture->selected != TB_NOBODY && tb_life_rows_find (picture->rows, picture->selected, &row)
         && fabs (tb_life_layout_get_y (&picture->layout, row + 0.5) - y) < picture->layout.line;
}

/* The names of groups stand beside the middle of what is seen of them, where there is room. */
static void
draw_group_names (const TbLifePicture *picture, cairo_t *cr)
{
  double top = tb_life_layout_get_top (&picture->layout), bottom = tb_life_layout_get_bottom (&picture->layout), free_y = top - 1;
  int line = picture->layout.line;

  for (guint i = 0; i < picture->rows->bands->len; i++)
    {
      const TbLifeBand *band = &g_array_index (picture->rows->bands, TbLifeBand, i);
      double from = MAX (tb_life_layout_get_y (&picture->layout, band->first_row), top);
      double to = MIN (tb_life_layout_get_y (&picture->layout, band->first_row + band->n_rows), bottom);
      double y = CLAMP ((from + to) / 2, top + line * 0.5, MAX (bottom - line * 0.5, top));

      if (to <= from)
        continue;
      gdk_cairo_set_source_rgba (cr, &picture->palette->link);
      cairo_rectangle (cr, tb_life_layout_get_left (&picture->layout) - line * 0.35, from + 0.5, 2, MAX (to - from - 1, 1));
      cairo_fill (cr);
      if (y - line * 0.5 < free_y || is_near_selected (picture, y))
        continue;
      draw_name (picture, cr, band->group->name, y, &picture->palette->faint);
      free_y = y + line * 0.5;
    }
}

/* Where rows are too low for names, that of the selected one is written nevertheless. */
static void
draw_selected_name (const TbLifePicture *picture, cairo_t *cr)
{
  double line = picture->layout.line, top = tb_life_layout_get_top (&picture->layout), bottom = tb_life_layout_get_bottom (&picture->layout), y;
  g_autofree char *name = NULL;
  guint row;

  if (picture->selected == TB_NOBODY || !tb_life_rows_find (picture->rows, picture->selected, &row))
    return;
  y = tb_life_layout_get_y (&picture->layout, row + 0.5);
  if (y < top || y > bottom)
    return;
  name = tb_fleet_dup_name (tb_life_index_get_fleet (picture->index), picture->selected);
  draw_name (picture, cr, name, CLAMP (y, top + line * 0.5, MAX (bottom - line * 0.5, top)), &picture->palette->ink);
}

static void
draw_axis (const TbLifePicture *picture, cairo_t *cr)
{
  const TbLifeAxes *axes = &picture->layout.axes;
  double left = tb_life_layout_get_left (&picture->layout), right = tb_life_layout_get_right (&picture->layout);
  double line = picture->layout.line, room = line * LABEL_LINES;
  gint64 step_us = tb_chart_scale_time_step ((gint64) ((double) (axes->to_us - axes->from_us) * room / MAX (right - left, 1)));

  cairo_set_line_width (cr, 1);
  for (gint64 time_us = MAX ((axes->from_us + step_us - 1) / step_us * step_us, 0); time_us <= axes->to_us; time_us += step_us)
    {
      double x = floor (tb_life_layout_get_x (&picture->layout, time_us)) + 0.5;
      g_autofree char *words = tb_chart_scale_format_time (time_us, step_us, axes->to_us);

      gdk_cairo_set_source_rgba (cr, &picture->palette->link);
      cairo_move_to (cr, x, line * 1.3);
      cairo_line_to (cr, x, tb_life_layout_get_bottom (&picture->layout));
      cairo_stroke (cr);
      if (x + room / 2 < picture->layout.width + line * 2)
        write_text (picture, cr, words, x - room / 2, 0, room, PANGO_ALIGN_CENTER, &picture->palette->faint);
    }
}

/* --- legend --- */

void
tb_life_draw_swatch (const TbLifePicture *picture, cairo_t *cr, TbLifeState state, double x, double y, double width, double height)
{
  draw_state (picture->palette, cr, state, x, y, width, height);
}

static void
draw_legend (const TbLifePicture *picture, cairo_t *cr)
{
  double line = picture->layout.line, x = tb_life_layout_get_left (&picture->layout), y = picture->layout.height - line * 1.25;

  for (guint state = 0; state < TB_LIFE_N_STATES; state++)
    {
      int width;

      pango_layout_set_width (picture->text, -1);
      pango_layout_set_text (picture->text, tb_life_word (state), -1);
      pango_layout_get_pixel_size (picture->text, &width, NULL);
      if (x + line * 1.8 + width > picture->layout.width)
        return;
      tb_life_draw_swatch (picture, cr, state, x, y + line * 0.15, line * 1.4, line * 0.7);
      write_text (picture, cr, tb_life_word (state), x + line * 1.8, y, width + 2, PANGO_ALIGN_LEFT, &picture->palette->faint);
      x += line * 3.2 + width;
    }
}

/**
 * tb_life_draw:
 * @picture: what to draw
 * @cr: where
 *
 * Draws what does not move: bars, names, axis and legend.
 */
void
tb_life_draw (const TbLifePicture *picture, cairo_t *cr)
{
  double height = tb_life_layout_get_row_height (&picture->layout), top = tb_life_layout_get_top (&picture->layout);

  draw_axis (picture, cr);
  cairo_save (cr);
  cairo_rectangle (cr, 0, top, picture->layout.width, tb_life_layout_get_bottom (&picture->layout) - top);
  cairo_clip (cr);
  if (height < TB_LIFE_DENSE_BELOW)
    tb_life_draw_density (picture, cr);
  else
    draw_rows (picture, cr);
  cairo_restore (cr);
  if (height >= picture->layout.line * NAME_LINES)
    draw_row_names (picture, cr);
  else
    {
      draw_group_names (picture, cr);
      draw_selected_name (picture, cr);
    }
  draw_legend (picture, cr);
}

/* --- what moves --- */

static void
draw_frame (const TbLifePicture *picture, cairo_t *cr, guint32 object, const GdkRGBA *color)
{
  double height = tb_life_layout_get_row_height (&picture->layout), left = tb_life_layout_get_left (&picture->layout);
  double thick = MAX (height, 3);
  guint row;

  if (object == TB_NOBODY || !tb_life_rows_find (picture->rows, object, &row))
    return;
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 1.5);
  cairo_rectangle (cr, left - 2, tb_life_layout_get_y (&picture->layout, row) - (thick - height) / 2 - 0.5,
                   tb_life_layout_get_right (&picture->layout) - left + 4, thick + 1);
  cairo_stroke (cr);
}

/**
 * tb_life_draw_moving:
 * @picture: what to draw
 * @cr: where
 *
 * Draws what may change at every frame: the playhead, the frames of who is selected and of who the pointer is on.
 */
void
tb_life_draw_moving (const TbLifePicture *picture, cairo_t *cr)
{
  double x = tb_life_layout_get_x (&picture->layout, picture->now_us), top = tb_life_layout_get_top (&picture->layout);
  double bottom = tb_life_layout_get_bottom (&picture->layout);

  cairo_save (cr);
  cairo_rectangle (cr, 0, top - 3, picture->layout.width, bottom - top + 6);
  cairo_clip (cr);
  if (picture->hover != picture->selected)
    draw_frame (picture, cr, picture->hover, &picture->palette->faint);
  draw_frame (picture, cr, picture->selected, &picture->palette->accent);
  cairo_restore (cr);
  if (x < tb_life_layout_get_left (&picture->layout) - 1 || x > tb_life_layout_get_right (&picture->layout) + 1)
    return;
  gdk_cairo_set_source_rgba (cr, &picture->palette->accent);
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, x, top - picture->layout.line * 0.3);
  cairo_line_to (cr, x, bottom);
  cairo_stroke (cr);
}
