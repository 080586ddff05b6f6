/* tb-cli-play: see the header. */
#include "tb-cli-play.h"

#include <unistd.h>

#include "tb-pool.h"
#include "tb-replay-proof.h"
#include "tb-results.h"
#include "tb-units.h"

#define PROGRESS_STEPS 200

/**
 * tb_cli_play_clear:
 * @play: options
 *
 * Frees what they hold.
 */
void
tb_cli_play_clear (TbCliPlay *play)
{
  g_free (play->until);
  g_free (play->commands);
  g_strfreev (play->set);
  g_clear_pointer (&play->document, tb_document_free);
  g_clear_pointer (&play->memo, tb_memo_unref);
}

static gboolean
on_seed (const char *name, const char *value, gpointer data, GError **error)
{
  TbCliPlay *play = data;
  guint64 seed;

  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &seed, error))
    return FALSE;
  play->seed = (gint64) seed;
  play->has_seed = TRUE;
  return TRUE;
}

/**
 * tb_cli_play_new_context:
 * @play: where the options are put
 * @parameters: what follows them
 *
 * Returns: (transfer full): a context that knows these options, for more to be added
 */
GOptionContext *
tb_cli_play_new_context (TbCliPlay *play, const char *parameters)
{
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_CALLBACK, on_seed, "Use this seed instead of the scenario's", "N" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &play->until, "Stop after this simulated time, such as 3d or 90m", "DURATION" },
    { "commands", 0, 0, G_OPTION_ARG_FILENAME, &play->commands, "Apply the commands of this file: one a line, @TIME text", "FILE" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &play->set, "Change an attribute of a group first: GROUP.ATTRIBUTE=VALUE", "KEY=VALUE" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &play->threads, "Threads for cryptography, 1 to 64; all processors if left out", "N" },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &play->quiet, "Show no progress", NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (parameters);
  GOptionGroup *group = g_option_group_new ("run", "Options", "Options", play, NULL);

  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  return context;
}

static gboolean
read_limits (const TbCliPlay *play, TbRunOptions *options, GError **error)
{
  options->has_seed = play->has_seed;
  options->seed = (guint64) play->seed;
  options->n_threads = (guint) play->threads;
  if (play->threads < 0 || play->threads > TB_POOL_MAX_THREADS)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--threads must be 1 to %d, got %d", TB_POOL_MAX_THREADS, play->threads);
      return FALSE;
    }
  if (play->until == NULL)
    return TRUE;
  if (!tb_units_parse_duration (play->until, &options->until_us, error))
    return FALSE;
  if (options->until_us > 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--until must be more than nothing");
  return FALSE;
}

static TbScenario *
load (const TbCliPlay *play, const char *name, GError **error)
{
  if (play->set == NULL)
    return tb_scenario_load (name, error);
  return tb_scenario_load_with (name, (const char *const *) play->set, error);
}

/* It has all of that itself. */
static TbRun *
start_document (TbCliPlay *play, const char *path, TbRunOptions *options, GError **error)
{
  if (play->has_seed || play->set != NULL || play->commands != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: a document has its own seed, settings and commands; leave out --seed, --set and --commands", path);
      return NULL;
    }
  play->document = tb_document_load (path, error);
  if (play->document == NULL)
    return NULL;
  play->memo = options->memo = tb_results_load (play->document->scenario, play->document->seed);
  play->n_remembered = tb_memo_get_n_results (play->memo);
  return tb_document_start (play->document, options, error);
}

/**
 * tb_cli_play_start:
 * @play: options
 * @scenario: a file, or the bare name of one that comes with Trustbed; or a document
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the run at its beginning
 */
TbRun *
tb_cli_play_start (TbCliPlay *play, const char *scenario, GError **error)
{
  TbRunOptions options = { 0 };
  g_autoptr (TbScenario) loaded = NULL;
  g_autoptr (GPtrArray) commands = NULL;

  if (!read_limits (play, &options, error))
    return NULL;
  if (tb_document_is_one (scenario))
    return start_document (play, scenario, &options, error);
  if ((loaded = load (play, scenario, error)) == NULL)
    return NULL;
  if (play->commands != NULL && (commands = tb_command_parse_file (play->commands, error)) == NULL)
    return NULL;
  return tb_run_new (loaded, &options, commands, error);
}

static gboolean
shows_progress (const TbCliPlay *play)
{
  return !play->quiet && isatty (STDERR_FILENO);
}

/* Whether it is the run that was saved; and what was worked out is there next time. */
static void
finish_document (const TbCliPlay *play, TbRun *run)
{
  const TbDocumentProof *proof = play->document->proof;
  g_autofree char *sentence = proof != NULL ? tb_replay_proof_explain (tb_replay_proof_check (run, proof), proof) : NULL;

  if (sentence != NULL)
    g_printerr ("trustbed-cli: %s\n", sentence);
  if (tb_memo_get_n_results (play->memo) > play->n_remembered)
    tb_results_save (play->memo, play->document->scenario, play->document->seed, NULL);
}

/**
 * tb_cli_play_go:
 * @play: options
 * @run: a run
 * @until_us: how far, at most its end
 *
 * Plays it, and says on a terminal how far it is.
 */
void
tb_cli_play_go (const TbCliPlay *play, TbRun *run, gint64 until_us)
{
  tb_run_set_target (run, until_us);
  for (gint64 i = 1; i <= PROGRESS_STEPS && !tb_run_is_ended (run); i++)
    {
      gint64 at_us = i == PROGRESS_STEPS ? until_us : until_us / PROGRESS_STEPS * i;
      g_autofree char *time = tb_units_format_short (at_us);

      tb_run_wait (run, at_us);
      if (shows_progress (play))
        g_printerr ("\r\033[K%3d %%  %s of simulated time", (int) (i * 100 / PROGRESS_STEPS), time);
    }
  if (shows_progress (play))
    g_printerr ("\r\033[K");
  if (play->document != NULL)
    finish_document (play, run);
}
