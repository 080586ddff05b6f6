/* Certificates come over the protocols' own messages, by the group's policy, whatever becomes of authority, power and clock meanwhile. */
#include "fleet-fixture.h"
#include "tb-message.h"

#define MINUTE TB_US_PER_MINUTE
#define DAY    TB_US_PER_DAY

/* The house as it is before anything has happened; the group that is looked at may be changed. */
static TbGroup *
set_up (House *house, const char *group)
{
  house_set_up (house, NULL);
  return (TbGroup *) tb_fleet_find_group (house->fleet, group);
}

static void
set_policy (House *house, const char *group, const char *text)
{
  const TbGroup *found = tb_fleet_find_group (house->fleet, group);
  TbEnrolPolicy policy = *tb_world_get_policy (house->world, found);
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_enrol_policy_from_text (&policy, text, &error));
  g_assert_no_error (error);
  house_do (tb_world_set_policy (house->world, found, &policy, &error), error);
}

/* The start of the nth message from one to another, or NULL. */
static char *
read_message (House *house, guint32 from, guint32 to, guint nth)
{
  for (guint n = 0;; n++)
    {
      const TbRecord *record = house_find (house, TB_RECORD_MESSAGE, from, n);
      TbMessageInfo info;
      char *text;

      if (record == NULL)
        return NULL;
      if (record->object != to || nth-- > 0)
        continue;
      g_assert_true (tb_message_decode (tb_journal_get_payload (house->journal, record->payload), &info));
      text = g_strndup (g_bytes_get_data (info.plain, NULL), MIN (g_bytes_get_size (info.plain), 60));
      g_bytes_unref (info.plain);
      return text;
    }
}

static void
assert_says (House *house, guint32 from, guint32 to, guint nth, const char *what)
{
  g_autofree char *text = read_message (house, from, to, nth);

  g_assert_nonnull (text);
  if (!g_str_has_prefix (text, what))
    g_error ("message %u begins \"%s\", not \"%s\"", nth, text, what);
}

static guint
count_reason (House *house, guint32 subject, const char *reason)
{
  guint count = 0;
  const TbRecord *record;

  for (guint n = 0; (record = house_find (house, TB_RECORD_ENROLMENT_REFUSED, subject, n)) != NULL; n++)
    {
      g_autofree char *text = house_text (house, record);

      count += g_str_equal (text, reason);
    }
  return count;
}

static guint8
identity_of (House *house, guint32 object)
{
  return house_state (house, object)->identity;
}

static void
est_is_http_inside_tls (House *house, gconstpointer unused)
{
  const TbRecord *request;

  house_play (house, MINUTE);
  request = house_find (house, TB_RECORD_MESSAGE, house->locks, 0);
  g_assert_true (TB_DETAIL_IS_PROTECTED (request->detail));
  assert_says (house, house->locks, house->authority, 0, "POST /.well-known/est/simpleenroll HTTP/1.1\r\n");
  assert_says (house, house->authority, house->locks, 0, "HTTP/1.1 200 OK\r\n");
  house_play (house, 2 * DAY + TB_US_PER_HOUR);
  assert_says (house, house->locks, house->authority, 1, "POST /.well-known/est/simplereenroll HTTP/1.1\r\n");
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 2);
}

static void
the_cause_of_each_request_is_noted (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_renew (house->world, house->locks, &error), error);
  house_play (house, 2 * DAY + TB_US_PER_HOUR);
  g_assert_cmpint (house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks, 0)->value, ==, TB_CAUSE_SWITCHED_ON);
  g_assert_cmpint (house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks, 1)->value, ==, TB_CAUSE_ORDERED);
  g_assert_cmpint (house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks, 2)->value, ==, TB_CAUSE_DUE);
}

/* Who slept past the end comes back by the identity of its factory; one with a secret needs its owner. */
static void
sleep_past_the_end (House *house, const char *first_proof)
{
  TbGroup *locks = set_up (house, "lock");
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_enrol_policy_set (&locks->policy, "first-proof", first_proof, NULL));
  house_play (house, MINUTE);
  g_assert_cmpuint (identity_of (house, house->locks), ==, TB_IDENTITY_VALID);
  house_do (tb_world_power (house->world, house->locks, FALSE, &error), error);
  house_play (house, 4 * DAY);
  g_assert_cmpuint (identity_of (house, house->locks), ==, TB_IDENTITY_EXPIRED);
  house_do (tb_world_power (house->world, house->locks, TRUE, &error), error);
  house_play (house, 4 * DAY + 10 * MINUTE);
}

static void
a_factory_identity_outlives_the_certificate (void)
{
  House house;

  sleep_past_the_end (&house, "factory");
  g_assert_cmpuint (identity_of (&house, house.locks), ==, TB_IDENTITY_VALID);
  g_assert_cmpuint (house_count (&house, TB_RECORD_ENROLMENT_REFUSED, house.locks), ==, 0);
  house_tear_down (&house, NULL);
}

