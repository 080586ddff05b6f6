/* tb-lanes-plate: alerts over time: a row for each rule, a bar from when any of its alerts was raised until all were over. See tb-overview-plates. */
#include "tb-overview-plates.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-chart-scale.h"
#include "tb-icon.h"
#include "tb-look.h"
#include "tb-sentence.h"
#include "tb-timeline-draw.h"
#include "tb-units.h"

#define ROW_LINES 1.55
#define NAME_LINES 18.5
#define AXIS_LINES 1.7
#define LEAST_WIDTH 4.0      /* what is short is still seen */

/* Ticks at round times, as close as they can be read. */
void
tb_plate_draw_times (const TbPlateInk *ink, cairo_t *cr, double x, double width, double y, gint64 from_us, gint64 to_us)
{
  double room = 5.5 * ink->line;
  gint64 step_us = tb_chart_scale_time_step ((gint64) ((double) (to_us - from_us) / MAX (width / room, 1)));

  cairo_set_line_width (cr, 1);
  for (gint64 time_us = (from_us + step_us - 1) / step_us * step_us; time_us <= to_us; time_us += step_us)
    {
      g_autofree char *words = tb_chart_scale_format_time (time_us, step_us, to_us / step_us * step_us);
      double at = floor (x + (double) (time_us - from_us) / (double) MAX (to_us - from_us, 1) * width) + 0.5, half = tb_plate_measure (ink, words) / 2;

      gdk_cairo_set_source_rgba (cr, &ink->palette->link);
      cairo_move_to (cr, at, y);
      cairo_line_to (cr, at, y + 0.25 * ink->line);
      cairo_stroke (cr);
      tb_plate_write (ink, cr, words, MIN (at, ink->width - half), y + 0.35 * ink->line, 0, 0.5, &ink->palette->faint);
    }
}

/* The axis goes on a little beyond the present, so that what stands is seen to go on. */
static gint64
get_end (const TbAlertLanes *lanes)
{
  return MAX (lanes->time_us + lanes->time_us / 40, TB_US_PER_SECOND);
}

static double
get_x (const TbAlertLanes *lanes, const TbPlateInk *ink, gint64 time_us)
{
  double left = NAME_LINES * ink->line;

  return left + (double) time_us / (double) get_end (lanes) * (ink->width - left - 0.7 * ink->line);
}

static void
get_bar (const TbAlertLanes *lanes, const TbPlateInk *ink, const TbAlertSpan *span, double *from, double *to)
{
  *from = get_x (lanes, ink, span->from_us);
  *to = MAX (get_x (lanes, ink, span->to_us < 0 ? lanes->time_us : span->to_us), *from + LEAST_WIDTH);
}

static void
draw_name (const TbAlertLane *lane, const TbPlateInk *ink, cairo_t *cr, double y)
{
  const TbLook *look = tb_look_severity (lane->rule->severity);

  tb_paint_set_look (cr, ink->palette, look);
  tb_icon_draw (cr, look->icon, 0, y + 0.05 * ink->line, ink->line * 0.9);
  tb_plate_write (ink, cr, _(lane->rule->title), 1.5 * ink->line, y, (NAME_LINES - 2.2) * ink->line, 0, &ink->palette->ink);
}

/* What stands has an open end. */
static void
draw_span (const TbAlertLanes *lanes, const TbAlertLane *lane, const TbPlateInk *ink, cairo_t *cr, guint row, guint k)
{
  const TbAlertSpan *span = &g_array_index (lane->spans, TbAlertSpan, k);
  double from, to, y = (row * ROW_LINES + 0.32) * ink->line, height = (ROW_LINES - 0.64) * ink->line;

  get_bar (lanes, ink, span, &from, &to);
  tb_paint_set_look (cr, ink->palette, tb_look_severity (lane->rule->severity));
  cairo_rectangle (cr, from, y, to - from, height);
  cairo_fill (cr);
  if (span->to_us < 0)
    {
      cairo_move_to (cr, to, y);
      cairo_line_to (cr, to + height / 2, y + height / 2);
      cairo_line_to (cr, to, y + height);
      cairo_fill (cr);
    }
  if (ink->cursor != (int) (row * TB_LANES_MAX_SPANS + k))
    return;
  gdk_cairo_set_source_rgba (cr, &ink->palette->ink);
  cairo_set_line_width (cr, 1.5);
  cairo_rectangle (cr, from - 1.5, y - 1.5, to - from + 3, height + 3);
  cairo_stroke (cr);
}

