/* tb-acme-client-send: what a device asks an ACME server for, stage by stage. */
#include "tb-acme-client-private.h"

#include <string.h>

#include "tb-acme-name.h"

static GBytes *
print_bytes (JsonObject *object)
{
  char *text = tb_jose_print (object);

  return g_bytes_new_take (text, strlen (text));
}

static TbHttpRequest *
make_request (const char *method, const char *url, const char *media_type, GBytes *body, GError **error)
{
  g_autofree char *path = NULL, *query = NULL, *target = NULL;

  if (!g_uri_split (url, G_URI_FLAGS_ENCODED, NULL, NULL, NULL, NULL, &path, &query, NULL, error))
    return NULL;
  target = g_strconcat (*path != '\0' ? path : "/", query != NULL ? "?" : NULL, query, NULL);
  return tb_http_request_new (method, target, media_type, body);
}

static gboolean
set_request (TbAcmeClient *client, const char *method, const char *url, const char *media_type, GBytes *body, GError **error)
{
  TbHttpRequest *request = url != NULL ? make_request (method, url, media_type, body, error) : NULL;

  if (url == NULL)
    return tb_acme_client_fail (error, "an address is missing");
  if (request == NULL)
    return FALSE;
  g_clear_pointer (&client->request, tb_http_request_free);
  client->request = request;
  tb_acme_client_set_text (&client->request_url, url);
  return TRUE;
}

/* @payload is NULL for a request that only looks. Signed with the account's name once there is one. */
static gboolean
set_signed (TbAcmeClient *client, const char *url, JsonObject *payload, GError **error)
{
  g_autoptr (GBytes) bytes = payload != NULL ? print_bytes (payload) : g_bytes_new (NULL, 0);
  TbJwsTerms terms = { url, client->nonce, client->account_url };
  g_autoptr (JsonObject) jws = NULL;
  g_autoptr (GBytes) body = NULL;

  if (url == NULL)
    return tb_acme_client_fail (error, "an address is missing");
  jws = tb_jws_sign (&terms, bytes, client->account_key, &client->stream, error);
  if (jws == NULL)
    return FALSE;
  body = print_bytes (jws);
  g_clear_pointer (&client->nonce, g_free);
  return set_request (client, "POST", url, "application/jose+json", body, error);
}

static const char *
look_up (TbAcmeClient *client, const char *member)
{
  return tb_jose_get_text (client->directory, member);
}

gboolean
tb_acme_client_send_directory (TbAcmeClient *client, GError **error)
{
  return set_request (client, "GET", client->directory_url, NULL, NULL, error);
}

gboolean
tb_acme_client_send_nonce (TbAcmeClient *client, GError **error)
{
  return set_request (client, "HEAD", look_up (client, "newNonce"), NULL, NULL, error);
}

static JsonObject *
make_binding (TbAcmeClient *client, const char *url, GError **error)
{
  g_autoptr (JsonObject) jwk = tb_jwk_write (tb_key_get_pkey (client->account_key), error);
  g_autoptr (GBytes) payload = jwk != NULL ? print_bytes (jwk) : NULL;
  TbJwsTerms terms = { url, NULL, client->binding_kid };

  return payload != NULL ? tb_jws_sign_mac (&terms, payload, tb_key_get_crypto (client->account_key), client->binding_key, error) : NULL;
}

gboolean
tb_acme_client_send_account (TbAcmeClient *client, GError **error)
{
  g_autoptr (JsonObject) payload = json_object_new ();
  const char *url = look_up (client, "newAccount");
  JsonObject *binding;

  json_object_set_boolean_member (payload, "termsOfServiceAgreed", TRUE);
  if (client->goal != TB_ACME_GOAL_ISSUE)
    json_object_set_boolean_member (payload, "onlyReturnExisting", TRUE);
  if (client->contact != NULL)
    {
      JsonArray *contacts = json_array_new ();

      json_array_add_string_element (contacts, client->contact);
      json_object_set_array_member (payload, "contact", contacts);
    }
  if (client->binding_kid != NULL && client->binding_key != NULL && url != NULL)
    {
      binding = make_binding (client, url, error);
      if (binding == NULL)
        return FALSE;
      json_object_set_object_member (payload, "externalAccountBinding", binding);
    }
  return set_signed (client, url, payload, error);
}

gboolean
tb_acme_client_send_order (TbAcmeClient *client, GError **error)
{
  g_autoptr (JsonObject) payload = json_object_new ();
  JsonArray *identifiers = json_array_new ();

  for (guint i = 0; client->names[i] != NULL; i++)
    {
      JsonObject *identifier = json_object_new ();

      json_object_set_string_member (identifier, "type", tb_acme_name_is_address (client->names[i]) ? "ip" : "dns");
      json_object_set_string_member (identifier, "value", client->names[i]);
      json_array_add_object_element (identifiers, identifier);
    }
  json_object_set_array_member (payload, "identifiers", identifiers);
  if (client->replaces != NULL)
    json_object_set_string_member (payload, "replaces", client->replaces);
  return set_signed (client, look_up (client, "newOrder"), payload, error);
}

gboolean
tb_acme_client_send_authorization (TbAcmeClient *client, GError **error)
{
  return set_signed (client, client->authorizations[client->at], NULL, error);
}

gboolean
tb_acme_client_send_challenge (TbAcmeClient *client, GError **error)
{
  g_autoptr (JsonObject) empty = json_object_new ();

  return set_signed (client, client->challenge_url, empty, error);
}

gboolean
tb_acme_client_send_finalize (TbAcmeClient *client, GError **error)
{
  g_autoptr (JsonObject) payload = json_object_new ();
  g_autofree char *csr = tb_base64url_encode_bytes (client->csr);

  json_object_set_string_member (payload, "csr", csr);
  return set_signed (client, client->finalize_url, payload, error);
}

gboolean
tb_acme_client_send_poll (TbAcmeClient *client, GError **error)
{
  return set_signed (client, client->order_url, NULL, error);
}

gboolean
tb_acme_client_send_certificate (TbAcmeClient *client, GError **error)
{
  return set_signed (client, client->certificate_url, NULL, error);
}

gboolean
tb_acme_client_send_revocation (TbAcmeClient *client, GError **error)
{
  g_autoptr (JsonObject) payload = json_object_new ();
  g_autofree char *certificate = tb_base64url_encode_bytes (tb_certificate_get_der (client->revoked));

  json_object_set_string_member (payload, "certificate", certificate);
  json_object_set_int_member (payload, "reason", client->reason);
  return set_signed (client, look_up (client, "revokeCert"), payload, error);
}

gboolean
tb_acme_client_send_deactivation (TbAcmeClient *client, GError **error)
{
  g_autoptr (JsonObject) payload = json_object_new ();

  json_object_set_string_member (payload, "status", "deactivated");
  return set_signed (client, client->account_url, payload, error);
}
