/* What happened, as tables tell it: certificates and keys, revocations, sessions and handshakes, messages and packets, infections and figures over time; at
 * two times of small runs. Where another part of the engine counts the same, the counts agree. */
#include "ask-fixture.h"

#include <string.h>

#include "tb-certificate-facts.h"
#include "tb-packet-walk.h"

#define MINUTE TB_US_PER_MINUTE
#define DAY    TB_US_PER_DAY

static void
assert_of (TbAsk *whom, gint64 time_us, const char *sql, const char *expected)
{
  g_autoptr (TbAnswer) answer = ask_of (whom, time_us, sql);
  g_autofree char *text = NULL;

  g_assert_cmpuint (tb_answer_get_n_rows (answer), ==, 1);
  text = tb_value_format (tb_answer_get (answer, 0, 0));
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_answer (gint64 time_us, const char *sql, const char *expected)
{
  assert_of (asker, time_us, sql, expected);
}

/* Returns: (transfer full): a run that has come as far, with what is done to it */
static TbRun *
play (const char *name, gint64 until_us, const char *const *lines)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_load (name, &error);
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  const TbRunOptions options = { .until_us = until_us, .n_threads = 2 };
  TbRun *played;

  for (; lines != NULL && *lines != NULL; lines++)
    g_ptr_array_add (commands, tb_command_parse (*lines, &error));
  played = tb_run_new (scenario, &options, commands, &error);
  g_assert_no_error (error);
  tb_run_set_target (played, until_us);
  tb_run_wait (played, until_us);
  return played;
}

/* --- certificates and keys --- */

static void
a_certificate_is_known_from_its_issue_on (void)
{
  assert_answer (5 * TB_US_PER_SECOND, "SELECT count(*) FROM certificate WHERE device = 'lock-02'", "0");
  assert_answer (MINUTE, "SELECT state || is_current || is_authority || ifnull(is_rekeyed, '-') || subject || san || eku || key_algorithm || authority FROM certificate WHERE device = 'lock-02'",
                 "valid10-CN=lock-02lock-02clientAuthP-256authority");
  assert_answer (MINUTE, "SELECT revoked_us IS NULL AND reason IS NULL AND installed_us > issued_us AND not_before_us < issued_us FROM certificate WHERE device = 'lock-02'", "1");
  assert_answer (2 * MINUTE, "SELECT state || reason || (revoked_us / duration('1s')) FROM certificate WHERE device = 'lock-02'", "revokedkeyCompromise90");
  assert_answer (MINUTE, "SELECT not_after_us - not_before_us >= duration('3d') FROM certificate WHERE device = 'lock-02'", "1");
}

/* The calendar of its bytes and the time of the run say the same. */
static void
a_certificate_says_what_its_bytes_say (void)
{
  g_autoptr (TbAnswer) answer = ask_at (MINUTE, "SELECT id, sha256, serial, not_before_us, not_after_us FROM certificate WHERE device = 'lock-02'");
  TbJournal *journal = tb_run_get_journal (run);
  gint64 start_us = tb_scenario_get_start_us (tb_run_get_scenario (run));
  guint32 lock = tb_fleet_find (tb_run_get_fleet (run), "lock-02");

  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);
      g_autoptr (TbCertificateFacts) facts = NULL;

      if (record->kind != TB_RECORD_CERTIFICATE_ISSUED || record->subject != lock)
        continue;
      facts = tb_certificate_facts_new (tb_journal_get_payload (journal, record->payload));
      g_assert_cmpstr (tb_answer_get (answer, 0, 1)->text, ==, facts->sha256);
      g_assert_cmpstr (tb_answer_get (answer, 0, 2)->text, ==, facts->serial);
      g_assert_cmpint (tb_answer_get (answer, 0, 3)->integer, ==, facts->not_before_us - start_us);
      g_assert_cmpint (tb_answer_get (answer, 0, 4)->integer, ==, facts->not_after_us - start_us);
      return;
    }
  g_assert_not_reached ();
}

static void
devices_and_certificates_name_each_other (void)
{
  assert_answer (5 * MINUTE, "SELECT count(*) FROM device JOIN certificate ON certificate.id = device.certificate WHERE certificate.device != device.name OR NOT is_current", "0");
  assert_answer (5 * MINUTE, "SELECT count(*) = (SELECT count(*) FROM device WHERE certificate IS NOT NULL) FROM device JOIN certificate ON certificate.id = device.certificate", "1");
  assert_answer (5 * MINUTE, "SELECT device FROM certificate WHERE id = (SELECT certificate FROM device WHERE name = 'lock-03')", "lock-03");
}

