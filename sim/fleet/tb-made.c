/* tb-made: handshakes made on purpose, in the world: the command `handshake`.
 *
 * A trial has authorities and certificates of its own and takes from the world only names, a service's RSA key, the time, and how long things take. Nothing that
 * the fleet does is another for it: it has its own records, its own streams, and nobody's state changes. */
#include "tb-made.h"

#include <string.h>

#include "tb-world-private.h"

/* A trial under way; inputs are set before the task begins, outputs read after the join. */
struct _TbMaking
{
  TbRecord started;
  TbMade made;
  GBytes *text;
  TbTask *task;
  TbTrial *trial;
  GError *error;
  TbKeyAlgorithm algorithm;
  TbStream losses;
  guint32 payload;
  guint next_flight;
};

void
tb_making_free (gpointer data)
{
  TbMaking *making = data;

  g_clear_pointer (&making->trial, tb_trial_free);
  g_clear_pointer (&making->text, g_bytes_unref);
  g_clear_error (&making->error);
  g_free (making);
}

/* --- from the journal --- */

/* Where a service has an RSA key that a trial can do with, it is that one: whoever steals it can open what was sent to it. A key that only signs opens nothing, so
 * that it does not matter whose it is. Returns: (transfer full) (nullable): what it is drawn from */
static char *
find_server_draw (const TbMade *made, const TbTrialTerms *terms)
{
  const TbGroup *group = tb_fleet_group_of (made->fleet, made->started->object);

  if (!tb_key_algorithm_is_rsa (group->key_algorithm) || tb_trial_get_algorithm (terms) != group->key_algorithm || group->authority == TB_NOBODY)
    return NULL;
  if (TB_TRIAL_KEY (made->started->detail) > 0)
    return g_strdup_printf ("key/%u/%u", made->started->object, TB_TRIAL_KEY (made->started->detail) - 1);
  return g_strdup_printf ("service/%s", group->name);
}

static TbTrial *
make (TbCrypto *crypto, const TbMade *made, const char *line, GError **error)
{
  g_autofree char *client = tb_fleet_dup_name (made->fleet, made->started->subject);
  g_autofree char *server = tb_fleet_dup_name (made->fleet, made->started->object);
  g_autofree char *stream = g_strdup_printf ("trial/%" G_GINT64_FORMAT "/%s", made->started->value, line);
  const char *names[] = { client, server };
  g_autofree char *draw = NULL;
  TbTrialTerms terms;

  if (!tb_trial_terms_from_line (&terms, line, error))
    return NULL;
  terms.names = names;
  terms.server_draw = draw = find_server_draw (made, &terms);
  terms.unix_us = made->start_unix_us + made->started->time_us;
  return tb_trial_new (crypto, &terms, made->seed, stream, error);
}

/**
 * tb_made_trial:
 * @crypto: the seeded context
 * @made: what the journal says
 * @error: return location
 *
 * Makes a trial once more: the same transcript, and with it every check and key. Pure, on any thread.
 *
 * Returns: (transfer full) (nullable): the trial; %NULL with %TB_TRIAL_ERROR or %TB_CRYPTO_ERROR
 */
TbTrial *
tb_made_trial (TbCrypto *crypto, const TbMade *made, GError **error)
{
  gsize n_bytes;
  const char *bytes = g_bytes_get_data (made->text, &n_bytes);
  g_autofree char *line = g_strndup (bytes, n_bytes);

  return make (crypto, made, line, error);
}

/* --- in the world --- */

static void
run_trial (gpointer data)
{
  TbMaking *making = data;
  TbCrypto *crypto = tb_crypto_get_seeded (&making->error);

  if (crypto != NULL)
    making->trial = tb_made_trial (crypto, &making->made, &making->error);
}

static gboolean
refuse (TbWorld *world, guint32 who, const char *why, GError **error)
{
  g_autofree char *name = tb_fleet_dup_name (world->fleet, who);

  g_set_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, "%s %s", name, why);
  return FALSE;
}

