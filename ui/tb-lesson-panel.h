/* tb-lesson-panel: the lesson beside the view: where one is in it, its steps, and what comes next. What it does are actions of the window. */
#pragma once

#include <gtk/gtk.h>

#include "tb-tutor.h"

G_BEGIN_DECLS

#define TB_TYPE_LESSON_PANEL (tb_lesson_panel_get_type ())
G_DECLARE_FINAL_TYPE (TbLessonPanel, tb_lesson_panel, TB, LESSON_PANEL, GtkWidget)

GtkWidget *tb_lesson_panel_new       (void);
void       tb_lesson_panel_set_tutor (TbLessonPanel *self, TbTutor *tutor);      /* NULL for no lesson */
TbTutor   *tb_lesson_panel_get_tutor (TbLessonPanel *self);

/* What the panel's own buttons do: lesson-step, lesson-next, lesson-back, lesson-hint, lesson-answer and lesson-truth. */
void       tb_lesson_panel_add_actions (TbLessonPanel *self, GActionMap *map);

G_END_DECLS
