/* tb-ocsp: see the header. Responses as a relying party reads them; how they are made is in tb-ocsp-respond, requests in tb-ocsp-request. */
#include "tb-ocsp-private.h"

#include <openssl/err.h>

#include "tb-certificate-private.h"

struct _TbOcspResponse
{
  gatomicrefcount refs;
  TbCrypto *crypto;             /* borrowed: contexts live as long as the process */
  GBytes *der;
  TbOcspParts parts;
  TbCertificate *signer;        /* atomic: whose key is known to have made the signature, NULL before */
};

/* RFC 6960 section 4.2.1; there is no 4. */
static const char *const statuses[] = {
  [OCSP_RESPONSE_STATUS_SUCCESSFUL] = "successful",
  [OCSP_RESPONSE_STATUS_MALFORMEDREQUEST] = "malformedRequest",
  [OCSP_RESPONSE_STATUS_INTERNALERROR] = "internalError",
  [OCSP_RESPONSE_STATUS_TRYLATER] = "tryLater",
  [OCSP_RESPONSE_STATUS_SIGREQUIRED] = "sigRequired",
  [OCSP_RESPONSE_STATUS_UNAUTHORIZED] = "unauthorized",
};

/* One that cannot be read signed nothing. */
static void
add_certificate (TbOcspResponse *response, const X509 *x509)
{
  unsigned char *bytes = NULL;
  int n = i2d_X509 (x509, &bytes);
  g_autoptr (GBytes) der = g_bytes_new (bytes, (gsize) MAX (n, 0));
  TbCertificate *certificate = tb_certificate_new_from_der (response->crypto, der, NULL);

  OPENSSL_free (bytes);
  if (certificate != NULL)
    g_ptr_array_add (response->parts.certificates, certificate);
}

static gboolean
read_basic (TbOcspResponse *response, OCSP_RESPONSE *whole)
{
  const STACK_OF (X509) *certificates;

  response->parts.basic = OCSP_response_get1_basic (whole);
  if (response->parts.basic == NULL)
    return FALSE;
  certificates = OCSP_resp_get0_certs (response->parts.basic);
  for (int i = 0; i < sk_X509_num (certificates); i++)
    add_certificate (response, sk_X509_value (certificates, i));
  return TRUE;
}

/* An answer that says "no" is an answer, and comes without anything signed. */
static gboolean
read_response (TbOcspResponse *response)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (response->der, &n_bytes), *at = bytes;
  g_autoptr (OCSP_RESPONSE) whole = d2i_OCSP_RESPONSE (NULL, &at, (long) n_bytes);

  if (whole == NULL || at != bytes + n_bytes)
    return FALSE;
  response->parts.status = OCSP_response_status (whole);
  if (tb_ocsp_response_get_status (response) == NULL)
    return FALSE;
  return response->parts.status != OCSP_RESPONSE_STATUS_SUCCESSFUL || read_basic (response, whole);
}

static TbOcspResponse *
response_new (TbCrypto *crypto, GBytes *der)
{
  TbOcspResponse *response = g_new0 (TbOcspResponse, 1);

  g_atomic_ref_count_init (&response->refs);
  response->crypto = crypto;
  response->der = g_bytes_ref (der);
  response->parts.certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  return response;
}

/**
 * tb_ocsp_response_new_from_bytes:
 * @crypto: the context to work in
 * @der: one response and nothing after it, at most a million bytes
 * @error: return location
 *
 * Reads a response. Whether it may be believed is for [func@status_judge] to say.
 *
 * Returns: (transfer full) (nullable): the response; %NULL with %TB_CRYPTO_ERROR_MALFORMED when @der is none, %TB_CRYPTO_ERROR_REFUSED when it is
 *   larger than is read
 */
TbOcspResponse *
tb_ocsp_response_new_from_bytes (TbCrypto *crypto, GBytes *der, GError **error)
{
  g_autoptr (TbOcspResponse) response = response_new (crypto, der);

  ERR_clear_error ();
  if (g_bytes_get_size (der) > TB_OCSP_MAX_BYTES)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "An OCSP response of %" G_GSIZE_FORMAT " bytes is not read; %d bytes is the limit",
                           g_bytes_get_size (der), TB_OCSP_MAX_BYTES);
      return NULL;
    }
  if (read_response (response))
    {
      ERR_clear_error ();       /* of certificates passed over */
      return g_steal_pointer (&response);
    }
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "These %" G_GSIZE_FORMAT " bytes are not one OCSP response in DER", g_bytes_get_size (der));
  return NULL;
}

/**
 * tb_ocsp_response_ref:
 * @response: a response
 *
 * Returns: (transfer full): @response
 */
TbOcspResponse *
tb_ocsp_response_ref (TbOcspResponse *response)
{
  g_atomic_ref_count_inc (&response->refs);
  return response;
}

/**
 * tb_ocsp_response_unref:
 * @response: (transfer full): a response
 *
 * Drops a reference; the last one frees the response.
 */
void
tb_ocsp_response_unref (TbOcspResponse *response)
{
  if (!g_atomic_ref_count_dec (&response->refs))
    return;
  OCSP_BASICRESP_free (response->parts.basic);
  g_ptr_array_unref (response->parts.certificates);
  g_clear_pointer (&response->signer, tb_certificate_unref);
  g_bytes_unref (response->der);
  g_free (response);
}

/**
 * tb_ocsp_response_get_der:
 * @response: a response
 *
 * Returns: (transfer none): its bytes
 */
GBytes *
tb_ocsp_response_get_der (TbOcspResponse *response)
{
  return response->der;
}