static void
a_root_has_no_authority_above_it (void)
{
  assert_answer (MINUTE, "SELECT count(*) FROM certificate WHERE device = 'authority' AND authority IS NULL AND is_authority", "1");
  assert_answer (MINUTE, "SELECT count(*) FROM certificate WHERE device = 'broker' AND authority = 'authority' AND eku = 'serverAuth'", "1");
}

static void
every_certified_key_is_held_by_its_holder (void)
{
  assert_answer (5 * MINUTE, "SELECT count(*) FROM certificate LEFT JOIN key ON key.id = certificate.key AND key.holder = certificate.device WHERE key.id IS NULL", "0");
  assert_answer (5 * MINUTE, "SELECT max(n_holders) FROM key", "1");
  assert_answer (MINUTE, "SELECT algorithm || bits || made_by FROM key WHERE holder = 'lock-03'", "P-256256device");
  assert_answer (TB_US_PER_SECOND, "SELECT count(*) FROM key WHERE holder = 'lock-03'", "0");
}

static void
a_renewal_says_whether_the_key_is_new (void)
{
  static const char *const lines[] = { "@40s renew device=lock-01", "@45s policy group=lock rekey=no", "@50s renew device=lock-03", NULL };
  g_autoptr (TbRun) house = play ("smart-home", MINUTE + 10 * TB_US_PER_SECOND, lines);
  g_autoptr (TbAsk) whom = tb_ask_new (house);

  assert_of (whom, -1, "SELECT group_concat(ifnull(is_rekeyed, '-') || is_current, ' ') FROM certificate WHERE device = 'lock-01'", "-0 11");
  assert_of (whom, -1, "SELECT group_concat(ifnull(is_rekeyed, '-') || is_current, ' ') FROM certificate WHERE device = 'lock-03'", "-0 01");
  assert_of (whom, -1, "SELECT b.installed_us = a.replaced_us FROM certificate AS b JOIN certificate AS a ON a.id = b.previous WHERE b.device = 'lock-01'", "1");
  assert_of (whom, 40 * TB_US_PER_SECOND, "SELECT count(*) || (replaced_us IS NULL) FROM certificate WHERE device = 'lock-01'", "11");
  assert_of (whom, -1, "SELECT count(*) FROM key WHERE holder = 'lock-01'", "2");
  assert_of (whom, -1, "SELECT count(*) FROM key WHERE holder = 'lock-03'", "1");
}

static void
a_stolen_key_is_known_from_the_theft_on (void)
{
  g_autoptr (TbRun) works = play ("copied-key", DAY + 2 * MINUTE, NULL);
  g_autoptr (TbAsk) whom = tb_ask_new (works);

  assert_of (whom, DAY - 1, "SELECT count(*) FROM key WHERE stolen_us IS NOT NULL", "0");
  assert_of (whom, DAY, "SELECT group_concat(holder) FROM key WHERE stolen_us IS NOT NULL", "meter-01");
  assert_of (whom, -1, "SELECT stolen_us / duration('1s') FROM key WHERE holder = 'valve-01'", "86460");
}

/* Whoever shows it: the thief of a valve has nothing of his own. */
static void
a_copied_certificate_is_told_by_whose_it_is (void)
{
  g_autoptr (TbRun) works = play ("copied-key", 4 * DAY, NULL);
  g_autoptr (TbAsk) whom = tb_ask_new (works);

  assert_of (whom, -1, "SELECT count(*) > 0 AND min(c.device = 'valve-01' AND c.subject = 'CN=valve-01') FROM session AS s JOIN certificate AS c ON c.id = s.client_certificate WHERE s.client = 'laptop-02'", "1");
  assert_of (whom, -1, "SELECT count(*) FROM session AS s JOIN certificate AS c ON c.id = s.client_certificate WHERE s.client LIKE 'valve-%' AND c.device <> s.client", "0");
  assert_of (whom, -1, "SELECT count(*) FROM session WHERE purpose = 'connect' AND client_certificate IS NULL", "0");
}

static void
a_revocation_says_when_somebody_acted (void)
{
  assert_answer (MINUTE, "SELECT count(*) FROM revocation", "0");
  assert_answer (2 * MINUTE, "SELECT device || authority || reason || is_held || (acted_us IS NULL) || (stale_us / duration('1s')) FROM revocation", "lock-02authoritykeyCompromise1130");
  assert_answer (2 * MINUTE, "SELECT certificate.device FROM revocation JOIN certificate ON id = revocation.certificate", "lock-02");
}

