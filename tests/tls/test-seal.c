/* Records sealed from saved secrets are the very bytes OpenSSL would have sent, open again, and do not open when anything about them is wrong. */
#include "tls-fixture.h"

#include <string.h>

#include "tb-seal.h"
#include "tb-transcript-private.h"

static GBytes *
seal (TlsFixture *fixture, TbTranscript *transcript, TbSide from, guint64 sequence, const char *text)
{
  g_autoptr (GBytes) plain = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  GBytes *record = tb_seal_record (fixture->pki.crypto, transcript, from, sequence, TB_SEAL_CONTENT_APPLICATION, plain, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (record), ==, strlen (text) + tb_seal_overhead (transcript));
  return record;
}

static void
sealed_record_opens_again (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");

  for (guint i = 0; i < 8; i++)
    {
      guint64 sequence = i < 4 ? i : (guint64) 1 << (9 * i);
      g_autoptr (GBytes) record = seal (fixture, transcript, i % 2, sequence, "the door is open");
      g_autoptr (GError) error = NULL;
      guint8 content_type = 0;
      g_autoptr (GBytes) plain = tb_seal_unseal (fixture->pki.crypto, transcript, i % 2, sequence, record, &content_type, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), "the door is open", 16);
      g_assert_cmpuint (content_type, ==, TB_SEAL_CONTENT_APPLICATION);
    }
}

static void
assert_stays_closed (TlsFixture *fixture, TbTranscript *transcript, TbSide from, guint64 sequence, GBytes *record, int code)
{
  g_autoptr (GError) error = NULL;
  guint8 content_type;

  g_assert_null (tb_seal_unseal (fixture->pki.crypto, transcript, from, sequence, record, &content_type, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, code);
}

static void
changed_or_misplaced_record_stays_closed (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (TbTranscript) other = tls_run (fixture, fixture->broker, fixture->lock_identity, "b");
  g_autoptr (GBytes) record = seal (fixture, transcript, TB_SIDE_CLIENT, 3, "unlock");

  assert_stays_closed (fixture, transcript, TB_SIDE_CLIENT, 4, record, TB_CRYPTO_ERROR_REFUSED);
  assert_stays_closed (fixture, transcript, TB_SIDE_SERVER, 3, record, TB_CRYPTO_ERROR_REFUSED);
  assert_stays_closed (fixture, other, TB_SIDE_CLIENT, 3, record, TB_CRYPTO_ERROR_REFUSED);
  for (gsize at = 0; at < g_bytes_get_size (record); at++)
    {
      g_autoptr (GBytes) flipped = pki_flip (record, at, 0x10);
      g_autoptr (GBytes) shorter = pki_truncate (record, at);

      assert_stays_closed (fixture, transcript, TB_SIDE_CLIENT, 3, flipped,
                           at == 0 || at == 3 || at == 4 ? TB_CRYPTO_ERROR_MALFORMED : TB_CRYPTO_ERROR_REFUSED);
      assert_stays_closed (fixture, transcript, TB_SIDE_CLIENT, 3, shorter, TB_CRYPTO_ERROR_MALFORMED);
    }
}

/* Each record but the last is full, and each opens under its own number. */
static void
long_messages_take_several_records (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autofree char *text = g_strnfill (2 * TB_SEAL_MAX_PLAIN_BYTES + 5, 'x');
  g_autoptr (GBytes) plain = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) wire = tb_seal_records (fixture->pki.crypto, transcript, TB_SIDE_SERVER, 7, TB_SEAL_CONTENT_APPLICATION, plain, NULL);
  static const gsize sizes[] = { TB_SEAL_MAX_PLAIN_BYTES, TB_SEAL_MAX_PLAIN_BYTES, 5 };
  gsize at = 0;

  g_assert_cmpuint (TB_SEAL_COUNT_RECORDS (strlen (text)), ==, G_N_ELEMENTS (sizes));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) record = g_bytes_new_from_bytes (wire, at, sizes[i] + TB_SEAL_OVERHEAD_BYTES);
      guint8 content_type = 0;
      g_autoptr (GBytes) opened = tb_seal_unseal (fixture->pki.crypto, transcript, TB_SIDE_SERVER, 7 + i, record, &content_type, NULL);

      g_assert_nonnull (opened);
      g_assert_cmpuint (g_bytes_get_size (opened), ==, sizes[i]);
      at += g_bytes_get_size (record);
    }
  g_assert_cmpuint (at, ==, g_bytes_get_size (wire));
  g_assert_cmpuint (TB_SEAL_COUNT_RECORDS (0), ==, 1);
  g_assert_cmpuint (TB_SEAL_COUNT_RECORDS (TB_SEAL_MAX_PLAIN_BYTES), ==, 1);
}

