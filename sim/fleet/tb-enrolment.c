/* tb-enrolment: a device gets a certificate: the conversation with its authority, in time.
 *
 * The device's side is a TbEnrolClient, which knows protocols and no time; here its requests and the answers travel along links, and what it computes takes as
 * long as its profile says. The authority's side is in tb-desk. What comes of it is for tb-lifecycle to say. */
#include "tb-enrolment-private.h"

#include "tb-seal.h"

/* A connection that nothing was said on for longer is made anew, and who has had no answer for longer gives up. */
#define PATIENCE_US TB_ENROLMENT_PATIENCE_US

void
tb_visit_free (TbVisit *visit)
{
  g_clear_pointer (&visit->authorities, g_ptr_array_unref);
  g_clear_pointer (&visit->authority, tb_authority_unref);
  g_clear_pointer (&visit->shown, tb_certificate_unref);
  g_clear_pointer (&visit->stores, g_ptr_array_unref);
  g_clear_pointer (&visit->makers, g_ptr_array_unref);
  g_clear_pointer (&visit->registrar, tb_identity_unref);
  g_clear_pointer (&visit->voucher_signer, tb_identity_unref);
  g_clear_pointer (&visit->owner_root, tb_certificate_unref);
  g_clear_pointer (&visit->forger, tb_identity_unref);
  g_clear_pointer (&visit->request, g_bytes_unref);
  g_clear_pointer (&visit->certificate, tb_certificate_unref);
  g_clear_pointer (&visit->answer, g_bytes_unref);
  g_clear_error (&visit->error);
  g_free (visit->user);
  g_free (visit->secret);
  g_free (visit->refusal);
  g_free (visit);
}

static void
enrolment_free (TbEnrolment *enrolment)
{
  TbEnrolClientTerms *terms = &enrolment->terms;

  g_clear_pointer (&enrolment->client, tb_enrol_client_free);
  g_clear_pointer (&terms->key, tb_key_unref);
  g_clear_pointer (&terms->account_key, tb_key_unref);
  g_clear_pointer (&terms->current, tb_identity_unref);
  g_clear_pointer (&terms->anchors, g_ptr_array_unref);
  g_clear_pointer (&terms->intermediates, g_ptr_array_unref);
  g_clear_pointer (&terms->fingerprint, g_bytes_unref);
  g_clear_pointer (&terms->makers, g_ptr_array_unref);
  g_clear_pointer (&terms->factory, tb_identity_unref);
  g_clear_pointer (&terms->store, tb_identity_unref);
  g_clear_pointer (&enrolment->store_maker, tb_authority_unref);
  g_clear_pointer (&enrolment->store, tb_identity_unref);
  g_clear_pointer (&enrolment->maker, tb_authority_unref);
  g_clear_pointer (&enrolment->factory, tb_identity_unref);
  g_clear_pointer (&enrolment->shown, tb_identity_unref);
  g_clear_pointer (&enrolment->message, g_bytes_unref);
  g_clear_pointer (&enrolment->visit, tb_visit_free);
  g_clear_error (&enrolment->error);
  g_free ((char *) terms->host);
  g_free ((char *) terms->name);
  g_free ((char *) terms->secret);
  g_free (enrolment->serial_number);
  g_free (enrolment->proof_token);
  g_free (enrolment->proof_text);
  g_free (enrolment->refusal);
  g_free (enrolment);
}

/* What is under way is waited for and thrown away. */
void
tb_enrolment_abandon (TbWorld *world, guint32 object)
{
  TbEnrolment *enrolment = g_steal_pointer (&world->actors[object].enrolment);

  if (enrolment == NULL)
    return;
  if (enrolment->task != NULL)
    tb_pool_join (world->pool, g_steal_pointer (&enrolment->task));
  enrolment_free (enrolment);
}

/* --- work, on any thread --- */

/* What was made only now is told as well. */
static void
take_made (TbEnrolment *enrolment)
{
  TbEnrolClientTerms *terms = &enrolment->terms;

  if (enrolment->factory != NULL && terms->makers != NULL)
    terms->factory = tb_identity_ref (enrolment->factory);
  if (enrolment->store != NULL)
    terms->store = tb_identity_ref (enrolment->store);
}

