/* tb-enrol-client-scep: a device's side of SCEP: what the server can do, who it is, and a certificate; by message, whatever carries it. */
#include "tb-enrol-client-private.h"
#include "tb-scep-content.h"

#define PATH "/scep"
/* How long a self-signed certificate that signs the first message is good, and how often a waiting client asks. */
#define SELF_SIGNED_US ((gint64) 86400 * G_USEC_PER_SEC)
#define POLL_US        ((gint64) 60 * G_USEC_PER_SEC)

enum { BEGIN, CAPABILITIES, AUTHORITIES, OPERATION };

static TbEnrolStep
ask_capabilities (TbEnrolClient *client)
{
  client->phase = CAPABILITIES;
  return tb_enrol_client_send (client, tb_scep_request_capabilities (PATH));
}

static TbEnrolStep
ask_authorities (TbEnrolClient *client)
{
  client->phase = AUTHORITIES;
  return tb_enrol_client_send (client, tb_scep_request_authorities (PATH));
}

static TbEnrolStep
begin (TbEnrolClient *client, gint64 now_us)
{
  const TbEnrolClientTerms *terms = &client->terms;
  const char *names[] = { terms->name, NULL }, *password = tb_enrol_client_renews (client) ? NULL : terms->secret;

  if (!tb_key_algorithm_is_rsa (tb_key_get_algorithm (terms->key)))
    return tb_enrol_client_fail (client, "no-rsa-key");
  client->csr = tb_scep_request_make (terms->key, terms->name, names, password, &client->stream, NULL);
  if (!tb_enrol_client_attest (client, now_us))
    return tb_enrol_client_fail (client, "no-request");
  return ask_capabilities (client);
}

/* RFC 8894 section 3.5.2: what a server of today can do is a name of its own. */
static TbEnrolStep
take_capabilities (TbEnrolClient *client, const TbHttpResponse *last)
{
  guint can = last->status == 200 ? tb_scep_capabilities_read (last->body) : 0;

  if ((can & (TB_SCEP_CAN_STANDARD | TB_SCEP_CAN_AES)) == 0)
    return tb_enrol_client_fail (client, last->status == 200 ? "no-aes" : "http-%u", last->status);
  client->scep_by_post = (can & (TB_SCEP_CAN_STANDARD | TB_SCEP_CAN_POST)) != 0;
  return ask_authorities (client);
}

static GPtrArray *
read_authorities (TbEnrolClient *client, const TbHttpResponse *response)
{
  const char *media_type = tb_http_fields_get (response->fields, "Content-Type");
  g_autoptr (GPtrArray) certificates = NULL, crls = NULL;
  TbCertificate *certificate;

  if (tb_http_media_type_is (media_type, "application/x-x509-ca-ra-cert"))
    return tb_scep_bundle_read (client->terms.crypto, response->body, &certificates, &crls) ? g_steal_pointer (&certificates) : NULL;
  certificate = tb_certificate_new_from_der (client->terms.crypto, response->body, NULL);
  if (certificate == NULL)
    return NULL;
  certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  g_ptr_array_add (certificates, certificate);
  return g_steal_pointer (&certificates);
}

static gboolean
make_client (TbEnrolClient *client, gint64 now_us)
{
  const TbEnrolClientTerms *terms = &client->terms;
  gboolean renews = tb_enrol_client_renews (client);
  g_autoptr (TbCertificate) self = renews ? NULL : tb_scep_self_signed_new (terms->key, client->csr, now_us, now_us + SELF_SIGNED_US, &client->stream, NULL);
  TbScepClientTerms scep = { .key = renews ? tb_identity_get_key (terms->current) : terms->key,
                             .certificate = renews ? tb_identity_get_certificate (terms->current) : self,
                             .request = client->csr, .authorities = client->scep_authorities, .cipher = TB_SCEP_AES_128_CBC };

  if (scep.certificate != NULL)
    client->scep = tb_scep_client_new (&scep, NULL);
  return client->scep != NULL;
}

