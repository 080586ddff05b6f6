/* tb-fleet-view: the fleet, as a canvas and as its twin, a list, with the legend that counts. */
#pragma once

#include "tb-live-service.h"
#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_FLEET_VIEW (tb_fleet_view_get_type ())
G_DECLARE_FINAL_TYPE (TbFleetView, tb_fleet_view, TB, FLEET_VIEW, GtkWidget)

/* Properties: playhead, show-list (b). Actions: fleet.fit, fleet.zoom-in, fleet.zoom-out, fleet.show-list, fleet.copy. */
GtkWidget *tb_fleet_view_new    (void);
void       tb_fleet_view_set_live (TbFleetView *self, TbLiveService *live);      /* once, where there is one */
void       tb_fleet_view_search (TbFleetView *self, const char *text);
gboolean   tb_fleet_view_export (TbFleetView *self, const char *path, GError **error);

G_END_DECLS