/* --- sessions --- */

static void
sessions_are_what_the_fold_has_counted (void)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  for (guint minute = 1; minute <= 10; minute += 3)
    {
      tb_fold_seek (fold, minute * MINUTE);
      g_assert_cmpint (ask_int (minute * MINUTE, "SELECT count(*) FROM session"), ==, (gint64) tb_fold_get_totals (fold)->n_completed);
      g_assert_cmpint (ask_int (minute * MINUTE, "SELECT count(*) FROM handshake WHERE outcome = 'refused'"), ==, (gint64) tb_fold_get_totals (fold)->n_refused);
    }
}

static void
a_session_says_how_it_is_protected (void)
{
  assert_answer (MINUTE, "SELECT version || ' ' || kex || ' ' || is_mutual || is_resumed || is_open || is_recorded || is_readable FROM session WHERE client = 'lock-01' AND purpose = 'connect'",
                 "TLS 1.3 ecdhe 10110");
  assert_answer (MINUTE, "SELECT device FROM session JOIN certificate ON id = client_certificate WHERE client = 'lock-01' AND server = 'broker'", "lock-01");
  assert_answer (5 * MINUTE, "SELECT is_open || (closed_us IS NULL) FROM session WHERE client = 'lock-05' AND purpose = 'connect'", "11");
  assert_answer (7 * MINUTE, "SELECT is_open || (closed_us / duration('1m')) FROM session WHERE client = 'lock-05' AND purpose = 'connect'", "06");
  assert_answer (7 * MINUTE, "SELECT count(*) FROM (SELECT client FROM session WHERE is_open GROUP BY client HAVING count(*) > 1)", "0");
}

static void
a_refused_handshake_says_why_and_by_whom (void)
{
  static const char *const lines[] = { "@20s handshake device=lock-01 attack=own-root careless=yes", "@25s handshake device=lock-03 fail=expired at=server", NULL };
  g_autoptr (TbRun) house = play ("smart-home", 40 * TB_US_PER_SECOND, lines);
  g_autoptr (TbAsk) whom = tb_ask_new (house);

  assert_answer (5 * MINUTE, "SELECT DISTINCT alert || ' ' || reason || ' ' || refused_by FROM handshake WHERE client = 'bargain-plug-01' AND outcome = 'refused'",
                 "unknown_ca unknown-authority server");
  assert_of (whom, -1, "SELECT outcome || ' ' || attack || ' ' || verdict FROM handshake WHERE client = 'lock-01' AND purpose = 'trial'", "completed own-root intercepted");
  assert_of (whom, -1, "SELECT outcome || ' ' || fail || ' ' || reason || ' ' || refused_by || ' ' || verdict FROM handshake WHERE client = 'lock-03' AND purpose = 'trial'",
             "refused expired expired client refused");
  assert_of (whom, 25 * TB_US_PER_SECOND, "SELECT outcome || (ended_us IS NULL) || (alert IS NULL) FROM handshake WHERE client = 'lock-03' AND purpose = 'trial'", "under way11");
  assert_of (whom, -1, "SELECT count(*) FROM session WHERE purpose = 'trial'", "0");
}

/* --- messages --- */

static void
messages_are_in_order_of_time_from_any_moment_on (void)
{
  g_autofree char *all = ask_csv (asker, 8 * MINUTE, "SELECT rowid, time_us, sender, kind FROM message WHERE +time_us >= duration('3m') AND +time_us < duration('6m')");
  g_autofree char *some = ask_csv (asker, 8 * MINUTE, "SELECT rowid, time_us, sender, kind FROM message WHERE time_us >= duration('3m') AND time_us < duration('6m')");

  g_assert_cmpstr (all, ==, some);
  assert_answer (8 * MINUTE, "SELECT count(*) FROM (SELECT time_us < lag(time_us) OVER () AS is_late FROM message) WHERE is_late", "0");
  assert_answer (8 * MINUTE, "SELECT count(*) = (SELECT count(*) FROM message WHERE +sender = 'lock-01') FROM message WHERE sender = 'lock-01'", "1");
}

