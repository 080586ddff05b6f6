/* tb-acme-certificate: issued certificates: download and revocation (RFC 8555 sections 7.4.2 and 7.6), when to renew (RFC 9773), and an authority of ours to issue them. */
#include "tb-acme-private.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "tb-pem.h"

#define RENEWAL_POLL_US (G_GINT64_CONSTANT (6 * 3600) * G_USEC_PER_SEC)         /* for the server to choose, RFC 9773 section 4.3.1 */
#define PAST_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* --- identifiers (RFC 9773 section 4.1) --- */

/* The content of the INTEGER as in the certificate, a leading zero kept: serial numbers are short, tag and length are two bytes. */
static char *
encode_serial (X509 *x509)
{
  unsigned char *der = NULL;
  int n = i2d_ASN1_INTEGER (X509_get0_serialNumber (x509), &der);
  char *text = n > 2 && der[1] < 0x80 ? tb_base64url_encode (der + 2, (gsize) n - 2) : NULL;

  OPENSSL_free (der);
  return text;
}

/**
 * tb_acme_certificate_id:
 * @certificate: a certificate
 *
 * Returns: (transfer full) (nullable): its identifier, of the issuer's key identifier and the serial number; %NULL when it lacks the first
 */
char *
tb_acme_certificate_id (TbCertificate *certificate)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);
  const ASN1_OCTET_STRING *issuer = X509_get0_authority_key_id (x509);
  g_autofree char *left = issuer != NULL ? tb_base64url_encode (ASN1_STRING_get0_data (issuer), (gsize) ASN1_STRING_length (issuer)) : NULL;
  g_autofree char *right = encode_serial (x509);

  return left != NULL && right != NULL ? g_strconcat (left, ".", right, NULL) : NULL;
}

static TbAcmeCertificate *
kept_new (TbAcmeOrder *order, TbCertificate *certificate, GPtrArray *chain)
{
  TbAcmeCertificate *kept = g_new0 (TbAcmeCertificate, 1);

  kept->id = tb_acme_certificate_id (certificate);
  if (kept->id == NULL)
    kept->id = g_strdup (tb_certificate_get_serial (certificate));
  kept->certificate = tb_certificate_ref (certificate);
  kept->chain = g_ptr_array_ref (chain);
  kept->account = order->account;
  kept->names = g_strdupv (order->names);
  return kept;
}

/* Remembers a new certificate, and that it replaces another. Returns its id, or NULL when it could not be written down. */
char *
tb_acme_keep (TbAcmeAsk *ask, TbAcmeOrder *order, TbCertificate *certificate, GPtrArray *chain, GError **error)
{
  TbAcmeCertificate *replaced = order->replaces != NULL ? tb_acme_find_certificate (ask->server, order->replaces, ask->now_us) : NULL, *kept;

  if (replaced != NULL)
    {
      replaced->is_replaced = TRUE;
      if (!tb_acme_note_certificate (ask->server, replaced, error))
        return NULL;
    }
  kept = kept_new (order, certificate, chain);
  tb_acme_add_certificate (ask->server, kept);
  return tb_acme_note_certificate (ask->server, kept, error) ? g_strdup (kept->id) : NULL;
}

/* --- download --- */

static TbAcmeCertificate *
find (TbAcmeAsk *ask, const char *id, GError **error)
{
  const TbAcmeCalls *calls = &ask->server->calls;
  TbAcmeCertificate *kept = tb_acme_find_certificate (ask->server, id, ask->now_us);

  if (kept == NULL)
    tb_acme_fail (error, TB_ACME_PROBLEM_NOT_FOUND, "This server has not issued that certificate, or it is past its end");
  else if (!kept->is_revoked && calls->is_revoked != NULL)
    kept->is_revoked = calls->is_revoked (kept->certificate, ask->server->data);
  return kept;
}

