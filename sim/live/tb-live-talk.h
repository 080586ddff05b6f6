/* tb-live-talk: one conversation over one socket, from the connection to the goodbye. Private to sim/live. */
#pragma once

#include "tb-live.h"

G_BEGIN_DECLS

TbLiveEnd tb_live_talk (TbHalf *half, GSocketConnection *connection, const TbLiveTerms *terms, GCancellable *cancellable);

G_END_DECLS
