/* tb-cli-document: `trustbed-cli document`: what is kept of a run, without a window. Playing has a file of its own. */
#include "tb-cli-document.h"

#include "tb-cli-play.h"
#include "tb-document.h"
#include "tb-replay-proof.h"
#include "tb-units.h"

static const TbCliCommand commands[] = {
  { "new", tb_cli_document_new, "make a document of a scenario" },
  { "show", tb_cli_document_show, "say what is in a document" },
  { "commands", tb_cli_document_commands, "print the commands in a document, for --commands of run" },
  { "play", tb_cli_document_play, "do in it what standard input says, each command on the disk before its ok" },
};

/**
 * tb_cli_document:
 * @argc: how many words
 * @argv: `document` and what follows it
 *
 * Returns: the exit code
 */
int
tb_cli_document (int argc, char **argv)
{
  return tb_cli_run_subcommand (commands, G_N_ELEMENTS (commands), "FILE" TB_DOCUMENT_SUFFIX " ...\n\nKeeps what is done in a run.", argc, argv);
}

/* --- new --- */

static int
make (TbCliPlay *play, const char *path, const char *scenario)
{
  g_autofree char *name = g_path_get_basename (scenario);
  g_autoptr (TbDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbRun) run = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return tb_cli_complain ("%s: there is something of that name; it is not overwritten", path);
  if (tb_document_is_one (scenario))
    return tb_cli_complain ("%s: this is a document already; copy the file", scenario);
  run = tb_cli_play_start (play, scenario, &error);
  document = run != NULL ? tb_document_new (run, name) : NULL;
  if (document == NULL || !tb_document_save (document, path, &error))
    return tb_cli_complain ("%s", error->message);
  return TB_EXIT_YES;
}

int
tb_cli_document_new (int argc, char **argv)
{
  TbCliPlay play = { 0 };
  g_autoptr (GOptionContext) context = tb_cli_play_new_context (&play, "FILE" TB_DOCUMENT_SUFFIX " SCENARIO");
  g_autoptr (GError) error = NULL;
  int status;

  g_option_context_set_summary (context, "Makes a document: the scenario as it is now, with what --set changes, the seed, and the commands of a file.");
  if (!g_option_context_parse (context, &argc, &argv, &error))
    status = tb_cli_complain ("%s", error->message);
  else if (argc != 3)
    status = tb_cli_complain ("document new takes a file and a scenario, as in: trustbed-cli document new house" TB_DOCUMENT_SUFFIX " smart-home");
  else
    status = make (&play, argv[1], argv[2]);
  tb_cli_play_clear (&play);
  return status;
}

/* --- show --- */

static void
add_proof (JsonBuilder *json, const TbDocumentProof *proof)
{
  json_builder_set_member_name (json, "proof");
  if (proof == NULL)
    {
      json_builder_add_null_value (json);
      return;
    }
  json_builder_begin_object (json);
  tb_cli_add_int (json, "records", (gint64) proof->n_records);
  tb_cli_add_int (json, "time_us", proof->time_us);
  tb_cli_add_text (json, "journal_sha256", proof->journal_sha256);
  tb_cli_add_text (json, "outcome_sha256", proof->outcome_sha256);
  tb_cli_add_text (json, "trustbed", proof->trustbed);
  tb_cli_add_text (json, "openssl", proof->openssl);
  json_builder_end_object (json);
}

static void
add_lesson (JsonBuilder *json, const TbDocumentLesson *lesson)
{
  json_builder_set_member_name (json, "lesson");
  if (lesson == NULL)
    {
      json_builder_add_null_value (json);
      return;
    }
  json_builder_begin_object (json);
  tb_cli_add_text (json, "id", lesson->id);
  tb_cli_add_text (json, "sha256", lesson->sha256);
  tb_cli_add_text (json, "learner", lesson->learner);
  tb_cli_add_int (json, "answers", lesson->answers->len);
  json_builder_end_object (json);
}

static void
add_lines (JsonBuilder *json, const char *name, GPtrArray *lines)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (guint i = 0; i < lines->len; i++)
    json_builder_add_string_value (json, g_ptr_array_index (lines, i));
  json_builder_end_array (json);
}

static void
print_json (const TbDocument *document)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_int (json, "format", TB_DOCUMENT_FORMAT);
  tb_cli_add_text (json, "scenario", document->name);
  tb_cli_add_int (json, "scenario_bytes", (gint64) g_bytes_get_size (document->scenario));
  tb_cli_add_int (json, "seed", (gint64) document->seed);
  tb_cli_add_int (json, "until_us", document->until_us);
  tb_cli_add_int (json, "edge_us", document->view.edge_us);
  tb_cli_add_int (json, "playhead_us", document->view.playhead_us);
  tb_cli_add_double (json, "speed", document->view.speed);
  add_lines (json, "commands", document->commands);
  add_lines (json, "pending", document->pending);
  tb_cli_add_int (json, "earlier_branches", document->earlier->len);
  add_lesson (json, document->lesson);
  add_proof (json, document->proof);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static void
print_text (const TbDocument *document)
{
  g_autofree char *edge = tb_units_format_duration (MAX (document->view.edge_us, 0));

  g_print ("%s, seed %" G_GUINT64_FORMAT ": played up to %s\n", document->name, document->seed, edge);
  g_print ("  commands              %u, and %u whose time has not come\n", document->commands->len, document->pending->len);
  g_print ("  earlier branches      %u\n", document->earlier->len);
  if (document->lesson != NULL)
    g_print ("  lesson                %s, %u answers\n", document->lesson->id, document->lesson->answers->len);
  if (document->proof != NULL)
    g_print ("  made with             Trustbed %s, %s; %" G_GUINT64_FORMAT " records, sha256 %s\n", document->proof->trustbed, document->proof->openssl,
             document->proof->n_records, document->proof->journal_sha256);
}

int
tb_cli_document_show (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON document", NULL }, { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE" TB_DOCUMENT_SUFFIX);
  g_autoptr (TbDocument) document = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("document show takes a file");
  document = tb_document_load (argv[1], &error);
  if (document == NULL)
    return tb_cli_complain ("%s", error->message);
  if (json)
    print_json (document);
  else
    print_text (document);
  return TB_EXIT_YES;
}

/* --- commands --- */

int
tb_cli_document_commands (int argc, char **argv)
{
  g_autoptr (TbDocument) document = NULL;
  g_autoptr (GError) error = NULL;

  if (argc == 2 && g_str_equal (argv[1], "--help"))
    {
      g_print ("Usage: trustbed-cli document commands FILE" TB_DOCUMENT_SUFFIX "\n\nPrints a line for each command: @TIME text.\n");
      return TB_EXIT_YES;
    }
  if (argc != 2)
    return tb_cli_complain ("document commands takes a file");
  document = tb_document_load (argv[1], &error);
  if (document == NULL)
    return tb_cli_complain ("%s", error->message);
  for (guint i = 0; i < document->commands->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (document->commands, i));
  for (guint i = 0; i < document->pending->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (document->pending, i));
  return TB_EXIT_YES;
}
