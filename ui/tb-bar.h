/* tb-bar: how much of a lifetime is over, with a mark where the renewal is due. */
#pragma once

#include <gtk/gtk.h>

#include "tb-look.h"

G_BEGIN_DECLS

#define TB_TYPE_BAR (tb_bar_get_type ())
G_DECLARE_FINAL_TYPE (TbBar, tb_bar, TB, BAR, GtkWidget)

GtkWidget *tb_bar_new (void);
void       tb_bar_set (TbBar *self, double share, double mark, const TbLook *look);

G_END_DECLS
