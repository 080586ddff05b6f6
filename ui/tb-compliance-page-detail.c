/* tb-compliance-page-detail: the chosen provision: who does not meet it, why that matters, and how the chosen device is mended. */
#include "tb-compliance-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-clause.h"
#include "tb-monitor-widgets.h"

#define MAX_DEVICES 100

static const TbReviewRow *
get_row (TbCompliancePage *self)
{
  return self->review != NULL && self->chosen != TB_N_PROVISIONS ? &self->review->rows[self->chosen] : NULL;
}

/* --- devices --- */

/* Where the list of devices ends. */
static guint
get_end (TbCompliancePage *self, const TbReviewRow *row)
{
  return MIN (row->findings->len, self->first + MAX_DEVICES);
}

static char *
dup_devices (TbCompliancePage *self, const TbReviewRow *row)
{
  GString *text = g_string_new (tb_provision_codes[row->provision]);

  for (guint i = self->first; i < get_end (self, row); i++)
    {
      const TbReviewFinding *finding = g_ptr_array_index (row->findings, i);

      g_string_append_printf (text, "\n%s\t%s\t%d", finding->name, finding->what != NULL ? finding->what : "", finding->waiver != NULL);
    }
  return g_string_free (text, FALSE);
}

static void
fill_devices (TbCompliancePage *self, const TbReviewRow *row)
{
  GtkListBoxRow *old;

  while ((old = gtk_list_box_get_row_at_index (self->devices, 0)) != NULL)
    gtk_list_box_remove (self->devices, GTK_WIDGET (old));
  for (guint i = self->first; i < get_end (self, row); i++)
    gtk_list_box_append (self->devices, tb_compliance_device_new (g_ptr_array_index (row->findings, i)));
}

/* Who was chosen stays so, from one provision to the next too; else it is the first. */
static guint
find_chosen (TbCompliancePage *self, const TbReviewRow *row)
{
  for (guint i = 0; i < row->findings->len && self->device != NULL; i++)
    if (g_str_equal (((const TbReviewFinding *) g_ptr_array_index (row->findings, i))->name, self->device))
      return i;
  return 0;
}

/* The list begins with the first, or else so that who is chosen is in it. */
static guint
find_first (guint place)
{
  return place - place % MAX_DEVICES;
}

static void
list_devices (TbCompliancePage *self, const TbReviewRow *row)
{
  guint place = find_chosen (self, row);
  g_autofree char *devices = NULL;

  self->first = find_first (place);
  devices = dup_devices (self, row);
  if (g_strcmp0 (devices, self->shown) != 0)
    {
      fill_devices (self, row);
      g_free (self->shown);
      self->shown = g_steal_pointer (&devices);
    }
  gtk_list_box_select_row (self->devices, gtk_list_box_get_row_at_index (self->devices, (int) (place - self->first)));
  self->finding = place < row->findings->len ? g_ptr_array_index (row->findings, place) : NULL;
}

static void
show_more (TbCompliancePage *self, const TbReviewRow *row)
{
  guint n = row->findings->len - (get_end (self, row) - self->first);
  g_autofree char *text = row->findings->len == 0 ? g_strdup_printf (ngettext ("It is met by the only one that it is asked of.", "It is met by all %u.", row->n_scope), row->n_scope)
                                                  : g_strdup_printf (ngettext ("and %u more", "and %u more", n), n);

  tb_monitor_set_text (self->more, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n > 0 || row->findings->len == 0);
  gtk_widget_set_visible (self->devices_frame, row->findings->len > 0);
}

/* --- all of it --- */

void
tb_compliance_page_show_finding (TbCompliancePage *self)
{
  const char *mend = self->finding != NULL ? self->finding->mend : NULL;

  tb_monitor_set_text (self->mend, mend != NULL ? mend : "");
  gtk_widget_set_visible (self->mend_box, mend != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compliance.mend", mend != NULL);
  gtk_widget_set_visible (self->deeds, self->finding != NULL && self->finding->subject != TB_NOBODY);
  tb_compliance_page_show_form (self);
}

static void
show_source (TbCompliancePage *self)
{
  g_autofree char *source = tb_requirement_dup_source (tb_requirement_get (self->chosen));
  g_autofree char *markup = tb_clause_to_markup (source);

  if (g_strcmp0 (gtk_label_get_label (self->source), markup) != 0)
    gtk_label_set_markup (self->source, markup);
}

void
tb_compliance_page_show_chosen (TbCompliancePage *self)
{
  const TbReviewRow *row = get_row (self);
  const TbRequirement *requirement = row != NULL ? tb_requirement_get (row->provision) : NULL;

  self->finding = NULL;
  if (row == NULL)
    return;
  tb_monitor_set_text (self->title, _(requirement->title));
  tb_monitor_set_text (self->why, _(requirement->why));
  tb_monitor_set_text (self->mend_text, _(requirement->mend_text));
  tb_monitor_show_severity (self->badge, self->word, tb_compliance_look (row->provision));
  show_source (self);
  self->is_filling = TRUE;
  list_devices (self, row);
  self->is_filling = FALSE;
  show_more (self, row);
  tb_compliance_page_show_finding (self);
}
