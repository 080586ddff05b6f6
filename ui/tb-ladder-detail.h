/* tb-ladder-detail: the few words beside the name of a message: whose certificate, which signature. */
#pragma once

#include "tb-transcript.h"

G_BEGIN_DECLS

char *tb_ladder_detail_for_message (TbTranscript *transcript, guint message);

G_END_DECLS
