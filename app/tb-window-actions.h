/* tb-window-actions: everything a window can be asked to do, by menus, keys, the command line and others on the session bus. */
#pragma once

#include "tb-window.h"

G_BEGIN_DECLS

void   tb_window_actions_install  (TbWindow *window);
void   tb_window_actions_tell     (TbWindow *window, gboolean time_too);
char **tb_window_actions_complete (TbWindow *window, const char *line);

G_END_DECLS
