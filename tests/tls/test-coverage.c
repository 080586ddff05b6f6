/* Two thousand handshakes of every kind that the lab makes: each byte of each message and of each flight is in exactly one leaf, and none of it is malformed. */
#include <string.h>

#include "field-fixture.h"
#include "tb-datagram.h"
#include "tls-fixture.h"

#define RSA   (1u << TB_KEY_RSA2048)
#define P_256 (1u << TB_KEY_P256)
#define P_384 (1u << TB_KEY_P384)
#define EDDSA (1u << TB_KEY_ED25519)

/* A way of talking, with which kinds of keys, and how many handshakes of each variety. */
typedef struct
{
  const char *name;
  TbEndpointPolicy client;
  TbEndpointPolicy server;
  guint keys;
  guint n_rounds;
  TbDatagramChannel channel;    /* of DTLS */
} Way;

#define NEW(groups) { 0x0304, 0x0304, groups }
#define OLD(groups) { 0x0303, 0x0303, groups }
#define DATAGRAMS { TB_DATAGRAM_VERSION, TB_DATAGRAM_VERSION, NULL }
#define OLD_GROUPS "P-256:P-384:P-521"

static const Way ways[] = {
  { "1.3 P-256", NEW ("P-256"), NEW ("P-256"), P_256, 185 },
  { "1.3 P-256, other keys", NEW ("P-256"), NEW ("P-256"), RSA | P_384 | EDDSA, 3 },
  { "1.3 X25519", NEW ("X25519"), NEW ("X25519"), P_256 | EDDSA, 25 },
  { "1.3 P-384", NEW ("P-384"), NEW ("P-384"), P_384, 2 },
  { "1.3 tried again", NEW ("X25519:P-256"), NEW ("P-256"), P_256 | EDDSA, 20 },
  { "1.3 or 1.2", { 0x0303, 0x0304, OLD_GROUPS }, { 0x0303, 0x0304, OLD_GROUPS }, P_256, 20 },
  { "1.3 offered, 1.2 taken", { 0x0303, 0x0304, OLD_GROUPS }, OLD (OLD_GROUPS), P_256, 20 },
  { "1.2 P-256", OLD (OLD_GROUPS), OLD (OLD_GROUPS), P_256, 100 },
  { "1.2 P-256, other keys", OLD (OLD_GROUPS), OLD (OLD_GROUPS), RSA | P_384 | EDDSA, 3 },
  { "1.2 X25519", OLD ("X25519:P-256:P-384:P-521"), OLD ("X25519:P-256:P-384:P-521"), P_256, 20 },
  { "1.2 key transport", { 0x0303, 0x0303, NULL, TB_EXCHANGE_RSA }, { 0x0303, 0x0303, NULL, TB_EXCHANGE_RSA }, RSA, 5 },
  { "DTLS 1.2", DATAGRAMS, DATAGRAMS, P_256, 20, { 0, 20000, 0 } },
  { "DTLS 1.2, lossy", DATAGRAMS, DATAGRAMS, P_256, 30, { 200000, 20000, 400 } },
  { "1.3 asked, 1.2 alone", NEW ("P-256"), OLD (OLD_GROUPS), P_256, 2 },
  { "1.2 asked, 1.3 alone", OLD (OLD_GROUPS), NEW ("P-256"), P_256, 2 },
};

typedef struct
{
  TlsFixture *fixture;
  const Way *way;
  TbEndpoint *client;
  TbEndpoint *mutual;           /* demands a certificate */
  TbEndpoint *plain;
  GBytes *staple;
  GBytes *ticket_key;
  guint n_handshakes;
  guint n_content[256];         /* by content type */
  guint64 n_bytes;
} Lab;

static void
check_transcript (Lab *lab, TbTranscript *transcript)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      g_autoptr (TbField) root = tb_dissect_message (transcript, i);

      field_assert_good (root, tb_transcript_get_message (transcript, i)->plain_length);
      lab->n_content[tb_transcript_get_message (transcript, i)->content_type]++;
    }
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      g_autoptr (TbField) root = tb_dissect_wire (transcript, i);

      field_assert_good (root, tb_transcript_get_flight (transcript, i)->wire_length);
      lab->n_bytes += root->length;
    }
  lab->n_handshakes++;
}

static void
shake (Lab *lab, TbEndpoint *server, TbIdentity *identity, const char *host, const TbHandshakeTerms *terms, GBytes **session)
{
  g_autofree char *name = g_strdup_printf ("coverage %u", lab->n_handshakes);
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbTranscript) transcript = NULL;

  if (lab->way->channel.latency_us > 0)
    transcript = tb_datagram_run (lab->client, identity, host, server, terms, &lab->way->channel, &stream, NOON_US, &error);
  else
    transcript = tb_handshake_run_with (lab->client, identity, host, server, terms, &stream, NOON_US, session, &error);
  g_assert_no_error (error);
  check_transcript (lab, transcript);
}

