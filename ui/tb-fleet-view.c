/* tb-fleet-view: see the header. Wires canvas, legend and list to the playhead; what they are is in the template. */
#include "tb-fleet-view.h"

#include <glib/gi18n-lib.h>

#include "tb-canvas.h"
#include "tb-legend.h"
#include "tb-live-chip.h"
#include "tb-look.h"
#include "tb-object-list.h"
#include "tb-picture.h"

#define INSETS ((TbInsets) { 12, 12, 56, 88 })

struct _TbFleetView
{
  GtkWidget parent_instance;

  /* owned */
  TbPlayhead *playhead;
  TbObjectList *objects;
  GtkSingleSelection *chosen;
  char *search;

  gboolean is_list;
  gboolean is_following;     /* the list is being told what is selected */

  /* template */
  GtkWidget *pages;
  TbCanvas *canvas;
  TbLegend *legend;
  GtkWidget *zoom_label;
  GtkWidget *note;
  TbLiveChip *live;
  GtkWidget *list;
  GtkWidget *list_title;
  GtkListItemFactory *name_factory;
};

enum { PROP_PLAYHEAD = 1, PROP_SHOW_LIST, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TbFleetView, tb_fleet_view, GTK_TYPE_WIDGET)

static void
show_page (TbFleetView *self)
{
  gboolean is_empty = tb_canvas_get_scene (self->canvas) == NULL;

  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), is_empty ? "empty" : self->is_list ? "list" : "canvas");
}

static void
show_n_listed (TbFleetView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->objects));
  g_autofree char *text = g_strdup_printf (ngettext ("%u object", "%u objects", n), n);

  gtk_label_set_text (GTK_LABEL (self->list_title), text);
}

static void
apply_filter (TbFleetView *self)
{
  TbFilter filter = { tb_legend_get_identity (self->legend), tb_legend_get_health (self->legend), self->search };

  tb_canvas_set_filter (self->canvas, &filter);
  tb_object_list_refilter (self->objects);
  show_n_listed (self);
}

static void
on_zoom (TbFleetView *self)
{
  g_autofree char *text = g_strdup_printf ("%.*f %%", tb_canvas_get_viewport (self->canvas)->zoom < 0.1 ? 1 : 0,
                                           tb_canvas_get_viewport (self->canvas)->zoom * 100);

  gtk_label_set_text (GTK_LABEL (self->zoom_label), text);
}

/* Several at once are news; otherwise what is told is how true the packets are. */
static void
on_note (TbFleetView *self)
{
  g_autofree char *note = NULL;
  guint n_selected;

  g_object_get (self->canvas, "note", &note, "n-selected", &n_selected, NULL);
  if (n_selected > 1)
    {
      g_free (note);
      note = g_strdup_printf (ngettext ("%u selected", "%u selected", n_selected), n_selected);
    }
  gtk_label_set_text (GTK_LABEL (self->note), note != NULL ? note : "");
  gtk_widget_set_visible (self->note, note != NULL);
}

/* The legend is as high as it must be for the width there is; an overlay would ask for the height of its natural width. */
static gboolean
on_place (GtkOverlay *overlay, GtkWidget *widget, GdkRectangle *place, TbFleetView *self)
{
  TbInsets insets = INSETS;
  int least, natural, height;

  if (widget != GTK_WIDGET (self->legend))
    return FALSE;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);
  place->width = CLAMP (gtk_widget_get_width (GTK_WIDGET (overlay)), least, natural);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, place->width, NULL, &height, NULL, NULL);
  *place = (GdkRectangle) { 0, gtk_widget_get_height (GTK_WIDGET (overlay)) - height, place->width, height };
  insets.bottom = MAX (insets.bottom, height);
  tb_canvas_set_insets (self->canvas, &insets);
  return TRUE;
}

/* --- the list --- */

static void
on_name_clicked (GtkButton *button, GtkListItem *item)
{
  gtk_single_selection_set_selected (TB_FLEET_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (button), TB_TYPE_FLEET_VIEW))->chosen,
                                     gtk_list_item_get_position (item));
}

/* The name is a button, so that assistive technology finds a device by its name and can choose it. */
static void
on_name_setup (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *button = gtk_button_new (), *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "tb-cell");
  gtk_widget_set_focusable (button, FALSE);
  g_signal_connect (button, "clicked", G_CALLBACK (on_name_clicked), item);
  gtk_list_item_set_child (item, button);
}

