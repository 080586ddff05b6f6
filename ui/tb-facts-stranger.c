/* tb-facts-stranger: what is to be said of those who come between a device and its owner: a rogue registrar who has captured it, a thief who has its key. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-sentence.h"

/* By which policy @group goes at the playhead. */
static void
find_policy (TbFactSource *source, const TbGroup *group, TbEnrolPolicy *policy)
{
  guint32 payload = tb_fold_get (source->fold, group->first)->policy;
  GBytes *bytes = payload != TB_NO_PAYLOAD ? tb_journal_get_payload (tb_fold_get_journal (source->fold), payload) : NULL;
  g_autofree char *text = bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;

  *policy = group->policy;
  if (text != NULL)
    tb_enrol_policy_from_text (policy, text, NULL);
}

/* In the order of #TbRenewalProof. */
static const char *const proofs[TB_RENEWAL_N] = {
  N_("The certificate in force and its key, and he has both: he goes on for ever."),
  N_("The identity of the factory as well, which he has not: he is refused."),
  N_("Evidence from the key store as well (this follows a draft, not a standard), which he has not: he is refused."),
};

static void
add_thief (TbFacts *facts, TbFactSource *source, const TbGroup *group, const TbObjectState *state)
{
  g_autofree char *since = tb_sentence_format_moment (state->stolen_us);
  TbFactCard *card = tb_facts_add_card (facts, _("Copied key"));
  TbEnrolPolicy policy;

  find_policy (source, group, &policy);
  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, _("A thief renews with a copied key since %s."), since);
  tb_fact_card_add_name (card, _("From"), source, state->thief);
  tb_fact_card_add_count (card, _("Certificates he has got"), state->n_stolen);
  tb_fact_card_add (card, _("A renewal needs"), TB_PROVENANCE_NONE, "%s", _(proofs[policy.renewal]));
}

/**
 * tb_facts_add_strangers:
 * @facts: facts about a device
 * @source: where they are from
 * @group: its group
 * @object: the device
 *
 * Adds who has captured it, and who has a copy of its key, where there is anybody.
 */
void
tb_facts_add_strangers (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  const TbObjectState *state = tb_fold_get (source->fold, object);

  if (state->is_captured)
    tb_fact_card_add (tb_facts_add_card (facts, _("Captured")), "", TB_PROVENANCE_NONE, "%s",
                      _("It trusts a stranger who answered before its own authority did, and obeys nobody else. Enrol it anew to get it back."));
  if (state->thief != TB_NOBODY)
    add_thief (facts, source, group, state);
}

/**
 * tb_facts_add_rogue:
 * @facts: facts about a rogue registrar
 * @source: where they are from
 * @object: the registrar
 *
 * Adds what it is up to, and how to switch it.
 */
void
tb_facts_add_rogue (TbFacts *facts, TbFactSource *source, guint32 object)
{
  gboolean is_luring = tb_fold_get (source->fold, object)->is_luring;
  TbFactCard *card = tb_facts_add_card (facts, _("Rogue registrar"));

  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", _("A stranger with a root of its own. Whoever is new and believes the first who answers belongs to it."));
  tb_fact_card_add (card, _("At present"), TB_PROVENANCE_NONE, "%s", is_luring ? _("answers new devices before their own authority does") : _("silent"));
  tb_fact_card_add_count (card, _("Devices captured"), tb_fold_get_totals (source->fold)->by_health[TB_HEALTH_CAPTURED]);
  tb_facts_add_button (facts->buttons, is_luring ? _("Fall Silent") : _("Answer First"), "rogue-registrar authority=%s state=%s", facts->title,
                       is_luring ? "off" : "on");
}
