/* Files for others: whole or not there at all, and what others make of them. */
#include "tb-export.h"

#include <string.h>

#include <glib/gstdio.h>

#include "tb-units.h"

#define UNTIL_US (4 * TB_US_PER_MINUTE)

typedef struct
{
  TbRun *run;
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer scenario)
{
  g_autoptr (TbScenario) house = tb_scenario_load (scenario, NULL);
  TbRunOptions options = { .until_us = UNTIL_US, .n_threads = 2 };

  fixture->run = tb_run_new (house, &options, NULL, NULL);
  tb_run_set_target (fixture->run, UNTIL_US);
  tb_run_wait (fixture->run, UNTIL_US);
  fixture->folder = g_dir_make_tmp ("trustbed-export-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "out", NULL);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  tb_run_unref (fixture->run);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static gboolean
export_capture (Fixture *fixture, const char *path, TbExportProgress progress, gpointer user_data, GError **error)
{
  return tb_export_capture (tb_run_get_fleet (fixture->run), tb_run_get_journal (fixture->run), tb_scenario_get_start_us (tb_run_get_scenario (fixture->run)),
                            -1, UNTIL_US, path, progress, user_data, error);
}

static gboolean
stop_at_once (guint done, guint all, gpointer n_calls)
{
  ++*(guint *) n_calls;
  return FALSE;
}

static gboolean
go_on (guint done, guint all, gpointer last)
{
  g_assert_cmpuint (done, <, all);
  g_assert_cmpint (done, >, *(gint64 *) last);
  *(gint64 *) last = done;
  return TRUE;
}

static void
a_cancelled_capture_leaves_nothing (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  guint n_calls = 0;
  gint64 last = -1;

  g_assert_false (export_capture (fixture, fixture->path, stop_at_once, &n_calls, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n_calls, ==, 1);
  g_assert_cmpuint (count_files (fixture), ==, 0);
  g_assert_true (export_capture (fixture, fixture->path, go_on, &last, NULL));
  g_assert_cmpint (last, >=, 0);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
where_nothing_can_be_written_that_is_said (Fixture *fixture, gconstpointer unused)
{
  const char *paths[] = { "/nowhere/at/all/out", fixture->folder, "/proc/out" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) of_capture = NULL, of_journal = NULL;

      g_assert_false (export_capture (fixture, paths[i], NULL, NULL, &of_capture));
      g_assert_nonnull (strstr (of_capture->message, paths[i]));
      g_assert_false (tb_export_journal (tb_run_get_fleet (fixture->run), tb_run_get_journal (fixture->run), paths[i], &of_journal));
      g_assert_nonnull (strstr (of_journal->message, paths[i]));
    }
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

/* What was there before stays when the new one does not come about. */
static void
an_old_file_survives_a_cancelled_one (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = NULL;
  guint n_calls = 0;

  g_assert_true (g_file_set_contents (fixture->path, "old", -1, NULL));
  g_assert_false (export_capture (fixture, fixture->path, stop_at_once, &n_calls, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
}

static void
the_journal_is_a_table (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  TbJournal *journal = tb_run_get_journal (fixture->run);

  g_assert_true (tb_export_journal (tb_run_get_fleet (fixture->run), journal, fixture->path, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, tb_journal_get_length (journal) + 2);
  g_assert_cmpstr (lines[0], ==, "# time_us\tkind\tsubject\tobject\tvalue\tdetail\tpayload_sha256");
  g_assert_true (g_str_has_prefix (lines[1], "0\trun-started\t-\t-\t42\t0\t"));
  for (guint i = 0; i < tb_journal_get_length (journal); i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i + 1], "\t", -1);
      const TbRecord *record = tb_journal_get (journal, i);
      GBytes *payload = tb_journal_get_payload (journal, record->payload);
      g_autofree char *digest = payload ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, payload) : g_strdup ("-");

      g_assert_cmpuint (g_strv_length (fields), ==, 7);
      g_assert_cmpint (g_ascii_strtoll (fields[0], NULL, 10), ==, record->time_us);
      g_assert_cmpstr (fields[1], ==, tb_record_info (record->kind)->code);
      g_assert_cmpint (g_ascii_strtoll (fields[4], NULL, 10), ==, record->value);
      g_assert_cmpstr (fields[6], ==, digest);
    }
}

/* What tshark is asked about a capture, and how many packets there are of it. */
typedef struct
{
  const char *filter;
  guint least, most;
} Question;

#define NONE(filter)      { filter, 0, 0 }
#define JUST(filter, n)   { filter, n, n }
#define SOME(filter, n)   { filter, n, G_MAXUINT }

/* The table that tshark prints for all of them at once: it takes long to start. */
static char *
tshark (Fixture *fixture, const Question *questions, guint n_questions)
{
  g_autoptr (GString) counts = g_string_new ("io,stat,0");
  const char *argv[] = { g_getenv ("TSHARK_PROGRAM") ? g_getenv ("TSHARK_PROGRAM") : "tshark", "-q", "-n", "-r", fixture->path, "-z", NULL, NULL };
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  int status;

  for (guint i = 0; i < n_questions; i++)
    g_string_append_printf (counts, ",%s", questions[i].filter);
  argv[6] = counts->str;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return out;
}

/* The one row of the table: the interval, then packets and bytes for each question. */
static void
assert_tshark (Fixture *fixture, const Question *questions, guint n_questions)
{
  g_autofree char *table = tshark (fixture, questions, n_questions);
  const char *row = strstr (table, " <> ");
  g_auto (GStrv) cells = g_strsplit (row != NULL ? row : "", "|", -1);

  g_assert_cmpuint (g_strv_length (cells), >, 2 * n_questions);
  for (guint i = 0; i < n_questions; i++)
    {
      guint64 n = g_ascii_strtoull (g_strstrip (cells[1 + 2 * i]), NULL, 10);

      if (n < questions[i].least || n > questions[i].most)
        g_error ("%s: %" G_GUINT64_FORMAT " packets, not %u", questions[i].filter, n, questions[i].least);
    }
}

/* By what is asked for: the requests that tshark sees, and the answers. Bodies of EST are base64, which tshark takes for DER and calls malformed. */
#define NOT_BASE64 " && !(http.content_type contains \"application/pkcs\")"

/* Enrolment is HTTP to whoever has the secrets of the file, and SCEP and the proofs of ACME to anyone; nothing of it is left over. */
static void
tshark_reads_enrolment (Fixture *fixture, gconstpointer unused)
{
  static const Question questions[] = {
    JUST ("tls && http.request.method == POST && http.request.uri contains \"/est/simpleenroll\"", 24),
    JUST ("tls && http.response.code == 200 && http.content_type contains \"pkcs7-mime\"", 24),
    JUST ("tls && http.request.uri contains \"/acme/new-order\"", 2),
    JUST ("tcp.port == 80 && http.request.uri contains \"operation=PKIOperation\"", 4),
    JUST ("tcp.port == 80 && http.response && http.content_type == \"application/x-pki-message\"", 4),
    JUST ("tcp.port == 80 && http.request.uri contains \"/.well-known/acme-challenge/\"", 2),
    NONE ("_ws.malformed" NOT_BASE64),
    NONE ("tcp.analysis.flags || (tls.app_data && !http && tcp.port == 443)"),
  };

  g_assert_true (export_capture (fixture, fixture->path, NULL, NULL, NULL));
  assert_tshark (fixture, questions, G_N_ELEMENTS (questions));
}

/* The file alone opens the sessions: topics of what was sealed are readable, and nothing about the packets is odd. */
static void
tshark_reads_it_all (Fixture *fixture, gconstpointer unused)
{
  static const Question questions[] = {
    NONE ("_ws.malformed" NOT_BASE64),
    NONE ("tcp.analysis.flags"),
    NONE ("ip.checksum.status == 0 || tcp.checksum.status == 0"),
    SOME ("tls && mqtt.topic == \"home/lock-01/state\"", 3),
    JUST ("tls && mqtt.topic == \"home/lock-01/command\"", 1),
    SOME ("tls.alert_message.desc == 116", 1),
    SOME ("tls.alert_message.desc == 48", 3),
    JUST ("!tls && mqtt.passwd == \"admin1234\"", 8),
    NONE ("tls.app_data && !mqtt && tcp.port == 8883"),
  };
  g_autoptr (GError) error = NULL;

  g_assert_true (export_capture (fixture, fixture->path, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_tshark (fixture, questions, G_N_ELEMENTS (questions));
}

#define ADD(name, scenario, func) g_test_add ("/export/" name, Fixture, scenario, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("cancelled", "smart-home", a_cancelled_capture_leaves_nothing);
  ADD ("unwritable", "smart-home", where_nothing_can_be_written_that_is_said);
  ADD ("old", "smart-home", an_old_file_survives_a_cancelled_one);
  ADD ("journal", "smart-home", the_journal_is_a_table);
  ADD ("tshark", "smart-home", tshark_reads_it_all);
  ADD ("enrolment", "enrolment", tshark_reads_enrolment);
  return g_test_run ();
}
