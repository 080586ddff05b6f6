/* tb-enrol-client-est: a device's side of EST: whom to trust, when it does not know, and a certificate. */
#include "tb-enrol-client-private.h"
#include "tb-est.h"

/* Whom to trust is asked before there is a certificate, who stands between it and an anchor afterwards. */
enum { BEGIN, VOUCHER, CACERTS, ENROL, CHAIN };

static gboolean
make_csr (TbEnrolClient *client, gint64 now_us)
{
  const TbEnrolClientTerms *terms = &client->terms;
  const char *names[] = { terms->name, NULL };

  if (tb_enrol_client_renews (client))
    client->csr = tb_est_make_request_like (terms->key, tb_identity_get_certificate (terms->current), &client->stream, NULL);
  else
    client->csr = tb_key_make_request (terms->key, terms->name, names, &client->stream, NULL);
  return tb_enrol_client_attest (client, now_us);
}

static TbEstOperation
find_operation (TbEnrolClient *client)
{
  if (client->terms.gets_key)
    return TB_EST_SERVER_KEYGEN;
  return tb_enrol_client_renews (client) ? TB_EST_SIMPLE_REENROLL : TB_EST_SIMPLE_ENROLL;
}

static TbEnrolStep
ask_certificate (TbEnrolClient *client)
{
  gboolean renews = tb_enrol_client_renews (client);
  TbHttpRequest *request = tb_est_ask (find_operation (client), NULL, client->csr);

  if (!renews && client->terms.secret != NULL)
    tb_http_set_basic (request, client->terms.name, client->terms.secret);
  client->phase = ENROL;
  return tb_enrol_client_send (client, request);
}

static TbEnrolStep
ask_authorities (TbEnrolClient *client, guint phase)
{
  client->phase = phase;
  return tb_enrol_client_send (client, tb_est_ask (TB_EST_CACERTS, NULL, NULL));
}

static TbEnrolStep
ask_voucher (TbEnrolClient *client, gint64 now_us)
{
  client->phase = VOUCHER;
  return tb_enrol_client_ask_voucher (client, now_us);
}

static TbEnrolStep
begin (TbEnrolClient *client, gint64 now_us)
{
  if (!make_csr (client, now_us))
    return tb_enrol_client_fail (client, "no-request");
  if (client->terms.anchors != NULL)
    return ask_certificate (client);
  return client->terms.makers != NULL ? ask_voucher (client, now_us) : ask_authorities (client, CACERTS);
}

static TbEnrolStep
take_voucher (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us)
{
  return tb_enrol_client_take_voucher (client, last, now_us) ? ask_certificate (client) : TB_ENROL_STEP_FAILED;
}

static TbEnrolStep
take_cacerts (TbEnrolClient *client, const TbHttpResponse *last)
{
  g_autoptr (GPtrArray) certificates = NULL;
  const char *why;

  if (last->status != 200)
    return tb_enrol_client_fail (client, "http-%u", last->status);
  certificates = tb_est_read_cacerts (client->terms.crypto, last, NULL);
  if (certificates == NULL)
    return tb_enrol_client_fail (client, "bad-answer");
  why = tb_enrol_client_learn (client, certificates);
  if (why != NULL)
    return tb_enrol_client_fail (client, "%s", why);
  return client->unchained == NULL ? ask_certificate (client) : tb_enrol_client_accept (client, client->unchained);
}

/* A key that comes along is the one from here on. */
static gboolean
read_answer (TbEnrolClient *client, const TbHttpResponse *last, TbEstOutcome *outcome)
{
  if (!client->terms.gets_key)
    return tb_est_read_enrolled (last, client->terms.key, outcome, NULL);
  if (!tb_est_read_keygen (client->terms.crypto, last, outcome, NULL))
    return FALSE;
  if (outcome->key != NULL)
    {
      tb_key_unref (client->terms.key);
      client->terms.key = tb_key_ref (outcome->key);
    }
  return TRUE;
}

static TbEnrolStep
take_certificate (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us)
{
  g_auto (TbEstOutcome) outcome = { 0 };
  TbEnrolStep step;

  if (!read_answer (client, last, &outcome))
    return tb_enrol_client_fail (client, "bad-answer");
  if (outcome.verdict == TB_EST_PENDING)
    return tb_enrol_client_wait (client, now_us + (gint64) outcome.retry_after_s * G_USEC_PER_SEC);
  if (outcome.verdict == TB_EST_REFUSED)
    return tb_enrol_client_fail (client, "http-%u", outcome.status);
  step = tb_enrol_client_accept (client, outcome.certificate);
  if (step == TB_ENROL_STEP_DONE || !client->lacks_chain || (client->terms.anchors == NULL && client->terms.makers == NULL))
    return step;
  client->unchained = g_steal_pointer (&outcome.certificate);
  return ask_authorities (client, CHAIN);
}

static TbEnrolStep
ask_again (TbEnrolClient *client, gint64 now_us)
{
  if (client->phase == VOUCHER)
    return ask_voucher (client, now_us);
  return client->phase == ENROL ? ask_certificate (client) : ask_authorities (client, client->phase);
}

TbEnrolStep
tb_enrol_client_next_est (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us)
{
  if (client->phase == BEGIN)
    return begin (client, now_us);
  if (last == NULL)
    return ask_again (client, now_us);
  if (client->phase == VOUCHER)
    return take_voucher (client, last, now_us);
  return client->phase == ENROL ? take_certificate (client, last, now_us) : take_cacerts (client, last);
}
