/* tb-compliance-page-save: the findings that are listed, as a table. */
#include "tb-compliance-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-monitor-widgets.h"
#include "tb-report-save.h"

static void
append_finding (GString *csv, TbProvision provision, const TbReviewFinding *finding)
{
  const TbRequirement *requirement = tb_requirement_get (provision);

  tb_monitor_append_cell (csv, tb_standard_get (requirement->standard)->name, ',');
  tb_monitor_append_cell (csv, requirement->clause, ',');
  tb_monitor_append_cell (csv, tb_provision_codes[provision], ',');
  tb_monitor_append_cell (csv, tb_severity_to_code (requirement->severity), ',');
  tb_monitor_append_cell (csv, finding->name, ',');
  tb_monitor_append_cell (csv, finding->what != NULL ? finding->what : "", ',');
  tb_monitor_append_cell (csv, finding->mend != NULL ? finding->mend : "", ',');
  if (finding->waiver != NULL)
    g_string_append_printf (csv, "%" G_GINT64_FORMAT, finding->waiver->until_us);
  g_string_append_c (csv, ',');
  tb_monitor_append_cell (csv, finding->waiver != NULL ? finding->waiver->reason : "", '\n');
}

static guint
append_findings (TbCompliancePage *self, GString *csv)
{
  guint n = 0;

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    {
      GPtrArray *findings = tb_compliance_page_is_listed (self, (TbProvision) i) ? self->review->rows[i].findings : NULL;

      for (guint k = 0; findings != NULL && k < findings->len; k++, n++)
        append_finding (csv, (TbProvision) i, g_ptr_array_index (findings, k));
    }
  return n;
}

static gboolean
save_table (TbCompliancePage *self, const char *path, GError **error)
{
  g_autoptr (GString) csv = g_string_new ("standard,clause,provision,severity,name,what,mend,waived_until_us,reason\n");

  if (append_findings (self, csv) > 0)
    return g_file_set_contents (path, csv->str, (gssize) csv->len, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("No finding is listed: there is nothing to save."));
  return FALSE;
}

/**
 * tb_compliance_page_export:
 * @self: the page
 * @path: a file whose name ends in .csv, .html or .pdf
 * @error: return location
 *
 * Writes who does not meet the provisions that are listed as a table, or lets a worker write a report; how that ended is said when it has. The whole file or none.
 *
 * Returns: %FALSE with the reason when there is nothing to write, the name is not right, or the table cannot be written
 */
gboolean
tb_compliance_page_export (TbCompliancePage *self, const char *path, GError **error)
{
  if (g_str_has_suffix (path, ".csv"))
    return save_table (self, path, error);
  if (!tb_report_check_path (path, NULL))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("Give a table of findings a name that ends in .csv, a report one that ends in .html or .pdf."));
  else if (self->compliance == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no run to report on."));
  else
    {
      tb_compliance_page_write_report (self, path);
      return TRUE;
    }
  return FALSE;
}
