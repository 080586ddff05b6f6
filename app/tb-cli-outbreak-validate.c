/* tb-cli-outbreak-validate: `trustbed-cli outbreak --validate`: one row for each fact, with expected and measured value, tolerance and verdict. */
#include "tb-cli-outbreak.h"

#include <stdio.h>

#include "tb-outbreak-validation.h"

typedef struct
{
  JsonBuilder *json;            /* NULL for text */
} Table;

static char *
format_tolerance (const TbOutbreakCheck *check)
{
  switch (check->kind)
    {
    case TB_CHECK_RELATIVE:
      return g_strdup_printf ("%.3g %%", check->tolerance * 100);
    case TB_CHECK_ERRORS:
      return g_strdup_printf ("+- %.3g", check->tolerance);
    default:
      return g_strdup ("at most");
    }
}

static void
print_check (const TbOutbreakCheck *check)
{
  g_autofree char *tolerance = format_tolerance (check);

  g_print ("%-58s %11.6g %11.6g %10s  %-4s %s\n", check->what, check->expected, check->measured, tolerance, check->good ? "good" : "BAD",
           check->source);
  fflush (stdout);              /* a row at a time, also into a file */
}

static void
add_check (JsonBuilder *json, const TbOutbreakCheck *check)
{
  g_autofree char *tolerance = format_tolerance (check);

  json_builder_begin_object (json);
  tb_cli_add_text (json, "check", check->code);
  tb_cli_add_text (json, "what", check->what);
  tb_cli_add_text (json, "source", check->source);
  tb_cli_add_double (json, "expected", check->expected);
  tb_cli_add_double (json, "measured", check->measured);
  tb_cli_add_text (json, "tolerance", tolerance);
  json_builder_set_member_name (json, "good");
  json_builder_add_boolean_value (json, check->good);
  json_builder_end_object (json);
}

static void
on_check (const TbOutbreakCheck *check, gpointer data)
{
  Table *table = data;

  if (table->json != NULL)
    add_check (table->json, check);
  else
    print_check (check);
}

static void
begin (Table *table, guint n_runs)
{
  if (table->json == NULL)
    {
      g_print ("%u runs each, seeds 1 to %u\n%-58s %11s %11s %10s\n", n_runs, n_runs, "", "expected", "measured", "tolerance");
      return;
    }
  json_builder_begin_object (table->json);
  tb_cli_add_int (table->json, "runs", n_runs);
  json_builder_set_member_name (table->json, "checks");
  json_builder_begin_array (table->json);
}

static void
end (Table *table, gboolean good)
{
  if (table->json == NULL)
    return;
  json_builder_end_array (table->json);
  json_builder_set_member_name (table->json, "good");
  json_builder_add_boolean_value (table->json, good);
  json_builder_end_object (table->json);
  tb_cli_print_json (table->json);
}

/**
 * tb_cli_outbreak_validate:
 * @plan: how many runs
 * @wishes: threads, and whether as JSON
 * @cancelled: atomic: set by a signal
 *
 * Prints the table.
 *
 * Returns: 0 when all rows are good, 1 when not or when cancelled
 */
int
tb_cli_outbreak_validate (const TbOutbreakPlan *plan, const TbOutbreakWishes *wishes, gint *cancelled)
{
  g_autoptr (JsonBuilder) json = wishes->json ? json_builder_new () : NULL;
  Table table = { json };
  TbOutbreakValidation validation = { .n_runs = MAX (plan->n_runs, TB_VALIDATION_LEAST_RUNS), .n_threads = (guint) wishes->threads,
                                      .cancelled = cancelled, .func = on_check, .data = &table };
  gboolean good;

  begin (&table, validation.n_runs);
  good = tb_outbreak_validate (&validation);
  end (&table, good);
  if (g_atomic_int_get (cancelled))
    tb_cli_complain ("cancelled after %u rows", validation.n_checks);
  else if (json == NULL)
    g_print ("%u of %u rows are good\n", validation.n_good, validation.n_checks);
  return good ? TB_EXIT_YES : TB_EXIT_NO;
}
