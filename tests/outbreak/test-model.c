/* What a model must not be is said in a sentence; what it may be can be run. */
#include "tb-outbreak-preset.h"
#include "tb-outbreak.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *sentence;         /* how it begins */
  void (*spoil) (TbOutbreakModel *model);
} Bad;

#define SPOIL(name, statement) static void name (TbOutbreakModel *model) { statement; }

SPOIL (no_devices, model->pools[0].n_devices = 0; model->initial = 0)
SPOIL (more_devices_than_memory, model->pools[0].n_devices = G_MAXUINT32)
SPOIL (sum_of_devices_overflows, model->n_pools = 3; model->pools[0].n_devices = model->pools[1].n_devices = model->pools[2].n_devices = 1u << 31)
SPOIL (no_pools, model->n_pools = 0)
SPOIL (too_many_pools, model->n_pools = TB_OUTBREAK_MAX_POOLS + 1)
SPOIL (fewer_addresses_than_devices, model->address_space = 999)
SPOIL (no_addresses, model->address_space = 0)
SPOIL (endless_addresses, model->address_space = G_MAXUINT64)
SPOIL (no_scanning, model->scan_rate = 0)
SPOIL (negative_scanning, model->scan_rate = -1)
SPOIL (scanning_not_a_number, model->scan_rate = NAN)
SPOIL (endless_scanning, model->scan_rate = INFINITY)
SPOIL (impossible_hits, model->hit_probability = 1.01)
SPOIL (no_hits, model->hit_probability = 0)
SPOIL (negative_reboots, model->reboot_rate = -0.1)
SPOIL (reinfection_above_one, model->reinfection = 2)
SPOIL (negative_cleanup, model->cleanup_rate = -1)
SPOIL (too_many_bots, model->initial = 1001)
SPOIL (too_long_a_list, model->bootstrap = 1001; model->bootstrap_rate = 1)
SPOIL (list_that_nobody_works_off, model->bootstrap = 10)
SPOIL (nobody_begins, model->initial = 0)
SPOIL (endless_loading, model->load_s = 1e30)
SPOIL (endless_run, model->until_s = INFINITY)
SPOIL (list_of_no_pool, model->bootstrap = 1; model->bootstrap_rate = 1; model->bootstrap_pool = 1)
SPOIL (list_longer_than_its_pool, model->n_pools = 2; model->pools[1].n_devices = 5; model->bootstrap = 6; model->bootstrap_pool = 1;
       model->bootstrap_rate = 1)
SPOIL (no_end, model->reboot_rate = 0.1)
SPOIL (limit_too_high, model->scan_limit = G_MAXUINT64)
SPOIL (protection_that_helps_attackers, model->pools[0].weakness = 1.5)
SPOIL (reach_above_one, static const double reach = 1.5; model->reach = &reach)

static const Bad bads[] = {
  { "vulnerable population", no_devices }, { "vulnerable population", more_devices_than_memory },
  { "vulnerable population", sum_of_devices_overflows },
  { "there must be 1 to", no_pools }, { "there must be 1 to", too_many_pools }, { "address space", fewer_addresses_than_devices },
  { "address space", no_addresses }, { "address space", endless_addresses }, { "scan rate", no_scanning }, { "scan rate", negative_scanning },
  { "scan rate", scanning_not_a_number }, { "scan rate", endless_scanning }, { "hit probability", impossible_hits }, { "hit probability", no_hits },
  { "reboot rate", negative_reboots }, { "reinfection", reinfection_above_one }, { "clean-up rate", negative_cleanup },
  { "initial bots", too_many_bots }, { "the bootstrap list must", too_long_a_list }, { "a bootstrap list needs", list_that_nobody_works_off },
  { "the bootstrap list must be from", list_of_no_pool }, { "the bootstrap list must be at most the 5", list_longer_than_its_pool },
  { "nobody begins", nobody_begins }, { "time to infect", endless_loading }, { "end of the run", endless_run }, { "with reboots", no_end },
  { "scan limit", limit_too_high }, { "effectiveness", protection_that_helps_attackers }, { "reach from pool 1 to pool 1", reach_above_one },
};

static void
bad_models_get_a_sentence (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      g_autoptr (GError) error = NULL;
      TbOutbreakModel model;

      tb_outbreak_model_init (&model, 1 << 20, 1000, 10);
      g_assert_true (tb_outbreak_model_check (&model, NULL));
      bads[i].spoil (&model);
      g_assert_false (tb_outbreak_model_check (&model, &error));
      g_assert_error (error, TB_OUTBREAK_ERROR, TB_OUTBREAK_ERROR_RANGE);
      g_assert_true (g_str_has_prefix (error->message, bads[i].sentence));
    }
}

