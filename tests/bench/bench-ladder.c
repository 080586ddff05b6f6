/* bench-ladder: how long a frame of the handshakes view takes in which a person steps on or selects something, with certificate chains of 12 kB.
 *
 * Opens a real window; run it under Xvfb with GSK_RENDERER=cairo. Each step is followed by frames in which nothing is asked for: what was put off to them
 * counts too. What is measured is the processor time of the whole process from frame to frame, and the time from the beginning of a frame to the end of its
 * painting; the dearest frame after each step counts. The name of a row as argument measures only that. */
#include "bench.h"
#include "long-chain.h"
#include "tb-handshake-view-private.h"
#include "tb-look.h"
#include "tb-units.h"

#include <stdlib.h>

#define WIDTH 1280
#define HEIGHT 800
#define BUDGET_MS 16.0
#define N_STEPS 60
#define FRAMES_A_STEP 3
#define CERTIFICATE "Certificate"

typedef struct
{
  TbHandshakeView *view;
  TbPlayhead *playhead;
  GMainLoop *loop;
  guint32 numbers[2];
  void (*act) (gpointer bench, guint step);
  guint frame;
  gint64 begin_ns;              /* of the frame, on each clock */
  gint64 begin_cpu_ns;
  double work_ms[N_STEPS];
  double processor_ms[N_STEPS];
} Bench;

/* --- what a person does --- */

static void
submit (Bench *bench, const char *line)
{
  g_autoptr (GError) error = NULL;

  tb_playhead_submit (bench->playhead, line, &error);
  g_assert_no_error (error);
}

static guint
find_chain (Bench *bench)
{
  const TbLadderStory *story = tb_ladder_get_story (bench->view->ladder);

  for (guint i = 0; i < story->steps->len; i++)
    {
      const TbLadderStep *step = &g_array_index (story->steps, TbLadderStep, i);

      if (g_str_equal (step->name, CERTIFICATE) && step->n_bytes >= LONG_CHAIN_BYTES)
        return (guint) step->number;
    }
  g_error ("bench-ladder: no message holds a long chain");
}

static void
show_chain (Bench *bench, const char *unit)
{
  g_autofree char *line = g_strdup_printf ("show handshake %u message 0", bench->numbers[0]);

  submit (bench, "compare off");
  submit (bench, line);
  tb_handshake_view_pick (bench->view, 0, (int) find_chain (bench));
  gtk_widget_activate_action (GTK_WIDGET (bench->view), "handshake.step", "s", unit);
}

/* To and fro, since there are few. */
static void
step (gpointer data, guint n)
{
  Bench *bench = data;

  for (guint i = 0; i < 2; i++)
    {
      const char *action = (n / 4 + i) % 2 == 0 ? "handshake.next" : "handshake.previous";
      int by = (n / 4 + i) % 2 == 0 ? 1 : -1;

      if (!tb_handshake_view_can_step (bench->view, by))
        continue;
      gtk_widget_activate_action (GTK_WIDGET (bench->view), action, NULL);
      return;
    }
}

static void
select_chain (gpointer data, guint n)
{
  Bench *bench = data;

  tb_handshake_view_pick (bench->view, 0, n % 2 == 0 ? 0 : (int) find_chain (bench));
}

static void
select_field (gpointer data, guint n)
{
  tb_message_view_select (((Bench *) data)->view->message_view, "serialNumber", n % 10);
}

/* All over the message, so that in the end nearly all of its fields are open. */
static void
select_byte (gpointer data, guint n)
{
  TbMessageView *message_view = ((Bench *) data)->view->message_view;

  tb_message_view_pick (message_view, (gsize) n * 6151 % tb_message_view_get_n_bytes (message_view));
}

static void
compare (gpointer data, guint n)
{
  Bench *bench = data;
  g_autofree char *line = g_strdup_printf ("compare handshake %u with %u", bench->numbers[0], bench->numbers[1]);

  submit (bench, n % 2 == 0 ? line : "compare off");
}

