/* tb-voucher: what a device makes of a voucher (RFC 8995 section 5.6.1), and the messages as HTTP. Requests and issuing are in files of their own. */
#include "tb-voucher-private.h"

#include <string.h>

#include <openssl/x509v3.h>

#include "tb-verify.h"

static const char *const codes[] = {
  [TB_VOUCHER_GOOD] = "", [TB_VOUCHER_NOT_BY_MAKER] = "not-by-maker", [TB_VOUCHER_WRONG_SERIAL_NUMBER] = "wrong-serial-number",
  [TB_VOUCHER_WRONG_NONCE] = "wrong-nonce", [TB_VOUCHER_EXPIRED] = "expired", [TB_VOUCHER_OTHER_DOMAIN] = "other-domain",
};

G_STATIC_ASSERT (G_N_ELEMENTS (codes) == TB_VOUCHER_N_REASONS);

/**
 * tb_voucher_reason_to_code:
 * @reason: a reason
 *
 * Returns: (transfer none): its stable name; "" when nothing is wrong
 */
const char *
tb_voucher_reason_to_code (TbVoucherReason reason)
{
  return codes[reason];
}

/* --- what all parts need --- */

void
tb_voucher_said_clear (TbVoucherSaid *said)
{
  tb_enrol_signed_clear (&said->message);
  tb_voucher_words_clear (&said->words);
}

/* @said is to be cleared in any case. */
gboolean
tb_voucher_open (TbCrypto *crypto, GBytes *message, TbVoucherKind kind, TbVoucherSaid *said, GError **error)
{
  *said = (TbVoucherSaid) { 0 };
  return tb_enrol_cms_open (crypto, message, TB_VOUCHER_OID, &said->message, error)
         && tb_voucher_words_read (crypto, said->message.content, kind, &said->words, error);
}

/* Whether an anchor stands for who signed. */
gboolean
tb_voucher_is_below (TbCrypto *crypto, const TbEnrolSigned *message, GPtrArray *anchors, gint64 now_us, gboolean *is_below, GError **error)
{
  TbVerdict verdict;

  if (!tb_verify_chain (crypto, message->signer, message->others, anchors, TB_PURPOSE_ANY, NULL, now_us, &verdict, error))
    return FALSE;
  *is_below = verdict.valid;
  return TRUE;
}

/* RFC 8995 section 2.3.1: the serialNumber in the subject; where a maker puts it into the common name alone, that. Returns: (nullable) */
const char *
tb_voucher_get_serial_number (TbCertificate *factory, char **owned)
{
  const X509_NAME *subject = X509_get_subject_name (tb_certificate_get_x509 (factory));
  int at = X509_NAME_get_index_by_NID (subject, NID_serialNumber, -1);
  guchar *utf8 = NULL;
  int n = at >= 0 ? ASN1_STRING_to_UTF8 (&utf8, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (subject, at))) : -1;

  *owned = n > 0 && memchr (utf8, '\0', (gsize) n) == NULL ? g_strndup ((const char *) utf8, (gsize) n) : NULL;
  OPENSSL_free (utf8);
  return at >= 0 ? *owned : tb_certificate_get_common_name (factory);
}

/* --- the verdict --- */

/* Otherwise any device with an identity from the same maker could vouch. */
static gboolean
may_vouch (TbCertificate *signer)
{
  X509 *x509 = tb_certificate_get_x509 (signer);

  return (X509_get_extension_flags (x509) & EXFLAG_XKUSAGE) != 0 && (X509_get_extended_key_usage (x509) & XKU_CODE_SIGN) != 0;
}

static gboolean
is_nonce_good (const TbVoucherExpected *expected, const TbVoucherWords *words)
{
  if (expected->nonce == NULL || words->nonce == NULL)
    return expected->nonce == words->nonce;
  return g_bytes_equal (expected->nonce, words->nonce);
}

static gboolean
is_in_time (const TbVoucherWords *words, gint64 now_us)
{
  return words->nonce != NULL || (words->expires_us > 0 && now_us <= words->expires_us);
}

/* The pinned certificate is the registrar's own, or of an authority above it. */
static gboolean
is_of_domain (const TbVoucherExpected *expected, TbCertificate *pinned)
{
  X509 *above = tb_certificate_get_x509 (pinned);

  for (guint i = 0; i < expected->shown->len; i++)
    {
      TbCertificate *each = g_ptr_array_index (expected->shown, i);
      X509 *x509 = tb_certificate_get_x509 (each);

      if (g_bytes_equal (tb_certificate_get_der (each), tb_certificate_get_der (pinned)))
        return TRUE;
      if (X509_check_issued (above, x509) == X509_V_OK && X509_get0_pubkey (above) != NULL && X509_verify (x509, X509_get0_pubkey (above)) == 1)
        return TRUE;
    }
  return FALSE;
}

static TbVoucherReason
judge (const TbVoucherExpected *expected, const TbVoucherWords *words, gboolean is_by_maker, gint64 now_us)
{
  if (!is_by_maker)
    return TB_VOUCHER_NOT_BY_MAKER;
  if (strcmp (words->serial_number, expected->serial_number) != 0)
    return TB_VOUCHER_WRONG_SERIAL_NUMBER;
  if (!is_nonce_good (expected, words))
    return TB_VOUCHER_WRONG_NONCE;
  if (!is_in_time (words, now_us))
    return TB_VOUCHER_EXPIRED;
  return expected->shown == NULL || is_of_domain (expected, words->pinned) ? TB_VOUCHER_GOOD : TB_VOUCHER_OTHER_DOMAIN;
}

