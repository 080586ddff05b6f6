/* tb-ocsp-respond: what a responder answers (RFC 6960 section 4.2).
 *
 * An answer should cost little more than its signature, so it is put together as bytes, from what tb-ocsp-responder has ready. */
#include "tb-ocsp-asked.h"

#include <openssl/err.h>

#include "tb-der.h"
#include "tb-revocation-text.h"

/* What one answer needs, on the stack of whoever makes it. */
typedef struct
{
  TbOcspResponder *responder;
  TbOcspLookup lookup;
  gpointer user_data;
  const TbOcspTerms *terms;
} Answering;

/* RevokedInfo ::= SEQUENCE { revocationTime, revocationReason [0] EXPLICIT OPTIONAL }, tagged [1] */
static void
put_revoked (TbDer *der, const TbRevocation *revocation)
{
  gsize mark = der->length;
  guint8 reason = (guint8) revocation->reason;

  if (revocation->reason != TB_REVOCATION_UNSPECIFIED)
    {
      tb_der_put (der, TB_DER_ENUMERATED, &reason, 1);
      tb_der_wrap (der, TB_DER_CONTEXT (0), mark);
    }
  tb_der_put_time (der, revocation->revoked_us);
  tb_der_wrap (der, TB_DER_CONTEXT (1), mark);
}

static void
put_status (TbDer *der, const TbOcspAnswer *answer)
{
  if (answer->status == TB_OCSP_REVOKED)
    put_revoked (der, &answer->revocation);
  else
    tb_der_put (der, TB_DER_CONTEXT_PLAIN (answer->status == TB_OCSP_GOOD ? 0 : 2), NULL, 0);
}

static void
ask (Answering *answering, const TbOcspQuestion *question, TbOcspAnswer *answer)
{
  g_autofree char *serial = NULL;

  answer->status = TB_OCSP_UNKNOWN;
  if (!question->is_known)
    return;
  serial = tb_ocsp_question_serial (question);
  answering->lookup (serial, answer, answering->user_data);
}

/* SingleResponse ::= SEQUENCE { certID, certStatus, thisUpdate, nextUpdate [0] EXPLICIT OPTIONAL } */
static void
put_single (Answering *answering, TbDer *der, const TbOcspQuestion *question)
{
  gsize mark = der->length;
  TbOcspAnswer answer = { 0 };

  ask (answering, question, &answer);
  if (answering->terms->next_update_us != G_MAXINT64)
    {
      tb_der_put_time (der, answering->terms->next_update_us);
      tb_der_wrap (der, TB_DER_CONTEXT (0), mark);
    }
  tb_der_put_time (der, answering->terms->this_update_us);
  put_status (der, &answer);
  tb_der_prepend (der, question->id.start, (gsize) (question->id.end - question->id.start));
  tb_der_wrap (der, TB_DER_SEQUENCE, mark);
}

static gboolean
put_extensions (TbDer *der, X509_EXTENSION *nonce)
{
  guint8 bytes[TB_OCSP_MAX_NONCE_BYTES + 64], *out = bytes;
  int n = nonce != NULL ? i2d_X509_EXTENSION (nonce, NULL) : 0;

  if (n < 0 || n > (int) sizeof bytes)
    return FALSE;
  if (n == 0)
    return TRUE;
  i2d_X509_EXTENSION (nonce, &out);
  tb_der_put (der, TB_DER_SEQUENCE, bytes, (gsize) n);
  tb_der_wrap (der, TB_DER_CONTEXT (1), 0);
  return TRUE;
}

/* ResponseData ::= SEQUENCE { responderID, producedAt, responses SEQUENCE OF, responseExtensions [1] EXPLICIT OPTIONAL } */
static gboolean
write_data (Answering *answering, TbDer *der, const TbOcspAsked *asked)
{
  gsize mark;

  if (!put_extensions (der, asked->nonce))
    return FALSE;
  mark = der->length;
  for (guint i = asked->questions->len; i-- > 0;)
    put_single (answering, der, &g_array_index (asked->questions, TbOcspQuestion, i));
  tb_der_wrap (der, TB_DER_SEQUENCE, mark);
  tb_der_put_time (der, answering->terms->produced_us);
  tb_der_prepend_bytes (der, answering->terms->by_key ? answering->responder->by_key : answering->responder->by_name);
  tb_der_wrap (der, TB_DER_SEQUENCE, 0);
  return TRUE;
}

