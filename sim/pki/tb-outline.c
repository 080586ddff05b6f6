/* tb-outline: see the header. */
#include "tb-outline.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/provider.h>

#include "tb-crypto-private.h"

#define P256_POINT_BYTES 65     /* uncompressed */

static gpointer
make_context (gpointer unused)
{
  OSSL_LIB_CTX *context = OSSL_LIB_CTX_new ();

  /* Without any provider OpenSSL would load the default one. */
  if (context == NULL || OSSL_PROVIDER_load (context, "null") == NULL)
    g_error ("OpenSSL has no context without algorithms");
  return context;
}

/* Shared by all threads, never freed, as the other contexts. */
static OSSL_LIB_CTX *
get_context (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_context, NULL);
}

static ASN1_VALUE *
read_item (GBytes *der, const ASN1_ITEM *item)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (der, &n_bytes), *at = bytes;
  ASN1_VALUE *value = ASN1_item_d2i_ex (NULL, &at, (long) n_bytes, item, get_context (), NULL);

  if (value == NULL || at == bytes + n_bytes)
    return value;
  ASN1_item_free (value, item);
  return NULL;
}

/**
 * tb_outline_read_certificate:
 * @der: one certificate and nothing after it
 *
 * Returns: (transfer full) (nullable): the certificate, whose public key cannot be had from OpenSSL; %NULL when it is none
 */
X509 *
tb_outline_read_certificate (GBytes *der)
{
  return (X509 *) read_item (der, ASN1_ITEM_rptr (X509));
}

/**
 * tb_outline_read_request:
 * @der: one PKCS #10 request and nothing after it
 *
 * Returns: (transfer full) (nullable): the request, whose public key cannot be had from OpenSSL; %NULL when it is none
 */
X509_REQ *
tb_outline_read_request (GBytes *der)
{
  return (X509_REQ *) read_item (der, ASN1_ITEM_rptr (X509_REQ));
}

/* --- keys --- */

/* RFC 5480 section 2: P-256 by its name, and an uncompressed point; anything else goes the long way. */
static gboolean
is_usual (const X509_ALGOR *algorithm, const guint8 *bits, int n_bits)
{
  const ASN1_OBJECT *kind;
  const void *curve;
  int parameters;

  X509_ALGOR_get0 (&kind, &parameters, &curve, algorithm);
  return OBJ_obj2nid (kind) == NID_X9_62_id_ecPublicKey && parameters == V_ASN1_OBJECT && OBJ_obj2nid (curve) == NID_X9_62_prime256v1
         && n_bits == P256_POINT_BYTES && bits[0] == POINT_CONVERSION_UNCOMPRESSED;
}

/* OpenSSL refuses points that are not on the curve. */
static EVP_PKEY *
take_usual (TbCrypto *crypto, const guint8 *bits, int n_bits)
{
  g_autoptr (EVP_PKEY) pkey = EVP_PKEY_dup (crypto->p256);

  return pkey != NULL && EVP_PKEY_set1_encoded_public_key (pkey, bits, (gsize) n_bits) == 1 ? g_steal_pointer (&pkey) : NULL;
}

static EVP_PKEY *
take_other (TbCrypto *crypto, const X509_PUBKEY *spki)
{
  unsigned char *der = NULL;
  int n_bytes = i2d_X509_PUBKEY (spki, &der);
  const unsigned char *at = der;
  EVP_PKEY *pkey = n_bytes > 0 ? d2i_PUBKEY_ex (NULL, &at, n_bytes, crypto->libctx, NULL) : NULL;

  OPENSSL_free (der);
  return pkey;
}

/**
 * tb_outline_take_key:
 * @crypto: the context the key will belong to
 * @spki: part of an outline
 *
 * Returns: (transfer full) (nullable): the public key; %NULL when it is broken or of a kind that OpenSSL does not know
 */
EVP_PKEY *
tb_outline_take_key (TbCrypto *crypto, const X509_PUBKEY *spki)
{
  const unsigned char *bits;
  X509_ALGOR *algorithm;
  int n_bits;

  if (X509_PUBKEY_get0_param (NULL, &bits, &n_bits, &algorithm, spki) != 1)
    return NULL;
  return is_usual (algorithm, bits, n_bits) ? take_usual (crypto, bits, n_bits) : take_other (crypto, spki);
}
