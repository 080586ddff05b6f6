/* tb-infection-tree: see the header. Who stands where is in tb-infection-layout, what it looks like in tb-infection-draw, hands in
 * tb-infection-input. */
#include <adwaita.h>

#include "tb-infection-tree-private.h"
#include "tb-picture.h"

#define PICTURE_WIDTH 960
#define PICTURE_HEIGHT 560
#define PICTURE_MARGIN 24

G_DEFINE_FINAL_TYPE (TbInfectionTree, tb_infection_tree, GTK_TYPE_WIDGET)

/* --- what is shown --- */

static void
redraw (TbInfectionTree *self)
{
  g_clear_pointer (&self->layout, tb_infection_layout_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tell (TbInfectionTree *self)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);
  g_autofree char *name = tb_infection_describe (self->index, fold, self->focus, self->limit);
  g_autofree char *facts = tb_infection_describe_facts (self->index, fold, self->focus, self->limit);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, facts, -1);
}

/* Looks for the last one on the way to whom it wants that has been taken by now. */
static void
refocus (TbInfectionTree *self)
{
  guint focus = self->wanted;

  while (focus >= self->limit && focus != TB_INFECTION_ROOT)
    focus = tb_infection_index_get (self->index, focus)->parent;
  self->focus = focus;
  tell (self);
  redraw (self);
}

void
tb_infection_tree_show (TbInfectionTree *self, guint entry)
{
  self->wanted = entry;
  refocus (self);
}

static void
follow_selection (TbInfectionTree *self)
{
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);
  guint entry;

  if (self->index == NULL)
    return;
  if (selection->kind == TB_SELECTION_OBJECT && tb_infection_index_find (self->index, selection->object, self->limit, &entry) && entry != self->focus)
    tb_infection_tree_show (self, entry);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Only what has happened since the last look can have changed the picture. */
static void
on_moved (TbInfectionTree *self)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);

  if (self->index == NULL || fold == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) || tb_fold_get_position (fold) == self->position)
    return;
  self->position = tb_fold_get_position (fold);
  tb_infection_index_read (self->index, self->position);
  self->limit = tb_infection_index_get_limit (self->index, tb_fold_get_time (fold));
  refocus (self);
}

static void
on_run_changed (TbInfectionTree *self)
{
  TbRun *run = tb_playhead_get_run (self->playhead);

  g_clear_pointer (&self->layout, tb_infection_layout_free);
  g_clear_pointer (&self->index, tb_infection_index_free);
  self->wanted = self->focus = TB_INFECTION_ROOT;
  self->limit = 1;
  self->position = G_MAXUINT64;
  if (run != NULL)
    self->index = tb_infection_index_new (tb_run_get_journal (run), tb_fleet_get_attacker (tb_run_get_fleet (run)));
  on_moved (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- drawing --- */

static int
get_line (TbInfectionTree *self)
{
  int line;

  if (self->text == NULL)
    self->text = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  pango_layout_set_attributes (self->text, NULL);
  pango_layout_set_text (self->text, "Ag", -1);
  pango_layout_get_pixel_size (self->text, NULL, &line);
  return MAX (line, 1);
}

const TbInfectionLayout *
tb_infection_tree_ensure_layout (TbInfectionTree *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->layout != NULL && (self->layout->width != width || self->layout->height != height))
    g_clear_pointer (&self->layout, tb_infection_layout_free);
  if (self->layout == NULL && self->index != NULL)
    self->layout = tb_infection_layout_new (self->index, self->focus, self->limit, width, height, get_line (self));
  return self->layout;
}

static TbInfectionPicture
make_picture (TbInfectionTree *self, const TbInfectionLayout *layout, const TbPalette *palette, PangoLayout *text)
{
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);

  return (TbInfectionPicture) {
    self->index, layout, tb_playhead_get_fold (self->playhead), palette, text, self->focus, self->limit,
    selection->kind == TB_SELECTION_OBJECT ? selection->object : TB_NOBODY, gtk_widget_has_visible_focus (GTK_WIDGET (self)),
  };
}

static void
tb_infection_tree_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbInfectionTree *self = TB_INFECTION_TREE (widget);
  AdwStyleManager *manager = adw_style_manager_get_default ();
  TbInfectionPicture picture;
  TbPalette palette;
  cairo_t *cr;

  if (tb_infection_tree_ensure_layout (self) == NULL)
    return;
  tb_palette_init (&palette, adw_style_manager_get_dark (manager), adw_style_manager_get_high_contrast (manager));
  picture = make_picture (self, self->layout, &palette, self->text);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) self->layout->width, (float) self->layout->height));
  tb_infection_draw (&picture, cr);
  cairo_destroy (cr);
}

static void
tb_infection_tree_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                           int *natural_baseline)
{
  int line = get_line (TB_INFECTION_TREE (widget));

  *minimum = line * (orientation == GTK_ORIENTATION_HORIZONTAL ? 12 : 11);
  *natural = line * (orientation == GTK_ORIENTATION_HORIZONTAL ? 30 : 17);
}

