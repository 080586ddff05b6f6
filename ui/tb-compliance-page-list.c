/* tb-compliance-page-list: which provisions are listed, in which order, and what is said when none is. */
#include "tb-compliance-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-monitor-widgets.h"

/* --- which --- */

static gboolean
has_text (const char *text, const char *folded)
{
  g_autofree char *own = g_utf8_casefold (text, -1);

  return strstr (own, folded) != NULL;
}

static gboolean
is_looked_for (const TbReviewRow *row, const char *folded)
{
  const TbRequirement *requirement = tb_requirement_get (row->provision);
  g_autofree char *source = tb_requirement_dup_source (requirement);

  if (*folded == '\0' || has_text (_(requirement->title), folded) || has_text (source, folded) || has_text (tb_provision_codes[row->provision], folded))
    return TRUE;
  for (guint i = 0; i < row->findings->len; i++)
    if (has_text (((const TbReviewFinding *) g_ptr_array_index (row->findings, i))->name, folded))
      return TRUE;
  return FALSE;
}

gboolean
tb_compliance_page_is_listed (TbCompliancePage *self, TbProvision provision)
{
  const TbReviewRow *row = self->review != NULL ? &self->review->rows[provision] : NULL;
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  if (row == NULL || row->n_scope == 0 || (gtk_toggle_button_get_active (self->only_findings) && row->findings->len == 0))
    return FALSE;
  if (self->standard != TB_COMPLIANCE_ALL && tb_requirement_get (provision)->standard != self->standard)
    return FALSE;
  return is_looked_for (row, folded);
}

/* --- in which order --- */

/* What is not met first, then by how bad that is. */
int
tb_compliance_page_rank (TbCompliancePage *self, TbProvision provision)
{
  const TbReviewRow *row = &self->review->rows[provision];
  int severity = TB_N_SEVERITIES - (int) tb_requirement_get (provision)->severity;

  return (row->n_open > 0 ? 0 : row->findings->len > 0 ? 1000 : 2000) + 100 * severity + (int) provision;
}

static int
compare_rows (GtkListBoxRow *first, GtkListBoxRow *second, gpointer self)
{
  TbProvision a = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (first), "provision")), b = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (second), "provision"));

  return ((TbCompliancePage *) self)->review == NULL ? 0 : tb_compliance_page_rank (self, a) - tb_compliance_page_rank (self, b);
}

/* One row for each provision, made once; whoever has the focus keeps it. */
static void
make_rows (TbCompliancePage *self)
{
  if (self->rows[0] != NULL)
    return;
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    {
      self->rows[i] = tb_compliance_row_new ((TbProvision) i);
      gtk_list_box_append (self->provisions, self->rows[i]);
    }
  gtk_list_box_set_sort_func (self->provisions, compare_rows, self, NULL);
}

static guint
fill_rows (TbCompliancePage *self)
{
  guint n = 0;

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    {
      gboolean is_listed = tb_compliance_page_is_listed (self, (TbProvision) i);

      gtk_widget_set_visible (self->rows[i], is_listed);
      if (is_listed)
        tb_compliance_row_set (self->rows[i], &self->review->rows[i]);
      n += is_listed;
    }
  gtk_list_box_invalidate_sort (self->provisions);
  return n;
}

/* --- what is chosen --- */

static TbProvision
find_first (TbCompliancePage *self)
{
  TbProvision first = TB_N_PROVISIONS;

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (tb_compliance_page_is_listed (self, (TbProvision) i) && (first == TB_N_PROVISIONS || tb_compliance_page_rank (self, (TbProvision) i) < tb_compliance_page_rank (self, first)))
      first = (TbProvision) i;
  return first;
}

/* What was chosen stays so while it is listed; else it is the first. */
static void
choose (TbCompliancePage *self)
{
  if (self->chosen == TB_N_PROVISIONS || !tb_compliance_page_is_listed (self, self->chosen))
    self->chosen = find_first (self);
  gtk_list_box_select_row (self->provisions, self->chosen != TB_N_PROVISIONS ? GTK_LIST_BOX_ROW (self->rows[self->chosen]) : NULL);
}

/* --- words about it all --- */

static char *
dup_status (TbCompliancePage *self)
{
  g_autofree char *open = NULL, *waived = NULL;

  if (self->problem != NULL)
    return g_strdup (self->problem);
  if (self->saving != NULL)
    return g_strdup (_("The report is written…"));
  if (self->review == NULL)
    return g_strdup (_("The fleet is looked at…"));
  open = g_strdup_printf (ngettext ("%u finding", "%u findings", self->review->n_open), self->review->n_open);
  if (self->review->n_waived == 0)
    return g_steal_pointer (&open);
  waived = g_strdup_printf (ngettext ("%u waived", "%u waived", self->review->n_waived), self->review->n_waived);
  return g_strdup_printf ("%s · %s", open, waived);
}

void
tb_compliance_page_show_status (TbCompliancePage *self)
{
  g_autofree char *status = dup_status (self);
  gboolean is_busy = self->looking != NULL || self->saving != NULL;

  tb_monitor_set_text (self->status, status);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
}

/* Nothing is asked of a fleet of nobody. */
static gboolean
is_asked (TbCompliancePage *self)
{
  return self->review != NULL && self->review->overall.met >= 0;
}

void
tb_compliance_page_list (TbCompliancePage *self)
{
  guint n;

  make_rows (self);
  self->is_filling = TRUE;
  n = fill_rows (self);
  tb_compliance_page_lead (self);
  choose (self);
  self->is_filling = FALSE;
  tb_compliance_page_show_status (self);
  gtk_stack_set_visible_child_name (self->lists, n > 0 ? "list" : "none");
  gtk_widget_set_visible (self->side, self->chosen != TB_N_PROVISIONS);
  gtk_stack_set_visible_child_name (self->pages, is_asked (self) ? "page" : "empty");
  if (self->compliance != NULL && self->review == NULL)
    adw_status_page_set_description (self->empty, self->problem != NULL ? self->problem : _("The fleet is looked at…"));
  else
    adw_status_page_set_description (self->empty, _("At this time nobody in the fleet is asked for anything."));
}
