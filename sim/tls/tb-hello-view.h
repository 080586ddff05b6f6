/* tb-hello-view: what ClientHello and ServerHello say that keys depend on, all at once: random numbers, cipher suite, extensions. Private to sim/tls. */
#pragma once

#include "tb-hello.h"

G_BEGIN_DECLS

#define TB_HELLO_CLIENT 1
#define TB_HELLO_SERVER 2
#define TB_HELLO_RANDOM_BYTES 32

#define TB_EXTENSION_SERVER_NAME     0
#define TB_EXTENSION_ALPN            16
#define TB_EXTENSION_EXTENDED_MASTER 23
#define TB_EXTENSION_SESSION_TICKET  35
#define TB_EXTENSION_PRE_SHARED_KEY  41
#define TB_EXTENSION_VERSIONS        43
#define TB_EXTENSION_KEY_SHARE       51

/**
 * TbHelloView:
 * @type: %TB_HELLO_CLIENT or %TB_HELLO_SERVER
 * @random: (borrowed): its 32 random bytes
 * @session_id: of the session, or without meaning
 * @ciphers: the suites that a client knows, two bytes each; empty for a server
 * @cipher: the suite that a server chose, 0 for a client
 * @extensions: all of them
 */
typedef struct
{
  guint8 type;
  const guint8 *random;
  TbCursor session_id;
  TbCursor ciphers;
  guint16 cipher;
  TbCursor extensions;
} TbHelloView;

gboolean tb_hello_view_read     (TbHelloView *hello, const guint8 *message, gsize n_bytes, gboolean is_datagram);
gboolean tb_hello_view_find     (const TbHelloView *hello, guint extension, TbCursor *content);

G_END_DECLS
