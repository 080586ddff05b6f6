/* tb-arm-curve: an arm as a curve: one run, an ensemble as a band, and the closed form.
 *
 * A curve depends on its model and its seeds alone. Runs of an ensemble have the seeds that follow each other, as those of `trustbed-cli outbreak`. */
#pragma once

#include "tb-campaign-arms.h"
#include "tb-outbreak-run.h"

G_BEGIN_DECLS

#define TB_ARM_CURVE_SAMPLES  241
#define TB_ARM_CURVE_MAX_RUNS 1000

/**
 * TbArmCurve:
 * @arm: which
 * @span_s: the last sample is then, the first at 0
 * @values: (array length=TB_ARM_CURVE_SAMPLES): infected devices of one run
 * @n_runs: how many runs make up the band, 0 before there is one
 * @low: (array length=TB_ARM_CURVE_SAMPLES): 5 of a hundred runs are lower
 * @middle: (array length=TB_ARM_CURVE_SAMPLES): half of them are
 * @high: (array length=TB_ARM_CURVE_SAMPLES): 95 are
 * @has_form: whether there is a closed form
 * @form: (array length=TB_ARM_CURVE_SAMPLES): the curve without chance
 * @why_no_form: (nullable): why there is none, marked for translation
 * @n_devices: of all
 * @n_open: of those with a way in
 * @growth: devices that a bot takes per second at the beginning
 * @leave_rate: reboots and clean-ups of a bot per second
 * @n_infections: how often a device was taken in the one run
 * @final: infected devices at the end of it
 * @half_s: when half of the open ones were infected in it, or infinity
 */
typedef struct
{
  TbArm arm;
  double span_s;
  double values[TB_ARM_CURVE_SAMPLES];
  guint n_runs;
  double low[TB_ARM_CURVE_SAMPLES];
  double middle[TB_ARM_CURVE_SAMPLES];
  double high[TB_ARM_CURVE_SAMPLES];
  gboolean has_form;
  double form[TB_ARM_CURVE_SAMPLES];
  const char *why_no_form;
  guint64 n_devices;
  guint64 n_open;
  double growth;
  double leave_rate;
  guint64 n_infections;
  guint32 final;
  double half_s;
} TbArmCurve;

TbArmCurve *tb_arm_curve_new          (const TbArmModel *model, TbArm arm, double span_s, guint64 seed, gint *cancelled);
gboolean    tb_arm_curve_add_ensemble (TbArmCurve *curve, const TbArmModel *model, guint64 first_seed, guint n_runs, guint n_threads, gint *n_done,
                                       gint *cancelled);
TbArmCurve *tb_arm_curve_copy         (const TbArmCurve *curve);
double      tb_arm_curve_get_time_s   (const TbArmCurve *curve, guint sample);
guint       tb_arm_curve_afford       (TbArmCurve *const *curves, guint n_curves, guint n_runs);

G_END_DECLS
