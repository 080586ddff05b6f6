/* tb-lesson-hints: the hints of a step, one by one, and how many there are. */
#pragma once

#include <gtk/gtk.h>

#include "tb-tutor.h"

G_BEGIN_DECLS

#define TB_TYPE_LESSON_HINTS (tb_lesson_hints_get_type ())
G_DECLARE_FINAL_TYPE (TbLessonHints, tb_lesson_hints, TB, LESSON_HINTS, GtkWidget)

GtkWidget *tb_lesson_hints_new  (TbTutor *tutor, guint step);
void       tb_lesson_hints_show (TbLessonHints *self);

G_END_DECLS
