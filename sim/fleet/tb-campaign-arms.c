/* tb-campaign-arms: see the header. Devices without a way in change nothing, whatever probes them, so only those that can be taken get a pool. */
#include "tb-campaign-arms.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const TbArmInfo infos[TB_N_ARMS] = {
  [TB_ARM_AS_SHIPPED] = { "as-shipped", N_("as shipped"), N_("Devices as they come from the factory."), { 0 }, 0 },
  [TB_ARM_BROKER_TLS] = { "broker-tls", N_("broker mutual TLS only"),
                          N_("The broker demands certificates. That closes no door of a device, so the curve lies on the first."), { TB_DEFENCE_BROKER_TLS }, 1 },
  [TB_ARM_TELNET_CLOSED] = { "telnet-closed", N_("telnet closed only"), N_("The door they came through is closed. Anybody may still report to the broker."),
                             { TB_DEFENCE_CLOSE_TELNET }, 1 },
  [TB_ARM_BOTH] = { "both", N_("both"), N_("Certificates say who reports, closed doors keep bots out: each does its own work."),
                    { TB_DEFENCE_BROKER_TLS, TB_DEFENCE_CLOSE_TELNET }, 2 },
};

/* Worms of servers came through holes in their software, Mirai through factory passwords. */
static const struct { const char *preset; TbVector vector; } vectors[] = {
  { "code-red", TB_VECTOR_FIRMWARE },
  { "slammer", TB_VECTOR_FIRMWARE },
};

/**
 * tb_arm_info:
 * @arm: an arm
 *
 * Returns: (transfer none): its row
 */
const TbArmInfo *
tb_arm_info (TbArm arm)
{
  return &infos[arm];
}

/* What closed telnet comes to when bots do not come through it, or not only. */
static const char *const other_whys[TB_N_VECTORS][TB_N_ARMS] = {
  [TB_VECTOR_FIRMWARE] = { [TB_ARM_TELNET_CLOSED] = N_("They come through a hole in the software: closing telnet changes nothing."),
                           [TB_ARM_BOTH] = N_("Neither closes the hole in the software. An update does.") },
  [TB_VECTOR_ANY] = { [TB_ARM_TELNET_CLOSED] = N_("One of two doors is closed. Who has the hole in the firmware is taken through that."),
                      [TB_ARM_BOTH] = N_("Neither closes the hole in the firmware. An update does, or mutual TLS on the management port.") },
};

/**
 * tb_arm_get_why:
 * @arm: an arm
 * @vector: through which door they come
 *
 * Returns: (transfer none): what its defences do to the curve, a sentence marked for translation
 */
const char *
tb_arm_get_why (TbArm arm, TbVector vector)
{
  const char *other = other_whys[vector][arm];

  return other != NULL ? other : infos[arm].why;
}

static const TbCampaign *
campaign_of (const TbPopulation *population)
{
  return &tb_fleet_group_of (population->fleet, tb_fleet_get_attacker (population->fleet))->campaign;
}

/**
 * tb_population_get_vector:
 * @population: among whom it spreads
 *
 * Returns: through which door
 */
TbVector
tb_population_get_vector (const TbPopulation *population)
{
  if (population->preset == NULL)
    return campaign_of (population)->vector;
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    if (strcmp (vectors[i].preset, population->preset->code) == 0)
      return vectors[i].vector;
  return TB_VECTOR_TELNET;
}

/**
 * tb_population_get_terms:
 * @population: among whom it spreads
 * @terms: (out caller-allocates): as the scenario has them or as they were published
 */
void
tb_population_get_terms (const TbPopulation *population, TbWhatIfTerms *terms)
{
  if (population->preset != NULL)
    tb_what_if_terms_from_preset (terms, population->preset);
  else
    tb_what_if_terms_from_campaign (terms, campaign_of (population));
}

/* --- doors --- */

/* Devices that are alike: where, how many can be taken as shipped, and how many once everything that the arm does is done. */
typedef struct
{
  guint origin;
  guint32 open;
  guint32 open_still;
} Doors;

typedef struct
{
  const TbWhatIfTerms *terms;
  const TbCampaignModel *bare;  /* NULL for a preset */
  TbArmModel *arm;
  guint origins[TB_ARM_MAX_POOLS];
} Making;

static double
term (const Making *making, TbTerm which)
{
  return making->terms->values[which];
}

static guint32
share_of (double share, guint32 n)
{
  return (guint32) (share * n + 0.5);
}

static void
add_pool (Making *making, guint origin, guint32 n_devices, double weakness)
{
  TbOutbreakModel *model = &making->arm->model;

  if (n_devices == 0 || weakness == 0)
    return;
  making->origins[model->n_pools] = origin;
  model->pools[model->n_pools++] = (TbOutbreakPool) { n_devices, weakness, TB_REFUSAL_WRONG_PASSWORD };
  making->arm->n_open += n_devices;
}

/* The attacker knows some of the first devices with an open door; who has closed it since is of no use to him. */
static void
add_list (Making *making, const Doors *doors, guint32 n_plain)
{
  TbOutbreakModel *model = &making->arm->model;
  double known = MIN (term (making, TB_TERM_LIST), doors->open);

  model->bootstrap = MIN (share_of ((double) n_plain / doors->open, (guint32) known), n_plain);
  model->bootstrap_pool = model->bootstrap > 0 ? model->n_pools : 0;
  model->bootstrap_rate = term (making, TB_TERM_LIST_RATE);
}

