/* tb-facts-firmware: what there is to say about firmware: what a device runs, what it has refused and why, and how far an update is. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-firmware-words.h"
#include "tb-units.h"

static void
add_reason (TbFactCard *card, TbFactSource *source, const TbObjectState *state)
{
  g_autoptr (TbFirmwareRefusal) refusal = tb_firmware_refusal_unpack (tb_journal_get_payload (tb_run_get_journal (source->run), state->firmware_refusal));

  if (refusal == NULL)
    return;
  tb_fact_card_add (card, state->is_tampered ? _("It would have been refused") : _("Last refused"), TB_PROVENANCE_NONE, "%s", tb_firmware_words_for (refusal->reason));
  tb_fact_card_add (card, _("The check"), TB_PROVENANCE_NONE, "%s", _(refusal->what));
  if (*refusal->expected != '\0')
    tb_fact_card_add (card, _("Expected"), TB_PROVENANCE_NONE, "%s", refusal->expected)->mono = TRUE;
  if (*refusal->found != '\0')
    tb_fact_card_add (card, _("Found"), TB_PROVENANCE_NONE, "%s", refusal->found)->mono = TRUE;
  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, _("Source: %s"), refusal->source);
}

static void
add_phase (TbFactCard *card, TbFactSource *source, const TbObjectState *state)
{
  gint64 passed_us = tb_fact_source_get_time (source) - state->firmware_begun_us;
  g_autofree char *way = tb_units_format_short (state->firmware_way_us);

  if (state->firmware_phase == TB_FIRMWARE_INTERRUPTED)
    tb_fact_card_add (card, _("Update"), TB_PROVENANCE_NONE, "%s", _("interrupted; begins again when it is connected"));
  if (state->firmware_phase != TB_FIRMWARE_RECEIVING)
    return;
  if (passed_us < state->firmware_way_us)
    tb_fact_card_add (card, _("Update"), TB_PROVENANCE_MODELLED, _("%d %% of it has arrived"), (int) (passed_us * 100 / MAX (state->firmware_way_us, 1)));
  else
    tb_fact_card_add (card, _("Update"), TB_PROVENANCE_NONE, "%s", _("being checked"));
  tb_fact_card_add (card, _("On the way for"), TB_PROVENANCE_MODELLED, "%s", way);
}

/* What @object runs, and what it thinks of what it was sent. */
void
tb_facts_add_firmware (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  const TbObjectState *state = tb_fold_get (source->fold, object);
  TbFactCard *card;

  if (state->firmware_version == 0)
    return;
  card = tb_facts_add_card (facts, _("Firmware"));
  tb_fact_card_add (card, _("Version"), TB_PROVENANCE_NONE, "%u", state->firmware_version);
  tb_fact_card_add (card, _("Before it installs"), TB_PROVENANCE_NONE, "%s",
                    group->installs_anything ? _("it asks nothing: whoever reaches it can put anything in") : _("it verifies signature, signer, digest, model and version"));
  if (state->is_tampered)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", _("What runs here is not from its maker. Its certificate is as valid as before: that says who it is, not that it is well."));
  add_phase (card, source, state);
  if (state->firmware_refusal != TB_NO_PAYLOAD)
    add_reason (card, source, state);
}

static void
add_progress (TbFacts *facts, TbFactSource *source, const TbFirmwareProgress *progress)
{
  const TbGroup *group = tb_fleet_group_of (tb_fact_source_get_fleet (source), progress->group_first);
  g_autofree char *title = g_strdup_printf (_("Update: %s, version %u"), group->name, progress->version);
  TbFactCard *card = tb_facts_add_card (facts, title);

  tb_fact_card_add_count (card, _("For devices"), progress->n_wanted);
  tb_fact_card_add_count (card, _("Offered so far"), progress->n_offered);
  tb_fact_card_add_count (card, _("Installed"), progress->n_installed);
  tb_fact_card_add_count (card, _("Refused"), progress->n_refused);
  tb_fact_card_add_count (card, _("Pending"), tb_firmware_progress_get_pending (progress));
}

/* How far the updates are; those of one authority, or with %TB_NOBODY all. */
void
tb_facts_add_updates (TbFacts *facts, TbFactSource *source, guint32 authority)
{
  const TbFirmwareUpdates *updates = tb_state_get_firmware (tb_fold_get_state (source->fold));

  for (guint i = 0; i < updates->n; i++)
    if (authority == TB_NOBODY || updates->rows[i].authority == authority)
      add_progress (facts, source, &updates->rows[i]);
}
