/* tb-cli-outbreak-time: how long to run and how often to look, where the command line leaves that open. */
#include "tb-cli-outbreak.h"

#include <math.h>

#define MOST_SAMPLES 100000
#define USUAL_SAMPLES 200

/* 1, 2 or 5 times a power of ten, at least @ns. */
static guint64
round_step (double ns)
{
  static const double nice[] = { 1, 2, 5, 10 };
  double power = pow (10, floor (log10 (MAX (ns, 1))));
  guint i = 0;

  while (i < G_N_ELEMENTS (nice) - 1 && nice[i] * power < ns)
    i++;
  return (guint64) (nice[i] * power);
}

/**
 * tb_outbreak_choose_samples:
 * @plan: a plan whose model is checked; @step_ns is 0 where it is left open
 *
 * A curve of about 200 samples: to the end that is given, or to where the closed form is all but flat.
 */
void
tb_outbreak_choose_samples (TbOutbreakPlan *plan)
{
  const TbOutbreakModel *model = &plan->model;
  double growth = MAX (tb_outbreak_model_get_growth (model), 1e-12), n = (double) tb_outbreak_model_get_n_open (model);
  double end_s = model->until_s > 0 ? model->until_s : (log (MAX (n / MAX (model->initial, 1), 2)) + 10) / growth;

  if (plan->step_ns == 0)
    plan->step_ns = round_step (MIN (end_s, TB_OUTBREAK_MAX_S) * 1e9 / USUAL_SAMPLES);
  plan->n_samples = (guint) MIN (end_s * 1e9 / (double) plan->step_ns + 1, MOST_SAMPLES);
}

/**
 * tb_outbreak_choose_end:
 * @model: a model
 *
 * Devices that reboot and are taken again may never come to rest. Where no end is given, it is when they have long been as many as they will be, or
 * as good as none: differences to that shrink by | K - d |.
 */
void
tb_outbreak_choose_end (TbOutbreakModel *model)
{
  double growth = tb_outbreak_model_get_growth (model), n = (double) tb_outbreak_model_get_n (model);
  double rate = MAX (fabs (growth - model->reboot_rate), growth / 20);

  if (model->until_s != 0 || !(model->reboot_rate > 0 && model->reinfection > 0))
    return;
  if (model->cleanup_rate > 0)
    rate = MIN (rate, model->cleanup_rate);
  model->until_s = CLAMP (ceil ((log (MAX (n, 2)) + 20) / rate), 1, TB_OUTBREAK_MAX_S);
}
