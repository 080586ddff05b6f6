/* tb-cli-comply: what `trustbed-cli comply` was told, and how the answer is printed. */
#pragma once

#include "tb-cli-play.h"
#include "tb-compliance.h"

G_BEGIN_DECLS

/**
 * TbCliComply:
 * @play: how the scenario is played
 * @at: (nullable): of which moment, as written; @at_us as it was read
 * @standard_code: (nullable): as written; @standard as it was read: one alone, %TB_N_STANDARDS for all
 * @report: (nullable): a file that is written
 * @json: print one JSON document
 * @n_trend: at how many moments before that the score is told
 */
typedef struct
{
  TbCliPlay play;
  char *at;
  gint64 at_us;
  char *standard_code;
  TbStandardId standard;
  char *report;
  gboolean json;
  int n_trend;
} TbCliComply;

gboolean tb_cli_comply_includes   (const TbCliComply *options, TbProvision provision);
void     tb_cli_comply_print_text (const TbCliComply *options, const TbReview *review, GArray *trend);
void     tb_cli_comply_print_json (const TbCliComply *options, const TbReview *review, GArray *trend);

G_END_DECLS
