/* tb-field-view: see the header. A field lights its bytes, a byte selects its innermost field. */
#include "tb-field-view.h"

#include <glib/gi18n-lib.h>

#include "tb-clause.h"
#include "tb-field-row.h"
#include "tb-hex-view.h"

#define NOTE_WIDTH 200      /* pixels that the note has at least */

struct _TbFieldView
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *tree_window;
  GtkListView *tree;
  GtkLabel *note;
  GtkWidget *note_card;
  GtkWidget *hex_window;
  TbHexView *hex;

  /* owned */
  TbFieldItem *root;
  GtkTreeListModel *rows;
  GtkSingleSelection *selection;
  GPtrArray *opened;        /* GtkTreeListRow that nobody asked to open: they are around what was selected */

  gboolean is_wide;
};

enum { PROP_WIDE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];
static guint byte_picked;

G_DEFINE_FINAL_TYPE (TbFieldView, tb_field_view, GTK_TYPE_WIDGET)

static TbFieldItem *
selected_field (TbFieldView *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  TbFieldItem *field = row ? gtk_tree_list_row_get_item (row) : NULL;

  if (field != NULL)
    g_object_unref (field);
  return field;
}

/* What the counterpart says, where the field is compared with one and that is not the same. */
static char *
dup_difference (TbFieldItem *field)
{
  TbFieldDifference difference = field ? tb_field_item_get_difference (field) : TB_FIELD_SAME;

  if (difference == TB_FIELD_ONLY_HERE)
    return g_strdup (_("The other handshake has no such field."));
  if (difference == TB_FIELD_FRESH)
    return g_strdup (_("New in every handshake."));
  if (difference != TB_FIELD_CHANGED)
    return NULL;
  return g_markup_printf_escaped (_("In the other handshake: %s"), tb_field_item_get_other (field));
}

static void
show_note (TbFieldView *self, TbFieldItem *field)
{
  const char *note = field ? tb_field_item_get_note (field) : "";
  g_autofree char *difference = dup_difference (field);
  g_autofree char *text = NULL;
  g_autofree char *clause = NULL;
  g_autofree char *markup = NULL;

  /* A part without words of its own is explained by what it is part of. */
  for (TbFieldItem *outer = field; outer != NULL && *note == '\0'; outer = tb_field_item_get_parent (outer))
    {
      field = outer;
      note = tb_field_item_get_note (outer);
    }
  gtk_widget_set_visible (self->note_card, *note != '\0' || difference != NULL);
  if (*note != '\0')
    {
      text = g_markup_printf_escaped ("<b>%s</b>: %s ", tb_field_item_get_name (field), note);
      clause = tb_clause_to_markup (tb_field_item_get_clause (field));
    }
  markup = g_strconcat (difference ? "<i>" : "", difference ? difference : "", difference ? "</i>" : "", difference && text ? "\n" : "",
                        text ? text : "", clause ? clause : "", NULL);
  gtk_label_set_markup (self->note, markup);
}

static void
on_selected (GtkSingleSelection *selection, GParamSpec *pspec, TbFieldView *self)
{
  TbFieldItem *field = selected_field (self);

  show_note (self, field);
  if (field == NULL || tb_field_item_get_parent (field) == NULL)
    tb_hex_view_light (self->hex, 0, 0);
  else
    tb_hex_view_light (self->hex, tb_field_item_get_offset (field), tb_field_item_get_length (field));
}

static GListModel *
get_children (gpointer item, gpointer user_data)
{
  GListModel *children = tb_field_item_get_children (item);

  return children ? g_object_ref (children) : NULL;
}

static guint
index_of (GListModel *fields, TbFieldItem *field)
{
  guint n = fields != NULL ? g_list_model_get_n_items (fields) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TbFieldItem) item = g_list_model_get_item (fields, i);

      if (item == field)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* The row of a field, from the root down; what it is within is opened. Rows are many, so that they are not looked through. */
static GtkTreeListRow *
open_row (TbFieldView *self, TbFieldItem *field)
{
  TbFieldItem *parent = tb_field_item_get_parent (field);
  g_autoptr (GtkTreeListRow) row = NULL;
  guint position;

  if (parent == NULL)
    return gtk_tree_list_model_get_child_row (self->rows, 0);
  row = open_row (self, parent);
  position = index_of (tb_field_item_get_children (parent), field);
  if (row == NULL || position == GTK_INVALID_LIST_POSITION)
    return NULL;
  if (!gtk_tree_list_row_get_expanded (row))
    {
      gtk_tree_list_row_set_expanded (row, TRUE);
      g_ptr_array_add (self->opened, g_object_ref (row));
    }
  return gtk_tree_list_row_get_child_row (row, position);
}

static gboolean
is_around (GtkTreeListRow *row, TbFieldItem *field)
{
  g_autoptr (TbFieldItem) item = gtk_tree_list_row_get_item (row);

  while (field != NULL && field != item)
    field = tb_field_item_get_parent (field);
  return field != NULL;
}

