/* Every edge of the lifecycle, everything that is no edge, and sums that equal a recount. */
#include "fleet-fixture.h"

#include <string.h>

#define LOCK 9  /* one of the locks in the house */

static TbRecord
make (TbRecordKind kind, guint32 subject, gint64 value, guint16 detail, guint32 payload)
{
  return (TbRecord) { 1000, value, subject, TB_NOBODY, payload, (guint16) kind, detail };
}

static gboolean
apply (TbState *state, TbRecordKind kind, gint64 value, guint16 detail, guint32 payload)
{
  TbRecord record = make (kind, LOCK, value, detail, payload);

  return tb_state_apply (state, &record);
}

typedef enum { ASK_FIRST, ASK_NEXT, INSTALL, REFUSE, EXPIRE_SOON, EXPIRE, REVOKE, RELEASE, LOSE, N_MOVES } Move;

static gboolean
move (TbState *state, Move what)
{
  switch (what)
    {
    case ASK_FIRST: return apply (state, TB_RECORD_CERTIFICATE_REQUESTED, 0, 0, 1);
    case ASK_NEXT: return apply (state, TB_RECORD_CERTIFICATE_REQUESTED, 0, 1, 1);
    case INSTALL: return apply (state, TB_RECORD_CERTIFICATE_INSTALLED, 5000, 0, 2);
    case REFUSE: return apply (state, TB_RECORD_ENROLMENT_REFUSED, 0, 0, 3);
    case EXPIRE_SOON: return apply (state, TB_RECORD_CERTIFICATE_EXPIRING, 5000, 0, TB_NO_PAYLOAD);
    case REVOKE: return apply (state, TB_RECORD_CERTIFICATE_REVOKED, 900, 1, 2);
    case RELEASE: return apply (state, TB_RECORD_CERTIFICATE_RELEASED, 0, 0, 2);
    case LOSE: return apply (state, TB_RECORD_TRUST_LOST, 0, 0, 1);
    default: return apply (state, TB_RECORD_CERTIFICATE_EXPIRED, 0, 0, TB_NO_PAYLOAD);
    }
}

/* How a device gets into each state, as moves ending with N_MOVES. */
static const Move ways[TB_IDENTITY_N_STATES][5] = {
  [TB_IDENTITY_NONE] = { N_MOVES },
  [TB_IDENTITY_ENROLLING] = { ASK_FIRST, N_MOVES },
  [TB_IDENTITY_VALID] = { ASK_FIRST, INSTALL, N_MOVES },
  [TB_IDENTITY_RENEWING] = { ASK_FIRST, INSTALL, ASK_NEXT, N_MOVES },
  [TB_IDENTITY_EXPIRING] = { ASK_FIRST, INSTALL, EXPIRE_SOON, N_MOVES },
  [TB_IDENTITY_EXPIRED] = { ASK_FIRST, INSTALL, EXPIRE, N_MOVES },
  [TB_IDENTITY_REVOKED] = { ASK_FIRST, INSTALL, REVOKE, N_MOVES },
  [TB_IDENTITY_LOST] = { ASK_FIRST, INSTALL, LOSE, N_MOVES },
};

#define NOWHERE (-1)

