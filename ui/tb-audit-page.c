/* tb-audit-page: see the header. The object, its keys and its actions; looking, the three sides and saving have files of their own. */
#include "tb-audit-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-save-dialog.h"

/* A person who types is not interrupted. */
#define TYPING_MS 200

G_DEFINE_FINAL_TYPE (TbAuditPage, tb_audit_page, GTK_TYPE_WIDGET)

/* --- the playhead --- */

static void
on_moved (TbPlayhead *playhead, TbAuditPage *self)
{
  tb_audit_page_follow (self);
}

static void
on_selection_changed (TbPlayhead *playhead, TbAuditPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tb_audit_page_follow_selection (self);
}

static void
forget_run (TbAuditPage *self)
{
  for (guint i = 0; i < TB_AUDIT_N_JOBS; i++)
    tb_audit_page_stop (self, i);
  g_clear_handle_id (&self->again, g_source_remove);
  g_clear_handle_id (&self->typing, g_source_remove);
  g_clear_pointer (&self->search_for, tb_audit_search_unref);
  g_clear_pointer (&self->tree, tb_audit_tree_unref);
  g_clear_pointer (&self->trail, tb_audit_trail_unref);
}

/* What was remembered is of another log. */
static void
on_run_changed (TbPlayhead *playhead, TbAuditPage *self)
{
  forget_run (self);
  tb_audit_list_set_trail (self->entries, NULL);
  self->n_entries = 0;
  self->looked_us = -1;
  self->kept_size = 0;
  self->shown_size = 0;
  gtk_stack_set_visible_child_name (self->lists, "empty");
  gtk_label_set_text (self->status, "");
  self->chosen = G_MAXUINT;
  tb_audit_page_choose (self, 0);
  tb_audit_page_follow (self);
}

static void
tb_audit_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tb_audit_page_parent_class)->map (widget);
  tb_audit_page_follow (TB_AUDIT_PAGE (widget));
  tb_audit_page_follow_selection (TB_AUDIT_PAGE (widget));
}

/* --- which entries --- */

static void
search_anew (TbAuditPage *self)
{
  g_clear_pointer (&self->search_for, tb_audit_search_unref);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tb_audit_page_look (self);
  else
    self->looked_us = -1;
}

static gboolean
on_typed (gpointer user_data)
{
  TbAuditPage *self = user_data;

  self->typing = 0;
  search_anew (self);
  return G_SOURCE_REMOVE;
}

static void
on_search_changed (GtkEditable *search, TbAuditPage *self)
{
  g_clear_handle_id (&self->typing, g_source_remove);
  self->typing = g_timeout_add (TYPING_MS, on_typed, self);
}

static void
on_filter_changed (GtkDropDown *filter, GParamSpec *pspec, TbAuditPage *self)
{
  search_anew (self);
}

static void
leave (GtkSearchEntry *search, TbAuditPage *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* --- choosing --- */

static void
select_subject (TbAuditPage *self, guint number)
{
  guint32 subject = tb_audit_trail_get_record (self->trail, number)->subject;

  if (subject != TB_NOBODY)
    tb_playhead_select_object (self->playhead, subject);
}

static void
on_selected (GtkSingleSelection *selection, GParamSpec *pspec, TbAuditPage *self)
{
  TbAuditItem *item = gtk_single_selection_get_selected_item (selection);

  if (self->is_choosing || item == NULL)
    return;
  tb_audit_page_choose (self, tb_audit_item_get_number (item));
  select_subject (self, self->chosen);
}

static void
on_side_changed (GtkStack *side, GParamSpec *pspec, TbAuditPage *self)
{
  if (self->trail == NULL)
    return;
  tb_audit_page_show_life (self);
  tb_audit_page_show_proof (self);
}

/* --- actions --- */

static void
choose (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbAuditPage *self = TB_AUDIT_PAGE (widget);
  guint number = g_variant_get_uint32 (parameter);

  if (self->trail == NULL || number == 0 || number > self->n_entries)
    return;
  tb_audit_page_choose (self, number);
  select_subject (self, number);
  gtk_stack_set_visible_child_name (self->side, "entry");
}

static void
show_handshake (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *name = g_strdup_printf ("handshake %u", g_variant_get_uint32 (parameter));

  tb_playhead_select_name (TB_AUDIT_PAGE (widget)->playhead, name, NULL);
}

static void
follow (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_stack_set_visible_child_name (TB_AUDIT_PAGE (widget)->side, "life");
}

static void
prove (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_stack_set_visible_child_name (TB_AUDIT_PAGE (widget)->side, "proof");
  tb_audit_page_prove (TB_AUDIT_PAGE (widget));
}

static void
remember (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_audit_page_remember (TB_AUDIT_PAGE (widget));
}

static void
sign (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_audit_page_ask_for_key (TB_AUDIT_PAGE (widget));
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_variant_get_string (parameter, NULL));
}

