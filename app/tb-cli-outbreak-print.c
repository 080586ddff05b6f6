/* tb-cli-outbreak-print: what many runs have in common, for people, programs and spreadsheets. */
#include "tb-cli-outbreak.h"

#include <math.h>

#include "tb-units.h"

/* --- closed forms beside it --- */

/* Where a closed form is known: every pool open, nobody leaves, no list, no limit. */
static gboolean
is_plain (const TbOutbreakModel *model)
{
  return model->reboot_rate + model->cleanup_rate == 0 && model->bootstrap == 0 && model->scan_limit == 0 && model->load_s == 0
         && model->reach == NULL && model->n_pools == 1 && model->initial > 0;
}

static double
closed_form (const TbOutbreakModel *model, TbOutbreakNumber number)
{
  double growth = tb_outbreak_model_get_growth (model);
  guint64 n = tb_outbreak_model_get_n_open (model);

  if (!is_plain (model) || (guint64) model->initial * 10 > n)
    return NAN;
  switch (number)
    {
    case TB_NUMBER_T10:
      return tb_form_time_to (n, model->initial, growth, (n + 9) / 10);
    case TB_NUMBER_T50:
      return tb_form_time_to (n, model->initial, growth, (n + 1) / 2);
    case TB_NUMBER_T90:
      return tb_form_time_to (n, model->initial, growth, (n * 9 + 9) / 10);
    case TB_NUMBER_SPREAD:
      return tb_form_spread (growth);
    case TB_NUMBER_GROWTH:
      return growth;
    case TB_NUMBER_FIRST_HIT:
      return (double) n / (growth * model->initial * (double) (n - model->initial));
    default:
      return NAN;
    }
}

/* --- JSON --- */

static void
add_number (JsonBuilder *json, const char *key, double value)
{
  if (isfinite (value))
    tb_cli_add_double (json, key, value);
  else
    tb_cli_add_text (json, key, NULL);
}

static void
add_statistic (JsonBuilder *json, const TbOutbreakPlan *plan, const GPtrArray *rows, TbOutbreakNumber number)
{
  TbOutbreakStatistic s = tb_outbreak_rows_measure (rows, number);
  double none = s.n > 0 ? 0 : NAN;

  json_builder_set_member_name (json, tb_outbreak_number_codes[number]);
  json_builder_begin_object (json);
  tb_cli_add_int (json, "n", s.n);
  add_number (json, "mean", s.mean + none);
  add_number (json, "sd", s.sd + none);
  add_number (json, "median", s.median + none);
  add_number (json, "standard_error", s.error + none);
  add_number (json, "closed_form", closed_form (&plan->model, number));
  json_builder_end_object (json);
}

static guint
count_extinct (const GPtrArray *rows)
{
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += ((const TbOutbreakRow *) g_ptr_array_index (rows, i))->is_extinct;
  return n;
}

typedef enum { COLUMN_MEAN, COLUMN_SD, COLUMN_MEDIAN, COLUMN_N } Column;

static double
value_in_column (const TbOutbreakStatistic *s, Column column)
{
  const double values[COLUMN_N] = { s->mean, s->sd, s->median };

  return s->n > 0 ? values[column] : NAN;
}

/* The same figures the other way round: for each statistic, all numbers. */
static void
add_column (JsonBuilder *json, const GPtrArray *rows, const char *key, Column column)
{
  json_builder_set_member_name (json, key);
  json_builder_begin_object (json);
  for (guint i = 0; i < TB_NUMBER_N; i++)
    {
      TbOutbreakStatistic s = tb_outbreak_rows_measure (rows, (TbOutbreakNumber) i);

      add_number (json, tb_outbreak_number_codes[i], value_in_column (&s, column));
    }
  json_builder_end_object (json);
}

