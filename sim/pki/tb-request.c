/* tb-request: see the header. Names and making; reading is in tb-request-read. */
#include "tb-request.h"

#include <string.h>

#include <openssl/err.h>

const guint8 tb_oid_common_name[3] = { 0x55, 0x04, 0x03 };
const guint8 tb_oid_alternative_name[3] = { 0x55, 0x1d, 0x11 };
const guint8 tb_oid_extension_request[9] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e };

static const guint8 version_0[] = { 0 };

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
 */
void
tb_request_put_name (GByteArray *out, const char *common_name)
{
  gsize name = tb_der_open (out, TB_DER_SEQUENCE);
  gsize set = tb_der_open (out, TB_DER_SET);
  gsize attribute = tb_der_open (out, TB_DER_SEQUENCE);

  tb_der_put (out, TB_DER_OID, tb_oid_common_name, sizeof tb_oid_common_name);
  tb_der_put (out, TB_DER_UTF8_STRING, common_name, strlen (common_name));
  tb_der_close (out, attribute);
  tb_der_close (out, set);
  tb_der_close (out, name);
}

/* --- making --- */

static void
put_alternative_name (GByteArray *out, const char *const *dns_names)
{
  gsize extension = tb_der_open (out, TB_DER_SEQUENCE), value, names;

  tb_der_put (out, TB_DER_OID, tb_oid_alternative_name, sizeof tb_oid_alternative_name);
  value = tb_der_open (out, TB_DER_OCTET_STRING);
  names = tb_der_open (out, TB_DER_SEQUENCE);
  for (guint i = 0; dns_names[i] != NULL; i++)
    tb_der_put (out, TB_DER_CONTEXT (2), dns_names[i], strlen (dns_names[i]));
  tb_der_close (out, names);
  tb_der_close (out, value);
  tb_der_close (out, extension);
}

static void
put_attributes (GByteArray *out, const char *const *dns_names)
{
  gsize attributes = tb_der_open (out, TB_DER_EXPLICIT (0)), attribute, values, extensions;

  if (dns_names != NULL && dns_names[0] != NULL)
    {
      attribute = tb_der_open (out, TB_DER_SEQUENCE);
      tb_der_put (out, TB_DER_OID, tb_oid_extension_request, sizeof tb_oid_extension_request);
      values = tb_der_open (out, TB_DER_SET);
      extensions = tb_der_open (out, TB_DER_SEQUENCE);
      put_alternative_name (out, dns_names);
      tb_der_close (out, extensions);
      tb_der_close (out, values);
      tb_der_close (out, attribute);
    }
  tb_der_close (out, attributes);
}

static gboolean
sign_request (TbKey *key, GByteArray *out, gsize begin, TbStream *stream)
{
  g_autoptr (EVP_PKEY) pkey = tb_key_dup_for_job (key);
  g_autoptr (EVP_MD_CTX) signing = tb_key_prepare_signing (tb_key_get_crypto (key), pkey);
  gboolean is_signed;
  TbJob job;

  tb_job_enter_stream (&job, stream);
  is_signed = signing != NULL && tb_key_append_signature (out, begin, signing, tb_key_get_algorithm (key));
  tb_job_leave (&job);
  return is_signed;
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
  g_autoptr (GByteArray) out = NULL;
  GBytes *spki = tb_key_get_spki (key);
  gsize request, info;

  if (!check_names (common_name, dns_names, error))
    return NULL;
  ERR_clear_error ();
  out = g_byte_array_sized_new (512);
  request = tb_der_open (out, TB_DER_SEQUENCE);
  info = tb_der_open (out, TB_DER_SEQUENCE);
  tb_der_put (out, TB_DER_INTEGER, version_0, sizeof version_0);
  tb_request_put_name (out, common_name);
  g_byte_array_append (out, g_bytes_get_data (spki, NULL), (guint) g_bytes_get_size (spki));
  put_attributes (out, dns_names);
  tb_der_close (out, info);
  if (!sign_request (key, out, request, stream))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign the request of %s", common_name);
      return NULL;
    }
  tb_der_close (out, request);
  return g_bytes_new (out->data, out->len);     /* kept for long: without the room left over for growing */
}
