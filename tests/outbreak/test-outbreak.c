/* One outbreak: what may happen in it, to whom, and when. */
#include "tb-outbreak-run.h"

#define N 500u

static TbOutbreakModel
small_model (void)
{
  TbOutbreakModel model;

  tb_outbreak_model_init (&model, 100000, N, 50);
  return model;
}

static TbOutbreakModel
restless_model (void)
{
  TbOutbreakModel model = small_model ();

  model.reboot_rate = 0.03;
  model.reinfection = 0.8;
  model.cleanup_rate = 0.01;
  model.load_s = 1.5;
  model.bootstrap = 40;
  model.bootstrap_rate = 2;
  model.until_s = 300;
  return model;
}

/* --- the tree --- */

static void
everybody_falls_once_to_somebody_who_fell_before (void)
{
  const TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = tb_outbreak_new (&model, 1, TB_OUTBREAK_ANONYMOUS);
  gboolean taken[N] = { FALSE };
  TbOutbreakEvent event;
  guint n = 0, deepest = 0;

  for (; tb_outbreak_next (outbreak, &event); n++)
    {
      g_assert_cmpint (event.kind, ==, TB_OUTBREAK_INFECTED);
      g_assert_cmpuint (event.device, <, N);
      g_assert_false (taken[event.device]);
      taken[event.device] = TRUE;
      g_assert_true (n == 0 ? event.by == TB_OUTBREAK_NOBODY : taken[event.by]);
      g_assert_cmpuint (tb_outbreak_get_parent (outbreak, event.device), ==, event.by);
      g_assert_cmpuint (tb_outbreak_get_generation (outbreak, event.device), ==,
                        n == 0 ? 0 : tb_outbreak_get_generation (outbreak, event.by) + 1);
      deepest = MAX (deepest, tb_outbreak_get_generation (outbreak, event.device));
    }
  g_assert_cmpuint (n, ==, N);
  g_assert_cmpuint (tb_outbreak_get_depth (outbreak), ==, deepest);
  g_assert_cmpuint (deepest, >, 4);
}

static void
who_was_never_taken_has_no_generation (void)
{
  const TbOutbreakModel model = small_model (), restless = restless_model ();
  g_autoptr (TbOutbreak) a = tb_outbreak_new (&model, 1, TB_OUTBREAK_ANONYMOUS);
  g_autoptr (TbOutbreak) b = tb_outbreak_new (&restless, 1, TB_OUTBREAK_ANONYMOUS);

  g_assert_cmpuint (tb_outbreak_get_generation (a, 0), ==, G_MAXUINT32);
  g_assert_cmpuint (tb_outbreak_get_generation (b, 0), ==, G_MAXUINT32);
  g_assert_cmpuint (tb_outbreak_get_parent (a, N - 1), ==, TB_OUTBREAK_NOBODY);
}

/* --- the census --- */

typedef enum { FREE, LOADING, BOT, GONE } Life;

static void
check_life (Life *life, const TbOutbreakEvent *event)
{
  static const struct { Life before; Life after; } edges[] = {
    [TB_OUTBREAK_INFECTED] = { FREE, LOADING }, [TB_OUTBREAK_LOADED] = { LOADING, BOT }, [TB_OUTBREAK_CLEARED] = { BOT, FREE },
    [TB_OUTBREAK_CLEANED] = { BOT, GONE },
  };

  if (event->kind == TB_OUTBREAK_REFUSED)
    return;
  g_assert_cmpint (life[event->device], ==, edges[event->kind].before);
  life[event->device] = edges[event->kind].after;
  if (event->kind == TB_OUTBREAK_INFECTED && event->by == TB_OUTBREAK_NOBODY && event->time_ns == 0)
    life[event->device] = BOT;  /* the attacker's own are ready at once */
  if (event->kind == TB_OUTBREAK_INFECTED && event->by != TB_OUTBREAK_NOBODY)
    g_assert_cmpint (life[event->by], ==, BOT);
}

static void
check_census (TbOutbreak *outbreak, const Life *life)
{
  TbOutbreakCensus census = tb_outbreak_get_census (outbreak, 0);
  guint counts[4] = { 0 };

  for (guint i = 0; i < N; i++)
    counts[life[i]]++;
  g_assert_cmpuint (census.vulnerable, ==, counts[FREE]);
  g_assert_cmpuint (census.infected, ==, counts[LOADING] + counts[BOT]);
  g_assert_cmpuint (census.immune, ==, counts[GONE]);
}

