/* Each table tells what the run says, at the time of the question and at no other. */
#include "ask-fixture.h"

#include <string.h>

#include "tb-table.h"

#define MINUTE TB_US_PER_MINUTE

static void
assert_answer (gint64 time_us, const char *sql, const char *expected)
{
  g_autofree char *text = ask_text (time_us, sql);

  g_assert_cmpstr (text, ==, expected);
}

/* Named without quotes, as people write them. */
static void
every_column_of_every_table_can_be_asked_for (void)
{
  for (guint i = 0; i < tb_table_get_n (); i++)
    {
      const TbTableInfo *table = tb_table_get (i);

      for (guint k = 0; k < table->n_columns; k++)
        {
          g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s LIMIT 3", table->columns[k].name, table->name);
          g_autoptr (TbAnswer) answer = ask_at (10 * MINUTE, sql);

          g_assert_cmpstr (tb_answer_get_column (answer, 0), ==, table->columns[k].name);
        }
    }
}

static void
every_example_has_an_answer (void)
{
  for (guint i = 0; i < tb_table_get_n (); i++)
    {
      g_autoptr (TbAnswer) answer = ask_at (10 * MINUTE, tb_table_get (i)->example);

      g_assert_cmpuint (tb_answer_get_n_rows (answer), >, 0);
    }
}

static const char *const kinds[] = { "", "INTEGER", "REAL", "TEXT", "BLOB" };

static void
assert_column_type (const TbTableInfo *table, guint column)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s", table->columns[column].name, table->name);
  g_autoptr (TbAnswer) answer = ask_at (10 * MINUTE, sql);

  for (guint row = 0; row < tb_answer_get_n_rows (answer); row++)
    {
      const TbValue *value = tb_answer_get (answer, row, 0);

      if (value->kind != TB_VALUE_NULL)
        g_assert_cmpstr (kinds[value->kind], ==, table->columns[column].type);
    }
}

static void
every_value_has_the_type_of_its_column (void)
{
  for (guint i = 0; i < tb_table_get_n (); i++)
    for (guint k = 0; k < tb_table_get (i)->n_columns; k++)
      assert_column_type (tb_table_get (i), k);
}

static void
at_the_start_nothing_has_happened (void)
{
  g_assert_cmpint (ask_int (0, "SELECT count(*) FROM device"), ==, 66);
  g_assert_cmpint (ask_int (0, "SELECT count(*) FROM device WHERE certificate IS NOT NULL"), ==, 0);
  g_assert_cmpint (ask_int (0, "SELECT count(*) FROM event WHERE time_us > 0"), ==, 0);
}

static void
a_device_is_what_it_was_then (void)
{
  assert_answer (MINUTE, "SELECT state FROM device WHERE name = 'lock-02'", "valid");
  assert_answer (2 * MINUTE, "SELECT state FROM device WHERE name = 'lock-02'", "revoked");
  assert_answer (MINUTE, "SELECT state FROM device WHERE name = 'lock-02'", "valid");
  assert_answer (5 * MINUTE, "SELECT is_on || health FROM device WHERE name = 'lock-05'", "1healthy");
  assert_answer (6 * MINUTE, "SELECT is_on || health FROM device WHERE name = 'lock-05'", "0off");
  assert_answer (3 * MINUTE, "SELECT is_quarantined FROM device WHERE name = 'camera-07'", "0");
  assert_answer (4 * MINUTE, "SELECT is_quarantined FROM device WHERE name = 'camera-07'", "1");
  assert_answer (6 * MINUTE, "SELECT egress_filtered FROM device WHERE name = 'camera-08'", "1");
}

static void
a_policy_is_the_one_in_force (void)
{
  assert_answer (2 * MINUTE, "SELECT DISTINCT (lifetime_us / duration('1d')) || ' ' || rekey FROM device WHERE family = 'bulb'", "5 1");
  assert_answer (3 * MINUTE, "SELECT DISTINCT (lifetime_us / duration('1d')) || ' ' || rekey FROM device WHERE family = 'bulb'", "10 0");
  assert_answer (3 * MINUTE, "SELECT DISTINCT (lifetime_us / duration('1d')) || protocol FROM device WHERE family = 'lock'", "3est");
  g_assert_cmpint (ask_int (3 * MINUTE, "SELECT count(*) FROM device WHERE family = 'camera' AND protocol IS NULL AND rekey IS NULL"), ==, 8);
}

