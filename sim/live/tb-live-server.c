/* tb-live-server: see the header. Here it is opened and closed; what it answers is in tb-live-answer. */
#include "tb-live-server-private.h"

#include <string.h>

#include "tb-live-identity.h"
#include "tb-live-place.h"
#include "tb-live-tls.h"

#define SECURE ((1u << TB_LIVE_EST) | (1u << TB_LIVE_ACME))
#define PLAIN  ((1u << TB_LIVE_SCEP) | (1u << TB_LIVE_OCSP) | (1u << TB_LIVE_CRL))

static const struct
{
  const char *code;
  const char *scheme;
  const char *path;
} endpoints[] = {
  [TB_LIVE_EST] = { "est", "https", TB_LIVE_EST_PATH },
  [TB_LIVE_ACME] = { "acme", "https", TB_LIVE_ACME_PATH "/directory" },
  [TB_LIVE_SCEP] = { "scep", "http", TB_LIVE_SCEP_PATH },
  [TB_LIVE_OCSP] = { "ocsp", "http", TB_LIVE_OCSP_PATH },
  [TB_LIVE_CRL] = { "crl", "http", TB_LIVE_CRL_PATH },
  [TB_LIVE_BROKER] = { "broker", "mqtts", "" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (endpoints) == TB_LIVE_N_ENDPOINTS);

/**
 * tb_live_endpoint_to_code:
 * @endpoint: what is served
 *
 * Returns: (transfer none): its stable name
 */
const char *
tb_live_endpoint_to_code (TbLiveEndpoint endpoint)
{
  g_return_val_if_fail (endpoint < TB_LIVE_N_ENDPOINTS, NULL);
  return endpoints[endpoint].code;
}

/**
 * tb_live_server_get_url:
 * @server: a server
 * @endpoint: what is served
 *
 * Returns: (transfer none) (nullable): where; %NULL when it is not
 */
const char *
tb_live_server_get_url (TbLiveServer *server, TbLiveEndpoint endpoint)
{
  g_return_val_if_fail (endpoint < TB_LIVE_N_ENDPOINTS, NULL);
  return server->urls[endpoint];
}

/* --- TLS --- */

static TbIdentity *
get_https_identity (const TbLiveServerTerms *terms, TbLiveAuthority *authority, GError **error)
{
  const TbCaActor actor = tb_live_authority_act (authority);
  g_autofree char *names = g_strdup_printf ("DNS:localhost,IP:127.0.0.1,IP:::1%s%s", g_str_equal (terms->address, "127.0.0.1") || g_str_equal (terms->address, "::1") ? "" : ",IP:",
                                            g_str_equal (terms->address, "127.0.0.1") || g_str_equal (terms->address, "::1") ? "" : terms->address);
  const TbLiveIdentityTerms wanted = {
    .name = "https", .profile = tb_issue_profile_get_builtin (TB_PROFILE_SERVICE), .subject = "CN=localhost", .names = names, .algorithm = TB_KEY_P256,
  };

  return tb_live_identity_get (terms->ca, &wanted, &actor, error);
}

static SSL_CTX *
make_context (const TbLiveServerTerms *terms, TbLiveAuthority *authority, TbLiveClients clients, const char *protocol, GError **error)
{
  g_autoptr (TbIdentity) identity = get_https_identity (terms, authority, error);

  return identity != NULL ? tb_live_tls_new (identity, tb_live_authority_get_chain (authority), clients, protocol, error) : NULL;
}

/* --- ports --- */

/* The first port that is opened is the one that was asked for, the next one follows it. */
static GSocketAddress *
next_place (const TbLiveServerTerms *terms, guint *n_opened, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (terms->address);
  guint port = terms->port != 0 ? terms->port + (*n_opened)++ : 0;

  if (address == NULL || port > G_MAXUINT16)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, address == NULL ? "\"%.60s\" is no address" : "There are not enough ports after %s:65535",
                   terms->address);
      return NULL;
    }
  return g_inet_socket_address_new (address, (guint16) port);
}

static TbLiveListener *
open_http (TbLiveServer *server, const TbLiveServerTerms *terms, SSL_CTX *context, guint *n_opened, GError **error)
{
  g_autoptr (GSocketAddress) place = next_place (terms, n_opened, error);
  const TbLiveListenerTerms opened = {
    .place = place, .crypto = tb_ca_get_crypto (terms->ca), .context = context, .limits = terms->limits,
    .on_accepted = tb_live_http_serve, .on_late = tb_live_http_let_go, .data = server->http,
  };

  return place != NULL ? tb_live_listener_new (&opened, error) : NULL;
}

static void
note_urls (TbLiveServer *server, TbLiveListener *listener, guint among)
{
  g_autofree char *place = listener != NULL ? tb_live_place_to_text (tb_live_listener_get_place (listener)) : NULL;

  for (guint i = 0; place != NULL && i < TB_LIVE_N_ENDPOINTS; i++)
    if ((server->endpoints & among & (1u << i)) != 0)
      server->urls[i] = g_strdup_printf ("%s://%s%s", endpoints[i].scheme, place, endpoints[i].path);
}

