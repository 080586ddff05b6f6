/* tb-facts-conversation: what a device and its authority said to each other, message by message: in one session, or until the certificate was there.
 *
 * SCEP needs no session; it is told in the same way. The ladder shows the same messages with their fields. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-application-fields.h"
#include "tb-traffic.h"
#include "tb-units.h"

#define MAX_LINES 24

typedef struct
{
  TbFactSource *source;
  TbFactCard *card;
  guint32 client;
  guint32 transcript;           /* TB_NO_PAYLOAD: any, and none */
} Telling;

static void
add_line (Telling *telling, GBytes *plain, gboolean by_client)
{
  g_autoptr (TbFieldItem) fields = tb_application_fields_new (plain, FALSE, by_client ? TB_SIDE_CLIENT : TB_SIDE_SERVER);
  g_autofree char *name = tb_application_fields_dup_name (fields);
  g_autofree char *detail = tb_application_fields_dup_detail (fields);
  g_autofree char *label = g_strdup_printf ("%s %s", by_client ? "→" : "←", name);
  g_autofree char *size = tb_units_format_bytes (g_bytes_get_size (plain));

  tb_fact_card_add (telling->card, label, TB_PROVENANCE_MEASURED, "%s%s%s", detail, *detail != '\0' ? ", " : "", size);
}

static gboolean
is_with_authority (Telling *telling, const TbPacket *packet)
{
  guint32 other = packet->from == telling->client ? packet->to : packet->from;

  return tb_fleet_get_role (tb_fact_source_get_fleet (telling->source), other) == TB_ROLE_AUTHORITY;
}

static gboolean
tell_packet (const TbPacket *packet, gpointer user_data)
{
  Telling *telling = user_data;
  TbMessageInfo message;

  if (packet->kind != TB_PACKET_MESSAGE || !is_with_authority (telling, packet)
      || !tb_message_decode (tb_journal_get_payload (tb_fold_get_journal (telling->source->fold), packet->payload), &message))
    return TRUE;
  if (telling->transcript == TB_NO_PAYLOAD || telling->transcript == message.transcript)
    add_line (telling, message.plain, packet->from == telling->client);
  g_bytes_unref (message.plain);
  return telling->card->facts->len < MAX_LINES;
}

/**
 * tb_facts_add_conversation:
 * @facts: to add a card to
 * @source: what to tell about
 * @client: a device
 * @from_us: what was said after this
 * @to_us: and not after this
 * @transcript: payload of the handshake under which it was said, %TB_NO_PAYLOAD for any or none
 *
 * Tells what was said between @client and an authority; no card where that is nothing.
 */
void
tb_facts_add_conversation (TbFacts *facts, TbFactSource *source, guint32 client, gint64 from_us, gint64 to_us, guint32 transcript)
{
  TbFactCard *card = tb_facts_add_card (facts, _("Conversation With the Authority"));
  Telling telling = { source, card, client, transcript };

  tb_traffic_foreach_of (source->fold, client, from_us, MIN (to_us, tb_fact_source_get_time (source)), tell_packet, &telling);
  if (card->facts->len == 0)
    g_ptr_array_remove (facts->cards, card);
}
