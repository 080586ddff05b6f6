/* tb-request: see the header. */
#include "tb-request.h"

#include <string.h>

static const guint8 oid_common_name[] = { 0x55, 0x04, 0x03 };
static const guint8 oid_extension_request[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e };
static const guint8 oid_alternative_name[] = { 0x55, 0x1d, 0x11 };
static const guint8 version_0[] = { 0 };

/* Signature algorithms accepted, by the content of their OBJECT IDENTIFIER. SHA-1 and older are not among them. */
static const struct
{
  guint8 oid[9];
  gsize n_oid;
  const char *digest;
} signatures[] = {
  { { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 }, 8, "SHA2-256" },        /* ecdsa-with-SHA256 */
  { { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03 }, 8, "SHA2-384" },
  { { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04 }, 8, "SHA2-512" },
  { { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b }, 9, "SHA2-256" },  /* sha256WithRSAEncryption */
  { { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c }, 9, "SHA2-384" },
  { { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d }, 9, "SHA2-512" },
};

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

static gboolean
check_dns_bytes (const char *name, gsize length, GError **error)
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
  return check_dns_bytes (dns_name, strlen (dns_name), error);
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

  tb_der_put (out, TB_DER_OID, oid_common_name, sizeof oid_common_name);
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

  tb_der_put (out, TB_DER_OID, oid_alternative_name, sizeof oid_alternative_name);
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
      tb_der_put (out, TB_DER_OID, oid_extension_request, sizeof oid_extension_request);
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
  gboolean signed_;
  TbJob job;

  tb_job_enter_stream (&job, stream);
  signed_ = signing != NULL && tb_key_append_signature (out, begin, signing, tb_key_get_algorithm (key));
  tb_job_leave (&job);
  return signed_;
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
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/* --- reading --- */

typedef struct
{
  TbDer signed_part;
  TbDer attributes;
  TbDer algorithm;              /* content of the OBJECT IDENTIFIER */
  TbDer signature;
} Outline;

/* CertificationRequestInfo and what surrounds it, RFC 2986 section 4. */
static gboolean
read_outline (TbRequest *request, Outline *outline, GBytes *der)
{
  TbDer in = { g_bytes_get_data (der, NULL), g_bytes_get_size (der) };
  TbDer outer, info, version, identifier;

  if (!tb_der_read (&in, TB_DER_SEQUENCE, &outer) || in.left != 0)
    return FALSE;
  info = outer;
  if (!tb_der_read_whole (&outer, TB_DER_SEQUENCE, &outline->signed_part)
      || !tb_der_read (&outer, TB_DER_SEQUENCE, &identifier)
      || !tb_der_read (&identifier, TB_DER_OID, &outline->algorithm)
      || !tb_der_read_bits (&outer, &outline->signature) || outer.left != 0)
    return FALSE;
  return tb_der_read (&info, TB_DER_SEQUENCE, &in)
         && tb_der_read (&in, TB_DER_INTEGER, &version) && tb_der_equals (&version, version_0, sizeof version_0)
         && tb_der_read_whole (&in, TB_DER_SEQUENCE, &request->subject)
         && tb_der_read_whole (&in, TB_DER_SEQUENCE, &request->spki)
         && tb_der_read (&in, TB_DER_EXPLICIT (0), &outline->attributes) && in.left == 0;
}

/* One AttributeTypeAndValue; a common name is kept, a second one makes the request ambiguous. */
static gboolean
read_name_part (TbRequest *request, TbDer *set)
{
  TbDer part, type;

  if (!tb_der_read (set, TB_DER_SEQUENCE, &part) || !tb_der_read (&part, TB_DER_OID, &type) || part.left < 2)
    return FALSE;
  if (!tb_der_equals (&type, oid_common_name, sizeof oid_common_name))
    return TRUE;
  if (request->common_name != NULL
      || !(tb_der_read (&part, TB_DER_UTF8_STRING, &type) || tb_der_read (&part, TB_DER_PRINTABLE_STRING, &type)) || part.left != 0
      || memchr (type.at, '\0', type.left) != NULL)
    return FALSE;
  request->common_name = g_strndup ((const char *) type.at, type.left);
  return TRUE;
}

static gboolean
read_subject (TbRequest *request)
{
  TbDer in = request->subject, name, set;

  if (!tb_der_read (&in, TB_DER_SEQUENCE, &name))
    return FALSE;
  while (name.left > 0)
    {
      if (!tb_der_read (&name, TB_DER_SET, &set) || set.left == 0)
        return FALSE;
      while (set.left > 0)
        if (!read_name_part (request, &set))
          return FALSE;
    }
  return TRUE;
}

