/* tb-cli-lesson-test: `trustbed-cli lesson test`: proves lessons. */
#include "tb-cli-lesson.h"
#include "tb-lesson-proof.h"

typedef struct { gboolean quiet; gboolean texts; } Options;

static gboolean
print_lines (GPtrArray *lines, gboolean quiet)
{
  gboolean good = TRUE;

  for (guint i = 0; i < lines->len; i++)
    {
      const TbLessonProofLine *line = g_ptr_array_index (lines, i);

      good = good && line->is_good;
      if (!line->is_good || !quiet)
        g_print ("  %s  %s\n", line->is_good ? "ok  " : "FAIL", line->text);
    }
  return good;
}

static int
test_one (const char *name, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLesson) lesson = tb_lesson_load (name, &error);
  g_autoptr (GPtrArray) lines = NULL;

  if (lesson == NULL)
    return tb_cli_complain ("%s", error->message);
  g_print ("%s\n", tb_lesson_get_path (lesson));
  lines = options->texts ? tb_lesson_prove_texts (lesson, tb_cli_translate) : tb_lesson_prove (lesson, tb_cli_translate, &error);
  if (lines == NULL)
    return tb_cli_complain ("%s", error->message);
  return print_lines (lines, options->quiet) ? TB_EXIT_YES : TB_EXIT_NO;
}

/**
 * tb_cli_lesson_test:
 * @argc: number of words
 * @argv: "test", its options, lessons
 *
 * Returns: 0 when all are proved, 1 when one is not, 2 when one cannot be read
 */
int
tb_cli_lesson_test (int argc, char **argv)
{
  Options options = { FALSE, FALSE };
  const GOptionEntry entries[] = {
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &options.quiet, "Print only what fails", NULL },
    { "texts", 0, 0, G_OPTION_ARG_NONE, &options.texts, "Look at the file and its translations alone; play nothing", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  int status = TB_EXIT_YES;

  if (!tb_cli_parse_options (entries, "LESSON...",
                            "Proves lessons: at the start nothing is met that is not to be kept, every right way in the file meets everything, every wrong one fails where it\n"
                            "says and the message says what, the same solution makes the same journal after a reset, it holds for another learner, and translations keep all names.",
                            &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc < 2)
    return tb_cli_complain ("test takes lessons, as in: trustbed-cli lesson test data/lessons/*.xml");
  for (int i = 1; i < argc; i++)
    {
      int one = test_one (argv[i], &options);

      status = MAX (status, one);
    }
  return status;
}
