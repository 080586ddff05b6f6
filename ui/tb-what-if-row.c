/* tb-what-if-row: see the header. Where the number is not that of the scenario, or of the published outbreak, the row says what that was. */
#include "tb-what-if-row.h"

#include <glib/gi18n-lib.h>

#include "tb-what-if-words.h"

struct _TbWhatIfRow
{
  GtkWidget parent_instance;

  TbTerm term;
  TbWhatIf *what_if;             /* owned */

  /* children */
  GtkLabel *title;
  GtkLabel *was;
  GtkLabel *value;
  GtkScale *scale;
  gulong moved;
};

G_DEFINE_FINAL_TYPE (TbWhatIfRow, tb_what_if_row, GTK_TYPE_WIDGET)

static double
get_value (TbWhatIfRow *self)
{
  return tb_what_if_get_terms (self->what_if)->values[self->term];
}

static void
show_value (TbWhatIfRow *self)
{
  double own = tb_what_if_get_own_terms (self->what_if)->values[self->term];
  g_autofree char *value = tb_term_format (self->term, get_value (self));
  g_autofree char *before = tb_term_format (self->term, own);
  /* Translators: the value of a number before a person changed it */
  g_autofree char *was = g_strdup_printf (_("was %s"), before);

  gtk_label_set_text (self->value, value);
  gtk_label_set_text (self->was, own != get_value (self) ? was : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, value, -1);
}

/* A slider between two values that are told stays where the hand is. */
static void
show_position (TbWhatIfRow *self)
{
  double position = gtk_range_get_value (GTK_RANGE (self->scale));

  if (tb_term_from_position (self->term, position) == get_value (self))
    return;
  g_signal_handler_block (self->scale, self->moved);
  gtk_range_set_value (GTK_RANGE (self->scale), tb_term_to_position (self->term, get_value (self)));
  g_signal_handler_unblock (self->scale, self->moved);
}

static void
show (TbWhatIfRow *self)
{
  const char *title = tb_term_get_title (self->term, tb_what_if_get_vector (self->what_if));

  gtk_label_set_text (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  show_value (self);
  show_position (self);
}

static void
on_moved (GtkRange *range, TbWhatIfRow *self)
{
  tb_what_if_set_term (self->what_if, self->term, tb_term_from_position (self->term, gtk_range_get_value (range)));
}

static GtkLabel *
add_label (GtkWidget *box, float xalign, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
add_scale (TbWhatIfRow *self, GtkWidget *box)
{
  double step = tb_term_get_step (self->term);
  GtkAdjustment *adjustment = gtk_adjustment_new (0, 0, 1, step, 10 * step, 0);

  self->scale = GTK_SCALE (gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, adjustment));
  gtk_scale_set_draw_value (self->scale, FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->scale));
  self->moved = g_signal_connect (self->scale, "value-changed", G_CALLBACK (on_moved), self);
}

/* A line that says what was published; a hand that rests on it is told more. */
static void
add_source (TbWhatIfRow *self, GtkWidget *box)
{
  const TbTermInfo *info = tb_term_info (self->term);
  GtkLabel *source = add_label (box, 0, "what-if-source");

  gtk_label_set_wrap (source, TRUE);
  gtk_label_set_width_chars (source, 24);
  gtk_label_set_max_width_chars (source, 34);
  gtk_label_set_text (source, _(info->source));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _(info->more));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(info->source), -1);
}

static void
add_children (TbWhatIfRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_parent (box, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (box), head);
  self->title = add_label (head, 0, "what-if-title");
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
  self->was = add_label (head, 1, "what-if-source");
  self->value = add_label (head, 1, "what-if-value");
  gtk_widget_add_css_class (GTK_WIDGET (self->value), "numeric");
  add_scale (self, box);
  add_source (self, box);
}

/**
 * tb_what_if_row_new:
 * @what_if: a what-if
 * @term: which of its numbers
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
tb_what_if_row_new (TbWhatIf *what_if, TbTerm term)
{
  TbWhatIfRow *self = g_object_new (TB_TYPE_WHAT_IF_ROW, NULL);

  self->what_if = g_object_ref (what_if);
  self->term = term;
  add_children (self);
  g_signal_connect_object (what_if, "terms-changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  return GTK_WIDGET (self);
}

static void
tb_what_if_row_dispose (GObject *object)
{
  TbWhatIfRow *self = TB_WHAT_IF_ROW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (self->what_if != NULL)
    g_signal_handlers_disconnect_by_data (self->what_if, self);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->what_if);
  G_OBJECT_CLASS (tb_what_if_row_parent_class)->dispose (object);
}

static void
tb_what_if_row_class_init (TbWhatIfRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_what_if_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tb_what_if_row_init (TbWhatIfRow *self)
{
}
