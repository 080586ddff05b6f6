/* tb-cli-document-play: `trustbed-cli document play`: a person at a document, for scripts: each line of standard input is a command, and each `ok` says that it is
 * on the disk. Whoever reads the answers line by line can cut the power after any of them and loses nothing that was acknowledged. */
#include <stdio.h>
#include <string.h>

#include "tb-cli-document.h"
#include "tb-cli-play.h"
#include "tb-document-file.h"
#include "tb-replay-proof.h"
#include "tb-results.h"
#include "tb-units.h"

#define MAX_LINE_BYTES 8192

typedef struct
{
  TbDocumentFile *file;
  TbDocument *document;
  TbMemo *memo;
  TbRun *run;
  guint n_kept;        /* commands in the document that need not be written again */
  guint n_applied;     /* commands in the run */
  guint64 looked_at;   /* records of the journal */
  gboolean has_refused;
} Play;

static void
play_clear (Play *play)
{
  g_clear_pointer (&play->run, tb_run_unref);
  g_clear_pointer (&play->memo, tb_memo_unref);
  g_clear_pointer (&play->document, tb_document_free);
  g_clear_pointer (&play->file, tb_document_file_close);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Play, play_clear)

static void
say (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* At once: somebody waits for it. */
static void
say (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

static gboolean
keep (Play *play, TbDocumentProof *proof, GError **error)
{
  TbDocumentView view = play->document->view;
  g_autoptr (TbDocumentChange) change = NULL;
  guint n;

  view.edge_us = tb_run_get_edge (play->run);
  view.playhead_us = MAX (view.edge_us, 0);
  change = tb_document_change_new (play->run, play->n_kept, &view, &n);
  change->proof = proof;
  if (!tb_document_file_write (play->file, change, error))
    return FALSE;
  play->n_kept = play->n_applied = n;
  return TRUE;
}

/* (nullable): why the last command was refused when it applied, if it was */
static GBytes *
find_refusal (Play *play)
{
  TbJournal *journal = tb_run_get_journal (play->run);
  guint64 length = tb_journal_get_length (journal);
  GBytes *refusal = NULL;

  for (; play->looked_at < length; play->looked_at++)
    {
      const TbRecord *record = tb_journal_get (journal, play->looked_at);

      if (record->kind == TB_RECORD_COMMAND_REFUSED && record->detail == 0)
        refusal = tb_journal_get_payload (journal, record->payload);
    }
  return refusal;
}

static void
acknowledge (Play *play)
{
  g_autoptr (GPtrArray) lines = tb_run_get_commands (play->run);
  GBytes *refusal = find_refusal (play);
  const char *line = g_ptr_array_index (lines, lines->len - 1);

  play->has_refused |= refusal != NULL;
  if (refusal != NULL)
    say ("refused %u %s: %.*s", lines->len, line, (int) g_bytes_get_size (refusal), (const char *) g_bytes_get_data (refusal, NULL));
  else
    say ("ok %u %s", lines->len, line);
}

/* The run plays up to the time that the command bears, if it bears one. */
static void
wait_for (Play *play, const TbCommand *command)
{
  if (command->at_us >= 0)
    tb_run_set_target (play->run, command->at_us);
  for (;;)
    {
      g_autoptr (GPtrArray) applied = NULL, pending = NULL;

      if (tb_run_get_log (play->run, play->n_applied, &applied, &pending) > play->n_applied || tb_run_is_ended (play->run))
        return;
      g_usleep (200);
    }
}

/* Returns: FALSE when nothing can be kept any more */
static gboolean
do_line (Play *play, const char *line, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (TbCommand) command = tb_command_parse (line, &problem);
  guint n_before = play->n_applied;

  if (command == NULL || !tb_run_submit (play->run, line, &problem))
    {
      play->has_refused = TRUE;
      say ("error %s: %s", line, problem->message);
      return TRUE;
    }
  wait_for (play, command);
  if (!keep (play, NULL, error))
    return FALSE;
  if (play->n_applied > n_before)
    acknowledge (play);
  else
    say ("error %s: the run is over before that", line);
  return TRUE;
}

static gboolean
do_lines (Play *play, GError **error)
{
  char line[MAX_LINE_BYTES];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_strstrip (line);
      if (*line != '\0' && *line != '#' && !do_line (play, line, error))
        return FALSE;
    }
  return TRUE;
}

/* To where it was; what was done in it happens on the way. */
static gboolean
catch_up (Play *play, GError **error)
{
  gint64 edge_us = MAX (play->document->view.edge_us, 0);
  const TbRunOptions options = { .memo = play->memo };
  g_autoptr (GPtrArray) applied = NULL, pending = NULL;

  play->run = tb_document_start (play->document, &options, error);
  if (play->run == NULL)
    return FALSE;
  tb_run_set_target (play->run, edge_us);
  tb_run_wait (play->run, edge_us);
  play->n_applied = tb_run_get_log (play->run, 0, &applied, &pending);
  play->looked_at = tb_journal_get_length (tb_run_get_journal (play->run));
  return TRUE;
}

static void
tell_difference (Play *play)
{
  const TbDocumentProof *proof = play->document->proof;
  g_autofree char *sentence = proof != NULL ? tb_replay_proof_explain (tb_replay_proof_check (play->run, proof), proof) : NULL;

  if (sentence != NULL)
    g_printerr ("trustbed-cli: %s\n", sentence);
}

static gboolean
play_through (Play *play, GError **error)
{
  guint n_remembered = tb_memo_get_n_results (play->memo);

  if (!catch_up (play, error))
    return FALSE;
  tell_difference (play);
  if (!do_lines (play, error) || !keep (play, tb_replay_proof_new (play->run), error))
    return FALSE;
  if (tb_memo_get_n_results (play->memo) > n_remembered)
    tb_results_save (play->memo, play->document->scenario, play->document->seed, NULL);
  return TRUE;
}

static gboolean
make_where_missing (const char *path, const char *scenario, GError **error)
{
  TbCliPlay options = { 0 };
  g_autofree char *name = g_path_get_basename (scenario);
  g_autoptr (TbDocument) document = NULL;
  g_autoptr (TbRun) run = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  run = tb_cli_play_start (&options, scenario, error);
  document = run != NULL ? tb_document_new (run, name) : NULL;
  return document != NULL && tb_document_save (document, path, error);
}

int
tb_cli_document_play (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE" TB_DOCUMENT_SUFFIX " [SCENARIO]");
  g_auto (Play) play = { 0 };
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, "Reads commands from standard input, one a line, with or without @TIME, and answers each with a line: \"ok NUMBER @TIME text\""
                                         " once it is on the disk, \"refused NUMBER @TIME text: reason\" likewise for one that could not be done then,"
                                         " \"error text: reason\" for what is none. Where there is no such document, SCENARIO makes one.");
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2 && argc != 3)
    return tb_cli_complain ("document play takes a file, and a scenario to make it from, as in: trustbed-cli document play house" TB_DOCUMENT_SUFFIX " smart-home");
  if (argc == 3 && !make_where_missing (argv[1], argv[2], &error))
    return tb_cli_complain ("%s", error->message);
  play.file = tb_document_file_open (argv[1], &play.document, &error);
  if (play.file == NULL)
    return tb_cli_complain ("%s", error->message);
  play.memo = tb_results_load (play.document->scenario, play.document->seed);
  if (!play_through (&play, &error))
    return tb_cli_complain ("%s", error->message);
  return play.has_refused ? TB_EXIT_NO : TB_EXIT_YES;
}
