/* tb-facts-session: what there is to say about one handshake: its flights in short, its size and its time. The ladder says the rest. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-sentence.h"
#include "tb-units.h"

/* What is said later in a session is routine. */
#define CONVERSATION_US (10 * TB_US_PER_MINUTE)

static const TbSessionEntry *
find_session (TbFactSource *source, guint32 session)
{
  guint at;

  tb_session_index_read (source->sessions, tb_journal_get_length (tb_run_get_journal (source->run)));
  return tb_session_index_find (source->sessions, session, &at) ? tb_session_index_get (source->sessions, at) : NULL;
}

/* The first and the last message of a flight, as one says it: "ServerHello … Finished". */
static char *
name_flight (TbTranscript *transcript, guint flight)
{
  const TbMessage *first = NULL, *last = NULL;

  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      /* change_cipher_spec says nothing in TLS 1.3 */
      if (message->flight != flight || message->content_type == 20)
        continue;
      first = first ? first : message;
      last = message;
    }
  if (first == NULL)
    return g_strdup ("…");
  if (first == last)
    return g_strdup (tb_transcript_message_name (first));
  return g_strdup_printf ("%s … %s", tb_transcript_message_name (first), tb_transcript_message_name (last));
}

static void
add_flights (TbFactCard *card, TbTranscript *transcript)
{
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      const TbFlight *flight = tb_transcript_get_flight (transcript, i);
      g_autofree char *name = name_flight (transcript, i);
      g_autofree char *label = g_strdup_printf ("%s %s", flight->from == TB_SIDE_CLIENT ? "→" : "←", name);
      g_autofree char *size = tb_units_format_bytes (flight->wire_length);

      tb_fact_card_add (card, label, TB_PROVENANCE_MEASURED, "%s", size);
    }
}

static guint64
count_bytes (TbTranscript *transcript)
{
  gsize n_bytes;

  tb_transcript_get_wire (transcript, &n_bytes);
  return n_bytes;
}

static void
add_kind (TbFactCard *card, TbTranscript *transcript)
{
  const char *version = tb_transcript_get_version (transcript) == 0x0304 ? "TLS 1.3" : "TLS 1.2";

  tb_fact_card_add (card, _("Protocol"), TB_PROVENANCE_NONE, "%s", version);
  tb_fact_card_add (card, _("Who proves itself"), TB_PROVENANCE_NONE, "%s", tb_transcript_is_mutual (transcript) ? _("both sides") : _("the server alone"));
  if (*tb_transcript_get_cipher (transcript))
    tb_fact_card_add (card, _("Cipher"), TB_PROVENANCE_NONE, "%s", tb_transcript_get_cipher (transcript))->mono = TRUE;
}

static void
add_verdict (TbFactCard *card, TbTranscript *transcript, TbFleet *fleet, const TbSessionEntry *entry)
{
  gboolean by_client = tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->alert_sent >= 0;
  g_autofree char *refuser = tb_fleet_dup_name (fleet, by_client ? entry->client : entry->server);
  g_autofree char *refused = tb_fleet_dup_name (fleet, by_client ? entry->server : entry->client);
  const char *reason = tb_transcript_get_reason (transcript);
  g_autofree char *sentence = *reason ? tb_sentence_for_reason (reason, refused, refuser) : NULL;

  if (tb_transcript_is_accepted (transcript))
    return;
  if (tb_transcript_get_alert (transcript) >= 0)
    tb_fact_card_add (card, _("Refused with"), TB_PROVENANCE_MEASURED, "%s", tb_transcript_alert_name (tb_transcript_get_alert (transcript)));
  if (sentence)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", sentence);
}

void
tb_facts_add_session (TbFacts *facts, TbFactSource *source, guint32 session, gboolean with_flights)
{
  const TbSessionEntry *entry = find_session (source, session);
  TbTranscript *transcript = entry ? tb_fact_source_get_transcript (source, entry->payload) : NULL;
  g_autofree char *moment = entry ? tb_sentence_format_moment (entry->time_us) : NULL;
  g_autofree char *title = g_strdup_printf (_("Handshake %u"), session);
  TbFactCard *card;

  if (entry == NULL || transcript == NULL)
    return;
  card = tb_facts_add_card (facts, title);
  tb_fact_card_add (card, _("Began"), TB_PROVENANCE_NONE, "%s", moment);
  add_kind (card, transcript);
  if (!tb_fold_get (source->fold, entry->client)->is_verifying)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", _("Nobody has looked at what the server proved."));
  if (with_flights)
    add_flights (card, transcript);
  add_verdict (card, transcript, tb_fact_source_get_fleet (source), entry);
  tb_fact_card_add_bytes (card, _("On the wire"), count_bytes (transcript));
  if (entry->ended != G_MAXUINT64)
    {
      g_autofree char *duration = tb_units_format_short (entry->ended_us - entry->time_us);

      tb_fact_card_add (card, _("Took"), TB_PROVENANCE_MODELLED, "%s", duration);
    }
  tb_facts_add_button (card->buttons, _("Open Handshake"), "show handshake %u", session);
}

void
tb_facts_about_handshake (TbFacts *facts, TbFactSource *source, guint32 session)
{
  const TbSessionEntry *entry = find_session (source, session);
  TbFactCard *card;

  facts->icon = g_strdup ("tb-padlock-symbolic");
  facts->title = g_strdup_printf (_("Handshake %u"), session);
  facts->subtitle = g_strdup (entry ? tb_sentence_purpose (entry->purpose) : "");
  if (entry == NULL)
    return;
  card = tb_facts_add_card (facts, _("Between"));
  tb_fact_card_add_name (card, _("Client"), source, entry->client);
  tb_fact_card_add_name (card, _("Server"), source, entry->server);
  tb_facts_add_session (facts, source, session, TRUE);
  if (entry->ended != G_MAXUINT64)
    tb_facts_add_conversation (facts, source, entry->client, entry->ended_us - 1, MIN (entry->closed_us, entry->ended_us + CONVERSATION_US), entry->payload);
}
