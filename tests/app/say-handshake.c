/* say-handshake: makes handshakes of any version, writes all of them into one capture and says their fields as JSON: what test-cli-fields.py holds against
 * tshark beyond what the command line offers. One capture, because tshark takes long to start.
 *
 * Usage: say-handshake FILE.pcapng WISH...; a WISH is one word, `VERSION GROUPS EXCHANGE KEY [mutual] [resumed] [stapled] [refused] [retried] [talking] [lossy]`
 * with spaces in it, where VERSION and KEY are numbers */
#include <stdlib.h>
#include <string.h>

#include "tb-capture.h"
#include "tb-cli-fields.h"
#include "tb-datagram.h"
#include "tls-fixture.h"

#define TLS_1_3 0x0304

typedef struct
{
  TbEndpointPolicy policy;
  gboolean mutual;
  gboolean resumed;
  gboolean stapled;
  gboolean refused;
  gboolean retried;             /* the server has none but the last of the groups */
  gboolean talking;             /* data, in TLS 1.3 a key update, and goodbyes follow */
  gboolean lossy;               /* datagrams: some have to be sent again */
  guint32 key;
} Wish;

static gboolean
is_datagrams (const Wish *wish)
{
  return wish->policy.max_version == TB_DATAGRAM_VERSION;
}

static TbEndpoint *
new_server (TlsFixture *fixture, const Wish *wish)
{
  TbStream stream = pki_stream ("say server");
  TbEndpointPolicy policy = wish->policy;
  const char *last = strrchr (policy.groups, ':');

  if (wish->retried && last != NULL)
    policy.groups = last + 1;
  return tb_endpoint_new_server_with (fixture->pki.crypto, &policy, fixture->broker_identity,
                                      wish->mutual || wish->refused ? fixture->pki.anchors : NULL, &stream, NULL);
}

static TbTranscript *
shake (TlsFixture *fixture, const Wish *wish, const TbHandshakeTerms *terms, const char *name, GBytes **session)
{
  TbStream stream = pki_stream (name), client_stream = pki_stream ("say client");
  g_autoptr (TbEndpoint) client = tb_endpoint_new_client_with (fixture->pki.crypto, &wish->policy, fixture->pki.anchors, &client_stream, NULL);
  g_autoptr (TbEndpoint) server = new_server (fixture, wish);
  TbIdentity *lock = wish->refused ? NULL : fixture->lock_identity;
  TbDatagramChannel channel = { .latency_us = 20000, .loss_ppm = wish->lossy ? 300000 : 0 };
  TbTranscript *transcript = is_datagrams (wish) ? tb_datagram_run (client, lock, BROKER, server, terms, &channel, &stream, NOON_US, NULL)
                                                 : tb_handshake_run_with (client, lock, BROKER, server, terms, &stream, NOON_US, session, NULL);

  g_assert_nonnull (transcript);
  return transcript;
}

static TbTranscript *
make (TlsFixture *fixture, const Wish *wish)
{
  guint8 seed[TB_TICKET_KEY_BYTES] = { 7 };
  TbCertificate *certificate = tb_identity_get_certificate (fixture->broker_identity);
  g_autoptr (GBytes) key = g_bytes_new (seed, sizeof seed), session = NULL;
  g_autoptr (GBytes) staple = wish->stapled ? tls_staple (fixture, NULL, certificate, TB_OCSP_GOOD, NOON_US, "say staple") : NULL;
  g_autoptr (GBytes) data = g_bytes_new_static ("\x30\x0a\x00\x04" "doorshut", 12);
  const TbSay says[] = {
    { TB_SIDE_SERVER, TB_SAY_KEY_UPDATE, NULL }, { TB_SIDE_CLIENT, TB_SAY_DATA, data }, { TB_SIDE_SERVER, TB_SAY_DATA, data },
    { TB_SIDE_CLIENT, TB_SAY_CLOSE, NULL }, { TB_SIDE_SERVER, TB_SAY_CLOSE, NULL },
  };
  guint n_without = wish->policy.max_version != TLS_1_3;     /* older versions have no key update */
  TbHandshakeTerms terms = { .ticket_key = wish->resumed ? key : NULL, .staple = staple, .staple_policy = staple != NULL ? TB_STAPLE_CHECK : TB_STAPLE_NONE };

  if (wish->talking)
    {
      terms.says = says + n_without;
      terms.n_says = G_N_ELEMENTS (says) - n_without;
    }
  if (!wish->resumed)
    return shake (fixture, wish, &terms, "say", NULL);
  tb_transcript_unref (shake (fixture, wish, &terms, "say before", &session));
  terms.session = session;
  return shake (fixture, wish, &terms, "say", NULL);
}

