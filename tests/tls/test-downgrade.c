/* Somebody on the path lets two speak less than both could: what he does to the ClientHello is noticed at the mark in the server's random number, at the
 * Finished, or at TLS_FALLBACK_SCSV; and where a client falls back without a word, nobody notices. */
#include "tls-fixture.h"

#include <string.h>

#include "tb-hello-change.h"

#define EITHER  "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:AES128-GCM-SHA256"

static const TbEndpointPolicy both = { .min_version = 0x0303, .max_version = 0x0304 }, only_12 = { .min_version = 0x0303, .max_version = 0x0303 };
static const TbEndpointPolicy fallen_back = { .min_version = 0x0303, .max_version = 0x0303, .falls_back = TRUE };
static const TbEndpointPolicy either = { .min_version = 0x0303, .max_version = 0x0303, .ciphers = EITHER };
static const guint16 transported[] = { 0x009c, 0x00ff };        /* RSA, and that the client knows RFC 5746 */

/* The same names give the same bytes: what the client will say first is known once it has been said. */
static GBytes *
learn_hello (TlsFixture *fixture, const TlsMeeting *meeting)
{
  g_autoptr (TbTranscript) transcript = tls_meet (fixture, meeting, "meeting", NULL);
  gsize n_bytes;
  const guint8 *bytes = tb_transcript_get_flight_wire (transcript, 0, &n_bytes);

  g_assert_true (tb_transcript_is_accepted (transcript));
  return g_bytes_new (bytes, n_bytes);
}

static TbTranscript *
meet_with (TlsFixture *fixture, const TlsMeeting *untouched, GBytes *hello)
{
  const TbTamper tamper = { 0, .instead = hello };
  TlsMeeting meeting = *untouched;

  g_assert_nonnull (hello);
  meeting.terms.tamper = &tamper;
  return tls_meet (fixture, &meeting, "meeting", NULL);
}

#define DATA(bytes) g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)

static void
server_marks_its_random_and_the_client_looks (TlsFixture *fixture, gconstpointer unused)
{
  const TlsMeeting meeting = { &both, &both };
  g_autoptr (GBytes) hello = learn_hello (fixture, &meeting), without = tb_hello_drop_extension (DATA (hello), TB_HELLO_VERSIONS);
  g_autoptr (TbTranscript) transcript = meet_with (fixture, &meeting, without);

  tls_assert_refused (transcript, TB_SIDE_CLIENT, 47, "downgrade");
  g_assert_true (tb_transcript_bears_downgrade (transcript));
  tls_assert_round_trip (transcript);
}

/* Two that have TLS 1.2 alone: no mark. One that has more and meets one that has not: no mark either, or nobody could talk to old servers. */
static void
nobody_is_warned_without_need (TlsFixture *fixture, gconstpointer unused)
{
  const TlsMeeting newest = { &both, &both }, oldest = { &only_12, &only_12 }, old_server = { &both, &only_12 }, old_client = { &only_12, &both };
  g_autoptr (TbTranscript) of_13 = tls_meet (fixture, &newest, "a", NULL), of_12 = tls_meet (fixture, &oldest, "a", NULL);
  g_autoptr (TbTranscript) server_12 = tls_meet (fixture, &old_server, "a", NULL), client_12 = tls_meet (fixture, &old_client, "a", NULL);

  g_assert_false (tb_transcript_bears_downgrade (of_13));
  g_assert_false (tb_transcript_bears_downgrade (of_12));
  g_assert_false (tb_transcript_bears_downgrade (server_12));
  g_assert_true (tb_transcript_bears_downgrade (client_12));
  g_assert_true (tb_transcript_is_accepted (server_12));
  g_assert_true (tb_transcript_is_accepted (client_12));
}

/* Keys come from all that was said (RFC 7627), so that the Finished of the one does not even open for the other. Who takes that extension away as well leaves the
 * keys the same, and the Finished another: RFC 5246 section 7.4.9. */
static void
changed_suites_are_noticed_at_the_finished (TlsFixture *fixture, gconstpointer unused)
{
  const TlsMeeting meeting = { &either, &either };
  g_autoptr (GBytes) hello = learn_hello (fixture, &meeting), weaker = tb_hello_keep_suites (DATA (hello), transported, G_N_ELEMENTS (transported));
  g_autoptr (GBytes) weakest = tb_hello_drop_extension (DATA (weaker), 23);
  g_autoptr (TbTranscript) by_keys = meet_with (fixture, &meeting, weaker), by_finished = meet_with (fixture, &meeting, weakest);

  tls_assert_refused (by_keys, TB_SIDE_SERVER, 20, "bad-record");
  g_assert_cmpstr (tb_transcript_get_cipher (by_keys), ==, "TLS_RSA_WITH_AES_128_GCM_SHA256");
  tls_assert_refused (by_finished, TB_SIDE_SERVER, 51, "bad-proof");
}

