/* tb-report-run: see the header. The journal is digested up to the moment, so that whoever played further has the same report. */
#include "tb-report-run.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <string.h>

#include "tb-units.h"

#define MAX_COMMANDS 200

/**
 * tb_report_count_devices:
 * @fleet: a fleet
 *
 * Returns: how many devices it has, gateways among them
 */
guint
tb_report_count_devices (TbFleet *fleet)
{
  guint n = 0;

  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);

      n += group->role == TB_ROLE_DEVICE || group->role == TB_ROLE_GATEWAY ? group->count : 0;
    }
  return n;
}

/**
 * tb_report_dup_time:
 * @time_us: simulated time
 *
 * Returns: (transfer full): it in few words, such as `1h 20m`; what is a thousandth of it is left out
 */
char *
tb_report_dup_time (gint64 time_us)
{
  static const gint64 units[] = { TB_US_PER_DAY, TB_US_PER_HOUR, TB_US_PER_MINUTE, TB_US_PER_SECOND, TB_US_PER_MS };

  if (time_us == 0)
    return g_strdup ("0");
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (time_us / 200 >= units[i])
      return tb_units_format_duration (time_us / units[i] * units[i]);
  return tb_units_format_duration (time_us);
}

/**
 * tb_report_dup_moment:
 * @run: a run
 * @time_us: simulated time
 *
 * Returns: (transfer full): which moment that is, in words that a narrow column can break
 */
char *
tb_report_dup_moment (TbRun *run, gint64 time_us)
{
  gint64 unix_us = tb_scenario_get_start_us (tb_run_get_scenario (run)) + time_us;
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (unix_us / TB_US_PER_SECOND);

  return moment != NULL ? g_date_time_format (moment, "%Y-%m-%d %H:%M:%S UTC") : tb_units_format_moment (unix_us);
}

static const char *
get_title (TbRun *run)
{
  const char *title = tb_scenario_get_title (tb_run_get_scenario (run));

  return title != NULL && *title != '\0' ? _(title) : tb_scenario_get_id (tb_run_get_scenario (run));
}

/**
 * tb_report_new_for_run:
 * @run: what it is about
 * @time_us: and at which time of it
 * @kind: what sort of report it is
 *
 * Returns: (transfer full): a report that says nothing yet
 */
TbReport *
tb_report_new_for_run (TbRun *run, gint64 time_us, const char *kind)
{
  g_autofree char *time = tb_report_dup_time (time_us), *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, tb_run_get_seed (run));
  /* Translators: at the foot of a sheet: a scenario, its seed, and how much simulated time has passed */
  g_autofree char *footer = g_strdup_printf (_("%s · seed %s · after %s"), get_title (run), seed, time);

  return tb_report_new (kind, get_title (run), footer, tb_scenario_get_start_us (tb_run_get_scenario (run)) + time_us);
}

/* --- rows --- */

static void
add_row (TbReportTable *table, const char *name, const char *value)
{
  tb_report_table_add (table, name);
  tb_report_table_add (table, value);
}

static void
add_number (TbReportTable *table, const char *name, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  add_row (table, name, text);
}

static void
add_scenario (TbReportTable *table, TbRun *run, gint64 time_us)
{
  TbScenario *scenario = tb_run_get_scenario (run);
  g_autofree char *name = g_strdup_printf ("%s (%s)", get_title (run), tb_scenario_get_id (scenario));
  g_autofree char *time = tb_units_format_duration (time_us), *begin = tb_report_dup_moment (run, 0), *moment = tb_report_dup_moment (run, time_us);
  g_autofree char *looked = g_strdup_printf ("%s (%s)", moment, time);

  add_row (table, _("Scenario"), name);
  add_number (table, _("Seed"), tb_run_get_seed (run));
  add_number (table, _("Devices and gateways"), tb_report_count_devices (tb_run_get_fleet (run)));
  add_row (table, _("It begins"), begin);
  add_row (table, _("Looked at"), looked);
}

/* --- commands --- */

static gboolean
is_by (const char *line, gint64 time_us)
{
  g_autofree char *when = g_strndup (line + 1, strcspn (line + 1, " "));
  gint64 at_us;

  return *line != '@' || !tb_units_parse_duration (when, &at_us, NULL) || at_us <= time_us;
}

static GPtrArray *
list_commands (TbRun *run, gint64 time_us)
{
  g_autoptr (GPtrArray) all = tb_run_get_commands (run);
  GPtrArray *commands = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < all->len; i++)
    if (is_by (g_ptr_array_index (all, i), time_us))
      g_ptr_array_add (commands, g_strdup (g_ptr_array_index (all, i)));
  return commands;
}

static void
add_commands (TbReport *report, GPtrArray *commands)
{
  guint n = MIN (commands->len, MAX_COMMANDS);
  g_autofree char *more = commands->len > n ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", commands->len - n), commands->len - n) : NULL;

  if (n == 0)
    return;
  tb_report_add_labelled (report, TB_TEXT_BODY, _("What people did:"), _("the commands that were given, in their order."));
  for (guint i = 0; i < n; i++)
    tb_report_add_text (report, TB_TEXT_CODE, g_ptr_array_index (commands, i));
  if (more != NULL)
    tb_report_add_text (report, TB_TEXT_SMALL, more);
}

/**
 * tb_report_add_run:
 * @report: a report
 * @run: what it is about
 * @time_us: and at which time of it
 *
 * Says which run that is, so that somebody else can make it again.
 */
void
tb_report_add_run (TbReport *report, TbRun *run, gint64 time_us)
{
  const TbReportColumn columns[] = { { _("What"), 1 }, { _("Value"), 3 } };
  TbJournal *journal = tb_run_get_journal (run);
  guint64 n_records = tb_journal_find_time (journal, time_us);
  g_autofree char *digest = tb_journal_hash_first (journal, n_records, TRUE);
  g_autoptr (GPtrArray) commands = list_commands (run, time_us);
  TbReportTable *table;

  tb_report_add_heading (report, 2, "run", TB_MARK_NONE, _("The Run"));
  tb_report_add_text (report, TB_TEXT_BODY, _("The same scenario, seed and commands give the same journal with the same build of OpenSSL, and so the same report."));
  table = tb_report_add_table (report, _("How to know it again"), columns, G_N_ELEMENTS (columns));
  add_scenario (table, run, time_us);
  add_number (table, _("Commands of people"), commands->len);
  add_number (table, _("Records of the journal"), n_records);
  tb_report_table_add (table, _("SHA-256 of the journal"));
  tb_report_table_add_full (table, digest, TB_MARK_NONE, NULL, TRUE);
  add_row (table, _("Engine"), "Trustbed " TRUSTBED_VERSION);
  add_row (table, "OpenSSL", OpenSSL_version (OPENSSL_VERSION));
  add_commands (report, commands);
}