static gboolean
read_extension (TbRequest *request, TbDer *extensions)
{
  TbDer extension, oid, critical, value, names;

  if (!tb_der_read (extensions, TB_DER_SEQUENCE, &extension) || !tb_der_read (&extension, TB_DER_OID, &oid))
    return FALSE;
  if (tb_der_peek (&extension, TB_DER_BOOLEAN) && !tb_der_read (&extension, TB_DER_BOOLEAN, &critical))
    return FALSE;
  if (!tb_der_read (&extension, TB_DER_OCTET_STRING, &value) || extension.left != 0)
    return FALSE;
  if (!tb_der_equals (&oid, oid_alternative_name, sizeof oid_alternative_name))
    return TRUE;
  if (request->alternative_names.at != NULL || !tb_der_read (&value, TB_DER_SEQUENCE, &names) || value.left != 0 || names.left == 0)
    return FALSE;
  request->alternative_names = names;
  return TRUE;
}

static gboolean
read_attribute (TbRequest *request, TbDer *attributes)
{
  TbDer attribute, oid, values, extensions;

  if (!tb_der_read (attributes, TB_DER_SEQUENCE, &attribute) || !tb_der_read (&attribute, TB_DER_OID, &oid)
      || !tb_der_read (&attribute, TB_DER_SET, &values) || attribute.left != 0)
    return FALSE;
  if (!tb_der_equals (&oid, oid_extension_request, sizeof oid_extension_request))
    return TRUE;
  if (!tb_der_read (&values, TB_DER_SEQUENCE, &extensions) || values.left != 0)
    return FALSE;
  while (extensions.left > 0)
    if (!read_extension (request, &extensions))
      return FALSE;
  return TRUE;
}

static gboolean
read_attributes (TbRequest *request, TbDer attributes)
{
  while (attributes.left > 0)
    if (!read_attribute (request, &attributes))
      return FALSE;
  return TRUE;
}

static gboolean
check_alternative_names (const TbRequest *request, GError **error)
{
  TbDer names = request->alternative_names, name;

  while (names.left > 0)
    {
      if (!tb_der_read (&names, TB_DER_CONTEXT (2), &name))
        {
          tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The request asks for a subjectAltName that is not a DNS name");
          return FALSE;
        }
      if (!check_dns_bytes ((const char *) name.at, name.left, error))
        return FALSE;
    }
  return TRUE;
}

static const char *
find_digest (const TbDer *algorithm)
{
  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (tb_der_equals (algorithm, signatures[i].oid, signatures[i].n_oid))
      return signatures[i].digest;
  return NULL;
}

/* Proof of possession: whoever sent this holds the private key. */
static gboolean
check_signature (const TbRequest *request, const Outline *outline, TbCrypto *crypto, GError **error)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  const char *digest = find_digest (&outline->algorithm);

  if (digest == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The request is signed with an algorithm that is not accepted; ECDSA or RSA with SHA-256 is");
      return FALSE;
    }
  if (EVP_DigestVerifyInit_ex (context, NULL, digest, crypto->libctx, NULL, request->public_key, NULL) == 1
      && EVP_DigestVerify (context, outline->signature.at, outline->signature.left, outline->signed_part.at, outline->signed_part.left) == 1)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The request's signature does not match its key: no proof of possession");
  return FALSE;
}

static gboolean
set_malformed (GError **error, const char *what)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "This is not a certification request (PKCS #10, DER): %s", what);
  return FALSE;
}

static gboolean
read_request (TbRequest *request, TbCrypto *crypto, GBytes *der, GError **error)
{
  Outline outline;

  if (!read_outline (request, &outline, der))
    return set_malformed (error, "the outline is broken");
  if (!read_subject (request))
    return set_malformed (error, "the subject is broken");
  if (!read_attributes (request, outline.attributes))
    return set_malformed (error, "the attributes are broken");
  request->public_key = tb_key_read_spki (crypto, request->spki.at, request->spki.left);
  if (request->public_key == NULL)
    return set_malformed (error, "the public key is broken or of an unknown kind");
  return check_alternative_names (request, error) && check_signature (request, &outline, crypto, error);
}

/**
 * tb_request_read:
 * @request: (out caller-allocates): what the request says; clear it with [func@request_clear] in any case
 * @crypto: the context the public key will belong to
 * @der: the request; must outlive @request
 * @error: return location
 *
 * Reads a request and checks the proof of possession. Whether the key and names are good enough is for the authority to say.
 *
 * Returns: %FALSE with %TB_CRYPTO_ERROR_MALFORMED or %TB_CRYPTO_ERROR_REFUSED
 */
gboolean
tb_request_read (TbRequest *request, TbCrypto *crypto, GBytes *der, GError **error)
{
  memset (request, 0, sizeof *request);
  return read_request (request, crypto, der, error);
}

/**
 * tb_request_clear:
 * @request: a request
 *
 * Frees what @request owns.
 */
void
tb_request_clear (TbRequest *request)
{
  g_clear_pointer (&request->common_name, g_free);
  g_clear_pointer (&request->public_key, EVP_PKEY_free);
}
