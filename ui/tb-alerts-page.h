/* tb-alerts-page: what is wrong, by rule: since when, with whom, why it matters, and how it is mended, with a button that does it. */
#pragma once

#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_ALERTS_PAGE (tb_alerts_page_get_type ())
G_DECLARE_FINAL_TYPE (TbAlertsPage, tb_alerts_page, TB, ALERTS_PAGE, GtkWidget)

GtkWidget *tb_alerts_page_new          (void);
void       tb_alerts_page_set_playhead (TbAlertsPage *self, TbPlayhead *playhead);
void       tb_alerts_page_search       (TbAlertsPage *self, const char *text);
gboolean   tb_alerts_page_export       (TbAlertsPage *self, const char *path, GError **error);

G_END_DECLS
