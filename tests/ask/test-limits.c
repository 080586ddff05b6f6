/* Nobody gets anything but answers out of a question: what writes, opens or never ends is met with a sentence, and soon. */
#include "ask-fixture.h"

#include <string.h>

typedef struct
{
  const char *sql;
  TbAskError code;
  const char *says;     /* a part of the sentence */
} Attack;

static void
assert_refused (const Attack *attacks, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *why = ask_why_not (attacks[i].sql, attacks[i].code);

      g_test_message ("%s", why);
      if (strstr (why, attacks[i].says) == NULL)
        g_error ("\"%s\" is told \"%s\", not \"%s\"", attacks[i].sql, why, attacks[i].says);
    }
}

static void
nothing_writes_or_configures (void)
{
  static const Attack attacks[] = {
    { "INSERT INTO device (name) VALUES ('x')", TB_ASK_ERROR_DENIED, "only reads" },
    { "UPDATE device SET state = 'valid'", TB_ASK_ERROR_DENIED, "only reads" },
    { "DELETE FROM event", TB_ASK_ERROR_DENIED, "only reads" },
    { "CREATE TABLE t (x)", TB_ASK_ERROR_DENIED, "only reads" },
    { "CREATE TEMP TABLE t (x)", TB_ASK_ERROR_DENIED, "only reads" },
    { "CREATE TABLE t AS SELECT * FROM device", TB_ASK_ERROR_DENIED, "only reads" },
    { "CREATE VIEW v AS SELECT * FROM device", TB_ASK_ERROR_DENIED, "only reads" },
    { "CREATE TRIGGER t AFTER INSERT ON device BEGIN SELECT 1; END", TB_ASK_ERROR_DENIED, "" },
    { "CREATE INDEX i ON device (name)", TB_ASK_ERROR_DENIED, "" },
    { "CREATE VIRTUAL TABLE t USING fts5 (x)", TB_ASK_ERROR_DENIED, "only reads" },
    { "DROP TABLE device", TB_ASK_ERROR_DENIED, "only reads" },
    { "ALTER TABLE device RENAME TO d", TB_ASK_ERROR_DENIED, "" },
    { "REINDEX", TB_ASK_ERROR_DENIED, "" },
    { "ANALYZE", TB_ASK_ERROR_DENIED, "only reads" },
    { "VACUUM", TB_ASK_ERROR_DENIED, "only reads" },
    { "WITH t AS (SELECT 1) INSERT INTO device (name) SELECT * FROM t", TB_ASK_ERROR_DENIED, "only reads" },
    { "WITH t AS (SELECT 1) DELETE FROM event", TB_ASK_ERROR_DENIED, "only reads" },
    { "WITH t AS (SELECT 1) UPDATE device SET name = 'x'", TB_ASK_ERROR_DENIED, "only reads" },
    { "VACUUM INTO '/tmp/x'", TB_ASK_ERROR_DENIED, "only reads" },
    { "ATTACH '/etc/passwd' AS p", TB_ASK_ERROR_DENIED, "attached" },
    { "ATTACH ':memory:' AS m", TB_ASK_ERROR_DENIED, "attached" },
    { "DETACH main", TB_ASK_ERROR_DENIED, "attached" },
    { "PRAGMA journal_mode = WAL", TB_ASK_ERROR_DENIED, "PRAGMA" },
    { "PRAGMA table_info (device)", TB_ASK_ERROR_DENIED, "PRAGMA" },
    { "SELECT * FROM pragma_database_list", TB_ASK_ERROR_DENIED, "only reads" },
    { "SELECT * FROM pragma_function_list ()", TB_ASK_ERROR_DENIED, "only reads" },
    { "SELECT * FROM sqlite_master", TB_ASK_ERROR_DENIED, "sqlite_master" },
    { "SELECT count(*) FROM sqlite_temp_master", TB_ASK_ERROR_DENIED, "sqlite_temp_master" },
    { "SELECT * FROM dbstat", TB_ASK_ERROR_SYNTAX, "no table \"dbstat\"" },
    { "SELECT * FROM sqlite_stmt", TB_ASK_ERROR_SYNTAX, "no table \"sqlite_stmt\"" },
    { "SELECT * FROM json_each ('[1]')", TB_ASK_ERROR_SYNTAX, "no table \"json_each\"" },
    { "BEGIN", TB_ASK_ERROR_DENIED, "transactions" },
    { "SAVEPOINT s", TB_ASK_ERROR_DENIED, "transactions" },
    { "EXPLAIN SELECT 1", TB_ASK_ERROR_DENIED, "only reads" },
    { "EXPLAIN QUERY PLAN SELECT 1", TB_ASK_ERROR_DENIED, "only reads" },
    { "SELECT 1; SELECT 2", TB_ASK_ERROR_DENIED, "One question" },
    { "SELECT 1; DROP TABLE device", TB_ASK_ERROR_DENIED, "One question" },
    { "SELECT 1; nonsense", TB_ASK_ERROR_DENIED, "One question" },
  };

  assert_refused (attacks, G_N_ELEMENTS (attacks));
}

