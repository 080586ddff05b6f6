/* tb-transcript-read: what is asked of a transcript that its messages have to be read for: random numbers, tickets, certificates, the key log. */
#include "tb-transcript-private.h"

#include <string.h>

#include "tb-hello.h"
#include "tb-names.h"

#define CLIENT_HELLO             1
#define SERVER_HELLO             2
#define CERTIFICATE              11
#define CERTIFICATE_STATUS       22
#define KEY_UPDATE               24
#define CONTENT_HANDSHAKE        22
#define EXTENSION_STATUS_REQUEST 5
#define EXTENSION_PRE_SHARED_KEY 41
#define STATUS_TYPE_OCSP         1
#define VERSION_12               0x0303
#define VERSION_DTLS_12          0xfefd

/* Before TLS 1.3: certificates have no extensions, and staples a message of their own. */
static gboolean
is_older (TbTranscript *transcript)
{
  return transcript->version == VERSION_12 || transcript->version == VERSION_DTLS_12;
}

/* At the beginning of a handshake message's body; broken where there is no such message. */
static TbCursor
message_cursor (TbTranscript *transcript, TbSide from, guint type)
{
  const TbMessage *message = tb_transcript_find_handshake (transcript, from, type);
  TbCursor cursor = { .bytes = NULL };

  if (message != NULL)
    tb_cursor_init (&cursor, transcript->plain->data + message->plain_offset, message->plain_length);
  tb_cursor_take (&cursor, tb_transcript_header_bytes (transcript));
  return cursor;
}

static TbCursor
session_id (TbTranscript *transcript, TbSide from, guint type)
{
  TbCursor cursor = message_cursor (transcript, from, type);

  tb_cursor_take (&cursor, 2 + 32);
  return tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 1));
}

/* RFC 5077 section 3.4: the client makes up a session ID, and a server that accepts its ticket says it again. */
static gboolean
is_resumed_12 (TbTranscript *transcript)
{
  TbCursor offered = session_id (transcript, TB_SIDE_CLIENT, CLIENT_HELLO), chosen = session_id (transcript, TB_SIDE_SERVER, SERVER_HELLO);
  gsize n = offered.end - offered.at;

  return n > 0 && n == chosen.end - chosen.at && memcmp (offered.bytes + offered.at, chosen.bytes + chosen.at, n) == 0;
}

/* RFC 9846 section 4.3.11: the ServerHello says which ticket it accepts. */
static gboolean
is_resumed_13 (TbTranscript *transcript)
{
  const TbMessage *message = tb_transcript_find_handshake (transcript, TB_SIDE_SERVER, SERVER_HELLO);
  TbCursor cursor = { .bytes = NULL }, extensions;

  if (message != NULL)
    tb_cursor_init (&cursor, transcript->plain->data + message->plain_offset, message->plain_length);
  extensions = tb_server_hello_extensions (&cursor);
  return !tb_extension_find (&extensions, EXTENSION_PRE_SHARED_KEY).broken;
}

/**
 * tb_transcript_is_resumed:
 * @transcript: a transcript
 *
 * Returns: whether the server took up an earlier session
 */
gboolean
tb_transcript_is_resumed (TbTranscript *transcript)
{
  return is_older (transcript) ? is_resumed_12 (transcript) : is_resumed_13 (transcript);
}

/**
 * tb_transcript_get_generation:
 * @transcript: a transcript
 * @from: a side
 * @message: number of a message, or how many there are for what follows the transcript
 *
 * Returns: how many key updates that side has said before (RFC 9846 section 4.7.3): its records are under the secret of that number
 */
guint
tb_transcript_get_generation (TbTranscript *transcript, TbSide from, guint message)
{
  guint n = 0;

  for (guint i = 0; i < MIN (message, transcript->messages->len); i++)
    {
      const TbMessage *said = tb_transcript_get_message (transcript, i);

      n += said->from == from && said->content_type == CONTENT_HANDSHAKE && said->type == KEY_UPDATE;
    }
  return n;
}

/**
 * tb_transcript_get_n_sealed:
 * @transcript: a transcript
 * @from: a side
 *
 * Returns: how many records of that side are under its last keys already, such as tickets: the sequence number of its next one
 */
guint
tb_transcript_get_n_sealed (TbTranscript *transcript, TbSide from)
{
  guint n = 0;
  guint64 last = G_MAXUINT64;

  for (guint i = 0; i < transcript->messages->len; i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);
      guint64 place = (guint64) message->flight << 32 | message->wire_offset;

      if (message->from != from || message->protection != TB_PROTECTION_APPLICATION || place == last)
        continue;
      last = place;
      n = message->content_type == CONTENT_HANDSHAKE && message->type == KEY_UPDATE ? 0 : n + 1;
    }
  return n;
}

