/* An outbreak that somebody interferes with: what is changed is changed, everything else goes on as if nothing had been. */
#include "tb-outbreak-forms.h"
#include "tb-outbreak-private.h"

#include <string.h>

#define N 300u
#define N_POOLS 3u
#define SECOND_NS G_GUINT64_CONSTANT (1000000000)

static TbOutbreakModel
small_model (void)
{
  TbOutbreakModel model;

  tb_outbreak_model_init (&model, 20000, N / N_POOLS, 20);
  model.n_pools = N_POOLS;
  model.pools[1] = (TbOutbreakPool) { N / N_POOLS, 0.3, TB_REFUSAL_WRONG_PASSWORD };
  model.pools[2] = (TbOutbreakPool) { N / N_POOLS, 0, TB_REFUSAL_CLOSED };
  model.reboot_rate = 0.05;
  model.load_s = 2;
  model.until_s = 600;
  return model;
}

/* --- what must always hold --- */

/* Everybody stands in one place, and the rates are those of the bots there are. */
static void
check_whole (const TbOutbreak *outbreak)
{
  const TbPopulation *population = &outbreak->population;
  TbWide hazards[N_POOLS] = { 0 };

  for (guint32 device = 0; device < N; device++)
    g_assert_cmpuint (population->order[population->places[device]], ==, device);
  for (guint i = 0; i + 1 < N_POOLS; i++)
    g_assert_cmpuint (population->stretches[i].ends[TB_SEGMENT_N - 1], ==, population->stretches[i + 1].first);
  for (guint i = 0; i < N_POOLS; i++)
    for (guint j = 0; j < N_POOLS; j++)
      hazards[i] += outbreak->rates.contacts[j * N_POOLS + i] * tb_population_count (population, j, TB_SEGMENT_BOT);
  g_assert_cmpmem (hazards, sizeof hazards, outbreak->hazards, sizeof hazards);
}

typedef struct
{
  guint pool;
  gboolean infected;
} Shadow;

static void
check_shadow (TbOutbreak *outbreak, const Shadow *shadows)
{
  for (guint32 device = 0; device < N; device++)
    {
      g_assert_cmpuint (tb_outbreak_get_pool (outbreak, device), ==, shadows[device].pool);
      g_assert_cmpint (tb_outbreak_is_infected (outbreak, device), ==, shadows[device].infected);
    }
}

static void
follow (Shadow *shadows, const TbOutbreakEvent *event)
{
  if (event->kind == TB_OUTBREAK_INFECTED)
    shadows[event->device].infected = TRUE;
  else if (event->kind == TB_OUTBREAK_CLEARED || event->kind == TB_OUTBREAK_CLEANED)
    shadows[event->device].infected = FALSE;
}

static void
interfere (TbOutbreak *outbreak, guint64 now_ns, Shadow *shadows, TbStream *stream)
{
  guint32 device = (guint32) tb_stream_below (stream, N);
  guint pool = (guint) tb_stream_below (stream, N_POOLS);
  gboolean was_infected = shadows[device].infected;
  TbOutbreakEvent event;

  switch (tb_stream_below (stream, 3))
    {
    case 0:
      tb_outbreak_set_pool (outbreak, now_ns, device, pool);
      shadows[device].pool = pool;
      break;
    case 1:
      if (tb_outbreak_infect (outbreak, now_ns, device, &event))
        follow (shadows, &event);
      g_assert_true (shadows[device].infected);
      break;
    default:
      g_assert_cmpint (tb_outbreak_cure (outbreak, now_ns, device, FALSE, &event), ==, was_infected);
      shadows[device].infected = FALSE;
    }
}

static void
whatever_is_done_everybody_is_somewhere (gconstpointer detail)
{
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = tb_outbreak_new (&model, 1, GPOINTER_TO_INT (detail));
  Shadow shadows[N] = { 0 };
  TbOutbreakEvent event;
  TbStream stream;

  for (guint i = 0; i < N; i++)
    shadows[i].pool = i / (N / N_POOLS);
  tb_stream_init (&stream, 1, "interfere");
  for (guint i = 0; i < 3000 && tb_outbreak_next (outbreak, &event); i++)
    {
      follow (shadows, &event);
      interfere (outbreak, event.time_ns, shadows, &stream);
      check_whole (outbreak);
      if (i % 50 == 0)
        check_shadow (outbreak, shadows);
    }
  check_shadow (outbreak, shadows);
}

