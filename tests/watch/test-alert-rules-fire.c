/* Each rule that is shipped is raised in a run in which there is something to it, about the right one; and none of them in a fleet in which all is well. */
#include "watch-fixture.h"

#include <string.h>

#include "tb-alert-private.h"
#include "tb-units.h"

#define M TB_US_PER_MINUTE
#define H TB_US_PER_HOUR
#define D TB_US_PER_DAY

/* A fleet of 24 in order: renewals in time, reports, nights of sleep, a device that is moved and one that is started anew. */
#define GROUP(name, more) \
  "<devices name=\"" name "\" count=\"8\" icon=\"lock\" profile=\"cortex-m4-80-assembler\" link=\"mesh\" gateways=\"gw\" authority=\"authority\" service=\"broker\"" \
  " topic=\"t/{name}/s\" start=\"5s\" spread=\"1d\" " more "><label>L</label><report>{\"n\":{n}}</report></devices>"
#define QUIET \
  "<scenario id=\"test\" seed=\"7\" start=\"2026-03-02T06:00:00Z\" duration=\"14d\"><title>T</title><description>D</description>" \
  "<authority name=\"authority\" profile=\"server\" crl=\"6h\"><label>A</label></authority>" \
  "<broker name=\"broker\" authority=\"authority\" clients=\"certificate\" topics=\"t/{name}/#\" revocation=\"crl\" on-unknown=\"accept\" profile=\"server\"><label>B</label></broker>" \
  "<gateway name=\"gw\" profile=\"cortex-a8-1000\" link=\"broadband\" authority=\"authority\" lifetime=\"20d\" start=\"0s\"><label>G</label></gateway>" \
  GROUP ("lock", "lifetime=\"4d\" interval=\"10m\"") GROUP ("meter", "lifetime=\"6d\" interval=\"2h\"") GROUP ("tag", "lifetime=\"9d\" interval=\"1h\" sleep=\"20h\" awake=\"4h\"") \
  "<story><command at=\"3d\">power device=lock-03 state=off</command><command at=\"3d10m\">power device=lock-03 state=on</command>" \
  "<command at=\"4d\">report device=meter-02 interval=20m</command><command at=\"5d\">renew device=lock-05</command></story></scenario>"

/* One password, one key, one clock and one purpose too many. */
#define SHARED \
  "<scenario id=\"test\" seed=\"7\" start=\"2026-03-02T06:00:00Z\" duration=\"1d\"><title>T</title><description>D</description>" \
  "<authority name=\"authority\" profile=\"server\"><label>A</label></authority>" \
  "<broker name=\"broker\" authority=\"authority\" clients=\"certificate\" topics=\"t/{name}/#\" profile=\"server\"><label>B</label></broker>" \
  "<gateway name=\"gw\" profile=\"cortex-a8-1000\" link=\"broadband\" authority=\"authority\" start=\"0s\"><label>G</label></gateway>" \
  "<devices name=\"lock\" count=\"3\" icon=\"lock\" profile=\"cortex-m4-80-assembler\" link=\"mesh\" gateways=\"gw\" authority=\"authority\" own-key=\"no\" service=\"broker\"" \
  " topic=\"t/{name}/s\" interval=\"10m\" start=\"5s\" spread=\"10s\"><label>L</label><report>{\"n\":{n}}</report></devices>" \
  "<story><command at=\"1h\">revoke device=broker reason=keyCompromise</command><command at=\"2h\">set-clock device=lock-02 time=1970-01-01T00:00:00Z</command></story></scenario>"

static const struct
{
  const char *id;
  const char *scenario;   /* that is shipped, or the text of one */
  gint64 until_us;
  const char *name;       /* about whom it is raised */
} rows[] = {
  { "authority-expiring", "misissued", 50 * D, "authority" },
  { "clock", SHARED, 3 * H, "lock-02" },
  { "clone", "copied-key", 5 * D, "meter-01" },
  { "clone", "copied-key", 5 * D, "valve-01" },
  { "crl-stale", "key-leak", 4 * D, "authority" },
  { "expired", "smart-home", 5 * D, "thermostat-09" },
  { "expiring", "key-leak", 4 * D, "tag-02" },
  { "flooded", "smart-home", 10 * M, "shop" },
  { "foreign-authority", "first-contact", 5 * M, "camera-01" },
  { "handshake-failures", "revocation", 2 * H, "lock-02" },
  { "mass-renewal", "renewal-wave", 0, NULL },
  { "outside-role", "misissued", 13 * D, "authority" },
  { "revoked-active", "revocation", 30 * M, "lock-01" },
  { "revoked-broker", SHARED, 3 * H, "broker" },
  { "scan", "smart-home", 1 * D, "all" },
  { "shared-key", SHARED, 3 * H, "lock-03" },
  { "silent", "revocation", 4 * H, "lock-02" },
  { "telnet-logins", "smart-home", 10 * M, "speaker-01" },
  { "telnet-traffic", "smart-home", 10 * M, "camera-02" },
  { "traffic-spike", "smart-home", 10 * M, "camera" },
  { "unknown-authority", "smart-home", 10 * M, "bargain-plug-01" },
  { "weak-key", "enrolment", 1 * H, NULL },
};