static gboolean
check_parties (TbWorld *world, guint32 device, guint32 service, GError **error)
{
  TbRole role = tb_fleet_get_role (world->fleet, device);

  if (role != TB_ROLE_DEVICE && role != TB_ROLE_GATEWAY)
    return refuse (world, device, "is no device; name a device or a gateway", error);
  if (!tb_world_is_on (world, device))
    return refuse (world, device, "is switched off; switch it on first", error);
  if (service == TB_NOBODY || tb_fleet_get_role (world->fleet, service) != TB_ROLE_BROKER)
    return refuse (world, device, "can shake hands with brokers only; say which with to=", error);
  return TRUE;
}

static void
begin (TbWorld *world, TbMaking *making, const char *line)
{
  const TbProfile *profile = tb_world_get_profile (world, making->started.subject);
  guint32 payload;

  making->text = g_bytes_new (line, strlen (line));
  making->made = (TbMade) { world->fleet, &making->started, making->text, world->seed, world->start_unix_us };
  tb_stream_initf (&making->losses, world->seed, "trial losses/%" G_GINT64_FORMAT "/%s", making->started.value, line);
  payload = tb_world_add_payload (world, g_bytes_ref (making->text));
  tb_world_record (world, TB_RECORD_TRIAL_STARTED, making->started.subject, making->started.object, making->started.value, making->started.detail, payload);
  g_hash_table_insert (world->makings, GUINT_TO_POINTER ((guint) making->started.value), making);
  making->task = tb_pool_submit (world->pool, run_trial, making);
  tb_world_push (world, profile != NULL ? profile->keygen_us : 0, TB_EVENT_TRIAL_READY, making->started.subject, (guint64) making->started.value);
}

/**
 * tb_world_handshake:
 * @world: a world
 * @device: a device
 * @service: a broker, or %TB_NOBODY for its own
 * @line: the command, which says what the handshake shall be like
 * @error: return location
 *
 * Lets @device make a handshake on purpose, beside everything it does otherwise.
 *
 * Returns: %FALSE with the reason when it cannot be made
 */
gboolean
tb_world_handshake (TbWorld *world, guint32 device, guint32 service, const char *line, GError **error)
{
  TbTrialTerms terms;
  TbMaking *making;

  if (service == TB_NOBODY)
    service = tb_fleet_get_service (world->fleet, device);
  if (!check_parties (world, device, service, error) || !tb_trial_terms_from_line (&terms, line, error))
    return FALSE;
  if (terms.version != NULL && g_str_has_prefix (terms.version, "dtls"))
    return refuse (world, device, "speaks TLS in a run; trustbed-cli handshake makes handshakes of DTLS", error);
  making = g_new0 (TbMaking, 1);
  making->started = (TbRecord) { .time_us = world->now_us, .subject = device, .object = service, .value = world->n_sessions + ++world->n_trials,
                                  .detail = TB_TRIAL_DETAIL (TB_SESSION_TRIAL, tb_service_get (world, service)->key_number) };
  making->algorithm = tb_trial_get_algorithm (&terms);
  begin (world, making, line);
  return TRUE;
}

static TbMaking *
find (TbWorld *world, const TbEvent *event)
{
  return g_hash_table_lookup (world->makings, GUINT_TO_POINTER ((guint) event->value));
}

/* What @who computes for a flight; both sides have keys of one kind. */
static gint64
cost_us (TbWorld *world, const TbMaking *making, const TbFlight *flight)
{
  const TbProfile *profile = tb_world_get_profile (world, flight->from == TB_SIDE_CLIENT ? making->started.subject : making->started.object);
  gboolean is_rsa = tb_key_algorithm_is_rsa (making->algorithm);

  if (profile == NULL)
    return 0;
  return flight->n_signs * (is_rsa ? profile->rsa_private_us : profile->sign_us) + flight->n_verifies * (is_rsa ? profile->rsa_public_us : profile->verify_us)
         + flight->n_agreements * profile->agree_us + flight->n_keygens * profile->keygen_us
         + (gint64) flight->canonical_length * TB_US_PER_SECOND / profile->bulk_bytes_per_s;
}

