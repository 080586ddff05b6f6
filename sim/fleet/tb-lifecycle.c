/* tb-lifecycle: how a device comes by its certificate and keeps it fresh.
 *
 * Switched on: a key, a request, a session with the authority, a certificate, then its broker. At two thirds of the lifetime the
 * same again, with the old certificate as proof. What goes wrong is tried again later, each time twice as late. */
#include "tb-world-private.h"

#include <string.h>

#define FIRST_RETRY_US (TB_US_PER_MINUTE)
#define LAST_RETRY_US  (TB_US_PER_DAY)
/* A certificate begins a little before it was issued, for clocks that are behind. */
#define BACKDATE_US    (5 * TB_US_PER_MINUTE)
#define SOON_NUMERATOR 9
#define SOON_DENOMINATOR 10

static void
work_free (TbWork *work)
{
  g_clear_pointer (&work->key, tb_key_unref);
  g_clear_pointer (&work->request, g_bytes_unref);
  g_clear_pointer (&work->authority, tb_authority_unref);
  g_clear_pointer (&work->certificate, tb_certificate_unref);
  g_clear_error (&work->error);
  g_free (work->name);
  g_free (work);
}

void
tb_work_abandon (TbWorld *world, guint32 object)
{
  TbWork *work = g_steal_pointer (&world->actors[object].work);

  if (work == NULL)
    return;
  if (work->task != NULL)
    tb_pool_join (world->pool, g_steal_pointer (&work->task));
  work_free (work);
}

static void
make_key (gpointer data)
{
  TbWork *work = data;
  const char *names[] = { work->name, NULL };

  work->key = tb_key_generate (work->crypto, work->algorithm, &work->stream, &work->error);
  if (work->key != NULL)
    work->request = tb_key_make_request (work->key, work->name, names, &work->stream, &work->error);
}

static void
issue (gpointer data)
{
  TbWork *work = data;

  work->certificate = tb_authority_issue (work->authority, work->request, &work->terms, &work->stream, &work->error);
}

static gint64
keygen_cost_us (TbWorld *world, guint32 object)
{
  const TbProfile *profile = tb_world_get_profile (world, object);
  TbKeyAlgorithm algorithm = tb_fleet_group_of (world->fleet, object)->key_algorithm;

  if (profile == NULL)
    return 0;
  /* No source measures RSA key generation on these devices: some hundred private operations is the order of magnitude, and labelled modelled. */
  return tb_world_get_sign_us (world, object) + (tb_key_algorithm_is_rsa (algorithm) ? 100 * profile->rsa_private_us : profile->keygen_us);
}

static gboolean
is_busy (TbActor *actor)
{
  return actor->work != NULL || actor->session != NULL || actor->connecting != TB_NOBODY;
}

static void
begin_key (TbWorld *world, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, object);
  TbActor *actor = &world->actors[object];
  TbWork *work = g_new0 (TbWork, 1);

  work->crypto = world->crypto;
  work->algorithm = group->key_algorithm;
  work->name = tb_fleet_dup_name (world->fleet, object);
  tb_stream_initf (&work->stream, world->seed, "key/%u/%u", object, actor->n_keys++);
  actor->work = work;
  work->task = tb_pool_submit (world->pool, make_key, work);
  tb_world_push (world, keygen_cost_us (world, object), TB_EVENT_KEY_READY, object, 0);
}

static gboolean
wants_certificate (TbWorld *world, guint32 object)
{
  const TbActor *actor = &world->actors[object];

  return tb_fleet_group_of (world->fleet, object)->authority != TB_NOBODY
         && (actor->identity == NULL || actor->renewal_missed || actor->enrols_anew || tb_state_get (world->state, object)->identity == TB_IDENTITY_EXPIRED);
}

/* Whoever is in quarantine or barred need not try. */
static gboolean
is_kept_away (TbWorld *world, guint32 object)
{
  const TbObjectState *state = tb_state_get (world->state, object);

  return state->is_quarantined || state->is_barred;
}

/* A certificate that fell due while something else was under way. */
void
tb_lifecycle_make_up (TbWorld *world, guint32 object)
{
  if (!is_busy (&world->actors[object]) && wants_certificate (world, object))
    begin_key (world, object);
}

