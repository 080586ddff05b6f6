/* The validation table with few runs: every row is good. With 300 runs `trustbed-cli outbreak --validate` prints it. */
#include "tb-outbreak-validation.h"

#include <math.h>

/* Unoptimized and sanitized, a run takes fifteen times as long; there it is about memory, and these hold too. */
#if defined (__SANITIZE_ADDRESS__)
#define N_RUNS 3u
#elif defined (__has_feature)
#if __has_feature (address_sanitizer)
#define N_RUNS 3u
#endif
#endif
#ifndef N_RUNS
#define N_RUNS 10u
#endif

static void
check_row (const TbOutbreakCheck *check, gpointer data)
{
  guint *n_relative = data;

  *n_relative += check->kind == TB_CHECK_RELATIVE;
  g_test_message ("%s: expected %g, measured %g", check->code, check->expected, check->measured);
  g_assert_true (isfinite (check->measured));
  g_assert_true (check->good);
}

static void
every_row_is_good (void)
{
  guint n_relative = 0;
  TbOutbreakValidation validation = { .n_runs = N_RUNS, .n_threads = 2, .func = check_row, .data = &n_relative };

  g_assert_true (tb_outbreak_validate (&validation));
  g_assert_cmpuint (validation.n_checks, >=, 30);
  g_assert_cmpuint (n_relative, >=, 10);
}

static void
count_row (const TbOutbreakCheck *check, gpointer data)
{
  (*(guint *) data)++;
}

static void
a_cancelled_table_is_not_good (void)
{
  gint cancelled = 1;
  guint n = 0;
  TbOutbreakValidation validation = { .n_runs = 10, .n_threads = 1, .cancelled = &cancelled, .func = count_row, .data = &n };

  g_assert_false (tb_outbreak_validate (&validation));
  g_assert_cmpuint (n, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbreak-validation/good", every_row_is_good);
  g_test_add_func ("/outbreak-validation/cancelled", a_cancelled_table_is_not_good);
  return g_test_run ();
}
