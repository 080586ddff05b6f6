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

/* Lines that tshark prints for @filter. */
static guint
tshark (Fixture *fixture, const char *filter)
{
  const char *argv[] = { g_getenv ("TSHARK_PROGRAM") ? g_getenv ("TSHARK_PROGRAM") : "tshark", "-n", "-r", fixture->path, "-Y", filter, NULL };
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;
  int status;
  guint n = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  for (const char *at = out; (at = strchr (at, '\n')) != NULL; at++)
    n++;
  return n;
}

/* By what is asked for: the requests that tshark sees, and the answers. Bodies of EST are base64, which tshark takes for DER and calls malformed. */
#define NOT_BASE64 " && !(http.content_type contains \"application/pkcs\")"

/* Enrolment is HTTP to whoever has the secrets of the file, and SCEP and the proofs of ACME to anyone; nothing of it is left over. */
static void
tshark_reads_enrolment (Fixture *fixture, gconstpointer unused)
{
  static const struct { const char *filter; guint n; } rows[] = {
    { "tls && http.request.method == POST && http.request.uri contains \"/est/simpleenroll\"", 24 },
    { "tls && http.response.code == 200 && http.content_type contains \"pkcs7-mime\"", 24 },
    { "tls && http.request.uri contains \"/acme/new-order\"", 2 },
    { "tcp.port == 80 && http.request.uri contains \"operation=PKIOperation\"", 4 },
    { "tcp.port == 80 && http.response && http.content_type == \"application/x-pki-message\"", 4 },
    { "tcp.port == 80 && http.request.uri contains \"/.well-known/acme-challenge/\"", 2 },
    { "_ws.malformed" NOT_BASE64, 0 },
    { "tcp.analysis.flags || (tls.app_data && !http && tcp.port == 443)", 0 },
  };

  g_assert_true (export_capture (fixture, fixture->path, NULL, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (tshark (fixture, rows[i].filter), ==, rows[i].n);
}

/* The file alone opens the sessions: topics of what was sealed are readable, and nothing about the packets is odd. */
static void
tshark_reads_it_all (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (export_capture (fixture, fixture->path, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tshark (fixture, "_ws.malformed" NOT_BASE64), ==, 0);
  g_assert_cmpuint (tshark (fixture, "tcp.analysis.flags"), ==, 0);
  g_assert_cmpuint (tshark (fixture, "ip.checksum.status == 0 || tcp.checksum.status == 0"), ==, 0);
  g_assert_cmpuint (tshark (fixture, "tls && mqtt.topic == \"home/lock-01/state\""), >=, 3);
  g_assert_cmpuint (tshark (fixture, "tls && mqtt.topic == \"home/lock-01/command\""), ==, 1);
  g_assert_cmpuint (tshark (fixture, "tls.alert_message.desc == 116"), >=, 1);
  g_assert_cmpuint (tshark (fixture, "tls.alert_message.desc == 48"), >=, 3);
  g_assert_cmpuint (tshark (fixture, "!tls && mqtt.passwd == \"admin1234\""), ==, 8);
  g_assert_cmpuint (tshark (fixture, "tls.app_data && !mqtt && tcp.port == 8883"), ==, 0);
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
