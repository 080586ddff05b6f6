/* tb-cli-lesson-grade: `trustbed-cli lesson grade`: plays what a class handed in once more, and makes the class table. Nothing is believed, and nothing leaves the machine. */
#include "tb-cli-lesson-grade.h"

#include <glib/gi18n-lib.h>

#include "tb-cli-lesson.h"
#include "tb-units.h"

#define AT_A_TIME 2

typedef struct
{
  char **lessons;
  char *csv;
  char *html;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->lessons);
  g_free (options->csv);
  g_free (options->html);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/**
 * tb_cli_grade_say_late:
 * @row: a row of a grade
 *
 * Returns: (transfer full) (nullable): that a prediction was made when the run had already shown what it is about
 */
char *
tb_cli_grade_say_late (const TbGradeRow *row)
{
  g_autofree char *time = row->late_us >= 0 ? tb_units_format_short (row->late_us) : NULL;

  return time != NULL ? g_strdup_printf (_("predicted at %s, after the experiment (the run shows the answer by then)"), time) : NULL;
}

/**
 * tb_cli_grade_say_row:
 * @grade: a grade
 * @row: one of its rows
 *
 * Returns: (transfer full) (nullable): what is missing, or what was answered
 */
char *
tb_cli_grade_say_row (const TbGrade *grade, const TbGradeRow *row)
{
  g_autofree char *answer = row->question != NULL ? tb_attempt_dup_answer (grade->attempt, row->id, NULL) : NULL, *late = NULL, *right = NULL;

  if (row->check != NULL)
    return row->message != NULL ? g_strdup (row->message) : row->verdict->is_met ? NULL : g_strdup (_("it did not hold for long enough"));
  if (answer == NULL)
    return g_strdup (_("not answered"));
  late = tb_cli_grade_say_late (row);
  if (!row->verdict->is_known || row->verdict->is_met)
    return g_strconcat (answer, late != NULL ? "; " : NULL, late, NULL);
  right = g_strdup_printf (_("%s; right is %s"), answer, row->verdict->truth);
  return g_strconcat (right, late != NULL ? "; " : NULL, late, NULL);
}

typedef struct { const char *path; GPtrArray *lessons; TbGrade *grade; } Job;

static void
grade_one (gpointer data, gpointer user_data)
{
  Job *job = data;

  job->grade = tb_grade_new (job->path, job->lessons, tb_cli_translate);
}

/* Two at a time; the table has them in the order in which they were named. */
static GPtrArray *
grade_all (int n, char **paths, GPtrArray *lessons)
{
  GPtrArray *grades = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_grade_free);
  g_autofree Job *jobs = g_new0 (Job, (gsize) n);
  GThreadPool *pool = g_thread_pool_new (grade_one, NULL, AT_A_TIME, TRUE, NULL);

  for (int i = 0; i < n; i++)
    {
      jobs[i].path = paths[i];
      jobs[i].lessons = lessons;
      g_thread_pool_push (pool, &jobs[i], NULL);
    }
  g_thread_pool_free (pool, FALSE, TRUE);
  for (int i = 0; i < n; i++)
    g_ptr_array_add (grades, jobs[i].grade);
  return grades;
}

static void
print_late (const TbGradeRow *row)
{
  g_autofree char *late = tb_cli_grade_say_late (row);

  if (late != NULL)
    g_print ("               %s: %s\n", row->id, late);
}

static void
print_grade (const TbGrade *grade)
{
  g_autofree char *points = grade->refusal == NULL ? tb_grade_format_points (grade->judgement->points) : NULL;

  if (grade->refusal != NULL)
    {
      g_print ("refused        %s\n", grade->refusal);
      return;
    }
  g_print ("%s  %s  %s: %s of %" G_GUINT64_FORMAT " points\n", tb_grade_holds (grade) ? "holds        " : "DOES NOT HOLD", grade->result->learner, tb_lesson_get_id (grade->lesson), points,
           grade->judgement->most / 1000);
  for (guint i = 0; i < grade->differences->len; i++)
    g_print ("               %s\n", (const char *) g_ptr_array_index (grade->differences, i));
  for (guint i = 0; i < grade->rows->len; i++)
    print_late (g_ptr_array_index (grade->rows, i));
}

static void
add_row (JsonBuilder *json, const TbGrade *grade, const TbGradeRow *row)
{
  g_autofree char *said = tb_cli_grade_say_row (grade, row);

  json_builder_begin_object (json);
  tb_cli_add_text (json, "id", row->id);
  tb_cli_add_int (json, "credit", row->verdict->credit);
  tb_cli_add_int (json, "claimed", row->claimed);
  tb_cli_add_int (json, "weight", row->check != NULL ? row->check->weight : row->question->weight);
  json_builder_set_member_name (json, "late");
  json_builder_add_boolean_value (json, row->late_us >= 0);
  tb_cli_add_text (json, "message", said);
  json_builder_end_object (json);
}