static void
no_function_reads_a_clock_draws_lots_or_opens_anything (void)
{
  static const Attack attacks[] = {
    { "SELECT random ()", TB_ASK_ERROR_DENIED, "random" },
    { "SELECT randomblob (10)", TB_ASK_ERROR_DENIED, "randomblob" },
    { "SELECT zeroblob (1000000000)", TB_ASK_ERROR_DENIED, "zeroblob" },
    { "SELECT datetime ('now')", TB_ASK_ERROR_DENIED, "datetime" },
    { "SELECT date ()", TB_ASK_ERROR_DENIED, "date" },
    { "SELECT julianday ('now')", TB_ASK_ERROR_DENIED, "julianday" },
    { "SELECT strftime ('%s')", TB_ASK_ERROR_DENIED, "strftime" },
    { "SELECT CURRENT_TIMESTAMP", TB_ASK_ERROR_DENIED, "current_timestamp" },
    { "SELECT CURRENT_DATE", TB_ASK_ERROR_DENIED, "current_date" },
    { "SELECT CURRENT_TIME", TB_ASK_ERROR_DENIED, "current_time" },
    { "SELECT load_extension ('/tmp/x')", TB_ASK_ERROR_DENIED, "load_extension" },
    { "SELECT sqlite_version ()", TB_ASK_ERROR_DENIED, "sqlite_version" },
    { "SELECT changes ()", TB_ASK_ERROR_DENIED, "changes" },
    { "SELECT last_insert_rowid ()", TB_ASK_ERROR_DENIED, "last_insert_rowid" },
    { "SELECT json_array (1)", TB_ASK_ERROR_DENIED, "json_array" },
    { "SELECT fts3_tokenizer ('x')", TB_ASK_ERROR_DENIED, "fts3_tokenizer" },
    { "SELECT name MATCH 'x' FROM device", TB_ASK_ERROR_DENIED, "match" },
    { "SELECT iif (name = '', random (), 0) FROM device", TB_ASK_ERROR_DENIED, "random" },
  };

  assert_refused (attacks, G_N_ELEMENTS (attacks));
}

static void
what_does_not_end_is_ended (void)
{
  static const Attack attacks[] = {
    { "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c", TB_ASK_ERROR_TOO_MUCH, "too long" },
    { "WITH RECURSIVE c (x) AS (SELECT 1 UNION SELECT x + 1 FROM c) SELECT max(x) FROM c", TB_ASK_ERROR_TOO_MUCH, "" },
    { "SELECT count(*) FROM event a, event b, event c, event d", TB_ASK_ERROR_TOO_MUCH, "too long" },
    { "SELECT count(DISTINCT a.number || b.number) FROM event a, event b, device c", TB_ASK_ERROR_TOO_MUCH, "" },
    { "SELECT * FROM event a, event b, device c ORDER BY a.text, b.text, c.name", TB_ASK_ERROR_TOO_MUCH, "" },
  };

  assert_refused (attacks, G_N_ELEMENTS (attacks));
}

