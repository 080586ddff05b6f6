/* Floods are sums, victims answer what they can, and who depends on them answers no better. */
#include "tb-flood.h"

#define MBPS G_GUINT64_CONSTANT (1000000)
#define GBPS (1000 * MBPS)

static const TbVictim victim = { GBPS, 200 * MBPS, 8000, 100 * MBPS, 5000 };

static void
load_is_the_sum_of_what_each_can_send (void)
{
  static const TbFloodClass classes[] = { { 1000, 2 * MBPS }, { 10, 500 * MBPS }, { 0, GBPS } };

  g_assert_cmpuint (tb_flood_load (classes, 3, G_MAXUINT64), ==, 2000 * MBPS + 5000 * MBPS);
  g_assert_cmpuint (tb_flood_load (classes, 3, 10 * MBPS), ==, 2000 * MBPS + 100 * MBPS);
  g_assert_cmpuint (tb_flood_load (classes, 3, 0), ==, 0);
  g_assert_cmpuint (tb_flood_load (NULL, 0, GBPS), ==, 0);
}

/* 145,607 devices at 4.3 Mbit/s each are the 623 Gbit/s that were seen, if those two were the same fleet. */
static void
published_flood_is_of_that_size (void)
{
  static const TbFloodClass fleet = { 145607, 30 * MBPS };
  guint64 load = tb_flood_load (&fleet, 1, 4300000);

  g_assert_cmpuint (load, >, 620 * GBPS);
  g_assert_cmpuint (load, <, 630 * GBPS);
}

static void
absurd_floods_do_not_overflow (void)
{
  static const TbFloodClass fleet = { G_MAXUINT32, G_MAXUINT64 };
  static const TbVictim large = { G_MAXUINT64, G_MAXUINT64, G_MAXUINT32, G_MAXUINT64, 0 }, tiny = { 1, G_MAXUINT64, G_MAXUINT32, G_MAXUINT64, 0 };

  g_assert_cmpuint (tb_flood_load (&fleet, 1, G_MAXUINT64), ==, G_MAXUINT64);
  g_assert_cmpuint (tb_victim_under (&large, G_MAXUINT64).answered_ppm, ==, TB_FLOOD_ALL_PPM / 2);
  g_assert_cmpuint (tb_victim_under (&tiny, G_MAXUINT64).answered_ppm, ==, 0);
  g_assert_cmpint (tb_victim_under (&tiny, G_MAXUINT64).latency_us, >, 0);
}

static void
victim_answers_what_it_can (void)
{
  g_assert_cmpuint (tb_victim_under (&victim, 0).answered_ppm, ==, TB_FLOOD_ALL_PPM);
  g_assert_cmpuint (tb_victim_under (&victim, 800 * MBPS).answered_ppm, ==, TB_FLOOD_ALL_PPM);
  g_assert_cmpuint (tb_victim_under (&victim, 1800 * MBPS).answered_ppm, ==, TB_FLOOD_ALL_PPM / 2);
  g_assert_cmpuint (tb_victim_under (&victim, 1800 * MBPS).goodput_bps, ==, 100 * MBPS);
  g_assert_cmpuint (tb_victim_under (&victim, 623 * GBPS).answered_ppm, <, 2000);
}

static void
waiting_grows_to_the_buffer (void)
{
  gint64 before_us = 0;

  g_assert_cmpint (tb_victim_under (&victim, 0).latency_us, ==, 5000 + 2);              /* 0.25 requests of 8 us are before it */
  g_assert_cmpint (tb_victim_under (&victim, 600 * MBPS).latency_us, ==, 5000 + 32);    /* rho = 0.8: four */
  g_assert_cmpint (tb_victim_under (&victim, 800 * MBPS).latency_us, ==, 5000 + 100000);
  for (guint64 flood = 0; flood < 2 * GBPS; flood += 10 * MBPS)
    {
      TbVictimState state = tb_victim_under (&victim, flood);

      g_assert_cmpint (state.latency_us, >=, before_us);
      before_us = state.latency_us;
    }
}

static void
who_asks_the_victim_answers_no_better (void)
{
  enum { NAMES, SHOP, BANK, PORTAL, N };
  static const guint names[] = { NAMES }, both[] = { SHOP, BANK };
  static const TbDependent services[N] = { { 100000, NULL, 0 }, { TB_FLOOD_ALL_PPM, names, 1 }, { 500000, NULL, 0 }, { TB_FLOOD_ALL_PPM, both, 2 } };
  guint32 answered[N];

  g_assert_true (tb_flood_cascade (services, N, answered));
  g_assert_cmpuint (answered[NAMES], ==, 100000);
  g_assert_cmpuint (answered[SHOP], ==, 100000);
  g_assert_cmpuint (answered[PORTAL], ==, 50000);
}

static void
circles_are_refused (void)
{
  static const guint itself[] = { 0 }, later[] = { 1 };
  static const TbDependent one = { TB_FLOOD_ALL_PPM, itself, 1 }, two[] = { { 1, later, 1 }, { 1, NULL, 0 } };
  guint32 answered[2];

  g_assert_false (tb_flood_cascade (&one, 1, answered));
  g_assert_false (tb_flood_cascade (two, 2, answered));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flood/load", load_is_the_sum_of_what_each_can_send);
  g_test_add_func ("/flood/load/published", published_flood_is_of_that_size);
  g_test_add_func ("/flood/absurd", absurd_floods_do_not_overflow);
  g_test_add_func ("/flood/victim", victim_answers_what_it_can);
  g_test_add_func ("/flood/waiting", waiting_grows_to_the_buffer);
  g_test_add_func ("/flood/cascade", who_asks_the_victim_answers_no_better);
  g_test_add_func ("/flood/cascade/circles", circles_are_refused);
  return g_test_run ();
}
