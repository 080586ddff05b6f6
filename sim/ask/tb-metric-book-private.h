/* tb-metric-book: figures of a whole run over time: a row where one changes. Made by following the state through the journal once, from its beginning. */
#pragma once

#include "tb-moment-private.h"

G_BEGIN_DECLS

/**
 * TbMetricRow:
 * @time_us: from here on
 * @value: it is this much
 * @object: of whom, or %TB_NOBODY for all
 * @metric: which, see [func@metric_get_name]
 * @place: how many records were read when it changed
 */
typedef struct
{
  gint64 time_us;
  double value;
  guint64 place;
  guint32 object;
  guint32 metric;
} TbMetricRow;

typedef struct _TbMetricBook TbMetricBook;

TbMetricBook      *tb_metric_book_new   (const TbMoment *moment);
void               tb_metric_book_free  (TbMetricBook *book);
void               tb_metric_book_read  (TbMetricBook *book, guint64 position);
guint              tb_metric_book_count (TbMetricBook *book, guint64 position);   /* known before that place */
const TbMetricRow *tb_metric_book_get   (TbMetricBook *book, guint row);
const char        *tb_metric_get_name   (guint metric);

G_END_DECLS