static void
on_name_bind (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *button = gtk_list_item_get_child (item);
  g_autofree char *name = NULL;

  g_object_get (gtk_list_item_get_item (item), "name", &name, NULL);
  gtk_label_set_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_chosen (TbFleetView *self)
{
  TbObjectItem *item = gtk_single_selection_get_selected_item (self->chosen);

  if (!self->is_following && item != NULL && self->playhead != NULL)
    tb_playhead_select_object (self->playhead, tb_object_item_get_object (item));
}

/* The list inside a column view knows how to scroll, once it has been laid out. */
static gboolean
on_scroll_tick (GtkWidget *list, GdkFrameClock *clock, gpointer user_data)
{
  TbFleetView *self = user_data;
  guint position = gtk_single_selection_get_selected (self->chosen);

  if (gtk_widget_get_height (list) == 0 && gtk_widget_get_mapped (list))
    return G_SOURCE_CONTINUE;
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (gtk_widget_get_last_child (list), "list.scroll-to-item", "u", position);
  return G_SOURCE_REMOVE;
}

static void
on_selection_changed (TbFleetView *self)
{
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);
  guint position = selection->kind == TB_SELECTION_NONE ? GTK_INVALID_LIST_POSITION : tb_object_list_find (self->objects, selection->object);

  self->is_following = TRUE;
  gtk_single_selection_set_selected (self->chosen, position);
  self->is_following = FALSE;
  if (position != GTK_INVALID_LIST_POSITION && self->is_list)
    gtk_widget_add_tick_callback (self->list, on_scroll_tick, self, NULL);
}

/* --- the playhead --- */

static void
on_moved (TbFleetView *self)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);

  if (fold == NULL)
    return;
  tb_legend_update (self->legend, tb_fold_get_totals (fold));
  tb_object_list_refresh (self->objects, fold);
}

static void
on_run_changed (TbFleetView *self)
{
  tb_object_list_set_scene (self->objects, tb_canvas_get_scene (self->canvas));
  tb_legend_set_fleet (self->legend, tb_canvas_get_scene (self->canvas) != NULL ? tb_scene_get_fleet (tb_canvas_get_scene (self->canvas)) : NULL);
  tb_legend_reset (self->legend);
  apply_filter (self);
  show_page (self);
  on_zoom (self);
  on_moved (self);
}

/* The canvas is told first: it makes the scene that the list shows. */
static void
set_playhead (TbFleetView *self, TbPlayhead *playhead)
{
  if (self->playhead == playhead)
    return;
  if (self->playhead != NULL)
    g_signal_handlers_disconnect_by_data (self->playhead, self);
  tb_object_list_set_scene (self->objects, NULL);
  g_set_object (&self->playhead, playhead);
  tb_canvas_set_playhead (self->canvas, playhead);
  if (playhead == NULL)
    return;
  g_signal_connect_object (playhead, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection_changed), self, G_CONNECT_SWAPPED);
  on_run_changed (self);
}

/* --- actions --- */

static void
paint (cairo_t *cr, gpointer canvas)
{
  tb_canvas_paint (canvas, cr);
}

static void
on_copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbFleetView *self = TB_FLEET_VIEW (widget);
  const TbViewport *viewport = tb_canvas_get_viewport (self->canvas);
  g_autoptr (GdkTexture) picture = NULL;

  if (tb_canvas_get_scene (self->canvas) == NULL || viewport->width < 1 || viewport->height < 1)
    return;
  picture = tb_picture_to_texture (viewport->width, viewport->height, paint, self->canvas);
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), picture);
}

static void
on_fit (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_canvas_fit (TB_FLEET_VIEW (widget)->canvas);
}

static void
on_zoom_in (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_canvas_zoom_by (TB_FLEET_VIEW (widget)->canvas, 1.25);
}

static void
on_zoom_out (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_canvas_zoom_by (TB_FLEET_VIEW (widget)->canvas, 0.8);
}

/**
 * tb_fleet_view_search:
 * @self: a view
 * @text: (nullable): part of a name or kind, %NULL or "" for all
 *
 * Dims everybody else on the canvas and leaves them out of the list.
 */
void
tb_fleet_view_search (TbFleetView *self, const char *text)
{
  if (g_strcmp0 (self->search, text) == 0)
    return;
  g_free (self->search);
  self->search = g_strdup (text);
  apply_filter (self);
}

/**
 * tb_fleet_view_export:
 * @self: a view
 * @path: a file that ends in `.svg`, `.png` or `.pdf`
 * @error: return location
 *
 * Writes the canvas as it is seen now, the whole file or none.
 *
 * Returns: whether it was written
 */
gboolean
tb_fleet_view_export (TbFleetView *self, const char *path, GError **error)
{
  const TbViewport *viewport = tb_canvas_get_viewport (self->canvas);
  gboolean is_empty = tb_canvas_get_scene (self->canvas) == NULL;

  return tb_picture_write (path, is_empty ? 0 : viewport->width, is_empty ? 0 : viewport->height, paint, self->canvas, error);
}

/* --- the object --- */

static void
tb_fleet_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TbFleetView *self = TB_FLEET_VIEW (object);

  if (id == PROP_PLAYHEAD)
    g_value_set_object (value, self->playhead);
  else if (id == PROP_SHOW_LIST)
    g_value_set_boolean (value, self->is_list);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
