/* tb-lesson-debrief: the end of a lesson: points, hints, what is still open, what it was about, where to read on. */
#pragma once

#include <gtk/gtk.h>

#include "tb-tutor.h"

G_BEGIN_DECLS

#define TB_TYPE_LESSON_DEBRIEF (tb_lesson_debrief_get_type ())
G_DECLARE_FINAL_TYPE (TbLessonDebrief, tb_lesson_debrief, TB, LESSON_DEBRIEF, GtkWidget)

GtkWidget *tb_lesson_debrief_new  (TbTutor *tutor);
void       tb_lesson_debrief_show (TbLessonDebrief *self);

char      *tb_lesson_debrief_dup_points (TbTutor *tutor);      /* (transfer full): such as "16 of 20 points" */
char      *tb_lesson_debrief_dup_sum    (TbTutor *tutor);      /* (transfer full): points and hints, a sentence each */

G_END_DECLS