static const int expected[TB_IDENTITY_N_STATES][N_MOVES] = {
  /*                         ASK_FIRST              ASK_NEXT              INSTALL            REFUSE                EXPIRE_SOON           EXPIRE                REVOKE                RELEASE               LOSE */
  [TB_IDENTITY_NONE] =      { TB_IDENTITY_ENROLLING, NOWHERE,              TB_IDENTITY_VALID, NOWHERE,              NOWHERE,              NOWHERE,              NOWHERE,              NOWHERE, TB_IDENTITY_LOST },
  [TB_IDENTITY_ENROLLING] = { TB_IDENTITY_ENROLLING, NOWHERE,              TB_IDENTITY_VALID, TB_IDENTITY_NONE,     NOWHERE,              NOWHERE,              NOWHERE,              NOWHERE, TB_IDENTITY_LOST },
  [TB_IDENTITY_VALID] =     { TB_IDENTITY_RENEWING,  TB_IDENTITY_RENEWING, TB_IDENTITY_VALID, NOWHERE,              TB_IDENTITY_EXPIRING, TB_IDENTITY_EXPIRED,  TB_IDENTITY_REVOKED,  NOWHERE, TB_IDENTITY_LOST },
  [TB_IDENTITY_RENEWING] =  { TB_IDENTITY_RENEWING,  TB_IDENTITY_RENEWING, TB_IDENTITY_VALID, TB_IDENTITY_VALID,    TB_IDENTITY_EXPIRING, TB_IDENTITY_EXPIRED,  TB_IDENTITY_REVOKED,  NOWHERE, TB_IDENTITY_LOST },
  [TB_IDENTITY_EXPIRING] =  { TB_IDENTITY_RENEWING,  TB_IDENTITY_RENEWING, TB_IDENTITY_VALID, TB_IDENTITY_EXPIRING, NOWHERE,              TB_IDENTITY_EXPIRED,  TB_IDENTITY_REVOKED,  NOWHERE, TB_IDENTITY_LOST },
  [TB_IDENTITY_EXPIRED] =   { TB_IDENTITY_ENROLLING, TB_IDENTITY_ENROLLING, TB_IDENTITY_VALID, TB_IDENTITY_EXPIRED,  NOWHERE,              NOWHERE,              NOWHERE,              NOWHERE, TB_IDENTITY_LOST },
  [TB_IDENTITY_REVOKED] =   { TB_IDENTITY_REVOKED,   TB_IDENTITY_REVOKED,  TB_IDENTITY_VALID, TB_IDENTITY_REVOKED,  TB_IDENTITY_REVOKED,  TB_IDENTITY_REVOKED,  TB_IDENTITY_REVOKED,  TB_IDENTITY_VALID, TB_IDENTITY_REVOKED },
  [TB_IDENTITY_LOST] =      { TB_IDENTITY_LOST, TB_IDENTITY_LOST, TB_IDENTITY_LOST, TB_IDENTITY_LOST, TB_IDENTITY_LOST, TB_IDENTITY_LOST, TB_IDENTITY_REVOKED, NOWHERE, TB_IDENTITY_LOST },
};

static void
every_edge_and_no_other (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();

  for (guint from = 0; from < TB_IDENTITY_N_STATES; from++)
    for (guint what = 0; what < N_MOVES; what++)
      {
        g_autoptr (TbState) state = tb_state_new (fleet);
        int to = expected[from][what];

        for (guint i = 0; ways[from][i] != N_MOVES; i++)
          g_assert_true (move (state, ways[from][i]));
        g_assert_cmpuint (tb_state_get (state, LOCK)->identity, ==, from);
        g_assert_true (move (state, (Move) what) == (to != NOWHERE));
        g_assert_cmpint (tb_state_get (state, LOCK)->identity, ==, to != NOWHERE ? to : (int) from);
      }
}

static void
refused_anew_it_still_has_its_expired_certificate (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = tb_state_new (fleet);
  const Move moves[] = { ASK_FIRST, INSTALL, EXPIRE, ASK_FIRST, REFUSE };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    g_assert_true (move (state, moves[i]));
  g_assert_cmpuint (tb_state_get (state, LOCK)->identity, ==, TB_IDENTITY_EXPIRED);
}

/* The hold outlasted the certificate. */
static void
released_too_late_it_has_expired (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = tb_state_new (fleet);
  const Move moves[] = { ASK_FIRST, INSTALL, REVOKE };
  TbRecord release = make (TB_RECORD_CERTIFICATE_RELEASED, LOCK, 0, 0, 2);

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    g_assert_true (move (state, moves[i]));
  release.time_us = 5000;
  g_assert_true (tb_state_apply (state, &release));
  g_assert_cmpuint (tb_state_get (state, LOCK)->identity, ==, TB_IDENTITY_EXPIRED);
}

