/* tb-est-client: what a device asks an EST server, and how it reads the answers. Whether to believe them is for TLS and the trust it has. */
#include "tb-est-private.h"

#include <string.h>

#define MAX_RETRY_S (366 * 86400)
#define DEFAULT_RETRY_S 60

/**
 * tb_est_outcome_clear:
 * @outcome: an outcome
 *
 * Frees what it owns.
 */
void
tb_est_outcome_clear (TbEstOutcome *outcome)
{
  g_clear_pointer (&outcome->certificate, tb_certificate_unref);
  g_clear_pointer (&outcome->key, tb_key_unref);
}

/**
 * tb_est_ask:
 * @operation: what to ask for
 * @label: (nullable): of the authority, when the server has several
 * @request: (nullable): PKCS #10, DER, where the operation takes one
 *
 * Returns: (transfer full): the request of HTTP
 */
TbHttpRequest *
tb_est_ask (TbEstOperation operation, const char *label, GBytes *request)
{
  g_autoptr (GBytes) body = request ? tb_est_encode (request) : NULL;
  g_autofree char *target = g_strconcat (TB_EST_PATH, label ? label : "", label ? "/" : "", tb_est_operation_to_code (operation), NULL);
  TbHttpRequest *ask = tb_http_request_new (body ? "POST" : "GET", target, body ? TB_EST_TYPE_REQUEST : NULL, body);
  if (body)
    tb_http_fields_set (ask->fields, "Content-Transfer-Encoding", "base64");
  return ask;
}

static gboolean
set_malformed (GError **error, const char *what)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "The EST server's answer is not in order: %s", what);
  return FALSE;
}

/* The body of a good response of that type, out of base64. */
static GBytes *
get_body (const TbHttpResponse *response, const char *media_type, GError **error)
{
  GBytes *der = NULL;
  if (response->status != 200)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The EST server answered %u %s", response->status,
                         tb_http_status_to_phrase (response->status));
  else if (!tb_http_media_type_is (tb_http_fields_get (response->fields, "Content-Type"), media_type))
    set_malformed (error, "another content type was expected");
  else if ((der = tb_est_decode (response->body)) == NULL)
    set_malformed (error, "the body is not base64");
  return der;
}

/**
 * tb_est_read_cacerts:
 * @crypto: the context the certificates will belong to
 * @response: to cacerts
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TbCertificate): what the server wants to be trusted by; %NULL with
 *   %TB_CRYPTO_ERROR_REFUSED when it did not answer with any, %TB_CRYPTO_ERROR_MALFORMED when it is unreadable
 */
GPtrArray *
tb_est_read_cacerts (TbCrypto *crypto, const TbHttpResponse *response, GError **error)
{
  g_autoptr (GBytes) der = get_body (response, TB_EST_TYPE_CERTS, error);
  return der ? tb_est_certs_read (crypto, der, error) : NULL;
}

/**
 * tb_est_read_csrattrs:
 * @response: to csrattrs
 * @algorithm: (out): of the keys the server wishes for, when @is_told
 * @is_told: (out): whether it said
 * @error: return location
 *
 * Status 204 and 404 mean that the server wishes for nothing (RFC 7030 section 4.5.2).
 *
 * Returns: %FALSE with %TB_CRYPTO_ERROR_REFUSED or %TB_CRYPTO_ERROR_MALFORMED
 */
gboolean
tb_est_read_csrattrs (const TbHttpResponse *response, TbKeyAlgorithm *algorithm, gboolean *is_told, GError **error)
{
  *is_told = FALSE;
  if (response->status == 204 || response->status == 404)
    return TRUE;
  g_autoptr (GBytes) der = get_body (response, TB_EST_TYPE_ATTRS, error);
  if (der == NULL)
    return FALSE;
  return tb_est_attributes_read (der, algorithm, is_told) || set_malformed (error, "it holds no attributes");
}

/* A number of seconds; whoever writes a date instead, or nothing, is asked again a little later. */
static guint
read_retry_after (const TbHttpResponse *response)
{
  const char *text = tb_http_fields_get (response->fields, "Retry-After");
  guint64 seconds;
  return text && g_ascii_string_to_unsigned (text, 10, 1, MAX_RETRY_S, &seconds, NULL) ? (guint) seconds : DEFAULT_RETRY_S;
}

