/* tb-enrol-server: see the header. Each protocol's server asks for certificates in its own words; here they become one. */
#include "tb-enrol-server.h"

#include <string.h>

#include "tb-acme-name.h"
#include "tb-voucher.h"

struct _TbEnrolServer
{
  TbCrypto *crypto;             /* borrowed: contexts live as long as the process */
  TbEnrolCalls calls;
  gpointer data;
  GPtrArray *authorities;
  TbStream stream;
  TbSecretBook *secrets;
  TbIdentity *registrar;        /* NULL when there are no vouchers */
  GPtrArray *makers;
  TbEstServer *est;             /* each NULL when not offered */
  TbScepServer *scep;
  TbAcmeServer *acme;
};

static gboolean
refuse (GError **error, const char *why)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s", why);
  return FALSE;
}

/* Serial numbers mean nothing among others' certificates. */
static gboolean
is_of_ours (TbEnrolServer *server, TbCertificate *certificate)
{
  const X509_NAME *issuer = X509_get_issuer_name (tb_certificate_get_x509 (certificate));

  for (guint i = 0; i < server->authorities->len; i++)
    if (X509_NAME_cmp (issuer, X509_get_subject_name (tb_certificate_get_x509 (server->authorities->pdata[i]))) == 0)
      return TRUE;
  return FALSE;
}

static TbCertificate *
issue (TbEnrolServer *server, const TbEnrolAsk *ask, GError **error)
{
  if (ask->client != NULL && server->calls.is_revoked != NULL && is_of_ours (server, ask->client) && server->calls.is_revoked (ask->client, server->data))
    return refuse (error, "The certificate that proves who asks is revoked."), NULL;
  return server->calls.issue (ask, server->data, error);
}

/* --- EST --- */

static TbCertificate *
issue_by_est (gpointer data, const TbEstAsk *asked, guint *retry_after_s, GError **error)
{
  TbEnrolAsk ask = { .protocol = TB_ENROL_EST, .is_renewal = asked->operation == TB_EST_SIMPLE_REENROLL, .request = asked->request, .said = asked->said,
                     .client = asked->client, .user = asked->user, .now_us = asked->now_us };

  return issue (data, &ask, error);
}

static gboolean
add_est (TbEnrolServer *server, const TbEnrolServerTerms *terms, GError **error)
{
  TbEstTerms est = { .authorities = server->authorities, .issue = issue_by_est, .data = server, .key_algorithm = terms->key_algorithm,
                     .stream = &server->stream, .secrets = server->secrets };

  server->est = tb_est_server_new (server->crypto, &est);
  return TRUE;
}

/* --- SCEP --- */

static TbCertificate *
issue_by_scep (const TbScepOrder *order, TbStream *stream, gint64 now_us, gpointer data, GError **error)
{
  TbEnrolServer *server = data;
  g_auto (TbRequest) read = { 0 };
  TbEnrolAsk ask = { .protocol = TB_ENROL_SCEP, .is_renewal = order->type == TB_SCEP_RENEWAL_REQ, .request = order->request, .said = order->said,
                     .user = order->user, .now_us = now_us };

  if (order->said == NULL)
    {
      if (!tb_request_read (&read, server->crypto, order->request, error))
        return NULL;
      ask.said = &read;
    }
  if (ask.is_renewal)
    ask.client = order->signer;
  return issue (server, &ask, error);
}

static gboolean
is_revoked (TbCertificate *certificate, gpointer data)
{
  TbEnrolServer *server = data;

  return server->calls.is_revoked != NULL && server->calls.is_revoked (certificate, server->data);
}

static TbCertificate *
find (const char *serial, gpointer data)
{
  TbEnrolServer *server = data;

  return server->calls.find != NULL ? server->calls.find (serial, server->data) : NULL;
}

static TbCrl *
make_crl (TbStream *stream, gint64 now_us, gpointer data, GError **error)
{
  TbEnrolServer *server = data;

  return server->calls.make_crl != NULL ? server->calls.make_crl (now_us, server->data, error) : NULL;
}

/* Both servers draw, each from a stream that follows from the one given. */
static const TbStream *
fork_stream (TbEnrolServer *server, TbStream *stream, const char *name)
{
  tb_stream_init (stream, tb_stream_next (&server->stream), name);
  return stream;
}