static void
no_keys_no_record (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) refused = tls_run_at (fixture->client, NULL, "other.home.lab", fixture->broker, "a", NOON_US);
  g_autoptr (TbTranscript) good = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (GBytes) plain = g_bytes_new_static ("x", 1);
  g_autoptr (GBytes) huge = g_bytes_new_take (g_malloc0 (16385), 16385);
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_seal_record (fixture->pki.crypto, refused, TB_SIDE_CLIENT, 0, TB_SEAL_CONTENT_APPLICATION, plain, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_null (tb_seal_record (fixture->pki.crypto, good, TB_SIDE_CLIENT, 0, TB_SEAL_CONTENT_APPLICATION, huge, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
}

/* The alert of a server that refuses a client is its first record under the application keys: OpenSSL wrote it, and ours must be equal. */
static void
alert_is_what_openssl_wrote (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) refused = tls_run (fixture, fixture->broker, NULL, "a");
  guint position = 0;
  g_autoptr (GBytes) alert = tls_message (refused, TB_SIDE_SERVER, 21, 116, &position);
  const TbMessage *message = tb_transcript_get_message (refused, position);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) record = tb_seal_record (fixture->pki.crypto, refused, TB_SIDE_SERVER, 0, TB_SEAL_CONTENT_ALERT, alert, &error);
  gsize n_wire;
  const guint8 *wire = tb_transcript_get_flight_wire (refused, message->flight, &n_wire);

  g_assert_no_error (error);
  g_assert_cmpuint (message->protection, ==, TB_PROTECTION_APPLICATION);
  g_assert_cmpmem (g_bytes_get_data (record, NULL), g_bytes_get_size (record), wire + message->wire_offset, message->wire_length);
}

/* --- a session of OpenSSL's own, whose records are compared with ours --- */

typedef struct
{
  SSL *sides[2];
  BIO *wires[2];                /* what each side writes */
} Session;

static TbTranscript *session_transcript;

static void
keep_secret (const SSL *ssl, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 3);
  guint8 secret[48];

  for (guint i = 0; i < strlen (parts[2]) / 2; i++)
    secret[i] = g_ascii_xdigit_value (parts[2][2 * i]) << 4 | g_ascii_xdigit_value (parts[2][2 * i + 1]);
  if (g_str_equal (parts[0], "CLIENT_TRAFFIC_SECRET_0"))
    tb_transcript_add_secret (session_transcript, 4, secret, strlen (parts[2]) / 2);
  if (g_str_equal (parts[0], "SERVER_TRAFFIC_SECRET_0"))
    tb_transcript_add_secret (session_transcript, 5, secret, strlen (parts[2]) / 2);
}

static SSL *
new_ssl (TlsFixture *fixture, const SSL_METHOD *method, const char *suite)
{
  g_autoptr (SSL_CTX) context = SSL_CTX_new_ex (tb_crypto_get_libctx (fixture->pki.crypto), NULL, method);

  SSL_CTX_set_keylog_callback (context, keep_secret);
  SSL_CTX_set_num_tickets (context, 0);
  g_assert_cmpint (SSL_CTX_set_min_proto_version (context, TLS1_3_VERSION), ==, 1);
  g_assert_cmpint (SSL_CTX_set_ciphersuites (context, suite), ==, 1);
  g_assert_cmpint (SSL_CTX_use_certificate (context, tb_certificate_get_x509 (tb_identity_get_certificate (fixture->broker_identity))), ==, 1);
  g_assert_cmpint (SSL_CTX_use_PrivateKey (context, tb_key_get_pkey (tb_identity_get_key (fixture->broker_identity))), ==, 1);
  return SSL_new (context);
}