/* Status 202, and 503 with a time, are a promise (RFC 7030 section 4.2.3). */
static TbEstVerdict
find_verdict (const TbHttpResponse *response)
{
  if (response->status == 200)
    return TB_EST_ISSUED;
  if (response->status == 202 || (response->status == 503 && tb_http_fields_get (response->fields, "Retry-After")))
    return TB_EST_PENDING;
  return TB_EST_REFUSED;
}

static TbEstOutcome
begin_outcome (const TbHttpResponse *response)
{
  TbEstOutcome outcome = { .verdict = find_verdict (response), .status = response->status };
  if (outcome.verdict == TB_EST_PENDING)
    outcome.retry_after_s = read_retry_after (response);
  return outcome;
}

/* The certificate for @key; a bag may hold its chain besides. */
static gboolean
pick_certificate (TbKey *key, GBytes *der, TbEstOutcome *outcome, GError **error)
{
  g_autoptr (GPtrArray) certificates = tb_est_certs_read (tb_key_get_crypto (key), der, error);
  for (guint i = 0; certificates && i < certificates->len; i++)
    {
      TbCertificate *certificate = g_ptr_array_index (certificates, i);
      EVP_PKEY *certified = X509_get0_pubkey (tb_certificate_get_x509 (certificate));
      if (outcome->certificate == NULL && certified != NULL && EVP_PKEY_eq (certified, tb_key_get_pkey (key)) == 1)
        outcome->certificate = tb_certificate_ref (certificate);
    }
  return certificates && (outcome->certificate || set_malformed (error, "no certificate is for the key"));
}

/**
 * tb_est_read_enrolled:
 * @response: to simpleenroll or simplereenroll
 * @key: the key that was to be certified
 * @outcome: (out caller-allocates): what came of it; clear it in any case
 * @error: return location
 *
 * A refusal is an outcome, not an error.
 *
 * Returns: %FALSE with %TB_CRYPTO_ERROR_MALFORMED when the answer is not in order, or certifies another key
 */
gboolean
tb_est_read_enrolled (const TbHttpResponse *response, TbKey *key, TbEstOutcome *outcome, GError **error)
{
  *outcome = begin_outcome (response);
  if (outcome->verdict != TB_EST_ISSUED)
    return TRUE;
  g_autoptr (GBytes) der = get_body (response, TB_EST_TYPE_CERTS, error);
  return der && pick_certificate (key, der, outcome, error);
}

static GBytes *
decode_part (GPtrArray *parts, const char *media_type)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const TbEstPart *part = g_ptr_array_index (parts, i);
      if (tb_http_media_type_is (part->media_type, media_type))
        return tb_est_decode (part->body);
    }
  return NULL;
}

static TbKey *
read_key (TbCrypto *crypto, GBytes *der, GError **error)
{
  gsize length;
  const guint8 *start = g_bytes_get_data (der, &length), *at = start;
  g_autoptr (PKCS8_PRIV_KEY_INFO) pkcs8 = d2i_PKCS8_PRIV_KEY_INFO (NULL, &at, (long) length);
  if (pkcs8 != NULL && at == start + length)
    return tb_key_from_pkcs8 (crypto, pkcs8, "the key of the EST server", error);
  set_malformed (error, "it holds no private key (PKCS #8)");
  return NULL;
}

/**
 * tb_est_read_keygen:
 * @crypto: the context the key will belong to
 * @response: to serverkeygen
 * @outcome: (out caller-allocates): what came of it, with the key; clear it in any case
 * @error: return location
 *
 * Returns: %FALSE with an error when the answer is not in order: parts missing, no key, or a certificate for another one
 */
gboolean
tb_est_read_keygen (TbCrypto *crypto, const TbHttpResponse *response, TbEstOutcome *outcome, GError **error)
{
  *outcome = begin_outcome (response);
  if (outcome->verdict != TB_EST_ISSUED)
    return TRUE;
  g_autoptr (GPtrArray) parts = tb_est_parts_read (response->body, tb_http_fields_get (response->fields, "Content-Type"));
  g_autoptr (GBytes) key = parts ? decode_part (parts, TB_EST_TYPE_KEY) : NULL;
  g_autoptr (GBytes) certificates = parts ? decode_part (parts, TB_EST_TYPE_CERTS) : NULL;
  if (key == NULL || certificates == NULL)
    return set_malformed (error, "a key and a certificate were expected as parts");
  outcome->key = read_key (crypto, key, error);
  return outcome->key && pick_certificate (outcome->key, certificates, outcome, error);
}
