/* tb-compliance-page: see the header. The object, its keys and its actions; what is found, listed and shown beside it has files of its own. */
#include "tb-compliance-page-private.h"

#include "tb-record.h"

G_DEFINE_FINAL_TYPE (TbCompliancePage, tb_compliance_page, GTK_TYPE_WIDGET)

/* --- following --- */

static void
on_run_changed (TbPlayhead *playhead, TbCompliancePage *self)
{
  TbRun *run = tb_playhead_get_run (playhead);

  tb_compliance_page_forget (self);
  self->chosen = TB_N_PROVISIONS;
  if (run != NULL)
    self->compliance = tb_compliance_new (run);
  tb_compliance_page_show (self);
  tb_compliance_page_follow (self);
}

static void
tb_compliance_page_map (GtkWidget *widget)
{
  TbCompliancePage *self = TB_COMPLIANCE_PAGE (widget);

  GTK_WIDGET_CLASS (tb_compliance_page_parent_class)->map (widget);
  tb_compliance_page_show (self);
  tb_compliance_page_follow (self);
}

/* --- choosing --- */

static void
on_provision_selected (GtkListBox *list, GtkListBoxRow *row, TbCompliancePage *self)
{
  if (self->is_filling || row == NULL)
    return;
  self->chosen = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "provision"));
  tb_compliance_page_show_chosen (self);
}

static void
on_device_selected (GtkListBox *list, GtkListBoxRow *row, TbCompliancePage *self)
{
  if (self->is_filling || row == NULL || self->review == NULL)
    return;
  self->finding = g_ptr_array_index (self->review->rows[self->chosen].findings, self->first + (guint) gtk_list_box_row_get_index (row));
  g_free (self->device);
  self->device = g_strdup (self->finding->name);
  tb_compliance_page_show_finding (self);
  if (self->finding->subject != TB_NOBODY)
    tb_playhead_select_object (self->playhead, self->finding->subject);
}

static void
on_filter_changed (TbCompliancePage *self)
{
  if (self->playhead != NULL)
    tb_compliance_page_show (self);
}

static void
on_form_changed (TbCompliancePage *self)
{
  if (self->playhead != NULL)
    tb_compliance_page_check_form (self);
}

static void
leave (GtkSearchEntry *search, TbCompliancePage *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->provisions));
}

/* The trend takes longer than a look, so it is made only while somebody looks at it. */
static void
on_formula_shown (TbCompliancePage *self)
{
  self->wants_trend = gtk_widget_get_visible (GTK_WIDGET (self->formula));
  g_clear_pointer (&self->trend, g_array_unref);
  tb_compliance_page_show_trend (self);
  tb_compliance_page_follow (self);
}

/* --- actions --- */

static void
mend (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbCompliancePage *self = TB_COMPLIANCE_PAGE (widget);

  if (self->finding != NULL && self->finding->mend != NULL)
    gtk_widget_activate_action (widget, "win.submit", "s", self->finding->mend);
}

static void
waive (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_compliance_page_waive (TB_COMPLIANCE_PAGE (widget));
}

static void
go_to_device (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbCompliancePage *self = TB_COMPLIANCE_PAGE (widget);

  if (self->finding == NULL || self->finding->subject == TB_NOBODY)
    return;
  tb_playhead_select_object (self->playhead, self->finding->subject);
  gtk_widget_activate_action (widget, "win.show-view", "s", "fleet");
}

static void
show_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbCompliancePage *self = TB_COMPLIANCE_PAGE (widget);

  gtk_toggle_button_set_active (self->only_findings, FALSE);
  gtk_toggle_button_set_active (self->tiles[TB_COMPLIANCE_ALL].button, TRUE);
  gtk_editable_set_text (self->search, "");
}

static void
on_device_activated (GtkListBox *list, GtkListBoxRow *row, TbCompliancePage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "compliance.go-device", NULL);
}

static void
on_form_activated (TbCompliancePage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "compliance.waive", NULL);
}

/* --- the object --- */

static void
tb_compliance_page_dispose (GObject *object)
{
  TbCompliancePage *self = TB_COMPLIANCE_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  self->save_pages = NULL;
  tb_compliance_page_forget (self);
  self->is_filling = TRUE;
  self->pages = NULL;
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_compliance_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; gssize offset; } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (TbCompliancePage, name) }
    CHILD (pages), CHILD (empty), CHILD (scores), CHILD (save_pages), CHILD (formula), CHILD (trend_box), CHILD (search), CHILD (only_findings), CHILD (status), CHILD (spinner), CHILD (lists),
    CHILD (provisions), CHILD (side), CHILD (badge), CHILD (title), CHILD (word), CHILD (source), CHILD (devices_frame), CHILD (devices), CHILD (more), CHILD (go_device),
    CHILD (why), CHILD (mend_text), CHILD (mend_box), CHILD (mend), CHILD (deeds), CHILD (let_off), CHILD (form), CHILD (whom), CHILD (until), CHILD (until_words),
    CHILD (reason), CHILD (waivers), CHILD (waivers_title),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_provision_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_device_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_device_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_form_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_formula_shown);
  gtk_widget_class_bind_template_callback (widget_class, leave);
}

static void
tb_compliance_page_class_init (TbCompliancePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct { const char *name; GtkWidgetActionActivateFunc activate; } actions[] = {
    { "compliance.mend", mend }, { "compliance.waive", waive }, { "compliance.go-device", go_to_device }, { "compliance.show-all", show_all },
  };

  G_OBJECT_CLASS (klass)->dispose = tb_compliance_page_dispose;
  widget_class->map = tb_compliance_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-compliance-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  bind_callbacks (widget_class);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  tb_compliance_page_install_saves (widget_class);
}

static void
tb_compliance_page_init (TbCompliancePage *self)
{
  self->chosen = TB_N_PROVISIONS;
  self->standard = TB_COMPLIANCE_ALL;
  self->looked_us = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  tb_compliance_page_make_scores (self);
}

/**
 * tb_compliance_page_new:
 *
 * Returns: (transfer floating): a page without a run
 */
GtkWidget *
tb_compliance_page_new (void)
{
  return g_object_new (TB_TYPE_COMPLIANCE_PAGE, NULL);
}

/**
 * tb_compliance_page_set_playhead:
 * @self: a page that has none
 * @playhead: whose run is looked at, at whose time
 */
void
tb_compliance_page_set_playhead (TbCompliancePage *self, TbPlayhead *playhead)
{
  g_return_if_fail (self->playhead == NULL);
  self->playhead = g_object_ref (playhead);
  g_signal_connect_object (playhead, "moved", G_CALLBACK (tb_compliance_page_follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (tb_compliance_page_be_led), self, G_CONNECT_SWAPPED);
  on_run_changed (playhead, self);
}

/**
 * tb_compliance_page_search:
 * @self: the page
 * @text: part of a name, a clause or what is asked, "" for everything
 *
 * Lists only what has it.
 */
void
tb_compliance_page_search (TbCompliancePage *self, const char *text)
{
  gtk_editable_set_text (self->search, text);
  if (*text == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
