/* Who may connect where, what each may publish, when reports begin and end, and who overhears it. */
#include "fleet-fixture.h"

#include <string.h>

#include "tb-password.h"
#include "tb-transcript.h"
#include "tb-world-private.h"

#define MINUTE TB_US_PER_MINUTE

static void
publish (House *house, guint32 device, const char *topic)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_publish (house->world, device, topic, "open", &error), error);
  house_play (house, tb_world_get_time (house->world) + TB_US_PER_SECOND);
}

static void
authenticated_is_not_authorised (House *house, gconstpointer unused)
{
  const char *own[] = { "home/lock-02/state", "home/lock-02/", "home/lock-02/a/b" };
  const char *foreign[] = { "home/lock-01/command", "home/lock-021/x", "home/lock-02", "home", "", "HOME/lock-02/state", "home/lock-01/../lock-02/x" };
  guint32 lock = house->locks + 1;

  house_play (house, MINUTE);
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    publish (house, lock, own[i]);
  g_assert_cmpuint (house_count (house, TB_RECORD_PUBLISH_REFUSED, TB_NOBODY), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      publish (house, lock, foreign[i]);
      g_assert_cmpuint (house_count (house, TB_RECORD_PUBLISH_REFUSED, lock), ==, i + 1);
    }
  g_assert_cmpuint (house_find (house, TB_RECORD_PUBLISH_REFUSED, lock, 0)->object, ==, house->broker);
}

/* The old broker believes everything. */
static void
nobody_checks_at_the_old_broker (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  publish (house, house->cameras, "home/lock-01/command");
  g_assert_cmpuint (house_count (house, TB_RECORD_PUBLISH_REFUSED, TB_NOBODY), ==, 0);
  g_assert_true (tb_broker_allows (tb_fleet_group_of (house->fleet, house->old_broker), FALSE, "camera-01", "anything"));
  g_assert_false (tb_broker_allows (tb_fleet_group_of (house->fleet, house->broker), TRUE, "lock-01", "anything"));
}

/* A message that was on its way when its sender hung up is judged by the broker it was sent to. */
static void
judged_by_whom_it_was_sent_to (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_publish (house->world, house->locks, "home/lock-02/x", "open", &error), error);
  house_do (tb_world_disconnect (house->world, house->locks, &error), error);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_PUBLISH_REFUSED, house->locks), ==, 1);
}

static void
connect_to (House *house, guint32 device, guint32 broker)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_connect (house->world, device, broker, &error), error);
  house_play (house, tb_world_get_time (house->world) + MINUTE);
}

static void
without_a_certificate_no_access (House *house, gconstpointer unused)
{
  const TbRecord *refused;
  g_autoptr (TbTranscript) transcript = NULL;

  house_play (house, MINUTE);
  connect_to (house, house->cameras, house->broker);
  refused = house_find (house, TB_RECORD_HANDSHAKE_REFUSED, house->cameras, 0);
  g_assert_nonnull (refused);
  g_assert_cmpuint (refused->detail, ==, 116);
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (house->journal, refused->payload), NULL);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, "no-certificate");
  /* What it had with its own broker goes on. */
  g_assert_cmpint (house_state (house, house->cameras)->report_interval_us, ==, MINUTE);
}

static void
an_unknown_authority_is_refused (House *house, gconstpointer unused)
{
  g_autoptr (TbTranscript) transcript = NULL;
  const TbRecord *refused;

  house_play (house, MINUTE);
  refused = house_find (house, TB_RECORD_HANDSHAKE_REFUSED, house->plug, 0);
  g_assert_cmpuint (refused->detail, ==, 48);
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (house->journal, refused->payload), NULL);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, "unknown-authority");
}

static void
the_old_broker_takes_anyone (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_REPORTING_STARTED, house->cameras), ==, 1);
  g_assert_cmpuint (house_count (house, TB_RECORD_HANDSHAKE_STARTED, house->cameras), ==, 0);
  connect_to (house, house->locks, house->old_broker);
  g_assert_cmpuint (house_count (house, TB_RECORD_CONNECT_REFUSED, TB_NOBODY), ==, 0);
  g_assert_cmpuint (house_count (house, TB_RECORD_SESSION_CLOSED, house->locks), ==, 1);
  /* Reports are for its own broker. */
  g_assert_cmpint (house_state (house, house->locks)->report_interval_us, ==, 0);
}

/* A broker that demands certificates and cannot see one takes no client id on trust. */
static void
a_client_id_has_to_be_proved (void)
{
  House house;
  TbFleet *fleet = house_new_fleet ();
  g_autoptr (GError) error = NULL;

  ((TbGroup *) tb_fleet_find_group (fleet, "old-broker"))->demands_certificate = TRUE;
  house_set_up_fleet (&house, fleet);
  house_play (&house, MINUTE);
  g_assert_cmpuint (house_count (&house, TB_RECORD_CONNECT_REFUSED, house.cameras), ==, 1);
  g_assert_cmpuint (house_find (&house, TB_RECORD_CONNECT_REFUSED, house.cameras, 0)->detail, ==, 2);
  g_assert_cmpuint (house_count (&house, TB_RECORD_REPORTING_STARTED, house.cameras), ==, 0);
  g_assert_false (tb_world_publish (house.world, house.cameras, "a", "b", &error));
  g_assert_cmpstr (error->message, ==, "camera-01 is not connected to a broker; connect it first");
  house_tear_down (&house, NULL);
}

