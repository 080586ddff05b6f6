/* tb-acme-server: see the header. Who asks for what: routes, signatures, nonces and the fields that every answer has; what is answered is in the
 * files beside. */
#include "tb-acme-private.h"

#include <string.h>

#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* --- life --- */

/**
 * tb_acme_policy_init:
 * @policy: (out caller-allocates): a policy
 * @base_url: what all addresses begin with; has to stay until a server was made
 *
 * Sets what public authorities do today: anybody may have an account, 90 days, all challenges, and no rate limits.
 */
void
tb_acme_policy_init (TbAcmePolicy *policy, const char *base_url)
{
  *policy = (TbAcmePolicy) { .base_url = base_url, .challenges = (1 << TB_ACME_N_CHALLENGES) - 1, .order_lifetime_us = 7 * DAY_US,
                             .authorization_lifetime_us = 7 * DAY_US, .nonce_lifetime_us = HOUR_US, .certificate_lifetime_us = 90 * DAY_US,
                             .poll_us = 3 * G_USEC_PER_SEC, .max_nonces = 10000, .max_names = 100, .max_orders = 50000, .max_accounts = 50000 };
}

static char *
get_origin (const char *base_url)
{
  const char *authority = strstr (base_url, "://");
  const char *path = authority != NULL ? strchr (authority + 3, '/') : NULL;

  return path != NULL ? g_strndup (base_url, (gsize) (path - base_url)) : g_strdup (base_url);
}

/**
 * tb_acme_server_new:
 * @crypto: the context to work in
 * @policy: what it allows; copied
 * @calls: what it asks its owner for; copied
 * @data: for the calls
 * @stream: (nullable): what nonces, tokens and identifiers are drawn from; copied; not used by the live context
 *
 * Returns: (transfer full): a server without accounts
 */
TbAcmeServer *
tb_acme_server_new (TbCrypto *crypto, const TbAcmePolicy *policy, const TbAcmeCalls *calls, gpointer data, const TbStream *stream)
{
  TbAcmeServer *server = g_new0 (TbAcmeServer, 1);

  g_return_val_if_fail (calls->issue != NULL && !g_str_has_suffix (policy->base_url, "/"), NULL);
  server->crypto = crypto;
  server->policy = *policy;
  server->calls = *calls;
  server->data = data;
  if (stream != NULL)
    server->stream = *stream;
  server->base_url = g_strdup (policy->base_url);
  server->origin = get_origin (policy->base_url);
  server->terms_of_service = g_strdup (policy->terms_of_service);
  server->website = g_strdup (policy->website);
  tb_acme_store_init (server);
  return server;
}

/**
 * tb_acme_server_free:
 * @server: (transfer full): a server
 *
 * Frees it with all it remembers.
 */
void
tb_acme_server_free (TbAcmeServer *server)
{
  tb_acme_store_clear (server);
  g_free (server->base_url);
  g_free (server->origin);
  g_free (server->terms_of_service);
  g_free (server->website);
  g_free (server);
}

/**
 * tb_acme_server_add_binding_key:
 * @server: a server
 * @kid: the external account's name
 * @mac_key: its secret
 *
 * Lets accounts be bound to an external account (RFC 8555 section 7.3.4).
 */
void
tb_acme_server_add_binding_key (TbAcmeServer *server, const char *kid, GBytes *mac_key)
{
  g_hash_table_insert (server->binding_keys, g_strdup (kid), g_bytes_ref (mac_key));
}

/**
 * tb_acme_server_set_challenges:
 * @server: a server
 * @challenges: bits, 1 << #TbAcmeChallengeKind
 *
 * Offers these from now on.
 */
void
tb_acme_server_set_challenges (TbAcmeServer *server, guint challenges)
{
  server->policy.challenges = challenges;
}

/**
 * tb_acme_server_set_poll:
 * @server: a server
 * @poll_us: whole seconds
 *
 * Tells clients that wait to come back after this time from now on.
 */
