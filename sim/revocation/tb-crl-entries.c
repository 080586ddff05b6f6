/* tb-crl-entries: see the header. */
#include "tb-crl-entries.h"

#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

/* Each is looked at when one serial number stands for many authorities; no real list names as many. */
#define MAX_ISSUERS 50000

/* --- values --- */

/* Reads one header of DER; FALSE when it is none, or the value does not end before @end. */
gboolean
tb_element_read (TbElement *element, const guint8 *at, const guint8 *end)
{
  long length;
  int flags;

  element->start = element->content = at;
  if (at >= end)
    return FALSE;
  flags = ASN1_get_object (&element->content, &length, &element->tag, &element->class, end - at);
  if (flags & 0x80 || flags & 0x01)
    return FALSE;
  element->is_constructed = (flags & V_ASN1_CONSTRUCTED) != 0;
  element->end = element->content + length;
  return TRUE;
}

/* In DER sequences alone are constructed, of what is asked for here (X.690 section 10.2). */
gboolean
tb_element_is (const TbElement *element, int tag)
{
  return element->class == V_ASN1_UNIVERSAL && element->tag == tag && element->is_constructed == (tag == V_ASN1_SEQUENCE);
}

/* [number] EXPLICIT */
gboolean
tb_element_is_tagged (const TbElement *element, int number)
{
  return element->class == V_ASN1_CONTEXT_SPECIFIC && element->tag == number && element->is_constructed;
}

/* As DER has it, in as few bytes as will do (X.690 section 8.3.2). */
gboolean
tb_element_is_integer (const TbElement *element)
{
  const guint8 *at = element->content;
  gsize n = (gsize) (element->end - at);

  if (!tb_element_is (element, V_ASN1_INTEGER) || n == 0)
    return FALSE;
  return n == 1 || !((at[0] == 0x00 && at[1] < 0x80) || (at[0] == 0xff && at[1] >= 0x80));
}

static gboolean
read_as (TbElement *element, int tag, const guint8 *at, const guint8 *end)
{
  return tb_element_read (element, at, end) && tb_element_is (element, tag);
}

/* --- one entry --- */

/* The parts of an entry that are looked for. */
typedef struct
{
  TbElement whole;
  TbElement serial;
  TbElement date;
  const guint8 *reason;         /* value of its extension, an OCTET STRING */
  const guint8 *issuer;         /* likewise */
  const guint8 *end;            /* of the extensions */
  gboolean has_unknown_critical;
} Entry;

static gboolean
is_time (const TbElement *date)
{
  gsize n = (gsize) (date->end - date->content);

  if (!(tb_element_is (date, V_ASN1_UTCTIME) && n == 13) && !(tb_element_is (date, V_ASN1_GENERALIZEDTIME) && n == 15))
    return FALSE;
  for (gsize i = 0; i < n - 1; i++)
    if (!g_ascii_isdigit (date->content[i]))
      return FALSE;
  return date->content[n - 1] == 'Z';
}

/* One of RFC 5280 section 5.3's extensions, by its last octet, or 0: all are 2.5.29.x. */
static int
extension_number (const TbElement *oid)
{
  return oid->end - oid->content == 3 && oid->content[0] == 0x55 && oid->content[1] == 0x1d ? oid->content[2] : 0;
}

#define REASON_CODE        21
#define CERTIFICATE_ISSUER 29

/* Extension ::= SEQUENCE { extnID, critical DEFAULT FALSE, extnValue } */
static gboolean
read_extension (Entry *entry, const TbElement *extension)
{
  TbElement oid, next;
  gboolean is_critical = FALSE;
  int number;

  if (!read_as (&oid, V_ASN1_OBJECT, extension->content, extension->end) || !tb_element_read (&next, oid.end, extension->end))
    return FALSE;
  if (tb_element_is (&next, V_ASN1_BOOLEAN))
    {
      if (next.end - next.content != 1)
        return FALSE;
      is_critical = next.content[0] != 0;
      if (!tb_element_read (&next, next.end, extension->end))
        return FALSE;
    }
  if (!tb_element_is (&next, V_ASN1_OCTET_STRING) || next.end != extension->end)
    return FALSE;
  number = extension_number (&oid);
  if (number == REASON_CODE)
    entry->reason = next.start;
  if (number == CERTIFICATE_ISSUER)
    entry->issuer = next.start;
  else if (is_critical)
    entry->has_unknown_critical = TRUE;
  return TRUE;
}

static gboolean
read_extensions (Entry *entry, const TbElement *list)
{
  const guint8 *at = list->content;

  entry->end = list->end;
  while (at < list->end)
    {
      TbElement extension;

      if (!read_as (&extension, V_ASN1_SEQUENCE, at, list->end) || !read_extension (entry, &extension))
        return FALSE;
      at = extension.end;
    }
  return at == list->end;
}

