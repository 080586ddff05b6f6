/* tb-life-span: how a holder stood with its certificates over time: in force, due for renewal, ended, taken back. What a row of a chart of lifetimes shows. */
#pragma once

#include "tb-life-index.h"

G_BEGIN_DECLS

/**
 * TbLifeState:
 * @TB_LIFE_GOOD: in force
 * @TB_LIFE_DUE: in force, and the next one should come
 * @TB_LIFE_GAP: ended, and no other came: an outage
 * @TB_LIFE_STALE: revoked, and nobody has acted on it yet
 * @TB_LIFE_REFUSED: revoked, and refused
 */
typedef enum { TB_LIFE_GOOD, TB_LIFE_DUE, TB_LIFE_GAP, TB_LIFE_STALE, TB_LIFE_REFUSED, TB_LIFE_N_STATES } TbLifeState;

/**
 * TbLifeSpan:
 * @from_us: from when; after now it is what is to come if nothing else happens
 * @to_us: to when
 * @life: of which certificate
 * @state: a #TbLifeState
 */
typedef struct
{
  gint64 from_us;
  gint64 to_us;
  guint32 life;
  guint32 state;
} TbLifeSpan;

gint64   tb_life_index_get_due   (TbLifeIndex *index, guint32 life, gint64 now_us);
void     tb_life_index_add_spans (TbLifeIndex *index, guint32 object, gint64 now_us, gint64 from_us, GArray *spans);
gboolean tb_life_index_find_span (TbLifeIndex *index, guint32 object, gint64 now_us, gint64 time_us, TbLifeSpan *span);

G_END_DECLS