typedef struct
{
  TbRun *run;
  GPtrArray *alerts;
} Played;

/* By scenario. */
static GHashTable *all_played;

static void
played_free (gpointer data)
{
  Played *played = data;

  g_ptr_array_unref (played->alerts);
  tb_run_unref (played->run);
  g_free (played);
}

/* Each is played once, for as long as anybody needs. */
static gint64
longest (const char *scenario)
{
  gint64 until_us = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].scenario, scenario) == 0)
      until_us = MAX (until_us, rows[i].until_us);
  return until_us;
}

static const Played *
play (const char *scenario)
{
  Played *played = g_hash_table_lookup (all_played, scenario);

  if (played != NULL)
    return played;
  played = g_new0 (Played, 1);
  played->run = scenario[0] == '<' ? watch_fixture_play (scenario, longest (scenario), 1) : watch_fixture_play_shipped (scenario, longest (scenario));
  played->alerts = watch_fixture_watch (played->run, NULL);
  g_hash_table_insert (all_played, (gpointer) scenario, played);
  return played;
}

/* In time: what comes later does not count. */
static gboolean
is_raised (GPtrArray *alerts, const char *id, const char *name, gint64 until_us)
{
  for (guint i = 0; i < alerts->len; i++)
    {
      const TbAlert *alert = g_ptr_array_index (alerts, i);

      if (strcmp (alert->rule->id, id) == 0 && (name == NULL || strcmp (alert->name, name) == 0) && (until_us == 0 || alert->raised_us <= until_us))
        return TRUE;
    }
  return FALSE;
}

static void
each_is_raised_where_it_should (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GPtrArray *alerts = play (rows[i].scenario)->alerts;

      if (!is_raised (alerts, rows[i].id, rows[i].name, rows[i].until_us))
        g_error ("%s is not raised about %s; there is:\n%s", rows[i].id, rows[i].name, watch_fixture_print (alerts));
    }
}

static void
every_rule_is_tried (void)
{
  g_autoptr (GPtrArray) rules = tb_alert_rules_load (NULL, NULL);

  for (guint i = 0; i < rules->len; i++)
    {
      const TbAlertRule *rule = g_ptr_array_index (rules, i);
      gboolean tried = FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (rows) && !tried; j++)
        tried = strcmp (rows[j].id, rule->id) == 0;
      if (!tried)
        g_error ("no run in this file is to raise %s", rule->id);
    }
}

static void
none_is_raised_where_all_is_well (void)
{
  GPtrArray *alerts = play (QUIET)->alerts;
  g_autofree char *text = watch_fixture_print (alerts);

  g_assert_cmpstr (text, ==, "");
}

/* As it would be without: everybody is asked about, every time. */
static void
ask_about_everybody (TbAlertRule *rule)
{
  memset (rule->condition->about, 0, sizeof rule->condition->about);
  rule->condition->has_about = rule->condition->is_lasting = FALSE;
}

static char *
print_patiently (TbRun *run)
{
  g_autoptr (GPtrArray) rules = tb_alert_rules_load (NULL, NULL), alerts = NULL;
  g_autoptr (TbAlertWatch) watch = NULL;

  for (guint i = 0; i < rules->len; i++)
    ask_about_everybody (g_ptr_array_index (rules, i));
  watch = tb_alert_watch_new (run, rules, NULL);
  g_assert_true (tb_alert_watch_advance (watch, G_MAXINT64, NULL, NULL));
  alerts = tb_alert_watch_get_alerts (watch);
  return watch_fixture_print (alerts);
}

/* In each of the runs that the others have played. */
static void
whom_rules_ask_about_only_saves_work (void)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, all_played);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Played *played = value;
      g_autofree char *found = watch_fixture_print (played->alerts), *expected = print_patiently (played->run);

      g_test_message ("%.60s", (const char *) key);
      g_assert_cmpstr (found, ==, expected);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  all_played = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, played_free);
  g_test_add_func ("/watch/rules/raised", each_is_raised_where_it_should);
  g_test_add_func ("/watch/rules/all-tried", every_rule_is_tried);
  g_test_add_func ("/watch/rules/quiet", none_is_raised_where_all_is_well);
  g_test_add_func ("/watch/rules/about", whom_rules_ask_about_only_saves_work);
  status = g_test_run ();
  g_hash_table_unref (all_played);
  return status;
}
