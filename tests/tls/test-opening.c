/* What somebody who recorded a session reads when a key leaks later, and what everyone reads without any. */
#include "tls-fixture.h"

#include <string.h>

#include "tb-datagram.h"
#include "tb-opening.h"
#include "tb-transcript-private.h"

#define HANDSHAKE 22
#define FINISHED  20

typedef struct
{
  guint16 version;
  TbKeyExchange exchange;
  const char *ciphers;
} Way;

enum { RSA_256, RSA_384, ECDHE_256, ECDHE_384, ECDHE_CHACHA, TLS_13, TLS_13_384 };

static const Way ways[] = {
  [RSA_256] = { 0x0303, TB_EXCHANGE_RSA, "AES128-GCM-SHA256" },
  [RSA_384] = { 0x0303, TB_EXCHANGE_RSA, "AES256-GCM-SHA384" },
  [ECDHE_256] = { 0x0303, TB_EXCHANGE_ECDHE, "ECDHE-RSA-AES128-GCM-SHA256" },
  [ECDHE_384] = { 0x0303, TB_EXCHANGE_ECDHE, "ECDHE-RSA-AES256-GCM-SHA384" },
  [ECDHE_CHACHA] = { 0x0303, TB_EXCHANGE_ECDHE, "ECDHE-RSA-CHACHA20-POLY1305" },
  [TLS_13] = { 0x0304, TB_EXCHANGE_ECDHE, "TLS_AES_128_GCM_SHA256" },
  [TLS_13_384] = { 0x0304, TB_EXCHANGE_ECDHE, "TLS_AES_256_GCM_SHA384" },
};

static TlsFixture house;          /* made once: RSA keys take their time */

static GBytes *
ticket_key (guint8 seed)
{
  guint8 key[TB_TICKET_KEY_BYTES];

  memset (key, seed, sizeof key);
  return g_bytes_new (key, sizeof key);
}

/* The session without any of its secrets: all an eavesdropper has. */
static void
forget_secrets (TbTranscript *transcript)
{
  g_array_set_size (transcript->secrets, 0);
  memset (transcript->plain->data, 0, transcript->plain->len);
}

/* Both say what they have to say under the keys; @session is what is resumed, and replaced by what may be next. */
static TbTranscript *
shake (const Way *way, GBytes *key, GBytes **session, const char *name)
{
  TbEndpointPolicy policy = { .min_version = way->version, .max_version = way->version, .exchange = way->exchange, .ciphers = way->ciphers };
  g_autoptr (GBytes) up = g_bytes_new_static ("door open", 9), down = g_bytes_new_static ("noted", 5);
  const TbSay says[] = { { TB_SIDE_CLIENT, TB_SAY_DATA, up }, { TB_SIDE_SERVER, TB_SAY_DATA, down } };
  TbHandshakeTerms terms = { .ticket_key = key, .session = session != NULL ? *session : NULL, .says = says, .n_says = G_N_ELEMENTS (says) };
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbEndpoint) server = tb_endpoint_new_server_with (house.pki.crypto, &policy, house.broker_identity, house.pki.anchors, &stream, &error);
  g_autoptr (TbEndpoint) client = tb_endpoint_new_client_with (house.pki.crypto, &policy, house.pki.anchors, &stream, &error);
  GBytes *next = NULL;
  TbTranscript *transcript;

  g_assert_no_error (error);
  transcript = tb_handshake_run_with (client, house.lock_identity, BROKER, server, &terms, &stream, NOON_US, &next, &error);
  g_assert_no_error (error);
  g_assert_true (tb_transcript_is_accepted (transcript));
  if (session != NULL)
    {
      g_clear_pointer (session, g_bytes_unref);
      *session = g_steal_pointer (&next);
    }
  g_clear_pointer (&next, g_bytes_unref);
  return transcript;
}

