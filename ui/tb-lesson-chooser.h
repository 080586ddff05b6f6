/* tb-lesson-chooser: all lessons on a page, the exercises for teams below them, and what the learner is called. */
#pragma once

#include <gtk/gtk.h>

#include "tb-lesson-shelf.h"

G_BEGIN_DECLS

#define TB_TYPE_LESSON_CHOOSER (tb_lesson_chooser_get_type ())
G_DECLARE_FINAL_TYPE (TbLessonChooser, tb_lesson_chooser, TB, LESSON_CHOOSER, GtkWidget)

GtkWidget *tb_lesson_chooser_new         (void);
void       tb_lesson_chooser_set_learner (TbLessonChooser *self, const char *learner);
void       tb_lesson_chooser_load        (TbLessonChooser *self);                        /* reads them anew, on a worker */
void       tb_lesson_chooser_show_books  (TbLessonChooser *self, GPtrArray *books);      /* TbLessonBook */

G_END_DECLS