static void
add_doors (Making *making, const Doors *doors, gboolean is_first)
{
  guint32 open = share_of (term (making, TB_TERM_VULNERABLE), doors->open);
  guint32 closable = share_of (term (making, TB_TERM_VULNERABLE), doors->open - doors->open_still);
  guint32 closed = share_of (term (making, TB_TERM_CLOSED_SHARE), closable);
  double weakness = 1 - term (making, TB_TERM_CLOSED_EFFECT);

  if (is_first)
    add_list (making, doors, open - closed);
  add_pool (making, doors->origin, open - closed, 1);
  add_pool (making, doors->origin, closed, weakness);
  making->arm->is_leaky |= closed > 0 && weakness > 0 && weakness < 1;
}

/* --- whose --- */

static void
set_numbers (TbOutbreakModel *model, const TbWhatIfTerms *terms)
{
  const double *values = terms->values;

  model->address_space = (guint64) values[TB_TERM_ADDRESSES];
  model->scan_rate = values[TB_TERM_SCAN_RATE];
  model->hit_probability = values[TB_TERM_HIT];
  model->scan_limit = (guint64) values[TB_TERM_SCAN_LIMIT];
  model->reboot_rate = values[TB_TERM_REBOOT_S] > 0 ? 1 / values[TB_TERM_REBOOT_S] : 0;
  model->cleanup_rate = values[TB_TERM_CLEAN_S] > 0 ? 1 / values[TB_TERM_CLEAN_S] : 0;
  model->load_s = values[TB_TERM_LOAD_S];
  model->reinfection = 1;
}

/* Whoever begins: the attacker, whom nobody reaches and who is no device, or the first device of a published outbreak; or nobody, where there is a
 * list. */
static void
set_beginning (Making *making, guint32 n_bots, gboolean is_attacker)
{
  TbOutbreakModel *model = &making->arm->model;

  model->initial = n_bots;
  model->n_pools = 1;
  model->pools[0] = (TbOutbreakPool) { MAX (n_bots, 1), n_bots > 0, TB_REFUSAL_UNREACHABLE, is_attacker };
  making->arm->n_hidden = is_attacker ? n_bots : 0;
  making->arm->n_open = is_attacker ? 0 : n_bots;
}

static void
count_fleet (Making *making, const TbPopulation *population, const TbArmInfo *info)
{
  g_autofree TbCampaignModel *bare = g_new (TbCampaignModel, 1);
  g_autofree TbCampaignModel *defended = g_new (TbCampaignModel, 1);
  gboolean is_first = TRUE;

  tb_campaign_model_count (bare, campaign_of (population), population->fleet, NULL, 0);
  tb_campaign_model_count (defended, campaign_of (population), population->fleet, info->defences, info->n_defences);
  set_beginning (making, 1, TRUE);
  making->arm->n_devices = tb_outbreak_model_get_n (&bare->model) - 1;
  for (guint i = TB_CAMPAIGN_POOL_AWAY; i < bare->model.n_pools; i++)
    if (bare->model.pools[i].weakness > 0 && bare->model.pools[i].n_devices > 0)
      {
        Doors doors = { i, bare->model.pools[i].n_devices, defended->model.pools[i].n_devices };

        add_doors (making, &doors, is_first);
        is_first = FALSE;
      }
  for (guint i = 0; i < making->arm->model.n_pools; i++)
    for (guint j = 0; j < making->arm->model.n_pools; j++)
      making->arm->reach[i * making->arm->model.n_pools + j] = bare->reach[making->origins[i] * bare->model.n_pools + making->origins[j]];
  making->arm->model.reach = making->arm->reach;
}

static gboolean
is_open_after (const TbArmInfo *info, TbVector vector)
{
  TbSurface surface = { 0, TRUE, TB_CREDENTIAL_FACTORY, TB_MANAGEMENT_OPEN, FALSE, FALSE };

  for (guint i = 0; i < info->n_defences; i++)
    tb_surface_defend (&surface, info->defences[i], 0);
  return tb_surface_judge (&surface, vector) == TB_REFUSAL_N;
}

static void
count_preset (Making *making, const TbPopulation *population, const TbArmInfo *info)
{
  const TbOutbreakModel *published = &population->preset->model;
  guint32 n = published->pools[0].n_devices - published->initial;
  Doors doors = { 0, n, is_open_after (info, tb_population_get_vector (population)) ? n : 0 };

  set_beginning (making, published->initial, FALSE);
  making->arm->n_devices = tb_outbreak_model_get_n (published);
  add_doors (making, &doors, TRUE);
}

static gboolean
is_mixed (const TbArmModel *arm)
{
  for (guint i = 0; arm->model.reach != NULL && i < arm->model.n_pools; i++)
    for (guint j = 1; j < arm->model.n_pools; j++)
      if (arm->reach[i * arm->model.n_pools + j] != 1)
        return FALSE;
  return TRUE;
}

/**
 * tb_arm_model_init:
 * @model: (out caller-allocates): a model
 * @population: among whom it spreads
 * @arm: which defences they have
 * @terms: everything else
 * @error: return location: a sentence with the value that will not do
 *
 * Makes the model of an arm, until [func@arm_model_get_span_s].
 *
 * Returns: whether it can be run; an idle one need not be
 */
gboolean
tb_arm_model_init (TbArmModel *model, const TbPopulation *population, TbArm arm, const TbWhatIfTerms *terms, GError **error)
{
  Making making = { .terms = terms, .arm = model };

  if (!tb_what_if_terms_check (terms, error))
    return FALSE;
  memset (model, 0, sizeof *model);
  set_numbers (&model->model, terms);
  if (population->preset != NULL)
    count_preset (&making, population, &infos[arm]);
  else
    count_fleet (&making, population, &infos[arm]);
  model->is_mixed = is_mixed (model);
  model->is_idle = model->model.initial == 0 && model->model.bootstrap == 0;
  model->model.until_s = tb_arm_model_get_span_s (model);
  return model->is_idle || tb_outbreak_model_check (&model->model, error);
}