void
tb_acme_server_set_poll (TbAcmeServer *server, gint64 poll_us)
{
  server->policy.poll_us = poll_us;
}

/**
 * tb_acme_server_set_max_orders:
 * @server: a server
 * @max_orders: how many orders it remembers, at least 1
 *
 * Bounds what it remembers from now on.
 */
void
tb_acme_server_set_max_orders (TbAcmeServer *server, guint max_orders)
{
  server->policy.max_orders = max_orders;
}

/**
 * tb_acme_server_set_max_accounts:
 * @server: a server
 * @max_accounts: how many accounts there may be
 *
 * Bounds what it remembers from now on; those that are there stay.
 */
void
tb_acme_server_set_max_accounts (TbAcmeServer *server, guint max_accounts)
{
  server->policy.max_accounts = max_accounts;
}

/* --- what needs no signature --- */

static TbHttpResponse *
directory (TbAcmeAsk *ask, GError **error)
{
  static const char *const rows[][2] = { { "newNonce", "new-nonce" }, { "newAccount", "new-account" }, { "newOrder", "new-order" },
                                         { "revokeCert", "revoke-cert" }, { "keyChange", "key-change" }, { "renewalInfo", "renewal-info" } };
  g_autoptr (JsonObject) object = json_object_new ();
  JsonObject *meta = json_object_new ();
  TbAcmeServer *server = ask->server;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    tb_acme_put_url (object, rows[i][0], server, rows[i][1], NULL);
  if (server->terms_of_service != NULL)
    json_object_set_string_member (meta, "termsOfService", server->terms_of_service);
  if (server->website != NULL)
    json_object_set_string_member (meta, "website", server->website);
  json_object_set_boolean_member (meta, "externalAccountRequired", server->policy.requires_binding);
  json_object_set_object_member (object, "meta", meta);
  return tb_acme_respond (200, object);
}

/* RFC 8555 section 7.2. */
static TbHttpResponse *
new_nonce (TbAcmeAsk *ask, GError **error)
{
  gboolean is_head = strcmp (ask->request->method, "HEAD") == 0;
  g_autofree char *nonce = tb_acme_make_nonce (ask->server, ask->now_us);
  TbHttpResponse *response = tb_http_response_new (is_head ? 200 : 204, NULL, NULL);

  tb_http_fields_set (response->fields, "Replay-Nonce", nonce);
  return response;
}

/* --- routes --- */

typedef enum
{
  UNSIGNED,
  BY_ACCOUNT,                   /* kid */
  BY_KEY,                       /* jwk */
  BY_EITHER,
} Signer;

typedef struct
{
  const char *name;
  gboolean has_id;
  Signer signer;
  const char *methods;
  TbAcmeHandler handler;
} Route;

static const Route routes[] = {
  { "directory", FALSE, UNSIGNED, "GET, HEAD", directory },
  { "new-nonce", FALSE, UNSIGNED, "GET, HEAD", new_nonce },
  { "new-account", FALSE, BY_KEY, "POST", tb_acme_new_account },
  { "account", TRUE, BY_ACCOUNT, "POST", tb_acme_account },
  { "orders", TRUE, BY_ACCOUNT, "POST", tb_acme_account_orders },
  { "key-change", FALSE, BY_ACCOUNT, "POST", tb_acme_key_change },
  { "new-order", FALSE, BY_ACCOUNT, "POST", tb_acme_new_order },
  { "order", TRUE, BY_ACCOUNT, "POST", tb_acme_order },
  { "finalize", TRUE, BY_ACCOUNT, "POST", tb_acme_finalize },
  { "authorization", TRUE, BY_ACCOUNT, "POST", tb_acme_authorization },
  { "challenge", TRUE, BY_ACCOUNT, "POST", tb_acme_challenge },
  { "certificate", TRUE, BY_ACCOUNT, "POST", tb_acme_certificate },
  { "revoke-cert", FALSE, BY_EITHER, "POST", tb_acme_revoke },
  { "renewal-info", TRUE, UNSIGNED, "GET, HEAD", tb_acme_renewal_info },
};

