/* tb-spread: see the header. */
#include "tb-spread.h"

#include "tb-variate.h"

#define NS_PER_US 1000

/* --- whom the outbreak knows by which number: the attacker comes first --- */

static guint32
device_of (const TbSpread *spread, guint32 object)
{
  return object == spread->attacker->first ? 0 : object < spread->attacker->first ? object : object - 1;
}

static guint32
object_of (const TbSpread *spread, guint32 device)
{
  if (device == 0 || device == TB_OUTBREAK_NOBODY)
    return spread->attacker->first;
  return device < spread->attacker->first ? device : device + 1;
}

gint64
tb_spread_get_time_ns (TbWorld *world)
{
  return (world->now_us - world->spread->begun_us) * NS_PER_US;
}

static guint
pool_of (TbWorld *world, guint32 object)
{
  const TbObjectState *state = tb_state_get (world->state, object);

  if (tb_fleet_get_role (world->fleet, object) != TB_ROLE_DEVICE || state->health == TB_HEALTH_OFF || state->is_quarantined)
    return TB_CAMPAIGN_POOL_AWAY;
  return tb_campaign_find_pool (&world->spread->campaign, &state->surface);
}

/* --- making and freeing --- */

void
tb_spread_set_up (TbWorld *world)
{
  guint32 attacker = tb_fleet_get_attacker (world->fleet);
  TbSpread *spread;

  if (attacker == TB_NOBODY)
    return;
  spread = world->spread = g_new0 (TbSpread, 1);
  spread->attacker = tb_fleet_group_of (world->fleet, attacker);
  spread->campaign = spread->attacker->campaign;
  if (spread->attacker->start_us >= 0)
    tb_world_push (world, spread->attacker->start_us, TB_EVENT_CAMPAIGN_BEGINS, attacker, 0);
}

void
tb_spread_free (TbSpread *spread)
{
  g_clear_pointer (&spread->outbreak, tb_outbreak_free);
  tb_siege_free_bots (spread);
  g_free (spread->list);
  g_free (spread);
}

/* --- the list --- */

static void
collect_list (TbWorld *world, GArray *open)
{
  TbSpread *spread = world->spread;

  for (guint32 object = 1; object <= tb_fleet_get_n_objects (world->fleet); object++)
    if (tb_fleet_get_role (world->fleet, object) == TB_ROLE_DEVICE && tb_state_get_census (world->state, object) == TB_CENSUS_VULNERABLE
        && tb_fleet_get_network (world->fleet, tb_state_get (world->state, object)->surface.segment)->inbound > 0
        && object != spread->attacker->first)
      g_array_append_val (open, object);
}

static void
plan_visit (TbWorld *world)
{
  TbSpread *spread = world->spread;
  TbWide interval_us = (TbWide) (TB_US_PER_SECOND / spread->campaign.list_rate + 0.5);

  if (spread->n_visited < spread->n_list)
    tb_world_push (world, (gint64) (interval_us * tb_variate_exponential (&spread->visits) >> TB_VARIATE_EXPONENTIAL_BITS), TB_EVENT_LIST_DUE,
                   spread->attacker->first, 0);
}

/* Some of those whose door is open and whose network lets him in, in an order of chance. */
static void
make_list (TbWorld *world)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint32));
  TbSpread *spread = world->spread;

  tb_stream_init (&spread->visits, world->seed, "outbreak/list");
  if (spread->campaign.list > 0)
    collect_list (world, open);
  spread->n_list = MIN (spread->campaign.list, open->len);
  for (guint i = 0; i < spread->n_list; i++)
    {
      guint k = i + (guint) tb_variate_below (&spread->visits, open->len - i);
      guint32 object = g_array_index (open, guint32, k);

      g_array_index (open, guint32, k) = g_array_index (open, guint32, i);
      g_array_index (open, guint32, i) = object;
    }
  g_array_set_size (open, spread->n_list);
  spread->list = (guint32 *) g_array_free (g_steal_pointer (&open), FALSE);
  plan_visit (world);
}

void
tb_spread_list_due (TbWorld *world, const TbEvent *event)
{
  TbSpread *spread = world->spread;
  guint32 object = spread->list[spread->n_visited++];

  if (spread->is_scanning && tb_state_get_census (world->state, object) == TB_CENSUS_VULNERABLE)
    tb_spread_take (world, object);
  plan_visit (world);
}

/* --- counts --- */

static void
plan_count (TbWorld *world)
{
  TbSpread *spread = world->spread;
  gint64 interval_us = MAX (spread->campaign.count_every_us, (world->now_us - spread->begun_us) / TB_SPREAD_COUNT_SHARE);

  tb_world_push (world, interval_us, TB_EVENT_COUNT_DUE, spread->attacker->first, 0);
}

