/* tb-facts: building and freeing cards, what is parsed once and kept, and the choice of what to tell. See the header. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

static void
fact_free (gpointer data)
{
  TbFact *fact = data;

  g_free (fact->label);
  g_free (fact->value);
  g_free (fact->command);
  g_free (fact);
}

static void
button_free (gpointer data)
{
  TbFactButton *button = data;

  g_free (button->label);
  g_free (button->command);
  g_free (button->copy);
  g_free (button);
}

static void
card_free (gpointer data)
{
  TbFactCard *card = data;

  g_free (card->title);
  g_ptr_array_unref (card->facts);
  g_ptr_array_unref (card->buttons);
  g_free (card);
}

/**
 * tb_facts_free:
 * @facts: (transfer full): facts
 */
void
tb_facts_free (TbFacts *facts)
{
  g_free (facts->icon);
  g_free (facts->title);
  g_free (facts->subtitle);
  g_ptr_array_unref (facts->cards);
  g_ptr_array_unref (facts->buttons);
  g_free (facts);
}

/**
 * tb_provenance_to_word:
 * @provenance: where a number comes from
 *
 * Returns: (transfer none): the word to stand beside it, "" for what is no number
 */
const char *
tb_provenance_to_word (TbProvenance provenance)
{
  static const char *const words[] = { "", N_("measured"), N_("modelled") };

  return provenance == TB_PROVENANCE_NONE ? "" : _(words[provenance]);
}

TbFactCard *
tb_facts_add_card (TbFacts *facts, const char *title)
{
  TbFactCard *card = g_new0 (TbFactCard, 1);

  card->title = g_strdup (title);
  card->facts = g_ptr_array_new_with_free_func (fact_free);
  card->buttons = g_ptr_array_new_with_free_func (button_free);
  g_ptr_array_add (facts->cards, card);
  return card;
}

TbFact *
tb_fact_card_add (TbFactCard *card, const char *label, TbProvenance provenance, const char *format, ...)
{
  TbFact *fact = g_new0 (TbFact, 1);
  va_list arguments;

  va_start (arguments, format);
  fact->label = g_strdup (label);
  fact->value = g_strdup_vprintf (format, arguments);
  fact->provenance = provenance;
  va_end (arguments);
  g_ptr_array_add (card->facts, fact);
  return fact;
}

/* A name that leads to what it names. */
TbFact *
tb_fact_card_add_name (TbFactCard *card, const char *label, TbFactSource *source, guint32 object)
{
  g_autofree char *name = tb_fleet_dup_name (tb_fact_source_get_fleet (source), object);
  TbFact *fact = tb_fact_card_add (card, label, TB_PROVENANCE_NONE, "%s", name);

  fact->command = g_strdup_printf ("select %s", name);
  return fact;
}

void
tb_fact_card_add_count (TbFactCard *card, const char *label, guint64 count)
{
  tb_fact_card_add (card, label, TB_PROVENANCE_MEASURED, "%'" G_GUINT64_FORMAT, count);
}

void
tb_fact_card_add_bytes (TbFactCard *card, const char *label, guint64 n_bytes)
{
  g_autofree char *size = tb_units_format_bytes (n_bytes);

  tb_fact_card_add (card, label, TB_PROVENANCE_MEASURED, "%s", size);
}

TbFactButton *
tb_facts_add_button (GPtrArray *buttons, const char *label, const char *format, ...)
{
  TbFactButton *button = g_new0 (TbFactButton, 1);
  va_list arguments;

  va_start (arguments, format);
  button->label = g_strdup (label);
  button->command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (buttons, button);
  return button;
}

gint64
tb_fact_source_get_time (TbFactSource *source)
{
  return tb_fold_get_time (source->fold);
}

TbFleet *
tb_fact_source_get_fleet (TbFactSource *source)
{
  return tb_run_get_fleet (source->run);
}

/* Returns: (transfer none) (nullable): parsed once per payload */
TbCertificate *
tb_fact_source_get_certificate (TbFactSource *source, guint32 payload)
{
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);

  if (source->certificate && source->certificate_payload == payload)
    return source->certificate;
  g_clear_pointer (&source->certificate, tb_certificate_unref);
  if (crypto && payload != TB_NO_PAYLOAD)
    source->certificate = tb_certificate_new_from_der (crypto, tb_journal_get_payload (tb_run_get_journal (source->run), payload), NULL);
  source->certificate_payload = payload;
  return source->certificate;
}

/* Returns: (transfer none) (nullable): read once per payload */
TbTranscript *
tb_fact_source_get_transcript (TbFactSource *source, guint32 payload)
{
  if (source->transcript && source->transcript_payload == payload)
    return source->transcript;
  g_clear_pointer (&source->transcript, tb_transcript_unref);
  if (payload != TB_NO_PAYLOAD)
    source->transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (tb_run_get_journal (source->run), payload), NULL);
  source->transcript_payload = payload;
  return source->transcript;
}

/* Returns: (transfer none): the certificates of the fleet, as far as the playhead is at least */
TbLifeIndex *
tb_fact_source_get_lives (TbFactSource *source)
{
  if (source->lives == NULL)
    source->lives = tb_life_index_new (tb_fold_get_journal (source->fold), tb_fold_get_fleet (source->fold));
  tb_life_index_read (source->lives, tb_fold_get_position (source->fold));
  return source->lives;
}

/**
 * tb_fact_source_clear:
 * @source: a source that is done with
 *
 * Lets go of what was parsed.
 */
void
tb_fact_source_clear (TbFactSource *source)
{
  g_clear_pointer (&source->certificate, tb_certificate_unref);
  g_clear_pointer (&source->transcript, tb_transcript_unref);
  g_clear_pointer (&source->lives, tb_life_index_free);
}

/**
 * tb_facts_collect:
 * @source: what is selected, and in which run
 *
 * Returns: (transfer full): all there is to say about it now
 */
TbFacts *
tb_facts_collect (TbFactSource *source)
{
  TbFacts *facts = g_new0 (TbFacts, 1);

  facts->cards = g_ptr_array_new_with_free_func (card_free);
  facts->buttons = g_ptr_array_new_with_free_func (button_free);
  switch (source->selection->kind)
    {
    case TB_SELECTION_OBJECT: tb_facts_about_object (facts, source, source->selection->object); break;
    case TB_SELECTION_HANDSHAKE: tb_facts_about_handshake (facts, source, source->selection->session); break;
    case TB_SELECTION_SIGNATURE: tb_facts_about_signature (facts, source, source->selection->session); break;
    default: tb_facts_about_fleet (facts, source); break;
    }
  return facts;
}
