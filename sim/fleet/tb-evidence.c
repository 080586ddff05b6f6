/* tb-evidence: what a broker goes by when it asks whether a certificate was revoked: the newest list it has fetched, with what has changed since where it
 * fetches that too, or what the responder has told it, for as long as that may be kept.
 *
 * Lists come over the network by themselves; a responder is asked in the middle of a handshake, once the certificate is there. */
#include "tb-world-private.h"
#include "tb-enrolment-private.h"

#include <string.h>

void
tb_answer_free (gpointer data)
{
  TbAnswer *answer = data;

  tb_ocsp_response_unref (answer->response);
  g_free (answer);
}

/* --- HTTP --- */

static GBytes *
make_get (TbWorld *world, guint32 authority, TbListKind kind)
{
  g_autofree char *name = tb_fleet_dup_name (world->fleet, authority);
  char *text = g_strdup_printf ("GET /%s%s.crl HTTP/1.1\r\nHost: %s\r\n\r\n", name, kind == TB_LIST_DELTA ? "-delta" : "", name);

  return g_bytes_new_take (text, strlen (text));
}

static GBytes *
make_message (const char *head, const char *type, GBytes *body)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autofree char *lines = g_strdup_printf ("%s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", head, type, g_bytes_get_size (body));

  g_byte_array_append (bytes, (const guint8 *) lines, (guint) strlen (lines));
  g_byte_array_append (bytes, g_bytes_get_data (body, NULL), (guint) g_bytes_get_size (body));
  return g_byte_array_free_to_bytes (bytes);
}

/* RFC 6960 appendix A.1 */
static GBytes *
make_post (TbWorld *world, guint32 authority, GBytes *request)
{
  g_autofree char *name = tb_fleet_dup_name (world->fleet, authority);
  g_autofree char *head = g_strdup_printf ("POST /ocsp HTTP/1.1\r\nHost: %s", name);

  return make_message (head, "application/ocsp-request", request);
}

/* A question about a certificate, and its answer. Returns: how long it is on its way */
gint64
tb_evidence_send_request (TbWorld *world, guint32 broker, guint32 authority, GBytes *request)
{
  g_autoptr (GBytes) message = make_post (world, authority, request);

  return tb_world_send (world, broker, authority, TB_SIDE_CLIENT, TB_NO_PAYLOAD, 0, message, NULL);
}

gint64
tb_evidence_send_response (TbWorld *world, guint32 authority, guint32 broker, GBytes *response)
{
  g_autoptr (GBytes) message = make_message ("HTTP/1.1 200 OK", "application/ocsp-response", response);

  return tb_world_send (world, authority, broker, TB_SIDE_SERVER, TB_NO_PAYLOAD, 0, message, NULL);
}

/* --- lists --- */

void
tb_evidence_crl_wanted (TbWorld *world, const TbEvent *event)
{
  guint32 authority = tb_fleet_group_of (world->fleet, event->subject)->authority;
  g_autoptr (GBytes) request = make_get (world, authority, (TbListKind) event->value);
  gint64 way_us = tb_world_send (world, event->subject, authority, TB_SIDE_CLIENT, TB_NO_PAYLOAD, 0, request, NULL);

  tb_world_push (world, way_us, TB_EVENT_CRL_ASKED, event->subject, event->value);
}

void
tb_evidence_crl_asked (TbWorld *world, const TbEvent *event)
{
  guint32 authority = tb_fleet_group_of (world->fleet, event->subject)->authority;
  TbService *publisher = tb_service_get (world, authority);
  guint32 payload = event->value == TB_LIST_DELTA ? publisher->delta_payload : publisher->crl_payload;
  g_autoptr (GBytes) response = make_message ("HTTP/1.1 200 OK", "application/pkix-crl", tb_journal_get_payload (world->journal, payload));
  gint64 way_us = tb_world_send (world, authority, event->subject, TB_SIDE_SERVER, TB_NO_PAYLOAD, 0, response, NULL);

  tb_world_push (world, way_us, TB_EVENT_CRL_ARRIVED, event->subject, payload);
}

static gboolean
is_on (TbCrl *crl, TbCertificate *certificate)
{
  TbRevocation found;

  return certificate != NULL && tb_crl_lookup (crl, certificate, &found) && found.reason != TB_REVOCATION_REMOVE_FROM_CRL;
}

