/* tb-outbreak-view: how an outbreak goes: who is taken and when, who infected whom, what a flood leaves of a service, and what can be done about it.
 *
 * Shows the moment of the playhead; what was done before is drawn up to where the run is. Actions `outbreak.*` are installed on the widget; whatever
 * changes the run is a command line. */
#pragma once

#include <gtk/gtk.h>

#include "tb-playhead.h"

G_BEGIN_DECLS

#define TB_TYPE_OUTBREAK_VIEW (tb_outbreak_view_get_type ())
G_DECLARE_FINAL_TYPE (TbOutbreakView, tb_outbreak_view, TB, OUTBREAK_VIEW, GtkWidget)

GtkWidget *tb_outbreak_view_new    (TbPlayhead *playhead);
void       tb_outbreak_view_search (TbOutbreakView *self, const char *text);
gboolean   tb_outbreak_view_export (TbOutbreakView *self, const char *path, GError **error);

G_END_DECLS
