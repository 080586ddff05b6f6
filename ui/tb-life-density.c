/* tb-life-density: thousands of rows in a few hundred lines of pixels: in each, how many stand how at that time, as a mixture of their colours.
 *
 * Spans are counted where they begin and end, and summed up along the line, so that the cost is the spans and the pixels, not their product. Few that have lost
 * their certificate among many who have one must be seen, so they weigh more than their number. */
#include "tb-life-draw.h"

#include <math.h>
#include <string.h>

#define LEAST_TROUBLE 0.5
#define TICK_STRENGTH 0.75

typedef struct
{
  const TbLifePicture *picture;
  int width;
  int height;
  double left;
  double now;                               /* column of the playhead */
  GdkRGBA colors[TB_LIFE_N_STATES];
  gint32 *counts[TB_LIFE_N_STATES];         /* differences from column to column, of one line of pixels */
  gint32 *ticks;                            /* renewals in each column */
  GArray *spans;
} Density;

static int
column_of (const Density *density, gint64 time_us)
{
  double x = tb_life_layout_get_x (&density->picture->layout, time_us) - density->left;

  return (int) CLAMP (floor (x), 0, density->width);
}

/* A renewal is a moment, and would be narrower than a pixel. */
static void
count_ticks (Density *density)
{
  const TbLifePicture *picture = density->picture;
  guint32 last = TB_NO_LIFE;

  for (guint i = 0; i < density->spans->len; i++)
    {
      guint32 number = g_array_index (density->spans, TbLifeSpan, i).life;
      const TbLife *life = tb_life_index_get (picture->index, number);

      if (number != last && life->previous != TB_NO_LIFE && life->installed_us > picture->layout.axes.from_us
          && life->installed_us < picture->layout.axes.to_us)
        density->ticks[column_of (density, life->installed_us)]++;
      last = number;
    }
}

static void
count_row (Density *density, guint32 object)
{
  const TbLifePicture *picture = density->picture;

  g_array_set_size (density->spans, 0);
  tb_life_index_add_spans (picture->index, object, picture->now_us, picture->layout.axes.from_us, density->spans);
  for (guint i = 0; i < density->spans->len; i++)
    {
      const TbLifeSpan *span = &g_array_index (density->spans, TbLifeSpan, i);
      int from = column_of (density, span->from_us), to = column_of (density, span->to_us);

      if (span->to_us <= picture->layout.axes.from_us || span->from_us >= picture->layout.axes.to_us)
        continue;
      density->counts[span->state][from]++;
      density->counts[span->state][MIN (MAX (to, from + 1), density->width)]--;
    }
  count_ticks (density);
}

static gboolean
is_trouble (guint state)
{
  return state == TB_LIFE_GAP || state == TB_LIFE_STALE || state == TB_LIFE_REFUSED;
}

/* The colour of a pixel with so many in each state, out of @n. */
static guint32
mix (const Density *density, const gint32 *sums, guint n, int x, int y)
{
  const GdkRGBA *ground = &density->picture->palette->card;
  double weights[TB_LIFE_N_STATES], sum = 0, red = 0, green = 0, blue = 0;
  double strength = (x > density->now ? TB_LIFE_FUTURE_STRENGTH : 1) * (1 - TICK_STRENGTH * MIN (density->ticks[x], (gint32) n) / n);

  for (guint s = 0; s < TB_LIFE_N_STATES; s++)
    {
      weights[s] = (double) sums[s] / n;
      if (is_trouble (s) && sums[s] > 0)
        weights[s] = MAX (weights[s] * 2, LEAST_TROUBLE);
      if (s == TB_LIFE_STALE && (x + y) % 5 < 2)
        weights[s] *= 0.3;
      sum += weights[s];
    }
  for (guint s = 0; s < TB_LIFE_N_STATES; s++)
    {
      double weight = weights[s] * strength / MAX (sum, 1);

      red += (density->colors[s].red - ground->red) * weight;
      green += (density->colors[s].green - ground->green) * weight;
      blue += (density->colors[s].blue - ground->blue) * weight;
    }
  if (sum <= 0)
    return 0;
  return 0xff000000u | (guint32) CLAMP ((ground->red + red) * 255, 0, 255) << 16 | (guint32) CLAMP ((ground->green + green) * 255, 0, 255) << 8
         | (guint32) CLAMP ((ground->blue + blue) * 255, 0, 255);
}

static void
fill_line (Density *density, guint32 *pixels, int y, guint first, guint end)
{
  gint32 sums[TB_LIFE_N_STATES] = { 0 };

  for (guint s = 0; s < TB_LIFE_N_STATES; s++)
    for (int x = 0; x <= density->width; x++)
      density->counts[s][x] = 0;
  memset (density->ticks, 0, sizeof (gint32) * ((gsize) density->width + 1));
  for (guint row = first; row < end; row++)
    count_row (density, tb_life_rows_get (density->picture->rows, row));
  for (int x = 0; x < density->width; x++)
    {
      for (guint s = 0; s < TB_LIFE_N_STATES; s++)
        sums[s] += density->counts[s][x];
      pixels[x] = mix (density, sums, MAX (end - first, 1), x, y);
    }
}

static void
fill (Density *density, cairo_surface_t *surface)
{
  const TbLifeLayout *layout = &density->picture->layout;
  guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  double top = tb_life_layout_get_top (layout);

  for (int y = 0; y < density->height; y++)
    {
      guint n = density->picture->rows->n_rows, first = MIN ((guint) MAX (tb_life_layout_get_row (layout, top + y), 0), n);
      guint end = MIN (MAX ((guint) MAX (tb_life_layout_get_row (layout, top + y + 1), 0), first + 1), n);

      fill_line (density, (guint32 *) (gpointer) (data + (gsize) y * (gsize) stride), y, first, end);
    }
}

/**
 * tb_life_draw_density:
 * @picture: what to draw
 * @cr: where
 *
 * Draws rows that are lower than %TB_LIFE_DENSE_BELOW pixels.
 */
void
tb_life_draw_density (const TbLifePicture *picture, cairo_t *cr)
{
  const TbLifeLayout *layout = &picture->layout;
  double left = tb_life_layout_get_left (layout), top = tb_life_layout_get_top (layout);
  Density density = { .picture = picture, .width = (int) (tb_life_layout_get_right (layout) - left), .left = left };
  cairo_surface_t *surface;

  density.height = (int) ceil (tb_life_layout_get_bottom (layout) - top);
  density.now = tb_life_layout_get_x (layout, picture->now_us) - left;
  if (density.width < 1 || density.height < 1)
    return;
  density.spans = g_array_new (FALSE, FALSE, sizeof (TbLifeSpan));
  for (guint s = 0; s < TB_LIFE_N_STATES; s++)
    {
      tb_look_get_color (tb_life_look (s), picture->palette->is_dark, &density.colors[s]);
      density.counts[s] = g_new (gint32, (gsize) density.width + 1);
    }
  density.ticks = g_new (gint32, (gsize) density.width + 1);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, density.width, density.height);
  cairo_surface_flush (surface);
  fill (&density, surface);
  cairo_surface_mark_dirty (surface);
  cairo_set_source_surface (cr, surface, left, top);
  cairo_paint (cr);
  cairo_surface_destroy (surface);
  for (guint s = 0; s < TB_LIFE_N_STATES; s++)
    g_free (density.counts[s]);
  g_free (density.ticks);
  g_array_unref (density.spans);
}
