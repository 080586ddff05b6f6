/* tb-compliance-page-waiver: letting a device or its group off for a while, and the list of who is. Both are commands, as if somebody had typed them. */
#include "tb-compliance-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-monitor-widgets.h"
#include "tb-record.h"
#include "tb-sentence.h"
#include "tb-units.h"

#define WAIVER_DAYS 30

enum { WHOM_DEVICE, WHOM_GROUP };

static const TbGroup *
get_group (TbCompliancePage *self)
{
  TbFleet *fleet = tb_run_get_fleet (tb_playhead_get_run (self->playhead));

  return self->finding != NULL && self->finding->subject != TB_NOBODY ? tb_fleet_group_of (fleet, self->finding->subject) : NULL;
}

/* --- the form --- */

static void
name_choices (TbCompliancePage *self, const TbGroup *group)
{
  g_autofree char *whole = g_strdup_printf (_("Group %s"), group->name);
  const char *names[] = { self->finding->name, whole, NULL };
  GtkStringList *model = GTK_STRING_LIST (gtk_drop_down_get_model (self->whom));
  guint chosen = gtk_drop_down_get_selected (self->whom);

  if (g_strcmp0 (gtk_string_list_get_string (model, 0), names[0]) == 0 && g_strcmp0 (gtk_string_list_get_string (model, 1), names[1]) == 0)
    return;
  gtk_string_list_splice (model, 0, g_list_model_get_n_items (G_LIST_MODEL (model)), names);
  gtk_drop_down_set_selected (self->whom, chosen == WHOM_GROUP ? WHOM_GROUP : WHOM_DEVICE);
}

/* Only an empty field is filled, and not under the hands of who empties it. */
static void
propose_end (TbCompliancePage *self)
{
  g_autofree char *until = g_strdup_printf ("%" G_GINT64_FORMAT "d", tb_playhead_get_time (self->playhead) / TB_US_PER_DAY + WAIVER_DAYS);

  if (*gtk_editable_get_text (self->until) == '\0' && gtk_widget_get_focus_child (GTK_WIDGET (self->until)) == NULL)
    gtk_editable_set_text (self->until, until);
}

static gboolean
can_be_waived (TbCompliancePage *self)
{
  return get_group (self) != NULL && self->finding->waiver == NULL;
}

/* As the command reads it: a time of the run, or a moment of the calendar that it plays in. */
static gboolean
read_until (TbCompliancePage *self, gint64 *until_us)
{
  const char *text = gtk_editable_get_text (self->until);
  gint64 unix_us;

  if (tb_units_parse_duration (text, until_us, NULL))
    return TRUE;
  if (!tb_units_parse_moment (text, &unix_us, NULL))
    return FALSE;
  *until_us = unix_us - tb_scenario_get_start_us (tb_run_get_scenario (tb_playhead_get_run (self->playhead)));
  return TRUE;
}

static gboolean
is_to_come (TbCompliancePage *self, gint64 until_us)
{
  return until_us > tb_playhead_get_time (self->playhead);
}

static char *
dup_until_words (TbCompliancePage *self)
{
  g_autofree char *moment = NULL;
  gint64 until_us;

  if (!read_until (self, &until_us))
    return g_strdup (_("A time of the run, such as 30d, or a moment, such as 2027-01-31T00:00:00Z"));
  if (!is_to_come (self, until_us))
    return g_strdup (_("That time has passed in the run."));
  if (until_us % TB_US_PER_DAY == 0)
    return g_strdup_printf (_("Until the end of day %d of the run"), (int) (until_us / TB_US_PER_DAY));
  moment = tb_sentence_format_moment (until_us);
  /* Translators: a moment such as "day 3 04:12:09" */
  return g_strdup_printf (_("Until %s of the run"), moment);
}

/* Whoever lets somebody off says why and until when. */
void
tb_compliance_page_check_form (TbCompliancePage *self)
{
  g_autofree char *words = dup_until_words (self);
  gint64 until_us;
  gboolean is_whole = *gtk_editable_get_text (self->reason) != '\0' && read_until (self, &until_us) && is_to_come (self, until_us);

  tb_monitor_set_text (self->until_words, words);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compliance.waive", is_whole && can_be_waived (self));
}