static TbOpening *
try_leak (TbTranscript *transcript, TbLeak leak, TbIdentity *identity, GBytes *key)
{
  g_autoptr (GError) error = NULL;
  TbOpening *opening = tb_opening_new (house.pki.crypto, transcript, leak, identity != NULL ? tb_identity_get_key (identity) : NULL, key, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (opening->reason), >, 20);
  g_assert_cmpuint (opening->plain->len, ==, opening->messages->len);
  g_assert_true (opening->opened == (opening->plain->len > 0));
  return opening;
}

/* Every record that was sealed is read, and is what was said. */
static void
assert_opens (const Way *way, TbTranscript *transcript, TbLeak leak, TbIdentity *identity, GBytes *key)
{
  g_autoptr (GBytes) bytes = tb_transcript_to_bytes (transcript);
  g_autoptr (TbTranscript) recorded = tb_transcript_new_from_bytes (bytes, NULL);
  g_autoptr (TbOpening) opening = NULL;
  guint n_sealed = 0;

  forget_secrets (recorded);
  opening = try_leak (recorded, leak, identity, key);
  g_assert_true (opening->opened);
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    n_sealed += tb_transcript_get_message (transcript, i)->protection != TB_PROTECTION_NONE;
  g_assert_cmpuint (opening->plain->len, ==, n_sealed);
  for (guint i = 0; i < opening->plain->len; i++)
    {
      gsize n, n_said;
      const guint8 *plain = g_bytes_get_data (g_ptr_array_index (opening->plain, i), &n);
      const guint8 *said = tb_transcript_get_message_plain (transcript, g_array_index (opening->messages, guint, i), &n_said);

      g_assert_cmpmem (plain, n, said, n_said);
    }
}

static gboolean
was_read (TbTranscript *transcript, TbIdentity *identity, const char *text)
{
  g_autoptr (TbOpening) opening = try_leak (transcript, TB_LEAK_SERVER_KEY, identity, NULL);
  g_autoptr (GBytes) wanted = g_bytes_new_static (text, strlen (text));

  for (guint i = 0; i < opening->plain->len; i++)
    if (g_bytes_equal (g_ptr_array_index (opening->plain, i), wanted))
      return TRUE;
  return FALSE;
}

static void
assert_stays_closed (TbTranscript *transcript, TbLeak leak, TbIdentity *identity, GBytes *key, const char *because)
{
  g_autoptr (TbOpening) opening = try_leak (transcript, leak, identity, key);

  g_assert_false (opening->opened);
  if (strstr (opening->reason, because) == NULL)
    g_test_message ("%s", opening->reason);
  g_assert_nonnull (strstr (opening->reason, because));
}

/* --- the server's key --- */

static void
rsa_key_transport_opens_with_the_server_s_key (void)
{
  for (guint i = RSA_256; i <= RSA_384; i++)
    {
      g_autoptr (TbTranscript) transcript = shake (&ways[i], NULL, NULL, "transport");

      assert_opens (&ways[i], transcript, TB_LEAK_SERVER_KEY, house.broker_identity, NULL);
      g_assert_true (was_read (transcript, house.broker_identity, "door open"));
      g_assert_true (was_read (transcript, house.broker_identity, "noted"));
      assert_stays_closed (transcript, TB_LEAK_SERVER_KEY, house.lock_identity, NULL, "another certificate");
      assert_stays_closed (transcript, TB_LEAK_CLIENT_KEY, house.lock_identity, NULL, "only signs");
      assert_stays_closed (transcript, TB_LEAK_NOTHING, NULL, NULL, "Without any key");
    }
}