/* The same packets as those a capture is made of. */
static void
a_walk_finds_what_a_capture_holds (gconstpointer scenario)
{
  g_autoptr (TbRun) played = play (scenario, 50 * MINUTE, NULL);
  TbFleet *fleet = tb_run_get_fleet (played);
  TbJournal *journal = tb_run_get_journal (played);
  g_autoptr (TbPacketIndex) index = tb_packet_index_new (journal, fleet);
  g_autoptr (GArray) captured = tb_traffic_collect (fleet, journal, 15 * MINUTE, 50 * MINUTE, G_MAXUINT);
  const TbPacketScope scope = { tb_journal_get_length (journal), 15 * MINUTE + 1, 50 * MINUTE, TB_NOBODY, FALSE };
  g_autoptr (TbPacketWalk) walk = NULL;
  guint64 n = 0, n_bytes = 0, expected_bytes = 0;
  TbPacket packet;

  tb_packet_index_read (index, scope.position);
  walk = tb_packet_walk_new (index, &scope);
  for (guint i = 0; i < captured->len; i++)
    expected_bytes += g_array_index (captured, TbPacket, i).n_bytes + (guint64) g_array_index (captured, TbPacket, i).arrive_us;
  for (; tb_packet_walk_next (walk, &packet); n++)
    {
      g_assert_cmpint (packet.depart_us, ==, g_array_index (captured, TbPacket, n).depart_us);
      n_bytes += packet.n_bytes + (guint64) packet.arrive_us;
    }
  g_assert_cmpuint (n, >, 100);
  g_assert_cmpuint (n, ==, captured->len);
  g_assert_cmpuint (n_bytes, ==, expected_bytes);
}

static void
a_message_tells_what_can_be_read (void)
{
  assert_answer (MINUTE, "SELECT kind || ' ' || text || is_protected || is_overheard || holds_password FROM message WHERE sender = 'camera-01' LIMIT 1", "connect admin : admin1234011");
  assert_answer (MINUTE, "SELECT count(*) FROM message WHERE is_protected AND (text IS NOT NULL OR holds_password)", "0");
  assert_answer (MINUTE, "SELECT DISTINCT topic FROM message WHERE sender = 'lock-01' AND kind = 'report'", "home/lock-01/state");
  assert_answer (10 * MINUTE, "SELECT count(*) > 0 FROM message WHERE is_refused", "1");
  assert_answer (5 * MINUTE, "SELECT count(DISTINCT sender) = (SELECT count(*) FROM device WHERE credential = 'factory' AND family = 'camera') FROM message WHERE holds_password", "1");
}

static void
a_packet_passes_every_link_of_its_way (void)
{
  assert_answer (MINUTE, "SELECT group_concat(hop_from || '>' || hop_to, ' ') FROM (SELECT * FROM packet WHERE sender = 'lock-01' AND receiver = 'broker' LIMIT 2)",
                 "lock-01>gw-upstairs gw-upstairs>broker");
  assert_answer (MINUTE, "SELECT group_concat(is_overheard, '') FROM (SELECT * FROM packet WHERE sender = 'lock-01' AND receiver = 'broker' LIMIT 2)", "01");
  assert_answer (MINUTE, "SELECT count(*) FROM packet WHERE kind = 'flight' AND bytes = 0", "0");
  assert_answer (5 * MINUTE, "SELECT (SELECT sum(bytes) FROM packet WHERE hop = 1 AND kind = 'flight') BETWEEN 1 AND sum(bytes) FROM handshake", "1");
}

/* --- outbreak and figures --- */

static void
infections_are_what_the_fold_has_counted (void)
{
  g_autoptr (TbRun) house = play ("smart-home", 10 * MINUTE, NULL);
  g_autoptr (TbAsk) whom = tb_ask_new (house);

  assert_of (whom, 3 * MINUTE, "SELECT count(*) FROM infection", "0");
  assert_of (whom, -1, "SELECT count(*) FROM infection WHERE generation = 1 AND by = 'attacker' AND ready_us >= infected_us", "2");
  assert_of (whom, -1, "SELECT (SELECT count(*) FROM infection) = (SELECT value FROM metric WHERE name = 'infections' ORDER BY time_us DESC LIMIT 1)", "1");
  assert_of (whom, -1, "SELECT count(*) FROM infection WHERE generation > 1 AND by NOT IN (SELECT device FROM infection)", "0");
  assert_of (whom, -1, "SELECT sum(n_infected) FROM infection", "6");
  assert_of (whom, -1, "SELECT count(*) FROM infection JOIN device ON name = device WHERE device.infected_us != infection.infected_us", "0");
}

