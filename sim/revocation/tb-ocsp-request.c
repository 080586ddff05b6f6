/* tb-ocsp-request: what a relying party asks (RFC 6960 section 4.1). */
#include "tb-ocsp-private.h"

#include <openssl/err.h>

static const struct
{
  int nid;
  const char *name;
} hashes[] = {
  { NID_sha1, "SHA1" },
  { NID_sha256, "SHA2-256" },
  { NID_sha384, "SHA2-384" },
  { NID_sha512, "SHA2-512" },
};

const char *
tb_ocsp_hash_name (int nid)
{
  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    if (hashes[i].nid == nid)
      return hashes[i].name;
  return NULL;
}

static gboolean
add_certificate (OCSP_REQUEST *request, const EVP_MD *hash, TbCertificate *certificate, TbCertificate *issuer)
{
  OCSP_CERTID *id = OCSP_cert_to_id (hash, tb_certificate_get_x509 (certificate), tb_certificate_get_x509 (issuer));

  if (id != NULL && OCSP_request_add0_id (request, id) != NULL)
    return TRUE;
  OCSP_CERTID_free (id);
  return FALSE;
}

static gboolean
add_nonce (OCSP_REQUEST *request, GBytes *nonce)
{
  gsize n_bytes;
  const guint8 *bytes;

  if (nonce == NULL)
    return TRUE;
  bytes = g_bytes_get_data (nonce, &n_bytes);
  return OCSP_request_add1_nonce (request, (unsigned char *) bytes, (int) n_bytes) == 1;
}

static gboolean
fill (OCSP_REQUEST *request, const EVP_MD *hash, TbCertificate *const *certificates, gsize n_certificates, TbCertificate *issuer, GBytes *nonce)
{
  for (gsize i = 0; i < n_certificates; i++)
    if (!add_certificate (request, hash, certificates[i], issuer))
      return FALSE;
  return add_nonce (request, nonce);
}

static GBytes *
make_request (const EVP_MD *hash, TbCertificate *const *certificates, gsize n_certificates, TbCertificate *issuer, GBytes *nonce)
{
  g_autoptr (OCSP_REQUEST) request = OCSP_REQUEST_new ();
  unsigned char *der = NULL;
  GBytes *bytes = NULL;
  int n = 0;

  if (request != NULL && hash != NULL && fill (request, hash, certificates, n_certificates, issuer, nonce))
    n = i2d_OCSP_REQUEST (request, &der);
  if (n > 0)
    bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  return bytes;
}

/* RFC 9654 section 2.1: 1 to 128 octets, and 32 are recommended. */
static gboolean
check_nonce (GBytes *nonce, GError **error)
{
  if (nonce == NULL || (g_bytes_get_size (nonce) >= 1 && g_bytes_get_size (nonce) <= TB_OCSP_MAX_NONCE_BYTES))
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "A nonce has 1 to %d octets, not %" G_GSIZE_FORMAT, TB_OCSP_MAX_NONCE_BYTES, g_bytes_get_size (nonce));
  return FALSE;
}

/**
 * tb_ocsp_make_request_for:
 * @crypto: the context to work in
 * @hash: how to name the issuer
 * @certificates: (array length=n_certificates): the certificates to ask about, all from @issuer
 * @n_certificates: how many, at least one
 * @issuer: the authority's certificate
 * @nonce: (nullable): 1 to 128 octets that the answer is to repeat
 * @error: return location
 *
 * Writes an unsigned request about several certificates (RFC 6960 section 4.1.1).
 *
 * Returns: (transfer full) (nullable): DER; %NULL with %TB_CRYPTO_ERROR_REFUSED for a nonce of another length, or %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_ocsp_make_request_for (TbCrypto *crypto, TbOcspHash hash, TbCertificate *const *certificates, gsize n_certificates, TbCertificate *issuer,
                          GBytes *nonce, GError **error)
{
  EVP_MD *kind;
  GBytes *request;

  g_return_val_if_fail (n_certificates > 0, NULL);
  ERR_clear_error ();
  if (!check_nonce (nonce, error))
    return NULL;
  kind = EVP_MD_fetch (tb_crypto_get_libctx (crypto), hash == TB_OCSP_SHA1 ? "SHA1" : "SHA2-256", NULL);
  request = make_request (kind, certificates, n_certificates, issuer, nonce);
  EVP_MD_free (kind);
  if (request == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot write a request about certificates of %s", tb_certificate_get_subject (issuer));
  return request;
}

/**
 * tb_ocsp_make_request:
 * @crypto: the context to work in
 * @certificate: the certificate to ask about
 * @issuer: who issued it
 * @nonce: (nullable): 1 to 128 octets that the answer is to repeat
 * @error: return location
 *
 * Writes an unsigned request about one certificate, with SHA-1 as every responder knows it.
 *
 * Returns: (transfer full) (nullable): DER; %NULL with an error as from [func@ocsp_make_request_for]
 */
GBytes *
tb_ocsp_make_request (TbCrypto *crypto, TbCertificate *certificate, TbCertificate *issuer, GBytes *nonce, GError **error)
{
  return tb_ocsp_make_request_for (crypto, TB_OCSP_SHA1, &certificate, 1, issuer, nonce, error);
}
