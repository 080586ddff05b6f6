/* The smart home under attack: cameras fall, locks and thermostats do not, the victim goes dark; and each way to stop it is seen in the figures. */
#include "tb-run.h"
#include "tb-units.h"

#include <string.h>

#define MINUTE TB_US_PER_MINUTE

typedef struct
{
  TbRun *run;
  TbFold *fold;
} Played;

static void
played_clear (Played *played)
{
  g_clear_pointer (&played->fold, tb_fold_free);
  g_clear_pointer (&played->run, tb_run_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Played, played_clear)

/* @commands is one a line, or NULL. */
static Played
play_with (const char *scenario_name, const char *const *settings, guint64 seed, gint64 until_us, const char *commands)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_load_with (scenario_name, settings, &error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  g_auto (GStrv) lines = g_strsplit (commands != NULL ? commands : "", "\n", -1);
  TbRunOptions options = { .has_seed = seed > 0, .seed = seed, .until_us = until_us, .n_threads = 2 };
  Played played = { 0 };

  g_assert_no_error (error);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      {
        g_ptr_array_add (list, tb_command_parse (lines[i], &error));
        g_assert_no_error (error);
      }
  played.run = tb_run_new (scenario, &options, list, &error);
  g_assert_no_error (error);
  tb_run_set_target (played.run, until_us);
  tb_run_wait (played.run, until_us);
  played.fold = tb_run_new_fold (played.run);
  tb_fold_seek (played.fold, until_us);
  return played;
}

static Played
play (guint64 seed, gint64 until_us, const char *commands)
{
  static const char *const fewer[] = { "bulb.count=10", "thermostat.count=10", "speaker.count=3", "lock.count=2", "bargain-plug.count=1", NULL };

  return play_with ("smart-home", fewer, seed, until_us, commands);
}

static guint32
infected_at (Played *played, gint64 time_us)
{
  tb_fold_seek (played->fold, time_us);
  return tb_fold_get_totals (played->fold)->by_census[TB_CENSUS_INFECTED];
}

static const TbObjectState *
get (Played *played, const char *name)
{
  return tb_fold_get (played->fold, tb_fleet_find (tb_run_get_fleet (played->run), name));
}

static guint16
answered (Played *played, const char *service)
{
  const TbSiege *siege = tb_state_get_siege (tb_fold_get_state (played->fold), tb_fleet_find (tb_run_get_fleet (played->run), service));

  return siege != NULL ? siege->answered : TB_SIEGE_ALL;
}

/* Whatever the seed: cameras and nobody else. */
static void
cameras_fall_within_minutes (void)
{
  for (guint64 seed = 1; seed <= 3; seed++)
    {
      g_auto (Played) played = play (seed, 20 * MINUTE, NULL);
      TbFleet *fleet = tb_run_get_fleet (played.run);
      const TbGroup *cameras = tb_fleet_find_group (fleet, "camera");

      g_assert_cmpuint (infected_at (&played, 20 * MINUTE), ==, cameras->count);
      for (guint32 object = 1; object <= tb_fleet_get_n_objects (fleet); object++)
        g_assert_cmpint (tb_fold_get (played.fold, object)->infection != TB_INFECTION_NONE, ==, tb_fleet_group_of (fleet, object) == cameras);
    }
}

static void
the_victim_goes_dark (void)
{
  g_auto (Played) played = play (0, 20 * MINUTE, NULL);

  g_assert_cmpuint (answered (&played, "shop"), <, TB_SIEGE_ALL / 10);
  tb_fold_seek (played.fold, 5 * MINUTE);
  g_assert_cmpuint (answered (&played, "shop"), ==, TB_SIEGE_ALL);
}

static void
every_outcome_is_seen (void)
{
  g_auto (Played) played = play (0, 20 * MINUTE, NULL);
  const TbTotals *totals = tb_fold_get_totals (played.fold);

  g_assert_cmpuint (totals->n_attempts[TB_REFUSAL_WRONG_PASSWORD], >, 0);
  g_assert_cmpuint (totals->n_attempts[TB_REFUSAL_CLOSED], >, 0);
  g_assert_cmpuint (totals->n_attempts[TB_REFUSAL_NO_CERTIFICATE], >, 0);
  g_assert_cmpuint (totals->n_attempts[TB_REFUSAL_TAKEN], >, 0);
  g_assert_cmpuint (totals->n_attempts[TB_REFUSAL_N], >, totals->n_attempts[TB_REFUSAL_CLOSED]);
}

/* Before anybody was taken: nobody is. */
static void
a_closed_port_ends_it_before_it_begins (void)
{
  g_auto (Played) played = play (0, 20 * MINUTE, "@2m50s close-telnet group=camera");

  g_assert_cmpuint (infected_at (&played, 20 * MINUTE), ==, 0);
  g_assert_cmpuint (tb_fold_get_totals (played.fold)->by_census[TB_CENSUS_VULNERABLE], ==, 0);
}

/* Neither certificates for the broker nor its list of the revoked have to do with the telnet port. */
static void
barring_does_not_heal (void)
{
  g_auto (Played) plain = play (0, 20 * MINUTE, NULL), barred = play (0, 20 * MINUTE, "@10m bar group=camera state=on");

  g_assert_cmpuint (infected_at (&barred, 20 * MINUTE), ==, infected_at (&plain, 20 * MINUTE));
  g_assert_cmpint (get (&barred, "camera-01")->report_interval_us, ==, 0);
  g_assert_cmpint (get (&plain, "camera-01")->report_interval_us, >, 0);
}

static void
a_reboot_alone_does_not_last (void)
{
  g_auto (Played) played = play (0, 40 * MINUTE, "@10m reboot group=camera");

  g_assert_cmpuint (infected_at (&played, 10 * MINUTE + TB_US_PER_SECOND), ==, 0);
  g_assert_cmpuint (infected_at (&played, 40 * MINUTE), ==, 8);
  g_assert_cmpuint (get (&played, "camera-03")->n_infections, ==, 2);
}

/* Three ways, and each is seen. */
static void
it_is_stopped_in_three_ways (void)
{
  g_auto (Played) healed = play (0, 40 * MINUTE, "@10m change-credential group=camera\n@10m1s reboot group=camera");
  g_auto (Played) filtered = play (0, 40 * MINUTE, "@10m filter-egress group=camera state=on");
  g_auto (Played) quarantined = play (0, 40 * MINUTE, "@10m quarantine group=camera state=on");

  g_assert_cmpuint (infected_at (&healed, 40 * MINUTE), ==, 0);
  g_assert_cmpuint (tb_fold_get_totals (healed.fold)->by_census[TB_CENSUS_CLEANED], ==, 8);
  g_assert_cmpuint (tb_fold_get_totals (healed.fold)->n_defended[TB_DEFENCE_CHANGE_CREDENTIAL], ==, 8);
  g_assert_cmpuint (tb_fold_get_totals (healed.fold)->n_defended[TB_DEFENCE_REBOOT], ==, 8);
  g_assert_cmpuint (infected_at (&filtered, 40 * MINUTE), ==, 8);
  g_assert_cmpuint (infected_at (&quarantined, 40 * MINUTE), ==, 8);
  g_assert_cmpuint (tb_fold_get_totals (quarantined.fold)->n_defended[TB_DEFENCE_QUARANTINE], ==, 8);
  g_assert_cmpuint (tb_fold_get_totals (quarantined.fold)->by_health[TB_HEALTH_QUARANTINED], ==, 8);
  g_assert_cmpuint (answered (&healed, "shop"), ==, TB_SIEGE_ALL);
  g_assert_cmpuint (answered (&filtered, "shop"), ==, TB_SIEGE_ALL);
  g_assert_cmpuint (answered (&quarantined, "shop"), ==, TB_SIEGE_ALL);
}

static void
a_limit_saves_the_victim_alone (void)
{
  g_auto (Played) played = play (0, 20 * MINUTE, "@10m limit-rate service=shop kbps=100");

  g_assert_cmpuint (infected_at (&played, 20 * MINUTE), ==, 8);
  g_assert_cmpuint (answered (&played, "shop"), ==, TB_SIEGE_ALL);
}

/* Each infection names somebody who was infected before, or the attacker, one generation above. */
static void
the_tree_grows_from_the_attacker (void)
{
  g_auto (Played) played = play (0, 20 * MINUTE, NULL);
  TbFleet *fleet = tb_run_get_fleet (played.run);

  for (guint32 object = 1; object <= tb_fleet_get_n_objects (fleet); object++)
    {
      const TbObjectState *state = tb_fold_get (played.fold, object), *parent = tb_fold_get (played.fold, state->infected_by);

      if (state->infection == TB_INFECTION_NONE)
        continue;
      g_assert_cmpuint (state->generation, ==, parent->generation + 1);
      g_assert_true (state->infected_by == tb_fleet_get_attacker (fleet) || parent->infected_us < state->infected_us);
    }
}

/* Every record must make sense, whatever is ordered when; a run that fails says so. */
static void
orders_at_any_time_make_sense (void)
{
  static const char *const orders[] = {
    "close-telnet group=camera share=50", "change-credential device=camera-02", "reboot group=camera", "reboot group=camera share=30", "quarantine group=camera state=on",
    "quarantine group=camera state=off", "quarantine device=lock-01 state=on", "quarantine device=lock-01 state=off", "bar group=speaker state=on",
    "bar group=speaker state=off", "filter-egress group=camera state=on", "filter-egress group=camera state=off", "manage-over-tls group=speaker",
    "outbreak state=off", "outbreak state=on", "infect device=bulb-03", "infect device=camera-04", "flood service=shop state=on", "flood service=shop state=off",
    "limit-rate service=shop kbps=50", "limit-rate service=shop kbps=0", "tune scan-rate=900", "tune reboot-every=2m", "tune reboot-every=0s clean-every=5m",
    "tune addresses=100000", "power device=camera-05 state=off", "power device=camera-05 state=on", "segment group=camera network=internet",
    "enrol device=lock-01", "renew device=lock-02", "connect device=camera-01",
  };

  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *failure = NULL, *one = NULL, *two = NULL;
      TbStream stream;

      tb_stream_initf (&stream, round, "orders");
      for (gint64 ms = 1000; ms < 900 * 1000; ms += 1 + (gint64) tb_stream_below (&stream, 12000))
        g_string_append_printf (text, "@%" G_GINT64_FORMAT "ms %s\n", ms, orders[tb_stream_below (&stream, G_N_ELEMENTS (orders))]);
      {
        g_auto (Played) played = play (round, 16 * MINUTE, text->str), again = play (round, 16 * MINUTE, text->str);

        failure = tb_run_dup_failure (played.run);
        g_assert_cmpstr (failure, ==, NULL);
        one = tb_journal_hash (tb_run_get_journal (played.run));
        two = tb_journal_hash (tb_run_get_journal (again.run));
        g_assert_cmpstr (one, ==, two);
      }
    }
}

