/* loopback: small servers on this machine that answer rightly, wrongly, too much, or not at all; for tests of what asks them. */
#pragma once

#include <gio/gio.h>

typedef enum
{
  LOOPBACK_TCP,                 /* sends the answer to whatever comes, then hangs up */
  LOOPBACK_TLS,                 /* shakes hands with the certificate */
  LOOPBACK_DNS,                 /* over UDP: the question's number and name, then the answer */
} LoopbackKind;

typedef struct _Loopback Loopback;

Loopback       *loopback_new         (LoopbackKind kind);
void            loopback_free        (Loopback *server);
GSocketAddress *loopback_get_place   (Loopback *server);
void            loopback_set_answer  (Loopback *server, GBytes *answer);        /* NULL: silent */
void            loopback_set_tls     (Loopback *server, const char *protocol, int max_version);
GBytes         *loopback_get_certificate (Loopback *server);
const char     *loopback_get_asked   (Loopback *server);                        /* all that came over TCP, the names that were asked for in TLS or DNS */
GSocketAddress *loopback_nobody      (void);                                    /* a place where nobody listens */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loopback, loopback_free)
