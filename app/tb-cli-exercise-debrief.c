/* tb-cli-exercise-debrief: `trustbed-cli exercise debrief`: what an exercise came to: the run is played again, and asked. What was done comes from options, from a result that the
 * window has saved, or from a document; the last two hold what was decided as well. */
#include "tb-cli-lesson.h"
#include "tb-debrief-sheet.h"
#include "tb-document.h"
#include "tb-result.h"
#include "tb-units.h"

#include <string.h>

typedef struct
{
  char *team;
  char *commands;
  char *result;
  char *until;
  char *html;
} Options;

static void
options_clear (Options *options)
{
  char *texts[] = { options->team, options->commands, options->result, options->until, options->html };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* What a team has done. */
typedef struct
{
  TbLesson *exercise;
  char *team;
  GPtrArray *commands;     /* TbCommand; NULL for none */
  GPtrArray *answers;      /* question, answer, time in turn; NULL for none */
  GArray *answered_us;
  gint64 until_us;
} Deeds;

static void
deeds_clear (Deeds *deeds)
{
  g_clear_pointer (&deeds->exercise, tb_lesson_unref);
  g_clear_pointer (&deeds->commands, g_ptr_array_unref);
  g_clear_pointer (&deeds->answers, g_ptr_array_unref);
  g_clear_pointer (&deeds->answered_us, g_array_unref);
  g_free (deeds->team);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Deeds, deeds_clear)

static void
add_answer (Deeds *deeds, const char *question, const char *answer, gint64 time_us)
{
  if (deeds->answers == NULL)
    {
      deeds->answers = g_ptr_array_new_with_free_func (g_free);
      deeds->answered_us = g_array_new (FALSE, FALSE, sizeof (gint64));
    }
  g_ptr_array_add (deeds->answers, g_strdup (question));
  g_ptr_array_add (deeds->answers, g_strdup (answer));
  g_array_append_val (deeds->answered_us, time_us);
}

/* What a saved result says takes the place of options. */
static gboolean
read_result (Deeds *deeds, const char *path, GError **error)
{
  g_autoptr (TbResult) result = tb_result_load (path, error);

  if (result == NULL)
    return FALSE;
  if (g_strcmp0 (result->lesson, tb_lesson_get_id (deeds->exercise)) != 0)
    {
      g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "%s: a result of \"%s\", not of \"%s\"", path, result->lesson, tb_lesson_get_id (deeds->exercise));
      return FALSE;
    }
  for (guint i = 0; i < result->answers->len; i++)
    {
      const TbResultAnswer *answer = g_ptr_array_index (result->answers, i);

      add_answer (deeds, answer->question, answer->answer, answer->time_us);
    }
  deeds->team = g_strdup (result->learner);
  deeds->until_us = result->time_us;
  deeds->commands = tb_command_parse_lines (result->commands, error);
  return deeds->commands != NULL;
}

/* A document says itself of which exercise it is; of another edition of that it would be played in another world. */
static TbLesson *
load_exercise_of (const TbDocument *document, const char *path, GError **error)
{
  const TbDocumentLesson *kept = document->lesson;
  g_autoptr (TbLesson) exercise = NULL;

  if (kept == NULL)
    g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "%s: this run is of no exercise", path);
  else if (strchr (kept->id, G_DIR_SEPARATOR) != NULL)
    g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "%s: \"%s\" is no exercise that comes with Trustbed", path, kept->id);
  else
    exercise = tb_lesson_load (kept->id, error);
  if (exercise == NULL || g_strcmp0 (tb_lesson_get_sha256 (exercise), kept->sha256) == 0)
    return g_steal_pointer (&exercise);
  g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "%s: it is of another edition of \"%s\"", path, kept->id);
  return NULL;
}

static gboolean
read_document (Deeds *deeds, const char *path, GError **error)
{
  g_autoptr (TbDocument) document = tb_document_load (path, error);

  deeds->exercise = document != NULL ? load_exercise_of (document, path, error) : NULL;
  if (deeds->exercise == NULL)
    return FALSE;
  for (guint i = 0; i < document->lesson->answers->len; i++)
    {
      const TbDocumentAnswer *answer = g_ptr_array_index (document->lesson->answers, i);

      add_answer (deeds, answer->question, answer->text, answer->time_us);
    }
  deeds->team = g_strdup (document->lesson->learner);
  deeds->until_us = MAX (document->view.edge_us, 0);
  deeds->commands = tb_command_parse_lines (document->commands, error);
  return deeds->commands != NULL;
}

static gboolean
read_options (Deeds *deeds, const Options *options, GError **error)
{
  deeds->team = g_strdup (options->team != NULL ? options->team : "");
  deeds->until_us = tb_lesson_get_until_us (deeds->exercise);
  if (options->until != NULL && !tb_units_parse_duration (options->until, &deeds->until_us, error))
    return FALSE;
  return options->commands == NULL || (deeds->commands = tb_command_parse_file (options->commands, error)) != NULL;
}

