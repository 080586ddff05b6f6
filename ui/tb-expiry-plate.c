/* tb-expiry-plate: the histogram of ends of certificates: bars stacked by group, the present time, and the stretch in which most end. See tb-overview-plates. */
#include "tb-overview-plates.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-chart-scale.h"
#include "tb-sentence.h"
#include "tb-units.h"

#define MAX_NAMED 7            /* more groups than colours are the others */
#define PLOT_LINES 9.0
#define TOP_LINES 1.5          /* for the words about the peak */
#define AXIS_LINES 1.7
#define N_TICKS 4

typedef struct { double x, y, width, height; } Plot;

static Plot
get_plot (const TbPlateInk *ink)
{
  return (Plot) { 3.2 * ink->line, TOP_LINES * ink->line, ink->width - 3.9 * ink->line, PLOT_LINES * ink->line };
}

static const TbExpiryHistogram *
get_histogram (gconstpointer data)
{
  return ((const TbExpiryDrawing *) data)->histogram;
}

static guint32
find_most (const TbExpiryHistogram *histogram)
{
  guint32 most = 1;

  for (guint i = 0; i < histogram->n_steps; i++)
    most = MAX (most, tb_expiry_histogram_sum (histogram, i));
  return most;
}

/* Neighbours in a stack are far from each other in colour. */
static const TbChartColor colors[MAX_NAMED] = { TB_CHART_BLUE, TB_CHART_ORANGE, TB_CHART_GREEN, TB_CHART_PINK, TB_CHART_SKY, TB_CHART_BROWN, TB_CHART_RED };

static void
set_color (const TbPlateInk *ink, cairo_t *cr, guint place, double opacity)
{
  GdkRGBA color;

  tb_chart_color_get (place < MAX_NAMED ? colors[place] : TB_CHART_INK, ink->palette->is_dark, &color);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, opacity);
}

static double
get_x (const TbExpiryHistogram *histogram, const Plot *plot, gint64 time_us)
{
  return plot->x + (double) (time_us - histogram->from_us) / (double) (histogram->step_us * histogram->n_steps) * plot->width;
}

/* --- parts of the picture --- */

static void
draw_values (const TbPlateInk *ink, cairo_t *cr, const Plot *plot, const TbChartScale *scale)
{
  double ticks[TB_CHART_MAX_TICKS];
  guint n = tb_chart_scale_get_ticks (scale, ticks, G_N_ELEMENTS (ticks));

  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *words = tb_chart_scale_format_tick (scale, ticks[i]);
      double y = floor (plot->y + plot->height - plot->height * tb_chart_scale_get_share (scale, ticks[i])) + 0.5;

      gdk_cairo_set_source_rgba (cr, &ink->palette->link);
      cairo_move_to (cr, plot->x, y);
      cairo_line_to (cr, plot->x + plot->width, y);
      cairo_stroke (cr);
      tb_plate_write (ink, cr, words, plot->x - 0.4 * ink->line, y - ink->line / 2, 0, 1, &ink->palette->faint);
    }
}

static void
draw_bar (const TbExpiryHistogram *histogram, const TbPlateInk *ink, cairo_t *cr, const Plot *plot, const TbChartScale *scale, guint step)
{
  double width = plot->width / histogram->n_steps, gap = MIN (width * 0.12, 2), y = plot->y + plot->height;
  gboolean is_over = histogram->from_us + (gint64) (step + 1) * histogram->step_us <= histogram->now_us;

  for (guint i = 0; i < histogram->groups->len; i++)
    {
      double height = plot->height * tb_chart_scale_get_share (scale, histogram->counts[i * histogram->n_steps + step]);

      set_color (ink, cr, i, is_over ? 0.4 : ink->cursor < 0 || ink->cursor == (int) step ? 1 : 0.75);
      cairo_rectangle (cr, plot->x + step * width + gap, y - height, MIN (width - 2 * gap, 6 * ink->line), height);
      cairo_fill (cr);
      y -= height;
    }
}

static void
draw_now (const TbExpiryHistogram *histogram, const TbPlateInk *ink, cairo_t *cr, const Plot *plot)
{
  double x = floor (get_x (histogram, plot, histogram->now_us)) + 0.5;
  double room = tb_plate_measure (ink, _("now")) / 2;

  if (x < plot->x || x > plot->x + plot->width + 1)
    return;
  gdk_cairo_set_source_rgba (cr, &ink->palette->accent);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, x, plot->y - 0.2 * ink->line);
  cairo_line_to (cr, x, plot->y + plot->height);
  cairo_stroke (cr);
  tb_plate_write (ink, cr, _("now"), CLAMP (x, plot->x + room, plot->x + plot->width - room), 0, 0, 0.5, &ink->palette->accent);
}

