/* tb-path-view: a validation explained as a checklist: the sentence on top, then every check by certificate, what failed first. */
#pragma once

#include <gtk/gtk.h>

#include "tb-path-check.h"

G_BEGIN_DECLS

#define TB_TYPE_PATH_VIEW (tb_path_view_get_type ())
G_DECLARE_FINAL_TYPE (TbPathView, tb_path_view, TB, PATH_VIEW, GtkWidget)

void tb_path_view_show    (TbPathView *self, const TbPathAnswer *answer, gboolean is_revoked);   /* NULL for none yet */
void tb_path_view_problem (TbPathView *self, const char *sentence);                           /* why there is no answer */

G_END_DECLS
