/* tb-facts-broker: what is to be said of a broker: who may come in, whether it would notice that a client was revoked, and who has its key; and whether a
 * device would notice that a broker was. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-sentence.h"
#include "tb-units.h"

/* The longest that a certificate of one of its clients is good for; 0 when it has none that enrol. */
static gint64
find_longest_us (TbFleet *fleet, guint32 broker)
{
  gint64 longest_us = 0;

  for (guint g = 0; g < tb_fleet_get_n_groups (fleet); g++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, g);

      if (group->service == broker && group->authority != TB_NOBODY)
        longest_us = MAX (longest_us, group->policy.lifetime_us);
    }
  return longest_us;
}

/* Where nobody asks only the end of a certificate keeps out whoever was revoked. */
static void
add_lifetime (TbFactCard *card, TbFleet *fleet, guint32 broker)
{
  gint64 longest_us = find_longest_us (fleet, broker);
  g_autofree char *longest = tb_units_format_short (longest_us);

  if (longest_us > 0)
    /* Translators: %s is a duration */
    tb_fact_card_add (card, _("Until when"), TB_PROVENANCE_NONE, _("until its certificate ends, %s after it was issued at the latest"), longest);
}

static const char *const checks[] = {
  [TB_CHECK_NONE] = N_("It does not ask: whoever was revoked is let in."), [TB_CHECK_CRL] = N_("From its authority's list."),
  [TB_CHECK_OCSP] = N_("From its authority's responder."), [TB_CHECK_DELTA] = N_("From its authority's list and what has changed since."),
};

/* Whether the broker would notice that a client was revoked, and what it does about it. */
static void
add_revocation_policy (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  static const char *const deeds[] = {
    N_("Nothing"), N_("Sessions are ended"), N_("Tickets are dropped"), N_("Sessions are ended, tickets dropped"),
  };
  const TbObjectState *state = tb_fold_get (source->fold, object);
  TbFactCard *card = tb_facts_add_card (facts, _("Revoked clients"));

  tb_fact_card_add (card, _("Known"), TB_PROVENANCE_NONE, "%s", _(checks[state->check % G_N_ELEMENTS (checks)]));
  tb_fact_card_add (card, _("Tickets"), TB_PROVENANCE_NONE, "%s", group->resumption ? _("given: who has one shows no certificate") : _("none"));
  if (state->check == TB_CHECK_NONE)
    add_lifetime (card, tb_fact_source_get_fleet (source), object);
  if (state->check == TB_CHECK_NONE)
    return;
  tb_fact_card_add (card, _("When it cannot tell"), TB_PROVENANCE_NONE, "%s", state->refuses_unknown ? _("refuses (hard-fail)") : _("lets in (soft-fail)"));
  tb_fact_card_add (card, _("What follows"), TB_PROVENANCE_NONE, "%s", _(deeds[group->on_revocation % G_N_ELEMENTS (deeds)]));
}

static void
add_thief (TbFacts *facts, TbFactSource *source, const TbObjectState *state)
{
  g_autofree char *since = tb_sentence_format_moment (state->stolen_us);
  TbFactCard *card = tb_facts_add_card (facts, _("Copied key"));

  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, state->is_robbed ? _("A thief has its private key since %s.") : _("A thief has a private key that it no longer uses, since %s."), since);
  tb_fact_card_add_name (card, _("He listens at"), source, state->thief);
  tb_fact_card_add (card, _("What he reads"), TB_PROVENANCE_NONE, "%s",
                    state->is_robbed ? _("Recorded sessions with RSA key transport, old ones too; none with an ephemeral agreement.")
                                     : _("Recorded sessions with RSA key transport to that key, for ever; none that were opened since it has another."));
  tb_fact_card_add (card, _("Whom he can be"), TB_PROVENANCE_NONE, "%s",
                    state->is_robbed ? _("This broker, for everybody who does not learn that its certificate was revoked.")
                                     : _("This broker, for everybody who does not learn that the certificate it had was revoked."));
}