static void
what_cannot_be_done_is_refused (void)
{
  static const char *const orders[] = {
    "flood service=broker state=on", "flood service=shop state=on", "limit-rate service=lock-01 kbps=5", "close-telnet device=lock-01",
    "close-telnet device=gw-ground", "manage-over-tls device=camera-01", "outbreak state=on", "infect device=camera-01",
    "quarantine device=camera-01 state=off", "tune scan-rate=0", "tune addresses=10", "tune hit-probability=1.5", "tune scan-rate=1e300",
  };
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    g_string_append_printf (lines, "@10m%us %s\n", i, orders[i]);
  {
    g_auto (Played) played = play (0, 11 * MINUTE, lines->str);

    g_assert_cmpuint (tb_fold_get_totals (played.fold)->n_refused_commands, ==, G_N_ELEMENTS (orders));
  }
}

/* A list is worked off; time to infect delays a bot; counted attempts add up to about as many as told ones. */
static void
a_list_comes_before_chance (void)
{
  static const char *const settings[] = { "attacker.list=8", "attacker.list-rate=10", "attacker.addresses=4294967296", "attacker.time-to-infect=10s", "attacker.attempts=counted", NULL };
  g_auto (Played) played = play_with ("smart-home", settings, 0, 5 * MINUTE, NULL);

  g_assert_cmpuint (infected_at (&played, 3 * MINUTE + 8 * TB_US_PER_SECOND), ==, 8);
  g_assert_cmpuint (tb_fold_get_totals (played.fold)->n_bots, ==, 0);
  g_assert_cmpuint (infected_at (&played, 4 * MINUTE), ==, 8);
  g_assert_cmpuint (tb_fold_get_totals (played.fold)->n_bots, ==, 8);
  g_assert_cmpuint (tb_fold_get_totals (played.fold)->deepest, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbreak/cameras", cameras_fall_within_minutes);
  g_test_add_func ("/outbreak/victim", the_victim_goes_dark);
  g_test_add_func ("/outbreak/outcomes", every_outcome_is_seen);
  g_test_add_func ("/outbreak/closed", a_closed_port_ends_it_before_it_begins);
  g_test_add_func ("/outbreak/barred", barring_does_not_heal);
  g_test_add_func ("/outbreak/reboot", a_reboot_alone_does_not_last);
  g_test_add_func ("/outbreak/three-ways", it_is_stopped_in_three_ways);
  g_test_add_func ("/outbreak/limit", a_limit_saves_the_victim_alone);
  g_test_add_func ("/outbreak/tree", the_tree_grows_from_the_attacker);
  g_test_add_func ("/outbreak/orders", orders_at_any_time_make_sense);
  g_test_add_func ("/outbreak/refused", what_cannot_be_done_is_refused);
  g_test_add_func ("/outbreak/list", a_list_comes_before_chance);
  return g_test_run ();
}
