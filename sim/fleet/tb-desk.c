/* tb-desk: an authority at work: one request of a device comes in, an answer goes out.
 *
 * What may be issued is decided when the request arrives, by the group's policy and by what the authority knows then; the protocol itself, issuing included, is a
 * TbEnrolServer's work. EST requests stand alone and are worked on by any thread; where a server has to remember earlier ones (SCEP, ACME) they are worked on one
 * after the other. */
#include "tb-enrolment-private.h"

#include <string.h>

#include "tb-attestation.h"

/* What ACME grants at most; how long a device's certificate is good its policy says. */
#define MAX_GRANT_US (3650 * TB_US_PER_DAY)

/* A secret has 80 bits, written in a way that can be read aloud. */
#define SECRET_LETTERS 16
static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

/* Returns: (transfer full): the one-time secret that the owner of @object has given it last */
char *
tb_desk_dup_secret (TbWorld *world, guint32 object)
{
  char *secret = g_malloc0 (SECRET_LETTERS + 1);
  TbStream stream;

  tb_stream_initf (&stream, world->seed, "secret/%u/%u", object, world->actors[object].n_secrets);
  for (guint i = 0; i < SECRET_LETTERS; i++)
    secret[i] = letters[tb_stream_below (&stream, strlen (letters))];
  return secret;
}

/* --- what the server asks; on the thread that works on the visit --- */

/* Evidence that the new key was made in a key store: what is missing or wrong with it becomes the refusal. This follows drafts. */
static gboolean
is_attested (TbVisit *visit, const TbEnrolAsk *ask, GError **error)
{
  g_autoptr (GBytes) nonce = ask->client != NULL ? tb_attestation_nonce_for (ask->client) : NULL;
  TbAttestationReason reason = TB_ATTESTATION_MISSING;

  if (visit->stores == NULL)
    return TRUE;
  if (nonce != NULL && !tb_attestation_verify (visit->crypto, ask->request, visit->stores, nonce, ask->now_us, &reason, error))
    return FALSE;
  if (reason != TB_ATTESTATION_GOOD)
    visit->refusal = g_strdup (reason == TB_ATTESTATION_MISSING ? "renewal-needs-attestation" : tb_attestation_reason_to_code (reason));
  return TRUE;
}

static TbCertificate *
issue (const TbEnrolAsk *ask, gpointer data, GError **error)
{
  TbVisit *visit = *(TbVisit **) data;

  if (visit->refusal == NULL && !is_attested (visit, ask, error))
    return NULL;
  if (visit->refusal != NULL)
    {
      g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED, "%s", visit->refusal);
      return NULL;
    }
  if (visit->misnamed != NULL)
    visit->certificate = tb_enrol_issue_misnamed (visit->authority, ask, visit->misnamed, &visit->terms, &visit->stream, error);
  else
    visit->certificate = tb_enrol_issue_from (visit->authority, ask, &visit->terms, &visit->stream, error);
  return visit->certificate != NULL ? tb_certificate_ref (visit->certificate) : NULL;
}

static GBytes *
vouch (GBytes *request, gint64 now_us, gpointer data, GError **error)
{
  return tb_bootstrap_vouch (*(TbVisit **) data, request, now_us, error);
}

static const TbEnrolCalls calls = { .issue = issue, .vouch = vouch };

static TbEnrolServer *
make_lone_server (TbVisit *visit, TbVisit **place, GError **error)
{
  TbEnrolServerTerms terms = { .crypto = visit->crypto, .protocols = 1 << TB_ENROL_EST, .authorities = visit->authorities, .key_algorithm = visit->key_algorithm,
                               .registrar = visit->registrar, .makers = visit->makers };
  TbEnrolServer *server = tb_enrol_server_new (&terms, &calls, place, &visit->server_stream, error);

  if (server != NULL && visit->secret != NULL)
    tb_enrol_server_add_secret (server, visit->user, visit->secret, G_MAXINT64);
  return server;
}

