/* tb-scep-request: what a device prepares before it asks: a request with a password in it, and a certificate that it vouches for itself. */
#include "tb-scep-content.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "tb-key-private.h"

#define MAX_PASSWORD_BYTES 255
#define SERIAL_BYTES 16

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_BIT_STRING, ASN1_BIT_STRING_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_TIME, ASN1_TIME_free)

/* Returns: (transfer full) (nullable): a request and nothing after it; its signature is not looked at */
X509_REQ *
tb_scep_request_parse (TbCrypto *crypto, GBytes *der)
{
  gsize n;
  const guchar *bytes = g_bytes_get_data (der, &n), *at = bytes;
  X509_REQ *request = X509_REQ_new_ex (tb_crypto_get_libctx (crypto), NULL);

  if (request == NULL || d2i_X509_REQ (&request, &at, (long) n) == NULL)
    return NULL;                /* d2i has freed it */
  if (at == bytes + n)
    return request;
  X509_REQ_free (request);
  return NULL;
}

static GBytes *
encode (X509_REQ *request)
{
  guchar *der = NULL;
  int n = i2d_X509_REQ (request, &der);
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return bytes;
}

static GBytes *
add_password (TbKey *key, GBytes *plain, const char *password)
{
  g_autoptr (X509_REQ) request = tb_scep_request_parse (tb_key_get_crypto (key), plain);
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (key);

  if (request == NULL || signing == NULL
      || X509_REQ_add1_attr_by_NID (request, NID_pkcs9_challengePassword, MBSTRING_UTF8, (const guchar *) password, (int) strlen (password)) != 1
      || X509_REQ_sign_ctx (request, signing) <= 0)
    return NULL;
  return encode (request);
}

/**
 * tb_scep_request_make:
 * @key: the key to be certified
 * @common_name: the subject
 * @dns_names: (nullable) (array zero-terminated=1): names for subjectAltName
 * @password: (nullable): the challengePassword, 1 to 255 bytes of UTF-8
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the request, DER; %NULL with %TB_CRYPTO_ERROR_REFUSED for a name or password that cannot be, or
 *   %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_scep_request_make (TbKey *key, const char *common_name, const char *const *dns_names, const char *password, TbStream *stream, GError **error)
{
  g_autoptr (GBytes) plain = NULL;
  GBytes *with;
  TbJob job;

  if (password != NULL && (*password == '\0' || strlen (password) > MAX_PASSWORD_BYTES || !g_utf8_validate (password, -1, NULL)))
    {
      g_set_error_literal (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED, "A challenge password has 1 to 255 bytes of UTF-8");
      return NULL;
    }
  plain = tb_key_make_request (key, common_name, dns_names, stream, error);
  if (plain == NULL || password == NULL)
    return g_steal_pointer (&plain);
  ERR_clear_error ();
  tb_job_enter_stream (&job, stream);
  with = add_password (key, plain, password);
  tb_job_leave (&job);
  if (with == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot put a password into the request of %s", common_name);
  return with;
}

/**
 * tb_scep_request_get_password:
 * @request: a request
 * @password: (out) (nullable): the password, %NULL when there is none
 *
 * Returns: %FALSE when there are several, or one that is no text
 */
gboolean
tb_scep_request_get_password (X509_REQ *request, char **password)
{
  int at = X509_REQ_get_attr_by_NID (request, NID_pkcs9_challengePassword, -1);
  X509_ATTRIBUTE *attribute = at >= 0 ? X509_REQ_get_attr (request, at) : NULL;
  const ASN1_TYPE *value = attribute != NULL && X509_ATTRIBUTE_count (attribute) == 1 ? X509_ATTRIBUTE_get0_type (attribute, 0) : NULL;
  guchar *utf8 = NULL;
  int n;

  *password = NULL;
  if (at < 0)
    return TRUE;
  if (value == NULL || X509_REQ_get_attr_by_NID (request, NID_pkcs9_challengePassword, at) >= 0
      || (value->type != V_ASN1_PRINTABLESTRING && value->type != V_ASN1_UTF8STRING && value->type != V_ASN1_IA5STRING
          && value->type != V_ASN1_T61STRING && value->type != V_ASN1_BMPSTRING && value->type != V_ASN1_UNIVERSALSTRING))
    return FALSE;
  n = ASN1_STRING_to_UTF8 (&utf8, value->value.asn1_string);
  if (n > 0 && n <= MAX_PASSWORD_BYTES && memchr (utf8, '\0', (gsize) n) == NULL)
    *password = g_strndup ((const char *) utf8, (gsize) n);
  OPENSSL_free (utf8);
  ERR_clear_error ();
  return *password != NULL;
}