static const char *
say_door (const TbGroup *group, const TbObjectState *state)
{
  if (state->demands_certificate)
    return _("Only who proves with a certificate who it is; and each may use the topics of its own name alone.");
  if (group->authority == TB_NOBODY)
    return _("Anyone. It asks for no certificate and encrypts nothing: a password crosses the wire as it is.");
  return _("Anyone. It proves who it is and encrypts, but asks for no certificate: its clients are whoever they say.");
}

static void
add_deeds (TbFacts *facts, const TbGroup *group, const TbObjectState *state)
{
  if (group->authority == TB_NOBODY)
    return;
  tb_facts_add_button (facts->buttons, state->demands_certificate ? _("Take Anyone") : _("Demand Certificates"), "demand-certificates broker=%s state=%s",
                       facts->title, state->demands_certificate ? "off" : "on");
  if (state->is_robbed || state->identity == TB_IDENTITY_REVOKED)
    tb_facts_add_button (facts->buttons, _("New Key"), "renew device=%s", facts->title);
  if (state->identity != TB_IDENTITY_REVOKED)
    tb_facts_add_button (facts->buttons, _("Revoke…"), "revoke device=%s reason=keyCompromise", facts->title)->edit = TRUE;
}

static void
add_visitors (TbFacts *facts, TbFactSource *source, guint32 object)
{
  TbFactCard *card = tb_facts_add_card (facts, _("At the door"));
  guint completed = 0, refused = 0;

  for (guint i = 0; i < tb_session_index_count_started (source->sessions, tb_fold_get_position (source->fold)); i++)
    {
      const TbSessionEntry *entry = tb_session_index_get (source->sessions, i);

      if (entry->server != object || entry->ended >= tb_fold_get_position (source->fold))
        continue;
      refused += entry->refused ? 1 : 0;
      completed += entry->refused ? 0 : 1;
    }
  tb_fact_card_add_count (card, _("Handshakes completed"), completed);
  tb_fact_card_add_count (card, _("Handshakes refused"), refused);
}

void
tb_facts_about_broker (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  const TbObjectState *state = tb_fold_get (source->fold, object);
  TbFactCard *card = tb_facts_add_card (facts, _("Who may come in"));

  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", say_door (group, state));
  add_deeds (facts, group, state);
  tb_facts_add_siege (facts, source, group, object);
  if (state->thief != TB_NOBODY)
    add_thief (facts, source, state);
  if (group->authority == TB_NOBODY)
    return;
  if (state->staples)
    tb_fact_card_add (card, _("About itself"), TB_PROVENANCE_NONE, "%s", _("It staples what its authority's responder says of its own certificate."));
  if (state->demands_certificate)
    tb_facts_add_care (facts, source, object);
  if (state->demands_certificate)
    add_revocation_policy (facts, source, group, object);
  tb_facts_add_certificate (facts, source, object);
  add_visitors (facts, source, object);
}

/* --- of a device --- */

/**
 * tb_facts_add_checks:
 * @facts: facts about a device
 * @source: where they are from
 * @group: its group
 * @object: the device
 *
 * Adds whether it would notice that its broker's certificate was revoked, and whether its owner knows it.
 */
void
tb_facts_add_checks (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  static const char *const ways[] = {
    [TB_CHECK_CRL] = N_("in its authority's list"), [TB_CHECK_OCSP] = N_("at its authority's responder"),
    [TB_CHECK_DELTA] = N_("in its authority's list and what has changed since"), [TB_CHECK_STAPLE] = N_("in what the broker staples"),
  };
  const TbObjectState *state = tb_fold_get (source->fold, object);
  TbFactCard *card;

  if (!group->is_inventoried)
    tb_fact_card_add (tb_facts_add_card (facts, _("Inventory")), "", TB_PROVENANCE_NONE, "%s", _("Nobody has it on the list: whose it is and what it wants is not known."));
  if (state->check == TB_CHECK_NONE)
    return;
  card = tb_facts_add_card (facts, _("Revoked broker"));
  tb_fact_card_add (card, _("It looks"), TB_PROVENANCE_NONE, "%s", _(ways[state->check % G_N_ELEMENTS (ways)]));
  tb_fact_card_add (card, _("When it cannot tell"), TB_PROVENANCE_NONE, "%s", state->refuses_unknown ? _("refuses (hard-fail)") : _("goes on (soft-fail)"));
}