static void
add_judged (JsonBuilder *json, const TbGrade *grade)
{
  tb_cli_add_text (json, "learner", grade->result->learner);
  tb_cli_add_text (json, "lesson", grade->result->lesson);
  tb_cli_add_int (json, "seed", (gint64) grade->result->seed);
  tb_cli_add_double (json, "points", (double) grade->judgement->points / 1000);
  tb_cli_add_double (json, "claimed", (double) grade->result->points / 1000);
  tb_cli_add_double (json, "most", (double) grade->judgement->most / 1000);
  tb_cli_add_text (json, "outcome_sha256", grade->outcome_sha256);
  json_builder_set_member_name (json, "differences");
  json_builder_begin_array (json);
  for (guint i = 0; i < grade->differences->len; i++)
    json_builder_add_string_value (json, g_ptr_array_index (grade->differences, i));
  json_builder_end_array (json);
  json_builder_set_member_name (json, "checks");
  json_builder_begin_array (json);
  for (guint i = 0; i < grade->rows->len; i++)
    add_row (json, grade, g_ptr_array_index (grade->rows, i));
  json_builder_end_array (json);
}

static void
print_json (GPtrArray *grades)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_array (json);
  for (guint i = 0; i < grades->len; i++)
    {
      const TbGrade *grade = g_ptr_array_index (grades, i);

      json_builder_begin_object (json);
      tb_cli_add_text (json, "file", grade->path);
      json_builder_set_member_name (json, "holds");
      json_builder_add_boolean_value (json, tb_grade_holds (grade));
      tb_cli_add_text (json, "refused", grade->refusal);
      if (grade->refusal == NULL)
        add_judged (json, grade);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  tb_cli_print_json (json);
}

static gboolean
write_table (const char *path, GString *table, GError **error)
{
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (table);

  return tb_cli_write (path, bytes, 0644, error);
}

static gboolean
write_tables (const Options *options, GPtrArray *grades, GError **error)
{
  return (options->csv == NULL || write_table (options->csv, tb_cli_grade_to_csv (grades), error))
         && (options->html == NULL || write_table (options->html, tb_cli_grade_to_html (grades), error));
}

/* (nullable): lessons that are in files of their own */
static GPtrArray *
load_lessons (char **paths, GError **error)
{
  g_autoptr (GPtrArray) lessons = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_lesson_unref);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      TbLesson *lesson = tb_lesson_load (paths[i], error);

      if (lesson == NULL)
        return NULL;
      g_ptr_array_add (lessons, lesson);
    }
  return g_steal_pointer (&lessons);
}

static int
get_status (const TbGrade *grade)
{
  return grade->refusal != NULL ? TB_EXIT_BAD_INPUT : tb_grade_holds (grade) ? TB_EXIT_YES : TB_EXIT_NO;
}

static int
report (const Options *options, GPtrArray *grades)
{
  g_autoptr (GError) error = NULL;
  int status = TB_EXIT_YES;

  for (guint i = 0; i < grades->len; i++)
    {
      status = MAX (status, get_status (g_ptr_array_index (grades, i)));
      if (!options->json)
        print_grade (g_ptr_array_index (grades, i));
    }
  if (options->json)
    print_json (grades);
  if (!write_tables (options, grades, &error))
    return tb_cli_complain ("%s", error->message);
  return status;
}

/**
 * tb_cli_lesson_grade:
 * @argc: number of words
 * @argv: "grade", its options, result files
 *
 * Returns: 0 when all hold, 1 when one does not, 2 when one is refused and for bad usage
 */
int
tb_cli_lesson_grade (int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  const GOptionEntry entries[] = {
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &options.csv, "Write the class table for a grade import: a line a learner, points and feedback for each lesson", "FILE.csv" },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &options.html, "Write a page with every check of everybody", "FILE.html" },
    { "lesson", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.lessons, "A lesson that does not come with Trustbed", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print one JSON document", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lessons = NULL, grades = NULL;

  if (!tb_cli_parse_options (entries, "FILE...",
                            "Plays result files again from their commands, judges them anew and says whether they hold what they claim. Exit status 1 when one does not, 2 when one cannot be read\n"
                            "or is no result of a lesson that is here.",
                            &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc < 2)
    return tb_cli_complain ("grade takes result files, as in: trustbed-cli lesson grade *.trustbed-result --csv class.csv");
  lessons = load_lessons (options.lessons, &error);
  if (lessons == NULL)
    return tb_cli_complain ("%s", error->message);
  grades = grade_all (argc - 1, argv + 1, lessons);
  return report (&options, grades);
}