/**
 * tb_transcript_get_client_random:
 * @transcript: a transcript
 *
 * Returns: (transfer full) (nullable): the 32 random bytes of the ClientHello, by which a key log names the session
 */
GBytes *
tb_transcript_get_client_random (TbTranscript *transcript)
{
  TbCursor cursor = message_cursor (transcript, TB_SIDE_CLIENT, CLIENT_HELLO);
  const guint8 *bytes;

  tb_cursor_take (&cursor, 2);
  bytes = tb_cursor_take (&cursor, 32);
  return bytes != NULL ? g_bytes_new (bytes, 32) : NULL;
}

/* What NSS has no name for would break a reader of key logs. */
static gboolean
is_logged (const TbSecret *secret)
{
  return secret->label < TB_NAMES_FIRST_OWN_SECRET;
}

static void
append_hex (GString *out, const guint8 *bytes, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (out, "%02x", bytes[i]);
}

/**
 * tb_transcript_to_key_log:
 * @transcript: a transcript
 *
 * Returns: (transfer full): the secrets as lines of an NSS key log, "" when there are none
 */
char *
tb_transcript_to_key_log (TbTranscript *transcript)
{
  g_autoptr (GBytes) random = tb_transcript_get_client_random (transcript);
  GString *out = g_string_new (NULL);

  for (guint i = 0; random != NULL && i < transcript->secrets->len; i++)
    {
      const TbSecret *secret = &g_array_index (transcript->secrets, TbSecret, i);

      if (!is_logged (secret))
        continue;
      g_string_append_printf (out, "%s ", tb_names_find (TB_NAMES_SECRET, secret->label));
      append_hex (out, g_bytes_get_data (random, NULL), g_bytes_get_size (random));
      g_string_append_c (out, ' ');
      append_hex (out, secret->bytes, secret->n_bytes);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

static TbCursor
certificate_list (TbTranscript *transcript, TbSide whose)
{
  TbCursor cursor = message_cursor (transcript, whose, CERTIFICATE);

  if (!is_older (transcript))
    tb_cursor_take (&cursor, tb_cursor_be (&cursor, 1));
  return tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 3));
}

/**
 * tb_transcript_get_peer_certificate:
 * @transcript: a transcript
 * @whose: who presented it
 * @position: 0 for its own certificate, then what it sent along
 *
 * Looks into the Certificate message (RFC 9846 section 4.5.1; RFC 5246 section 7.4.2).
 *
 * Returns: (transfer full) (nullable): the certificate in DER, %NULL where there is none
 */
GBytes *
tb_transcript_get_peer_certificate (TbTranscript *transcript, TbSide whose, guint position)
{
  TbCursor cursor = certificate_list (transcript, whose);
  TbCursor der = { .broken = TRUE };

  for (guint i = 0; i <= position && !cursor.broken; i++)
    {
      der = tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 3));
      if (!is_older (transcript))
        tb_cursor_take (&cursor, tb_cursor_be (&cursor, 2));
    }
  return cursor.broken || der.at == der.end ? NULL : g_bytes_new (der.bytes + der.at, der.end - der.at);
}

static TbCursor
status_13 (TbTranscript *transcript)
{
  TbCursor cursor = certificate_list (transcript, TB_SIDE_SERVER), extensions;

  tb_cursor_take (&cursor, tb_cursor_be (&cursor, 3));
  extensions = tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 2));
  return cursor.broken ? cursor : tb_extension_find (&extensions, EXTENSION_STATUS_REQUEST);
}

/**
 * tb_transcript_get_staple:
 * @transcript: a transcript
 *
 * Looks at what the server said about its own certificate (RFC 9846 section 4.5.1.1; RFC 6066 section 8 for TLS 1.2).
 *
 * Returns: (transfer full) (nullable): the OCSP response in DER, %NULL where none was stapled
 */
GBytes *
tb_transcript_get_staple (TbTranscript *transcript)
{
  TbCursor content = is_older (transcript) ? message_cursor (transcript, TB_SIDE_SERVER, CERTIFICATE_STATUS) : status_13 (transcript);
  TbCursor response;

  if (content.broken || tb_cursor_be (&content, 1) != STATUS_TYPE_OCSP)
    return NULL;
  response = tb_cursor_slice (&content, tb_cursor_be (&content, 3));
  return content.broken ? NULL : g_bytes_new (response.bytes + response.at, response.end - response.at);
}