static void
make_key (gpointer data)
{
  TbEnrolment *enrolment = data;

  tb_key_origin_make (enrolment);
  if (enrolment->maker != NULL && enrolment->error == NULL)
    enrolment->factory = tb_factory_make (enrolment->maker, enrolment->serial_number, &enrolment->stream, &enrolment->error);
  if (enrolment->store_maker != NULL && enrolment->error == NULL)
    enrolment->store = tb_factory_make (enrolment->store_maker, enrolment->serial_number, &enrolment->store_stream, &enrolment->error);
  if (enrolment->error != NULL)
    return;
  take_made (enrolment);
  if (enrolment->terms.protocol == TB_ENROL_ACME)
    enrolment->terms.account_key = tb_key_generate (enrolment->crypto, TB_KEY_P256, &enrolment->account_stream, &enrolment->error);
  if (enrolment->error != NULL)
    return;
  enrolment->client = tb_enrol_client_new (&enrolment->terms, &enrolment->stream);
  enrolment->step = tb_enrol_client_next (enrolment->client, NULL, enrolment->unix_us);
}

static void
take_step (gpointer data)
{
  TbEnrolment *enrolment = data;
  g_autoptr (TbHttpResponse) response = NULL;

  if (enrolment->message != NULL)
    {
      const char *method = tb_enrol_client_get_request (enrolment->client)->method;

      response = tb_http_response_read (enrolment->message, TB_EST_MAX_BODY_BYTES, method, &enrolment->error);
      if (response == NULL)
        return;
      enrolment->wait_us = tb_outage_read_wait_us (response);
    }
  enrolment->step = tb_enrol_client_next (enrolment->client, response, enrolment->unix_us);
}

/* --- what it takes to begin --- */

static GPtrArray *
ref_certificates (GPtrArray *certificates)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (guint i = 0; i < certificates->len; i++)
    g_ptr_array_add (copy, tb_certificate_ref (g_ptr_array_index (certificates, i)));
  return copy;
}

static void
fill_terms (TbWorld *world, guint32 object, const TbEnrolPolicy *policy, TbEnrolment *enrolment)
{
  TbEnrolClientTerms *terms = &enrolment->terms;
  TbActor *actor = &world->actors[object];

  terms->crypto = world->crypto;
  terms->protocol = policy->protocol;
  terms->host = tb_fleet_dup_name (world->fleet, enrolment->registrar);
  terms->name = tb_fleet_dup_name (world->fleet, enrolment->owner);
  tb_bootstrap_fill_terms (world, object, policy, enrolment);
  terms->intermediates = ref_certificates (tb_authority_get_intermediates (tb_service_get (world, enrolment->registrar)->authority));
  terms->challenge = TB_ACME_HTTP_01;
  if (enrolment->is_renewal && (policy->renewal != TB_RENEWAL_FACTORY || enrolment->owner != object))
    terms->current = tb_identity_ref (actor->identity);
  tb_key_origin_choose (world, object, policy, enrolment);
  if (policy->first == TB_FIRST_SECRET && enrolment->owner == object)
    terms->secret = tb_desk_dup_secret (world, object);
}

static gboolean
needs_factory (const TbEnrolPolicy *policy, gboolean is_renewal)
{
  return is_renewal ? policy->renewal == TB_RENEWAL_FACTORY : policy->first == TB_FIRST_FACTORY;
}

/* A thief has the certificate's key, and nothing else that was in the device. */
static gboolean
shows_factory (TbWorld *world, guint32 object, gboolean is_renewal)
{
  return !tb_thief_is (world, object) && needs_factory (tb_policy_of (world, object), is_renewal);
}

/* An identity of the factory is made when it is first needed; it comes out the same as if it had been made at the start. */
static void
prepare_factory (TbWorld *world, guint32 object, TbEnrolment *enrolment)
{
  if (world->actors[object].factory != NULL)
    return;
  enrolment->maker = tb_authority_ref (tb_factory_get_maker (world));
  enrolment->serial_number = tb_factory_dup_serial_number (world, object);
}

