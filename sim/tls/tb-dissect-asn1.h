/* tb-dissect-der: one DER element, and what OpenSSL says it means.
 *
 * The functions that give text are handed a whole element, tag and length included, and give "" where it is not what they expect. Private to sim/tls. */
#pragma once

#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "tb-dissect-private.h"

G_BEGIN_DECLS

#define TB_DER_ANY            (-1)
#define TB_DER_CONTEXT(tag)   (0x1000 | (tag))   /* context-specific, as in [3] */

/**
 * TbDerElement:
 * @tag: its tag number, with 0x1000 added when it is context-specific
 * @offset: where its tag is
 * @length: all of it
 * @content: what is inside
 */
typedef struct
{
  int tag;
  gsize offset;
  gsize length;
  TbCursor content;
} TbDerElement;

/**
 * TbDerRow:
 * @name: name of the field in ASN.1
 * @tag: which element it is
 * @value: (nullable): what it says
 * @inner: (nullable): reads what is inside
 * @note: why it is there
 * @clause: where that is written
 * @optional: whether it may be missing
 */
typedef struct
{
  const char *name;
  int tag;
  char *(*value) (const guint8 *der, gsize n_bytes);
  TbFieldInner inner;
  const char *note;
  const char *clause;
  gboolean optional;
} TbDerRow;

gboolean tb_der_next           (TbCursor *cursor, TbDerElement *element);
gboolean tb_der_matches        (const TbDerElement *element, const TbDerRow *row);

char    *tb_der_object_name    (const ASN1_OBJECT *object);
char    *tb_der_string_text    (const ASN1_STRING *string);
char    *tb_der_extension_text (X509_EXTENSION *extension);
char    *tb_der_object_text    (const guint8 *der, gsize n_bytes);
char    *tb_der_parameter_text (const guint8 *der, gsize n_bytes);
char    *tb_der_algorithm_text (const guint8 *der, gsize n_bytes);
char    *tb_der_integer_text   (const guint8 *der, gsize n_bytes);
char    *tb_der_boolean_text   (const guint8 *der, gsize n_bytes);
char    *tb_der_version_text   (const guint8 *der, gsize n_bytes);
char    *tb_der_time_text      (const guint8 *der, gsize n_bytes);
char    *tb_der_name_text      (const guint8 *der, gsize n_bytes);
char    *tb_der_key_text       (const guint8 *der, gsize n_bytes);
char    *tb_der_bits_text      (const guint8 *der, gsize n_bytes);
char    *tb_der_content_hex    (const guint8 *der, gsize n_bytes);

G_END_DECLS