static gboolean
read_deeds (Deeds *deeds, const char *name, const Options *options, GError **error)
{
  if (tb_document_is_one (name))
    return read_document (deeds, name, error);
  deeds->exercise = tb_lesson_load (name, error);
  if (deeds->exercise == NULL)
    return FALSE;
  return options->result != NULL ? read_result (deeds, options->result, error) : read_options (deeds, options, error);
}

static void
restore_answers (TbAttempt *attempt, const Deeds *deeds)
{
  for (guint i = 0; deeds->answers != NULL && i + 1 < deeds->answers->len; i += 2)
    if (tb_lesson_find_question (deeds->exercise, g_ptr_array_index (deeds->answers, i)) != NULL)
      tb_attempt_restore (attempt, g_ptr_array_index (deeds->answers, i), g_ptr_array_index (deeds->answers, i + 1), g_array_index (deeds->answered_us, gint64, i / 2));
}

static TbDebrief *
play (const Deeds *deeds, GError **error)
{
  g_autoptr (TbVariation) variation = tb_variation_new (deeds->exercise, deeds->team, error);
  g_autoptr (TbRun) run = variation != NULL ? tb_variation_start (variation, NULL, deeds->commands, error) : NULL;
  g_autoptr (TbAttempt) attempt = NULL;

  if (run == NULL)
    return NULL;
  tb_run_set_target (run, deeds->until_us);
  tb_run_wait (run, deeds->until_us);
  attempt = tb_attempt_new (variation, run);
  restore_answers (attempt, deeds);
  return tb_debrief_new (attempt, -1, tb_cli_translate, NULL, error);
}

static void
print_decision (const TbDebriefDecision *decision)
{
  g_autofree char *when = decision->chosen != NULL ? tb_units_format_short (decision->time_us) : NULL;

  g_print ("\n? %s\n", decision->text);
  if (decision->chosen == NULL)
    return;
  g_print ("  @%s: %s\n  %s\n", when, decision->chosen, decision->consequence);
  if (!decision->is_good && decision->good != NULL)
    g_print ("  + %s\n", decision->good);
  g_print ("  %s\n", decision->explain);
}

static void
print_text (const TbDebrief *debrief)
{
  for (guint i = 0; i < debrief->sentences->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (debrief->sentences, i));
  for (guint i = 0; i < debrief->decisions->len; i++)
    if (((TbDebriefDecision *) g_ptr_array_index (debrief->decisions, i))->chosen != NULL)
      print_decision (g_ptr_array_index (debrief->decisions, i));
}

static gboolean
write_page (const TbDebrief *debrief, const char *file, GError **error)
{
  g_autoptr (GString) page = tb_debrief_sheet_make (debrief);
  g_autoptr (GBytes) bytes = g_bytes_new (page->str, page->len);

  return tb_cli_write (file, bytes, 0644, error);
}

/**
 * tb_cli_exercise_debrief:
 * @argc: number of words
 * @argv: "debrief", its options, an exercise or a document
 *
 * Returns: 0 when it is printed, 2 when it cannot be played
 */
int
tb_cli_exercise_debrief (int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  g_auto (Deeds) deeds = { NULL };
  const GOptionEntry entries[] = {
    { "team", 0, 0, G_OPTION_ARG_STRING, &options.team, "Who did it; decides what varies", "NAME" },
    { "commands", 0, 0, G_OPTION_ARG_FILENAME, &options.commands, "What was done: one command a line, @TIME text", "FILE" },
    { "result", 0, 0, G_OPTION_ARG_FILENAME, &options.result, "What the window has saved, in place of the other options", "FILE" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &options.until, "How far it went, such as 3d or 90m; to its end if left out", "DURATION" },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &options.html, "Write it all as a page to this file, whole or not at all", "FILE" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbDebrief) debrief = NULL;

  if (!tb_cli_parse_options (entries, "EXERCISE|DOCUMENT", "Plays an exercise with what a team did, and says what came of it: how long it took to react, what it cost, who was affected.\n"
                             "A document of the window's (.trustbed) says itself which exercise it is, and what was done.", &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("debrief takes one exercise, as in: trustbed-cli exercise debrief hospital --commands log.txt");
  if (!read_deeds (&deeds, argv[1], &options, &error) || (debrief = play (&deeds, &error)) == NULL)
    return tb_cli_complain ("%s", error->message);
  if (options.html != NULL && !write_page (debrief, options.html, &error))
    return tb_cli_complain ("%s", error->message);
  if (options.html == NULL)
    print_text (debrief);
  return TB_EXIT_YES;
}
