/* tb-endpoint: what stays the same from one handshake to the next, as one SSL_CTX for each side: whom it trusts and who it is.
 *
 * What it speaks is in tb-endpoint-policy.c, how a handshake runs in tb-handshake.c. */
#include "tb-endpoint-private.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "tb-conversation.h"

static gboolean
trust (SSL_CTX *context, GPtrArray *anchors)
{
  X509_STORE *store = SSL_CTX_get_cert_store (context);
  X509_VERIFY_PARAM *terms = SSL_CTX_get0_param (context);

  for (guint i = 0; anchors != NULL && i < anchors->len; i++)
    if (X509_STORE_add_cert (store, tb_certificate_get_x509 (g_ptr_array_index (anchors, i))) != 1)
      return FALSE;
  /* RFC 9525: names are subjectAltNames, never the common name. */
  X509_VERIFY_PARAM_set_hostflags (terms, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return TRUE;
}

typedef STACK_OF (X509) X509Stack;

static X509Stack *
chain_of (TbIdentity *identity)
{
  GPtrArray *intermediates = tb_identity_get_intermediates (identity);
  X509Stack *chain = sk_X509_new_null ();

  for (guint i = 0; intermediates != NULL && i < intermediates->len; i++)
    sk_X509_push (chain, tb_certificate_get_x509 (g_ptr_array_index (intermediates, i)));
  return chain;
}

/* Gives one connection its identity, with a key of its own where use changes a key. */
gboolean
tb_endpoint_identify (SSL *ssl, TbIdentity *identity)
{
  g_autoptr (EVP_PKEY) key = tb_key_dup_for_job (tb_identity_get_key (identity));
  X509Stack *chain = chain_of (identity);
  X509 *certificate = tb_certificate_get_x509 (tb_identity_get_certificate (identity));
  gboolean identified = key != NULL && SSL_use_cert_and_key (ssl, certificate, key, chain, 1) == 1;

  sk_X509_free (chain);
  return identified;
}

/* Keys that use does not change go into the context once and for all. */
static gboolean
identify_all (TbEndpoint *endpoint)
{
  TbKey *key = tb_identity_get_key (endpoint->identity);
  X509 *certificate = tb_certificate_get_x509 (tb_identity_get_certificate (endpoint->identity));
  X509Stack *chain;
  gboolean identified;

  endpoint->identifies_each = tb_key_changes_with_use (key);
  if (endpoint->identifies_each)
    return TRUE;
  chain = chain_of (endpoint->identity);
  identified = SSL_CTX_use_cert_and_key (endpoint->context, certificate, tb_key_get_pkey (key), chain, 1) == 1;
  sk_X509_free (chain);
  return identified;
}

/* How many bytes longer the signatures on an identity's certificates could have been. */
guint
tb_endpoint_get_slack_bytes (TbIdentity *identity)
{
  GPtrArray *intermediates = tb_identity_get_intermediates (identity);
  guint slack = tb_certificate_get_signature_slack_bytes (tb_identity_get_certificate (identity));

  for (guint i = 0; intermediates != NULL && i < intermediates->len; i++)
    slack += tb_certificate_get_signature_slack_bytes (g_ptr_array_index (intermediates, i));
  return slack;
}

static void
watch (SSL_CTX *context, TbSide side)
{
  tb_conversation_watch (context, side);
  tb_ticket_watch (context, side);
  tb_staple_watch (context, side);
  tb_datagram_watch (context, side);
}

static const SSL_METHOD *
method_of (const TbEndpointPolicy *policy, gboolean is_server)
{
  if (tb_endpoint_is_datagrams (policy))
    return is_server ? DTLS_server_method () : DTLS_client_method ();
  return is_server ? TLS_server_method () : TLS_client_method ();
}

static TbEndpoint *
new_endpoint (TbCrypto *crypto, const TbEndpointPolicy *policy, GPtrArray *anchors, TbIdentity *identity)
{
  g_autoptr (SSL_CTX) context = SSL_CTX_new_ex (tb_crypto_get_libctx (crypto), NULL, method_of (policy, identity != NULL));
  g_autoptr (TbEndpoint) endpoint = NULL;

  if (context == NULL || !tb_endpoint_apply_policy (context, policy) || !trust (context, anchors))
    return NULL;
  if (policy != NULL && policy->trusts_leaves)
    X509_VERIFY_PARAM_set_flags (SSL_CTX_get0_param (context), X509_V_FLAG_PARTIAL_CHAIN);
  endpoint = g_new0 (TbEndpoint, 1);
  g_atomic_ref_count_init (&endpoint->refs);
  endpoint->crypto = crypto;
  endpoint->context = g_steal_pointer (&context);
  tb_endpoint_keep_policy (endpoint, policy);
  if (identity != NULL)
    {
      endpoint->identity = tb_identity_ref (identity);
      if (!identify_all (endpoint))
        return NULL;
    }
  watch (endpoint->context, identity != NULL ? TB_SIDE_SERVER : TB_SIDE_CLIENT);
  return g_steal_pointer (&endpoint);
}

static TbEndpoint *
new_endpoint_in_job (TbCrypto *crypto, const TbEndpointPolicy *policy, GPtrArray *anchors, TbIdentity *identity, TbStream *stream, GError **error)
{
  TbStream undrawn = stream != NULL ? *stream : (TbStream) { { 0 } };     /* live, without one: such a handshake is never remembered */
  TbJob job;
  TbEndpoint *endpoint;

  ERR_clear_error ();
  tb_job_enter (&job, stream, 0);
  endpoint = new_endpoint (crypto, policy, anchors, identity);
  tb_job_leave (&job);
  if (endpoint != NULL)
    tb_endpoint_keep_digest (endpoint, policy, anchors, &undrawn);
  else
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot make an endpoint for TLS as its policy wants it");
  return endpoint;
}

/**
 * tb_endpoint_new_server_with:
 * @crypto: the context
 * @policy: (nullable): what it speaks; %NULL for TLS 1.3 as the devices of a fleet speak it
 * @identity: what the server proves itself with
 * @anchors: (nullable) (element-type TbCertificate): whose clients are let in; %NULL demands no certificate
 * @stream: what is drawn once for the endpoint itself
 * @error: return location
 *
 * Makes the server's side of any number of handshakes. With @anchors it is mutual TLS: a client without a good certificate is refused.
 *
 * Returns: (transfer full) (nullable): the endpoint, %NULL with %TB_CRYPTO_ERROR_FAILED when OpenSSL does not know what @policy names, or finds the
 *   key of @identity too weak
 */
TbEndpoint *
tb_endpoint_new_server_with (TbCrypto *crypto, const TbEndpointPolicy *policy, TbIdentity *identity, GPtrArray *anchors, TbStream *stream, GError **error)
{
  TbEndpoint *endpoint = new_endpoint_in_job (crypto, policy, anchors, identity, stream, error);

  if (endpoint == NULL)
    return NULL;
  endpoint->demands_certificate = anchors != NULL;
  SSL_CTX_set_verify (endpoint->context, anchors != NULL ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE, NULL);
  return endpoint;
}

/**
 * tb_endpoint_new_server:
 * @crypto: the context
 * @identity: what the server proves itself with
 * @anchors: (nullable) (element-type TbCertificate): whose clients are let in; %NULL demands no certificate
 * @stream: what is drawn once for the endpoint itself
 * @error: return location
 *
 * Makes the server's side as a fleet has it: [func@endpoint_new_server_with] without a policy.
 *
 * Returns: (transfer full) (nullable): the endpoint, %NULL with %TB_CRYPTO_ERROR_FAILED
 */
TbEndpoint *
tb_endpoint_new_server (TbCrypto *crypto, TbIdentity *identity, GPtrArray *anchors, TbStream *stream, GError **error)
{
  return tb_endpoint_new_server_with (crypto, NULL, identity, anchors, stream, error);
}

/**
 * tb_endpoint_new_client_with:
 * @crypto: the context
 * @policy: (nullable): what it speaks; %NULL for TLS 1.3 as the devices of a fleet speak it
 * @anchors: (element-type TbCertificate): which authorities the client believes when they vouch for a server
 * @stream: what is drawn once for the endpoint itself
 * @error: return location
 *
 * Makes the client's side of any number of handshakes, by any number of devices with the same policy.
 *
 * Returns: (transfer full) (nullable): the endpoint, %NULL with %TB_CRYPTO_ERROR_FAILED when OpenSSL does not know what @policy names
 */
TbEndpoint *
tb_endpoint_new_client_with (TbCrypto *crypto, const TbEndpointPolicy *policy, GPtrArray *anchors, TbStream *stream, GError **error)
{
  TbEndpoint *endpoint = new_endpoint_in_job (crypto, policy, anchors, NULL, stream, error);

  if (endpoint != NULL)
    SSL_CTX_set_verify (endpoint->context, SSL_VERIFY_PEER, NULL);
  return endpoint;
}

/**
 * tb_endpoint_new_client:
 * @crypto: the context
 * @anchors: (element-type TbCertificate): which authorities the client believes when they vouch for a server
 * @stream: what is drawn once for the endpoint itself
 * @error: return location
 *
 * Makes the client's side as a fleet has it: [func@endpoint_new_client_with] without a policy.
 *
 * Returns: (transfer full) (nullable): the endpoint, %NULL with %TB_CRYPTO_ERROR_FAILED
 */
TbEndpoint *
tb_endpoint_new_client (TbCrypto *crypto, GPtrArray *anchors, TbStream *stream, GError **error)
{
  return tb_endpoint_new_client_with (crypto, NULL, anchors, stream, error);
}

/**
 * tb_endpoint_ref:
 * @endpoint: an endpoint
 *
 * Returns: (transfer full): @endpoint
 */
TbEndpoint *
tb_endpoint_ref (TbEndpoint *endpoint)
{
  g_atomic_ref_count_inc (&endpoint->refs);
  return endpoint;
}

/**
 * tb_endpoint_unref:
 * @endpoint: (transfer full): an endpoint
 *
 * Drops a reference; the last one frees the endpoint.
 */
void
tb_endpoint_unref (TbEndpoint *endpoint)
{
  if (!g_atomic_ref_count_dec (&endpoint->refs))
    return;
  SSL_CTX_free (endpoint->context);
  g_clear_pointer (&endpoint->identity, tb_identity_unref);
  g_clear_pointer (&endpoint->pin, g_bytes_unref);
  g_free (endpoint);
}

/**
 * tb_endpoint_demands_certificate:
 * @endpoint: an endpoint
 *
 * Returns: whether it is a server that refuses clients without a good certificate
 */
gboolean
tb_endpoint_demands_certificate (TbEndpoint *endpoint)
{
  return endpoint->demands_certificate;
}
