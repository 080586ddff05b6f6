/* tb-usage-plate: the map of usage: a row for each group, or for the devices of one, a column for each stretch of time; darker is more, nothing is a dot. See tb-overview-plates. */
#include "tb-overview-plates.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-chart-scale.h"
#include "tb-sentence.h"
#include "tb-units.h"

#define ROW_LINES 1.35
#define NAME_LINES 10.5
#define AXIS_LINES 1.7
#define KEY_LINES 1.4
#define N_SHADES 5

static const GdkRGBA full_light = { 0.0f, 0.357f, 0.588f, 1 }, full_dark = { 0.420f, 0.776f, 0.976f, 1 };

/**
 * tb_usage_drawing_new:
 * @map: a map
 * @options: those it was made with
 *
 * Returns: (transfer full): what it has counted so far
 */
TbUsageDrawing *
tb_usage_drawing_new (TbUsageMap *map, const TbUsageOptions *options)
{
  TbUsageDrawing *self = g_new0 (TbUsageDrawing, 1);
  guint n_rows = tb_usage_map_get_n_rows (map);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_new0 (TbUsageRow, MAX (n_rows, 1));
  self->n_columns = tb_usage_map_get_n_columns (map);
  self->counts = g_new0 (guint64, MAX (n_rows * self->n_columns, 1));
  self->most = tb_usage_map_get_most (map);
  self->step_us = tb_usage_map_get_step (map);
  self->time_us = tb_usage_map_get_time (map);
  self->options = *options;
  for (guint row = 0; row < n_rows; row++)
    {
      g_ptr_array_add (self->names, tb_usage_map_dup_name (map, row));
      self->rows[row] = tb_usage_map_get_row (map, row);
      for (guint i = 0; i < self->n_columns; i++)
        self->counts[row * self->n_columns + i] = tb_usage_map_get (map, row, i);
    }
  return self;
}

static int
count_cells (const TbUsageDrawing *drawing)
{
  return (int) (drawing->names->len * drawing->n_columns);
}

int
tb_usage_drawing_get_opened (const TbUsageDrawing *drawing, int part)
{
  return part >= count_cells (drawing) ? part - count_cells (drawing) : -1;
}

/* Of a row with several devices; one has nothing behind it. */
static int
find_name (const TbUsageDrawing *drawing, int row)
{
  return drawing->rows[row].count > 1 ? count_cells (drawing) + row : -1;
}

static double
get_cell_width (const TbUsageDrawing *drawing, const TbPlateInk *ink)
{
  return (ink->width - (NAME_LINES + 0.7) * ink->line) / drawing->n_columns;
}

/* Logarithmic: a quiet group is still told from a silent one beside a loud one. */
static void
get_shade (const TbUsageDrawing *drawing, const TbPlateInk *ink, guint64 n, GdkRGBA *color)
{
  double share = n == 0 ? 0 : 0.18 + 0.82 * log1p ((double) n) / log1p ((double) drawing->most);

  tb_plate_mix (&ink->palette->card, ink->palette->is_dark ? &full_dark : &full_light, share, color);
}

