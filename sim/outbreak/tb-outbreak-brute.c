/* tb-outbreak-brute: see the header. */
#include "tb-outbreak-brute.h"

#include "tb-queue.h"
#include "tb-variate.h"

#include <math.h>

enum { PROBE, LEAVE, LOADED, VISIT };
typedef enum { VULNERABLE, LOADING, BOT, SILENT, IMMUNE } State;

typedef struct
{
  State state;
  guint pool;
  guint32 life;                 /* counts infections: what was planned for an earlier one does not happen */
  guint64 n_probes;
} Device;

typedef struct
{
  const TbOutbreakModel *model;
  TbStream stream;
  TbQueue *queue;               /* its microseconds are nanoseconds here */
  Device *devices;
  guint32 n_devices;
  guint32 n_open;
  guint32 infected;
  TbOutbreakResult *result;
} Brute;

static double
draw_uniform (Brute *brute)
{
  return (double) (tb_stream_next (&brute->stream) >> 11) / 9007199254740992.0;
}

static void
plan (Brute *brute, gint64 now_ns, guint kind, guint32 device, double rate)
{
  double wait_s = -log1p (-draw_uniform (brute)) / rate;

  if (rate > 0 && wait_s < 1e9)
    tb_queue_push (brute->queue, now_ns + (gint64) (wait_s * 1e9), kind, device, brute->devices[device].life);
}

static void
start (Brute *brute, gint64 now_ns, guint32 device)
{
  brute->devices[device].state = BOT;
  brute->devices[device].n_probes = 0;
  plan (brute, now_ns, PROBE, device, brute->model->scan_rate);
  if (!brute->model->pools[brute->devices[device].pool].stays)
    plan (brute, now_ns, LEAVE, device, brute->model->reboot_rate + brute->model->cleanup_rate);
}

static void
note_levels (Brute *brute, gint64 now_ns)
{
  for (guint i = 0; i < TB_OUTBREAK_N_LEVELS; i++)
    if ((guint64) brute->infected * 100 >= (guint64) (i + 1) * brute->n_open && brute->result->level_ns[i] == TB_OUTBREAK_NEVER)
      brute->result->level_ns[i] = (guint64) now_ns;
}

static void
take (Brute *brute, gint64 now_ns, guint32 device, gboolean at_once)
{
  TbOutbreakResult *result = brute->result;

  brute->devices[device].life++;
  brute->infected++;
  result->n_infections++;
  result->peak = MAX (result->peak, brute->infected);
  if (result->n_infections == (guint64) brute->model->initial + 1)
    result->first_hit_ns = (guint64) now_ns;
  note_levels (brute, now_ns);
  if (at_once || brute->model->load_s == 0)
    {
      start (brute, now_ns, device);
      return;
    }
  brute->devices[device].state = LOADING;
  tb_queue_push (brute->queue, now_ns + (gint64) (brute->model->load_s * 1e9), LOADED, device, brute->devices[device].life);
}

/* A probe has to get there, to be able to, and to have the right password. */
static gboolean
gets_in (Brute *brute, guint32 device, guint32 target)
{
  const TbOutbreakModel *model = brute->model;
  guint from = brute->devices[device].pool, to = brute->devices[target].pool;

  return (model->reach == NULL || draw_uniform (brute) < model->reach[from * model->n_pools + to])
         && draw_uniform (brute) < model->pools[to].weakness && draw_uniform (brute) < model->hit_probability;
}

static void
probe (Brute *brute, gint64 now_ns, guint32 device)
{
  guint64 address = tb_stream_below (&brute->stream, brute->model->address_space);

  if (address < brute->n_devices && brute->devices[address].state == VULNERABLE && gets_in (brute, device, (guint32) address))
    take (brute, now_ns, (guint32) address, FALSE);
  if (++brute->devices[device].n_probes == brute->model->scan_limit)
    brute->devices[device].state = SILENT;
  else
    plan (brute, now_ns, PROBE, device, brute->model->scan_rate);
}

