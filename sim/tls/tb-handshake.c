/* tb-handshake: runs OpenSSL's client and server against each other, flight by flight, and writes down what is said.
 *
 * The two take turns. Both write to the end of the transcript's wire bytes; each reads what the other wrote in the turn before, so that nothing is copied
 * between them. OpenSSL's message callback tells which messages lie where, the key log tells the secrets, and nothing survives the function
 * but the transcript. */
#include "tb-endpoint-private.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-names.h"
#include "tb-transcript-private.h"

#define MAX_TURNS           16
#define RECORD_HEADER_BYTES 5
#define MESSAGE_HEADER_BYTES 4
#define EMPTY_CERTIFICATE_BYTES 8   /* header, no context, no certificate */
#define MAX_ECDSA_BYTES     72
#define ECDSA_P256_SHA256   0x0403

/**
 * Run:
 * @transcript: (borrowed): what is written
 * @side: whose turn it is
 * @read_at: where in the wire bytes that side reads next
 * @turn_start: where its own bytes begin; it reads no further
 * @records_end: how far the records it has made reach, from @turn_start
 * @records_begin: where those begin that no message has claimed yet
 * @encrypted: whether the last record was encrypted
 * @slack_bytes: how much longer the signatures of this turn could have been
 * @certificate_slack_bytes: the same for the certificates of each side
 * @sent_finished: whether a side has said its Finished and so changed to application keys
 * @work: what the side did in this turn
 */
typedef struct
{
  TbTranscript *transcript;
  TbSide side;
  gsize read_at;
  gsize turn_start;
  gsize records_end;
  gsize records_begin;
  gboolean encrypted;
  guint slack_bytes;
  guint certificate_slack_bytes[2];
  gboolean sent_finished[2];
  TbFlight work;
} Run;

/* --- the pipe between the two --- */

static int
pipe_write (BIO *bio, const char *bytes, int n_bytes)
{
  Run *run = BIO_get_data (bio);

  g_byte_array_append (run->transcript->wire, (const guint8 *) bytes, n_bytes);
  return n_bytes;
}

static int
pipe_read (BIO *bio, char *out, int n_bytes)
{
  Run *run = BIO_get_data (bio);
  gsize n = MIN ((gsize) n_bytes, run->turn_start - run->read_at);

  BIO_clear_retry_flags (bio);
  if (n == 0)
    {
      BIO_set_retry_read (bio);
      return -1;
    }
  memcpy (out, run->transcript->wire->data + run->read_at, n);
  run->read_at += n;
  return n;
}

static long
pipe_control (BIO *bio, int command, long number, void *pointer)
{
  return command == BIO_CTRL_FLUSH;
}

static gpointer
make_pipe_method (gpointer unused)
{
  BIO_METHOD *method = BIO_meth_new (BIO_get_new_index () | BIO_TYPE_SOURCE_SINK, "handshake transcript");

  BIO_meth_set_write (method, pipe_write);
  BIO_meth_set_read (method, pipe_read);
  BIO_meth_set_ctrl (method, pipe_control);
  return method;
}

static BIO *
new_pipe (Run *run)
{
  static GOnce once = G_ONCE_INIT;
  BIO *bio = BIO_new (g_once (&once, make_pipe_method, NULL));

  if (bio != NULL)
    {
      BIO_set_data (bio, run);
      BIO_set_init (bio, 1);
    }
  return bio;
}

/* --- what OpenSSL tells while it works --- */

static const struct
{
  TbSide side;
  gboolean sent;
  guint8 type;
  guint8 n_signs, n_verifies, n_agreements, n_keygens;
} costs[] = {
  { TB_SIDE_CLIENT, TRUE, SSL3_MT_CLIENT_HELLO, .n_keygens = 1 },
  { TB_SIDE_SERVER, TRUE, SSL3_MT_SERVER_HELLO, .n_agreements = 1, .n_keygens = 1 },
  { TB_SIDE_CLIENT, FALSE, SSL3_MT_SERVER_HELLO, .n_agreements = 1 },
  { TB_SIDE_CLIENT, TRUE, SSL3_MT_CERTIFICATE_VERIFY, .n_signs = 1 },
  { TB_SIDE_SERVER, TRUE, SSL3_MT_CERTIFICATE_VERIFY, .n_signs = 1 },
  { TB_SIDE_CLIENT, FALSE, SSL3_MT_CERTIFICATE_VERIFY, .n_verifies = 1 },
  { TB_SIDE_SERVER, FALSE, SSL3_MT_CERTIFICATE_VERIFY, .n_verifies = 1 },
};