static void
add_summary (JsonBuilder *json, const TbOutbreakPlan *plan, const GPtrArray *rows)
{
  json_builder_begin_object (json);
  tb_cli_add_int (json, "runs", rows->len);
  tb_cli_add_int (json, "extinct", count_extinct (rows));
  add_column (json, rows, "mean", COLUMN_MEAN);
  add_column (json, rows, "sd", COLUMN_SD);
  add_column (json, rows, "median", COLUMN_MEDIAN);
  for (guint i = 0; i < TB_NUMBER_N; i++)
    add_statistic (json, plan, rows, (TbOutbreakNumber) i);
  json_builder_end_object (json);
}

static void
add_point (JsonBuilder *json, const TbOutbreakPlan *plan, const GPtrArray *rows, guint i)
{
  double band[3];

  tb_outbreak_rows_band (rows, i, band);
  json_builder_begin_object (json);
  tb_cli_add_double (json, "time_s", (double) (i * plan->step_ns) / 1e9);
  tb_cli_add_double (json, "mean", tb_outbreak_rows_mean (rows, i));
  tb_cli_add_double (json, "p5", band[0]);
  tb_cli_add_double (json, "median", band[1]);
  tb_cli_add_double (json, "p95", band[2]);
  json_builder_end_object (json);
}

/**
 * tb_outbreak_print_json:
 * @plan: what was run
 * @rows: (element-type TbOutbreakRow): at least one run, sorted
 * @curves: whether to give the curve of every run
 *
 * Prints one document.
 */
void
tb_outbreak_print_json (const TbOutbreakPlan *plan, const GPtrArray *rows, gboolean curves)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "parameters");
  tb_outbreak_add_plan (json, plan);
  json_builder_set_member_name (json, "runs");
  json_builder_begin_array (json);
  for (guint i = 0; i < rows->len; i++)
    tb_outbreak_add_row (json, plan, g_ptr_array_index (rows, i), curves);
  json_builder_end_array (json);
  json_builder_set_member_name (json, "summary");
  add_summary (json, plan, rows);
  json_builder_set_member_name (json, "curve");
  json_builder_begin_array (json);
  for (guint i = 0; i < plan->n_samples; i++)
    add_point (json, plan, rows, i);
  json_builder_end_array (json);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

/* --- text --- */

typedef enum { AS_TIME, AS_RATE, AS_COUNT } Look;

static const struct { const char *words; Look look; } lines[TB_NUMBER_N] = {
  { "10 % infected after", AS_TIME }, { "50 % infected after", AS_TIME }, { "90 % infected after", AS_TIME }, { "from 10 % to 90 %", AS_TIME },
  { "K, fitted, per hour", AS_RATE }, { "first hit after", AS_TIME }, { "infected at the end", AS_COUNT }, { "infected at most", AS_COUNT },
  { "infected, later half", AS_COUNT }, { "infections", AS_COUNT }, { "generations", AS_COUNT },
};

static char *
format_value (double value, Look look)
{
  if (!isfinite (value))
    return g_strdup ("-");
  if (look == AS_RATE)
    return g_strdup_printf ("%.5g", value * 3600);
  if (look == AS_COUNT)
    return g_strdup_printf ("%.1f", value);
  return value < 600 ? g_strdup_printf ("%.4g s", value) : value < 2 * 86400 ? g_strdup_printf ("%.5g h", value / 3600)
                                                                               : g_strdup_printf ("%.5g d", value / 86400);
}

static void
print_line (const TbOutbreakPlan *plan, const GPtrArray *rows, TbOutbreakNumber number)
{
  TbOutbreakStatistic s = tb_outbreak_rows_measure (rows, number);
  Look look = lines[number].look;
  g_autofree char *mean = format_value (s.mean, look);
  g_autofree char *sd = format_value (s.n > 1 ? s.sd : NAN, look);
  g_autofree char *error = format_value (s.n > 1 ? s.error : NAN, look);
  g_autofree char *median = format_value (s.median, look);
  g_autofree char *form = format_value (closed_form (&plan->model, number), look);

  if (s.n > 0 && !(number == TB_NUMBER_LATE && plan->model.until_s == 0))
    g_print ("  %-22s %12s %12s %12s %12s %12s\n", lines[number].words, mean, error, sd, median, form);
}