/* What to do now that it is on, or on again. */
void
tb_lifecycle_begin (TbWorld *world, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, object);
  TbActor *actor = &world->actors[object];

  if (is_busy (actor) || is_kept_away (world, object))
    return;
  if (wants_certificate (world, object))
    begin_key (world, object);
  else if (group->service != TB_NOBODY && actor->open_service == TB_NOBODY)
    tb_broker_open (world, object, group->service);
}

void
tb_lifecycle_switch_on (TbWorld *world, guint32 object)
{
  tb_world_record (world, TB_RECORD_POWERED_ON, object, TB_NOBODY, 0, 0, TB_NO_PAYLOAD);
  tb_trust_woke (world, object);
  tb_lifecycle_begin (world, object);
}

/* Whatever it is doing with others ends here; what it has stays. */
void
tb_lifecycle_cut_off (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];

  actor->epoch++;
  actor->attempts = 0;
  tb_session_abandon (world, object);
  tb_making_abandon (world, object);
  tb_work_abandon (world, object);
  tb_firmware_abandon (world, object);
  tb_broker_close (world, object);
}

void
tb_lifecycle_switch_off (TbWorld *world, guint32 object, gboolean to_restart)
{
  tb_lifecycle_cut_off (world, object);
  tb_resume_forget (world, object);
  tb_world_record (world, TB_RECORD_POWERED_OFF, object, TB_NOBODY, 0, to_restart != FALSE, TB_NO_PAYLOAD);
}

static gboolean
is_renewal (TbWorld *world, guint32 object)
{
  guint8 identity = tb_state_get (world->state, object)->identity;

  if (world->actors[object].enrols_anew)
    return FALSE;
  return identity == TB_IDENTITY_VALID || identity == TB_IDENTITY_RENEWING || identity == TB_IDENTITY_EXPIRING || identity == TB_IDENTITY_REVOKED
         || identity == TB_IDENTITY_LOST;
}

void
tb_lifecycle_key_ready (TbWorld *world, const TbEvent *event)
{
  TbActor *actor = &world->actors[event->subject];
  TbWork *work = actor->work;
  const TbGroup *group = tb_fleet_group_of (world->fleet, event->subject);
  gboolean renewal = is_renewal (world, event->subject);

  tb_pool_join (world->pool, g_steal_pointer (&work->task));
  if (work->error != NULL)
    {
      tb_world_fail (world, "making a key", g_steal_pointer (&work->error));
      return;
    }
  tb_world_record (world, TB_RECORD_KEY_MADE, event->subject, TB_NOBODY, keygen_cost_us (world, event->subject), (guint16) work->algorithm,
                   tb_world_add_payload (world, g_bytes_ref (tb_key_get_spki (work->key))));
  tb_world_record (world, TB_RECORD_CERTIFICATE_REQUESTED, event->subject, group->authority, 0, renewal,
                   tb_world_add_payload (world, g_bytes_ref (work->request)));
  tb_session_start (world, event->subject, group->authority, renewal ? TB_SESSION_RENEW : TB_SESSION_ENROL, FALSE);
}

/* A session with the authority: the request goes in its first record. */
void
tb_lifecycle_session_open (TbWorld *world, TbSession *session)
{
  TbWork *work = world->actors[session->client].work;
  gint64 way_us = tb_world_send (world, session->client, session->server, TB_SIDE_CLIENT, session->payload, 0, work->request, NULL);

  tb_world_push (world, way_us, TB_EVENT_REQUEST_ARRIVED, session->client, session->payload);
}

void
tb_lifecycle_retry_later (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];
  gint64 wait_us = MIN (FIRST_RETRY_US << MIN (actor->attempts, 20), LAST_RETRY_US);

  actor->attempts = (guint8) MIN (actor->attempts + 1, 20);
  tb_world_push (world, wait_us, TB_EVENT_RETRY, object, ++actor->retry);
}

/* What was to be tried again has come to pass. */
void
tb_lifecycle_went_well (TbWorld *world, guint32 object)
{
  world->actors[object].attempts = 0;
  world->actors[object].retry++;
}

void
tb_lifecycle_retry (TbWorld *world, const TbEvent *event)
{
  if (tb_world_is_on (world, event->subject) && event->value == world->actors[event->subject].retry)
    tb_lifecycle_begin (world, event->subject);
}

