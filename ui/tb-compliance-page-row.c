/* tb-compliance-page-row: a provision in the list: its glyph, word and colour, clause, and how many do not meet it; and a device that does not. */
#include "tb-compliance-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-monitor-widgets.h"

/* Returns: (transfer none): how a severity of provisions looks: like that of an alert */
const TbLook *
tb_compliance_look (TbProvision provision)
{
  static const TbAlertSeverity severities[TB_N_SEVERITIES] = {
    [TB_SEVERITY_NOTICE] = TB_ALERT_NOTICE, [TB_SEVERITY_WARNING] = TB_ALERT_WARNING, [TB_SEVERITY_CRITICAL] = TB_ALERT_CRITICAL,
  };

  return tb_look_severity (severities[tb_requirement_get (provision)->severity]);
}

/* Returns: (transfer floating): a row that says nothing yet about how many there are */
GtkWidget *
tb_compliance_row_new (TbProvision provision)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = tb_monitor_line_new (_(tb_requirement_get (provision)->title), NULL), *about = tb_monitor_line_new ("", "alert-about"), *count = tb_monitor_line_new ("", "alert-count");

  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_lines (GTK_LABEL (title), 2);
  gtk_box_append (GTK_BOX (lines), title);
  gtk_box_append (GTK_BOX (lines), about);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (count, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), tb_monitor_badge_new (tb_compliance_look (provision)));
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_add_css_class (row, "alert-row");
  g_object_set_data (G_OBJECT (row), "provision", GUINT_TO_POINTER (provision));
  g_object_set_data (G_OBJECT (row), "about", about);
  g_object_set_data (G_OBJECT (row), "count", count);
  return row;
}

/* The clause comes first: where there is little room the glyph still says how bad it is. */
static char *
dup_about (const TbReviewRow *found)
{
  g_autofree char *source = tb_requirement_dup_source (tb_requirement_get (found->provision));
  const char *word = tb_look_get_word (tb_compliance_look (found->provision));
  g_autofree char *waived = NULL;

  if (found->n_waived == 0)
    return g_strdup_printf ("%s · %s", source, word);
  waived = g_strdup_printf (ngettext ("%u waived", "%u waived", found->n_waived), found->n_waived);
  return g_strdup_printf ("%s · %s · %s", source, waived, word);
}

void
tb_compliance_row_set (GtkWidget *row, const TbReviewRow *found)
{
  GtkLabel *about = g_object_get_data (G_OBJECT (row), "about"), *count = g_object_get_data (G_OBJECT (row), "count");
  g_autofree char *text = dup_about (found);
  g_autofree char *n = g_strdup_printf ("%u / %u", found->findings->len, found->n_scope);
  /* Translators: what is asked, how many do not meet it, of how many, and a clause with a severity */
  g_autofree char *name = g_strdup_printf (_("%s Not met by %u of %u, %s"), _(tb_requirement_get (found->provision)->title), found->findings->len, found->n_scope, text);

  tb_monitor_set_text (about, text);
  tb_monitor_set_text (count, n);
  gtk_widget_set_tooltip_text (GTK_WIDGET (count), _("How many do not meet it, and of how many it is asked"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (about), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  (found->n_open > 0 ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (row, "alert-over");
}

/* --- who does not meet it --- */

GtkWidget *
tb_compliance_device_new (const TbReviewFinding *finding)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = tb_monitor_line_new (finding->name, NULL), *what = tb_monitor_line_new (finding->what != NULL ? finding->what : "", "alert-about");
  g_autofree char *words = g_strdup_printf ("%s %s %s", finding->name, finding->what != NULL ? finding->what : "", finding->waiver != NULL ? _("waived") : "");

  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), what);
  if (finding->waiver != NULL)
    gtk_box_append (GTK_BOX (box), tb_monitor_line_new (_("waived"), "alert-count"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, g_strchomp (words), -1);
  return row;
}