static void
leave (Brute *brute, guint32 device)
{
  const TbOutbreakModel *model = brute->model;
  gboolean again = draw_uniform (brute) * (model->reboot_rate + model->cleanup_rate) < model->reboot_rate * model->reinfection;

  brute->devices[device].state = again ? VULNERABLE : IMMUNE;
  brute->infected--;
}

static void
plan_visit (Brute *brute, gint64 now_ns, guint32 entry)
{
  if (entry < brute->model->bootstrap)
    plan (brute, now_ns, VISIT, entry, brute->model->bootstrap_rate);
}

/* The attacker has the right password of every entry of his list. */
static void
visit (Brute *brute, const TbEvent *event)
{
  guint32 device = event->subject;

  for (guint i = 0; i < brute->model->bootstrap_pool; i++)
    device += brute->model->pools[i].n_devices;
  if (brute->devices[device].state == VULNERABLE)
    take (brute, event->time_us, device, FALSE);
  plan_visit (brute, event->time_us, event->subject + 1);
}

static void
happen (Brute *brute, const TbEvent *event)
{
  Device *device = &brute->devices[event->subject];

  if (event->kind == VISIT)
    visit (brute, event);
  if (event->kind == VISIT || event->value != device->life)
    return;
  if (event->kind == LOADED)
    start (brute, event->time_us, event->subject);
  else if (event->kind == PROBE && device->state == BOT)
    probe (brute, event->time_us, event->subject);
  else if (event->kind == LEAVE && (device->state == BOT || device->state == SILENT))
    leave (brute, event->subject);
}

static void
put_into_pools (Brute *brute)
{
  guint32 device = 0;

  for (guint i = 0; i < brute->model->n_pools; i++)
    for (guint32 j = 0; j < brute->model->pools[i].n_devices; j++)
      brute->devices[device++].pool = i;
}

/* Without reboots the rest of the probes finds nothing any more. */
static gboolean
is_over (const Brute *brute)
{
  return brute->infected == brute->n_devices && brute->model->reboot_rate + brute->model->cleanup_rate == 0;
}

static void
go_through (Brute *brute)
{
  double until_ns = brute->model->until_s > 0 ? brute->model->until_s * 1e9 : 9e18;
  TbEvent event;

  while (!is_over (brute) && tb_queue_pop (brute->queue, &event) && (double) event.time_us < until_ns)
    {
      happen (brute, &event);
      brute->result->end_ns = (guint64) event.time_us;
    }
}

/**
 * tb_outbreak_run_brute:
 * @model: what spreads where. The initial bots are the first devices, so a bootstrap list is better from another pool
 * @seed: of this run
 *
 * Returns: (transfer full): milestones and end; no curve
 */
TbOutbreakResult *
tb_outbreak_run_brute (const TbOutbreakModel *model, guint64 seed)
{
  g_autoptr (TbQueue) queue = tb_queue_new ();
  guint32 n = (guint32) tb_outbreak_model_get_n (model);
  g_autofree Device *devices = g_new0 (Device, n);
  TbOutbreakResult *result = g_new0 (TbOutbreakResult, 1);
  Brute brute = { .model = model, .queue = queue, .devices = devices, .n_devices = n, .n_open = (guint32) tb_outbreak_model_get_n_open (model),
                  .result = result };

  tb_stream_init (&brute.stream, seed, "outbreak/brute");
  result->seed = seed;
  result->first_hit_ns = TB_OUTBREAK_NEVER;
  for (guint i = 0; i < TB_OUTBREAK_N_LEVELS; i++)
    result->level_ns[i] = TB_OUTBREAK_NEVER;
  put_into_pools (&brute);
  for (guint32 i = 0; i < model->initial; i++)
    take (&brute, 0, i, TRUE);
  plan_visit (&brute, 0, 0);
  go_through (&brute);
  result->final = brute.infected;
  result->is_extinct = brute.infected == 0;
  return result;
}
