/* tb-overview-page: a run at a glance: when certificates end, who sends how much when, and when alerts stood. */
#pragma once

#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_OVERVIEW_PAGE (tb_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (TbOverviewPage, tb_overview_page, TB, OVERVIEW_PAGE, GtkWidget)

GtkWidget *tb_overview_page_new          (void);
void       tb_overview_page_set_playhead (TbOverviewPage *self, TbPlayhead *playhead);
void       tb_overview_page_search       (TbOverviewPage *self, const char *text);
gboolean   tb_overview_page_export       (TbOverviewPage *self, const char *path, GError **error);

G_END_DECLS
