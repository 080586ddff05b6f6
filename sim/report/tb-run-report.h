/* tb-run-report: a run in figures, and what was refused in it, for people to print, hand in or keep. */
#pragma once

#include "tb-report.h"
#include "tb-summary.h"

G_BEGIN_DECLS

TbReport *tb_run_report_new (TbRun *run, const TbSummary *summary);

G_END_DECLS