/* Everything at the edge of what is allowed still begins and goes on. */
static void
extreme_models_run (void)
{
  TbOutbreakModel models[4];

  tb_outbreak_model_init (&models[0], 1, 1, TB_OUTBREAK_MAX_RATE);
  tb_outbreak_model_init (&models[1], TB_OUTBREAK_MAX_ADDRESSES, 2, 1e-6);
  models[1].hit_probability = 1e-9;
  tb_outbreak_model_init (&models[2], 1000, 1000, TB_OUTBREAK_MAX_RATE);
  models[2].reboot_rate = models[2].cleanup_rate = TB_OUTBREAK_MAX_RATE;
  models[2].until_s = TB_OUTBREAK_MAX_S;
  tb_outbreak_model_init (&models[3], 1000, 1000, 1e-6);
  models[3].scan_limit = TB_OUTBREAK_MAX_LIMIT;
  models[3].load_s = 86400;
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (TbOutbreak) outbreak = NULL;
      TbOutbreakEvent event;
      guint64 before_ns = 0;

      g_assert_true (tb_outbreak_model_check (&models[i], NULL));
      outbreak = tb_outbreak_new (&models[i], 1, TB_OUTBREAK_ANONYMOUS);
      for (guint j = 0; j < 10000 && tb_outbreak_next (outbreak, &event); j++)
        {
          g_assert_cmpuint (event.time_ns, >=, before_ns);
          before_ns = event.time_ns;
        }
    }
}

static void
protection_divides_a_pool (void)
{
  TbOutbreakModel model;

  tb_outbreak_model_init (&model, 1 << 20, 1000, 10);
  tb_outbreak_model_protect (&model, 0.25, 1);
  g_assert_cmpuint (model.n_pools, ==, 2);
  g_assert_cmpuint (model.pools[1].n_devices, ==, 250);
  g_assert_cmpuint (tb_outbreak_model_get_n (&model), ==, 1000);
  g_assert_cmpuint (tb_outbreak_model_get_n_open (&model), ==, 750);
  g_assert_cmpfloat_with_epsilon (tb_outbreak_model_get_growth (&model), 10 * 750 / 1048576.0, 1e-12);
  tb_outbreak_model_init (&model, 1 << 20, 1000, 10);
  tb_outbreak_model_protect (&model, 0.5, 0.8);
  g_assert_cmpuint (tb_outbreak_model_get_n_open (&model), ==, 1000);
  g_assert_cmpfloat_with_epsilon (tb_outbreak_model_get_growth (&model), 10 * 600 / 1048576.0, 1e-12);
  tb_outbreak_model_init (&model, 1 << 20, 1000, 10);
  tb_outbreak_model_protect (&model, 0, 1);
  g_assert_cmpuint (model.n_pools, ==, 1);
  tb_outbreak_model_protect (&model, 1, 1);
  g_assert_cmpuint (model.pools[0].n_devices, ==, 1);   /* who begins cannot be protected */
  g_assert_true (tb_outbreak_model_check (&model, NULL));
}

static void
passwords_are_tried_without_repeating (void)
{
  g_assert_cmpfloat (tb_outbreak_credential_chance (10, 62), ==, 10.0 / 62);
  g_assert_cmpfloat (tb_outbreak_credential_chance (62, 62), ==, 1);
  g_assert_cmpfloat (tb_outbreak_credential_chance (100, 62), ==, 1);
  g_assert_cmpfloat (tb_outbreak_credential_chance (0, 62), ==, 0);
}

static void
presets_can_be_run_and_say_what_is_fitted (void)
{
  const TbOutbreakPreset *preset;

  for (guint i = 0; (preset = tb_outbreak_preset_get (i)) != NULL; i++)
    {
      g_assert_true (tb_outbreak_model_check (&preset->model, NULL));
      g_assert_true (tb_outbreak_preset_find (preset->code) == preset);
    }
  g_assert_null (tb_outbreak_preset_find ("nobody"));
  g_assert_nonnull (tb_outbreak_preset_find ("mirai-2016")->calibrated);
  g_assert_null (tb_outbreak_preset_find ("staniford")->calibrated);
  g_assert_cmpfloat_with_epsilon (tb_outbreak_model_get_growth (&tb_outbreak_preset_find ("code-red")->model) * 3600, 1.8, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbreak-model/bad", bad_models_get_a_sentence);
  g_test_add_func ("/outbreak-model/extreme", extreme_models_run);
  g_test_add_func ("/outbreak-model/protect", protection_divides_a_pool);
  g_test_add_func ("/outbreak-model/credentials", passwords_are_tried_without_repeating);
  g_test_add_func ("/outbreak-model/presets", presets_can_be_run_and_say_what_is_fitted);
  return g_test_run ();
}