static void
refuse_enrolment (TbWorld *world, guint32 object, guint32 authority, const char *reason)
{
  tb_world_record (world, TB_RECORD_ENROLMENT_REFUSED, object, authority, 0, is_renewal (world, object),
                   tb_world_add_payload (world, g_bytes_new (reason, strlen (reason))));
}

void
tb_lifecycle_session_refused (TbWorld *world, TbSession *session)
{
  if (session->purpose == TB_SESSION_CONNECT)
    tb_resume_forget (world, session->client);
  else
    {
      tb_work_abandon (world, session->client);
      refuse_enrolment (world, session->client, session->server, tb_transcript_get_reason (session->transcript));
    }
  if (session->by_command)
    tb_lifecycle_make_up (world, session->client);
  else
    tb_lifecycle_retry_later (world, session->client);
}

static TbCertificateProfile
profile_for (TbRole role)
{
  return role == TB_ROLE_GATEWAY ? TB_PROFILE_GATEWAY : TB_PROFILE_DEVICE;
}

/* What the authority answers instead of a certificate. */
static void
refuse_request (TbWorld *world, guint32 object, const char *reason)
{
  refuse_enrolment (world, object, tb_fleet_group_of (world->fleet, object)->authority, reason);
  tb_work_abandon (world, object);
  tb_lifecycle_retry_later (world, object);
}

/* An authority knows what it has taken back: no new certificate for an old one that is revoked. */
static gboolean
proves_itself_with_revoked (TbWorld *world, guint32 object)
{
  TbIdentity *identity = world->actors[object].identity;
  guint32 authority = tb_fleet_group_of (world->fleet, object)->authority;

  return is_renewal (world, object) && identity != NULL
         && tb_revoke_find (world, authority, tb_certificate_get_serial (tb_identity_get_certificate (identity))) != NULL;
}

void
tb_lifecycle_request_arrived (TbWorld *world, const TbEvent *event)
{
  TbActor *actor = &world->actors[event->subject];
  TbWork *work = actor->work;
  const TbGroup *group = tb_fleet_group_of (world->fleet, event->subject);
  const TbProfile *profile = tb_world_get_profile (world, group->authority);
  gint64 now_us = tb_world_unix_us (world) / TB_US_PER_SECOND * TB_US_PER_SECOND;

  if (proves_itself_with_revoked (world, event->subject))
    {
      refuse_request (world, event->subject, "revoked");
      return;
    }
  work->authority = tb_authority_ref (tb_service_get (world, group->authority)->authority);
  work->terms = (TbIssueTerms) { profile_for (group->role), now_us - BACKDATE_US, now_us + group->lifetime_us };
  tb_stream_initf (&work->stream, world->seed, "issue/%u/%u", event->subject, actor->n_keys);
  work->task = tb_pool_submit (world->pool, issue, work);
  tb_world_push (world, profile ? profile->verify_us + profile->sign_us : 0, TB_EVENT_ISSUED, event->subject, event->value);
}

/* An authority whose policy says no is an answer; anything else is a failure of the run. */
static void
issue_failed (TbWorld *world, guint32 object)
{
  TbWork *work = world->actors[object].work;

  if (!g_error_matches (work->error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED))
    {
      tb_world_fail (world, "issuing a certificate", g_steal_pointer (&work->error));
      return;
    }
  refuse_request (world, object, "refused-by-policy");
}

void
tb_lifecycle_issued (TbWorld *world, const TbEvent *event)
{
  TbWork *work = world->actors[event->subject].work;
  guint32 authority = tb_fleet_group_of (world->fleet, event->subject)->authority;
  guint16 n_issued = (guint16) MIN (tb_state_get (world->state, event->subject)->n_certificates + 1, G_MAXUINT16);
  GBytes *der;
  gint64 way_us;

  tb_pool_join (world->pool, g_steal_pointer (&work->task));
  if (work->certificate == NULL)
    {
      issue_failed (world, event->subject);
      return;
    }
  der = tb_certificate_get_der (work->certificate);
  tb_world_record (world, TB_RECORD_CERTIFICATE_ISSUED, event->subject, authority, work->terms.not_after_us - world->start_unix_us,
                   n_issued, tb_world_add_payload (world, g_bytes_ref (der)));
  way_us = tb_world_send (world, authority, event->subject, TB_SIDE_SERVER, (guint32) event->value, 0, der, NULL);
  tb_world_push (world, way_us, TB_EVENT_CERTIFICATE_ARRIVED, event->subject, event->value);
}