static gboolean
is_at (const Route *route, const char *path, const char **id)
{
  gsize n = strlen (route->name);

  if (strncmp (path, route->name, n) != 0)
    return FALSE;
  *id = path[n] == '/' ? path + n + 1 : NULL;
  return route->has_id ? *id != NULL && **id != '\0' && strchr (*id, '/') == NULL : path[n] == '\0';
}

static const Route *
find_route (TbAcmeAsk *ask, GError **error)
{
  const char *prefix = ask->server->base_url + strlen (ask->server->origin), *path = ask->request->path;
  gsize n = strlen (prefix);

  if (strncmp (path, prefix, n) == 0 && path[n] == '/' && ask->request->query == NULL)
    for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
      if (is_at (&routes[i], path + n + 1, &ask->id))
        return &routes[i];
  tb_acme_fail (error, TB_ACME_PROBLEM_NOT_FOUND, "There is nothing at this address");
  return NULL;
}

static gboolean
check_method (const Route *route, const char *method, GError **error)
{
  g_auto (GStrv) methods = g_strsplit (route->methods, ", ", -1);

  if (g_strv_contains ((const char *const *) methods, method))
    return TRUE;
  tb_acme_fail (error, TB_ACME_PROBLEM_METHOD, "The methods here are: %s", route->methods);
  return FALSE;
}

/* --- signatures --- */

/* RFC 8555 section 6.4: meant for this address and no other. */
static gboolean
check_url (TbAcmeAsk *ask, GError **error)
{
  g_autofree char *url = g_strconcat (ask->server->origin, ask->request->path, NULL);

  if (strcmp (ask->jws.url, url) == 0)
    return TRUE;
  tb_acme_fail (error, TB_ACME_PROBLEM_UNAUTHORIZED, "The request is signed for another address than it was sent to");
  return FALSE;
}

static gboolean
check_nonce (TbAcmeAsk *ask, GError **error)
{
  if (tb_acme_use_nonce (ask->server, ask->jws.nonce, ask->now_us))
    return TRUE;
  tb_acme_fail (error, TB_ACME_PROBLEM_BAD_NONCE, "The nonce was not given out, is too old or was used before");
  return FALSE;
}

static gboolean
find_account (TbAcmeAsk *ask, GError **error)
{
  g_autofree char *prefix = tb_acme_url (ask->server, "account", "");

  if (g_str_has_prefix (ask->jws.kid, prefix))
    ask->account = tb_acme_find_account (ask->server, ask->jws.kid + strlen (prefix));
  if (ask->account == NULL)
    tb_acme_fail (error, TB_ACME_PROBLEM_ACCOUNT_DOES_NOT_EXIST, "There is no account of that name");
  else if (ask->account->status != TB_ACME_VALID)
    tb_acme_fail (error, TB_ACME_PROBLEM_UNAUTHORIZED, "The account is deactivated");
  else
    return TRUE;
  return FALSE;
}

static EVP_PKEY *
find_key (TbAcmeAsk *ask, Signer signer, GError **error)
{
  gboolean is_by_key = ask->jws.jwk != NULL;

  if (is_by_key ? signer == BY_ACCOUNT : signer == BY_KEY)
    {
      tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "This request is signed with \"%s\" (RFC 8555 section 6.2)", is_by_key ? "kid" : "jwk");
      return NULL;
    }
  if (!is_by_key)
    return find_account (ask, error) ? ask->account->key : NULL;
  ask->key = tb_jwk_read (ask->server->crypto, ask->jws.jwk, error);
  return ask->key;
}

