/* pair-fixture: see the header. */
#include "pair-fixture.h"

#include <string.h>

#include "tb-transcript-private.h"

#define MAX_TURNS 12

typedef struct
{
  const PairTerms *terms;
  TbTranscript *transcript;
  GBytes *staple;
  TbSide side;
  gsize records_begin;
  gsize records_end;
  gboolean changed[2];
} Pair;

/* --- what is said --- */

static gboolean
is_datagram (const Pair *pair)
{
  return pair->terms->version >> 8 == 0xfe;
}

static gsize
header_bytes (const Pair *pair)
{
  return is_datagram (pair) ? 13 : 5;
}

static void
add_message (Pair *pair, int content_type, const guint8 *bytes, gsize n_bytes)
{
  TbTranscript *transcript = pair->transcript;
  gboolean shares = pair->records_begin == pair->records_end && transcript->messages->len > 0;
  const TbMessage *before = shares ? &g_array_index (transcript->messages, TbMessage, transcript->messages->len - 1) : NULL;
  TbMessage message = {
    .flight = transcript->flights->len, .from = pair->side, .content_type = content_type,
    .type = content_type == SSL3_RT_ALERT ? bytes[1] : bytes[0],
    .protection = pair->changed[pair->side] ? TB_PROTECTION_APPLICATION : TB_PROTECTION_NONE,
    .plain_offset = transcript->plain->len, .plain_length = n_bytes,
    .wire_offset = shares ? before->wire_offset : pair->records_begin,
    .wire_length = shares ? before->wire_length : pair->records_end - pair->records_begin,
  };

  pair->records_begin = pair->records_end;
  pair->changed[pair->side] |= content_type == SSL3_RT_CHANGE_CIPHER_SPEC;
  g_byte_array_append (transcript->plain, bytes, n_bytes);
  g_array_append_val (transcript->messages, message);
}

/* What OpenSSL says it has sent in fragments is overwritten in places with their headers; what the other side put together again is whole. */
static void
add_received (Pair *pair, const guint8 *bytes, gsize n_bytes)
{
  TbTranscript *transcript = pair->transcript;
  TbMessage message = {
    .flight = transcript->flights->len - 1, .from = 1 - pair->side, .content_type = SSL3_RT_HANDSHAKE, .type = bytes[0],
    .plain_offset = transcript->plain->len, .plain_length = n_bytes,
  };

  g_byte_array_append (transcript->plain, bytes, n_bytes);
  g_array_append_val (transcript->messages, message);
}

static void
on_message (int sent, int version, int content_type, const void *data, size_t n_bytes, SSL *ssl, void *user_data)
{
  Pair *pair = user_data;
  const guint8 *bytes = data;

  if (is_datagram (pair) && content_type == SSL3_RT_HANDSHAKE)
    {
      if (!sent)
        add_received (pair, bytes, n_bytes);
      return;
    }
  if (!sent)
    return;
  if (content_type == SSL3_RT_HEADER)
    pair->records_end += header_bytes (pair) + (bytes[header_bytes (pair) - 2] << 8 | bytes[header_bytes (pair) - 1]);
  else if (content_type >= SSL3_RT_CHANGE_CIPHER_SPEC && content_type <= SSL3_RT_HANDSHAKE)
    add_message (pair, content_type, bytes, n_bytes);
}

/* --- two sides --- */

/* The key in the context that is used: the lab's, or OpenSSL's own. */
static EVP_PKEY *
new_key (TbIdentity *identity, gboolean seeded)
{
  EVP_PKEY *pkey = tb_key_get_pkey (tb_identity_get_key (identity)), *copy;
  guint8 *der = NULL;
  const guint8 *at;
  int n_bytes;

  if (seeded)
    return EVP_PKEY_dup (pkey);
  n_bytes = i2d_PrivateKey (pkey, &der);
  at = der;
  copy = d2i_AutoPrivateKey (NULL, &at, n_bytes);
  OPENSSL_free (der);
  return copy;
}

static void
use_identity (SSL_CTX *context, TbIdentity *identity, gboolean seeded)
{
  GPtrArray *intermediates = tb_identity_get_intermediates (identity);
  EVP_PKEY *key = new_key (identity, seeded);
  const guint8 *at;
  GBytes *leaf = tb_certificate_get_der (tb_identity_get_certificate (identity));

  g_assert_cmpint (SSL_CTX_use_certificate_ASN1 (context, g_bytes_get_size (leaf), g_bytes_get_data (leaf, NULL)), ==, 1);
  g_assert_cmpint (SSL_CTX_use_PrivateKey (context, key), ==, 1);
  for (guint i = 0; i < intermediates->len; i++)
    {
      GBytes *bytes = tb_certificate_get_der (g_ptr_array_index (intermediates, i));

      at = g_bytes_get_data (bytes, NULL);
      SSL_CTX_add0_chain_cert (context, d2i_X509 (NULL, &at, g_bytes_get_size (bytes)));
    }
  EVP_PKEY_free (key);
}