static void
session_open (Session *session, TlsFixture *fixture, const char *suite)
{
  session->sides[TB_SIDE_CLIENT] = new_ssl (fixture, TLS_client_method (), suite);
  session->sides[TB_SIDE_SERVER] = new_ssl (fixture, TLS_server_method (), suite);
  for (guint side = 0; side < 2; side++)
    {
      session->wires[side] = BIO_new (BIO_s_mem ());
      BIO_set_mem_eof_return (session->wires[side], -1);
      BIO_up_ref (session->wires[side]);
    }
  SSL_set_bio (session->sides[0], session->wires[1], session->wires[0]);
  SSL_set_bio (session->sides[1], session->wires[0], session->wires[1]);
  SSL_set_connect_state (session->sides[TB_SIDE_CLIENT]);
  SSL_set_accept_state (session->sides[TB_SIDE_SERVER]);
  for (guint turn = 0; turn < 4; turn++)
    SSL_do_handshake (session->sides[turn % 2]);
  g_assert_true (SSL_is_init_finished (session->sides[0]) && SSL_is_init_finished (session->sides[1]));
}

static void
session_close (Session *session)
{
  SSL_free (session->sides[0]);
  SSL_free (session->sides[1]);
}

static void
assert_same_as_openssl (Session *session, TlsFixture *fixture, TbSide from, guint64 sequence, const char *text)
{
  g_autoptr (GBytes) ours = seal (fixture, session_transcript, from, sequence, text);
  guint8 theirs[1024];
  int n_theirs;
  char back[64];

  g_assert_cmpint (SSL_write (session->sides[from], text, strlen (text)), ==, strlen (text));
  n_theirs = BIO_read (session->wires[from], theirs, sizeof theirs);
  g_assert_cmpmem (g_bytes_get_data (ours, NULL), g_bytes_get_size (ours), theirs, n_theirs);
  /* and the other side of OpenSSL takes ours for its own */
  BIO_write (session->wires[from], g_bytes_get_data (ours, NULL), g_bytes_get_size (ours));
  g_assert_cmpint (SSL_read (session->sides[!from], back, sizeof back), ==, strlen (text));
  g_assert_cmpmem (back, strlen (text), text, strlen (text));
}

static void
records_are_what_openssl_writes (TlsFixture *fixture, gconstpointer algorithm)
{
  static const struct { const char *name; guint16 code; } suites[] = {
    { "TLS_AES_128_GCM_SHA256", 0x1301 }, { "TLS_AES_256_GCM_SHA384", 0x1302 }, { "TLS_CHACHA20_POLY1305_SHA256", 0x1303 },
  };
  TbStream stream = pki_stream ("session");
  TbJob job;

  tb_job_enter (&job, &stream, NOON_US);
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      Session session;

      session_transcript = tb_transcript_new_empty ();
      session_transcript->cipher = suites[i].code;
      session_open (&session, fixture, suites[i].name);
      for (guint sequence = 0; sequence < 3; sequence++)
        {
          assert_same_as_openssl (&session, fixture, TB_SIDE_CLIENT, sequence, "temperature 21.5");
          assert_same_as_openssl (&session, fixture, TB_SIDE_SERVER, sequence, "noted");
        }
      session_close (&session);
      g_clear_pointer (&session_transcript, tb_transcript_unref);
    }
  tb_job_leave (&job);
}

#define ADD(name, function) \
  g_test_add ("/tls/seal/" name, TlsFixture, GUINT_TO_POINTER (TB_KEY_P256), tls_fixture_set_up, function, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("opens", sealed_record_opens_again);
  ADD ("changed", changed_or_misplaced_record_stays_closed);
  ADD ("long", long_messages_take_several_records);
  ADD ("no-keys", no_keys_no_record);
  ADD ("alert", alert_is_what_openssl_wrote);
  ADD ("openssl", records_are_what_openssl_writes);
  return g_test_run ();
}
