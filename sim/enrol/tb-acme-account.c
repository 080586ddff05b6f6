/* tb-acme-account: accounts of an ACME server (RFC 8555 section 7.3): new, looked at, changed, deactivated, with another key. */
#include "tb-acme-private.h"

#include <string.h>

#define MAX_CONTACTS 10
#define MAX_CONTACT_BYTES 320
#define FULL_RETRY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/* --- what is said about one --- */

static TbHttpResponse *
respond (TbAcmeAsk *ask, TbAcmeAccount *account, guint status)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *contacts = json_array_new ();

  for (guint i = 0; account->contacts[i] != NULL; i++)
    json_array_add_string_element (contacts, account->contacts[i]);
  json_object_set_string_member (object, "status", tb_acme_status_to_code (account->status));
  json_object_set_array_member (object, "contact", contacts);
  if (account->has_agreed)
    json_object_set_boolean_member (object, "termsOfServiceAgreed", TRUE);
  tb_acme_put_url (object, "orders", ask->server, "orders", account->id);
  g_free (ask->location);
  ask->location = tb_acme_url (ask->server, "account", account->id);
  return tb_acme_respond (status, object);
}

/* --- contacts --- */

static gboolean
fail_contact (GError **error, TbAcmeProblem problem, const char *why)
{
  tb_acme_fail (error, problem, "A contact is not accepted: %s (RFC 8555 section 7.3)", why);
  return FALSE;
}

static gboolean
check_contact (const char *contact, GError **error)
{
  const char *address, *at;

  if (contact == NULL || strlen (contact) > MAX_CONTACT_BYTES)
    return fail_contact (error, TB_ACME_PROBLEM_INVALID_CONTACT, "it is no text, or too long");
  if (g_ascii_strncasecmp (contact, "mailto:", 7) != 0)
    return fail_contact (error, TB_ACME_PROBLEM_UNSUPPORTED_CONTACT, "only mailto: is");
  address = contact + 7;
  at = strchr (address, '@');
  if (at == NULL || at == address || at[1] == '\0' || strpbrk (address, "?, \t\r\n<>") != NULL || strchr (at + 1, '@') != NULL)
    return fail_contact (error, TB_ACME_PROBLEM_INVALID_CONTACT, "one address and no header fields");
  return TRUE;
}

static char **
read_contacts (JsonObject *payload, GError **error)
{
  JsonNode *node = json_object_get_member (payload, "contact");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (node == NULL)
    return g_strv_builder_end (builder);
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (array == NULL || json_array_get_length (array) > MAX_CONTACTS)
    {
      tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "\"contact\" is not an array of at most %d addresses", MAX_CONTACTS);
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      gboolean is_text = JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING;
      const char *contact = is_text ? json_node_get_string (element) : NULL;

      if (!check_contact (contact, error))
        return NULL;
      g_strv_builder_add (builder, contact);
    }
  return g_strv_builder_end (builder);
}

/* --- external account binding --- */

static gboolean
fail_binding (GError **error, TbAcmeProblem problem, const char *why)
{
  tb_acme_fail (error, problem, "The external account binding is not accepted: %s (RFC 8555 section 7.3.4)", why);
  return FALSE;
}

/* The binding's payload is the account's own key. */
static gboolean
is_for_key (TbAcmeAsk *ask, GBytes *payload)
{
  g_autoptr (JsonObject) jwk = tb_jose_parse (payload, NULL);
  g_autoptr (EVP_PKEY) key = jwk != NULL ? tb_jwk_read (ask->server->crypto, jwk, NULL) : NULL;

  return key != NULL && EVP_PKEY_eq (key, ask->key) == 1;
}

static gboolean
check_binding_text (TbAcmeAsk *ask, const TbJws *binding, GError **error)
{
  GBytes *mac_key = binding->kid != NULL ? g_hash_table_lookup (ask->server->binding_keys, binding->kid) : NULL;

  if (strcmp (binding->alg, "HS256") != 0 || binding->nonce != NULL || binding->kid == NULL || strcmp (binding->url, ask->jws.url) != 0)
    return fail_binding (error, TB_ACME_PROBLEM_MALFORMED, "it has HS256, a kid, the request's url and no nonce");
  if (mac_key == NULL || !tb_jws_verify_mac (binding, ask->server->crypto, mac_key))
    return fail_binding (error, TB_ACME_PROBLEM_UNAUTHORIZED, "no external account has that name and secret");
  if (!is_for_key (ask, binding->payload))
    return fail_binding (error, TB_ACME_PROBLEM_MALFORMED, "it is for another key");
  return TRUE;
}