/* The BIT STRING with the signature over @data, at the front of @der. */
static gboolean
put_signature (TbOcspResponder *responder, TbDer *der, const TbDer *data, TbStream *stream)
{
  gsize n_bytes = (gsize) MAX (EVP_PKEY_get_size (tb_key_get_pkey (responder->key)), 0), mark = der->length;
  g_autofree guint8 *bytes = g_malloc (n_bytes + 1);
  g_autoptr (EVP_MD_CTX) signing = NULL;
  gboolean is_signed;
  TbJob job;

  tb_job_enter_stream (&job, stream);
  signing = tb_ocsp_responder_begin_signing (responder);
  is_signed = signing != NULL && EVP_DigestSign (signing, bytes + 1, &n_bytes, tb_der_get (data), data->length) == 1;
  tb_job_leave (&job);
  if (!is_signed)
    return FALSE;
  bytes[0] = 0;                 /* no bits unused */
  tb_der_prepend (der, bytes, n_bytes + 1);
  tb_der_wrap (der, TB_DER_BIT_STRING, mark);
  return TRUE;
}

/* OCSPResponse ::= SEQUENCE { responseStatus, responseBytes [0] EXPLICIT SEQUENCE { id-pkix-ocsp-basic, OCTET STRING } } */
static void
wrap_response (TbDer *der)
{
  static const guint8 basic[] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01 };
  static const guint8 successful = OCSP_RESPONSE_STATUS_SUCCESSFUL;

  tb_der_wrap (der, TB_DER_SEQUENCE, 0);
  tb_der_wrap (der, TB_DER_OCTET_STRING, 0);
  tb_der_put (der, TB_DER_OID, basic, sizeof basic);
  tb_der_wrap (der, TB_DER_SEQUENCE, 0);
  tb_der_wrap (der, TB_DER_CONTEXT (0), 0);
  tb_der_put (der, TB_DER_ENUMERATED, &successful, 1);
  tb_der_wrap (der, TB_DER_SEQUENCE, 0);
}

static GBytes *
sign_data (TbOcspResponder *responder, const TbDer *data, TbStream *stream)
{
  g_auto (TbDer) der = { 0 };

  tb_der_prepend_bytes (&der, responder->certificates);
  if (!put_signature (responder, &der, data, stream))
    return NULL;
  tb_der_prepend_bytes (&der, responder->algorithm);
  tb_der_prepend (&der, tb_der_get (data), data->length);
  wrap_response (&der);
  return tb_der_to_bytes (&der);
}

/* RFC 6960 section 4.2.1: an error is not signed. */
static GBytes *
refuse_request (guint8 status)
{
  g_auto (TbDer) der = { 0 };

  tb_der_put (&der, TB_DER_ENUMERATED, &status, 1);
  tb_der_wrap (&der, TB_DER_SEQUENCE, 0);
  return tb_der_to_bytes (&der);
}

static GBytes *
answer_request (Answering *answering, GBytes *request, TbStream *stream)
{
  g_auto (TbOcspAsked) asked = { 0 };
  g_auto (TbDer) data = { 0 };

  if (!tb_ocsp_asked_read (&asked, answering->responder, request))
    return refuse_request (OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  if (asked.n_known == 0)
    return refuse_request (OCSP_RESPONSE_STATUS_UNAUTHORIZED);
  return write_data (answering, &data, &asked) ? sign_data (answering->responder, &data, stream) : NULL;
}

static gboolean
check_terms (const TbOcspTerms *terms, GError **error)
{
  if (tb_revocation_can_tell_time (terms->this_update_us) && tb_revocation_can_tell_time (terms->produced_us)
      && (terms->next_update_us == G_MAXINT64
          || (tb_revocation_can_tell_time (terms->next_update_us) && terms->next_update_us >= terms->this_update_us)))
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "An OCSP response is good from one whole second to a later one before the year 10000");
  return FALSE;
}

/**
 * tb_ocsp_respond:
 * @responder: a responder
 * @request: what was asked, DER
 * @lookup: tells what the authority knows about a serial number; asked for each certificate of the request that is from the authority
 * @user_data: for @lookup
 * @terms: times, and how the responder names itself
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @error: return location
 *
 * Answers a request. What cannot be read is answered `malformedRequest`, as are a nonce that does not have 1 to 128 octets and critical
 * extensions; a request about other authorities' certificates alone is answered `unauthorized` (RFC 5019 section 2.2.3). Neither is signed. A
 * nonce is repeated (RFC 9654). A certificate of another authority, in company, is `unknown`.
 *
 * Returns: (transfer full) (nullable): the response, DER; %NULL with %TB_CRYPTO_ERROR_REFUSED for times that cannot be, or
 *   %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_ocsp_respond (TbOcspResponder *responder, GBytes *request, TbOcspLookup lookup, gpointer user_data, const TbOcspTerms *terms, TbStream *stream,
                 GError **error)
{
  Answering answering = { responder, lookup, user_data, terms };
  GBytes *response;

  if (!check_terms (terms, error))
    return NULL;
  ERR_clear_error ();
  response = answer_request (&answering, request, stream);
  if (response == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign the OCSP response");
  return response;
}
