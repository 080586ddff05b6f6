/* Fuzzes dissection: the first byte says what the rest is taken for. Whatever the bytes, each of them is in exactly one leaf. */
#include "field-fixture.h"
#include "fuzz.h"
#include "pair-fixture.h"

#define TLS_RSA_WITH_AES_128_GCM_SHA256 0x009c
#define ECDHE_ECDSA_WITH_AES_128_GCM    0xc02b
#define TLS_AES_128_GCM_SHA256          0x1301

static const TbDialect dialects[] = {
  { 0x0304, TLS_AES_128_GCM_SHA256 }, { 0x0303, ECDHE_ECDSA_WITH_AES_128_GCM }, { 0x0303, TLS_RSA_WITH_AES_128_GCM_SHA256 },
  { 0xfefd, ECDHE_ECDSA_WITH_AES_128_GCM },
};

/* What the first byte chooses; for messages and records the dialect as well. */
enum { HANDSHAKE, CERTIFICATE, MQTT, MESSAGE, RECORDS = MESSAGE + G_N_ELEMENTS (dialects), APPLICATION = RECORDS + G_N_ELEMENTS (dialects), N_CHOICES };

static TbField *
dissect (guint choice, const guint8 *bytes, gsize n_bytes)
{
  if (choice == HANDSHAKE)
    return tb_dissect_handshake (bytes, n_bytes);
  if (choice == CERTIFICATE)
    return tb_dissect_certificate (bytes, n_bytes);
  if (choice == MQTT)
    return tb_dissect_mqtt (bytes, n_bytes);
  if (choice < RECORDS)
    return tb_dissect_handshake_as (bytes, n_bytes, &dialects[choice - MESSAGE]);
  return choice < APPLICATION ? tb_dissect_records (bytes, n_bytes, &dialects[choice - RECORDS]) : tb_dissect_application (bytes, n_bytes);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (TbField) root = NULL;

  if (n_bytes == 0)
    return 0;
  root = dissect (data[0] % N_CHOICES, data + 1, n_bytes - 1);
  field_assert_covers (root, n_bytes - 1);
  return 0;
}

static void
add_seed (GPtrArray *seeds, guint8 dissector, const guint8 *bytes, gsize n_bytes)
{
  GByteArray *seed = g_byte_array_new ();

  g_byte_array_append (seed, &dissector, 1);
  g_byte_array_append (seed, bytes, n_bytes);
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (seed));
}

static void
add_messages (GPtrArray *seeds, TbTranscript *transcript, guint8 choice)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_message_plain (transcript, i, &n_bytes);

      if (tb_transcript_get_message (transcript, i)->content_type == 22)
        add_seed (seeds, choice, bytes, n_bytes);
    }
}

/* Messages and records of one conversation with OpenSSL's own endpoints. */
static void
add_pair (GPtrArray *seeds, TlsFixture *fixture, const PairTerms *terms, guint dialect)
{
  g_autoptr (TbTranscript) transcript = pair_run (fixture, terms, NULL);

  add_messages (seeds, transcript, MESSAGE + dialect);
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_flight_wire (transcript, i, &n_bytes);

      add_seed (seeds, RECORDS + dialect, bytes, n_bytes);
    }
}

/* What TLS 1.3 says seldom: a second try, a ticket and its use, a new key; each message once. */
static void
add_talk (GPtrArray *seeds, TlsFixture *fixture)
{
  const TbEndpointPolicy client = { .groups = "X25519:P-256" }, server = { .groups = "P-256" };
  const guint8 key_bytes[TB_TICKET_KEY_BYTES] = { 1 };
  const TbSay says[] = { { TB_SIDE_SERVER, TB_SAY_KEY_UPDATE, NULL } };
  g_autoptr (GBytes) key = g_bytes_new (key_bytes, sizeof key_bytes), session = NULL;
  TlsMeeting meeting = { .client_policy = &client, .server_policy = &server, .terms = { .ticket_key = key } };
  g_autoptr (TbTranscript) before = tls_meet (fixture, &meeting, "fuzz before", &session), after = NULL;

  meeting.terms = (TbHandshakeTerms) { .ticket_key = key, .session = session, .says = says, .n_says = G_N_ELEMENTS (says) };
  after = tls_meet (fixture, &meeting, "fuzz after", NULL);
  add_messages (seeds, after, MESSAGE);
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char mqtt[] = "\x10\x18\x00\x04MQTT\x04\xc2\x00\x3c\x00\x03" "cam\x00\x02me\x00\x03pwd\x32\x08\x00\x04" "door\x00\x07"
                             "\x82\x06\x00\x08\x00\x01#\x00";
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  TlsFixture fixture = { 0 };
  g_autoptr (TbTranscript) transcript = NULL;

  tls_fixture_set_up (&fixture, GUINT_TO_POINTER (TB_KEY_P256));
  transcript = tls_run (&fixture, fixture.broker, fixture.lock_identity, "fuzz");
  add_messages (seeds, transcript, HANDSHAKE);
  for (TbSide side = TB_SIDE_CLIENT; side <= TB_SIDE_SERVER; side++)
    {
      g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, side, 0);

      add_seed (seeds, CERTIFICATE, g_bytes_get_data (der, NULL), g_bytes_get_size (der));
    }
  add_seed (seeds, MQTT, (const guint8 *) mqtt, sizeof mqtt - 1);
  add_seed (seeds, APPLICATION, (const guint8 *) mqtt, sizeof mqtt - 1);
  add_talk (seeds, &fixture);
  add_pair (seeds, &fixture, &(PairTerms) { .version = 0x0303, .ciphers = "ECDHE+AESGCM", .staple = TRUE, .tickets = TRUE, .stream = "fuzz" }, 1);
  add_pair (seeds, &fixture, &(PairTerms) { .version = 0xfefd, .ciphers = "ECDHE+AESGCM", .cookies = TRUE, .stream = "fuzz" }, 3);
  tls_fixture_tear_down (&fixture, NULL);
  return seeds;
}
