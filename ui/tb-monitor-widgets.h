/* tb-monitor-widgets: what the pages of the Monitor view that list what is wrong have in common: lines, badges of severity, cells of a table that is saved. */
#pragma once

#include <gtk/gtk.h>

#include "tb-look.h"

G_BEGIN_DECLS

GtkWidget *tb_monitor_line_new      (const char *text, const char *css_class);                  /* one line, cut where there is no room */
GtkWidget *tb_monitor_badge_new     (const TbLook *look);
void       tb_monitor_set_text      (GtkLabel *label, const char *text);                        /* only what changes, so that a selection of text lasts */
void       tb_monitor_show_severity (GtkImage *badge, GtkLabel *word, const TbLook *look);
void       tb_monitor_append_cell   (GString *csv, const char *text, char end);

G_END_DECLS
