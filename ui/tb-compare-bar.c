/* tb-compare-bar: see the header. */
#include "tb-compare-bar.h"

struct _TbCompareBar
{
  GtkWidget parent_instance;

  /* template */
  GtkLabel *first_title;
  GtkLabel *first_sums;
  GtkLabel *second_title;
  GtkLabel *second_sums;
};

G_DEFINE_FINAL_TYPE (TbCompareBar, tb_compare_bar, GTK_TYPE_WIDGET)

static void
tb_compare_bar_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (tb_compare_bar_parent_class)->dispose (object);
}

static void
tb_compare_bar_class_init (TbCompareBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_compare_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-compare-bar.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbCompareBar, first_title);
  gtk_widget_class_bind_template_child (widget_class, TbCompareBar, first_sums);
  gtk_widget_class_bind_template_child (widget_class, TbCompareBar, second_title);
  gtk_widget_class_bind_template_child (widget_class, TbCompareBar, second_sums);
}

static void
tb_compare_bar_init (TbCompareBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), text);
}

/**
 * tb_compare_bar_show:
 * @self: a bar
 * @which: 0 for the handshake on the left, 1 for the one on the right
 * @title: which it is
 * @sums: what it took
 */
void
tb_compare_bar_show (TbCompareBar *self, guint which, const char *title, const char *sums)
{
  set_text (which == 0 ? self->first_title : self->second_title, title);
  set_text (which == 0 ? self->first_sums : self->second_sums, sums);
}
