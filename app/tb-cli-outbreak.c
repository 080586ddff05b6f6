/* tb-cli-outbreak: see the header. */
#include "tb-cli-outbreak.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define BYTES_IN_DOCUMENT 200.0 /* of one number, as a node and as text */

#define BATCH 16                /* runs for each thread between two times of keeping them */

static gint cancelled;          /* atomic: what a signal may touch */

static void
on_signal (int number)
{
  g_atomic_int_set (&cancelled, 1);
}

static void
catch_signals (void)
{
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART | SA_RESETHAND };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

/* --- progress --- */

typedef struct
{
  gint n_done;                  /* atomic */
  gint stop;                    /* atomic */
  guint n_runs;
  GThread *thread;
} Progress;

static gpointer
show_progress (gpointer data)
{
  Progress *progress = data;

  for (guint i = 0; !g_atomic_int_get (&progress->stop); i++)
    {
      if (i % 5 == 4)
        g_printerr ("\r\033[K%d of %u runs", g_atomic_int_get (&progress->n_done), progress->n_runs);
      g_usleep (50000);
    }
  g_printerr ("\r\033[K");
  return NULL;
}

static void
progress_start (Progress *progress, gboolean quiet)
{
  if (!quiet && isatty (STDERR_FILENO))
    progress->thread = g_thread_new ("progress", show_progress, progress);
}

static void
progress_stop (Progress *progress)
{
  g_atomic_int_set (&progress->stop, 1);
  g_clear_pointer (&progress->thread, g_thread_join);
}

/* --- memory --- */

static guint
count_of_shard (const TbOutbreakPlan *plan)
{
  return plan->shard < plan->n_runs ? (plan->n_runs - plan->shard - 1) / plan->n_shards + 1 : 0;
}

/* Bytes a run of this model holds: told by one of the same kind with a single device. */
static double
bytes_of_run (const TbOutbreakModel *model)
{
  TbOutbreakModel single = *model;
  g_autoptr (TbOutbreak) outbreak = NULL;

  for (guint i = 0; i < single.n_pools; i++)
    single.pools[i].n_devices = 1;
  single.initial = MIN (single.initial, 1);
  single.bootstrap = MIN (single.bootstrap, 1);
  outbreak = tb_outbreak_new (&single, 1, TB_OUTBREAK_ANONYMOUS);
  return (double) tb_outbreak_get_bytes (outbreak) * (double) tb_outbreak_model_get_n (model);
}

/* Half of what the machine has, or of what the process may have. */
static double
count_memory (void)
{
  double memory = (double) sysconf (_SC_PHYS_PAGES) * (double) sysconf (_SC_PAGESIZE);
  struct rlimit limit;

  if (getrlimit (RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    memory = MIN (memory, (double) limit.rlim_cur);
  return memory / 2;
}

/* Once as they were found and once as rows; and as a document, in which each number takes much more. */
static double
bytes_of_results (const TbOutbreakPlan *plan, const TbOutbreakWishes *wishes)
{
  gboolean has_document = wishes->json || wishes->output != NULL, has_curves = (wishes->json && wishes->curves) || wishes->output != NULL;
  double of_sample = 2 * sizeof (TbOutbreakSample) + (has_curves ? 2 * BYTES_IN_DOCUMENT : 0);

  return (double) count_of_shard (plan) * (plan->n_samples * of_sample + sizeof (TbOutbreakResult)
                                           + (has_document ? (TB_NUMBER_N + 2) * BYTES_IN_DOCUMENT : 0));
}

/* As many threads as there is memory for; 0 when that is not enough for one. */
static guint
count_threads (const TbOutbreakPlan *plan, const TbOutbreakWishes *wishes)
{
  double fit = (count_memory () - bytes_of_results (plan, wishes)) / bytes_of_run (&plan->model);

  return fit < 1 ? 0 : (guint) MIN (wishes->threads, fit);
}

/* --- running --- */

static GArray *
seeds_to_run (const TbOutbreakPlan *plan, const GPtrArray *rows)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *seeds = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (known, &((TbOutbreakRow *) g_ptr_array_index (rows, i))->seed);
  for (guint i = plan->shard; i < plan->n_runs; i += plan->n_shards)
    {
      guint64 seed = plan->first_seed + i;

      if (!g_hash_table_contains (known, &seed))
        g_array_append_val (seeds, seed);
    }
  return seeds;
}

static void
keep_results (GPtrArray *rows, const GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++)
    if (g_ptr_array_index (results, i) != NULL)
      g_ptr_array_add (rows, tb_outbreak_row_new (g_ptr_array_index (results, i)));
  tb_outbreak_rows_sort (rows);
}

/* With a file, what is done is kept there again and again, each time a good part of what is there already; without one, all runs are one batch. */
static guint
count_batch (const char *output, const GPtrArray *rows, guint n_threads)
{
  return output != NULL ? MAX (BATCH * n_threads, rows->len / 8) : G_MAXUINT;
}