/* SEQUENCE { userCertificate, revocationDate, crlEntryExtensions OPTIONAL } */
static gboolean
read_entry (Entry *entry, const guint8 *at, const guint8 *end)
{
  TbElement extensions;

  entry->reason = entry->issuer = NULL;
  entry->has_unknown_critical = FALSE;
  if (!read_as (&entry->whole, V_ASN1_SEQUENCE, at, end)
      || !tb_element_read (&entry->serial, entry->whole.content, entry->whole.end) || !tb_element_is_integer (&entry->serial)
      || !tb_element_read (&entry->date, entry->serial.end, entry->whole.end) || !is_time (&entry->date))
    return FALSE;
  if (entry->date.end == entry->whole.end)
    return TRUE;
  return read_as (&extensions, V_ASN1_SEQUENCE, entry->date.end, entry->whole.end)
         && extensions.end == entry->whole.end
         && read_extensions (entry, &extensions);
}

/* --- the index --- */

/* Orders as (length, bytes) does, as far as eight bytes can. */
static guint64
make_key (const guint8 *serial, gsize n)
{
  guint64 key = MIN (n, 255);

  for (gsize i = 0; i < 7; i++)
    key = key << 8 | (i < n ? serial[i] : 0);
  return key;
}

static void
get_serial (const TbCrlEntries *entries, const TbCrlEntry *entry, TbElement *serial)
{
  TbElement whole;
  gboolean is_read = tb_element_read (&whole, entries->bytes + entry->offset, entries->bytes + entries->n_bytes)
                     && tb_element_read (serial, whole.content, whole.end);

  g_assert (is_read);           /* it was when the list was read */
}

static int
compare_serial (const TbCrlEntries *entries, const TbCrlEntry *entry, guint64 key, const guint8 *serial, gsize n)
{
  TbElement its;
  gsize n_its;

  if (entry->key != key)
    return entry->key < key ? -1 : 1;
  if (n <= 7)
    return 0;
  get_serial (entries, entry, &its);
  n_its = (gsize) (its.end - its.content);
  return n_its != n ? (n_its < n ? -1 : 1) : memcmp (its.content, serial, n);
}

/* Same serial numbers stay in the order they have in the list. */
static int
compare_entries (gconstpointer a, gconstpointer b, gpointer data)
{
  const TbCrlEntry *one = a, *other = b;
  TbElement serial;
  int order;

  if (one->key != other->key)
    return one->key < other->key ? -1 : 1;
  get_serial (data, other, &serial);
  order = compare_serial (data, one, other->key, serial.content, (gsize) (serial.end - serial.content));
  return order != 0 ? order : (one->offset > other->offset) - (one->offset < other->offset);
}

static gboolean
note_entry (TbCrlEntries *entries, const Entry *entry, TbCrlEntry *row, GError **error)
{
  if (entry->issuer != NULL)
    {
      row->issuer_offset = (guint32) (entry->issuer - entries->bytes);
      entries->n_issuers++;
    }
  entries->has_unknown_critical |= entry->has_unknown_critical;
  row->offset = (guint32) (entry->whole.start - entries->bytes);
  row->key = make_key (entry->serial.content, (gsize) (entry->serial.end - entry->serial.content));
  g_array_append_vals (entries->index, row, 1);
  if (entries->n_issuers <= MAX_ISSUERS)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The list is for more than %d authorities", MAX_ISSUERS);
  return FALSE;
}

static gboolean
is_sorted (const TbCrlEntries *entries)
{
  for (guint i = 1; i < entries->index->len; i++)
    if (compare_entries (&g_array_index (entries->index, TbCrlEntry, i - 1), &g_array_index (entries->index, TbCrlEntry, i), (gpointer) entries) > 0)
      return FALSE;
  return TRUE;
}

/* Reads the entries that lie from @from to @to of a list, which outlives @entries. FALSE with an error when one is malformed. */
gboolean
tb_crl_entries_read (TbCrlEntries *entries, const guint8 *bytes, gsize n_bytes, gsize from, gsize to, GError **error)
{
  const guint8 *at = bytes + from, *end = bytes + to;
  TbCrlEntry row = { 0 };
  Entry entry;

  entries->bytes = bytes;
  entries->n_bytes = n_bytes;
  entries->index = g_array_new (FALSE, FALSE, sizeof (TbCrlEntry));
  while (at < end)
    {
      if (!read_entry (&entry, at, end))
        {
          tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "Entry %u of the revocation list, at byte %" G_GSIZE_FORMAT ", is malformed",
                               entries->index->len + 1, (gsize) (at - bytes));
          return FALSE;
        }
      if (!note_entry (entries, &entry, &row, error))
        return FALSE;
      at = entry.whole.end;
    }
  if (!is_sorted (entries))
    g_array_sort_with_data (entries->index, compare_entries, entries);
  return TRUE;
}

