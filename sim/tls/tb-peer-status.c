/* tb-peer-status: a side that asks, before it accepts the other's certificate, whether it was revoked.
 *
 * The chain is good already when this is called. The evidence is an argument of the handshake; what tb-status makes of it becomes an X509_V_ERR
 * number, and OpenSSL makes the alert from that. Only the other's own certificate is asked about. */
#include "tb-conversation.h"

/* What the side whose turn it is goes by. */
typedef struct
{
  const TbRevocationEvidence *evidence;
  gboolean refuses_unknown;
  gint64 unix_us;
} Asking;

/* Returns: (transfer full) (nullable): the certificate at that place of a chain that was found good */
TbCertificate *
tb_peer_certificate_in (STACK_OF (X509) *chain, TbCrypto *crypto, int depth)
{
  X509 *x509 = sk_X509_value (chain, depth);
  guint8 *bytes = NULL;
  int n = x509 != NULL ? i2d_X509 (x509, &bytes) : 0;
  g_autoptr (GBytes) der = n > 0 ? g_bytes_new (bytes, (gsize) n) : NULL;

  OPENSSL_free (bytes);
  return der != NULL ? tb_certificate_new_from_der (crypto, der, NULL) : NULL;
}

static Asking
asking_of (const TbConversation *conversation)
{
  const TbHandshakeTerms *terms = conversation->terms;

  if (conversation->side == TB_SIDE_SERVER)
    return (Asking) { terms->evidence, terms->refuses_unknown, conversation->unix_us };
  return (Asking) { terms->client_evidence, terms->client_refuses_unknown, conversation->unix_us + terms->client_clock_us };
}

/* What the evidence says; evidence that cannot be judged says nothing. */
static TbStatusValue
judge (X509_STORE_CTX *context, TbConversation *conversation, const Asking *asking)
{
  g_autoptr (TbCertificate) leaf = tb_peer_certificate_in (X509_STORE_CTX_get0_chain (context), conversation->crypto, 0);
  g_autoptr (TbCertificate) issuer = tb_peer_certificate_in (X509_STORE_CTX_get0_chain (context), conversation->crypto, 1);
  TbStatus status = { .value = TB_STATUS_UNKNOWN };

  if (leaf == NULL || issuer == NULL
      || !tb_status_judge (conversation->crypto, leaf, issuer, 0, asking->evidence, asking->unix_us, NULL, &status, NULL))
    return TB_STATUS_UNKNOWN;
  return status.value;
}

/* Returns: an X509_V_ERR number, %X509_V_OK to go on */
int
tb_peer_status_check (X509_STORE_CTX *context, TbConversation *conversation)
{
  Asking asking = asking_of (conversation);
  TbStatusValue status = asking.evidence != NULL ? judge (context, conversation, &asking) : TB_STATUS_GOOD;

  if (status == TB_STATUS_REVOKED)
    return X509_V_ERR_CERT_REVOKED;
  if (status == TB_STATUS_GOOD || !asking.refuses_unknown)
    return X509_V_OK;
  return asking.evidence->responses != NULL ? X509_V_ERR_OCSP_VERIFY_NEEDED : X509_V_ERR_UNABLE_TO_GET_CRL;
}
