/* bench-outbreak-view: what a frame of the outbreak view costs the window's own thread, for fleets of several sizes.
 *
 * Opens a real window; run it under Xvfb with GSK_RENDERER=cairo. Once while nothing happens and only the playhead moves, once in the middle of an
 * outbreak. The run is waited for outside of what is measured: it has a thread of its own. A row's number is the median of the processor time from the
 * beginning of a frame to the end of its painting. The name of a row as argument measures only that. */
#include <adwaita.h>
#include <time.h>

#include "bench.h"
#include "tb-outbreak-view.h"
#include "tb-playhead.h"
#include "tb-units.h"

#define WIDTH 1280
#define HEIGHT 700
#define N_WARM 3
#define N_FRAMES 30

typedef struct
{
  const char *name;
  guint32 n_devices;
  gint64 from_us;
  gint64 frame_us;   /* simulated time of one frame */
  double goal_ms;
} Case;

/* Half are taken after about 12 minutes; the attack begins in the second. */
static const Case cases[] = {
  { "outbreak-view-still-ms-100000", 100000, 30 * TB_US_PER_SECOND, TB_US_PER_MS, 16 },
  { "outbreak-view-spread-ms-100000", 100000, 5 * TB_US_PER_MINUTE, 10 * TB_US_PER_SECOND, 50 },
  { "outbreak-view-spread-ms-1000000", 1000000, 5 * TB_US_PER_MINUTE, 10 * TB_US_PER_SECOND, 50 },
};

static const char scenario_format[] =
  "<?xml version='1.0' encoding='UTF-8'?>\n"
  "<scenario id='many' seed='7' start='2026-03-02T06:00:00Z' duration='1d'><title>Many</title><description>Many.</description>\n"
  "<broker name='broker' clients='anyone' topics='x/{name}/#' profile='server'><label>S</label></broker>\n"
  "<gateway name='gw' count='400' profile='cortex-a8-1000' link='broadband' start='0s'><label>G</label></gateway>\n"
  "<devices name='camera' count='%u' icon='camera' profile='cortex-a8-1000' link='wifi' gateways='gw' service='broker' telnet='open' credential='factory'\n"
  " topic='x/{name}/m' start='0s' spread='0s'><label>C</label><report>{n}</report></devices>\n"
  "<service name='shop' capacity-kbps='3000000' honest-kbps='1200000' profile='server'><label>Shop</label></service>\n"
  "<attacker name='attacker' start='1m' addresses='%u' scan-rate='1' hit-probability='0.04' attempts='counted'><label>A</label></attacker>\n"
  "<story><command at='2m'>flood service=shop state=on</command></story>\n"
  "</scenario>\n";

typedef struct
{
  TbPlayhead *playhead;
  GtkWidget *view;
  gboolean is_painted;
} Bench;

/* Of this thread alone: the run's is busy too. */
static double
processor_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static TbRun *
start_run (guint32 n_devices)
{
  g_autofree char *text = g_strdup_printf (scenario_format, n_devices, n_devices * 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_new_from_data (text, strlen (text), "many.xml", &error);
  TbRun *run = scenario != NULL ? tb_run_new (scenario, NULL, NULL, &error) : NULL;

  if (run == NULL)
    g_error ("%s", error->message);
  return run;
}

static void
reach (Bench *bench, gint64 time_us)
{
  tb_run_set_target (tb_playhead_get_run (bench->playhead), time_us);
  tb_run_wait (tb_playhead_get_run (bench->playhead), time_us);
  tb_playhead_seek (bench->playhead, time_us);
}

static void
on_after_paint (GdkFrameClock *clock, Bench *bench)
{
  bench->is_painted = TRUE;
}

static double
measure_frame (Bench *bench)
{
  double begin_ms = processor_ms ();

  bench->is_painted = FALSE;
  tb_playhead_advance (bench->playhead, 16667);
  gtk_widget_queue_draw (bench->view);
  while (!bench->is_painted)
    g_main_context_iteration (NULL, TRUE);
  return processor_ms () - begin_ms;
}

static gboolean
measure (Bench *bench, const Case *size)
{
  g_autoptr (TbRun) run = start_run (size->n_devices);
  double frames_ms[N_FRAMES];
  gint64 time_us = size->from_us;
  guint64 before;

  tb_playhead_set_run (bench->playhead, run);
  reach (bench, time_us);
  for (guint i = 0; i < N_WARM; i++)
    measure_frame (bench);
  before = tb_journal_get_length (tb_run_get_journal (run));
  for (guint i = 0; i < N_FRAMES; i++)
    {
      reach (bench, time_us += size->frame_us);
      frames_ms[i] = measure_frame (bench);
    }
  return bench_print_row (size->name, bench_median (frames_ms, N_FRAMES), BENCH_AT_MOST, size->goal_ms, "%" G_GUINT64_FORMAT " records a frame",
                          (tb_journal_get_length (tb_run_get_journal (run)) - before) / N_FRAMES);
}

static void
open_window (Bench *bench)
{
  GtkWidget *window = gtk_window_new ();

  bench->playhead = tb_playhead_new ();
  bench->view = tb_outbreak_view_new (bench->playhead);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), bench->view);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (bench->view) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (gtk_widget_get_frame_clock (bench->view), "after-paint", G_CALLBACK (on_after_paint), bench);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  gboolean reached = TRUE;

  if (!gtk_init_check ())
    {
      g_printerr ("bench-outbreak-view needs a display: run it under xvfb-run\n");
      return 2;
    }
  adw_init ();
  open_window (&bench);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (argc < 2 || g_str_equal (argv[1], cases[i].name))
      reached &= measure (&bench, &cases[i]);
  return reached ? 0 : 1;
}
