/* tb-audit-page: the certificate log of the run up to the playhead: its entries, one certificate through its life, and the proofs.
 *
 * All that takes time is done by a worker; the window waits for none of it. Actions `audit.*` are installed on the widget. */
#pragma once

#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_AUDIT_PAGE (tb_audit_page_get_type ())
G_DECLARE_FINAL_TYPE (TbAuditPage, tb_audit_page, TB, AUDIT_PAGE, GtkWidget)

GtkWidget *tb_audit_page_new          (void);
void       tb_audit_page_set_playhead (TbAuditPage *self, TbPlayhead *playhead);
void       tb_audit_page_search       (TbAuditPage *self, const char *text);
gboolean   tb_audit_page_export       (TbAuditPage *self, const char *path, GError **error);

G_END_DECLS
