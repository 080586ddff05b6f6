/* tb-enrol-client: see the header. What all protocols have in common: whom to believe, and what a certificate has to be before it is taken. */
#include "tb-enrol-client-private.h"

#include <string.h>

#include <openssl/x509v3.h>

#include "tb-attestation.h"

/* How many authorities may stand between a certificate and its anchor. */
#define MAX_DEPTH 8
#define FINGERPRINT_BYTES 32

/* --- what the parts do --- */

TbEnrolStep
tb_enrol_client_fail (TbEnrolClient *client, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_free (client->reason);
  client->reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return TB_ENROL_STEP_FAILED;
}

/* Takes @request. */
TbEnrolStep
tb_enrol_client_send (TbEnrolClient *client, TbHttpRequest *request)
{
  g_clear_pointer (&client->request, tb_http_request_free);
  client->request = request;
  client->n_requests++;
  return TB_ENROL_STEP_SEND;
}

TbEnrolStep
tb_enrol_client_wait (TbEnrolClient *client, gint64 until_us)
{
  client->wait_until_us = until_us;
  return TB_ENROL_STEP_WAIT;
}

gboolean
tb_enrol_client_renews (TbEnrolClient *client)
{
  return client->terms.current != NULL;
}

static GBytes *
find_nonce (TbEnrolClient *client)
{
  const TbEnrolClientTerms *terms = &client->terms;

  if (terms->nonce != NULL)
    return g_bytes_ref (terms->nonce);
  return terms->current != NULL ? tb_attestation_nonce_for (tb_identity_get_certificate (terms->current)) : NULL;
}

/* Puts evidence into the request, where there is a store to give it. */
gboolean
tb_enrol_client_attest (TbEnrolClient *client, gint64 now_us)
{
  g_autoptr (GBytes) nonce = find_nonce (client), evidence = NULL, bare = NULL;

  if (client->terms.store == NULL || client->csr == NULL)
    return client->csr != NULL;
  bare = g_steal_pointer (&client->csr);
  if (nonce != NULL)
    evidence = tb_attestation_make (client->terms.store, client->terms.key, nonce, &client->stream, now_us, NULL);
  if (evidence != NULL)
    client->csr = tb_attestation_add (bare, client->terms.key, evidence, &client->stream, NULL);
  return client->csr != NULL;
}

static gboolean
is_self_issued (TbCertificate *certificate)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);

  return X509_check_issued (x509, x509) == X509_V_OK;
}

static gboolean
has_fingerprint (TbCertificate *certificate, GBytes *fingerprint)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize n_der, n_digest = FINGERPRINT_BYTES;
  const guint8 *der = g_bytes_get_data (tb_certificate_get_der (certificate), &n_der);
  guint8 digest[FINGERPRINT_BYTES];

  g_checksum_update (checksum, der, (gssize) n_der);
  g_checksum_get_digest (checksum, digest, &n_digest);
  return g_bytes_get_size (fingerprint) == n_digest && memcmp (g_bytes_get_data (fingerprint, NULL), digest, n_digest) == 0;
}

/* Of several anchors the expected one alone: with it could come one of somebody else's. */
static void
drop_unexpected (GPtrArray *anchors, GBytes *fingerprint)
{
  for (guint i = anchors->len; i > 0; i--)
    if (!has_fingerprint (g_ptr_array_index (anchors, i - 1), fingerprint))
      g_ptr_array_remove_index (anchors, i - 1);
}

/* Sorts what an authority says of itself. What it calls an anchor is one only for somebody who has none. Returns: (nullable): why it is not believed */
const char *
tb_enrol_client_learn (TbEnrolClient *client, GPtrArray *certificates)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (guint i = 0; i < certificates->len; i++)
    {
      TbCertificate *certificate = g_ptr_array_index (certificates, i);

      g_ptr_array_add (is_self_issued (certificate) ? anchors : client->above, tb_certificate_ref (certificate));
    }
  if (client->terms.anchors != NULL || client->told != NULL)
    return NULL;
  if (anchors->len == 0)
    return "no-anchor";
  if (client->terms.fingerprint != NULL)
    drop_unexpected (anchors, client->terms.fingerprint);
  if (anchors->len == 0)
    return "wrong-fingerprint";
  client->told = g_steal_pointer (&anchors);
  return NULL;
}

/* --- what a certificate has to be --- */

static TbCertificate *
find_issuer (GPtrArray *authorities, TbCertificate *certificate)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);

  for (guint i = 0; authorities != NULL && i < authorities->len; i++)
    {
      X509 *issuer = tb_certificate_get_x509 (g_ptr_array_index (authorities, i));
      EVP_PKEY *key = X509_get0_pubkey (issuer);

      if (X509_check_issued (issuer, x509) == X509_V_OK && X509_check_ca (issuer) == 1 && key != NULL && X509_verify (x509, key) == 1)
        return g_ptr_array_index (authorities, i);
    }
  return NULL;
}