/* Mutual with a ticket, resumed with it twice, one-sided with a staple and something said. */
static void
shake_all_varieties (Lab *lab)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("\x30\x0c\x00\x04" "dooropened", 14);
  TbSay says[] = { { TB_SIDE_CLIENT, TB_SAY_DATA, data }, { TB_SIDE_CLIENT, TB_SAY_CLOSE, NULL } };
  TbHandshakeTerms full = { .ticket_key = lab->ticket_key }, resumed = { .ticket_key = lab->ticket_key };
  TbHandshakeTerms stapled = { .staple = lab->staple, .staple_policy = TB_STAPLE_CHECK, .says = says, .n_says = G_N_ELEMENTS (says) };
  TbIdentity *lock = lab->fixture->lock_identity;
  g_autoptr (GBytes) session = NULL;

  shake (lab, lab->mutual, lock, BROKER, &full, &session);
  resumed.session = session;
  for (guint i = 0; session != NULL && i < 2; i++)
    shake (lab, lab->mutual, lock, BROKER, &resumed, NULL);
  shake (lab, lab->plain, NULL, BROKER, &stapled, NULL);
}

static void
shake_what_is_refused (Lab *lab)
{
  static const TbHandshakeTerms demanding = { .staple_policy = TB_STAPLE_REQUIRE };

  shake (lab, lab->mutual, NULL, BROKER, NULL, NULL);
  shake (lab, lab->mutual, lab->fixture->lock_identity, "elsewhere.lab", NULL, NULL);
  shake (lab, lab->plain, NULL, BROKER, &demanding, NULL);
}

static TbEndpoint *
new_server (TlsFixture *fixture, const TbEndpointPolicy *policy, GPtrArray *anchors)
{
  TbStream stream = pki_stream ("coverage server");
  g_autoptr (GError) error = NULL;
  TbEndpoint *server = tb_endpoint_new_server_with (fixture->pki.crypto, policy, fixture->broker_identity, anchors, &stream, &error);

  g_assert_no_error (error);
  return server;
}

static void
lab_open (Lab *lab, const Way *way)
{
  TbStream stream = pki_stream ("coverage client");
  g_autoptr (GError) error = NULL;

  lab->way = way;
  lab->mutual = new_server (lab->fixture, &way->server, lab->fixture->pki.anchors);
  lab->plain = new_server (lab->fixture, &way->server, NULL);
  lab->client = tb_endpoint_new_client_with (lab->fixture->pki.crypto, &way->client, lab->fixture->pki.anchors, &stream, &error);
  g_assert_no_error (error);
}

static void
lab_close (Lab *lab)
{
  g_clear_pointer (&lab->mutual, tb_endpoint_unref);
  g_clear_pointer (&lab->plain, tb_endpoint_unref);
  g_clear_pointer (&lab->client, tb_endpoint_unref);
}

static void
every_byte_is_in_one_leaf (TlsFixture *fixture, gconstpointer algorithm)
{
  guint key = GPOINTER_TO_UINT (algorithm), share = g_test_slow () ? 1 : 4;
  guint8 seed[TB_TICKET_KEY_BYTES];
  TbCertificate *certificate = tb_identity_get_certificate (fixture->broker_identity);
  g_autoptr (GBytes) staple = tls_staple (fixture, NULL, certificate, TB_OCSP_GOOD, NOON_US, "coverage staple");
  g_autoptr (GBytes) ticket_key = (memset (seed, 7, sizeof seed), g_bytes_new (seed, sizeof seed));
  Lab lab = { .fixture = fixture, .staple = staple, .ticket_key = ticket_key };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if ((ways[i].keys & 1u << key) != 0)
      {
        g_test_message ("%s", ways[i].name);
        lab_open (&lab, &ways[i]);
        for (guint k = 0; k < (ways[i].n_rounds + share - 1) / share; k++)
          shake_all_varieties (&lab);
        shake_what_is_refused (&lab);
        lab_close (&lab);
      }
  g_test_message ("%u handshakes, %" G_GUINT64_FORMAT " bytes on the wire", lab.n_handshakes, lab.n_bytes);
  for (guint type = 20; type <= 23; type++)
    g_assert_cmpuint (lab.n_content[type], >=, lab.n_handshakes / 10);
  g_assert_cmpuint (lab.n_bytes, >, lab.n_handshakes * 100);
}

#define ADD(name, algorithm) \
  g_test_add ("/tls/coverage/" name, TlsFixture, GUINT_TO_POINTER (algorithm), tls_fixture_set_up, every_byte_is_in_one_leaf, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("p256", TB_KEY_P256);
  ADD ("p384", TB_KEY_P384);
  ADD ("ed25519", TB_KEY_ED25519);
  ADD ("rsa2048", TB_KEY_RSA2048);
  return g_test_run ();
}