/* The key store's own key, which gives evidence of others. */
static void
prepare_store (TbWorld *world, guint32 object, TbEnrolment *enrolment)
{
  TbActor *actor = &world->actors[object];

  if (actor->store != NULL)
    {
      enrolment->terms.store = tb_identity_ref (actor->store);
      return;
    }
  enrolment->store_maker = tb_authority_ref (tb_factory_get_store_maker (world));
  tb_stream_initf (&enrolment->store_stream, world->seed, "store/%u", object);
  if (enrolment->serial_number == NULL)
    enrolment->serial_number = tb_factory_dup_serial_number (world, object);
}

/* What it needs besides its key. */
static void
prepare (TbWorld *world, guint32 object, const TbEnrolPolicy *policy, TbEnrolment *enrolment)
{
  gboolean is_thief = tb_thief_is (world, object);

  if (!is_thief && (needs_factory (policy, enrolment->is_renewal) || tb_bootstrap_needs_factory (world, object, policy)))
    prepare_factory (world, object, enrolment);
  if (!is_thief && enrolment->is_renewal && policy->renewal == TB_RENEWAL_ATTESTATION)
    prepare_store (world, object, enrolment);
}

void
tb_enrolment_begin (TbWorld *world, guint32 object, gboolean is_renewal)
{
  TbActor *actor = &world->actors[object];
  guint32 owner = tb_thief_is (world, object) ? actor->victim : object;
  const TbEnrolPolicy *policy = tb_policy_of (world, owner);
  TbEnrolment *enrolment = g_new0 (TbEnrolment, 1);

  enrolment->owner = owner;
  enrolment->registrar = tb_bootstrap_find_registrar (world, owner, is_renewal);
  enrolment->crypto = world->crypto;
  enrolment->algorithm = tb_fleet_group_of (world->fleet, owner)->key_algorithm;
  enrolment->is_renewal = is_renewal;
  enrolment->transcript = TB_NO_PAYLOAD;
  enrolment->unix_us = tb_world_unix_us (world);
  tb_stream_initf (&enrolment->stream, world->seed, "key/%u/%u", object, actor->n_keys++);
  tb_stream_initf (&enrolment->account_stream, world->seed, "account/%u", object);
  fill_terms (world, object, policy, enrolment);
  prepare (world, object, policy, enrolment);
  actor->enrolment = enrolment;
  enrolment->task = tb_pool_submit (world->pool, make_key, enrolment);
  tb_world_push (world, tb_world_get_sign_us (world, object) + tb_key_origin_get_cost_us (world, object), TB_EVENT_KEY_READY, object, 0);
}

/* --- the connection --- */

static void
open_connection (TbWorld *world, guint32 object)
{
  TbEnrolment *enrolment = world->actors[object].enrolment;
  guint32 authority = enrolment->registrar;

  enrolment->waits_from_us = world->now_us;
  if (!tb_bootstrap_is_answered (world, authority))
    tb_world_push (world, PATIENCE_US, TB_EVENT_ENROL_UNANSWERED, object, 0);
  else if (tb_enrol_protocol_needs_tls (enrolment->terms.protocol))
    tb_session_start (world, object, authority, enrolment->is_renewal ? TB_SESSION_RENEW : TB_SESSION_ENROL, FALSE);
  else
    tb_enrolment_speak (world, object);
}

static void
choose_shown (TbWorld *world, guint32 object, TbEnrolment *enrolment)
{
  TbActor *actor = &world->actors[object];

  g_clear_pointer (&enrolment->shown, tb_identity_unref);
  if (shows_factory (world, object, enrolment->is_renewal))
    enrolment->shown = tb_identity_ref (actor->factory);
  else if (enrolment->is_renewal)
    enrolment->shown = tb_identity_ref (actor->identity);
}

