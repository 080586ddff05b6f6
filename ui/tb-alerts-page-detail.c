/* tb-alerts-page-detail: the chosen rule and the chosen alert: what is wrong, why that matters, how it is mended. */
#include "tb-alerts-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-clause.h"
#include "tb-monitor-widgets.h"

static void
show_references (TbAlertsPage *self, char **references)
{
  g_autoptr (GString) markup = g_string_new (NULL);

  for (guint i = 0; references[i] != NULL; i++)
    {
      g_autofree char *clause = tb_clause_to_markup (references[i]);

      g_string_append_printf (markup, "%s%s", i > 0 ? "\n" : "", clause);
    }
  gtk_label_set_markup (self->references, markup->str);
  gtk_widget_set_visible (self->references_title, markup->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->references), markup->len > 0);
}

void
tb_alerts_page_show_rule (TbAlertsPage *self)
{
  const TbAlertRule *rule = self->rule;

  if (rule == NULL || g_object_get_data (G_OBJECT (self->side), "shown") == rule)
    return;
  g_object_set_data (G_OBJECT (self->side), "shown", (gpointer) rule);
  tb_monitor_set_text (self->title, _(rule->title));
  tb_monitor_set_text (self->why, _(rule->why));
  tb_monitor_set_text (self->mend_text, _(rule->mend_text));
  tb_monitor_show_severity (self->badge, self->word, tb_look_severity (rule->severity));
  show_references (self, rule->references);
}

/* What is over needs no mending. */
void
tb_alerts_page_show_chosen (TbAlertsPage *self)
{
  const TbAlert *alert = self->chosen;
  gboolean stands = alert != NULL && tb_alert_stands_at (alert, tb_playhead_get_time (self->playhead));
  g_autofree char *message = alert != NULL ? tb_alert_dup_message (alert, _(alert->rule->message)) : g_strdup ("");
  g_autofree char *mend = alert != NULL ? tb_alert_dup_mend (alert) : NULL;

  tb_monitor_set_text (self->message, message);
  tb_monitor_set_text (self->mend, mend != NULL ? mend : "");
  gtk_widget_set_visible (self->mend_box, mend != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alerts.mend", stands);
  gtk_widget_set_tooltip_text (self->mend_button, stands ? _("Hand this command to the run") : _("It is over: there is nothing to mend"));
  gtk_widget_set_visible (self->go_device, alert != NULL && alert->subject != TB_NOBODY);
  gtk_widget_set_sensitive (self->go_time, alert != NULL);
}