static void
answer (gpointer data)
{
  TbVisit *visit = data, **place = &visit;
  TbHttpPeer peer = { .certificate = visit->shown };
  g_autoptr (TbHttpRequest) request = tb_http_request_read (visit->request, TB_EST_MAX_BODY_BYTES, &visit->error);
  g_autoptr (TbEnrolServer) lone = NULL;
  g_autoptr (TbHttpResponse) response = NULL;

  if (visit->error == NULL && visit->server == NULL)
    lone = make_lone_server (visit, place, &visit->error);
  if (visit->error != NULL)
    return;
  response = tb_enrol_server_handle (visit->server != NULL ? visit->server : lone, request, &peer, visit->unix_us);
  visit->answer = tb_http_response_write (response, request->method);
}

/* --- an authority that remembers --- */

static GPtrArray *
list_authorities (TbService *service)
{
  GPtrArray *above = tb_authority_get_intermediates (service->authority);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (guint i = 0; i < above->len; i++)
    g_ptr_array_add (all, tb_certificate_ref (g_ptr_array_index (above, i)));
  g_ptr_array_add (all, tb_certificate_ref (tb_authority_get_root (service->authority)));
  return all;
}

/* SCEP encrypts to RSA keys: where the authority itself has another kind, somebody it has put in charge answers for it. */
static TbIdentity *
make_registration_authority (TbWorld *world, guint32 object, TbService *service, GError **error)
{
  TbCertificate *above = tb_authority_get_certificate (service->authority);
  TbIssueTerms terms = { TB_PROFILE_SERVICE, tb_certificate_get_not_before_us (above), tb_certificate_get_not_after_us (above) };
  const char *name = tb_fleet_group_of (world->fleet, object)->name, *names[] = { name, NULL };
  TbStream stream;

  tb_stream_initf (&stream, world->seed, "registration/%u", object);
  return tb_authority_issue_identity (service->authority, TB_KEY_RSA2048, name, names, &terms, &stream, error);
}

static TbEnrolServer *
make_desk (TbWorld *world, guint32 object, TbService *service, GError **error)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, object);
  g_autoptr (GPtrArray) authorities = list_authorities (service);
  g_autoptr (TbIdentity) registration = make_registration_authority (world, object, service, error);
  g_autofree char *base_url = g_strdup_printf ("https://%s/acme", group->name);
  TbEnrolServerTerms terms = { .crypto = world->crypto, .protocols = 1 << TB_ENROL_SCEP | 1 << TB_ENROL_ACME, .authorities = authorities, .ra = registration,
                               .base_url = base_url, .requires_binding = TRUE, .certificate_lifetime_us = MAX_GRANT_US,
                               .key_algorithm = TB_KEY_P256 };
  TbStream stream;

  if (registration == NULL)
    return NULL;
  tb_stream_initf (&stream, world->seed, "desk/%u", object);
  return tb_enrol_server_new (&terms, &calls, &service->visit, &stream, error);
}

static TbEnrolServer *
get_desk (TbWorld *world, guint32 authority)
{
  TbService *service = tb_service_get (world, authority);
  GError *error = NULL;

  if (service->desk == NULL)
    service->desk = make_desk (world, authority, service, &error);
  if (service->desk == NULL)
    tb_world_fail (world, "preparing an authority", error);
  return service->desk;
}

/* --- who gets what --- */

/* An authority knows what it has taken back: no new certificate for an old one that is revoked. */
static gboolean
proves_itself_with_revoked (TbWorld *world, guint32 device, guint32 authority)
{
  TbIdentity *identity = world->actors[device].identity;

  return world->actors[device].enrolment->is_renewal && identity != NULL
         && tb_revoke_find (world, authority, tb_certificate_get_serial (tb_identity_get_certificate (identity))) != NULL;
}

static gboolean
lacks_factory (TbWorld *world, guint32 device)
{
  const TbEnrolment *enrolment = world->actors[device].enrolment;

  return enrolment->is_renewal && tb_policy_of (world, enrolment->owner)->renewal == TB_RENEWAL_FACTORY
         && (enrolment->shown == NULL || enrolment->shown != world->actors[device].factory);
}

