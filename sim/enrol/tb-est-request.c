/* tb-est-request: certification requests that say the same names as something else, and whether they do.
 *
 * Whoever re-enrols has to ask for the names it has (RFC 7030 section 4.2.2); whoever has its key made by the server is asked for by the server. */
#include "tb-est-private.h"

#include <string.h>

#include <openssl/err.h>

static gboolean
add_names (X509_REQ *x509, GENERAL_NAMES *names)
{
  STACK_OF (X509_EXTENSION) *extensions = NULL;
  gboolean is_added = X509V3_add1_i2d (&extensions, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1
                      && X509_REQ_add_extensions (x509, extensions) == 1;
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
  return is_added;
}

static X509_REQ *
make (TbKey *key, const X509_NAME *subject, GENERAL_NAMES *names)
{
  g_autoptr (X509_REQ) x509 = X509_REQ_new_ex (tb_crypto_get_libctx (tb_key_get_crypto (key)), NULL);
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (key);
  if (x509 == NULL || signing == NULL
      || X509_REQ_set_version (x509, X509_REQ_VERSION_1) != 1
      || X509_REQ_set_subject_name (x509, subject) != 1
      || !tb_key_put_public (X509_REQ_get_X509_PUBKEY (x509), tb_key_get_pkey (key))
      || (names != NULL && !add_names (x509, names))
      || X509_REQ_sign_ctx (x509, signing) <= 0)
    return NULL;
  return g_steal_pointer (&x509);
}

/**
 * tb_est_make_request:
 * @key: the key to be certified
 * @subject: whom to ask for
 * @names: (nullable): further names
 * @stream: (nullable): what the signature draws from; not used by the live context
 *
 * Returns: (transfer full) (nullable): a request (RFC 2986), DER; %NULL when OpenSSL fails
 */
GBytes *
tb_est_make_request (TbKey *key, const X509_NAME *subject, GENERAL_NAMES *names, TbStream *stream)
{
  unsigned char *der = NULL;
  TbJob job;
  ERR_clear_error ();
  tb_job_enter_stream (&job, stream);
  g_autoptr (X509_REQ) x509 = make (key, subject, names);
  tb_job_leave (&job);
  int n = x509 ? i2d_X509_REQ (x509, &der) : 0;
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;
  OPENSSL_free (der);
  return bytes;
}

/**
 * tb_est_make_request_like:
 * @key: the key to be certified, the old one or a new one
 * @current: the certificate that is to be followed by another
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @error: return location
 *
 * Makes the request to re-enrol with: subject and further names are those of @current (RFC 7030 section 4.2.2).
 *
 * Returns: (transfer full) (nullable): the request, DER; %NULL with %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_est_make_request_like (TbKey *key, TbCertificate *current, TbStream *stream, GError **error)
{
  X509 *x509 = tb_certificate_get_x509 (current);
  GENERAL_NAMES *names = X509_get_ext_d2i (x509, NID_subject_alt_name, NULL, NULL);
  GBytes *request = tb_est_make_request (key, X509_get_subject_name (x509), names, stream);
  if (request == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign the request of %s", tb_certificate_get_subject (current));
  GENERAL_NAMES_free (names);
  return request;
}

static GBytes *
names_to_bytes (const GENERAL_NAMES *names)
{
  unsigned char *der = NULL;
  int n = names ? i2d_GENERAL_NAMES (names, &der) : 0;
  GBytes *bytes = g_bytes_new (der, n > 0 ? (gsize) n : 0);
  OPENSSL_free (der);
  return bytes;
}

/**
 * tb_est_same_names:
 * @request: a request
 * @certificate: a certificate
 *
 * Returns: whether subject and further names are the same in both (RFC 7030 section 4.2.2)
 */
gboolean
tb_est_same_names (const TbRequest *request, TbCertificate *certificate)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);
  GENERAL_NAMES *names = X509_get_ext_d2i (x509, NID_subject_alt_name, NULL, NULL);
  g_autoptr (GBytes) had = names_to_bytes (names), asked = names_to_bytes (request->alternative_names);
  GENERAL_NAMES_free (names);
  return X509_NAME_cmp (X509_REQ_get_subject_name (request->x509), X509_get_subject_name (x509)) == 0 && g_bytes_equal (had, asked);
}
