/* tb-fact-widgets: the widgets of the inspector's page. See the header. Buttons name actions of the window; copying is the only thing done here. */
#include "tb-fact-widgets.h"

#include <glib/gi18n-lib.h>

#include "tb-bar.h"

static GtkWidget *
make_label (const char *text, const char *css_class, gboolean wraps)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), wraps);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_look (GtkWidget *widget, const TbLook *look)
{
  g_autofree char *name = g_strdup_printf ("tb-%s", look->code);

  gtk_widget_add_css_class (widget, name);
}

/* A state as glyph, colour and word. */
static GtkWidget *
make_mark (const TbLook *look)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *image = gtk_image_new_from_icon_name (look->icon);

  gtk_image_set_pixel_size (GTK_IMAGE (image), 12);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), gtk_label_new (tb_look_get_word (look)));
  gtk_widget_add_css_class (box, "mark");
  gtk_widget_add_css_class (box, "tb-badge");
  add_look (box, look);
  return box;
}

static GtkWidget *
make_header (const TbFacts *facts)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *image = gtk_image_new_from_icon_name (facts->icon);

  gtk_image_set_pixel_size (GTK_IMAGE (image), 32);
  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_add_css_class (image, "portrait");
  gtk_box_append (GTK_BOX (words), make_label (facts->title, "title-3", TRUE));
  if (facts->subtitle && *facts->subtitle)
    gtk_box_append (GTK_BOX (words), make_label (facts->subtitle, "subtitle", TRUE));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

static GtkWidget *
make_marks (const TbFacts *facts)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  if (facts->identity)
    gtk_box_append (GTK_BOX (box), make_mark (facts->identity));
  if (facts->health)
    gtk_box_append (GTK_BOX (box), make_mark (facts->health));
  return box;
}

static void
copy (GtkButton *button, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text);
  gtk_widget_activate_action (GTK_WIDGET (button), "win.toast", "s", _("Copied."));
}

static GtkWidget *
make_button (const TbFactButton *button)
{
  GtkWidget *widget = gtk_button_new_with_label (button->label);

  gtk_widget_set_focus_on_click (widget, FALSE);
  if (button->copy)
    g_signal_connect_data (widget, "clicked", G_CALLBACK (copy), g_strdup (button->copy), (GClosureNotify) (void (*) (void)) g_free, 0);
  else
    {
      gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), button->edit ? "win.compose" : "win.submit");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (widget), "s", button->command);
      gtk_widget_set_tooltip_text (widget, button->command);
    }
  return widget;
}

static void
append_buttons (GtkWidget *page, GPtrArray *buttons, const char *css_class)
{
  GtkWidget *box = gtk_flow_box_new ();

  if (buttons->len == 0)
    {
      g_object_ref_sink (box);
      g_object_unref (box);
      return;
    }
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), MIN (buttons->len, 2));
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 6);
  gtk_widget_add_css_class (box, css_class);
  for (guint i = 0; i < buttons->len; i++)
    {
      GtkWidget *child = gtk_flow_box_child_new ();

      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), make_button (g_ptr_array_index (buttons, i)));
      gtk_widget_set_focusable (child, FALSE);
      gtk_flow_box_insert (GTK_FLOW_BOX (box), child, -1);
    }
  gtk_box_append (GTK_BOX (page), box);
}

/* The value, which leads somewhere when it names somebody. */
static GtkWidget *
make_value (const TbFact *fact, GPtrArray *values)
{
  GtkWidget *label = make_label (fact->value, "value", fact->provenance == TB_PROVENANCE_NONE);
  GtkWidget *button;

  g_ptr_array_add (values, label);
  if (fact->mono)
    gtk_widget_add_css_class (label, "monospace");
  if (fact->provenance != TB_PROVENANCE_NONE)
    gtk_widget_add_css_class (label, "numeric");
  if (fact->look)
    add_look (label, fact->look);
  gtk_label_set_xalign (GTK_LABEL (label), *fact->label ? 1 : 0);
  if (*fact->label && !fact->mono)
    gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  if (fact->command == NULL)
    {
      gtk_label_set_selectable (GTK_LABEL (label), fact->mono);
      return label;
    }
  button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "reference");
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.submit");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", fact->command);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, fact->value, -1);
  return button;
}

static GtkWidget *
make_row (const TbFact *fact, GPtrArray *values)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *value = make_value (fact, values);
  gboolean is_number = fact->provenance != TB_PROVENANCE_NONE;

  gtk_widget_add_css_class (row, "fact");
  if (*fact->label)
    {
      GtkWidget *label = make_label (fact->label, "key", FALSE);

      gtk_label_set_ellipsize (GTK_LABEL (label), is_number ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
      gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
      gtk_box_append (GTK_BOX (row), label);
    }
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_set_halign (value, *fact->label ? GTK_ALIGN_END : GTK_ALIGN_FILL);
  gtk_widget_set_valign (value, GTK_ALIGN_BASELINE);
  gtk_box_append (GTK_BOX (row), value);
  if (is_number)
    {
      GtkWidget *word = make_label (tb_provenance_to_word (fact->provenance), "provenance", FALSE);

      gtk_widget_set_valign (word, GTK_ALIGN_BASELINE);
      gtk_box_append (GTK_BOX (row), word);
    }
  return row;
}

static GtkWidget *
make_card (const TbFactCard *card, GPtrArray *values, GPtrArray *bars)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 5);

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "facts");
  gtk_box_append (GTK_BOX (box), make_label (card->title, "card-title", TRUE));
  for (guint i = 0; i < card->facts->len; i++)
    gtk_box_append (GTK_BOX (box), make_row (g_ptr_array_index (card->facts, i), values));
  if (card->has_bar)
    {
      GtkWidget *bar = tb_bar_new ();

      g_ptr_array_add (bars, bar);
      gtk_box_append (GTK_BOX (box), bar);
      gtk_box_append (GTK_BOX (box), make_label (_("renewal is due at the mark"), "provenance", TRUE));
    }
  append_buttons (box, card->buttons, "card-buttons");
  return box;
}

/**
 * tb_fact_widgets_build:
 * @facts: what to show
 * @values: (element-type GtkLabel): gets the labels of the values, in the order of the facts
 * @bars: (element-type TbBar): gets the bars, likewise
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
tb_fact_widgets_build (const TbFacts *facts, GPtrArray *values, GPtrArray *bars)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_add_css_class (page, "facts-page");
  gtk_box_append (GTK_BOX (page), make_header (facts));
  if (facts->identity || facts->health)
    gtk_box_append (GTK_BOX (page), make_marks (facts));
  append_buttons (page, facts->buttons, "deeds");
  for (guint i = 0; i < facts->cards->len; i++)
    gtk_box_append (GTK_BOX (page), make_card (g_ptr_array_index (facts->cards, i), values, bars));
  return page;
}
