/* tb-dissect-extension: how the content of extensions is laid out, in tables. Private to sim/tls. */
#pragma once

#include "tb-dissect-private.h"

G_BEGIN_DECLS

/* One bit for each handshake message that an extension is read so in. */
#define TB_IN_CLIENT_HELLO         (1u << 1)
#define TB_IN_SERVER_HELLO         (1u << 2)
#define TB_IN_NEW_SESSION_TICKET   (1u << 4)
#define TB_IN_HELLO_RETRY_REQUEST  (1u << 6)
#define TB_IN_ENCRYPTED_EXTENSIONS (1u << 8)
#define TB_IN_CERTIFICATE          (1u << 11)
#define TB_IN_CERTIFICATE_REQUEST  (1u << 13)
#define TB_IN_ANY                  G_MAXUINT32

/**
 * TbExtensionFormat:
 * @type: extension type
 * @messages: in which messages it is read so
 * @rows: (nullable): what is in it; %NULL: it is empty, or shown as it is
 * @n_rows: how many
 * @note: why it is there
 * @clause: where that is written
 * @may_be_empty: whether an empty one is good, too
 *
 * How one extension is laid out in some messages.
 */
typedef struct
{
  guint16 type;
  guint32 messages;
  const TbFieldRow *rows;
  guint n_rows;
  const char *note;
  const char *clause;
  gboolean may_be_empty;
} TbExtensionFormat;

/* Extensions that TLS 1.3 brought, and those that are older. */
extern const TbExtensionFormat tb_extension_formats_new[];
extern const guint tb_extension_formats_new_n;
extern const TbExtensionFormat tb_extension_formats_old[];
extern const guint tb_extension_formats_old_n;

G_END_DECLS
