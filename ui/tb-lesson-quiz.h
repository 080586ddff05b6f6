/* tb-lesson-quiz: one question of a step: what is asked, where to answer, and what came of it. */
#pragma once

#include <gtk/gtk.h>

#include "tb-tutor.h"

G_BEGIN_DECLS

#define TB_TYPE_LESSON_QUIZ (tb_lesson_quiz_get_type ())
G_DECLARE_FINAL_TYPE (TbLessonQuiz, tb_lesson_quiz, TB, LESSON_QUIZ, GtkWidget)

GtkWidget *tb_lesson_quiz_new  (TbTutor *tutor, guint step, guint question);
void       tb_lesson_quiz_show (TbLessonQuiz *self);

G_END_DECLS
