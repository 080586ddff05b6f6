/* tb-ocsp-respond: what a responder answers (RFC 6960 section 4.2).
 *
 * An answer should cost little more than its signature, so it is put together as bytes, from what tb-ocsp-responder has ready. */
#include <string.h>

#include <openssl/err.h>

#include "tb-der.h"
#include "tb-ocsp-responder.h"
#include "tb-revocation-text.h"

/* RFC 9654 section 2.1. */
#define MAX_NONCE_BYTES 128

/* --- reading the request --- */

static OCSP_REQUEST *
read_request (GBytes *der)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (der, &n_bytes), *at = bytes;
  g_autoptr (OCSP_REQUEST) request = NULL;

  if (n_bytes > TB_OCSP_MAX_BYTES)
    return NULL;
  request = d2i_OCSP_REQUEST (NULL, &at, (long) n_bytes);
  if (request == NULL || at != bytes + n_bytes || OCSP_request_onereq_count (request) < 1)
    return NULL;
  return g_steal_pointer (&request);
}

/* RFC 9654 section 2.1: an OCTET STRING in the extension's OCTET STRING, of 1 to 128 octets. */
static gboolean
is_nonce (X509_EXTENSION *extension)
{
  const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data (extension);
  const unsigned char *bytes = ASN1_STRING_get0_data (value), *at = bytes;
  ASN1_OCTET_STRING *nonce = d2i_ASN1_OCTET_STRING (NULL, &at, ASN1_STRING_length (value));
  gboolean is_good = nonce != NULL && at == bytes + ASN1_STRING_length (value)
                     && ASN1_STRING_length (nonce) >= 1 && ASN1_STRING_length (nonce) <= MAX_NONCE_BYTES;

  ASN1_OCTET_STRING_free (nonce);
  return is_good;
}

