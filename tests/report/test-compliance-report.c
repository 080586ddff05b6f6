/* The report about compliance says all that the review found, and is the same however it was played. */
#include <glib/gstdio.h>
#include <string.h>

#include "comply-fixture.h"
#include "tb-compliance-report.h"
#include "tb-report-html.h"
#include "tb-report-pdf.h"
#include "tb-run-report.h"

#define LATE_US (20 * TB_US_PER_MINUTE)
#define MAX_NAMES 40

static const char *const lines[] = {
  "@4m waive provision=closed-doors group=meter until=5h reason='are <b>replaced</b> & \"gone\"'", "@5m waive provision=factory-identity device=camera-01 until=6m reason='for a minute'", NULL,
};

static TbReport *
make_report (TbRun *run, TbStandardId standard)
{
  g_autoptr (TbCompliance) compliance = tb_compliance_new (run);
  g_autoptr (GError) error = NULL;
  TbReport *report = tb_compliance_report_new (run, compliance, LATE_US, standard, NULL, &error);

  g_assert_no_error (error);
  return report;
}

static char *
join_texts (const TbReport *report)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < report->blocks->len; i++)
    {
      const TbBlock *block = g_ptr_array_index (report->blocks, i);

      g_string_append_printf (all, "%s\n", block->text != NULL ? block->text : "");
      for (guint k = 0; block->table != NULL && k < block->table->cells->len; k++)
        g_string_append_printf (all, "%s\n", g_array_index (block->table->cells, TbReportCell, k).text);
    }
  return g_string_free (all, FALSE);
}

/* What is said of one provision: from its heading to the next. */
static char *
join_item (const TbReport *report, TbProvision provision)
{
  g_autofree char *id = g_strdup_printf ("provision-%s", tb_provision_codes[provision]);
  GString *all = g_string_new (NULL);
  gboolean is_in = FALSE;

  for (guint i = 0; i < report->blocks->len; i++)
    {
      const TbBlock *block = g_ptr_array_index (report->blocks, i);

      if (block->kind == TB_BLOCK_HEADING)
        is_in = g_strcmp0 (block->id, id) == 0;
      if (is_in)
        g_string_append_printf (all, "%s\n", block->text);
    }
  return g_string_free (all, FALSE);
}

static void
every_finding_is_named (void)
{
  g_autoptr (TbRun) run = fixture_play (lines, LATE_US, 1);
  g_autoptr (TbReview) review = fixture_review (run, LATE_US);
  g_autoptr (TbReport) report = make_report (run, TB_N_STANDARDS);
  guint n = 0;

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    {
      const TbRequirement *requirement = tb_requirement_get ((TbProvision) i);
      g_autofree char *item = join_item (report, (TbProvision) i);

      g_assert_cmpint (*item != '\0', ==, review->rows[i].findings->len > 0);
      for (guint k = 0; k < review->rows[i].findings->len; k++, n++)
        g_assert_nonnull (strstr (item, ((TbReviewFinding *) g_ptr_array_index (review->rows[i].findings, k))->name));
      if (*item != '\0')
        g_assert_true (strstr (item, requirement->why) != NULL && strstr (item, requirement->mend_text) != NULL && strstr (item, requirement->clause) != NULL);
    }
  g_assert_cmpuint (n, >, 15);
}

static void
all_is_said_of_provisions_and_waivers (void)
{
  g_autoptr (TbRun) run = fixture_play (lines, LATE_US, 1);
  g_autoptr (TbReport) report = make_report (run, TB_N_STANDARDS);
  g_autofree char *texts = join_texts (report), *digest = tb_journal_hash_first (tb_run_get_journal (run), tb_journal_find_time (tb_run_get_journal (run), LATE_US), TRUE);
  g_autoptr (GBytes) html = tb_report_to_html (report);

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    g_assert_nonnull (strstr (texts, tb_requirement_get ((TbProvision) i)->title));
  for (guint i = 0; i < TB_N_STANDARDS; i++)
    g_assert_nonnull (strstr (texts, tb_standard_get ((TbStandardId) i)->unseen));
  g_assert_true (strstr (texts, "are <b>replaced</b> & \"gone\"") != NULL && strstr (texts, "for a minute") != NULL && strstr (texts, digest) != NULL && strstr (texts, "two-floors") != NULL);
  g_assert_null (memmem (g_bytes_get_data (html, NULL), g_bytes_get_size (html), "<b>replaced", strlen ("<b>replaced")));
}

/* Whoever has played further, with more threads, has the same report of the same moment. */
static void
bytes_are_those_of_the_run (void)
{
  GBytes *html[3], *pdf[3];

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TbRun) run = fixture_play (lines, LATE_US + (i == 2 ? TB_US_PER_HOUR : 1), i + 1);
      g_autoptr (TbReport) report = make_report (run, TB_N_STANDARDS);

      html[i] = tb_report_to_html (report);
      pdf[i] = tb_report_to_pdf (report, NULL, NULL);
    }
  g_assert_true (g_bytes_equal (html[0], html[1]) && g_bytes_equal (html[0], html[2]) && g_bytes_equal (pdf[0], pdf[1]) && g_bytes_equal (pdf[0], pdf[2]));
  for (guint i = 0; i < 3; i++)
    {
      g_bytes_unref (html[i]);
      g_bytes_unref (pdf[i]);
    }
}