/* The lifetime counts from the moment of issue: with what it was dated back, a short one would be renewed without end. */
static void
schedule_dates (TbWorld *world, guint32 object, const TbIssueTerms *terms)
{
  gint64 now_us = tb_world_unix_us (world);
  gint64 issued_us = terms->not_before_us + BACKDATE_US;
  gint64 lifetime_us = terms->not_after_us - issued_us;
  guint32 number = world->actors[object].certificate_number;

  tb_world_push (world, issued_us + lifetime_us / 3 * 2 - now_us, TB_EVENT_RENEWAL_DUE, object, number);
  tb_world_push (world, issued_us + lifetime_us / SOON_DENOMINATOR * SOON_NUMERATOR - now_us, TB_EVENT_EXPIRES_SOON, object, number);
  tb_world_push (world, terms->not_after_us - now_us, TB_EVENT_EXPIRES, object, number);
}

void
tb_lifecycle_certificate_arrived (TbWorld *world, const TbEvent *event)
{
  TbActor *actor = &world->actors[event->subject];
  const TbGroup *group = tb_fleet_group_of (world->fleet, event->subject);
  TbWork *work = g_steal_pointer (&actor->work);
  TbAuthority *authority = tb_service_get (world, group->authority)->authority;

  g_clear_pointer (&actor->identity, tb_identity_unref);
  actor->identity = tb_identity_new (work->key, work->certificate, tb_authority_get_intermediates (authority));
  tb_lifecycle_went_well (world, event->subject);
  tb_resume_forget (world, event->subject);
  actor->renewal_missed = FALSE;
  actor->enrols_anew = FALSE;
  actor->certificate_number = actor->n_keys;
  tb_world_record (world, TB_RECORD_CERTIFICATE_INSTALLED, event->subject, group->authority, work->terms.not_after_us - world->start_unix_us, 0,
                   tb_world_add_payload (world, g_bytes_ref (tb_certificate_get_der (work->certificate))));
  schedule_dates (world, event->subject, &work->terms);
  work_free (work);
  if (group->service != TB_NOBODY)
    tb_broker_open (world, event->subject, group->service);
}

/* Dates of a certificate that has been replaced mean nothing any more. */
static gboolean
speaks_of_present (TbWorld *world, const TbEvent *event)
{
  const TbActor *actor = &world->actors[event->subject];

  return actor->identity != NULL && event->value == actor->certificate_number;
}

void
tb_lifecycle_renewal_due (TbWorld *world, const TbEvent *event)
{
  TbActor *actor = &world->actors[event->subject];

  if (!speaks_of_present (world, event))
    return;
  actor->renewal_missed = TRUE;
  if (tb_world_is_on (world, event->subject))
    tb_lifecycle_begin (world, event->subject);
}

void
tb_lifecycle_expires_soon (TbWorld *world, const TbEvent *event)
{
  guint8 identity = tb_state_get (world->state, event->subject)->identity;

  if (speaks_of_present (world, event) && (identity == TB_IDENTITY_VALID || identity == TB_IDENTITY_RENEWING))
    tb_world_record (world, TB_RECORD_CERTIFICATE_EXPIRING, event->subject, TB_NOBODY, tb_state_get (world->state, event->subject)->not_after_us, 0, TB_NO_PAYLOAD);
}

/* A broker that demands certificates ends the session of one that has expired. */
void
tb_lifecycle_expires (TbWorld *world, const TbEvent *event)
{
  TbActor *actor = &world->actors[event->subject];
  guint32 broker = actor->open_service != TB_NOBODY ? actor->open_service : actor->connecting;

  if (!speaks_of_present (world, event))
    return;
  tb_world_record (world, TB_RECORD_CERTIFICATE_EXPIRED, event->subject, TB_NOBODY, 0, 0, TB_NO_PAYLOAD);
  if (broker != TB_NOBODY && tb_fleet_group_of (world->fleet, broker)->demands_certificate)
    tb_broker_close (world, event->subject);
  if (tb_world_is_on (world, event->subject))
    tb_lifecycle_begin (world, event->subject);
}
