/* tb-life-words: what is said of the certificates of one device, for tips, for the line below the chart and for the list beside it. */
#pragma once

#include "tb-life-span.h"

G_BEGIN_DECLS

char    *tb_life_describe     (TbLifeIndex *index, guint32 object, gint64 now_us, gint64 time_us);
char    *tb_life_describe_all (TbLifeIndex *index, guint32 object, gint64 now_us);
gboolean tb_life_get_stale    (TbLifeIndex *index, guint32 object, gint64 now_us, gint64 *stale_us, gboolean *is_over);

G_END_DECLS
