/* tb-cost-row: see the header. */
#include "tb-cost-row.h"

#include <glib/gi18n-lib.h>

#include "tb-cost-words.h"
#include "tb-share-bar.h"
#include "tb-units.h"

static GtkWidget *
make_label (const char *text, float xalign, const char *const *css_classes)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), xalign == 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_css_classes (label, (const char **) css_classes);
  return label;
}

static GtkWidget *
make_head (const TbCostRow *row, gboolean is_own)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *title;
  g_autofree char *total = tb_units_format_short (row->cost.total_us);
  /* Translators: a class of device; it is the one that made this handshake */
  g_autofree char *words = is_own ? g_strdup_printf (_("%s (this one)"), row->device->title) : g_strdup (row->device->title);

  title = make_label (words, 0, (const char *[]) { is_own ? "cost-own" : "cost-title", NULL });
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_tooltip_text (title, words);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), make_label (total, 1, (const char *[]) { "numeric", "cost-total", NULL }));
  return box;
}

static GtkWidget *
make_bar (const TbCost *cost, gint64 longest_us)
{
  GtkWidget *bar = tb_share_bar_new ();
  g_autofree char *words = tb_cost_dup_shares (cost);

  tb_share_bar_set (TB_SHARE_BAR (bar), (const gint64[]) { cost->asymmetric_us, cost->symmetric_us, cost->waiting_us }, longest_us, words);
  return bar;
}

static char *
describe (const TbCost *cost)
{
  g_autofree char *asymmetric = tb_units_format_short (cost->asymmetric_us);
  g_autofree char *symmetric = tb_units_format_short (cost->symmetric_us);
  g_autofree char *ram = tb_units_format_bytes ((guint64) MAX (cost->ram_bytes, 0));
  g_autofree char *energy = cost->energy_uj >= 0 ? tb_cost_dup_energy (cost->energy_uj) : NULL;

  if (energy == NULL)
    /* Translators: two times and a size */
    return g_strdup_printf (_("keys %s, cipher %s, RAM %s"), asymmetric, symmetric, ram);
  /* Translators: two times, a size and an energy */
  return g_strdup_printf (_("keys %s, cipher %s, RAM %s, radio %s"), asymmetric, symmetric, ram, energy);
}

/**
 * tb_cost_row_new:
 * @cost: what it costs
 * @longest_us: what the whole width of the bar stands for
 * @is_own: whether this is the class of the device that made the handshake
 *
 * Returns: (transfer floating): a row of a list
 */
GtkWidget *
tb_cost_row_new (const TbCostRow *cost, gint64 longest_us, gboolean is_own)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *words = describe (&cost->cost);
  g_autofree char *total = tb_units_format_short (cost->cost.total_us);
  g_autofree char *label = g_strdup_printf ("%s: %s", cost->device->title, total);

  gtk_box_append (GTK_BOX (box), make_head (cost, is_own));
  gtk_box_append (GTK_BOX (box), make_bar (&cost->cost, longest_us));
  gtk_box_append (GTK_BOX (box), make_label (words, 0, (const char *[]) { "dim-label", "small-type", "numeric", NULL }));
  gtk_widget_add_css_class (row, "cost-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  return row;
}
