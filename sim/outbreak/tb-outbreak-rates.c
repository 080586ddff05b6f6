/* tb-outbreak-rates: a model in whole numbers. Floating point ends here: each number of the model is scaled once, by multiplications and divisions
 * that every machine rounds alike; from then on time and chance are integers. */
#include "tb-outbreak-private.h"

#define NS_PER_S 1e9
#define TWO_64   18446744073709551616.0

static TbWide
rate_of (double per_s)
{
  return (TbWide) (per_s / NS_PER_S * TWO_64 * (double) ((guint64) 1 << (TB_RATE_BITS - 64)));
}

static guint64
chance_of (double probability)
{
  return probability >= 1 ? G_MAXUINT64 : (guint64) (probability * TWO_64);
}

static void
fill_pair (TbOutbreakRates *rates, const TbOutbreakModel *model, guint from, guint to, gboolean every_attempt)
{
  guint pair = from * model->n_pools + to;
  double reach = model->reach != NULL ? model->reach[pair] : 1;
  double success = every_attempt ? 1 : reach * model->hit_probability * model->pools[to].weakness;

  rates->contacts[pair] = rate_of (model->scan_rate * success / (double) model->address_space);
  rates->arrivals[pair] = chance_of (reach);
}

/* With every attempt to be told one by one, every device is hit at the rate of probes and chance decides afterwards; otherwise only hits that take
 * the device come at all. Both make the same outbreak. */
void
tb_outbreak_rates_init (TbOutbreakRates *rates, const TbOutbreakModel *model, gboolean every_attempt)
{
  double leaving = model->reboot_rate + model->cleanup_rate;

  *rates = (TbOutbreakRates) { .n_pools = model->n_pools };
  rates->contacts = g_new (TbWide, model->n_pools * model->n_pools);
  rates->arrivals = g_new (guint64, model->n_pools * model->n_pools);
  rates->successes = g_new (guint64, model->n_pools);
  for (guint i = 0; i < model->n_pools; i++)
    {
      rates->successes[i] = chance_of (model->hit_probability * model->pools[i].weakness);
      for (guint j = 0; j < model->n_pools; j++)
        fill_pair (rates, model, i, j, every_attempt);
    }
  rates->scan = rate_of (model->scan_rate);
  rates->leaving = rate_of (leaving);
  rates->bootstrap = rate_of (model->bootstrap_rate);
  rates->reboot_share = chance_of (leaving > 0 ? model->reboot_rate / leaving : 0);
  rates->reinfection = chance_of (model->reinfection);
  rates->load_ns = (guint64) (model->load_s * NS_PER_S + 0.5);
  rates->end = model->until_s > 0 ? (TbWide) (guint64) (model->until_s * NS_PER_S + 0.5) << TB_CLOCK_BITS : TB_CLOCK_END;
}

void
tb_outbreak_rates_clear (TbOutbreakRates *rates)
{
  g_clear_pointer (&rates->contacts, g_free);
  g_clear_pointer (&rates->arrivals, g_free);
  g_clear_pointer (&rates->successes, g_free);
}

/* By how many bits to shift a number to the right so that 64 are left, the first of them set; negative: to the left. */
static int
excess_bits (TbWide x)
{
  guint64 high = (guint64) (x >> 64);

  return high != 0 ? 64 - __builtin_clzll (high) : -__builtin_clzll ((guint64) x);
}

static guint64
shift (TbWide x, int bits)
{
  return (guint64) (bits >= 0 ? x >> bits : x << -bits);
}

/* How long on the clock until something happens that happens at @rate, which is not 0. */
TbWide
tb_rate_wait (TbWide rate, guint64 exponential)
{
  const int spare = 63;
  int excess = excess_bits (rate);
  guint64 quotient = (guint64) (((TbWide) exponential << spare) / shift (rate, excess));
  int down = excess + TB_VARIATE_EXPONENTIAL_BITS + spare - TB_RATE_BITS - TB_CLOCK_BITS;

  if (down < 0)
    return -down < 64 ? (TbWide) quotient << -down : TB_CLOCK_END;
  return down < 64 ? quotient >> down : 0;
}

/* Which of @n things happens, each as likely as its weight; nothing is drawn when only one can. */
guint
tb_rate_choose (TbStream *stream, const TbWide *weights, guint n, TbWide total)
{
  int excess = excess_bits (total);
  guint last = 0;
  guint64 x;

  for (guint i = 0; i < n; i++)
    if (weights[i] == total)
      return i;
  x = tb_variate_below (stream, shift (total, excess));
  for (guint i = 0; i < n; i++)
    {
      guint64 weight = shift (weights[i], excess);

      if (x < weight)
        return i;
      x -= weight;
      last = weight > 0 ? i : last;
    }
  return last;                  /* the lost last bits of the weights: once in 2^57 draws */
}