void
tb_enrolment_key_ready (TbWorld *world, const TbEvent *event)
{
  TbActor *actor = &world->actors[event->subject];
  TbEnrolment *enrolment = actor->enrolment;
  GBytes *request;

  tb_pool_join (world->pool, g_steal_pointer (&enrolment->task));
  if (enrolment->error != NULL)
    {
      tb_world_fail (world, "making a key", g_steal_pointer (&enrolment->error));
      return;
    }
  if (enrolment->factory != NULL)
    actor->factory = g_steal_pointer (&enrolment->factory);
  if (enrolment->store != NULL)
    actor->store = g_steal_pointer (&enrolment->store);
  tb_key_origin_record_made (world, event->subject);
  request = tb_enrol_client_get_csr (enrolment->client);
  tb_world_record (world, TB_RECORD_CERTIFICATE_REQUESTED, event->subject, enrolment->registrar, actor->cause,
                   enrolment->is_renewal || tb_fleet_get_role (world->fleet, event->subject) == TB_ROLE_BROKER,
                   request != NULL ? tb_world_add_payload (world, g_bytes_ref (request)) : TB_NO_PAYLOAD);
  choose_shown (world, event->subject, enrolment);
  open_connection (world, event->subject);
}

/* --- step by step --- */

static guint32
n_records_of (GBytes *bytes)
{
  return (guint32) TB_SEAL_COUNT_RECORDS (g_bytes_get_size (bytes));
}

static void
send_request (TbWorld *world, guint32 object)
{
  TbEnrolment *enrolment = world->actors[object].enrolment;
  guint32 authority = enrolment->registrar;
  g_autoptr (GBytes) request = tb_http_request_write (tb_enrol_client_get_request (enrolment->client), enrolment->terms.host);
  gint64 way_us = tb_world_send (world, object, authority, TB_SIDE_CLIENT, enrolment->transcript, enrolment->client_sequence, request, NULL);

  enrolment->client_sequence += n_records_of (request);
  enrolment->waits_from_us = world->now_us;
  tb_desk_expect (world, object, request);
  tb_world_push (world, way_us, TB_EVENT_ENROL_ASKED, object, 0);
}

static void
go_on (TbWorld *world, guint32 object)
{
  TbEnrolment *enrolment = world->actors[object].enrolment;
  const TbProfile *profile = tb_world_get_profile (world, object);

  enrolment->unix_us = tb_world_unix_us (world);
  enrolment->task = tb_pool_submit (world->pool, take_step, enrolment);
  tb_world_push (world, profile != NULL && enrolment->message != NULL ? profile->verify_us : 0, TB_EVENT_ENROL_READY, object, 0);
}

/* A session with the authority: what is to be said goes in its records. */
void
tb_enrolment_session_open (TbWorld *world, TbSession *session)
{
  TbEnrolment *enrolment = world->actors[session->client].enrolment;

  enrolment->transcript = session->payload;
  enrolment->client_sequence = tb_transcript_get_n_sealed (session->transcript, TB_SIDE_CLIENT);
  enrolment->server_sequence = tb_transcript_get_n_sealed (session->transcript, TB_SIDE_SERVER);
  if (tb_bootstrap_show (world, enrolment, session->transcript))
    go_on (world, session->client);
  else
    tb_enrolment_speak (world, session->client);
}

/* Whoever asks for it on port 80 from now on gets it. */
static void
publish_proof (TbWorld *world, guint32 object)
{
  TbEnrolment *enrolment = world->actors[object].enrolment;
  const TbAcmeProof *proof = tb_enrol_client_get_proof (enrolment->client);

  g_free (enrolment->proof_token);
  g_free (enrolment->proof_text);
  enrolment->proof_token = g_strdup (proof->token);
  enrolment->proof_text = g_strdup (proof->text);
  g_clear_pointer (&enrolment->message, g_bytes_unref);
  go_on (world, object);
}

static void
end_badly (TbWorld *world, guint32 object)
{
  TbEnrolment *enrolment = world->actors[object].enrolment;
  g_autofree char *reason = g_strdup (enrolment->refusal != NULL ? enrolment->refusal : tb_enrol_client_get_reason (enrolment->client));

  tb_lifecycle_enrolment_refused (world, object, reason, enrolment->wait_us);
}

