/* tb-cli-lesson-show: `trustbed-cli lesson show`: a lesson as text, filled for one learner. */
#include "tb-cli-lesson.h"

#include "tb-units.h"

typedef struct
{
  TbLesson *lesson;
  TbVariation *variation;
  gboolean with_hints;
  gboolean with_ways;
} Page;

static void
print_said (const Page *page, const char *before, const char *text)
{
  g_autofree char *said = tb_cli_lesson_say (page->variation, text);

  g_print ("%s%s\n", before, said);
}

static void
print_all (const Page *page, const char *before, GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++)
    print_said (page, before, g_ptr_array_index (texts, i));
}

static void
print_show (const Page *page, const TbLessonShow *show)
{
  g_autofree char *select = show->select != NULL ? tb_variation_fill (page->variation, show->select) : NULL;
  g_autofree char *time = show->time_us >= 0 ? tb_units_format_duration (show->time_us) : NULL;

  g_print ("  -> %s%s%s%s%s%s%s\n", show->view, show->page != NULL ? ", " : "", show->page != NULL ? show->page : "", select != NULL ? ", " : "", select != NULL ? select : "",
           time != NULL ? ", @" : "", time != NULL ? time : "");
}

static void
print_question (const Page *page, const TbLessonQuestion *question)
{
  g_autofree char *before = g_strdup_printf ("  ? %s: ", question->id);

  print_said (page, before, question->text);
  for (guint i = 0; i < question->options->len; i++)
    {
      const TbLessonOption *option = g_ptr_array_index (question->options, i);
      g_autofree char *bullet = g_strdup_printf ("      %s: ", option->value);

      print_said (page, bullet, option->text);
      if (page->with_ways && option->consequence != NULL)
        print_said (page, tb_lesson_is_good (question, option->value) ? "        + " : "        - ", option->consequence);
    }
}

static void
print_inject (const Page *page, const TbLessonInject *inject)
{
  g_autofree char *time = tb_units_format_duration (inject->at_us), *before = g_strdup_printf ("  @%s: ", time);

  print_said (page, before, inject->title);
  print_all (page, "      ", inject->paragraphs);
}

static void
print_step (const Page *page, guint number, const TbLessonStep *step)
{
  g_autofree char *before = g_strdup_printf ("\n%u. ", number);

  print_said (page, before, step->title);
  for (guint i = 0; i < step->injects->len; i++)
    print_inject (page, g_ptr_array_index (step->injects, i));
  print_all (page, "  ", step->paragraphs);
  for (guint i = 0; i < step->shows->len; i++)
    print_show (page, g_ptr_array_index (step->shows, i));
  for (guint i = 0; i < step->questions->len; i++)
    print_question (page, g_ptr_array_index (step->questions, i));
  for (guint i = 0; i < step->checks->len; i++)
    {
      const TbLessonCheck *check = g_ptr_array_index (step->checks, i);
      g_autofree char *bullet = g_strdup_printf ("  [ ] %s: ", check->id);

      print_said (page, bullet, check->text);
    }
  if (page->with_hints)
    print_all (page, "  (!) ", step->hints);
}

static void
print_way (const Page *page, const TbLessonWay *way)
{
  g_print ("\n%s: %s%s%s\n", way->is_right ? "right" : "wrong", tb_cli_translate (way->name), way->fails != NULL ? ", fails at " : "", way->fails != NULL ? way->fails : "");
  for (guint i = 0; i < way->commands->len; i++)
    {
      g_autofree char *command = tb_variation_fill (page->variation, g_ptr_array_index (way->commands, i));

      g_print ("%s\n", command);
    }
}

