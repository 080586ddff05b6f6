/* tb-report: a run as one HTML page to print, hand in or keep. In English; needs nothing from outside. */
#pragma once

#include "tb-summary.h"

G_BEGIN_DECLS

gboolean tb_report_write (TbRun *run, const TbSummary *summary, const char *path, GError **error);

G_END_DECLS
