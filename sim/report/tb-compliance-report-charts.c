/* tb-compliance-report-charts: what a report about compliance draws: scores, their trend, findings by how bad they are, and when certificates end. */
#include "tb-compliance-report-private.h"

#include <glib/gi18n-lib.h>

#include "tb-expiry-histogram.h"
#include "tb-report-run.h"
#include "tb-units.h"

#define INK       0x1d1d1f
#define MAX_STEPS 40
#define MAX_GROUPS 6
#define N_TICKS   4

static const char *
get_name (guint standard)
{
  return standard == TB_N_STANDARDS ? _("All together") : tb_standard_get ((TbStandardId) standard)->name;
}

static guint32
get_color (guint standard)
{
  return standard == TB_N_STANDARDS ? INK : tb_diagram_get_color (standard);
}

static gboolean
shows (const TbComplianceMaking *making, guint standard)
{
  return making->standard == TB_N_STANDARDS || making->standard == standard;
}

/* --- scores --- */

static void
add_score (TbDiagram *diagram, guint standard, const TbScore *score)
{
  g_autofree char *met = tb_score_to_text (score->met), *without = tb_score_to_text (score->met_or_waived);
  gboolean differs = score->met >= 0 && score->met_or_waived - score->met >= 0.05;
  g_autofree char *value = score->met < 0 ? g_strdup (_("nothing is asked")) : differs ? g_strdup_printf (_("%s, %s without waived"), met, without) : g_strdup (met);

  tb_diagram_add_bar (diagram, get_name (standard), TB_MARK_NONE, value, score->met < 0 ? -1 : score->met / 100, 0, get_color (standard));
}

void
tb_compliance_report_add_scores (const TbComplianceMaking *making)
{
  TbDiagram *diagram = tb_diagram_new (TB_DIAGRAM_BARS, _("Score by standard, of 100"));

  for (guint i = 0; i < TB_N_STANDARDS; i++)
    if (shows (making, i))
      add_score (diagram, i, &making->review->scores[i]);
  if (making->standard == TB_N_STANDARDS)
    add_score (diagram, TB_N_STANDARDS, &making->review->overall);
  tb_report_add_diagram (making->report, diagram);
}

/* --- trend --- */

static void
add_ticks_of_time (TbDiagram *diagram, gint64 time_us)
{
  for (guint i = 0; i <= N_TICKS; i++)
    {
      g_autofree char *text = tb_report_dup_time (time_us / N_TICKS * i);

      tb_diagram_add_tick (diagram, (double) i / N_TICKS, text);
    }
}

static void
add_line (const TbComplianceMaking *making, TbDiagram *diagram, guint standard)
{
  const TbTrendPoint *points = (const TbTrendPoint *) making->trend->data;
  guint n = making->trend->len;
  g_autofree char *last = tb_score_to_text (points[n - 1].met[standard]);

  tb_diagram_add_series (diagram, get_name (standard), last, get_color (standard));
  for (guint i = 0; i < n; i++)
    if (points[i].met[standard] >= 0)
      tb_diagram_add_point (diagram, (double) points[i].time_us / (double) points[n - 1].time_us, points[i].met[standard]);
}

void
tb_compliance_report_add_trend (const TbComplianceMaking *making)
{
  TbDiagram *diagram;

  if (making->trend == NULL || making->trend->len < 2 || making->review->time_us == 0)
    return;
  diagram = tb_diagram_new (TB_DIAGRAM_LINES, _("Score over time, of 100"));
  diagram->top = 100;
  add_ticks_of_time (diagram, making->review->time_us);
  for (guint i = 0; i <= TB_N_STANDARDS; i++)
    if (shows (making, i))
      add_line (making, diagram, i);
  tb_report_add_diagram (making->report, diagram);
}

/* --- findings --- */

static void
count_findings (const TbComplianceMaking *making, guint open[TB_N_SEVERITIES], guint waived[TB_N_SEVERITIES])
{
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (tb_compliance_making_includes (making, (TbProvision) i))
      {
        TbSeverity severity = tb_requirement_get ((TbProvision) i)->severity;

        open[severity] += making->review->rows[i].n_open;
        waived[severity] += making->review->rows[i].n_waived;
      }
}