/* Each makes one call or one value as dear as it can be. */
static void
no_single_call_and_no_value_costs_much (void)
{
  static const Attack attacks[] = {
    { "SELECT printf ('%2000000d', 1)", TB_ASK_ERROR_TOO_MUCH, "1 MB" },
    { "SELECT printf ('%*c', 2000000000, 'x')", TB_ASK_ERROR_TOO_MUCH, "1 MB" },
    { "SELECT printf ('%.*c', 2000000000, 'x')", TB_ASK_ERROR_TOO_MUCH, "1 MB" },
    { "SELECT printf ('%.2000000000f', 1.0)", TB_ASK_ERROR_TOO_MUCH, "1 MB" },
    { "SELECT replace (printf ('%*c', 999999, 'a'), ' ', printf ('%*c', 999999, 'b'))", TB_ASK_ERROR_TOO_MUCH, "" },
    { "SELECT hex (printf ('%*c', 999999, 'a'))", TB_ASK_ERROR_TOO_MUCH, "1 MB" },
    { "SELECT group_concat (printf ('%*c', 99999, 'a')) FROM device", TB_ASK_ERROR_TOO_MUCH, "1 MB" },
    { "WITH RECURSIVE c (x) AS (SELECT 'ab' UNION ALL SELECT x || x FROM c) SELECT max (length (x)) FROM c", TB_ASK_ERROR_TOO_MUCH, "" },
    { "SELECT printf ('%*c', 999999, 'a') LIKE '%a%a%a%a%a%a%a%a%a%a%a%b' FROM event, event", TB_ASK_ERROR_TOO_MUCH, "" },
    { "SELECT printf ('%*c', 999999, 'a') GLOB '*a*a*a*a*a*a*a*a*a*a*b' FROM event, event", TB_ASK_ERROR_TOO_MUCH, "" },
    { "SELECT 'a' LIKE printf ('%*c', 1000, 'a')", TB_ASK_ERROR_SYNTAX, "100 bytes" },
    { "SELECT trim ('a', printf ('%*c', 1000, 'a'))", TB_ASK_ERROR_SYNTAX, "100 bytes" },
    { "SELECT max (instr (printf ('%*c', 999999, 'a'), printf ('%*c', 499999, 'a') || number)) FROM event, device", TB_ASK_ERROR_TOO_MUCH, "" },
    { "SELECT sum (length (upper (printf ('%*c', 4000, a.number)))) FROM event a, event b, event c", TB_ASK_ERROR_TOO_MUCH, "" },
    { "SELECT sum (length (printf ('%.3000f', a.number * 1.1))) FROM event a, event b, event c", TB_ASK_ERROR_TOO_MUCH, "" },
    { "SELECT printf ('%*c', 900000, number) FROM event", TB_ASK_ERROR_TOO_MUCH, "" },
    { "SELECT printf ('%*c', 4000, a.number) AS t FROM event a, device b, device c ORDER BY t", TB_ASK_ERROR_TOO_MUCH, "" },
    { "WITH RECURSIVE c (x, t) AS (SELECT 1, printf ('%*c', 4000, 'a') UNION SELECT x + 1, printf ('%*c', 4000, x) FROM c) SELECT count(*) FROM c",
      TB_ASK_ERROR_TOO_MUCH, "" },
    { "SELECT max (printf ('%*c', 4000, name) GLOB '*[bcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ0123456789bcdefghijklmnopqrstuvwxyzBCDEF]*') FROM device",
      TB_ASK_ERROR_TOO_MUCH, "too long" },
    { "SELECT max (t + number) FROM (SELECT printf ('%*c', 30000, '1') AS t), event", TB_ASK_ERROR_TOO_MUCH, "too long" },
  };

  assert_refused (attacks, G_N_ELEMENTS (attacks));
}

