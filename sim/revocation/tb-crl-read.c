/* tb-crl-read: a list taken apart: its entries to the index over them, everything else to OpenSSL. */
#include "tb-crl-private.h"

#include <string.h>

#include "tb-der.h"
#include "tb-revocation-text.h"

/* What a list has besides its entries: names, times, extensions. */
#define MAX_SHELL_BYTES (1024 * 1024)

/* Where the entries are, from their header to their end; both 0 when the list has none. */
typedef struct
{
  TbElement list;
  TbElement tbs;
  TbElement entries;
  gboolean has_entries;
  gboolean names_one_algorithm; /* RFC 5280 section 5.1.1.2: inside and outside */
} Outline;

static gboolean
is_time (const TbElement *element)
{
  return tb_element_is (element, V_ASN1_UTCTIME) || tb_element_is (element, V_ASN1_GENERALIZEDTIME);
}

/* TBSCertList ::= SEQUENCE { version OPTIONAL, signature, issuer, thisUpdate, nextUpdate OPTIONAL, revokedCertificates OPTIONAL, ... }:
 * the entries are the sequence after the last time. What else there is, OpenSSL will look at. */
static gboolean
find_entries (Outline *outline)
{
  const guint8 *at = outline->tbs.content;
  gboolean is_after_time = FALSE;

  while (at < outline->tbs.end)
    {
      TbElement element;

      if (!tb_element_read (&element, at, outline->tbs.end))
        return FALSE;
      if (is_after_time && !is_time (&element))
        {
          outline->has_entries = tb_element_is (&element, V_ASN1_SEQUENCE);
          outline->entries = element;
          return TRUE;
        }
      is_after_time |= is_time (&element);
      at = element.end;
    }
  return is_after_time;
}

static gboolean
find_algorithm (TbElement *element, const guint8 *at, const guint8 *end)
{
  while (tb_element_read (element, at, end))
    {
      if (tb_element_is (element, V_ASN1_SEQUENCE))
        return TRUE;
      at = element->end;
    }
  return FALSE;
}

static gboolean
compare_algorithms (Outline *outline)
{
  TbElement inner, outer;

  if (!find_algorithm (&inner, outline->tbs.content, outline->tbs.end) || !find_algorithm (&outer, outline->tbs.end, outline->list.end))
    return FALSE;
  outline->names_one_algorithm = inner.end - inner.start == outer.end - outer.start
                                 && memcmp (inner.start, outer.start, (gsize) (inner.end - inner.start)) == 0;
  return TRUE;
}

static gboolean
read_outline (Outline *outline, const guint8 *bytes, gsize n_bytes)
{
  memset (outline, 0, sizeof *outline);
  return n_bytes > 0 && tb_element_read (&outline->list, bytes, bytes + n_bytes)
         && tb_element_is (&outline->list, V_ASN1_SEQUENCE) && outline->list.end == bytes + n_bytes
         && tb_element_read (&outline->tbs, outline->list.content, outline->list.end)
         && tb_element_is (&outline->tbs, V_ASN1_SEQUENCE)
         && find_entries (outline) && compare_algorithms (outline);
}

/* The list with its entries left out, for OpenSSL. */
static X509_CRL *
parse_shell (TbCrypto *crypto, const Outline *outline)
{
  g_auto (TbDer) der = { 0 };
  const guint8 *after = outline->has_entries ? outline->entries.end : outline->tbs.end;
  const guint8 *before = outline->has_entries ? outline->entries.start : outline->tbs.end, *at;
  gsize mark;
  X509_CRL *shell;

  if ((gsize) (outline->list.end - after) + (gsize) (before - outline->list.start) > MAX_SHELL_BYTES)
    return NULL;
  tb_der_prepend (&der, outline->tbs.end, (gsize) (outline->list.end - outline->tbs.end));
  mark = der.length;
  tb_der_prepend (&der, after, (gsize) (outline->tbs.end - after));
  tb_der_prepend (&der, outline->tbs.content, (gsize) (before - outline->tbs.content));
  tb_der_wrap (&der, TB_DER_SEQUENCE, mark);
  tb_der_wrap (&der, TB_DER_SEQUENCE, 0);
  at = tb_der_get (&der);
  shell = X509_CRL_new_ex (tb_crypto_get_libctx (crypto), NULL);
  if (shell == NULL || d2i_X509_CRL (&shell, &at, (long) der.length) == NULL)
    return NULL;                /* d2i has freed it */
  return shell;
}

