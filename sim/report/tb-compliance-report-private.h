/* tb-compliance-report-private: what the parts of a report about compliance share. */
#pragma once

#include "tb-compliance-report.h"

G_BEGIN_DECLS

typedef enum { TB_STANDING_MET, TB_STANDING_OPEN, TB_STANDING_WAIVED, TB_STANDING_UNASKED, TB_N_STANDINGS } TbStanding;

/**
 * TbComplianceMaking:
 * @report: what is written
 * @run: whom it is about
 * @review: how its fleet stands; @trend: how it stood before
 * @standard: of which standard alone, %TB_N_STANDARDS for all
 */
typedef struct
{
  TbReport *report;
  TbRun *run;
  TbReview *review;
  GArray *trend;
  TbStandardId standard;
} TbComplianceMaking;

/* tb-compliance-report-words.c */
TbStanding     tb_standing_of            (const TbReviewRow *row);
const char    *tb_standing_get_word      (TbStanding standing);
TbMark         tb_standing_get_mark      (TbStanding standing);
const char    *tb_severity_get_word      (TbSeverity severity);
TbMark         tb_severity_get_mark      (TbSeverity severity);
char          *tb_score_to_text          (double score);
gboolean       tb_compliance_making_includes (const TbComplianceMaking *making, TbProvision provision);
const TbScore *tb_compliance_making_get_score (const TbComplianceMaking *making);

/* tb-compliance-report-charts.c */
void           tb_compliance_report_add_scores   (const TbComplianceMaking *making);
void           tb_compliance_report_add_trend    (const TbComplianceMaking *making);
void           tb_compliance_report_add_findings (const TbComplianceMaking *making);
void           tb_compliance_report_add_expiry   (const TbComplianceMaking *making);

/* tb-compliance-report-provisions.c */
void           tb_compliance_report_add_tables   (const TbComplianceMaking *making);
void           tb_compliance_report_add_items    (const TbComplianceMaking *making);
void           tb_compliance_report_add_waivers  (const TbComplianceMaking *making);

G_END_DECLS