static void
maintenance_comes_by_a_door_or_over_tls (void)
{
  g_assert_cmpint (ask_int (3 * MINUTE, "SELECT sum(is_maintainable) FROM device WHERE family = 'camera'"), ==, 8);
  g_assert_cmpint (ask_int (5 * MINUTE, "SELECT is_maintainable FROM device WHERE name = 'camera-07'"), ==, 0);
  g_assert_cmpint (ask_int (5 * MINUTE, "SELECT sum(is_maintainable) FROM device WHERE family = 'lock'"), ==, 5);
  g_assert_cmpint (ask_int (5 * MINUTE, "SELECT sum(is_maintainable) FROM device WHERE family = 'speaker'"), ==, 11);
  g_assert_cmpint (ask_int (7 * MINUTE, "SELECT sum(is_maintainable) FROM device WHERE family = 'speaker'"), ==, 0);
}

/* thermostat-09 is switched off by the story at 4m, lock-05 by a command at 6m, camera-07 is quarantined at 4m; gateways connect to nobody. */
static void
who_is_connected_has_been_accepted (void)
{
  g_assert_cmpint (ask_int (0, "SELECT count(*) FROM device WHERE is_connected"), ==, 0);
  assert_answer (3 * MINUTE, "SELECT is_connected FROM device WHERE name = 'lock-05'", "1");
  assert_answer (6 * MINUTE, "SELECT is_connected FROM device WHERE name = 'lock-05'", "0");
  assert_answer (3 * MINUTE, "SELECT is_connected FROM device WHERE name = 'camera-07'", "1");
  assert_answer (4 * MINUTE, "SELECT is_connected FROM device WHERE name = 'camera-07'", "0");
  g_assert_cmpint (ask_int (10 * MINUTE, "SELECT count(*) FROM device WHERE interval_us > 0 AND NOT is_connected"), ==, 0);
  g_assert_cmpint (ask_int (10 * MINUTE, "SELECT count(*) FROM device WHERE is_connected AND (NOT is_on OR role = 'gateway')"), ==, 0);
}

static void
who_is_cut_off_was_cut_off_by_somebody (void)
{
  g_autofree char *none = ask_csv (asker, 3 * MINUTE, "SELECT name FROM device WHERE is_cut_off");
  g_autofree char *some = ask_csv (asker, 10 * MINUTE, "SELECT name FROM device WHERE is_cut_off AND family != 'camera' ORDER BY name");

  g_assert_cmpstr (none, ==, "name\r\n");
  g_assert_cmpstr (some, ==, "name\r\nlock-05\r\nthermostat-09\r\n");
  g_assert_cmpint (ask_int (10 * MINUTE, "SELECT count(*) FROM device WHERE is_cut_off AND census = 'infected'"), ==, 0);
}

static void
an_authority_counts_what_it_has_done (void)
{
  const char *issued = "SELECT n_issued - (SELECT count(*) FROM event WHERE kind = 'certificate-issued' AND object = 'authority') FROM authority WHERE name = 'authority'";

  assert_answer (10 * MINUTE, issued, "0");
  assert_answer (MINUTE, issued, "0");
  assert_answer (MINUTE, "SELECT n_revoked FROM authority WHERE name = 'authority'", "0");
  assert_answer (2 * MINUTE, "SELECT n_revoked FROM authority WHERE name = 'authority'", "1");
  assert_answer (6 * MINUTE, "SELECT is_down FROM authority WHERE name = 'authority'", "0");
  assert_answer (7 * MINUTE, "SELECT is_down FROM authority WHERE name = 'authority'", "1");
  assert_answer (7 * MINUTE, "SELECT root_generation || misconfigured FROM authority WHERE name = 'authority'", "1none");
}

