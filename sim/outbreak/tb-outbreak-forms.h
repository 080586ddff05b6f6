/* tb-outbreak-forms: what mathematics says an outbreak does, and what is measured of one to hold against it.
 *
 * Closed forms of random scanning (Staniford, Paxson and Weaver 2002; the stochastic ones are those of a pure birth process) and the statistics of
 * runs. Floating point, since nothing here decides what happens in a run. Times in seconds, rates per second. */
#pragma once

#include "tb-outbreak-run.h"

G_BEGIN_DECLS

/**
 * TbOutbreakStatistic:
 * @n: values
 * @mean: their mean
 * @sd: their standard deviation
 * @error: standard error of the mean
 * @median: the middle one
 */
typedef struct
{
  guint n;
  double mean;
  double sd;
  double error;
  double median;
} TbOutbreakStatistic;

double tb_form_time_to          (guint64 n, guint64 initial, double growth, guint64 infected);
double tb_form_time_sd          (guint64 n, guint64 initial, double growth, guint64 infected);
double tb_form_spread           (double growth);
double tb_form_logistic         (double n, double initial, double growth, double time_s);
double tb_form_listed           (double n, double growth, double list_rate, double time_s);
double tb_form_loading          (double initial, double growth, double load_s, double time_s);
double tb_form_final_size       (double r0, double initial_share);
double tb_form_plateau          (double n, double growth, double leave_rate);
double tb_form_extinction       (guint64 scan_limit, double hit_chance);

double tb_outbreak_fit_growth   (const TbOutbreakResult *result);
double tb_outbreak_level_s      (const TbOutbreakResult *result, guint percent);
TbOutbreakStatistic tb_statistic_of (const double *values, guint n);

double tb_ks_exponential        (const double *values, guint n, double mean);
double tb_ks_two                (const double *a, guint n_a, const double *b, guint n_b);
double tb_ks_limit              (double n_a, double n_b);

G_END_DECLS
