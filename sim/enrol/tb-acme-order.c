/* tb-acme-order: orders of an ACME server (RFC 8555 section 7.4): which names, when ready, and the certificate that comes of it. */
#include "tb-acme-private.h"

#include <string.h>

#include "tb-acme-name.h"
#include "tb-request.h"

/* --- what is said about one --- */

JsonObject *
tb_acme_identify (const char *name)
{
  JsonObject *identifier = json_object_new ();

  json_object_set_string_member (identifier, "type", tb_acme_name_is_address (name) ? "ip" : "dns");
  json_object_set_string_member (identifier, "value", name);
  return identifier;
}

static void
put_lists (JsonObject *object, TbAcmeServer *server, const TbAcmeOrder *order)
{
  JsonArray *identifiers = json_array_new (), *authorizations = json_array_new ();

  for (guint i = 0; order->names[i] != NULL; i++)
    json_array_add_object_element (identifiers, tb_acme_identify (order->names[i]));
  for (guint i = 0; i < order->authorizations->len; i++)
    {
      g_autofree char *url = tb_acme_url (server, "authorization", ((TbAcmeAuthorization *) order->authorizations->pdata[i])->id);

      json_array_add_string_element (authorizations, url);
    }
  json_object_set_array_member (object, "identifiers", identifiers);
  json_object_set_array_member (object, "authorizations", authorizations);
}

static TbHttpResponse *
respond (TbAcmeAsk *ask, TbAcmeOrder *order, guint status)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "status", tb_acme_status_to_code (order->status));
  tb_acme_put_time (object, "expires", order->expires_us);
  put_lists (object, ask->server, order);
  if (order->not_before_us > 0)
    tb_acme_put_time (object, "notBefore", order->not_before_us);
  if (order->not_after_us > 0)
    tb_acme_put_time (object, "notAfter", order->not_after_us);
  if (order->replaces != NULL)
    json_object_set_string_member (object, "replaces", order->replaces);
  tb_acme_put_problem (object, "error", order->problem);
  tb_acme_put_url (object, "finalize", ask->server, "finalize", order->id);
  if (order->certificate != NULL)
    tb_acme_put_url (object, "certificate", ask->server, "certificate", order->certificate);
  g_free (ask->location);
  ask->location = tb_acme_url (ask->server, "order", order->id);
  return tb_acme_respond (status, object);
}

/* --- what its state is --- */

/* Brings an order's state up to date with its authorizations and the time. */
void
tb_acme_order_look (TbAcmeOrder *order, gint64 now_us)
{
  guint n_valid = 0;
  gboolean is_lost = order->expires_us <= now_us;

  if (order->status != TB_ACME_PENDING && order->status != TB_ACME_READY)
    return;
  for (guint i = 0; i < order->authorizations->len; i++)
    {
      TbAcmeAuthorization *authorization = order->authorizations->pdata[i];

      tb_acme_authorization_look (authorization, now_us);
      n_valid += authorization->status == TB_ACME_VALID;
      is_lost |= authorization->status != TB_ACME_VALID && authorization->status != TB_ACME_PENDING;
    }
  if (is_lost)
    {
      tb_acme_move (&order->status, TB_ACME_INVALID);
      if (order->problem == NULL)
        tb_acme_fail (&order->problem, TB_ACME_PROBLEM_UNAUTHORIZED, "An authorization failed, was given up or is too old");
    }
  else if (order->status == TB_ACME_PENDING && n_valid == order->authorizations->len)
    tb_acme_move (&order->status, TB_ACME_READY);
}

/* --- names --- */

static gboolean
reject (GError **error, TbAcmeProblem problem, const char *name, const char *why)
{
  tb_acme_fail (error, problem, "The identifier \"%.80s\" is not accepted: %s", name != NULL ? name : "", why);
  return FALSE;
}

static gboolean
check_name (TbAcmeServer *server, const char *name, GError **error)
{
  gboolean is_wildcard = g_str_has_prefix (name, "*.");
  const char *base = name + (is_wildcard ? 2 : 0);

  if (!tb_request_check_dns_name (base, NULL))
    return reject (error, TB_ACME_PROBLEM_MALFORMED, name, "it is no DNS name");
  if (tb_acme_name_is_address (base))
    return reject (error, TB_ACME_PROBLEM_REJECTED_IDENTIFIER, name, "an address is an identifier of type \"ip\"");
  if (is_wildcard && strchr (base, '.') == NULL)
    return reject (error, TB_ACME_PROBLEM_REJECTED_IDENTIFIER, name, "a wildcard for a whole top-level domain");
  if (is_wildcard && (server->policy.challenges & (1 << TB_ACME_DNS_01)) == 0)
    return reject (error, TB_ACME_PROBLEM_REJECTED_IDENTIFIER, name, "wildcards need dns-01, which is not offered");
  return TRUE;
}

