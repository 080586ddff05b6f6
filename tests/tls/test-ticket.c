/* Sessions taken up again with a ticket: who can open it, how long it lasts, and that it is all in the arguments. */
#include "tls-fixture.h"

#include <string.h>

#include "tb-seal.h"

#define HANDSHAKE 22
#define TICKET    4
#define HOUR_US   (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static GBytes *
make_key (guint8 seed)
{
  guint8 key[TB_TICKET_KEY_BYTES];

  memset (key, seed, sizeof key);
  return g_bytes_new (key, sizeof key);
}

/* What the client may resume later replaces @session. */
static TbTranscript *
shake (TlsFixture *fixture, TbEndpoint *server, GBytes *key, GBytes **session, const char *name, gint64 unix_us)
{
  TbHandshakeTerms terms = { key, *session };
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  GBytes *next = NULL;
  TbTranscript *transcript = tb_handshake_run_with (fixture->client, fixture->lock_identity, BROKER, server, &terms, &stream, unix_us, &next, &error);

  g_assert_no_error (error);
  g_clear_pointer (session, g_bytes_unref);
  *session = next;
  return transcript;
}

static void
a_ticket_takes_up_the_session (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) key = make_key (1), session = NULL;
  g_autoptr (TbTranscript) full = shake (fixture, fixture->broker, key, &session, "full", NOON_US);
  g_autoptr (TbTranscript) resumed = NULL, again = NULL;

  g_assert_true (tb_transcript_is_accepted (full));
  g_assert_false (tb_transcript_is_resumed (full));
  g_assert_nonnull (session);
  resumed = shake (fixture, fixture->broker, key, &session, "resumed", NOON_US + HOUR_US);
  g_assert_true (tb_transcript_is_accepted (resumed));
  g_assert_true (tb_transcript_is_resumed (resumed));
  g_assert_null (tb_transcript_get_peer_certificate (resumed, TB_SIDE_CLIENT, 0));
  g_assert_null (tb_transcript_get_peer_certificate (resumed, TB_SIDE_SERVER, 0));
  g_assert_cmpstr (tb_transcript_get_cipher (resumed), ==, tb_transcript_get_cipher (full));
  g_assert_nonnull (session);
  again = shake (fixture, fixture->broker, key, &session, "again", NOON_US + 24 * HOUR_US);
  g_assert_true (tb_transcript_is_resumed (again));
}

/* Nobody signs and nobody checks a chain: that is what makes it cheap. */
static void
resuming_costs_no_signature (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) key = make_key (1), session = NULL;
  g_autoptr (TbTranscript) full = shake (fixture, fixture->broker, key, &session, "full", NOON_US);
  g_autoptr (TbTranscript) resumed = shake (fixture, fixture->broker, key, &session, "resumed", NOON_US + HOUR_US);
  gsize n_full, n_resumed;

  for (guint i = 0; i < tb_transcript_get_n_flights (resumed); i++)
    {
      g_assert_cmpuint (tb_transcript_get_flight (resumed, i)->n_signs, ==, 0);
      g_assert_cmpuint (tb_transcript_get_flight (resumed, i)->n_verifies, ==, 0);
    }
  tb_transcript_get_wire (full, &n_full);
  tb_transcript_get_wire (resumed, &n_resumed);
  g_assert_cmpuint (n_resumed, <, n_full);
}

static void
whoever_has_another_key_begins_anew (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) key = make_key (1), other = make_key (2), session = NULL, kept = NULL;
  g_autoptr (TbTranscript) full = shake (fixture, fixture->broker, key, &session, "full", NOON_US);
  g_autoptr (TbTranscript) dropped = NULL, without = NULL;

  kept = g_bytes_ref (session);
  dropped = shake (fixture, fixture->broker, other, &session, "dropped", NOON_US + HOUR_US);
  g_assert_true (tb_transcript_is_accepted (dropped));
  g_assert_false (tb_transcript_is_resumed (dropped));
  g_assert_nonnull (session);
  without = shake (fixture, fixture->broker, NULL, &kept, "without", NOON_US + HOUR_US);
  g_assert_true (tb_transcript_is_accepted (without));
  g_assert_false (tb_transcript_is_resumed (without));
  g_assert_null (kept);
}

/* RFC 9846 section 4.7.1: seven days at most. */
static void
tickets_run_out (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) key = make_key (1), session = NULL, kept = NULL;
  g_autoptr (TbTranscript) full = shake (fixture, fixture->broker, key, &session, "full", NOON_US);
  g_autoptr (TbTranscript) in_time = NULL, late = NULL;

  kept = g_bytes_ref (session);
  in_time = shake (fixture, fixture->broker, key, &session, "in time", NOON_US + 7 * DAY_US - HOUR_US);
  g_assert_true (tb_transcript_is_resumed (in_time));
  late = shake (fixture, fixture->broker, key, &kept, "late", NOON_US + 7 * DAY_US + HOUR_US);
  g_assert_true (tb_transcript_is_accepted (late));
  g_assert_false (tb_transcript_is_resumed (late));
}