static void
an_ephemeral_agreement_opens_with_no_certificate_s_key (void)
{
  static const struct { guint way; const char *because; } closed[] = {
    { ECDHE_256, "only signed the key share" }, { ECDHE_384, "only signed the key share" }, { TLS_13, "In TLS 1.3" }, { TLS_13_384, "In TLS 1.3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    {
      g_autoptr (TbTranscript) transcript = shake (&ways[closed[i].way], NULL, NULL, "ephemeral");

      assert_stays_closed (transcript, TB_LEAK_SERVER_KEY, house.broker_identity, NULL, closed[i].because);
      assert_stays_closed (transcript, TB_LEAK_CLIENT_KEY, house.lock_identity, NULL, "only signs");
    }
}

static void
a_resumed_session_alone_does_not_open_with_the_server_s_key (void)
{
  static const struct { guint way; const char *because; } closed[] = { { RSA_256, "agrees on nothing anew" }, { TLS_13, "takes its secret from the ticket" } };

  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    {
      g_autoptr (GBytes) key = ticket_key (1), session = NULL;
      g_autoptr (TbTranscript) full = shake (&ways[closed[i].way], key, &session, "full");
      g_autoptr (TbTranscript) resumed = shake (&ways[closed[i].way], key, &session, "resumed");

      g_assert_true (tb_transcript_is_resumed (resumed));
      assert_stays_closed (resumed, TB_LEAK_SERVER_KEY, house.broker_identity, NULL, closed[i].because);
    }
}

/* --- the key of the tickets --- */

static void
a_ticket_key_opens_sessions_of_tls_1_2 (void)
{
  for (guint i = RSA_256; i <= ECDHE_CHACHA; i++)
    {
      g_autoptr (GBytes) key = ticket_key (1), other = ticket_key (2), session = NULL;
      g_autoptr (TbTranscript) full = shake (&ways[i], key, &session, "full");
      g_autoptr (TbTranscript) resumed = shake (&ways[i], key, &session, "resumed");

      g_assert_true (tb_transcript_is_resumed (resumed));
      assert_opens (&ways[i], full, TB_LEAK_TICKET_KEY, NULL, key);
      assert_opens (&ways[i], resumed, TB_LEAK_TICKET_KEY, NULL, key);
      assert_stays_closed (full, TB_LEAK_TICKET_KEY, NULL, other, "another key");
      assert_stays_closed (resumed, TB_LEAK_TICKET_KEY, NULL, other, "another key");
    }
}

static void
a_ticket_key_does_not_open_tls_1_3 (void)
{
  for (guint i = TLS_13; i <= TLS_13_384; i++)
    {
      g_autoptr (GBytes) key = ticket_key (1), other = ticket_key (2), session = NULL;
      g_autoptr (TbTranscript) full = shake (&ways[i], key, &session, "full");
      g_autoptr (TbTranscript) resumed = shake (&ways[i], key, &session, "resumed");

      g_assert_true (tb_transcript_is_resumed (resumed));
      assert_stays_closed (full, TB_LEAK_TICKET_KEY, NULL, key, "under the keys of the session");
      assert_stays_closed (resumed, TB_LEAK_TICKET_KEY, NULL, key, "psk_dhe_ke");
      assert_stays_closed (resumed, TB_LEAK_TICKET_KEY, NULL, other, "another key");
    }
}

static void
without_a_ticket_its_key_is_of_no_use (void)
{
  g_autoptr (GBytes) key = ticket_key (1);
  g_autoptr (TbTranscript) transcript = shake (&ways[ECDHE_256], NULL, NULL, "without");

  assert_stays_closed (transcript, TB_LEAK_TICKET_KEY, NULL, key, "No ticket");
}

/* --- what leaks anyway --- */

static gboolean
has_leak (const TbOpening *opening, const char *prefix)
{
  for (guint i = 0; i < opening->leaks->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (opening->leaks, i), prefix))
      return TRUE;
  return FALSE;
}

static void
names_and_sizes_leak_without_any_key (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (TbTranscript) transcript = shake (&ways[i], NULL, NULL, "leaks");
      g_autoptr (TbOpening) opening = try_leak (transcript, TB_LEAK_NOTHING, NULL, NULL);
      gboolean is_13 = ways[i].version == 0x0304;

      g_assert_true (has_leak (opening, "server_name " BROKER));
      g_assert_true (has_leak (opening, is_13 ? "TLS 1.3" : "TLS 1.2"));
      g_assert_true (has_leak (opening, "cipher TLS_"));
      g_assert_true (has_leak (opening, "sizes client "));
      g_assert_true (has_leak (opening, "sizes server "));
      g_assert_true (has_leak (opening, "certificate client CN=lock-03") == !is_13);
      g_assert_true (has_leak (opening, "certificate server CN=broker") == !is_13);
      g_assert_false (has_leak (opening, "alpn"));
    }
}

