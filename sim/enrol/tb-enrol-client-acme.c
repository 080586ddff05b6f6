/* tb-enrol-client-acme: a device's side of ACME, as a client of all protocols: what TbAcmeClient wants done, in the words of TbEnrolStep. */
#include "tb-enrol-client-private.h"

#include <string.h>

#include "tb-load.h"

static TbKey *
find_account_key (TbEnrolClient *client)
{
  if (client->terms.account_key == NULL)
    client->terms.account_key = tb_key_generate (client->terms.crypto, TB_KEY_P256, &client->stream, NULL);
  return client->terms.account_key;
}

static gboolean
begin (TbEnrolClient *client, gint64 now_us)
{
  const TbEnrolClientTerms *terms = &client->terms;
  const char *names[] = { terms->name, NULL };
  g_autofree char *directory = g_strdup_printf ("https://%s/acme/directory", terms->host);
  g_autoptr (GBytes) binding = terms->secret != NULL ? g_bytes_new (terms->secret, strlen (terms->secret)) : NULL;
  g_autofree char *replaces = tb_enrol_client_renews (client) ? tb_acme_certificate_id (tb_identity_get_certificate (terms->current)) : NULL;
  TbAcmeClientTerms acme = { .goal = TB_ACME_GOAL_ISSUE, .directory_url = directory, .account_key = find_account_key (client), .names = names,
                             .binding_kid = binding != NULL ? terms->name : NULL, .binding_key = binding, .challenge = terms->challenge, .replaces = replaces };

  client->csr = tb_key_make_request (terms->key, terms->name, names, &client->stream, NULL);
  if (!tb_enrol_client_attest (client, now_us))
    return FALSE;
  acme.csr = client->csr;
  if (acme.account_key != NULL)
    client->acme = tb_acme_client_new (&acme, &client->stream);
  return client->acme != NULL;
}

/* The chain that came, without what the client has already; the first is the one it asked for. */
static TbEnrolStep
take_chain (TbEnrolClient *client)
{
  g_autoptr (GPtrArray) chain = tb_certificates_read (client->terms.crypto, tb_acme_client_get_certificates (client->acme), "chain", NULL);

  if (chain == NULL || chain->len == 0)
    return tb_enrol_client_fail (client, "bad-answer");
  for (guint i = 1; i < chain->len; i++)
    g_ptr_array_add (client->above, tb_certificate_ref (g_ptr_array_index (chain, i)));
  return tb_enrol_client_accept (client, g_ptr_array_index (chain, 0));
}

static TbHttpRequest *
copy_request (const TbHttpRequest *request)
{
  g_autofree char *target = request->query != NULL ? g_strconcat (request->path, "?", request->query, NULL) : g_strdup (request->path);
  TbHttpRequest *copy = tb_http_request_new (request->method, target, NULL, request->body);

  for (guint i = 0; i < request->fields->len; i++)
    {
      const TbHttpField *field = g_ptr_array_index (request->fields, i);

      tb_http_fields_set (copy->fields, field->name, field->value);
    }
  return copy;
}

static TbEnrolStep
give_up (TbEnrolClient *client)
{
  const char *type = tb_acme_client_get_problem (client->acme), *colon = type != NULL ? strrchr (type, ':') : NULL;

  return colon != NULL ? tb_enrol_client_fail (client, "acme-%s", colon + 1) : tb_enrol_client_fail (client, "bad-answer");
}

TbEnrolStep
tb_enrol_client_next_acme (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us)
{
  if (client->terms.anchors == NULL)
    return tb_enrol_client_fail (client, "no-anchor");
  if (client->acme == NULL && !begin (client, now_us))
    return tb_enrol_client_fail (client, "no-request");
  switch (tb_acme_client_next (client->acme, last, now_us, NULL))
    {
    case TB_ACME_STEP_SEND:
      return tb_enrol_client_send (client, copy_request (tb_acme_client_get_request (client->acme)));
    case TB_ACME_STEP_PROVE:
      return TB_ENROL_STEP_PROVE;
    case TB_ACME_STEP_WAIT:
      return tb_enrol_client_wait (client, tb_acme_client_get_wait_until_us (client->acme));
    case TB_ACME_STEP_DONE:
      return take_chain (client);
    case TB_ACME_STEP_FAILED:
    default:
      return give_up (client);
    }
}