void
tb_spread_count_due (TbWorld *world, const TbEvent *event)
{
  TbSpread *spread = world->spread;
  TbOutbreakAttempts attempts;

  tb_outbreak_draw_attempts (spread->outbreak, (guint64) tb_spread_get_time_ns (world), &attempts);
  for (guint i = 0; i <= TB_REFUSAL_N; i++)
    {
      guint64 n = i < TB_REFUSAL_N ? attempts.refused[i] : attempts.nobody;

      if (n > 0)
        tb_world_record (world, TB_RECORD_ATTEMPTS, spread->attacker->first, TB_NOBODY, (gint64) MIN (n, G_MAXINT64), (guint16) i, TB_NO_PAYLOAD);
    }
  plan_count (world);
}

/* --- the outbreak --- */

static void
make_outbreak (TbWorld *world)
{
  g_autofree TbCampaignModel *model = g_new (TbCampaignModel, 1);
  TbSpread *spread = world->spread;
  TbOutbreakEvent attacker;

  tb_campaign_model_init (model, &spread->campaign, world->fleet);
  spread->outbreak = tb_outbreak_new (&model->model, world->seed, !spread->campaign.counted ? TB_OUTBREAK_EVERY_ATTEMPT : TB_OUTBREAK_NAMED);
  tb_outbreak_start_tally (spread->outbreak, world->seed);
  spread->begun_us = world->now_us;
  tb_outbreak_step (spread->outbreak, &attacker);
  for (guint32 object = 1; object <= tb_fleet_get_n_objects (world->fleet); object++)
    tb_spread_place (world, object);
}

void
tb_spread_begin (TbWorld *world)
{
  TbSpread *spread = world->spread;
  TbOutbreakEvent attacker;

  spread->is_scanning = spread->is_dirty = TRUE;
  tb_world_record (world, TB_RECORD_CAMPAIGN_CHANGED, spread->attacker->first, TB_NOBODY, 0, TB_CAMPAIGN_SCANS, TB_NO_PAYLOAD);
  if (spread->outbreak != NULL)
    {
      tb_outbreak_infect (spread->outbreak, (guint64) tb_spread_get_time_ns (world), 0, &attacker);
      return;
    }
  make_outbreak (world);
  make_list (world);
  plan_count (world);
}

void
tb_spread_begins (TbWorld *world, const TbEvent *event)
{
  if (!world->spread->is_scanning)
    tb_spread_begin (world);
}

/* A door of it was opened or closed, or it came or went. */
void
tb_spread_place (TbWorld *world, guint32 object)
{
  TbSpread *spread = world->spread;
  guint32 device = device_of (spread, object);
  guint pool;

  if (spread->outbreak == NULL || device == 0)
    return;
  pool = pool_of (world, object);
  if (tb_outbreak_get_pool (spread->outbreak, device) == pool)
    return;
  tb_outbreak_set_pool (spread->outbreak, (guint64) tb_spread_get_time_ns (world), device, pool);
  spread->is_dirty = TRUE;
}

/* It starts anew, and what was only in its memory is gone. */
void
tb_spread_cure (TbWorld *world, guint32 object)
{
  TbSpread *spread = world->spread;
  TbOutbreakEvent event;

  if (tb_state_get (world->state, object)->infection == TB_INFECTION_NONE)
    return;
  tb_outbreak_cure (spread->outbreak, (guint64) tb_spread_get_time_ns (world), device_of (spread, object), FALSE, &event);
  spread->is_dirty = TRUE;
  tb_world_record (world, TB_RECORD_CLEARED, object, TB_NOBODY, 0, FALSE, TB_NO_PAYLOAD);
}

static void
record_infected (TbWorld *world, guint32 object, guint32 by)
{
  tb_world_record (world, TB_RECORD_INFECTED, object, by, 0, world->spread->campaign.load_s == 0, TB_NO_PAYLOAD);
}

/* The attacker takes it himself. Returns: %FALSE when it is taken already, or clean for good */
gboolean
tb_spread_take (TbWorld *world, guint32 object)
{
  TbSpread *spread = world->spread;
  TbOutbreakEvent event;

  if (!tb_outbreak_infect (spread->outbreak, (guint64) tb_spread_get_time_ns (world), device_of (spread, object), &event))
    return FALSE;
  spread->is_dirty = TRUE;
  record_infected (world, object, spread->attacker->first);
  return TRUE;
}

/* The attacker stops: his own machine probes no more. */
void
tb_spread_halt (TbWorld *world)
{
  TbSpread *spread = world->spread;
  TbOutbreakEvent event;

  spread->is_scanning = FALSE;
  spread->is_dirty = TRUE;
  tb_outbreak_cure (spread->outbreak, (guint64) tb_spread_get_time_ns (world), 0, FALSE, &event);
  tb_world_record (world, TB_RECORD_CAMPAIGN_CHANGED, spread->attacker->first, TB_NOBODY, 0, TB_CAMPAIGN_STOPS, TB_NO_PAYLOAD);
}

/* The campaign's numbers are others from here on. */
void
tb_spread_retune (TbWorld *world)
{
  g_autofree TbCampaignModel *model = g_new (TbCampaignModel, 1);
  TbSpread *spread = world->spread;

  if (spread->outbreak == NULL)
    return;
  tb_campaign_model_init (model, &spread->campaign, world->fleet);
  tb_outbreak_set_model (spread->outbreak, (guint64) tb_spread_get_time_ns (world), &model->model);
  spread->is_dirty = TRUE;
}