/* A peak is worth a word when it is one: more than twice as many as in an even spread. */
static void
draw_peak (const TbExpiryHistogram *histogram, const TbPlateInk *ink, cairo_t *cr, const Plot *plot, const TbChartScale *scale)
{
  g_autofree char *words = g_strdup_printf (_("%u end together"), histogram->n_peak);
  double half = tb_plate_measure (ink, words) / 2, step = plot->width / histogram->n_steps, x = plot->x + (histogram->peak + 0.5) * step;
  double top = plot->y + plot->height - plot->height * tb_chart_scale_get_share (scale, histogram->n_peak);
  double now = get_x (histogram, plot, histogram->now_us);

  if (histogram->n_peak < 2 || histogram->n_peak * histogram->n_steps < 2 * histogram->n)
    return;
  x = CLAMP (x, plot->x + half, plot->x + plot->width - half);
  if (x - half < now + 2 * ink->line && x > now)
    x = MIN (now + 2 * ink->line + half, plot->x + plot->width - half);
  tb_plate_write (ink, cr, words, x, top - 1.3 * ink->line, 0, 0.5, &ink->palette->ink);
}

static void
draw_key (const TbExpiryDrawing *drawing, const TbPlateInk *ink, cairo_t *cr, const Plot *plot)
{
  const GArray *groups = drawing->histogram->groups;
  double x = plot->x, y = plot->y + plot->height + AXIS_LINES * ink->line;

  for (guint i = 0; i <= MIN (groups->len - 1, MAX_NAMED) && groups->len > 0; i++)
    {
      const char *words = i < MAX_NAMED ? tb_fleet_get_group (tb_run_get_fleet (drawing->run), g_array_index (groups, guint, i))->name : _("others");
      double width = tb_plate_measure (ink, words);

      if (x + width + ink->line > ink->width)
        break;
      set_color (ink, cr, i, 1);
      cairo_rectangle (cr, x, y + 0.2 * ink->line, 0.6 * ink->line, 0.6 * ink->line);
      cairo_fill (cr);
      tb_plate_write (ink, cr, words, x + 0.9 * ink->line, y, 0, 0, &ink->palette->ink);
      x += width + 2.1 * ink->line;
    }
}

static void
draw (gconstpointer data, const TbPlateInk *ink, cairo_t *cr)
{
  const TbExpiryHistogram *histogram = get_histogram (data);
  Plot plot = get_plot (ink);
  TbChartScale scale;

  tb_chart_scale_init (&scale, TB_CHART_COUNT, FALSE, 0, find_most (histogram), 0, N_TICKS);
  draw_values (ink, cr, &plot, &scale);
  for (guint i = 0; i < histogram->n_steps; i++)
    draw_bar (histogram, ink, cr, &plot, &scale, i);
  tb_plate_draw_times (ink, cr, plot.x, plot.width, plot.y + plot.height, histogram->from_us, histogram->from_us + histogram->step_us * histogram->n_steps);
  draw_now (histogram, ink, cr, &plot);
  draw_peak (histogram, ink, cr, &plot, &scale);
  draw_key (data, ink, cr, &plot);
}

/* --- pointing --- */

static int
measure (gconstpointer data, double width, double line)
{
  return (int) ceil ((TOP_LINES + PLOT_LINES + AXIS_LINES + 1.3) * line);
}

static int
pick (gconstpointer data, const TbPlateInk *ink, double x, double y)
{
  Plot plot = get_plot (ink);

  if (x < plot.x || x >= plot.x + plot.width || y < plot.y || y > plot.y + plot.height)
    return -1;
  return (int) ((x - plot.x) / plot.width * get_histogram (data)->n_steps);
}

static int
step (gconstpointer data, int part, int right, int down)
{
  return CLAMP (part + right, 0, (int) get_histogram (data)->n_steps - 1);
}

static char *
describe (gconstpointer data, int part)
{
  const TbExpiryDrawing *drawing = data;
  const TbExpiryHistogram *histogram = drawing->histogram;
  g_autofree char *from = tb_sentence_format_moment (histogram->from_us + part * histogram->step_us);
  g_autofree char *length = tb_units_format_duration (histogram->step_us);
  guint32 sum = tb_expiry_histogram_sum (histogram, (guint) part);
  GString *text = g_string_new (NULL);

  /* Translators: a moment of simulated time, a duration, a number of certificates */
  g_string_printf (text, ngettext ("From %s for %s: %u certificate ends", "From %s for %s: %u certificates end", sum), from, length, sum);
  for (guint i = 0; i < histogram->groups->len; i++)
    if (histogram->counts[i * histogram->n_steps + (guint) part] > 0)
      g_string_append_printf (text, "\n%s: %u", tb_fleet_get_group (tb_run_get_fleet (drawing->run), g_array_index (histogram->groups, guint, i))->name,
                              histogram->counts[i * histogram->n_steps + (guint) part]);
  return g_string_free (text, FALSE);
}

static char *
summarize (gconstpointer data)
{
  const TbExpiryHistogram *histogram = get_histogram (data);
  g_autofree char *when = tb_sentence_format_moment (histogram->from_us + histogram->peak * histogram->step_us);

  /* Translators: numbers of certificates, and a moment of simulated time */
  return g_strdup_printf (_("Ends of %u certificates: %u are over, most of the others, %u, end from %s"), histogram->n, histogram->n_over, histogram->n_peak, when);
}

static void
free_data (gpointer data)
{
  TbExpiryDrawing *drawing = data;

  tb_run_unref (drawing->run);
  tb_expiry_histogram_free (drawing->histogram);
  g_free (drawing);
}

const TbPlateKind tb_expiry_plate = { measure, draw, pick, step, describe, summarize, free_data };