TbHttpResponse *
tb_acme_certificate (TbAcmeAsk *ask, GError **error)
{
  TbAcmeCertificate *kept = find (ask, ask->id, error);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GBytes) pem = NULL;

  if (kept == NULL)
    return NULL;
  if (kept->account != ask->account)
    {
      tb_acme_fail (error, TB_ACME_PROBLEM_UNAUTHORIZED, "This is the certificate of another account");
      return NULL;
    }
  all = g_ptr_array_new ();
  g_ptr_array_add (all, kept->certificate);
  for (guint i = 0; i < kept->chain->len; i++)
    g_ptr_array_add (all, kept->chain->pdata[i]);
  pem = tb_certificates_to_pem (all);
  return tb_http_response_new (200, "application/pem-certificate-chain", pem);
}

/* --- revocation --- */

/* RFC 5280 section 5.3.1: what a subscriber may say; 2, 7 and those of authorities and holds are for others. */
static gboolean
read_reason (JsonObject *payload, int *reason, GError **error)
{
  JsonNode *node = json_object_get_member (payload, "reason");
  gint64 number = 0;

  if (node != NULL)
    number = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : -1;
  *reason = (int) CLAMP (number, -1, 100);
  if (*reason == 0 || *reason == 1 || (*reason >= 3 && *reason <= 5))
    return TRUE;
  tb_acme_fail (error, TB_ACME_PROBLEM_BAD_REVOCATION_REASON, "The reasons are 0, 1, 3, 4 and 5");
  return FALSE;
}

static TbCertificate *
read_certificate (TbAcmeAsk *ask, GError **error)
{
  const char *text = ask->payload != NULL ? tb_jose_get_text (ask->payload, "certificate") : NULL;
  g_autoptr (GBytes) der = text != NULL ? tb_base64url_decode (text, NULL) : NULL;
  TbCertificate *certificate = der != NULL ? tb_certificate_new_from_der (ask->server->crypto, der, NULL) : NULL;

  if (certificate == NULL)
    tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "\"certificate\" is not a certificate in base64url");
  return certificate;
}

static TbAcmeCertificate *
find_same (TbAcmeAsk *ask, TbCertificate *certificate, GError **error)
{
  g_autofree char *id = tb_acme_certificate_id (certificate);
  TbAcmeCertificate *kept = find (ask, id != NULL ? id : "", error);

  if (kept == NULL || g_bytes_equal (tb_certificate_get_der (kept->certificate), tb_certificate_get_der (certificate)))
    return kept;
  tb_acme_fail (error, TB_ACME_PROBLEM_NOT_FOUND, "This server has issued another certificate of that number");
  return NULL;
}

static gboolean
is_authorized (TbAcmeAsk *ask, const char *name)
{
  gboolean is_wildcard = g_str_has_prefix (name, "*.");
  TbAcmeAuthorization *authorization;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, ask->server->authorizations);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &authorization))
    if (authorization->account == ask->account && authorization->is_wildcard == is_wildcard
        && strcmp (authorization->name, name + (is_wildcard ? 2 : 0)) == 0)
      {
        tb_acme_authorization_look (authorization, ask->now_us);
        if (authorization->status == TB_ACME_VALID)
          return TRUE;
      }
  return FALSE;
}

/* Whoever ordered it, holds its key, or has proven to control all of its names. */
static gboolean
may_revoke (TbAcmeAsk *ask, const TbAcmeCertificate *kept)
{
  if (ask->key != NULL)
    return EVP_PKEY_eq (ask->key, X509_get0_pubkey (tb_certificate_get_x509 (kept->certificate))) == 1;
  if (kept->account == ask->account)
    return TRUE;
  for (guint i = 0; kept->names[i] != NULL; i++)
    if (!is_authorized (ask, kept->names[i]))
      return FALSE;
  return TRUE;
}

