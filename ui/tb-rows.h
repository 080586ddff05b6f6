/* tb-rows: which of many numbered things a list model shows, in their order, and the smallest change that is true when that changes.
 *
 * The model owns it, asks it for its rows, and lets it tell of changes. Used by the lists that follow the playhead. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TbRows TbRows;

TbRows *tb_rows_new      (GListModel *model, gboolean newest_first);   /* the model outlives it */
void    tb_rows_free     (TbRows *rows);
guint   tb_rows_get_n    (TbRows *rows);
guint   tb_rows_get      (TbRows *rows, guint row);                    /* its number */
guint   tb_rows_find     (TbRows *rows, guint number);                 /* its row, G_MAXUINT when it is not shown */
void    tb_rows_set      (TbRows *rows, guint number, gboolean shown);
void    tb_rows_truncate (TbRows *rows, guint number);                 /* none of @number and above */
void    tb_rows_append   (TbRows *rows, GArray *numbers);              /* each above all that are there */
void    tb_rows_replace  (TbRows *rows, GArray *wanted);               /* (transfer full) */
void    tb_rows_clear    (TbRows *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbRows, tb_rows_free)

G_END_DECLS
