/* tb-work-private: what a question may cost, for whoever does work for it: functions, tables, indices. See tb-work.c. */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * TbStop: why a question came to no end
 */
typedef enum { TB_STOP_NOT, TB_STOP_CANCELLED, TB_STOP_STEPS, TB_STOP_MEMORY } TbStop;

/**
 * TbWork:
 * @left: steps that may be done in all; @spent: so far; @step_cost: one of SQLite's counts as so many
 * @n_passed: private
 * @held: what SQLite held before
 * @cancellable: (nullable): of the question
 * @why: it was stopped, if it was: nothing that a table says from then on is true
 *
 * What bounds one question. Whoever costs more than a step of SQLite adds what it costs, about one for each ten nanoseconds.
 */
typedef struct
{
  guint64 left;
  guint64 spent;
  guint64 step_cost;
  guint64 n_passed;
  sqlite3_int64 held;
  GCancellable *cancellable;
  TbStop why;
} TbWork;

gboolean tb_work_spend (TbWork *work, guint64 steps);   /* FALSE: give up */

/* Likewise for one of many things that a table passes by, and quick: most of the time there is nothing to find out. */
static inline gboolean
tb_work_pass (TbWork *work, guint64 steps)
{
  work->spent += steps;
  return (++work->n_passed & 1023) != 0 ? work->why == TB_STOP_NOT : tb_work_spend (work, 0);
}

G_END_DECLS