static gboolean
run_seeds (const TbOutbreakPlan *plan, const GArray *seeds, guint n_threads, const char *output, Progress *progress, GPtrArray *rows, GError **error)
{
  const TbOutbreakTerms terms = { .model = &plan->model, .step_ns = plan->step_ns, .n_samples = plan->n_samples, .n_done = &progress->n_done,
                                  .cancelled = &cancelled };
  guint batch;

  for (guint i = 0; i < seeds->len && !g_atomic_int_get (&cancelled); i += batch)
    {
      g_autoptr (GPtrArray) results = NULL;

      batch = MIN (count_batch (output, rows, n_threads), seeds->len - i);
      results = tb_outbreak_run_all (&terms, &g_array_index (seeds, guint64, i), batch, n_threads);
      keep_results (rows, results);
      if (output != NULL && !tb_outbreak_rows_save (plan, rows, output, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_plan (const TbOutbreakPlan *plan, const TbOutbreakWishes *wishes, const char *output, GPtrArray *rows, GError **error)
{
  g_autoptr (GArray) seeds = seeds_to_run (plan, rows);
  guint n_threads = count_threads (plan, wishes);
  Progress progress = { .n_done = (gint) rows->len, .n_runs = rows->len + seeds->len };
  gboolean good;

  if (n_threads == 0)
    return tb_outbreak_complain (error, "%" G_GUINT64_FORMAT " devices and %u curves of %u points are too much for this machine's memory",
                                 tb_outbreak_model_get_n (&plan->model), count_of_shard (plan), plan->n_samples);
  progress_start (&progress, wishes->quiet);
  good = run_seeds (plan, seeds, n_threads, output, &progress, rows, error);
  progress_stop (&progress);
  return good;
}

/* --- going on --- */

static char *
name_output (const TbOutbreakPlan *plan, const char *pattern)
{
  g_autofree char *number = g_strdup_printf ("%u", plan->shard + 1);
  g_autoptr (GString) name = g_string_new (pattern);

  g_string_replace (name, "{shard}", number, 0);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* What the file already has need not be run again. */
static gboolean
go_on_from (const TbOutbreakPlan *plan, const char *output, GPtrArray *rows, GError **error)
{
  g_auto (TbOutbreakPlan) kept = { 0 };

  if (output == NULL || !g_file_test (output, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!tb_outbreak_rows_load (&kept, rows, output, error))
    return FALSE;
  if (tb_outbreak_is_same_plan (plan, &kept))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: holds runs with other parameters; name another file", output);
  return FALSE;
}

/* --- reporting --- */

static int
run_and_report (const TbOutbreakPlan *plan, const TbOutbreakWishes *wishes)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_outbreak_row_free);
  g_autofree char *output = wishes->output != NULL ? name_output (plan, wishes->output) : NULL;
  g_autoptr (GError) error = NULL;

  if (!go_on_from (plan, output, rows, &error) || !run_plan (plan, wishes, output, rows, &error))
    return tb_cli_complain ("%s", error->message);
  if (rows->len < count_of_shard (plan))
    {
      tb_cli_complain ("cancelled after %u of %u runs%s", rows->len, count_of_shard (plan),
                       output != NULL ? "; the same command goes on from there" : "");
      return TB_EXIT_NO;
    }
  if (output != NULL && rows->len == 0 && !tb_outbreak_rows_save (plan, rows, output, &error))
    return tb_cli_complain ("%s", error->message);
  return (output != NULL && !wishes->json && wishes->csv == NULL) || rows->len == 0 ? TB_EXIT_YES : tb_cli_outbreak_report (plan, wishes, rows);
}

static int
list_presets (void)
{
  const TbOutbreakPreset *preset;

  for (guint i = 0; (preset = tb_outbreak_preset_get (i)) != NULL; i++)
    g_print ("%-12s %s\n%-12s %s\n%-12s %s%s\n", preset->code, preset->what, "", preset->source, "", preset->calibrated != NULL ? "calibrated: " : "",
             preset->calibrated != NULL ? preset->calibrated : "nothing is fitted");
  return TB_EXIT_YES;
}

/**
 * tb_cli_outbreak:
 * @argc: how many words
 * @argv: `outbreak` and what follows it
 *
 * Returns: 0; 1 when cancelled or not valid; 2 for bad usage or input
 */
int
tb_cli_outbreak (int argc, char **argv)
{
  g_auto (TbOutbreakPlan) plan = { 0 };
  g_auto (TbOutbreakWishes) wishes = { 0 };
  g_autoptr (GError) error = NULL;

  if (argc > 1 && strcmp (argv[1], "merge") == 0)
    return tb_cli_outbreak_merge (argc - 1, argv + 1);
  if (!tb_cli_outbreak_parse (&argc, &argv, &plan, &wishes, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc > 1)
    return tb_cli_complain ("outbreak takes no \"%.40s\"", argv[1]);
  if (wishes.presets)
    return list_presets ();
  catch_signals ();
  return wishes.validate ? tb_cli_outbreak_validate (&plan, &wishes, &cancelled) : run_and_report (&plan, &wishes);
}
