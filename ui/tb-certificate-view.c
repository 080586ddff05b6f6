/* tb-certificate-view: see the header. The list and what is selected; the shown certificate is in tb-certificate-detail.c and -times.c, actions are
 * in tb-certificate-actions.c, rows of the list in tb-certificate-rows.c. */
#include "tb-certificate-view-private.h"

#include <glib/gi18n-lib.h>

#include "tb-certificate-row.h"
#include "tb-wrap-row.h"

enum { PROP_PLAYHEAD = 1, PROP_WHOLE, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TbCertificateView, tb_certificate_view, GTK_TYPE_WIDGET)

static TbFleet *
get_fleet (TbCertificateView *self)
{
  return tb_fold_get_fleet (tb_playhead_get_fold (self->playhead));
}

static guint64
get_position (TbCertificateView *self)
{
  return tb_fold_get_position (tb_playhead_get_fold (self->playhead));
}

/* --- what is shown --- */

/* The first page says what to do when there is nothing, the second when the filter hides everything. */
void
tb_certificate_view_show_count (TbCertificateView *self)
{
  guint n = tb_certificate_tree_get_n_shown (self->tree), n_known = tb_certificate_tree_get_n_known (self->tree);
  guint n_live = self->branch != NULL ? tb_live_branch_get_n (self->branch) : 0;
  g_autofree char *text = NULL, *live = NULL;

  if (n == n_known)
    text = g_strdup_printf (ngettext ("%u certificate in use", "%u certificates in use", n), n);
  else
    text = g_strdup_printf (_("%u of %u certificates"), n, n_known);
  /* Translators: %s is how many certificates there are in the run */
  live = n_live > 0 ? g_strdup_printf (ngettext ("%s, %u of a real client", "%s, %u of real clients", n_live), text, n_live) : g_strdup (text);
  gtk_label_set_text (self->count, live);
  gtk_stack_set_visible_child_name (self->list_stack, n + n_live > 0 ? "list" : n_known > 0 ? "no-match" : "nothing-yet");
}

/* Why there is nothing to show, and what to do about it. */
static void
show_nothing (TbCertificateView *self)
{
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);
  gboolean has_object = selection->kind != TB_SELECTION_NONE;
  g_autofree char *name = has_object ? tb_fleet_dup_name (get_fleet (self), selection->object) : NULL;
  const TbGroup *group = has_object ? tb_fleet_group_of (get_fleet (self), selection->object) : NULL;
  g_autofree char *title = has_object ? g_strdup_printf (_("%s Has No Certificate"), name) : g_strdup (_("Choose a Certificate"));
  const char *text = _("What it says appears here, who vouches for it, and how long it lives.");

  if (has_object && group->authority == TB_NOBODY)
    text = _("It has none and asks for none: nobody can check who it is.");
  else if (has_object)
    text = _("Press play, or move on in time: switched on, it will make a key and ask its authority.");
  else if (tb_certificate_tree_get_n_known (self->tree) == 0)
    text = _("Press play: devices ask for theirs as soon as they are switched on.");
  adw_status_page_set_title (self->nothing, title);
  adw_status_page_set_description (self->nothing, text);
  gtk_stack_set_visible_child_name (self->detail_stack, "nothing");
}

/* Shows a certificate, or with TB_NO_CERTIFICATE none. */
void
tb_certificate_view_show (TbCertificateView *self, guint certificate)
{
  gboolean is_new = certificate != self->certificate || tb_certificate_view_shows_other (self);

  g_clear_object (&self->group);
  g_clear_object (&self->live_shown);
  if (certificate == TB_NO_CERTIFICATE)
    {
      tb_certificate_view_forget (self);
      show_nothing (self);
    }
  else if (is_new)
    {
      self->certificate = certificate;
      tb_certificate_view_fill_detail (self);
      gtk_stack_set_visible_child_name (self->detail_stack, "detail");
    }
  tb_certificate_view_update_actions (self);
}

static void
show_group (TbCertificateView *self, TbCertificateNode *group)
{
  tb_certificate_view_forget (self);
  g_clear_object (&self->live_shown);
  g_set_object (&self->group, group);
  tb_certificate_view_fill_detail (self);
  gtk_stack_set_visible_child_name (self->detail_stack, "detail");
  tb_certificate_view_update_actions (self);
}

/* --- the selection --- */

