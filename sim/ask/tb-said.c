/* tb-said: see the header. What was said is made when the first question about it comes. */
#include "tb-said-private.h"

#include <string.h>

#include "tb-message.h"
#include "tb-mqtt.h"
#include "tb-password.h"
#include "tb-readable.h"
#include "tb-transcript.h"

#define MAX_CHARACTERS 400

struct _TbSaid
{
  const TbMoment *moment;   /* borrowed */
  TbPacket packet;
  GBytes *plain;            /* owned; NULL for a flight */
};

TbSaid *
tb_said_new (const TbMoment *moment, const TbPacket *packet)
{
  TbSaid *said = g_new0 (TbSaid, 1);

  said->moment = moment;
  said->packet = *packet;
  if (packet->kind != TB_PACKET_FLIGHT)
    said->plain = tb_traffic_dup_plain (moment->fleet, moment->journal, packet);
  return said;
}

void
tb_said_free (TbSaid *said)
{
  g_clear_pointer (&said->plain, g_bytes_unref);
  g_free (said);
}

/* How a message begins: the type of an MQTT packet (MQTT 3.1.1 section 2.2.1), or the words of HTTP. */
static const struct
{
  const char *start;
  const char *kind;
} starts[] = {
  { "\x10", "connect" }, { "\x20", "connack" }, { "\x30", "publish" }, { "\x31", "publish" }, { "\xe0", "disconnect" },
  { "GET ", "request" }, { "POST ", "request" }, { "HEAD ", "request" }, { "HTTP/", "response" },
};

const char *
tb_said_get_kind (TbSaid *said)
{
  static const char *const kinds[] = { [TB_PACKET_FLIGHT] = "flight", [TB_PACKET_MESSAGE] = NULL, [TB_PACKET_REPORT] = "report", [TB_PACKET_CHUNK] = "firmware" };
  gsize n = 0;
  const char *bytes = said->plain != NULL ? g_bytes_get_data (said->plain, &n) : NULL;

  if (kinds[said->packet.kind] != NULL)
    return kinds[said->packet.kind];
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (n >= strlen (starts[i].start) && memcmp (bytes, starts[i].start, strlen (starts[i].start)) == 0)
      return starts[i].kind;
  return "other";
}

char *
tb_said_dup_topic (TbSaid *said)
{
  return said->plain != NULL ? tb_mqtt_dup_publish_topic (said->plain) : NULL;
}

char *
tb_said_dup_text (TbSaid *said)
{
  if (said->plain == NULL || said->packet.is_protected || said->packet.kind == TB_PACKET_CHUNK)
    return NULL;
  return tb_readable_from_bytes (said->plain, MAX_CHARACTERS);
}

/* Of its sender: the one that it had after so many changes. */
static gboolean
holds_password (TbSaid *said, guint n_changes)
{
  g_autofree char *password = tb_password_dup (said->moment->fleet, said->packet.from, n_changes);
  gsize n;
  gconstpointer bytes = g_bytes_get_data (said->plain, &n);

  return password != NULL && *password != '\0' && bytes != NULL && memmem (bytes, n, password, strlen (password)) != NULL;
}

/* One that has been changed since was a password when it was said. */
gboolean
tb_said_holds_password (TbSaid *said)
{
  guint n_changes = tb_state_get (said->moment->state, said->packet.from)->n_credentials;

  if (said->plain == NULL || said->packet.is_protected)
    return FALSE;
  for (guint i = 0; i <= n_changes; i++)
    if (holds_password (said, i))
      return TRUE;
  return FALSE;
}

/* Whether anybody can read it does not matter: its sender has had the key. */
gboolean
tb_said_holds_private_key (TbSaid *said)
{
  return said->packet.kind == TB_PACKET_MESSAGE && tb_message_holds_private_key (tb_journal_get_payload (said->moment->journal, said->packet.payload));
}

/* A flight is as long as its transcript says. */
guint32
tb_said_count_bytes (TbSaid *said)
{
  TbJournal *journal = said->moment->journal;
  g_autoptr (TbTranscript) transcript = NULL;

  if (said->packet.kind != TB_PACKET_FLIGHT || said->packet.payload == TB_NO_PAYLOAD)
    return said->packet.n_bytes;
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (journal, said->packet.payload), NULL);
  if (transcript == NULL || said->packet.number >= (gint64) tb_transcript_get_n_flights (transcript))
    return 0;
  return tb_transcript_get_flight (transcript, (guint) said->packet.number)->wire_length;
}