static gboolean
open_ports (TbLiveServer *server, const TbLiveServerTerms *terms, GError **error)
{
  guint n_opened = 0;

  if ((server->endpoints & SECURE) != 0)
    {
      g_autoptr (SSL_CTX) context = make_context (terms, server->authority, TB_LIVE_CLIENTS_ASKED, "http/1.1", error);

      server->secure = context != NULL ? open_http (server, terms, context, &n_opened, error) : NULL;
      if (server->secure == NULL)
        return FALSE;
    }
  if ((server->endpoints & PLAIN) != 0)
    {
      server->plain = open_http (server, terms, NULL, &n_opened, error);
      if (server->plain == NULL)
        return FALSE;
    }
  note_urls (server, server->secure, SECURE);
  note_urls (server, server->plain, PLAIN);
  return TRUE;
}

/* --- protocols --- */

/* Keys of devices are of any kind; who answers by SCEP has to have one of RSA. */
static TbIdentity *
get_ra (const TbLiveServerTerms *terms, TbLiveAuthority *authority, GError **error)
{
  static const char text[] = "[Profile]\nTitle=Registration authority for SCEP\nSource=RFC 8894\n"
                             "[Key]\nAlgorithms=RSA\nUsage=digitalSignature,keyEncipherment\n[Names]\nSubject=common-name\n"
                             "[Validity]\nDefaultDays=365\nMaxDays=3650\n";
  const TbCaActor actor = tb_live_authority_act (authority);
  g_autoptr (TbIssueProfile) profile = tb_issue_profile_new_from_text ("scep-ra", text, error);
  const TbLiveIdentityTerms wanted = { .name = "scep-ra", .profile = profile, .subject = "CN=SCEP registration authority", .algorithm = TB_KEY_RSA2048 };

  return profile != NULL ? tb_live_identity_get (terms->ca, &wanted, &actor, error) : NULL;
}

static const TbEnrolCalls calls = {
  .issue = tb_live_authority_issue,
  .is_revoked = tb_live_authority_is_revoked,
  .find = tb_live_authority_find,
  .make_crl = tb_live_authority_make_crl,
  .revoke = tb_live_authority_revoke,
};

static guint
get_protocols (guint served)
{
  return ((served & (1u << TB_LIVE_EST)) != 0 ? 1u << TB_ENROL_EST : 0) | ((served & (1u << TB_LIVE_SCEP)) != 0 ? 1u << TB_ENROL_SCEP : 0)
         | ((served & (1u << TB_LIVE_ACME)) != 0 ? 1u << TB_ENROL_ACME : 0);
}

static gboolean
set_up_enrol (TbLiveServer *server, const TbLiveServerTerms *terms, GError **error)
{
  g_autofree char *place = server->secure != NULL ? tb_live_place_to_text (tb_live_listener_get_place (server->secure)) : NULL;
  g_autofree char *base_url = g_strdup_printf ("https://%s" TB_LIVE_ACME_PATH, place != NULL ? place : "localhost");
  gboolean has_scep = (server->endpoints & (1u << TB_LIVE_SCEP)) != 0;
  g_autoptr (TbIdentity) ra = has_scep ? get_ra (terms, server->authority, error) : NULL;
  const TbEnrolServerTerms enrols = {
    .crypto = tb_ca_get_crypto (terms->ca), .protocols = get_protocols (server->endpoints), .authorities = tb_live_authority_get_chain (server->authority),
    .ra = ra, .base_url = base_url, .requires_binding = terms->acme_bindings != NULL && terms->acme_bindings->len > 0,
    .certificate_lifetime_us = terms->lifetime_us, .key_algorithm = TB_KEY_P256,
  };

  if (!has_scep || ra != NULL)
    server->enrol = tb_enrol_server_new (&enrols, &calls, server->authority, NULL, error);
  return server->enrol != NULL;
}

static void
set_up_acme (TbLiveServer *server, const TbLiveServerTerms *terms)
{
  TbAcmeServer *acme = tb_enrol_server_get_acme (server->enrol);
  TbLiveLookTerms looks = { .timeout_us = 0 };

  if (acme == NULL)
    return;
  memcpy (looks.places, terms->look_places, sizeof looks.places);
  server->acme = tb_live_acme_new (acme, &looks);
  for (guint i = 0; terms->acme_bindings != NULL && i < terms->acme_bindings->len; i++)
    {
      const TbLiveBinding *binding = &g_array_index (terms->acme_bindings, TbLiveBinding, i);

      tb_enrol_server_add_account_key (server->enrol, binding->kid, binding->key);
    }
}

static void
set_up_secrets (TbLiveServer *server, const TbLiveServerTerms *terms)
{
  server->secrets[0] = terms->est_users;
  server->secrets[1] = terms->scep_challenges;
  tb_live_server_add_secrets (server);
  if (!terms->reuses_secrets)
    server->secrets[0] = server->secrets[1] = NULL;
}