void
tb_compliance_page_show_form (TbCompliancePage *self)
{
  gboolean can_waive = can_be_waived (self);

  gtk_widget_set_visible (GTK_WIDGET (self->let_off), can_waive);
  if (can_waive)
    {
      name_choices (self, get_group (self));
      propose_end (self);
    }
  tb_compliance_page_check_form (self);
}

void
tb_compliance_page_waive (TbCompliancePage *self)
{
  const TbGroup *group = get_group (self);
  gboolean is_group = gtk_drop_down_get_selected (self->whom) == WHOM_GROUP;
  g_autofree char *reason = g_shell_quote (gtk_editable_get_text (self->reason)), *until = NULL, *line = NULL;

  if (group == NULL)
    return;
  until = g_shell_quote (gtk_editable_get_text (self->until));
  line = g_strdup_printf ("waive provision=%s %s=%s until=%s reason=%s", tb_provision_codes[self->chosen], is_group ? "group" : "device", is_group ? group->name : self->finding->name, until, reason);
  gtk_editable_set_text (self->reason, "");
  gtk_popover_popdown (self->form);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.submit", "s", line);
}

/* --- the list --- */

static char *
dup_unwaive (const TbWaiver *waiver)
{
  return g_strdup_printf ("unwaive provision=%s %s=%s", tb_provision_codes[waiver->provision], waiver->is_group ? "group" : "device", waiver->name);
}

static GtkWidget *
make_end_button (const TbWaiver *waiver)
{
  g_autofree char *line = dup_unwaive (waiver), *words = g_strdup_printf (_("End the waiver for %s: %s"), waiver->name, _(tb_requirement_get (waiver->provision)->title));
  GtkWidget *button = gtk_button_new_with_label (_("End"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.submit");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return button;
}

static GtkWidget *
make_waiver (const TbWaiver *waiver)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *until = tb_sentence_format_moment (waiver->until_us);
  g_autofree char *whole = g_strdup_printf (_("Group %s"), waiver->name);
  /* Translators: who is let off, and until which moment of simulated time */
  g_autofree char *head = g_strdup_printf (_("%s until %s"), waiver->is_group ? whole : waiver->name, until);
  g_autofree char *about = g_strdup_printf ("%s · %s", tb_provision_codes[waiver->provision], waiver->reason);
  GtkWidget *reason = tb_monitor_line_new (about, "alert-about");

  gtk_widget_set_tooltip_text (reason, waiver->reason);
  gtk_box_append (GTK_BOX (lines), tb_monitor_line_new (head, NULL));
  gtk_box_append (GTK_BOX (lines), reason);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (row), lines);
  gtk_box_append (GTK_BOX (row), make_end_button (waiver));
  return row;
}

static char *
dup_standing (const TbReview *review)
{
  GString *text = g_string_new ("of");

  for (guint i = 0; i < review->waivers->len; i++)
    {
      const TbWaiver *waiver = g_ptr_array_index (review->waivers, i);

      if (tb_waiver_stands_at (waiver, review->time_us))
        g_string_append_printf (text, "\n%u %s %d %" G_GINT64_FORMAT " %s", waiver->provision, waiver->name, waiver->is_group, waiver->until_us, waiver->reason);
    }
  return g_string_free (text, FALSE);
}

static void
fill_waivers (TbCompliancePage *self)
{
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->waivers))) != NULL)
    gtk_box_remove (self->waivers, old);
  for (guint i = 0; i < self->review->waivers->len; i++)
    {
      const TbWaiver *waiver = g_ptr_array_index (self->review->waivers, i);

      if (tb_waiver_stands_at (waiver, self->review->time_us))
        gtk_box_append (self->waivers, make_waiver (waiver));
    }
  gtk_widget_set_visible (self->waivers_title, gtk_widget_get_first_child (GTK_WIDGET (self->waivers)) != NULL);
}

void
tb_compliance_page_show_waivers (TbCompliancePage *self)
{
  g_autofree char *standing = self->review != NULL ? dup_standing (self->review) : NULL;

  if (standing == NULL || g_strcmp0 (standing, self->shown_waivers) == 0)
    return;
  fill_waivers (self);
  g_free (self->shown_waivers);
  self->shown_waivers = g_steal_pointer (&standing);
}
