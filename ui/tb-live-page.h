/* tb-live-page: the live authority in the window: switches, addresses, lines to try with real programs, what real clients ask and what they have got.
 *
 * Emits "certificate-chosen" (TbLiveCertificate) when a person wants to see what one of them says. Actions `live.*` are installed on the widget. */
#pragma once

#include <gtk/gtk.h>

#include "tb-live-service.h"

G_BEGIN_DECLS

#define TB_TYPE_LIVE_PAGE (tb_live_page_get_type ())
G_DECLARE_FINAL_TYPE (TbLivePage, tb_live_page, TB, LIVE_PAGE, GtkWidget)

void tb_live_page_set_service (TbLivePage *self, TbLiveService *service);

/* What others show of the service in the same words. */
GMenuModel *tb_live_menu_new (const char *action);              /* reasons to revoke for, as targets of an action */

G_END_DECLS
