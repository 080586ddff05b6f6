/* tb-share-bar: how a time is made up: public-key operations, symmetric ones, waiting; drawn to a scale that is common to several. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_N_SHARES 3

#define TB_TYPE_SHARE_BAR (tb_share_bar_get_type ())
G_DECLARE_FINAL_TYPE (TbShareBar, tb_share_bar, TB, SHARE_BAR, GtkWidget)

GtkWidget *tb_share_bar_new   (void);
void       tb_share_bar_set   (TbShareBar *self, const gint64 parts[TB_N_SHARES], gint64 whole, const char *words);
void       tb_share_get_color (guint share, GdkRGBA *color);

G_END_DECLS