/* What was opened for the field before is closed, so that going through the bytes does not open everything. */
static void
close_others (TbFieldView *self, TbFieldItem *field)
{
  for (guint i = 0; i < self->opened->len;)
    if (is_around (self->opened->pdata[i], field))
      i++;
    else
      {
        gtk_tree_list_row_set_expanded (self->opened->pdata[i], FALSE);
        g_ptr_array_remove_index (self->opened, i);
      }
}

static void
expand (TbFieldView *self, TbFieldItem *field)
{
  g_autoptr (GtkTreeListRow) row = open_row (self, field);

  if (row != NULL)
    gtk_tree_list_row_set_expanded (row, TRUE);
  g_ptr_array_set_size (self->opened, 0);       /* these were asked for */
}

/* Once the rows that were just opened have a place. */
static gboolean
scroll_to_selected (gpointer user_data)
{
  TbFieldView *self = user_data;

  if (self->selection != NULL && gtk_single_selection_get_selected (self->selection) != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->tree), "list.scroll-to-item", "u", gtk_single_selection_get_selected (self->selection));
  return G_SOURCE_REMOVE;
}

static void
select_field (TbFieldView *self, TbFieldItem *field)
{
  g_autoptr (GtkTreeListRow) row = open_row (self, field);

  if (row == NULL)
    return;
  gtk_single_selection_set_selected (self->selection, gtk_tree_list_row_get_position (row));
  close_others (self, field);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, scroll_to_selected, g_object_ref (self), g_object_unref);
}

static void
on_byte_picked (TbHexView *hex, guint64 offset, TbFieldView *self)
{
  TbFieldItem *field = self->root ? tb_field_item_find_deepest (self->root, (gsize) offset) : NULL;

  if (field != NULL && field != selected_field (self))
    select_field (self, field);
  g_signal_emit (self, byte_picked, 0, offset);
}

static GtkSizeRequestMode
get_note_mode (GtkWidget *card)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The note is asked for its height in the width there is, and for nothing else: how wide it would like to be takes it longer to find out than a frame may. */
static void
measure_note (GtkWidget *card, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = NOTE_WIDTH;
  else
    gtk_widget_measure (gtk_widget_get_first_child (card), orientation, for_size < 0 ? NOTE_WIDTH : for_size, minimum, natural, NULL, NULL);
}

static void
allocate_note (GtkWidget *card, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (card), width, height, -1, NULL);
}

/* One below the other, or the tree on the left and the rest on the right. */
static void
arrange (TbFieldView *self)
{
  GtkLayoutManager *grid = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  const struct { GtkWidget *widget; int column, row, rows; } places[2][3] = {
    { { self->tree_window, 0, 0, 1 }, { self->note_card, 0, 1, 1 }, { self->hex_window, 0, 2, 1 } },
    { { self->tree_window, 0, 0, 2 }, { self->note_card, 1, 1, 1 }, { self->hex_window, 1, 0, 1 } },
  };

  gtk_grid_layout_set_column_homogeneous (GTK_GRID_LAYOUT (grid), self->is_wide);
  for (guint i = 0; i < 3; i++)
    g_object_set (gtk_layout_manager_get_layout_child (grid, places[self->is_wide][i].widget), "column", places[self->is_wide][i].column,
                  "row", places[self->is_wide][i].row, "row-span", places[self->is_wide][i].rows, NULL);
}

static void
tb_field_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TbFieldView *self = TB_FIELD_VIEW (object);

  self->is_wide = g_value_get_boolean (value);
  arrange (self);
}

static void
tb_field_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, TB_FIELD_VIEW (object)->is_wide);
}

static void
tb_field_view_dispose (GObject *object)
{
  TbFieldView *self = TB_FIELD_VIEW (object);
  GtkWidget *child;

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_ptr_array_set_size (self->opened, 0);
  g_clear_object (&self->root);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (tb_field_view_parent_class)->dispose (object);
}

static void
tb_field_view_finalize (GObject *object)
{
  g_ptr_array_unref (TB_FIELD_VIEW (object)->opened);
  G_OBJECT_CLASS (tb_field_view_parent_class)->finalize (object);
}