set_show_list (TbFleetView *self, gboolean is_list)
{
  if (self->is_list == is_list)
    return;
  self->is_list = is_list;
  show_page (self);
  if (self->playhead != NULL)
    on_selection_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_LIST]);
}

static void
tb_fleet_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TbFleetView *self = TB_FLEET_VIEW (object);

  if (id == PROP_PLAYHEAD)
    set_playhead (self, g_value_get_object (value));
  else if (id == PROP_SHOW_LIST)
    set_show_list (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tb_fleet_view_dispose (GObject *object)
{
  TbFleetView *self = TB_FLEET_VIEW (object);

  if (self->canvas != NULL)
    set_playhead (self, NULL);
  g_clear_pointer (&self->pages, gtk_widget_unparent);
  self->canvas = NULL;
  g_clear_object (&self->chosen);
  g_clear_object (&self->objects);
  g_clear_pointer (&self->search, g_free);
  G_OBJECT_CLASS (tb_fleet_view_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-fleet-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TbFleetView, pages);
  gtk_widget_class_bind_template_child (widget_class, TbFleetView, canvas);
  gtk_widget_class_bind_template_child (widget_class, TbFleetView, legend);
  gtk_widget_class_bind_template_child (widget_class, TbFleetView, zoom_label);
  gtk_widget_class_bind_template_child (widget_class, TbFleetView, note);
  gtk_widget_class_bind_template_child (widget_class, TbFleetView, live);
  gtk_widget_class_bind_template_child (widget_class, TbFleetView, list);
  gtk_widget_class_bind_template_child (widget_class, TbFleetView, list_title);
  gtk_widget_class_bind_template_child (widget_class, TbFleetView, name_factory);
}

static void
tb_fleet_view_class_init (TbFleetViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tb_fleet_view_get_property;
  object_class->set_property = tb_fleet_view_set_property;
  object_class->dispose = tb_fleet_view_dispose;
  properties[PROP_PLAYHEAD] = g_param_spec_object ("playhead", NULL, NULL, TB_TYPE_PLAYHEAD, flags);
  properties[PROP_SHOW_LIST] = g_param_spec_boolean ("show-list", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (TB_TYPE_CANVAS);
  g_type_ensure (TB_TYPE_LEGEND);
  g_type_ensure (TB_TYPE_LIVE_CHIP);
  g_type_ensure (TB_TYPE_OBJECT_ITEM);
  bind_template (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_place);
  gtk_widget_class_install_action (widget_class, "fleet.fit", NULL, on_fit);
  gtk_widget_class_install_action (widget_class, "fleet.zoom-in", NULL, on_zoom_in);
  gtk_widget_class_install_action (widget_class, "fleet.zoom-out", NULL, on_zoom_out);
  gtk_widget_class_install_action (widget_class, "fleet.copy", NULL, on_copy);
  gtk_widget_class_install_property_action (widget_class, "fleet.show-list", "show-list");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "fleet.copy", NULL);
}

static void
tb_fleet_view_init (TbFleetView *self)
{
  tb_look_install (gdk_display_get_default ());
  gtk_widget_init_template (GTK_WIDGET (self));
  self->objects = tb_object_list_new ();
  self->chosen = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->objects)));
  gtk_single_selection_set_autoselect (self->chosen, FALSE);
  gtk_single_selection_set_can_unselect (self->chosen, TRUE);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->list), GTK_SELECTION_MODEL (self->chosen));
  tb_canvas_set_insets (self->canvas, &INSETS);
  g_signal_connect_swapped (self->canvas, "notify::zoom", G_CALLBACK (on_zoom), self);
  g_signal_connect_swapped (self->canvas, "notify::note", G_CALLBACK (on_note), self);
  g_signal_connect_swapped (self->canvas, "notify::n-selected", G_CALLBACK (on_note), self);
  g_signal_connect_swapped (self->legend, "filter-changed", G_CALLBACK (apply_filter), self);
  g_signal_connect_swapped (self->chosen, "notify::selected", G_CALLBACK (on_chosen), self);
  g_signal_connect (self->name_factory, "setup", G_CALLBACK (on_name_setup), NULL);
  g_signal_connect (self->name_factory, "bind", G_CALLBACK (on_name_bind), NULL);
  show_page (self);
}

/**
 * tb_fleet_view_new:
 *
 * Returns: (transfer floating): a view of nothing yet
 */
GtkWidget *
tb_fleet_view_new (void)
{
  return g_object_new (TB_TYPE_FLEET_VIEW, NULL);
}

/**
 * tb_fleet_view_set_live:
 * @self: a view that has none
 * @live: the live broker's service
 *
 * Shows over the fleet who of the real world is connected.
 */
void
tb_fleet_view_set_live (TbFleetView *self, TbLiveService *live)
{
  tb_live_chip_set_service (self->live, live);
}
