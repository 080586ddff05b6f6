/* tb-outbreak-compare: the four ways an outbreak could have gone, laid over what the run did: one run of each arm with the same seed, the band that
 * most of many runs stay in, and the closed form as a dashed line. They begin when the run's outbreak began. */
#include <glib/gi18n-lib.h>

#include "tb-outbreak-view-private.h"

/* Of arms that lie on each other the first gives its name first. */
static const struct { TbArm arm; TbChartColor color; const char *ids[3]; } arms[] = {
  { TB_ARM_AS_SHIPPED, TB_CHART_RED, { "as-shipped", "as-shipped-form", "as-shipped-band" } },
  { TB_ARM_BROKER_TLS, TB_CHART_ORANGE, { "broker-tls", "broker-tls-form", "broker-tls-band" } },
  { TB_ARM_TELNET_CLOSED, TB_CHART_GREEN, { "telnet-closed", "telnet-closed-form", "telnet-closed-band" } },
  { TB_ARM_BOTH, TB_CHART_BLUE, { "both", "both-form", "both-band" } },
};

enum { ID_LINE, ID_FORM, ID_BAND };

static gint64
get_time_us (TbOutbreakView *self, const TbArmCurve *curve, guint sample)
{
  return MAX (tb_census_curve_get_begun_us (self->curve), 0) + (gint64) (tb_arm_curve_get_time_s (curve, sample) * G_USEC_PER_SEC);
}

static void
put_values (TbOutbreakView *self, const TbArmCurve *curve, const char *id, const char *label, TbChartColor color, TbChartStyle style, const double *values)
{
  TbChartSeries *series = tb_chart_series_new (id, label, color, style);

  for (guint i = 0; i < TB_ARM_CURVE_SAMPLES; i++)
    tb_chart_series_add (series, get_time_us (self, curve, i), values[i]);
  tb_chart_put (self->chart, series);
}

static void
put_band (TbOutbreakView *self, const TbArmCurve *curve, const char *id, TbChartColor color)
{
  TbChartSeries *series = tb_chart_series_new (id, "", color, TB_CHART_BAND);

  for (guint i = 0; i < TB_ARM_CURVE_SAMPLES; i++)
    tb_chart_series_add_band (series, get_time_us (self, curve, i), curve->low[i], curve->high[i]);
  tb_chart_put (self->chart, series);
}

static void
remove_arm (TbOutbreakView *self, guint row)
{
  for (guint i = 0; i < G_N_ELEMENTS (arms[row].ids); i++)
    tb_chart_remove (self->chart, arms[row].ids[i]);
}

static void
put_arm (TbOutbreakView *self, guint row, const TbArmCurve *curve)
{
  if (curve->n_runs > 0)
    put_band (self, curve, arms[row].ids[ID_BAND], arms[row].color);
  else
    tb_chart_remove (self->chart, arms[row].ids[ID_BAND]);
  put_values (self, curve, arms[row].ids[ID_LINE], _(tb_arm_info (arms[row].arm)->name), arms[row].color, TB_CHART_LINE, curve->values);
  if (curve->has_form)
    put_values (self, curve, arms[row].ids[ID_FORM], "", arms[row].color, TB_CHART_DASHED, curve->form);
  else
    tb_chart_remove (self->chart, arms[row].ids[ID_FORM]);
}

/**
 * tb_outbreak_view_compare:
 * @self: the view
 *
 * Lays the arms that are wanted over the run, and takes away those that are not.
 */
void
tb_outbreak_view_compare (TbOutbreakView *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (arms); i++)
    {
      const TbArmCurve *curve = tb_what_if_get_curve (self->what_if, arms[i].arm);

      if (self->shows[TB_SHOW_COMPARE] && curve != NULL && tb_what_if_is_shown (self->what_if, arms[i].arm))
        put_arm (self, i, curve);
      else
        remove_arm (self, i);
    }
}

/**
 * tb_outbreak_view_get_compared_end:
 * @self: the view
 *
 * Returns: how far the arms reach that are shown, 0 for none
 */
gint64
tb_outbreak_view_get_compared_end (TbOutbreakView *self)
{
  gint64 end_us = 0;

  for (guint i = 0; i < G_N_ELEMENTS (arms); i++)
    {
      const TbArmCurve *curve = tb_what_if_get_curve (self->what_if, arms[i].arm);

      if (self->shows[TB_SHOW_COMPARE] && curve != NULL && tb_what_if_is_shown (self->what_if, arms[i].arm))
        end_us = MAX (end_us, get_time_us (self, curve, TB_ARM_CURVE_SAMPLES - 1));
    }
  return end_us;
}
