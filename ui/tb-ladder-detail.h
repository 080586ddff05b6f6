/* tb-ladder-detail: the few words beside the name of a message: whose certificate, which signature, which topic. */
#pragma once

#include "tb-transcript.h"

G_BEGIN_DECLS

char *tb_ladder_detail_for_message     (TbTranscript *transcript, guint message);
void  tb_ladder_detail_for_application (GBytes *plain, char **name, char **detail);

G_END_DECLS
