/* tb-cli-lesson-plan: `trustbed-cli lesson plan`: plans of courses as pages to print. */
#include "tb-cli-lesson.h"
#include "tb-cli-plan-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static int
list_plans (void)
{
  g_auto (GStrv) ids = tb_plan_list ();

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbPlan) plan = tb_plan_load (ids[i], &error);

      if (plan == NULL)
        return tb_cli_complain ("%s", error->message);
      g_print ("%-12s %s\n", ids[i], tb_cli_translate (tb_plan_get_title (plan)));
    }
  return TB_EXIT_YES;
}

static int
print_plan (const char *name, TbPlanPage which, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbPlan) plan = tb_plan_load (name, &error);
  g_autoptr (GString) page = plan != NULL ? tb_plan_page_make (plan, which, &error) : NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (page == NULL)
    return tb_cli_complain ("%s", error->message);
  if (file == NULL)
    {
      g_print ("%s", page->str);
      return TB_EXIT_YES;
    }
  bytes = g_bytes_new (page->str, page->len);
  return tb_cli_write (file, bytes, 0644, &error) ? TB_EXIT_YES : tb_cli_complain ("%s", error->message);
}

/**
 * tb_cli_lesson_plan:
 * @argc: number of words
 * @argv: "plan", its options, a plan
 *
 * Returns: 0 when it is printed, 2 when it cannot be read or written
 */
int
tb_cli_lesson_plan (int argc, char **argv)
{
  gboolean handout = FALSE, key = FALSE;
  g_autofree char *file = NULL;
  const GOptionEntry entries[] = {
    { "handout", 0, 0, G_OPTION_ARG_NONE, &handout, "The lessons' steps and questions, for learners", NULL },
    { "key", 0, 0, G_OPTION_ARG_NONE, &key, "Right answers, checks, hints, solutions and common wrong ways, for teachers", NULL },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &file, "Write to this file, whole or not at all", "FILE" },
    { NULL }
  };
  g_autoptr (GError) error = NULL;

  if (!tb_cli_parse_options (entries, "[PLAN]", "Prints a plan of a course as a page of HTML, in the language of the user: goals, what has to be there and what comes when. Without PLAN it lists\n"
                            "those that there are, such as plan-90.", &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc == 1)
    return list_plans ();
  if (argc > 2 || (handout && key))
    return tb_cli_complain ("plan takes one plan, and --handout or --key, as in: trustbed-cli lesson plan plan-90 --handout --html handout.html");
  return print_plan (argv[1], handout ? TB_PLAN_PAGE_HANDOUT : key ? TB_PLAN_PAGE_KEY : TB_PLAN_PAGE_TIMETABLE, file);
}
