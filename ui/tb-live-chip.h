/* tb-live-chip: over the fleet, who of the real world is connected to the live broker. Laid over the run, never part of it. Not there while the broker is
 * off. */
#pragma once

#include <gtk/gtk.h>

#include "tb-live-service.h"

G_BEGIN_DECLS

#define TB_TYPE_LIVE_CHIP (tb_live_chip_get_type ())
G_DECLARE_FINAL_TYPE (TbLiveChip, tb_live_chip, TB, LIVE_CHIP, GtkWidget)

void tb_live_chip_set_service (TbLiveChip *self, TbLiveService *service);

G_END_DECLS
