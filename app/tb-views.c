/* tb-views: the table of views. See the header. */
#include "tb-views.h"

#include <glib/gi18n-lib.h>

#include "tb-certificate-view.h"
#include "tb-fleet-view.h"
#include "tb-handshake-view.h"
#include "tb-monitor-view.h"
#include "tb-outbreak-view.h"
#include "tb-signature-view.h"

static void
search_fleet (GtkWidget *view, const char *text)
{
  tb_fleet_view_search (TB_FLEET_VIEW (view), text);
}

static gboolean
export_fleet (GtkWidget *view, const char *file, GError **error)
{
  return tb_fleet_view_export (TB_FLEET_VIEW (view), file, error);
}

static void
set_live_fleet (GtkWidget *view, TbLiveService *live)
{
  tb_fleet_view_set_live (TB_FLEET_VIEW (view), live);
}

static void
search_handshakes (GtkWidget *view, const char *text)
{
  tb_handshake_view_search (TB_HANDSHAKE_VIEW (view), text);
}

static gboolean
export_handshake (GtkWidget *view, const char *file, GError **error)
{
  return tb_handshake_view_export (TB_HANDSHAKE_VIEW (view), file, error);
}

static void
search_certificates (GtkWidget *view, const char *text)
{
  tb_certificate_view_search (TB_CERTIFICATE_VIEW (view), text);
}

static gboolean
export_lifetimes (GtkWidget *view, const char *file, GError **error)
{
  return tb_certificate_view_export (TB_CERTIFICATE_VIEW (view), file, error);
}

static void
set_live_certificates (GtkWidget *view, TbLiveService *live)
{
  tb_certificate_view_set_live (TB_CERTIFICATE_VIEW (view), live);
}

static void
search_signatures (GtkWidget *view, const char *text)
{
  tb_signature_view_search (TB_SIGNATURE_VIEW (view), text);
}

static gboolean
export_signature (GtkWidget *view, const char *file, GError **error)
{
  return tb_signature_view_export (TB_SIGNATURE_VIEW (view), file, error);
}

static void
search_outbreak (GtkWidget *view, const char *text)
{
  tb_outbreak_view_search (TB_OUTBREAK_VIEW (view), text);
}

static gboolean
export_outbreak (GtkWidget *view, const char *file, GError **error)
{
  return tb_outbreak_view_export (TB_OUTBREAK_VIEW (view), file, error);
}

static void
show_page_of_fleet (GtkWidget *view, const char *page)
{
  g_object_set (view, "show-list", g_str_equal (page, "list"), NULL);
}

static void
show_page_of_handshake (GtkWidget *view, const char *page)
{
  gtk_widget_activate_action (view, "handshake.show-page", "s", page);
}

static void
show_page_of_signatures (GtkWidget *view, const char *page)
{
  gtk_widget_activate_action (view, "signature.show-page", "s", page);
}

static void
show_page_of_certificates (GtkWidget *view, const char *page)
{
  gtk_widget_activate_action (view, "certificate.show-page", "s", page);
}

static void
search_monitor (GtkWidget *view, const char *text)
{
  tb_monitor_view_search (TB_MONITOR_VIEW (view), text);
}

static gboolean
export_answer (GtkWidget *view, const char *file, GError **error)
{
  return tb_monitor_view_export (TB_MONITOR_VIEW (view), file, error);
}

static void
show_page_of_monitor (GtkWidget *view, const char *page)
{
  tb_monitor_view_show_page (TB_MONITOR_VIEW (view), page);
}

static const TbView views[] = {
  { "fleet", N_("Fleet"), "tb-gateway-symbolic", tb_fleet_view_get_type, FALSE, search_fleet, export_fleet, set_live_fleet, show_page_of_fleet },
  { "handshakes", N_("Handshakes"), "tb-padlock-symbolic", tb_handshake_view_get_type, TRUE, search_handshakes, export_handshake, NULL,
    show_page_of_handshake },
  { "signatures", N_("Signatures"), "document-edit-symbolic", tb_signature_view_get_type, TRUE, search_signatures, export_signature, NULL,
    show_page_of_signatures },
  { "certificates", N_("Certificates"), "tb-authority-symbolic", tb_certificate_view_get_type, TRUE, search_certificates, export_lifetimes,
    set_live_certificates, show_page_of_certificates },
  { "outbreak", N_("Outbreak"), "tb-health-infected-symbolic", tb_outbreak_view_get_type, TRUE, search_outbreak, export_outbreak },
  { "monitor", N_("Monitor"), "tb-monitor-symbolic", tb_monitor_view_get_type, TRUE, search_monitor, export_answer, NULL, show_page_of_monitor },
};

/**
 * tb_views_get:
 * @view: 0 and up
 *
 * Returns: (nullable): the view, %NULL past the last
 */
const TbView *
tb_views_get (guint view)
{
  return view < G_N_ELEMENTS (views) ? &views[view] : NULL;
}

/**
 * tb_views_find:
 * @name: such as `fleet`
 *
 * Returns: (nullable): the view of that name
 */
const TbView *
tb_views_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (g_strcmp0 (views[i].name, name) == 0)
      return &views[i];
  return NULL;
}