static TbEnrolStep
ask (TbEnrolClient *client, TbScepType type, gint64 now_us)
{
  g_autoptr (GBytes) message = tb_scep_client_ask (client->scep, type, NULL, &client->stream, now_us, NULL);

  if (message == NULL)
    return tb_enrol_client_fail (client, "no-request");
  client->phase = OPERATION;
  return tb_enrol_client_send (client, tb_scep_request_operation (PATH, message, client->scep_by_post));
}

static TbEnrolStep
ask_certificate (TbEnrolClient *client, gint64 now_us)
{
  return ask (client, tb_enrol_client_renews (client) ? TB_SCEP_RENEWAL_REQ : TB_SCEP_PKCS_REQ, now_us);
}

/* The secret is encrypted to one of them, so nobody is among them whom no anchor stands for. */
static void
drop_strangers (TbEnrolClient *client, GPtrArray *authorities)
{
  for (guint i = authorities->len; i > 0; i--)
    if (!tb_enrol_client_trusts (client, g_ptr_array_index (authorities, i - 1)))
      g_ptr_array_remove_index (authorities, i - 1);
}

static TbEnrolStep
take_authorities (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us)
{
  const char *why;

  if (last->status != 200)
    return tb_enrol_client_fail (client, "http-%u", last->status);
  client->scep_authorities = read_authorities (client, last);
  if (client->scep_authorities == NULL)
    return tb_enrol_client_fail (client, "bad-answer");
  why = tb_enrol_client_learn (client, client->scep_authorities);
  if (why != NULL)
    return tb_enrol_client_fail (client, "%s", why);
  drop_strangers (client, client->scep_authorities);
  if (client->scep_authorities->len == 0)
    return tb_enrol_client_fail (client, "unknown-authority");
  return make_client (client, now_us) ? ask_certificate (client, now_us) : tb_enrol_client_fail (client, "no-recipient");
}

static TbEnrolStep
refused (TbEnrolClient *client, const TbScepOutcome *outcome)
{
  const char *code = tb_scep_fail_info_to_code (outcome->fail_info);

  return code != NULL ? tb_enrol_client_fail (client, "scep-%s", code) : tb_enrol_client_fail (client, "bad-answer");
}

static TbEnrolStep
take_reply (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us)
{
  g_autoptr (TbScepOutcome) outcome = NULL;

  if (last->status != 200)
    return tb_enrol_client_fail (client, "http-%u", last->status);
  outcome = tb_scep_client_take (client->scep, last->body, &client->stream, NULL);
  if (outcome == NULL)
    return tb_enrol_client_fail (client, "bad-answer");
  if (outcome->status == TB_SCEP_PENDING)
    return tb_enrol_client_wait (client, now_us + POLL_US);
  return outcome->certificate != NULL ? tb_enrol_client_accept (client, outcome->certificate) : refused (client, outcome);
}

/* After a wait, or because something was lost: a server gives the same request the same answer (RFC 8894 section 3.3.1), whose certificate is polled for. */
static TbEnrolStep
ask_again (TbEnrolClient *client, gint64 now_us)
{
  if (client->step == TB_ENROL_STEP_WAIT)
    return ask (client, TB_SCEP_CERT_POLL, now_us);
  if (client->phase == CAPABILITIES)
    return ask_capabilities (client);
  return client->phase == AUTHORITIES ? ask_authorities (client) : ask_certificate (client, now_us);
}

TbEnrolStep
tb_enrol_client_next_scep (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us)
{
  if (client->phase == BEGIN)
    return begin (client, now_us);
  if (last == NULL)
    return ask_again (client, now_us);
  if (client->phase == CAPABILITIES)
    return take_capabilities (client, last);
  return client->phase == AUTHORITIES ? take_authorities (client, last, now_us) : take_reply (client, last, now_us);
}
