/* tb-request: see the header. Names and making; reading is in tb-request-read. */
#include "tb-request.h"

#include <string.h>

#include <openssl/err.h>

/* --- names --- */

/**
 * tb_request_check_common_name:
 * @common_name: what is to be named
 * @error: return location
 *
 * Returns: %FALSE with %TB_CRYPTO_ERROR_REFUSED when it cannot be a common name
 */
gboolean
tb_request_check_common_name (const char *common_name, GError **error)
{
  glong n_chars = g_utf8_validate (common_name, -1, NULL) ? g_utf8_strlen (common_name, -1) : 0;

  if (n_chars == 0 || n_chars > TB_REQUEST_MAX_NAME)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "A common name has 1 to %d characters of UTF-8, got %ld in %" G_GSIZE_FORMAT " bytes",
                           TB_REQUEST_MAX_NAME, n_chars, strlen (common_name));
      return FALSE;
    }
  for (const char *at = common_name; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      {
        tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "A common name has no control characters, got \\x%02x", (guint8) *at);
        return FALSE;
      }
  return TRUE;
}

/* RFC 1034 section 3.5 as RFC 1123 section 2.1 amends it: letters, digits and inner hyphens, 63 octets a label. */
static gboolean
is_label (const char *label, gsize length)
{
  if (length == 0 || length > 63 || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-')
      return FALSE;
  return TRUE;
}

static gboolean
is_dns_name (const char *name, gsize length)
{
  gsize begin = 0;

  if (length > 253)
    return FALSE;
  for (gsize i = 0; i <= length; i++)
    if (i == length || name[i] == '.')
      {
        if (!is_label (name + begin, i - begin))
          return FALSE;
        begin = i + 1;
      }
  return TRUE;
}

/**
 * tb_request_check_dns_bytes:
 * @name: (array length=length): what is to be named, not necessarily text
 * @length: how many bytes
 * @error: return location
 *
 * Returns: %FALSE with %TB_CRYPTO_ERROR_REFUSED when it is no DNS name
 */
gboolean
tb_request_check_dns_bytes (const char *name, gsize length, GError **error)
{
  if (is_dns_name (name, length))
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "\"%.*s\" is not a DNS name; labels have letters, digits and inner hyphens",
                       (int) MIN (length, 80), g_utf8_validate (name, (gssize) length, NULL) ? name : "?");
  return FALSE;
}

/**
 * tb_request_check_dns_name:
 * @dns_name: what is to be named
 * @error: return location
 *
 * Returns: %FALSE with %TB_CRYPTO_ERROR_REFUSED when it is no DNS name
 */
gboolean
tb_request_check_dns_name (const char *dns_name, GError **error)
{
  return tb_request_check_dns_bytes (dns_name, strlen (dns_name), error);
}

/**
 * tb_request_put_name:
 * @out: where to write
 * @common_name: the common name
 *
 * Writes a Name of one common name, as RFC 7925 section 4.4.2 has devices named.
 *
 * Returns: %FALSE when OpenSSL fails
 */
gboolean
tb_request_put_name (X509_NAME *out, const char *common_name)
{
  return X509_NAME_add_entry_by_NID (out, NID_commonName, V_ASN1_UTF8STRING, (const guint8 *) common_name, -1, -1, 0) == 1;
}

/* --- making --- */

static gboolean
add_dns_name (GENERAL_NAMES *names, const char *dns_name)
{
  GENERAL_NAME *name = GENERAL_NAME_new ();
  ASN1_IA5STRING *text = ASN1_IA5STRING_new ();

  if (name == NULL || text == NULL || ASN1_STRING_set (text, dns_name, -1) != 1)
    {
      ASN1_IA5STRING_free (text);
      GENERAL_NAME_free (name);
      return FALSE;
    }
  GENERAL_NAME_set0_value (name, GEN_DNS, text);
  return sk_GENERAL_NAME_push (names, name) > 0;
}

/* Asks for @dns_names as subjectAltName, by the extensionRequest attribute (RFC 2985 section 5.4.2). */
static gboolean
add_extensions (X509_REQ *x509, const char *const *dns_names)
{
  STACK_OF (X509_EXTENSION) *extensions = NULL;
  GENERAL_NAMES *names = GENERAL_NAMES_new ();
  gboolean is_added = names != NULL;

  for (guint i = 0; is_added && dns_names[i] != NULL; i++)
    is_added = add_dns_name (names, dns_names[i]);
  is_added = is_added && X509V3_add1_i2d (&extensions, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1
             && X509_REQ_add_extensions (x509, extensions) == 1;
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
  GENERAL_NAMES_free (names);
  return is_added;
}

static X509_REQ *
make_request (TbKey *key, const char *common_name, const char *const *dns_names)
{
  g_autoptr (X509_REQ) x509 = X509_REQ_new_ex (tb_key_get_crypto (key)->libctx, NULL);
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (key);
  gboolean has_names = dns_names != NULL && dns_names[0] != NULL;

  if (x509 == NULL || signing == NULL
      || X509_REQ_set_version (x509, X509_REQ_VERSION_1) != 1
      || !tb_request_put_name (X509_REQ_get_subject_name (x509), common_name)
      || !tb_key_put_public (X509_REQ_get_X509_PUBKEY (x509), tb_key_get_pkey (key))
      || (has_names && !add_extensions (x509, dns_names))
      || X509_REQ_sign_ctx (x509, signing) <= 0)
    return NULL;
  return g_steal_pointer (&x509);
}

static GBytes *
make_request_in_job (TbKey *key, const char *common_name, const char *const *dns_names, TbStream *stream)
{
  g_autoptr (X509_REQ) x509 = NULL;
  unsigned char *bytes = NULL;
  GBytes *der;
  TbJob job;
  int n;

  tb_job_enter_stream (&job, stream);
  x509 = make_request (key, common_name, dns_names);
  tb_job_leave (&job);
  n = x509 != NULL ? i2d_X509_REQ (x509, &bytes) : 0;
  der = n > 0 ? g_bytes_new (bytes, (gsize) n) : NULL;
  OPENSSL_free (bytes);
  return der;
}

static gboolean
check_names (const char *common_name, const char *const *dns_names, GError **error)
{
  for (guint i = 0; dns_names != NULL && dns_names[i] != NULL; i++)
    if (!tb_request_check_dns_name (dns_names[i], error))
      return FALSE;
  return tb_request_check_common_name (common_name, error);
}

/**
 * tb_key_make_request:
 * @key: the key to be certified
 * @common_name: the subject, 1 to 64 characters
 * @dns_names: (nullable) (array zero-terminated=1): names for subjectAltName
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @error: return location
 *
 * Makes a certification request (RFC 2986), signed with @key as proof of possession.
 *
 * Returns: (transfer full) (nullable): the request, DER; %NULL with %TB_CRYPTO_ERROR_REFUSED for a name that cannot be, or
 *   %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_key_make_request (TbKey *key, const char *common_name, const char *const *dns_names, TbStream *stream, GError **error)
{
  GBytes *der;

  if (!check_names (common_name, dns_names, error))
    return NULL;
  ERR_clear_error ();
  der = make_request_in_job (key, common_name, dns_names, stream);
  if (der == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign the request of %s", common_name);
  return der;
}
