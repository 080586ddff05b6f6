/* tb-outbreak-tally: the attempts that change nothing, as counts.
 *
 * They are Poisson processes of their own, whose rates follow from how many bots and devices there are; so it is enough to add up for how long how
 * many bots could meet how many devices of each kind, and to draw the counts when somebody asks. They come from a stream of their own: asking changes
 * nothing. Counts decide nothing, so their means may be floating point. */
#include "tb-outbreak-private.h"

typedef enum { MET_VULNERABLE, MET_TAKEN, MET_IMMUNE, N_MET } Met;

struct _TbTally
{
  TbStream stream;
  TbWide bots;                  /* bots times nanoseconds */
  gboolean is_owed;             /* whether attempts are to be drawn that were not told one by one */
  TbWide *met;                  /* by pool of the bot, pool of the device and how it is: bots times devices times nanoseconds */
};

/**
 * tb_outbreak_start_tally:
 * @outbreak: an outbreak without a scan limit. With one, when a bot made its last probe is not known until it is met again, if ever; what its probes
 *   met before depends on that, so counts would not be exact
 * @seed: for the counts alone
 *
 * From now on attempts are counted.
 */
void
tb_outbreak_start_tally (TbOutbreak *outbreak, guint64 seed)
{
  guint n_pools = outbreak->rates.n_pools;

  g_return_if_fail (outbreak->budgets == NULL && outbreak->tally == NULL);
  outbreak->tally = g_new0 (TbTally, 1);
  outbreak->tally->met = g_new0 (TbWide, n_pools * n_pools * N_MET);
  tb_stream_init (&outbreak->tally->stream, seed, "outbreak/attempts");
}

void
tb_tally_free (TbTally *tally)
{
  g_free (tally->met);
  g_free (tally);
}

static void
add_pair (TbTally *tally, const TbOutbreak *outbreak, guint pair, guint to, TbWide bots)
{
  const guint32 *ends = outbreak->population.stretches[to].ends;

  tally->met[pair * N_MET + MET_VULNERABLE] += bots * tb_population_count_vulnerable (&outbreak->population, to);
  tally->met[pair * N_MET + MET_TAKEN] += bots * (ends[TB_SEGMENT_LOADING] - ends[TB_SEGMENT_FRESH]);
  tally->met[pair * N_MET + MET_IMMUNE] += bots * (ends[TB_SEGMENT_IMMUNE] - ends[TB_SEGMENT_LOADING]);
}

/* It was like this for so long. Where every attempt is an event, those that met a device have been told. */
void
tb_tally_add (TbTally *tally, const TbOutbreak *outbreak, guint64 elapsed_ns)
{
  guint n_pools = outbreak->rates.n_pools, n_owed = outbreak->every_attempt ? 0 : n_pools;

  tally->is_owed = tally->is_owed || !outbreak->every_attempt;
  for (guint i = 0; i < n_pools; i++)
    {
      TbWide bots = (TbWide) tb_population_count (&outbreak->population, i, TB_SEGMENT_BOT) * elapsed_ns;

      tally->bots += bots;
      for (guint j = 0; j < n_owed; j++)
        add_pair (tally, outbreak, i * n_pools + j, j, bots);
    }
}

static guint64
draw (TbTally *tally, double mean)
{
  return tb_variate_poisson (&tally->stream, (TbWide) (mean * (double) ((guint64) 1 << TB_VARIATE_MEAN_BITS)));
}

static double
chance (guint64 probability)
{
  return probability == G_MAXUINT64 ? 1 : (double) probability / 18446744073709551616.0;
}

/* Of the probes from one pool to another: those that got there and did not take what they met. Those that did are events. */
static void
draw_pair (TbOutbreak *outbreak, guint pair, double rate, TbOutbreakAttempts *attempts)
{
  TbTally *tally = outbreak->tally;
  guint to = pair % outbreak->rates.n_pools;
  double arrival = chance (outbreak->rates.arrivals[pair]), success = chance (outbreak->rates.successes[to]);
  double vulnerable = (double) tally->met[pair * N_MET + MET_VULNERABLE] * rate;
  double taken = (double) tally->met[pair * N_MET + MET_TAKEN] * rate, immune = (double) tally->met[pair * N_MET + MET_IMMUNE] * rate;

  attempts->refused[TB_REFUSAL_UNREACHABLE] += draw (tally, (vulnerable + taken + immune) * (1 - arrival));
  attempts->refused[outbreak->model.pools[to].refusal] += draw (tally, vulnerable * arrival * (1 - success));
  attempts->refused[TB_REFUSAL_TAKEN] += draw (tally, taken * arrival);
  attempts->refused[TB_REFUSAL_WRONG_PASSWORD] += draw (tally, immune * arrival);
  for (guint i = 0; i < N_MET; i++)
    tally->met[pair * N_MET + i] = 0;
}

/**
 * tb_outbreak_draw_attempts:
 * @outbreak: an outbreak that counts attempts
 * @time_ns: until when; not after the next event
 * @attempts: (out caller-allocates): those since the last time this was asked
 *
 * While every attempt is an event, only those that met nobody are counted here.
 */
void
tb_outbreak_draw_attempts (TbOutbreak *outbreak, guint64 time_ns, TbOutbreakAttempts *attempts)
{
  guint n_pools = outbreak->rates.n_pools;
  double space = (double) outbreak->model.address_space, rate = outbreak->model.scan_rate / 1e9 / space;

  g_return_if_fail (outbreak->tally != NULL);
  if ((TbWide) time_ns << TB_CLOCK_BITS > outbreak->clock)
    tb_outbreak_pass (outbreak, (TbWide) time_ns << TB_CLOCK_BITS);
  *attempts = (TbOutbreakAttempts) { 0 };
  attempts->nobody = draw (outbreak->tally, (double) outbreak->tally->bots * rate * (space - outbreak->population.n_devices));
  outbreak->tally->bots = 0;
  for (guint i = 0; i < n_pools * n_pools && (outbreak->tally->is_owed || !outbreak->every_attempt); i++)
    draw_pair (outbreak, i, rate, attempts);
  outbreak->tally->is_owed = FALSE;
}