static gboolean
needs_evidence (TbWorld *world, guint32 device)
{
  const TbEnrolment *enrolment = world->actors[device].enrolment;

  return enrolment->is_renewal && tb_policy_of (world, enrolment->owner)->renewal == TB_RENEWAL_ATTESTATION;
}

static GPtrArray *
list_store_makers (TbWorld *world)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  g_ptr_array_add (list, tb_certificate_ref (tb_authority_get_root (tb_factory_get_store_maker (world))));
  return list;
}

/* Returns: (transfer full) (nullable): why nothing is issued */
static char *
find_refusal (TbWorld *world, guint32 device, guint32 authority)
{
  if (proves_itself_with_revoked (world, device, authority))
    return g_strdup ("revoked");
  if (lacks_factory (world, device))
    return g_strdup ("renewal-needs-factory");
  return NULL;
}

/* Who takes whatever secret he is told. */
static gboolean
is_rogue (TbWorld *world, guint32 registrar)
{
  return tb_fleet_group_of (world->fleet, registrar)->is_rogue;
}

static void
give_secret (TbWorld *world, guint32 device, TbVisit *visit)
{
  TbEnrolment *enrolment = world->actors[device].enrolment;

  if (enrolment->terms.secret == NULL || (world->actors[device].secret_used && !is_rogue (world, enrolment->registrar)))
    return;
  visit->user = g_strdup (enrolment->terms.name);
  visit->secret = g_strdup (enrolment->terms.secret);
}

static void
fill_visit (TbWorld *world, guint32 device, guint32 authority, TbVisit *visit)
{
  TbActor *actor = &world->actors[device];
  TbService *service = tb_service_get (world, authority);

  visit->crypto = world->crypto;
  visit->authorities = list_authorities (service);
  visit->authority = tb_authority_ref (service->authority);
  visit->key_algorithm = tb_fleet_group_of (world->fleet, actor->enrolment->owner)->key_algorithm;
  tb_issuing_fill_visit (world, actor->enrolment->owner, authority, visit);
  tb_stream_initf (&visit->stream, world->seed, "issue/%u/%u/%u", device, actor->n_keys, actor->enrolment->client_sequence);
  visit->server_stream = visit->stream;
  if (actor->enrolment->gets_key)      /* not what the certificate is signed with */
    tb_stream_initf (&visit->server_stream, world->seed, "given-key/%u/%u", device, actor->n_keys);
  if (actor->enrolment->shown != NULL)
    visit->shown = tb_certificate_ref (tb_identity_get_certificate (actor->enrolment->shown));
  visit->refusal = find_refusal (world, device, authority);
  if (needs_evidence (world, device))
    visit->stores = list_store_makers (world);
  tb_bootstrap_fill_visit (world, device, visit);
  visit->unix_us = tb_world_unix_us (world);
}

/* @device has sent @request; it is on its way. */
void
tb_desk_expect (TbWorld *world, guint32 device, GBytes *request)
{
  TbEnrolment *enrolment = world->actors[device].enrolment;

  g_clear_pointer (&enrolment->visit, tb_visit_free);
  enrolment->visit = g_new0 (TbVisit, 1);
  enrolment->visit->asked_us = -1;
  enrolment->visit->request = g_bytes_ref (request);
}

/* Where requests stand alone, any thread will do. */
static void
work_alone (TbWorld *world, guint32 device, TbEnrolment *enrolment)
{
  give_secret (world, device, enrolment->visit);
  enrolment->task = tb_pool_submit (world->pool, answer, enrolment->visit);
}

/* A server that remembers is told of each secret once, and keeps account of it itself. */
static void
admit (TbWorld *world, guint32 device, TbVisit *visit)
{
  TbActor *actor = &world->actors[device];
  g_autoptr (GBytes) key = NULL;
  gboolean is_honest = !is_rogue (world, actor->enrolment->registrar);

  if (visit->secret == NULL || (is_honest && actor->secret_told))
    return;
  actor->secret_told |= is_honest;
  key = g_bytes_new (visit->secret, strlen (visit->secret));
  tb_enrol_server_add_secret (visit->server, visit->user, visit->secret, G_MAXINT64);
  tb_enrol_server_add_account_key (visit->server, visit->user, key);
}

