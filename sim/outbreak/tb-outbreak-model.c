/* tb-outbreak-model: see the header. */
#include "tb-outbreak-model.h"

G_DEFINE_QUARK (tb-outbreak-error-quark, tb_outbreak_error)

/**
 * tb_outbreak_model_init:
 * @model: (out caller-allocates): the model to set up
 * @address_space: how many addresses there are
 * @n_vulnerable: how many vulnerable devices
 * @scan_rate: probes of one bot per second
 *
 * Sets up the plainest outbreak: one bot, one pool, every probe of a vulnerable device takes it, for ever.
 */
void
tb_outbreak_model_init (TbOutbreakModel *model, guint64 address_space, guint32 n_vulnerable, double scan_rate)
{
  *model = (TbOutbreakModel) { .address_space = address_space, .scan_rate = scan_rate, .hit_probability = 1, .initial = 1, .reinfection = 1,
                               .n_pools = 1 };
  model->pools[0] = (TbOutbreakPool) { n_vulnerable, 1, TB_REFUSAL_WRONG_PASSWORD };
}

/**
 * tb_outbreak_model_count_protected:
 * @model: a model
 * @pool: one of its pools
 * @fraction: how much of it is to be protected, 0 to 1
 *
 * Returns: how many devices that is. The initial bots, which are in the first pool, are among the others, however many are protected
 */
guint32
tb_outbreak_model_count_protected (const TbOutbreakModel *model, guint pool, double fraction)
{
  guint32 n = model->pools[pool].n_devices, n_bots = pool == 0 ? MIN (model->initial, n) : 0;

  return MIN ((guint32) (fraction * n + 0.5), n - n_bots);
}

/**
 * tb_outbreak_model_protect:
 * @model: a model of one pool
 * @fraction: how much of the pool to protect, 0 to 1
 * @effectiveness: 1 leaves no way in; below, a probe gets past the protection with probability 1 - @effectiveness
 *
 * Divides the pool into one that stays as it was and one that is protected.
 */
void
tb_outbreak_model_protect (TbOutbreakModel *model, double fraction, double effectiveness)
{
  guint32 n_protected;

  g_return_if_fail (model->n_pools == 1 && fraction >= 0 && fraction <= 1);
  n_protected = tb_outbreak_model_count_protected (model, 0, fraction);
  if (n_protected == 0)
    return;
  model->pools[0].n_devices -= n_protected;
  model->pools[1] = (TbOutbreakPool) { n_protected, 1 - effectiveness, TB_REFUSAL_CLOSED };
  model->n_pools = 2;
}

/**
 * tb_outbreak_credential_chance:
 * @n_tries: passwords tried on one device, none twice
 * @n_pairs: length of the list they are from, one of which is right
 *
 * Returns: the probability that one of them is right, @n_tries / @n_pairs
 */
double
tb_outbreak_credential_chance (guint n_tries, guint n_pairs)
{
  return n_tries >= n_pairs ? 1 : (double) n_tries / n_pairs;
}

/**
 * tb_outbreak_model_get_n:
 * @model: a model
 *
 * Returns: devices in all pools
 */
guint64
tb_outbreak_model_get_n (const TbOutbreakModel *model)
{
  guint64 n = 0;

  for (guint i = 0; i < model->n_pools; i++)
    n += model->pools[i].n_devices;
  return n;
}

/**
 * tb_outbreak_model_get_n_open:
 * @model: a model
 *
 * Returns: devices that can be taken at all: what the 10, 50 and 90 percent of a curve refer to
 */
guint64
tb_outbreak_model_get_n_open (const TbOutbreakModel *model)
{
  guint64 n = 0;

  for (guint i = 0; i < model->n_pools; i++)
    n += model->pools[i].weakness > 0 ? model->pools[i].n_devices : 0;
  return n;
}

/**
 * tb_outbreak_model_get_growth:
 * @model: a model where every pool reaches every other
 *
 * Returns: K = s p N / W per second, each device counted by its weakness
 */
double
tb_outbreak_model_get_growth (const TbOutbreakModel *model)
{
  double n = 0;

  for (guint i = 0; i < model->n_pools; i++)
    n += model->pools[i].weakness * model->pools[i].n_devices;
  return model->scan_rate * model->hit_probability * n / (double) model->address_space;
}

static const char *const refusal_codes[] = { "wrong-password", "closed", "no-certificate", "patched", "unreachable", "taken", "nobody" };

G_STATIC_ASSERT (G_N_ELEMENTS (refusal_codes) == TB_REFUSAL_N + 1);

/**
 * tb_outbreak_refusal_to_code:
 * @refusal: a #TbOutbreakRefusal, or %TB_REFUSAL_N for an address where nobody is
 *
 * Returns: its stable code
 */
const char *
tb_outbreak_refusal_to_code (guint refusal)
{
  g_return_val_if_fail (refusal <= TB_REFUSAL_N, NULL);
  return refusal_codes[refusal];
}

/* --- checking --- */

static gboolean
complain (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
complain (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (TB_OUTBREAK_ERROR, TB_OUTBREAK_ERROR_RANGE, format, args));
  va_end (args);
  return FALSE;
}

