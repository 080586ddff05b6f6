/* tb-field-row: see the header. A list keeps two hundred rows however few can be seen, so that they are made of little: texts get room by how many characters
 * they have, are cut to what fits, and are shaped only where they are drawn; tooltips are told when asked for. */
#include "tb-field-row.h"

#include "tb-field-item.h"

#define SPACING     12
#define SHORT_CHARS 6
#define VALUE_CHARS 6       /* that a value has at least */

static gboolean
tell_value (GtkWidget *value, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip, gpointer user_data)
{
  gtk_tooltip_set_text (tooltip, gtk_inscription_get_text (GTK_INSCRIPTION (value)));
  return TRUE;
}

static GtkWidget *
new_value (void)
{
  GtkWidget *value = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (value), 1);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (value), VALUE_CHARS);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (value), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_set_has_tooltip (value, TRUE);
  gtk_widget_add_css_class (value, "dim-label");
  g_signal_connect (value, "query-tooltip", G_CALLBACK (tell_value), NULL);
  return value;
}

static void
set_up (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *expander = gtk_tree_expander_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING), *name = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (name), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), gtk_label_new (NULL));
  gtk_box_append (GTK_BOX (box), new_value ());
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (list_item, expander);
}

/* Where there is no mark, the value gets its room. */
static void
show_mark (GtkWidget *mark, TbFieldItem *field)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) classes = NULL;

  gtk_widget_set_visible (mark, tb_field_item_get_difference (field) != TB_FIELD_SAME);
  if (tb_field_item_get_difference (field) == TB_FIELD_SAME)
    return;
  g_object_get (field, "mark", &text, "difference-classes", &classes, NULL);
  gtk_label_set_text (GTK_LABEL (mark), text);
  gtk_widget_set_css_classes (mark, (const char **) classes);
}

/* Room is counted by the average of all characters, which is more than these have; only a short name can be wider. */
static void
show_name (GtkInscription *inscription, const char *name)
{
  gtk_inscription_set_text (inscription, name);
  gtk_inscription_set_nat_chars (inscription, MAX ((guint) g_utf8_strlen (name, -1), SHORT_CHARS));
}

static void
bind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  g_autoptr (TbFieldItem) field = gtk_tree_list_row_get_item (row);
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
  GtkWidget *name = gtk_widget_get_first_child (gtk_tree_expander_get_child (expander)), *mark = gtk_widget_get_next_sibling (name);

  gtk_tree_expander_set_list_row (expander, row);
  show_name (GTK_INSCRIPTION (name), tb_field_item_get_name (field));
  show_mark (mark, field);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_next_sibling (mark)), tb_field_item_get_value (field));
}

static void
unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item)), NULL);
}

/**
 * tb_field_row_factory_new:
 *
 * Returns: (transfer full): what makes the rows of a list of #GtkTreeListRow with a #TbFieldItem each
 */
GtkListItemFactory *
tb_field_row_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (set_up), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), NULL);
  return factory;
}