static gboolean
revoke_kept (TbAcmeAsk *ask, TbAcmeCertificate *kept, int reason, GError **error)
{
  const TbAcmeCalls *calls = &ask->server->calls;
  g_autoptr (GError) why = NULL;

  if (calls->revoke != NULL && !calls->revoke (kept->certificate, reason, ask->now_us, ask->server->data, &why))
    {
      tb_acme_fail (error, TB_ACME_PROBLEM_SERVER_INTERNAL, "%s", why != NULL ? why->message : "The authority does not answer");
      return FALSE;
    }
  kept->is_revoked = TRUE;
  return tb_acme_note_certificate (ask->server, kept, error);
}

TbHttpResponse *
tb_acme_revoke (TbAcmeAsk *ask, GError **error)
{
  g_autoptr (TbCertificate) certificate = read_certificate (ask, error);
  TbAcmeCertificate *kept = certificate != NULL ? find_same (ask, certificate, error) : NULL;
  int reason;

  if (kept == NULL)
    return NULL;
  if (!may_revoke (ask, kept))
    tb_acme_fail (error, TB_ACME_PROBLEM_UNAUTHORIZED, "Neither the certificate's key nor an account that may revoke it has signed");
  else if (kept->is_revoked)
    tb_acme_fail (error, TB_ACME_PROBLEM_ALREADY_REVOKED, "The certificate is revoked already");
  else if (read_reason (ask->payload, &reason, error) && revoke_kept (ask, kept, reason, error))
    return tb_http_response_new (200, NULL, NULL);
  return NULL;
}

/* --- when to renew --- */

/**
 * tb_acme_server_note_revoked:
 * @server: a server
 * @certificate_id: as from [func@acme_certificate_id]
 *
 * Lets whoever asks know that the certificate is to be replaced at once.
 *
 * Returns: whether the server knows it
 */
gboolean
tb_acme_server_note_revoked (TbAcmeServer *server, const char *certificate_id)
{
  TbAcmeCertificate *kept = tb_acme_find_certificate (server, certificate_id, G_MININT64);

  if (kept == NULL)
    return FALSE;
  kept->is_revoked = TRUE;
  return tb_acme_note_certificate (server, kept, NULL);
}

/* RFC 9773 section 4.2: in the last third of its life, or at once. */
TbHttpResponse *
tb_acme_renewal_info (TbAcmeAsk *ask, GError **error)
{
  TbAcmeCertificate *kept = find (ask, ask->id, error);
  g_autoptr (JsonObject) object = json_object_new ();
  JsonObject *window;
  gint64 begin_us, end_us, life_us;

  if (kept == NULL)
    return NULL;
  begin_us = tb_certificate_get_not_before_us (kept->certificate);
  end_us = tb_certificate_get_not_after_us (kept->certificate);
  life_us = end_us - begin_us;
  window = json_object_new ();
  tb_acme_put_time (window, "start", kept->is_revoked ? ask->now_us - 2 * PAST_US : end_us - life_us / 3);
  tb_acme_put_time (window, "end", kept->is_revoked ? ask->now_us - PAST_US : end_us - life_us / 4);
  json_object_set_object_member (object, "suggestedWindow", window);
  ask->retry_after_us = RENEWAL_POLL_US;
  return tb_acme_respond (200, object);
}

/* RFC 9773 section 5: the one it replaces is one's own, has a name in common, and was not replaced. */
gboolean
tb_acme_check_replaced (TbAcmeAsk *ask, const char *id, const char *const *names, GError **error)
{
  TbAcmeCertificate *kept = find (ask, id, error);
  gboolean shares = FALSE;

  if (kept == NULL)
    return FALSE;
  for (guint i = 0; names[i] != NULL; i++)
    shares |= g_strv_contains ((const char *const *) kept->names, names[i]);
  if (kept->account != ask->account)
    tb_acme_fail (error, TB_ACME_PROBLEM_UNAUTHORIZED, "The certificate to be replaced is of another account");
  else if (!shares)
    tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "The certificate to be replaced has none of these names");
  else if (kept->is_replaced)
    tb_acme_fail (error, TB_ACME_PROBLEM_ALREADY_REPLACED, "The certificate was replaced already");
  else
    return TRUE;
  return FALSE;
}