static void
add_severity (TbDiagram *diagram, TbSeverity severity, guint open, guint waived, guint most)
{
  g_autofree char *of_waived = waived > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u waived", "%u waived", waived), waived) : NULL;
  g_autofree char *value = of_waived != NULL ? g_strdup_printf ("%u · %s", open, of_waived) : g_strdup_printf ("%u", open);

  tb_diagram_add_bar (diagram, tb_severity_get_word (severity), tb_severity_get_mark (severity), value, (double) open / most, (double) waived / most,
                      tb_mark_get (tb_severity_get_mark (severity))->rgb);
}

void
tb_compliance_report_add_findings (const TbComplianceMaking *making)
{
  TbDiagram *diagram = tb_diagram_new (TB_DIAGRAM_BARS, _("Findings by severity; striped: waived"));
  guint open[TB_N_SEVERITIES] = { 0 }, waived[TB_N_SEVERITIES] = { 0 }, most = 1;

  count_findings (making, open, waived);
  for (guint i = 0; i < TB_N_SEVERITIES; i++)
    most = MAX (most, open[i] + waived[i]);
  for (guint i = TB_N_SEVERITIES; i-- > 0;)
    add_severity (diagram, (TbSeverity) i, open[i], waived[i], most);
  tb_report_add_diagram (making->report, diagram);
}

/* --- ends of certificates --- */

static void
add_layer (TbDiagram *diagram, const TbExpiryHistogram *histogram, TbFleet *fleet, guint first, guint last, guint color)
{
  const char *name = last - first == 1 ? tb_fleet_get_group (fleet, g_array_index (histogram->groups, guint, first))->name : _("others");
  guint64 total = 0;
  g_autofree char *value = NULL;

  for (guint i = first * histogram->n_steps; i < last * histogram->n_steps; i++)
    total += histogram->counts[i];
  value = g_strdup_printf ("%" G_GUINT64_FORMAT, total);
  tb_diagram_add_series (diagram, name, value, tb_diagram_get_color (color));
  for (guint step = 0; step < histogram->n_steps; step++)
    {
      guint n = 0;

      for (guint i = first; i < last; i++)
        n += histogram->counts[i * histogram->n_steps + step];
      tb_diagram_add_point (diagram, 0, n);
    }
}

static void
add_ticks_of_dates (TbDiagram *diagram, const TbExpiryHistogram *histogram, gint64 start_us)
{
  gint64 span_us = histogram->step_us * histogram->n_steps;

  for (guint i = 0; i <= 2; i++)
    {
      gint64 unix_us = start_us + histogram->from_us + span_us / 2 * i;
      g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (unix_us / TB_US_PER_SECOND);
      g_autofree char *text = date != NULL ? g_date_time_format (date, span_us < 4 * TB_US_PER_DAY ? "%Y-%m-%d %H:%M" : "%Y-%m-%d") : g_strdup ("");

      tb_diagram_add_tick (diagram, i / 2.0, text);
    }
}

static TbDiagram *
draw_histogram (const TbComplianceMaking *making, const TbExpiryHistogram *histogram)
{
  TbFleet *fleet = tb_run_get_fleet (making->run);
  TbDiagram *diagram = tb_diagram_new (TB_DIAGRAM_COLUMNS, _("Certificates in use by when they end; dashed: the moment of this report"));
  guint most = 0, n = histogram->groups->len, n_named = n > MAX_GROUPS ? MAX_GROUPS : n;

  for (guint i = 0; i < histogram->n_steps; i++)
    most = MAX (most, tb_expiry_histogram_sum (histogram, i));
  diagram->top = tb_diagram_round_top (most);
  diagram->now = (double) (histogram->now_us - histogram->from_us) / (double) (histogram->step_us * histogram->n_steps);
  for (guint i = 0; i < n_named; i++)
    add_layer (diagram, histogram, fleet, i, i + 1, i);
  if (n > n_named)
    add_layer (diagram, histogram, fleet, n_named, n, MAX_GROUPS);
  add_ticks_of_dates (diagram, histogram, tb_scenario_get_start_us (tb_run_get_scenario (making->run)));
  return diagram;
}

void
tb_compliance_report_add_expiry (const TbComplianceMaking *making)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (making->run);
  TbExpiryHistogram *histogram;

  tb_fold_seek (fold, making->review->time_us);
  histogram = tb_expiry_histogram_new (fold, MAX_STEPS);
  if (histogram->n > 0)
    tb_report_add_diagram (making->report, draw_histogram (making, histogram));
  else
    tb_report_add_text (making->report, TB_TEXT_BODY, _("No device has a certificate at this moment."));
  tb_expiry_histogram_free (histogram);
}
