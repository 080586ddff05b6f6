/* tb-facts-care: what somebody has made easier for himself: keys that others have had, chains that are not whole, peers that nobody looks at. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

/* Whoever does not look is warned of, whatever else there is to say. */
void
tb_facts_add_care (TbFacts *facts, TbFactSource *source, guint32 object)
{
  gboolean is_broker = tb_fleet_get_role (tb_fact_source_get_fleet (source), object) == TB_ROLE_BROKER;
  TbFactCard *card;

  if (tb_fold_get (source->fold, object)->is_verifying)
    return;
  card = tb_facts_add_card (facts, _("Warning"));
  tb_fact_card_add (card, _("Verification"), TB_PROVENANCE_NONE, "%s", _("switched off"));
  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s",
                    is_broker ? _("It asks nobody for a certificate and believes every name it is told.")
                              : _("It looks at no certificate: whoever answers is taken for its broker, also somebody in between."));
  tb_facts_add_button (card->buttons, _("Verify Again"), is_broker ? "verify broker=%s state=on" : "verify device=%s state=on", facts->title);
}

static const char *const makers[] = {
  [TB_KEY_MAKER_DEVICE] = N_("itself: the private key has never left it"),
  [TB_KEY_MAKER_FACTORY] = N_("its maker: the same in every device of its kind"),
  [TB_KEY_MAKER_AUTHORITY] = N_("its authority, which sent it the private key"),
};

/* What is not as it should be about the certificate and its key. */
void
tb_facts_add_doubts (TbFactCard *card, const TbObjectState *state)
{
  tb_fact_card_add (card, _("Key made by"), TB_PROVENANCE_NONE, "%s", _(makers[state->key_maker % G_N_ELEMENTS (makers)]));
  if (state->shows_leaf_alone)
    tb_fact_card_add (card, _("Chain"), TB_PROVENANCE_NONE, "%s", _("missing: it shows its own certificate alone, and nobody can tell who stands above it"));
}

/* A certificate in a trust store that is nobody's root. */
void
tb_facts_add_leaf (TbFactCard *card, TbFactSource *source, guint32 holder)
{
  tb_fact_card_add_name (card, _("The certificate alone of"), source, holder);
  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", _("Nobody above it can take it back, and when it is renewed it is a stranger."));
}