static void
lives_go_by_the_book (gconstpointer detail)
{
  const TbOutbreakModel model = restless_model ();
  g_autoptr (TbOutbreak) outbreak = tb_outbreak_new (&model, 3, GPOINTER_TO_INT (detail));
  Life life[N] = { FREE };
  TbOutbreakEvent event;
  guint64 before_ns = 0;
  guint n = 0;

  for (; tb_outbreak_next (outbreak, &event); n++)
    {
      check_life (life, &event);
      check_census (outbreak, life);
      g_assert_cmpuint (event.time_ns, >=, before_ns);
      g_assert_cmpuint (event.time_ns, <, G_GUINT64_CONSTANT (300000000000));
      before_ns = event.time_ns;
    }
  g_assert_cmpuint (n, >, 1000);
}

static void
loading_takes_its_time (void)
{
  const TbOutbreakModel model = restless_model ();
  g_autoptr (TbOutbreak) outbreak = tb_outbreak_new (&model, 1, TB_OUTBREAK_ANONYMOUS);
  guint64 since[N] = { 0 };
  TbOutbreakEvent event;
  guint n = 0;

  while (tb_outbreak_next (outbreak, &event))
    if (event.kind == TB_OUTBREAK_INFECTED)
      since[event.device] = event.time_ns;
    else if (event.kind == TB_OUTBREAK_LOADED)
      {
        g_assert_cmpuint (event.time_ns - since[event.device], >=, 1500000000);
        g_assert_cmpuint (event.time_ns - since[event.device], <=, 1500000001);
        n++;
      }
  g_assert_cmpuint (n, >, 100);
}

static void
the_list_is_worked_off_by_the_attacker (void)
{
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = NULL;
  TbOutbreakEvent event;
  guint n_listed = 0;

  model.initial = 0;
  model.bootstrap = 40;
  model.bootstrap_rate = 1000;
  outbreak = tb_outbreak_new (&model, 1, TB_OUTBREAK_ANONYMOUS);
  while (tb_outbreak_next (outbreak, &event))
    if (event.by == TB_OUTBREAK_NOBODY)
      {
        g_assert_cmpuint (event.device, <, 40);
        g_assert_cmpuint (tb_outbreak_get_generation (outbreak, event.device), ==, 0);
        n_listed++;
      }
  g_assert_cmpuint (n_listed, >=, 38);  /* scanning may be quicker with one or two of them */
  g_assert_cmpuint (n_listed, <=, 40);
  g_assert_cmpuint (tb_outbreak_get_census (outbreak, 0).infected, ==, N);
}

static void
a_bot_of_one_probe_takes_at_most_one (void)
{
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = NULL;
  guint children[N] = { 0 };
  TbOutbreakEvent event;

  model.address_space = N;
  model.initial = 100;
  model.scan_limit = 1;
  outbreak = tb_outbreak_new (&model, 1, TB_OUTBREAK_ANONYMOUS);
  while (tb_outbreak_next (outbreak, &event))
    if (event.by != TB_OUTBREAK_NOBODY)
      g_assert_cmpuint (++children[event.by], ==, 1);
  g_assert_cmpuint (tb_outbreak_get_census (outbreak, 0).vulnerable, >, 0);
}

static void
a_list_may_be_of_any_pool (void)
{
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = NULL;
  TbOutbreakEvent event;
  guint n_listed = 0;

  model.initial = 0;
  model.n_pools = 3;
  model.pools[1] = model.pools[2] = (TbOutbreakPool) { 100, 1, TB_REFUSAL_CLOSED, FALSE };
  model.bootstrap = 50;
  model.bootstrap_pool = 1;
  model.bootstrap_rate = 1000;
  g_assert_true (tb_outbreak_model_check (&model, NULL));
  outbreak = tb_outbreak_new (&model, 1, TB_OUTBREAK_NAMED);
  while (tb_outbreak_next (outbreak, &event))
    if (event.by == TB_OUTBREAK_NOBODY)
      {
        g_assert_cmpuint (event.device, >=, N);
        g_assert_cmpuint (event.device, <, N + 50);
        n_listed++;
      }
  g_assert_cmpuint (n_listed, >, 40);
}