typedef struct
{
  const char *what;
  gsize offset;
  double smallest;
  double largest;
  const char *unit;
} Range;

#define FIELD(name) G_STRUCT_OFFSET (TbOutbreakModel, name)

static const Range ranges[] = {
  { "scan rate", FIELD (scan_rate), 1e-6, TB_OUTBREAK_MAX_RATE, " probes per second" },
  { "hit probability", FIELD (hit_probability), 1e-9, 1, "" },
  { "reboot rate", FIELD (reboot_rate), 0, TB_OUTBREAK_MAX_RATE, " per second" },
  { "reinfection", FIELD (reinfection), 0, 1, "" },
  { "clean-up rate", FIELD (cleanup_rate), 0, TB_OUTBREAK_MAX_RATE, " per second" },
  { "bootstrap rate", FIELD (bootstrap_rate), 0, TB_OUTBREAK_MAX_RATE, " entries per second" },
  { "time to infect", FIELD (load_s), 0, 86400, " seconds" },
  { "end of the run", FIELD (until_s), 0, TB_OUTBREAK_MAX_S, " seconds" },
};

/* Written so that a NaN is out of range. */
static gboolean
is_within (double value, double smallest, double largest)
{
  return value >= smallest && value <= largest;
}

static gboolean
check_ranges (const TbOutbreakModel *model, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      double value = G_STRUCT_MEMBER (double, model, ranges[i].offset);

      if (!is_within (value, ranges[i].smallest, ranges[i].largest))
        return complain (error, "%s must be %g to %g%s, got %g", ranges[i].what, ranges[i].smallest, ranges[i].largest, ranges[i].unit, value);
    }
  return TRUE;
}

static gboolean
check_pools (const TbOutbreakModel *model, GError **error)
{
  guint64 n;

  if (model->n_pools < 1 || model->n_pools > TB_OUTBREAK_MAX_POOLS)
    return complain (error, "there must be 1 to %d pools of devices, got %u", TB_OUTBREAK_MAX_POOLS, model->n_pools);
  for (guint i = 0; i < model->n_pools; i++)
    if (!is_within (model->pools[i].weakness, 0, 1))
      return complain (error, "effectiveness of a protection must be 0 to 1, got %g", 1 - model->pools[i].weakness);
  n = tb_outbreak_model_get_n (model);
  if (n < 1 || n > TB_OUTBREAK_MAX_DEVICES)
    return complain (error, "vulnerable population must be 1 to %" G_GUINT64_FORMAT ", got %" G_GUINT64_FORMAT, TB_OUTBREAK_MAX_DEVICES, n);
  if (model->address_space < n || model->address_space > TB_OUTBREAK_MAX_ADDRESSES)
    return complain (error, "address space must be from the number of devices, %" G_GUINT64_FORMAT ", to 2^48, got %" G_GUINT64_FORMAT, n,
                     model->address_space);
  return TRUE;
}

static gboolean
check_reach (const TbOutbreakModel *model, GError **error)
{
  for (guint i = 0; model->reach != NULL && i < model->n_pools * model->n_pools; i++)
    if (!is_within (model->reach[i], 0, 1))
      return complain (error, "reach from pool %u to pool %u must be 0 to 1, got %g", i / model->n_pools + 1, i % model->n_pools + 1,
                       model->reach[i]);
  return TRUE;
}

static gboolean
check_beginning (const TbOutbreakModel *model, GError **error)
{
  if (model->initial > model->pools[0].n_devices)
    return complain (error, "initial bots must be at most the %u unprotected devices, got %u", model->pools[0].n_devices, model->initial);
  if (model->bootstrap_pool >= model->n_pools)
    return complain (error, "the bootstrap list must be from one of the %u pools, got %u", model->n_pools, model->bootstrap_pool);
  if (model->bootstrap > model->pools[model->bootstrap_pool].n_devices)
    return complain (error, "the bootstrap list must be at most the %u unprotected devices, got %u", model->pools[model->bootstrap_pool].n_devices,
                     model->bootstrap);
  if (model->initial == 0 && model->bootstrap == 0)
    return complain (error, "nobody begins: neither initial bots nor a bootstrap list");
  if (model->bootstrap > 0 && model->bootstrap_rate <= 0)
    return complain (error, "a bootstrap list needs a bootstrap rate above 0");
  return TRUE;
}

static gboolean
check_end (const TbOutbreakModel *model, GError **error)
{
  if (model->scan_limit > TB_OUTBREAK_MAX_LIMIT)
    return complain (error, "scan limit must be at most 2^31 probes, got %" G_GUINT64_FORMAT, model->scan_limit);
  if (model->until_s == 0 && model->reboot_rate > 0 && model->reinfection > 0)
    return complain (error, "with reboots and reinfection an outbreak may never end: say until when");
  return TRUE;
}

/**
 * tb_outbreak_model_check:
 * @model: a model
 * @error: return location: a sentence with the value that will not do
 *
 * Returns: whether @model can be run
 */
gboolean
tb_outbreak_model_check (const TbOutbreakModel *model, GError **error)
{
  return check_ranges (model, error) && check_pools (model, error) && check_reach (model, error) && check_beginning (model, error)
         && check_end (model, error);
}