/**
 * tb_ocsp_response_get_status:
 * @response: a response
 *
 * Returns: (transfer none): `successful`, or why the responder did not answer: `malformedRequest`, `internalError`, `tryLater`, `sigRequired`,
 *   `unauthorized`
 */
const char *
tb_ocsp_response_get_status (TbOcspResponse *response)
{
  int status = response->parts.status;

  return status >= 0 && status < (int) G_N_ELEMENTS (statuses) ? statuses[status] : NULL;
}

/**
 * tb_ocsp_response_get_n:
 * @response: a response
 *
 * Returns: how many certificates it tells of, 0 when it is not successful
 */
guint
tb_ocsp_response_get_n (TbOcspResponse *response)
{
  return response->parts.basic != NULL ? (guint) MAX (OCSP_resp_count (response->parts.basic), 0) : 0;
}

/**
 * tb_ocsp_response_get_n_signatures:
 * @response: a response
 *
 * Returns: how many signatures have to be checked before it is believed: its own and those of the certificates that came along; 0 when nobody signed it
 */
guint
tb_ocsp_response_get_n_signatures (TbOcspResponse *response)
{
  return response->parts.basic != NULL ? 1 + response->parts.certificates->len : 0;
}

static guint
count_length_octets (gsize n_content)
{
  return n_content < 0x80 ? 1 : n_content < 0x100 ? 2 : n_content < 0x10000 ? 3 : 4;
}

static gsize
get_content_length (gsize n_whole)
{
  guint octets = 1;

  while (octets < 4 && octets < count_length_octets (n_whole - 1 - octets))
    octets++;
  return n_whole - 1 - octets;
}

/* What is around a signature has its length in front, which may need another octet when the signature grows by @slack. From the outside in, with what
 * stands beside: OCSPResponse (responseStatus), responseBytes and its SEQUENCE (responseType), the OCTET STRING, BasicOCSPResponse. */
static guint
grow_around (gsize n_bytes, guint slack)
{
  static const guint beside[] = { 3, 0, 11, 0, 0 };
  gsize contents[G_N_ELEMENTS (beside)];

  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      contents[i] = get_content_length (n_bytes);
      n_bytes = contents[i] - beside[i];
    }
  for (guint i = G_N_ELEMENTS (beside); i-- > 0;)
    slack += count_length_octets (contents[i] + slack) - count_length_octets (contents[i]);
  return slack;
}

static guint
find_signature_slack (const TbOcspParts *parts)
{
  gsize n_signature = (gsize) ASN1_STRING_length (OCSP_resp_get0_signature (parts->basic));
  const ASN1_OBJECT *algorithm = NULL;
  int key_kind = NID_undef;
  guint slack;

  X509_ALGOR_get0 (&algorithm, NULL, NULL, OCSP_resp_get0_tbs_sigalg (parts->basic));
  if (OBJ_find_sigid_algs (OBJ_obj2nid (algorithm), NULL, &key_kind) != 1)
    return 0;
  slack = tb_certificate_slack_of (key_kind == NID_X9_62_id_ecPublicKey, n_signature);
  return slack + count_length_octets (n_signature + 1 + slack) - count_length_octets (n_signature + 1);
}

/**
 * tb_ocsp_response_get_slack_bytes:
 * @response: a response
 *
 * ECDSA signatures differ in length by luck; what is timed must not.
 *
 * Returns: how many bytes longer the response could have been
 */
guint
tb_ocsp_response_get_slack_bytes (TbOcspResponse *response)
{
  const TbOcspParts *parts = &response->parts;
  guint slack;

  if (parts->basic == NULL)
    return 0;
  slack = find_signature_slack (parts);
  for (guint i = 0; i < parts->certificates->len; i++)
    slack += tb_certificate_get_signature_slack_bytes (g_ptr_array_index (parts->certificates, i));
  return grow_around (g_bytes_get_size (response->der), slack);
}

/* --- for tb-status --- */

const TbOcspParts *
tb_ocsp_response_get_parts (TbOcspResponse *response)
{
  return &response->parts;
}

static gboolean
verify (TbOcspResponse *response, EVP_PKEY *key)
{
  OCSP_BASICRESP *basic = response->parts.basic;
  int answer;

  ERR_clear_error ();
  answer = key == NULL ? 0 : ASN1_item_verify_ex (ASN1_ITEM_rptr (OCSP_RESPDATA), OCSP_resp_get0_tbs_sigalg (basic),
                                                  OCSP_resp_get0_signature (basic), OCSP_resp_get0_respdata (basic), NULL, key,
                                                  tb_crypto_get_libctx (response->crypto), NULL);
  ERR_clear_error ();
  return answer == 1;
}

/* Whether the key of @signer made the signature. That it did is remembered: a staple is shown at every handshake. */
gboolean
tb_ocsp_response_verify_signature (TbOcspResponse *response, TbCertificate *signer)
{
  TbCertificate *known = g_atomic_pointer_get (&response->signer);

  if (known != NULL && (known == signer || g_bytes_equal (tb_certificate_get_der (known), tb_certificate_get_der (signer))))
    return TRUE;
  if (!verify (response, X509_get0_pubkey (tb_certificate_get_x509 (signer))))
    return FALSE;
  if (known == NULL && g_atomic_pointer_compare_and_exchange (&response->signer, NULL, tb_certificate_ref (signer)))
    return TRUE;
  if (known == NULL)
    tb_certificate_unref (signer);      /* another thread was faster */
  return TRUE;
}
