/* tb-save-dialog: asks a person where to save, or what to read, with whatever dialog this GTK has. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbSaveFunc:
 * @owner: whoever asked
 * @path: the file a person chose
 */
typedef void (*TbSaveFunc) (GtkWidget *owner, const char *path, gpointer user_data);

void tb_save_dialog_ask (GtkWidget *owner, const char *title, const char *name, TbSaveFunc save, gpointer user_data);

void tb_folder_dialog_ask (GtkWidget *owner, const char *title, TbSaveFunc choose, gpointer user_data);

G_END_DECLS
