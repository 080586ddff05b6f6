/* tb-cli-query: `trustbed-cli query`: plays a scenario and asks it in SQL what was so at some time of the run. */
#include "tb-cli-query.h"

#include <string.h>

#include "tb-cli-play.h"
#include "tb-units.h"

typedef struct
{
  TbCliPlay play;
  char *at;
  gint64 at_us;
  char **values;
  gint64 rows;
  gboolean csv;
  gboolean json;
  gboolean tables;
  gboolean markdown;
} Options;

static void
options_clear (Options *options)
{
  tb_cli_play_clear (&options->play);
  g_free (options->at);
  g_strfreev (options->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_STRING, &options->at, "Ask what was so at this simulated time, such as 3d4h; at the end if left out", "DURATION" },
    { "value", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->values, "Put VALUE for :NAME in the question", "NAME=VALUE" },
    { "rows", 0, 0, G_OPTION_ARG_INT64, &options->rows, "At most so many rows, 10000 if left out", "N" },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &options->csv, "Print the answer as CSV", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { "tables", 0, 0, G_OPTION_ARG_NONE, &options->tables, "Only list the tables and their columns", NULL },
    { "markdown", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options->markdown, "List them as a document", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = tb_cli_play_new_context (&options->play, "SCENARIO|DOCUMENT QUESTION");

  g_option_context_set_summary (context, "Plays a scenario (a file, or the bare name of one that comes with Trustbed) or a document, and answers a question in SQL.");
  g_option_context_set_description (context, "For example: trustbed-cli query smart-home --at 2h \"SELECT state, count(*) FROM device GROUP BY state\"\n");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

static gboolean
check_options (Options *options, GError **error)
{
  options->at_us = -1;
  if (options->at != NULL && !tb_units_parse_duration (options->at, &options->at_us, error))
    return FALSE;
  if (options->csv && options->json)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--csv and --json exclude each other");
  else if (options->rows < 0 || options->rows > G_MAXINT)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--rows must be 1 to %d", G_MAXINT);
  else
    return TRUE;
  return FALSE;
}

/* Parts NAME=VALUE. */
static gboolean
split_values (char **words, GPtrArray *names, GPtrArray *values, GError **error)
{
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      const char *equals = strchr (words[i], '=');

      if (equals == NULL || equals == words[i])
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--value %s: expected NAME=VALUE", words[i]);
          return FALSE;
        }
      g_ptr_array_add (names, g_strndup (words[i], (gsize) (equals - words[i])));
      g_ptr_array_add (values, g_strdup (equals + 1));
    }
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (values, NULL);
  return TRUE;
}

static TbAnswer *
ask (TbRun *run, const Options *options, const char *sql, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), values = g_ptr_array_new_with_free_func (g_free);
  TbAskOptions how = { .time_us = options->at_us, .max_rows = (guint) options->rows };
  g_autoptr (TbAsk) asker = tb_ask_new (run);

  if (!split_values (options->values, names, values, error))
    return NULL;
  how.names = (const char *const *) names->pdata;
  how.values = (const char *const *) values->pdata;
  return tb_ask_query (asker, sql, &how, NULL, error);
}

static int
print (TbRun *run, const Options *options, TbAnswer *answer)
{
  gint64 edge_us = tb_run_get_edge (run);

  if (options->csv)
    tb_cli_query_print_csv (answer);
  else if (options->json)
    tb_cli_query_print_json (run, answer, options->at_us < 0 ? edge_us : MIN (options->at_us, edge_us));
  else
    tb_cli_query_print_text (answer);
  if (tb_answer_is_cut (answer))
    g_printerr ("trustbed-cli: only the first %u rows are shown; --rows says how many\n", tb_answer_get_n_rows (answer));
  return TB_EXIT_YES;
}

static int
play_and_answer (Options *options, const char *scenario, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbRun) run = tb_cli_play_start (&options->play, scenario, &error);
  g_autofree char *failure = NULL;
  g_autoptr (TbAnswer) answer = NULL;
  gint64 end_us;

  if (run == NULL)
    return tb_cli_complain ("%s", error->message);
  end_us = tb_run_get_end (run);
  tb_cli_play_go (&options->play, run, options->at_us < 0 ? end_us : MIN (options->at_us, end_us));
  failure = tb_run_dup_failure (run);
  if (failure != NULL)
    return tb_cli_complain ("the run could not go on: %s", failure);
  answer = ask (run, options, sql, &error);
  return answer != NULL ? print (run, options, answer) : tb_cli_complain ("%s", error->message);
}

/**
 * tb_cli_query:
 * @argc: how many words
 * @argv: `query` and what follows it
 *
 * A question that cannot be asked of any run is found out before the run is played.
 *
 * Returns: 0 when the question was answered, 2 for bad input
 */
int
tb_cli_query (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;

  if (!parse_options (&options, &argc, &argv, &error) || !check_options (&options, &error))
    return tb_cli_complain ("%s", error->message);
  if (options.tables || options.markdown)
    return tb_cli_query_print_tables (options.json, options.markdown);
  if (argc != 3)
    return tb_cli_complain ("query takes a scenario and a question, as in: trustbed-cli query smart-home \"SELECT name, state FROM device\"");
  if (!tb_ask_check (argv[2], NULL, &error))
    return tb_cli_complain ("%s", error->message);
  return play_and_answer (&options, argv[1], argv[2]);
}