void
tb_crl_entries_clear (TbCrlEntries *entries)
{
  g_clear_pointer (&entries->index, g_array_unref);
}

/* --- look-up --- */

/* The first entry for a serial number, or the first that comes after it. */
static guint
find_first (const TbCrlEntries *entries, guint64 key, const guint8 *serial, gsize n)
{
  guint low = 0, high = entries->index->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_serial (entries, &g_array_index (entries->index, TbCrlEntry, middle), key, serial, n) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
names_issuer (const guint8 *extension, const guint8 *end, const X509_NAME *issuer)
{
  TbElement value;
  GENERAL_NAMES *names = NULL;
  gboolean is_named = FALSE;

  if (tb_element_read (&value, extension, end))
    names = d2i_GENERAL_NAMES (NULL, &value.content, value.end - value.content);
  for (int i = 0; i < sk_GENERAL_NAME_num (names) && !is_named; i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);

      is_named = name->type == GEN_DIRNAME && X509_NAME_cmp (name->d.directoryName, issuer) == 0;
    }
  GENERAL_NAMES_free (names);
  return is_named;
}

static gboolean
is_for_issuer (const TbCrlEntries *entries, const TbCrlEntry *entry, const X509_NAME *list_issuer, const X509_NAME *issuer)
{
  if (entry->issuer_offset == 0)
    return X509_NAME_cmp (list_issuer, issuer) == 0;
  return names_issuer (entries->bytes + entry->issuer_offset, entries->bytes + entries->n_bytes, issuer);
}

static TbRevocationReason
read_reason (const Entry *entry)
{
  TbElement value;
  ASN1_ENUMERATED *reason = NULL;
  long number = 0;

  if (entry->reason != NULL && tb_element_read (&value, entry->reason, entry->end))
    reason = d2i_ASN1_ENUMERATED (NULL, &value.content, value.end - value.content);
  if (reason != NULL)
    number = ASN1_ENUMERATED_get (reason);
  ASN1_ENUMERATED_free (reason);
  return tb_revocation_reason_to_code ((TbRevocationReason) number) != NULL ? (TbRevocationReason) number : TB_REVOCATION_UNSPECIFIED;
}

/* 0 for a date that is none, such as the 31st of February. */
static gint64
read_date (const TbElement *date)
{
  const guint8 *at = date->start;
  ASN1_TIME *when = d2i_ASN1_TIME (NULL, &at, date->end - date->start);
  struct tm parts;
  gint64 unix_us = 0;

  if (when != NULL && ASN1_TIME_to_tm (when, &parts) == 1)
    unix_us = (gint64) timegm (&parts) * G_USEC_PER_SEC;
  ASN1_TIME_free (when);
  return unix_us;
}

static void
tell (const TbCrlEntries *entries, const TbCrlEntry *row, TbRevocation *revocation)
{
  Entry entry;
  gboolean is_read = read_entry (&entry, entries->bytes + row->offset, entries->bytes + entries->n_bytes);

  g_assert (is_read);
  revocation->revoked_us = read_date (&entry.date);
  revocation->reason = read_reason (&entry);
}

#define MAX_SERIAL_BYTES 1024

/* Looks for the certificate that @issuer gave the number @serial; the first entry that the list has for it counts. */
gboolean
tb_crl_entries_find (const TbCrlEntries *entries, const ASN1_INTEGER *serial, const X509_NAME *list_issuer, const X509_NAME *issuer,
                     TbRevocation *revocation)
{
  guint8 der[MAX_SERIAL_BYTES], *out = der;
  TbElement number;
  guint64 key;
  gsize n;

  if (i2d_ASN1_INTEGER (serial, NULL) > (int) sizeof der || !tb_element_read (&number, der, der + i2d_ASN1_INTEGER (serial, &out)))
    return FALSE;
  n = (gsize) (number.end - number.content);
  key = make_key (number.content, n);
  for (guint i = find_first (entries, key, number.content, n); i < entries->index->len; i++)
    {
      const TbCrlEntry *row = &g_array_index (entries->index, TbCrlEntry, i);

      if (compare_serial (entries, row, key, number.content, n) != 0)
        return FALSE;
      if (is_for_issuer (entries, row, list_issuer, issuer))
        {
          tell (entries, row, revocation);
          return TRUE;
        }
    }
  return FALSE;
}