/* The next flight leaves when its sender has computed, or it is over. */
static void
go_on (TbWorld *world, TbMaking *making, gint64 after_us)
{
  TbTranscript *transcript = making->trial->transcript;
  gboolean is_over = making->next_flight >= tb_transcript_get_n_flights (transcript);
  const TbFlight *next = is_over ? tb_transcript_get_closing (transcript) : tb_transcript_get_flight (transcript, making->next_flight);
  gint64 work_us = making->next_flight > 0 ? cost_us (world, making, next) : 0;

  tb_world_push (world, after_us + work_us, is_over ? TB_EVENT_TRIAL_END : TB_EVENT_TRIAL_FLIGHT, making->started.subject, (guint64) making->started.value);
}

void
tb_making_ready (TbWorld *world, const TbEvent *event)
{
  TbMaking *making = find (world, event);

  tb_pool_join (world->pool, g_steal_pointer (&making->task));
  if (making->trial == NULL)
    {
      tb_world_fail (world, "making a handshake on purpose", g_steal_pointer (&making->error));
      return;
    }
  making->payload = tb_world_add_payload (world, tb_transcript_to_bytes (making->trial->transcript));
  go_on (world, making, 0);
}

void
tb_making_flight (TbWorld *world, const TbEvent *event)
{
  TbMaking *making = find (world, event);
  guint number = making->next_flight++;
  const TbFlight *flight = tb_transcript_get_flight (making->trial->transcript, number);
  guint32 from = flight->from == TB_SIDE_CLIENT ? making->started.subject : making->started.object;
  guint32 to = flight->from == TB_SIDE_CLIENT ? making->started.object : making->started.subject;
  gint64 way_us = tb_fleet_get_path_time_us (world->fleet, from, to, flight->canonical_length, &making->losses);

  tb_world_record (world, TB_RECORD_TRIAL_FLIGHT, from, to, way_us, (guint16) number, making->payload);
  go_on (world, making, way_us);
}

/* 0 accepted, 1 intercepted, 2 downgraded. */
static guint16
grade_of (const TbTrial *trial)
{
  return trial->behind != NULL ? 1 : trial->meant != NULL ? 2 : 0;
}

void
tb_making_end (TbWorld *world, const TbEvent *event)
{
  TbMaking *making = find (world, event);
  const TbRecord *started = &making->started;
  TbTranscript *transcript = making->trial->transcript, *behind = making->trial->behind;

  if (behind != NULL)
    tb_world_record (world, TB_RECORD_TRIAL_BEHIND, started->subject, started->object, started->value, tb_transcript_is_accepted (behind) != FALSE,
                     tb_world_add_payload (world, tb_transcript_to_bytes (behind)));
  if (tb_transcript_is_accepted (transcript))
    tb_world_record (world, TB_RECORD_TRIAL_COMPLETED, started->subject, started->object, started->value, grade_of (making->trial), making->payload);
  else
    tb_world_record (world, TB_RECORD_TRIAL_REFUSED, started->subject, started->object, started->value,
                     (guint16) MAX (tb_transcript_get_alert (transcript), 0), making->payload);
  g_hash_table_remove (world->makings, GUINT_TO_POINTER ((guint) event->value));
}

static gboolean
is_of (gpointer number, gpointer data, gpointer user_data)
{
  TbMaking *making = data;
  TbWorld *world = ((gpointer *) user_data)[0];
  guint32 client = GPOINTER_TO_UINT (((gpointer *) user_data)[1]);

  if (making->started.subject != client)
    return FALSE;
  if (making->task != NULL)
    tb_pool_join (world->pool, g_steal_pointer (&making->task));
  return TRUE;
}

/* What was switched off does not finish its handshake. */
void
tb_making_abandon (TbWorld *world, guint32 client)
{
  gpointer whose[] = { world, GUINT_TO_POINTER (client) };

  g_hash_table_foreach_remove (world->makings, is_of, whose);
}
