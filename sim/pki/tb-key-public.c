/* tb-key-public: the public half of a key as a SubjectPublicKeyInfo.
 *
 * X509_PUBKEY_set () would do it by way of an encoder and a decoder, which cost more than a signature, and every device needs it twice. It is
 * left to RSA, which devices seldom have. */
#include "tb-key-private.h"

/* Takes @bits over. */
static gboolean
put_bits (X509_PUBKEY *to, int kind, int parameters, ASN1_OBJECT *curve, unsigned char *bits, gsize n_bits)
{
  if (n_bits > 0 && X509_PUBKEY_set0_param (to, OBJ_nid2obj (kind), parameters, curve, bits, (int) n_bits) == 1)
    return TRUE;
  OPENSSL_free (bits);
  return FALSE;
}

/* As OpenSSL encodes it. */
static gboolean
put_encoded (X509_PUBKEY *to, EVP_PKEY *pkey, int kind, int parameters, ASN1_OBJECT *curve)
{
  X509_PUBKEY *whole = NULL;
  const unsigned char *bits;
  gboolean is_put = FALSE;
  int n;

  if (X509_PUBKEY_set (&whole, pkey) == 1 && X509_PUBKEY_get0_param (NULL, &bits, &n, NULL, whole) == 1)
    is_put = put_bits (to, kind, parameters, curve, OPENSSL_memdup (bits, (gsize) n), (gsize) n);
  X509_PUBKEY_free (whole);
  return is_put;
}

/* RFC 5480 section 2: a named curve, an uncompressed point. Keys in tokens may give their point in an encoding only. */
static gboolean
put_ec (X509_PUBKEY *to, EVP_PKEY *pkey, const TbKeyKind *kind)
{
  unsigned char *point = NULL;
  gsize n_point = EVP_PKEY_get1_encoded_public_key (pkey, &point);
  ASN1_OBJECT *curve = OBJ_nid2obj (kind->nid);

  if (n_point == 0)
    return put_encoded (to, pkey, NID_X9_62_id_ecPublicKey, V_ASN1_OBJECT, curve);
  return put_bits (to, NID_X9_62_id_ecPublicKey, V_ASN1_OBJECT, curve, point, n_point);
}

/* RFC 8410 section 3: no parameters, the key as it is. */
static gboolean
put_raw (X509_PUBKEY *to, EVP_PKEY *pkey, const TbKeyKind *kind)
{
  gsize n = 0;
  unsigned char *raw = NULL;

  if (EVP_PKEY_get_raw_public_key (pkey, NULL, &n) == 1 && n > 0)
    raw = OPENSSL_malloc (n);
  if (raw == NULL || EVP_PKEY_get_raw_public_key (pkey, raw, &n) != 1)
    n = 0;
  return put_bits (to, kind->nid, V_ASN1_UNDEF, NULL, raw, n);
}

/* Puts a public key of one of the kinds, or RSA of any size, into @to, which may be inside a request or certificate. Whether it is strong enough is judged by
 * whoever takes it. */
gboolean
tb_key_put_public (X509_PUBKEY *to, EVP_PKEY *pkey)
{
  TbKeyAlgorithm algorithm;

  if (pkey != NULL && EVP_PKEY_is_a (pkey, "RSA"))
    return put_encoded (to, pkey, NID_rsaEncryption, V_ASN1_NULL, NULL);
  if (!tb_key_classify_pkey (pkey, &algorithm))
    return FALSE;
  if (tb_key_kind (algorithm)->group != NULL)
    return put_ec (to, pkey, tb_key_kind (algorithm));
  return put_raw (to, pkey, tb_key_kind (algorithm));
}

/* The public half as bytes; NULL when OpenSSL fails. */
GBytes *
tb_key_make_spki (EVP_PKEY *pkey)
{
  X509_PUBKEY *whole = X509_PUBKEY_new ();
  unsigned char *der = NULL;
  int n = whole != NULL && tb_key_put_public (whole, pkey) ? i2d_X509_PUBKEY (whole, &der) : 0;
  GBytes *spki = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  X509_PUBKEY_free (whole);
  return spki;
}
