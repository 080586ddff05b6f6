/* tb-compliance-report: see the header. Here is the order of its parts, and what it says of itself. */
#include "tb-compliance-report-private.h"

#include <glib/gi18n-lib.h>

#include "tb-report-run.h"

#define N_POINTS 12   /* of the trend */

/* --- the first sheet --- */

static void
count_findings (const TbComplianceMaking *making, guint *open, guint *waived, guint standings[TB_N_STANDINGS])
{
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (tb_compliance_making_includes (making, (TbProvision) i))
      {
        *open += making->review->rows[i].n_open;
        *waived += making->review->rows[i].n_waived;
        standings[tb_standing_of (&making->review->rows[i])]++;
      }
}

static void
add_number (TbReport *report, guint number, const char *label)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  tb_report_add_figure (report, text, label);
}

static void
add_standings (TbReport *report, const guint standings[TB_N_STANDINGS])
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < TB_N_STANDINGS; i++)
    g_string_append_printf (text, "%s%s: %u", i > 0 ? " · " : "", tb_standing_get_word ((TbStanding) i), standings[i]);
  tb_report_add_labelled (report, TB_TEXT_BODY, _("Provisions:"), text->str);
  g_string_free (text, TRUE);
}

static void
add_summary (const TbComplianceMaking *making)
{
  TbReport *report = making->report;
  g_autofree char *score = tb_score_to_text (tb_compliance_making_get_score (making)->met), *time = tb_report_dup_time (making->review->time_us);
  guint open = 0, waived = 0, standings[TB_N_STANDINGS] = { 0 };

  count_findings (making, &open, &waived, standings);
  tb_report_add_text (report, TB_TEXT_LEAD, _("How a simulated fleet stands against provisions of standards: what it does not meet, why that matters, and what is to be done."));
  tb_report_add_figure (report, score, _("score, of 100"));
  add_number (report, open, _("findings"));
  add_number (report, waived, _("waived"));
  add_number (report, tb_report_count_devices (tb_run_get_fleet (making->run)), _("devices and gateways"));
  tb_report_add_figure (report, time, _("of simulated time"));
  add_standings (report, standings);
}

static void
add_score (const TbComplianceMaking *making)
{
  tb_report_add_heading (making->report, 2, "score", TB_MARK_NONE, _("Score"));
  tb_compliance_report_add_scores (making);
  tb_report_add_text (making->report, TB_TEXT_CODE, "100 · Σ w (n − b) / n ÷ Σ w");
  tb_report_add_text (making->report, TB_TEXT_BODY,
                      _("For each provision: n is of how many it is asked, b how many do not meet it. The weight w is 4 for critical, 2 for a warning, 1 for a notice. A waiver never raises the score."));
  tb_compliance_report_add_trend (making);
}

static void
add_findings (const TbComplianceMaking *making)
{
  tb_report_add_heading (making->report, 2, "findings", TB_MARK_NONE, _("Findings and Certificates"));
  tb_compliance_report_add_findings (making);
  tb_compliance_report_add_expiry (making);
}

/* --- what it is worth --- */

static void
add_measured (TbReport *report)
{
  tb_report_add_heading (report, 2, "measured", TB_MARK_NONE, _("What Is Measured, and What Is Modelled"));
  tb_report_add_labelled (report, TB_TEXT_POINT, _("Measured:"), _("keys, certificates, revocation lists and handshakes are real, made and judged by OpenSSL. What is said of them was read from them."));
  tb_report_add_labelled (report, TB_TEXT_POINT, _("Modelled:"), _("when something happens, how long devices take, what firmware and passwords they have, who attacks them and how that ends."));
  tb_report_add_labelled (report, TB_TEXT_POINT, _("Known only here:"), _("the lab knows who has copied a key and who has read a password. A real audit finds less."));
}

static void
add_limits (const TbComplianceMaking *making)
{
  tb_report_add_heading (making->report, 2, "limits", TB_MARK_NONE, _("What This Report Does Not Say"));
  tb_report_add_text (making->report, TB_TEXT_BODY,
                      _("It is no certification. That nothing is found does not show that a product meets a standard: a simulated fleet has no maker and no people, so much of each standard cannot be seen."));
  for (guint i = 0; i < TB_N_STANDARDS; i++)
    if (making->standard == TB_N_STANDARDS || making->standard == i)
      {
        const TbStandard *standard = tb_standard_get ((TbStandardId) i);
        g_autofree char *label = g_strdup_printf ("%s:", standard->name);

        tb_report_add_labelled (making->report, TB_TEXT_POINT, label, _(standard->unseen));
      }
}

/* --- all of it --- */

static TbReport *
make (TbComplianceMaking *making)
{
  const char *standard = making->standard != TB_N_STANDARDS ? tb_standard_get (making->standard)->name : NULL;
  g_autofree char *kind = standard != NULL ? g_strdup_printf (_("Compliance Report: %s"), standard) : g_strdup (_("Compliance Report"));

  making->report = tb_report_new_for_run (making->run, making->review->time_us, kind);
  add_summary (making);
  add_score (making);
  add_findings (making);
  tb_compliance_report_add_tables (making);
  tb_compliance_report_add_items (making);
  tb_compliance_report_add_waivers (making);
  add_measured (making->report);
  add_limits (making);
  tb_report_add_run (making->report, making->run, making->review->time_us);
  return making->report;
}

/**
 * tb_compliance_report_new:
 * @run: a run
 * @compliance: what looks at it
 * @time_us: a moment of it that is over
 * @standard: one standard alone, %TB_N_STANDARDS for all
 * @cancellable: (nullable): gives it up
 * @error: return location
 *
 * Takes as long as looking at the run a dozen times, and belongs on a worker.
 *
 * Returns: (transfer full) (nullable): the report; %NULL when it was cancelled or the run cannot be looked at
 */
TbReport *
tb_compliance_report_new (TbRun *run, TbCompliance *compliance, gint64 time_us, TbStandardId standard, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbReview) review = tb_compliance_review (compliance, time_us, cancellable, error);
  g_autoptr (GArray) trend = review != NULL ? tb_compliance_trend (compliance, time_us, N_POINTS, cancellable, error) : NULL;
  TbComplianceMaking making = { NULL, run, review, trend, standard };

  return trend != NULL ? make (&making) : NULL;
}
