/* tb-chart-settings: what a view tells a chart. Each setter compares first, so that saying the same at every frame costs nothing. */
#include "tb-chart-widget.h"

static void
set_text (TbChart *self, char **text, const char *words)
{
  if (g_strcmp0 (*text, words) == 0)
    return;
  g_free (*text);
  *text = g_strdup (words);
  tb_chart_changed (self);
}

/**
 * tb_chart_set_title:
 * @self: a chart
 * @title: (nullable): translated; shown in capitals
 */
void
tb_chart_set_title (TbChart *self, const char *title)
{
  set_text (self, &self->model.title, title);
}

/**
 * tb_chart_set_detail:
 * @self: a chart
 * @markup: (nullable): Pango markup, at the right of the title
 */
void
tb_chart_set_detail (TbChart *self, const char *markup)
{
  set_text (self, &self->model.detail, markup);
}

/**
 * tb_chart_set_note:
 * @self: a chart
 * @note: (nullable): one line below the axis of time
 */
void
tb_chart_set_note (TbChart *self, const char *note)
{
  set_text (self, &self->model.note, note);
}

/**
 * tb_chart_set_empty:
 * @self: a chart
 * @sentence: (nullable): what is shown while there is no point: what to do next
 */
void
tb_chart_set_empty (TbChart *self, const char *sentence)
{
  set_text (self, &self->model.empty, sentence);
}

/**
 * tb_chart_set_range:
 * @self: a chart
 * @from_us: time at the left edge
 * @to_us: at the right one; not after @from_us for as far as the points reach
 */
void
tb_chart_set_range (TbChart *self, gint64 from_us, gint64 to_us)
{
  if (self->model.from_us == from_us && self->model.to_us == to_us)
    return;
  self->model.from_us = from_us;
  self->model.to_us = to_us;
  tb_chart_changed (self);
}

/**
 * tb_chart_set_unit:
 * @self: a chart
 * @unit: of the values
 * @maximum: where their axis ends, 0 for a round value above the highest
 */
void
tb_chart_set_unit (TbChart *self, TbChartUnit unit, double maximum)
{
  if (self->model.unit == unit && self->model.maximum == maximum)
    return;
  self->model.unit = unit;
  self->model.maximum = maximum;
  tb_chart_changed (self);
}

/**
 * tb_chart_set_logarithmic:
 * @self: a chart
 * @is_logarithmic: whether equal distances on the axis of values are to be equal factors
 */
void
tb_chart_set_logarithmic (TbChart *self, gboolean is_logarithmic)
{
  if (self->model.is_logarithmic == is_logarithmic)
    return;
  self->model.is_logarithmic = is_logarithmic;
  tb_chart_changed (self);
}

gboolean
tb_chart_get_logarithmic (TbChart *self)
{
  return self->model.is_logarithmic;
}

/**
 * tb_chart_set_playhead:
 * @self: a chart
 * @time_us: where the line stands, or %TB_CHART_NO_TIME
 */
void
tb_chart_set_playhead (TbChart *self, gint64 time_us)
{
  if (self->model.playhead_us == time_us)
    return;
  self->model.playhead_us = time_us;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
find (TbChart *self, const char *id, guint *i)
{
  for (*i = 0; *i < self->model.series->len; ++*i)
    if (g_strcmp0 (((TbChartSeries *) g_ptr_array_index (self->model.series, *i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

/**
 * tb_chart_put:
 * @self: a chart
 * @series: (transfer full): a curve, which takes the place of the one with the same id
 */
void
tb_chart_put (TbChart *self, TbChartSeries *series)
{
  guint i;

  if (find (self, series->id, &i))
    {
      tb_chart_series_free (g_ptr_array_index (self->model.series, i));
      g_ptr_array_index (self->model.series, i) = series;
    }
  else
    g_ptr_array_add (self->model.series, series);
  tb_chart_changed (self);
}

/**
 * tb_chart_take_all:
 * @self: a chart
 * @series: (transfer full) (element-type TbChartSeries): curves, the first is drawn on top
 *
 * Frees the curves it had.
 */
void
tb_chart_take_all (TbChart *self, GPtrArray *series)
{
  g_ptr_array_set_free_func (series, (GDestroyNotify) tb_chart_series_free);
  g_ptr_array_unref (self->model.series);
  self->model.series = series;
  tb_chart_changed (self);
}

/**
 * tb_chart_get:
 * @self: a chart
 * @id: of a curve
 *
 * Returns: (transfer none) (nullable): it; say [method@Chart.changed] after adding points
 */
TbChartSeries *
tb_chart_get (TbChart *self, const char *id)
{
  guint i;

  return find (self, id, &i) ? g_ptr_array_index (self->model.series, i) : NULL;
}

/**
 * tb_chart_remove:
 * @self: a chart
 * @id: of a curve
 *
 * Returns: whether there was one
 */
gboolean
tb_chart_remove (TbChart *self, const char *id)
{
  guint i;

  if (!find (self, id, &i))
    return FALSE;
  g_ptr_array_remove_index (self->model.series, i);
  tb_chart_changed (self);
  return TRUE;
}