/* --- what changes --- */

static void
who_is_cured_for_good_stays_so (void)
{
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = tb_outbreak_new (&model, 1, TB_OUTBREAK_NAMED);
  TbOutbreakEvent event;
  guint n = 0;

  while (n < 50 && tb_outbreak_next (outbreak, &event))
    n += event.kind == TB_OUTBREAK_INFECTED;
  for (guint32 device = 0; device < N; device++)
    {
      gboolean infected = tb_outbreak_is_infected (outbreak, device);

      g_assert_cmpint (tb_outbreak_cure (outbreak, tb_outbreak_get_time_ns (outbreak), device, TRUE, &event), ==, infected);
      g_assert_false (tb_outbreak_infect (outbreak, tb_outbreak_get_time_ns (outbreak), device, &event));
    }
  g_assert_false (tb_outbreak_next (outbreak, &event));
  g_assert_cmpuint (tb_outbreak_get_census (outbreak, 0).immune, ==, N / N_POOLS);
}

static void
who_is_protected_in_time_is_not_taken (void)
{
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = tb_outbreak_new (&model, 1, TB_OUTBREAK_NAMED);
  TbOutbreakEvent event;

  g_assert_true (tb_outbreak_next (outbreak, &event));
  for (guint32 device = 0; device < N / 2; device++)
    if (device != event.device)
      tb_outbreak_set_pool (outbreak, event.time_ns, device, 2);
  while (tb_outbreak_next (outbreak, &event))
    if (event.kind == TB_OUTBREAK_INFECTED)
      g_assert_true (tb_outbreak_get_pool (outbreak, event.device) != 2);
}

static void
a_filter_ends_all_traffic (void)
{
  static const double reach[N_POOLS * N_POOLS] = { 0 };
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = NULL;
  TbOutbreakEvent event;

  model.reboot_rate = 0;
  outbreak = tb_outbreak_new (&model, 1, TB_OUTBREAK_NAMED);
  for (guint i = 0; i < 20; i++)
    g_assert_true (tb_outbreak_next (outbreak, &event));
  model.reach = reach;
  tb_outbreak_set_model (outbreak, event.time_ns + 1, &model);
  while (tb_outbreak_next (outbreak, &event))
    g_assert_cmpint (event.kind, ==, TB_OUTBREAK_LOADED);       /* on their way already */
}

/* --- what does not --- */

static void
looking_ahead_changes_nothing (void)
{
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) a = NULL;
  g_autoptr (TbOutbreak) b = NULL;
  TbOutbreakEvent of_a, of_b;
  guint64 time_ns;

  model.reboot_rate = 0;
  a = tb_outbreak_new (&model, 1, TB_OUTBREAK_EVERY_ATTEMPT);
  b = tb_outbreak_new (&model, 1, TB_OUTBREAK_EVERY_ATTEMPT);
  for (guint i = 0; i < 500; i++)
    {
      for (guint j = 0; j < i % 4; j++)
        g_assert_true (tb_outbreak_peek (a, &time_ns));
      g_assert_true (tb_outbreak_next (a, &of_a) && tb_outbreak_next (b, &of_b));
      g_assert_cmpuint (of_a.time_ns, ==, of_b.time_ns);
      g_assert_cmpuint (of_a.device, ==, of_b.device);
      if (i % 4 != 0)
        g_assert_cmpuint (of_a.time_ns, ==, time_ns);
    }
}

/* Nothing changes, but all that is known of it is settled and drawn anew. */
static void
change_nothing (TbOutbreak *outbreak, guint64 time_ns, const TbOutbreakModel *model)
{
  guint32 device = (guint32) (time_ns / SECOND_NS % N);
  guint pool = tb_outbreak_get_pool (outbreak, device);

  tb_outbreak_set_model (outbreak, time_ns, model);
  tb_outbreak_set_pool (outbreak, time_ns, device, (pool + 1) % N_POOLS);
  tb_outbreak_set_pool (outbreak, time_ns, device, pool);
}