static gboolean
check_signature (TbAcmeAsk *ask, EVP_PKEY *key, GError **error)
{
  if (!tb_jws_fits_key (&ask->jws, key))
    tb_acme_fail (error, TB_ACME_PROBLEM_BAD_SIGNATURE_ALGORITHM, "The algorithm %s is not that of the key", ask->jws.alg);
  else if (!tb_jws_verify (&ask->jws, ask->server->crypto, key))
    tb_acme_fail (error, TB_ACME_PROBLEM_UNAUTHORIZED, "The signature does not match");
  else
    return TRUE;
  return FALSE;
}

/* An empty payload is a request that only looks (RFC 8555 section 6.3). */
static gboolean
read_payload (TbAcmeAsk *ask, GError **error)
{
  if (g_bytes_get_size (ask->jws.payload) == 0)
    return TRUE;
  ask->payload = tb_jose_parse (ask->jws.payload, error);
  return ask->payload != NULL;
}

static gboolean
authenticate (TbAcmeAsk *ask, Signer signer, GError **error)
{
  const char *media_type = tb_http_fields_get (ask->request->fields, "Content-Type");
  EVP_PKEY *key;

  if (media_type == NULL || !tb_http_media_type_is (media_type, "application/jose+json"))
    {
      tb_acme_fail (error, TB_ACME_PROBLEM_MEDIA_TYPE, "Requests are application/jose+json");
      return FALSE;
    }
  if (g_bytes_get_size (ask->request->body) > TB_ACME_MAX_BODY_BYTES)
    {
      tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "The request is longer than %d bytes", TB_ACME_MAX_BODY_BYTES);
      return FALSE;
    }
  if (!tb_jws_read (&ask->jws, ask->request->body, error) || !check_url (ask, error) || !check_nonce (ask, error))
    return FALSE;
  key = find_key (ask, signer, error);
  return key != NULL && check_signature (ask, key, error) && read_payload (ask, error);
}

/* --- answers --- */

static void
put_fields (TbAcmeAsk *ask, const Route *route, TbHttpResponse *response)
{
  g_autofree char *url = tb_acme_url (ask->server, "directory", NULL), *link = g_strdup_printf ("<%s>;rel=\"index\"", url);

  tb_http_fields_set (response->fields, "Cache-Control", "no-store");
  tb_http_fields_add (response->fields, "Link", link);
  if (ask->location != NULL)
    tb_http_fields_set (response->fields, "Location", ask->location);
  if (response->status == 405 && route != NULL)
    tb_http_fields_set (response->fields, "Allow", route->methods);
  if (ask->retry_after_us > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, (ask->retry_after_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);

      tb_http_fields_set (response->fields, "Retry-After", seconds);
    }
  if (strcmp (ask->request->method, "POST") == 0)
    {
      g_autofree char *nonce = tb_acme_make_nonce (ask->server, ask->now_us);

      tb_http_fields_set (response->fields, "Replay-Nonce", nonce);
    }
}

static void
ask_clear (TbAcmeAsk *ask)
{
  tb_jws_clear (&ask->jws);
  g_clear_pointer (&ask->key, EVP_PKEY_free);
  g_clear_pointer (&ask->payload, json_object_unref);
  g_clear_pointer (&ask->location, g_free);
}

/**
 * tb_acme_server_handle:
 * @server: a server
 * @request: what was asked
 * @peer: (nullable): who asks, which does not matter here: requests are signed
 * @now_us: unix time
 *
 * Returns: (transfer full): the answer, a problem document when it is no
 */
TbHttpResponse *
tb_acme_server_handle (TbAcmeServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us)
{
  TbAcmeAsk ask = { .server = server, .request = request, .now_us = now_us };
  g_autoptr (GError) error = NULL;
  const Route *route;
  TbHttpResponse *response = NULL;

  tb_acme_sweep (server, now_us);
  route = find_route (&ask, &error);
  if (route != NULL && check_method (route, request->method, &error) && (route->signer == UNSIGNED || authenticate (&ask, route->signer, &error)))
    response = route->handler (&ask, &error);
  if (response == NULL)
    response = tb_acme_problem_respond (error);
  put_fields (&ask, route, response);
  ask_clear (&ask);
  return response;
}
