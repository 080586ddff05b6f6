/* tb-acme-client-take: what a device makes of an ACME server's answers, stage by stage. */
#include "tb-acme-client-private.h"

#include <string.h>

gboolean
tb_acme_client_take_directory (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error)
{
  client->directory = json_object_ref (said);
  tb_acme_client_go (client, NONCE);
  return TRUE;
}

gboolean
tb_acme_client_take_nonce (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error)
{
  if (client->nonce == NULL)
    return tb_acme_client_fail (error, "no nonce");
  tb_acme_client_go (client, ACCOUNT);
  return TRUE;
}

gboolean
tb_acme_client_take_account (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error)
{
  static const Stage first[] = { [TB_ACME_GOAL_ISSUE] = ORDER, [TB_ACME_GOAL_REVOKE] = REVOCATION, [TB_ACME_GOAL_DEACTIVATE] = DEACTIVATION };

  tb_acme_client_set_text (&client->account_url, tb_http_fields_get (response->fields, "Location"));
  if (client->account_url == NULL)
    return tb_acme_client_fail (error, "the account has no address");
  tb_acme_client_go (client, first[client->goal]);
  return TRUE;
}

static char **
copy_texts (JsonObject *said, const char *member)
{
  JsonNode *node = json_object_get_member (said, member);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_STRING)
        return NULL;
      g_strv_builder_add (builder, json_node_get_string (element));
    }
  return array != NULL ? g_strv_builder_end (builder) : NULL;
}

gboolean
tb_acme_client_take_order (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error)
{
  tb_acme_client_set_text (&client->order_url, tb_http_fields_get (response->fields, "Location"));
  tb_acme_client_set_text (&client->finalize_url, tb_jose_get_text (said, "finalize"));
  client->authorizations = copy_texts (said, "authorizations");
  if (client->order_url == NULL || client->finalize_url == NULL || client->authorizations == NULL || client->authorizations[0] == NULL)
    return tb_acme_client_fail (error, "an order has an address, authorizations and a place to finalize it");
  tb_acme_client_go (client, AUTHORIZATION);
  return TRUE;
}

static JsonObject *
find_challenge (JsonObject *said, TbAcmeChallengeKind kind)
{
  JsonNode *node = json_object_get_member (said, "challenges");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *challenge = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;

      if (challenge != NULL && g_strcmp0 (tb_jose_get_text (challenge, "type"), tb_acme_challenge_to_code (kind)) == 0)
        return challenge;
    }
  return NULL;
}

static gboolean
make_proof (TbAcmeClient *client, const char *name, const char *token, GError **error)
{
  TbCrypto *crypto = tb_key_get_crypto (client->account_key);
  g_autofree char *thumbprint = tb_jwk_thumbprint (crypto, tb_key_get_pkey (client->account_key), error);
  g_autofree char *authorization = NULL;

  if (thumbprint == NULL)
    return FALSE;
  authorization = g_strconcat (token, ".", thumbprint, NULL);
  tb_acme_client_clear_proof (&client->proof);
  client->proof.kind = client->challenge;
  client->proof.name = g_strdup (name);
  client->proof.token = g_strdup (token);
  client->proof.text = client->challenge == TB_ACME_HTTP_01 ? g_steal_pointer (&authorization) : tb_jose_digest (crypto, authorization, error);
  return client->proof.text != NULL;
}

static gboolean
take_pending (TbAcmeClient *client, JsonObject *said, GError **error)
{
  JsonObject *challenge = find_challenge (said, client->challenge);
  JsonNode *node = json_object_get_member (said, "identifier");
  const char *name = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? tb_jose_get_text (json_node_get_object (node), "value") : NULL;
  const char *token = challenge != NULL ? tb_jose_get_text (challenge, "token") : NULL;

  if (token == NULL || name == NULL)
    return tb_acme_client_fail (error, "the challenge that was to be used is not offered");
  if (g_strcmp0 (tb_jose_get_text (challenge, "status"), "pending") != 0)
    {
      client->is_early = TRUE;  /* still being looked at */
      return TRUE;
    }
  tb_acme_client_set_text (&client->challenge_url, tb_jose_get_text (challenge, "url"));
  if (!make_proof (client, name, token, error))
    return FALSE;
  tb_acme_client_go (client, PROOF);
  return TRUE;
}

static gboolean
fail_authorization (TbAcmeClient *client, JsonObject *said, GError **error)
{
  JsonObject *challenge = find_challenge (said, client->challenge);
  JsonNode *node = challenge != NULL ? json_object_get_member (challenge, "error") : NULL;
  const char *detail = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? tb_jose_get_text (json_node_get_object (node), "detail") : NULL;

  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The name was not authorized: %s", detail != NULL ? detail : "no reason given");
  return FALSE;
}

gboolean
tb_acme_client_take_authorization (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error)
{
  const char *status = tb_jose_get_text (said, "status");

  if (g_strcmp0 (status, "pending") == 0)
    return take_pending (client, said, error);
  if (g_strcmp0 (status, "valid") != 0)
    return fail_authorization (client, said, error);
  client->n_polls = 0;
  if (client->authorizations[++client->at] == NULL)
    tb_acme_client_go (client, FINALIZE);
  return TRUE;
}

gboolean
tb_acme_client_take_challenge (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error)
{
  tb_acme_client_go (client, AUTHORIZATION);
  return TRUE;
}

gboolean
tb_acme_client_take_finalized (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error)
{
  const char *status = tb_jose_get_text (said, "status");

  if (g_strcmp0 (status, "processing") == 0)
    {
      client->is_early = TRUE;
      tb_acme_client_go (client, POLL);
      return TRUE;
    }
  tb_acme_client_set_text (&client->certificate_url, tb_jose_get_text (said, "certificate"));
  if (g_strcmp0 (status, "valid") != 0 || client->certificate_url == NULL)
    return tb_acme_client_fail (error, "the order did not become valid");
  tb_acme_client_go (client, CERTIFICATE);
  return TRUE;
}

gboolean
tb_acme_client_take_certificate (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error)
{
  if (!tb_http_media_type_is (tb_http_fields_get (response->fields, "Content-Type"), "application/pem-certificate-chain"))
    return tb_acme_client_fail (error, "the certificate is not of type application/pem-certificate-chain");
  client->certificates = g_bytes_ref (response->body);
  tb_acme_client_go (client, END);
  return TRUE;
}

gboolean
tb_acme_client_take_end (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error)
{
  tb_acme_client_go (client, END);
  return TRUE;
}
