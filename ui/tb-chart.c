/* tb-chart: see the header. Where things stand is in tb-chart-layout, what they look like in tb-chart-draw, hands in tb-chart-input. */
#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tb-chart-widget.h"
#include "tb-picture.h"

#define PICTURE_WIDTH 960
#define PICTURE_HEIGHT 540
#define PICTURE_MARGIN 24

enum { TIME_PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbChart, tb_chart, GTK_TYPE_WIDGET)

static void
forget (TbChart *self)
{
  g_clear_pointer (&self->layout, tb_chart_layout_free);
  g_clear_pointer (&self->drawn, gsk_render_node_unref);
}

/* The layout for the widget as it is now. */
const TbChartLayout *
tb_chart_ensure_layout (TbChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (self->layout != NULL && (self->layout->width != width || self->layout->height != height))
    forget (self);
  if (self->text == NULL)
    self->text = gtk_widget_create_pango_layout (widget, NULL);
  if (self->layout == NULL)
    self->layout = tb_chart_layout_new (&self->model, self->text, width, height);
  return self->layout;
}

static void
draw_base (TbChart *self, const TbChartPicture *picture)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, (float) picture->layout->width, (float) picture->layout->height);
  cairo_t *cr;

  self->drawn = gsk_cairo_node_new (&area);
  cr = gsk_cairo_node_get_draw_context (self->drawn);
  tb_chart_draw (picture, cr);
  cairo_destroy (cr);
}

static void
draw_moving (TbChart *self, const TbChartPicture *picture, GtkSnapshot *snapshot)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) picture->layout->width, (float) picture->layout->height));

  tb_chart_draw_playhead (picture, cr);
  if (self->cursor_us != TB_CHART_NO_TIME)
    tb_chart_draw_cursor (picture, cr, self->cursor_us);
  cairo_destroy (cr);
}

static void
tb_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbChart *self = TB_CHART (widget);
  AdwStyleManager *manager = adw_style_manager_get_default ();
  TbPalette palette;

  if (gtk_widget_get_width (widget) < 2 || gtk_widget_get_height (widget) < 2)
    return;
  tb_palette_init (&palette, adw_style_manager_get_dark (manager), adw_style_manager_get_high_contrast (manager));
  tb_chart_ensure_layout (self);
  TbChartPicture picture = { &self->model, self->layout, &palette, self->text };
  if (self->drawn == NULL)
    draw_base (self, &picture);
  gtk_snapshot_append_node (snapshot, self->drawn);
  draw_moving (self, &picture, snapshot);
}

static void
tb_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, "Ag");
  int line;

  pango_layout_get_pixel_size (layout, NULL, &line);
  *minimum = line * (orientation == GTK_ORIENTATION_HORIZONTAL ? 10 : 8);
  *natural = line * (orientation == GTK_ORIENTATION_HORIZONTAL ? 28 : 12);
}

static void
tb_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tb_chart_parent_class)->css_changed (widget, change);
  g_clear_object (&TB_CHART (widget)->text);
  forget (TB_CHART (widget));
  gtk_widget_queue_resize (widget);
}

/* What a screen reader says; asked for when it may have changed, not at every frame. */
void
tb_chart_tell (TbChart *self)
{
  TbChartScale scale = { self->model.unit, FALSE, 0, 1, 1 };
  g_autofree char *words = tb_chart_describe (&self->model, &scale, self->cursor_us);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->model.title ? self->model.title : _("Chart"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

void
tb_chart_emit_picked (TbChart *self, gint64 time_us)
{
  g_signal_emit (self, signals[TIME_PICKED], 0, time_us);
}

/* --- the object --- */

static void
on_dark (TbChart *self)
{
  forget (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tb_chart_finalize (GObject *object)
{
  TbChart *self = TB_CHART (object);

  forget (self);
  g_clear_object (&self->text);
  tb_chart_model_clear (&self->model);
  G_OBJECT_CLASS (tb_chart_parent_class)->finalize (object);
}

static void
tb_chart_class_init (TbChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tb_chart_finalize;
  widget_class->snapshot = tb_chart_snapshot;
  widget_class->measure = tb_chart_measure;
  widget_class->css_changed = tb_chart_css_changed;
  signals[TIME_PICKED] = g_signal_new ("time-picked", TB_TYPE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tb_chart_init (TbChart *self)
{
  self->model.series = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_chart_series_free);
  self->model.playhead_us = TB_CHART_NO_TIME;
  self->cursor_us = TB_CHART_NO_TIME;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  tb_chart_set_up_input (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (on_dark), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast", G_CALLBACK (on_dark), self, G_CONNECT_SWAPPED);
}

/**
 * tb_chart_new:
 *
 * Returns: (transfer floating): a chart without curves
 */
GtkWidget *
tb_chart_new (void)
{
  return g_object_new (TB_TYPE_CHART, NULL);
}

/**
 * tb_chart_changed:
 * @self: a chart
 *
 * To be called after points were added to a curve of it.
 */
void
tb_chart_changed (TbChart *self)
{
  forget (self);
  tb_chart_tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- files --- */

typedef struct
{
  TbChartPicture picture;
} Export;

static void
paint (cairo_t *cr, gpointer user_data)
{
  const Export *export = user_data;

  gdk_cairo_set_source_rgba (cr, &export->picture.palette->card);
  cairo_paint (cr);
  cairo_translate (cr, PICTURE_MARGIN, PICTURE_MARGIN);
  tb_chart_draw (&export->picture, cr);
  tb_chart_draw_playhead (&export->picture, cr);
}

static PangoLayout *
new_text (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans 10.5");
  PangoLayout *text = pango_layout_new (context);

  pango_layout_set_font_description (text, font);
  pango_font_description_free (font);
  g_object_unref (context);
  return text;
}

/**
 * tb_chart_export:
 * @self: a chart
 * @title: (nullable): written above it, or %NULL for its own
 * @path: a file that ends in `.svg`, `.png` or `.pdf`
 * @error: return location
 *
 * Writes the chart on white, the whole file or none.
 *
 * Returns: whether it was written
 */
gboolean
tb_chart_export (TbChart *self, const char *title, const char *path, GError **error)
{
  TbChartModel model = self->model;
  g_autoptr (PangoLayout) text = new_text ();
  g_autoptr (TbChartLayout) layout = NULL;
  Export export;
  TbPalette palette;

  model.title = (char *) (title ? title : self->model.title);
  tb_palette_init (&palette, FALSE, FALSE);
  layout = tb_chart_layout_new (&model, text, PICTURE_WIDTH - 2 * PICTURE_MARGIN, PICTURE_HEIGHT - 2 * PICTURE_MARGIN);
  export.picture = (TbChartPicture) { &model, layout, &palette, text };
  return tb_picture_write (path, PICTURE_WIDTH, layout->is_empty ? 0 : PICTURE_HEIGHT, paint, &export, error);
}

/**
 * tb_chart_make_csv:
 * @self: a chart
 *
 * Returns: (transfer full): its points as text: time in seconds, one column for each curve, two for a band
 */
char *
tb_chart_make_csv (TbChart *self)
{
  return tb_chart_model_to_csv (&self->model);
}

/**
 * tb_chart_write_csv:
 * @self: a chart
 * @path: a file
 * @error: return location
 *
 * Returns: whether the whole file was written
 */
gboolean
tb_chart_write_csv (TbChart *self, const char *path, GError **error)
{
  g_autofree char *csv = tb_chart_model_to_csv (&self->model);

  return g_file_set_contents_full (path, csv, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
}