static void
fallback_that_is_told_is_refused (TlsFixture *fixture, gconstpointer unused)
{
  const TlsMeeting told = { &fallen_back, &both }, needed = { &fallen_back, &only_12 };
  g_autoptr (TbTranscript) refused = tls_meet (fixture, &told, "a", NULL), accepted = tls_meet (fixture, &needed, "a", NULL);

  tls_assert_refused (refused, TB_SIDE_SERVER, 86, "downgrade");
  g_assert_true (tb_transcript_is_accepted (accepted));
}

/* An alert that nobody protects ends the first try; the second, of an older version, looks right to both. */
static void
fallback_without_a_word_is_not_noticed (TlsFixture *fixture, gconstpointer unused)
{
  static const guint8 failure[] = { 21, 3, 3, 0, 2, 2, 40 };
  g_autoptr (GBytes) alert = g_bytes_new_static (failure, sizeof failure);
  const TbTamper tamper = { 1, .instead = alert };
  const TlsMeeting first = { &both, &both, .terms = { .tamper = &tamper } }, second = { &only_12, &both };
  g_autoptr (TbTranscript) cut_off = tls_meet (fixture, &first, "a", NULL), fooled = tls_meet (fixture, &second, "b", NULL);

  g_assert_false (tb_transcript_is_accepted (cut_off));
  g_assert_cmpint (tb_transcript_get_outcome (cut_off, TB_SIDE_CLIENT)->alert_received, ==, 40);
  g_assert_true (tb_transcript_is_accepted (fooled));
  g_assert_cmphex (tb_transcript_get_version (fooled), ==, 0x0303);
}

/* --- changing hellos --- */

static void
what_is_offered_is_told (TlsFixture *fixture, gconstpointer unused)
{
  const TlsMeeting meeting = { &both, &both };
  g_autoptr (GBytes) hello = learn_hello (fixture, &meeting), without = tb_hello_drop_extension (DATA (hello), TB_HELLO_VERSIONS);
  g_autofree char *before = tb_hello_describe (DATA (hello)), *after = tb_hello_describe (DATA (without)), *none = tb_hello_describe ((const guint8 *) "", 0);

  g_assert_cmpstr (before, ==, "up to TLS 1.3 (0x0304), 10 cipher suites, TLS_AES_128_GCM_SHA256 (0x1301) first");
  g_assert_cmpstr (after, ==, "up to TLS 1.2 (0x0303), 10 cipher suites, TLS_AES_128_GCM_SHA256 (0x1301) first");
  g_assert_cmpstr (none, ==, "no ClientHello");
}

/* Cut off anywhere, or with any byte changed: no bytes are read or written that are not there. */
static void
broken_hellos_are_left_alone (TlsFixture *fixture, gconstpointer unused)
{
  const TlsMeeting meeting = { &both, &both };
  g_autoptr (GBytes) hello = learn_hello (fixture, &meeting);
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (hello, &n_bytes);

  for (gsize i = 0; i < n_bytes; i++)
    {
      g_autofree guint8 *cut = g_memdup2 (bytes, i), *changed = g_memdup2 (bytes, n_bytes);
      g_autofree char *text = tb_hello_describe (cut, i), *other = NULL;
      g_autoptr (GBytes) suites = NULL, extensions = NULL;

      g_assert_null (tb_hello_keep_suites (cut, i, transported, 2));
      g_assert_null (tb_hello_drop_extension (cut, i, TB_HELLO_VERSIONS));
      g_assert_cmpstr (text, ==, "no ClientHello");
      changed[i] ^= 0xff;
      suites = tb_hello_keep_suites (changed, n_bytes, transported, 2);
      extensions = tb_hello_drop_extension (changed, n_bytes, TB_HELLO_VERSIONS);
      other = tb_hello_describe (changed, n_bytes);
      g_assert_true (suites == NULL || g_bytes_get_size (suites) < n_bytes);
      g_assert_true (extensions == NULL || g_bytes_get_size (extensions) < n_bytes);
    }
  g_assert_null (tb_hello_drop_extension (bytes, n_bytes, 0xfafa));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, TlsFixture, GUINT_TO_POINTER (TB_KEY_P256), tls_fixture_set_up, function, tls_fixture_tear_down)
#define ADD_RSA(path, function) g_test_add (path, TlsFixture, GUINT_TO_POINTER (TB_KEY_RSA2048), tls_fixture_set_up, function, tls_fixture_tear_down)
  ADD ("/downgrade/mark", server_marks_its_random_and_the_client_looks);
  ADD ("/downgrade/no-mark", nobody_is_warned_without_need);
  ADD_RSA ("/downgrade/suites", changed_suites_are_noticed_at_the_finished);
  ADD ("/downgrade/fallback-told", fallback_that_is_told_is_refused);
  ADD ("/downgrade/fallback", fallback_without_a_word_is_not_noticed);
  ADD ("/downgrade/describe", what_is_offered_is_told);
  ADD ("/downgrade/broken", broken_hellos_are_left_alone);
  return g_test_run ();
}
