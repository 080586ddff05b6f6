/* tb-crl: see the header. How lists are made is in tb-crl-make. */
#include "tb-crl-private.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "tb-der.h"
#include "tb-revocation-text.h"

/* Six million of the smallest entries; the largest lists in use have some ten megabytes. */
#define MAX_BYTES (128 * 1024 * 1024)

/* In one PEM file: each takes some kilobytes, be it ever so small. */
#define MAX_LISTS 1000

/* OpenSSL's own list takes up to twenty times as much memory. */
#define MAX_OPENSSL_BYTES (3 * 1024 * 1024)

struct _TbCrl
{
  gatomicrefcount refs;
  TbCrypto *crypto;             /* borrowed: contexts live as long as the process */
  GBytes *der;
  TbCrlParts parts;
  char *issuer;
  char *number;
  char *base_number;
  X509_CRL *whole;              /* atomic: NULL until somebody asks */
  TbCertificate *signer;        /* atomic: whose key is known to have made the signature, NULL before */
};

/* --- reading --- */

static gboolean
tell_names (TbCrl *crl)
{
  const TbCrlParts *parts = &crl->parts;

  crl->issuer = tb_revocation_name_to_text (X509_CRL_get_issuer (parts->shell));
  crl->number = parts->number != NULL ? tb_revocation_integer_to_text (parts->number) : NULL;
  crl->base_number = parts->base_number != NULL ? tb_revocation_integer_to_text (parts->base_number) : NULL;
  return crl->issuer != NULL;
}

static TbCrl *
crl_new (TbCrypto *crypto, GBytes *der, GError **error)
{
  g_autoptr (TbCrl) crl = g_new0 (TbCrl, 1);

  g_atomic_ref_count_init (&crl->refs);
  crl->crypto = crypto;
  crl->der = g_bytes_ref (der);
  if (!tb_crl_parts_read (&crl->parts, crypto, der, error))
    return NULL;
  if (tell_names (crl))
    return g_steal_pointer (&crl);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot tell the issuer of the revocation list");
  return NULL;
}

/* --- PEM --- */

static GBytes *
take_pem_bytes (unsigned char *bytes, long n_bytes)
{
  GBytes *taken = g_bytes_new (bytes, (gsize) n_bytes);

  OPENSSL_free (bytes);
  return taken;
}

/* The next list in PEM, or NULL. Other things between, such as certificates, are passed over. */
static GBytes *
next_pem_list (BIO *in)
{
  char *name, *header;
  unsigned char *bytes;
  long n_bytes;

  while (PEM_read_bio (in, &name, &header, &bytes, &n_bytes) == 1)
    {
      gboolean is_list = strcmp (name, PEM_STRING_X509_CRL) == 0 && header[0] == '\0';

      OPENSSL_free (name);
      OPENSSL_free (header);
      if (is_list)
        return take_pem_bytes (bytes, n_bytes);
      OPENSSL_free (bytes);
    }
  return NULL;
}

static gboolean
is_der (GBytes *bytes)
{
  const guint8 *first = g_bytes_get_data (bytes, NULL);

  return g_bytes_get_size (bytes) > 0 && first[0] == TB_DER_SEQUENCE;
}

static gboolean
check_size (GBytes *bytes, GError **error)
{
  if (g_bytes_get_size (bytes) <= MAX_BYTES)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "A revocation list of %" G_GSIZE_FORMAT " bytes is not read; %d bytes is the limit",
                       g_bytes_get_size (bytes), MAX_BYTES);
  return FALSE;
}

static gboolean
add_list (GPtrArray *lists, TbCrypto *crypto, GBytes *der, GError **error)
{
  TbCrl *crl;

  if (lists->len >= MAX_LISTS)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "More than %d revocation lists in one file are not read", MAX_LISTS);
      return FALSE;
    }
  crl = crl_new (crypto, der, error);
  if (crl == NULL)
    return FALSE;
  g_ptr_array_add (lists, crl);
  return TRUE;
}

static gboolean
add_pem_lists (GPtrArray *lists, TbCrypto *crypto, GBytes *pem, guint max, GError **error)
{
  g_autoptr (BIO) in = BIO_new_mem_buf (g_bytes_get_data (pem, NULL), (int) g_bytes_get_size (pem));
  GBytes *der;
  gboolean is_added = TRUE;

  while (in != NULL && is_added && lists->len < max && (der = next_pem_list (in)) != NULL)
    {
      is_added = add_list (lists, crypto, der, error);
      g_bytes_unref (der);
    }
  if (is_added && lists->len == 0)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "These %" G_GSIZE_FORMAT " bytes hold no certificate revocation list, in DER or PEM",
                         g_bytes_get_size (pem));
  ERR_clear_error ();           /* the end of the file is one to OpenSSL */
  return is_added && lists->len > 0;
}

