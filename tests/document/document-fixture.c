/* document-fixture: see the header. */
#include "document-fixture.h"

#include <string.h>

#include "scratch.h"

static const char scenario[] =
  "<scenario id='two-locks' seed='5' start='2026-03-02T06:00:00Z' duration='1h'>"
  "<title>Two locks</title><description>Two locks and a broker.</description>"
  "<authority name='authority' profile='server'><label>Authority</label></authority>"
  "<broker name='broker' authority='authority' clients='certificate' topics='home/{name}/#' profile='server'><label>Broker</label></broker>"
  "<gateway name='gw' profile='cortex-a8-1000' link='broadband' authority='authority' lifetime='6d' start='0s'><label>Gateway</label></gateway>"
  "<devices name='lock' count='2' icon='lock' profile='cortex-m4-80-assembler' link='mesh' gateways='gw' authority='authority' lifetime='3d'"
  " service='broker' topic='home/{name}/state' interval='60s' start='1s' spread='1s'><label>Lock</label><report>{}</report></devices>"
  "</scenario>";

void
document_fixture_set_up (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) two_locks = tb_scenario_new_from_data (scenario, strlen (scenario), "two-locks.xml", &error);

  g_assert_no_error (error);
  fixture->folder = g_dir_make_tmp ("trustbed-document-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "house.trustbed", NULL);
  fixture->run = tb_run_new (two_locks, NULL, NULL, &error);
  g_assert_no_error (error);
  tb_run_set_target (fixture->run, 10 * G_USEC_PER_SEC);
  tb_run_wait (fixture->run, 10 * G_USEC_PER_SEC);
}

void
document_fixture_tear_down (DocumentFixture *fixture, gconstpointer data)
{
  tb_run_unref (fixture->run);
  scratch_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static guint
count_commands (TbRun *run)
{
  g_autoptr (GPtrArray) commands = tb_run_get_commands (run);

  return commands->len;
}

void
document_do (TbRun *run, const char *line)
{
  guint n_before = count_commands (run);
  g_autoptr (GError) error = NULL;

  tb_run_submit (run, line, &error);
  g_assert_no_error (error);
  while (count_commands (run) == n_before)
    g_thread_yield ();
}

void
document_save (DocumentFixture *fixture)
{
  g_autoptr (TbDocument) document = tb_document_new (fixture->run, "two-locks.xml");
  g_autoptr (GError) error = NULL;

  tb_document_save (document, fixture->path, &error);
  g_assert_no_error (error);
}

TbDocument *
document_save_and_load (DocumentFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  TbDocument *document;

  document_save (fixture);
  document = tb_document_load (fixture->path, &error);
  g_assert_no_error (error);
  return document;
}

void
document_assert_lines (GPtrArray *lines, const char *const *expected)
{
  g_assert_cmpuint (lines->len, ==, g_strv_length ((GStrv) expected));
  for (guint i = 0; i < lines->len; i++)
    g_assert_cmpstr (g_ptr_array_index (lines, i), ==, expected[i]);
}

static GBytes *
read_file (const char *path)
{
  char *data;
  gsize n;

  g_assert_true (g_file_get_contents (path, &data, &n, NULL));
  return g_bytes_new_take (data, n);
}

void
document_assert_refused (const char *path, TbDocumentError code)
{
  g_autoptr (GBytes) before = read_file (path), after = NULL;
  g_autoptr (GError) error = NULL, of_keeper = NULL;

  g_assert_null (tb_document_load (path, &error));
  g_assert_error (error, TB_DOCUMENT_ERROR, (int) code);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_null (tb_document_file_open (path, NULL, &of_keeper));
  g_assert_error (of_keeper, TB_DOCUMENT_ERROR, (int) code);
  after = read_file (path);
  g_assert_true (g_bytes_equal (before, after));
}
