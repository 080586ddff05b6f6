/* tb-request-read: certification requests that somebody sent; see tb-request.h. */
#include "tb-request.h"

#include <string.h>

#include <openssl/err.h>

static const guint8 version_0[] = { 0 };

/* Signature algorithms accepted, by the content of their OBJECT IDENTIFIER. SHA-1 and older are not among them. */
static const struct
{
  guint8 oid[9];
  gsize n_oid;
  int key_kind;
  const char *digest;
} signatures[] = {
  { { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 }, 8, EVP_PKEY_EC, "SHA2-256" },       /* ecdsa-with-SHA256 */
  { { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03 }, 8, EVP_PKEY_EC, "SHA2-384" },
  { { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04 }, 8, EVP_PKEY_EC, "SHA2-512" },
  { { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b }, 9, EVP_PKEY_RSA, "SHA2-256" }, /* sha256WithRSAEncryption */
  { { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c }, 9, EVP_PKEY_RSA, "SHA2-384" },
  { { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d }, 9, EVP_PKEY_RSA, "SHA2-512" },
};

typedef struct
{
  TbDer signed_part;
  TbDer attributes;
  TbDer algorithm;              /* content of the OBJECT IDENTIFIER */
  TbDer parameters;             /* what comes after it */
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
  outline->parameters = identifier;
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
  if (!tb_der_equals (&type, tb_oid_common_name, sizeof tb_oid_common_name))
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
  if (!tb_der_equals (&oid, tb_oid_alternative_name, sizeof tb_oid_alternative_name))
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
  if (!tb_der_equals (&oid, tb_oid_extension_request, sizeof tb_oid_extension_request))
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
      if (!tb_request_check_dns_bytes ((const char *) name.at, name.left, error))
        return FALSE;
    }
  return TRUE;
}

/* Parameters are absent for ECDSA (RFC 5758 section 3.2), NULL or absent for RSA (RFC 4055 section 5). */
static gboolean
has_good_parameters (const Outline *outline, int key_kind)
{
  static const guint8 null[] = { 0x05, 0x00 };

  return outline->parameters.left == 0 || (key_kind == EVP_PKEY_RSA && tb_der_equals (&outline->parameters, null, sizeof null));
}

static const char *
find_digest (const Outline *outline, EVP_PKEY *key)
{
  int kind = EVP_PKEY_get_id (key);

  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (signatures[i].key_kind == kind && tb_der_equals (&outline->algorithm, signatures[i].oid, signatures[i].n_oid)
        && has_good_parameters (outline, kind))
      return signatures[i].digest;
  return NULL;
}

/* Proof of possession: whoever sent this holds the private key. */
static gboolean
check_signature (const TbRequest *request, const Outline *outline, TbCrypto *crypto, GError **error)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  const char *digest = find_digest (outline, request->public_key);

  if (digest == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The request is signed with an algorithm that is not accepted for its key; ECDSA or RSA with SHA-256 is");
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
  ERR_clear_error ();
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
