/* tb-queue: what happens next.
 *
 * A binary heap of small events ordered by time, then first come first served. The queue knows nothing of what an event
 * means: it hands back the numbers it was given. Used by the run's thread only. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbEvent:
 * @time_us: simulated time in microseconds
 * @order: set by the queue: equal times leave in the order they came
 * @kind: what is to happen, in the terms of the queue's owner
 * @subject: to whom, in the owner's terms
 * @value: anything more the owner needs
 */
typedef struct
{
  gint64 time_us;
  guint64 order;
  guint32 kind;
  guint32 subject;
  guint64 value;
} TbEvent;

typedef struct _TbQueue TbQueue;

TbQueue *tb_queue_new      (void);
void     tb_queue_free     (TbQueue *queue);
void     tb_queue_push     (TbQueue *queue, gint64 time_us, guint32 kind, guint32 subject, guint64 value);
gboolean tb_queue_peek     (TbQueue *queue, TbEvent *event);
gboolean tb_queue_pop      (TbQueue *queue, TbEvent *event);
gsize    tb_queue_get_size (TbQueue *queue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbQueue, tb_queue_free)

G_END_DECLS
