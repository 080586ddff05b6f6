/* tb-report-pdf: a report as sheets of A4, with an outline, links, and text that can be searched. The same report gives the same bytes where the same fonts are. */
#pragma once

#include <gio/gio.h>

#include "tb-report.h"

G_BEGIN_DECLS

GBytes *tb_report_to_pdf (const TbReport *report, GCancellable *cancellable, GError **error);

G_END_DECLS
