/* tb-cost-pane: see the header. */
#include "tb-cost-pane.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-cost-row.h"
#include "tb-cost-words.h"
#include "tb-share-bar.h"
#include "tb-units.h"
#include "tb-wrap-row.h"

struct _TbCostPane
{
  GtkWidget parent_instance;

  /* template */
  GtkStack *stack;
  GtkLabel *nothing;
  GtkLabel *measured;
  GtkDropDown *link;
  GtkListBox *list;
  GtkLabel *note;
  GtkWidget *legend;

  const TbSessionStudy *study;   /* borrowed, NULL for none */
  char *own;                     /* owned: id of the class of the device that made the handshake */
};

static guint compare;

G_DEFINE_FINAL_TYPE (TbCostPane, tb_cost_pane, GTK_TYPE_WIDGET)

static gboolean
has_costs (TbCostPane *self)
{
  return self->study != NULL && self->study->costs != NULL;
}

static const TbLink *
shown_link (TbCostPane *self)
{
  guint position = gtk_drop_down_get_selected (self->link);

  return has_costs (self) && position < self->study->catalog->links->len ? g_ptr_array_index (self->study->catalog->links, position) : NULL;
}

/* The rows over the link that is chosen follow each other, a class of device each. */
static const TbCostRow *
cost_at (TbCostPane *self, guint device)
{
  const TbLink *link = shown_link (self);
  guint n = 0;

  for (guint i = 0; link != NULL && i < self->study->costs->len; i++)
    {
      const TbCostRow *row = &g_array_index (self->study->costs, TbCostRow, i);

      if (row->link == link && n++ == device)
        return row;
    }
  return NULL;
}

static gint64
find_longest (TbCostPane *self)
{
  gint64 longest_us = 1;
  const TbCostRow *row;

  for (guint i = 0; (row = cost_at (self, i)) != NULL; i++)
    longest_us = MAX (longest_us, row->cost.total_us);
  return longest_us;
}

static void
show_note (TbCostPane *self, const TbCostRow *row)
{
  g_autofree char *shares = row ? tb_cost_dup_shares (&row->cost) : NULL;
  g_autofree char *markup = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->note), row != NULL);
  if (row == NULL)
    return;
  markup = g_markup_printf_escaped (_("<b>%s</b>: %s. Modelled from %s; link: %s.%s"), row->device->title, shares, row->device->source, row->link->source,
                                    row->cost.is_derived ? _(" A figure that nobody published for this device was derived from one that was.") : "");
  gtk_label_set_markup (self->note, markup);
}

static void
clear (TbCostPane *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
fill (TbCostPane *self)
{
  gint64 longest_us = find_longest (self);
  const TbCostRow *row;

  clear (self);
  for (guint i = 0; (row = cost_at (self, i)) != NULL; i++)
    {
      gboolean is_own = g_strcmp0 (row->device->id, self->own) == 0;

      gtk_list_box_append (self->list, tb_cost_row_new (row, longest_us, is_own));
      if (is_own)
        gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (int) i));
    }
}

static void
on_link_chosen (GtkDropDown *link, GParamSpec *pspec, TbCostPane *self)
{
  if (has_costs (self))
    fill (self);
}

static void
on_row_selected (GtkListBox *list, GtkListBoxRow *row, TbCostPane *self)
{
  if (self->study == NULL)
    return;
  show_note (self, row != NULL ? cost_at (self, (guint) gtk_list_box_row_get_index (row)) : NULL);
}

static void
on_compare_clicked (GtkButton *button, TbCostPane *self)
{
  g_signal_emit (self, compare, 0);
}

static void
show_measured (TbCostPane *self)
{
  const TbCost *cost = &g_array_index (self->study->costs, TbCostRow, 0).cost;
  g_autofree char *sent = tb_units_format_bytes (cost->n_bytes_sent);
  g_autofree char *received = tb_units_format_bytes (cost->n_bytes_received);
  g_autofree char *flights = g_strdup_printf (ngettext ("%u flight", "%u flights", cost->n_flights), cost->n_flights);
  g_autofree char *trips = g_strdup_printf (ngettext ("%u round trip", "%u round trips", cost->n_round_trips), cost->n_round_trips);
  /* Translators: two sizes, a number of flights and one of round trips */
  g_autofree char *text = g_strdup_printf (_("The client sends %s and receives %s: %s, %s."), sent, received, flights, trips);

  gtk_label_set_text (self->measured, text);
}

