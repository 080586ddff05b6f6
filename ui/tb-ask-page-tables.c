/* tb-ask-page-tables: what there is to ask: tables with their columns and what they mean, and examples. Columns are listed when a table is opened. */
#include <glib/gi18n-lib.h>

#include "tb-ask-examples.h"
#include "tb-ask-page-private.h"
#include "tb-table.h"

#define N_STARTERS      4
#define EXAMPLES_HEIGHT 420
#define EXAMPLES_WIDTH  440

static GtkWidget *
make_label (const char *text, const char *css_class, gboolean wraps)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), wraps);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  if (!wraps)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* --- columns --- */

static GtkWidget *
make_column_title (const TbColumnInfo *column)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *type = make_label (column->unit != NULL ? column->unit : column->type, "ask-type", FALSE);

  gtk_box_append (GTK_BOX (box), make_label (column->name, "monospace", FALSE));
  gtk_box_append (GTK_BOX (box), type);
  return box;
}

static void
on_column_clicked (GtkWidget *button, TbAskPage *self)
{
  tb_ask_page_insert_word (self, g_object_get_data (G_OBJECT (button), "word"));
}

static GtkWidget *
make_column (TbAskPage *self, const TbColumnInfo *column)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *name = g_strdup_printf ("%s: %s", column->name, _(column->summary));

  gtk_box_append (GTK_BOX (box), make_column_title (column));
  gtk_box_append (GTK_BOX (box), make_label (_(column->summary), "ask-meaning", TRUE));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "ask-column");
  gtk_widget_set_tooltip_text (button, _("Write It into the Question"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "word", (gpointer) column->name);
  g_signal_connect (button, "clicked", G_CALLBACK (on_column_clicked), self);
  return button;
}

static const TbTableInfo *
table_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "table");
}

static GtkWidget *
make_columns (TbAskPage *self, const TbTableInfo *table)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (box, "ask-columns");
  for (guint i = 0; i < table->n_columns; i++)
    gtk_box_append (GTK_BOX (box), make_column (self, &table->columns[i]));
  return box;
}

/* Below its title, and made the first time. */
static void
on_opened (GtkToggleButton *title, TbAskPage *self)
{
  gboolean is_open = gtk_toggle_button_get_active (title);
  GtkWidget *columns = gtk_widget_get_next_sibling (GTK_WIDGET (title));
  GtkWidget *arrow = gtk_widget_get_first_child (gtk_button_get_child (GTK_BUTTON (title)));

  gtk_image_set_from_icon_name (GTK_IMAGE (arrow), is_open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_STATE_EXPANDED, is_open, -1);
  if (columns == NULL)
    {
      columns = make_columns (self, table_of (GTK_WIDGET (title)));
      gtk_box_append (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (title))), columns);
    }
  gtk_widget_set_visible (columns, is_open);
}

/* --- tables --- */

static GtkWidget *
make_table_title (const TbTableInfo *table)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-end-symbolic");

  gtk_widget_set_valign (arrow, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), arrow);
  gtk_box_append (GTK_BOX (texts), make_label (table->name, "ask-table", FALSE));
  gtk_box_append (GTK_BOX (texts), make_label (_(table->summary), "ask-meaning", TRUE));
  gtk_box_append (GTK_BOX (box), texts);
  return box;
}

static GtkWidget *
make_title (TbAskPage *self, const TbTableInfo *table)
{
  GtkWidget *title = gtk_toggle_button_new ();
  g_autofree char *name = g_strdup_printf ("%s: %s", table->name, _(table->summary));

  gtk_button_set_child (GTK_BUTTON (title), make_table_title (table));
  gtk_widget_add_css_class (title, "flat");
  gtk_widget_add_css_class (title, "ask-title");
  gtk_accessible_update_property (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (title), "table", (gpointer) table);
  g_signal_connect (title, "toggled", G_CALLBACK (on_opened), self);
  return title;
}

