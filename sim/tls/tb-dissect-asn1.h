/* tb-dissect-asn1: one DER element, and what OpenSSL says it means.
 *
 * The functions that give text are handed a whole element, tag and length included, and give "" where it is not what they expect. Private to sim/tls. */
#pragma once

#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "tb-dissect-private.h"

G_BEGIN_DECLS

#define TB_ASN1_ANY            (-1)
#define TB_ASN1_CONTEXT(tag)   (0x1000 | (tag))   /* context-specific, as in [3] */

/**
 * TbAsn1Element:
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
} TbAsn1Element;

/**
 * TbAsn1Row:
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
} TbAsn1Row;

gboolean tb_asn1_next           (TbCursor *cursor, TbAsn1Element *element);
gboolean tb_asn1_matches        (const TbAsn1Element *element, const TbAsn1Row *row);
void     tb_asn1_add_header     (TbField *parent, const TbAsn1Element *element);

void     tb_asn1_read_rows      (TbField *parent, TbCursor *content, const TbAsn1Row *rows, guint n_rows);
void     tb_asn1_read_sequence  (TbField *field, TbCursor *content, const TbAsn1Row *rows, guint n_rows);
void     tb_asn1_read_list      (TbField *field, TbCursor *content, const TbAsn1Row *row);

/* What certificates, requests, OCSP responses and CMS have in common; each reads the content of one element. */
void     tb_dissect_algorithm           (TbField *field, TbCursor *content);
void     tb_dissect_key_info            (TbField *field, TbCursor *content);
void     tb_dissect_name                (TbField *field, TbCursor *content);
void     tb_dissect_attributes          (TbField *field, TbCursor *content);    /* any number, as in a SET OF Attribute */
void     tb_dissect_extension_list      (TbField *field, TbCursor *content);    /* [n] EXPLICIT around it */
void     tb_dissect_certificate_content (TbField *field, TbCursor *content);

char    *tb_asn1_object_name    (const ASN1_OBJECT *object);
char    *tb_asn1_string_text    (const ASN1_STRING *string);
char    *tb_asn1_extension_text (X509_EXTENSION *extension);
char    *tb_asn1_describe_object (const ASN1_OBJECT *object);
char    *tb_asn1_object_text    (const guint8 *der, gsize n_bytes);
char    *tb_asn1_parameter_text (const guint8 *der, gsize n_bytes);
char    *tb_asn1_integer_text   (const guint8 *der, gsize n_bytes);
char    *tb_asn1_boolean_text   (const guint8 *der, gsize n_bytes);
char    *tb_asn1_version_text   (const guint8 *der, gsize n_bytes);
char    *tb_asn1_time_text      (const guint8 *der, gsize n_bytes);
char    *tb_asn1_tagged_time_text (const guint8 *der, gsize n_bytes);
char    *tb_asn1_tagged_name_text (const guint8 *der, gsize n_bytes);
char    *tb_asn1_tagged_hex     (const guint8 *der, gsize n_bytes);
char    *tb_asn1_name_text      (X509_NAME *name);
char    *tb_asn1_key_text       (const guint8 *der, gsize n_bytes);
char    *tb_asn1_bits_text      (const guint8 *der, gsize n_bytes);
char    *tb_asn1_content_hex    (const guint8 *der, gsize n_bytes);
char    *tb_asn1_any_text       (const guint8 *der, gsize n_bytes);

G_END_DECLS
