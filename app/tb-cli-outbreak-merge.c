/* tb-cli-outbreak-merge: `trustbed-cli outbreak merge`: what many processes or machines wrote, as one document. */
#include "tb-cli-outbreak.h"

/**
 * tb_cli_outbreak_report:
 * @plan: what was run
 * @wishes: how it is wanted
 * @rows: (element-type TbOutbreakRow): at least one run, sorted
 *
 * Writes and prints.
 *
 * Returns: 0, or 2 when a file cannot be written
 */
int
tb_cli_outbreak_report (const TbOutbreakPlan *plan, const TbOutbreakWishes *wishes, const GPtrArray *rows)
{
  g_autoptr (GError) error = NULL;

  if (wishes->csv != NULL && !tb_outbreak_write_csv (plan, rows, wishes->csv, &error))
    return tb_cli_complain ("%s", error->message);
  if (wishes->json)
    tb_outbreak_print_json (plan, rows, wishes->curves);
  else
    tb_outbreak_print_text (plan, rows);
  return TB_EXIT_YES;
}

static gboolean
merge_file (TbOutbreakPlan *plan, GPtrArray *rows, const char *path, GError **error)
{
  g_auto (TbOutbreakPlan) read = { 0 };

  if (!tb_outbreak_rows_load (&read, rows, path, error))
    return FALSE;
  if (plan->n_runs == 0)
    {
      *plan = read;
      read.reach = NULL;
      return TRUE;
    }
  if (tb_outbreak_is_same_plan (plan, &read))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: holds runs with other parameters than the files before", path);
  return FALSE;
}

/* The same run in two files is one run. */
static void
drop_doubles (GPtrArray *rows)
{
  tb_outbreak_rows_sort (rows);
  for (guint i = rows->len; i > 1; i--)
    if (((TbOutbreakRow *) g_ptr_array_index (rows, i - 1))->seed == ((TbOutbreakRow *) g_ptr_array_index (rows, i - 2))->seed)
      g_ptr_array_remove_index (rows, i - 1);
}

/**
 * tb_cli_outbreak_merge:
 * @argc: how many words
 * @argv: `merge` and what follows it
 *
 * Returns: 0; 1 when runs are missing; 2 for files that do not fit together
 */
int
tb_cli_outbreak_merge (int argc, char **argv)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_outbreak_row_free);
  g_auto (TbOutbreakPlan) plan = { 0 };
  g_auto (TbOutbreakWishes) wishes = { 0 };
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &wishes.json, "Print one JSON document", NULL },
    { "curves", 0, 0, G_OPTION_ARG_NONE, &wishes.curves, "With the curve of every run in it", NULL },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &wishes.csv, "Write the curves", "FILE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "FILE..." },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, "Puts together what `trustbed-cli outbreak --output FILE` wrote: the same document as all runs in one go.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (files == NULL)
    return tb_cli_complain ("merge what? Name the files that --output wrote");
  for (guint i = 0; files[i] != NULL; i++)
    if (!merge_file (&plan, rows, files[i], &error))
      return tb_cli_complain ("%s", error->message);
  drop_doubles (rows);
  if (rows->len < plan.n_runs)
    {
      tb_cli_complain ("only %u of %u runs are in these files", rows->len, plan.n_runs);
      return TB_EXIT_NO;
    }
  return tb_cli_outbreak_report (&plan, &wishes, rows);
}
