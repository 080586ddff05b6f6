/* The story of the new root, fact by fact: who is carried by the cross-certificate, who follows a signed update, and who has slept too long. */
#include "story.h"

#include "tb-message.h"
#include "tb-trust-message.h"
#include "tb-units.h"

#define MINUTE TB_US_PER_MINUTE
#define HOUR   TB_US_PER_HOUR
#define END    (6 * HOUR)
#define UNKNOWN_CA 48

static void
assert_accepted (const char *name, gint64 at_us)
{
  g_autoptr (TbTranscript) transcript = story_handshake_at (name, at_us, TRUE);

  g_assert_true (tb_transcript_is_accepted (transcript));
}

/* The n-th certificate that an authority has made in this run. */
static TbCertificate *
authority_certificate (guint16 detail, gint64 from_us)
{
  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if (record->kind == TB_RECORD_AUTHORITY_MADE && record->detail == detail && record->time_us >= from_us)
        return tb_certificate_new_from_der (tb_crypto_get_seeded (NULL), tb_journal_get_payload (journal, record->payload), NULL);
    }
  g_assert_not_reached ();
}

static guint64
trusted_at (TbFold *fold, const char *name, gint64 at_us)
{
  tb_fold_seek (fold, at_us);
  return tb_state_get_trusted (tb_fold_get_state (fold), tb_fleet_find (fleet, name));
}

static void
the_new_root_is_certified_by_the_old (void)
{
  g_autoptr (TbCertificate) old = authority_certificate (TB_DEPTH_ROOT, 0), next = authority_certificate (TB_DEPTH_NEXT_ROOT, 0);
  g_autoptr (TbCertificate) cross = authority_certificate (TB_DEPTH_CROSS, 0), issuing = authority_certificate (TB_DEPTH_ISSUING, MINUTE);

  g_assert_cmpstr (tb_certificate_get_subject (next), ==, "CN=Utility Root CA 2");
  g_assert_cmpstr (tb_certificate_get_issuer (next), ==, tb_certificate_get_subject (next));
  g_assert_cmpstr (tb_certificate_get_subject (cross), ==, tb_certificate_get_subject (next));
  g_assert_cmpstr (tb_certificate_get_issuer (cross), ==, tb_certificate_get_subject (old));
  g_assert_cmpstr (tb_certificate_get_issuer (issuing), ==, tb_certificate_get_subject (next));
}

/* The broker's chain of three ends at the old root for those who have nothing else. */
static void
the_old_root_still_leads_to_the_broker (void)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);
  g_autoptr (TbTranscript) transcript = story_handshake_at ("meter-01", 31 * MINUTE, TRUE);
  g_autoptr (TbCertificate) cross = authority_certificate (TB_DEPTH_CROSS, 0);
  g_autoptr (GBytes) third = tb_transcript_get_peer_certificate (transcript, TB_SIDE_SERVER, 2);

  g_assert_cmpuint (trusted_at (fold, "meter-01", 31 * MINUTE), ==, 1);
  g_assert_nonnull (third);
  g_assert_true (g_bytes_equal (third, tb_certificate_get_der (cross)));
}

static void
half_are_told_first (void)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);
  static const char *const names[] = { "meter-01", "meter-02", "meter-03", "meter-04", "meter-05", "meter-06" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_cmpuint (trusted_at (fold, names[i], 50 * MINUTE), ==, i < 3 ? 3 : 1);
      g_assert_cmpuint (trusted_at (fold, names[i], HOUR + 5 * MINUTE), ==, i < 4 ? 3 : 1);
    }
  g_assert_cmpuint (story_find (TB_RECORD_ANCHOR_ADDED, "meter-01", 0, END)->detail, ==, 1);
  assert_accepted ("meter-01", 45 * MINUTE);
  assert_accepted ("meter-04", 46 * MINUTE);
}

/* What crossed the network verifies with the old root alone, and holds the new one. */
static void
updates_are_real_bytes (void)
{
  g_autoptr (TbCertificate) old = authority_certificate (TB_DEPTH_ROOT, 0), next = authority_certificate (TB_DEPTH_NEXT_ROOT, 0);
  g_autoptr (TbCertificate) found = NULL;
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  const TbRecord *message = story_find (TB_RECORD_MESSAGE, "authority", 40 * MINUTE, 41 * MINUTE);
  gint64 unix_us = tb_scenario_get_start_us (tb_run_get_scenario (run)) + message->time_us;
  TbMessageInfo info;

  g_ptr_array_add (anchors, old);
  g_assert_true (tb_message_decode (tb_journal_get_payload (journal, message->payload), &info));
  found = tb_trust_message_open (tb_crypto_get_seeded (NULL), info.plain, anchors, unix_us, NULL);
  g_bytes_unref (info.plain);
  g_assert_nonnull (found);
  g_assert_true (g_bytes_equal (tb_certificate_get_der (found), tb_certificate_get_der (next)));
  g_assert_cmpint (message->time_us + message->value, ==, story_find (TB_RECORD_ANCHOR_ADDED, "meter-01", 0, END)->time_us);
}