/* The attacker's own machine in the first pool outlives every reboot; so the outbreak never ends, fast as the others reboot. */
static void
bots_of_pools_that_stay_never_leave (gconstpointer detail)
{
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = NULL;
  TbOutbreakEvent event;
  guint n_left = 0;

  model.n_pools = 2;
  model.pools[1] = model.pools[0];
  model.pools[0] = (TbOutbreakPool) { 3, 1, TB_REFUSAL_CLOSED, TRUE };
  model.initial = 2;
  model.reboot_rate = 2;
  model.cleanup_rate = 0.01;
  model.until_s = 300;
  outbreak = tb_outbreak_new (&model, 1, GPOINTER_TO_INT (detail));
  while (tb_outbreak_next (outbreak, &event))
    {
      gboolean leaves = event.kind == TB_OUTBREAK_CLEARED || event.kind == TB_OUTBREAK_CLEANED;

      g_assert_true (!leaves || tb_outbreak_get_pool (outbreak, event.device) == 1);
      n_left += leaves;
    }
  g_assert_cmpuint (n_left, >, 20);
  g_assert_cmpuint (tb_outbreak_get_census (outbreak, 0).infected, >=, 2);
}

/* --- networks --- */

/* Nobody gets from the Internet into the homes but through the gateways. */
static void
closed_networks_are_entered_where_they_are_open (void)
{
  enum { INTERNET, GATEWAYS, HOMES, N_POOLS };
  static const double reach[] = { 1, 1, 0, 1, 1, 1, 0, 0, 1 };
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = NULL;
  TbOutbreakEvent event;
  guint n_homes = 0;

  model.n_pools = N_POOLS;
  model.pools[GATEWAYS] = (TbOutbreakPool) { 50, 1, TB_REFUSAL_WRONG_PASSWORD };
  model.pools[HOMES] = (TbOutbreakPool) { 300, 1, TB_REFUSAL_WRONG_PASSWORD };
  model.reach = reach;
  outbreak = tb_outbreak_new (&model, 1, TB_OUTBREAK_ANONYMOUS);
  while (tb_outbreak_next (outbreak, &event))
    if (tb_outbreak_get_pool (outbreak, event.device) == HOMES)
      {
        g_assert_cmpuint (tb_outbreak_get_pool (outbreak, event.by), !=, INTERNET);
        n_homes++;
      }
  g_assert_cmpuint (n_homes, ==, 300);
  g_assert_cmpuint (tb_outbreak_get_census (outbreak, GATEWAYS).infected, ==, 50);
}

static void
every_refusal_is_told (void)
{
  static const double reach[] = { 1, 1, 1, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  TbOutbreakModel model = small_model ();
  g_autoptr (TbOutbreak) outbreak = NULL;
  guint counts[TB_REFUSAL_N] = { 0 };
  TbOutbreakEvent event;

  model.hit_probability = 10.0 / 62;
  model.until_s = 200;
  model.n_pools = 4;
  model.pools[1] = (TbOutbreakPool) { 100, 0, TB_REFUSAL_CLOSED };
  model.pools[2] = (TbOutbreakPool) { 100, 0, TB_REFUSAL_NO_CERTIFICATE };
  model.pools[3] = (TbOutbreakPool) { 100, 0, TB_REFUSAL_PATCHED };
  model.reach = reach;
  outbreak = tb_outbreak_new (&model, 1, TB_OUTBREAK_EVERY_ATTEMPT);
  while (tb_outbreak_next (outbreak, &event))
    if (event.kind == TB_OUTBREAK_REFUSED)
      counts[event.refusal]++;
    else
      g_assert_cmpuint (tb_outbreak_get_pool (outbreak, event.device), ==, 0);
  for (guint i = 0; i < TB_REFUSAL_N; i++)
    g_assert_cmpuint (counts[i], >, 20);
  g_assert_cmpuint (counts[TB_REFUSAL_CLOSED], <, counts[TB_REFUSAL_TAKEN]);
}

/* --- repeating --- */

static char *
hash_of (const TbOutbreakModel *model, guint64 seed, TbOutbreakDetail detail)
{
  g_autoptr (TbOutbreak) outbreak = tb_outbreak_new (model, seed, detail);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  TbOutbreakEvent event;

  while (tb_outbreak_next (outbreak, &event))
    {
      const guint64 words[] = { GUINT64_TO_LE (event.time_ns), GUINT64_TO_LE ((guint64) event.device << 32 | event.by),
                                GUINT64_TO_LE ((guint64) event.kind << 32 | event.refusal) };

      g_checksum_update (sum, (const guchar *) words, sizeof words);
    }
  return g_strndup (g_checksum_get_string (sum), 16);
}

static void
equal_seeds_make_equal_outbreaks (void)
{
  static const TbOutbreakDetail details[] = { TB_OUTBREAK_ANONYMOUS, TB_OUTBREAK_EVERY_ATTEMPT };
  TbOutbreakModel models[] = { small_model (), restless_model () };

  models[0].scan_limit = 4000;
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *once = hash_of (&models[i], 1, details[i]);
      g_autofree char *again = hash_of (&models[i], 1, details[i]);
      g_autofree char *other = hash_of (&models[i], 2, details[i]);

      g_assert_cmpstr (once, ==, again);
      g_assert_cmpstr (once, !=, other);
    }
}