static void
one_standard_alone_is_told_alone (void)
{
  g_autoptr (TbRun) run = fixture_play (lines, LATE_US, 1);
  g_autoptr (TbReport) report = make_report (run, TB_STANDARD_IEEE);
  g_autofree char *texts = join_texts (report);

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    g_assert_cmpint (strstr (texts, tb_requirement_get ((TbProvision) i)->title) != NULL, ==, tb_requirement_get ((TbProvision) i)->standard == TB_STANDARD_IEEE);
}

/* --- other fleets --- */

static TbRun *
play_scenario (const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-report-XXXXXX", NULL), *path = g_build_filename (folder, "other.xml", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = NULL;
  const TbRunOptions options = { .until_us = LATE_US, .n_threads = 1 };
  TbRun *run;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  scenario = tb_scenario_load (path, &error);
  g_assert_no_error (error);
  run = tb_run_new (scenario, &options, NULL, &error);
  g_assert_no_error (error);
  tb_run_set_target (run, LATE_US);
  tb_run_wait (run, LATE_US);
  g_unlink (path);
  g_rmdir (folder);
  return run;
}

static void
nothing_is_cut_in_silence (void)
{
  g_autofree char *house = NULL, *more = g_strdup_printf ("and %u more", 70 - MAX_NAMES), *item = NULL;
  g_autoptr (GString) street = NULL;
  g_autoptr (TbRun) run = NULL;
  g_autoptr (TbReport) report = NULL;

  g_assert_true (g_file_get_contents (g_getenv ("COMPLY_SCENARIO"), &house, NULL, NULL));
  street = g_string_new (house);
  g_string_replace (street, "name=\"meter\" count=\"3\"", "name=\"meter\" count=\"70\"", 1);
  g_string_replace (street, "key=\"rsa2048\"", "key=\"p256\"", 1); /* 70 RSA keys take their time, and nobody looks at them */
  run = play_scenario (street->str);
  report = make_report (run, TB_N_STANDARDS);
  item = join_item (report, TB_PROVISION_CLOSED_DOORS);
  g_assert_true (strstr (item, "meter-40") != NULL && strstr (item, "meter-41") == NULL && strstr (item, more) != NULL && strstr (item, "meter: 70\n") != NULL);
}

static void
a_fleet_of_nobody_has_a_report (void)
{
  g_autoptr (TbRun) run = play_scenario ("<scenario id=\"nobody\" seed=\"1\" start=\"2029-03-01T08:00:00Z\" duration=\"1d\"><title>Nobody</title><description>For tests.</description>"
                                         "<authority name=\"authority\" profile=\"server\"><label>Authority</label></authority></scenario>");
  g_autoptr (TbReport) report = make_report (run, TB_N_STANDARDS);
  g_autoptr (GBytes) pdf = tb_report_to_pdf (report, NULL, NULL), html = tb_report_to_html (report);
  g_autofree char *texts = join_texts (report);

  g_assert_true (strstr (texts, "Nothing was found") != NULL && strstr (texts, "No device has a certificate") != NULL && strstr (texts, "Nobody was let off") != NULL);
  g_assert_true (pdf != NULL && html != NULL);
}

static void
a_run_has_a_report_too (void)
{
  g_autoptr (TbRun) run = fixture_play (lines, LATE_US, 1);
  g_autoptr (TbSummary) summary = tb_summary_new (run);
  g_autoptr (TbReport) report = tb_run_report_new (run, summary);
  g_autofree char *texts = join_texts (report), *completed = g_strdup_printf ("Handshakes completed\n%" G_GUINT64_FORMAT "\n", summary->handshakes_ok);

  g_assert_cmpuint (summary->handshakes_ok, >, 0);
  g_assert_true (strstr (texts, completed) != NULL && strstr (texts, summary->journal_sha256) != NULL && strstr (texts, lines[0] + 4) != NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compliance-report/findings", every_finding_is_named);
  g_test_add_func ("/compliance-report/all", all_is_said_of_provisions_and_waivers);
  g_test_add_func ("/compliance-report/bytes", bytes_are_those_of_the_run);
  g_test_add_func ("/compliance-report/standard", one_standard_alone_is_told_alone);
  g_test_add_func ("/compliance-report/many", nothing_is_cut_in_silence);
  g_test_add_func ("/compliance-report/nobody", a_fleet_of_nobody_has_a_report);
  g_test_add_func ("/compliance-report/run", a_run_has_a_report_too);
  return g_test_run ();
}