static void
draw_lane (const TbAlertLanes *lanes, const TbPlateInk *ink, cairo_t *cr, guint row)
{
  const TbAlertLane *lane = g_ptr_array_index (lanes->lanes, row);
  double y = row * ROW_LINES * ink->line, last = -1;

  draw_name (lane, ink, cr, y + (ROW_LINES - 1) / 2 * ink->line);
  gdk_cairo_set_source_rgba (cr, &ink->palette->link);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, NAME_LINES * ink->line, floor (y + ROW_LINES / 2 * ink->line) + 0.5);
  cairo_line_to (cr, ink->width - 0.7 * ink->line, floor (y + ROW_LINES / 2 * ink->line) + 0.5);
  cairo_stroke (cr);
  for (guint k = 0; k < MIN (lane->spans->len, TB_LANES_MAX_SPANS); k++)
    {
      double from, to;

      get_bar (lanes, ink, &g_array_index (lane->spans, TbAlertSpan, k), &from, &to);
      if (to <= last)
        continue;
      draw_span (lanes, lane, ink, cr, row, k);
      last = to;
    }
}

static void
draw (gconstpointer data, const TbPlateInk *ink, cairo_t *cr)
{
  const TbAlertLanes *lanes = data;
  double bottom = lanes->lanes->len * ROW_LINES * ink->line, now = floor (get_x (lanes, ink, lanes->time_us)) + 0.5;

  for (guint i = 0; i < lanes->lanes->len; i++)
    draw_lane (lanes, ink, cr, i);
  tb_plate_draw_times (ink, cr, NAME_LINES * ink->line, ink->width - (NAME_LINES + 0.7) * ink->line, bottom, 0, get_end (lanes));
  gdk_cairo_set_source_rgba (cr, &ink->palette->accent);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, now, 0);
  cairo_line_to (cr, now, bottom);
  cairo_stroke (cr);
}

/* --- pointing --- */

static int
measure (gconstpointer data, double width, double line)
{
  return (int) ceil ((((const TbAlertLanes *) data)->lanes->len * ROW_LINES + AXIS_LINES) * line);
}

static int
pick (gconstpointer data, const TbPlateInk *ink, double x, double y)
{
  const TbAlertLanes *lanes = data;
  int row = (int) floor (y / (ROW_LINES * ink->line));
  const TbAlertLane *lane = row >= 0 && row < (int) lanes->lanes->len ? g_ptr_array_index (lanes->lanes, row) : NULL;

  for (guint k = 0; lane != NULL && k < MIN (lane->spans->len, TB_LANES_MAX_SPANS); k++)
    {
      double from, to;

      get_bar (lanes, ink, &g_array_index (lane->spans, TbAlertSpan, k), &from, &to);
      if (x >= from - 2 && x <= to + 2)
        return row * TB_LANES_MAX_SPANS + (int) k;
    }
  return -1;
}

static int
step (gconstpointer data, int part, int right, int down)
{
  const TbAlertLanes *lanes = data;
  int row = part < 0 ? 0 : CLAMP (part / TB_LANES_MAX_SPANS + down, 0, (int) lanes->lanes->len - 1);
  const TbAlertLane *lane = lanes->lanes->len > 0 ? g_ptr_array_index (lanes->lanes, row) : NULL;

  if (lane == NULL)
    return -1;
  return row * TB_LANES_MAX_SPANS + (part < 0 ? 0 : CLAMP (part % TB_LANES_MAX_SPANS + right, 0, (int) lane->spans->len - 1));
}

static char *
describe (gconstpointer data, int part)
{
  const TbAlertLane *lane = g_ptr_array_index (((const TbAlertLanes *) data)->lanes, part / TB_LANES_MAX_SPANS);
  const TbAlertSpan *span = &g_array_index (lane->spans, TbAlertSpan, part % TB_LANES_MAX_SPANS);
  g_autofree char *from = tb_sentence_format_moment (span->from_us);
  g_autofree char *to = span->to_us < 0 ? NULL : tb_sentence_format_moment (span->to_us);
  g_autofree char *when = to != NULL ? g_strdup_printf (_("%s – %s"), from, to) : g_strdup_printf (_("since %s"), from);
  g_autofree char *message = tb_alert_dup_message (span->first, _(lane->rule->message));

  if (span->n == 1)
    return g_strdup_printf ("%s: %s\n%s", _(lane->rule->title), when, message);
  /* Translators: a title, a time, a number, a sentence */
  return g_strdup_printf (ngettext ("%s: %s\n%u alert, first: %s", "%s: %s\n%u alerts, first: %s", span->n), _(lane->rule->title), when, span->n, message);
}

static char *
summarize (gconstpointer data)
{
  const TbAlertLanes *lanes = data;

  return g_strdup_printf (ngettext ("Alerts of %u rule over time", "Alerts of %u rules over time", lanes->lanes->len), lanes->lanes->len);
}

const TbPlateKind tb_lanes_plate = { measure, draw, pick, step, describe, summarize, (GDestroyNotify) tb_alert_lanes_free };
