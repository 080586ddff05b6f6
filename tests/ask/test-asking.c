/* Around a question: its parameters, whether it can be asked at all, what may follow in it, what functions of our own answer, and how an answer is written. */
#include "ask-fixture.h"

#include <string.h>

#include "tb-table.h"

static void
a_parameter_has_a_value (void)
{
  static const char *const names[] = { "victim", "least", NULL }, *const values[] = { "lock-03", "2", NULL };
  const TbAskOptions options = { .time_us = -1, .names = names, .values = values };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) one = tb_ask_query (asker, "SELECT name FROM device WHERE name = :victim", &options, NULL, &error);
  g_autoptr (TbAnswer) two = tb_ask_query (asker, "SELECT 1 < :least, typeof (:least), typeof (:victim)", &options, NULL, &error);
  g_autofree char *csv = g_string_free (tb_answer_to_csv (two), FALSE);

  g_assert_no_error (error);
  g_assert_cmpstr (tb_answer_get (one, 0, 0)->text, ==, "lock-03");
  g_assert_nonnull (strstr (csv, "1,integer,text"));
}

/* What stands in a value is never read as SQL. */
static void
a_value_is_only_a_value (void)
{
  static const char *const names[] = { "victim", NULL }, *const values[] = { "x' OR 1 --", NULL };
  const TbAskOptions options = { .time_us = -1, .names = names, .values = values };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) answer = tb_ask_query (asker, "SELECT name FROM device WHERE name = :victim", &options, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (tb_answer_get_n_rows (answer), ==, 0);
}

/* Once for a walk over all, once by name, once by family; a set of others leaves nobody. */
static void
a_question_is_about_some_devices_alone (void)
{
  static const char *const questions[] = { "SELECT name FROM device", "SELECT name FROM device WHERE name IN ('lock-01', 'lock-03', 'camera-02') ORDER BY id",
                                           "SELECT name FROM device WHERE family IN ('lock', 'camera') ORDER BY id" };
  TbFleet *fleet = tb_run_get_fleet (run);
  g_autoptr (TbObjectSet) devices = tb_object_set_new (tb_fleet_get_n_objects (fleet)), none = tb_object_set_new (tb_fleet_get_n_objects (fleet));
  const TbAskOptions some = { .time_us = -1, .devices = devices }, nobody = { .time_us = -1, .devices = none };

  tb_object_set_add (devices, tb_fleet_find (fleet, "camera-02"));
  tb_object_set_add (devices, tb_fleet_find (fleet, "lock-03"));
  tb_object_set_add (devices, tb_fleet_find (fleet, "authority"));
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr (TbAnswer) answer = tb_ask_query (asker, questions[i], &some, NULL, NULL), empty = tb_ask_query (asker, questions[i], &nobody, NULL, NULL);
      g_autofree char *csv = g_string_free (tb_answer_to_csv (answer), FALSE);

      g_assert_true (g_str_equal (csv, "name\r\nlock-03\r\ncamera-02\r\n") || g_str_equal (csv, "name\r\ncamera-02\r\nlock-03\r\n"));
      g_assert_cmpuint (tb_answer_get_n_rows (empty), ==, 0);
    }
}

static void
other_tables_and_the_next_question_are_about_everybody (void)
{
  TbFleet *fleet = tb_run_get_fleet (run);
  g_autoptr (TbObjectSet) none = tb_object_set_new (tb_fleet_get_n_objects (fleet));
  const TbAskOptions nobody = { .time_us = -1, .devices = none };
  g_autoptr (TbAnswer) answer = tb_ask_query (asker, "SELECT count(*), (SELECT count(*) FROM authority), (SELECT count(*) FROM service) FROM device", &nobody, NULL, NULL);

  g_assert_cmpint (tb_answer_get (answer, 0, 0)->integer, ==, 0);
  g_assert_cmpint (tb_answer_get (answer, 0, 1)->integer, ==, ask_int (-1, "SELECT count(*) FROM authority"));
  g_assert_cmpint (tb_answer_get (answer, 0, 2)->integer, >, 0);
  g_assert_cmpint (ask_int (-1, "SELECT count(*) FROM device"), ==, 66);
}

static char *
ask_about (const char *sql, const char *whom, gint64 time_us, gboolean is_repeated)
{
  const char *const names[] = { "whom", NULL }, *const values[] = { whom, NULL };
  const TbAskOptions options = { .time_us = time_us, .names = names, .values = values, .is_repeated = is_repeated };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) answer = tb_ask_query (asker, sql, &options, NULL, &error);

  return answer != NULL ? g_string_free (tb_answer_to_csv (answer), FALSE) : g_strdup (error->message);
}

