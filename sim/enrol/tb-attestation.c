/* tb-attestation: see the header. This follows drafts; the encoding is our own. */
#include "tb-attestation.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-crypto-private.h"
#include "tb-enrol-cms.h"
#include "tb-jose.h"
#include "tb-key-private.h"
#include "tb-scep-content.h"
#include "tb-verify.h"

/* What the signed content is, under the same number for examples. */
#define CONTENT_OID "1.3.6.1.4.1.32473.4"

static const char *const codes[] = {
  [TB_ATTESTATION_GOOD] = "", [TB_ATTESTATION_MISSING] = "attestation-missing", [TB_ATTESTATION_NOT_BY_STORE] = "attestation-not-by-store",
  [TB_ATTESTATION_OTHER_KEY] = "attestation-other-key", [TB_ATTESTATION_WRONG_NONCE] = "attestation-wrong-nonce",
};

G_STATIC_ASSERT (G_N_ELEMENTS (codes) == TB_ATTESTATION_N_REASONS);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_OBJECT, ASN1_OBJECT_free)

/**
 * tb_attestation_reason_to_code:
 * @reason: a reason
 *
 * Returns: (transfer none): its stable name; "" when nothing is wrong
 */
const char *
tb_attestation_reason_to_code (TbAttestationReason reason)
{
  return codes[reason];
}

static char *
digest (const void *bytes, gsize n_bytes)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, n_bytes);
}

static char *
digest_bytes (GBytes *bytes)
{
  return digest (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/**
 * tb_attestation_nonce_for:
 * @current: the certificate that is to be renewed
 *
 * Every renewal follows another certificate, so evidence that was sent before is of no use again.
 *
 * Returns: (transfer full): what stands for this renewal
 */
GBytes *
tb_attestation_nonce_for (TbCertificate *current)
{
  char *text = digest_bytes (tb_certificate_get_der (current));

  return g_bytes_new_take (text, strlen (text));
}

/* --- the device --- */

static GBytes *
write_statement (TbKey *key, GBytes *nonce)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *spki = digest_bytes (tb_key_get_spki (key)), *fresh = tb_base64url_encode_bytes (nonce);
  char *text;

  json_object_set_string_member (object, "spki-sha256", spki);
  json_object_set_string_member (object, "nonce", fresh);
  text = tb_jose_print (object);
  return g_bytes_new_take (text, strlen (text));
}

/**
 * tb_attestation_make:
 * @store: the key store's attestation key, certified by the store's maker
 * @key: a key that was made in the store; that it was is for the store to know, and for the caller to see to
 * @nonce: for what time, at least a byte
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @now_us: the signing time, unix time
 * @error: return location
 *
 * Returns: (transfer full) (nullable): evidence; %NULL with %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_attestation_make (TbIdentity *store, TbKey *key, GBytes *nonce, TbStream *stream, gint64 now_us, GError **error)
{
  g_autoptr (GBytes) statement = write_statement (key, nonce);

  return tb_enrol_cms_sign (statement, CONTENT_OID, store, NULL, stream, now_us, error);
}

static gboolean
put_evidence (X509_REQ *x509, GBytes *evidence)
{
  g_autoptr (ASN1_OBJECT) type = OBJ_txt2obj (TB_ATTESTATION_OID, 1);

  return type != NULL && X509_REQ_get_attr_by_OBJ (x509, type, -1) < 0
         && X509_REQ_add1_attr_by_OBJ (x509, type, V_ASN1_OCTET_STRING, g_bytes_get_data (evidence, NULL), (int) g_bytes_get_size (evidence)) == 1;
}

static GBytes *
sign_again (X509_REQ *x509, TbKey *key)
{
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (key);
  guchar *der = NULL;
  int n = signing != NULL && X509_REQ_sign_ctx (x509, signing) > 0 ? i2d_X509_REQ (x509, &der) : 0;
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return bytes;
}

/**
 * tb_attestation_add:
 * @request: PKCS #10, DER, without evidence
 * @key: the key that is to be certified
 * @evidence: about that key
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the request with the evidence in it, signed anew; %NULL with %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_attestation_add (GBytes *request, TbKey *key, GBytes *evidence, TbStream *stream, GError **error)
{
  g_autoptr (X509_REQ) x509 = NULL;
  GBytes *der = NULL;
  TbJob job;

  ERR_clear_error ();
  x509 = tb_scep_request_parse (tb_key_get_crypto (key), request);
  tb_job_enter_stream (&job, stream);
  if (x509 != NULL && put_evidence (x509, evidence))
    der = sign_again (x509, key);
  tb_job_leave (&job);
  ERR_clear_error ();
  if (der == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot put evidence into a request");
  return der;
}

/* --- the authority --- */

static gboolean
complain (GError **error, const char *what)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "The evidence about the key is broken: %s", what);
  return FALSE;
}

