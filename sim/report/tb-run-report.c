/* tb-run-report: see the header. */
#include "tb-run-report.h"

#include <glib/gi18n-lib.h>

#include "tb-report-run.h"
#include "tb-transcript.h"
#include "tb-units.h"

#define MAX_ROWS 500

/* --- figures --- */

static void
add_figures (TbReport *report, const TbSummary *summary)
{
  const TbReportColumn columns[] = { { _("What"), 4 }, { _("How many"), 2, TRUE }, { _("Remark"), 5 } };
  const struct { const char *name; guint64 number; const char *remark; } rows[] = {
    { _("Certificates issued"), summary->certificates_issued, _("those of services included") },
    { _("Renewals"), summary->renewals, "" },
    { _("Handshakes completed"), summary->handshakes_ok, _("real ones, by OpenSSL on both sides") },
    { _("Handshakes refused"), summary->handshakes_refused, "" },
    { _("Bytes of handshakes"), summary->bytes_handshakes, _("measured") },
    { _("Bytes of messages in the clear"), summary->bytes_plain, _("measured: readable by anyone on the path") },
    { _("Bytes of messages inside TLS"), summary->bytes_protected, _("measured, overhead of TLS included") },
    { _("Passwords overheard"), summary->credentials_seen, "" },
    { _("Messages the broker refused"), summary->publishes_refused, _("authenticated, but not authorised") },
    { _("Firmware refused"), summary->firmware_refused, _("by devices that verify") },
    { _("Commands refused"), summary->commands_refused, "" },
  };
  TbReportTable *table;

  tb_report_add_heading (report, 2, "figures", TB_MARK_NONE, _("Figures"));
  table = tb_report_add_table (report, _("What came of it"), columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, rows[i].number);

      tb_report_table_add (table, rows[i].name);
      tb_report_table_add (table, number);
      tb_report_table_add (table, rows[i].remark);
    }
  tb_report_add_text (report, TB_TEXT_SMALL, _("Times are modelled from the published costs of each device class and from the links of the scenario."));
}

/* --- refusals --- */

static void
add_refusal (TbReportTable *table, TbRun *run, const TbRecord *record, TbTranscript *transcript)
{
  TbFleet *fleet = tb_run_get_fleet (run);
  g_autofree char *client = tb_fleet_dup_name (fleet, record->subject), *server = tb_fleet_dup_name (fleet, record->object);
  g_autofree char *time = tb_units_format_duration (record->time_us / TB_US_PER_MS * TB_US_PER_MS);

  tb_report_table_add (table, time);
  tb_report_table_add (table, client);
  tb_report_table_add (table, server);
  tb_report_table_add (table, tb_transcript_alert_name (record->detail));
  tb_report_table_add (table, tb_transcript_get_reason (transcript));
}

static guint
add_refusal_rows (TbReportTable *table, TbRun *run)
{
  TbJournal *journal = tb_run_get_journal (run);
  guint64 length = tb_journal_get_length (journal);
  guint n = 0;

  for (guint64 i = 0; i < length; i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);
      g_autoptr (TbTranscript) transcript = NULL;

      if (record->kind != TB_RECORD_HANDSHAKE_REFUSED || n++ >= MAX_ROWS)
        continue;
      transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (journal, record->payload), NULL);
      if (transcript != NULL)
        add_refusal (table, run, record, transcript);
    }
  return n;
}

static void
add_refusals (TbReport *report, TbRun *run, const TbSummary *summary)
{
  const TbReportColumn columns[] = { { _("Time"), 4 }, { _("Client"), 3 }, { _("Server"), 3 }, { _("Alert"), 4 }, { _("Reason"), 5 } };
  guint n;

  tb_report_add_heading (report, 2, "refused", TB_MARK_NONE, _("Refused Handshakes"));
  if (summary->handshakes_refused == 0)
    {
      tb_report_add_text (report, TB_TEXT_BODY, _("None was refused."));
      return;
    }
  n = add_refusal_rows (tb_report_add_table (report, _("In their order"), columns, G_N_ELEMENTS (columns)), run);
  if (n > MAX_ROWS)
    {
      g_autofree char *more = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", n - MAX_ROWS), n - MAX_ROWS);

      tb_report_add_text (report, TB_TEXT_SMALL, more);
    }
}

/* --- all of it --- */

static void
add_number (TbReport *report, guint64 number, const char *label)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  tb_report_add_figure (report, text, label);
}

/**
 * tb_run_report_new:
 * @run: a run
 * @summary: what it came to
 *
 * Returns: (transfer full): a report about it, in the user's language
 */
TbReport *
tb_run_report_new (TbRun *run, const TbSummary *summary)
{
  TbReport *report = tb_report_new_for_run (run, summary->simulated_us, _("Report of a Run"));
  const char *description = tb_scenario_get_description (tb_run_get_scenario (run));
  g_autofree char *time = tb_report_dup_time (summary->simulated_us);

  if (description != NULL && *description != '\0')
    tb_report_add_text (report, TB_TEXT_LEAD, _(description));
  add_number (report, summary->devices, _("devices"));
  tb_report_add_figure (report, time, _("of simulated time"));
  add_number (report, summary->handshakes_ok, _("handshakes completed"));
  add_number (report, summary->handshakes_refused, _("handshakes refused"));
  add_figures (report, summary);
  add_refusals (report, run, summary);
  tb_report_add_run (report, run, summary->simulated_us);
  return report;
}