static void
a_secret_is_good_once (void)
{
  g_autoptr (GError) error = NULL;
  House house;

  sleep_past_the_end (&house, "secret");
  g_assert_cmpuint (identity_of (&house, house.locks), ==, TB_IDENTITY_EXPIRED);
  g_assert_cmpuint (count_reason (&house, house.locks, "http-401"), >, 0);
  house_do (tb_world_enrol (house.world, house.locks, &error), error);
  house_play (&house, 4 * DAY + 20 * MINUTE);
  g_assert_cmpuint (identity_of (&house, house.locks), ==, TB_IDENTITY_VALID);
  house_tear_down (&house, NULL);
}

static void
scep_goes_in_the_clear_and_protects_itself (void)
{
  House house;
  TbGroup *plug = set_up (&house, "lock");

  plug->key_algorithm = TB_KEY_RSA2048;
  plug->policy.protocol = TB_ENROL_SCEP;
  plug->policy.first = TB_FIRST_SECRET;
  for (guint32 i = 1; i < plug->count; i++)
    ((TbGroup *) plug)->spread_us = 100 * DAY;
  house_play (&house, 2 * DAY + TB_US_PER_HOUR);
  g_assert_cmpuint (house_state (&house, house.locks)->n_certificates, ==, 2);
  g_assert_false (TB_DETAIL_IS_PROTECTED (house_find (&house, TB_RECORD_MESSAGE, house.locks, 0)->detail));
  assert_says (&house, house.locks, house.authority, 0, "GET /scep?operation=GetCACaps");
  assert_says (&house, house.locks, house.authority, 1, "GET /scep?operation=GetCACert");
  assert_says (&house, house.locks, house.authority, 2, "POST /scep?operation=PKIOperation");
  assert_says (&house, house.locks, house.authority, 5, "POST /scep?operation=PKIOperation");
  house_tear_down (&house, NULL);
}

static void
acme_proves_a_name (void)
{
  House house;
  TbGroup *gateways = set_up (&house, "gw");

  gateways->policy.protocol = TB_ENROL_ACME;
  gateways->policy.first = TB_FIRST_SECRET;
  house_play (&house, 2 * DAY + TB_US_PER_HOUR);
  g_assert_cmpuint (house_state (&house, house.gateways)->n_certificates, ==, 2);
  assert_says (&house, house.authority, house.gateways, 0, "HTTP/1.1 200 OK");
  g_assert_cmpuint (house_count (&house, TB_RECORD_ENROLMENT_REFUSED, house.gateways), ==, 0);
  for (guint nth = 0;; nth++)
    {
      g_autofree char *text = read_message (&house, house.authority, house.gateways, nth);

      g_assert_nonnull (text);
      if (g_str_has_prefix (text, "GET /.well-known/acme-challenge/"))
        break;
    }
  house_tear_down (&house, NULL);
}

/* A third of three days is left when they try first: an outage of half a day costs nobody anything, one of two days does. */
static void
an_outage_is_survived_by_who_renews_early (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  house_play (house, 2 * DAY - TB_US_PER_HOUR);
  house_do (tb_world_set_outage (house->world, house->authority, TRUE, &error), error);
  house_play (house, 2 * DAY + TB_US_PER_DAY / 2);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 1);
  g_assert_cmpuint (count_reason (house, house->locks, "unreachable"), >, 3);
  house_do (tb_world_set_outage (house->world, house->authority, FALSE, &error), error);
  house_play (house, 3 * DAY);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 2);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_EXPIRED, house->locks), ==, 0);
  g_assert_false (tb_world_set_outage (house->world, house->authority, FALSE, &error));
  g_assert_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW);
}

static void
a_new_policy_moves_renewals (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  set_policy (house, "lock", "renew-before=2d");
  house_play (house, DAY + TB_US_PER_HOUR);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 2);
  g_assert_cmpuint (house_state (house, house->gateways)->n_certificates, ==, 1);
  g_assert_cmpuint (house_state (house, house->locks)->policy, !=, TB_NO_PAYLOAD);
}

static void
a_policy_that_does_not_fit_is_refused (House *house, gconstpointer unused)
{
  const TbGroup *locks = tb_fleet_find_group (house->fleet, "lock");
  TbEnrolPolicy policy = *tb_world_get_policy (house->world, locks);
  g_autoptr (GError) error = NULL;

  g_assert_false (tb_world_set_policy (house->world, locks, &policy, &error));
  g_assert_nonnull (strstr (error->message, "already"));
  g_clear_error (&error);
  policy.protocol = TB_ENROL_SCEP;
  g_assert_false (tb_world_set_policy (house->world, locks, &policy, &error));
  g_assert_nonnull (strstr (error->message, "RSA"));
  g_clear_error (&error);
  g_assert_false (tb_world_set_policy (house->world, tb_fleet_find_group (house->fleet, "camera"), &policy, &error));
  g_assert_nonnull (strstr (error->message, "no authority"));
}

