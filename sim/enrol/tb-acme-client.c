/* tb-acme-client: see the header. A table of stages: each says what is sent and what the response means. */
#include "tb-acme-client-private.h"

#include <string.h>

#define MAX_TRIES 8             /* of one stage, for another nonce or when told to come later */
#define MAX_POLLS 100
#define DEFAULT_WAIT_US (G_GINT64_CONSTANT (5) * G_USEC_PER_SEC)
#define MAX_WAIT_S 86400

/* --- life --- */

/**
 * tb_acme_client_new:
 * @terms: what it is to do
 * @stream: (nullable): what signatures draw from; copied; not used by the live context
 *
 * Returns: (transfer full): a client that has said nothing yet
 */
TbAcmeClient *
tb_acme_client_new (const TbAcmeClientTerms *terms, const TbStream *stream)
{
  TbAcmeClient *client = g_new0 (TbAcmeClient, 1);

  client->goal = terms->goal;
  client->directory_url = g_strdup (terms->directory_url);
  client->account_key = tb_key_ref (terms->account_key);
  if (stream != NULL)
    client->stream = *stream;
  client->contact = g_strdup (terms->contact);
  client->binding_kid = g_strdup (terms->binding_kid);
  client->binding_key = terms->binding_key != NULL ? g_bytes_ref (terms->binding_key) : NULL;
  client->names = g_strdupv ((char **) terms->names);
  client->csr = terms->csr != NULL ? g_bytes_ref (terms->csr) : NULL;
  client->challenge = terms->challenge;
  client->replaces = g_strdup (terms->replaces);
  client->revoked = terms->revoked != NULL ? tb_certificate_ref (terms->revoked) : NULL;
  client->reason = terms->reason;
  return client;
}

void
tb_acme_client_clear_proof (TbAcmeProof *proof)
{
  g_clear_pointer (&proof->name, g_free);
  g_clear_pointer (&proof->token, g_free);
  g_clear_pointer (&proof->text, g_free);
}

static void
free_texts (TbAcmeClient *client)
{
  char **const texts[] = { &client->contact, &client->binding_kid, &client->replaces, &client->directory_url, &client->nonce, &client->problem, &client->account_url,
                           &client->order_url, &client->finalize_url, &client->certificate_url, &client->challenge_url, &client->request_url };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*texts[i]);
  g_strfreev (client->names);
  g_strfreev (client->authorizations);
  tb_acme_client_clear_proof (&client->proof);
}

/**
 * tb_acme_client_free:
 * @client: (transfer full): a client
 *
 * Frees it.
 */
void
tb_acme_client_free (TbAcmeClient *client)
{
  free_texts (client);
  tb_key_unref (client->account_key);
  g_clear_pointer (&client->binding_key, g_bytes_unref);
  g_clear_pointer (&client->csr, g_bytes_unref);
  g_clear_pointer (&client->revoked, tb_certificate_unref);
  g_clear_pointer (&client->directory, json_object_unref);
  g_clear_pointer (&client->request, tb_http_request_free);
  g_clear_pointer (&client->certificates, g_bytes_unref);
  g_free (client);
}

gboolean
tb_acme_client_fail (GError **error, const char *what)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "The ACME server's answer cannot be used: %s", what);
  return FALSE;
}

void
tb_acme_client_set_text (char **text, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*text);
  *text = copy;
}

void
tb_acme_client_go (TbAcmeClient *client, Stage stage)
{
  if (stage != client->stage)
    client->n_tries = 0;
  client->stage = stage;
}

/* --- stages --- */