/* Forward and back in time, with other values, past more questions than are kept, and after one that fails. */
static void
a_question_that_is_repeated_is_answered_alike (void)
{
  static const char *const whom[] = { "lock-02", "camera-07", "12", "nobody" };
  static const char *const questions[] = { "SELECT time_us, kind, object FROM event WHERE subject = :whom ORDER BY id", "SELECT state, is_on FROM device WHERE name = :whom", "SELECT nothing FROM device WHERE name = :whom",
                                           "SELECT length (printf ('%.*c', 2000000, 'x')) AS n, :whom AS whom", "SELECT d.name, c.id FROM device AS d JOIN certificate AS c ON c.device = d.name WHERE d.name = :whom ORDER BY c.id" };

  for (guint i = 0; i < 200; i++)
    {
      gint64 time_us = i * 7 % 11 * TB_US_PER_MINUTE;
      g_autofree char *filler = g_strdup_printf ("SELECT %u AS n", i);
      g_autofree char *once = ask_about (questions[i % G_N_ELEMENTS (questions)], whom[i % G_N_ELEMENTS (whom)], time_us, FALSE);
      g_autofree char *again = ask_about (questions[i % G_N_ELEMENTS (questions)], whom[i % G_N_ELEMENTS (whom)], time_us, TRUE), *other = ask_about (filler, "x", time_us, TRUE);

      g_assert_cmpstr (again, ==, once);
      g_assert_true (g_str_has_prefix (other, "n\r\n"));
    }
}

static void
a_question_can_be_checked_without_a_run (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) columns = NULL;
  g_autofree char *all = NULL;

  g_assert_true (tb_ask_check ("SELECT name, count(*) AS n FROM device WHERE family = :family AND id > :id", &columns, &error));
  g_assert_no_error (error);
  all = g_strjoinv (" ", columns);
  g_assert_cmpstr (all, ==, "name n :family :id");
  g_assert_false (tb_ask_check ("SELECT nothing FROM device", NULL, &error));
  g_assert_error (error, TB_ASK_ERROR, TB_ASK_ERROR_SYNTAX);
}

static void
assert_completed (const char *text, const char *expected)
{
  const char *cursor = strchr (text, '|');
  g_autofree char *head = g_strndup (text, (gsize) (cursor - text)), *plain = g_strconcat (head, cursor + 1, NULL);
  gsize from;
  g_auto (GStrv) words = tb_ask_complete (plain, (gsize) (cursor - text), &from);
  g_autofree char *all = g_strjoinv (" ", words);

  g_test_message ("%s: %s", text, all);
  if (g_str_has_prefix (expected, "..."))
    g_assert_nonnull (strstr (all, expected + 3));
  else
    g_assert_cmpstr (all, ==, expected);
}

static void
what_may_follow_is_offered (void)
{
  assert_completed ("SELECT * FROM tru|", "trust_store");
  assert_completed ("SELECT * FROM device, serv|", "service");
  assert_completed ("SELECT * FROM device JOIN auth|", "authority");
  assert_completed ("select bytes_| from device", "bytes_plain bytes_protected");
  assert_completed ("SELECT name FROM device WHERE egr|", "egress_filtered");
  assert_completed ("SELECT name FROM device d WHERE d.egr|", "egress_filtered");
  assert_completed ("SELECT name FROM device AS d WHERE d.egr|", "egress_filtered");
  assert_completed ("SELECT event.num| FROM event", "number");
  assert_completed ("SELECT nobody.num| FROM event", "");
  assert_completed ("SELECT dur|", "duration");
  assert_completed ("SEL|", "SELECT");
  assert_completed ("SELECT name FROM device wh|", "WHEN WHERE");
  assert_completed ("|", "...SELECT");
  assert_completed ("SELECT 'fro|", "FROM");
}

static void
completion_bears_anything (void)
{
  static const char *const texts[] = { "", "'", "\"", "[", "/*", "--", "a.", ".", "\xff\xfe", "SELECT * FROM ((((", "device.device.device." };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize cursor = 0; cursor <= strlen (texts[i]) + 2; cursor++)
      {
        gsize from;
        g_auto (GStrv) words = tb_ask_complete (texts[i], cursor, &from);

        g_assert_nonnull (words);
        g_assert_cmpuint (from, <=, strlen (texts[i]));
      }
}