/* What to show of an object: an authority is shown by what it issues with. */
static guint
certificate_of (TbCertificateView *self, guint32 object)
{
  TbCertificateIndex *index = tb_certificate_view_get_index (self);
  guint found = TB_NO_CERTIFICATE;

  if (tb_fleet_get_role (get_fleet (self), object) == TB_ROLE_AUTHORITY)
    for (guint i = 0; i < tb_certificate_index_count_authorities (index, get_position (self)); i++)
      if (tb_certificate_index_get (index, tb_certificate_index_get_authority (index, i))->subject == object)
        found = tb_certificate_index_get_authority (index, i);
  return found != TB_NO_CERTIFICATE ? found : tb_certificate_index_find_current (index, object, get_position (self));
}

/* With nothing selected, the first root is as good a beginning as any. */
static void
follow_selection (TbCertificateView *self)
{
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  TbCertificateIndex *index = tb_certificate_view_get_index (self);

  if (selection->kind == TB_SELECTION_NONE && entry == NULL && !tb_certificate_view_shows_other (self)
      && tb_certificate_index_count_authorities (index, get_position (self)) > 0)
    tb_certificate_view_show (self, tb_certificate_index_get_authority (index, 0));
  if (selection->kind == TB_SELECTION_NONE || (entry != NULL && entry->subject == selection->object))
    return;
  tb_certificate_view_show (self, certificate_of (self, selection->object));
  tb_certificate_view_mark_row (self);
}

/* A person chooses a certificate: it is shown, and whose it is becomes selected everywhere. */
void
tb_certificate_view_choose (TbCertificateView *self, guint certificate)
{
  tb_certificate_view_show (self, certificate);
  if (certificate != TB_NO_CERTIFICATE)
    tb_playhead_select_object (self->playhead, tb_certificate_view_get_entry (self)->subject);
  tb_certificate_view_mark_row (self);
}

static void
on_selection_changed (TbPlayhead *playhead, TbCertificateView *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && tb_playhead_get_fold (playhead) != NULL)
    follow_selection (self);
}

static void
on_row_selected (GtkSingleSelection *selection, GParamSpec *pspec, TbCertificateView *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (selection);
  g_autoptr (TbCertificateNode) node = row ? gtk_tree_list_row_get_item (row) : NULL;

  if (self->is_following || node == NULL)
    return;
  if (tb_live_branch_get (node) != NULL)
    tb_certificate_view_show_live (self, tb_live_branch_get (node));
  else if (tb_certificate_node_get_kind (node) == TB_CERTIFICATE_NODE_GROUP)
    show_group (self, node);
  else if (tb_certificate_node_get_kind (node) == TB_CERTIFICATE_NODE_AUTHORITY)
    tb_certificate_view_choose (self, tb_certificate_node_get_number (node));
  else if (tb_certificate_node_get_kind (node) == TB_CERTIFICATE_NODE_HOLDER)
    tb_certificate_view_choose (self, certificate_of (self, tb_certificate_node_get_number (node)));
}

static void
on_certificate_picked (TbLifetimesChart *chart, guint certificate, TbCertificateView *self)
{
  tb_certificate_view_choose (self, certificate);
}

static void
on_time_chosen (GtkRange *range, TbCertificateView *self)
{
  if (!self->is_scaling)
    tb_certificate_view_check_at (self, (gint64) gtk_range_get_value (range));
}

/* --- the playhead --- */

/* Whoever looked at the newest certificate of a device goes on to the next when that comes; what is not issued yet is not shown. */
static void
follow_time (TbCertificateView *self)
{
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  guint current;

  if (entry == NULL)
    {
      if (!tb_certificate_view_shows_other (self))
        follow_selection (self);
      return;
    }
  current = entry->depth < 0 ? tb_certificate_index_find_current (tb_certificate_view_get_index (self), entry->subject, get_position (self)) : self->certificate;
  if (entry->issued >= get_position (self))
    tb_certificate_view_show (self, entry->depth < 0 ? current : TB_NO_CERTIFICATE);
  else if (entry->depth < 0 && current != TB_NO_CERTIFICATE && tb_certificate_index_get (tb_certificate_view_get_index (self), current)->previous == self->certificate
           && tb_certificate_index_get (tb_certificate_view_get_index (self), current)->installed >= self->position_shown)
    tb_certificate_view_show (self, current);
}

