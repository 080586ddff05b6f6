/* tb-signature-view: see the header. The pages do the work; here they get the playhead, one ring of keys, and are found, searched and drawn. */
#include "tb-signature-view-private.h"

#include "tb-ladder-look.h"
#include "tb-picture.h"

enum { PROP_PLAYHEAD = 1, N_PROPS };

G_DEFINE_FINAL_TYPE (TbSignatureView, tb_signature_view, GTK_TYPE_WIDGET)

/* A signature of the journal is shown where signatures are made. */
static void
on_selection_changed (TbPlayhead *playhead, TbSignatureView *self)
{
  if (tb_playhead_get_selection (playhead)->kind == TB_SELECTION_SIGNATURE)
    gtk_stack_set_visible_child_name (self->pages, "sign");
}

static void
set_playhead (TbSignatureView *self, TbPlayhead *playhead)
{
  g_autoptr (TbBenchRing) ring = tb_bench_ring_new ();

  if (!g_set_object (&self->playhead, playhead) || playhead == NULL)
    return;
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page != NULL; page = gtk_widget_get_next_sibling (page))
    tb_bench_page_set_playhead (TB_BENCH_PAGE (page), playhead, ring);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection_changed), self, 0);
}

static void
tb_signature_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  set_playhead (TB_SIGNATURE_VIEW (object), g_value_get_object (value));
}

static void
tb_signature_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, TB_SIGNATURE_VIEW (object)->playhead);
}

static void
tb_signature_view_dispose (GObject *object)
{
  TbSignatureView *self = TB_SIGNATURE_VIEW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_signature_view_parent_class)->dispose (object);
}

static void
show_page (GtkWidget *widget, const char *action, GVariant *name)
{
  GtkStack *pages = TB_SIGNATURE_VIEW (widget)->pages;

  if (gtk_stack_get_child_by_name (pages, g_variant_get_string (name, NULL)) != NULL)
    gtk_stack_set_visible_child_name (pages, g_variant_get_string (name, NULL));
}

static void
tb_signature_view_class_init (TbSignatureViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tb_signature_view_set_property;
  object_class->get_property = tb_signature_view_get_property;
  object_class->dispose = tb_signature_view_dispose;
  g_type_ensure (TB_TYPE_BENCH_PAGE);
  g_object_class_install_property (object_class, PROP_PLAYHEAD,
                                   g_param_spec_object ("playhead", NULL, NULL, TB_TYPE_PLAYHEAD, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-signature-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbSignatureView, toasts);
  gtk_widget_class_bind_template_child (widget_class, TbSignatureView, pages);
  gtk_widget_class_install_action (widget_class, "signature.show-page", "s", show_page);
}

static void
tb_signature_view_init (TbSignatureView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tb_signature_view_new:
 * @playhead: what views share
 *
 * Returns: (transfer floating): the view
 */
GtkWidget *
tb_signature_view_new (TbPlayhead *playhead)
{
  return g_object_new (TB_TYPE_SIGNATURE_VIEW, "playhead", playhead, NULL);
}

/**
 * tb_signature_view_search:
 * @self: the view
 * @text: the beginning of a name
 *
 * Selects the first device of that name, so that it signs.
 */
void
tb_signature_view_search (TbSignatureView *self, const char *text)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);
  TbFleet *fleet = fold ? tb_fold_get_fleet (fold) : NULL;

  for (guint i = 0; fleet != NULL && *text != '\0' && i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);
      guint32 object = tb_fleet_find (fleet, text);

      if (object == TB_NOBODY && g_str_has_prefix (group->name, text))
        object = group->first;
      if (object == TB_NOBODY)
        continue;
      tb_playhead_select_object (self->playhead, object);
      return;
    }
}

/* --- pictures --- */

static void
draw (cairo_t *cr, gpointer user_data)
{
  const TbLadderLook *look = tb_ladder_look_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (user_data);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  GskRenderNode *node;

  gdk_cairo_set_source_rgba (cr, &look->paper);
  cairo_paint (cr);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (user_data), gtk_widget_get_height (user_data));
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return;
  gsk_render_node_draw (node, cr);
  gsk_render_node_unref (node);
}

/**
 * tb_signature_view_export:
 * @self: the view
 * @path: a file; its ending says whether SVG, PNG or PDF
 * @error: return location
 *
 * Writes the steps that are shown, all of them.
 *
 * Returns: %FALSE when that failed, or nothing is shown
 */
gboolean
tb_signature_view_export (TbSignatureView *self, const char *path, GError **error)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->pages), *lanes = tb_bench_page_get_lanes (TB_BENCH_PAGE (page));

  if (tb_step_lanes_get_card (TB_STEP_LANES (lanes), 0) == NULL || gtk_widget_get_width (lanes) == 0)
    {
      g_set_error_literal (error, TB_PICTURE_ERROR, TB_PICTURE_ERROR_EMPTY, "nothing is shown that could be drawn");
      return FALSE;
    }
  return tb_picture_write (path, gtk_widget_get_width (lanes), gtk_widget_get_height (lanes), draw, lanes, error);
}