/* Until half are taken, or nobody is any more; with @every_ns, the same model is set again and again meanwhile. */
static double
time_to_half (guint64 seed, TbOutbreakDetail detail, guint64 every_ns, guint64 scan_limit)
{
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = NULL;
  TbOutbreakEvent event;
  guint64 time_ns, at_ns = every_ns;
  guint n = 0;

  model.reboot_rate = model.load_s = model.pools[2].weakness = 0;
  model.scan_limit = scan_limit;
  model.initial = scan_limit > 0 ? 10 : 1;
  outbreak = tb_outbreak_new (&model, seed, detail);
  while (n < 100 && tb_outbreak_peek (outbreak, &time_ns))
    if (every_ns > 0 && time_ns > at_ns)
      {
        change_nothing (outbreak, at_ns, &model);
        at_ns += every_ns;
      }
    else
      n += tb_outbreak_step (outbreak, &event) && event.kind == TB_OUTBREAK_INFECTED;
  return (double) tb_outbreak_get_time_ns (outbreak);
}

static void
interrupting_is_exact (gconstpointer data)
{
  guint scan_limit = GPOINTER_TO_UINT (data);
  enum { N_RUNS = 250 };
  double plain[N_RUNS], named[N_RUNS], interrupted[N_RUNS];

  for (guint i = 0; i < N_RUNS; i++)
    {
      plain[i] = time_to_half (i, TB_OUTBREAK_ANONYMOUS, 0, scan_limit);
      named[i] = time_to_half (i + N_RUNS, TB_OUTBREAK_NAMED, 0, scan_limit);
      interrupted[i] = time_to_half (i + 2 * N_RUNS, TB_OUTBREAK_NAMED, SECOND_NS, scan_limit);
    }
  g_assert_cmpfloat (tb_ks_two (plain, N_RUNS, named, N_RUNS), <, tb_ks_limit (N_RUNS, N_RUNS));
  g_assert_cmpfloat (tb_ks_two (plain, N_RUNS, interrupted, N_RUNS), <, tb_ks_limit (N_RUNS, N_RUNS));
}

/* --- attempts as counts --- */

enum { OUTCOME_NOBODY = TB_REFUSAL_N, N_OUTCOMES };

static TbOutbreakModel
guarded_model (void)
{
  static const double reach[N_POOLS * N_POOLS] = { 1, 1, 1, 1, 0.5, 1, 1, 1, 0.25 };
  TbOutbreakModel model = small_model ();

  model.cleanup_rate = 0.02;
  model.initial = 10;
  model.until_s = 60;
  model.reach = reach;
  return model;
}

/* Every ten seconds it changes between telling attempts and counting them. */
static void
change_over (TbOutbreak *outbreak, guint64 time_ns, const TbOutbreakModel *model, guint *n_changes)
{
  for (guint64 at_ns = 0; (at_ns = (*n_changes + 1) * 10 * SECOND_NS) < MIN (time_ns, 60 * SECOND_NS); ++*n_changes)
    tb_outbreak_tell_attempts (outbreak, at_ns, *n_changes % 2 == 1, model);
}

/* Asked in the middle and at the end, where one of them is drawn and the other counted. */
static void
count_attempts (TbOutbreakDetail detail, gboolean changes, guint64 seed, double *counts)
{
  TbOutbreakModel model = guarded_model ();
  g_autoptr (TbOutbreak) outbreak = tb_outbreak_new (&model, seed, detail);
  TbOutbreakAttempts attempts[2];
  TbOutbreakEvent event;
  guint64 time_ns;
  guint part = 0, n_changes = 0;

  tb_outbreak_start_tally (outbreak, seed);
  while (tb_outbreak_peek (outbreak, &time_ns))
    {
      guint before = n_changes;

      if (changes)
        change_over (outbreak, time_ns, &model, &n_changes);
      if (n_changes > before)
        continue;
      if (part == 0 && time_ns > 20 * SECOND_NS)
        tb_outbreak_draw_attempts (outbreak, 20 * SECOND_NS, &attempts[part++]);
      if (tb_outbreak_step (outbreak, &event) && event.kind == TB_OUTBREAK_REFUSED)
        counts[event.refusal]++;
    }
  if (part == 0)
    tb_outbreak_draw_attempts (outbreak, 20 * SECOND_NS, &attempts[0]);
  tb_outbreak_draw_attempts (outbreak, 60 * SECOND_NS, &attempts[1]);
  for (guint i = 0; i < 2; i++)
    {
      counts[OUTCOME_NOBODY] += (double) attempts[i].nobody;
      for (guint j = 0; j < TB_REFUSAL_N; j++)
        counts[j] += (double) attempts[i].refused[j];
    }
}