/* RFC 8738 section 7: an address is not proven by DNS. */
static gboolean
check_address (TbAcmeServer *server, const char *address, GError **error)
{
  g_autofree char *canonical = tb_acme_name_read_address (address);

  if (canonical == NULL)
    return reject (error, TB_ACME_PROBLEM_MALFORMED, address, "it is no address, or not written in the shortest way");
  if ((server->policy.challenges & ~(1 << TB_ACME_DNS_01)) == 0)
    return reject (error, TB_ACME_PROBLEM_REJECTED_IDENTIFIER, address, "addresses need another challenge than dns-01");
  return TRUE;
}

typedef struct
{
  const char *type;
  gboolean (*check) (TbAcmeServer *server, const char *name, GError **error);
} IdentifierKind;

static const IdentifierKind kinds[] = { { "dns", check_name }, { "ip", check_address } };

static gboolean
check_identifier (TbAcmeServer *server, const char *type, const char *name, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (type, kinds[i].type) == 0)
      {
        if (!kinds[i].check (server, name, error))
          return FALSE;
        return server->calls.admits == NULL || server->calls.admits (name, server->data)
               || reject (error, TB_ACME_PROBLEM_REJECTED_IDENTIFIER, name, "policy forbids it");
      }
  return reject (error, TB_ACME_PROBLEM_UNSUPPORTED_IDENTIFIER, name, "only \"dns\" and \"ip\" are");
}

static char *
read_identifier (TbAcmeServer *server, JsonNode *node, GError **error)
{
  JsonObject *identifier = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *type = identifier != NULL ? tb_jose_get_text (identifier, "type") : NULL;
  const char *value = identifier != NULL ? tb_jose_get_text (identifier, "value") : NULL;
  g_autofree char *name = NULL;

  if (type == NULL || value == NULL)
    return reject (error, TB_ACME_PROBLEM_MALFORMED, value, "it has \"type\" and \"value\""), NULL;
  name = g_ascii_strdown (value, -1);
  return check_identifier (server, type, name, error) ? g_steal_pointer (&name) : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted, each once. */
static char **
sort_names (GPtrArray *names)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    if (i == 0 || strcmp (names->pdata[i - 1], names->pdata[i]) != 0)
      g_strv_builder_add (builder, names->pdata[i]);
  return g_strv_builder_end (builder);
}

static char **
read_names (TbAcmeAsk *ask, GError **error)
{
  JsonNode *node = json_object_get_member (ask->payload, "identifiers");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n == 0 || n > ask->server->policy.max_names)
    {
      tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "\"identifiers\" is an array of 1 to %u", ask->server->policy.max_names);
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    {
      char *name = read_identifier (ask->server, json_array_get_element (array, i), error);

      if (name == NULL)
        return NULL;
      g_ptr_array_add (names, name);
    }
  return sort_names (names);
}

/* --- new --- */

static gboolean
read_times (TbAcmeAsk *ask, TbAcmeOrder *order, GError **error)
{
  gint64 begin, end;

  if (!tb_acme_read_time (ask->payload, "notBefore", &order->not_before_us, error)
      || !tb_acme_read_time (ask->payload, "notAfter", &order->not_after_us, error))
    return FALSE;
  begin = order->not_before_us > 0 ? order->not_before_us : ask->now_us;
  end = order->not_after_us > 0 ? order->not_after_us : begin + 1;
  if (begin < end && end > ask->now_us && end - begin <= ask->server->policy.certificate_lifetime_us)
    return TRUE;
  tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "Certificates here are valid for at most %" G_GINT64_FORMAT " s from notBefore on",
                ask->server->policy.certificate_lifetime_us / G_USEC_PER_SEC);
  return FALSE;
}

static gboolean
read_replaces (TbAcmeAsk *ask, TbAcmeOrder *order, GError **error)
{
  order->replaces = g_strdup (tb_jose_get_text (ask->payload, "replaces"));
  return order->replaces == NULL || tb_acme_check_replaced (ask, order->replaces, (const char *const *) order->names, error);
}

static gboolean
check_limits (TbAcmeAsk *ask, const TbAcmeOrder *order, GError **error)
{
  g_autofree char *set = g_strjoinv (",", order->names);

  return tb_acme_check_limit (ask, TB_ACME_LIMIT_ORDERS, ask->account->id, error) && tb_acme_check_limit (ask, TB_ACME_LIMIT_DUPLICATES, set, error);
}

static void
open_order (TbAcmeAsk *ask, TbAcmeOrder *order)
{
  TbAcmeServer *server = ask->server;

  tb_acme_make_room (server);
  order->id = tb_acme_make_token (server, ask->now_us);
  order->account = ask->account;
  order->expires_us = ask->now_us + server->policy.order_lifetime_us;
  for (guint i = 0; order->names[i] != NULL; i++)
    g_ptr_array_add (order->authorizations, tb_acme_authorize (ask, order->names[i]));
  g_hash_table_insert (server->orders, order->id, order);
  g_queue_push_tail (&server->order_ages, order->id);
  g_ptr_array_add (ask->account->orders, g_strdup (order->id));
  tb_acme_count (server, TB_ACME_LIMIT_ORDERS, ask->account->id, ask->now_us);
  tb_acme_order_look (order, ask->now_us);
}

