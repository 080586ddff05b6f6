/* tb-lesson-widgets: see the header. A label is changed only when it says something else, so that nobody who reads or stands on a link loses the place. */
#include "tb-lesson-widgets.h"

#include <string.h>

#include "tb-lesson-markup.h"

static gboolean
on_link (GtkLabel *label, const char *address)
{
  if (!g_str_has_prefix (address, TB_LESSON_LINK))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (label), "win.select", "s", address + strlen (TB_LESSON_LINK));
  return TRUE;
}

GtkWidget *
tb_lesson_label_new (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 18);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 46);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  g_signal_connect (label, "activate-link", G_CALLBACK (on_link), NULL);
  return label;
}

/**
 * tb_lesson_label_set:
 * @label: as made here
 * @text: (nullable): plain text with back quotes round code, translated
 * @names: (array zero-terminated=1) (nullable): who in it can be selected
 */
void
tb_lesson_label_set (GtkWidget *label, const char *text, const char *const *names)
{
  g_autofree char *markup = tb_lesson_to_markup (text ? text : "", names);

  gtk_widget_set_visible (label, *markup != '\0');
  if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (label)), markup) != 0)
    gtk_label_set_markup (GTK_LABEL (label), markup);
}

GtkWidget *
tb_lesson_paragraph_new (const char *text)
{
  GtkWidget *label = tb_lesson_label_new ("lesson-text");

  tb_lesson_label_set (label, text, NULL);
  return label;
}

GtkWidget *
tb_lesson_caption_new (const char *text)
{
  GtkWidget *label = tb_lesson_label_new ("lesson-caption");

  tb_lesson_label_set (label, text, NULL);
  return label;
}

void
tb_lesson_set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}