static gboolean
add_scep (TbEnrolServer *server, const TbEnrolServerTerms *terms, GError **error)
{
  g_autoptr (GPtrArray) above = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  TbStream stream;

  if (terms->ra == NULL)
    return refuse (error, "SCEP needs a key and a certificate to answer with.");
  for (guint i = 1; i < server->authorities->len; i++)
    g_ptr_array_add (above, tb_certificate_ref (server->authorities->pdata[i]));
  const TbScepServerTerms scep = { .key = tb_identity_get_key (terms->ra), .certificate = tb_identity_get_certificate (terms->ra),
                                   .issuer = server->authorities->pdata[0], .above = above, .keeps_orders = terms->keeps_orders,
                                   .issue = issue_by_scep, .is_revoked = is_revoked, .find = find, .make_crl = make_crl, .user_data = server,
                                   .secrets = server->secrets };

  server->scep = tb_scep_server_new (&scep, fork_stream (server, &stream, "scep"), error);
  return server->scep != NULL;
}

/* --- ACME --- */

/* What is sent along with a certificate: all but roots, which whoever trusts them has. */
static void
add_chain (TbEnrolServer *server, GPtrArray *chain)
{
  for (guint i = 0; i < server->authorities->len; i++)
    {
      TbCertificate *each = server->authorities->pdata[i];

      if (strcmp (tb_certificate_get_subject (each), tb_certificate_get_issuer (each)) != 0)
        g_ptr_array_add (chain, tb_certificate_ref (each));
    }
}

static TbCertificate *
issue_by_acme (const TbAcmeAsked *asked, GPtrArray *chain, gpointer data, GError **error)
{
  TbEnrolServer *server = data;
  TbEnrolAsk ask = { .protocol = TB_ENROL_ACME, .is_renewal = asked->replaced != NULL, .request = asked->csr, .client = asked->replaced,
                     .user = asked->binding != NULL ? asked->binding : asked->account, .names = asked->names,
                     .not_before_us = asked->not_before_us, .not_after_us = asked->not_after_us, .now_us = asked->now_us };
  TbCertificate *certificate = server->calls.issue (&ask, server->data, error);

  if (certificate == NULL)
    return NULL;
  if (asked->binding != NULL)
    tb_secret_book_burn (server->secrets, asked->binding, NULL);
  add_chain (server, chain);
  return certificate;
}

static gboolean
admits (const char *name, gpointer data)
{
  TbEnrolServer *server = data;

  return server->calls.admits == NULL || server->calls.admits (name, server->data);
}

static gboolean
note_revocation (TbCertificate *certificate, int reason, gint64 now_us, gpointer data, GError **error)
{
  TbEnrolServer *server = data;

  return server->calls.revoke == NULL || server->calls.revoke (certificate, reason, now_us, server->data, error);
}

static gboolean
add_acme (TbEnrolServer *server, const TbEnrolServerTerms *terms, GError **error)
{
  static const TbAcmeCalls calls = { .issue = issue_by_acme, .admits = admits, .revoke = note_revocation, .is_revoked = is_revoked };
  TbAcmePolicy policy;
  TbStream stream;

  if (terms->base_url == NULL || strstr (terms->base_url, "://") == NULL)
    return refuse (error, "ACME needs the address that all its addresses begin with.");
  tb_acme_policy_init (&policy, terms->base_url);
  policy.requires_binding = terms->requires_binding;
  if (terms->certificate_lifetime_us > 0)
    policy.certificate_lifetime_us = terms->certificate_lifetime_us;
  if (terms->limits != NULL)
    memcpy (policy.limits, terms->limits, sizeof policy.limits);
  server->acme = tb_acme_server_new (server->crypto, &policy, &calls, server, fork_stream (server, &stream, "acme"));
  return server->acme != NULL;
}

/* --- vouchers --- */

