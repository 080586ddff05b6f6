/* tb-live-server: see the header. Here it is opened and closed; what it answers is in tb-live-answer, its ports are in tb-live-ports. */
#include "tb-live-server-private.h"

#include <string.h>

#include "tb-live-identity.h"
#include "tb-live-place.h"

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

/* Clients that come back after a restart are known. */
static gboolean
set_up_acme (TbLiveServer *server, const TbLiveServerTerms *terms, GError **error)
{
  g_autofree char *path = g_build_filename (tb_ca_get_directory (terms->ca), "live", "acme.sqlite", NULL);
  TbAcmeServer *acme = tb_enrol_server_get_acme (server->enrol);
  TbLiveLookTerms looks = { .timeout_us = 0 };

  if (acme == NULL)
    return TRUE;
  server->notes = tb_live_notes_open (path, g_get_real_time (), error);
  if (server->notes == NULL)
    return FALSE;
  tb_live_notes_serve (server->notes, acme);
  memcpy (looks.places, terms->look_places, sizeof looks.places);
  server->acme = tb_live_acme_new (acme, &looks);
  for (guint i = 0; terms->acme_bindings != NULL && i < terms->acme_bindings->len; i++)
    {
      const TbLiveBinding *binding = &g_array_index (terms->acme_bindings, TbLiveBinding, i);

      tb_enrol_server_add_account_key (server->enrol, binding->kid, binding->key);
    }
  return TRUE;
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

  TbLiveBrokerTerms admits = { .on_report = on_report, .data = server };

  server->authority = tb_live_authority_new (terms->ca, &acts, error);
  if (server->authority == NULL)
    return FALSE;
  admits.authority = server->authority;
  server->http = tb_live_http_new (&speaks);
  server->broker = tb_live_broker_new (&admits);
  if (!tb_live_server_open_ports (server, terms, error) || !set_up_enrol (server, terms, error) || !set_up_acme (server, terms, error))
    return FALSE;
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
  tb_live_server_start_ports (server);
  g_main_loop_run (server->loop);
  tb_live_server_close_ports (server);
  g_clear_pointer (&server->acme, tb_live_acme_free);
  g_main_context_pop_thread_default (server->context);
  return NULL;
}

static void
call (TbLiveServer *server, GSourceFunc function, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, data, destroy);
  g_source_attach (source, server->context);
}

/* --- secrets given out while it is served --- */

typedef struct
{
  TbLiveServer *server;
  char *name;
  char *secret;
} Offer;

static gboolean
on_offer (gpointer data)
{
  Offer *offer = data;

  tb_enrol_server_add_secret (offer->server->enrol, offer->name, offer->secret, G_MAXINT64);
  return G_SOURCE_REMOVE;
}

static void
offer_free (gpointer data)
{
  Offer *offer = data;

  g_free (offer->name);
  g_free (offer->secret);
  g_free (offer);
}

/**
 * tb_live_server_offer:
 * @server: a server
 * @name: (nullable): whose secret, for EST; %NULL: a challenge password of SCEP
 * @secret: what to know; long and random
 *
 * Lets somebody enrol once with a secret, from now on. From any thread.
 */
void
tb_live_server_offer (TbLiveServer *server, const char *name, const char *secret)
{
  Offer *offer = g_new0 (Offer, 1);

  *offer = (Offer) { server, g_strdup (name), g_strdup (secret) };
  call (server, on_offer, offer, offer_free);
}

static void
server_free (TbLiveServer *server)
{
  tb_live_server_close_ports (server);
  g_clear_pointer (&server->acme, tb_live_acme_free);
  g_clear_pointer (&server->enrol, tb_enrol_server_free);
  g_clear_pointer (&server->notes, tb_live_notes_close);
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
  call (server, on_up, server, NULL);
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
  call (server, on_stop, server, NULL);
  g_thread_join (server->thread);
  server_free (server);
}
