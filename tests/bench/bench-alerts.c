/* Fleets of 100,000 devices alone, and then under all alert rules that are shipped: what watching costs, as a share of the run's processor time. In one fleet one device in 25 has
 * certificates, and the run consists of cryptography; in the other, a provider's network, next to nobody has, and three quarters of all are infected. */
#include "bench.h"

#include <string.h>

#include "tb-alert-watch.h"
#include "tb-units.h"

#define IDENTITIES \
  "<scenario id=\"bench\" seed=\"1\" start=\"2026-03-02T06:00:00Z\" duration=\"2d\"><title>T</title><description>D</description>" \
  "<authority name=\"authority\" profile=\"server\" crl=\"6h\"><label>A</label></authority>" \
  "<broker name=\"broker\" authority=\"authority\" clients=\"certificate\" topics=\"t/{name}/#\" profile=\"server\"><label>B</label></broker>" \
  "<broker name=\"open-broker\" clients=\"anyone\" profile=\"server\"><label>B</label></broker>" \
  "<gateway name=\"gw\" count=\"100\" profile=\"cortex-a8-1000\" link=\"broadband\" start=\"0s\"><label>G</label></gateway>" \
  "<devices name=\"lock\" count=\"4000\" icon=\"lock\" profile=\"cortex-m4-80-assembler\" link=\"mesh\" gateways=\"gw\" authority=\"authority\" lifetime=\"30h\" service=\"broker\"" \
  " topic=\"t/{name}/s\" interval=\"10m\" start=\"5s\" spread=\"12h\"><label>L</label><report>{\"n\":{n}}</report></devices>" \
  "<devices name=\"meter\" count=\"96000\" icon=\"meter\" profile=\"cortex-m4-80-assembler\" link=\"mesh\" gateways=\"gw\" service=\"open-broker\"" \
  " topic=\"t/{name}/s\" interval=\"10m\" start=\"5s\" spread=\"12h\"><label>L</label><report>{\"n\":{n}}</report></devices></scenario>"

static TbRun *
play (TbScenario *scenario)
{
  g_autoptr (GError) error = NULL;
  TbRun *run = tb_run_new (scenario, NULL, NULL, &error);

  if (run == NULL)
    g_error ("%s", error->message);
  tb_run_set_target (run, tb_run_get_end (run));
  tb_run_wait (run, tb_run_get_end (run));
  return run;
}

static guint
watch (TbRun *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAlertWatch) watch = tb_alert_watch_new (run, NULL, &error);
  g_autoptr (GPtrArray) alerts = NULL;

  if (watch == NULL || !tb_alert_watch_advance (watch, G_MAXINT64, NULL, &error))
    g_error ("%s", error->message);
  alerts = tb_alert_watch_get_alerts (watch);
  return alerts->len;
}

/* Takes @scenario. */
static void
measure (const char *name, TbScenario *scenario)
{
  gint64 begun_ns = bench_now_ns (BENCH_PROCESSOR), played_ns, watched_ns;
  g_autoptr (TbRun) run = play (scenario);
  guint n;

  played_ns = bench_now_ns (BENCH_PROCESSOR);
  n = watch (run);
  watched_ns = bench_now_ns (BENCH_PROCESSOR);
  bench_print_row (name, (double) (watched_ns - played_ns) / (double) (played_ns - begun_ns), BENCH_AT_MOST, 0.1, "run %.1f s, rules %.1f s, %u alerts",
                   (double) (played_ns - begun_ns) / 1e9, (double) (watched_ns - played_ns) / 1e9, n);
  tb_scenario_unref (scenario);
}

int
main (void)
{
  measure ("alerts-share-identities-100000", tb_scenario_new_from_data (IDENTITIES, strlen (IDENTITIES), "bench.xml", NULL));
  measure ("alerts-share-outbreak-100000", tb_scenario_load ("internet-provider", NULL));
  return 0;
}
