/* tb-policy-model: see the header. Each device is a few numbers; what happens next is in one queue, so that all of them wait for one authority. */
#include "tb-policy-model.h"

#include <glib/gi18n-lib.h>

#include "tb-queue.h"
#include "tb-stream.h"
#include "tb-units.h"

/* A device waits so long for an answer, and takes a busy authority for a silent one. */
#define PATIENCE_US (30 * TB_US_PER_SECOND)
#define MOST_EVENTS 4000000

enum { ASK, END, THEFT };

typedef struct
{
  TbStream chance;
  gint64 not_after_us;      /* of its certificate, G_MININT64 before the first */
  gint64 without_us;        /* since when it has none, while it had one */
  gint64 phase_us;          /* of sleeping and waking */
  guint plan;               /* what was planned before means nothing */
  guint n_failed;
  gboolean is_valid;
  gboolean is_lost;
} Device;

typedef struct
{
  const TbPolicyTerms *terms;
  TbPolicyOutcome *outcome;
  TbQueue *queue;
  Device *devices;
  gint64 now_us;
  gint64 free_us;           /* when the authority has done all it has taken on */
  gint64 stolen_us;         /* sum */
  guint n_valid;
  guint bin;                /* the one that is being filled */
} Model;

/* How often something happens to all devices at most, if it happens to each every @period_us. */
static gboolean
is_too_much (const TbPolicyTerms *terms, gint64 span_us, gint64 period_us)
{
  return span_us / MAX (period_us, 1) > MOST_EVENTS / terms->n_devices;
}

static const char *
find_excess (const TbPolicyTerms *terms)
{
  if (is_too_much (terms, terms->span_us, terms->policy.lifetime_us / 2))
    return N_("that would be millions of renewals; ask for less time or a longer lifetime");
  if (is_too_much (terms, MIN (terms->down_to_us, terms->span_us) - terms->down_from_us, terms->policy.retry_most_us))
    return N_("that would be millions of retries; ask for a longer wait or a shorter outage");
  if (terms->sleep_us > 0 && terms->policy.offline == TB_OFFLINE_SPREAD && is_too_much (terms, terms->span_us, terms->sleep_us + terms->wake_us))
    return N_("they would wake millions of times; ask for less time");
  return NULL;
}

static const char *
find_nonsense (const TbPolicyTerms *terms)
{
  if (terms->n_devices < 1 || terms->n_devices > TB_POLICY_MODEL_MAX_DEVICES)
    return N_("between 1 and 2000 devices can be modelled");
  if (terms->span_us < TB_US_PER_MINUTE || terms->span_us > TB_UNITS_MAX_US)
    return N_("at least a minute must be modelled");
  if (terms->sleep_us < 0 || terms->spread_us < 0 || (terms->sleep_us > 0 && terms->wake_us < TB_US_PER_SECOND))
    return N_("devices that sleep must wake for a second at least");
  if (terms->down_from_us < 0 || terms->down_from_us > terms->down_to_us)
    return N_("the authority must come back after it has gone");
  return find_excess (terms);
}

/**
 * tb_policy_terms_check:
 * @terms: what is asked
 * @error: return location
 *
 * Returns: %FALSE with %TB_ENROL_POLICY_ERROR and a sentence, to be translated, when it makes no sense
 */
gboolean
tb_policy_terms_check (const TbPolicyTerms *terms, GError **error)
{
  const char *why;

  if (!tb_enrol_policy_check (&terms->policy, error))
    return FALSE;
  why = find_nonsense (terms);
  if (why != NULL)
    g_set_error_literal (error, TB_ENROL_POLICY_ERROR, TB_ENROL_POLICY_ERROR_VALUE, why);
  return why == NULL;
}

/* --- counting --- */

static guint
bin_of (const Model *model, gint64 time_us)
{
  return (guint) MIN (time_us / model->outcome->bin_us, TB_POLICY_MODEL_BINS - 1);
}

static void
move_on (Model *model, gint64 time_us)
{
  guint bin = bin_of (model, time_us);

  while (model->bin < bin)
    model->outcome->valid[model->bin++] = model->n_valid;
  model->now_us = time_us;
}