/* What the broker's policy makes of a list that names somebody it knows. */
static void
act_on_list (TbWorld *world, guint32 broker, TbCrl *crl)
{
  guint policy = tb_fleet_group_of (world->fleet, broker)->on_revocation;
  guint32 n = policy != 0 ? tb_fleet_get_n_objects (world->fleet) : 0;
  gboolean drops = FALSE;

  for (guint32 object = 1; object <= n; object++)
    {
      TbActor *actor = &world->actors[object];

      if ((policy & TB_ON_REVOCATION_DISCONNECT) && actor->open_service == broker && is_on (crl, actor->open_certificate))
        tb_broker_end (world, object);
      drops |= (policy & TB_ON_REVOCATION_DROP_TICKETS) && tb_resume_can (world, object, broker) && is_on (crl, actor->ticket->certificate);
    }
  if (drops)
    tb_resume_drop (world, broker, TRUE);
}

/* A full list takes the place of all there was, a delta list goes with the full one. What handshakes under way go by does not change. */
static void
keep_list (TbService *broker, TbCrl *crl)
{
  GPtrArray *lists = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_crl_unref);

  if (tb_crl_get_base_number (crl) != NULL && broker->crls->len > 0)
    g_ptr_array_add (lists, tb_crl_ref (g_ptr_array_index (broker->crls, 0)));
  g_ptr_array_add (lists, tb_crl_ref (crl));
  g_ptr_array_unref (broker->crls);
  broker->crls = lists;
}

void
tb_evidence_crl_arrived (TbWorld *world, const TbEvent *event)
{
  guint32 authority = tb_fleet_group_of (world->fleet, event->subject)->authority;
  GError *error = NULL;
  g_autoptr (TbCrl) crl = tb_crl_new_from_bytes (world->crypto, tb_journal_get_payload (world->journal, (guint32) event->value), &error);

  if (crl == NULL)
    {
      tb_world_fail (world, "reading a list of revoked certificates", error);
      return;
    }
  keep_list (tb_service_get (world, event->subject), crl);
  tb_world_record (world, tb_crl_get_base_number (crl) != NULL ? TB_RECORD_CRL_DELTA_FETCHED : TB_RECORD_CRL_FETCHED, event->subject, authority,
                   tb_crl_get_next_update_us (crl) - world->start_unix_us, (guint16) MIN (tb_crl_get_n (crl), G_MAXUINT16), (guint32) event->value);
  act_on_list (world, event->subject, crl);
}

/* --- the responder --- */

/* Who is asked about is whom the broker's authority has issued to; for others no answer would change anything. */
static gboolean
is_worth_asking (TbWorld *world, TbSession *session)
{
  guint32 authority = tb_fleet_group_of (world->fleet, session->server)->authority;
  TbCertificate *issuer = tb_authority_get_certificate (tb_service_get (world, authority)->authority);

  return session->identity != NULL
         && strcmp (tb_certificate_get_issuer (tb_identity_get_certificate (session->identity)), tb_certificate_get_subject (issuer)) == 0;
}

static void
take_answer (TbWorld *world, TbSession *session, guint32 authority, TbCertificate *certificate)
{
  const TbRevoked *revoked = tb_revoke_find (world, authority, tb_certificate_get_serial (certificate));
  g_autofree char *draw = g_strdup_printf ("ocsp/%u", session->draw);
  g_autoptr (GBytes) der = tb_publish_respond (world, authority, session->request, draw, &session->answer_until_us);
  GError *error = NULL;

  if (der == NULL)
    return;
  session->answer = tb_ocsp_response_new_from_bytes (world->crypto, der, &error);
  session->answer_status = revoked != NULL ? TB_OCSP_REVOKED : TB_OCSP_GOOD;
  if (session->answer == NULL)
    tb_world_fail (world, "reading a responder's answer", error);
}

static void
ask (TbWorld *world, TbSession *session)
{
  guint32 authority = tb_fleet_group_of (world->fleet, session->server)->authority;
  TbService *responder = tb_service_get (world, authority);
  TbCertificate *certificate = tb_identity_get_certificate (session->identity);
  GError *error = NULL;

  session->request = tb_ocsp_make_request (world->crypto, certificate, tb_authority_get_certificate (responder->authority), NULL, &error);
  if (session->request == NULL)
    {
      tb_world_fail (world, "asking whether a certificate is revoked", error);
      return;
    }
  if (!tb_outage_silences_responder (world, responder->object))
    take_answer (world, session, authority, certificate);
}

