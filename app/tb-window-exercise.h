/* tb-window-exercise: what is special about a lesson that is an exercise: time stands still where something happens to the team, and at the end there is a debrief. */
#pragma once

#include "tb-window.h"

G_BEGIN_DECLS

void     tb_window_exercise_install       (TbWindow *self);                        /* its actions */
void     tb_window_exercise_begin         (TbWindow *self, gint64 passed_us);      /* in the run that the window has: so far it was */
void     tb_window_exercise_moved         (TbWindow *self);                        /* time has moved on */
void     tb_window_exercise_stepped       (TbWindow *self);                        /* another step is there */
void     tb_window_exercise_tell          (TbWindow *self);                        /* makes the states of the actions say what is so */
void     tb_window_exercise_fit           (TbWindow *self);                        /* gives the debrief the room that it needs */
gboolean tb_window_exercise_is_debriefing (TbWindow *self);

G_END_DECLS
