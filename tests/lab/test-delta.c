/* The story of the four doors: what is published between two full lists, who fetches it, what it weighs, and how long each broker goes on letting in somebody
 * whose certificate was revoked at the same moment. */
#include "story.h"

#include <string.h>

#include "tb-crl.h"
#include "tb-message.h"
#include "tb-units.h"

#define MINUTE  TB_US_PER_MINUTE
#define HOUR    TB_US_PER_HOUR
#define END     (14 * HOUR)
#define REVOKED (6 * HOUR + 31 * MINUTE)

static TbCrl *
read_list (const TbRecord *record)
{
  g_autoptr (GError) error = NULL;
  TbCrl *crl = tb_crl_new_from_bytes (tb_crypto_get_seeded (NULL), tb_journal_get_payload (journal, record->payload), &error);

  g_assert_no_error (error);
  return crl;
}

/* What the authority publishes from @from_us on. */
static TbCrl *
published_at (gint64 from_us, guint detail)
{
  const TbRecord *record = story_find (TB_RECORD_CRL_PUBLISHED, "authority", from_us, from_us + MINUTE);

  g_assert_nonnull (record);
  g_assert_cmpuint (record->detail, ==, detail);
  return read_list (record);
}

static void
changes_are_told_since_the_last_full_list (void)
{
  g_autoptr (TbCrl) first = published_at (0, 0), early = published_at (30 * MINUTE, 1), full = published_at (6 * HOUR, 0);
  g_autoptr (TbCrl) none = published_at (6 * HOUR + 10 * MINUTE, 1), later = published_at (6 * HOUR + 40 * MINUTE, 1);

  g_assert_cmpuint (tb_crl_get_n (early), ==, 7);
  g_assert_cmpstr (tb_crl_get_base_number (early), ==, tb_crl_get_number (first));
  g_assert_cmpuint (tb_crl_get_n (full), ==, 7);
  g_assert_null (tb_crl_get_base_number (full));
  g_assert_cmpuint (tb_crl_get_n (none), ==, 0);
  g_assert_cmpuint (tb_crl_get_n (later), ==, 5);
  g_assert_cmpstr (tb_crl_get_base_number (later), ==, tb_crl_get_number (full));
}

/* RFC 5280 section 5.2.3: full and delta lists share one sequence of numbers, and where both would be made at the same time only one is. */
static void
lists_are_numbered_together (void)
{
  g_autoptr (TbCrl) before = published_at (5 * HOUR + 50 * MINUTE, 1), full = published_at (6 * HOUR, 0), after = published_at (6 * HOUR + 10 * MINUTE, 1);

  g_assert_cmpuint (story_count (TB_RECORD_CRL_PUBLISHED, "authority", 6 * HOUR, 6 * HOUR + MINUTE, NULL), ==, 1);
  g_assert_cmpint (g_ascii_strtoll (tb_crl_get_number (full), NULL, 16), ==, g_ascii_strtoll (tb_crl_get_number (before), NULL, 16) + 1);
  g_assert_cmpint (g_ascii_strtoll (tb_crl_get_number (after), NULL, 16), ==, g_ascii_strtoll (tb_crl_get_number (full), NULL, 16) + 1);
}

static void
a_release_is_a_change (void)
{
  g_autoptr (TbCrl) held = published_at (6 * HOUR, 0), released = published_at (6 * HOUR + 30 * MINUTE, 1);
  const TbRecord *issued = story_find (TB_RECORD_CERTIFICATE_INSTALLED, "badge-07", 0, HOUR);
  g_autoptr (TbCertificate) certificate = tb_certificate_new_from_der (tb_crypto_get_seeded (NULL), tb_journal_get_payload (journal, issued->payload), NULL);
  TbRevocation found;

  g_assert_true (tb_crl_lookup (held, certificate, &found));
  g_assert_cmpint (found.reason, ==, TB_REVOCATION_CERTIFICATE_HOLD);
  g_assert_true (tb_crl_lookup (released, certificate, &found));
  g_assert_cmpint (found.reason, ==, TB_REVOCATION_REMOVE_FROM_CRL);
}

static gint64
size_of (const TbRecord *record)
{
  return (gint64) g_bytes_get_size (tb_journal_get_payload (journal, record->payload));
}

static void
only_who_wants_changes_fetches_them (void)
{
  const TbRecord *full = story_find (TB_RECORD_CRL_FETCHED, "delta-broker", 6 * HOUR, 7 * HOUR);
  const TbRecord *delta = story_find (TB_RECORD_CRL_DELTA_FETCHED, "delta-broker", 6 * HOUR, 7 * HOUR);

  g_assert_cmpuint (story_count (TB_RECORD_CRL_FETCHED, "list-broker", 0, END, NULL), ==, 3);
  g_assert_cmpuint (story_count (TB_RECORD_CRL_DELTA_FETCHED, "list-broker", 0, END, NULL), ==, 0);
  g_assert_cmpuint (story_count (TB_RECORD_CRL_FETCHED, "delta-broker", 0, END, NULL), ==, 3);
  g_assert_cmpuint (story_count (TB_RECORD_CRL_DELTA_FETCHED, "delta-broker", 0, END, NULL), ==, 35 + 35 + 11);
  g_assert_cmpuint (story_count (TB_RECORD_CRL_FETCHED, "patient-broker", 0, END, NULL), ==, 0);
  g_assert_cmpuint (full->detail, ==, 7);
  g_assert_cmpuint (delta->detail, ==, 0);
  g_assert_cmpint (size_of (delta), <, size_of (full));
}

