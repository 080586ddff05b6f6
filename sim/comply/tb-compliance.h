/* tb-compliance: a run held to the provisions, at any time of it.
 *
 * What is found is a function of the journal and the moment alone, and nothing is written to it. Looking takes as long as the questions take and belongs on a worker; one
 * of these is used by one thread at a time. */
#pragma once

#include "tb-review.h"
#include "tb-run.h"

G_BEGIN_DECLS

/**
 * TbTrendPoint:
 * @time_us: simulated time
 * @met: of a hundred, by #TbStandardId, and last of all together; -1 where nothing is asked
 * @n_open: findings
 */
typedef struct
{
  gint64 time_us;
  double met[TB_N_STANDARDS + 1];
  guint n_open;
} TbTrendPoint;

typedef struct _TbCompliance TbCompliance;

TbCompliance *tb_compliance_new    (TbRun *run);
TbCompliance *tb_compliance_ref    (TbCompliance *compliance);
void          tb_compliance_unref  (TbCompliance *compliance);
TbReview     *tb_compliance_review (TbCompliance *compliance, gint64 time_us, GCancellable *cancellable, GError **error);
GArray       *tb_compliance_trend  (TbCompliance *compliance, gint64 until_us, guint n_points, GCancellable *cancellable, GError **error);   /* of TbTrendPoint */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCompliance, tb_compliance_unref)

G_END_DECLS