static void
tb_field_view_class_init (TbFieldViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tb_field_view_set_property;
  object_class->get_property = tb_field_view_get_property;
  object_class->dispose = tb_field_view_dispose;
  object_class->finalize = tb_field_view_finalize;
  props[PROP_WIDE] = g_param_spec_boolean ("wide", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  byte_picked = g_signal_new ("byte-picked", TB_TYPE_FIELD_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  g_type_ensure (TB_TYPE_HEX_VIEW);
  g_type_ensure (TB_TYPE_FIELD_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-field-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_GRID_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbFieldView, tree_window);
  gtk_widget_class_bind_template_child (widget_class, TbFieldView, tree);
  gtk_widget_class_bind_template_child (widget_class, TbFieldView, note);
  gtk_widget_class_bind_template_child (widget_class, TbFieldView, note_card);
  gtk_widget_class_bind_template_child (widget_class, TbFieldView, hex_window);
  gtk_widget_class_bind_template_child (widget_class, TbFieldView, hex);
  gtk_widget_class_bind_template_callback (widget_class, on_byte_picked);
}

static void
tb_field_view_init (TbFieldView *self)
{
  g_autoptr (GtkListItemFactory) factory = tb_field_row_factory_new ();
  GtkLayoutManager *grid;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_factory (self->tree, factory);
  grid = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_grid_layout_set_row_spacing (GTK_GRID_LAYOUT (grid), 10);
  gtk_grid_layout_set_column_spacing (GTK_GRID_LAYOUT (grid), 10);
  gtk_widget_set_layout_manager (self->note_card, gtk_custom_layout_new (get_note_mode, measure_note, allocate_note));
  arrange (self);
  self->opened = g_ptr_array_new_with_free_func (g_object_unref);
  self->selection = gtk_single_selection_new (NULL);
  g_signal_connect (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  gtk_list_view_set_model (self->tree, GTK_SELECTION_MODEL (self->selection));
}

/**
 * tb_field_view_show:
 * @self: a field view
 * @bytes: (nullable): what to show
 * @root: (nullable): the same taken apart
 * @open: whether all that is within shows at once, rather than what is just below @root
 *
 * Shows other bytes, with @root selected.
 */
void
tb_field_view_show (TbFieldView *self, GBytes *bytes, TbFieldItem *root, gboolean open)
{
  GListStore *roots = g_list_store_new (TB_TYPE_FIELD_ITEM);

  if (root != NULL)
    g_list_store_append (roots, root);
  g_set_object (&self->root, root);
  tb_hex_view_set_bytes (self->hex, bytes);
  g_ptr_array_set_size (self->opened, 0);
  g_clear_object (&self->rows);
  self->rows = gtk_tree_list_model_new (G_LIST_MODEL (roots), FALSE, open, get_children, NULL, NULL);
  if (root != NULL)
    expand (self, root);        /* before the list hears of it, so that it uses its widgets again */
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->rows));
  if (root != NULL)
    gtk_single_selection_set_selected (self->selection, 0);
  on_selected (self->selection, NULL, self);
}

/**
 * tb_field_view_open:
 * @self: a field view
 * @name: name of a field
 *
 * Shows what is within the first field of that name.
 */
void
tb_field_view_open (TbFieldView *self, const char *name)
{
  TbFieldItem *field = self->root ? tb_field_item_find_name (self->root, name, 0) : NULL;

  if (field != NULL)
    expand (self, field);
}

/**
 * tb_field_view_select:
 * @self: a field view
 * @name: name of a field
 * @skip: how many fields of that name to pass over
 *
 * Selects the next field of that name; does nothing when there is none.
 */
void
tb_field_view_select (TbFieldView *self, const char *name, guint skip)
{
  TbFieldItem *field = self->root ? tb_field_item_find_name (self->root, name, skip) : NULL;

  if (field != NULL)
    select_field (self, field);
}

/* The @nth of the parts of @list that have parts themselves. */
static TbFieldItem *
find_part (TbFieldItem *list, guint nth)
{
  GListModel *parts = list ? tb_field_item_get_children (list) : NULL;

  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (TbFieldItem) part = g_list_model_get_item (parts, i);

      if (tb_field_item_get_children (part) != NULL && nth-- == 0)
        return part;
    }
  return NULL;
}

/**
 * tb_field_view_select_in:
 * @self: a field view
 * @list: name of a field that has parts, such as `certificate_list`
 * @nth: which of those parts that have fields, counted from 0
 * @name: name of a field in that part
 *
 * Selects that field; the part itself where it has no such field, and @list where there is no such part.
 */
void
tb_field_view_select_in (TbFieldView *self, const char *list, guint nth, const char *name)
{
  TbFieldItem *whole = self->root ? tb_field_item_find_name (self->root, list, 0) : NULL;
  TbFieldItem *part = find_part (whole, nth);
  TbFieldItem *field = part ? tb_field_item_find_name (part, name, 0) : NULL;

  if (whole != NULL)
    select_field (self, field ? field : part ? part : whole);
}

/**
 * tb_field_view_pick:
 * @self: a field view
 * @offset: a byte
 *
 * Goes to a byte and selects the field that owns it, as a click on the byte does.
 */
void
tb_field_view_pick (TbFieldView *self, gsize offset)
{
  tb_hex_view_pick (self->hex, offset);
}

/**
 * tb_field_view_dup_bytes:
 * @self: a field view
 *
 * Returns: (transfer full): the lit bytes, or all of them, as a hex dump
 */
char *
tb_field_view_dup_bytes (TbFieldView *self)
{
  return tb_hex_view_dup_text (self->hex);
}

/**
 * tb_field_view_dup_fields:
 * @self: a field view
 *
 * Returns: (transfer full): the fields, a line each
 */
char *
tb_field_view_dup_fields (TbFieldView *self)
{
  return self->root ? tb_field_item_to_text (self->root) : g_strdup ("");
}