static void
tb_infection_tree_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tb_infection_tree_parent_class)->css_changed (widget, change);
  g_clear_object (&TB_INFECTION_TREE (widget)->text);
  redraw (TB_INFECTION_TREE (widget));
  gtk_widget_queue_resize (widget);
}

static void
tb_infection_tree_map (GtkWidget *widget)
{
  TbInfectionTree *self = TB_INFECTION_TREE (widget);

  GTK_WIDGET_CLASS (tb_infection_tree_parent_class)->map (widget);
  if (self->playhead != NULL)
    on_moved (self);
  if (self->playhead != NULL)
    follow_selection (self);
}

/* --- the object --- */

static void
tb_infection_tree_dispose (GObject *object)
{
  TbInfectionTree *self = TB_INFECTION_TREE (object);

  g_clear_pointer (&self->layout, tb_infection_layout_free);
  g_clear_pointer (&self->index, tb_infection_index_free);
  g_clear_object (&self->text);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_infection_tree_parent_class)->dispose (object);
}

static void
tb_infection_tree_class_init (TbInfectionTreeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_infection_tree_dispose;
  widget_class->snapshot = tb_infection_tree_snapshot;
  widget_class->measure = tb_infection_tree_measure;
  widget_class->css_changed = tb_infection_tree_css_changed;
  widget_class->map = tb_infection_tree_map;
  gtk_widget_class_set_css_name (widget_class, "infectiontree");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tb_infection_tree_init (TbInfectionTree *self)
{
  self->limit = 1;
  self->position = G_MAXUINT64;
  tb_infection_tree_set_up_input (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * tb_infection_tree_new:
 *
 * Returns: (transfer floating): a tree that shows nothing until it has a playhead
 */
GtkWidget *
tb_infection_tree_new (void)
{
  return g_object_new (TB_TYPE_INFECTION_TREE, NULL);
}

/**
 * tb_infection_tree_set_playhead:
 * @self: a tree
 * @playhead: whose run, moment and selection it follows
 */
void
tb_infection_tree_set_playhead (TbInfectionTree *self, TbPlayhead *playhead)
{
  g_return_if_fail (self->playhead == NULL);
  self->playhead = g_object_ref (playhead);
  g_signal_connect_object (playhead, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (follow_selection), self, G_CONNECT_SWAPPED);
  on_run_changed (self);
}

/**
 * tb_infection_tree_go_to:
 * @self: a tree
 * @device: who is to stand in the middle
 *
 * Returns: whether it had been taken by the moment that is shown
 */
gboolean
tb_infection_tree_go_to (TbInfectionTree *self, guint32 device)
{
  guint entry;

  if (self->index == NULL || !tb_infection_index_find (self->index, device, self->limit, &entry))
    return FALSE;
  tb_infection_tree_show (self, entry);
  return TRUE;
}

/**
 * tb_infection_tree_get_device:
 * @self: a tree
 *
 * Returns: who stands in the middle
 */
guint32
tb_infection_tree_get_device (TbInfectionTree *self)
{
  return self->index != NULL ? tb_infection_index_get (self->index, self->focus)->device : TB_NOBODY;
}

/* --- files --- */

typedef struct
{
  TbInfectionPicture picture;
  const char *title;
} Export;

static void
paint (cairo_t *cr, gpointer user_data)
{
  const Export *export = user_data;

  gdk_cairo_set_source_rgba (cr, &export->picture.palette->card);
  cairo_paint (cr);
  cairo_translate (cr, PICTURE_MARGIN, PICTURE_MARGIN);
  gdk_cairo_set_source_rgba (cr, &export->picture.palette->ink);
  pango_layout_set_text (export->picture.text, export->title, -1);
  pango_cairo_show_layout (cr, export->picture.text);
  cairo_translate (cr, 0, PICTURE_MARGIN * 1.5);
  tb_infection_draw (&export->picture, cr);
}

/**
 * tb_infection_tree_export:
 * @self: a tree
 * @title: written above it
 * @path: a file that ends in `.svg`, `.png` or `.pdf`
 * @error: return location
 *
 * Writes what is shown on white, the whole file or none.
 *
 * Returns: whether it was written
 */
gboolean
tb_infection_tree_export (TbInfectionTree *self, const char *title, const char *path, GError **error)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) text = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans 10.5");
  g_autoptr (TbInfectionLayout) layout = NULL;
  TbPalette palette;
  Export export;
  int line;

  g_object_unref (context);
  pango_layout_set_font_description (text, font);
  pango_font_description_free (font);
  if (self->index == NULL)
    return tb_picture_write (path, 0, 0, paint, NULL, error);
  pango_layout_set_text (text, "Ag", -1);
  pango_layout_get_pixel_size (text, NULL, &line);
  layout = tb_infection_layout_new (self->index, self->focus, self->limit, PICTURE_WIDTH - 2 * PICTURE_MARGIN, PICTURE_HEIGHT - 3.5 * PICTURE_MARGIN, line);
  tb_palette_init (&palette, FALSE, FALSE);
  export = (Export) { make_picture (self, layout, &palette, text), title };
  export.picture.has_cursor = FALSE;
  return tb_picture_write (path, PICTURE_WIDTH, PICTURE_HEIGHT, paint, &export, error);
}
