/* tb-check-widgets: see the header. */
#include "tb-check-widgets.h"

#include <glib/gi18n-lib.h>

/**
 * tb_check_label_new:
 * @text: what it says
 * @css_class: (nullable): how it looks
 *
 * Returns: (transfer floating): a label on the left that wraps, inside of long values too
 */
GtkWidget *
tb_check_label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/**
 * tb_check_glyph_new:
 * @ok: how the check ended
 *
 * Returns: (transfer floating): its mark, which says in words what it means
 */
GtkWidget *
tb_check_glyph_new (gboolean ok)
{
  GtkWidget *image = gtk_image_new_from_icon_name (ok ? "object-select-symbolic" : "window-close-symbolic");

  gtk_widget_add_css_class (image, ok ? "check-good" : "check-bad");
  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, ok ? _("good") : _("not good"), -1);
  return image;
}

/**
 * tb_check_dup_values:
 * @ok: how the check ended
 * @expected: what it expected, "" for nothing
 * @found: what it found, "" for nothing
 *
 * Returns: (transfer full): what was found where all is well, else "Expected X" and "Found Y" on lines of their own, as far as there are any
 */
char *
tb_check_dup_values (gboolean ok, const char *expected, const char *found)
{
  g_autofree char *first = *expected ? g_strdup_printf (_("Expected %s"), expected) : g_strdup ("");
  g_autofree char *second = *found ? g_strdup_printf (_("Found %s"), found) : g_strdup ("");

  if (ok && *found)
    return g_strdup (found);
  return g_strdup_printf ("%s%s%s", first, *first && *second ? "\n" : "", second);
}
