/* tb-key-row: one secret of a key schedule as a row: what it is called, what it comes from, its value. */
#pragma once

#include <gtk/gtk.h>

#include "tb-schedule.h"

G_BEGIN_DECLS

GtkWidget *tb_key_row_new     (const TbSchedule *schedule, guint step);
void       tb_key_row_mark    (GtkWidget *row, gboolean protects, gboolean leaked);
char      *tb_key_row_dup_hex (const TbScheduleStep *step);
char      *tb_key_row_dup_origin (const TbSchedule *schedule, guint step);

G_END_DECLS
