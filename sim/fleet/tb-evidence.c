/* tb-evidence: what a broker or a device goes by when it asks whether the other's certificate was revoked: the newest list it has fetched, with what has changed
 * since where it fetches that too, or what the responder has told it, for as long as that may be kept.
 *
 * Lists come over the network by themselves; a responder is asked in the middle of a handshake, once the certificate is there. What each has heard is kept
 * in tb-listener. */
#include "tb-world-private.h"
#include "tb-enrolment-private.h"

#include <string.h>

void
tb_inquiry_clear (TbInquiry *inquiry)
{
  g_clear_pointer (&inquiry->evidence.crls, g_ptr_array_unref);
  g_clear_pointer (&inquiry->evidence.responses, g_ptr_array_unref);
  g_clear_pointer (&inquiry->request, g_bytes_unref);
  g_clear_pointer (&inquiry->answer, tb_ocsp_response_unref);
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
  guint32 authority = tb_listener_get_authority (world, event->subject);
  g_autoptr (GBytes) request = make_get (world, authority, (TbListKind) event->value);
  gint64 way_us = tb_world_send (world, event->subject, authority, TB_SIDE_CLIENT, TB_NO_PAYLOAD, 0, request, NULL);

  tb_world_push (world, way_us, TB_EVENT_CRL_ASKED, event->subject, event->value);
}