static void
count_work (Run *run, gboolean sent, guint8 type)
{
  for (guint i = 0; i < G_N_ELEMENTS (costs); i++)
    if (costs[i].side == run->side && costs[i].sent == sent && costs[i].type == type)
      {
        run->work.n_signs += costs[i].n_signs;
        run->work.n_verifies += costs[i].n_verifies;
        run->work.n_agreements += costs[i].n_agreements;
        run->work.n_keygens += costs[i].n_keygens;
      }
}

static guint
signature_slack (const guint8 *message, gsize n_bytes)
{
  const guint8 *body = message + MESSAGE_HEADER_BYTES;
  guint n_signature;

  if (n_bytes < MESSAGE_HEADER_BYTES + 4 || (body[0] << 8 | body[1]) != ECDSA_P256_SHA256)
    return 0;
  n_signature = body[2] << 8 | body[3];
  return n_signature < MAX_ECDSA_BYTES ? MAX_ECDSA_BYTES - n_signature : 0;
}

static TbProtection
protection_of (Run *run)
{
  if (!run->encrypted)
    return TB_PROTECTION_NONE;
  return run->sent_finished[run->side] ? TB_PROTECTION_APPLICATION : TB_PROTECTION_HANDSHAKE;
}

/* A message claims all records that were made since the one before it; when there is none, it shares that one's. */
static void
place_message (Run *run, TbMessage *message)
{
  GArray *messages = run->transcript->messages;
  gboolean shares = run->records_begin == run->records_end && messages->len > 0;
  const TbMessage *before = shares ? &g_array_index (messages, TbMessage, messages->len - 1) : NULL;

  message->wire_offset = shares ? before->wire_offset : run->records_begin;
  message->wire_length = shares ? before->wire_length : run->records_end - run->records_begin;
  run->records_begin = run->records_end;
}

static guint8
type_of (int content_type, const guint8 *bytes)
{
  return content_type == SSL3_RT_ALERT ? bytes[1] : bytes[0];
}

static void
add_message (Run *run, int content_type, const guint8 *bytes, gsize n_bytes)
{
  TbTranscript *transcript = run->transcript;
  TbMessage message = {
    .flight = transcript->flights->len,
    .from = run->side,
    .content_type = content_type,
    .type = type_of (content_type, bytes),
    .protection = protection_of (run),
    .plain_offset = transcript->plain->len,
    .plain_length = n_bytes,
  };

  place_message (run, &message);
  g_byte_array_append (transcript->plain, bytes, n_bytes);
  g_array_append_val (transcript->messages, message);
  run->encrypted = FALSE;
}

static void
note_sent (Run *run, int content_type, const guint8 *bytes, gsize n_bytes)
{
  add_message (run, content_type, bytes, n_bytes);
  if (content_type == SSL3_RT_ALERT)
    run->transcript->outcomes[run->side].alert_sent = bytes[1];
  if (content_type != SSL3_RT_HANDSHAKE)
    return;
  count_work (run, TRUE, bytes[0]);
  if (bytes[0] == SSL3_MT_FINISHED)
    run->sent_finished[run->side] = TRUE;
  else if (bytes[0] == SSL3_MT_CERTIFICATE_VERIFY)
    run->slack_bytes += signature_slack (bytes, n_bytes);
  else if (bytes[0] == SSL3_MT_CERTIFICATE && n_bytes > EMPTY_CERTIFICATE_BYTES)
    run->slack_bytes += run->certificate_slack_bytes[run->side];
}

static void
note_received (Run *run, int content_type, const guint8 *bytes)
{
  if (content_type == SSL3_RT_ALERT)
    run->transcript->outcomes[run->side].alert_received = bytes[1];
  else if (content_type == SSL3_RT_HANDSHAKE)
    count_work (run, FALSE, bytes[0]);
}

static void
on_message (int sent, int version, int content_type, const void *data, size_t n_bytes, SSL *ssl, void *unused)
{
  Run *run = SSL_get_app_data (ssl);
  const guint8 *bytes = data;

  if (content_type == SSL3_RT_HEADER)
    run->records_end += sent ? RECORD_HEADER_BYTES + (bytes[3] << 8 | bytes[4]) : 0;
  else if (content_type == SSL3_RT_INNER_CONTENT_TYPE)
    run->encrypted |= sent;
  else if (n_bytes < 1 + (content_type == SSL3_RT_ALERT))
    return;
  else if (sent)
    note_sent (run, content_type, bytes, n_bytes);
  else
    note_received (run, content_type, bytes);
}

static gsize
read_hex (const char *text, guint8 *out, gsize max_bytes)
{
  gsize n = 0;

  for (; n < max_bytes && g_ascii_isxdigit (text[2 * n]) && g_ascii_isxdigit (text[2 * n + 1]); n++)
    out[n] = g_ascii_xdigit_value (text[2 * n]) << 4 | g_ascii_xdigit_value (text[2 * n + 1]);
  return n;
}