static void
set_valid (Model *model, Device *device, gboolean is_valid)
{
  if (device->is_valid == is_valid)
    return;
  device->is_valid = is_valid;
  model->n_valid += is_valid ? 1 : -1;
  if (!is_valid)
    {
      device->without_us = model->now_us;
      model->outcome->n_outages++;
    }
  else if (device->without_us >= 0)
    {
      model->outcome->outage_us += model->now_us - device->without_us;
      device->without_us = -1;
    }
}

/* --- power --- */

/* When it is on next: now, if it is. */
static gint64
next_awake (const Model *model, const Device *device, gint64 time_us)
{
  gint64 period_us = model->terms->sleep_us + model->terms->wake_us, place_us;

  if (model->terms->sleep_us <= 0)
    return time_us;
  place_us = (time_us + device->phase_us) % period_us;
  return place_us < model->terms->wake_us ? time_us : time_us + period_us - place_us;
}

/* --- what happens --- */

static void
plan_to_ask (Model *model, guint32 number, gint64 time_us)
{
  tb_queue_push (model->queue, MAX (time_us, model->now_us), ASK, number, ++model->devices[number].plan);
}

static gboolean
is_down (const Model *model)
{
  return model->now_us >= model->terms->down_from_us && model->now_us < model->terms->down_to_us;
}

/* Returns: when the answer is there, or -1 if there is none */
static gint64
be_served (Model *model)
{
  gint64 begun_us = MAX (model->free_us, model->now_us);

  if (is_down (model) || begun_us - model->now_us > PATIENCE_US)
    return -1;
  if (model->terms->serves > 0)
    model->free_us = begun_us + (gint64) (TB_US_PER_HOUR / model->terms->serves);
  return model->terms->serves > 0 ? model->free_us : begun_us;
}

static void
fail (Model *model, guint32 number)
{
  Device *device = &model->devices[number];

  model->outcome->n_unanswered++;
  plan_to_ask (model, number, model->now_us + tb_enrol_policy_get_retry_us (&model->terms->policy, device->n_failed++));
}

static void
issue (Model *model, guint32 number)
{
  const TbEnrolPolicy *policy = &model->terms->policy;
  Device *device = &model->devices[number];
  gint64 renewal_us;

  *(device->is_valid ? &model->outcome->n_renewals : &model->outcome->n_enrolments) += 1;
  device->n_failed = 0;
  device->not_after_us = model->now_us + policy->lifetime_us;
  set_valid (model, device, TRUE);
  renewal_us = tb_enrol_policy_get_renewal_us (policy, model->now_us, device->not_after_us, tb_stream_next (&device->chance));
  plan_to_ask (model, number, renewal_us);
  tb_queue_push (model->queue, device->not_after_us, END, number, (guint64) device->not_after_us);
}

/* Woken too late for its renewal: at once, or spread. */
static void
put_off (Model *model, guint32 number, gint64 awake_us)
{
  Device *device = &model->devices[number];

  if (device->is_valid && model->terms->policy.offline == TB_OFFLINE_SPREAD && awake_us < device->not_after_us)
    awake_us = tb_enrol_policy_get_wake_us (&model->terms->policy, awake_us, device->not_after_us, tb_stream_next (&device->chance));
  plan_to_ask (model, number, awake_us);
}

static void
ask (Model *model, const TbEvent *event)
{
  Device *device = &model->devices[event->subject];
  gint64 awake_us = next_awake (model, device, model->now_us), served_us;

  if (event->value != device->plan || device->is_lost)
    return;
  if (awake_us > model->now_us)
    {
      put_off (model, event->subject, awake_us);
      return;
    }
  model->outcome->asked[bin_of (model, model->now_us)]++;
  served_us = be_served (model);
  if (served_us < 0)
    fail (model, event->subject);
  else
    issue (model, event->subject);
}

/* Who has only a secret that is used up cannot begin anew by itself. */
static void
end (Model *model, const TbEvent *event)
{
  Device *device = &model->devices[event->subject];

  if ((guint64) device->not_after_us != event->value)
    return;
  set_valid (model, device, FALSE);
  device->is_lost = model->terms->policy.first == TB_FIRST_SECRET;
  if (!device->is_lost)
    plan_to_ask (model, event->subject, model->now_us);
}

