/* tb-cli-query-print: see the header. */
#include "tb-cli-query.h"

#include <math.h>
#include <string.h>

#include "tb-table.h"

/* What control characters would do to a terminal, they do not do here. */
static char *
dup_shown (const TbValue *value)
{
  char *text = tb_value_format (value);

  for (char *at = text; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return text;
}

static gboolean
is_number (const TbValue *value)
{
  return value->kind == TB_VALUE_INTEGER || value->kind == TB_VALUE_REAL;
}

static glong
find_width (TbAnswer *answer, guint column)
{
  glong width = g_utf8_strlen (tb_answer_get_column (answer, column), -1);

  for (guint row = 0; row < tb_answer_get_n_rows (answer); row++)
    {
      g_autofree char *text = dup_shown (tb_answer_get (answer, row, column));

      width = MAX (width, g_utf8_strlen (text, -1));
    }
  return width;
}

static void
append_padded (GString *line, const char *text, glong width, gboolean to_the_right)
{
  int blanks = (int) (width - g_utf8_strlen (text, -1));

  if (line->len > 0)
    g_string_append (line, "  ");
  g_string_append_printf (line, "%*s%s%*s", to_the_right ? blanks : 0, "", text, to_the_right ? 0 : blanks, "");
}

/* Without blanks at its end. */
static void
print_line (GString *line)
{
  g_strchomp (line->str);
  g_print ("%s\n", line->str);
}

static void
print_row (TbAnswer *answer, guint row, const glong *widths)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint column = 0; column < tb_answer_get_n_columns (answer); column++)
    {
      const TbValue *value = tb_answer_get (answer, row, column);
      g_autofree char *text = dup_shown (value);

      append_padded (line, text, widths[column], is_number (value));
    }
  print_line (line);
}

/* In columns, numbers to the right. */
void
tb_cli_query_print_text (TbAnswer *answer)
{
  guint n = tb_answer_get_n_columns (answer);
  g_autofree glong *widths = g_new (glong, n);
  g_autoptr (GString) head = g_string_new (NULL);

  for (guint column = 0; column < n; column++)
    {
      gboolean numbers = tb_answer_get_n_rows (answer) > 0 && is_number (tb_answer_get (answer, 0, column));

      widths[column] = find_width (answer, column);
      append_padded (head, tb_answer_get_column (answer, column), widths[column], numbers);
    }
  print_line (head);
  for (guint row = 0; row < tb_answer_get_n_rows (answer); row++)
    print_row (answer, row, widths);
}

void
tb_cli_query_print_csv (TbAnswer *answer)
{
  g_autoptr (GString) csv = tb_answer_to_csv (answer);

  g_print ("%s", csv->str);
}

static void
add_value (JsonBuilder *json, const TbValue *value)
{
  if (value->kind == TB_VALUE_NULL || (value->kind == TB_VALUE_REAL && !isfinite (value->real)))
    json_builder_add_null_value (json);
  else if (value->kind == TB_VALUE_INTEGER)
    json_builder_add_int_value (json, value->integer);
  else if (value->kind == TB_VALUE_REAL)
    json_builder_add_double_value (json, value->real);
  else
    json_builder_add_string_value (json, value->text);
}

static void
add_rows (JsonBuilder *json, TbAnswer *answer)
{
  json_builder_set_member_name (json, "rows");
  json_builder_begin_array (json);
  for (guint row = 0; row < tb_answer_get_n_rows (answer); row++)
    {
      json_builder_begin_array (json);
      for (guint column = 0; column < tb_answer_get_n_columns (answer); column++)
        add_value (json, tb_answer_get (answer, row, column));
      json_builder_end_array (json);
    }
  json_builder_end_array (json);
}