/* FALSE when the extension is there and malformed, or there twice. */
static gboolean
read_extension (const X509_CRL *shell, int nid, void *value)
{
  void **to = value;
  int critical;

  *to = X509_CRL_get_ext_d2i (shell, nid, &critical, NULL);
  return *to != NULL || critical == -1;
}

static gboolean
read_times (TbCrlParts *parts)
{
  const ASN1_TIME *next = X509_CRL_get0_nextUpdate (parts->shell);

  parts->next_update_us = G_MAXINT64;
  return tb_revocation_time_to_unix_us (X509_CRL_get0_lastUpdate (parts->shell), &parts->this_update_us)
         && (next == NULL || tb_revocation_time_to_unix_us (next, &parts->next_update_us));
}

static gboolean
read_extensions (TbCrlParts *parts)
{
  if (!read_extension (parts->shell, NID_issuing_distribution_point, &parts->scope)
      || !read_extension (parts->shell, NID_authority_key_identifier, &parts->issuer_key)
      || !read_extension (parts->shell, NID_crl_number, &parts->number)
      || !read_extension (parts->shell, NID_delta_crl, &parts->base_number))
    return FALSE;
  /* Now, so that threads only read: it gives partitions that are named relative to the issuer a full name. */
  return parts->scope == NULL || parts->scope->distpoint == NULL
         || DIST_POINT_set_dpname (parts->scope->distpoint, X509_CRL_get_issuer (parts->shell)) == 1;
}

/* Should OpenSSL see entries where none were found, they are written in a way that is not DER. */
static gboolean
is_without_entries (X509_CRL *shell)
{
  return sk_X509_REVOKED_num (X509_CRL_get_REVOKED (shell)) <= 0;
}

static gboolean
read_entries (TbCrlParts *parts, const Outline *outline, const guint8 *bytes, gsize n_bytes, GError **error)
{
  gsize from = outline->has_entries ? (gsize) (outline->entries.content - bytes) : 0;
  gsize to = outline->has_entries ? (gsize) (outline->entries.end - bytes) : 0;

  return tb_crl_entries_read (&parts->entries, bytes, n_bytes, from, to, error);
}

/* Reads the list @der, which outlives @parts. To be cleared in any case. */
gboolean
tb_crl_parts_read (TbCrlParts *parts, TbCrypto *crypto, GBytes *der, GError **error)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (der, &n_bytes);
  Outline outline;

  memset (parts, 0, sizeof *parts);
  if (read_outline (&outline, bytes, n_bytes))
    parts->shell = parse_shell (crypto, &outline);
  parts->tbs = outline.tbs;
  parts->names_one_algorithm = outline.names_one_algorithm;
  if (parts->shell != NULL && is_without_entries (parts->shell) && read_times (parts) && read_extensions (parts))
    return read_entries (parts, &outline, bytes, n_bytes, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "These %" G_GSIZE_FORMAT " bytes are not one certificate revocation list", n_bytes);
  return FALSE;
}

void
tb_crl_parts_clear (TbCrlParts *parts)
{
  tb_crl_entries_clear (&parts->entries);
  ISSUING_DIST_POINT_free (parts->scope);
  AUTHORITY_KEYID_free (parts->issuer_key);
  ASN1_INTEGER_free (parts->number);
  ASN1_INTEGER_free (parts->base_number);
  X509_CRL_free (parts->shell);
}
