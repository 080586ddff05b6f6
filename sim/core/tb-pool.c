/* tb-pool: see the header. */
#include "tb-pool.h"

typedef enum { TASK_WAITING, TASK_RUNNING, TASK_DONE } TaskState;

struct _TbTask
{
  TbTaskFunc func;
  gpointer data;
  TaskState state;
  GList link;          /* in the pool's queue while waiting */
};

struct _TbPool
{
  GMutex lock;
  GCond work;          /* something was submitted, or the pool closes */
  GCond done;          /* a task has ended */
  GQueue waiting;
  gboolean closing;
  GPtrArray *threads;
};

/* Called and left with the lock held. */
static void
run_task (TbPool *pool, TbTask *task)
{
  g_queue_unlink (&pool->waiting, &task->link);
  task->state = TASK_RUNNING;
  g_mutex_unlock (&pool->lock);
  task->func (task->data);
  g_mutex_lock (&pool->lock);
  task->state = TASK_DONE;
  g_cond_broadcast (&pool->done);
}

static gpointer
work (gpointer data)
{
  TbPool *pool = data;

  g_mutex_lock (&pool->lock);
  while (!pool->closing)
    if (pool->waiting.head != NULL)
      run_task (pool, pool->waiting.head->data);
    else
      g_cond_wait (&pool->work, &pool->lock);
  g_mutex_unlock (&pool->lock);
  return NULL;
}

/**
 * tb_pool_new:
 * @n_threads: how many may work at once, the one that joins included; 1 to %TB_POOL_MAX_THREADS
 *
 * Returns: (transfer full): a pool
 */
TbPool *
tb_pool_new (guint n_threads)
{
  TbPool *pool = g_new0 (TbPool, 1);

  g_mutex_init (&pool->lock);
  g_cond_init (&pool->work);
  g_cond_init (&pool->done);
  g_queue_init (&pool->waiting);
  pool->threads = g_ptr_array_new ();
  for (guint i = 1; i < CLAMP (n_threads, 1, TB_POOL_MAX_THREADS); i++)
    g_ptr_array_add (pool->threads, g_thread_new ("tb-pool", work, pool));
  return pool;
}

/**
 * tb_pool_free:
 * @pool: (transfer full): a pool whose tasks have all been joined
 *
 * Stops the threads and frees the pool.
 */
void
tb_pool_free (TbPool *pool)
{
  g_mutex_lock (&pool->lock);
  pool->closing = TRUE;
  g_cond_broadcast (&pool->work);
  g_mutex_unlock (&pool->lock);
  for (guint i = 0; i < pool->threads->len; i++)
    g_thread_join (g_ptr_array_index (pool->threads, i));
  g_ptr_array_unref (pool->threads);
  g_assert (pool->waiting.head == NULL);
  g_mutex_clear (&pool->lock);
  g_cond_clear (&pool->work);
  g_cond_clear (&pool->done);
  g_free (pool);
}

/**
 * tb_pool_submit:
 * @pool: a pool
 * @func: pure work
 * @data: its input and output; stays the caller's, untouched until the join
 *
 * Returns: (transfer full): the task, which must be joined
 */
TbTask *
tb_pool_submit (TbPool *pool, TbTaskFunc func, gpointer data)
{
  TbTask *task = g_new0 (TbTask, 1);

  task->func = func;
  task->data = data;
  task->link.data = task;
  g_mutex_lock (&pool->lock);
  g_queue_push_tail_link (&pool->waiting, &task->link);
  g_cond_signal (&pool->work);
  g_mutex_unlock (&pool->lock);
  return task;
}

/**
 * tb_pool_join:
 * @pool: a pool
 * @task: (transfer full): a task of it
 *
 * Comes back when @task is done. Does it here if nobody has begun.
 */
void
tb_pool_join (TbPool *pool, TbTask *task)
{
  g_mutex_lock (&pool->lock);
  if (task->state == TASK_WAITING)
    run_task (pool, task);
  while (task->state != TASK_DONE)
    g_cond_wait (&pool->done, &pool->lock);
  g_mutex_unlock (&pool->lock);
  g_free (task);
}
