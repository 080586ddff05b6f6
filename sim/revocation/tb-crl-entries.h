/* tb-crl-entries: the entries of a list, as an index over its bytes.
 *
 * OpenSSL reads each header; nothing is copied, so that a million entries cost sixteen megabytes more than their bytes. */
#pragma once

#include "tb-crl.h"

G_BEGIN_DECLS

/**
 * TbCrlEntry:
 * @key: length and first bytes of the serial number, which order most entries without looking at their bytes
 * @offset: of the entry in the list
 * @issuer_offset: of the last certificateIssuer extension up to this entry (RFC 5280 section 5.3.3), 0 when there is none: then it is the list's issuer
 */
typedef struct
{
  guint64 key;
  guint32 offset;
  guint32 issuer_offset;
} TbCrlEntry;

/**
 * TbCrlEntries:
 * @bytes: (not owned): the whole list
 * @n_bytes: how many
 * @index: (owned) (element-type TbCrlEntry): sorted by serial number
 * @n_issuers: how many certificateIssuer extensions there are
 * @has_unknown_critical: whether an entry has a critical extension that nobody here understands
 */
typedef struct
{
  const guint8 *bytes;
  gsize n_bytes;
  GArray *index;
  guint n_issuers;
  gboolean has_unknown_critical;
} TbCrlEntries;

gboolean tb_crl_entries_read  (TbCrlEntries *entries, const guint8 *bytes, gsize n_bytes, gsize from, gsize to, GError **error);
void     tb_crl_entries_clear (TbCrlEntries *entries);
gboolean tb_crl_entries_find  (const TbCrlEntries *entries, const ASN1_INTEGER *serial, const X509_NAME *list_issuer, const X509_NAME *issuer,
                               TbRevocation *revocation);

/**
 * TbElement:
 *
 * One value of DER: where its content is, and where it ends.
 */
typedef struct
{
  int tag;
  int class;
  gboolean is_constructed;
  const guint8 *start;
  const guint8 *content;
  const guint8 *end;
} TbElement;

gboolean tb_element_read (TbElement *element, const guint8 *at, const guint8 *end);
gboolean tb_element_is   (const TbElement *element, int tag);
gboolean tb_element_is_tagged  (const TbElement *element, int number);
gboolean tb_element_is_integer (const TbElement *element);

G_END_DECLS
