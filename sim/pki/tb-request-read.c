/* tb-request-read: certification requests that somebody sent; see tb-request.h. */
#include "tb-request.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-outline.h"

typedef STACK_OF (X509_EXTENSION) Extensions;

static void
extensions_free (Extensions *extensions)
{
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Extensions, extensions_free)

/* OpenSSL reads more than DER. DER has one way to write a thing, so what is DER is written back as it came. */
static gboolean
is_der (X509_REQ *x509, GBytes *bytes)
{
  unsigned char *der = NULL;
  int n = i2d_X509_REQ (x509, &der);
  gboolean is_same = n > 0 && (gsize) n == g_bytes_get_size (bytes) && memcmp (der, g_bytes_get_data (bytes, NULL), (gsize) n) == 0;

  OPENSSL_free (der);
  return is_same;
}

static X509_REQ *
parse (GBytes *bytes)
{
  g_autoptr (X509_REQ) x509 = tb_outline_read_request (bytes);

  return x509 != NULL && X509_REQ_get_version (x509) == X509_REQ_VERSION_1 && is_der (x509, bytes) ? g_steal_pointer (&x509) : NULL;
}

/* The common name is kept where there is one; a second one makes the request ambiguous. */
static gboolean
read_subject (TbRequest *request)
{
  const X509_NAME *subject = X509_REQ_get_subject_name (request->x509);
  int at = X509_NAME_get_index_by_NID (subject, NID_commonName, -1);
  unsigned char *utf8 = NULL;
  int n;

  if (at < 0)
    return TRUE;
  if (X509_NAME_get_index_by_NID (subject, NID_commonName, at) >= 0)
    return FALSE;
  n = ASN1_STRING_to_UTF8 (&utf8, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (subject, at)));
  if (n >= 0 && memchr (utf8, '\0', (gsize) n) == NULL)
    request->common_name = g_strndup ((const char *) utf8, (gsize) n);
  OPENSSL_free (utf8);
  return request->common_name != NULL;
}

static gboolean
read_attributes (TbRequest *request)
{
  g_autoptr (Extensions) extensions = X509_REQ_get_extensions (request->x509);
  int status;

  if (extensions == NULL)
    return X509_REQ_get_attr_by_NID (request->x509, NID_ext_req, -1) < 0;
  request->alternative_names = X509V3_get_d2i (extensions, NID_subject_alt_name, &status, NULL);
  if (request->alternative_names == NULL)
    return status == -1;        /* there is none; anything else is broken or there twice */
  return sk_GENERAL_NAME_num (request->alternative_names) > 0;
}

/* A text that a certificate may carry: nothing that hides an end or a line in it. */
static gboolean
check_text_name (const ASN1_STRING *name, GError **error)
{
  const guint8 *text = ASN1_STRING_get0_data (name);
  int n = ASN1_STRING_length (name), n_good = 0;

  while (n_good < n && g_ascii_isgraph (text[n_good]))
    n_good++;
  if (n > 0 && n_good == n)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The request asks for a subjectAltName with characters that do not belong there");
  return FALSE;
}

static gboolean
check_alternative_name (const GENERAL_NAME *general, GError **error)
{
  int kind;
  const ASN1_STRING *name = GENERAL_NAME_get0_value (general, &kind);

  if (kind == GEN_DNS)
    return tb_request_check_dns_bytes ((const char *) ASN1_STRING_get0_data (name), (gsize) ASN1_STRING_length (name), error);
  if (kind == GEN_EMAIL || kind == GEN_URI)
    return check_text_name (name, error);
  if (kind != GEN_IPADD || ASN1_STRING_length (name) == 4 || ASN1_STRING_length (name) == 16)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The request asks for an IP address of %d bytes; there are some of 4 and of 16", ASN1_STRING_length (name));
  return FALSE;
}

/* Which kinds of names are granted is for the profile to say; what is asked for has to be sane. */
static gboolean
check_alternative_names (const TbRequest *request, GError **error)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (request->alternative_names); i++)
    if (!check_alternative_name (sk_GENERAL_NAME_value (request->alternative_names, i), error))
      return FALSE;
  return TRUE;
}

/* ECDSA or RSA, as the key is, with SHA-2; Ed25519, which hashes by itself. Parameters, which no signature covers, are absent (RFC 5758
 * section 3.2, RFC 8410 section 3), for RSA NULL or absent (RFC 4055 section 5). */
static gboolean
is_algorithm_accepted (const TbRequest *request)
{
  const X509_ALGOR *algorithm;
  int parameters, digest, key_kind;

  X509_REQ_get0_signature (request->x509, NULL, &algorithm);
  X509_ALGOR_get0 (NULL, &parameters, NULL, algorithm);
  return OBJ_find_sigid_algs (X509_REQ_get_signature_nid (request->x509), &digest, &key_kind) == 1
         && key_kind == EVP_PKEY_get_id (request->public_key)
         && (digest == NID_sha256 || digest == NID_sha384 || digest == NID_sha512 || key_kind == EVP_PKEY_ED25519)
         && (parameters == V_ASN1_UNDEF || (parameters == V_ASN1_NULL && key_kind == EVP_PKEY_RSA));
}

/* Proof of possession: whoever sent this holds the private key. */
static gboolean
check_signature (const TbRequest *request, TbCrypto *crypto, GError **error)
{
  if (!is_algorithm_accepted (request))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The request is signed with an algorithm that is not accepted for its key; ECDSA or RSA with SHA-2, or Ed25519, is");
      return FALSE;
    }
  if (X509_REQ_verify_ex (request->x509, request->public_key, crypto->libctx, NULL) == 1)
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

/**
 * tb_request_read:
 * @request: (out caller-allocates): what the request says; clear it with [func@request_clear] in any case
 * @crypto: the context the public key will belong to
 * @der: the request
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
  request->x509 = parse (der);
  if (request->x509 == NULL)
    return set_malformed (error, "the outline is broken");
  if (!read_subject (request))
    return set_malformed (error, "the subject is broken");
  if (!read_attributes (request))
    return set_malformed (error, "the attributes are broken");
  request->public_key = tb_outline_take_key (crypto, X509_REQ_get_X509_PUBKEY (request->x509));
  if (request->public_key == NULL)
    return set_malformed (error, "the public key is broken or of an unknown kind");
  return check_alternative_names (request, error) && check_signature (request, crypto, error);
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
  g_clear_pointer (&request->alternative_names, GENERAL_NAMES_free);
  g_clear_pointer (&request->public_key, EVP_PKEY_free);
  g_clear_pointer (&request->x509, X509_REQ_free);
}
