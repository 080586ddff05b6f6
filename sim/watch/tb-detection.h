/* tb-detection: how well rules notice what is known to be wrong: runs of a labelled scenario under all rules, and what came of it, counted. */
#pragma once

#include "tb-labelled.h"

G_BEGIN_DECLS

/* Rules were made with an eye on runs with the seeds 1 to 20 only; they are measured on others. */
#define TB_DETECTION_FIRST_TUNING_SEED 1
#define TB_DETECTION_N_TUNING_SEEDS    20
#define TB_DETECTION_FIRST_TEST_SEED   1001

#define TB_DETECTION_GOAL_RECALL    0.95
#define TB_DETECTION_GOAL_PRECISION 0.98

/**
 * TbDetection:
 * @scenario: id of the labelled scenario; @alert: id of the rule
 * @n_due: times when something was wrong that has to be noticed; @n_found: of those, noticed in time
 * @n_raised: alerts; @n_right: of those, about something that was wrong
 */
typedef struct
{
  char *scenario;
  char *alert;
  guint n_due;
  guint n_found;
  guint n_raised;
  guint n_right;
} TbDetection;

GPtrArray *tb_detection_measure      (GPtrArray *labelled, GPtrArray *rules, guint64 first_seed, guint n_seeds, guint n_threads, GCancellable *cancellable, GError **error);
GPtrArray *tb_detection_sum_by_alert (GPtrArray *detections);   /* (transfer full): of TbDetection without a scenario */
double     tb_detection_get_recall    (const TbDetection *detection);   /* 1 where there was nothing to notice */
double     tb_detection_get_precision (const TbDetection *detection);
void       tb_detection_get_interval  (guint n, guint total, double *low, double *high);

G_END_DECLS
