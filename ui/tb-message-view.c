/* tb-message-view: see the header. The tree and the bytes are linked both ways: a field lights its bytes, a byte selects its innermost field. */
#include "tb-message-view.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "tb-hex-view.h"
#include "tb-record-fields.h"

struct _TbMessageView
{
  GtkWidget parent_instance;

  /* template */
  GtkLabel *title;
  GtkLabel *size;
  GtkToggleButton *plain_button;
  GtkToggleButton *wire_button;
  GtkLabel *badge;
  GtkListView *tree;
  GtkLabel *note;
  GtkWidget *note_card;
  TbHexView *hex;

  /* owned */
  GBytes *bytes[2];            /* by Side: what was said, what was on the wire */
  TbFieldItem *fields[2];
  GtkTreeListModel *rows;
  GtkSingleSelection *selection;

  gboolean is_protected;
};

typedef enum { SIDE_PLAIN, SIDE_WIRE } Side;

/* By Side and whether the message is protected. */
static const struct
{
  const char *words;
  const char *css_class;
} badges[2][2] = {
  { { N_("sent in the clear"), "tb-packet-plain" }, { N_("decrypted with the lab's keys"), "tb-packet-protected" } },
  { { N_("readable by anyone on the way"), "tb-packet-plain" }, { N_("what an eavesdropper sees"), "tb-packet-protected" } },
};

G_DEFINE_FINAL_TYPE (TbMessageView, tb_message_view, GTK_TYPE_WIDGET)

static Side
shown_side (TbMessageView *self)
{
  return gtk_toggle_button_get_active (self->wire_button) ? SIDE_WIRE : SIDE_PLAIN;
}

static TbFieldItem *
selected_field (TbMessageView *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  TbFieldItem *field = row ? gtk_tree_list_row_get_item (row) : NULL;

  if (field != NULL)
    g_object_unref (field);
  return field;
}

/* "RFC 9846 section 4.1.2" has a page of its own; other clauses stay text. */
static char *
clause_markup (const char *clause)
{
  g_autofree char *escaped = g_markup_escape_text (clause, -1);
  const char *section = strstr (clause, " section ");
  guint64 number;

  if (!g_str_has_prefix (clause, "RFC ") || section == NULL)
    return g_steal_pointer (&escaped);
  number = g_ascii_strtoull (clause + 4, NULL, 10);
  return g_markup_printf_escaped ("<a href=\"https://www.rfc-editor.org/rfc/rfc%" G_GUINT64_FORMAT "#section-%s\">%s</a>", number,
                                  section + strlen (" section "), clause);
}

static void
show_note (TbMessageView *self, TbFieldItem *field)
{
  const char *note = field ? tb_field_item_get_note (field) : "";
  g_autofree char *text = NULL;
  g_autofree char *clause = NULL;
  g_autofree char *markup = NULL;

  /* A part without words of its own is explained by what it is part of. */
  for (TbFieldItem *outer = field; outer != NULL && *note == '\0'; outer = tb_field_item_get_parent (outer))
    {
      field = outer;
      note = tb_field_item_get_note (outer);
    }
  gtk_widget_set_visible (self->note_card, *note != '\0');
  if (*note == '\0')
    return;
  text = g_markup_printf_escaped ("<b>%s</b>: %s ", tb_field_item_get_name (field), note);
  clause = clause_markup (tb_field_item_get_clause (field));
  markup = g_strconcat (text, clause, NULL);
  gtk_label_set_markup (self->note, markup);
}

static void
on_selected (GtkSingleSelection *selection, GParamSpec *pspec, TbMessageView *self)
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
row_of (TbMessageView *self, TbFieldItem *field)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);
      g_autoptr (TbFieldItem) item = gtk_tree_list_row_get_item (row);

      if (item == field)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
expand (TbMessageView *self, TbFieldItem *field)
{
  g_autoptr (GtkTreeListRow) row = NULL;
  guint position;

  if (field == NULL)
    return;
  expand (self, tb_field_item_get_parent (field));
  position = row_of (self, field);
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  row = gtk_tree_list_model_get_row (self->rows, position);
  gtk_tree_list_row_set_expanded (row, TRUE);
}

/* Once the rows that were just opened have a place. */
static gboolean
scroll_to_selected (gpointer user_data)
{
  TbMessageView *self = user_data;

  if (self->selection != NULL && gtk_single_selection_get_selected (self->selection) != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->tree), "list.scroll-to-item", "u", gtk_single_selection_get_selected (self->selection));
  return G_SOURCE_REMOVE;
}

static void
select_field (TbMessageView *self, TbFieldItem *field)
{
  guint position;

  expand (self, tb_field_item_get_parent (field));
  position = row_of (self, field);
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  gtk_single_selection_set_selected (self->selection, position);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, scroll_to_selected, g_object_ref (self), g_object_unref);
}

static void
on_byte_picked (TbHexView *hex, guint64 offset, TbMessageView *self)
{
  TbFieldItem *root = self->fields[shown_side (self)];
  TbFieldItem *field = root ? tb_field_item_find_deepest (root, (gsize) offset) : NULL;

  if (field != NULL)
    select_field (self, field);
}

static void
show_badge (TbMessageView *self, Side side)
{
  gtk_label_set_text (self->badge, _(badges[side][self->is_protected].words));
  for (guint i = 0; i < 2; i++)
    if (i == (guint) self->is_protected)
      gtk_widget_add_css_class (GTK_WIDGET (self->badge), badges[side][i].css_class);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self->badge), badges[side][i].css_class);
}

