/* tb-lifecycle: when a device wants a certificate, and what it does with one.
 *
 * Switched on: an enrolment, then its broker. When its policy says so a renewal, with the certificate in force as proof. What goes wrong is tried again
 * later, each time twice as late. How a certificate is got is tb-enrolment's business. */
#include "tb-enrolment-private.h"

#include <string.h>

#define SOON_NUMERATOR 9
#define SOON_DENOMINATOR 10

#define ALERT_UNSUPPORTED_CERTIFICATE 43

static gboolean
is_busy (TbActor *actor)
{
  return actor->enrolment != NULL || actor->session != NULL || actor->connecting != TB_NOBODY;
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

static gboolean
wants_certificate (TbWorld *world, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, object);
  const TbActor *actor = &world->actors[object];

  return group->authority != TB_NOBODY
         && ((actor->identity == NULL && !group->waits_for_order) || actor->renewal_missed || actor->enrols_anew || tb_state_get (world->state, object)->identity == TB_IDENTITY_EXPIRED);
}

/* Whoever is in quarantine or barred need not try. */
static gboolean
is_kept_away (TbWorld *world, guint32 object)
{
  const TbObjectState *state = tb_state_get (world->state, object);

  return state->is_quarantined || state->is_barred;
}

static void
ask (TbWorld *world, guint32 object, TbEnrolCause cause)
{
  world->actors[object].cause = (guint8) cause;
  world->actors[object].is_ordered = FALSE;
  tb_enrolment_begin (world, object, is_renewal (world, object));
}

/* A certificate that fell due while something else was under way, or was ordered then. */
void
tb_lifecycle_make_up (TbWorld *world, guint32 object)
{
  if (!is_busy (&world->actors[object]) && wants_certificate (world, object))
    ask (world, object, world->actors[object].is_ordered ? TB_CAUSE_ORDERED : TB_CAUSE_DUE);
}

/* What to do now that it is on, or on again. */
void
tb_lifecycle_begin (TbWorld *world, guint32 object, TbEnrolCause cause)
{
  guint32 broker = tb_state_get_service (world->state, object);
  TbActor *actor = &world->actors[object];

  if (is_busy (actor) || is_kept_away (world, object))
    return;
  if (wants_certificate (world, object))
    ask (world, object, cause);
  else if (broker != TB_NOBODY && actor->open_service == TB_NOBODY && actor->captor == TB_NOBODY)
    tb_broker_open (world, object, broker);
}

/* Whoever wants a device to enrol once more gives it another secret, if it needs one. */
static void
give_new_secret (TbActor *actor)
{
  if (!actor->secret_used)
    return;
  actor->n_secrets++;
  actor->secret_used = actor->secret_told = FALSE;
}

/* Its owner wants it to begin again, now or as soon as it can; how often it has failed before counts no more. */
void
tb_lifecycle_enrol_anew (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];

  if (actor->captor != TB_NOBODY && !is_busy (actor))
    tb_bootstrap_set_free (world, object);
  actor->enrols_anew |= tb_state_get (world->state, object)->identity == TB_IDENTITY_REVOKED || tb_fleet_group_of (world->fleet, object)->waits_for_order;
  actor->is_ordered = is_busy (actor);
  actor->attempts = 0;
  give_new_secret (actor);
  if (tb_world_is_on (world, object))
    tb_lifecycle_begin (world, object, TB_CAUSE_ORDERED);
}

/* It has slept through the day on which it should have renewed, and so, it may be, have all others. */
static gboolean
spreads_renewal (TbWorld *world, guint32 object)
{
  guint8 identity = tb_state_get (world->state, object)->identity;

  return world->actors[object].renewal_missed && tb_policy_of (world, object)->offline == TB_OFFLINE_SPREAD
         && (identity == TB_IDENTITY_VALID || identity == TB_IDENTITY_EXPIRING || identity == TB_IDENTITY_RENEWING);
}

static void
put_off_renewal (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];
  gint64 now_us = tb_world_unix_us (world), wake_us;
  TbStream stream;

  tb_stream_initf (&stream, world->seed, "wake/%u/%u", object, actor->renewal_plan);
  wake_us = tb_enrol_policy_get_wake_us (tb_policy_of (world, object), now_us, tb_certificate_get_not_after_us (tb_identity_get_certificate (actor->identity)),
                                         tb_stream_next (&stream));
  actor->renewal_missed = FALSE;
  tb_world_push (world, wake_us - now_us, TB_EVENT_RENEWAL_DUE, object, ++actor->renewal_plan);
}