/* A line is the secret's name, the client's random number and the secret, with spaces between. */
static void
on_secret (const SSL *ssl, const char *line)
{
  Run *run = SSL_get_app_data (ssl);
  const char *random = strchr (line, ' ');
  const char *digits = random != NULL ? strchr (random + 1, ' ') : NULL;
  g_autofree char *name = digits != NULL ? g_strndup (line, random - line) : NULL;
  guint8 secret[TB_SECRET_MAX_BYTES];
  gsize n_bytes = digits != NULL ? read_hex (digits + 1, secret, sizeof secret) : 0;
  guint label;

  if (n_bytes > 0 && tb_names_code (TB_NAMES_SECRET, name, &label))
    tb_transcript_add_secret (run->transcript, label, secret, n_bytes);
}

/* OpenSSL checks signatures from the anchor down and stops at the first certificate that fails; all other checks come before. */
static guint
count_checked (X509_STORE_CTX *context, int code, int depth)
{
  guint n_chain = sk_X509_num (X509_STORE_CTX_get0_chain (context));
  gboolean reached = code == X509_V_OK || code == X509_V_ERR_CERT_SIGNATURE_FAILURE
                     || code == X509_V_ERR_CERT_HAS_EXPIRED || code == X509_V_ERR_CERT_NOT_YET_VALID;

  return reached && n_chain > (guint) depth ? n_chain - 1 - depth : 0;
}

static int
on_chain (X509_STORE_CTX *context, void *unused)
{
  SSL *ssl = X509_STORE_CTX_get_ex_data (context, SSL_get_ex_data_X509_STORE_CTX_idx ());
  Run *run = SSL_get_app_data (ssl);
  TbOutcome *outcome = &run->transcript->outcomes[run->side];
  int good = X509_verify_cert (context);

  outcome->verify_code = X509_STORE_CTX_get_error (context);
  outcome->verify_depth = outcome->verify_code != X509_V_OK ? MAX (X509_STORE_CTX_get_error_depth (context), 0) : 0;
  run->work.n_verifies += count_checked (context, outcome->verify_code, outcome->verify_depth);
  return good;
}

/* Makes a new context tell the run of each of its connections what happens. The client knows every secret that anybody uses. */
void
tb_handshake_watch (SSL_CTX *context, TbSide side)
{
  SSL_CTX_set_msg_callback (context, on_message);
  SSL_CTX_set_cert_verify_callback (context, on_chain, NULL);
  if (side == TB_SIDE_CLIENT)
    SSL_CTX_set_keylog_callback (context, on_secret);
}

/* --- the two sides --- */

static SSL *
new_side (TbEndpoint *endpoint, Run *run, gint64 unix_us)
{
  g_autoptr (SSL) ssl = SSL_new (endpoint->context);
  BIO *pipe = new_pipe (run);

  if (ssl == NULL || pipe == NULL)
    {
      BIO_free (pipe);
      return NULL;
    }
  SSL_set_bio (ssl, pipe, pipe);
  SSL_set_app_data (ssl, run);
  X509_VERIFY_PARAM_set_time (SSL_get0_param (ssl), (unix_us - (unix_us % G_USEC_PER_SEC + G_USEC_PER_SEC) % G_USEC_PER_SEC) / G_USEC_PER_SEC);
  return g_steal_pointer (&ssl);
}

static SSL *
new_client (TbEndpoint *endpoint, TbIdentity *identity, const char *host, Run *run, gint64 unix_us)
{
  g_autoptr (SSL) ssl = new_side (endpoint, run, unix_us);

  if (ssl == NULL || (identity != NULL && !tb_endpoint_identify (ssl, identity)))
    return NULL;
  if (host != NULL && (SSL_set_tlsext_host_name (ssl, host) != 1 || SSL_set1_host (ssl, host) != 1))
    return NULL;
  SSL_set_connect_state (ssl);
  return g_steal_pointer (&ssl);
}

static SSL *
new_server (TbEndpoint *endpoint, Run *run, gint64 unix_us)
{
  g_autoptr (SSL) ssl = new_side (endpoint, run, unix_us);

  if (ssl == NULL || (endpoint->identifies_each && !tb_endpoint_identify (ssl, endpoint->identity)))
    return NULL;
  SSL_set_accept_state (ssl);
  return g_steal_pointer (&ssl);
}

/* A side that is done only listens: an alert may still come. */
static void
drive (SSL *ssl, TbOutcome *outcome)
{
  guint8 byte;

  ERR_clear_error ();
  if (outcome->finished)
    SSL_read (ssl, &byte, sizeof byte);
  else
    outcome->finished = SSL_do_handshake (ssl) == 1;
}

