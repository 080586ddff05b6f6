/* Runs: what is kept of them is what happened, and nobody can tell on how many threads they were. */
#include "tb-outbreak-forms.h"
#include "tb-outbreak-preset.h"

#include <math.h>
#include <string.h>

#define N_RUNS 12u

static TbOutbreakModel
small_model (void)
{
  TbOutbreakModel model;

  tb_outbreak_model_init (&model, 1 << 20, 2000, 50);
  model.reboot_rate = 0.01;
  model.cleanup_rate = 0.005;
  model.until_s = 300;
  return model;
}

static GPtrArray *
run_on (const TbOutbreakTerms *terms, guint n_threads)
{
  guint64 seeds[N_RUNS];

  for (guint i = 0; i < N_RUNS; i++)
    seeds[i] = 100 + i;
  return tb_outbreak_run_all (terms, seeds, N_RUNS, n_threads);
}

static void
check_equal (const TbOutbreakResult *a, const TbOutbreakResult *b)
{
  g_assert_cmpuint (a->seed, ==, b->seed);
  g_assert_cmpmem (a->level_ns, sizeof a->level_ns, b->level_ns, sizeof b->level_ns);
  g_assert_cmpuint (a->n_infections, ==, b->n_infections);
  g_assert_cmpuint (a->end_ns, ==, b->end_ns);
  g_assert_cmpuint (a->late, ==, b->late);
  g_assert_cmpmem (a->samples, a->n_samples * sizeof *a->samples, b->samples, b->n_samples * sizeof *b->samples);
}

static void
threads_change_nothing (void)
{
  const TbOutbreakModel model = small_model ();
  const TbOutbreakTerms terms = { .model = &model, .step_ns = G_GUINT64_CONSTANT (10000000000), .n_samples = 31 };
  g_autoptr (GPtrArray) one = run_on (&terms, 1);
  static const guint counts[] = { 2, 5, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr (GPtrArray) many = run_on (&terms, counts[i]);

      for (guint j = 0; j < N_RUNS; j++)
        check_equal (g_ptr_array_index (one, j), g_ptr_array_index (many, j));
    }
}

/* --- what is kept --- */

static guint64
count_kind (TbJournal *journal, guint kind, guint64 until_ns)
{
  guint64 n = 0;

  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      n += record->kind == kind && record->time_us < (gint64) (until_ns / 1000);
    }
  return n;
}

static void
curve_and_journal_agree (void)
{
  const TbOutbreakModel model = small_model ();
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  const TbOutbreakTerms terms = { .model = &model, .step_ns = G_GUINT64_CONSTANT (10000000000), .n_samples = 31, .journal = journal };
  g_autoptr (TbOutbreakResult) result = tb_outbreak_run (&terms, 1);

  tb_journal_publish (journal);
  g_assert_cmpuint (count_kind (journal, TB_RECORD_INFECTED, G_MAXINT64), ==, result->n_infections);
  for (guint i = 1; i < 31; i++)
    {
      guint64 in = count_kind (journal, TB_RECORD_INFECTED, i * terms.step_ns), out = count_kind (journal, TB_RECORD_CLEARED, i * terms.step_ns);

      g_assert_cmpuint (result->samples[i].infected, ==, in - out);
    }
  g_assert_cmpuint (result->samples[30].infected, ==, result->final);
  g_assert_cmpuint (result->samples[0].infected, ==, 1);
}

static void
milestones_are_in_order (void)
{
  TbOutbreakModel model = small_model ();
  const TbOutbreakTerms terms = { .model = &model };
  g_autoptr (TbOutbreakResult) result = NULL;

  model.reboot_rate = model.cleanup_rate = model.until_s = 0;
  result = tb_outbreak_run (&terms, 1);
  for (guint i = 1; i < TB_OUTBREAK_N_LEVELS; i++)
    g_assert_cmpuint (result->level_ns[i - 1], <=, result->level_ns[i]);
  g_assert_cmpuint (result->first_hit_ns, <=, result->level_ns[0]);
  g_assert_cmpuint (result->level_ns[98], <=, result->end_ns);
  g_assert_cmpuint (result->peak_ns, ==, result->end_ns);
  g_assert_cmpuint (result->peak, ==, 2000);
  g_assert_cmpuint (result->final, ==, 2000);
  g_assert_false (result->is_extinct);
}

static void
what_never_was_is_never (void)
{
  TbOutbreakModel model = small_model ();
  const TbOutbreakTerms terms = { .model = &model };
  g_autoptr (TbOutbreakResult) result = NULL;

  model.reboot_rate = 50;       /* 500 times as fast as it grows */
  result = tb_outbreak_run (&terms, 1);
  g_assert_true (result->is_extinct);
  g_assert_cmpuint (result->level_ns[49], ==, TB_OUTBREAK_NEVER);
  g_assert_cmpuint (result->late, ==, 0);
  g_assert_true (isnan (tb_outbreak_fit_growth (result)));
  g_assert_true (isinf (tb_outbreak_level_s (result, 50)));
}

/* --- ending early --- */

static void
cancelled_runs_are_not_there (void)
{
  const TbOutbreakModel model = small_model ();
  gint cancelled = 1, n_done = 0;
  const TbOutbreakTerms terms = { .model = &model, .cancelled = &cancelled, .n_done = &n_done };
  g_autoptr (GPtrArray) results = run_on (&terms, 2);

  for (guint i = 0; i < N_RUNS; i++)
    g_assert_null (g_ptr_array_index (results, i));
  g_assert_cmpint (n_done, ==, 0);
}