static void
write_stream (TbCapture *capture, TbTranscript *transcript, guint16 port)
{
  guint connection = tb_capture_open_tcp (capture, NOON_US, 0x0a000002u, port, 0x0a000001u, 8883);
  guint n_flights = tb_transcript_get_n_flights (transcript);

  for (guint i = 0; i < n_flights; i++)
    {
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_flight_wire (transcript, i, &n_bytes);

      tb_capture_send (capture, connection, NOON_US + i, tb_transcript_get_flight (transcript, i)->from, bytes, n_bytes);
    }
  tb_capture_close_tcp (capture, connection, NOON_US + n_flights, TB_SIDE_CLIENT);
}

static void
write_handshake (TbCapture *capture, TbTranscript *transcript, guint16 port)
{
  tb_capture_add_secrets (capture, transcript);
  if (tb_transcript_is_datagrams (transcript))
    tb_capture_add_datagrams (capture, transcript, NOON_US, 0x0a000002u, port, 0x0a000001u, TB_DATAGRAM_PORT);
  else
    write_stream (capture, transcript, port);
}

static void
say (JsonBuilder *json, TbTranscript *transcript, guint16 port)
{
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "port");
  json_builder_add_int_value (json, port);
  json_builder_set_member_name (json, "accepted");
  json_builder_add_boolean_value (json, tb_transcript_is_accepted (transcript));
  tb_cli_fields_add_json (json, transcript);
  json_builder_end_object (json);
}

static Wish
read_wish (const char *text, char ***words)
{
  Wish wish = { 0 };
  char **flags = *words = g_strsplit (text, " ", -1);

  g_assert_cmpuint (g_strv_length (flags), >=, 4);
  wish.policy.min_version = wish.policy.max_version = (guint16) strtoul (flags[0], NULL, 0);
  wish.policy.groups = flags[1];
  wish.policy.exchange = strcmp (flags[2], "rsa") == 0 ? TB_EXCHANGE_RSA : TB_EXCHANGE_ECDHE;
  wish.key = (guint32) strtoul (flags[3], NULL, 0);
  wish.mutual = g_strv_contains ((const char *const *) flags, "mutual");
  wish.resumed = g_strv_contains ((const char *const *) flags, "resumed");
  wish.stapled = g_strv_contains ((const char *const *) flags, "stapled");
  wish.refused = g_strv_contains ((const char *const *) flags, "refused");
  wish.retried = g_strv_contains ((const char *const *) flags, "retried");
  wish.talking = g_strv_contains ((const char *const *) flags, "talking");
  wish.lossy = g_strv_contains ((const char *const *) flags, "lossy");
  return wish;
}

static void
grant (const char *text, TbCapture *capture, JsonBuilder *json, guint16 port)
{
  g_auto (GStrv) words = NULL;
  Wish wish = read_wish (text, &words);
  gpointer key = GUINT_TO_POINTER (wish.key);
  TlsFixture fixture = { 0 };
  g_autoptr (TbTranscript) transcript = NULL;

  tls_fixture_set_up (&fixture, key);
  transcript = make (&fixture, &wish);
  write_handshake (capture, transcript, port);
  say (json, transcript, port);
  tls_fixture_tear_down (&fixture, key);
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  TbCapture *capture = argc > 1 ? tb_capture_new (argv[1], "a test", &error) : NULL;

  g_assert_nonnull (capture);
  json_builder_begin_array (json);
  for (int i = 2; i < argc; i++)
    grant (argv[i], capture, json, (guint16) (50000 + i));
  json_builder_end_array (json);
  tb_capture_close (capture, &error);
  g_assert_no_error (error);
  root = json_builder_get_root (json);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  g_print ("%s\n", text);
  return 0;
}