static void
a_service_says_what_it_asks_and_bears (void)
{
  assert_answer (MINUTE, "SELECT demands_certificate FROM service WHERE name = 'broker'", "1");
  assert_answer (MINUTE, "SELECT demands_certificate FROM service WHERE name = 'old-broker'", "0");
  assert_answer (MINUTE, "SELECT demands_certificate IS NULL FROM service WHERE name = 'shop'", "1");
  assert_answer (MINUTE, "SELECT answered_percent FROM service WHERE name = 'shop'", "100");
  assert_answer (5 * MINUTE, "SELECT is_flooded FROM service WHERE name = 'shop'", "0");
  assert_answer (7 * MINUTE, "SELECT is_flooded FROM service WHERE name = 'shop'", "1");
}

static void
everybody_believes_both_roots (void)
{
  g_assert_cmpint (ask_int (MINUTE, "SELECT count(*) FROM trust_store"), ==, 2 * 66);
  g_assert_cmpint (ask_int (MINUTE, "SELECT count(DISTINCT device) FROM trust_store WHERE kind = 'root' AND NOT is_retired"), ==, 66);
  g_assert_cmpint (ask_int (MINUTE, "SELECT count(*) FROM trust_store WHERE device = 'lock-01'"), ==, 2);
  g_assert_cmpint (ask_int (MINUTE, "SELECT count(*) FROM trust_store WHERE certificate IS NULL"), ==, 0);
}

static void
counts_agree_with_the_fold (void)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  for (gint64 time_us = 0; time_us <= 10 * MINUTE; time_us += MINUTE)
    for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
      {
        g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM device WHERE role = 'device' AND state = '%s'", tb_identity_state_to_code (i));

        tb_fold_seek (fold, time_us);
        g_assert_cmpint (ask_int (time_us, sql), ==, tb_fold_get_totals (fold)->by_identity[i]);
      }
}

static void
conditions_find_what_a_walk_finds (void)
{
  static const char *const pairs[][2] = {
    { "SELECT * FROM device WHERE id = 20", "SELECT * FROM device WHERE +id = 20" },
    { "SELECT * FROM device WHERE id BETWEEN 9 AND 12", "SELECT * FROM device WHERE +id BETWEEN 9 AND 12" },
    { "SELECT * FROM device WHERE id > 10.5 AND id < '14'", "SELECT * FROM device WHERE +id > 10.5 AND +id < 14" },
    { "SELECT * FROM device WHERE id = 12.5", "SELECT * FROM device WHERE +id = 12.5" },
    { "SELECT * FROM device WHERE id < 'x' AND id > 60", "SELECT * FROM device WHERE +id > 60" },
    { "SELECT * FROM device WHERE id > -9223372036854775808 AND id < 9", "SELECT * FROM device WHERE +id < 9" },
    { "SELECT * FROM device WHERE id = NULL OR id = 9", "SELECT * FROM device WHERE +id = 9" },
    { "SELECT * FROM device WHERE id IN (7, 8, 9) AND name = 'camera-01'", "SELECT * FROM device WHERE +name = 'camera-01'" },
    { "SELECT * FROM device WHERE name = 'lock-03'", "SELECT * FROM device WHERE +name = 'lock-03'" },
    { "SELECT * FROM device WHERE name = 'LOCK-03' COLLATE NOCASE", "SELECT * FROM device WHERE +name = 'lock-03'" },
    { "SELECT * FROM device WHERE name = 'nobody'", "SELECT * FROM device WHERE 0" },
    { "SELECT * FROM device WHERE name = 'broker'", "SELECT * FROM device WHERE 0" },
    { "SELECT * FROM device WHERE family = 'camera' AND id > 10 ORDER BY id", "SELECT * FROM device WHERE +family = 'camera' AND +id > 10 ORDER BY id" },
    { "SELECT * FROM device WHERE family = 'lock' OR name = 'lock-02'", "SELECT * FROM device WHERE +family = 'lock'" },
    { "SELECT * FROM event WHERE time_us >= 60000000 AND time_us < 90000000", "SELECT * FROM event WHERE +time_us >= 60000000 AND +time_us < 90000000" },
    { "SELECT * FROM event WHERE number BETWEEN 100 AND 120", "SELECT * FROM event WHERE +number BETWEEN 100 AND 120" },
    { "SELECT * FROM event WHERE time_us = 90000000", "SELECT * FROM event WHERE +time_us = 90000000" },
    { "SELECT * FROM event WHERE time_us < -5", "SELECT * FROM event WHERE 0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *quick = ask_csv (asker, 9 * MINUTE, pairs[i][0]), *slow = ask_csv (asker, 9 * MINUTE, pairs[i][1]);

      g_assert_cmpstr (quick, ==, slow);
    }
}

static void
nothing_later_than_the_time_is_seen (void)
{
  for (gint64 time_us = 0; time_us <= 10 * MINUTE; time_us += MINUTE / 2)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM event WHERE time_us > %" G_GINT64_FORMAT, time_us);

      g_assert_cmpint (ask_int (time_us, sql), ==, 0);
      g_assert_cmpint (ask_int (time_us, "SELECT count(*) FROM event"), ==, (gint64) tb_journal_find_time (tb_run_get_journal (run), time_us));
    }
}