/* A table that looks for few rows among many does so within a single step of SQLite's. */
static void
what_is_passed_by_is_counted (void)
{
  static const Attack attacks[] = {
    { "SELECT count(*) FROM event CROSS JOIN message WHERE receiver = 'lock-01'", TB_ASK_ERROR_TOO_MUCH, "too long" },
    { "SELECT count(*) FROM event CROSS JOIN packet WHERE sender = 'attacker'", TB_ASK_ERROR_TOO_MUCH, "too long" },
    { "SELECT count(*) FROM event CROSS JOIN metric WHERE metric.name = 'nothing'", TB_ASK_ERROR_TOO_MUCH, "too long" },
    { "SELECT count(*) FROM event CROSS JOIN device CROSS JOIN handshake WHERE event.number < 500 AND client = 'camera-01' AND server = 'lock-01'", TB_ASK_ERROR_TOO_MUCH, "too long" },
  };

  assert_refused (attacks, G_N_ELEMENTS (attacks));
  g_assert_cmpint (ask_int (-1, "SELECT count(*) FROM message WHERE receiver = 'lock-01'"), >, 0);
}

static char *
repeat (const char *start, const char *part, guint n, const char *end)
{
  GString *text = g_string_new (start);

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  g_string_append (text, end);
  return g_string_free (text, FALSE);
}

static void
assert_shape_refused (char *sql)
{
  g_autofree char *owned = sql;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) answer = tb_ask_query (asker, owned, NULL, NULL, &error);

  g_assert_null (answer);
  g_assert_nonnull (error);
  g_test_message ("%.40s: %s", owned, error->message);
  g_assert_true (error->domain == TB_ASK_ERROR);
}

static void
a_question_has_a_size (void)
{
  assert_shape_refused (repeat ("SELECT 1", " ", 100000, ""));
  assert_shape_refused (repeat ("SELECT ", "(", 2000, "1"));
  assert_shape_refused (repeat ("SELECT 1", " + 1", 2000, ""));
  assert_shape_refused (repeat ("SELECT 1", ", 1", 2000, ""));
  assert_shape_refused (repeat ("SELECT 1", " UNION ALL SELECT 1", 100, ""));
  assert_shape_refused (repeat ("SELECT max(1", ", 1", 200, ")"));
  assert_shape_refused (repeat ("SELECT * FROM device", ", device", 70, ""));
  assert_shape_refused (repeat ("SELECT 1 WHERE 1", " OR 1", 2000, ""));
  assert_shape_refused (repeat ("SELECT ", "abs(", 500, "1"));
  assert_shape_refused (repeat ("SELECT * FROM ", "(SELECT * FROM ", 500, "device"));
  assert_shape_refused (repeat ("SELECT 1 IN (1", ",2", 25000, ")"));
  assert_shape_refused (repeat ("SELECT 1 /* ", "x", 70000, ""));
  assert_shape_refused (repeat ("SELECT '", "x", 70000, "'"));
}

static void
parts_that_name_each_other_are_not_written_out_for_ever (void)
{
  g_autoptr (GString) sql = g_string_new ("WITH a0 (x) AS (SELECT 1)");
  g_autofree char *why = NULL;

  for (guint i = 1; i < 30; i++)
    g_string_append_printf (sql, ", \"A%u\" AS NOT MATERIALIZED (SELECT p.x FROM a%u p, a%u q)", i, i - 1, i - 1);
  g_string_append (sql, " SELECT count(*) FROM a29");
  why = ask_why_not (sql->str, TB_ASK_ERROR_TOO_MUCH);
  g_assert_nonnull (strstr (why, "WITH"));
}

static void
parts_may_be_named_as_often_as_is_reasonable (void)
{
  const char *sql = "WITH a AS (SELECT * FROM device), b (x) AS (SELECT a.name FROM a WHERE a.id > 0 AND a.is_on), c AS NOT MATERIALIZED (SELECT b.x, a.id FROM a JOIN b ON a.name = b.x), "
                    "d AS (SELECT c.x, c.id FROM c WHERE c.id > 0), e AS (SELECT d.x, d.id FROM d JOIN c ON c.x = d.x AND c.id = d.id) SELECT count(*) > 0 FROM e, a, d WHERE e.x = a.name AND d.x = e.x";

  g_assert_cmpint (ask_int (-1, sql), ==, 1);
}

