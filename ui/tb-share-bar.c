/* tb-share-bar: see the header. */
#include "tb-share-bar.h"

#define HEIGHT    9
#define MIN_WIDTH 40
#define MIN_PART  1.5f   /* pixels: what is there is seen */

struct _TbShareBar
{
  GtkWidget parent_instance;

  gint64 parts[TB_N_SHARES];
  gint64 whole;
};

G_DEFINE_FINAL_TYPE (TbShareBar, tb_share_bar, GTK_TYPE_WIDGET)

/**
 * tb_share_get_color:
 * @share: which part: public-key operations, symmetric ones, waiting
 * @color: (out caller-allocates): its colour, of the Okabe-Ito palette, on light and on dark
 */
void
tb_share_get_color (guint share, GdkRGBA *color)
{
  static const GdkRGBA colors[TB_N_SHARES] = { { 0.835f, 0.369f, 0, 1 }, { 0, 0.447f, 0.698f, 1 }, { 0.55f, 0.55f, 0.55f, 0.55f } };

  *color = colors[share < TB_N_SHARES ? share : 0];
}

static void
tb_share_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbShareBar *self = TB_SHARE_BAR (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget), x = 0;

  for (guint i = 0; i < TB_N_SHARES && self->whole > 0; i++)
    {
      float part = self->parts[i] > 0 ? MAX (MIN_PART, width * (float) self->parts[i] / (float) self->whole) : 0;
      GdkRGBA color;

      tb_share_get_color (i, &color);
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x, 0, MIN (part, width - x), height));
      x = MIN (x + part, width);
    }
}

static void
tb_share_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : MIN_WIDTH;
}

static void
tb_share_bar_class_init (TbShareBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = tb_share_bar_snapshot;
  widget_class->measure = tb_share_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "sharebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tb_share_bar_init (TbShareBar *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

/**
 * tb_share_bar_new:
 *
 * Returns: (transfer floating): a bar, still empty
 */
GtkWidget *
tb_share_bar_new (void)
{
  return g_object_new (TB_TYPE_SHARE_BAR, NULL);
}

/**
 * tb_share_bar_set:
 * @self: a bar
 * @parts: what the time is made up of, microseconds
 * @whole: what the whole width stands for
 * @words: the same for those who hear it
 */
void
tb_share_bar_set (TbShareBar *self, const gint64 parts[TB_N_SHARES], gint64 whole, const char *words)
{
  for (guint i = 0; i < TB_N_SHARES; i++)
    self->parts[i] = parts[i];
  self->whole = whole;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