/* Whole numbers alone decide, so these hold on every machine. */
static void
outbreaks_are_the_same_everywhere (void)
{
  TbOutbreakModel plain = small_model (), restless = restless_model (), limited = small_model ();
  g_autofree char *of_plain = hash_of (&plain, 1, TB_OUTBREAK_ANONYMOUS);
  g_autofree char *of_restless = hash_of (&restless, 1, TB_OUTBREAK_EVERY_ATTEMPT);
  g_autofree char *of_limited = NULL;

  limited.scan_limit = 1000;
  of_limited = hash_of (&limited, 1, TB_OUTBREAK_ANONYMOUS);
  g_assert_cmpstr (of_plain, ==, "c6a2b9772ead1c5b");
  g_assert_cmpstr (of_restless, ==, "962f78c0fe0278a6");
  g_assert_cmpstr (of_limited, ==, "85a849b7bdff6356");
}

static void
devices_are_small (void)
{
  TbOutbreakModel plain = small_model (), restless = restless_model ();
  g_autoptr (TbOutbreak) a = tb_outbreak_new (&plain, 1, TB_OUTBREAK_ANONYMOUS);
  g_autoptr (TbOutbreak) b = NULL;

  restless.scan_limit = 10;
  b = tb_outbreak_new (&restless, 1, TB_OUTBREAK_EVERY_ATTEMPT);
  g_assert_cmpuint (tb_outbreak_get_bytes (a), ==, 4);
  g_assert_cmpuint (tb_outbreak_get_bytes (b), <=, 64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbreak/tree", everybody_falls_once_to_somebody_who_fell_before);
  g_test_add_func ("/outbreak/tree/nobody", who_was_never_taken_has_no_generation);
  g_test_add_data_func ("/outbreak/lives", GINT_TO_POINTER (TB_OUTBREAK_ANONYMOUS), lives_go_by_the_book);
  g_test_add_data_func ("/outbreak/lives/named", GINT_TO_POINTER (TB_OUTBREAK_NAMED), lives_go_by_the_book);
  g_test_add_data_func ("/outbreak/lives/every-attempt", GINT_TO_POINTER (TB_OUTBREAK_EVERY_ATTEMPT), lives_go_by_the_book);
  g_test_add_func ("/outbreak/loading", loading_takes_its_time);
  g_test_add_func ("/outbreak/bootstrap", the_list_is_worked_off_by_the_attacker);
  g_test_add_func ("/outbreak/bootstrap/pool", a_list_may_be_of_any_pool);
  g_test_add_data_func ("/outbreak/stays", GINT_TO_POINTER (TB_OUTBREAK_ANONYMOUS), bots_of_pools_that_stay_never_leave);
  g_test_add_data_func ("/outbreak/stays/every-attempt", GINT_TO_POINTER (TB_OUTBREAK_EVERY_ATTEMPT), bots_of_pools_that_stay_never_leave);
  g_test_add_func ("/outbreak/limit/one", a_bot_of_one_probe_takes_at_most_one);
  g_test_add_func ("/outbreak/networks", closed_networks_are_entered_where_they_are_open);
  g_test_add_func ("/outbreak/refusals", every_refusal_is_told);
  g_test_add_func ("/outbreak/seeds", equal_seeds_make_equal_outbreaks);
  g_test_add_func ("/outbreak/golden", outbreaks_are_the_same_everywhere);
  g_test_add_func ("/outbreak/bytes", devices_are_small);
  return g_test_run ();
}
