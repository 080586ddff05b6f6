/* tb-report-html: a report as one page of HTML that needs nothing else, neither scripts nor anything from elsewhere, and prints on A4. It is well-formed XML too. */
#pragma once

#include "tb-report.h"

G_BEGIN_DECLS

GBytes *tb_report_to_html (const TbReport *report);

G_END_DECLS