/* Returns: %FALSE for what is no request with evidence in one piece, or none; @evidence: (transfer full) (nullable) */
static gboolean
find_evidence (X509_REQ *x509, GBytes **evidence, GError **error)
{
  g_autoptr (ASN1_OBJECT) type = OBJ_txt2obj (TB_ATTESTATION_OID, 1);
  int at = x509 != NULL && type != NULL ? X509_REQ_get_attr_by_OBJ (x509, type, -1) : -1;
  X509_ATTRIBUTE *attribute = at >= 0 ? X509_REQ_get_attr (x509, at) : NULL;
  const ASN1_OCTET_STRING *value;

  *evidence = NULL;
  if (x509 == NULL)
    return complain (error, "it comes in something that is no request");
  if (attribute == NULL)
    return TRUE;
  value = X509_ATTRIBUTE_count (attribute) == 1 ? X509_ATTRIBUTE_get0_data (attribute, 0, V_ASN1_OCTET_STRING, NULL) : NULL;
  if (value == NULL || X509_REQ_get_attr_by_OBJ (x509, type, at) >= 0)
    return complain (error, "there is more than one, or another kind of value");
  *evidence = g_bytes_new (ASN1_STRING_get0_data (value), (gsize) ASN1_STRING_length (value));
  return TRUE;
}

static char *
digest_key (X509_REQ *x509)
{
  guchar *der = NULL;
  int n = i2d_X509_PUBKEY (X509_REQ_get_X509_PUBKEY (x509), &der);
  char *text = n > 0 ? digest (der, (gsize) n) : g_strdup ("");

  OPENSSL_free (der);
  return text;
}

static TbAttestationReason
judge (X509_REQ *x509, JsonObject *statement, GBytes *nonce)
{
  g_autofree char *spki = digest_key (x509), *fresh = tb_base64url_encode_bytes (nonce);

  if (g_strcmp0 (tb_jose_get_text (statement, "spki-sha256"), spki) != 0)
    return TB_ATTESTATION_OTHER_KEY;
  return g_strcmp0 (tb_jose_get_text (statement, "nonce"), fresh) == 0 ? TB_ATTESTATION_GOOD : TB_ATTESTATION_WRONG_NONCE;
}

static gboolean
verify_evidence (TbCrypto *crypto, X509_REQ *x509, GBytes *evidence, GPtrArray *makers, GBytes *nonce, gint64 now_us, TbAttestationReason *reason,
                 GError **error)
{
  g_auto (TbEnrolSigned) said = { 0 };
  g_autoptr (JsonObject) statement = NULL;
  TbVerdict verdict;

  if (!tb_enrol_cms_open (crypto, evidence, CONTENT_OID, &said, error)
      || !tb_verify_chain (crypto, said.signer, said.others, makers, TB_PURPOSE_ANY, NULL, now_us, &verdict, error))
    return FALSE;
  statement = tb_jose_parse (said.content, NULL);
  if (statement == NULL)
    return complain (error, "the statement is no JSON object");
  *reason = verdict.valid ? judge (x509, statement, nonce) : TB_ATTESTATION_NOT_BY_STORE;
  return TRUE;
}

/**
 * tb_attestation_verify:
 * @crypto: the context to work in
 * @request: PKCS #10, DER; its proof of possession is checked elsewhere
 * @makers: (element-type TbCertificate): roots of those whose key stores are believed; roots of their own, so that no other certificate will do
 * @nonce: for what time the evidence has to be
 * @now_us: unix time
 * @reason: (out): whether it is good, or the first thing that is wrong
 * @error: return location
 *
 * That evidence is missing or not good is an answer, not an error.
 *
 * Returns: %FALSE with %TB_CRYPTO_ERROR_MALFORMED when what is there cannot be read
 */
gboolean
tb_attestation_verify (TbCrypto *crypto, GBytes *request, GPtrArray *makers, GBytes *nonce, gint64 now_us, TbAttestationReason *reason, GError **error)
{
  g_autoptr (X509_REQ) x509 = tb_scep_request_parse (crypto, request);
  g_autoptr (GBytes) evidence = NULL;

  ERR_clear_error ();
  *reason = TB_ATTESTATION_MISSING;
  if (!find_evidence (x509, &evidence, error))
    return FALSE;
  return evidence == NULL || verify_evidence (crypto, x509, evidence, makers, nonce, now_us, reason, error);
}
