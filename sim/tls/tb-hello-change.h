/* tb-hello-change: what somebody on the path makes of a ClientHello, which nothing protects yet: fewer versions, fewer cipher suites. What he leaves out was
 * never said, as far as the server can tell; whether anybody notices is for the two to find out. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *tb_hello_drop_extension (const guint8 *flight, gsize n_bytes, guint16 extension);
GBytes *tb_hello_keep_suites    (const guint8 *flight, gsize n_bytes, const guint16 *suites, guint n_suites);
char   *tb_hello_describe       (const guint8 *flight, gsize n_bytes);

/* The extension that a client of TLS 1.3 says its versions in (RFC 9846 section 4.3.1). */
#define TB_HELLO_VERSIONS 43

G_END_DECLS
