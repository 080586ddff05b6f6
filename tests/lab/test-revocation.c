/* The story of the stolen locks, fact by fact: who refuses a revoked certificate from when on, who never does, and what becomes of sessions and tickets. */
#include "story.h"

#include <string.h>

#include "tb-ocsp.h"
#include "tb-message.h"
#include "tb-units.h"

#define MINUTE TB_US_PER_MINUTE
#define HOUR   TB_US_PER_HOUR
#define REVOKED_ALERT 44

static void
assert_refused (const char *name, gint64 at_us, int alert, const char *reason)
{
  g_autoptr (TbTranscript) transcript = story_handshake_at (name, at_us, FALSE);

  g_assert_cmpint (story_find (TB_RECORD_HANDSHAKE_REFUSED, name, at_us, at_us + MINUTE)->detail, ==, alert);
  g_assert_cmpint (tb_transcript_get_alert (transcript), ==, alert);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, reason);
  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_SERVER)->alert_sent, ==, alert);
  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->alert_received, ==, alert);
}

static void
assert_accepted (const char *name, gint64 at_us, gboolean resumed)
{
  g_autoptr (TbTranscript) transcript = story_handshake_at (name, at_us, TRUE);
  const TbRecord *end = story_find (TB_RECORD_HANDSHAKE_COMPLETED, name, at_us, at_us + MINUTE);

  g_assert_true (tb_transcript_is_resumed (transcript) == resumed);
  g_assert_cmpuint (end->detail, ==, resumed ? TB_SESSION_RESUME : TB_SESSION_CONNECT);
}

static const TbObjectState *
state_at (TbFold *fold, const char *name, gint64 at_us)
{
  tb_fold_seek (fold, at_us);
  return tb_fold_get (fold, tb_fleet_find (fleet, name));
}

static void
an_open_session_goes_on (void)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  g_assert_cmpint (story_find (TB_RECORD_CERTIFICATE_REVOKED, "lock-01", 0, 12 * HOUR)->time_us, ==, 20 * MINUTE);
  g_assert_cmpuint (state_at (fold, "lock-01", 20 * MINUTE)->identity, ==, TB_IDENTITY_REVOKED);
  g_assert_cmpint (state_at (fold, "lock-01", 24 * MINUTE)->report_interval_us, ==, MINUTE);
  g_assert_null (story_find (TB_RECORD_SESSION_CLOSED, "lock-01", 20 * MINUTE, 25 * MINUTE));
}

static void
a_list_from_before_knows_nothing (void)
{
  assert_accepted ("lock-02", 30 * MINUTE + 10 * TB_US_PER_SECOND, FALSE);
}

static void
after_the_next_list_a_full_handshake_is_refused (void)
{
  const TbRecord *published = story_find (TB_RECORD_CRL_PUBLISHED, "authority", 1, 12 * HOUR);
  const TbRecord *fetched = story_find (TB_RECORD_CRL_FETCHED, "list-broker", HOUR, 2 * HOUR);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCrl) crl = tb_crl_new_from_bytes (tb_crypto_get_seeded (NULL), tb_journal_get_payload (journal, fetched->payload), &error);

  g_assert_no_error (error);
  g_assert_cmpint (published->time_us, ==, HOUR);
  g_assert_cmpuint (published->payload, ==, fetched->payload);
  g_assert_cmpint (fetched->time_us, >, HOUR);
  g_assert_cmpuint (fetched->detail, ==, 3);
  g_assert_cmpuint (tb_crl_get_n (crl), ==, 3);
  g_assert_cmpuint (story_find (TB_RECORD_CRL_FETCHED, "list-broker", 0, HOUR)->detail, ==, 0);
  assert_refused ("lock-02", HOUR + 5 * MINUTE + 10 * TB_US_PER_SECOND, REVOKED_ALERT, "revoked");
}

