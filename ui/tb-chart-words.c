/* tb-chart-words: a chart without its picture: the sentence that a screen reader says, and its points as CSV. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-chart-private.h"
#include "tb-sentence.h"
#include "tb-units.h"

/* The last value of a curve, or the one at @time_us. */
static char *
describe_series (const TbChartSeries *series, const TbChartScale *scale, gint64 time_us)
{
  guint n = tb_chart_series_count (series);
  g_autofree char *value = n > 0 ? tb_chart_format_value (series, scale, time_us != TB_CHART_NO_TIME ? time_us : tb_chart_series_get (series, n - 1)->time_us) : NULL;

  /* Translators: the name of a curve and its value, "infected: 561" */
  return value != NULL && *series->label != '\0' ? g_strdup_printf (_("%s: %s"), series->label, value) : NULL;
}

static gint64
find_last (const TbChartModel *model)
{
  gint64 last_us = G_MININT64;

  for (guint i = 0; i < model->series->len; i++)
    {
      const TbChartSeries *series = g_ptr_array_index (model->series, i);
      guint n = tb_chart_series_count (series);

      last_us = n ? MAX (last_us, tb_chart_series_get (series, n - 1)->time_us) : last_us;
    }
  return last_us;
}

/**
 * tb_chart_describe:
 * @model: what a chart says
 * @scale: how values are written
 * @time_us: when, or %TB_CHART_NO_TIME for the end of each curve
 *
 * Returns: (transfer full): that in words
 */
char *
tb_chart_describe (const TbChartModel *model, const TbChartScale *scale, gint64 time_us)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *moment = NULL, *values = NULL;

  if (tb_chart_model_is_empty (model))
    return g_strdup (model->empty ? model->empty : "");
  for (guint i = 0; i < model->series->len; i++)
    {
      char *part = describe_series (g_ptr_array_index (model->series, i), scale, time_us);

      if (part != NULL)
        g_ptr_array_add (parts, part);
    }
  g_ptr_array_add (parts, NULL);
  moment = tb_sentence_format_moment (time_us != TB_CHART_NO_TIME ? time_us : find_last (model));
  values = g_strjoinv (", ", (char **) parts->pdata);
  /* Translators: a moment of simulated time, and what the curves of a chart are then: "at day 0 13:26:40: infected: 561, cleaned: 20" */
  return g_strdup_printf (_("at %s: %s"), moment, values);
}

static void
append_field (GString *csv, const char *text)
{
  g_autoptr (GString) quoted = g_string_new (text);

  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }
  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_append_printf (csv, "\"%s\"", quoted->str);
}

static void
append_number (GString *csv, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (csv, g_ascii_formatd (digits, sizeof digits, "%.15g", value));
}

static void
append_head (GString *csv, const TbChartSeries *series)
{
  g_autofree char *low = g_strconcat (series->id, "-low", NULL);
  g_autofree char *high = g_strconcat (series->id, "-high", NULL);

  g_string_append_c (csv, ',');
  append_field (csv, series->style == TB_CHART_BAND ? low : series->id);
  if (series->style != TB_CHART_BAND)
    return;
  g_string_append_c (csv, ',');
  append_field (csv, high);
}

static void
append_cell (GString *csv, const TbChartSeries *series, gint64 time_us)
{
  gboolean is_band = series->style == TB_CHART_BAND;
  double low, high;

  g_string_append_c (csv, ',');
  if (!tb_chart_series_value_at (series, time_us, &low, &high))
    {
      g_string_append (csv, is_band ? "," : "");
      return;
    }
  append_number (csv, low);
  if (!is_band)
    return;
  g_string_append_c (csv, ',');
  append_number (csv, high);
}

/* Whole microseconds as seconds, exactly. */
static void
append_time (GString *csv, gint64 time_us)
{
  guint64 us = time_us < 0 ? -(guint64) time_us : (guint64) time_us;
  guint fraction = (guint) (us % TB_US_PER_SECOND);

  g_string_append_printf (csv, "%s%" G_GUINT64_FORMAT, time_us < 0 ? "-" : "", us / TB_US_PER_SECOND);
  if (fraction == 0)
    return;
  g_string_append_printf (csv, ".%06u", fraction);
  while (csv->str[csv->len - 1] == '0')
    g_string_truncate (csv, csv->len - 1);
}

/* The next time at which any curve has a point; @places is where each curve is. */
static gboolean
take_time (const TbChartModel *model, guint *places, gint64 *time_us)
{
  gboolean is_any = FALSE;

  *time_us = G_MAXINT64;
  for (guint i = 0; i < model->series->len; i++)
    {
      const TbChartSeries *series = g_ptr_array_index (model->series, i);

      if (places[i] == tb_chart_series_count (series))
        continue;
      is_any = TRUE;
      *time_us = MIN (*time_us, tb_chart_series_get (series, places[i])->time_us);
    }
  for (guint i = 0; i < model->series->len; i++)
    {
      const TbChartSeries *series = g_ptr_array_index (model->series, i);

      if (places[i] < tb_chart_series_count (series) && tb_chart_series_get (series, places[i])->time_us == *time_us)
        places[i]++;
    }
  return is_any;
}

/**
 * tb_chart_model_to_csv:
 * @model: what a chart says
 *
 * One row for each time at which any curve has a point, one column for each curve, two for a band; a curve that has no point there is read between
 * its points, and is empty where it does not reach. Numbers are written alike in all languages.
 *
 * Returns: (transfer full): the text, fields as in RFC 4180
 */
char *
tb_chart_model_to_csv (const TbChartModel *model)
{
  GString *csv = g_string_new ("time_s");
  g_autofree guint *places = g_new0 (guint, model->series->len + 1);
  gint64 time_us;

  for (guint i = 0; i < model->series->len; i++)
    append_head (csv, g_ptr_array_index (model->series, i));
  g_string_append (csv, "\n");
  while (take_time (model, places, &time_us))
    {
      append_time (csv, time_us);
      for (guint i = 0; i < model->series->len; i++)
        append_cell (csv, g_ptr_array_index (model->series, i), time_us);
      g_string_append (csv, "\n");
    }
  return g_string_free (csv, FALSE);
}