static void
power_has_two_states (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = tb_state_new (fleet);

  g_assert_false (apply (state, TB_RECORD_POWERED_OFF, 0, 0, TB_NO_PAYLOAD));
  g_assert_true (apply (state, TB_RECORD_POWERED_ON, 0, 0, TB_NO_PAYLOAD));
  g_assert_false (apply (state, TB_RECORD_POWERED_ON, 0, 0, TB_NO_PAYLOAD));
  g_assert_cmpuint (tb_state_get (state, LOCK)->health, ==, TB_HEALTH_HEALTHY);
  g_assert_true (apply (state, TB_RECORD_CREDENTIAL_SEEN, 0, 0, 4));
  g_assert_cmpuint (tb_state_get (state, LOCK)->health, ==, TB_HEALTH_EXPOSED);
  g_assert_true (apply (state, TB_RECORD_CREDENTIAL_SEEN, 0, 0, 4));
  g_assert_cmpuint (tb_state_get_totals (state)->n_exposed, ==, 1);
  g_assert_true (apply (state, TB_RECORD_POWERED_OFF, 0, 0, TB_NO_PAYLOAD));
  g_assert_cmpuint (tb_state_get (state, LOCK)->health, ==, TB_HEALTH_OFF);
  g_assert_true (apply (state, TB_RECORD_POWERED_ON, 0, 0, TB_NO_PAYLOAD));
  g_assert_cmpuint (tb_state_get (state, LOCK)->health, ==, TB_HEALTH_EXPOSED);
}

/* What was read is not what it has now; that it was read once stays true, and the new one can be read as well. */
static void
a_changed_password_was_not_seen (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = tb_state_new (fleet);
  TbRecord changed = make (TB_RECORD_SURFACE_CHANGED, LOCK, tb_surface_pack (&tb_state_get (state, LOCK)->surface), TB_DEFENCE_CHANGE_CREDENTIAL, TB_NO_PAYLOAD);
  TbRecord closed = make (TB_RECORD_SURFACE_CHANGED, LOCK, tb_surface_pack (&tb_state_get (state, LOCK)->surface), TB_DEFENCE_CLOSE_TELNET, TB_NO_PAYLOAD);

  g_assert_true (apply (state, TB_RECORD_POWERED_ON, 0, 0, TB_NO_PAYLOAD));
  g_assert_true (apply (state, TB_RECORD_CREDENTIAL_SEEN, 0, 0, 4));
  g_assert_true (tb_state_apply (state, &closed));
  g_assert_cmpuint (tb_state_get (state, LOCK)->health, ==, TB_HEALTH_EXPOSED);
  g_assert_true (tb_state_apply (state, &changed));
  g_assert_false (tb_state_get (state, LOCK)->exposed);
  g_assert_cmpuint (tb_state_get (state, LOCK)->health, ==, TB_HEALTH_HEALTHY);
  g_assert_cmpuint (tb_state_get (state, LOCK)->n_credentials, ==, 1);
  g_assert_cmpuint (tb_state_get_totals (state)->n_exposed, ==, 1);
  g_assert_true (apply (state, TB_RECORD_CREDENTIAL_SEEN, 0, 0, 5));
  g_assert_cmpuint (tb_state_get (state, LOCK)->health, ==, TB_HEALTH_EXPOSED);
  g_assert_cmpuint (tb_state_get_totals (state)->n_exposed, ==, 2);
}

static void
records_about_nobody_make_no_sense (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = tb_state_new (fleet);
  guint32 n = tb_fleet_get_n_objects (fleet);

  for (guint kind = 0; kind < TB_RECORD_N_KINDS; kind++)
    {
      TbRecord nobody = make ((TbRecordKind) kind, TB_NOBODY, 0, 0, TB_NO_PAYLOAD);
      TbRecord stranger = make ((TbRecordKind) kind, n + 1, 0, 0, TB_NO_PAYLOAD);

      g_assert_true (tb_state_apply (state, &nobody) == (kind <= TB_RECORD_COMMAND_REFUSED));
      g_assert_false (tb_state_apply (state, &stranger));
    }
  for (guint kind = 0; kind <= TB_RECORD_COMMAND_REFUSED; kind++)
    {
      TbRecord somebody = make ((TbRecordKind) kind, LOCK, 0, 0, TB_NO_PAYLOAD);

      g_assert_false (tb_state_apply (state, &somebody));
    }
  for (guint kind = TB_RECORD_N_KINDS; kind <= G_MAXUINT16; kind++)
    {
      TbRecord unknown = make ((TbRecordKind) kind, LOCK, 0, 0, TB_NO_PAYLOAD);

      g_assert_false (tb_state_apply (state, &unknown));
    }
}

