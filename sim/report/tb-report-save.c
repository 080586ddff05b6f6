/* tb-report-save: see the header. */
#include "tb-report-save.h"

#include <glib/gi18n-lib.h>

#include "tb-report-html.h"
#include "tb-report-pdf.h"

static gboolean
ends_in (const char *path, const char *ending)
{
  g_autofree char *folded = g_ascii_strdown (path, -1);

  return g_str_has_suffix (folded, ending);
}

/**
 * tb_report_check_path:
 * @path: where a report is to be written
 * @error: return location
 *
 * Returns: whether its ending says how
 */
gboolean
tb_report_check_path (const char *path, GError **error)
{
  if (ends_in (path, ".html") || ends_in (path, ".pdf"))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("A report is a page or sheets of paper; give the file a name that ends in .html or .pdf."));
  return FALSE;
}

/**
 * tb_report_save:
 * @report: a report
 * @path: a file whose name ends in `.html` or `.pdf`
 * @cancellable: (nullable): gives it up
 * @error: return location
 *
 * Writes the whole file or none; what was there before stays until the new one is whole.
 *
 * Returns: whether it is written
 */
gboolean
tb_report_save (const TbReport *report, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!tb_report_check_path (path, error))
    return FALSE;
  bytes = ends_in (path, ".pdf") ? tb_report_to_pdf (report, cancellable, error) : tb_report_to_html (report);
  if (bytes == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}
