/* tb-transport: the bar that moves time: steps, play and pause, speed, timeline, clock. Its buttons name actions of the window. */
#pragma once

#include <adwaita.h>

#include "tb-playhead.h"

G_BEGIN_DECLS

#define TB_TYPE_TRANSPORT (tb_transport_get_type ())
G_DECLARE_FINAL_TYPE (TbTransport, tb_transport, TB, TRANSPORT, AdwBin)

void        tb_transport_set_playhead (TbTransport *self, TbPlayhead *playhead);
TbPlayhead *tb_transport_get_playhead (TbTransport *self);
void        tb_transport_set_slim     (TbTransport *self, gboolean slim);

G_END_DECLS
