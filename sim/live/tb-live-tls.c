/* tb-live-tls: see the header. Nothing is left to the defaults of an OpenSSL or to somebody's openssl.cnf. */
#include "tb-live-tls.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-endpoint-private.h"

/* P-256 first: it is what devices have, and the cheapest. */
static const TbEndpointPolicy speaks = {
  .min_version = TLS1_2_VERSION,
  .max_version = TLS1_3_VERSION,
  .groups = "P-256:X25519:P-384:P-521",
};

/* Takes the one protocol we speak where it is offered; who offers others only is served all the same (RFC 7301 would let us refuse). */
static int
choose_protocol (SSL *ssl, const unsigned char **out, unsigned char *n_out, const unsigned char *offered, unsigned int n_offered, void *data)
{
  const char *ours = data;

  for (unsigned int at = 0; at < n_offered && at + offered[at] < n_offered; at += 1u + offered[at])
    if (offered[at] == strlen (ours) && memcmp (offered + at + 1, ours, offered[at]) == 0)
      {
        *out = offered + at + 1;
        *n_out = offered[at];
        return SSL_TLSEXT_ERR_OK;
      }
  return SSL_TLSEXT_ERR_NOACK;
}

static gboolean
set_chain (SSL_CTX *context, TbIdentity *identity)
{
  GPtrArray *intermediates = tb_identity_get_intermediates (identity);
  X509 *own = tb_certificate_get_x509 (tb_identity_get_certificate (identity));

  if (SSL_CTX_use_certificate (context, own) != 1 || SSL_CTX_use_PrivateKey (context, tb_key_get_pkey (tb_identity_get_key (identity))) != 1)
    return FALSE;
  for (guint i = 0; intermediates != NULL && i < intermediates->len; i++)
    if (SSL_CTX_add1_chain_cert (context, tb_certificate_get_x509 (g_ptr_array_index (intermediates, i))) != 1)
      return FALSE;
  return TRUE;
}

/* Roots are trusted; authorities below them only help to build chains. */
static gboolean
trust (SSL_CTX *context, GPtrArray *anchors)
{
  X509_STORE *store = SSL_CTX_get_cert_store (context);

  for (guint i = 0; i < anchors->len; i++)
    {
      X509 *anchor = tb_certificate_get_x509 (g_ptr_array_index (anchors, i));

      if (X509_STORE_add_cert (store, anchor) != 1 || SSL_CTX_add_client_CA (context, anchor) != 1)
        return FALSE;
    }
  return TRUE;
}

/**
 * tb_live_tls_new:
 * @identity: what the server proves itself with, a live key
 * @anchors: (element-type TbCertificate): the root of the clients, and authorities below it
 * @clients: what is asked of them
 * @protocol: (nullable): what is spoken inside, by its name for ALPN (RFC 7301); static
 * @error: return location
 *
 * Makes what all connections of a server share.
 *
 * Returns: (transfer full) (nullable): OpenSSL's context; %NULL with %TB_CRYPTO_ERROR_FAILED, or %TB_CRYPTO_ERROR_REFUSED for keys that come from a seed
 */
SSL_CTX *
tb_live_tls_new (TbIdentity *identity, GPtrArray *anchors, TbLiveClients clients, const char *protocol, GError **error)
{
  TbCrypto *live = tb_crypto_get_live (error);
  g_autoptr (SSL_CTX) context = NULL;

  if (live == NULL)
    return NULL;
  ERR_clear_error ();
  if (tb_key_get_crypto (tb_identity_get_key (identity)) != live)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "Keys that come from a seed are guessable and never serve in a live run");
      return NULL;
    }
  context = SSL_CTX_new_ex (tb_crypto_get_libctx (live), NULL, TLS_server_method ());
  if (context == NULL || !tb_endpoint_apply_policy (context, &speaks) || !set_chain (context, identity) || !trust (context, anchors))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "TLS cannot be set up");
      return NULL;
    }
  SSL_CTX_set_options (context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER | (clients == TB_LIVE_CLIENTS_MUST ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
  if (protocol != NULL)
    SSL_CTX_set_alpn_select_cb (context, choose_protocol, (void *) protocol);
  return g_steal_pointer (&context);
}