static void
who_keeps_its_key_makes_none (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  set_policy (house, "lock", "rekey=no");
  house_play (house, 2 * DAY + TB_US_PER_HOUR);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 2);
  g_assert_cmpuint (house_count (house, TB_RECORD_KEY_MADE, house->locks), ==, 1);
}

/* Everybody at once: those for whom there is no place come again later. */
static void
an_authority_that_is_overrun_serves_all_in_the_end (void)
{
  House house;
  TbGroup *authority = set_up (&house, "authority");
  guint n_sent_away = 0;

  authority->serves = 1;
  authority->quota = 4;
  authority->quota_window_us = 10 * MINUTE;
  house_play (&house, TB_US_PER_HOUR);
  for (guint32 i = 0; i < 4; i++)
    {
      n_sent_away += count_reason (&house, house.locks + i, "quota");
      g_assert_cmpuint (identity_of (&house, house.locks + i), ==, TB_IDENTITY_VALID);
    }
  g_assert_cmpuint (n_sent_away, >=, 2);
  house_tear_down (&house, NULL);
}

static void
try_clock (House *house, const char *habit)
{
  TbGroup *locks = set_up (house, "lock");

  locks->has_no_battery = TRUE;
  g_assert_true (tb_enrol_policy_set (&locks->policy, "clock", habit, NULL));
  house_play (house, MINUTE);
}

static void
in_1970_no_certificate_is_valid_yet (void)
{
  g_autoptr (GError) error = NULL;
  House house;

  try_clock (&house, "trust");
  g_assert_cmpuint (identity_of (&house, house.locks), ==, TB_IDENTITY_NONE);
  g_assert_cmpuint (house_count (&house, TB_RECORD_HANDSHAKE_REFUSED, house.locks), >, 0);
  house_do (tb_world_set_clock (house.world, house.locks, G_MININT64, &error), error);
  house_play (&house, 10 * MINUTE);
  g_assert_cmpuint (identity_of (&house, house.locks), ==, TB_IDENTITY_VALID);
  house_tear_down (&house, NULL);
}

static void
a_clock_may_have_a_floor_or_be_asked_for (void)
{
  static const char *const habits[] = { "floor", "ask" };

  for (guint i = 0; i < G_N_ELEMENTS (habits); i++)
    {
      House house;

      try_clock (&house, habits[i]);
      g_assert_cmpuint (identity_of (&house, house.locks), ==, TB_IDENTITY_VALID);
      g_assert_cmpint (house_state (&house, house.locks)->clock_offset_us == 0, ==, i == 1);
      house_tear_down (&house, NULL);
    }
}

static void
sleepers_wake_and_sleep_again (void)
{
  House house;
  TbGroup *locks = set_up (&house, "lock");

  locks->sleep_us = DAY;
  locks->wake_us = TB_US_PER_HOUR;
  house_play (&house, 6 * DAY);
  g_assert_cmpuint (house_count (&house, TB_RECORD_POWERED_OFF, house.locks), >=, 5);
  g_assert_cmpuint (house_count (&house, TB_RECORD_CERTIFICATE_EXPIRED, house.locks), ==, 0);
  g_assert_cmpuint (house_state (&house, house.locks)->n_certificates, >=, 2);
  house_tear_down (&house, NULL);
}

#define ADD(name, function) g_test_add ("/enrolment/" name, House, NULL, house_set_up, function, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("est-is-http-inside-tls", est_is_http_inside_tls);
  ADD ("the-cause-of-each-request-is-noted", the_cause_of_each_request_is_noted);
  g_test_add_func ("/enrolment/a-factory-identity-outlives-the-certificate", a_factory_identity_outlives_the_certificate);
  g_test_add_func ("/enrolment/a-secret-is-good-once", a_secret_is_good_once);
  g_test_add_func ("/enrolment/scep-goes-in-the-clear-and-protects-itself", scep_goes_in_the_clear_and_protects_itself);
  g_test_add_func ("/enrolment/acme-proves-a-name", acme_proves_a_name);
  ADD ("an-outage-is-survived-by-who-renews-early", an_outage_is_survived_by_who_renews_early);
  ADD ("a-new-policy-moves-renewals", a_new_policy_moves_renewals);
  ADD ("a-policy-that-does-not-fit-is-refused", a_policy_that_does_not_fit_is_refused);
  ADD ("who-keeps-its-key-makes-none", who_keeps_its_key_makes_none);
  g_test_add_func ("/enrolment/an-authority-that-is-overrun-serves-all-in-the-end", an_authority_that_is_overrun_serves_all_in_the_end);
  g_test_add_func ("/enrolment/in-1970-no-certificate-is-valid-yet", in_1970_no_certificate_is_valid_yet);
  g_test_add_func ("/enrolment/a-clock-may-have-a-floor-or-be-asked-for", a_clock_may_have_a_floor_or_be_asked_for);
  g_test_add_func ("/enrolment/sleepers-wake-and-sleep-again", sleepers_wake_and_sleep_again);
  return g_test_run ();
}