void
tb_evidence_crl_asked (TbWorld *world, const TbEvent *event)
{
  guint32 authority = tb_listener_get_authority (world, event->subject);
  TbService *publisher = tb_service_get (world, authority);
  guint32 payload = event->value == TB_LIST_DELTA ? publisher->delta_payload : publisher->crl_payload;
  g_autoptr (GBytes) response = NULL;
  gint64 way_us;

  if (tb_outage_is_on (world, authority))       /* nobody answers; the next list will wake it */
    return;
  response = make_message ("HTTP/1.1 200 OK", "application/pkix-crl", tb_journal_get_payload (world->journal, payload));
  way_us = tb_world_send (world, authority, event->subject, TB_SIDE_SERVER, TB_NO_PAYLOAD, 0, response, NULL);
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

void
tb_evidence_crl_arrived (TbWorld *world, const TbEvent *event)
{
  guint32 authority = tb_listener_get_authority (world, event->subject);
  GError *error = NULL;
  g_autoptr (TbCrl) crl = tb_crl_new_from_bytes (world->crypto, tb_journal_get_payload (world->journal, (guint32) event->value), &error);

  if (crl == NULL)
    {
      tb_world_fail (world, "reading a list of revoked certificates", error);
      return;
    }
  tb_listener_keep_list (tb_listener_get (world, event->subject), crl);
  tb_world_record (world, tb_crl_get_base_number (crl) != NULL ? TB_RECORD_CRL_DELTA_FETCHED : TB_RECORD_CRL_FETCHED, event->subject, authority,
                   tb_crl_get_next_update_us (crl) - world->start_unix_us, (guint16) MIN (tb_crl_get_n (crl), G_MAXUINT16), (guint32) event->value);
  act_on_list (world, event->subject, crl);
}

/* --- the responder --- */

/* Events about a question say which flight waits for it, and who asks. */
#define QUESTION_FLIGHT(value) ((guint) ((value) >> 1))
#define QUESTION_SIDE(value)   ((TbSide) ((value) & 1))

static guint32
asker_of (const TbSession *session, TbSide side)
{
  return side == TB_SIDE_CLIENT ? session->client : session->server;
}

static guint32
other_of (const TbSession *session, TbSide side)
{
  return side == TB_SIDE_CLIENT ? session->server : session->client;
}

/* (nullable): what the other side will prove itself with */
static TbCertificate *
certificate_shown_to (TbWorld *world, const TbSession *session, TbSide side)
{
  const TbService *service = tb_service_get (world, session->server);
  TbIdentity *identity = side == TB_SIDE_CLIENT ? service->identity : session->identity;

  if (side == TB_SIDE_CLIENT && session->purpose == TB_SESSION_IMPOSTOR)
    return service->copied;
  return identity != NULL ? tb_identity_get_certificate (identity) : NULL;
}

/* Who is asked about is whom the asker's authority has issued to; for others no answer would change anything. */
static gboolean
is_worth_asking (TbWorld *world, const TbSession *session, TbSide side)
{
  guint32 authority = tb_listener_get_authority (world, asker_of (session, side));
  TbCertificate *issuer = tb_authority_get_certificate (tb_service_get (world, authority)->authority);
  TbCertificate *certificate = certificate_shown_to (world, session, side);

  return certificate != NULL && !session->offers_ticket && strcmp (tb_certificate_get_issuer (certificate), tb_certificate_get_subject (issuer)) == 0;
}

static void
take_answer (TbWorld *world, const TbSession *session, TbSide side, guint32 authority, TbCertificate *certificate)
{
  TbInquiry *inquiry = (TbInquiry *) &session->inquiries[side];
  const TbRevoked *revoked = tb_revoke_find (world, authority, tb_certificate_get_serial (certificate));
  g_autofree char *draw = g_strdup_printf ("ocsp/%u%s", session->draw, side == TB_SIDE_CLIENT ? "/client" : "");
  g_autoptr (GBytes) der = tb_publish_respond (world, authority, inquiry->request, draw, &inquiry->until_us);
  GError *error = NULL;

  if (der == NULL)
    return;
  inquiry->answer = tb_ocsp_response_new_from_bytes (world->crypto, der, &error);
  inquiry->status = revoked != NULL ? TB_OCSP_REVOKED : TB_OCSP_GOOD;
  if (inquiry->answer == NULL)
    tb_world_fail (world, "reading a responder's answer", error);
}

static void
ask (TbWorld *world, TbSession *session, TbSide side)
{
  guint32 authority = tb_listener_get_authority (world, asker_of (session, side));
  TbService *responder = tb_service_get (world, authority);
  TbCertificate *certificate = certificate_shown_to (world, session, side);
  GError *error = NULL;

  session->inquiries[side].request = tb_ocsp_make_request (world->crypto, certificate, tb_authority_get_certificate (responder->authority), NULL, &error);
  if (session->inquiries[side].request == NULL)
    {
      tb_world_fail (world, "asking whether a certificate is revoked", error);
      return;
    }
  if (!tb_outage_silences_responder (world, responder->object))
    take_answer (world, session, side, authority, certificate);
}

static void
prepare_answers (TbWorld *world, TbSession *session, TbSide side)
{
  TbInquiry *inquiry = &session->inquiries[side];
  gboolean asks = is_worth_asking (world, session, side);
  TbOcspResponse *fresh = asks ? tb_listener_find_fresh (world, asker_of (session, side), tb_certificate_get_serial (certificate_shown_to (world, session, side))) : NULL;
  TbOcspResponse *response;

  if (asks && fresh == NULL)
    ask (world, session, side);
  response = fresh != NULL ? fresh : inquiry->answer;
  inquiry->evidence.responses = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_ocsp_response_unref);
  if (response != NULL)
    g_ptr_array_add (inquiry->evidence.responses, tb_ocsp_response_ref (response));
}

/* Returns: (nullable): what the one on @side will go by, %NULL for nothing */
static const TbRevocationEvidence *
prepare_side (TbWorld *world, TbSession *session, TbSide side)
{
  guint32 asker = asker_of (session, side);
  guint8 check = tb_state_get (world->state, asker)->check;

  if (check == TB_CHECK_NONE || check == TB_CHECK_STAPLE)
    return NULL;
  if (check == TB_CHECK_OCSP)
    prepare_answers (world, session, side);
  else
    session->inquiries[side].evidence.crls = g_ptr_array_ref (tb_listener_get (world, asker)->crls);
  return &session->inquiries[side].evidence;
}

