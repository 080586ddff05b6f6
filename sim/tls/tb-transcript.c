/* tb-transcript: what is in a transcript and what it says. Its bytes form is in tb-transcript-bytes.c, what its messages say in
 * tb-transcript-read.c. */
#include "tb-transcript-private.h"

#include <string.h>

#include "tb-names.h"

#define CONTENT_CHANGE_CIPHER_SPEC 20
#define CONTENT_ALERT              21
#define CONTENT_HANDSHAKE          22
#define CONTENT_APPLICATION        23
#define CERTIFICATE_REQUEST        13
#define ALERT_CLOSE_NOTIFY         0

/**
 * tb_transcript_new_empty:
 *
 * Returns: (transfer full): a transcript in which nothing has been said
 */
TbTranscript *
tb_transcript_new_empty (void)
{
  TbTranscript *transcript = g_new0 (TbTranscript, 1);

  g_atomic_ref_count_init (&transcript->refs);
  for (guint side = 0; side < 2; side++)
    transcript->outcomes[side] = (TbOutcome) { .alert_sent = -1, .alert_received = -1 };
  transcript->host = g_strdup ("");
  transcript->flights = g_array_new (FALSE, TRUE, sizeof (TbFlight));
  transcript->datagrams = g_array_new (FALSE, TRUE, sizeof (TbDatagram));
  transcript->messages = g_array_new (FALSE, TRUE, sizeof (TbMessage));
  transcript->secrets = g_array_new (FALSE, TRUE, sizeof (TbSecret));
  transcript->wire = g_byte_array_new ();
  transcript->plain = g_byte_array_new ();
  return transcript;
}

/**
 * tb_transcript_ref:
 * @transcript: a transcript
 *
 * Returns: (transfer full): @transcript
 */
TbTranscript *
tb_transcript_ref (TbTranscript *transcript)
{
  g_atomic_ref_count_inc (&transcript->refs);
  return transcript;
}

/**
 * tb_transcript_unref:
 * @transcript: (transfer full): a transcript
 *
 * Gives up a reference; the last one frees it.
 */
void
tb_transcript_unref (TbTranscript *transcript)
{
  if (!g_atomic_ref_count_dec (&transcript->refs))
    return;
  g_free (transcript->host);
  g_array_unref (transcript->flights);
  g_array_unref (transcript->datagrams);
  g_array_unref (transcript->messages);
  g_array_unref (transcript->secrets);
  g_byte_array_unref (transcript->wire);
  g_byte_array_unref (transcript->plain);
  g_free (transcript->traffic_keys[0]);
  g_free (transcript->traffic_keys[1]);
  g_free (transcript);
}

/**
 * tb_transcript_add_secret:
 * @transcript: a transcript that is being made
 * @label: number of the secret's name
 * @bytes: (array length=n_bytes): the secret
 * @n_bytes: 1 to %TB_SECRET_MAX_BYTES
 *
 * Notes a secret of the session.
 */
void
tb_transcript_add_secret (TbTranscript *transcript, guint label, const guint8 *bytes, gsize n_bytes)
{
  TbSecret secret = { .label = label, .n_bytes = n_bytes };

  g_return_if_fail (n_bytes > 0 && n_bytes <= TB_SECRET_MAX_BYTES);
  memcpy (secret.bytes, bytes, n_bytes);
  g_array_append_val (transcript->secrets, secret);
}

/**
 * tb_transcript_find_secret:
 * @transcript: a transcript
 * @label: name of a secret, such as `CLIENT_TRAFFIC_SECRET_0`
 *
 * Returns: (nullable): the secret, owned by @transcript; %NULL when the handshake did not come to it
 */
const TbSecret *
tb_transcript_find_secret (TbTranscript *transcript, const char *label)
{
  guint code;

  if (!tb_names_code (TB_NAMES_SECRET, label, &code))
    return NULL;
  for (guint i = 0; i < transcript->secrets->len; i++)
    if (g_array_index (transcript->secrets, TbSecret, i).label == code)
      return &g_array_index (transcript->secrets, TbSecret, i);
  return NULL;
}

static gboolean
side_refused (const TbOutcome *outcome)
{
  return outcome->alert_sent > ALERT_CLOSE_NOTIFY || outcome->alert_received > ALERT_CLOSE_NOTIFY;
}

/**
 * tb_transcript_is_accepted:
 * @transcript: a transcript
 *
 * A client of TLS 1.3 is finished before the server has looked at its certificate, so the word of one side is not enough.
 *
 * Returns: whether both sides finished and neither refused
 */
gboolean
tb_transcript_is_accepted (TbTranscript *transcript)
{
  const TbOutcome *sides = transcript->outcomes;

  return sides[TB_SIDE_CLIENT].finished && sides[TB_SIDE_SERVER].finished
         && !side_refused (&sides[TB_SIDE_CLIENT]) && !side_refused (&sides[TB_SIDE_SERVER]);
}

/**
 * tb_transcript_get_alert:
 * @transcript: a transcript
 *
 * Returns: the description of the alert that ended the handshake (RFC 9846 section 6), or -1; a goodbye after one that succeeded is none
 */
int
tb_transcript_get_alert (TbTranscript *transcript)
{
  int ended = -1;

  if (tb_transcript_is_accepted (transcript))
    return -1;
  for (guint side = 0; side < 2; side++)
    ended = MAX (ended, MAX (transcript->outcomes[side].alert_sent, transcript->outcomes[side].alert_received));
  return ended;
}

const TbOutcome *
tb_transcript_get_outcome (TbTranscript *transcript, TbSide side)
{
  return &transcript->outcomes[side];
}