/* What SQLite answers, found with its own functions. */
static void
functions_of_our_own_answer_as_sqlites_do (void)
{
  static const char *const pairs[][2] = {
    { "'Lock-03' LIKE 'lock-__'", "1" }, { "'lock' LIKE 'l%k%'", "1" }, { "'lock' LIKE '%c'", "0" }, { "'a%b' LIKE 'a\\%b' ESCAPE '\\'", "1" },
    { "'axb' LIKE 'a\\%b' ESCAPE '\\'", "0" }, { "'' LIKE '%'", "1" }, { "'\xc3\xa4' LIKE '_'", "1" }, { "'\xc3\x84' LIKE '\xc3\xa4'", "0" },
    { "12 LIKE '1%'", "1" }, { "NULL LIKE 'x'", "" }, { "'abcbc' LIKE '%bc'", "1" },
    { "'Lock' GLOB 'l*'", "0" }, { "'lock' GLOB '[a-m]*[!x]'", "0" }, { "'lock' GLOB '[a-m]*'", "1" }, { "'x' GLOB '[^a-c]'", "1" }, { "'-' GLOB '[a-]'", "1" },
    { "']' GLOB '[]]'", "1" }, { "'a' GLOB '[a'", "0" }, { "'ab' GLOB 'a?'", "1" },
    { "instr ('lock-03', '-')", "5" }, { "instr ('\xc3\xa4" "b', 'b')", "2" }, { "instr ('ab', '')", "1" }, { "instr ('ab', 'c')", "0" }, { "instr (x'0102', x'02')", "2" },
    { "replace ('aaa', 'a', 'bb')", "bbbbbb" }, { "replace ('abc', '', 'x')", "abc" }, { "replace ('abc', 'c', NULL)", "" }, { "replace ('abc', 'b', '')", "ac" },
    { "trim ('  a b ')", "a b" }, { "ltrim ('xxaxx', 'x')", "axx" }, { "rtrim ('xxaxx', 'x')", "xxa" }, { "trim ('\xc3\xa4\xc3\xb6', '\xc3\xa4')", "\xc3\xb6" }, { "trim ('', '')", "" },
    { "upper ('a\xc3\xa4')", "A\xc3\xa4" }, { "lower ('AB1')", "ab1" }, { "hex ('a1')", "6131" }, { "hex (12)", "3132" },
    { "length ('\xc3\xa4" "b')", "2" }, { "length (x'0000')", "2" }, { "length (123)", "3" }, { "length (NULL)", "" },
    { "substr ('abcdef', 2, 3)", "bcd" }, { "substr ('abcdef', -2)", "ef" }, { "substr ('abcdef', 0, 3)", "ab" }, { "substr ('abcdef', 3, -2)", "ab" },
    { "substr ('abcdef', -9, 4)", "a" }, { "substr ('\xc3\xa4" "bc', 2, 1)", "b" }, { "substr ('abc', 9)", "" }, { "hex (substr (x'010203', 2))", "0203" },
    { "substring ('abc', 2)", "bc" },
    { "printf ('%05d|%-5s|%.2f|%x', -3, 'ab', 1.239, 255)", "-0003|ab   |1.24|ff" }, { "printf ('%,d', 1234567)", "1,234,567" }, { "printf ('%.3c', 'ab')", "aaa" },
    { "printf ('%*d|', -6, 3)", "3     |" }, { "printf ('%Q %q', NULL, 'it''s')", "NULL it''s" }, { "printf ('a%')", "a%" }, { "printf ('%s')", "" },
    { "printf ('%d%%', '12abc')", "12%" }, { "format ('%c%5.1e', '\xc3\xa4', 12.0)", "\xc3\xa4" "1.2e+01" }, { "printf ('%lld', 5)", "5" }, { "printf (NULL)", "" },
    { "duration ('1d 2h')", "93600000000" }, { "duration (NULL)", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *sql = g_strconcat ("SELECT ", pairs[i][0], NULL), *text = ask_text (-1, sql);

      g_assert_cmpstr (text, ==, pairs[i][1]);
    }
}

static void
an_answer_is_written_as_csv (void)
{
  g_autofree char *csv = ask_csv (asker, -1, "SELECT 'a,b' AS \"x,y\", 'say \"hi\"' AS q, NULL AS n, 1.5 AS r, 'two' || char (10) || 'lines' AS l");
  g_autofree char *none = ask_csv (asker, -1, "SELECT name, state FROM device WHERE 0");

  g_assert_cmpstr (csv, ==, "\"x,y\",q,n,r,l\r\n\"a,b\",\"say \"\"hi\"\"\",,1.5,\"two\nlines\"\r\n");
  g_assert_cmpstr (none, ==, "name,state\r\n");
}

static void
columns_are_found_by_name (void)
{
  g_autoptr (TbAnswer) answer = ask_at (-1, "SELECT name AS Who, state FROM device LIMIT 1");
  guint column;

  g_assert_true (tb_answer_find_column (answer, "who", &column));
  g_assert_cmpuint (column, ==, 0);
  g_assert_true (tb_answer_find_column (answer, "state", &column));
  g_assert_cmpuint (column, ==, 1);
  g_assert_false (tb_answer_find_column (answer, "name", &column));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_set_up (2);
  g_test_add_func ("/asking/a parameter has a value", a_parameter_has_a_value);
  g_test_add_func ("/asking/a value is only a value", a_value_is_only_a_value);
  g_test_add_func ("/asking/a question is about some devices alone", a_question_is_about_some_devices_alone);
  g_test_add_func ("/asking/other tables and the next question are about everybody", other_tables_and_the_next_question_are_about_everybody);
  g_test_add_func ("/asking/a question that is repeated is answered alike", a_question_that_is_repeated_is_answered_alike);
  g_test_add_func ("/asking/a question can be checked without a run", a_question_can_be_checked_without_a_run);
  g_test_add_func ("/asking/what may follow is offered", what_may_follow_is_offered);
  g_test_add_func ("/asking/completion bears anything", completion_bears_anything);
  g_test_add_func ("/asking/functions of our own answer as SQLite's do", functions_of_our_own_answer_as_sqlites_do);
  g_test_add_func ("/asking/an answer is written as CSV", an_answer_is_written_as_csv);
  g_test_add_func ("/asking/columns are found by name", columns_are_found_by_name);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
