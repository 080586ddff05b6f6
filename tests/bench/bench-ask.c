/* Questions to a fleet of 100,000 devices after a million records, against the same rows in a table of SQLite's own without an index. */
#include "bench.h"

#include <string.h>

#include <sqlite3.h>

#include "tb-ask-private.h"

#define N_DEVICES 100000
#define N_RECORDS 1000000
#define QUESTION  "SELECT state, count(*) FROM device GROUP BY state"
#define ROUNDS    15

typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  TbConnection *connection;
  sqlite3 *native;
  const char *sql;
  gint64 time_us;
} Work;

static TbFleet *
make_fleet (void)
{
  TbFleet *fleet = tb_fleet_new ();
  TbGroup *authority = tb_fleet_add_group (fleet, "authority", TB_ROLE_AUTHORITY, 1);
  TbGroup *sensors = tb_fleet_add_group (fleet, "sensor", TB_ROLE_DEVICE, N_DEVICES);

  sensors->authority = authority->first;
  return fleet;
}

/* A life of each device, as far as a million records go: on, a certificate, handshakes; some off again. */
static const TbRecordKind life[] = { TB_RECORD_POWERED_ON, TB_RECORD_CERTIFICATE_REQUESTED, TB_RECORD_CERTIFICATE_ISSUED, TB_RECORD_CERTIFICATE_INSTALLED,
                                     TB_RECORD_HANDSHAKE_COMPLETED, TB_RECORD_CERTIFICATE_EXPIRING, TB_RECORD_HANDSHAKE_COMPLETED, TB_RECORD_HANDSHAKE_COMPLETED,
                                     TB_RECORD_HANDSHAKE_COMPLETED, TB_RECORD_HANDSHAKE_COMPLETED };

static TbJournal *
make_journal (void)
{
  TbJournal *journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  guint32 payload = tb_journal_add_payload (journal, g_bytes_new_static ("certificate", 11));

  for (guint step = 0; step < G_N_ELEMENTS (life); step++)
    for (guint32 i = 0; i < N_DEVICES; i++)
      {
        guint32 device = 2 + (guint32) ((guint64) i * 7919 % N_DEVICES);
        TbRecord record = { (gint64) step * N_DEVICES + i, 1000000000, device, 1, payload, life[step], 0 };

        tb_journal_append (journal, &record);
      }
  tb_journal_publish (journal);
  return journal;
}

static gint64
answer (Work *work, gint64 time_us)
{
  const TbAskOptions options = { .time_us = time_us, .max_rows = 1000000, .max_steps = 1000000 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) found = NULL;

  tb_moment_seek (&work->connection->moment, time_us, NULL);
  found = tb_question_answer (work->connection, work->sql, &options, NULL, &error);
  if (found == NULL)
    g_error ("%s", error->message);
  return tb_answer_get_n_rows (found);
}

static void
ask_ours (gpointer data, guint n)
{
  Work *work = data;

  for (guint i = 0; i < n; i++)
    answer (work, work->time_us);
}

static gint64
answer_native (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement;
  gint64 rows = 0;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (db));
  while (sqlite3_step (statement) == SQLITE_ROW)
    rows += sqlite3_column_bytes (statement, 0) >= 0;
  sqlite3_finalize (statement);
  return rows;
}

static void
ask_native (gpointer data, guint n)
{
  Work *work = data;

  for (guint i = 0; i < n; i++)
    answer_native (work->native, work->sql);
}

/* All columns that are questions of the fold alone, with their values at the time of the question. */
#define COPIED "id, name, family, role, state, health, census, is_on, not_after_us, n_handshakes"

static void
copy_row (sqlite3_stmt *insert, TbAnswer *rows, guint row)
{
  for (guint column = 0; column < tb_answer_get_n_columns (rows); column++)
    {
      const TbValue *value = tb_answer_get (rows, row, column);

      if (value->kind == TB_VALUE_INTEGER)
        sqlite3_bind_int64 (insert, (int) column + 1, value->integer);
      else if (value->kind == TB_VALUE_TEXT)
        sqlite3_bind_text (insert, (int) column + 1, value->text, -1, SQLITE_TRANSIENT);
      else
        sqlite3_bind_null (insert, (int) column + 1);
    }
  sqlite3_step (insert);
  sqlite3_reset (insert);
}

