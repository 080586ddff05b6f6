/* tb-report: see the header. */
#include "tb-report.h"

#include <openssl/crypto.h>

#include "tb-transcript.h"
#include "tb-units.h"

#define MAX_ROWS 500

static const char head[] =
  "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n"
  "<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
  "table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ddd;vertical-align:top}"
  "code{font-size:.85em;overflow-wrap:anywhere}small{color:#555}</style>\n";

static void
add (GString *page, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Like printf, with every text escaped. */
static void
add (GString *page, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_markup_vprintf_escaped (format, args);
  va_end (args);
  g_string_append (page, text);
}

static void
add_head (GString *page, TbRun *run, const TbSummary *summary)
{
  TbScenario *scenario = tb_run_get_scenario (run);
  g_autofree char *simulated = tb_units_format_duration (summary->simulated_us);
  g_autofree char *start = tb_units_format_moment (tb_scenario_get_start_us (scenario));
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, tb_run_get_seed (run));

  g_string_append (page, head);
  add (page, "<title>%s, seed %s</title></head><body>\n<h1>%s</h1>\n<p>%s</p>\n", tb_scenario_get_title (scenario), seed,
       tb_scenario_get_title (scenario), tb_scenario_get_description (scenario));
  add (page, "<p>Seed %s, from %s, %s simulated. Made with %s.</p>\n", seed, start, simulated, OpenSSL_version (OPENSSL_VERSION));
  add (page, "<p>Journal <code>%s</code><br>Outcome <code>%s</code><br><small>The same scenario, seed and commands give the same journal on the same build of "
             "OpenSSL, and the same outcome on any.</small></p>\n", summary->journal_sha256, summary->outcome_sha256);
}

static void
add_figures (GString *page, const TbSummary *summary)
{
  const struct { const char *name; guint64 number; const char *remark; } rows[] = {
    { "Devices", summary->devices, "" },
    { "Certificates issued", summary->certificates_issued, "those of services included" },
    { "Renewals", summary->renewals, "" },
    { "Handshakes completed", summary->handshakes_ok, "real ones, by OpenSSL on both sides" },
    { "Handshakes refused", summary->handshakes_refused, "" },
    { "Bytes of handshakes", summary->bytes_handshakes, "measured" },
    { "Bytes of messages in the clear", summary->bytes_plain, "measured: readable by anyone on the path" },
    { "Bytes of messages inside TLS", summary->bytes_protected, "measured, overhead of TLS included" },
    { "Passwords overheard", summary->credentials_seen, "" },
    { "Messages the broker refused", summary->publishes_refused, "authenticated, but not authorised" },
    { "Firmware refused", summary->firmware_refused, "by devices that verify" },
    { "Commands refused", summary->commands_refused, "" },
  };

  g_string_append (page, "<h2>Figures</h2>\n<table>\n");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, rows[i].number);

      add (page, "<tr><td>%s</td><td>%s</td><td><small>%s</small></td></tr>\n", rows[i].name, number, rows[i].remark);
    }
  g_string_append (page, "</table>\n<p><small>Times are modelled from the published costs of each device class and from the links of the scenario.</small></p>\n");
}

static void
add_refusal (GString *page, TbRun *run, const TbRecord *record)
{
  TbFleet *fleet = tb_run_get_fleet (run);
  g_autofree char *client = tb_fleet_dup_name (fleet, record->subject);
  g_autofree char *server = tb_fleet_dup_name (fleet, record->object);
  g_autofree char *time = tb_units_format_duration (record->time_us);
  GBytes *payload = tb_journal_get_payload (tb_run_get_journal (run), record->payload);
  g_autoptr (TbTranscript) transcript = tb_transcript_new_from_bytes (payload, NULL);

  if (transcript != NULL)
    add (page, "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n", time, client, server,
         tb_transcript_alert_name (record->detail), tb_transcript_get_reason (transcript));
}

static void
add_refusals (GString *page, TbRun *run)
{
  TbJournal *journal = tb_run_get_journal (run);
  guint64 n = tb_journal_get_length (journal);
  guint rows = 0;

  g_string_append (page, "<h2>Refused handshakes</h2>\n<table>\n<tr><th>Time</th><th>Client</th><th>Server</th><th>Alert</th><th>Reason</th></tr>\n");
  for (guint64 i = 0; i < n; i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if (record->kind == TB_RECORD_HANDSHAKE_REFUSED && rows++ < MAX_ROWS)
        add_refusal (page, run, record);
    }
  g_string_append (page, "</table>\n");
  if (rows > MAX_ROWS)
    g_string_append_printf (page, "<p><small>The first %d of %u.</small></p>\n", MAX_ROWS, rows);
}

static void
add_commands (GString *page, TbRun *run)
{
  g_autoptr (GPtrArray) commands = tb_run_get_commands (run);

  if (commands->len == 0)
    return;
  g_string_append (page, "<h2>Commands</h2>\n<p>");
  for (guint i = 0; i < commands->len; i++)
    add (page, "<code>%s</code><br>\n", (const char *) g_ptr_array_index (commands, i));
  g_string_append (page, "</p>\n");
}

/**
 * tb_report_write:
 * @run: a run
 * @summary: what it came to
 * @path: an HTML file, replaced when it is there
 * @error: return location
 *
 * Returns: %FALSE when the file cannot be written; nothing half-written is left
 */
gboolean
tb_report_write (TbRun *run, const TbSummary *summary, const char *path, GError **error)
{
  g_autoptr (GString) page = g_string_new (NULL);

  add_head (page, run, summary);
  add_figures (page, summary);
  add_refusals (page, run);
  add_commands (page, run);
  g_string_append (page, "</body></html>\n");
  return g_file_set_contents (path, page->str, (gssize) page->len, error);
}