/* Of a device that is awake only now and then. One in the middle of something finishes that first. */
#define DROWSY_US (10 * TB_US_PER_SECOND)

void
tb_lifecycle_sleep_due (TbWorld *world, const TbEvent *event)
{
  gint64 sleep_us = tb_fleet_group_of (world->fleet, event->subject)->sleep_us;

  if (!tb_world_is_on (world, event->subject))
    return;
  if (is_busy (&world->actors[event->subject]))
    {
      tb_world_push (world, DROWSY_US, TB_EVENT_SLEEP_DUE, event->subject, 0);
      return;
    }
  tb_lifecycle_switch_off (world, event->subject, FALSE);
  tb_world_push (world, sleep_us, TB_EVENT_POWER_ON, event->subject, 0);
}

void
tb_lifecycle_switch_on (TbWorld *world, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, object);

  if (group->sleep_us > 0)
    tb_world_push (world, group->wake_us, TB_EVENT_SLEEP_DUE, object, 0);
  tb_world_record (world, TB_RECORD_POWERED_ON, object, TB_NOBODY, 0, 0, TB_NO_PAYLOAD);
  tb_device_clock_power_on (world, object);
  tb_trust_woke (world, object);
  tb_listener_fetch (world, object);
  if (spreads_renewal (world, object))
    put_off_renewal (world, object);
  tb_lifecycle_begin (world, object, TB_CAUSE_SWITCHED_ON);
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
  tb_enrolment_abandon (world, object);
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

/* After so many failures, one after the other; @what and @number name what the draw is for. */
static gint64
get_wait_us (TbWorld *world, guint32 object, guint n_failed, gint64 least_us, const char *what, guint32 number)
{
  TbStream stream;

  tb_stream_initf (&stream, world->seed, "%s/%u/%u", what, object, number);
  return tb_enrol_policy_get_wait_us (tb_policy_of (world, object), n_failed, least_us, tb_stream_next (&stream));
}

/* Whom somebody has ordered meanwhile does not wait. */
static void
retry_after (TbWorld *world, guint32 object, gint64 least_us)
{
  TbActor *actor = &world->actors[object];
  gint64 wait_us = get_wait_us (world, object, actor->attempts, least_us, "retry", ++actor->retry);

  if (actor->is_ordered)
    {
      tb_lifecycle_make_up (world, object);
      return;
    }
  actor->attempts = (guint8) MIN (actor->attempts + 1, 20);
  tb_world_push (world, wait_us, TB_EVENT_RETRY, object, actor->retry);
}

void
tb_lifecycle_retry_later (TbWorld *world, guint32 object)
{
  retry_after (world, object, 0);
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
    tb_lifecycle_begin (world, event->subject, TB_CAUSE_TRIED_AGAIN);
}

static void
refuse_enrolment (TbWorld *world, guint32 object, guint32 authority, const char *reason)
{
  tb_world_record (world, TB_RECORD_ENROLMENT_REFUSED, object, authority, 0, is_renewal (world, object),
                   tb_world_add_payload (world, g_bytes_new (reason, strlen (reason))));
}

/* --- what comes of an enrolment --- */

/* @least_us: before that its authority does not want to see it again, 0 when it has said nothing. */
void
tb_lifecycle_enrolment_refused (TbWorld *world, guint32 object, const char *reason, gint64 least_us)
{
  guint32 registrar = world->actors[object].enrolment->registrar;

  tb_bootstrap_refused (world, object);
  tb_enrolment_abandon (world, object);
  if (tb_thief_is (world, object))
    {
      tb_thief_refused (world, object, reason);
      return;
    }
  refuse_enrolment (world, object, registrar, reason);
  retry_after (world, object, least_us);
}

/* The lifetime counts from the moment of issue: with what it was dated back, a short one would be renewed without end. */
static gint64
get_issued_us (TbCertificate *certificate)
{
  return tb_certificate_get_not_before_us (certificate) + TB_CERTIFICATE_BACKDATE_US;
}