static TbHttpResponse *
handle_voucher (TbEnrolServer *server, const TbHttpRequest *http, gint64 now_us)
{
  TbCertificate *root = server->authorities->pdata[server->authorities->len - 1];
  const TbVoucherRegistrar registrar = { server->registrar, root, server->makers };
  TbHttpResponse *refusal = NULL;
  g_autoptr (GBytes) request = tb_voucher_hear (http, &refusal), forwarded = NULL, voucher = NULL;
  g_autoptr (GError) error = NULL;

  if (request == NULL)
    return refusal;
  forwarded = tb_voucher_request_forward (&registrar, request, &server->stream, now_us, &error);
  if (forwarded != NULL)
    voucher = server->calls.vouch (forwarded, now_us, server->data, &error);
  return tb_voucher_answer (voucher, error);
}

/* --- all of them --- */

static TbHttpResponse *
handle_est (TbEnrolServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us)
{
  return tb_est_server_handle (server->est, request, peer, now_us);
}

static TbHttpResponse *
handle_scep (TbEnrolServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us)
{
  return tb_scep_server_handle (server->scep, request, peer, now_us);
}

static TbHttpResponse *
handle_acme (TbEnrolServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us)
{
  return tb_acme_server_handle (server->acme, request, peer, now_us);
}

static const struct
{
  const char *path;
  gboolean (*add) (TbEnrolServer *server, const TbEnrolServerTerms *terms, GError **error);
  TbHttpResponse *(*handle) (TbEnrolServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us);
} protocols[] = {
  [TB_ENROL_EST] = { "/.well-known/est", add_est, handle_est },
  [TB_ENROL_SCEP] = { "/scep", add_scep, handle_scep },
  [TB_ENROL_ACME] = { "/acme", add_acme, handle_acme },
};

G_STATIC_ASSERT (G_N_ELEMENTS (protocols) == TB_ENROL_N_PROTOCOLS);

/**
 * tb_enrol_server_new:
 * @terms: what it works with
 * @calls: what it asks its owner; copied
 * @data: for the calls
 * @stream: (nullable): what keys, nonces and tokens are drawn from; copied; not used by the live context
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a server; %NULL with %TB_CRYPTO_ERROR_REFUSED when a protocol lacks what it needs
 */
TbEnrolServer *
tb_enrol_server_new (const TbEnrolServerTerms *terms, const TbEnrolCalls *calls, gpointer data, const TbStream *stream, GError **error)
{
  g_autoptr (TbEnrolServer) server = g_new0 (TbEnrolServer, 1);

  g_return_val_if_fail (calls->issue != NULL && terms->authorities->len > 0, NULL);
  server->crypto = terms->crypto;
  server->calls = *calls;
  server->data = data;
  server->authorities = g_ptr_array_ref (terms->authorities);
  server->secrets = tb_secret_book_new ();
  server->registrar = terms->registrar != NULL && calls->vouch != NULL ? tb_identity_ref (terms->registrar) : NULL;
  server->makers = terms->makers != NULL ? g_ptr_array_ref (terms->makers) : NULL;
  if (stream != NULL)
    server->stream = *stream;
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if ((terms->protocols & 1u << i) != 0 && !protocols[i].add (server, terms, error))
      return NULL;
  return g_steal_pointer (&server);
}

/**
 * tb_enrol_server_free:
 * @server: (transfer full): a server
 *
 * Frees it with all it remembers.
 */
void
tb_enrol_server_free (TbEnrolServer *server)
{
  g_clear_pointer (&server->est, tb_est_server_free);
  g_clear_pointer (&server->scep, tb_scep_server_free);
  g_clear_pointer (&server->acme, tb_acme_server_free);
  g_clear_pointer (&server->secrets, tb_secret_book_unref);
  g_clear_pointer (&server->authorities, g_ptr_array_unref);
  g_clear_pointer (&server->registrar, tb_identity_unref);
  g_clear_pointer (&server->makers, g_ptr_array_unref);
  g_free (server);
}

static gboolean
is_offered (TbEnrolServer *server, TbEnrolProtocol protocol)
{
  const gconstpointer servers[] = { [TB_ENROL_EST] = server->est, [TB_ENROL_SCEP] = server->scep, [TB_ENROL_ACME] = server->acme };

  return servers[protocol] != NULL;
}