static void
trust (SSL_CTX *context, TlsFixture *fixture, gboolean as_server)
{
  GBytes *bytes = tb_certificate_get_der (g_ptr_array_index (fixture->pki.anchors, 0));
  const guint8 *at = g_bytes_get_data (bytes, NULL);
  X509 *anchor = d2i_X509 (NULL, &at, g_bytes_get_size (bytes));

  X509_STORE_add_cert (SSL_CTX_get_cert_store (context), anchor);
  X509_VERIFY_PARAM_set_time (SSL_CTX_get0_param (context), NOON_US / G_USEC_PER_SEC);
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  if (as_server)
    SSL_CTX_add_client_CA (context, anchor);
  X509_free (anchor);
}

static void
speak (SSL_CTX *context, const PairTerms *terms, const char *groups)
{
  g_assert_cmpint (SSL_CTX_set_min_proto_version (context, terms->version), ==, 1);
  g_assert_cmpint (SSL_CTX_set_max_proto_version (context, terms->version), ==, 1);
  if (terms->ciphers != NULL)
    g_assert_cmpint (SSL_CTX_set_cipher_list (context, terms->ciphers), ==, 1);
  if (groups != NULL)
    g_assert_cmpint (SSL_CTX_set1_groups_list (context, groups), ==, 1);
  SSL_CTX_set_options (context, SSL_OP_NO_QUERY_MTU | (terms->tickets ? 0 : SSL_OP_NO_TICKET) | (terms->cookies ? SSL_OP_COOKIE_EXCHANGE : 0));
  if (!terms->tickets)
    SSL_CTX_set_num_tickets (context, 0);
}

static int
make_cookie (SSL *ssl, guint8 *cookie, guint *n_bytes)
{
  memset (cookie, 0x5c, *n_bytes = 20);
  return 1;
}

static int
check_cookie (SSL *ssl, const guint8 *cookie, guint n_bytes)
{
  return n_bytes == 20 && cookie[0] == 0x5c;
}

static int
give_staple (SSL *ssl, void *user_data)
{
  Pair *pair = user_data;
  gsize n_bytes = g_bytes_get_size (pair->staple);

  SSL_set_tlsext_status_ocsp_resp (ssl, g_memdup2 (g_bytes_get_data (pair->staple, NULL), n_bytes), n_bytes);
  return SSL_TLSEXT_ERR_OK;
}

