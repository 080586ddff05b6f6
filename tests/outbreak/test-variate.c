/* Draws are what their distributions say, and the same on every machine. */
#include "tb-outbreak-forms.h"
#include "tb-variate.h"

#include <math.h>

#define N 40000

static double
as_double (guint64 fixed, int bits)
{
  return ldexp ((double) fixed, -bits);
}

/* Computed with another implementation of the algorithm, in exact arithmetic. */
static void
waits_are_the_same_everywhere (void)
{
  static const guint64 golden[] = {
    G_GUINT64_CONSTANT (0x471a01b8d1319b6), G_GUINT64_CONSTANT (0x7671e2621b9cdd), G_GUINT64_CONSTANT (0x65b5c784d4477d2),
    G_GUINT64_CONSTANT (0x2baf7228519cbf7), G_GUINT64_CONSTANT (0x37d91ec27b88b2c), G_GUINT64_CONSTANT (0x4efb5a21153c58),
  };
  guint64 sum = 0;
  TbStream stream;

  tb_stream_init (&stream, 42, "exponential");
  for (guint i = 0; i < G_N_ELEMENTS (golden); i++)
    g_assert_cmphex (tb_variate_exponential (&stream), ==, golden[i]);
  tb_stream_init (&stream, 7, "exponential");
  for (guint i = 0; i < 10000; i++)
    sum += tb_variate_exponential (&stream);
  g_assert_cmphex (sum, ==, G_GUINT64_CONSTANT (0x82859e3d42946baa));
}

static void
waits_are_exponential (void)
{
  g_autofree double *waits = g_new (double, N);
  TbStream stream;

  tb_stream_init (&stream, 1, "waits");
  for (guint i = 0; i < N; i++)
    waits[i] = as_double (tb_variate_exponential (&stream), TB_VARIATE_EXPONENTIAL_BITS);
  g_assert_cmpfloat (tb_ks_exponential (waits, N, 1), <, tb_ks_limit (N, INFINITY));
  g_assert_cmpfloat (tb_ks_exponential (waits, N, 1.02), >, tb_ks_limit (N, INFINITY) / 2);
  g_assert_cmpfloat (tb_ks_exponential (waits, N, 1.05), >, tb_ks_limit (N, INFINITY));
}

static void
logarithms_are_right (void)
{
  TbStream stream;

  g_assert_cmpint (tb_variate_ln (1), <, 4);
  g_assert_cmpint (tb_variate_ln (1), >, -4);
  tb_stream_init (&stream, 1, "logarithms");
  for (guint i = 0; i < 10000; i++)
    {
      guint64 x = (tb_stream_next (&stream) >> (i % 64)) | 1;

      g_assert_cmpfloat_with_epsilon (ldexp ((double) tb_variate_ln (x), -TB_VARIATE_LN_BITS), (double) logl ((long double) x), 1e-14);
    }
}

static void
choices_are_below_and_fair (void)
{
  static const guint64 bounds[] = { 1, 2, 3, 1000, G_GUINT64_CONSTANT (1) << 63, (G_GUINT64_CONSTANT (1) << 63) + 1, G_MAXUINT64 };
  guint counts[3] = { 0 };
  TbStream stream;

  tb_stream_init (&stream, 1, "below");
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    for (guint j = 0; j < 1000; j++)
      g_assert_cmpuint (tb_variate_below (&stream, bounds[i]), <, bounds[i]);
  for (guint i = 0; i < 30000; i++)     /* without rejecting, the lower third would come twice as often */
    counts[tb_variate_below (&stream, G_GUINT64_CONSTANT (3) << 62) >> 62]++;
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (counts[i], >, 9700);
      g_assert_cmpuint (counts[i], <, 10300);
    }
}

static void
chance_is_what_it_says (void)
{
  TbStream stream, copy;
  guint n = 0;

  tb_stream_init (&stream, 1, "chance");
  copy = stream;
  g_assert_true (tb_variate_chance (&stream, G_MAXUINT64));
  g_assert_cmpmem (&stream, sizeof stream, &copy, sizeof copy);
  g_assert_false (tb_variate_chance (&stream, 0));
  for (guint i = 0; i < 10000; i++)
    n += tb_variate_chance (&stream, G_MAXUINT64 / 4);
  g_assert_cmpuint (n, >, 2350);        /* 2500 expected, standard deviation 43 */
  g_assert_cmpuint (n, <, 2650);
}

/* --- counts --- */

static TbWide
mean_of (double mean)
{
  return (TbWide) ldexp (mean, TB_VARIATE_MEAN_BITS);
}

/* A sum of squared deviations over its expectation, cell by cell, against its own mean and spread: five standard deviations are much. */
static void
check_distribution (double mean)
{
  guint n_cells = (guint) (mean + 8 * sqrt (mean) + 10), n_used = 0;
  g_autofree guint *counts = g_new0 (guint, n_cells);
  double probability = exp (-mean), deviation = 0;
  TbStream stream;

  tb_stream_initf (&stream, 1, "poisson/%g", mean);
  for (guint i = 0; i < N; i++)
    counts[MIN (tb_variate_poisson (&stream, mean_of (mean)), n_cells - 1)]++;
  for (guint k = 0; k < n_cells; probability *= mean / ++k)
    if (probability * N > 8)
      {
        double off = counts[k] - probability * N;

        deviation += off * off / (probability * N);
        n_used++;
      }
  g_assert_cmpuint (n_used, >, 0);
  g_assert_cmpfloat (deviation, <, n_used + 5 * sqrt (2.0 * n_used));
}

static void
counts_are_poisson (void)
{
  static const double means[] = { 0.02, 0.7, 4, 9.99, 10, 12.5, 40, 300 };

  for (guint i = 0; i < G_N_ELEMENTS (means); i++)
    check_distribution (means[i]);
}

static void
large_counts_have_mean_and_spread (void)
{
  static const double means[] = { 1e4, 1e7, 2.6e8, 3e9 };

  for (guint i = 0; i < G_N_ELEMENTS (means); i++)
    {
      double sum = 0, squares = 0;
      TbStream stream;

      tb_stream_initf (&stream, 1, "poisson/%g", means[i]);
      for (guint j = 0; j < 10000; j++)
        {
          double off = ((double) tb_variate_poisson (&stream, mean_of (means[i])) - means[i]) / sqrt (means[i]);

          sum += off;
          squares += off * off;
        }
      g_assert_cmpfloat (fabs (sum), <, 4 * 100);
      g_assert_cmpfloat (fabs (squares - 10000), <, 4 * sqrt (2.0) * 100);
    }
}

static void
nothing_expected_is_nothing_counted (void)
{
  TbStream stream;

  tb_stream_init (&stream, 1, "none");
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (tb_variate_poisson (&stream, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/variate/exponential/golden", waits_are_the_same_everywhere);
  g_test_add_func ("/variate/exponential", waits_are_exponential);
  g_test_add_func ("/variate/ln", logarithms_are_right);
  g_test_add_func ("/variate/below", choices_are_below_and_fair);
  g_test_add_func ("/variate/chance", chance_is_what_it_says);
  g_test_add_func ("/variate/poisson", counts_are_poisson);
  g_test_add_func ("/variate/poisson/large", large_counts_have_mean_and_spread);
  g_test_add_func ("/variate/poisson/none", nothing_expected_is_nothing_counted);
  return g_test_run ();
}
