/* tb-facts-fleet: what there is to say about everybody together, when nothing is selected. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

static void
add_states (TbFacts *facts, const TbTotals *totals)
{
  TbFactCard *card = tb_facts_add_card (facts, _("Devices"));

  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    if (totals->by_identity[i] > 0 || i == TB_IDENTITY_VALID || i == TB_IDENTITY_NONE)
      tb_fact_card_add_count (card, tb_look_get_word (tb_look_identity (i)), totals->by_identity[i]);
  for (guint i = 0; i < TB_HEALTH_N_STATES; i++)
    if (totals->by_health[i] > 0)
      tb_fact_card_add (card, tb_look_get_word (tb_look_health (i)), i >= TB_HEALTH_INFECTED ? TB_PROVENANCE_MODELLED : TB_PROVENANCE_MEASURED,
                        "%'u", totals->by_health[i]);
}

static void
add_work (TbFacts *facts, const TbTotals *totals)
{
  TbFactCard *card = tb_facts_add_card (facts, _("So far"));

  tb_fact_card_add_count (card, _("Certificates issued"), totals->n_certificates);
  tb_fact_card_add_count (card, _("of them renewals"), totals->n_renewals);
  tb_fact_card_add_count (card, _("Handshakes completed"), totals->n_completed);
}

static void
add_refusals (TbFacts *facts, const TbTotals *totals)
{
  TbFactCard *card = tb_facts_add_card (facts, _("Turned away"));

  tb_fact_card_add_count (card, _("Handshakes refused"), totals->n_refused);
  for (guint i = 0; i < TB_STATE_N_ALERTS; i++)
    if (totals->refused_by_alert[i] > 0)
      tb_fact_card_add_count (card, tb_transcript_alert_name ((int) i), totals->refused_by_alert[i]);
  tb_fact_card_add_count (card, _("Messages refused"), totals->n_refused_publishes);
  tb_fact_card_add_count (card, _("Commands refused"), totals->n_refused_commands);
  tb_fact_card_add_count (card, _("Passwords overheard"), totals->n_exposed);
  tb_fact_card_add_count (card, _("Firmware refused"), totals->n_refused_firmware);
}

void
tb_facts_about_fleet (TbFacts *facts, TbFactSource *source)
{
  TbScenario *scenario = tb_run_get_scenario (source->run);
  const TbTotals *totals = tb_fold_get_totals (source->fold);
  TbFactCard *card;

  facts->icon = g_strdup ("tb-gateway-symbolic");
  facts->title = g_strdup (_("The whole fleet"));
  facts->subtitle = g_strdup (_(tb_scenario_get_description (scenario)));
  add_states (facts, totals);
  add_work (facts, totals);
  tb_facts_add_updates (facts, source, TB_NOBODY);
  add_refusals (facts, totals);
  card = tb_facts_add_card (facts, _("How real is this?"));
  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s",
                    _("Keys, certificates, handshakes and messages are real: what is counted of them is measured here. "
                      "How long a device takes is modelled from published figures of its hardware."));
  if (tb_fleet_get_attacker (tb_fact_source_get_fleet (source)) != TB_NOBODY)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s",
                      _("Outbreaks and floods are modelled: an infection is a change of state, nothing is scanned and nothing is sent."));
}
