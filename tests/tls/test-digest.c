/* Two handshakes have the same digest when they are the same, and another one as soon as anything that they depend on is different. */
#include "tls-fixture.h"

#include <string.h>

#include "tb-handshake-digest.h"

#define ALGORITHM GUINT_TO_POINTER (TB_KEY_P256)

typedef struct
{
  TbEndpoint *client;
  TbIdentity *identity;
  const char *host;
  TbEndpoint *server;
  TbHandshakeTerms terms;
  TbStream stream;
  gint64 unix_us;
} Arguments;

static Arguments
make_arguments (TlsFixture *fixture)
{
  Arguments arguments = { fixture->client, fixture->lock_identity, BROKER, fixture->broker, { 0 }, { { 0 } }, NOON_US };

  tb_stream_init (&arguments.stream, 1, "digest");
  return arguments;
}

static char *
digest (const Arguments *a)
{
  guint8 bytes[TB_HANDSHAKE_DIGEST_BYTES];
  GString *text = g_string_new (NULL);

  tb_handshake_digest (a->client, a->identity, a->host, a->server, &a->terms, &a->stream, a->unix_us, bytes);
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/* Each is one that was never seen before. */
static void
add (GHashTable *seen, const Arguments *arguments)
{
  g_assert_true (g_hash_table_add (seen, digest (arguments)));
}

static void
same_arguments_have_one_digest (TlsFixture *fixture, gconstpointer data)
{
  Arguments one = make_arguments (fixture), two = make_arguments (fixture);
  g_autofree char *a = digest (&one), *b = digest (&two);

  g_assert_cmpstr (a, ==, b);
}

static void
add_parties (GHashTable *seen, TlsFixture *fixture)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  g_autoptr (TbEndpoint) twin = tls_new_server (fixture, fixture->lock_identity, NULL);
  Arguments a = make_arguments (fixture);

  add (seen, &a);
  a.identity = NULL;
  add (seen, &a);
  a.identity = fixture->broker_identity;
  add (seen, &a);
  a = make_arguments (fixture);
  a.server = fixture->old_broker;
  add (seen, &a);
  a.server = twin;
  add (seen, &a);
  a = make_arguments (fixture);
  a.host = NULL;
  add (seen, &a);
  a.host = "";
  add (seen, &a);
  a.host = "other.home.lab";
  add (seen, &a);
  a = make_arguments (fixture);
  a.unix_us++;
  add (seen, &a);
  a = make_arguments (fixture);
  tb_stream_next (&a.stream);
  add (seen, &a);
}

static void
add_policies (GHashTable *seen, TlsFixture *fixture)
{
  g_autoptr (GBytes) pin = g_bytes_new_static ("12345678901234567890123456789012", 32);
  const TbEndpointPolicy policies[] = {
    { 0 }, { .min_version = 0x0303 }, { .max_version = 0x0303, .min_version = 0x0303 }, { .groups = "P-384" }, { .exchange = TB_EXCHANGE_RSA },
    { .ciphers = "TLS_AES_256_GCM_SHA384" }, { .signatures = "ECDSA+SHA384" }, { .accepts_anyone = TRUE }, { .trusts_leaves = TRUE }, { .accepts_weak = TRUE },
    { .falls_back = TRUE }, { .pin = pin },
  };
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      TbStream stream;
      g_autoptr (TbEndpoint) client = NULL;
      Arguments a = make_arguments (fixture);

      tb_stream_init (&stream, 2, "endpoint");
      client = tb_endpoint_new_client_with (fixture->pki.crypto, &policies[i], nobody, &stream, NULL);
      g_assert_nonnull (client);
      a.client = client;
      add (seen, &a);
    }
}

static void
add_terms (GHashTable *seen, TlsFixture *fixture)
{
  g_autoptr (GBytes) some = g_bytes_new_static ("some", 4), empty = g_bytes_new_static ("", 0);
  g_autoptr (GPtrArray) certificates = g_ptr_array_new ();
  const TbRevocationEvidence none = { 0 }, lists = { .crls = certificates }, answers = { .responses = certificates }, signers = { .certificates = certificates };
  const TbSay data = { TB_SIDE_CLIENT, TB_SAY_DATA, some }, close = { TB_SIDE_SERVER, TB_SAY_CLOSE, NULL };
  const TbTamper flip = { 0, 1, 2, NULL }, other = { 0, 1, 4, NULL }, instead = { 0, 1, 2, some };
  const TbHandshakeTerms terms[] = {
    { .ticket_key = some }, { .ticket_key = empty }, { .session = some }, { .client_clock_us = 1 }, { .evidence = &none }, { .evidence = &lists },
    { .evidence = &answers }, { .evidence = &signers }, { .refuses_unknown = TRUE }, { .client_evidence = &none }, { .client_refuses_unknown = TRUE },
    { .staple = some }, { .staple_policy = TB_STAPLE_CHECK }, { .says = &data, .n_says = 1 }, { .says = &close, .n_says = 1 }, { .tamper = &flip },
    { .tamper = &other }, { .tamper = &instead }, { .keeps_shared_secret = TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    {
      Arguments a = make_arguments (fixture);

      a.terms = terms[i];
      add (seen, &a);
    }
}

static void
whatever_is_different_shows (TlsFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_parties (seen, fixture);
  add_policies (seen, fixture);
  add_terms (seen, fixture);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 10 + 12 + 19);
}

#define ADD(name, function) g_test_add ("/digest/" name, TlsFixture, ALGORITHM, tls_fixture_set_up, function, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("same-arguments-have-one-digest", same_arguments_have_one_digest);
  ADD ("whatever-is-different-shows", whatever_is_different_shows);
  return g_test_run ();
}