/* Sets what the two of @session will go by. An authority's own service has nobody above it who could revoke it. */
void
tb_evidence_prepare (TbWorld *world, TbSession *session)
{
  if (tb_fleet_get_role (world->fleet, session->server) != TB_ROLE_BROKER)
    return;
  if (session->purpose != TB_SESSION_IMPOSTOR)
    session->terms.evidence = prepare_side (world, session, TB_SIDE_SERVER);
  session->terms.client_evidence = prepare_side (world, session, TB_SIDE_CLIENT);
  session->terms.refuses_unknown = tb_state_get (world->state, session->server)->refuses_unknown;
  session->terms.client_refuses_unknown = tb_state_get (world->state, session->client)->refuses_unknown;
}

/* The certificate is there: whoever goes by answers asks, and the handshake waits. */
void
tb_evidence_ocsp_asked (TbWorld *world, const TbEvent *event)
{
  TbSession *session = world->actors[event->subject].session;
  TbSide side = QUESTION_SIDE (event->value);
  TbInquiry *inquiry = &session->inquiries[side];
  guint32 authority = tb_listener_get_authority (world, asker_of (session, side));
  gint64 way_us = tb_evidence_send_request (world, asker_of (session, side), authority, inquiry->request);

  inquiry->is_asked = TRUE;
  if (inquiry->answer != NULL)
    tb_world_push (world, way_us + tb_world_get_sign_us (world, authority), TB_EVENT_OCSP_ANSWERED, event->subject, event->value);
  else
    tb_world_push (world, TB_RESPONDER_PATIENCE_US, TB_EVENT_OCSP_ARRIVED, event->subject, event->value);
}

void
tb_evidence_ocsp_answered (TbWorld *world, const TbEvent *event)
{
  TbSession *session = world->actors[event->subject].session;
  TbSide side = QUESTION_SIDE (event->value);
  guint32 asker = asker_of (session, side);
  gint64 way_us = tb_evidence_send_response (world, tb_listener_get_authority (world, asker), asker, tb_ocsp_response_get_der (session->inquiries[side].answer));

  tb_world_push (world, way_us, TB_EVENT_OCSP_ARRIVED, event->subject, event->value);
}

static void
act_on_answer (TbWorld *world, TbSession *session, TbSide side)
{
  guint policy = side == TB_SIDE_SERVER ? tb_fleet_group_of (world->fleet, session->server)->on_revocation : 0;

  if (session->inquiries[side].status != TB_OCSP_REVOKED)
    return;
  if ((policy & TB_ON_REVOCATION_DISCONNECT) && world->actors[session->client].open_service == session->server)
    tb_broker_end (world, session->client);
  if (policy & TB_ON_REVOCATION_DROP_TICKETS)
    tb_resume_drop (world, session->server, TRUE);
}

static void
take_to_heart (TbWorld *world, TbSession *session, TbSide side)
{
  TbInquiry *inquiry = &session->inquiries[side];
  guint32 asker = asker_of (session, side);

  tb_listener_keep_answer (tb_listener_get (world, asker), tb_certificate_get_serial (certificate_shown_to (world, session, side)), inquiry);
  tb_world_record (world, TB_RECORD_OCSP_ANSWERED, other_of (session, side), asker, inquiry->until_us - world->start_unix_us, (guint16) inquiry->status,
                   tb_world_add_payload (world, g_bytes_ref (tb_ocsp_response_get_der (inquiry->answer))));
  act_on_answer (world, session, side);
}

void
tb_evidence_ocsp_arrived (TbWorld *world, const TbEvent *event)
{
  TbSession *session = world->actors[event->subject].session;
  TbSide side = QUESTION_SIDE (event->value);

  if (session->inquiries[side].answer == NULL)
    tb_world_record (world, TB_RECORD_OCSP_UNANSWERED, other_of (session, side), asker_of (session, side), TB_RESPONDER_PATIENCE_US, 0, TB_NO_PAYLOAD);
  else
    take_to_heart (world, session, side);
  tb_session_go_on (world, session, QUESTION_FLIGHT (event->value));
}