static void
same_arguments_same_bytes (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) key = make_key (1), one = NULL, two = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TbTranscript) a = shake (fixture, fixture->broker, key, &one, "same", NOON_US + i * HOUR_US);
      g_autoptr (TbTranscript) b = shake (fixture, fixture->broker, key, &two, "same", NOON_US + i * HOUR_US);
      g_autoptr (GBytes) a_bytes = tb_transcript_to_bytes (a), b_bytes = tb_transcript_to_bytes (b);

      g_assert_true (g_bytes_equal (a_bytes, b_bytes));
      g_assert_true (g_bytes_equal (one, two));
      g_assert_true (tb_transcript_is_resumed (a) == (i > 0));
    }
}

/* The ticket is the server's first record under the application keys; what it says next is the second. */
static void
the_ticket_takes_a_sequence_number (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) key = make_key (1), session = NULL, nothing = NULL;
  g_autoptr (TbTranscript) full = shake (fixture, fixture->broker, key, &session, "full", NOON_US);
  g_autoptr (TbTranscript) plain = shake (fixture, fixture->broker, NULL, &nothing, "plain", NOON_US);
  guint position = 0;
  g_autoptr (GBytes) message = tls_message (full, TB_SIDE_SERVER, HANDSHAKE, TICKET, &position);
  const TbMessage *ticket = tb_transcript_get_message (full, position);
  gsize n_wire;
  const guint8 *wire = tb_transcript_get_flight_wire (full, ticket->flight, &n_wire);
  g_autoptr (GBytes) record = g_bytes_new (wire + ticket->wire_offset, ticket->wire_length);
  guint8 content_type;
  g_autoptr (GBytes) opened = tb_seal_unseal (fixture->pki.crypto, full, TB_SIDE_SERVER, 0, record, &content_type, NULL);

  g_assert_true (g_bytes_equal (opened, message));
  g_assert_cmpuint (content_type, ==, HANDSHAKE);
  g_assert_cmpuint (tb_transcript_get_n_sealed (full, TB_SIDE_SERVER), ==, 1);
  g_assert_cmpuint (tb_transcript_get_n_sealed (full, TB_SIDE_CLIENT), ==, 0);
  g_assert_cmpuint (tb_transcript_get_n_sealed (plain, TB_SIDE_SERVER), ==, 0);
}

/* Timing must not depend on how long the signatures in a ticket happen to be. */
static void
flights_with_tickets_have_canonical_lengths (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) key = make_key (1);
  guint ticket = 0, hello = 0;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("luck %u", i);
      g_autoptr (GBytes) session = NULL;
      g_autoptr (TbTranscript) full = shake (fixture, fixture->broker, key, &session, name, NOON_US);
      g_autoptr (TbTranscript) resumed = shake (fixture, fixture->broker, key, &session, name, NOON_US + HOUR_US);
      guint last = tb_transcript_get_n_flights (full) - 1;

      ticket = ticket ? ticket : tb_transcript_get_flight (full, last)->canonical_length;
      hello = hello ? hello : tb_transcript_get_flight (resumed, 0)->canonical_length;
      g_assert_cmpuint (tb_transcript_get_flight (full, last)->canonical_length, ==, ticket);
      g_assert_cmpuint (tb_transcript_get_flight (resumed, 0)->canonical_length, ==, hello);
    }
}

static void
a_session_that_is_none_is_an_error (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) key = make_key (1), good = NULL;
  g_autoptr (TbTranscript) full = shake (fixture, fixture->broker, key, &good, "full", NOON_US);

  for (gsize cut = 0; cut < g_bytes_get_size (good); cut += 23)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (good, 0, cut);
      TbHandshakeTerms terms = { key, part };
      TbStream stream = pki_stream ("cut");
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_handshake_run_with (fixture->client, NULL, BROKER, fixture->broker, &terms, &stream, NOON_US, NULL, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED);
    }
}

#define ADD(name, algorithm, func) \
  g_test_add ("/tls/ticket/" name, TlsFixture, GUINT_TO_POINTER (algorithm), tls_fixture_set_up, func, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("resumed", TB_KEY_P256, a_ticket_takes_up_the_session);
  ADD ("resumed-rsa", TB_KEY_RSA2048, a_ticket_takes_up_the_session);
  ADD ("cheap", TB_KEY_P256, resuming_costs_no_signature);
  ADD ("keys", TB_KEY_P256, whoever_has_another_key_begins_anew);
  ADD ("lifetime", TB_KEY_P256, tickets_run_out);
  ADD ("same", TB_KEY_P256, same_arguments_same_bytes);
  ADD ("sequence", TB_KEY_P256, the_ticket_takes_a_sequence_number);
  ADD ("canonical", TB_KEY_P256, flights_with_tickets_have_canonical_lengths);
  ADD ("broken", TB_KEY_P256, a_session_that_is_none_is_an_error);
  return g_test_run ();
}
