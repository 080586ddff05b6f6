/* tb-chart-layout: see the header. All sizes follow the height of a line, so that large type makes a chart that can be read from the last row. */
#include "tb-chart-layout.h"

#include <math.h>

#define SWATCH_LINES 1.5    /* length of the stroke beside a key, in lines */
#define TICK_LINES   7.0    /* room for one time */

void
tb_chart_model_clear (TbChartModel *model)
{
  g_clear_pointer (&model->title, g_free);
  g_clear_pointer (&model->detail, g_free);
  g_clear_pointer (&model->note, g_free);
  g_clear_pointer (&model->empty, g_free);
  g_clear_pointer (&model->series, g_ptr_array_unref);
}

/**
 * tb_chart_model_is_empty:
 * @model: what a chart says
 *
 * Returns: whether it has no point at all
 */
gboolean
tb_chart_model_is_empty (const TbChartModel *model)
{
  for (guint i = 0; i < model->series->len; i++)
    if (tb_chart_series_count (g_ptr_array_index (model->series, i)) > 0)
      return FALSE;
  return TRUE;
}

/**
 * tb_chart_text_set:
 * @text: a layout
 * @words: what to write, in one line
 * @size: of the text, 1 for that of @text
 * @is_bold: whether it is strong
 */
void
tb_chart_text_set (PangoLayout *text, const char *words, double size, gboolean is_bold)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (size));
  if (is_bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (text, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_text (text, words, -1);
  pango_layout_set_width (text, -1);
}

static double
measure (PangoLayout *text, const char *words, double size, gboolean is_bold)
{
  int width;

  tb_chart_text_set (text, words, size, is_bold);
  pango_layout_get_pixel_size (text, &width, NULL);
  return width;
}

static void
find_range (const TbChartModel *model, gint64 *from_us, gint64 *to_us)
{
  *from_us = model->from_us;
  *to_us = model->to_us;
  if (model->to_us <= model->from_us)
    {
      *from_us = G_MAXINT64;
      *to_us = G_MININT64;
    }
  for (guint i = 0; model->to_us <= model->from_us && i < model->series->len; i++)
    {
      const TbChartSeries *series = g_ptr_array_index (model->series, i);
      guint n = tb_chart_series_count (series);

      *from_us = n ? MIN (*from_us, tb_chart_series_get (series, 0)->time_us) : *from_us;
      *to_us = n ? MAX (*to_us, tb_chart_series_get (series, n - 1)->time_us) : *to_us;
    }
  if (*from_us == G_MAXINT64)
    *from_us = 0;
  *to_us = MAX (*to_us, *from_us + 1);
}

static void
find_values (const TbChartModel *model, double *lowest, double *highest)
{
  *lowest = *highest = 0;
  for (guint i = 0; i < model->series->len; i++)
    {
      const TbChartSeries *series = g_ptr_array_index (model->series, i);

      for (guint k = 0; k < tb_chart_series_count (series); k++)
        {
          const TbChartPoint *point = tb_chart_series_get (series, k);

          *highest = MAX (*highest, point->high);
          if (point->value > 0)
            *lowest = *lowest > 0 ? MIN (*lowest, point->value) : point->value;
        }
    }
}

static void
set_values (TbChartLayout *layout, const TbChartModel *model)
{
  double maximum = model->maximum <= 0 && model->unit == TB_CHART_SHARE && !model->is_logarithmic ? 1 : model->maximum;
  guint n_ticks = (guint) CLAMP (layout->plot.height / (layout->line * 2.4), 1, 8);

  tb_chart_scale_init (&layout->plot.scale, model->unit, model->is_logarithmic, layout->lowest, layout->highest, maximum, n_ticks);
  layout->n_ticks = tb_chart_scale_get_ticks (&layout->plot.scale, layout->ticks, TB_CHART_MAX_TICKS);
}

static double
widest_tick (const TbChartLayout *layout, PangoLayout *text)
{
  double widest = 0;

  for (guint i = 0; i < layout->n_ticks; i++)
    {
      g_autofree char *words = tb_chart_scale_format_tick (&layout->plot.scale, layout->ticks[i]);

      widest = MAX (widest, measure (text, words, TB_CHART_SMALL, FALSE));
    }
  return widest;
}

/* One key after the other, in as many rows as they need; returns how many. */
static guint
lay_out_keys (TbChartLayout *layout, PangoLayout *text)
{
  double x = layout->plot.x, swatch = layout->line * SWATCH_LINES;
  guint row = 0;

  for (guint i = 0; i < layout->keys->len; i++)
    {
      TbChartKey *key = &g_array_index (layout->keys, TbChartKey, i);
      double width = swatch + measure (text, key->name->words, TB_CHART_SMALL, FALSE) + layout->line;

      if (x > layout->plot.x && x + width > layout->width)
        {
          x = layout->plot.x;
          row++;
        }
      key->x = x;
      key->y = row * layout->small * 1.25;
      x += width;
    }
  return layout->keys->len > 0 ? row + 1 : 0;
}

/* From the top: title, area, times, keys, note. */
static void
set_heights (TbChartLayout *layout, const TbChartModel *model, guint n_key_rows)
{
  gboolean has_title = (model->title && *model->title) || (model->detail && *model->detail);
  double top = has_title ? layout->line * 1.9 : layout->line * 0.7, bottom = layout->height - layout->line * 0.15;

  layout->note_y = model->note && *model->note ? (bottom -= layout->small * 1.3) : bottom;
  bottom -= n_key_rows * layout->small * 1.25 + (n_key_rows ? layout->line * 0.25 : 0);
  for (guint i = 0; i < layout->keys->len; i++)
    g_array_index (layout->keys, TbChartKey, i).y += bottom + layout->line * 0.1;
  bottom -= layout->small * 1.45;
  layout->plot.y = top;
  layout->plot.height = MAX (bottom - top, 1);
}

static void
set_times (TbChartLayout *layout)
{
  double span_us = (double) layout->plot.to_us - (double) layout->plot.from_us;

  layout->time_step_us = tb_chart_scale_time_step ((gint64) (span_us * layout->small * TICK_LINES / layout->plot.width));
}

static void
add_key (TbChartLayout *layout, guint name)
{
  TbChartKey key = { &g_array_index (layout->names, TbChartName, name), 0, 0 };

  g_array_append_val (layout->keys, key);
}

static TbChartVertex
find_end (const TbChartPlot *plot, const GArray *vertices)
{
  for (guint i = vertices->len; i-- > 0;)
    if (g_array_index (vertices, TbChartVertex, i).x <= plot->x + plot->width + 0.5)
      return g_array_index (vertices, TbChartVertex, i);
  return (TbChartVertex) { plot->x, plot->y };
}

/* What the curves hide, and where those end that have a name. */
static TbChartSkyline *
look_at_curves (TbChartLayout *layout, const TbChartModel *model)
{
  TbChartSkyline *skyline = tb_chart_skyline_new (&layout->plot);

  for (guint i = 0; i < model->series->len; i++)
    {
      const TbChartSeries *series = g_ptr_array_index (model->series, i);
      const GArray *vertices = g_ptr_array_index (layout->traces, i);

      if (series->style == TB_CHART_BAND)
        continue;
      tb_chart_skyline_add (skyline, vertices);
      for (guint k = 0; k < layout->n_labels; k++)
        if (g_array_index (layout->names, TbChartName, layout->named[k]).series == series)
          layout->labels[k].end = find_end (&layout->plot, vertices);
    }
  return skyline;
}

static void
trace_all (TbChartLayout *layout, const TbChartModel *model)
{
  g_ptr_array_set_size (layout->traces, 0);
  for (guint i = 0; i < model->series->len; i++)
    g_ptr_array_add (layout->traces, tb_chart_plot_trace (&layout->plot, g_ptr_array_index (model->series, i), FALSE));
}

static void
measure_labels (TbChartLayout *layout, PangoLayout *text)
{
  layout->labels = g_new0 (TbChartLabel, layout->names->len + 1);
  layout->named = g_new0 (guint, layout->names->len + 1);
  for (guint i = 0; i < layout->names->len; i++)
    {
      const TbChartName *name = &g_array_index (layout->names, TbChartName, i);

      if (name->series->style == TB_CHART_BAND)
        continue;
      layout->named[layout->n_labels] = i;
      layout->labels[layout->n_labels].width = measure (text, name->words, 1, TRUE);
      layout->labels[layout->n_labels++].height = layout->line;
    }
}

static gboolean
place_labels (TbChartLayout *layout, const TbChartModel *model, PangoLayout *text)
{
  g_autoptr (TbChartSkyline) skyline = NULL;

  trace_all (layout, model);
  measure_labels (layout, text);
  skyline = look_at_curves (layout, model);
  return tb_chart_labels_place (&layout->plot, skyline, layout->labels, layout->n_labels);
}

static void
lay_out_area (TbChartLayout *layout, const TbChartModel *model, PangoLayout *text)
{
  double left;

  set_heights (layout, model, lay_out_keys (layout, text));
  set_values (layout, model);
  left = widest_tick (layout, text) + layout->line * 0.6;
  layout->plot.width = MAX (layout->width - left - layout->line * 1.3, 1);
  layout->plot.x = left;
  set_times (layout);
}

static void
add_keys (TbChartLayout *layout, gboolean is_bands_only)
{
  g_array_set_size (layout->keys, 0);
  for (guint i = 0; i < layout->names->len; i++)
    if (!is_bands_only || g_array_index (layout->names, TbChartName, i).series->style == TB_CHART_BAND)
      add_key (layout, i);
}

/**
 * tb_chart_layout_new:
 * @model: what a chart says, must outlive the layout
 * @text: a layout with the font to write in
 * @width: pixels; likewise @height
 *
 * Returns: (transfer full): where everything stands
 */
TbChartLayout *
tb_chart_layout_new (const TbChartModel *model, PangoLayout *text, double width, double height)
{
  TbChartLayout *layout = g_new0 (TbChartLayout, 1);
  int line;

  tb_chart_text_set (text, "Ag", 1, FALSE);
  pango_layout_get_pixel_size (text, NULL, &line);
  *layout = (TbChartLayout) { .width = width, .height = height, .line = MAX (line, 1), .small = MAX (line, 1) * TB_CHART_SMALL };
  layout->keys = g_array_new (FALSE, FALSE, sizeof (TbChartKey));
  layout->is_empty = tb_chart_model_is_empty (model);
  layout->traces = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  find_values (model, &layout->lowest, &layout->highest);
  find_range (model, &layout->plot.from_us, &layout->plot.to_us);
  lay_out_area (layout, model, text);
  layout->names = tb_chart_names_new (model->series, &layout->plot.scale);
  add_keys (layout, TRUE);
  lay_out_area (layout, model, text);
  if (place_labels (layout, model, text))
    return layout;
  layout->n_labels = 0;
  add_keys (layout, FALSE);
  lay_out_area (layout, model, text);
  trace_all (layout, model);
  return layout;
}

void
tb_chart_layout_free (TbChartLayout *layout)
{
  g_clear_pointer (&layout->names, g_array_unref);
  g_clear_pointer (&layout->keys, g_array_unref);
  g_clear_pointer (&layout->traces, g_ptr_array_unref);
  g_free (layout->labels);
  g_free (layout->named);
  g_free (layout);
}