static sqlite3 *
make_native (Work *work)
{
  const TbAskOptions options = { .time_us = work->time_us, .max_rows = N_DEVICES, .max_steps = 1000000 };
  g_autoptr (TbAnswer) rows = NULL;
  sqlite3_stmt *insert;
  sqlite3 *db;

  tb_moment_seek (&work->connection->moment, work->time_us, NULL);
  rows = tb_question_answer (work->connection, "SELECT " COPIED " FROM device", &options, NULL, NULL);
  g_assert (rows != NULL && tb_answer_get_n_rows (rows) == N_DEVICES);
  sqlite3_open (":memory:", &db);
  sqlite3_exec (db, "PRAGMA temp_store = MEMORY; BEGIN; CREATE TABLE device (" COPIED ")", NULL, NULL, NULL);
  sqlite3_prepare_v2 (db, "INSERT INTO device VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", -1, &insert, NULL);
  for (guint row = 0; row < N_DEVICES; row++)
    copy_row (insert, rows, row);
  sqlite3_finalize (insert);
  sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  return db;
}

/* At a time in the middle of the journal, so that devices are in different states. */
static void
compare (Work *work, const char *name, const char *sql)
{
  BenchResult result;

  work->sql = sql;
  result = bench_compare (BENCH_WALL, ask_ours, ask_native, work, 1, ROUNDS);
  bench_print_row (name, 1 / result.ratio, BENCH_AT_MOST, 1.3, "ours %.1f ms, native %.1f ms, %d devices", result.ours_ns / 1e6, result.theirs_ns / 1e6, N_DEVICES);
}

static void
measure_first_seek (Work *work)
{
  double times[5];

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      TbConnection *connection = tb_connection_new (work->fleet, work->journal, 42);
      gint64 began = bench_now_ns (BENCH_WALL);

      tb_moment_seek (&connection->moment, N_RECORDS, NULL);
      times[i] = (double) (bench_now_ns (BENCH_WALL) - began) / 1e6;
      tb_connection_free (connection);
    }
  bench_print_row ("ask-first-seek-ms", bench_median (times, G_N_ELEMENTS (times)), BENCH_AT_MOST, 250, "%d records, %d devices", N_RECORDS, N_DEVICES);
}

/* As an alert rule asks: the same question at one moment after the other, each a thousand records later. */
static void
measure_moments (Work *work, const char *name, const char *sql, double most_us)
{
  const guint n_moments = 200, first = N_RECORDS / 2;
  g_autofree double *times = g_new (double, n_moments);

  work->sql = sql;
  answer (work, first);
  for (guint i = 0; i < n_moments; i++)
    {
      gint64 began = bench_now_ns (BENCH_WALL);

      answer (work, first + 1000 * ((gint64) i + 1));
      times[i] = (double) (bench_now_ns (BENCH_WALL) - began) / 1e3;
    }
  bench_print_row (name, bench_median (times, n_moments), BENCH_AT_MOST, most_us, "%u moments, 1000 records apart, %d devices", n_moments, N_DEVICES);
}

int
main (void)
{
  Work work = { .fleet = make_fleet (), .journal = make_journal (), .time_us = 5 * N_DEVICES + N_DEVICES / 2 };

  work.connection = tb_connection_new (work.fleet, work.journal, 42);
  measure_first_seek (&work);
  work.native = make_native (&work);
  compare (&work, "ask-group-by-state", QUESTION);
  compare (&work, "ask-count-where", "SELECT count(*) FROM device WHERE state = 'expiring' AND is_on");
  compare (&work, "ask-max-name", "SELECT max(name) FROM device");
  sqlite3_close (work.native);
  measure_moments (&work, "ask-moment-one-device-us", "SELECT state FROM device WHERE name = 'sensor-000123' AND state = 'revoked'", 500);
  measure_moments (&work, "ask-moment-no-row-us", "SELECT name FROM device WHERE state = 'revoked'", 20000);
  measure_moments (&work, "ask-moment-all-rows-us", "SELECT name, state FROM device", 100000);
  tb_connection_free (work.connection);
  tb_journal_unref (work.journal);
  tb_fleet_unref (work.fleet);
  return 0;
}
