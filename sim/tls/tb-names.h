/* tb-names: what the numbers of TLS are called.
 *
 * The registries of IANA as far as the lab meets them, each one const table. Whoever shows or stores a code point asks here. Private to sim/tls. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TB_NAMES_VERSION,
  TB_NAMES_CONTENT,
  TB_NAMES_HANDSHAKE,
  TB_NAMES_ALERT,
  TB_NAMES_CIPHER,
  TB_NAMES_GROUP,
  TB_NAMES_SIGNATURE,
  TB_NAMES_EXTENSION,
  TB_NAMES_PSK_MODE,
  TB_NAMES_STATUS_TYPE,
  TB_NAMES_POINT_FORMAT,
  TB_NAMES_CURVE_TYPE,
  TB_NAMES_CLIENT_CERTIFICATE_TYPE,
  TB_NAMES_CERTIFICATE_TYPE,
  TB_NAMES_COMPRESSION,
  TB_NAMES_FRAGMENT_LENGTH,
  TB_NAMES_SECRET,
  TB_NAMES_N
} TbNames;

#define TB_NAMES_FIRST_OWN_SECRET 8

/* Room for a name and its number. */
#define TB_NAMES_TEXT_BYTES 96

const char *tb_names_find     (TbNames registry, guint code);
gboolean    tb_names_code     (TbNames registry, const char *name, guint *code);
gsize       tb_names_write    (char *out, TbNames registry, guint code);
char       *tb_names_describe (TbNames registry, guint code);

G_END_DECLS