static gboolean
check_binding (TbAcmeAsk *ask, char **kid, GError **error)
{
  JsonNode *node = json_object_get_member (ask->payload, "externalAccountBinding");
  g_auto (TbJws) binding = { 0 };

  if (node == NULL && ask->server->policy.requires_binding)
    return fail_binding (error, TB_ACME_PROBLEM_EXTERNAL_ACCOUNT_REQUIRED, "there is none");
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail_binding (error, TB_ACME_PROBLEM_MALFORMED, "it is no signed object");
  if (!tb_jws_read_object (&binding, json_node_get_object (node), error) || !check_binding_text (ask, &binding, error))
    return FALSE;
  *kid = g_steal_pointer (&binding.kid);
  return TRUE;
}

/* --- new --- */

static gboolean
is_true (JsonObject *payload, const char *member)
{
  JsonNode *node = json_object_get_member (payload, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static gboolean
check_terms (TbAcmeAsk *ask, GError **error)
{
  if (ask->server->terms_of_service == NULL || is_true (ask->payload, "termsOfServiceAgreed"))
    return TRUE;
  tb_acme_fail (error, TB_ACME_PROBLEM_USER_ACTION_REQUIRED, "Accounts have to agree to %s", ask->server->terms_of_service);
  return FALSE;
}

static TbHttpResponse *
respond_existing (TbAcmeAsk *ask, TbAcmeAccount *account, GError **error)
{
  if (account->status == TB_ACME_VALID)
    return respond (ask, account, 200);
  tb_acme_fail (error, TB_ACME_PROBLEM_UNAUTHORIZED, "The account of this key is deactivated");
  return NULL;
}

/* Accounts are for good, so nobody makes room for another; who is refused may come when somebody has looked. */
static gboolean
check_room (TbAcmeAsk *ask, GError **error)
{
  if (g_hash_table_size (ask->server->accounts) < ask->server->policy.max_accounts)
    return TRUE;
  ask->retry_after_us = FULL_RETRY_US;
  tb_acme_fail (error, TB_ACME_PROBLEM_RATE_LIMITED, "There are %u accounts already, which is all that this server remembers", ask->server->policy.max_accounts);
  return FALSE;
}

static TbAcmeAccount *
add (TbAcmeAsk *ask, char *thumbprint, char **contacts, char *binding)
{
  TbAcmeServer *server = ask->server;
  TbAcmeAccount *account = g_new0 (TbAcmeAccount, 1);

  account->id = tb_acme_make_token (server, ask->now_us);
  account->key = g_steal_pointer (&ask->key);
  account->thumbprint = thumbprint;
  account->contacts = contacts;
  account->binding = binding;
  account->has_agreed = is_true (ask->payload, "termsOfServiceAgreed");
  account->status = TB_ACME_VALID;
  account->orders = g_ptr_array_new_with_free_func (g_free);
  tb_acme_add_account (server, account);
  tb_acme_count (server, TB_ACME_LIMIT_ACCOUNTS, "", ask->now_us);
  return account;
}

static gboolean
need_payload (TbAcmeAsk *ask, GError **error)
{
  if (ask->payload != NULL)
    return TRUE;
  tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "The request needs a payload");
  return FALSE;
}

TbHttpResponse *
tb_acme_new_account (TbAcmeAsk *ask, GError **error)
{
  g_autofree char *thumbprint = tb_jwk_thumbprint (ask->server->crypto, ask->key, error), *binding = NULL;
  g_auto (GStrv) contacts = NULL;
  TbAcmeAccount *account = thumbprint != NULL ? tb_acme_find_account_by_key (ask->server, thumbprint) : NULL;

  if (thumbprint == NULL || !need_payload (ask, error))
    return NULL;
  if (account != NULL)
    return respond_existing (ask, account, error);
  if (is_true (ask->payload, "onlyReturnExisting"))
    {
      tb_acme_fail (error, TB_ACME_PROBLEM_ACCOUNT_DOES_NOT_EXIST, "This key has no account");
      return NULL;
    }
  contacts = read_contacts (ask->payload, error);
  if (contacts == NULL || !check_terms (ask, error) || !check_binding (ask, &binding, error)
      || !tb_acme_check_limit (ask, TB_ACME_LIMIT_ACCOUNTS, "", error) || !check_room (ask, error))
    return NULL;
  account = add (ask, g_steal_pointer (&thumbprint), g_steal_pointer (&contacts), g_steal_pointer (&binding));
  return tb_acme_note_account (ask->server, account, error) ? respond (ask, account, 201) : NULL;
}

/* --- one's own --- */

static gboolean
is_own (TbAcmeAsk *ask, GError **error)
{
  if (strcmp (ask->id, ask->account->id) == 0)
    return TRUE;
  tb_acme_fail (error, TB_ACME_PROBLEM_UNAUTHORIZED, "This is the address of another account");
  return FALSE;
}

TbHttpResponse *
tb_acme_account (TbAcmeAsk *ask, GError **error)
{
  const char *status = ask->payload != NULL ? tb_jose_get_text (ask->payload, "status") : NULL;
  char **contacts;

  if (!is_own (ask, error))
    return NULL;
  if (ask->payload != NULL && json_object_has_member (ask->payload, "contact"))
    {
      contacts = read_contacts (ask->payload, error);
      if (contacts == NULL)
        return NULL;
      g_strfreev (ask->account->contacts);
      ask->account->contacts = contacts;
    }
  if (g_strcmp0 (status, "deactivated") == 0)
    tb_acme_move (&ask->account->status, TB_ACME_DEACTIVATED);
  if (ask->payload != NULL && !tb_acme_note_account (ask->server, ask->account, error))
    return NULL;
  return respond (ask, ask->account, 200);
}

/* RFC 8555 section 7.1.2.1, in one piece: only orders that are still kept are listed. */
TbHttpResponse *
tb_acme_account_orders (TbAcmeAsk *ask, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *orders;

  if (!is_own (ask, error))
    return NULL;
  orders = json_array_new ();
  for (guint i = 0; i < ask->account->orders->len; i++)
    {
      g_autofree char *url = tb_acme_url (ask->server, "order", ask->account->orders->pdata[i]);

      json_array_add_string_element (orders, url);
    }
  json_object_set_array_member (object, "orders", orders);
  return tb_acme_respond (200, object);
}

/* --- another key (RFC 8555 section 7.3.5) --- */

static gboolean
fail_change (GError **error, const char *why)
{
  tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "The key cannot be changed: %s (RFC 8555 section 7.3.5)", why);
  return FALSE;
}