static void
begin_turn (Run *run, TbSide side)
{
  run->side = side;
  run->read_at = run->turn_start;
  run->turn_start = run->transcript->wire->len;
  run->records_begin = run->records_end = 0;
  run->slack_bytes = 0;
  run->work = (TbFlight) { .from = side };
}

/* What a turn wrote is a flight; the turn that writes nothing is the last. */
static gboolean
end_turn (Run *run)
{
  TbTranscript *transcript = run->transcript;
  TbFlight flight = run->work;

  flight.wire_offset = run->turn_start;
  flight.wire_length = transcript->wire->len - run->turn_start;
  flight.canonical_length = flight.wire_length + run->slack_bytes;
  if (flight.wire_length > 0)
    g_array_append_val (transcript->flights, flight);
  else
    transcript->closing = flight;
  return flight.wire_length > 0;
}

static void
take_turns (Run *run, SSL *const sides[2])
{
  for (guint turn = 0; turn < MAX_TURNS; turn++)
    {
      begin_turn (run, turn % 2 == 0 ? TB_SIDE_CLIENT : TB_SIDE_SERVER);
      drive (sides[run->side], &run->transcript->outcomes[run->side]);
      if (!end_turn (run))
        return;
    }
}

static guint16
group_of (SSL *ssl)
{
  static const struct { int nid; guint16 group; } groups[] = {
    { NID_X9_62_prime256v1, 0x0017 }, { NID_secp384r1, 0x0018 }, { NID_secp521r1, 0x0019 }, { NID_X25519, 0x001d },
  };
  int nid = SSL_get_negotiated_group (ssl);

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (groups[i].nid == nid)
      return groups[i].group;
  return 0;
}

static void
note_agreement (TbTranscript *transcript, SSL *client)
{
  const SSL_CIPHER *cipher = SSL_get_current_cipher (client);

  if (cipher == NULL)
    return;
  transcript->version = SSL_version (client);
  transcript->cipher = SSL_CIPHER_get_protocol_id (cipher);
  transcript->group = group_of (client);
}

static gboolean
converse (Run *run, TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, gint64 unix_us)
{
  g_autoptr (SSL) client_side = new_client (client, client_identity, host, run, unix_us);
  g_autoptr (SSL) server_side = client_side != NULL ? new_server (server, run, unix_us) : NULL;
  SSL *const sides[2] = { [TB_SIDE_CLIENT] = client_side, [TB_SIDE_SERVER] = server_side };

  if (server_side == NULL)
    return FALSE;
  take_turns (run, sides);
  note_agreement (run->transcript, client_side);
  return tb_transcript_is_accepted (run->transcript) || tb_transcript_get_alert (run->transcript) >= 0;
}

/**
 * tb_handshake_run:
 * @client: the client's policy
 * @client_identity: (nullable): what the client proves itself with; %NULL: it has nothing
 * @host: (nullable): whom the client wants to reach: sent as server name and compared with the server's certificate; %NULL: neither
 * @server: the server
 * @stream: what everything random in the handshake is drawn from
 * @unix_us: when it happens, for the validity of certificates
 * @error: return location
 *
 * Runs one TLS 1.3 handshake (RFC 9846 section 2). The same arguments and stream give the same bytes, on any thread. A refusal is not an error:
 * the transcript says who refused and why.
 *
 * Returns: (transfer full) (nullable): what was said; %NULL with %TB_CRYPTO_ERROR_FAILED when OpenSSL failed for no reason of TLS
 */
TbTranscript *
tb_handshake_run (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, TbStream *stream, gint64 unix_us,
                  GError **error)
{
  g_autoptr (TbTranscript) transcript = tb_transcript_new_empty ();
  Run run = { .transcript = transcript };
  TbJob job;
  gboolean conversed;

  g_free (transcript->host);
  transcript->host = g_strdup (host != NULL ? host : "");
  run.certificate_slack_bytes[TB_SIDE_CLIENT] = client_identity != NULL ? tb_endpoint_get_slack_bytes (client_identity) : 0;
  run.certificate_slack_bytes[TB_SIDE_SERVER] = tb_endpoint_get_slack_bytes (server->identity);
  tb_job_enter (&job, stream, unix_us);
  conversed = converse (&run, client, client_identity, host, server, unix_us);
  tb_job_leave (&job);
  if (!conversed)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "The handshake with %s broke off without an alert", host != NULL ? host : "the server");
      return NULL;
    }
  ERR_clear_error ();           /* a refusal leaves its traces there */
  return g_steal_pointer (&transcript);
}