/* Without a new key at each renewal, a copied one is good for as long as its owner goes on renewing it. */
static void
steal (Model *model, const TbEvent *event)
{
  const Device *device = &model->devices[event->subject];
  gint64 good_us;

  if (!device->is_valid)
    return;
  good_us = device->not_after_us - model->now_us;
  model->outcome->n_stolen++;
  model->stolen_us += good_us;
  model->outcome->longest_us = MAX (model->outcome->longest_us, good_us);
}

/* --- from the beginning to the end --- */

static void
begin (Model *model)
{
  const TbPolicyTerms *terms = model->terms;

  for (guint32 i = 0; i < terms->n_devices; i++)
    {
      Device *device = &model->devices[i];

      tb_stream_initf (&device->chance, terms->seed, "policy/%u", i);
      device->not_after_us = G_MININT64;
      device->without_us = -1;
      device->phase_us = terms->sleep_us > 0 ? (gint64) tb_stream_below (&device->chance, (guint64) (terms->sleep_us + terms->wake_us)) : 0;
      plan_to_ask (model, i, terms->spread_us > 0 ? (gint64) tb_stream_below (&device->chance, (guint64) terms->spread_us) : 0);
    }
}

static void
plan_thefts (Model *model)
{
  TbStream chance;

  tb_stream_init (&chance, model->terms->seed, "thefts");
  for (guint i = 0; i < model->terms->n_thefts; i++)
    {
      guint32 victim = (guint32) tb_stream_below (&chance, model->terms->n_devices);

      tb_queue_push (model->queue, (gint64) tb_stream_below (&chance, (guint64) model->terms->span_us), THEFT, victim, 0);
    }
}

static void
finish (Model *model)
{
  TbPolicyOutcome *outcome = model->outcome;
  const TbEnrolPolicy *policy = &model->terms->policy;

  model->now_us = model->terms->span_us;
  while (model->bin < TB_POLICY_MODEL_BINS)
    outcome->valid[model->bin++] = model->n_valid;
  for (guint i = 0; i < model->terms->n_devices; i++)
    {
      outcome->n_lost += model->devices[i].is_lost;
      if (model->devices[i].without_us >= 0)
        outcome->outage_us += model->now_us - model->devices[i].without_us;
    }
  for (guint i = 0; i < TB_POLICY_MODEL_BINS; i++)
    outcome->peak = MAX (outcome->peak, outcome->asked[i]);
  outcome->exposure_us = outcome->n_stolen > 0 ? model->stolen_us / outcome->n_stolen : 0;
  if (!policy->rekeys)
    outcome->exposure_us = outcome->longest_us = TB_POLICY_FOR_EVER;
  outcome->renewed_us = policy->renewal == TB_RENEWAL_CERTIFICATE ? TB_POLICY_FOR_EVER : outcome->exposure_us;
}

static void
happen (Model *model, const TbEvent *event)
{
  static void (*const happenings[]) (Model *model, const TbEvent *event) = { [ASK] = ask, [END] = end, [THEFT] = steal };

  move_on (model, event->time_us);
  happenings[event->kind] (model, event);
}

/**
 * tb_policy_model_play:
 * @terms: what is asked, and found to make sense
 * @outcome: (out caller-allocates): what comes of it
 * @cancelled: (nullable): atomic: set to end soon
 *
 * Plays the calendar from the first device that is switched on to the end of the span.
 *
 * Returns: %FALSE when it was cancelled
 */
gboolean
tb_policy_model_play (const TbPolicyTerms *terms, TbPolicyOutcome *outcome, const gint *cancelled)
{
  g_autoptr (TbQueue) queue = tb_queue_new ();
  g_autofree Device *devices = g_new0 (Device, terms->n_devices);
  Model model = { .terms = terms, .outcome = outcome, .queue = queue, .devices = devices };
  TbEvent event;

  *outcome = (TbPolicyOutcome) { .bin_us = MAX (terms->span_us / TB_POLICY_MODEL_BINS, 1) };
  begin (&model);
  plan_thefts (&model);
  while (tb_queue_peek (queue, &event) && event.time_us < terms->span_us)
    {
      if (cancelled != NULL && g_atomic_int_get (cancelled))
        return FALSE;
      tb_queue_pop (queue, &event);
      happen (&model, &event);
    }
  finish (&model);
  return TRUE;
}
