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

/* --- revocation --- */

typedef struct
{
  gboolean (*is_revoked) (TbCertificate *certificate, gpointer data);
  gpointer data;
} Judge;

static void
judge_free (void *parent, void *judge, CRYPTO_EX_DATA *all, int index, long number, void *pointer)
{
  g_free (judge);
}

static gpointer
make_index (gpointer unused)
{
  return GINT_TO_POINTER (SSL_CTX_get_ex_new_index (0, NULL, NULL, NULL, judge_free));
}

static int
get_index (void)
{
  static GOnce once = G_ONCE_INIT;

  return GPOINTER_TO_INT (g_once (&once, make_index, NULL));
}

static gboolean
is_revoked (const Judge *judge, X509 *x509)
{
  g_autoptr (TbCertificate) certificate = tb_certificate_new_for_x509 (tb_crypto_get_live (NULL), x509);

  return certificate == NULL || judge->is_revoked (certificate, judge->data);
}

/* Called for each certificate of a chain; the client's own is the last. */
static int
verify (int is_good, X509_STORE_CTX *chain)
{
  SSL *ssl = X509_STORE_CTX_get_ex_data (chain, SSL_get_ex_data_X509_STORE_CTX_idx ());
  const Judge *judge = SSL_CTX_get_ex_data (SSL_get_SSL_CTX (ssl), get_index ());

  if (!is_good || X509_STORE_CTX_get_error_depth (chain) != 0 || judge == NULL || !is_revoked (judge, X509_STORE_CTX_get_current_cert (chain)))
    return is_good;
  X509_STORE_CTX_set_error (chain, X509_V_ERR_CERT_REVOKED);
  return 0;
}

static gboolean
ask_for_certificates (SSL_CTX *context, const TbLiveTlsTerms *terms)
{
  int must = terms->clients == TB_LIVE_CLIENTS_MUST ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
  Judge *judge = NULL;

  if (terms->is_revoked != NULL)
    {
      judge = g_new (Judge, 1);
      *judge = (Judge) { terms->is_revoked, terms->data };
    }
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER | must, verify);
  return SSL_CTX_set_ex_data (context, get_index (), judge) == 1;
}

/* --- the whole --- */

static SSL_CTX *
make_context (TbCrypto *live, const TbLiveTlsTerms *terms)
{
  g_autoptr (SSL_CTX) context = SSL_CTX_new_ex (tb_crypto_get_libctx (live), NULL, TLS_server_method ());

  if (context == NULL || !tb_endpoint_apply_policy (context, &speaks) || !set_chain (context, terms->identity) || !trust (context, terms->anchors)
      || !ask_for_certificates (context, terms))
    return NULL;
  SSL_CTX_set_options (context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  if (terms->protocol != NULL)
    SSL_CTX_set_alpn_select_cb (context, choose_protocol, (void *) terms->protocol);
  return g_steal_pointer (&context);
}

/**
 * tb_live_tls_new:
 * @terms: what is to be spoken with whom
 * @error: return location
 *
 * Makes what all connections of a server share.
 *
 * Returns: (transfer full) (nullable): OpenSSL's context; %NULL with %TB_CRYPTO_ERROR_FAILED, or %TB_CRYPTO_ERROR_REFUSED for keys that come from a seed
 */
SSL_CTX *
tb_live_tls_new (const TbLiveTlsTerms *terms, GError **error)
{
  TbCrypto *live = tb_crypto_get_live (error);
  SSL_CTX *context;

  if (live == NULL)
    return NULL;
  ERR_clear_error ();
  if (tb_key_get_crypto (tb_identity_get_key (terms->identity)) != live)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "Keys that come from a seed are guessable and never serve in a live run");
      return NULL;
    }
  context = make_context (live, terms);
  if (context == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "TLS cannot be set up");
  return context;
}