static void
print_page (const Page *page)
{
  TbLesson *lesson = page->lesson;
  GPtrArray *steps = tb_lesson_get_steps (lesson), *ways = tb_lesson_get_ways (lesson);
  const char *const *names = tb_variation_get_names (page->variation), *const *values = tb_variation_get_values (page->variation);

  g_print ("%u  %s (%s, %u min)\n", tb_lesson_get_number (lesson), tb_cli_translate (tb_lesson_get_title (lesson)), tb_lesson_get_id (lesson), tb_lesson_get_minutes (lesson));
  print_said (page, "", tb_lesson_get_summary (lesson));
  print_all (page, "  - ", tb_lesson_get_goals (lesson));
  g_print ("seed %" G_GUINT64_FORMAT, tb_variation_get_seed (page->variation));
  for (guint i = 0; names[i] != NULL; i++)
    g_print (", %s %s", names[i], values[i]);
  g_print ("\n");
  for (guint i = 0; i < steps->len; i++)
    print_step (page, i + 1, g_ptr_array_index (steps, i));
  g_print ("\n");
  print_all (page, "", tb_lesson_get_debrief (lesson));
  for (guint i = 0; i < tb_lesson_get_references (lesson)->len; i++)
    g_print ("  %s\n", (const char *) g_ptr_array_index (tb_lesson_get_references (lesson), i));
  for (guint i = 0; page->with_ways && i < ways->len; i++)
    print_way (page, g_ptr_array_index (ways, i));
}

static void
add_said (JsonBuilder *json, const Page *page, const char *name, const char *text)
{
  g_autofree char *said = tb_cli_lesson_say (page->variation, text);

  tb_cli_add_text (json, name, said);
}

static void
add_texts (JsonBuilder *json, const Page *page, const char *name, GPtrArray *texts)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (guint i = 0; i < texts->len; i++)
    {
      g_autofree char *said = tb_cli_lesson_say (page->variation, g_ptr_array_index (texts, i));

      json_builder_add_string_value (json, said);
    }
  json_builder_end_array (json);
}

/* Which are good, and what comes of them, is part of the solution. */
static void
add_option (JsonBuilder *json, const Page *page, const TbLessonQuestion *question, const TbLessonOption *option)
{
  json_builder_begin_object (json);
  tb_cli_add_text (json, "value", option->value);
  add_said (json, page, "text", option->text);
  if (page->with_ways && question->is_decision)
    {
      json_builder_set_member_name (json, "good");
      json_builder_add_boolean_value (json, tb_lesson_is_good (question, option->value));
      add_said (json, page, "consequence", option->consequence);
    }
  json_builder_end_object (json);
}

static void
add_options (JsonBuilder *json, const Page *page, const TbLessonQuestion *question)
{
  if (question->kind != TB_QUESTION_CHOICE)
    return;
  json_builder_set_member_name (json, "decision");
  json_builder_add_boolean_value (json, question->is_decision);
  json_builder_set_member_name (json, "options");
  json_builder_begin_array (json);
  for (guint i = 0; i < question->options->len; i++)
    add_option (json, page, question, g_ptr_array_index (question->options, i));
  json_builder_end_array (json);
}

static void
add_question (JsonBuilder *json, const Page *page, const TbLessonQuestion *question)
{
  static const char *const kinds[] = { "number", "choice", "text" };

  json_builder_begin_object (json);
  tb_cli_add_text (json, "id", question->id);
  tb_cli_add_text (json, "kind", kinds[question->kind]);
  json_builder_set_member_name (json, "prediction");
  json_builder_add_boolean_value (json, question->is_prediction);
  tb_cli_add_int (json, "weight", question->weight);
  add_said (json, page, "text", question->text);
  add_options (json, page, question);
  json_builder_end_object (json);
}