/* A promise is waited for (RFC 7030 section 4.2.3); whoever was sent away at the door begins anew later, and does not stand there with all others to the second. */
static void
wait (TbWorld *world, guint32 object)
{
  TbEnrolment *enrolment = world->actors[object].enrolment;

  if (enrolment->refusal != NULL)
    {
      end_badly (world, object);
      return;
    }
  g_clear_pointer (&enrolment->message, g_bytes_unref);
  tb_world_push (world, tb_enrol_client_get_wait_until_us (enrolment->client) - tb_world_unix_us (world), TB_EVENT_ENROL_WAITED, object, 0);
}

/* What it knows of the chain it knows from the connection; it keeps what it is given. */
static TbIdentity *
dup_given (TbEnrolment *enrolment)
{
  TbIdentity *identity = tb_enrol_client_get_identity (enrolment->client);

  if (!enrolment->lacks_chain)
    return tb_identity_ref (identity);
  return tb_identity_new (tb_identity_get_key (identity), tb_identity_get_certificate (identity), NULL);
}

/* Whoever has it now does with it what is right for him. */
static void
install (TbWorld *world, guint32 object, TbIdentity *identity)
{
  if (tb_thief_is (world, object))
    tb_thief_install (world, object, identity);
  else if (tb_fleet_get_role (world->fleet, object) == TB_ROLE_BROKER)
    tb_rekey_install (world, object, identity);
  else
    tb_lifecycle_install (world, object, identity);
}

static void
end_well (TbWorld *world, guint32 object)
{
  TbEnrolment *enrolment = g_steal_pointer (&world->actors[object].enrolment);
  g_autoptr (TbIdentity) given = dup_given (enrolment);

  install (world, object, given);
  enrolment_free (enrolment);
}

static void (*const steps[]) (TbWorld *world, guint32 object) = {
  [TB_ENROL_STEP_SEND] = send_request,
  [TB_ENROL_STEP_PROVE] = publish_proof,
  [TB_ENROL_STEP_WAIT] = wait,
  [TB_ENROL_STEP_DONE] = end_well,
  [TB_ENROL_STEP_FAILED] = end_badly,
};

/* Does what comes next; sends, when there is something to send, over the connection there is. */
void
tb_enrolment_speak (TbWorld *world, guint32 object)
{
  steps[world->actors[object].enrolment->step](world, object);
}

void
tb_enrolment_arrived (TbWorld *world, const TbEvent *event)
{
  go_on (world, event->subject);
}

void
tb_enrolment_waited (TbWorld *world, const TbEvent *event)
{
  go_on (world, event->subject);
}

/* It has waited long enough. */
void
tb_enrolment_unanswered (TbWorld *world, const TbEvent *event)
{
  tb_lifecycle_enrolment_refused (world, event->subject, "unreachable", 0);
}

void
tb_enrolment_ready (TbWorld *world, const TbEvent *event)
{
  TbEnrolment *enrolment = world->actors[event->subject].enrolment;

  tb_pool_join (world->pool, g_steal_pointer (&enrolment->task));
  g_clear_pointer (&enrolment->message, g_bytes_unref);
  if (enrolment->error != NULL)
    tb_world_fail (world, "reading an authority's answer", g_steal_pointer (&enrolment->error));
  else if (tb_bootstrap_learn (world, event->subject))
    open_connection (world, event->subject);
  else if (enrolment->step == TB_ENROL_STEP_SEND && world->now_us - enrolment->waits_from_us > PATIENCE_US)
    open_connection (world, event->subject);
  else
    tb_enrolment_speak (world, event->subject);
}

/* The authority has answered: its answer is on its way. */
void
tb_enrolment_send_answer (TbWorld *world, guint32 object, GBytes *answer)
{
  TbEnrolment *enrolment = world->actors[object].enrolment;
  guint32 authority = enrolment->registrar;
  gint64 way_us = tb_world_send (world, authority, object, TB_SIDE_SERVER, enrolment->transcript, enrolment->server_sequence, answer, NULL);

  enrolment->server_sequence += n_records_of (answer);
  enrolment->waits_from_us = world->now_us;
  enrolment->message = g_bytes_ref (answer);
  tb_world_push (world, way_us, TB_EVENT_ENROL_ARRIVED, object, 0);
}