static const struct
{
  gboolean (*send) (TbAcmeClient *client, GError **error);
  gboolean (*take) (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error);
  gboolean is_json;             /* the answer has to be an object */
} stages[N_STAGES] = {
  [DIRECTORY] = { tb_acme_client_send_directory, tb_acme_client_take_directory, TRUE },
  [NONCE] = { tb_acme_client_send_nonce, tb_acme_client_take_nonce, FALSE },
  [ACCOUNT] = { tb_acme_client_send_account, tb_acme_client_take_account, TRUE },
  [ORDER] = { tb_acme_client_send_order, tb_acme_client_take_order, TRUE },
  [AUTHORIZATION] = { tb_acme_client_send_authorization, tb_acme_client_take_authorization, TRUE },
  [CHALLENGE] = { tb_acme_client_send_challenge, tb_acme_client_take_challenge, TRUE },
  [FINALIZE] = { tb_acme_client_send_finalize, tb_acme_client_take_finalized, TRUE },
  [POLL] = { tb_acme_client_send_poll, tb_acme_client_take_finalized, TRUE },
  [CERTIFICATE] = { tb_acme_client_send_certificate, tb_acme_client_take_certificate, FALSE },
  [REVOCATION] = { tb_acme_client_send_revocation, tb_acme_client_take_end, FALSE },
  [DEACTIVATION] = { tb_acme_client_send_deactivation, tb_acme_client_take_end, TRUE },
};

/* How long to wait for what is not there yet, RFC 9110 section 10.2.3 in seconds. */
static gint64
get_retry_us (const TbHttpResponse *response)
{
  const char *text = tb_http_fields_get (response->fields, "Retry-After");
  guint64 seconds;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, MAX_WAIT_S, &seconds, NULL))
    return DEFAULT_WAIT_US;
  return (gint64) seconds * G_USEC_PER_SEC;
}

/* Whether another try is worth it: another nonce (RFC 8555 section 6.5), or later (section 6.6). */
static gboolean
can_try_again (TbAcmeClient *client, const TbHttpResponse *response, const char *type, gint64 now_us)
{
  gboolean is_nonce = strcmp (type, tb_acme_problem_to_type (TB_ACME_PROBLEM_BAD_NONCE)) == 0;
  gboolean is_limit = strcmp (type, tb_acme_problem_to_type (TB_ACME_PROBLEM_RATE_LIMITED)) == 0;

  if ((!is_nonce && !is_limit) || ++client->n_tries > MAX_TRIES)
    return FALSE;
  client->wait_until_us = is_limit ? now_us + get_retry_us (response) : 0;
  return TRUE;
}

static gboolean
take_problem (TbAcmeClient *client, const TbHttpResponse *response, gint64 now_us, GError **error)
{
  g_autofree char *type = NULL, *detail = NULL;

  if (!tb_acme_problem_read (response, &type, &detail))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "The ACME server answers with status %u and no reason", response->status);
      return FALSE;
    }
  if (can_try_again (client, response, type, now_us))
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The ACME server says no (%s): %s", type, detail);
  client->problem = g_steal_pointer (&type);
  return FALSE;
}

/* Asking again and again for the same thing: slowly, and not for ever. */
static gboolean
poll_later (TbAcmeClient *client, const TbHttpResponse *response, gint64 now_us, GError **error)
{
  client->wait_until_us = 0;
  if (!client->is_early)
    return TRUE;
  client->is_early = FALSE;
  if (++client->n_polls > MAX_POLLS)
    return tb_acme_client_fail (error, "it was asked too often for something that does not come");
  client->wait_until_us = now_us + get_retry_us (response);
  return TRUE;
}

static gboolean
take (TbAcmeClient *client, const TbHttpResponse *response, gint64 now_us, GError **error)
{
  const char *nonce = tb_http_fields_get (response->fields, "Replay-Nonce");
  g_autoptr (JsonObject) said = NULL;
  Stage before = client->stage;

  if (nonce != NULL)
    tb_acme_client_set_text (&client->nonce, nonce);
  if (response->status < 200 || response->status > 299)
    return take_problem (client, response, now_us, error);
  if (stages[before].is_json)
    {
      said = tb_jose_parse (response->body, error);
      if (said == NULL)
        return FALSE;
    }
  return stages[before].take (client, response, said, error) && poll_later (client, response, now_us, error);
}