static void
add_table (TbAskPage *self, const TbTableInfo *table)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), make_title (self, table));
  g_object_set_data (G_OBJECT (row), "table", (gpointer) table);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (self->tables, row);
}

static gboolean
has_text (const char *text, const char *part)
{
  g_autofree char *folded = g_utf8_casefold (text, -1), *wanted = g_utf8_casefold (part, -1);

  return strstr (folded, wanted) != NULL;
}

/* A table stays in the list for its own name and meaning, and for those of its columns. */
static gboolean
is_listed (GtkListBoxRow *row, gpointer user_data)
{
  TbAskPage *self = user_data;
  const TbTableInfo *table = table_of (GTK_WIDGET (row));
  const char *part = gtk_editable_get_text (GTK_EDITABLE (self->search));

  if (*part == '\0' || has_text (table->name, part) || has_text (_(table->summary), part))
    return TRUE;
  for (guint i = 0; i < table->n_columns; i++)
    if (has_text (table->columns[i].name, part) || has_text (_(table->columns[i].summary), part))
      return TRUE;
  return FALSE;
}

static void
on_search_changed (GtkSearchEntry *search, TbAskPage *self)
{
  gtk_list_box_invalidate_filter (self->tables);
}

void
tb_ask_page_filter_tables (TbAskPage *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
  gtk_list_box_invalidate_filter (self->tables);
}

void
tb_ask_page_make_tables (TbAskPage *self)
{
  for (guint i = 0; i < tb_table_get_n (); i++)
    add_table (self, tb_table_get (i));
  gtk_list_box_set_filter_func (self->tables, is_listed, self, NULL);
  g_signal_connect (self->search, "search-changed", G_CALLBACK (on_search_changed), self);
}

/* --- examples --- */

static void
on_example_activated (GtkListBox *list, GtkListBoxRow *row, TbAskPage *self)
{
  gtk_menu_button_popdown (self->examples);
  gtk_widget_activate_action (GTK_WIDGET (self), "ask.example", "u", (guint) gtk_list_box_row_get_index (row));
}

static void
add_example (GtkListBox *list, guint example)
{
  TbAskExample it = tb_ask_examples_get (example);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *line = g_strdelimit (g_strdup (it.sql), "\n", ' ');

  gtk_box_append (GTK_BOX (box), make_label (_(it.title), NULL, TRUE));
  gtk_box_append (GTK_BOX (box), make_label (line, "ask-example", FALSE));
  gtk_list_box_append (list, box);
}

static void
set_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  gboolean is_first = before == NULL, is_table = gtk_list_box_row_get_index (row) == (int) tb_ask_examples_get_n_own ();

  if (is_first || is_table)
    gtk_list_box_row_set_header (row, make_label (is_table ? _("One for Each Table") : _("What People Want to Know"), "ask-header", FALSE));
}

static GtkWidget *
make_list (TbAskPage *self)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_header_func (GTK_LIST_BOX (list), set_header, NULL, NULL);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "ask-examples");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Examples"), -1);
  for (guint i = 0; i < tb_ask_examples_get_n (); i++)
    add_example (GTK_LIST_BOX (list), i);
  g_signal_connect (list, "row-activated", G_CALLBACK (on_example_activated), self);
  return list;
}

static void
add_starter (TbAskPage *self, guint example)
{
  GtkWidget *button = gtk_button_new_with_label (_(tb_ask_examples_get (example).title));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "ask.example");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", example);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "ask-starter");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_box_append (self->starters, button);
}

void
tb_ask_page_make_examples (TbAskPage *self)
{
  GtkWidget *popover = gtk_popover_new (), *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), make_list (self));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, EXAMPLES_WIDTH, EXAMPLES_HEIGHT);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_widget_add_css_class (popover, "ask-popover");
  gtk_menu_button_set_popover (self->examples, popover);
  for (guint i = 0; i < N_STARTERS; i++)
    add_starter (self, i);
}
