/* tb-lesson-inject: what has happened to a team in an exercise, as a card: when, and what they are told. Hidden until it has happened. */
#pragma once

#include <gtk/gtk.h>

#include "tb-tutor.h"

G_BEGIN_DECLS

#define TB_TYPE_LESSON_INJECT (tb_lesson_inject_get_type ())
G_DECLARE_FINAL_TYPE (TbLessonInjectCard, tb_lesson_inject, TB, LESSON_INJECT, GtkWidget)

GtkWidget *tb_lesson_inject_new  (TbTutor *tutor, const TbLessonInject *inject);
void       tb_lesson_inject_show (TbLessonInjectCard *self);

G_END_DECLS