static guint
find_link (TbCostPane *self, const TbLink *link)
{
  for (guint i = 0; link != NULL && i < self->study->catalog->links->len; i++)
    if (strcmp (((const TbLink *) g_ptr_array_index (self->study->catalog->links, i))->id, link->id) == 0)
      return i;
  return 0;
}

static void
fill_links (TbCostPane *self, const TbLink *link)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->study->catalog->links->len; i++)
    gtk_string_list_append (titles, ((const TbLink *) g_ptr_array_index (self->study->catalog->links, i))->title);
  gtk_drop_down_set_model (self->link, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->link, find_link (self, link));
}

/**
 * tb_cost_pane_show:
 * @self: a cost pane
 * @study: (nullable): the handshake; has to stay until something else is shown
 * @own: (nullable): what its client is
 * @link: (nullable): what connects it
 *
 * Shows what it costs.
 */
void
tb_cost_pane_show (TbCostPane *self, const TbSessionStudy *study, const TbProfile *own, const TbLink *link)
{
  self->study = NULL;
  clear (self);
  show_note (self, NULL);
  self->study = study;
  g_free (self->own);
  self->own = g_strdup (own ? own->id : NULL);
  gtk_stack_set_visible_child_name (self->stack, has_costs (self) ? "costs" : "nothing");
  gtk_label_set_text (self->nothing, study == NULL ? _("Reckoning the costs…") : _("The profiles of devices that come with the program are missing."));
  if (!has_costs (self))
    return;
  show_measured (self);
  fill_links (self, link);
  fill (self);
}

/**
 * tb_cost_pane_to_text:
 * @self: a cost pane
 *
 * Returns: (transfer full): what is shown, a line for each class of device
 */
char *
tb_cost_pane_to_text (TbCostPane *self)
{
  GString *text = g_string_new (gtk_label_get_text (self->measured));
  const TbCostRow *row;

  g_string_append_c (text, '\n');
  for (guint i = 0; (row = cost_at (self, i)) != NULL; i++)
    {
      g_autofree char *total = tb_units_format_short (row->cost.total_us);
      g_autofree char *shares = tb_cost_dup_shares (&row->cost);

      g_string_append_printf (text, "%s, %s: %s (%s)\n", row->device->title, row->link->title, total, shares);
    }
  return g_string_free (text, FALSE);
}

static void
tb_cost_pane_dispose (GObject *object)
{
  TbCostPane *self = TB_COST_PANE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  self->study = NULL;
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_pointer (&self->own, g_free);
  G_OBJECT_CLASS (tb_cost_pane_parent_class)->dispose (object);
}

static void
tb_cost_pane_class_init (TbCostPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_cost_pane_dispose;
  compare = g_signal_new ("compare", TB_TYPE_COST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TB_TYPE_WRAP_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-cost-pane.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbCostPane, stack);
  gtk_widget_class_bind_template_child (widget_class, TbCostPane, nothing);
  gtk_widget_class_bind_template_child (widget_class, TbCostPane, measured);
  gtk_widget_class_bind_template_child (widget_class, TbCostPane, link);
  gtk_widget_class_bind_template_child (widget_class, TbCostPane, list);
  gtk_widget_class_bind_template_child (widget_class, TbCostPane, note);
  gtk_widget_class_bind_template_child (widget_class, TbCostPane, legend);
  gtk_widget_class_bind_template_callback (widget_class, on_link_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_compare_clicked);
}

/* What the colours of the bars mean. */
static void
add_legend (TbCostPane *self, guint share, const char *words)
{
  g_autofree char *markup = NULL;
  GtkWidget *label = gtk_label_new (NULL);
  GdkRGBA color;

  tb_share_get_color (share, &color);
  markup = g_markup_printf_escaped ("<span foreground=\"#%02x%02x%02x\">■</span> %s", (guint) (color.red * 255), (guint) (color.green * 255),
                                    (guint) (color.blue * 255), words);
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_widget_add_css_class (label, "small-type");
  gtk_widget_set_parent (label, self->legend);
}

static void
tb_cost_pane_init (TbCostPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_legend (self, 0, _("public-key operations"));
  add_legend (self, 1, _("cipher"));
  add_legend (self, 2, _("waiting"));
}
