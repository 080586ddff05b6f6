/* Fuzzes the reader of files of runs: what is accepted is a plan that could be run, and rows whose statistics and curves can be had. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "tb-cli-outbreak.h"

static void
use_rows (const TbOutbreakPlan *plan, const GPtrArray *rows)
{
  double band[3];

  for (guint i = 0; i < TB_NUMBER_N; i++)
    g_assert_true (isfinite (tb_outbreak_rows_measure (rows, (TbOutbreakNumber) i).mean));
  for (guint i = 0; i < plan->n_samples && rows->len > 0; i++)
    {
      tb_outbreak_rows_band (rows, i, band);
      g_assert_true (band[0] <= band[1] && band[1] <= band[2] && tb_outbreak_rows_mean (rows, i) <= (double) tb_outbreak_model_get_n (&plan->model));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_outbreak_row_free);
  g_auto (TbOutbreakPlan) plan = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean good = tb_outbreak_rows_parse (&plan, rows, "a file", n_bytes > 0 ? (const char *) data : "", n_bytes, &error);

  g_assert_true (good == (error == NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (!good)
    return 0;
  g_assert_true (tb_outbreak_model_check (&plan.model, NULL) && tb_outbreak_is_same_plan (&plan, &plan));
  use_rows (&plan, rows);
  return 0;
}

/* A file of two runs, as it is written. */
static GBytes *
make_file (gboolean with_networks)
{
  static const double reach[] = { 1, 0.5, 0, 1 };
  TbOutbreakPlan plan = { .first_seed = 1, .n_runs = 2, .step_ns = G_GUINT64_CONSTANT (100000000000), .n_samples = 4, .n_shards = 1 };
  const TbOutbreakTerms terms = { .model = &plan.model, .step_ns = plan.step_ns, .n_samples = plan.n_samples };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_outbreak_row_free);
  g_autofree char *text = NULL;

  tb_outbreak_model_init (&plan.model, 1 << 16, 50, 10);
  plan.model.n_pools = with_networks ? 2 : 1;
  plan.model.pools[1] = plan.model.pools[0];
  plan.model.reach = plan.reach = with_networks ? g_memdup2 (reach, sizeof reach) : NULL;
  for (guint64 seed = 1; seed <= 2; seed++)
    {
      g_autoptr (TbOutbreakResult) result = tb_outbreak_run (&terms, seed);

      g_ptr_array_add (rows, tb_outbreak_row_new (result));
    }
  text = tb_outbreak_rows_to_text (&plan, rows);
  tb_outbreak_plan_clear (&plan);
  return g_bytes_new (text, strlen (text));
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const bad[] = { "[[[[[[[[[[[[[[[[[[[[", "{\"format\": \"trustbed-outbreak-1\", \"parameters\": {}, \"runs\": []}" };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, make_file (FALSE));
  g_ptr_array_add (seeds, make_file (TRUE));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (bad[i], strlen (bad[i])));
  return seeds;
}