guint16
tb_transcript_get_version (TbTranscript *transcript)
{
  return transcript->version;
}

static const char *
name_or_nothing (TbNames registry, guint code)
{
  const char *name = code != 0 ? tb_names_find (registry, code) : NULL;

  return name != NULL ? name : "";
}

const char *
tb_transcript_get_cipher (TbTranscript *transcript)
{
  return name_or_nothing (TB_NAMES_CIPHER, transcript->cipher);
}

const char *
tb_transcript_get_group (TbTranscript *transcript)
{
  return name_or_nothing (TB_NAMES_GROUP, transcript->group);
}

const char *
tb_transcript_get_host (TbTranscript *transcript)
{
  return transcript->host;
}

/* Returns: (transfer none) (nullable): the first handshake message of that type from that side */
const TbMessage *
tb_transcript_find_handshake (TbTranscript *transcript, TbSide from, guint type)
{
  for (guint i = 0; i < transcript->messages->len; i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      if (message->from == from && message->content_type == CONTENT_HANDSHAKE && message->type == type)
        return message;
    }
  return NULL;
}

gboolean
tb_transcript_is_mutual (TbTranscript *transcript)
{
  return tb_transcript_find_handshake (transcript, TB_SIDE_SERVER, CERTIFICATE_REQUEST) != NULL;
}

guint
tb_transcript_get_n_flights (TbTranscript *transcript)
{
  return transcript->flights->len;
}

const TbFlight *
tb_transcript_get_flight (TbTranscript *transcript, guint flight)
{
  g_return_val_if_fail (flight < transcript->flights->len, NULL);
  return &g_array_index (transcript->flights, TbFlight, flight);
}

/**
 * tb_transcript_get_closing:
 * @transcript: a transcript
 *
 * What the receiver of the last flight did with it, when it had nothing more to say: the server that checks the client's chain,
 * for example. It has no bytes.
 *
 * Returns: (transfer none): the operations, with `from` the side that did them
 */
const TbFlight *
tb_transcript_get_closing (TbTranscript *transcript)
{
  return &transcript->closing;
}

const guint8 *
tb_transcript_get_wire (TbTranscript *transcript, gsize *n_bytes)
{
  *n_bytes = transcript->wire->len;
  return transcript->wire->data;
}

const guint8 *
tb_transcript_get_flight_wire (TbTranscript *transcript, guint flight, gsize *n_bytes)
{
  const TbFlight *found = tb_transcript_get_flight (transcript, flight);

  *n_bytes = found->wire_length;
  return transcript->wire->data + found->wire_offset;
}

guint
tb_transcript_get_n_messages (TbTranscript *transcript)
{
  return transcript->messages->len;
}

const TbMessage *
tb_transcript_get_message (TbTranscript *transcript, guint message)
{
  g_return_val_if_fail (message < transcript->messages->len, NULL);
  return &g_array_index (transcript->messages, TbMessage, message);
}

const guint8 *
tb_transcript_get_message_plain (TbTranscript *transcript, guint message, gsize *n_bytes)
{
  const TbMessage *found = tb_transcript_get_message (transcript, message);

  *n_bytes = found->plain_length;
  return transcript->plain->data + found->plain_offset;
}

/**
 * tb_transcript_message_name:
 * @message: a message
 *
 * Of a handshake message under keys that nobody can open (an attacker put it there) only that much is known.
 *
 * Returns: its name, such as `ClientHello` or `Alert: certificate_required`; never freed
 */
const char *
tb_transcript_message_name (const TbMessage *message)
{
  g_autofree char *text = NULL;
  const char *name;

  if (message->content_type == CONTENT_CHANGE_CIPHER_SPEC)
    return "ChangeCipherSpec";
  if (message->content_type == CONTENT_APPLICATION)
    return "ApplicationData";
  if (message->content_type == CONTENT_ALERT)
    {
      text = g_strconcat ("Alert: ", tb_transcript_alert_name (message->type), NULL);
      return g_intern_string (text);
    }
  if (message->content_type == CONTENT_HANDSHAKE && message->protection != TB_PROTECTION_NONE && message->plain_length == 0)
    return "EncryptedHandshakeMessage";
  name = message->content_type == CONTENT_HANDSHAKE ? tb_names_find (TB_NAMES_HANDSHAKE, message->type) : NULL;
  return name != NULL ? name : "unknown message";
}

/**
 * tb_transcript_alert_name:
 * @alert: an alert's description
 *
 * Returns: its name, such as `certificate_required`; "" when @alert is negative. Static
 */
const char *
tb_transcript_alert_name (int alert)
{
  const char *name = alert >= 0 ? tb_names_find (TB_NAMES_ALERT, alert) : "";

  return name != NULL ? name : "unknown alert";
}

guint
tb_transcript_get_n_secrets (TbTranscript *transcript)
{
  return transcript->secrets->len;
}

/**
 * tb_transcript_get_secret:
 * @transcript: a transcript
 * @secret: which, below the number of secrets
 * @label: (out): its name in a key log, static
 * @bytes: (out) (array length=n_bytes): the secret, owned by @transcript
 * @n_bytes: (out): its length
 *
 * Looks at a secret of the session.
 */
void
tb_transcript_get_secret (TbTranscript *transcript, guint secret, const char **label, const guint8 **bytes, gsize *n_bytes)
{
  const TbSecret *found;

  g_return_if_fail (secret < transcript->secrets->len);
  found = &g_array_index (transcript->secrets, TbSecret, secret);
  *label = tb_names_find (TB_NAMES_SECRET, found->label);
  *bytes = found->bytes;
  *n_bytes = found->n_bytes;
}