/* Both ask by name, and what comes is as long as the message that carries it says. */
static void
changes_are_real_bytes (void)
{
  const TbRecord *asked = story_find (TB_RECORD_MESSAGE, "delta-broker", 10 * MINUTE, 11 * MINUTE);
  const TbRecord *message = story_find (TB_RECORD_MESSAGE, "authority", 10 * MINUTE, 11 * MINUTE);
  const TbRecord *fetched = story_find (TB_RECORD_CRL_DELTA_FETCHED, "delta-broker", 10 * MINUTE, 11 * MINUTE);
  TbMessageInfo info;

  g_assert_true (tb_message_decode (tb_journal_get_payload (journal, asked->payload), &info));
  g_assert_true (g_str_has_prefix (g_bytes_get_data (info.plain, NULL), "GET /authority-delta.crl HTTP/1.1\r\n"));
  g_bytes_unref (info.plain);
  g_assert_cmpint (message->time_us + message->value, ==, fetched->time_us);
  g_assert_cmpint ((gint64) TB_DETAIL_BYTES (message->detail), >, size_of (fetched));
}

static gint64
refused_after (const char *name)
{
  const TbRecord *refused = story_find (TB_RECORD_HANDSHAKE_REFUSED, name, REVOKED, END);

  g_assert_nonnull (refused);
  return refused->time_us - REVOKED;
}

/* Four certificates revoked at the same moment: whoever asks refuses at once, the others when the next list, the next changes, or the end of the lifetime is there. */
static void
each_way_has_its_own_delay (void)
{
  const TbRecord *closed = story_find (TB_RECORD_SESSION_CLOSED, "back-door-01", 6 * HOUR + 36 * MINUTE, END);
  const TbRecord *delta = story_find (TB_RECORD_CRL_DELTA_FETCHED, "delta-broker", REVOKED, END);
  const TbRecord *ended = story_find (TB_RECORD_CERTIFICATE_EXPIRED, "cellar-door-01", REVOKED, END);

  g_assert_cmpint (refused_after ("garage-door-01"), <, 5 * MINUTE);
  g_assert_cmpint (closed->time_us, ==, delta->time_us);
  g_assert_cmpint (refused_after ("back-door-01"), >, 9 * MINUTE);
  g_assert_cmpint (refused_after ("back-door-01"), <, 12 * MINUTE);
  g_assert_cmpint (refused_after ("front-door-01"), >, 5 * HOUR + 29 * MINUTE);
  g_assert_cmpint (refused_after ("front-door-01"), <, 5 * HOUR + 32 * MINUTE);
  g_assert_cmpint (ended->time_us, <, REVOKED + 2 * HOUR);
}

/* Where nobody asks, what keeps somebody out is that an authority renews no certificate that it has revoked. */
static void
who_is_not_asked_about_is_let_in_until_the_end (void)
{
  const TbRecord *ended = story_find (TB_RECORD_CERTIFICATE_EXPIRED, "cellar-door-01", REVOKED, END);

  g_assert_cmpuint (story_count (TB_RECORD_HANDSHAKE_COMPLETED, "cellar-door-01", REVOKED, ended->time_us, NULL), >=, 2);
  g_assert_cmpuint (story_count (TB_RECORD_HANDSHAKE_COMPLETED, "cellar-door-01", ended->time_us + MINUTE, END, NULL), ==, 0);
  g_assert_cmpuint (story_count (TB_RECORD_CERTIFICATE_ISSUED, "cellar-door-01", REVOKED, END, NULL), ==, 0);
  g_assert_cmpint (story_find (TB_RECORD_SESSION_CLOSED, "cellar-door-01", ended->time_us, END)->time_us, ==, ended->time_us);
}

/* Down from 26 to 45 minutes: the changes that were due twice meanwhile are published once, when it is up again. */
static void
what_an_outage_held_up_comes_after_it (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_load ("delta", &error);
  TbRunOptions options = { .until_us = HOUR, .n_threads = 1 };
  TbJournal *whole = journal;
  TbRun *broken;

  broken = tb_run_new (scenario, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tb_run_submit (broken, "@26m30s outage authority=authority state=on", &error));
  g_assert_true (tb_run_submit (broken, "@45m outage authority=authority state=off", &error));
  tb_run_set_target (broken, HOUR);
  tb_run_wait (broken, HOUR);
  journal = tb_run_get_journal (broken);
  g_assert_cmpuint (story_count (TB_RECORD_CRL_PUBLISHED, "authority", 26 * MINUTE, 45 * MINUTE, NULL), ==, 0);
  g_assert_cmpuint (story_count (TB_RECORD_CRL_PUBLISHED, "authority", 45 * MINUTE, 46 * MINUTE, NULL), ==, 1);
  g_assert_cmpuint (story_find (TB_RECORD_CRL_DELTA_FETCHED, "delta-broker", 45 * MINUTE, 46 * MINUTE)->detail, ==, 7);
  journal = whole;
  tb_run_unref (broken);
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  story_play (tb_scenario_load ("delta", &error), error);
  g_test_add_func ("/delta/since", changes_are_told_since_the_last_full_list);
  g_test_add_func ("/delta/numbers", lists_are_numbered_together);
  g_test_add_func ("/delta/released", a_release_is_a_change);
  g_test_add_func ("/delta/fetched", only_who_wants_changes_fetches_them);
  g_test_add_func ("/delta/bytes", changes_are_real_bytes);
  g_test_add_func ("/delta/delays", each_way_has_its_own_delay);
  g_test_add_func ("/delta/unasked", who_is_not_asked_about_is_let_in_until_the_end);
  g_test_add_func ("/delta/outage", what_an_outage_held_up_comes_after_it);
  g_test_add_func ("/delta/commands", story_no_command_is_refused);
  result = g_test_run ();
  tb_run_unref (run);
  return result;
}