/* Only what passes the gateway that is listened to, and only what is in the clear. */
static void
passwords_are_overheard_where_somebody_listens (House *house, gconstpointer unused)
{
  house_play (house, 10 * MINUTE);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (house_count (house, TB_RECORD_CREDENTIAL_SEEN, house->cameras + i), ==, i % 2 == 0);
  g_assert_cmpuint (house_find (house, TB_RECORD_CREDENTIAL_SEEN, house->cameras, 0)->object, ==, house->eavesdropper);
  g_assert_cmpuint (house_state (house, house->cameras)->health, ==, TB_HEALTH_EXPOSED);
  g_assert_cmpuint (house_state (house, house->cameras + 1)->health, ==, TB_HEALTH_HEALTHY);
  g_assert_cmpuint (tb_state_get_totals (tb_world_get_state (house->world))->n_exposed, ==, 2);
}

static void
the_message_that_gave_it_away (House *house, gconstpointer unused)
{
  const TbRecord *seen;
  TbMessageInfo message;
  gsize n;
  const char *plain;

  house_play (house, MINUTE);
  seen = house_find (house, TB_RECORD_CREDENTIAL_SEEN, house->cameras, 0);
  g_assert_true (tb_message_decode (tb_journal_get_payload (house->journal, seen->payload), &message));
  plain = g_bytes_get_data (message.plain, &n);
  g_assert_nonnull (memmem (plain, n, "admin1234", 9));
  g_bytes_unref (message.plain);
}

static gboolean
says (House *house, const TbRecord *seen, const char *word)
{
  TbMessageInfo message;
  g_autoptr (GBytes) plain = NULL;
  gsize n;
  const char *bytes;

  g_assert_true (tb_message_decode (tb_journal_get_payload (house->journal, seen->payload), &message));
  plain = message.plain;
  bytes = g_bytes_get_data (plain, &n);
  return memmem (bytes, n, word, strlen (word)) != NULL;
}

static void
change_password (House *house)
{
  const TbDevices one = { house->cameras, 1 };
  g_autoptr (GError) error = NULL;

  house_do (tb_world_defend (house->world, &one, TB_DEFENCE_CHANGE_CREDENTIAL, 0, TRUE, &error), error);
}

/* Nobody has read the new one, until it goes the same way as the old one; changing it once more helps for as long. */
static void
a_changed_password_is_another (House *house, gconstpointer unused)
{
  g_autofree char *second = tb_password_dup (house->fleet, house->cameras, 1), *third = tb_password_dup (house->fleet, house->cameras, 2);
  g_autofree char *other = tb_password_dup (house->fleet, house->cameras + 1, 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (second, !=, third);
  g_assert_cmpstr (second, !=, other);
  house_play (house, MINUTE);
  change_password (house);
  g_assert_cmpuint (house_state (house, house->cameras)->health, ==, TB_HEALTH_HEALTHY);
  house_do (tb_world_disconnect (house->world, house->cameras, &error), error);
  house_do (tb_world_connect (house->world, house->cameras, house->old_broker, &error), error);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_CREDENTIAL_SEEN, house->cameras), ==, 2);
  g_assert_true (says (house, house_find (house, TB_RECORD_CREDENTIAL_SEEN, house->cameras, 1), second));
  g_assert_false (says (house, house_find (house, TB_RECORD_CREDENTIAL_SEEN, house->cameras, 1), "admin1234"));
  change_password (house);
  g_assert_cmpuint (house_state (house, house->cameras)->n_credentials, ==, 2);
  g_assert_false (house_state (house, house->cameras)->exposed);
}

static void
report_every (House *house, guint32 device, gint64 interval_us)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_report (house->world, device, interval_us, &error), error);
}

/* Chosen before the first report was due: what was planned then must not come back. */
static void
the_interval_last_chosen_holds (House *house, gconstpointer unused)
{
  g_assert_true (house_play_to (house, TB_RECORD_HANDSHAKE_COMPLETED, house->locks));
  while (house_count (house, TB_RECORD_MESSAGE, house->broker) == 0)
    tb_world_step (house->world), tb_journal_publish (house->journal);
  house_play (house, tb_world_get_time (house->world) + 500 * TB_US_PER_MS);
  g_assert_cmpint (house_state (house, house->locks)->report_interval_us, ==, 0);
  report_every (house, house->locks, 5 * TB_US_PER_SECOND);
  house_play (house, 10 * MINUTE);
  g_assert_cmpint (house_state (house, house->locks)->report_interval_us, ==, 5 * TB_US_PER_SECOND);
  report_every (house, house->locks, 0);
  house_play (house, 20 * MINUTE);
  g_assert_cmpint (house_state (house, house->locks)->report_interval_us, ==, 0);
}

