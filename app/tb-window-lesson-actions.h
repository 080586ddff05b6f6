/* tb-window-lesson-actions: what a window can be asked to do about lessons. */
#pragma once

#include "tb-window.h"

G_BEGIN_DECLS

void tb_window_lesson_actions_install (TbWindow *window);

G_END_DECLS