static GPtrArray *
read_lists (TbCrypto *crypto, GBytes *bytes, guint max, GError **error)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_crl_unref);

  ERR_clear_error ();
  if (!check_size (bytes, error))
    return NULL;
  if (is_der (bytes) ? add_list (lists, crypto, bytes, error) : add_pem_lists (lists, crypto, bytes, max, error))
    return g_steal_pointer (&lists);
  return NULL;
}

/**
 * tb_crl_new_from_bytes:
 * @crypto: the context to work in
 * @pem_or_der: one list in DER and nothing after it, or the first of those in a PEM file
 * @error: return location
 *
 * Reads a list. Whether it may be believed is for [func@status_judge] to say. Its memory is that of its bytes and sixteen more for each entry.
 *
 * Returns: (transfer full) (nullable): the list; %NULL with %TB_CRYPTO_ERROR_MALFORMED when @pem_or_der is none, %TB_CRYPTO_ERROR_REFUSED when
 *   it is larger than is read
 */
TbCrl *
tb_crl_new_from_bytes (TbCrypto *crypto, GBytes *pem_or_der, GError **error)
{
  g_autoptr (GPtrArray) lists = read_lists (crypto, pem_or_der, 1, error);

  return lists != NULL ? tb_crl_ref (g_ptr_array_index (lists, 0)) : NULL;
}

/**
 * tb_crl_read_all:
 * @crypto: the context to work in
 * @pem_or_der: one list in DER, or any number in PEM
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TbCrl): the lists, at least one; %NULL with an error as from [func@Crl.new_from_bytes]
 */
GPtrArray *
tb_crl_read_all (TbCrypto *crypto, GBytes *pem_or_der, GError **error)
{
  return read_lists (crypto, pem_or_der, G_MAXUINT, error);
}

/**
 * tb_crl_ref:
 * @crl: a list
 *
 * Returns: (transfer full): @crl
 */
TbCrl *
tb_crl_ref (TbCrl *crl)
{
  g_atomic_ref_count_inc (&crl->refs);
  return crl;
}

/**
 * tb_crl_unref:
 * @crl: (transfer full): a list
 *
 * Drops a reference; the last one frees the list.
 */
void
tb_crl_unref (TbCrl *crl)
{
  if (!g_atomic_ref_count_dec (&crl->refs))
    return;
  tb_crl_parts_clear (&crl->parts);
  X509_CRL_free (crl->whole);
  g_clear_pointer (&crl->signer, tb_certificate_unref);
  g_free (crl->issuer);
  g_free (crl->number);
  g_free (crl->base_number);
  g_bytes_unref (crl->der);
  g_free (crl);
}

/* --- what it says --- */

/**
 * tb_crl_get_der:
 * @crl: a list
 *
 * Returns: (transfer none): its bytes
 */
GBytes *
tb_crl_get_der (TbCrl *crl)
{
  return crl->der;
}

/**
 * tb_crl_get_x509_crl:
 * @crl: a list
 *
 * Parses all entries once more, the way OpenSSL wants them: that takes up to twenty times the memory of the bytes, and nothing here needs it.
 *
 * Returns: (transfer none) (nullable): OpenSSL's list, to be read only; %NULL when OpenSSL cannot read an entry, or the list has more than
 *   three megabytes
 */
X509_CRL *
tb_crl_get_x509_crl (TbCrl *crl)
{
  gsize n_bytes;
  const guint8 *at = g_bytes_get_data (crl->der, &n_bytes);
  X509_CRL *whole = g_atomic_pointer_get (&crl->whole);

  if (whole != NULL || n_bytes > MAX_OPENSSL_BYTES)
    return whole;
  whole = X509_CRL_new_ex (tb_crypto_get_libctx (crl->crypto), NULL);
  if (whole == NULL || d2i_X509_CRL (&whole, &at, (long) n_bytes) == NULL)
    return NULL;                /* d2i has freed it */
  if (!g_atomic_pointer_compare_and_exchange (&crl->whole, NULL, whole))
    X509_CRL_free (whole);      /* another thread was faster */
  return g_atomic_pointer_get (&crl->whole);
}

/**
 * tb_crl_get_issuer:
 * @crl: a list
 *
 * Returns: (transfer none): who signed it, as text, RFC 4514
 */