static void
add_inject (JsonBuilder *json, const Page *page, const TbLessonInject *inject)
{
  json_builder_begin_object (json);
  tb_cli_add_int (json, "at_us", inject->at_us);
  add_said (json, page, "title", inject->title);
  add_texts (json, page, "text", inject->paragraphs);
  json_builder_set_member_name (json, "commands");
  json_builder_begin_array (json);
  for (guint i = 0; i < inject->commands->len; i++)
    {
      g_autofree char *command = tb_variation_fill (page->variation, g_ptr_array_index (inject->commands, i));

      json_builder_add_string_value (json, command);
    }
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_check (JsonBuilder *json, const Page *page, const TbLessonCheck *check)
{
  json_builder_begin_object (json);
  tb_cli_add_text (json, "id", check->id);
  tb_cli_add_text (json, "when", check->when == TB_WHEN_EVER ? "ever" : "now");
  tb_cli_add_int (json, "weight", check->weight);
  add_said (json, page, "text", check->text);
  tb_cli_add_text (json, "sql", check->sql);
  json_builder_end_object (json);
}

static void
add_step (JsonBuilder *json, const Page *page, const TbLessonStep *step)
{
  json_builder_begin_object (json);
  tb_cli_add_text (json, "id", step->id);
  add_said (json, page, "title", step->title);
  add_texts (json, page, "text", step->paragraphs);
  add_texts (json, page, "hints", step->hints);
  json_builder_set_member_name (json, "injects");
  json_builder_begin_array (json);
  for (guint i = 0; i < step->injects->len; i++)
    add_inject (json, page, g_ptr_array_index (step->injects, i));
  json_builder_end_array (json);
  json_builder_set_member_name (json, "questions");
  json_builder_begin_array (json);
  for (guint i = 0; i < step->questions->len; i++)
    add_question (json, page, g_ptr_array_index (step->questions, i));
  json_builder_end_array (json);
  json_builder_set_member_name (json, "checks");
  json_builder_begin_array (json);
  for (guint i = 0; i < step->checks->len; i++)
    add_check (json, page, g_ptr_array_index (step->checks, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_variation (JsonBuilder *json, TbVariation *variation)
{
  const char *const *names = tb_variation_get_names (variation), *const *values = tb_variation_get_values (variation);

  json_builder_set_member_name (json, "variation");
  json_builder_begin_object (json);
  for (guint i = 0; names[i] != NULL; i++)
    tb_cli_add_text (json, names[i], values[i]);
  json_builder_end_object (json);
}

static void
print_json (const Page *page)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  GPtrArray *steps = tb_lesson_get_steps (page->lesson);

  json_builder_begin_object (json);
  tb_cli_add_text (json, "id", tb_lesson_get_id (page->lesson));
  tb_cli_add_int (json, "number", tb_lesson_get_number (page->lesson));
  tb_cli_add_int (json, "minutes", tb_lesson_get_minutes (page->lesson));
  add_said (json, page, "title", tb_lesson_get_title (page->lesson));
  add_said (json, page, "summary", tb_lesson_get_summary (page->lesson));
  tb_cli_add_text (json, "sha256", tb_lesson_get_sha256 (page->lesson));
  tb_cli_add_int (json, "seed", (gint64) tb_variation_get_seed (page->variation));
  add_variation (json, page->variation);
  add_texts (json, page, "goals", tb_lesson_get_goals (page->lesson));
  json_builder_set_member_name (json, "steps");
  json_builder_begin_array (json);
  for (guint i = 0; i < steps->len; i++)
    add_step (json, page, g_ptr_array_index (steps, i));
  json_builder_end_array (json);
  add_texts (json, page, "debrief", tb_lesson_get_debrief (page->lesson));
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

/**
 * tb_cli_lesson_show:
 * @argc: number of words
 * @argv: "show", its options, a lesson
 *
 * Returns: the exit code
 */
int
tb_cli_lesson_show (int argc, char **argv)
{
  g_autofree char *learner = NULL;
  gboolean as_json = FALSE;
  Page page = { NULL, NULL, FALSE, FALSE };
  const GOptionEntry entries[] = {
    { "learner", 0, 0, G_OPTION_ARG_STRING, &learner, "As this learner sees it", "NAME" },
    { "hints", 0, 0, G_OPTION_ARG_NONE, &page.with_hints, "With its hints", NULL },
    { "solution", 0, 0, G_OPTION_ARG_NONE, &page.with_ways, "With the ways through it, right and wrong", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print one JSON document", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLesson) lesson = NULL;
  g_autoptr (TbVariation) variation = NULL;

  if (!tb_cli_parse_options (entries, "LESSON", "Prints a lesson as text.", &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("show takes one lesson, as in: trustbed-cli lesson show enrol");
  lesson = tb_lesson_load (argv[1], &error);
  variation = lesson != NULL ? tb_variation_new (lesson, learner != NULL ? learner : "", &error) : NULL;
  if (variation == NULL)
    return tb_cli_complain ("%s", error->message);
  page.lesson = lesson;
  page.variation = variation;
  if (as_json)
    print_json (&page);
  else
    print_page (&page);
  return TB_EXIT_YES;
}
