/* tb-pool: pure work done ahead, by whoever is free.
 *
 * A task is a function that depends on its data alone. It may run on any thread and at any moment between submission and join, so what it draws
 * must come from a stream of its own. Whoever joins a task that nobody has begun does it himself: with one thread all work is done at the join. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_POOL_MAX_THREADS 64

typedef struct _TbPool TbPool;
typedef struct _TbTask TbTask;

/**
 * TbTaskFunc:
 * @data: what the task reads and where it leaves its result
 */
typedef void (*TbTaskFunc) (gpointer data);

TbPool *tb_pool_new    (guint n_threads);
void    tb_pool_free   (TbPool *pool);
TbTask *tb_pool_submit (TbPool *pool, TbTaskFunc func, gpointer data);
void    tb_pool_join   (TbPool *pool, TbTask *task);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPool, tb_pool_free)

G_END_DECLS