static void
show_side (TbMessageView *self)
{
  Side side = shown_side (self);
  gsize n_bytes = self->bytes[side] ? g_bytes_get_size (self->bytes[side]) : 0;
  g_autofree char *size = g_strdup_printf (ngettext ("%u byte, measured", "%u bytes, measured", n_bytes), (guint) n_bytes);
  GListStore *roots = g_list_store_new (TB_TYPE_FIELD_ITEM);

  if (self->fields[side] != NULL)
    g_list_store_append (roots, self->fields[side]);
  tb_hex_view_set_bytes (self->hex, self->bytes[side]);
  g_clear_object (&self->rows);
  self->rows = gtk_tree_list_model_new (G_LIST_MODEL (roots), FALSE, side == SIDE_WIRE, get_children, NULL, NULL);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->rows));
  gtk_label_set_text (self->size, size);
  show_badge (self, side);
  if (self->fields[side] != NULL)
    {
      g_autoptr (GtkTreeListRow) root = gtk_tree_list_model_get_row (self->rows, 0);

      gtk_tree_list_row_set_expanded (root, TRUE);
      gtk_single_selection_set_selected (self->selection, 0);
    }
  on_selected (self->selection, NULL, self);
}

static void
on_toggled (GtkToggleButton *button, TbMessageView *self)
{
  if (gtk_toggle_button_get_active (button))
    show_side (self);
}

static void
set_side (TbMessageView *self, Side side, GBytes *bytes, TbFieldItem *fields)
{
  if (bytes != NULL)
    g_bytes_ref (bytes);
  g_clear_pointer (&self->bytes[side], g_bytes_unref);
  self->bytes[side] = bytes;
  g_set_object (&self->fields[side], fields);
}

static void
tb_message_view_dispose (GObject *object)
{
  TbMessageView *self = TB_MESSAGE_VIEW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_pointer (&child, gtk_widget_unparent);
  set_side (self, SIDE_PLAIN, NULL, NULL);
  set_side (self, SIDE_WIRE, NULL, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (tb_message_view_parent_class)->dispose (object);
}

static void
tb_message_view_class_init (TbMessageViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_message_view_dispose;
  g_type_ensure (TB_TYPE_HEX_VIEW);
  g_type_ensure (TB_TYPE_FIELD_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-message-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, title);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, size);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, plain_button);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, wire_button);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, badge);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, tree);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, note);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, note_card);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, hex);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_byte_picked);
}

static void
tb_message_view_init (TbMessageView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (NULL);
  g_signal_connect (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  gtk_list_view_set_model (self->tree, GTK_SELECTION_MODEL (self->selection));
}

/**
 * tb_message_view_show:
 * @self: a message view
 * @title: what the message is called
 * @is_protected: whether only its receiver can read it
 * @plain: what was said
 * @fields: the same taken apart
 *
 * Shows a message; what was on the wire follows with [method@MessageView.set_wire].
 */
void
tb_message_view_show (TbMessageView *self, const char *title, gboolean is_protected, GBytes *plain, TbFieldItem *fields)
{
  gtk_label_set_text (self->title, title);
  self->is_protected = is_protected;
  set_side (self, SIDE_PLAIN, plain, fields);
  set_side (self, SIDE_WIRE, NULL, NULL);
  show_side (self);
}

/**
 * tb_message_view_set_wire:
 * @self: a message view
 * @wire: (nullable): the records on the link that carried the message
 */
void
tb_message_view_set_wire (TbMessageView *self, GBytes *wire)
{
  g_autoptr (TbFieldItem) fields = NULL;
  gsize n_bytes;
  const guint8 *bytes;

  if (wire != NULL)
    {
      bytes = g_bytes_get_data (wire, &n_bytes);
      fields = tb_record_fields_new (bytes, n_bytes);
    }
  set_side (self, SIDE_WIRE, wire, fields);
  if (shown_side (self) == SIDE_WIRE)
    show_side (self);
}

/**
 * tb_message_view_select:
 * @self: a message view
 * @name: name of a field
 * @skip: how many fields of that name to pass over
 *
 * Selects the next field of that name in what is shown; does nothing when there is none.
 */
void
tb_message_view_select (TbMessageView *self, const char *name, guint skip)
{
  TbFieldItem *root = self->fields[shown_side (self)];
  TbFieldItem *field = root ? tb_field_item_find_name (root, name, skip) : NULL;

  if (field != NULL)
    select_field (self, field);
}

/**
 * tb_message_view_clear:
 * @self: a message view
 *
 * Shows nothing.
 */
void
tb_message_view_clear (TbMessageView *self)
{
  tb_message_view_show (self, "", FALSE, NULL, NULL);
}

/**
 * tb_message_view_dup_bytes:
 * @self: a message view
 *
 * Returns: (transfer full): the lit bytes, or all of them, as a hex dump
 */
char *
tb_message_view_dup_bytes (TbMessageView *self)
{
  return tb_hex_view_dup_text (self->hex);
}

/**
 * tb_message_view_dup_fields:
 * @self: a message view
 *
 * Returns: (transfer full): the fields of what is shown, a line each
 */
char *
tb_message_view_dup_fields (TbMessageView *self)
{
  TbFieldItem *root = self->fields[shown_side (self)];

  return root ? tb_field_item_to_text (root) : g_strdup ("");
}
