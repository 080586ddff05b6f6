/* Every task is done exactly once, on whatever thread, and the join waits for it. */
#include "tb-pool.h"

#define N_TASKS 2000

typedef struct
{
  guint input;
  guint64 output;
  guint n_runs;
  GThread *thread;
} Work;

static void
square (gpointer data)
{
  Work *work = data;

  work->output = (guint64) work->input * work->input;
  work->n_runs++;
  work->thread = g_thread_self ();
}

static void
all_tasks_are_done_once (gconstpointer n_threads)
{
  g_autoptr (TbPool) pool = tb_pool_new (GPOINTER_TO_UINT (n_threads));
  g_autofree Work *works = g_new0 (Work, N_TASKS);
  g_autofree TbTask **tasks = g_new0 (TbTask *, N_TASKS);

  for (guint i = 0; i < N_TASKS; i++)
    {
      works[i].input = i;
      tasks[i] = tb_pool_submit (pool, square, &works[i]);
    }
  /* Not in the order of submission. */
  for (guint i = 0; i < N_TASKS; i++)
    tb_pool_join (pool, tasks[i * 7 % N_TASKS]);
  for (guint i = 0; i < N_TASKS; i++)
    {
      g_assert_cmpuint (works[i].n_runs, ==, 1);
      g_assert_cmpuint (works[i].output, ==, (guint64) i * i);
    }
}

static void
one_thread_works_at_the_join (void)
{
  g_autoptr (TbPool) pool = tb_pool_new (1);
  Work work = { 12 };
  TbTask *task = tb_pool_submit (pool, square, &work);

  g_assert_cmpuint (work.n_runs, ==, 0);
  tb_pool_join (pool, task);
  g_assert_cmpuint (work.output, ==, 144);
  g_assert_true (work.thread == g_thread_self ());
}

typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean begun;
  gboolean may_end;
  gboolean ended;
} Gate;

static void
pass (gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  gate->begun = TRUE;
  g_cond_broadcast (&gate->changed);
  while (!gate->may_end)
    g_cond_wait (&gate->changed, &gate->lock);
  gate->ended = TRUE;
  g_mutex_unlock (&gate->lock);
}

static void
open_gate (gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  gate->may_end = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
}

static void
join_waits_for_what_another_thread_began (void)
{
  g_autoptr (TbPool) pool = tb_pool_new (3);
  Gate gate = { 0 };
  TbTask *waiting = tb_pool_submit (pool, pass, &gate), *opening;

  g_mutex_lock (&gate.lock);
  while (!gate.begun)
    g_cond_wait (&gate.changed, &gate.lock);
  g_mutex_unlock (&gate.lock);
  opening = tb_pool_submit (pool, open_gate, &gate);
  tb_pool_join (pool, waiting);
  g_assert_true (gate.ended);
  tb_pool_join (pool, opening);
}

static void
odd_numbers_of_threads_serve (void)
{
  const guint odd[] = { 0, 1, TB_POOL_MAX_THREADS, G_MAXUINT };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (TbPool) pool = tb_pool_new (odd[i]);
      Work work = { 3 };

      tb_pool_join (pool, tb_pool_submit (pool, square, &work));
      g_assert_cmpuint (work.output, ==, 9);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/pool/once/1", GUINT_TO_POINTER (1), all_tasks_are_done_once);
  g_test_add_data_func ("/pool/once/2", GUINT_TO_POINTER (2), all_tasks_are_done_once);
  g_test_add_data_func ("/pool/once/8", GUINT_TO_POINTER (8), all_tasks_are_done_once);
  g_test_add_func ("/pool/one-thread", one_thread_works_at_the_join);
  g_test_add_func ("/pool/join-waits", join_waits_for_what_another_thread_began);
  g_test_add_func ("/pool/odd-numbers", odd_numbers_of_threads_serve);
  return g_test_run ();
}
