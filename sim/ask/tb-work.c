/* tb-work: what a question may cost, counted in steps of SQLite's machine, so that the same question comes equally far on every machine.
 *
 * SQLite comes by here every thousand steps. A single call of a function is not interrupted by that, so values are short, and functions that cost more
 * than their values are long say so (tb_work_spend). */
#include "tb-ask-private.h"

/* Of SQLite's machine between two looks at the work. */
#define STEPS_A_LOOK 1000

/* What all of SQLite in this process may hold beyond what it held before the question; checked where SQLite counts. */
#define MAX_BYTES ((sqlite3_int64) 256 << 20)

static gboolean
stop (TbWork *work, TbStop why)
{
  if (work->why == TB_STOP_NOT)
    work->why = why;
  return FALSE;
}

/* Whether it may go on. */
static gboolean
go_on (TbWork *work)
{
  if (work->why != TB_STOP_NOT)
    return FALSE;
  if (g_cancellable_is_cancelled (work->cancellable))
    return stop (work, TB_STOP_CANCELLED);
  if (work->spent > work->left)
    return stop (work, TB_STOP_STEPS);
  if (sqlite3_memory_used () > work->held + MAX_BYTES)
    return stop (work, TB_STOP_MEMORY);
  return TRUE;
}

static int
on_progress (void *data)
{
  TbWork *work = data;

  return !tb_work_spend (work, STEPS_A_LOOK * work->step_cost);
}

/* Counts @steps more; FALSE when that was too much or somebody cancelled, and the caller is to give up. */
gboolean
tb_work_spend (TbWork *work, guint64 steps)
{
  work->spent += steps;
  return go_on (work);
}

/* Before each question. */
void
tb_work_begin (TbConnection *connection, guint64 max_steps, GCancellable *cancellable)
{
  connection->work = (TbWork) { .left = max_steps, .step_cost = 1, .cancellable = cancellable, .held = sqlite3_memory_used () };
  sqlite3_progress_handler (connection->db, STEPS_A_LOOK, on_progress, &connection->work);
}