/* When the certificate in force is to be renewed, by the policy of now. */
void
tb_lifecycle_plan_renewal (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];
  TbCertificate *certificate = actor->identity != NULL ? tb_identity_get_certificate (actor->identity) : NULL;
  TbStream stream;
  gint64 due_us;

  if (certificate == NULL)
    return;
  tb_stream_initf (&stream, world->seed, "jitter/%u/%u", object, actor->certificate_number);
  due_us = tb_enrol_policy_get_renewal_us (tb_policy_of (world, object), get_issued_us (certificate), tb_certificate_get_not_after_us (certificate),
                                           tb_stream_next (&stream));
  tb_world_push (world, due_us - tb_world_unix_us (world), TB_EVENT_RENEWAL_DUE, object, ++actor->renewal_plan);
}

static void
plan_dates (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];
  TbCertificate *certificate = tb_identity_get_certificate (actor->identity);
  gint64 now_us = tb_world_unix_us (world), issued_us = get_issued_us (certificate), not_after_us = tb_certificate_get_not_after_us (certificate);
  guint32 number = ++actor->certificate_number;

  tb_lifecycle_plan_renewal (world, object);
  tb_world_push (world, issued_us + (not_after_us - issued_us) / SOON_DENOMINATOR * SOON_NUMERATOR - now_us, TB_EVENT_EXPIRES_SOON, object, number);
  tb_world_push (world, not_after_us - now_us, TB_EVENT_EXPIRES, object, number);
}

static guint32
get_issuer (TbWorld *world, guint32 object)
{
  guint32 captor = world->actors[object].captor;

  return captor != TB_NOBODY ? captor : tb_fleet_group_of (world->fleet, object)->authority;
}

static gboolean
is_alone (TbIdentity *identity)
{
  GPtrArray *above = tb_identity_get_intermediates (identity);

  return above == NULL || above->len == 0;
}

static void
record_installed (TbWorld *world, guint32 object, gboolean falls_back)
{
  TbIdentity *identity = world->actors[object].identity;
  TbCertificate *certificate = tb_identity_get_certificate (identity);
  guint16 detail = (guint16) ((falls_back ? TB_INSTALLED_BEFORE : 0) | (is_alone (identity) ? TB_INSTALLED_ALONE : 0));

  world->actors[object].former_certificate = tb_state_get (world->state, object)->certificate;
  tb_world_record (world, TB_RECORD_CERTIFICATE_INSTALLED, object, get_issuer (world, object),
                   tb_certificate_get_not_after_us (certificate) - world->start_unix_us, detail,
                   tb_world_add_payload (world, g_bytes_ref (tb_certificate_get_der (certificate))));
}

/* The one before is kept until the new one has connected, where the policy wants that, somebody is there to connect to, and the one before did connect. */
static void
replace_identity (TbWorld *world, guint32 object, TbIdentity *identity)
{
  TbActor *actor = &world->actors[object];
  gboolean keeps = actor->has_connected && tb_policy_of (world, object)->keeps_old && tb_state_get_service (world->state, object) != TB_NOBODY;
  guint32 issuer = get_issuer (world, object);
  GPtrArray *above = tb_authority_get_intermediates (tb_service_get (world, issuer)->authority);

  g_clear_pointer (&actor->former, tb_identity_unref);
  if (keeps)
    actor->former = g_steal_pointer (&actor->identity);
  g_clear_pointer (&actor->identity, tb_identity_unref);
  actor->has_connected = FALSE;
  actor->identity = tb_identity_new (tb_identity_get_key (identity), tb_identity_get_certificate (identity), is_alone (identity) ? NULL : above);
}

void
tb_lifecycle_install (TbWorld *world, guint32 object, TbIdentity *identity)
{
  guint32 broker = tb_state_get_service (world->state, object);
  TbActor *actor = &world->actors[object];

  replace_identity (world, object, identity);
  tb_lifecycle_went_well (world, object);
  tb_resume_forget (world, object);
  actor->renewal_missed = FALSE;
  actor->enrols_anew = actor->is_ordered = FALSE;
  record_installed (world, object, FALSE);
  plan_dates (world, object);
  if (broker != TB_NOBODY && actor->captor == TB_NOBODY)
    tb_broker_open (world, object, broker);
}

