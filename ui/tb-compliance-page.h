/* tb-compliance-page: the fleet held to the provisions of standards: scores, who does not meet what, why it matters, how it is mended, and who is let off for a while. */
#pragma once

#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_COMPLIANCE_PAGE (tb_compliance_page_get_type ())
G_DECLARE_FINAL_TYPE (TbCompliancePage, tb_compliance_page, TB, COMPLIANCE_PAGE, GtkWidget)

GtkWidget *tb_compliance_page_new          (void);
void       tb_compliance_page_set_playhead (TbCompliancePage *self, TbPlayhead *playhead);
void       tb_compliance_page_search       (TbCompliancePage *self, const char *text);
gboolean   tb_compliance_page_export       (TbCompliancePage *self, const char *path, GError **error);

G_END_DECLS
