/* tb-cost-words: the figures of a cost as a table: what they are called, whether they were measured, how they are written. One place for all that show costs. */
#pragma once

#include "tb-cost.h"

G_BEGIN_DECLS

/**
 * TbCostFigure:
 * @code: stable name, as in tables that are exported
 * @title: for people, marked for translation
 * @is_measured: whether it was measured here; otherwise it is modelled
 *
 * One figure of a cost.
 */
typedef struct
{
  const char *code;
  const char *title;
  gboolean is_measured;
} TbCostFigure;

#define TB_N_COST_FIGURES 10

const TbCostFigure *tb_cost_figure_get (guint figure);
gint64              tb_cost_get_value  (const TbCost *cost, guint figure);       /* -1 where it is not known */
char               *tb_cost_dup_value  (const TbCost *cost, guint figure);
char               *tb_cost_dup_shares (const TbCost *cost);
char               *tb_cost_dup_energy (gint64 energy_uj);

G_END_DECLS