static int
choose_protocol (SSL *ssl, const guint8 **out, guint8 *n_out, const guint8 *in, guint n_in, void *user_data)
{
  *out = in + 1;
  *n_out = in[0];
  return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *
new_context (TlsFixture *fixture, const Pair *pair, const SSL_METHOD *method)
{
  return SSL_CTX_new_ex (pair->terms->stream != NULL ? tb_crypto_get_libctx (fixture->pki.crypto) : NULL, NULL, method);
}

static SSL_CTX *
new_server (TlsFixture *fixture, Pair *pair)
{
  const PairTerms *terms = pair->terms;
  SSL_CTX *context = new_context (fixture, pair, is_datagram (pair) ? DTLS_server_method () : TLS_server_method ());

  use_identity (context, fixture->broker_identity, terms->stream != NULL);
  speak (context, terms, terms->server_groups);
  SSL_CTX_set_session_id_context (context, (const guint8 *) "lab", 3);
  SSL_CTX_set_cookie_generate_cb (context, make_cookie);
  SSL_CTX_set_cookie_verify_cb (context, check_cookie);
  if (terms->mutual)
    trust (context, fixture, TRUE);
  if (terms->protocols != NULL)
    SSL_CTX_set_alpn_select_cb (context, choose_protocol, NULL);
  if (terms->staple)
    {
      SSL_CTX_set_tlsext_status_cb (context, give_staple);
      SSL_CTX_set_tlsext_status_arg (context, pair);
    }
  return context;
}

static SSL_CTX *
new_client (TlsFixture *fixture, Pair *pair)
{
  const PairTerms *terms = pair->terms;
  SSL_CTX *context = new_context (fixture, pair, is_datagram (pair) ? DTLS_client_method () : TLS_client_method ());

  speak (context, terms, terms->client_groups);
  trust (context, fixture, FALSE);
  if (terms->mutual)
    use_identity (context, fixture->lock_identity, terms->stream != NULL);
  if (terms->protocols != NULL)
    SSL_CTX_set_alpn_protos (context, (const guint8 *) terms->protocols, strlen (terms->protocols));
  if (terms->staple)
    SSL_CTX_set_tlsext_status_type (context, TLSEXT_STATUSTYPE_ocsp);
  return context;
}

static SSL *
new_side (SSL_CTX *context, Pair *pair, BIO *in, BIO *out)
{
  SSL *ssl = SSL_new (context);

  BIO_up_ref (in);
  BIO_up_ref (out);
  SSL_set_bio (ssl, in, out);
  SSL_set_msg_callback (ssl, on_message);
  SSL_set_msg_callback_arg (ssl, pair);
  if (is_datagram (pair))
    DTLS_set_link_mtu (ssl, pair->terms->mtu != 0 ? pair->terms->mtu : 1500);
  return ssl;
}

/* --- the conversation --- */

/* What has been written in a turn is a flight. */
static gboolean
end_turn (Pair *pair, BIO *out)
{
  TbTranscript *transcript = pair->transcript;
  char *bytes;
  gsize n_bytes = BIO_get_mem_data (out, &bytes);
  TbFlight flight = { .from = pair->side, .wire_offset = transcript->wire->len, .wire_length = n_bytes, .canonical_length = n_bytes };

  if (n_bytes == 0)
    return FALSE;
  g_byte_array_append (transcript->wire, (const guint8 *) bytes, n_bytes);
  g_array_append_val (transcript->flights, flight);
  pair->records_begin = pair->records_end = 0;
  return TRUE;
}

static void
take_turn (Pair *pair, SSL *ssl)
{
  guint8 byte;

  if (SSL_do_handshake (ssl) != 1)
    return;
  if (pair->side == TB_SIDE_CLIENT && pair->terms->data != NULL && SSL_get_shutdown (ssl) == 0)
    {
      SSL_write (ssl, pair->terms->data, strlen (pair->terms->data));
      SSL_shutdown (ssl);
    }
  SSL_read (ssl, &byte, sizeof byte);
}

static void
converse (Pair *pair, SSL *const sides[2], BIO *const pipes[2])
{
  for (guint turn = 0; turn < MAX_TURNS; turn++)
    {
      pair->side = turn % 2;
      take_turn (pair, sides[pair->side]);
      if (!end_turn (pair, pipes[pair->side]))
        break;
      BIO_reset (pipes[1 - pair->side]);
    }
}

static void
note_agreement (Pair *pair, SSL *client)
{
  TbTranscript *transcript = pair->transcript;

  g_assert_true (SSL_is_init_finished (client));
  transcript->version = SSL_version (client);
  transcript->cipher = SSL_CIPHER_get_protocol_id (SSL_get_current_cipher (client));
}

static TbTranscript *
run (TlsFixture *fixture, const PairTerms *terms, GBytes *staple, SSL_SESSION **session)
{
  Pair pair = { .terms = terms, .transcript = tb_transcript_new_empty (), .staple = staple };
  SSL_CTX *contexts[2] = { new_client (fixture, &pair), new_server (fixture, &pair) };
  BIO *pipes[2] = { BIO_new (BIO_s_mem ()), BIO_new (BIO_s_mem ()) };
  SSL *sides[2];

  for (guint i = 0; i < 2; i++)
    {
      BIO_set_mem_eof_return (pipes[i], -1);
      sides[i] = new_side (contexts[i], &pair, pipes[1 - i], pipes[i]);
    }
  SSL_set_tlsext_host_name (sides[0], BROKER);
  if (terms->session != NULL)
    SSL_set_session (sides[0], terms->session);
  SSL_set_connect_state (sides[0]);
  SSL_set_accept_state (sides[1]);
  converse (&pair, sides, pipes);
  note_agreement (&pair, sides[0]);
  if (session != NULL)
    *session = SSL_get1_session (sides[0]);
  for (guint i = 0; i < 2; i++)
    {
      SSL_free (sides[i]);
      SSL_CTX_free (contexts[i]);
      BIO_free (pipes[i]);
    }
  return pair.transcript;
}

/* What the two say; @session is what the client may resume later. */
TbTranscript *
pair_run (TlsFixture *fixture, const PairTerms *terms, SSL_SESSION **session)
{
  g_autoptr (GBytes) staple = terms->staple ? pair_staple (fixture) : NULL;
  TbTranscript *transcript;
  TbStream stream;
  TbJob job;

  if (terms->stream == NULL)
    return run (fixture, terms, staple, session);
  stream = pki_stream (terms->stream);
  tb_job_enter (&job, &stream, NOON_US);
  transcript = run (fixture, terms, staple, session);
  tb_job_leave (&job);
  return transcript;
}

/* An OCSP response about the broker. */
GBytes *
pair_staple (TlsFixture *fixture)
{
  return tls_staple (fixture, NULL, tb_identity_get_certificate (fixture->broker_identity), TB_OCSP_GOOD, NOON_US, "pair staple");
}
