/* tb-der: the distinguished encoding rules, as far as requests and certificates need them.
 *
 * A reader that accepts only what DER allows, and a writer that appends. Both know nothing of X.509: what the bytes mean is
 * the business of whoever reads or writes them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_DER_BOOLEAN      0x01
#define TB_DER_INTEGER      0x02
#define TB_DER_BIT_STRING   0x03
#define TB_DER_OCTET_STRING 0x04
#define TB_DER_OID          0x06
#define TB_DER_UTF8_STRING  0x0c
#define TB_DER_PRINTABLE_STRING 0x13
#define TB_DER_IA5_STRING   0x16
#define TB_DER_UTC_TIME     0x17
#define TB_DER_GENERALIZED_TIME 0x18
#define TB_DER_SEQUENCE     0x30
#define TB_DER_SET          0x31
#define TB_DER_CONTEXT(n)   (0x80 | (n))   /* primitive */
#define TB_DER_EXPLICIT(n)  (0xa0 | (n))   /* constructed */

/**
 * TbDer:
 * @at: the next byte
 * @left: how many bytes are left
 *
 * What is yet to be read. A plain value that points into somebody else's bytes.
 */
typedef struct
{
  const guint8 *at;
  gsize left;
} TbDer;

gboolean tb_der_read       (TbDer *in, guint8 tag, TbDer *content);
gboolean tb_der_read_whole (TbDer *in, guint8 tag, TbDer *whole);
gboolean tb_der_peek       (const TbDer *in, guint8 tag);
gboolean tb_der_equals     (const TbDer *der, gconstpointer bytes, gsize n_bytes);
gboolean tb_der_read_bits  (TbDer *in, TbDer *bytes);

gsize    tb_der_open       (GByteArray *out, guint8 tag);
void     tb_der_close      (GByteArray *out, gsize mark);
void     tb_der_put        (GByteArray *out, guint8 tag, gconstpointer content, gsize n_bytes);
void     tb_der_put_bits   (GByteArray *out, gconstpointer bytes, gsize n_bytes);

G_END_DECLS
