/* bench-canvas: how long a frame of the canvas takes while every frame changes states and pans.
 *
 * Opens a real window; run it under Xvfb with GSK_RENDERER=cairo. For fleets of several sizes it measures the time from frame to frame as the frame
 * clock gives it, and the time from the start of a frame's update to the end of its painting. One row is an outbreak: before every frame 20,000 devices
 * more are taken, by record; journal, fold and scene follow as they do in the program. The name of a row as argument measures only that. */
#include <adwaita.h>
#include <math.h>

#include "bench.h"
#include "tb-canvas.h"
#include "tb-layout.h"

#define WIDTH 1280
#define HEIGHT 800
#define N_WARM 8
#define N_FRAMES 60
#define CHANGED_SHARE 20        /* one device in so many changes its state each frame */
#define WAVE 20000              /* devices taken a frame, in an outbreak: all of them in fifty frames, and then all of them cleared */
#define FRAME_US 50000

typedef struct
{
  const char *name;
  guint32 n_devices;
  guint32 n_gateways;
  double goal_ms;
  gboolean is_outbreak;
} Case;

static const Case cases[] = {
  { "canvas-frame-ms-100", 100, 2, 16.7 },
  { "canvas-frame-ms-10000", 10000, 40, 16.7 },
  { "canvas-frame-ms-100000", 100000, 100, 25 },
  { "canvas-frame-ms-1000000", 1000000, 400, 50 },
  { "canvas-frame-ms-outbreak-1000000", 1000000, 400, 50, TRUE },
};

typedef struct
{
  TbCanvas *canvas;
  GMainLoop *loop;
  guint frame;
  gint64 last_us;
  gint64 begin_ns;
  gint64 begin_cpu_ns;
  double between_ms[N_FRAMES];
  double work_ms[N_FRAMES];
  double processor_ms[N_FRAMES];
  TbViewport start;
  gboolean reached;
  TbJournal *journal;          /* of the outbreak, or NULL */
  TbFold *fold;
  guint32 attacker;
  guint32 first;
  guint32 n_devices;
} Bench;

static TbFleet *
make_fleet (const Case *size)
{
  TbFleet *fleet = tb_fleet_new ();
  TbGroup *authority = tb_fleet_add_group (fleet, "authority", TB_ROLE_AUTHORITY, 1);
  TbGroup *broker = tb_fleet_add_group (fleet, "broker", TB_ROLE_BROKER, 1);
  TbGroup *gateways = tb_fleet_add_group (fleet, "gateway", TB_ROLE_GATEWAY, size->n_gateways);
  static const char *const icons[] = { "camera", "lock", "bulb", "meter" };

  broker->demands_certificate = TRUE;
  gateways->authority = authority->first;
  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      TbGroup *group = tb_fleet_add_group (fleet, icons[i], TB_ROLE_DEVICE, size->n_devices / G_N_ELEMENTS (icons));

      group->icon = g_strdup (icons[i]);
      group->gateway_first = gateways->first;
      group->gateway_count = size->n_gateways;
      group->service = broker->first;
      group->authority = authority->first;
    }
  if (size->is_outbreak)
    {
      tb_fleet_add_group (fleet, "attacker", TB_ROLE_ATTACKER, 1);
      tb_fleet_add_group (fleet, "shop", TB_ROLE_SERVICE, 1);
    }
  return fleet;
}

/* States go round, so that every frame draws other sprites in other places. */
static void
change_states (TbScene *scene, guint frame)
{
  guint32 n = tb_fleet_get_n_objects (tb_scene_get_fleet (scene));

  for (guint32 object = 1 + frame % CHANGED_SHARE; object <= n; object += CHANGED_SHARE)
    tb_scene_set_state (scene, object, (object + frame) % TB_IDENTITY_N_STATES, (object / 7 + frame) % TB_HEALTH_N_STATES);
}

static void
append (Bench *bench, guint kind, guint32 subject, guint32 object, guint detail, gint64 value)
{
  TbRecord record = { .time_us = (gint64) bench->frame * FRAME_US, .value = value, .subject = subject, .object = object, .payload = TB_NO_PAYLOAD,
                      .kind = (guint16) kind, .detail = (guint16) detail };

  tb_journal_append (bench->journal, &record);
}

/* Who is taken next is far from who was before: numbers that have nothing in common meet everybody once. */
static guint32
pick (const Bench *bench, guint64 n)
{
  return bench->first + (guint32) (n * 2654435761u % bench->n_devices);
}

static void
spread (Bench *bench)
{
  guint n_waves = bench->n_devices / WAVE, wave = bench->frame % (2 * n_waves);

  for (guint64 n = (guint64) (wave % n_waves) * WAVE; n < (guint64) (wave % n_waves + 1) * WAVE; n++)
    if (wave < n_waves)
      append (bench, TB_RECORD_INFECTED, pick (bench, n), n < WAVE ? bench->attacker : pick (bench, n - WAVE), 1, 0);
    else
      append (bench, TB_RECORD_CLEARED, pick (bench, n), TB_NOBODY, 0, 0);
  append (bench, TB_RECORD_FLOOD_CHANGED, bench->attacker + 1, TB_NOBODY, 5000, 1000000 + bench->frame);
  tb_journal_publish (bench->journal);
  tb_fold_seek (bench->fold, (gint64) bench->frame * FRAME_US);
  tb_scene_follow (tb_canvas_get_scene (bench->canvas), bench->fold);
}

