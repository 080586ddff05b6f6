/* How long a document takes to open: a house of 64 devices and thirty days, the first time and again, on the same machine in turns. The cache is emptied before each
 * first time; everything from the file to the last record of the journal counts. */
#include "bench.h"

#include <unistd.h>

#include <glib/gstdio.h>

#include "scratch.h"
#include "tb-document.h"
#include "tb-results.h"

#define ROUNDS 5

typedef struct
{
  char *path;          /* of the document */
  char *results;       /* of what is remembered */
} Work;

static char *
open_and_play (const Work *work)
{
  g_autoptr (TbDocument) document = tb_document_load (work->path, NULL);
  g_autoptr (TbMemo) memo = tb_results_load (document->scenario, document->seed);
  const TbRunOptions options = { .memo = memo };
  g_autoptr (TbRun) run = tb_document_start (document, &options, NULL);
  guint n_remembered = tb_memo_get_n_results (memo);

  tb_run_set_target (run, tb_run_get_end (run));
  tb_run_wait (run, tb_run_get_end (run));
  if (tb_memo_get_n_results (memo) > n_remembered)
    tb_results_save (memo, document->scenario, document->seed, NULL);
  return tb_journal_hash (tb_run_get_journal (run));
}

static void
again (gpointer data, guint n_items)
{
  for (guint i = 0; i < n_items; i++)
    g_free (open_and_play (data));
}

static void
first_time (gpointer data, guint n_items)
{
  const Work *work = data;

  for (guint i = 0; i < n_items; i++)
    {
      g_unlink (work->results);
      g_free (open_and_play (work));
    }
}

static gsize
size_of (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (gsize) status.st_size : 0;
}

static gboolean
measure (Work *work)
{
  g_autofree char *one = NULL, *two = NULL;
  BenchResult wall;
  gboolean good;

  g_unlink (work->results);
  one = open_and_play (work);
  two = open_and_play (work);
  wall = bench_compare (BENCH_WALL, again, first_time, work, 1, ROUNDS);
  good = bench_print_row ("document-same-journal", g_str_equal (one, two), BENCH_AT_LEAST, 1, "sha256 %.16s, %.16s", one, two);
  good = bench_print_row ("document-reopened", 1 / wall.ratio, BENCH_AT_MOST, 0.5, "%.2f s, %.2f s the first time", wall.ours_ns / 1e9, wall.theirs_ns / 1e9) && good;
  return bench_print_row ("document-results-mb", (double) size_of (work->results) / 1e6, BENCH_AT_MOST, 16, "in the cache; the document itself has %" G_GSIZE_FORMAT " bytes",
                          size_of (work->path)) && good;
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-bench-XXXXXX", NULL), *path = g_build_filename (folder, "house.trustbed", NULL), *results = NULL;
  g_autoptr (TbScenario) scenario = NULL;
  g_autoptr (TbDocument) document = NULL;
  g_autoptr (TbRun) run = NULL;
  Work work = { path, NULL };
  gboolean good;

  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  scenario = tb_scenario_load ("smart-home", NULL);
  run = tb_run_new (scenario, NULL, NULL, NULL);
  document = tb_document_new (run, "smart-home.xml");
  tb_document_save (document, path, NULL);
  work.results = results = tb_results_dup_path (document->scenario, document->seed);
  good = measure (&work);
  scratch_remove (folder);
  return good ? 0 : 1;
}