static TbAnswer *
find_fresh (TbWorld *world, TbSession *session)
{
  TbService *service = tb_service_get (world, session->server);
  TbAnswer *answer = g_hash_table_lookup (service->answers, tb_certificate_get_serial (tb_identity_get_certificate (session->identity)));

  return answer != NULL && tb_world_unix_us (world) < answer->until_us ? answer : NULL;
}

static void
prepare_answers (TbWorld *world, TbSession *session)
{
  gboolean asks = is_worth_asking (world, session) && !session->offers_ticket;
  TbAnswer *fresh = asks ? find_fresh (world, session) : NULL;
  TbOcspResponse *response;

  if (asks && fresh == NULL)
    ask (world, session);
  response = fresh != NULL ? fresh->response : session->answer;
  session->evidence.responses = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_ocsp_response_unref);
  if (response != NULL)
    g_ptr_array_add (session->evidence.responses, tb_ocsp_response_ref (response));
}

/* Sets what the server of @session will go by. */
void
tb_evidence_prepare (TbWorld *world, TbSession *session)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, session->server);

  if (group->revocation == TB_CHECK_NONE)
    return;
  if (group->revocation == TB_CHECK_CRL || group->revocation == TB_CHECK_DELTA)
    session->evidence.crls = g_ptr_array_ref (tb_service_get (world, session->server)->crls);
  else
    prepare_answers (world, session);
  session->terms.evidence = &session->evidence;
  session->terms.refuses_unknown = !group->accepts_unknown;
}

/* The certificate is there: the broker asks, and the handshake waits. */
void
tb_evidence_ocsp_asked (TbWorld *world, const TbEvent *event)
{
  TbSession *session = world->actors[event->subject].session;
  guint32 authority = tb_fleet_group_of (world->fleet, session->server)->authority;
  gint64 way_us = tb_evidence_send_request (world, session->server, authority, session->request);

  if (session->answer != NULL)
    tb_world_push (world, way_us + tb_world_get_sign_us (world, authority), TB_EVENT_OCSP_ANSWERED, event->subject, event->value);
  else
    tb_world_push (world, TB_RESPONDER_PATIENCE_US, TB_EVENT_OCSP_ARRIVED, event->subject, event->value);
}

void
tb_evidence_ocsp_answered (TbWorld *world, const TbEvent *event)
{
  TbSession *session = world->actors[event->subject].session;
  guint32 authority = tb_fleet_group_of (world->fleet, session->server)->authority;
  gint64 way_us = tb_evidence_send_response (world, authority, session->server, tb_ocsp_response_get_der (session->answer));

  tb_world_push (world, way_us, TB_EVENT_OCSP_ARRIVED, event->subject, event->value);
}

static void
keep (TbWorld *world, TbSession *session)
{
  TbAnswer *answer = g_new0 (TbAnswer, 1);
  const char *serial = tb_certificate_get_serial (tb_identity_get_certificate (session->identity));

  answer->response = tb_ocsp_response_ref (session->answer);
  answer->until_us = session->answer_until_us;
  g_hash_table_replace (tb_service_get (world, session->server)->answers, g_strdup (serial), answer);
}

static void
act_on_answer (TbWorld *world, TbSession *session)
{
  guint policy = tb_fleet_group_of (world->fleet, session->server)->on_revocation;

  if (session->answer_status != TB_OCSP_REVOKED)
    return;
  if ((policy & TB_ON_REVOCATION_DISCONNECT) && world->actors[session->client].open_service == session->server)
    tb_broker_end (world, session->client);
  if (policy & TB_ON_REVOCATION_DROP_TICKETS)
    tb_resume_drop (world, session->server, TRUE);
}

void
tb_evidence_ocsp_arrived (TbWorld *world, const TbEvent *event)
{
  TbSession *session = world->actors[event->subject].session;

  if (session->answer == NULL)
    tb_world_record (world, TB_RECORD_OCSP_UNANSWERED, session->client, session->server, TB_RESPONDER_PATIENCE_US, 0, TB_NO_PAYLOAD);
  else
    {
      keep (world, session);
      tb_world_record (world, TB_RECORD_OCSP_ANSWERED, session->client, session->server, session->answer_until_us - world->start_unix_us,
                       (guint16) session->answer_status, tb_world_add_payload (world, g_bytes_ref (tb_ocsp_response_get_der (session->answer))));
      act_on_answer (world, session);
    }
  tb_session_go_on (world, session, (guint) event->value);
}