static void
reports_are_counted_without_records (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = tb_state_new (fleet);
  TbRecord begin = make (TB_RECORD_REPORTING_STARTED, LOCK, 10, 100 | TB_DETAIL_PROTECTED, 5), stop = make (TB_RECORD_REPORTING_STOPPED, LOCK, 0, 0, TB_NO_PAYLOAD);
  const TbObjectState *object = tb_state_get (state, LOCK);

  g_assert_true (tb_state_apply (state, &begin));
  g_assert_cmpuint (tb_object_state_get_reports (object, 999), ==, 0);
  g_assert_cmpuint (tb_object_state_get_reports (object, 1000), ==, 1);
  g_assert_cmpuint (tb_object_state_get_reports (object, 1009), ==, 1);
  g_assert_cmpuint (tb_object_state_get_reports (object, 1010), ==, 2);
  g_assert_cmpuint (tb_object_state_get_bytes (object, TRUE, 1010), ==, 200);
  g_assert_cmpuint (tb_object_state_get_bytes (object, FALSE, 1010), ==, 0);
  stop.time_us = 1025;
  g_assert_true (tb_state_apply (state, &stop));
  g_assert_cmpuint (tb_object_state_get_reports (object, 5000), ==, 0);
  g_assert_cmpuint (tb_object_state_get_bytes (object, TRUE, 5000), ==, 300);
  g_assert_cmpuint (tb_state_sum_bytes (state, TRUE, 5000), ==, 300);
}

/* A century of reports ten times a second. */
static void
a_century_fits (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = tb_state_new (fleet);
  TbRecord begin = make (TB_RECORD_REPORTING_STARTED, LOCK, 100 * TB_US_PER_MS, TB_DETAIL_MAX_BYTES, 5);
  guint64 n = (guint64) (TB_UNITS_MAX_US / (100 * TB_US_PER_MS)) + 1;

  g_assert_true (tb_state_apply (state, &begin));
  g_assert_cmpuint (tb_object_state_get_reports (tb_state_get (state, LOCK), 1000 + TB_UNITS_MAX_US), ==, n);
  g_assert_cmpuint (tb_state_sum_bytes (state, FALSE, 1000 + TB_UNITS_MAX_US), ==, n * TB_DETAIL_MAX_BYTES);
}

static void
assert_recount (TbFleet *fleet, const TbState *state)
{
  guint32 by_identity[TB_IDENTITY_N_STATES] = { 0 }, by_health[TB_HEALTH_N_STATES] = { 0 };
  const TbTotals *totals = tb_state_get_totals (state);
  guint64 n_completed = 0, n_refused = 0, n_exposed = 0, n_certificates = 0, n_alerts = 0;

  for (guint32 object = 1; object <= tb_fleet_get_n_objects (fleet); object++)
    {
      const TbObjectState *one = tb_state_get (state, object);

      n_completed += one->n_completed;
      n_refused += one->n_refused;
      n_exposed += one->exposed;
      n_certificates += one->n_certificates;
      if (tb_fleet_get_role (fleet, object) != TB_ROLE_DEVICE)
        continue;
      by_identity[one->identity]++;
      by_health[one->health]++;
    }
  for (guint i = 0; i < TB_STATE_N_ALERTS; i++)
    n_alerts += totals->refused_by_alert[i];
  g_assert_cmpmem (by_identity, sizeof by_identity, totals->by_identity, sizeof totals->by_identity);
  g_assert_cmpmem (by_health, sizeof by_health, totals->by_health, sizeof totals->by_health);
  g_assert_cmpuint (n_completed, ==, totals->n_completed);
  g_assert_cmpuint (n_refused, ==, totals->n_refused);
  g_assert_cmpuint (n_alerts, ==, totals->n_refused);
  g_assert_cmpuint (n_exposed, ==, totals->n_exposed);
  g_assert_cmpuint (n_certificates, ==, totals->n_certificates);
}

/* Any records in any order, sensible or not. */
static void
totals_equal_a_recount (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = tb_state_new (fleet);
  TbStream stream;
  guint n_applied = 0;

  tb_stream_init (&stream, 3, "recount");
  assert_recount (fleet, state);
  for (guint i = 0; i < 50000; i++)
    {
      TbRecord record = make ((TbRecordKind) tb_stream_below (&stream, TB_RECORD_N_KINDS), (guint32) tb_stream_below (&stream, tb_fleet_get_n_objects (fleet) + 2),
                              (gint64) tb_stream_below (&stream, 100000), (guint16) tb_stream_below (&stream, 256), (guint32) i);

      record.time_us = i;
      n_applied += tb_state_apply (state, &record);
      if (i % 500 == 0)
        assert_recount (fleet, state);
    }
  assert_recount (fleet, state);
  g_assert_cmpuint (n_applied, >, 20000);
}

