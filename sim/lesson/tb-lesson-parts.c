/* tb-lesson-parts: how the parts of a lesson are freed. */
#include "tb-lesson-private.h"

void
tb_lesson_line_free (gpointer data)
{
  TbLessonLine *line = data;

  g_free (line->key);
  g_free (line->value);
  g_free (line);
}

void
tb_lesson_vary_free (gpointer data)
{
  TbLessonVary *vary = data;

  g_free (vary->name);
  g_free (vary->group);
  g_ptr_array_unref (vary->options);
  g_free (vary);
}

void
tb_lesson_option_free (gpointer data)
{
  TbLessonOption *option = data;

  g_free (option->value);
  g_free (option->text);
  g_free (option->consequence);
  g_free (option);
}

void
tb_lesson_show_free (gpointer data)
{
  TbLessonShow *show = data;

  g_free (show->view);
  g_free (show->page);
  g_free (show->select);
  g_free (show);
}

void
tb_lesson_check_free (gpointer data)
{
  TbLessonCheck *check = data;

  g_free (check->id);
  g_free (check->text);
  g_free (check->sql);
  g_free (check->total);
  g_free (check->fail);
  g_free (check);
}

void
tb_lesson_question_free (gpointer data)
{
  TbLessonQuestion *question = data;

  g_free (question->id);
  g_free (question->text);
  g_free (question->explain);
  g_free (question->unit);
  g_ptr_array_unref (question->options);
  g_free (question->sql);
  g_free (question);
}

void
tb_lesson_inject_free (gpointer data)
{
  TbLessonInject *inject = data;

  g_free (inject->title);
  g_ptr_array_unref (inject->paragraphs);
  g_ptr_array_unref (inject->commands);
  g_free (inject);
}

void
tb_lesson_role_free (gpointer data)
{
  TbLessonRole *role = data;

  g_free (role->title);
  g_free (role->text);
  g_free (role);
}

void
tb_lesson_team_free (TbLessonTeam *team)
{
  g_free (team->stake);
  g_ptr_array_unref (team->roles);
  g_free (team);
}

void
tb_lesson_finding_free (gpointer data)
{
  TbLessonFinding *finding = data;

  g_free (finding->sql);
  g_free (finding->text);
  g_free (finding);
}

void
tb_lesson_step_free (gpointer data)
{
  TbLessonStep *step = data;

  g_free (step->id);
  g_free (step->title);
  g_ptr_array_unref (step->injects);
  g_ptr_array_unref (step->paragraphs);
  g_ptr_array_unref (step->hints);
  g_ptr_array_unref (step->shows);
  g_ptr_array_unref (step->questions);
  g_ptr_array_unref (step->checks);
  g_free (step);
}

void
tb_lesson_way_free (gpointer data)
{
  TbLessonWay *way = data;

  g_free (way->name);
  g_free (way->fails);
  g_ptr_array_unref (way->commands);
  g_hash_table_unref (way->answers);
  g_free (way);
}