static void
a_time_beyond_the_edge_is_the_edge (void)
{
  g_autofree char *edge = ask_csv (asker, -1, "SELECT * FROM device"), *later = ask_csv (asker, G_MAXINT64, "SELECT * FROM device");

  g_assert_cmpstr (edge, ==, later);
}

static void
a_command_says_who_gave_it_and_why_it_was_refused (void)
{
  assert_answer (10 * MINUTE, "SELECT verb FROM command WHERE by_scenario ORDER BY time_us LIMIT 1", "connect");
  assert_answer (10 * MINUTE, "SELECT count(*) FROM command WHERE NOT by_scenario", "8");
  assert_answer (10 * MINUTE, "SELECT text FROM command WHERE is_refused AND NOT by_scenario", "enrol device=camera-01");
  g_assert_cmpint (ask_int (10 * MINUTE, "SELECT count(*) FROM command WHERE is_refused != (reason IS NOT NULL)"), ==, 0);
  g_assert_cmpint (ask_int (MINUTE, "SELECT count(*) FROM command"), ==, 0);
}

static void
answers_are_the_same_with_one_thread_and_with_two (void)
{
  g_autoptr (TbRun) alone = fixture_play (1);
  g_autoptr (TbAsk) other = tb_ask_new (alone);

  for (guint i = 0; i < tb_table_get_n (); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s", tb_table_get (i)->name);
      g_autofree char *one = ask_csv (asker, 8 * MINUTE, sql), *two = ask_csv (other, 8 * MINUTE, sql);

      g_assert_cmpstr (one, ==, two);
    }
}

/* What brokers and gateways see: the last sign of life, knocking at doors, and what is sent. */
static void
a_device_is_known_by_what_is_seen_of_it (void)
{
  g_assert_cmpint (ask_int (7 * TB_US_PER_MINUTE, "SELECT heard_us FROM device WHERE name = 'lock-05'"), ==, 6 * TB_US_PER_MINUTE);
  g_assert_cmpint (ask_int (7 * TB_US_PER_MINUTE, "SELECT count(*) FROM device WHERE name = 'lock-06' AND heard_us BETWEEN duration('6m') AND duration('7m')"), ==, 1);
  g_assert_cmpint (ask_int (TB_US_PER_SECOND, "SELECT heard_us IS NULL FROM device WHERE name = 'lock-05'"), ==, 1);
  g_assert_cmpint (ask_int (7 * TB_US_PER_MINUTE, "SELECT planned_interval_us FROM device WHERE name = 'lock-05'"), ==, TB_US_PER_MINUTE);
  g_assert_cmpint (ask_int (2 * TB_US_PER_MINUTE, "SELECT count(*) FROM device WHERE is_probing"), ==, 0);
  g_assert_cmpint (ask_int (8 * TB_US_PER_MINUTE, "SELECT count(*) FROM device WHERE is_probing <> (name IN (SELECT device FROM infection WHERE ready_us IS NOT NULL AND cleared_us IS NULL))"), ==, 0);
  g_assert_cmpint (ask_int (8 * TB_US_PER_MINUTE, "SELECT count(*) > 0 FROM device WHERE is_probing"), ==, 1);
}

