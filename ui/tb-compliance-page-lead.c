/* tb-compliance-page-lead: who is selected elsewhere, on the canvas or by a command, is chosen here as well, with what he does not meet. */
#include "tb-compliance-page-private.h"

static const TbReviewFinding *
find_about (TbCompliancePage *self, TbProvision provision, guint32 object)
{
  GPtrArray *findings = self->review->rows[provision].findings;

  for (guint i = 0; i < findings->len; i++)
    if (((const TbReviewFinding *) g_ptr_array_index (findings, i))->subject == object)
      return g_ptr_array_index (findings, i);
  return NULL;
}

/* Another provision is chosen only where the present one has nothing about him: the first of the list. */
static TbProvision
find_provision (TbCompliancePage *self, guint32 object)
{
  TbProvision best = TB_N_PROVISIONS;

  if (self->chosen != TB_N_PROVISIONS && find_about (self, self->chosen, object) != NULL)
    return self->chosen;
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (tb_compliance_page_is_listed (self, (TbProvision) i) && find_about (self, (TbProvision) i, object) != NULL
        && (best == TB_N_PROVISIONS || tb_compliance_page_rank (self, (TbProvision) i) < tb_compliance_page_rank (self, best)))
      best = (TbProvision) i;
  return best;
}

/* Who meets everything that is listed changes nothing. */
void
tb_compliance_page_lead (TbCompliancePage *self)
{
  const TbSelection *selection;
  TbProvision provision;

  if (!self->is_led || self->review == NULL)
    return;
  selection = tb_playhead_get_selection (self->playhead);
  self->is_led = FALSE;
  provision = find_provision (self, selection->object);
  if (provision == TB_N_PROVISIONS)
    return;
  self->chosen = provision;
  g_free (self->device);
  self->device = g_strdup (find_about (self, provision, selection->object)->name);
}

/* A page that nobody sees goes there when somebody looks at it. */
void
tb_compliance_page_be_led (TbCompliancePage *self)
{
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);

  if (selection->kind != TB_SELECTION_OBJECT || (self->finding != NULL && self->finding->subject == selection->object))
    return;
  self->is_led = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tb_compliance_page_show (self);
}