static void
what_is_not_understood_is_said_so (void)
{
  static const Attack attacks[] = {
    { "", TB_ASK_ERROR_SYNTAX, "nothing to answer" },
    { "   ", TB_ASK_ERROR_SYNTAX, "nothing to answer" },
    { ";", TB_ASK_ERROR_SYNTAX, "nothing to answer" },
    { "-- only a comment", TB_ASK_ERROR_SYNTAX, "nothing to answer" },
    { "/* open", TB_ASK_ERROR_SYNTAX, "nothing to answer" },
    { "SELEC name FROM device", TB_ASK_ERROR_SYNTAX, "\"SELEC\"" },
    { "SELECT name FROM device WHERE", TB_ASK_ERROR_SYNTAX, "ends too early" },
    { "SELECT nam FROM device", TB_ASK_ERROR_SYNTAX, "no column \"nam\"" },
    { "SELECT name FROM devices", TB_ASK_ERROR_SYNTAX, "no table \"devices\"; there are device" },
    { "SELECT no_such (1)", TB_ASK_ERROR_SYNTAX, "no function no_such()" },
    { "SELECT 'open", TB_ASK_ERROR_SYNTAX, "quote is missing" },
    { "SELECT name FROM device, service", TB_ASK_ERROR_SYNTAX, "More than one table" },
    { "SELECT abs (1, 2)", TB_ASK_ERROR_SYNTAX, "arguments" },
    { "SELECT duration ('soon')", TB_ASK_ERROR_SYNTAX, "duration()" },
    { "SELECT 'a' LIKE 'b' ESCAPE 'cd'", TB_ASK_ERROR_SYNTAX, "one character" },
    { "SELECT sum (count (*)) FROM device", TB_ASK_ERROR_SYNTAX, "aggregate" },
    { "SELECT \xff\xfe", TB_ASK_ERROR_SYNTAX, "UTF-8" },
    { "SELECT :victim", TB_ASK_ERROR_PARAMETER, ":victim has no value" },
    { "SELECT ?", TB_ASK_ERROR_PARAMETER, "has a name" },
    { "SELECT @victim", TB_ASK_ERROR_PARAMETER, "has a name" },
    { "SELECT ?999999", TB_ASK_ERROR_SYNTAX, "" },
  };

  assert_refused (attacks, G_N_ELEMENTS (attacks));
}

static void
a_long_answer_is_cut_and_says_so (void)
{
  const TbAskOptions options = { .time_us = -1, .max_rows = 5 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) few = tb_ask_query (asker, "SELECT name FROM device", &options, NULL, &error);
  g_autoptr (TbAnswer) exact = tb_ask_query (asker, "SELECT name FROM device LIMIT 5", &options, NULL, &error);
  g_autoptr (TbAnswer) many = ask_at (-1, "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c");

  g_assert_cmpuint (tb_answer_get_n_rows (few), ==, 5);
  g_assert_true (tb_answer_is_cut (few));
  g_assert_cmpuint (tb_answer_get_n_rows (exact), ==, 5);
  g_assert_false (tb_answer_is_cut (exact));
  g_assert_cmpuint (tb_answer_get_n_rows (many), ==, 10000);
  g_assert_true (tb_answer_is_cut (many));
}

static void
a_question_may_have_fewer_steps (void)
{
  const TbAskOptions options = { .time_us = -1, .max_steps = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) answer = tb_ask_query (asker, "SELECT count(*) FROM event", &options, NULL, &error);

  g_assert_null (answer);
  g_assert_error (error, TB_ASK_ERROR, TB_ASK_ERROR_TOO_MUCH);
}

static void
long_values_are_still_answered (void)
{
  g_assert_cmpint (ask_int (-1, "SELECT length (printf ('%*c', 999999, 'x'))"), ==, 999999);
  g_assert_cmpint (ask_int (-1, "SELECT length (group_concat (printf ('%*c', 9999, 'x'), '')) FROM device"), ==, 66 * 9999);
}

static void
a_nul_within_a_text_is_shown (void)
{
  g_autofree char *text = ask_text (-1, "SELECT 'a' || char (0) || 'b'");
  g_autofree char *blob = ask_text (-1, "SELECT x'00ff'");

  g_assert_cmpstr (text, ==, "a\xe2\x90\x80" "b");
  g_assert_cmpstr (blob, ==, "00FF");
}