static void
on_moved (TbPlayhead *playhead, TbCertificateView *self)
{
  TbFold *fold = tb_playhead_get_fold (playhead);
  gboolean is_news;

  if (fold == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->is_following = TRUE;
  is_news = tb_fold_get_position (fold) != self->position_shown;
  tb_certificate_tree_move (self->tree);
  tb_certificate_view_open_rows (self);
  self->is_following = FALSE;
  tb_certificate_view_show_count (self);
  follow_time (self);
  if (is_news)
    tb_certificate_view_mark_row (self);
  if (self->certificate == TB_NO_CERTIFICATE && !tb_certificate_view_shows_other (self))
    show_nothing (self);
  else if (self->live_shown == NULL)
    tb_certificate_view_update_detail (self);
  self->position_shown = tb_fold_get_position (fold);
}

static void
on_run_changed (TbPlayhead *playhead, TbCertificateView *self)
{
  tb_certificate_view_forget (self);
  g_clear_object (&self->group);
  g_clear_object (&self->live_shown);
  self->position_shown = 0;
  self->is_following = TRUE;
  tb_certificate_tree_set_source (self->tree, tb_playhead_get_fold (playhead));
  self->is_following = FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (self->filter, TB_CERTIFICATE_FILTER_ALL);
  if (tb_playhead_get_fold (playhead) != NULL)
    show_nothing (self);
  on_moved (playhead, self);
  tb_certificate_view_show_count (self);
  tb_certificate_view_update_actions (self);
}

/* --- filter and search: rows that come and go are no choice of a person --- */

static void
show_rows (TbCertificateView *self)
{
  tb_certificate_view_open_rows (self);
  self->is_following = FALSE;
  tb_certificate_view_show_count (self);
  if (tb_playhead_get_fold (self->playhead) != NULL)
    tb_certificate_view_mark_row (self);
}

static void
on_search_changed (GtkSearchEntry *entry, TbCertificateView *self)
{
  self->is_following = TRUE;
  tb_certificate_tree_set_text (self->tree, gtk_editable_get_text (GTK_EDITABLE (entry)));
  if (self->branch != NULL)
    tb_live_branch_set_text (self->branch, gtk_editable_get_text (GTK_EDITABLE (entry)));
  show_rows (self);
}

static void
on_stop_search (GtkSearchEntry *entry, TbCertificateView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
on_filter_changed (GtkDropDown *filter, GParamSpec *pspec, TbCertificateView *self)
{
  self->is_following = TRUE;
  tb_certificate_tree_set_filter (self->tree, (TbCertificateFilter) gtk_drop_down_get_selected (filter));
  if (self->branch != NULL)
    tb_live_branch_set_filter (self->branch, (TbCertificateFilter) gtk_drop_down_get_selected (filter));
  show_rows (self);
}

/* Whoever comes here lands in the list, so that the keys for playing are not typed into the search, unless it was to search. */
static gboolean
land_in_list (gpointer user_data)
{
  TbCertificateView *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (!self->is_searching && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->search)))
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
  self->is_searching = FALSE;
  return G_SOURCE_REMOVE;
}

static void
tb_certificate_view_map (GtkWidget *widget)
{
  TbCertificateView *self = TB_CERTIFICATE_VIEW (widget);

  GTK_WIDGET_CLASS (tb_certificate_view_parent_class)->map (widget);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, land_in_list, g_object_ref (self), g_object_unref);
  if (self->playhead == NULL || tb_playhead_get_fold (self->playhead) == NULL)
    return;
  on_moved (self->playhead, self);
  follow_selection (self);
}

/* --- the object --- */

/* Whether the axis shows the whole lifetime rather than the run; the bars are the caller's business. */
void
tb_certificate_view_set_whole (TbCertificateView *self, gboolean is_whole)
{
  if (self->is_whole == is_whole)
    return;
  self->is_whole = is_whole;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WHOLE]);
}

static void
set_playhead (TbCertificateView *self, TbPlayhead *playhead)
{
  if (!g_set_object (&self->playhead, playhead) || playhead == NULL)
    return;
  g_signal_connect_object (playhead, "moved", G_CALLBACK (on_moved), self, 0);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection_changed), self, 0);
  on_run_changed (playhead, self);
  tb_lifetimes_page_set_playhead (self->lifetimes, playhead);
  tb_policies_page_set_playhead (self->policies, playhead);
}

static void
tb_certificate_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TbCertificateView *self = TB_CERTIFICATE_VIEW (object);

  if (prop_id == PROP_PLAYHEAD)
    set_playhead (self, g_value_get_object (value));
  else if (prop_id == PROP_WHOLE && self->is_whole != g_value_get_boolean (value))
    {
      tb_certificate_view_set_whole (self, g_value_get_boolean (value));
      tb_certificate_view_update_times (self);
    }
}

static void
tb_certificate_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PLAYHEAD)
    g_value_set_object (value, TB_CERTIFICATE_VIEW (object)->playhead);
  else
    g_value_set_boolean (value, TB_CERTIFICATE_VIEW (object)->is_whole);
}