/* --- what happens --- */

/* Enough was told one by one. */
static void
count_from_here (TbWorld *world)
{
  g_autofree TbCampaignModel *model = g_new (TbCampaignModel, 1);
  TbSpread *spread = world->spread;

  tb_campaign_model_init (model, &spread->campaign, world->fleet);
  tb_outbreak_tell_attempts (spread->outbreak, (guint64) tb_spread_get_time_ns (world), FALSE, &model->model);
}

static void
tell_refused (TbWorld *world, guint32 object, const TbOutbreakEvent *event)
{
  TbSpread *spread = world->spread;

  if (tb_fleet_get_role (world->fleet, object) != TB_ROLE_DEVICE || !tb_world_is_on (world, object))
    return;
  tb_world_record (world, TB_RECORD_ATTEMPT_REFUSED, object, object_of (spread, event->by), 0, (guint16) event->refusal, TB_NO_PAYLOAD);
  if (++spread->n_told == TB_SPREAD_TOLD)
    count_from_here (world);
}

static void
tell (TbWorld *world, const TbOutbreakEvent *event)
{
  TbSpread *spread = world->spread;
  guint32 object = object_of (spread, event->device);

  if (object == spread->attacker->first)
    return;
  switch (event->kind)
    {
    case TB_OUTBREAK_INFECTED:
      record_infected (world, object, object_of (spread, event->by));
      break;
    case TB_OUTBREAK_LOADED:
      tb_world_record (world, TB_RECORD_BOT_READY, object, spread->attacker->first, 0, 0, TB_NO_PAYLOAD);
      break;
    case TB_OUTBREAK_REFUSED:
      tell_refused (world, object, event);
      break;
    case TB_OUTBREAK_CLEARED:
    case TB_OUTBREAK_CLEANED:
      tb_world_record (world, TB_RECORD_CLEARED, object, TB_NOBODY, 0, event->kind == TB_OUTBREAK_CLEANED, TB_NO_PAYLOAD);
      break;
    }
}

/* When the world looks at it next: in the microsecond in which something happens. */
static gboolean
peek (TbSpread *spread, gint64 *time_us)
{
  guint64 time_ns;

  if (!tb_outbreak_peek (spread->outbreak, &time_ns))
    return FALSE;
  *time_us = spread->begun_us + (gint64) (time_ns / NS_PER_US);
  return TRUE;
}

void
tb_spread_due (TbWorld *world, const TbEvent *event)
{
  TbSpread *spread = world->spread;
  TbOutbreakEvent what;
  gint64 time_us;

  if (event->value != spread->plan)
    return;
  spread->is_dirty = TRUE;
  while (peek (spread, &time_us) && time_us <= world->now_us)
    if (tb_outbreak_step (spread->outbreak, &what))
      tell (world, &what);
}

/* Looks for the next event once, however much has changed. */
void
tb_spread_settle (TbWorld *world)
{
  TbSpread *spread = world->spread;
  gint64 time_us;

  if (spread == NULL || !spread->is_dirty || spread->outbreak == NULL)
    return;
  spread->is_dirty = FALSE;
  spread->plan++;
  if (peek (spread, &time_us))
    tb_world_push (world, time_us - world->now_us, TB_EVENT_SPREAD_DUE, spread->attacker->first, spread->plan);
}

/* --- what the world has written down --- */

/* Firmware that was mended has no hole, whether anybody looks for one or not. */
static void
close_hole (TbWorld *world, const TbRecord *record)
{
  guint mended = tb_fleet_group_of (world->fleet, record->subject)->mended_version;
  TbSurface surface = tb_state_get (world->state, record->subject)->surface;

  if (mended > 0 && record->value >= mended && tb_surface_defend (&surface, TB_DEFENCE_PATCH, 0))
    tb_world_record (world, TB_RECORD_SURFACE_CHANGED, record->subject, TB_NOBODY, tb_surface_pack (&surface), TB_DEFENCE_PATCH, TB_NO_PAYLOAD);
}

/* Whatever was in memory before is gone. */
static void
notice_firmware (TbWorld *world, const TbRecord *record)
{
  if (world->spread != NULL)
    tb_spread_cure (world, record->subject);
  close_hole (world, record);
}

void
tb_spread_notice (TbWorld *world, const TbRecord *record)
{
  if (record->kind == TB_RECORD_FIRMWARE_INSTALLED)
    notice_firmware (world, record);
  if (world->spread == NULL)
    return;
  switch (record->kind)
    {
    case TB_RECORD_POWERED_OFF:
      tb_spread_cure (world, record->subject);
      tb_spread_place (world, record->subject);
      break;
    case TB_RECORD_POWERED_ON:
    case TB_RECORD_SURFACE_CHANGED:
    case TB_RECORD_QUARANTINED:
      tb_spread_place (world, record->subject);
      tb_siege_notice (world, record->subject);
      break;
    case TB_RECORD_INFECTED:
    case TB_RECORD_BOT_READY:
    case TB_RECORD_CLEARED:
      tb_siege_notice (world, record->subject);
      break;
    default:
      break;
    }
}