static void
sizes_are_those_of_what_is_inside (void)
{
  g_autoptr (TbTranscript) transcript = shake (&ways[RSA_256], NULL, NULL, "sizes");
  g_autoptr (TbOpening) opening = try_leak (transcript, TB_LEAK_SERVER_KEY, house.broker_identity, NULL);
  g_autoptr (GString) sizes = g_string_new ("sizes client");

  for (guint i = 0; i < opening->plain->len; i++)
    if (tb_transcript_get_message (transcript, g_array_index (opening->messages, guint, i))->from == TB_SIDE_CLIENT)
      g_string_append_printf (sizes, " %" G_GSIZE_FORMAT, g_bytes_get_size (g_ptr_array_index (opening->plain, i)));
  g_assert_true (has_leak (opening, sizes->str));
}

/* --- what is broken --- */

static void
a_missing_key_is_an_error (void)
{
  g_autoptr (TbTranscript) transcript = shake (&ways[RSA_256], NULL, NULL, "missing");
  g_autoptr (GBytes) cut = g_bytes_new_static ("short", 5);
  g_autoptr (GError) one = NULL, two = NULL, three = NULL;

  g_assert_null (tb_opening_new (house.pki.crypto, transcript, TB_LEAK_SERVER_KEY, NULL, NULL, &one));
  g_assert_error (one, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
  g_assert_null (tb_opening_new (house.pki.crypto, transcript, TB_LEAK_TICKET_KEY, NULL, NULL, &two));
  g_assert_error (two, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
  g_assert_null (tb_opening_new (house.pki.crypto, transcript, TB_LEAK_TICKET_KEY, NULL, cut, &three));
  g_assert_error (three, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
}

static void
a_handshake_that_came_to_no_keys_has_nothing_to_open (void)
{
  g_autoptr (TbTranscript) nothing = tb_transcript_new_empty ();

  assert_stays_closed (nothing, TB_LEAK_SERVER_KEY, house.broker_identity, NULL, "did not come to keys");
}

static TbTranscript *
shake_in_datagrams (const char *host, guint32 loss_ppm)
{
  const TbEndpointPolicy policy = { .min_version = TB_DATAGRAM_VERSION, .max_version = TB_DATAGRAM_VERSION };
  const TbDatagramChannel channel = { loss_ppm, 40000, 300 };
  TbStream stream = pki_stream ("datagrams");
  g_autoptr (GError) error = NULL;
  g_autoptr (TbEndpoint) server = tb_endpoint_new_server_with (house.pki.crypto, &policy, house.broker_identity, house.pki.anchors, &stream, &error);
  g_autoptr (TbEndpoint) client = tb_endpoint_new_client_with (house.pki.crypto, &policy, house.pki.anchors, &stream, &error);
  TbTranscript *transcript = tb_datagram_run (client, house.lock_identity, host, server, NULL, &channel, &stream, NOON_US, &error);

  g_assert_no_error (error);
  return transcript;
}

static void
datagrams_are_not_taken_apart (void)
{
  g_autoptr (TbTranscript) transcript = shake_in_datagrams (BROKER, 0);

  assert_stays_closed (transcript, TB_LEAK_SERVER_KEY, house.broker_identity, NULL, "DTLS");
}

/* Certificates come in several datagrams, and some of them twice: they are told once. */
static void
datagrams_leak_as_much (void)
{
  static const guint32 losses[] = { 0, 200000 };

  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      g_autoptr (TbTranscript) transcript = shake_in_datagrams (BROKER, losses[i]);
      g_autoptr (TbOpening) opening = try_leak (transcript, TB_LEAK_NOTHING, NULL, NULL);

      g_assert_true (tb_transcript_is_accepted (transcript));
      g_assert_true (has_leak (opening, "server_name " BROKER));
      g_assert_true (has_leak (opening, "DTLS 1.2"));
      g_assert_true (has_leak (opening, "cipher TLS_"));
      g_assert_true (has_leak (opening, "certificate client CN=lock-03"));
      g_assert_true (has_leak (opening, "certificate server CN=broker"));
      g_assert_true (has_leak (opening, "sizes server 24"));
      g_assert_false (has_leak (opening, "alert"));
    }
}

/* A client of TLS 1.3 refuses before it uses its keys; a server of TLS 1.3 has them by then. */
static void
refusals_leak_where_they_are_in_the_open (void)
{
  g_autoptr (TbTranscript) by_client = tls_run_at (house.client, NULL, "other.home.lab", house.old_broker, "refused", NOON_US);
  g_autoptr (TbTranscript) by_server = tls_run_at (house.client, NULL, BROKER, house.broker, "refused", NOON_US);
  g_autoptr (TbTranscript) in_datagrams = shake_in_datagrams ("other.home.lab", 0);
  g_autoptr (TbOpening) one = try_leak (by_client, TB_LEAK_NOTHING, NULL, NULL), two = try_leak (by_server, TB_LEAK_NOTHING, NULL, NULL);
  g_autoptr (TbOpening) three = try_leak (in_datagrams, TB_LEAK_NOTHING, NULL, NULL);

  g_assert_true (has_leak (one, "alert client bad_certificate"));
  g_assert_cmpint (tb_transcript_get_alert (by_server), ==, 116);
  g_assert_false (has_leak (two, "alert"));
  g_assert_true (has_leak (three, "alert client bad_certificate"));
}

/* Any byte of the recording may be wrong; then something stays closed, and nothing is read that was not there. */
static void
mutated_recordings_are_survived (void)
{
  g_autoptr (GBytes) key = ticket_key (1), session = NULL;
  g_autoptr (TbTranscript) rsa = shake (&ways[RSA_256], key, &session, "full");
  g_autoptr (TbTranscript) resumed = shake (&ways[RSA_256], key, &session, "resumed");
  g_autoptr (TbTranscript) datagrams = shake_in_datagrams (BROKER, 0);
  TbTranscript *transcripts[] = { rsa, resumed, datagrams };
  TbStream stream = pki_stream ("mutated");

  for (guint i = 0; i < 600; i++)
    {
      TbTranscript *transcript = transcripts[i % 3];
      guint8 *byte = transcript->wire->data + tb_stream_below (&stream, transcript->wire->len);
      guint8 was = *byte;
      g_autoptr (TbOpening) by_ticket = NULL, by_key = NULL;

      *byte = (guint8) tb_stream_below (&stream, 256);
      by_ticket = try_leak (transcript, TB_LEAK_TICKET_KEY, NULL, key);
      if (i % 20 == 0)
        by_key = try_leak (transcript, TB_LEAK_SERVER_KEY, house.broker_identity, NULL);
      *byte = was;
    }
}

#define ADD(name, func) g_test_add_func ("/tls/opening/" name, func)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  tls_fixture_set_up (&house, GUINT_TO_POINTER (TB_KEY_RSA2048));
  ADD ("transport", rsa_key_transport_opens_with_the_server_s_key);
  ADD ("ephemeral", an_ephemeral_agreement_opens_with_no_certificate_s_key);
  ADD ("resumed", a_resumed_session_alone_does_not_open_with_the_server_s_key);
  ADD ("ticket", a_ticket_key_opens_sessions_of_tls_1_2);
  ADD ("ticket-1.3", a_ticket_key_does_not_open_tls_1_3);
  ADD ("no-ticket", without_a_ticket_its_key_is_of_no_use);
  ADD ("leaks", names_and_sizes_leak_without_any_key);
  ADD ("sizes", sizes_are_those_of_what_is_inside);
  ADD ("missing", a_missing_key_is_an_error);
  ADD ("nothing", a_handshake_that_came_to_no_keys_has_nothing_to_open);
  ADD ("datagrams", datagrams_are_not_taken_apart);
  ADD ("datagrams-leak", datagrams_leak_as_much);
  ADD ("refusals", refusals_leak_where_they_are_in_the_open);
  ADD ("mutated", mutated_recordings_are_survived);
  result = g_test_run ();
  tls_fixture_tear_down (&house, NULL);
  return result;
}
