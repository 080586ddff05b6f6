/* tb-facts-alerts: what stands of somebody's alerts, and the way to the page that says how it is mended. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-alert-log.h"

#define MAX_TOLD 5

static void
add_alert (TbFactCard *card, const TbAlert *alert)
{
  const TbLook *look = tb_look_severity (alert->rule->severity);

  tb_fact_card_add (card, tb_look_get_word (look), TB_PROVENANCE_NONE, "%s", _(alert->rule->title))->look = look;
}

/* The worst first; of the others it is told how many there are. */
void
tb_facts_add_alerts (TbFacts *facts, TbFactSource *source, guint32 object)
{
  gint64 time_us = tb_fact_source_get_time (source);
  TbFactCard *card = NULL;
  guint n = 0;

  for (int severity = TB_ALERT_CRITICAL; severity >= TB_ALERT_NOTICE && source->alerts != NULL; severity--)
    for (guint i = 0; i < source->alerts->len; i++)
      {
        const TbAlert *alert = g_ptr_array_index (source->alerts, i);

        if (alert->subject != object || (int) alert->rule->severity != severity || !tb_alert_stands_at (alert, time_us) || ++n > MAX_TOLD)
          continue;
        if (card == NULL)
          card = tb_facts_add_card (facts, _("Alerts"));
        add_alert (card, alert);
      }
  if (n > MAX_TOLD)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, ngettext ("and %u more", "and %u more", n - MAX_TOLD), n - MAX_TOLD);
  if (card != NULL)
    tb_facts_add_button (card->buttons, _("Show in Monitor"), "view monitor");
}
