/* bare-server: what a server on loopback costs that does nothing but the cryptography: it accepts, shakes hands, reads a request, signs once, writes an answer of
 * the usual length and closes. A process of its own, OpenSSL and sockets alone. */
#pragma once

#include "bare.h"

G_BEGIN_DECLS

pid_t  bare_server_start (SSL_CTX *context, guint *port);
gint64 bare_get_process_ns (pid_t process);

G_END_DECLS