/* {scenario, seed, time_us, columns:[...], rows:[[...]], cut} */
void
tb_cli_query_print_json (TbRun *run, TbAnswer *answer, gint64 time_us)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_text (json, "scenario", tb_scenario_get_id (tb_run_get_scenario (run)));
  tb_cli_add_int (json, "seed", (gint64) tb_run_get_seed (run));
  tb_cli_add_int (json, "time_us", time_us);
  json_builder_set_member_name (json, "columns");
  json_builder_begin_array (json);
  for (guint column = 0; column < tb_answer_get_n_columns (answer); column++)
    json_builder_add_string_value (json, tb_answer_get_column (answer, column));
  json_builder_end_array (json);
  add_rows (json, answer);
  json_builder_set_member_name (json, "cut");
  json_builder_add_boolean_value (json, tb_answer_is_cut (answer));
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static void
print_table (const TbTableInfo *table)
{
  g_print ("%s: %s\n  For example: %s\n", table->name, table->summary, table->example);
  for (guint i = 0; i < table->n_columns; i++)
    {
      const TbColumnInfo *column = &table->columns[i];
      g_autofree char *type = g_strdup_printf ("%s%s%s", column->type, column->unit ? ", " : "", column->unit ? column->unit : "");

      g_print ("  %-18s%-16s%s\n", column->name, type, column->summary);
    }
}

/* The document data/schemas/tables.md, which a test compares with this. */
static void
print_table_as_markdown (const TbTableInfo *table)
{
  g_print ("\n## %s\n\n%s\n\n```sql\n%s\n```\n\n| Column | Type | Unit | Meaning |\n| --- | --- | --- | --- |\n", table->name, table->summary, table->example);
  for (guint i = 0; i < table->n_columns; i++)
    {
      const TbColumnInfo *column = &table->columns[i];

      g_print ("| %s | %s | %s | %s |\n", column->name, column->type, column->unit ? column->unit : "", column->summary);
    }
}

static void
print_markdown (void)
{
  guint n;
  const char *const *functions = tb_ask_get_functions (&n);

  g_print ("# Tables\n\n"
           "What can be asked of a run in SQL, with `trustbed-cli query`, in the window and in the checks of lessons. This file is printed by\n"
           "`trustbed-cli query --markdown`; a test compares the two.\n\n"
           "Every table tells what was so at the time of the question, and nothing later. Times are simulated microseconds since the start of the run, NULL for what\n"
           "has not happened; yes and no are 1 and 0; words are the engine's codes; devices, authorities and services are given by their names. A question is one\n"
           "SELECT, WITH or VALUES of SQLite. It may use these functions:\n");
  for (guint i = 0; i < n; i++)
    g_print ("%s%s", i == 0 ? "" : i % 16 == 0 ? ",\n" : ", ", functions[i]);
  g_print (".\n`duration('3d 4h')` gives microseconds.\n");
  for (guint i = 0; i < tb_table_get_n (); i++)
    print_table_as_markdown (tb_table_get (i));
}

static void
add_columns (JsonBuilder *json, const TbTableInfo *table)
{
  json_builder_set_member_name (json, "columns");
  json_builder_begin_array (json);
  for (guint i = 0; i < table->n_columns; i++)
    {
      json_builder_begin_object (json);
      tb_cli_add_text (json, "name", table->columns[i].name);
      tb_cli_add_text (json, "type", table->columns[i].type);
      tb_cli_add_text (json, "unit", table->columns[i].unit);
      tb_cli_add_text (json, "summary", table->columns[i].summary);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
print_tables_as_json (void)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "tables");
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_table_get_n (); i++)
    {
      const TbTableInfo *table = tb_table_get (i);

      json_builder_begin_object (json);
      tb_cli_add_text (json, "name", table->name);
      tb_cli_add_text (json, "summary", table->summary);
      tb_cli_add_text (json, "example", table->example);
      add_columns (json, table);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

/* Returns: the exit code */
int
tb_cli_query_print_tables (gboolean json, gboolean markdown)
{
  if (markdown)
    print_markdown ();
  else if (json)
    print_tables_as_json ();
  else
    for (guint i = 0; i < tb_table_get_n (); i++)
      {
        if (i > 0)
          g_print ("\n");
        print_table (tb_table_get (i));
      }
  return TB_EXIT_YES;
}
