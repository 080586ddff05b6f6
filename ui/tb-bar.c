/* tb-bar: how much of a lifetime is over. See the header. */
#include "tb-bar.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define HEIGHT 8

struct _TbBar
{
  GtkWidget parent_instance;

  double share;
  double mark;
  const TbLook *look;     /* borrowed, static */
};

G_DEFINE_FINAL_TYPE (TbBar, tb_bar, GTK_TYPE_WIDGET)

static void
tb_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbBar *self = TB_BAR (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height);
  GskRoundedRect outline;
  GdkRGBA color, rest;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &rest);
  rest.alpha *= 0.15f;
  tb_look_get_color (self->look, adw_style_manager_get_dark (adw_style_manager_get_default ()), &color);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &rest, &bounds);
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, 0, width * (float) self->share, height));
  gtk_snapshot_pop (snapshot);
  tb_look_get_color (tb_look_identity (TB_IDENTITY_EXPIRING), adw_style_manager_get_dark (adw_style_manager_get_default ()), &color);
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (width * (float) self->mark - 1, -2, 3, height + 4));
}

static void
tb_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 40;
}

/**
 * tb_bar_set:
 * @self: a bar
 * @share: of the lifetime that is over, 0 to 1
 * @mark: when the renewal is due, 0 to 1
 * @look: (transfer none): whose colour
 */
void
tb_bar_set (TbBar *self, double share, double mark, const TbLook *look)
{
  g_autofree char *text = g_strdup_printf (_("%d %% of the lifetime is over, renewal at %d %%"), (int) (share * 100), (int) (mark * 100));

  if (self->share == share && self->mark == mark && self->look == look)
    return;
  self->share = share;
  self->mark = mark;
  self->look = look;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tb_bar_class_init (TbBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = tb_bar_snapshot;
  widget_class->measure = tb_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "lifebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tb_bar_init (TbBar *self)
{
  self->look = tb_look_identity (TB_IDENTITY_NONE);
}

GtkWidget *
tb_bar_new (void)
{
  return g_object_new (TB_TYPE_BAR, NULL);
}