static void
a_flood_is_seen_where_it_begins_and_where_it_ends (void)
{
  g_assert_cmpint (ask_int (5 * TB_US_PER_MINUTE, "SELECT arriving_bps FROM service WHERE name = 'shop'"), ==, 1200000);
  g_assert_cmpint (ask_int (8 * TB_US_PER_MINUTE, "SELECT arriving_bps - flood_bps FROM service WHERE name = 'shop'"), ==, 1200000);
  g_assert_cmpint (ask_int (5 * TB_US_PER_MINUTE, "SELECT max(sent_bps) < 10000 FROM device"), ==, 1);
  g_assert_cmpint (ask_int (8 * TB_US_PER_MINUTE, "SELECT count(*) FROM device WHERE sent_bps > 1000000 AND NOT is_probing"), ==, 0);
  g_assert_cmpint (ask_int (8 * TB_US_PER_MINUTE, "SELECT count(*) FROM device WHERE is_probing AND (sent_bps > 1000000) = (is_quarantined OR egress_filtered)"), ==, 0);
}

/* Before, while and after the shop is flooded, and with some of the cameras quarantined. */
static void
a_family_is_the_sum_of_its_devices (void)
{
  static const char question[] = "SELECT count(*) FROM family AS f WHERE n_devices <> (SELECT count(*) FROM device WHERE family = f.name) OR n_on <> (SELECT sum(is_on) FROM device WHERE family = f.name)"
                                 " OR sent_bps <> (SELECT sum(sent_bps) FROM device WHERE family = f.name)";

  for (gint64 time_us = 0; time_us <= 10 * MINUTE; time_us += MINUTE)
    g_assert_cmpint (ask_int (time_us, question), ==, 0);
  g_assert_cmpint (ask_int (0, "SELECT count(*) = (SELECT count(DISTINCT family) FROM device) FROM family"), ==, 1);
  g_assert_cmpint (ask_int (8 * MINUTE, "SELECT sent_bps > 1000000 FROM family WHERE name = 'camera'"), ==, 1);
  assert_answer (0, "SELECT role || ' ' || authority FROM family WHERE name = 'lock'", "device authority");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_set_up (2);
  g_test_add_func ("/tables/every column of every table can be asked for", every_column_of_every_table_can_be_asked_for);
  g_test_add_func ("/tables/every value has the type of its column", every_value_has_the_type_of_its_column);
  g_test_add_func ("/tables/every example has an answer", every_example_has_an_answer);
  g_test_add_func ("/tables/at the start nothing has happened", at_the_start_nothing_has_happened);
  g_test_add_func ("/tables/a device is what it was then", a_device_is_what_it_was_then);
  g_test_add_func ("/tables/a policy is the one in force", a_policy_is_the_one_in_force);
  g_test_add_func ("/tables/maintenance comes by a door or over TLS", maintenance_comes_by_a_door_or_over_tls);
  g_test_add_func ("/tables/who is connected has been accepted", who_is_connected_has_been_accepted);
  g_test_add_func ("/tables/who is cut off was cut off by somebody", who_is_cut_off_was_cut_off_by_somebody);
  g_test_add_func ("/tables/an authority counts what it has done", an_authority_counts_what_it_has_done);
  g_test_add_func ("/tables/a service says what it asks and bears", a_service_says_what_it_asks_and_bears);
  g_test_add_func ("/tables/everybody believes both roots", everybody_believes_both_roots);
  g_test_add_func ("/tables/counts agree with the fold", counts_agree_with_the_fold);
  g_test_add_func ("/tables/conditions find what a walk finds", conditions_find_what_a_walk_finds);
  g_test_add_func ("/tables/nothing later than the time is seen", nothing_later_than_the_time_is_seen);
  g_test_add_func ("/tables/a time beyond the edge is the edge", a_time_beyond_the_edge_is_the_edge);
  g_test_add_func ("/tables/a command says who gave it and why it was refused", a_command_says_who_gave_it_and_why_it_was_refused);
  g_test_add_func ("/tables/answers are the same with one thread and with two", answers_are_the_same_with_one_thread_and_with_two);
  g_test_add_func ("/tables/a device is known by what is seen of it", a_device_is_known_by_what_is_seen_of_it);
  g_test_add_func ("/tables/a family is the sum of its devices", a_family_is_the_sum_of_its_devices);
  g_test_add_func ("/tables/a flood is seen where it begins and where it ends", a_flood_is_seen_where_it_begins_and_where_it_ends);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
