/* tb-facts-overheard: what an eavesdropper reads: passwords as they are, ciphertext as bytes. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-ear.h"

void
tb_facts_add_overheard (TbFacts *facts, TbFactSource *source)
{
  TbFactCard *card = tb_facts_add_card (facts, _("Heard last"));

  for (guint i = 0; source->overheard && i < source->overheard->len; i++)
    {
      const TbOverheard *line = g_ptr_array_index (source->overheard, i);
      TbFact *text;

      tb_fact_card_add_bytes (card, line->who, line->n_bytes);
      text = tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", line->text);
      text->mono = TRUE;
      text->look = line->is_protected ? NULL : tb_look_packet (FALSE);
    }
  if (source->overheard == NULL || source->overheard->len == 0)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", _("Nothing in the last minute."));
}