static void
who_wakes_in_time_catches_up (void)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  g_assert_cmpint (story_find (TB_RECORD_ANCHOR_ADDED, "meter-05", 0, END)->time_us, >, HOUR + 30 * MINUTE);
  g_assert_cmpuint (trusted_at (fold, "meter-05", HOUR + 31 * MINUTE), ==, 3);
  g_assert_null (story_find (TB_RECORD_TRUST_LOST, "meter-05", 0, END));
  g_assert_null (story_find (TB_RECORD_HANDSHAKE_REFUSED, "meter-05", 0, END));
}

static void
who_has_followed_notices_nothing (void)
{
  assert_accepted ("meter-01", 2 * HOUR + 10 * MINUTE);
  g_assert_cmpint (story_find (TB_RECORD_AUTHORITY_RETIRED, "authority", 0, END)->time_us, ==, 2 * HOUR);
  g_assert_null (story_find (TB_RECORD_TRUST_LOST, "meter-01", 0, END));
  g_assert_null (story_find (TB_RECORD_TRUST_LOST, "gw", 0, END));
}

static void
who_sleeps_too_long_is_lost (void)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);
  gint64 wakes_us = 2 * HOUR + 20 * MINUTE;
  g_autoptr (TbTranscript) transcript = story_handshake_at ("meter-06", wakes_us, FALSE);

  g_assert_cmpint (story_find (TB_RECORD_TRUST_LOST, "meter-06", 0, END)->time_us, ==, 2 * HOUR);
  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->alert_sent, ==, UNKNOWN_CA);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, "unknown-authority");
  g_assert_cmpuint (trusted_at (fold, "meter-06", 5 * HOUR - 1), ==, 1);
  g_assert_true (tb_anchors_is_lost (tb_state_get_anchors (tb_fold_get_state (fold)), 1, tb_fleet_find (fleet, "authority")));
  g_assert_null (story_find (TB_RECORD_HANDSHAKE_COMPLETED, "meter-06", 2 * HOUR, 5 * HOUR));
  tb_fold_seek (fold, 2 * HOUR - 1);
  g_assert_cmpuint (tb_fold_get (fold, tb_fleet_find (fleet, "meter-06"))->identity, ==, TB_IDENTITY_VALID);
  tb_fold_seek (fold, 5 * HOUR - 1);
  g_assert_cmpuint (tb_fold_get (fold, tb_fleet_find (fleet, "meter-06"))->identity, ==, TB_IDENTITY_LOST);
  g_assert_cmpuint (tb_state_get_totals (tb_fold_get_state (fold))->by_identity[TB_IDENTITY_LOST], ==, 1);
}

static void
until_somebody_comes_by (void)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  g_assert_cmpuint (trusted_at (fold, "meter-06", 5 * HOUR), ==, 3);
  g_assert_cmpuint (story_find (TB_RECORD_ANCHOR_ADDED, "meter-06", 0, END)->detail, ==, 0);
  g_assert_cmpuint (tb_fold_get (fold, tb_fleet_find (fleet, "meter-06"))->identity, ==, TB_IDENTITY_VALID);
  assert_accepted ("meter-06", 5 * HOUR + MINUTE);
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  story_play (tb_scenario_load ("rollover", &error), error);
  g_test_add_func ("/rollover/certified", the_new_root_is_certified_by_the_old);
  g_test_add_func ("/rollover/carried", the_old_root_still_leads_to_the_broker);
  g_test_add_func ("/rollover/staged", half_are_told_first);
  g_test_add_func ("/rollover/bytes", updates_are_real_bytes);
  g_test_add_func ("/rollover/in-time", who_wakes_in_time_catches_up);
  g_test_add_func ("/rollover/followed", who_has_followed_notices_nothing);
  g_test_add_func ("/rollover/lost", who_sleeps_too_long_is_lost);
  g_test_add_func ("/rollover/rescued", until_somebody_comes_by);
  g_test_add_func ("/rollover/commands", story_no_command_is_refused);
  result = g_test_run ();
  tb_run_unref (run);
  return result;
}
