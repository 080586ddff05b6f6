/* A question that is cancelled while indices are read for it tells nothing, and spoils nothing for the next one. */
#include "ask-fixture.h"

#include "tb-ask-private.h"

#define END_US (10 * TB_US_PER_MINUTE)

/* Those that are read from an index, each with what its columns need besides. */
static const char *const tables[] = { "device",    "authority", "trust_store", "certificate", "handshake",  "infection",
                                      "key",       "message",   "metric",      "packet",      "revocation", "session" };

static TbConnection *
connect_to_run (void)
{
  return tb_connection_new (tb_run_get_fleet (run), tb_run_get_journal (run), tb_run_get_seed (run));
}

static char *
dup_answer (TbConnection *connection, const char *table, GCancellable *cancellable, GError **error)
{
  const TbAskOptions options = { .time_us = -1 };
  g_autofree char *sql = g_strconcat ("SELECT * FROM ", table, NULL);
  g_autoptr (TbAnswer) answer = tb_question_answer (connection, sql, &options, cancellable, error);

  return answer != NULL ? g_string_free (tb_answer_to_csv (answer), FALSE) : NULL;
}

static void
assert_cancelled (TbConnection *connection, const char *table)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  g_test_message ("%s", table);
  g_cancellable_cancel (cancellable);
  answer = dup_answer (connection, table, cancellable, &error);
  g_assert_null (answer);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_answered (TbConnection *connection, const char *table)
{
  g_autoptr (TbConnection) other = connect_to_run ();
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = dup_answer (connection, table, NULL, &error), *expected = NULL;

  g_assert_no_error (error);
  g_assert_true (tb_moment_seek (&other->moment, END_US, NULL));
  expected = dup_answer (other, table, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, expected);
}

static void
an_index_is_not_read_for_a_question_that_was_cancelled (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (TbConnection) connection = connect_to_run ();

      g_assert_true (tb_moment_seek (&connection->moment, END_US, NULL));
      assert_cancelled (connection, tables[i]);
      assert_answered (connection, tables[i]);
    }
}

static void
an_index_that_was_read_half_is_read_on (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (TbConnection) connection = connect_to_run ();
      g_autofree char *early = NULL;

      g_assert_true (tb_moment_seek (&connection->moment, END_US / 3, NULL));
      early = dup_answer (connection, tables[i], NULL, NULL);
      g_assert_nonnull (early);
      g_assert_true (tb_moment_seek (&connection->moment, END_US, NULL));
      assert_cancelled (connection, tables[i]);
      assert_answered (connection, tables[i]);
    }
}

static void
nobody_goes_to_a_moment_for_a_question_that_was_cancelled (void)
{
  g_autoptr (TbConnection) connection = connect_to_run ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  g_assert_false (tb_moment_seek (&connection->moment, END_US, cancellable));
  g_assert_cmpuint (connection->moment.position, ==, 0);
  g_assert_true (tb_moment_seek (&connection->moment, END_US, NULL));
  assert_answered (connection, "device");
}

/* Also where an index stops reading to look around. */
static void
a_figure_has_one_value_at_a_time (void)
{
  g_assert_cmpint (ask_int (-1, "SELECT count(*) FROM metric"), >, 100);
  g_assert_cmpint (ask_int (-1, "SELECT count(*) FROM (SELECT 1 FROM metric GROUP BY time_us, name, object HAVING count(*) > 1)"), ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_set_up (2);
  g_test_add_func ("/stopping/an index is not read for a question that was cancelled", an_index_is_not_read_for_a_question_that_was_cancelled);
  g_test_add_func ("/stopping/an index that was read half is read on", an_index_that_was_read_half_is_read_on);
  g_test_add_func ("/stopping/nobody goes to a moment for a question that was cancelled", nobody_goes_to_a_moment_for_a_question_that_was_cancelled);
  g_test_add_func ("/stopping/a figure has one value at a time", a_figure_has_one_value_at_a_time);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
