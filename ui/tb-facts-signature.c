/* tb-facts-signature: what there is to say about signatures that a device has made on the bench; the signatures view shows every step of one. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-sentence.h"
#include "tb-signed.h"

#define MOST_LISTED 5

static TbSigned *
decode (TbFactSource *source, const TbSignedEntry *entry)
{
  return tb_signed_decode (tb_journal_get_payload (tb_run_get_journal (source->run), entry->payload));
}

static const char *
judge (const TbSignedEntry *entry)
{
  return entry->accepted ? _("accepted") : _("refused");
}

/* The newest few, each a way to the bench. */
void
tb_facts_add_signatures (TbFacts *facts, TbFactSource *source, guint32 object)
{
  TbFactCard *card = NULL;
  guint n = source->signatures ? tb_signed_index_count (source->signatures, tb_fold_get_position (source->fold)) : 0;

  for (guint number = n; number > 0 && (card == NULL || card->facts->len < MOST_LISTED); number--)
    {
      const TbSignedEntry *entry = tb_signed_index_find (source->signatures, number);
      g_autofree char *moment = tb_sentence_format_moment (entry->time_us);
      g_autofree char *label = NULL;
      TbFact *fact;

      if (entry->signer != object)
        continue;
      if (card == NULL)
        card = tb_facts_add_card (facts, _("Signed on the bench"));
      label = g_strdup_printf (_("Signature %u, %s"), number, moment);
      fact = tb_fact_card_add (card, label, TB_PROVENANCE_NONE, "%s", judge (entry));
      fact->command = g_strdup_printf ("show signature %u", number);
    }
}

static void
add_verdict (TbFacts *facts, TbFactSource *source, const TbSignedEntry *entry, const TbSigned *one)
{
  g_autofree char *moment = tb_sentence_format_moment (entry->time_us);
  TbFactCard *card = tb_facts_add_card (facts, _("Signed on the bench"));

  tb_fact_card_add (card, _("At"), TB_PROVENANCE_NONE, "%s", moment);
  tb_fact_card_add (card, _("Message"), TB_PROVENANCE_NONE, "%s", one->message)->mono = TRUE;
  tb_fact_card_add (card, _("Scheme"), TB_PROVENANCE_NONE, "%s", tb_sign_scheme_get_name (one->scheme));
  tb_fact_card_add_name (card, _("Signed by"), source, entry->signer);
  tb_fact_card_add_name (card, _("Verified with"), source, entry->verifier);
  if (*one->flips != '\0')
    tb_fact_card_add (card, _("Turned over"), TB_PROVENANCE_NONE, "%s", one->flips)->mono = TRUE;
  tb_fact_card_add (card, _("Verdict"), TB_PROVENANCE_NONE, "%s", judge (entry));
  if (*one->noticed != '\0')
    tb_fact_card_add (card, _("Noticed at step"), TB_PROVENANCE_NONE, "%s", one->noticed)->mono = TRUE;
  tb_fact_card_add_bytes (card, _("Signature sent"), g_bytes_get_size (one->signature));
  tb_facts_add_button (card->buttons, _("Open on the Bench"), "show signature %u", entry->number);
}

/* One of them; nothing before it is made. */
void
tb_facts_about_signature (TbFacts *facts, TbFactSource *source, guint number)
{
  const TbSignedEntry *entry = source->signatures ? tb_signed_index_find (source->signatures, number) : NULL;
  g_autoptr (TbSigned) one = entry != NULL ? decode (source, entry) : NULL;

  facts->icon = g_strdup ("document-edit-symbolic");
  facts->title = g_strdup_printf (_("Signature %u"), number);
  facts->subtitle = entry != NULL ? tb_fleet_dup_name (tb_fact_source_get_fleet (source), entry->signer) : g_strdup ("");
  if (one != NULL && entry->place < tb_fold_get_position (source->fold))
    add_verdict (facts, source, entry, one);
  else
    tb_fact_card_add (tb_facts_add_card (facts, _("Signed on the bench")), "", TB_PROVENANCE_NONE, "%s", _("Not at this time: it is made later."));
}
