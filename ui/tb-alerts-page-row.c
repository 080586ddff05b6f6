/* tb-alerts-page-row: a rule in the list of alerts: its glyph, word and colour, how many stand, and since when. */
#include "tb-alerts-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-monitor-widgets.h"
#include "tb-sentence.h"

/* Returns: (transfer floating): a row that says nothing yet about how many there are */
GtkWidget *
tb_alert_row_new (const TbAlertRule *rule)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = tb_monitor_line_new (_(rule->title), NULL), *about = tb_monitor_line_new ("", "alert-about"), *count = tb_monitor_line_new ("", "alert-count");

  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_lines (GTK_LABEL (title), 2);
  gtk_box_append (GTK_BOX (lines), title);
  gtk_box_append (GTK_BOX (lines), about);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (count, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), tb_monitor_badge_new (tb_look_severity (rule->severity)));
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_add_css_class (row, "alert-row");
  g_object_set_data (G_OBJECT (row), "rule", (gpointer) rule);
  g_object_set_data (G_OBJECT (row), "about", about);
  g_object_set_data (G_OBJECT (row), "count", count);
  return row;
}

static char *
describe (const TbAlertGroup *group)
{
  const char *word = tb_look_get_word (tb_look_severity (group->rule->severity));
  g_autofree char *when = tb_sentence_format_moment (group->since_us);

  if (group->n_standing > 0)
    /* Translators: a severity such as "critical", and a moment of simulated time */
    return g_strdup_printf (_("%s · since %s"), word, when);
  /* Translators: a severity such as "critical", and a moment of simulated time */
  return g_strdup_printf (_("%s · over, last on %s"), word, when);
}

void
tb_alert_row_set (GtkWidget *row, const TbAlertGroup *group)
{
  GtkLabel *about = g_object_get_data (G_OBJECT (row), "about"), *count = g_object_get_data (G_OBJECT (row), "count");
  g_autofree char *text = describe (group);
  g_autofree char *n = group->n_standing < group->n ? g_strdup_printf ("%u / %u", group->n_standing, group->n) : g_strdup_printf ("%u", group->n);
  g_autofree char *name = g_strdup_printf (_("%s: %u standing of %u, %s"), _(group->rule->title), group->n_standing, group->n, text);

  tb_monitor_set_text (about, text);
  tb_monitor_set_text (count, n);
  gtk_widget_set_tooltip_text (GTK_WIDGET (count), group->n_standing < group->n ? _("How many stand, and how many there were") : _("How many stand"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  (group->n_standing > 0 ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (row, "alert-over");
}