/* The answer to a request for a nonce in between changes nothing else. */
static gboolean
take_or_nonce (TbAcmeClient *client, const TbHttpResponse *response, gint64 now_us, GError **error)
{
  const char *nonce = tb_http_fields_get (response->fields, "Replay-Nonce");

  if (client->stage <= NONCE || strcmp (client->request->method, "HEAD") != 0)
    return take (client, response, now_us, error);
  if (nonce == NULL || ++client->n_tries > MAX_TRIES)
    return tb_acme_client_fail (error, "no nonce");
  tb_acme_client_set_text (&client->nonce, nonce);
  return TRUE;
}

/* A signed request without a nonce cannot be: fetch one, then go on. The last answer gave one in general. */
static gboolean
prepare (TbAcmeClient *client, GError **error)
{
  if (client->stage > NONCE && client->nonce == NULL)
    return tb_acme_client_send_nonce (client, error);
  return stages[client->stage].send (client, error);
}

static TbAcmeStep
give (TbAcmeClient *client, gint64 now_us, GError **error)
{
  if (client->stage == END)
    return TB_ACME_STEP_DONE;
  if (client->wait_until_us > now_us)
    return TB_ACME_STEP_WAIT;
  if (client->stage == PROOF)
    {
      tb_acme_client_go (client, CHALLENGE);
      return TB_ACME_STEP_PROVE;
    }
  if (!prepare (client, error))
    return TB_ACME_STEP_FAILED;
  client->is_sent = TRUE;
  return TB_ACME_STEP_SEND;
}

/**
 * tb_acme_client_next:
 * @client: a client
 * @last: (nullable): the response to the request it gave last; %NULL at the beginning, after a proof or a wait, and when a request was lost: then
 *   it makes another
 * @now_us: unix time
 * @error: return location, set with %TB_ACME_STEP_FAILED
 *
 * Returns: what to do next
 */
TbAcmeStep
tb_acme_client_next (TbAcmeClient *client, const TbHttpResponse *last, gint64 now_us, GError **error)
{
  if (last != NULL && client->is_sent && !take_or_nonce (client, last, now_us, error))
    return TB_ACME_STEP_FAILED;
  client->is_sent = FALSE;
  return give (client, now_us, error);
}

/**
 * tb_acme_client_get_request:
 * @client: a client that said send
 *
 * Returns: (transfer none): what to send
 */
const TbHttpRequest *
tb_acme_client_get_request (TbAcmeClient *client)
{
  return client->request;
}

/**
 * tb_acme_client_get_url:
 * @client: a client that said send
 *
 * Returns: (transfer none): where to
 */
const char *
tb_acme_client_get_url (TbAcmeClient *client)
{
  return client->request_url;
}

/**
 * tb_acme_client_get_proof:
 * @client: a client that said prove
 *
 * Returns: (transfer none): what to publish
 */
const TbAcmeProof *
tb_acme_client_get_proof (TbAcmeClient *client)
{
  return &client->proof;
}

/**
 * tb_acme_client_get_wait_until_us:
 * @client: a client that said wait
 *
 * Returns: until when, unix time
 */
gint64
tb_acme_client_get_wait_until_us (TbAcmeClient *client)
{
  return client->wait_until_us;
}

/**
 * tb_acme_client_get_certificates:
 * @client: a client
 *
 * Returns: (transfer none) (nullable): the chain as PEM; %NULL as long as there is none
 */
GBytes *
tb_acme_client_get_certificates (TbAcmeClient *client)
{
  return client->certificates;
}

/**
 * tb_acme_client_get_problem:
 * @client: a client
 *
 * Returns: (transfer none) (nullable): the type of the problem document that ended it (RFC 8555 section 6.7), such as `urn:ietf:params:acme:error:rateLimited`
 */
const char *
tb_acme_client_get_problem (TbAcmeClient *client)
{
  return client->problem;
}

/**
 * tb_acme_client_get_account_url:
 * @client: a client
 *
 * Returns: (transfer none) (nullable): the account's name
 */
const char *
tb_acme_client_get_account_url (TbAcmeClient *client)
{
  return client->account_url;
}
