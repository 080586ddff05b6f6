/* tb-queue: see the header. */
#include "tb-queue.h"

struct _TbQueue
{
  GArray *heap;
  guint64 next_order;
};

/**
 * tb_queue_new:
 *
 * Returns: (transfer full): an empty queue
 */
TbQueue *
tb_queue_new (void)
{
  TbQueue *queue = g_new0 (TbQueue, 1);

  queue->heap = g_array_new (FALSE, FALSE, sizeof (TbEvent));
  return queue;
}

/**
 * tb_queue_free:
 * @queue: (transfer full): a queue
 *
 * Frees @queue and the events still in it.
 */
void
tb_queue_free (TbQueue *queue)
{
  g_array_unref (queue->heap);
  g_free (queue);
}

static inline gboolean
before (const TbEvent *a, const TbEvent *b)
{
  return a->time_us != b->time_us ? a->time_us < b->time_us : a->order < b->order;
}

/**
 * tb_queue_push:
 * @queue: a queue
 * @time_us: when, in microseconds of simulated time
 * @kind: what, in the owner's terms
 * @subject: to whom, in the owner's terms
 * @value: anything more
 *
 * Adds an event. Among events of one time it leaves after those already there.
 */
void
tb_queue_push (TbQueue *queue, gint64 time_us, guint32 kind, guint32 subject, guint64 value)
{
  TbEvent event = { time_us, queue->next_order++, kind, subject, value };
  TbEvent *heap;
  gsize at = queue->heap->len;

  g_array_append_val (queue->heap, event);
  heap = (TbEvent *) queue->heap->data;
  while (at > 0 && before (&event, &heap[(at - 1) / 2]))
    {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
  heap[at] = event;
}

/**
 * tb_queue_peek:
 * @queue: a queue
 * @event: (out caller-allocates): the event that would leave next
 *
 * Returns: %FALSE when the queue is empty; @event is then untouched
 */
gboolean
tb_queue_peek (TbQueue *queue, TbEvent *event)
{
  if (queue->heap->len == 0)
    return FALSE;
  *event = g_array_index (queue->heap, TbEvent, 0);
  return TRUE;
}

static void
sift_down (TbEvent *heap, gsize n, TbEvent event)
{
  gsize at = 0;

  for (;;)
    {
      gsize child = 2 * at + 1;

      if (child >= n)
        break;
      if (child + 1 < n && before (&heap[child + 1], &heap[child]))
        child++;
      if (!before (&heap[child], &event))
        break;
      heap[at] = heap[child];
      at = child;
    }
  heap[at] = event;
}

/**
 * tb_queue_pop:
 * @queue: a queue
 * @event: (out caller-allocates): the earliest event
 *
 * Takes the earliest event out.
 *
 * Returns: %FALSE when the queue is empty; @event is then untouched
 */
gboolean
tb_queue_pop (TbQueue *queue, TbEvent *event)
{
  TbEvent *heap = (TbEvent *) queue->heap->data;
  gsize n = queue->heap->len;
  TbEvent last;

  if (!tb_queue_peek (queue, event))
    return FALSE;
  last = heap[n - 1];
  g_array_set_size (queue->heap, n - 1);
  if (n > 1)
    sift_down (heap, n - 1, last);
  return TRUE;
}

/**
 * tb_queue_get_size:
 * @queue: a queue
 *
 * Returns: how many events wait
 */
gsize
tb_queue_get_size (TbQueue *queue)
{
  return queue->heap->len;
}
