/* tb-baseline: what is usual, learned: an exponentially weighted average of the residual over a seasonal median.
 *
 * For each hour of the day the median of the last seven days says what that hour is like; what is left over it is averaged, and so is how far that strays. Whole numbers, so
 * that it is the same everywhere. docs/alerts.md has the formula. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TbBaseline TbBaseline;

TbBaseline *tb_baseline_new       (gint64 start_us, guint n_warm_up);
void        tb_baseline_free      (TbBaseline *baseline);
gint64      tb_baseline_get_bound (const TbBaseline *baseline, gint64 time_us);   /* what is above is unusual; G_MAXINT64 while it warms up */
void        tb_baseline_learn     (TbBaseline *baseline, gint64 time_us, gint64 value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbBaseline, tb_baseline_free)

G_END_DECLS
