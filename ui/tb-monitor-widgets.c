/* tb-monitor-widgets: see the header. */
#include "tb-monitor-widgets.h"

GtkWidget *
tb_monitor_line_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

GtkWidget *
tb_monitor_badge_new (const TbLook *look)
{
  g_autofree char *css_class = g_strconcat ("tb-", look->code, NULL);
  GtkWidget *badge = gtk_image_new_from_icon_name (look->icon);

  gtk_widget_add_css_class (badge, css_class);
  gtk_image_set_pixel_size (GTK_IMAGE (badge), 16);
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  return badge;
}

void
tb_monitor_set_text (GtkLabel *label, const char *text)
{
  if (!g_str_equal (gtk_label_get_text (label), text))
    gtk_label_set_text (label, text);
}

void
tb_monitor_show_severity (GtkImage *badge, GtkLabel *word, const TbLook *look)
{
  g_autofree char *css_class = g_strconcat ("tb-", look->code, NULL);
  const char *badge_classes[] = { "alert-badge", css_class, NULL }, *word_classes[] = { "alert-word", css_class, NULL };

  gtk_image_set_from_icon_name (badge, look->icon);
  gtk_widget_set_css_classes (GTK_WIDGET (badge), badge_classes);
  gtk_widget_set_css_classes (GTK_WIDGET (word), word_classes);
  tb_monitor_set_text (word, tb_look_get_word (look));
}

/* A text in quotes, those in it doubled. */
void
tb_monitor_append_cell (GString *csv, const char *text, char end)
{
  g_auto (GStrv) parts = g_strsplit (text, "\"", -1);
  g_autofree char *quoted = g_strjoinv ("\"\"", parts);

  g_string_append_printf (csv, "\"%s\"%c", quoted, end);
}