static void
tb_certificate_view_dispose (GObject *object)
{
  TbCertificateView *self = TB_CERTIFICATE_VIEW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  tb_certificate_view_stop_checking (self);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  g_clear_object (&self->tree);
  g_clear_object (&self->branch);
  g_clear_object (&self->group);
  g_clear_object (&self->live_shown);
  g_clear_pointer (&self->parsed, tb_certificate_unref);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_certificate_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; gssize offset; } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (TbCertificateView, name) }
    CHILD (toasts), CHILD (search), CHILD (filter), CHILD (list_stack), CHILD (list), CHILD (count), CHILD (detail_stack), CHILD (nothing),
    CHILD (portrait), CHILD (title), CHILD (subtitle), CHILD (mark), CHILD (mark_icon), CHILD (mark_word), CHILD (buttons), CHILD (hold),
    CHILD (release), CHILD (revoke), CHILD (export), CHILD (about), CHILD (chain), CHILD (pages), CHILD (summary), CHILD (field_view), CHILD (pem),
    CHILD (show_line), CHILD (verify_line), CHILD (times), CHILD (position), CHILD (stepper), CHILD (chart_window), CHILD (chart),
    CHILD (path_view), CHILD (checked_icon), CHILD (checked), CHILD (spinner), CHILD (reset), CHILD (scale), CHILD (sections), CHILD (lifetimes), CHILD (policies), CHILD (live), CHILD (live_detail),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_certificate_picked);
  gtk_widget_class_bind_template_callback (widget_class, on_time_chosen);
  tb_certificate_view_bind_pages (widget_class);
}

static void
tb_certificate_view_class_init (TbCertificateViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tb_certificate_view_set_property;
  object_class->get_property = tb_certificate_view_get_property;
  object_class->dispose = tb_certificate_view_dispose;
  widget_class->map = tb_certificate_view_map;
  g_type_ensure (TB_TYPE_CERTIFICATE_ROW);
  g_type_ensure (TB_TYPE_FIELD_VIEW);
  g_type_ensure (TB_TYPE_LIFETIMES_CHART);
  g_type_ensure (TB_TYPE_WRAP_ROW);
  g_type_ensure (TB_TYPE_LIFETIMES_PAGE);
  g_type_ensure (TB_TYPE_POLICIES_PAGE);
  g_type_ensure (TB_TYPE_LIVE_PAGE);
  g_type_ensure (TB_TYPE_LIVE_DETAIL);
  g_type_ensure (TB_TYPE_PATH_VIEW);
  props[PROP_PLAYHEAD] = g_param_spec_object ("playhead", NULL, NULL, TB_TYPE_PLAYHEAD, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_WHOLE] = g_param_spec_boolean ("whole", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-certificate-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  tb_certificate_view_install_actions (widget_class);
  gtk_widget_class_install_property_action (widget_class, "certificate.whole", "whole");
}

static GListModel *
get_children (gpointer item, gpointer user_data)
{
  GListModel *children = tb_certificate_node_get_children (item);

  return children ? g_object_ref (children) : NULL;
}

/* What stands at the top of the tree; takes @roots. */
void
tb_certificate_view_set_rows (TbCertificateView *self, GListModel *roots)
{
  g_clear_object (&self->rows);
  self->rows = gtk_tree_list_model_new (roots, FALSE, FALSE, get_children, NULL, NULL);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->rows));
}

static void
set_menus (TbCertificateView *self)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/trustbed/Trustbed/tb-certificate-menus.ui");

  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->revoke), G_MENU_MODEL (gtk_builder_get_object (builder, "revoke_menu")));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->export), G_MENU_MODEL (gtk_builder_get_object (builder, "export_menu")));
}

static void
tb_certificate_view_init (TbCertificateView *self)
{
  self->certificate = TB_NO_CERTIFICATE;
  self->own_time_us = TB_AT_PLAYHEAD;
  self->tree = tb_certificate_tree_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  set_menus (self);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  tb_certificate_view_set_rows (self, g_object_ref (tb_certificate_tree_get_roots (self->tree)));
  g_signal_connect (self->selection, "notify::selected-item", G_CALLBACK (on_row_selected), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  tb_certificate_view_show_count (self);
}

/**
 * tb_certificate_view_new:
 * @playhead: what it follows
 *
 * Returns: (transfer floating): the view
 */
GtkWidget *
tb_certificate_view_new (TbPlayhead *playhead)
{
  return g_object_new (TB_TYPE_CERTIFICATE_VIEW, "playhead", playhead, NULL);
}