/* The inner object, signed by the new key, names account and old key. */
static gboolean
check_change (TbAcmeAsk *ask, const TbJws *inner, GError **error)
{
  g_autoptr (JsonObject) said = tb_jose_parse (inner->payload, error);
  g_autofree char *account_url = tb_acme_url (ask->server, "account", ask->account->id);
  g_autoptr (EVP_PKEY) old = NULL;
  JsonNode *jwk;

  if (said == NULL)
    return FALSE;
  if (g_strcmp0 (tb_jose_get_text (said, "account"), account_url) != 0)
    return fail_change (error, "it is for another account");
  jwk = json_object_get_member (said, "oldKey");
  old = jwk != NULL && JSON_NODE_HOLDS_OBJECT (jwk) ? tb_jwk_read (ask->server->crypto, json_node_get_object (jwk), NULL) : NULL;
  if (old == NULL || EVP_PKEY_eq (old, ask->account->key) != 1)
    return fail_change (error, "it names another old key");
  return TRUE;
}

static gboolean
check_free (TbAcmeAsk *ask, const char *thumbprint, GError **error)
{
  const TbAcmeAccount *other = tb_acme_find_account_by_key (ask->server, thumbprint);

  if (other == NULL)
    return TRUE;
  ask->location = tb_acme_url (ask->server, "account", other->id);
  tb_acme_fail (error, TB_ACME_PROBLEM_CONFLICT, "The new key has an account already");
  return FALSE;
}

static void
change (TbAcmeAsk *ask, EVP_PKEY *key, char *thumbprint)
{
  TbAcmeAccount *account = ask->account;

  g_hash_table_remove (ask->server->accounts_by_key, account->thumbprint);
  g_free (account->thumbprint);
  EVP_PKEY_free (account->key);
  account->thumbprint = thumbprint;
  account->key = key;
  g_hash_table_insert (ask->server->accounts_by_key, account->thumbprint, account);
}

TbHttpResponse *
tb_acme_key_change (TbAcmeAsk *ask, GError **error)
{
  g_auto (TbJws) inner = { 0 };
  g_autoptr (EVP_PKEY) key = NULL;
  g_autofree char *thumbprint = NULL;

  if (!need_payload (ask, error) || !tb_jws_read_object (&inner, ask->payload, error))
    return NULL;
  if (inner.jwk == NULL || inner.nonce != NULL || strcmp (inner.url, ask->jws.url) != 0)
    return fail_change (error, "the inner object has a jwk, the outer url and no nonce"), NULL;
  key = tb_jwk_read (ask->server->crypto, inner.jwk, error);
  if (key == NULL)
    return NULL;
  if (!tb_jws_verify (&inner, ask->server->crypto, key))
    return fail_change (error, "the new key has not signed it"), NULL;
  thumbprint = tb_jwk_thumbprint (ask->server->crypto, key, error);
  if (thumbprint == NULL || !check_change (ask, &inner, error) || !check_free (ask, thumbprint, error))
    return NULL;
  change (ask, g_steal_pointer (&key), g_steal_pointer (&thumbprint));
  return tb_acme_note_account (ask->server, ask->account, error) ? respond (ask, ask->account, 200) : NULL;
}
