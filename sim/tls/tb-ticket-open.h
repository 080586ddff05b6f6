/* tb-ticket-open: a ticket in the hands of somebody who has the key that sealed it, and what is in a session. Private to sim/tls. */
#pragma once

#include "tb-crypto.h"

G_BEGIN_DECLS

GBytes *tb_session_get_secret (GBytes *session);
GBytes *tb_ticket_open (TbCrypto *crypto, GBytes *ticket_key, const guint8 *ticket, gsize n_ticket);

G_END_DECLS