/* --- the certificate of one who has none --- */

static gboolean
put_time (ASN1_TIME *to, gint64 unix_us)
{
  return ASN1_TIME_set (to, (time_t) tb_floor_seconds (unix_us)) != NULL;
}

/* RFC 8894 section 2.3: it signs messages and is encrypted to. */
static gboolean
put_usage (X509 *x509)
{
  g_autoptr (ASN1_BIT_STRING) usage = ASN1_BIT_STRING_new ();

  return usage != NULL && ASN1_BIT_STRING_set_bit (usage, 0, 1) == 1 && ASN1_BIT_STRING_set_bit (usage, 2, 1) == 1
         && X509_add1_ext_i2d (x509, NID_key_usage, usage, 1, X509V3_ADD_DEFAULT) == 1;
}

static gboolean
put_serial (X509 *x509, OSSL_LIB_CTX *libctx)
{
  guint8 bytes[SERIAL_BYTES];
  BIGNUM *number;
  gboolean good;

  if (RAND_bytes_ex (libctx, bytes, sizeof bytes, 0) != 1)
    return FALSE;
  bytes[0] = (guint8) ((bytes[0] & 0x7f) | 0x40);
  number = BN_bin2bn (bytes, sizeof bytes, NULL);
  good = number != NULL && BN_to_ASN1_INTEGER (number, X509_get_serialNumber (x509)) != NULL;
  BN_free (number);
  return good;
}

static X509 *
make (TbKey *key, X509_REQ *request, gint64 not_before_us, gint64 not_after_us)
{
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (tb_key_get_crypto (key));
  const X509_NAME *name = X509_REQ_get_subject_name (request);
  g_autoptr (X509) x509 = X509_new_ex (libctx, NULL);
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (key);

  if (x509 == NULL || signing == NULL || X509_set_version (x509, X509_VERSION_3) != 1 || !put_serial (x509, libctx)
      || X509_set_subject_name (x509, name) != 1 || X509_set_issuer_name (x509, name) != 1
      || X509_set_pubkey (x509, tb_key_get_pkey (key)) != 1
      || !put_time (X509_getm_notBefore (x509), not_before_us) || !put_time (X509_getm_notAfter (x509), not_after_us)
      || !put_usage (x509) || X509_sign_ctx (x509, signing) <= 0)
    return NULL;
  return g_steal_pointer (&x509);
}

static TbCertificate *
take (TbCrypto *crypto, X509 *x509, GError **error)
{
  guchar *der = NULL;
  int n = i2d_X509 (x509, &der);
  g_autoptr (GBytes) bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return bytes != NULL ? tb_certificate_new_from_der (crypto, bytes, error) : NULL;
}

/**
 * tb_scep_self_signed_new:
 * @key: the key of @request
 * @request: a request, for the subject
 * @not_before_us: from when on, unix time in microseconds
 * @not_after_us: until when
 * @stream: (nullable): what serial number and signature draw from; not used by the live context
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a certificate by nobody else; %NULL with %TB_CRYPTO_ERROR_FAILED or %TB_CRYPTO_ERROR_MALFORMED
 */
TbCertificate *
tb_scep_self_signed_new (TbKey *key, GBytes *request, gint64 not_before_us, gint64 not_after_us, TbStream *stream, GError **error)
{
  g_autoptr (X509_REQ) parsed = NULL;
  g_autoptr (X509) x509 = NULL;
  TbJob job;

  ERR_clear_error ();
  parsed = tb_scep_request_parse (tb_key_get_crypto (key), request);
  if (parsed == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "This is not a certification request (PKCS #10, DER)");
      return NULL;
    }
  tb_job_enter_stream (&job, stream);
  x509 = make (key, parsed, not_before_us, not_after_us);
  tb_job_leave (&job);
  if (x509 != NULL)
    return take (tb_key_get_crypto (key), x509, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot make a self-signed certificate");
  return NULL;
}
