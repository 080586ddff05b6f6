/* tb-policies-page: how each group comes by its certificates, and what would come of another policy: two of them laid over each other. */
#pragma once

#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_POLICIES_PAGE (tb_policies_page_get_type ())
G_DECLARE_FINAL_TYPE (TbPoliciesPage, tb_policies_page, TB, POLICIES_PAGE, GtkWidget)

void     tb_policies_page_set_playhead (TbPoliciesPage *self, TbPlayhead *playhead);
gboolean tb_policies_page_export       (TbPoliciesPage *self, const char *path, GError **error);

G_END_DECLS
