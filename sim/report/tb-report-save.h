/* tb-report-save: a report as a file, HTML or PDF by the ending of its name. */
#pragma once

#include <gio/gio.h>

#include "tb-report.h"

G_BEGIN_DECLS

gboolean tb_report_check_path (const char *path, GError **error);
gboolean tb_report_save       (const TbReport *report, const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