static void
work_in_turn (TbWorld *world, guint32 device, guint32 authority, TbVisit *visit)
{
  TbService *service = tb_service_get (world, authority);

  visit->server = get_desk (world, authority);
  if (visit->server == NULL)
    return;
  give_secret (world, device, visit);
  admit (world, device, visit);
  service->visit = visit;
  answer (visit);
  service->visit = NULL;
  tb_challenge_send (world, authority, tb_enrol_server_get_acme (visit->server));
}

/* Answered at the door: nobody looks at the request. */
static void
send_away (TbWorld *world, guint32 device, guint32 authority, guint status)
{
  TbVisit *visit = world->actors[device].enrolment->visit;
  g_autoptr (TbHttpResponse) response = tb_outage_send_away (world, authority, status);

  visit->answer = tb_http_response_write (response, "POST");
  visit->refusal = g_strdup (status == 429 ? "quota" : "too-busy");
  tb_world_push (world, 0, TB_EVENT_ENROL_ANSWERED, device, 0);
}

static void
work (TbWorld *world, guint32 device, guint32 authority, gint64 wait_us)
{
  TbEnrolment *enrolment = world->actors[device].enrolment;
  const TbProfile *profile = tb_world_get_profile (world, authority);

  fill_visit (world, device, authority, enrolment->visit);
  enrolment->visit->asked_us = world->now_us;
  if (enrolment->terms.protocol == TB_ENROL_EST)
    work_alone (world, device, enrolment);
  else
    work_in_turn (world, device, authority, enrolment->visit);
  tb_world_push (world, wait_us + (profile != NULL ? profile->verify_us + profile->sign_us : 0), TB_EVENT_ENROL_ANSWERED, device, 0);
}

void
tb_desk_asked (TbWorld *world, const TbEvent *event)
{
  guint32 authority = world->actors[event->subject].enrolment->registrar;
  gint64 wait_us = 0;

  if (!tb_bootstrap_is_answered (world, authority))
    tb_world_push (world, TB_ENROLMENT_PATIENCE_US, TB_EVENT_ENROL_UNANSWERED, event->subject, 0);
  else if (!tb_outage_queue (world, authority, &wait_us))
    send_away (world, event->subject, authority, 503);
  else if (!tb_outage_take_quota (world, authority))
    send_away (world, event->subject, authority, 429);
  else
    work (world, event->subject, authority, wait_us);
}

static void
record_issued (TbWorld *world, guint32 device, guint32 authority, TbCertificate *certificate)
{
  guint16 n_issued = (guint16) MIN (tb_state_get (world->state, device)->n_certificates + 1, G_MAXUINT16);

  world->actors[device].secret_used |= !is_rogue (world, authority);
  tb_key_origin_record_given (world, device, certificate);
  tb_world_record (world, TB_RECORD_CERTIFICATE_ISSUED, device, authority, tb_certificate_get_not_after_us (certificate) - world->start_unix_us, n_issued,
                   tb_world_add_payload (world, g_bytes_ref (tb_certificate_get_der (certificate))));
}

void
tb_desk_answered (TbWorld *world, const TbEvent *event)
{
  TbEnrolment *enrolment = world->actors[event->subject].enrolment;
  g_autoptr (TbVisit) visit = g_steal_pointer (&enrolment->visit);
  guint32 authority = enrolment->registrar;

  if (enrolment->task != NULL)
    tb_pool_join (world->pool, g_steal_pointer (&enrolment->task));
  if (visit->answer == NULL)
    {
      tb_world_fail (world, "answering an enrolment", visit->error != NULL ? g_steal_pointer (&visit->error) : g_error_new (TB_WORLD_ERROR, 0, "no answer"));
      return;
    }
  if (visit->certificate != NULL)
    record_issued (world, event->subject, authority, visit->certificate);
  else if (visit->asked_us >= 0)
    tb_outage_give_back_quota (world, authority, visit->asked_us);
  enrolment->lacks_chain = visit->lacks_chain;
  g_free (enrolment->refusal);
  enrolment->refusal = g_strdup (visit->refusal);
  tb_enrolment_send_answer (world, event->subject, visit->answer);
}