static void
draw_dot (const TbPlateInk *ink, cairo_t *cr, double x, double y)
{
  cairo_set_source_rgba (cr, ink->palette->faint.red, ink->palette->faint.green, ink->palette->faint.blue, 0.55);
  cairo_arc (cr, x, y, 1.3, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
draw_cell (const TbUsageDrawing *drawing, const TbPlateInk *ink, cairo_t *cr, guint part)
{
  double width = get_cell_width (drawing, ink), height = ROW_LINES * ink->line;
  double x = NAME_LINES * ink->line + part % drawing->n_columns * width, y = part / drawing->n_columns * height;
  GdkRGBA color;

  if (drawing->counts[part] == 0)
    draw_dot (ink, cr, x + width / 2, y + height / 2);
  get_shade (drawing, ink, drawing->counts[part], &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_rectangle (cr, x + 0.5, y + 1, MAX (width - 1, 1), height - 2);
  if (drawing->counts[part] > 0)
    cairo_fill (cr);
  cairo_new_path (cr);
  if (ink->cursor != (int) part)
    return;
  gdk_cairo_set_source_rgba (cr, &ink->palette->ink);
  cairo_set_line_width (cr, 1.5);
  cairo_rectangle (cr, x, y, width, height);
  cairo_stroke (cr);
}

/* How many there are stands behind the name of a group; of rows that several share it is said above the map. */
static void
draw_name (const TbUsageDrawing *drawing, const TbPlateInk *ink, cairo_t *cr, guint row)
{
  const char *name = g_ptr_array_index (drawing->names, row);
  gboolean is_group = drawing->options.group == TB_USAGE_ALL_GROUPS, can_open = drawing->rows[row].count > 1;
  g_autofree char *words = is_group && can_open ? g_strdup_printf ("%s · %'u ›", name, drawing->rows[row].count) : g_strconcat (name, can_open ? " ›" : "", NULL);
  double height = ROW_LINES * ink->line, y = row * height;

  tb_plate_write (ink, cr, words, (NAME_LINES - 0.5) * ink->line, y + (height - ink->line) / 2, (NAME_LINES - 0.7) * ink->line, 1, &ink->palette->ink);
  if (ink->cursor != count_cells (drawing) + (int) row)
    return;
  gdk_cairo_set_source_rgba (cr, &ink->palette->ink);
  cairo_set_line_width (cr, 1.5);
  cairo_rectangle (cr, 1, y + 1, (NAME_LINES - 0.3) * ink->line, height - 2);
  cairo_stroke (cr);
}

static void
draw_hours (const TbUsageDrawing *drawing, const TbPlateInk *ink, cairo_t *cr, double y)
{
  double width = get_cell_width (drawing, ink);

  for (guint hour = 0; hour < drawing->n_columns; hour += 3)
    {
      g_autofree char *words = g_strdup_printf ("%02u:00", hour);

      tb_plate_write (ink, cr, words, NAME_LINES * ink->line + hour * width, y + 0.35 * ink->line, 0, 0, &ink->palette->faint);
    }
}

static const char *
get_unit (const TbUsageDrawing *drawing)
{
  return drawing->options.what == TB_USAGE_MESSAGES ? _("messages in a cell") : _("handshakes in a cell");
}

static void
draw_key (const TbUsageDrawing *drawing, const TbPlateInk *ink, cairo_t *cr, double y)
{
  double x = NAME_LINES * ink->line, side = 0.9 * ink->line;
  g_autofree char *most = g_strdup_printf ("%'" G_GUINT64_FORMAT " %s", drawing->most, get_unit (drawing));

  tb_plate_write (ink, cr, "0", x, y, 0, 0, &ink->palette->ink);
  draw_dot (ink, cr, x + 1.3 * ink->line, y + 0.5 * ink->line);
  x += 2 * ink->line;
  for (guint i = 1; i <= N_SHADES; i++, x += side + 1)
    {
      GdkRGBA color;

      get_shade (drawing, ink, (guint64) expm1 (log1p ((double) drawing->most) * i / N_SHADES), &color);
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_rectangle (cr, x, y + 0.05 * ink->line, side, side);
      cairo_fill (cr);
    }
  tb_plate_write (ink, cr, most, x + 0.4 * ink->line, y, 0, 0, &ink->palette->ink);
}

static void
draw (gconstpointer data, const TbPlateInk *ink, cairo_t *cr)
{
  const TbUsageDrawing *drawing = data;
  double bottom = drawing->names->len * ROW_LINES * ink->line;

  for (guint row = 0; row < drawing->names->len; row++)
    draw_name (drawing, ink, cr, row);
  for (guint i = 0; i < drawing->names->len * drawing->n_columns; i++)
    draw_cell (drawing, ink, cr, i);
  if (drawing->options.is_by_hour)
    draw_hours (drawing, ink, cr, bottom);
  else
    tb_plate_draw_times (ink, cr, NAME_LINES * ink->line, drawing->n_columns * get_cell_width (drawing, ink), bottom, 0, drawing->n_columns * drawing->step_us);
  draw_key (drawing, ink, cr, bottom + AXIS_LINES * ink->line);
}

/* --- pointing --- */

static int
measure (gconstpointer data, double width, double line)
{
  return (int) ceil ((((const TbUsageDrawing *) data)->names->len * ROW_LINES + AXIS_LINES + KEY_LINES) * line);
}

static int
pick (gconstpointer data, const TbPlateInk *ink, double x, double y)
{
  const TbUsageDrawing *drawing = data;
  int column = (int) floor ((x - NAME_LINES * ink->line) / get_cell_width (drawing, ink)), row = (int) floor (y / (ROW_LINES * ink->line));

  if (column >= (int) drawing->n_columns || row < 0 || row >= (int) drawing->names->len)
    return -1;
  if (column < 0)
    return find_name (drawing, row);
  return row * (int) drawing->n_columns + column;
}

/* Left of the first column is the name, where it can be opened. */
static int
step (gconstpointer data, int part, int right, int down)
{
  const TbUsageDrawing *drawing = data;
  int n = (int) drawing->n_columns, opened = tb_usage_drawing_get_opened (drawing, part), column = opened >= 0 ? -1 : part % n, row = opened >= 0 ? opened : part / n;

  if (part < 0)
    return 0;
  column = MIN (column + right, n - 1);
  row = CLAMP (row + down, 0, (int) drawing->names->len - 1);
  return column < 0 && find_name (drawing, row) >= 0 ? find_name (drawing, row) : row * n + MAX (column, 0);
}

static char *
describe_name (const TbUsageDrawing *drawing, guint row)
{
  guint32 n = drawing->rows[row].count;

  /* Translators: the name of a row, and how many devices are in it */
  return g_strdup_printf (ngettext ("%s, %'u device: shows it", "%s, %'u devices: shows them", n), (const char *) g_ptr_array_index (drawing->names, row), n);
}

static char *
describe (gconstpointer data, int part)
{
  const TbUsageDrawing *drawing = data;
  int opened = tb_usage_drawing_get_opened (drawing, part);
  guint row = opened >= 0 ? (guint) opened : (guint) part / drawing->n_columns, column = (guint) part % drawing->n_columns;
  const char *name = g_ptr_array_index (drawing->names, row);
  g_autofree char *count = opened >= 0 ? NULL : g_strdup_printf ("%'" G_GUINT64_FORMAT, drawing->counts[part]);
  g_autofree char *from = drawing->options.is_by_hour ? g_strdup_printf ("%02u:00", column) : tb_sentence_format_moment (column * drawing->step_us);
  g_autofree char *length = tb_units_format_duration (drawing->step_us);

  if (opened >= 0)
    return describe_name (drawing, row);
  if (drawing->options.what == TB_USAGE_MESSAGES)
    /* Translators: a name, a time, a duration, a number */
    return g_strdup_printf (_("%s, from %s for %s: %s messages"), name, from, length, count);
  /* Translators: a name, a time, a duration, a number */
  return g_strdup_printf (_("%s, from %s for %s: %s handshakes"), name, from, length, count);
}

static char *
summarize (gconstpointer data)
{
  const TbUsageDrawing *drawing = data;
  g_autofree char *most = g_strdup_printf ("%'" G_GUINT64_FORMAT " %s", drawing->most, get_unit (drawing));

  /* Translators: numbers of rows and columns of a map, and the highest number in a cell with its unit */
  return g_strdup_printf (_("Map of usage, %u rows, %u columns, at most %s"), drawing->names->len, drawing->n_columns, most);
}

static void
free_data (gpointer data)
{
  TbUsageDrawing *drawing = data;

  g_ptr_array_unref (drawing->names);
  g_free (drawing->rows);
  g_free (drawing->counts);
  g_free (drawing);
}

const TbPlateKind tb_usage_plate = { measure, draw, pick, step, describe, summarize, free_data };
