/* tb-compliance-report: how a fleet stands against provisions of standards at one moment, for people to print, hand in or keep. */
#pragma once

#include "tb-compliance.h"
#include "tb-report.h"

G_BEGIN_DECLS

TbReport *tb_compliance_report_new (TbRun *run, TbCompliance *compliance, gint64 time_us, TbStandardId standard, GCancellable *cancellable, GError **error);

G_END_DECLS