static gpointer
cancel_at_once (gpointer data)
{
  g_atomic_int_set ((gint *) data, 1);
  return NULL;
}

/* A run that would last for ever ends when it is told. */
static void
endless_runs_can_be_cancelled (void)
{
  TbOutbreakModel model = small_model ();
  gint cancelled = 0;
  const TbOutbreakTerms terms = { .model = &model, .every_attempt = TRUE, .cancelled = &cancelled };
  g_autoptr (TbOutbreakResult) result = NULL;
  GThread *thread;

  model.reboot_rate = model.cleanup_rate = model.until_s = 0;
  thread = g_thread_new ("cancel", cancel_at_once, &cancelled);
  result = tb_outbreak_run (&terms, 1);
  g_thread_join (thread);
  g_assert_null (result);
}

static void
finished_runs_are_counted (void)
{
  const TbOutbreakModel model = small_model ();
  gint n_done = 0;
  const TbOutbreakTerms terms = { .model = &model, .n_done = &n_done };
  g_autoptr (GPtrArray) results = run_on (&terms, 3);

  g_assert_cmpint (n_done, ==, N_RUNS);
  g_assert_cmpuint (results->len, ==, N_RUNS);
}

/* --- statistics --- */

static void
statistics_are_right (void)
{
  static const double values[] = { 4, 1, 3, 2 };
  TbOutbreakStatistic s = tb_statistic_of (values, 4), none = tb_statistic_of (NULL, 0);

  g_assert_cmpfloat (s.mean, ==, 2.5);
  g_assert_cmpfloat (s.median, ==, 2.5);
  g_assert_cmpfloat_with_epsilon (s.sd, 1.2909944487358056, 1e-15);
  g_assert_cmpfloat_with_epsilon (s.error, 0.6454972243679028, 1e-15);
  g_assert_cmpuint (none.n, ==, 0);
  g_assert_cmpfloat (none.mean, ==, 0);
}

static void
distances_are_right (void)
{
  static const double a[] = { 1, 2, 3, 4 }, b[] = { 3, 4, 5, 6 }, c[] = { 1, 1, 1 };

  g_assert_cmpfloat (tb_ks_two (a, 4, a, 4), ==, 0);
  g_assert_cmpfloat (tb_ks_two (a, 4, b, 4), ==, 0.5);
  g_assert_cmpfloat (tb_ks_two (a, 4, c, 3), ==, 0.75);
  g_assert_cmpfloat_with_epsilon (tb_ks_exponential (c, 3, 1), 1 - exp (-1), 1e-15);
}

static void
closed_forms_agree_with_each_other (void)
{
  const guint64 n = 300000;

  g_assert_cmpfloat_with_epsilon (tb_form_time_to (n, 1, 1, n / 2), log (n) + 0.5772156649, 1e-4);
  g_assert_cmpfloat_with_epsilon (tb_form_time_sd (n, 1, 1, n / 2), 1.2825, 1e-3);
  g_assert_cmpfloat_with_epsilon (tb_form_time_to (n, n / 10, 1, n * 9 / 10), tb_form_spread (1), 1e-4);
  g_assert_cmpfloat_with_epsilon (tb_form_logistic (n, 1000, 0.5, 0), 1000, 1e-6);
  g_assert_cmpfloat_with_epsilon (tb_form_logistic (n, n / 10, 0.5, tb_form_spread (0.5)), n * 0.9, 1e-3);
  g_assert_cmpfloat_with_epsilon (tb_form_listed (1e15, 2, 100, 1.5), 50 * expm1 (3), 1e-3);
  g_assert_cmpfloat_with_epsilon (tb_form_listed (1000, 1e-9, 10, 50), 500, 1e-3);       /* the list alone */
  g_assert_cmpfloat_with_epsilon (tb_form_listed (1000, 2, 10, 20), 1000, 1e-3);
  g_assert_cmpfloat_with_epsilon (tb_form_loading (100, 2, 0, 1.5), 100 * exp (3), 1e-9);
  g_assert_cmpfloat (tb_form_loading (100, 2, 1, 1), ==, 300);                  /* the first bots alone */
  g_assert_cmpfloat_with_epsilon (tb_form_final_size (2, 0), 0.7968121300200200, 1e-12);
  g_assert_cmpfloat_with_epsilon (tb_form_final_size (0.5, 0), 0, 1e-12);
  g_assert_cmpfloat (tb_form_plateau (1000, 2, 1), ==, 500);
  g_assert_cmpfloat (tb_form_plateau (1000, 1, 2), ==, 0);
  g_assert_cmpfloat (tb_form_extinction (100, 0.01), ==, 1);
  g_assert_cmpfloat_with_epsilon (tb_form_extinction (200, 0.01), 0.2020, 2e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbreak-run/threads", threads_change_nothing);
  g_test_add_func ("/outbreak-run/journal", curve_and_journal_agree);
  g_test_add_func ("/outbreak-run/milestones", milestones_are_in_order);
  g_test_add_func ("/outbreak-run/never", what_never_was_is_never);
  g_test_add_func ("/outbreak-run/cancelled", cancelled_runs_are_not_there);
  g_test_add_func ("/outbreak-run/cancelled/endless", endless_runs_can_be_cancelled);
  g_test_add_func ("/outbreak-run/done", finished_runs_are_counted);
  g_test_add_func ("/outbreak-run/statistics", statistics_are_right);
  g_test_add_func ("/outbreak-run/distances", distances_are_right);
  g_test_add_func ("/outbreak-run/closed-forms", closed_forms_agree_with_each_other);
  return g_test_run ();
}
