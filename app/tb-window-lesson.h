/* tb-window-lesson: the lesson that is done in a window: begun, gone on with, reset, kept, left. Its actions are those of the window that begin with "lesson". */
#pragma once

#include "tb-document.h"
#include "tb-variation.h"
#include "tb-window.h"

G_BEGIN_DECLS

void     tb_window_lesson_install    (TbWindow *self);                                      /* its actions, and what it needs of the window */
void     tb_window_lesson_stop       (TbWindow *self);                                      /* the window goes away */
void     tb_window_lesson_tell       (TbWindow *self);                                      /* makes the states of the actions say what is so */

void     tb_window_lesson_start      (TbWindow *self, const char *lesson, gboolean goes_on);
void     tb_window_lesson_resume     (TbWindow *self, TbVariation *variation, const TbDocumentLesson *kept);   /* of the run that the window has */
void     tb_window_lesson_reset      (TbWindow *self);
void     tb_window_lesson_reset_step (TbWindow *self);
void     tb_window_lesson_unreset    (TbWindow *self);                                      /* back to what was before the last reset */
void     tb_window_lesson_leave      (TbWindow *self, const char *told);                    /* keeps it; says so when there was one, with a way back */
void     tb_window_lesson_follow     (TbWindow *self);                                      /* the run of the window is another branch of it */
void     tb_window_lesson_show       (TbWindow *self, guint step, guint show);
void     tb_window_lesson_moved      (TbWindow *self);                                      /* time has moved on */
void     tb_window_lesson_set_learner (TbWindow *self, const char *learner);

void     tb_window_lesson_choose     (TbWindow *self, gboolean on);                         /* shows all lessons in place of the view */
gboolean tb_window_lesson_is_choosing (TbWindow *self);
void     tb_window_lesson_set_panel  (TbWindow *self, gboolean shown);
gboolean tb_window_lesson_get_panel  (TbWindow *self);

G_END_DECLS
