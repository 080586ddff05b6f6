/* tb-flood: see the header. */
#include "tb-flood.h"

#include "tb-variate.h"

static guint64
saturate (TbWide x)
{
  return x > G_MAXUINT64 ? G_MAXUINT64 : (guint64) x;
}

/**
 * tb_flood_load:
 * @classes: (array length=n_classes): the bots
 * @n_classes: how many classes
 * @cap_bps: what one bot may send at most: the malware's own limit, or a rate limit for each client
 *
 * Returns: the sum over bots of the smaller of uplink and cap, in bits per second
 */
guint64
tb_flood_load (const TbFloodClass *classes, guint n_classes, guint64 cap_bps)
{
  TbWide sum = 0;

  for (guint i = 0; i < n_classes; i++)
    sum += (TbWide) MIN (classes[i].uplink_bps, cap_bps) * classes[i].n_bots;
  return saturate (sum);
}

/* How long what waits in front of a request takes: rho / (1 - rho) services of a request each, at most a full buffer. */
static gint64
wait_us (const TbVictim *victim, TbWide offered_bps)
{
  TbWide full = (TbWide) victim->buffer_bits * G_USEC_PER_SEC / victim->capacity_bps, mean;

  if (offered_bps >= victim->capacity_bps)
    return (gint64) MIN (full, G_MAXINT32 * (TbWide) G_USEC_PER_SEC);
  mean = offered_bps * victim->request_bits * G_USEC_PER_SEC / victim->capacity_bps / (victim->capacity_bps - offered_bps);
  return (gint64) MIN (MIN (mean, full), G_MAXINT32 * (TbWide) G_USEC_PER_SEC);
}

/**
 * tb_victim_under:
 * @victim: a service
 * @flood_bps: what bots send to it
 *
 * Returns: how its honest clients fare
 */
TbVictimState
tb_victim_under (const TbVictim *victim, guint64 flood_bps)
{
  TbWide offered = (TbWide) victim->honest_bps + flood_bps;
  guint32 ppm = offered <= victim->capacity_bps ? TB_FLOOD_ALL_PPM : (guint32) ((TbWide) TB_FLOOD_ALL_PPM * victim->capacity_bps / offered);

  return (TbVictimState) { ppm, (guint64) ((TbWide) victim->honest_bps * ppm / TB_FLOOD_ALL_PPM), victim->base_us + wait_us (victim, offered) };
}

/**
 * tb_flood_cascade:
 * @services: (array length=n_services): each after those it asks
 * @n_services: how many
 * @answered_ppm: (out caller-allocates) (array length=n_services): of a million requests to each, how many are answered
 *
 * An answer needs an answer of everybody who is asked; whether one is given is independent of the others.
 *
 * Returns: %FALSE when a service asks one that comes later, or itself
 */
gboolean
tb_flood_cascade (const TbDependent *services, guint n_services, guint32 *answered_ppm)
{
  for (guint i = 0; i < n_services; i++)
    {
      guint64 ppm = MIN (services[i].own_ppm, TB_FLOOD_ALL_PPM);

      for (guint j = 0; j < services[i].n_asks; j++)
        {
          if (services[i].asks[j] >= i)
            return FALSE;
          ppm = ppm * answered_ppm[services[i].asks[j]] / TB_FLOOD_ALL_PPM;
        }
      answered_ppm[i] = (guint32) ppm;
    }
  return TRUE;
}
