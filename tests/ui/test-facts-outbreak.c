/* What the inspector says of doors, infections, botnets and services under attack. */
#include <string.h>

#include "facts-fixture.h"

static const char besieged[] =
  "<?xml version='1.0' encoding='UTF-8'?>\n"
  "<scenario id='besieged' seed='7' start='2026-03-02T06:00:00Z' duration='10m'>\n"
  "  <title>House</title><description>A house.</description>\n"
  "  <broker name='broker' clients='anyone' profile='server'><label>Service</label></broker>\n"
  "  <gateway name='gw' profile='cortex-a8-1000' link='broadband' start='2s'><label>Gateway</label></gateway>\n"
  "  <devices name='camera' count='3' icon='camera' profile='cortex-a8-1000' link='wifi' gateways='gw' service='broker' topic='home/{name}/motion'\n"
  "           interval='20s' start='5s' spread='0s' telnet='open' credential='factory'><label>Thing</label><report>{n}</report></devices>\n"
  "  <devices name='lock' count='1' icon='lock' profile='cortex-a8-1000' link='wifi' gateways='gw' service='broker' topic='home/{name}/state'\n"
  "           interval='20s' start='5s' spread='0s' management='mutual-tls'><label>Thing</label><report>{n}</report></devices>\n"
  "  <service name='shop' capacity-kbps='3000' honest-kbps='600'><label>Shop</label></service>\n"
  "  <attacker name='attacker' vector='any' addresses='16384' scan-rate='200' start='9m'><label>Attacker</label></attacker>\n"
  "</scenario>\n";

static void
append (TbRun *run, TbJournal *journal, TbRecordKind kind, const char *subject, const char *object, guint detail, gint64 value)
{
  TbFleet *fleet = tb_run_get_fleet (run);
  TbRecord record = { .time_us = 70 * TB_US_PER_SECOND, .value = value, .subject = tb_fleet_find (fleet, subject),
                      .object = object != NULL ? tb_fleet_find (fleet, object) : TB_NOBODY, .payload = TB_NO_PAYLOAD, .kind = (guint16) kind,
                      .detail = (guint16) detail };

  tb_journal_append (journal, &record);
  tb_journal_publish (journal);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_new_from_data (besieged, strlen (besieged), "besieged.xml", &error);
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbRun) run = NULL;

  g_assert_no_error (error);
  run = tb_run_new (scenario, NULL, NULL, &error);
  g_assert_no_error (error);
  append (run, journal, TB_RECORD_POWERED_ON, "camera-01", NULL, 0, 0);
  append (run, journal, TB_RECORD_POWERED_ON, "camera-02", NULL, 0, 0);
  append (run, journal, TB_RECORD_POWERED_ON, "lock", NULL, 0, 0);
  append (run, journal, TB_RECORD_CAMPAIGN_CHANGED, "attacker", NULL, TB_CAMPAIGN_SCANS, 0);
  append (run, journal, TB_RECORD_INFECTED, "camera-01", "attacker", 1, 0);
  append (run, journal, TB_RECORD_INFECTED, "camera-02", "camera-01", 1, 0);
  append (run, journal, TB_RECORD_ATTEMPT_REFUSED, "lock", "camera-01", TB_REFUSAL_NO_CERTIFICATE, 0);
  append (run, journal, TB_RECORD_FLOOD_ORDERED, "attacker", "shop", 1, 0);
  append (run, journal, TB_RECORD_FLOOD_CHANGED, "shop", NULL, 2500, 11400000);
  facts_watch (fixture, run, journal, 70 * TB_US_PER_SECOND);
}

static void
open_telnet_lets_the_attacker_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) facts = collect_about (fixture, "camera-03");

  assert_fact (facts, "Doors", "Telnet", "open");
  assert_fact (facts, "Doors", "Lets the attacker in", "the telnet port");
  g_assert_nonnull (strstr (find_fact (facts, "Doors", "")->value, "certificate for the broker closes none"));
  g_assert_null (find_fact (facts, "Infection", "Now"));
}

static void
closed_doors_let_nobody_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) facts = collect_about (fixture, "lock");

  assert_fact (facts, "Doors", "Telnet", "closed");
  assert_fact (facts, "Doors", "Management", "only with a certificate that it trusts");
  assert_fact (facts, "Doors", "Lets the attacker in", "no door");
  assert_fact (facts, "Doors", "He is told", "refused without a certificate");
}

static void
infection_says_by_whom_and_whom_it_took (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) first = collect_about (fixture, "camera-01"), second = collect_about (fixture, "camera-02");

  assert_fact (first, "Infection", "Taken by", "attacker");
  g_assert_cmpstr (find_fact (first, "Infection", "Taken by")->command, ==, "select attacker");
  assert_fact (first, "Infection", "Has itself taken", "1");
  assert_fact (first, "Infection", "among them", "camera-02");
  assert_fact (first, "Infection", "Generation", "1");
  assert_fact (second, "Infection", "Taken by", "camera-01");
  assert_fact (second, "Infection", "Generation", "2");
  assert_fact (second, "Infection", "Has itself taken", "0");
}

static void
attacker_has_bots_and_was_turned_away (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) facts = collect_about (fixture, "attacker");

  assert_fact (facts, "Botnet", "Campaign", "on");
  assert_fact (facts, "Botnet", "Bots", "2");
  assert_fact (facts, "Botnet", "Floods", "shop");
  assert_fact (facts, "Turned away", "refused without a certificate", "1");
  g_assert_null (facts->identity);
}

static void
service_under_attack_says_what_it_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) facts = collect_about (fixture, "shop");

  assert_fact (facts, "Under attack", "Now", "answers only some of its clients");
  assert_fact (facts, "Under attack", "Requests answered", "25 %");
  assert_fact (facts, "Under attack", "Flood", "11.4 Mbit/s");
  g_assert_cmpint (find_fact (facts, "Under attack", "Flood")->provenance, ==, TB_PROVENANCE_MODELLED);
  g_assert_cmpint (find_fact (facts, "Under attack", "An answer takes")->provenance, ==, TB_PROVENANCE_MODELLED);
}

static void
without_an_attacker_there_are_no_doors (void)
{
  g_autoptr (TbRun) run = start_house ();
  g_autoptr (TbFold) fold = tb_run_new_fold (run);
  TbSelection selection = { TB_SELECTION_OBJECT, tb_fleet_find (tb_run_get_fleet (run), "camera"), 0, -1 };
  TbFactSource source = { .run = run, .fold = fold, .selection = &selection };
  g_autoptr (TbFacts) facts = tb_facts_collect (&source);

  g_assert_null (find_fact (facts, "Doors", "Telnet"));
  tb_fact_source_clear (&source);
}

#define ADD(path, func) g_test_add ("/ui/facts-outbreak/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("open", open_telnet_lets_the_attacker_in);
  ADD ("closed", closed_doors_let_nobody_in);
  ADD ("infection", infection_says_by_whom_and_whom_it_took);
  ADD ("attacker", attacker_has_bots_and_was_turned_away);
  ADD ("service", service_under_attack_says_what_it_answers);
  g_test_add_func ("/ui/facts-outbreak/none", without_an_attacker_there_are_no_doors);
  return g_test_run ();
}