static void
show_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbAuditPage *self = TB_AUDIT_PAGE (widget);

  gtk_drop_down_set_selected (self->filter, 0);
  gtk_editable_set_text (self->search, "");
}

static void
save (GtkWidget *owner, const char *path, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!tb_audit_page_export (TB_AUDIT_PAGE (owner), path, &error))
    gtk_widget_activate_action (owner, "win.toast", "s", error->message);
}

static void
export_log (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_save_dialog_ask (widget, _("Save the Certificate Log"), "audit.jsonl", save, NULL);
}

/* --- the object --- */

static void
tb_audit_page_dispose (GObject *object)
{
  TbAuditPage *self = TB_AUDIT_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  forget_run (self);
  self->spinner = NULL;
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->entries);
  g_clear_pointer (&self->signing_key, g_free);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_audit_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; gssize offset; } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (TbAuditPage, name) }
    CHILD (search), CHILD (filter), CHILD (status), CHILD (spinner), CHILD (lists), CHILD (list), CHILD (side), CHILD (entry), CHILD (life), CHILD (proof),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_side_changed);
  gtk_widget_class_bind_template_callback (widget_class, leave);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct { const char *name, *type; GtkWidgetActionActivateFunc activate; } actions[] = {
    { "audit.choose", "u", choose },     { "audit.handshake", "u", show_handshake }, { "audit.follow", NULL, follow }, { "audit.prove", NULL, prove },
    { "audit.sign", NULL, sign },        { "audit.remember", NULL, remember }, { "audit.copy", "s", copy },                { "audit.show-all", NULL, show_all }, { "audit.export", NULL, export_log },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type, actions[i].activate);
}

static void
tb_audit_page_class_init (TbAuditPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_audit_page_dispose;
  widget_class->map = tb_audit_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-audit-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  install_actions (widget_class);
}

static void
tb_audit_page_init (TbAuditPage *self)
{
  GtkSingleSelection *selection;

  self->entries = tb_audit_list_new ();
  self->looked_us = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->entries)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (selection, "notify::selected-item", G_CALLBACK (on_selected), self, 0);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "audit.follow", FALSE);
  tb_audit_page_show_entry (self);
  tb_audit_page_show_life (self);
  tb_audit_page_show_proof (self);
}

/**
 * tb_audit_page_new:
 *
 * Returns: (transfer floating): a page without a run
 */
GtkWidget *
tb_audit_page_new (void)
{
  return g_object_new (TB_TYPE_AUDIT_PAGE, NULL);
}

/**
 * tb_audit_page_set_playhead:
 * @self: the page
 * @playhead: whose run's log is shown, up to whose time
 */
void
tb_audit_page_set_playhead (TbAuditPage *self, TbPlayhead *playhead)
{
  if (!g_set_object (&self->playhead, playhead))
    return;
  g_signal_connect_object (playhead, "moved", G_CALLBACK (on_moved), self, 0);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection_changed), self, 0);
}

/**
 * tb_audit_page_search:
 * @self: the page
 * @text: words that all have to be in an entry, "" for all entries
 *
 * Lists only what has them.
 */
void
tb_audit_page_search (TbAuditPage *self, const char *text)
{
  gtk_editable_set_text (self->search, text);
  if (*text == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/**
 * tb_audit_page_export:
 * @self: the page
 * @path: a file whose name ends in .jsonl
 * @error: return location
 *
 * Lets a worker write the log up to the playhead there; how that ended is said when it has.
 *
 * Returns: %FALSE with the reason when there is nothing to write or the name is not right
 */
gboolean
tb_audit_page_export (TbAuditPage *self, const char *path, GError **error)
{
  if (self->trail == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no log to save yet."));
      return FALSE;
    }
  if (!g_str_has_suffix (path, ".jsonl"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("A certificate log is JSON Lines; give the file a name that ends in .jsonl."));
      return FALSE;
    }
  tb_audit_page_save (self, path);
  return TRUE;
}
