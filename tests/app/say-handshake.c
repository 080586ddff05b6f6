/* say-handshake: makes one handshake of any version, writes it as a capture and says its fields as JSON: what test-cli-fields.py holds against tshark beyond
 * what the command line offers. Exit status 0 when it was accepted, 1 when not.
 *
 * Usage: say-handshake VERSION GROUPS EXCHANGE KEY [mutual] [resumed] [stapled] [refused] [retried] [talking]
 * FILE.pcapng; VERSION and KEY are numbers */
#include <stdlib.h>
#include <string.h>

#include "tb-capture.h"
#include "tb-cli-fields.h"
#include "tb-datagram.h"
#include "tls-fixture.h"

typedef struct
{
  TbEndpointPolicy policy;
  gboolean mutual;
  gboolean resumed;
  gboolean stapled;
  gboolean refused;
  gboolean retried;             /* the server has none but the last of the groups */
  gboolean talking;             /* data, a key update and goodbyes follow */
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
  TbDatagramChannel channel = { .latency_us = 20000 };
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
    { TB_SIDE_CLIENT, TB_SAY_DATA, data }, { TB_SIDE_SERVER, TB_SAY_KEY_UPDATE, NULL }, { TB_SIDE_SERVER, TB_SAY_DATA, data },
    { TB_SIDE_CLIENT, TB_SAY_CLOSE, NULL }, { TB_SIDE_SERVER, TB_SAY_CLOSE, NULL },
  };
  TbHandshakeTerms terms = { .ticket_key = wish->resumed ? key : NULL, .staple = staple, .staple_policy = staple != NULL ? TB_STAPLE_CHECK : TB_STAPLE_NONE };

  if (wish->talking)
    {
      terms.says = says;
      terms.n_says = G_N_ELEMENTS (says);
    }
  if (!wish->resumed)
    return shake (fixture, wish, &terms, "say", NULL);
  tb_transcript_unref (shake (fixture, wish, &terms, "say before", &session));
  terms.session = session;
  return shake (fixture, wish, &terms, "say", NULL);
}

static void
write_stream (TbCapture *capture, TbTranscript *transcript)
{
  guint connection = tb_capture_open_tcp (capture, NOON_US, 0x0a000002u, 50000, 0x0a000001u, 8883);
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
write_capture (TbTranscript *transcript, const char *path)
{
  g_autoptr (GError) error = NULL;
  TbCapture *capture = tb_capture_new (path, "a test", &error);

  g_assert_no_error (error);
  tb_capture_add_secrets (capture, transcript);
  if (tb_transcript_is_datagrams (transcript))
    tb_capture_add_datagrams (capture, transcript, NOON_US, 0x0a000002u, 50000, 0x0a000001u, TB_DATAGRAM_PORT);
  else
    write_stream (capture, transcript);
  tb_capture_close (capture, &error);
  g_assert_no_error (error);
}

static void
say (TbTranscript *transcript)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;

  json_builder_begin_object (json);
  tb_cli_fields_add_json (json, transcript);
  json_builder_end_object (json);
  json_generator_set_root (generator, json_builder_get_root (json));
  text = json_generator_to_data (generator, NULL);
  g_print ("%s\n", text);
}

int
main (int argc, char **argv)
{
  guint16 version = argc > 5 ? (guint16) strtoul (argv[1], NULL, 0) : 0;
  Wish wish = { .policy = { .min_version = version, .max_version = version } };
  TlsFixture fixture = { 0 };
  g_autoptr (TbTranscript) transcript = NULL;
  gpointer key;

  g_assert_cmpint (argc, >, 5);
  wish.policy.groups = argv[2];
  wish.policy.exchange = strcmp (argv[3], "rsa") == 0 ? TB_EXCHANGE_RSA : TB_EXCHANGE_ECDHE;
  key = GUINT_TO_POINTER (strtoul (argv[4], NULL, 0));
  for (int i = 5; i < argc - 1; i++)
    {
      wish.mutual |= strcmp (argv[i], "mutual") == 0;
      wish.resumed |= strcmp (argv[i], "resumed") == 0;
      wish.stapled |= strcmp (argv[i], "stapled") == 0;
      wish.retried |= strcmp (argv[i], "retried") == 0;
      wish.talking |= strcmp (argv[i], "talking") == 0;
      wish.refused |= strcmp (argv[i], "refused") == 0;
    }
  tls_fixture_set_up (&fixture, key);
  transcript = make (&fixture, &wish);
  write_capture (transcript, argv[argc - 1]);
  say (transcript);
  tls_fixture_tear_down (&fixture, key);
  return tb_transcript_is_accepted (transcript) ? 0 : 1;
}
