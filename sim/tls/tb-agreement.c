/* tb-agreement: what two sides agreed on, read from OpenSSL and from the messages once they are done: version, suite, group, and on request the shared secret.
 *
 * For the secret the ephemeral private key is kept from the moment its public half is sent: the client's in TLS 1.3, the server's in TLS 1.2. */
#include "tb-conversation.h"

#include <openssl/evp.h>

#include "tb-hello-view.h"
#include "tb-names.h"
#include "tb-ticket-open.h"

#define EXTENSION_KEY_SHARE  51
#define NAMED_CURVE          3

#ifndef TLSEXT_nid_unknown
#define TLSEXT_nid_unknown 0x1000000
#endif

static TbCursor
read_message (TbTranscript *transcript, TbSide from, guint type)
{
  const TbMessage *message = tb_transcript_find_handshake (transcript, from, type);
  TbCursor cursor = { .broken = message == NULL };

  if (message != NULL)
    tb_cursor_init (&cursor, transcript->plain->data + message->plain_offset, message->plain_length);
  return cursor;
}

/* --- what was agreed --- */

static guint16
group_of_13 (SSL *ssl)
{
  static const struct { int nid; guint16 group; } groups[] = {
    { NID_X9_62_prime256v1, 0x0017 }, { NID_secp384r1, 0x0018 }, { NID_secp521r1, 0x0019 }, { NID_X25519, 0x001d },
  };
  int nid = SSL_get_negotiated_group (ssl);

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (groups[i].nid == nid)
      return groups[i].group;
  return nid > 0 && (nid & TLSEXT_nid_unknown) != 0 ? nid & 0xffff : 0;
}

static guint16
group_of_12 (TbTranscript *transcript)
{
  TbCursor cursor = read_message (transcript, TB_SIDE_SERVER, SSL3_MT_SERVER_KEY_EXCHANGE);

  tb_cursor_take (&cursor, tb_transcript_header_bytes (transcript));
  return tb_cursor_be (&cursor, 1) == NAMED_CURVE ? (guint16) tb_cursor_be (&cursor, 2) : 0;
}

/* What a ServerHello chose holds from then on, though OpenSSL says nothing of it until there are keys. */
static void
note_chosen (TbTranscript *transcript)
{
  TbCursor message = read_message (transcript, TB_SIDE_SERVER, SSL3_MT_SERVER_HELLO), versions;
  TbHelloView hello;

  if (message.broken || !tb_hello_view_read (&hello, message.bytes, message.end, tb_transcript_is_datagrams (transcript)))
    return;
  transcript->cipher = hello.cipher;
  if (!tb_transcript_is_datagrams (transcript))
    transcript->version = tb_hello_view_find (&hello, TB_EXTENSION_VERSIONS, &versions) ? (guint16) tb_cursor_be (&versions, 2) : TLS1_2_VERSION;
  if (transcript->version != TLS1_3_VERSION)
    transcript->group = group_of_12 (transcript);
}

/* Notes what @ssl and its peer agreed on, if they came to that. Either side knows. */
void
tb_conversation_note_agreement (TbTranscript *transcript, SSL *ssl)
{
  const SSL_CIPHER *cipher = SSL_get_current_cipher (ssl);

  if (cipher == NULL)
    {
      note_chosen (transcript);
      return;
    }
  transcript->version = SSL_version (ssl);
  transcript->cipher = SSL_CIPHER_get_protocol_id (cipher);
  transcript->group = transcript->version == TLS1_3_VERSION ? group_of_13 (ssl) : group_of_12 (transcript);
}

/* --- the shared secret --- */

/* Keeps the key whose public half @ssl has just sent. The last one counts: a client may have to send another. */
void
tb_agreement_keep_key (TbConversation *conversation, SSL *ssl)
{
  EVP_PKEY *key = NULL;

  if (!conversation->terms->keeps_shared_secret || SSL_get_tmp_key (ssl, &key) != 1)
    return;
  EVP_PKEY_free (conversation->ephemeral);
  conversation->ephemeral = key;
  conversation->ephemeral_owner = conversation->side;
}

/* What the other side shared: in its ServerHello, or in its ClientKeyExchange. */
static TbCursor
find_peer_share (TbConversation *conversation)
{
  TbCursor cursor, extensions;

  if (conversation->ephemeral_owner == TB_SIDE_SERVER)
    {
      cursor = read_message (conversation->transcript, TB_SIDE_CLIENT, SSL3_MT_CLIENT_KEY_EXCHANGE);
      tb_cursor_take (&cursor, tb_transcript_header_bytes (conversation->transcript));
      return tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 1));
    }
  cursor = read_message (conversation->transcript, TB_SIDE_SERVER, SSL3_MT_SERVER_HELLO);
  extensions = tb_server_hello_extensions (&cursor);
  cursor = tb_extension_find (&extensions, EXTENSION_KEY_SHARE);
  tb_cursor_take (&cursor, 2);
  return tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 2));
}