const char *
tb_crl_get_issuer (TbCrl *crl)
{
  return crl->issuer;
}

/**
 * tb_crl_get_number:
 * @crl: a list
 *
 * Returns: (transfer none) (nullable): its number (RFC 5280 section 5.2.3) in hexadecimal, %NULL when it has none
 */
const char *
tb_crl_get_number (TbCrl *crl)
{
  return crl->number;
}

/**
 * tb_crl_get_base_number:
 * @crl: a list
 *
 * Returns: (transfer none) (nullable): the number of the full list that a delta list goes with (RFC 5280 section 5.2.4) in hexadecimal, %NULL
 *   for a full list
 */
const char *
tb_crl_get_base_number (TbCrl *crl)
{
  return crl->base_number;
}

/**
 * tb_crl_get_this_update_us:
 * @crl: a list
 *
 * Returns: when it was made, in microseconds since 1970-01-01T00:00:00Z
 */
gint64
tb_crl_get_this_update_us (TbCrl *crl)
{
  return crl->parts.this_update_us;
}

/**
 * tb_crl_get_next_update_us:
 * @crl: a list
 *
 * Returns: by when there is a newer one, in microseconds since 1970-01-01T00:00:00Z; %G_MAXINT64 when it does not say
 */
gint64
tb_crl_get_next_update_us (TbCrl *crl)
{
  return crl->parts.next_update_us;
}

/**
 * tb_crl_get_n:
 * @crl: a list
 *
 * Returns: how many entries it has
 */
guint
tb_crl_get_n (TbCrl *crl)
{
  return crl->parts.entries.index->len;
}

/**
 * tb_crl_lookup:
 * @crl: a list
 * @certificate: a certificate
 * @revocation: (out caller-allocates): the entry; its serial belongs to @certificate
 *
 * Looks for a certificate, of the list's issuer or, in an indirect list, of the issuer that an entry names. A delta list tells with the reason
 * %TB_REVOCATION_REMOVE_FROM_CRL that a certificate is no longer revoked.
 *
 * Returns: whether the list has an entry for it
 */
gboolean
tb_crl_lookup (TbCrl *crl, TbCertificate *certificate, TbRevocation *revocation)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);

  if (!tb_crl_entries_find (&crl->parts.entries, X509_get0_serialNumber (x509), X509_CRL_get_issuer (crl->parts.shell),
                            X509_get_issuer_name (x509), revocation))
    return FALSE;
  revocation->serial = tb_certificate_get_serial (certificate);
  return TRUE;
}

/* --- for tb-status --- */

const TbCrlParts *
tb_crl_get_parts (TbCrl *crl)
{
  return &crl->parts;
}

/* OpenSSL knows the algorithms; what is signed is handed to it as one opaque value. */
static gboolean
verify (TbCrl *crl, EVP_PKEY *key)
{
  const guint8 *at = crl->parts.tbs.start;
  const ASN1_BIT_STRING *signature;
  const X509_ALGOR *algorithm;
  ASN1_TYPE *tbs;
  int answer = 0;

  ERR_clear_error ();
  X509_CRL_get0_signature (crl->parts.shell, &signature, &algorithm);
  tbs = d2i_ASN1_TYPE (NULL, &at, crl->parts.tbs.end - at);
  if (tbs != NULL && key != NULL && crl->parts.names_one_algorithm)
    answer = ASN1_item_verify_ex (ASN1_ITEM_rptr (ASN1_ANY), algorithm, signature, tbs, NULL, key, tb_crypto_get_libctx (crl->crypto), NULL);
  ASN1_TYPE_free (tbs);
  ERR_clear_error ();
  return answer == 1;
}

/* Whether the key of @signer made the signature. That it did is remembered: a broker looks at one list at every handshake. */
gboolean
tb_crl_verify_signature (TbCrl *crl, TbCertificate *signer)
{
  TbCertificate *known = g_atomic_pointer_get (&crl->signer);

  if (known != NULL && (known == signer || g_bytes_equal (tb_certificate_get_der (known), tb_certificate_get_der (signer))))
    return TRUE;
  if (!verify (crl, X509_get0_pubkey (tb_certificate_get_x509 (signer))))
    return FALSE;
  if (known == NULL && g_atomic_pointer_compare_and_exchange (&crl->signer, NULL, tb_certificate_ref (signer)))
    return TRUE;
  if (known == NULL)
    tb_certificate_unref (signer);      /* another thread was faster */
  return TRUE;
}