static void
order_discard (TbAcmeOrder *order)
{
  g_strfreev (order->names);
  g_free (order->replaces);
  g_ptr_array_unref (order->authorizations);
  g_free (order);
}

TbHttpResponse *
tb_acme_new_order (TbAcmeAsk *ask, GError **error)
{
  TbAcmeOrder *order;

  if (ask->payload == NULL)
    {
      tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "An order needs a payload");
      return NULL;
    }
  order = g_new0 (TbAcmeOrder, 1);
  order->authorizations = g_ptr_array_new_with_free_func (tb_acme_authorization_unref);
  order->names = read_names (ask, error);
  if (order->names == NULL || !read_times (ask, order, error) || !read_replaces (ask, order, error) || !check_limits (ask, order, error))
    {
      order_discard (order);
      return NULL;
    }
  open_order (ask, order);
  return respond (ask, order, 201);
}

/* --- one's own --- */

static TbAcmeOrder *
find (TbAcmeAsk *ask, GError **error)
{
  TbAcmeOrder *order = g_hash_table_lookup (ask->server->orders, ask->id);

  if (order == NULL)
    tb_acme_fail (error, TB_ACME_PROBLEM_NOT_FOUND, "There is no such order");
  else if (order->account != ask->account)
    tb_acme_fail (error, TB_ACME_PROBLEM_UNAUTHORIZED, "This is the order of another account");
  else
    {
      tb_acme_order_look (order, ask->now_us);
      return order;
    }
  return NULL;
}

TbHttpResponse *
tb_acme_order (TbAcmeAsk *ask, GError **error)
{
  TbAcmeOrder *order = find (ask, error);

  return order != NULL ? respond (ask, order, 200) : NULL;
}

/* --- the certificate --- */

static gint64
whole_seconds (gint64 unix_us)
{
  return unix_us - unix_us % G_USEC_PER_SEC;
}

static TbCertificate *
issue (TbAcmeAsk *ask, TbAcmeOrder *order, GBytes *csr, GPtrArray *chain, GError **error)
{
  gint64 begin_us = order->not_before_us > 0 ? order->not_before_us : whole_seconds (ask->now_us);
  gint64 end_us = order->not_after_us > 0 ? order->not_after_us : begin_us + ask->server->policy.certificate_lifetime_us;
  TbAcmeCertificate *replaced = order->replaces != NULL ? tb_acme_find_certificate (ask->server, order->replaces, ask->now_us) : NULL;
  TbAcmeAsked asked = { csr, (const char *const *) order->names, begin_us, end_us, order->account->id, order->account->binding,
                        replaced != NULL ? replaced->certificate : NULL, ask->now_us };

  return ask->server->calls.issue (&asked, chain, ask->server->data, error);
}

/* An order that fails to be issued for stays ready: the client may send another request. */
static gboolean
fill (TbAcmeAsk *ask, TbAcmeOrder *order, GBytes *csr, GError **error)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  g_autoptr (GError) why = NULL;
  g_autoptr (TbCertificate) certificate = issue (ask, order, csr, chain, &why);
  g_autofree char *set = g_strjoinv (",", order->names);
  gboolean is_refused = why != NULL && why->domain == TB_CRYPTO_ERROR && why->code != TB_CRYPTO_ERROR_FAILED;

  if (certificate == NULL)
    {
      tb_acme_fail (error, is_refused ? TB_ACME_PROBLEM_BAD_CSR : TB_ACME_PROBLEM_SERVER_INTERNAL, "%s",
                    why != NULL ? why->message : "The authority does not answer");
      return FALSE;
    }
  order->certificate = tb_acme_keep (ask, order, certificate, chain, error);
  if (order->certificate == NULL)
    return FALSE;
  tb_acme_move (&order->status, TB_ACME_VALID);
  tb_acme_count (ask->server, TB_ACME_LIMIT_DUPLICATES, set, ask->now_us);
  return TRUE;
}

static GBytes *
read_csr (TbAcmeAsk *ask, const TbAcmeOrder *order, GError **error)
{
  const char *text = ask->payload != NULL ? tb_jose_get_text (ask->payload, "csr") : NULL;
  g_autoptr (GBytes) csr = NULL;

  if (text == NULL)
    {
      tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "An order is finalized with a \"csr\"");
      return NULL;
    }
  csr = tb_base64url_decode (text, error);
  if (csr == NULL || !tb_acme_csr_check (ask->server, csr, (const char *const *) order->names, ask->account->key, error))
    return NULL;
  return g_steal_pointer (&csr);
}

TbHttpResponse *
tb_acme_finalize (TbAcmeAsk *ask, GError **error)
{
  TbAcmeOrder *order = find (ask, error);
  g_autoptr (GBytes) csr = NULL;

  if (order == NULL)
    return NULL;
  if (order->status != TB_ACME_READY)
    {
      tb_acme_fail (error, TB_ACME_PROBLEM_ORDER_NOT_READY, "The order is %s, not ready", tb_acme_status_to_code (order->status));
      return NULL;
    }
  csr = read_csr (ask, order, error);
  if (csr == NULL || !fill (ask, order, csr, error))
    return NULL;
  return respond (ask, order, 200);
}
