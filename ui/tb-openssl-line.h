/* tb-openssl-line: the command line of the openssl program that does what one side of a handshake did. */
#pragma once

#include "tb-transcript.h"

G_BEGIN_DECLS

char *tb_openssl_line_new (TbTranscript *transcript, TbSide side, const char *client, const char *server, gboolean is_broker);

G_END_DECLS