static void
print_curve (const TbOutbreakPlan *plan, const GPtrArray *rows)
{
  double n = (double) tb_outbreak_model_get_n_open (&plan->model), band[3];
  guint stride = MAX (plan->n_samples / 25, 1);

  g_print ("\n  %-14s %12s %12s %12s\n", "after", "mean", "5 %", "95 %");
  for (guint i = 0; i < plan->n_samples; i += stride)
    {
      double mean = tb_outbreak_rows_mean (rows, i);
      g_autofree char *time = format_value ((double) (i * plan->step_ns) / 1e9, AS_TIME);
      g_autofree char *bar = g_strnfill ((gsize) (mean / n * 40 + 0.5), '#');

      tb_outbreak_rows_band (rows, i, band);
      g_print ("  %-14s %12.1f %12.0f %12.0f  %s\n", time, mean, band[0], band[2], bar);
    }
}

static void
print_heading (const TbOutbreakPlan *plan, const GPtrArray *rows)
{
  const TbOutbreakModel *model = &plan->model;

  if (plan->preset != NULL)
    g_print ("%s: %s\n%s\n", plan->preset->code, plan->preset->what, plan->preset->source);
  if (plan->preset != NULL && plan->preset->calibrated != NULL)
    g_print ("Calibrated: %s.\n", plan->preset->calibrated);
  g_print ("%" G_GUINT64_FORMAT " devices of %" G_GUINT64_FORMAT " addresses, %g probes per second and bot, K = s p N / W = %.5g per hour\n",
           tb_outbreak_model_get_n (model), model->address_space, model->scan_rate, tb_outbreak_model_get_growth (model) * 3600);
  g_print ("%u runs, seeds %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT "; %u died out\n\n", rows->len, plan->first_seed,
           plan->first_seed + plan->n_runs - 1, count_extinct (rows));
}

/**
 * tb_outbreak_print_text:
 * @plan: what was run
 * @rows: (element-type TbOutbreakRow): at least one run, sorted
 *
 * Prints a table and the mean curve.
 */
void
tb_outbreak_print_text (const TbOutbreakPlan *plan, const GPtrArray *rows)
{
  print_heading (plan, rows);
  g_print ("  %-22s %12s %12s %12s %12s %12s\n", "", "mean", "std. error", "std. dev.", "median", "closed form");
  for (guint i = 0; i < TB_NUMBER_N; i++)
    print_line (plan, rows, (TbOutbreakNumber) i);
  print_curve (plan, rows);
}

/* --- CSV --- */

/**
 * tb_outbreak_write_csv:
 * @plan: what was run
 * @rows: (element-type TbOutbreakRow): sorted
 * @path: where to; whole or not at all
 * @error: return location
 *
 * Writes every point of every curve.
 *
 * Returns: whether it is written
 */
gboolean
tb_outbreak_write_csv (const TbOutbreakPlan *plan, const GPtrArray *rows, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new ("seed,time_s,infected,immune\n");
  g_autoptr (GBytes) bytes = NULL;
  char time[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < rows->len; i++)
    {
      const TbOutbreakRow *row = g_ptr_array_index (rows, i);

      for (guint j = 0; j < plan->n_samples; j++)
        g_string_append_printf (text, "%" G_GUINT64_FORMAT ",%s,%u,%u\n", row->seed,
                                g_ascii_formatd (time, sizeof time, "%.12g", (double) (j * plan->step_ns) / 1e9), row->infected[j], row->immune[j]);
    }
  bytes = g_string_free_to_bytes (g_steal_pointer (&text));
  return tb_cli_write (path, bytes, 0644, error);
}
