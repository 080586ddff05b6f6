/* tb-certificate-view: the hierarchy of certificates, and one of them in detail: what it says and why, its bytes, how long it lives.
 *
 * Everything shown is from the journal up to the playhead. Actions `certificate.*` are installed on the widget. */
#pragma once

#include <gtk/gtk.h>

#include "tb-live-service.h"
#include "tb-playhead.h"

G_BEGIN_DECLS

#define TB_TYPE_CERTIFICATE_VIEW (tb_certificate_view_get_type ())
G_DECLARE_FINAL_TYPE (TbCertificateView, tb_certificate_view, TB, CERTIFICATE_VIEW, GtkWidget)

GtkWidget *tb_certificate_view_new    (TbPlayhead *playhead);
void       tb_certificate_view_set_live (TbCertificateView *self, TbLiveService *live);      /* once, where there is one */
void       tb_certificate_view_show_page (TbCertificateView *self, const char *name);           /* certificates, lifetimes, policies, live */
void       tb_certificate_view_search (TbCertificateView *self, const char *text);
gboolean   tb_certificate_view_export (TbCertificateView *self, const char *path, GError **error);

G_END_DECLS
