/* tb-wiretap: what a thief reads who records what passes a gateway and gets a broker's private key some time: sessions with RSA key transport to that key, before the
 * theft and after it. An ephemeral agreement he cannot open, whatever he has. */
#pragma once

#include "tb-journal.h"
#include "tb-state.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

gboolean tb_wiretap_is_recorded (TbFleet *fleet, guint32 client, guint32 server);
gboolean tb_wiretap_can_read    (const TbState *state, TbFleet *fleet, TbJournal *journal, guint32 client, guint32 server, TbTranscript *transcript);

G_END_DECLS
