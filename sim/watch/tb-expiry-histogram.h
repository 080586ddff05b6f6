/* tb-expiry-histogram: when the certificates end that devices use, summed over even stretches of time for each group. A peak is a mass renewal to come. */
#pragma once

#include "tb-fold.h"

G_BEGIN_DECLS

/**
 * TbExpiryHistogram:
 * @now_us: as it was then
 * @from_us: where the first stretch begins; @step_us: how long each is; @n_steps: how many
 * @groups: (element-type guint): groups of the fleet that have any, those with most first
 * @counts: of the group number g of @groups and stretch s: `counts[g * n_steps + s]`
 * @n: all of them; @n_over: those that have ended already
 * @peak: the stretch in which most end, of those that are not over; @n_peak: how many that are
 */
typedef struct
{
  gint64 now_us;
  gint64 from_us;
  gint64 step_us;
  guint n_steps;
  GArray *groups;
  guint32 *counts;
  guint32 n;
  guint32 n_over;
  guint peak;
  guint32 n_peak;
} TbExpiryHistogram;

TbExpiryHistogram *tb_expiry_histogram_new    (TbFold *fold, guint max_steps);
void               tb_expiry_histogram_free   (TbExpiryHistogram *histogram);
guint32            tb_expiry_histogram_sum    (const TbExpiryHistogram *histogram, guint step);
char              *tb_expiry_histogram_to_csv (const TbExpiryHistogram *histogram, TbFleet *fleet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbExpiryHistogram, tb_expiry_histogram_free)

G_END_DECLS