/* Finds the nonce. FALSE when there are two, a malformed one, or a critical extension that nobody here knows (RFC 6960 section 4.4). */
static gboolean
check_extensions (OCSP_REQUEST *request, X509_EXTENSION **nonce)
{
  *nonce = NULL;
  for (int i = 0; i < OCSP_REQUEST_get_ext_count (request); i++)
    {
      X509_EXTENSION *extension = OCSP_REQUEST_get_ext (request, i);

      if (OBJ_obj2nid (X509_EXTENSION_get_object (extension)) == NID_id_pkix_OCSP_Nonce)
        {
          if (*nonce != NULL || !is_nonce (extension))
            return FALSE;
          *nonce = extension;
        }
      else if (X509_EXTENSION_get_critical (extension))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_critical_extension (OCSP_ONEREQ *one)
{
  for (int i = 0; i < OCSP_ONEREQ_get_ext_count (one); i++)
    if (X509_EXTENSION_get_critical (OCSP_ONEREQ_get_ext (one, i)))
      return TRUE;
  return FALSE;
}

static gboolean
is_hash (const ASN1_OCTET_STRING *said, const guint8 *hash, guint n_bytes)
{
  return (guint) ASN1_STRING_length (said) == n_bytes && memcmp (ASN1_STRING_get0_data (said), hash, n_bytes) == 0;
}

static gboolean
is_of_issuer (TbOcspResponder *responder, OCSP_CERTID *id)
{
  ASN1_OCTET_STRING *name, *key;
  ASN1_OBJECT *algorithm;
  int nid;

  OCSP_id_get0_info (&name, &algorithm, &key, NULL, id);
  nid = OBJ_obj2nid (algorithm);
  for (guint i = 0; i < G_N_ELEMENTS (responder->hashes); i++)
    {
      const TbIssuerHashes *row = &responder->hashes[i];

      if (row->nid == nid)
        return is_hash (name, row->name, row->n_bytes) && is_hash (key, row->key, row->n_bytes);
    }
  return FALSE;
}

/* --- writing the response --- */

/* What one answer needs, on the stack of whoever makes it. */
typedef struct
{
  TbOcspResponder *responder;
  TbOcspLookup lookup;
  gpointer user_data;
  const TbOcspTerms *terms;
  gsize n_request;
  guint n_known;
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

/* An identifier is hardly longer in DER than in the request it is from, so that most fit without being measured first. */
static gboolean
put_id (TbDer *der, OCSP_CERTID *id, gsize n_request)
{
  guint8 small[512], *out = small;
  gboolean is_small = n_request + 64 <= sizeof small;
  int n = i2d_OCSP_CERTID (id, is_small ? &out : NULL);
  g_autofree guint8 *large = NULL;

  if (n <= 0)
    return FALSE;
  if (!is_small)
    {
      out = large = g_malloc ((gsize) n);
      i2d_OCSP_CERTID (id, &out);
    }
  tb_der_prepend (der, is_small ? small : large, (gsize) n);
  return TRUE;
}

static void
ask (Answering *answering, OCSP_CERTID *id, TbOcspAnswer *answer)
{
  ASN1_INTEGER *serial;
  g_autofree char *text = NULL;

  answer->status = TB_OCSP_UNKNOWN;
  if (!is_of_issuer (answering->responder, id))
    return;
  answering->n_known++;
  OCSP_id_get0_info (NULL, NULL, NULL, &serial, id);
  text = tb_revocation_integer_to_text (serial);
  answering->lookup (text, answer, answering->user_data);
}

/* SingleResponse ::= SEQUENCE { certID, certStatus, thisUpdate, nextUpdate [0] EXPLICIT OPTIONAL } */
static gboolean
put_single (Answering *answering, TbDer *der, OCSP_ONEREQ *one)
{
  OCSP_CERTID *id = OCSP_onereq_get0_id (one);
  gsize mark = der->length;
  TbOcspAnswer answer = { 0 };

  ask (answering, id, &answer);
  if (answering->terms->next_update_us != G_MAXINT64)
    {
      tb_der_put_time (der, answering->terms->next_update_us);
      tb_der_wrap (der, TB_DER_CONTEXT (0), mark);
    }
  tb_der_put_time (der, answering->terms->this_update_us);
  put_status (der, &answer);
  if (!put_id (der, id, answering->n_request))
    return FALSE;
  tb_der_wrap (der, TB_DER_SEQUENCE, mark);
  return TRUE;
}

static gboolean
put_extensions (TbDer *der, X509_EXTENSION *nonce)
{
  guint8 bytes[MAX_NONCE_BYTES + 64], *out = bytes;
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
write_data (Answering *answering, TbDer *der, OCSP_REQUEST *request, X509_EXTENSION *nonce)
{
  gsize mark;

  if (!put_extensions (der, nonce))
    return FALSE;
  mark = der->length;
  for (int i = OCSP_request_onereq_count (request) - 1; i >= 0; i--)
    if (!put_single (answering, der, OCSP_request_onereq_get0 (request, i)))
      return FALSE;
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
answer_request (Answering *answering, OCSP_REQUEST *request, TbStream *stream)
{
  g_auto (TbDer) data = { 0 };
  X509_EXTENSION *nonce;

  if (!check_extensions (request, &nonce))
    return refuse_request (OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  for (int i = 0; i < OCSP_request_onereq_count (request); i++)
    if (has_critical_extension (OCSP_request_onereq_get0 (request, i)))
      return refuse_request (OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  if (!write_data (answering, &data, request, nonce))
    return NULL;
  if (answering->n_known == 0)
    return refuse_request (OCSP_RESPONSE_STATUS_UNAUTHORIZED);
  return sign_data (answering->responder, &data, stream);
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
  Answering answering = { responder, lookup, user_data, terms, g_bytes_get_size (request), 0 };
  g_autoptr (OCSP_REQUEST) asked = NULL;
  GBytes *response;

  ERR_clear_error ();
  if (!check_terms (terms, error))
    return NULL;
  asked = read_request (request);
  response = asked != NULL ? answer_request (&answering, asked, stream) : refuse_request (OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  if (response == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign the OCSP response");
  ERR_clear_error ();
  return response;
}
