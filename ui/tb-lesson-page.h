/* tb-lesson-page: what a step of a lesson holds: texts, where to look, questions, checks, hints. */
#pragma once

#include <gtk/gtk.h>

#include "tb-tutor.h"

G_BEGIN_DECLS

#define TB_TYPE_LESSON_PAGE (tb_lesson_page_get_type ())
G_DECLARE_FINAL_TYPE (TbLessonPage, tb_lesson_page, TB, LESSON_PAGE, GtkWidget)

GtkWidget *tb_lesson_page_new  (TbTutor *tutor, guint step);
void       tb_lesson_page_show (TbLessonPage *self);
GtkWidget *tb_lesson_page_find_newest (TbLessonPage *self);

char      *tb_lesson_page_describe (TbTutor *tutor, const TbLessonShow *show);   /* (transfer full): where it leads, in words */

G_END_DECLS
