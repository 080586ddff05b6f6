/* tb-chart-names: see the header. */
#include "tb-chart-names.h"

#include <glib/gi18n-lib.h>

#define SAME_SHARE 0.004    /* of the axis: less than two pixels of most charts */

/**
 * tb_chart_names_join:
 * @names: (array zero-terminated=1): at least one
 *
 * Returns: (transfer full): such as "as shipped, and with mutual TLS at the broker"
 */
char *
tb_chart_names_join (char **names)
{
  guint n = g_strv_length (names);
  g_autofree char *last = n > 1 ? g_strdup (names[n - 1]) : NULL;
  g_autofree char *first = NULL;
  g_auto (GStrv) most = g_strdupv (names);

  if (n == 1)
    return g_strdup (names[0]);
  g_clear_pointer (&most[n - 1], g_free);
  first = g_strjoinv (", ", most);
  /* Translators: names of curves that lie on each other; the first %s may be several, with commas */
  return g_strdup_printf (_("%s, and %s"), first, last);
}

static void
clear (gpointer data)
{
  g_free (((TbChartName *) data)->words);
}

static gboolean
is_named (const TbChartSeries *series)
{
  return *series->label != '\0' && series->points->len > 0;
}

/* Appends to @names the labels of the curves that lie on curve @i, and marks them as named. */
static void
gather (const GPtrArray *series, guint i, double tolerance, gboolean *named, GPtrArray *names)
{
  const TbChartSeries *first = g_ptr_array_index (series, i);

  for (guint k = i; k < series->len; k++)
    {
      const TbChartSeries *other = g_ptr_array_index (series, k);

      if (named[k] || !is_named (other) || (k != i && !tb_chart_series_coincides (first, other, tolerance)))
        continue;
      named[k] = TRUE;
      g_ptr_array_add (names, other->label);
    }
}

/**
 * tb_chart_names_new:
 * @series: (element-type TbChartSeries): curves
 * @scale: of their values
 *
 * Returns: (transfer full) (element-type TbChartName): in the order of the curves
 */
GArray *
tb_chart_names_new (const GPtrArray *series, const TbChartScale *scale)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (TbChartName));
  g_autofree gboolean *named = g_new0 (gboolean, series->len + 1);
  double tolerance = scale->is_logarithmic ? 0 : (scale->top - scale->bottom) * SAME_SHARE;

  g_array_set_clear_func (all, clear);
  for (guint i = 0; i < series->len; i++)
    {
      g_autoptr (GPtrArray) names = g_ptr_array_new ();
      TbChartName name = { NULL, g_ptr_array_index (series, i) };

      if (named[i] || !is_named (name.series))
        continue;
      gather (series, i, tolerance, named, names);
      g_ptr_array_add (names, NULL);
      name.words = tb_chart_names_join ((char **) names->pdata);
      g_array_append_val (all, name);
    }
  return all;
}
