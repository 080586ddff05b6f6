/* tb-lesson-task: one check of a step as a row: a mark and words for whether it is met, and what is missing with those it is about as links. */
#pragma once

#include <gtk/gtk.h>

#include "tb-tutor.h"

G_BEGIN_DECLS

#define TB_TYPE_LESSON_TASK (tb_lesson_task_get_type ())
G_DECLARE_FINAL_TYPE (TbLessonTask, tb_lesson_task, TB, LESSON_TASK, GtkWidget)

GtkWidget *tb_lesson_task_new  (TbTutor *tutor, guint step, guint check);
void       tb_lesson_task_show (TbLessonTask *self);

G_END_DECLS
