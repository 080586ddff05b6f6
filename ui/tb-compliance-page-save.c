/* tb-compliance-page-save: the findings that are listed, as a table. */
#include "tb-compliance-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-monitor-widgets.h"

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

/**
 * tb_compliance_page_export:
 * @self: the page
 * @path: a file whose name ends in .csv
 * @error: return location
 *
 * Writes who does not meet the provisions that are listed: the whole file or none.
 *
 * Returns: %FALSE with the reason when there is nothing to write, the name is not right, or the file cannot be written
 */
gboolean
tb_compliance_page_export (TbCompliancePage *self, const char *path, GError **error)
{
  g_autoptr (GString) csv = g_string_new ("standard,clause,provision,severity,name,what,mend,waived_until_us,reason\n");

  if (!g_str_has_suffix (path, ".csv"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("Findings are saved as a table; give the file a name that ends in .csv."));
      return FALSE;
    }
  if (append_findings (self, csv) == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("No finding is listed: there is nothing to save."));
      return FALSE;
    }
  return g_file_set_contents (path, csv->str, (gssize) csv->len, error);
}