/* Returns: (transfer container) (nullable): the authorities between the certificate and an anchor, nearest first */
static GPtrArray *
find_chain (TbEnrolClient *client, TbCertificate *certificate)
{
  GPtrArray *anchors = client->terms.anchors != NULL ? client->terms.anchors : client->told;
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  while (certificate != NULL && find_issuer (anchors, certificate) == NULL)
    {
      certificate = chain->len < MAX_DEPTH ? find_issuer (client->above, certificate) : NULL;
      if (certificate != NULL)
        g_ptr_array_add (chain, tb_certificate_ref (certificate));
    }
  return certificate != NULL ? g_steal_pointer (&chain) : NULL;
}

static gboolean
is_anchor (TbEnrolClient *client, TbCertificate *certificate)
{
  GPtrArray *anchors = client->terms.anchors != NULL ? client->terms.anchors : client->told;

  for (guint i = 0; anchors != NULL && i < anchors->len; i++)
    if (g_bytes_equal (tb_certificate_get_der (g_ptr_array_index (anchors, i)), tb_certificate_get_der (certificate)))
      return TRUE;
  return FALSE;
}

/* Whether it is an anchor, or one stands for it, directly or through others. */
gboolean
tb_enrol_client_trusts (TbEnrolClient *client, TbCertificate *certificate)
{
  g_autoptr (GPtrArray) chain = is_anchor (client, certificate) ? NULL : find_chain (client, certificate);

  return chain != NULL || is_anchor (client, certificate);
}

static gboolean
is_for_name (TbCertificate *certificate, const char *name)
{
  return X509_check_host (tb_certificate_get_x509 (certificate), name, 0, X509_CHECK_FLAG_NO_WILDCARDS, NULL) == 1
         || g_strcmp0 (tb_certificate_get_common_name (certificate), name) == 0;
}

static gboolean
is_for_key (TbCertificate *certificate, TbKey *key)
{
  EVP_PKEY *certified = X509_get0_pubkey (tb_certificate_get_x509 (certificate));

  return certified != NULL && EVP_PKEY_eq (certified, tb_key_get_pkey (key)) == 1;
}

/* The last step: what has come is looked at before it is believed. */
TbEnrolStep
tb_enrol_client_accept (TbEnrolClient *client, TbCertificate *certificate)
{
  g_autoptr (GPtrArray) chain = NULL;

  if (!is_for_key (certificate, client->terms.key))
    return tb_enrol_client_fail (client, "certificate-for-another-key");
  if (!is_for_name (certificate, client->terms.name))
    return tb_enrol_client_fail (client, "certificate-for-another-name");
  chain = find_chain (client, certificate);
  client->lacks_chain = chain == NULL;
  if (chain == NULL)
    return tb_enrol_client_fail (client, "certificate-of-a-stranger");
  g_clear_pointer (&client->reason, g_free);
  client->identity = tb_identity_new (client->terms.key, certificate, chain);
  return TB_ENROL_STEP_DONE;
}

/* --- the client --- */

static GPtrArray *
copy_certificates (GPtrArray *certificates)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    g_ptr_array_add (copy, tb_certificate_ref (g_ptr_array_index (certificates, i)));
  return copy;
}

/**
 * tb_enrol_client_new:
 * @terms: what it needs
 * @stream: (nullable): what it draws from; copied; not used by the live context
 *
 * Returns: (transfer full): a client that has said nothing yet
 */
TbEnrolClient *
tb_enrol_client_new (const TbEnrolClientTerms *terms, const TbStream *stream)
{
  TbEnrolClient *client = g_new0 (TbEnrolClient, 1);

  client->terms = *terms;
  client->terms.host = g_strdup (terms->host);
  client->terms.name = g_strdup (terms->name);
  client->terms.secret = g_strdup (terms->secret);
  client->terms.key = tb_key_ref (terms->key);
  client->terms.current = terms->current != NULL ? tb_identity_ref (terms->current) : NULL;
  client->terms.anchors = terms->anchors != NULL ? copy_certificates (terms->anchors) : NULL;
  client->terms.intermediates = NULL;
  client->terms.fingerprint = terms->fingerprint != NULL ? g_bytes_ref (terms->fingerprint) : NULL;
  client->terms.account_key = terms->account_key != NULL ? tb_key_ref (terms->account_key) : NULL;
  client->terms.store = terms->store != NULL ? tb_identity_ref (terms->store) : NULL;
  client->terms.nonce = terms->nonce != NULL ? g_bytes_ref (terms->nonce) : NULL;
  client->terms.makers = terms->makers != NULL ? copy_certificates (terms->makers) : NULL;
  client->terms.factory = terms->factory != NULL ? tb_identity_ref (terms->factory) : NULL;
  client->terms.shown = terms->shown != NULL ? copy_certificates (terms->shown) : NULL;
  client->above = copy_certificates (terms->intermediates);
  if (stream != NULL)
    client->stream = *stream;
  return client;
}