/* What was fetched crossed the network as it is. */
static void
lists_are_real_bytes (void)
{
  const TbRecord *fetched = story_find (TB_RECORD_CRL_FETCHED, "list-broker", HOUR, 2 * HOUR);
  const TbRecord *message = story_find (TB_RECORD_MESSAGE, "authority", HOUR, 2 * HOUR);
  GBytes *list = tb_journal_get_payload (journal, fetched->payload);
  TbMessageInfo info;
  gsize n_list, n_plain;
  const char *bytes = g_bytes_get_data (list, &n_list), *plain;

  g_assert_true (tb_message_decode (tb_journal_get_payload (journal, message->payload), &info));
  plain = g_bytes_get_data (info.plain, &n_plain);
  g_assert_cmpuint (info.transcript, ==, TB_NO_PAYLOAD);
  g_assert_true (g_str_has_prefix (plain, "HTTP/1.1 200 OK\r\n"));
  g_assert_cmpmem (plain + n_plain - n_list, n_list, bytes, n_list);
  g_assert_cmpint (message->time_us + message->value, ==, fetched->time_us);
  g_bytes_unref (info.plain);
}

/* RFC 6960 appendix A: a POST with a request that names the certificate, and the answer that the record keeps. */
static void
questions_are_real_bytes (void)
{
  const TbRecord *question = story_find (TB_RECORD_MESSAGE, "asking-broker", HOUR + 40 * MINUTE, HOUR + 41 * MINUTE);
  const TbRecord *answer = story_find (TB_RECORD_MESSAGE, "authority", HOUR + 40 * MINUTE, HOUR + 41 * MINUTE);
  const TbRecord *answered = story_find (TB_RECORD_OCSP_ANSWERED, "cellar-lock-01", HOUR + 40 * MINUTE, HOUR + 41 * MINUTE);
  gsize n_response, n_plain;
  const char *response = g_bytes_get_data (tb_journal_get_payload (journal, answered->payload), &n_response), *plain;
  TbMessageInfo info;

  g_assert_true (tb_message_decode (tb_journal_get_payload (journal, question->payload), &info));
  g_assert_true (g_str_has_prefix (g_bytes_get_data (info.plain, NULL), "POST /ocsp HTTP/1.1\r\nHost: authority\r\nContent-Type: application/ocsp-request\r\n"));
  g_bytes_unref (info.plain);
  g_assert_true (tb_message_decode (tb_journal_get_payload (journal, answer->payload), &info));
  plain = g_bytes_get_data (info.plain, &n_plain);
  g_assert_cmpmem (plain + n_plain - n_response, n_response, response, n_response);
  g_bytes_unref (info.plain);
}

static void
a_ticket_outlives_the_list_until_it_is_dropped (void)
{
  assert_accepted ("lock-01", 25 * MINUTE, TRUE);
  assert_accepted ("lock-01", HOUR + 10 * MINUTE, TRUE);
  g_assert_cmpint (story_find (TB_RECORD_TICKETS_DROPPED, "list-broker", 0, 12 * HOUR)->time_us, ==, HOUR + 15 * MINUTE);
  g_assert_cmpuint (story_find (TB_RECORD_TICKETS_DROPPED, "list-broker", 0, 12 * HOUR)->detail, ==, 0);
  assert_refused ("lock-01", HOUR + 16 * MINUTE, REVOKED_ALERT, "revoked");
}

static void
a_strict_broker_acts_on_the_list (void)
{
  const TbRecord *fetched = story_find (TB_RECORD_CRL_FETCHED, "strict-broker", HOUR, 2 * HOUR);
  const TbRecord *closed = story_find (TB_RECORD_SESSION_CLOSED, "gate-lock", 0, 12 * HOUR);
  const TbRecord *dropped = story_find (TB_RECORD_TICKETS_DROPPED, "strict-broker", 0, 12 * HOUR);

  g_assert_cmpint (closed->time_us, ==, fetched->time_us);
  g_assert_cmpuint (closed->detail, ==, 1);
  g_assert_cmpint (dropped->time_us, ==, fetched->time_us);
  g_assert_cmpuint (dropped->detail, ==, 1);
  assert_refused ("gate-lock", HOUR + MINUTE, REVOKED_ALERT, "revoked");
}

