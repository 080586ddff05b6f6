/* Events leave by time, and in the order they came where times are equal. */
#include "tb-queue.h"
#include "tb-stream.h"

static void
empty_queue_gives_nothing (void)
{
  g_autoptr (TbQueue) queue = tb_queue_new ();
  TbEvent event = { .kind = 77 };

  g_assert_cmpuint (tb_queue_get_size (queue), ==, 0);
  g_assert_false (tb_queue_peek (queue, &event));
  g_assert_false (tb_queue_pop (queue, &event));
  g_assert_cmpuint (event.kind, ==, 77);
}

static void
event_comes_back_whole (void)
{
  g_autoptr (TbQueue) queue = tb_queue_new ();
  TbEvent event;

  tb_queue_push (queue, -5, 3, G_MAXUINT32, G_MININT64);
  g_assert_true (tb_queue_peek (queue, &event));
  g_assert_cmpuint (tb_queue_get_size (queue), ==, 1);
  g_assert_true (tb_queue_pop (queue, &event));
  g_assert_cmpint (event.time_us, ==, -5);
  g_assert_cmpuint (event.kind, ==, 3);
  g_assert_cmpuint (event.subject, ==, G_MAXUINT32);
  g_assert_cmpint (event.value, ==, G_MININT64);
  g_assert_cmpuint (tb_queue_get_size (queue), ==, 0);
}

static void
equals_leave_as_they_came (void)
{
  g_autoptr (TbQueue) queue = tb_queue_new ();
  TbEvent event;

  for (guint i = 0; i < 1000; i++)
    tb_queue_push (queue, 7, 0, i, 0);
  for (guint i = 0; i < 1000; i++)
    {
      g_assert_true (tb_queue_pop (queue, &event));
      g_assert_cmpuint (event.subject, ==, i);
    }
}

/* An event pushed while equals wait leaves after all of them. */
static void
later_equal_waits_its_turn (void)
{
  g_autoptr (TbQueue) queue = tb_queue_new ();
  TbEvent event;

  for (guint i = 0; i < 3; i++)
    tb_queue_push (queue, 7, 0, i, 0);
  for (guint i = 0; i < 30; i++)
    {
      tb_queue_pop (queue, &event);
      g_assert_cmpuint (event.subject, ==, i);
      tb_queue_push (queue, 7, 0, i + 3, 0);
    }
}

static void
extreme_times_are_ordered (void)
{
  static const gint64 times[] = { 0, G_MAXINT64, G_MININT64, -1, 1 }, sorted[] = { G_MININT64, -1, 0, 1, G_MAXINT64 };
  g_autoptr (TbQueue) queue = tb_queue_new ();
  TbEvent event;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    tb_queue_push (queue, times[i], 0, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (sorted); i++)
    {
      tb_queue_pop (queue, &event);
      g_assert_cmpint (event.time_us, ==, sorted[i]);
    }
}

static void
assert_after (const TbEvent *event, const TbEvent *last)
{
  g_assert_cmpint (event->time_us, >=, last->time_us);
  if (event->time_us == last->time_us)
    g_assert_cmpuint (event->subject, >, last->subject);
}

/* The subject is the number of the push, so that order among equals shows. */
static void
hundred_thousand_random_events (void)
{
  g_autoptr (TbQueue) queue = tb_queue_new ();
  g_autofree gboolean *seen = g_new0 (gboolean, 100000);
  TbEvent event, last = { .time_us = G_MININT64 };
  TbStream stream;

  tb_stream_init (&stream, 42, "queue");
  for (guint i = 0; i < 100000; i++)
    tb_queue_push (queue, (gint64) tb_stream_below (&stream, 5000), 0, i, 0);
  g_assert_cmpuint (tb_queue_get_size (queue), ==, 100000);
  for (guint i = 0; i < 100000; i++)
    {
      g_assert_true (tb_queue_pop (queue, &event));
      assert_after (&event, &last);
      g_assert_false (seen[event.subject]);
      seen[event.subject] = TRUE;
      last = event;
    }
  g_assert_false (tb_queue_pop (queue, &event));
}

/* As a run does it: what leaves brings forth what comes later. */
static void
pushing_while_popping_keeps_order (void)
{
  g_autoptr (TbQueue) queue = tb_queue_new ();
  TbEvent event, last = { .time_us = G_MININT64 };
  guint n_pushed = 100;
  TbStream stream;

  tb_stream_init (&stream, 42, "run");
  for (guint i = 0; i < n_pushed; i++)
    tb_queue_push (queue, (gint64) tb_stream_below (&stream, 100), 0, i, 0);
  while (tb_queue_pop (queue, &event))
    {
      assert_after (&event, &last);
      last = event;
      for (guint i = 0; i < tb_stream_below (&stream, 3) && n_pushed < 100000; i++)
        tb_queue_push (queue, event.time_us + (gint64) tb_stream_below (&stream, 50), 0, n_pushed++, 0);
      if (tb_queue_get_size (queue) == 0 && n_pushed < 100000)
        tb_queue_push (queue, event.time_us, 0, n_pushed++, 0);
    }
  g_assert_cmpuint (n_pushed, ==, 100000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/queue/empty", empty_queue_gives_nothing);
  g_test_add_func ("/queue/whole", event_comes_back_whole);
  g_test_add_func ("/queue/equals", equals_leave_as_they_came);
  g_test_add_func ("/queue/equals/later", later_equal_waits_its_turn);
  g_test_add_func ("/queue/extremes", extreme_times_are_ordered);
  g_test_add_func ("/queue/random", hundred_thousand_random_events);
  g_test_add_func ("/queue/run", pushing_while_popping_keeps_order);
  return g_test_run ();
}