static void
a_figure_is_what_the_fold_says_then (void)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  for (guint minute = 1; minute <= 10; minute += 3)
    {
      const TbTotals *totals;

      tb_fold_seek (fold, minute * MINUTE);
      totals = tb_fold_get_totals (fold);
      g_assert_cmpint (ask_int (minute * MINUTE, "SELECT CAST (value AS INTEGER) FROM metric WHERE name = 'handshakes-completed' ORDER BY time_us DESC LIMIT 1"), ==,
                       (gint64) totals->n_completed);
      g_assert_cmpint (ask_int (minute * MINUTE, "SELECT CAST (value AS INTEGER) FROM metric WHERE name = 'devices-off' ORDER BY time_us DESC LIMIT 1"), ==,
                       totals->by_health[TB_HEALTH_OFF]);
    }
  assert_answer (MINUTE, "SELECT DISTINCT value FROM metric WHERE name = 'goodput-percent'", "100");
  assert_answer (10 * MINUTE, "SELECT count(*) FROM (SELECT value = lag(value) OVER (PARTITION BY name, object ORDER BY time_us) AS is_same FROM metric) WHERE is_same", "0");
}

/* An asker that was asked about later times first knows no more about earlier ones. */
static void
whoever_knows_the_end_tells_the_same_of_the_beginning (void)
{
  static const char *const tables[] = { "certificate", "key", "revocation", "session", "handshake", "message", "packet", "infection", "metric" };
  g_autoptr (TbAsk) fresh = tb_ask_new (run);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s", tables[i]);
      g_autofree char *end = ask_csv (asker, -1, sql), *later = ask_csv (asker, 100 * TB_US_PER_SECOND, sql), *first = ask_csv (fresh, 100 * TB_US_PER_SECOND, sql);

      g_assert_cmpstr (later, ==, first);
      g_assert_cmpstr (later, !=, end);
    }
}

/* Also of one that nobody asked about: bulbs install anything. */
static void
a_refused_image_says_why (void)
{
  static const char *const lines[] = { "@2m update-firmware device=lock-01 version=4 image=unsigned", "@2m update-firmware device=bulb-01 version=9 image=wrong-key", NULL };
  g_autoptr (TbRun) night = play ("firmware", 4 * MINUTE, lines);
  g_autoptr (TbAsk) whom = tb_ask_new (night);

  assert_of (whom, -1, "SELECT text FROM event WHERE kind = 'firmware-refused' AND subject = 'lock-01'", "unsigned");
  assert_of (whom, -1, "SELECT text FROM event WHERE kind = 'firmware-installed' AND subject = 'bulb-01'", "wrong-key");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_set_up (2);
  g_test_add_func ("/history/a certificate is known from its issue on", a_certificate_is_known_from_its_issue_on);
  g_test_add_func ("/history/a certificate says what its bytes say", a_certificate_says_what_its_bytes_say);
  g_test_add_func ("/history/devices and certificates name each other", devices_and_certificates_name_each_other);
  g_test_add_func ("/history/a root has no authority above it", a_root_has_no_authority_above_it);
  g_test_add_func ("/history/every certified key is held by its holder", every_certified_key_is_held_by_its_holder);
  g_test_add_func ("/history/a renewal says whether the key is new", a_renewal_says_whether_the_key_is_new);
  g_test_add_func ("/history/a stolen key is known from the theft on", a_stolen_key_is_known_from_the_theft_on);
  g_test_add_func ("/history/a copied certificate is told by whose it is", a_copied_certificate_is_told_by_whose_it_is);
  g_test_add_func ("/history/a revocation says when somebody acted", a_revocation_says_when_somebody_acted);
  g_test_add_func ("/history/sessions are what the fold has counted", sessions_are_what_the_fold_has_counted);
  g_test_add_func ("/history/a session says how it is protected", a_session_says_how_it_is_protected);
  g_test_add_func ("/history/a refused handshake says why and by whom", a_refused_handshake_says_why_and_by_whom);
  g_test_add_func ("/history/messages are in order of time from any moment on", messages_are_in_order_of_time_from_any_moment_on);
  g_test_add_data_func ("/history/a walk finds what a capture holds/firmware", "firmware", a_walk_finds_what_a_capture_holds);
  g_test_add_func ("/history/a message tells what can be read", a_message_tells_what_can_be_read);
  g_test_add_func ("/history/a packet passes every link of its way", a_packet_passes_every_link_of_its_way);
  g_test_add_func ("/history/infections are what the fold has counted", infections_are_what_the_fold_has_counted);
  g_test_add_func ("/history/a figure is what the fold says then", a_figure_is_what_the_fold_says_then);
  g_test_add_func ("/history/whoever knows the end tells the same of the beginning", whoever_knows_the_end_tells_the_same_of_the_beginning);
  g_test_add_func ("/history/a refused image says why", a_refused_image_says_why);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