static gboolean
is_below (const char *path, const char *place)
{
  gsize n = strlen (place);

  return strncmp (path, place, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

/**
 * tb_enrol_server_handle:
 * @server: a server
 * @request: what came in
 * @peer: (nullable): who asks, as TLS tells; %NULL when it tells nothing
 * @now_us: unix time in microseconds
 *
 * Answers a request in the protocol whose path it asks for; there is nothing at any other path.
 *
 * Returns: (transfer full): the answer
 */
TbHttpResponse *
tb_enrol_server_handle (TbEnrolServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (is_offered (server, i) && is_below (request->path, protocols[i].path))
      return protocols[i].handle (server, request, peer, now_us);
  if (server->registrar != NULL && strcmp (request->path, TB_VOUCHER_PATH) == 0)
    return handle_voucher (server, request, now_us);
  return tb_http_response_new_text (404, "There is nothing at this address.");
}

/**
 * tb_enrol_server_add_secret:
 * @server: a server
 * @user: (nullable): whose it is, which in SCEP is the common name asked for; %NULL: whoever comes by SCEP
 * @secret: what to know; long and random, since nobody counts guesses
 * @not_after_us: unix time in microseconds from which on it is worth nothing; %G_MAXINT64 for never
 *
 * Lets somebody enrol once: by EST with HTTP basic authentication, or by SCEP with a challenge password, whichever comes first. A new secret of the same user
 * takes the place of the old one.
 */
void
tb_enrol_server_add_secret (TbEnrolServer *server, const char *user, const char *secret, gint64 not_after_us)
{
  tb_secret_book_add (server->secrets, user, secret, not_after_us);
}

/**
 * tb_enrol_server_add_account_key:
 * @server: a server
 * @kid: the external account's name; where it is that of a user with a one-time secret, a certificate by ACME uses that up
 * @mac_key: its secret
 *
 * Lets ACME accounts be bound to an external account (RFC 8555 section 7.3.4). Without ACME, nothing happens.
 */
void
tb_enrol_server_add_account_key (TbEnrolServer *server, const char *kid, GBytes *mac_key)
{
  if (server->acme != NULL)
    tb_acme_server_add_binding_key (server->acme, kid, mac_key);
}

TbAcmeServer *
tb_enrol_server_get_acme (TbEnrolServer *server)
{
  return server->acme;
}

TbScepServer *
tb_enrol_server_get_scep (TbEnrolServer *server)
{
  return server->scep;
}

/**
 * tb_enrol_issue_misnamed:
 * @authority: an authority
 * @ask: what is asked
 * @name: a DNS name
 * @terms: what to grant
 * @stream: (nullable): as in [func@enrol_issue_from]
 * @error: return location
 *
 * Issues as an authority does whose template has a name in it that should have been filled in: whoever asks gets @name as the only subjectAltName.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL with an error as from [method@Authority.issue]
 */
TbCertificate *
tb_enrol_issue_misnamed (TbAuthority *authority, const TbEnrolAsk *ask, const char *name, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  const char *names[] = { name, NULL };
  GENERAL_NAMES *replaced = ask->said != NULL ? tb_acme_names_to_general (names) : NULL;
  TbEnrolAsk changed = *ask;
  TbCertificate *certificate;
  TbRequest said;

  if (ask->names != NULL)
    changed.names = names;
  if (ask->said != NULL)
    {
      said = *ask->said;
      said.alternative_names = replaced;
      changed.said = &said;
    }
  certificate = tb_enrol_issue_from (authority, &changed, terms, stream, error);
  GENERAL_NAMES_free (replaced);
  return certificate;
}

/**
 * tb_enrol_issue_from:
 * @authority: an authority
 * @ask: what is asked
 * @terms: what to grant
 * @stream: (nullable): what serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Issues from one of our authorities, whatever the protocol: for the names in the request, in ACME for those that were proven. For the issue call.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL with an error as from [method@Authority.issue]
 */
TbCertificate *
tb_enrol_issue_from (TbAuthority *authority, const TbEnrolAsk *ask, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  const TbAcmeAsked asked = { .csr = ask->request, .names = ask->names, .not_before_us = terms->not_before_us, .not_after_us = terms->not_after_us };
  g_autoptr (GPtrArray) chain = NULL;

  if (ask->names == NULL)
    return tb_authority_issue_for (authority, ask->said, terms, stream, error);
  chain = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  return tb_acme_issue_from (authority, &asked, terms->profile, stream, chain, error);
}
