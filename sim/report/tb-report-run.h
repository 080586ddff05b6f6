/* tb-report-run: what every report says of the run it is about: which one, how far, what people did, and the digest by which it is known again. */
#pragma once

#include "tb-report.h"
#include "tb-run.h"

G_BEGIN_DECLS

TbReport *tb_report_new_for_run (TbRun *run, gint64 time_us, const char *kind);
void      tb_report_add_run     (TbReport *report, TbRun *run, gint64 time_us);
char     *tb_report_dup_time    (gint64 time_us);
char     *tb_report_dup_moment  (TbRun *run, gint64 time_us);
guint     tb_report_count_devices (TbFleet *fleet);

G_END_DECLS