static void
draw_all (GtkWidget *widget)
{
  gtk_widget_queue_draw (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    draw_all (child);
}

/* Nothing changes, but everything is painted: what to compare with. */
static void
draw_again (gpointer data, guint n)
{
  draw_all (GTK_WIDGET (((Bench *) data)->view));
}

typedef struct
{
  const char *name;
  const char *unit;
  gboolean is_compared;
  void (*act) (gpointer bench, guint step);
} Case;

static const Case cases[] = {
  { "ladder-step-flight-ms", "flight", FALSE, step },
  { "ladder-step-message-ms", "message", FALSE, step },
  { "ladder-step-byte-ms", "byte", FALSE, step },
  { "ladder-select-message-ms", "message", FALSE, select_chain },
  { "ladder-select-field-ms", "message", FALSE, select_field },
  { "ladder-select-byte-ms", "message", FALSE, select_byte },
  { "ladder-compare-ms", "message", FALSE, compare },
  { "ladder-step-message-compared-ms", "message", TRUE, step },
  { "ladder-select-message-compared-ms", "message", TRUE, select_chain },
};

/* --- frames --- */

static void
note (double *worst, double value)
{
  *worst = MAX (*worst, value);
}

static void
on_after_paint (GdkFrameClock *clock, Bench *bench)
{
  guint n = (bench->frame - 1) / FRAMES_A_STEP;

  if (bench->frame > 0 && n < N_STEPS)
    note (&bench->work_ms[n], (double) (bench_now_ns (BENCH_WALL) - bench->begin_ns) / 1e6);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;
  gint64 cpu_ns = bench_now_ns (BENCH_PROCESSOR);

  if (bench->frame > 0)
    note (&bench->processor_ms[(bench->frame - 1) / FRAMES_A_STEP], (double) (cpu_ns - bench->begin_cpu_ns) / 1e6);
  if (bench->frame == N_STEPS * FRAMES_A_STEP)
    {
      g_main_loop_quit (bench->loop);
      return G_SOURCE_REMOVE;
    }
  bench->begin_cpu_ns = cpu_ns;
  bench->begin_ns = bench_now_ns (BENCH_WALL);
  if (bench->frame % FRAMES_A_STEP == 0)
    bench->act (bench, bench->frame / FRAMES_A_STEP);
  bench->frame++;
  return G_SOURCE_CONTINUE;
}

static void
settle (void)
{
  gint64 begin_ns = bench_now_ns (BENCH_WALL);

  while (bench_now_ns (BENCH_WALL) - begin_ns < 300 * 1000 * 1000)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static void
run_steps (Bench *bench, void (*act) (gpointer bench, guint step))
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench->view));
  gulong handler;

  settle ();
  bench->act = act;
  bench->frame = 0;
  for (guint i = 0; i < N_STEPS; i++)
    bench->work_ms[i] = bench->processor_ms[i] = 0;
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), bench);
  gtk_widget_add_tick_callback (GTK_WIDGET (bench->view), on_tick, bench, NULL);
  g_main_loop_run (bench->loop);
  g_signal_handler_disconnect (clock, handler);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
percentile (double *values, guint percent)
{
  qsort (values, N_STEPS, sizeof *values, compare_doubles);
  return values[(N_STEPS - 1) * percent / 100];
}

static gboolean
measure (Bench *bench, const Case *how)
{
  double plain_ms;

  show_chain (bench, how->unit);
  if (how->is_compared)
    compare (bench, 0);
  run_steps (bench, draw_again);
  plain_ms = percentile (bench->processor_ms, 50);
  run_steps (bench, how->act);
  return bench_print_row (how->name, percentile (bench->processor_ms, 99), BENCH_AT_MOST, BUDGET_MS,
                          "p50 %.1f ms, %.1f plain frames; by the clock p50 %.1f ms, p99 %.1f ms; plain frame %.1f ms",
                          percentile (bench->processor_ms, 50), percentile (bench->processor_ms, 50) / plain_ms, percentile (bench->work_ms, 50),
                          percentile (bench->work_ms, 99), plain_ms);
}

static void
open_window (Bench *bench)
{
  GtkWidget *window = gtk_window_new ();
  g_autoptr (TbRun) run = long_chain_start_run (bench->numbers);

  bench->playhead = tb_playhead_new ();
  bench->view = TB_HANDSHAKE_VIEW (tb_handshake_view_new (bench->playhead));
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (bench->view));
  gtk_window_present (GTK_WINDOW (window));
  tb_playhead_set_run (bench->playhead, run);
  tb_playhead_set_playing (bench->playhead, FALSE);
  tb_playhead_seek (bench->playhead, tb_run_get_end (run));
  tb_playhead_advance (bench->playhead, 16667);
  settle ();
}

int
main (int argc, char **argv)
{
  Bench bench = { .loop = g_main_loop_new (NULL, FALSE) };
  gboolean reached = TRUE;

  if (!gtk_init_check ())
    {
      g_printerr ("bench-ladder needs a display: run it under xvfb-run\n");
      return 2;
    }
  adw_init ();
  tb_look_install (gdk_display_get_default ());
  open_window (&bench);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (argc < 2 || g_str_equal (argv[1], cases[i].name))
      reached &= measure (&bench, &cases[i]);
  return reached ? 0 : 1;
}
