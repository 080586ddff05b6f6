/* tb-dialogs: the few windows beside the window: about, and choosing a file. */
#pragma once

#include "tb-window.h"

G_BEGIN_DECLS

void tb_dialogs_show_about  (TbWindow *window);
void tb_dialogs_open_file   (TbWindow *window);
void tb_dialogs_export_file (TbWindow *window);
void tb_dialogs_save_document (TbWindow *window, const char *title);
void tb_dialogs_save_result (TbWindow *window, const char *lesson);

G_END_DECLS
