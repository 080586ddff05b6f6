/* tb-revocation-sign: see the header. */
#include "tb-revocation-sign.h"

#include <string.h>

/* Whether the certificate is for this key. */
gboolean
tb_revocation_is_key_of (TbKey *key, TbCertificate *certificate)
{
  gsize n_spki;
  const guint8 *spki = g_bytes_get_data (tb_key_get_spki (key), &n_spki);
  unsigned char *der = NULL;
  int n = i2d_X509_PUBKEY (X509_get_X509_PUBKEY (tb_certificate_get_x509 (certificate)), &der);
  gboolean is_same = n > 0 && (gsize) n == n_spki && memcmp (der, spki, n_spki) == 0;

  OPENSSL_free (der);
  return is_same;
}

static gboolean
digest_bytes (TbCrypto *crypto, const char *algorithm, const guint8 *bytes, gsize n_bytes, guint8 *digest, guint *n_digest)
{
  EVP_MD *kind = EVP_MD_fetch (tb_crypto_get_libctx (crypto), algorithm, NULL);
  gboolean is_made = kind != NULL && EVP_Digest (bytes, n_bytes, digest, n_digest, kind, NULL) == 1;

  EVP_MD_free (kind);
  return is_made;
}

/* Of the subject's public key, without tag, length and unused bits (RFC 6960 section 4.1.1). @digest has EVP_MAX_MD_SIZE bytes. */
gboolean
tb_revocation_hash_key (TbCrypto *crypto, const char *algorithm, TbCertificate *certificate, guint8 *digest, guint *n_digest)
{
  const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr (tb_certificate_get_x509 (certificate));

  return bits != NULL
         && digest_bytes (crypto, algorithm, ASN1_STRING_get0_data (bits), (gsize) ASN1_STRING_length (bits), digest, n_digest);
}

/* Of the subject's name in DER. */
gboolean
tb_revocation_hash_name (TbCrypto *crypto, const char *algorithm, TbCertificate *certificate, guint8 *digest, guint *n_digest)
{
  const unsigned char *der;
  gsize n;

  return X509_NAME_get0_der (X509_get_subject_name (tb_certificate_get_x509 (certificate)), &der, &n) == 1
         && digest_bytes (crypto, algorithm, der, n, digest, n_digest);
}