static void
an_answer_that_was_kept_lets_in_until_it_is_stale (void)
{
  const TbRecord *good = story_find (TB_RECORD_OCSP_ANSWERED, "cellar-lock-01", HOUR + 40 * MINUTE, 12 * HOUR);
  const TbRecord *revoked = story_find (TB_RECORD_OCSP_ANSWERED, "cellar-lock-01", HOUR + 41 * MINUTE, 12 * HOUR);

  g_assert_cmpuint (good->detail, ==, TB_OCSP_GOOD);
  g_assert_cmpint (good->value, ==, HOUR + 50 * MINUTE);
  assert_accepted ("cellar-lock-01", HOUR + 40 * MINUTE, FALSE);
  assert_accepted ("cellar-lock-01", HOUR + 45 * MINUTE, FALSE);
  g_assert_cmpint (revoked->time_us, >, HOUR + 55 * MINUTE);
  g_assert_cmpuint (revoked->detail, ==, TB_OCSP_REVOKED);
  assert_refused ("cellar-lock-01", HOUR + 55 * MINUTE, REVOKED_ALERT, "revoked");
  g_assert_cmpuint (story_find (TB_RECORD_SESSION_CLOSED, "cellar-lock-01", HOUR + 55 * MINUTE, 12 * HOUR)->detail, ==, 1);
}

/* Soft-fail: a dead responder makes revoking useless. */
static void
without_an_answer_a_trusting_broker_lets_in_for_ever (void)
{
  static const gint64 times[] = { 2 * HOUR + 5 * MINUTE, 8 * HOUR };

  g_assert_cmpuint (story_find (TB_RECORD_RESPONDER_SWITCHED, "authority", 0, 12 * HOUR)->detail, ==, 0);
  g_assert_cmpint (story_find (TB_RECORD_CERTIFICATE_REVOKED, "shed-lock-01", 0, 12 * HOUR)->time_us, <, times[0]);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_assert_nonnull (story_find (TB_RECORD_OCSP_UNANSWERED, "shed-lock-01", times[i], times[i] + MINUTE));
      assert_accepted ("shed-lock-01", times[i], FALSE);
    }
  g_assert_null (story_find (TB_RECORD_HANDSHAKE_REFUSED, "shed-lock-01", 0, 12 * HOUR));
}

/* Hard-fail: a certificate that is good is refused. Which alert OpenSSL makes of it is OpenSSL's business. */
static void
without_an_answer_a_strict_one_refuses_the_good_too (void)
{
  assert_refused ("cellar-lock-02", 2 * HOUR + 10 * MINUTE, 46, "status-unknown");
  g_assert_null (story_find (TB_RECORD_CERTIFICATE_REVOKED, "cellar-lock-02", 0, 12 * HOUR));
}

static void
a_handshake_waits_for_the_answer (void)
{
  const TbRecord *waited = story_find (TB_RECORD_OCSP_UNANSWERED, "shed-lock-01", 2 * HOUR, 12 * HOUR);
  const TbRecord *end = story_find (TB_RECORD_HANDSHAKE_COMPLETED, "shed-lock-01", 2 * HOUR + 5 * MINUTE, 12 * HOUR);

  g_assert_cmpint (waited->value, ==, 5 * TB_US_PER_SECOND);
  g_assert_cmpint (end->time_us, >=, waited->time_us);
  g_assert_cmpint (waited->time_us, >, 2 * HOUR + 5 * MINUTE + 5 * TB_US_PER_SECOND);
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  story_play (tb_scenario_load ("revocation", &error), error);
  g_test_add_func ("/revocation/open-session", an_open_session_goes_on);
  g_test_add_func ("/revocation/before", a_list_from_before_knows_nothing);
  g_test_add_func ("/revocation/list", after_the_next_list_a_full_handshake_is_refused);
  g_test_add_func ("/revocation/bytes", lists_are_real_bytes);
  g_test_add_func ("/revocation/questions", questions_are_real_bytes);
  g_test_add_func ("/revocation/ticket", a_ticket_outlives_the_list_until_it_is_dropped);
  g_test_add_func ("/revocation/policy", a_strict_broker_acts_on_the_list);
  g_test_add_func ("/revocation/cached", an_answer_that_was_kept_lets_in_until_it_is_stale);
  g_test_add_func ("/revocation/soft-fail", without_an_answer_a_trusting_broker_lets_in_for_ever);
  g_test_add_func ("/revocation/hard-fail", without_an_answer_a_strict_one_refuses_the_good_too);
  g_test_add_func ("/revocation/waits", a_handshake_waits_for_the_answer);
  g_test_add_func ("/revocation/commands", story_no_command_is_refused);
  result = g_test_run ();
  tb_run_unref (run);
  return result;
}
