/* tb-cli-lesson-list: `trustbed-cli lesson list`: which lessons come with the program. One that cannot be read is said so, and does not hide the others. */
#include "tb-cli-lesson.h"

static void
add_needs (JsonBuilder *json, TbLesson *lesson)
{
  GPtrArray *needs = tb_lesson_get_needs (lesson);

  json_builder_set_member_name (json, "needs");
  json_builder_begin_array (json);
  for (guint i = 0; i < needs->len; i++)
    json_builder_add_string_value (json, g_ptr_array_index (needs, i));
  json_builder_end_array (json);
}

static void
add_lesson (JsonBuilder *json, TbLesson *lesson)
{
  json_builder_begin_object (json);
  tb_cli_add_text (json, "id", tb_lesson_get_id (lesson));
  tb_cli_add_int (json, "number", tb_lesson_get_number (lesson));
  tb_cli_add_int (json, "minutes", tb_lesson_get_minutes (lesson));
  tb_cli_add_text (json, "title", tb_cli_translate (tb_lesson_get_title (lesson)));
  tb_cli_add_text (json, "summary", tb_cli_translate (tb_lesson_get_summary (lesson)));
  tb_cli_add_int (json, "steps", tb_lesson_get_steps (lesson)->len);
  tb_cli_add_text (json, "sha256", tb_lesson_get_sha256 (lesson));
  tb_cli_add_text (json, "path", tb_lesson_get_path (lesson));
  add_needs (json, lesson);
  json_builder_end_object (json);
}

static void
print_lesson (TbLesson *lesson)
{
  g_print ("%3u  %-12s %4u min  %s\n", tb_lesson_get_number (lesson), tb_lesson_get_id (lesson), tb_lesson_get_minutes (lesson),
           tb_cli_translate (tb_lesson_get_title (lesson)));
}

/**
 * tb_cli_lesson_list_those:
 * @paths: files of lessons
 * @argc: number of words
 * @argv: "list" and its options
 *
 * Returns: 0, or 2 when one of them cannot be read
 */
int
tb_cli_lesson_list_those (GStrv paths, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print one JSON document", NULL }, { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  int status = TB_EXIT_YES;

  if (!tb_cli_parse_options (entries, "", "Says which come with Trustbed.", &argc, &argv, &error) || argc != 1)
    return tb_cli_complain ("%s", error != NULL ? error->message : "list takes no arguments");
  json_builder_begin_array (json);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (TbLesson) lesson = tb_lesson_load (paths[i], &problem);

      if (lesson == NULL)
        status = tb_cli_complain ("%s", problem->message);
      else if (as_json)
        add_lesson (json, lesson);
      else
        print_lesson (lesson);
    }
  json_builder_end_array (json);
  if (as_json)
    tb_cli_print_json (json);
  return status;
}

/**
 * tb_cli_lesson_list:
 * @argc: number of words
 * @argv: "list" and its options
 *
 * Returns: 0, or 2 when one of them cannot be read
 */
int
tb_cli_lesson_list (int argc, char **argv)
{
  g_auto (GStrv) paths = tb_lesson_list ();

  return tb_cli_lesson_list_those (paths, argc, argv);
}