static void
on_report (const TbLiveReport *report, gpointer data)
{
  TbLiveServer *server = data;

  if (server->on_report != NULL)
    server->on_report (report, server->data);
}

static gboolean
set_up (TbLiveServer *server, const TbLiveServerTerms *terms, GError **error)
{
  const TbLiveAuthorityTerms acts = { .who = terms->who, .lifetime_us = terms->lifetime_us };
  const TbLiveHttpTerms speaks = { .max_body_bytes = TB_LIVE_MAX_BODY_BYTES, .handle = tb_live_server_answer, .on_report = on_report, .data = server };

  server->authority = tb_live_authority_new (terms->ca, &acts, error);
  if (server->authority == NULL)
    return FALSE;
  server->http = tb_live_http_new (&speaks);
  if (!open_ports (server, terms, error) || !set_up_enrol (server, terms, error))
    return FALSE;
  set_up_acme (server, terms);
  set_up_secrets (server, terms);
  return TRUE;
}

/* --- the thread --- */

static gboolean
on_up (gpointer data)
{
  TbLiveServer *server = data;

  g_mutex_lock (&server->lock);
  server->is_up = TRUE;
  g_cond_signal (&server->changed);
  g_mutex_unlock (&server->lock);
  return G_SOURCE_REMOVE;
}

static gboolean
on_stop (gpointer data)
{
  g_main_loop_quit (((TbLiveServer *) data)->loop);
  return G_SOURCE_REMOVE;
}

static gpointer
serve (gpointer data)
{
  TbLiveServer *server = data;

  g_main_context_push_thread_default (server->context);
  if (server->secure != NULL)
    tb_live_listener_start (server->secure);
  if (server->plain != NULL)
    tb_live_listener_start (server->plain);
  g_main_loop_run (server->loop);
  g_clear_pointer (&server->secure, tb_live_listener_free);
  g_clear_pointer (&server->plain, tb_live_listener_free);
  g_clear_pointer (&server->http, tb_live_http_free);
  g_clear_pointer (&server->acme, tb_live_acme_free);
  g_main_context_pop_thread_default (server->context);
  return NULL;
}

static void
call (TbLiveServer *server, GSourceFunc function)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, server, NULL);
  g_source_attach (source, server->context);
}

static void
server_free (TbLiveServer *server)
{
  g_clear_pointer (&server->secure, tb_live_listener_free);
  g_clear_pointer (&server->plain, tb_live_listener_free);
  g_clear_pointer (&server->http, tb_live_http_free);
  g_clear_pointer (&server->acme, tb_live_acme_free);
  g_clear_pointer (&server->enrol, tb_enrol_server_free);
  g_clear_pointer (&server->authority, tb_live_authority_free);
  g_main_loop_unref (server->loop);
  g_main_context_unref (server->context);
  g_mutex_clear (&server->lock);
  g_cond_clear (&server->changed);
  for (guint i = 0; i < TB_LIVE_N_ENDPOINTS; i++)
    g_free (server->urls[i]);
  g_free (server);
}

static TbLiveServer *
server_new (const TbLiveServerTerms *terms)
{
  TbLiveServer *server = g_new0 (TbLiveServer, 1);

  server->endpoints = terms->endpoints;
  server->on_report = terms->on_report;
  server->data = terms->data;
  server->context = g_main_context_new ();
  server->loop = g_main_loop_new (server->context, FALSE);
  g_mutex_init (&server->lock);
  g_cond_init (&server->changed);
  return server;
}

/**
 * tb_live_server_start:
 * @terms: how it is set up
 * @error: return location
 *
 * Starts a server. When this returns, it answers.
 *
 * Returns: (transfer full) (nullable): the server; %NULL with an error when a port cannot be had, a place is not on this machine alone, or the authority
 *   cannot certify its server
 */
TbLiveServer *
tb_live_server_start (const TbLiveServerTerms *terms, GError **error)
{
  TbLiveServer *server = server_new (terms);
  gboolean is_good;

  g_main_context_push_thread_default (server->context);
  is_good = set_up (server, terms, error);
  g_main_context_pop_thread_default (server->context);
  if (!is_good)
    {
      server_free (server);
      return NULL;
    }
  server->thread = g_thread_new ("live", serve, server);
  call (server, on_up);
  g_mutex_lock (&server->lock);
  while (!server->is_up)
    g_cond_wait (&server->changed, &server->lock);
  g_mutex_unlock (&server->lock);
  return server;
}

/**
 * tb_live_server_stop:
 * @server: (transfer full): a server
 *
 * Closes all ports and connections and waits for the thread. What was being answered is answered or not; what was issued is in the index.
 */
void
tb_live_server_stop (TbLiveServer *server)
{
  call (server, on_stop);
  g_thread_join (server->thread);
  server_free (server);
}