static void
drawn_counts_are_like_counted_ones (gconstpointer changes)
{
  enum { N_RUNS = 200 };
  double drawn[N_OUTCOMES][N_RUNS], counted[N_OUTCOMES][N_RUNS];

  for (guint i = 0; i < N_RUNS; i++)
    {
      double a[N_OUTCOMES] = { 0 }, b[N_OUTCOMES] = { 0 };

      count_attempts (TB_OUTBREAK_ANONYMOUS, FALSE, i, a);
      count_attempts (TB_OUTBREAK_EVERY_ATTEMPT, changes != NULL, i + N_RUNS, b);
      for (guint j = 0; j < N_OUTCOMES; j++)
        {
          drawn[j][i] = a[j];
          counted[j][i] = b[j];
        }
    }
  for (guint j = 0; j < N_OUTCOMES; j++)
    g_assert_cmpfloat (tb_ks_two (drawn[j], N_RUNS, counted[j], N_RUNS), <, tb_ks_limit (N_RUNS, N_RUNS));
  g_assert_cmpfloat (tb_statistic_of (drawn[TB_REFUSAL_TAKEN], N_RUNS).mean, >, 20);
  g_assert_cmpfloat (tb_statistic_of (drawn[OUTCOME_NOBODY], N_RUNS).mean, >, 1000);
}

static void
asking_for_counts_changes_nothing (void)
{
  TbOutbreakModel model = guarded_model ();
  g_autoptr (TbOutbreak) a = tb_outbreak_new (&model, 1, TB_OUTBREAK_NAMED);
  g_autoptr (TbOutbreak) b = tb_outbreak_new (&model, 1, TB_OUTBREAK_NAMED);
  TbOutbreakAttempts attempts;
  TbOutbreakEvent of_a, of_b;

  tb_outbreak_start_tally (a, 9);
  while (tb_outbreak_next (a, &of_a))
    {
      tb_outbreak_draw_attempts (a, of_a.time_ns, &attempts);
      g_assert_true (tb_outbreak_next (b, &of_b));
      g_assert_cmpuint (of_a.time_ns, ==, of_b.time_ns);
      g_assert_cmpuint (of_a.device, ==, of_b.device);
    }
  g_assert_false (tb_outbreak_next (b, &of_b));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/outbreak-change/anything", GINT_TO_POINTER (TB_OUTBREAK_NAMED), whatever_is_done_everybody_is_somewhere);
  g_test_add_data_func ("/outbreak-change/anything/every-attempt", GINT_TO_POINTER (TB_OUTBREAK_EVERY_ATTEMPT),
                        whatever_is_done_everybody_is_somewhere);
  g_test_add_func ("/outbreak-change/cured", who_is_cured_for_good_stays_so);
  g_test_add_func ("/outbreak-change/protected", who_is_protected_in_time_is_not_taken);
  g_test_add_func ("/outbreak-change/filter", a_filter_ends_all_traffic);
  g_test_add_func ("/outbreak-change/peek", looking_ahead_changes_nothing);
  g_test_add_data_func ("/outbreak-change/exact", NULL, interrupting_is_exact);
  g_test_add_data_func ("/outbreak-change/exact/limit", GUINT_TO_POINTER (600), interrupting_is_exact);
  g_test_add_data_func ("/outbreak-change/counts", NULL, drawn_counts_are_like_counted_ones);
  g_test_add_data_func ("/outbreak-change/counts/changing-over", "changes", drawn_counts_are_like_counted_ones);
  g_test_add_func ("/outbreak-change/counts/asking", asking_for_counts_changes_nothing);
  return g_test_run ();
}