static void
what_was_cancelled_is_not_answered (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) answer = NULL;

  g_cancellable_cancel (cancellable);
  answer = tb_ask_query (asker, "SELECT 1", NULL, cancellable, &error);
  g_assert_null (answer);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

typedef struct
{
  GMainLoop *loop;
  guint n_left;
  GString *order;
} Waiting;

static void
on_answer (GObject *nobody, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) answer = tb_ask_query_finish (result, &error);

  if (answer != NULL)
    g_string_append_printf (waiting->order, "%d", (int) tb_answer_get (answer, 0, 0)->integer);
  else
    g_string_append_c (waiting->order, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? 'c' : 'x');
  if (--waiting->n_left == 0)
    g_main_loop_quit (waiting->loop);
}

static gboolean
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

/* The first would take for ever, and is stopped from the thread that asked while it is under way. */
static void
questions_wait_in_a_queue_and_can_be_cancelled (void)
{
  const TbAskOptions endless = { .time_us = -1, .max_steps = G_MAXUINT64 / 1000 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { loop, 4, order };

  tb_ask_query_async (asker, "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c", &endless, cancellable, on_answer, &waiting);
  tb_ask_query_async (asker, "SELECT 1", NULL, NULL, on_answer, &waiting);
  tb_ask_query_async (asker, "nonsense", NULL, NULL, on_answer, &waiting);
  tb_ask_query_async (asker, "SELECT 2", NULL, NULL, on_answer, &waiting);
  g_idle_add (cancel, cancellable);
  g_main_loop_run (loop);
  g_assert_cmpstr (order->str, ==, "c1x2");
}

static gpointer
ask_often (gpointer data)
{
  TbAsk *own = data;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *csv = ask_csv (own, (gint64) (i * 7 % 11) * TB_US_PER_MINUTE, "SELECT state, health, count(*) FROM device GROUP BY 1, 2");

      g_string_append (text, csv);
    }
  return g_string_free (text, FALSE);
}

static void
two_askers_answer_at_once (void)
{
  g_autoptr (TbAsk) other = tb_ask_new (run);
  GThread *threads[] = { g_thread_new ("one", ask_often, asker), g_thread_new ("two", ask_often, other), g_thread_new ("three", ask_often, asker) };
  g_autofree char *one = g_thread_join (threads[0]);
  g_autofree char *two = g_thread_join (threads[1]);
  g_autofree char *three = g_thread_join (threads[2]);

  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, ==, three);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_set_up (2);
  g_test_add_func ("/limits/nothing writes or configures", nothing_writes_or_configures);
  g_test_add_func ("/limits/no function reads a clock, draws lots or opens anything", no_function_reads_a_clock_draws_lots_or_opens_anything);
  g_test_add_func ("/limits/what does not end is ended", what_does_not_end_is_ended);
  g_test_add_func ("/limits/no single call and no value costs much", no_single_call_and_no_value_costs_much);
  g_test_add_func ("/limits/what is passed by is counted", what_is_passed_by_is_counted);
  g_test_add_func ("/limits/a question has a size", a_question_has_a_size);
  g_test_add_func ("/limits/parts that name each other are not written out for ever", parts_that_name_each_other_are_not_written_out_for_ever);
  g_test_add_func ("/limits/parts may be named as often as is reasonable", parts_may_be_named_as_often_as_is_reasonable);
  g_test_add_func ("/limits/what is not understood is said so", what_is_not_understood_is_said_so);
  g_test_add_func ("/limits/a long answer is cut and says so", a_long_answer_is_cut_and_says_so);
  g_test_add_func ("/limits/a question may have fewer steps", a_question_may_have_fewer_steps);
  g_test_add_func ("/limits/long values are still answered", long_values_are_still_answered);
  g_test_add_func ("/limits/a NUL within a text is shown", a_nul_within_a_text_is_shown);
  g_test_add_func ("/limits/what was cancelled is not answered", what_was_cancelled_is_not_answered);
  g_test_add_func ("/limits/questions wait in a queue and can be cancelled", questions_wait_in_a_queue_and_can_be_cancelled);
  g_test_add_func ("/limits/two askers answer at once", two_askers_answer_at_once);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