/**
 * tb_enrol_client_set_shown:
 * @client: a client that has not been answered yet
 * @shown: (element-type TbCertificate): what the registrar showed in TLS, its own first
 *
 * Says whom it talks to, when that was not known before; the next step without a response asks anew, and says so.
 */
void
tb_enrol_client_set_shown (TbEnrolClient *client, GPtrArray *shown)
{
  g_clear_pointer (&client->terms.shown, g_ptr_array_unref);
  client->terms.shown = copy_certificates (shown);
}

/**
 * tb_enrol_client_free:
 * @client: (transfer full): a client
 */
void
tb_enrol_client_free (TbEnrolClient *client)
{
  g_clear_pointer (&client->request, tb_http_request_free);
  g_clear_pointer (&client->csr, g_bytes_unref);
  g_clear_pointer (&client->identity, tb_identity_unref);
  g_clear_pointer (&client->unchained, tb_certificate_unref);
  g_clear_pointer (&client->told, g_ptr_array_unref);
  g_clear_pointer (&client->scep, tb_scep_client_free);
  g_clear_pointer (&client->scep_authorities, g_ptr_array_unref);
  g_clear_pointer (&client->acme, tb_acme_client_free);
  g_clear_pointer (&client->terms.key, tb_key_unref);
  g_clear_pointer (&client->terms.current, tb_identity_unref);
  g_clear_pointer (&client->terms.anchors, g_ptr_array_unref);
  g_clear_pointer (&client->terms.fingerprint, g_bytes_unref);
  g_clear_pointer (&client->terms.account_key, tb_key_unref);
  g_clear_pointer (&client->terms.store, tb_identity_unref);
  g_clear_pointer (&client->terms.nonce, g_bytes_unref);
  g_clear_pointer (&client->terms.makers, g_ptr_array_unref);
  g_clear_pointer (&client->terms.factory, tb_identity_unref);
  g_clear_pointer (&client->terms.shown, g_ptr_array_unref);
  g_clear_pointer (&client->voucher_nonce, g_bytes_unref);
  g_ptr_array_unref (client->above);
  g_free ((char *) client->terms.host);
  g_free ((char *) client->terms.name);
  g_free ((char *) client->terms.secret);
  g_free (client->reason);
  g_free (client);
}

typedef TbEnrolStep (*Next) (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us);

static const struct
{
  Next next;
  gboolean needs_tls;
  const char *code;
} protocols[TB_ENROL_N_PROTOCOLS] = {
  [TB_ENROL_EST] = { tb_enrol_client_next_est, TRUE, "est" },
  [TB_ENROL_SCEP] = { tb_enrol_client_next_scep, FALSE, "scep" },
  [TB_ENROL_ACME] = { tb_enrol_client_next_acme, TRUE, "acme" },
};

/**
 * tb_enrol_client_next:
 * @client: a client
 * @last: (nullable): what was answered to its last request; %NULL at first, after a proof or a wait, and when a request or its answer was lost: then the client
 *   asks the same once more
 * @now_us: unix time
 *
 * Returns: what to do next; for a client that is done or has failed the same again
 */
TbEnrolStep
tb_enrol_client_next (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us)
{
  if (!client->has_ended)
    client->step = protocols[client->terms.protocol].next (client, last, now_us);
  client->has_ended = client->step == TB_ENROL_STEP_DONE || client->step == TB_ENROL_STEP_FAILED;
  return client->step;
}

const TbHttpRequest *
tb_enrol_client_get_request (TbEnrolClient *client)
{
  return client->request;
}

const TbAcmeProof *
tb_enrol_client_get_proof (TbEnrolClient *client)
{
  return client->acme != NULL ? tb_acme_client_get_proof (client->acme) : NULL;
}

gint64
tb_enrol_client_get_wait_until_us (TbEnrolClient *client)
{
  return client->wait_until_us;
}

const char *
tb_enrol_client_get_reason (TbEnrolClient *client)
{
  return client->reason;
}

GBytes *
tb_enrol_client_get_csr (TbEnrolClient *client)
{
  return client->csr;
}

TbIdentity *
tb_enrol_client_get_identity (TbEnrolClient *client)
{
  return client->identity;
}

GPtrArray *
tb_enrol_client_get_anchors (TbEnrolClient *client)
{
  return client->told;
}

guint
tb_enrol_client_get_n_requests (TbEnrolClient *client)
{
  return client->n_requests;
}

gboolean
tb_enrol_protocol_needs_tls (TbEnrolProtocol protocol)
{
  return protocols[protocol].needs_tls;
}

const char *
tb_enrol_protocol_to_code (TbEnrolProtocol protocol)
{
  return protocols[protocol].code;
}