/* Mostly small numbers, which are codes of something in some kind, and now and then one that is none. */
static TbRecord
draw_record (TbStream *stream, TbFleet *fleet, guint i)
{
  guint32 n = tb_fleet_get_n_objects (fleet);
  TbRecord record = make ((TbRecordKind) tb_stream_below (stream, TB_RECORD_N_KINDS), (guint32) tb_stream_below (stream, n + 2),
                          (gint64) tb_stream_below (stream, 40) - 20, (guint16) tb_stream_below (stream, 24), (guint32) i);

  if (tb_stream_below (stream, 4) == 0)
    record.detail = (guint16) tb_stream_below (stream, G_MAXUINT16);
  record.object = (guint32) tb_stream_below (stream, n + 3);
  record.time_us = i;
  return record;
}

static void
what_is_refused_changes_nothing (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = tb_state_new (fleet), before = tb_state_dup (state);
  guint n_refused[TB_RECORD_N_KINDS] = { 0 };
  TbStream stream;

  tb_stream_init (&stream, 5, "refused");
  for (guint i = 0; i < 100000; i++)
    {
      TbRecord record = draw_record (&stream, fleet, i);

      if (tb_state_apply (state, &record))
        tb_state_copy (before, state);
      else if (memcmp (state, before, tb_state_get_size (state)) != 0)
        g_error ("a refused %s with detail %u and value %d has changed the state", tb_record_info (record.kind)->code, record.detail, (int) record.value);
      else
        n_refused[record.kind]++;
    }
  for (guint kind = 0; kind < TB_RECORD_N_KINDS; kind++)
    g_assert_cmpuint (n_refused[kind], >, 0);
}

static void
the_world_keeps_its_totals (House *house, gconstpointer unused)
{
  for (guint hour = 0; hour < 200; hour += 5)
    {
      house_play (house, hour * TB_US_PER_HOUR);
      assert_recount (house->fleet, tb_world_get_state (house->world));
    }
}

static void
a_copy_is_the_same (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) one = tb_state_new (fleet), other = tb_state_new (fleet);

  g_assert_true (move (one, ASK_FIRST));
  tb_state_copy (other, one);
  for (guint32 object = 0; object <= tb_fleet_get_n_objects (fleet); object++)
    g_assert_cmpmem (tb_state_get (one, object), sizeof (TbObjectState), tb_state_get (other, object), sizeof (TbObjectState));
  g_assert_cmpmem (tb_state_get_totals (one), sizeof (TbTotals), tb_state_get_totals (other), sizeof (TbTotals));
  g_assert_true (tb_state_get (one, G_MAXUINT32) == tb_state_get (one, TB_NOBODY));
}

static void
states_have_codes (void)
{
  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (tb_identity_state_to_code ((TbIdentityState) i), !=, tb_identity_state_to_code ((TbIdentityState) j));
  g_assert_cmpstr (tb_identity_state_to_code (TB_IDENTITY_EXPIRED), ==, "expired");
  g_assert_cmpstr (tb_health_to_code (TB_HEALTH_EXPOSED), ==, "exposed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/state/edges", every_edge_and_no_other);
  g_test_add_func ("/state/refused-anew", refused_anew_it_still_has_its_expired_certificate);
  g_test_add_func ("/state/released-late", released_too_late_it_has_expired);
  g_test_add_func ("/state/power", power_has_two_states);
  g_test_add_func ("/state/password", a_changed_password_was_not_seen);
  g_test_add_func ("/state/nobody", records_about_nobody_make_no_sense);
  g_test_add_func ("/state/reports", reports_are_counted_without_records);
  g_test_add_func ("/state/century", a_century_fits);
  g_test_add_func ("/state/recount", totals_equal_a_recount);
  g_test_add_func ("/state/refused", what_is_refused_changes_nothing);
  g_test_add ("/state/world", House, NULL, house_set_up, the_world_keeps_its_totals, house_tear_down);
  g_test_add_func ("/state/copy", a_copy_is_the_same);
  g_test_add_func ("/state/codes", states_have_codes);
  return g_test_run ();
}