static void
begin_outbreak (Bench *bench, TbFleet *fleet, const Case *size)
{
  bench->journal = tb_journal_new ((guint64) 2 << 30);
  bench->attacker = tb_fleet_find (fleet, "attacker");
  bench->n_devices = size->n_devices;
  bench->first = bench->attacker - size->n_devices;
  for (guint32 i = 0; i < size->n_devices; i++)
    append (bench, TB_RECORD_POWERED_ON, bench->first + i, TB_NOBODY, 0, 0);
  append (bench, TB_RECORD_FLOOD_ORDERED, bench->attacker, bench->attacker + 1, 1, 0);
  tb_journal_publish (bench->journal);
  bench->fold = tb_fold_new (fleet, bench->journal);
  tb_fold_seek (bench->fold, 0);
  tb_scene_follow (tb_canvas_get_scene (bench->canvas), bench->fold);
}

static void
end_outbreak (Bench *bench)
{
  g_clear_pointer (&bench->fold, tb_fold_free);
  g_clear_pointer (&bench->journal, tb_journal_unref);
}

static void
pan (Bench *bench)
{
  TbViewport view = bench->start;

  view.x += 40 * sin (bench->frame * 0.21) / view.zoom;
  view.y += 24 * cos (bench->frame * 0.17) / view.zoom;
  tb_canvas_set_viewport (bench->canvas, &view);
}

static void
on_after_paint (GdkFrameClock *clock, Bench *bench)
{
  guint frame = bench->frame - N_WARM - 1;

  if (bench->frame <= N_WARM || frame >= N_FRAMES)
    return;
  bench->work_ms[frame] = (double) (bench_now_ns (BENCH_WALL) - bench->begin_ns) / 1e6;
  bench->processor_ms[frame] = (double) (bench_now_ns (BENCH_PROCESSOR) - bench->begin_cpu_ns) / 1e6;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now_us = gdk_frame_clock_get_frame_time (clock);

  if (bench->frame >= N_WARM && bench->frame < N_WARM + N_FRAMES)
    bench->between_ms[bench->frame - N_WARM] = (double) (now_us - bench->last_us) / 1e3;
  if (bench->frame == N_WARM + N_FRAMES)
    {
      g_main_loop_quit (bench->loop);
      return G_SOURCE_REMOVE;
    }
  bench->last_us = now_us;
  bench->begin_ns = bench_now_ns (BENCH_WALL);
  bench->begin_cpu_ns = bench_now_ns (BENCH_PROCESSOR);
  if (bench->fold != NULL)
    spread (bench);
  else
    change_states (tb_canvas_get_scene (bench->canvas), bench->frame);
  pan (bench);
  bench->frame++;
  return G_SOURCE_CONTINUE;
}

static void
set_everybody_up (TbScene *scene)
{
  guint32 n = tb_fleet_get_n_objects (tb_scene_get_fleet (scene));

  for (guint32 object = 1; object <= n; object++)
    tb_scene_set_state (scene, object, TB_IDENTITY_VALID, TB_HEALTH_HEALTHY);
}

static gboolean
measure (Bench *bench, const Case *size)
{
  TbFleet *fleet = make_fleet (size);
  gint64 begin_ns = bench_now_ns (BENCH_WALL);
  gulong handler;
  double start_ms, frame_ms;

  tb_canvas_set_fleet (bench->canvas, fleet);
  start_ms = (double) (bench_now_ns (BENCH_WALL) - begin_ns) / 1e6;
  bench->frame = 0;
  if (size->is_outbreak)
    begin_outbreak (bench, fleet, size);
  else
    set_everybody_up (tb_canvas_get_scene (bench->canvas));
  bench->start = *tb_canvas_get_viewport (bench->canvas);
  handler = g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (bench->canvas)), "after-paint", G_CALLBACK (on_after_paint), bench);
  gtk_widget_add_tick_callback (GTK_WIDGET (bench->canvas), on_tick, bench, NULL);
  g_main_loop_run (bench->loop);
  g_signal_handler_disconnect (gtk_widget_get_frame_clock (GTK_WIDGET (bench->canvas)), handler);
  frame_ms = bench_median (bench->between_ms, N_FRAMES);
  end_outbreak (bench);
  tb_fleet_unref (fleet);
  return bench_print_row (size->name, round (frame_ms * 10) / 10, BENCH_AT_MOST, size->goal_ms,
                          "%.1f frames a second; work %.1f ms a frame, of it processor %.1f ms; layout made in %.1f ms", 1000 / frame_ms,
                          bench_median (bench->work_ms, N_FRAMES), bench_median (bench->processor_ms, N_FRAMES), start_ms);
}

static void
open_window (Bench *bench)
{
  GtkWidget *window = gtk_window_new ();

  bench->canvas = TB_CANVAS (tb_canvas_new ());
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (bench->canvas));
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (GTK_WIDGET (bench->canvas)) == 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  Bench bench = { .loop = g_main_loop_new (NULL, FALSE), .reached = TRUE };

  if (!gtk_init_check ())
    {
      g_printerr ("bench-canvas needs a display: run it under xvfb-run\n");
      return 2;
    }
  adw_init ();
  open_window (&bench);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (argc < 2 || g_str_equal (argv[1], cases[i].name))
      bench.reached &= measure (&bench, &cases[i]);
  g_main_loop_unref (bench.loop);
  return bench.reached ? 0 : 1;
}