/* A broker has taken the certificate in force: the one before is not needed any more. */
void
tb_lifecycle_connected (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];

  if (actor->former != NULL)
    actor->n_fallbacks = 0;
  actor->has_connected = TRUE;
  g_clear_pointer (&actor->former, tb_identity_unref);
}

/* Another is asked for later: each time twice as late. */
static void
plan_next_attempt (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];
  gint64 wait_us = get_wait_us (world, object, actor->n_fallbacks, 0, "again", ++actor->renewal_plan);

  actor->n_fallbacks = (guint8) MIN (actor->n_fallbacks + 1, 20);
  tb_world_push (world, wait_us, TB_EVENT_RENEWAL_DUE, object, actor->renewal_plan);
}

/* A new certificate that is refused gives way to the one before, as long as that is good. Returns: %FALSE when there is none */
static gboolean
fall_back (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];
  g_autoptr (TbIdentity) former = g_steal_pointer (&actor->former);

  if (former == NULL || tb_certificate_get_not_after_us (tb_identity_get_certificate (former)) <= tb_world_unix_us (world))
    return FALSE;
  tb_identity_unref (actor->identity);
  actor->identity = g_steal_pointer (&former);
  actor->has_connected = TRUE;
  record_installed (world, object, TRUE);
  plan_dates (world, object);
  plan_next_attempt (world, object);
  return TRUE;
}

/* What it has is of no use to anybody, and it has nothing else: it begins anew, later. Returns: %FALSE when it cannot */
static gboolean
give_certificate_up (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];

  if (actor->identity == NULL || actor->has_connected || tb_fleet_group_of (world->fleet, object)->authority == TB_NOBODY)
    return FALSE;
  actor->enrols_anew = TRUE;
  plan_next_attempt (world, object);
  return TRUE;
}

/* The certificate before was good a moment ago: there is no reason to wait. */
static void
go_on_with_former (TbWorld *world, guint32 object)
{
  world->actors[object].attempts = 0;
  tb_lifecycle_begin (world, object, TB_CAUSE_TRIED_AGAIN);
}

/* The broker reads another name in its certificate than it goes by. */
void
tb_lifecycle_connect_refused (TbWorld *world, guint32 object)
{
  tb_resume_forget (world, object);
  if (fall_back (world, object))
    {
      go_on_with_former (world, object);
      return;
    }
  if (!give_certificate_up (world, object))
    tb_lifecycle_retry_later (world, object);
}

/* The alert speaks of the certificate itself (RFC 9846 section 6.2), not of who issued it or of when. */
static gboolean
is_of_wrong_kind (TbSession *session)
{
  return tb_transcript_get_outcome (session->transcript, TB_SIDE_SERVER)->alert_sent == ALERT_UNSUPPORTED_CERTIFICATE;
}

static void
connection_refused (TbWorld *world, TbSession *session)
{
  gboolean falls_back;

  tb_resume_forget (world, session->client);
  falls_back = fall_back (world, session->client);
  if (session->by_command)
    tb_lifecycle_make_up (world, session->client);
  else if (falls_back)
    go_on_with_former (world, session->client);
  else if (!is_of_wrong_kind (session) || !give_certificate_up (world, session->client))
    tb_lifecycle_retry_later (world, session->client);
}

/* A device with a root of its own sees that a stranger is not under it. */
static const char *
find_reason (TbWorld *world, TbSession *session)
{
  gboolean by_client = tb_transcript_get_outcome (session->transcript, TB_SIDE_CLIENT)->alert_sent >= 0;

  if (by_client && tb_fleet_group_of (world->fleet, session->server)->is_rogue)
    return "unknown-registrar";
  return tb_transcript_get_reason (session->transcript);
}

void
tb_lifecycle_session_refused (TbWorld *world, TbSession *session)
{
  if (session->purpose == TB_SESSION_CONNECT)
    {
      connection_refused (world, session);
      return;
    }
  tb_lifecycle_enrolment_refused (world, session->client, find_reason (world, session), 0);
}

void
tb_lifecycle_renewal_due (TbWorld *world, const TbEvent *event)
{
  TbActor *actor = &world->actors[event->subject];

  if (actor->identity == NULL || event->value != actor->renewal_plan)
    return;
  actor->renewal_missed = TRUE;
  if (tb_world_is_on (world, event->subject))
    tb_lifecycle_begin (world, event->subject, TB_CAUSE_DUE);
}
