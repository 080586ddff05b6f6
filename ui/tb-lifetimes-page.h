/* tb-lifetimes-page: the certificates of a whole fleet over time: the lifetimes of each device, how many renew when, and when they would end. */
#pragma once

#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_LIFETIMES_PAGE (tb_lifetimes_page_get_type ())
G_DECLARE_FINAL_TYPE (TbLifetimesPage, tb_lifetimes_page, TB, LIFETIMES_PAGE, GtkWidget)

/* Signal: "told" (s): what came of an action, for a toast. */
void     tb_lifetimes_page_set_playhead (TbLifetimesPage *self, TbPlayhead *playhead);
void     tb_lifetimes_page_search       (TbLifetimesPage *self, const char *text);
gboolean tb_lifetimes_page_export       (TbLifetimesPage *self, const char *path, GError **error);

G_END_DECLS