/**
 * tb_voucher_verify:
 * @expected: what it has to be
 * @voucher: what came
 * @now_us: what the device takes for the time, unix time
 * @verdict: (out caller-allocates): what to make of it; clear it in any case
 * @error: return location
 *
 * That a voucher is not good is an answer, not an error. A device that sent a nonce takes no voucher without: it could be an old one.
 *
 * Returns: %FALSE with %TB_CRYPTO_ERROR_MALFORMED for what is no voucher
 */
gboolean
tb_voucher_verify (const TbVoucherExpected *expected, GBytes *voucher, gint64 now_us, TbVoucherVerdict *verdict, GError **error)
{
  g_auto (TbVoucherSaid) said = { 0 };
  gboolean is_by_maker;

  *verdict = (TbVoucherVerdict) { .reason = TB_VOUCHER_NOT_BY_MAKER };
  if (!tb_voucher_open (expected->crypto, voucher, TB_VOUCHER_ITSELF, &said, error)
      || !tb_voucher_is_below (expected->crypto, &said.message, expected->makers, now_us, &is_by_maker, error))
    return FALSE;
  verdict->reason = judge (expected, &said.words, is_by_maker && may_vouch (said.message.signer), now_us);
  verdict->pinned = g_steal_pointer (&said.words.pinned);
  verdict->assertion = g_steal_pointer (&said.words.assertion);
  verdict->created_us = said.words.created_us;
  verdict->expires_us = said.words.expires_us;
  return TRUE;
}

/**
 * tb_voucher_verdict_clear:
 * @verdict: a verdict
 *
 * Frees what it owns.
 */
void
tb_voucher_verdict_clear (TbVoucherVerdict *verdict)
{
  g_clear_pointer (&verdict->pinned, tb_certificate_unref);
  g_clear_pointer (&verdict->assertion, g_free);
}

/* --- by HTTP --- */

/**
 * tb_voucher_ask:
 * @request: from a device or a registrar
 *
 * Returns: (transfer full): it as a request of HTTP (RFC 8995 section 5.2)
 */
TbHttpRequest *
tb_voucher_ask (GBytes *request)
{
  TbHttpRequest *http = tb_http_request_new ("POST", TB_VOUCHER_PATH, TB_VOUCHER_TYPE, request);

  tb_http_fields_set (http->fields, "Accept", TB_VOUCHER_TYPE);
  return http;
}

static TbHttpResponse *
find_refusal (const TbHttpRequest *request)
{
  if (strcmp (request->path, TB_VOUCHER_PATH) != 0)
    return tb_http_response_new_text (404, "There is nothing at this address.");
  if (strcmp (request->method, "POST") != 0)
    {
      TbHttpResponse *response = tb_http_response_new_text (405, "This address is asked with POST.");

      tb_http_fields_set (response->fields, "Allow", "POST");
      return response;
    }
  if (g_bytes_get_size (request->body) > TB_ENROL_CMS_MAX_BYTES)
    return tb_http_response_new_text (413, "A request has %d bytes at most.", TB_ENROL_CMS_MAX_BYTES);
  if (!tb_http_media_type_is (tb_http_fields_get (request->fields, "Content-Type"), TB_VOUCHER_TYPE))
    return tb_http_response_new_text (415, "A request is of type " TB_VOUCHER_TYPE ".");
  return NULL;
}

/**
 * tb_voucher_hear:
 * @request: a request of HTTP
 * @refusal: (out) (transfer full): what to answer when it is not one for a voucher
 *
 * Returns: (transfer full) (nullable): the request for a voucher; %NULL when there is a refusal
 */
GBytes *
tb_voucher_hear (const TbHttpRequest *request, TbHttpResponse **refusal)
{
  *refusal = find_refusal (request);
  return *refusal == NULL ? g_bytes_ref (request->body) : NULL;
}

/* RFC 8995 section 5.6: what to answer instead. */
static TbHttpResponse *
answer_error (const GError *error)
{
  if (g_error_matches (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED))
    return tb_http_response_new_text (400, "%s", error->message);
  if (g_error_matches (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED))
    return tb_http_response_new_text (403, "%s", error->message);
  return tb_http_response_new_text (500, "The server cannot answer.");
}

/**
 * tb_voucher_answer:
 * @voucher: (nullable): what was issued
 * @error: (nullable): why it was not
 *
 * Returns: (transfer full): the response of HTTP
 */
TbHttpResponse *
tb_voucher_answer (GBytes *voucher, const GError *error)
{
  return voucher != NULL ? tb_http_response_new (200, TB_VOUCHER_TYPE, voucher) : answer_error (error);
}

/**
 * tb_voucher_read:
 * @response: what was answered
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the voucher, to be verified; %NULL with %TB_CRYPTO_ERROR_REFUSED when there is none, or %TB_CRYPTO_ERROR_MALFORMED
 */
GBytes *
tb_voucher_read (const TbHttpResponse *response, GError **error)
{
  if (response->status != 200)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The registrar answered %u %s", response->status, tb_http_status_to_phrase (response->status));
  else if (!tb_http_media_type_is (tb_http_fields_get (response->fields, "Content-Type"), TB_VOUCHER_TYPE))
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "The registrar's answer is no voucher");
  else
    return g_bytes_ref (response->body);
  return NULL;
}