static void
silence_chosen_before_the_first_report_lasts (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  for (guint i = 0; i < 4; i++)
    {
      publish (house, house->locks + i, "home/lock-01/x");
      report_every (house, house->locks + i, 0);
    }
  house_play (house, 20 * MINUTE);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (house_state (house, house->locks + i)->report_interval_us, ==, 0);
}

/* A century between two reports is an interval like any other. */
static void
long_intervals_are_kept_whole (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  report_every (house, house->locks, TB_UNITS_MAX_US);
  house_play (house, 2 * MINUTE);
  g_assert_cmpint (house_state (house, house->locks)->report_interval_us, ==, TB_UNITS_MAX_US);
}

/* One message between two reports takes a sequence number of its own, and the series goes on as it would have. */
static void
a_message_interrupts_the_series (House *house, gconstpointer unused)
{
  const TbRecord *first, *second;
  TbSeries before, after;

  house_play (house, 3 * MINUTE);
  first = house_find (house, TB_RECORD_REPORTING_STARTED, house->locks, 0);
  house_play (house, first->time_us + 5 * MINUTE + MINUTE / 2);
  publish (house, house->locks, "home/lock-01/x");
  publish (house, house->locks, "home/lock-01/y");
  house_play (house, 20 * MINUTE);
  second = house_find (house, TB_RECORD_REPORTING_STARTED, house->locks, 1);
  g_assert_null (house_find (house, TB_RECORD_REPORTING_STARTED, house->locks, 2));
  g_assert_cmpint (second->time_us, ==, first->time_us + 6 * MINUTE);
  g_assert_cmpint (second->value, ==, MINUTE);
  g_assert_true (tb_series_decode (tb_journal_get_payload (house->journal, first->payload), &before));
  g_assert_true (tb_series_decode (tb_journal_get_payload (house->journal, second->payload), &after));
  g_assert_cmpuint (after.first_report, ==, before.first_report + 6);
  g_assert_cmpuint (after.first_sequence, ==, before.first_sequence + 6 + 2);
}

static void
one_thing_at_a_time (House *house, gconstpointer unused)
{
  g_autoptr (GError) off = NULL, busy = NULL, no_broker = NULL, not_device = NULL, done = NULL;

  g_assert_false (tb_world_connect (house->world, house->locks, house->broker, &off));
  g_assert_cmpstr (off->message, ==, "lock-01 is switched off; switch it on first");
  house_play (house, MINUTE);
  g_assert_false (tb_world_connect (house->world, house->locks, house->gateways, &no_broker));
  g_assert_cmpstr (no_broker->message, ==, "lock-01 can connect to brokers only; say which with to=");
  g_assert_false (tb_world_connect (house->world, house->broker, house->broker, &not_device));
  g_assert_cmpstr (not_device->message, ==, "broker is no device; name a device or a gateway");
  house_do (tb_world_connect (house->world, house->cameras, house->old_broker, &done), done);
  g_assert_false (tb_world_connect (house->world, house->cameras, house->old_broker, &busy));
  g_assert_cmpstr (busy->message, ==, "camera-01 is in the middle of a handshake or an enrolment; try again in a moment");
}

/* A renewal that fell due during a handshake that a person ordered, and that was refused, is not forgotten. */
static void
a_renewal_due_in_the_meantime_is_made_up_for (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  gint64 due_us;

  house_play (house, 2 * TB_US_PER_MINUTE);
  due_us = house_state (house, house->plug)->not_after_us - HOUSE_LIFETIME_US / 3;
  house_play (house, due_us - 10 * TB_US_PER_MS);
  house_do (tb_world_connect (house->world, house->plug, house->broker, &error), error);
  house_play (house, due_us + MINUTE);
  g_assert_cmpuint (house_state (house, house->plug)->n_certificates, ==, 2);
}

#define ADD(name, func) g_test_add ("/broker/" name, House, NULL, house_set_up, func, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("topics", authenticated_is_not_authorised);
  ADD ("old", nobody_checks_at_the_old_broker);
  ADD ("judged", judged_by_whom_it_was_sent_to);
  ADD ("no-certificate", without_a_certificate_no_access);
  ADD ("unknown-authority", an_unknown_authority_is_refused);
  ADD ("anyone", the_old_broker_takes_anyone);
  g_test_add_func ("/broker/client-id", a_client_id_has_to_be_proved);
  ADD ("overheard", passwords_are_overheard_where_somebody_listens);
  ADD ("password", the_message_that_gave_it_away);
  ADD ("changed-password", a_changed_password_is_another);
  ADD ("interval", the_interval_last_chosen_holds);
  ADD ("silence", silence_chosen_before_the_first_report_lasts);
  ADD ("century", long_intervals_are_kept_whole);
  ADD ("interrupt", a_message_interrupts_the_series);
  ADD ("one-thing", one_thing_at_a_time);
  ADD ("made-up", a_renewal_due_in_the_meantime_is_made_up_for);
  return g_test_run ();
}