static EVP_PKEY *
make_peer_key (EVP_PKEY *own, const guint8 *share, gsize n_share)
{
  g_autoptr (EVP_PKEY) peer = EVP_PKEY_new ();

  if (peer == NULL || EVP_PKEY_copy_parameters (peer, own) != 1 || EVP_PKEY_set1_encoded_public_key (peer, share, n_share) != 1)
    return NULL;
  return g_steal_pointer (&peer);
}

static gboolean
derive (EVP_PKEY_CTX *context, EVP_PKEY *own, const guint8 *share, gsize n_share, guint8 *out, gsize *n_out)
{
  g_autoptr (EVP_PKEY) peer = make_peer_key (own, share, n_share);

  return peer != NULL && EVP_PKEY_derive_init (context) == 1 && EVP_PKEY_derive_set_peer (context, peer) == 1
         && EVP_PKEY_derive (context, out, n_out) == 1;
}

/* The answer to a hybrid or post-quantum share is no key but a sealed secret. */
static gboolean
decapsulate (EVP_PKEY_CTX *context, const guint8 *share, gsize n_share, guint8 *out, gsize *n_out)
{
  return EVP_PKEY_decapsulate_init (context, NULL) == 1 && EVP_PKEY_decapsulate (context, out, n_out, share, n_share) == 1;
}

static gboolean
compute (TbConversation *conversation, const TbCursor *share, guint8 *out, gsize *n_out)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_pkey (tb_crypto_get_libctx (conversation->crypto), conversation->ephemeral, NULL);
  const guint8 *bytes = share->bytes + share->at;
  gsize n_bytes = share->end - share->at, n_room = *n_out;

  if (context == NULL)
    return FALSE;
  if (derive (context, conversation->ephemeral, bytes, n_bytes, out, n_out))
    return TRUE;
  *n_out = n_room;
  return decapsulate (context, bytes, n_bytes, out, n_out);
}

/* The key schedule of a resumed handshake of TLS 1.3 begins with what belongs to its ticket. */
static void
add_psk (TbConversation *conversation)
{
  const TbHandshakeTerms *terms = conversation->terms;
  TbTranscript *transcript = conversation->transcript;
  gboolean is_used = terms->keeps_shared_secret && terms->session != NULL && transcript->version == TLS1_3_VERSION && tb_transcript_is_resumed (transcript);
  g_autoptr (GBytes) psk = is_used ? tb_session_get_secret (terms->session) : NULL;
  guint label;

  if (psk != NULL && tb_names_code (TB_NAMES_SECRET, "PSK", &label))
    tb_transcript_add_secret (transcript, label, g_bytes_get_data (psk, NULL), g_bytes_get_size (psk));
}

/* --- what key updates make of it --- */

static gboolean
add_generation (TbConversation *conversation, const char *side, guint generation)
{
  g_autofree char *before = g_strdup_printf ("%s_TRAFFIC_SECRET_%u", side, generation - 1), *name = g_strdup_printf ("%s_TRAFFIC_SECRET_%u", side, generation);
  const TbSecret *secret = tb_transcript_find_secret (conversation->transcript, before);
  guint8 next[TB_SECRET_MAX_BYTES];
  gsize n_bytes = secret != NULL ? secret->n_bytes : 0;
  guint label;

  if (secret == NULL || !tb_names_code (TB_NAMES_SECRET, name, &label)
      || !tb_seal_next_secret (conversation->crypto, conversation->transcript, secret, next))
    return FALSE;
  tb_transcript_add_secret (conversation->transcript, label, next, n_bytes);
  return TRUE;
}

/* Adds the secrets of later generations, as far as there are names for them. */
void
tb_agreement_add_generations (TbConversation *conversation)
{
  static const char *const sides[] = { [TB_SIDE_CLIENT] = "CLIENT", [TB_SIDE_SERVER] = "SERVER" };
  TbTranscript *transcript = conversation->transcript;

  for (guint side = 0; side < 2; side++)
    {
      guint n = tb_transcript_get_generation (transcript, side, transcript->messages->len);

      for (guint generation = 1; generation <= n && add_generation (conversation, sides[side], generation); generation++)
        continue;
    }
}

/* Adds the secret that the two agreed on to the transcript, when the terms want it and the two came to it. */
void
tb_agreement_add_shared_secret (TbConversation *conversation)
{
  TbCursor share = { .broken = TRUE };
  guint8 secret[TB_SECRET_MAX_BYTES];
  gsize n_bytes = sizeof secret;
  guint label;

  if (conversation->ephemeral != NULL)
    share = find_peer_share (conversation);
  if (!share.broken && share.end > share.at && compute (conversation, &share, secret, &n_bytes)
      && tb_names_code (TB_NAMES_SECRET, "SHARED_SECRET", &label))
    tb_transcript_add_secret (conversation->transcript, label, secret, n_bytes);
  g_clear_pointer (&conversation->ephemeral, EVP_PKEY_free);
  add_psk (conversation);
}
