/* tb-live-ports: the ports of a live server: HTTPS, HTTP and the broker's, and at which addresses what is served. */
#include "tb-live-server-private.h"

#include "tb-live-identity.h"
#include "tb-live-place.h"
#include "tb-live-tls.h"

#define SECURE ((1u << TB_LIVE_EST) | (1u << TB_LIVE_ACME))
#define PLAIN  ((1u << TB_LIVE_SCEP) | (1u << TB_LIVE_OCSP) | (1u << TB_LIVE_CRL))
#define BROKER (1u << TB_LIVE_BROKER)

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
get_identity (const TbLiveServerTerms *terms, TbLiveAuthority *authority, GError **error)
{
  const TbCaActor actor = tb_live_authority_act (authority);
  gboolean is_usual = g_str_equal (terms->address, "127.0.0.1") || g_str_equal (terms->address, "::1");
  g_autofree char *names = g_strdup_printf ("DNS:localhost,IP:127.0.0.1,IP:::1%s%s", is_usual ? "" : ",IP:", is_usual ? "" : terms->address);
  const TbLiveIdentityTerms wanted = {
    .name = "https", .profile = tb_issue_profile_get_builtin (TB_PROFILE_SERVICE), .subject = "CN=localhost", .names = names, .algorithm = TB_KEY_P256,
  };

  return tb_live_identity_get (terms->ca, &wanted, &actor, error);
}

/* Whom clients may have their certificates from; for the broker makers do not count. */
static GPtrArray *
list_anchors (TbLiveServer *server, const TbLiveServerTerms *terms, gboolean is_broker)
{
  GPtrArray *chain = tb_live_authority_get_chain (server->authority);
  GPtrArray *anchors = g_ptr_array_new ();

  g_ptr_array_extend (anchors, chain, NULL, NULL);
  if (terms->factory_roots != NULL && !is_broker)
    g_ptr_array_extend (anchors, terms->factory_roots, NULL, NULL);
  return anchors;
}

static SSL_CTX *
make_context (TbLiveServer *server, const TbLiveServerTerms *terms, gboolean is_broker, GError **error)
{
  g_autoptr (TbIdentity) identity = get_identity (terms, server->authority, error);
  g_autoptr (GPtrArray) anchors = list_anchors (server, terms, is_broker);
  const TbLiveTlsTerms speaks = {
    .identity = identity, .anchors = anchors, .clients = is_broker ? TB_LIVE_CLIENTS_MUST : TB_LIVE_CLIENTS_ASKED,
    .protocol = is_broker ? "mqtt" : "http/1.1", .is_revoked = is_broker ? tb_live_authority_is_revoked : NULL, .data = server->authority,
  };

  return identity != NULL ? tb_live_tls_new (&speaks, error) : NULL;
}

/* --- ports --- */

/* The first port that is opened is the one that was asked for, the next ones follow it. */
static GSocketAddress *
next_place (const TbLiveServerTerms *terms, guint *n_opened, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (terms->address);
  guint port = terms->port != 0 ? terms->port + (*n_opened)++ : 0;

  if (address != NULL && port <= G_MAXUINT16)
    return g_inet_socket_address_new (address, (guint16) port);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, address == NULL ? "\"%.60s\" is no address" : "There are not enough ports after %s:65535",
               terms->address);
  return NULL;
}

static void
note_urls (TbLiveServer *server, TbLiveListener *listener, guint among)
{
  g_autofree char *place = tb_live_place_to_text (tb_live_listener_get_place (listener));

  for (guint i = 0; i < TB_LIVE_N_ENDPOINTS; i++)
    if ((server->endpoints & among & (1u << i)) != 0)
      server->urls[i] = g_strdup_printf ("%s://%s%s", endpoints[i].scheme, place, endpoints[i].path);
}

/* Opens a port where any of @among is served. The terms say by whom. */
static gboolean
open_port (TbLiveServer *server, const TbLiveServerTerms *terms, guint among, TbLiveListenerTerms *opened, guint *n_opened, TbLiveListener **listener,
           GError **error)
{
  g_autoptr (SSL_CTX) context = NULL;
  g_autoptr (GSocketAddress) place = NULL;

  if ((server->endpoints & among) == 0)
    return TRUE;
  if (among != PLAIN && (context = make_context (server, terms, among == BROKER, error)) == NULL)
    return FALSE;
  place = next_place (terms, n_opened, error);
  opened->place = place;
  opened->crypto = tb_ca_get_crypto (terms->ca);
  opened->context = context;
  opened->limits = terms->limits;
  *listener = place != NULL ? tb_live_listener_new (opened, error) : NULL;
  if (*listener != NULL)
    note_urls (server, *listener, among);
  return *listener != NULL;
}

/* Opens all ports that are needed. Nothing is accepted yet. */
gboolean
tb_live_server_open_ports (TbLiveServer *server, const TbLiveServerTerms *terms, GError **error)
{
  TbLiveListenerTerms http = { .on_accepted = tb_live_http_serve, .on_late = tb_live_http_let_go, .data = server->http };
  TbLiveListenerTerms mqtt = { .on_accepted = tb_live_broker_serve, .data = server->broker };
  guint n_opened = 0;

  return open_port (server, terms, SECURE, &http, &n_opened, &server->secure, error)
         && open_port (server, terms, PLAIN, &http, &n_opened, &server->plain, error)
         && open_port (server, terms, BROKER, &mqtt, &n_opened, &server->mqtt, error);
}

/* Begins to accept. */
void
tb_live_server_start_ports (TbLiveServer *server)
{
  TbLiveListener *const listeners[] = { server->secure, server->plain, server->mqtt };

  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    if (listeners[i] != NULL)
      tb_live_listener_start (listeners[i]);
}

/* Closes them with all that is connected, and lets go of who served there. */
void
tb_live_server_close_ports (TbLiveServer *server)
{
  g_clear_pointer (&server->broker, tb_live_broker_free);
  g_clear_pointer (&server->secure, tb_live_listener_free);
  g_clear_pointer (&server->plain, tb_live_listener_free);
  g_clear_pointer (&server->mqtt, tb_live_listener_free);
  g_clear_pointer (&server->http, tb_live_http_free);
}
