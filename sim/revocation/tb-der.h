/* tb-der: DER written back to front, so that a length is known when its header is written.
 *
 * For what is put together from pieces that are bytes already: one buffer, no objects. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_DER_BOOLEAN          0x01
#define TB_DER_INTEGER          0x02
#define TB_DER_BIT_STRING       0x03
#define TB_DER_OCTET_STRING     0x04
#define TB_DER_NULL             0x05
#define TB_DER_OID              0x06
#define TB_DER_ENUMERATED       0x0a
#define TB_DER_UTC_TIME         0x17
#define TB_DER_GENERALIZED_TIME 0x18
#define TB_DER_SEQUENCE         0x30
#define TB_DER_CONTEXT(n)       (0xa0 | (n))    /* constructed */
#define TB_DER_CONTEXT_PLAIN(n) (0x80 | (n))    /* primitive */

/**
 * TbDer:
 *
 * What has been written so far, at the end of a buffer that grows towards its front. Begins zeroed.
 */
typedef struct
{
  guint8 *buffer;
  gsize size;
  gsize length;
} TbDer;

void          tb_der_prepend  (TbDer *der, const void *bytes, gsize n_bytes);
void          tb_der_prepend_bytes (TbDer *der, GBytes *bytes);
void          tb_der_wrap     (TbDer *der, guint8 tag, gsize mark);
void          tb_der_put      (TbDer *der, guint8 tag, const void *bytes, gsize n_bytes);
void          tb_der_put_time (TbDer *der, gint64 unix_us);
const guint8 *tb_der_get      (const TbDer *der);
GBytes       *tb_der_to_bytes (const TbDer *der);
void          tb_der_clear    (TbDer *der);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbDer, tb_der_clear)

G_END_DECLS
