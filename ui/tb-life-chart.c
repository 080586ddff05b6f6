/* tb-life-chart: see the header. What it looks like is in tb-life-draw, hands are in tb-life-input. */
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-life-chart-private.h"
#include "tb-life-words.h"
#include "tb-picture.h"
#include "tb-units.h"

#define PICTURE_WIDTH 1120
#define PICTURE_HEIGHT 640
#define PICTURE_MARGIN 24

enum { OBJECT_PICKED, TIME_PICKED, AXES_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbLifeChart, tb_life_chart, GTK_TYPE_WIDGET)

gboolean
tb_life_chart_has_rows (TbLifeChart *self)
{
  return self->index != NULL && self->rows != NULL && self->rows->n_rows > 0;
}

static void
redraw (TbLifeChart *self)
{
  g_clear_pointer (&self->drawn, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
measure_line (PangoLayout *text)
{
  int line;

  pango_layout_set_width (text, -1);
  pango_layout_set_text (text, "Ag", -1);
  pango_layout_get_pixel_size (text, NULL, &line);
  return MAX (line, 1);
}

static PangoLayout *
ensure_text (TbLifeChart *self)
{
  if (self->text == NULL)
    self->text = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  return self->text;
}

void
tb_life_chart_get_layout (TbLifeChart *self, TbLifeLayout *layout)
{
  *layout = (TbLifeLayout) { self->axes, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)),
                             measure_line (ensure_text (self)) };
}

/* --- what part is shown --- */

void
tb_life_chart_take_axes (TbLifeChart *self, const TbLifeAxes *axes)
{
  if (memcmp (&self->axes, axes, sizeof self->axes) == 0)
    return;
  self->axes = *axes;
  self->is_whole = memcmp (axes, &self->whole, sizeof self->whole) == 0;
  redraw (self);
  g_signal_emit (self, signals[AXES_CHANGED], 0);
}

/**
 * tb_life_chart_fit:
 * @self: a chart
 *
 * Shows all there is, and goes on to as it grows.
 */
void
tb_life_chart_fit (TbLifeChart *self)
{
  tb_life_chart_take_axes (self, &self->whole);
}

static void
take_whole (TbLifeChart *self, const TbLifeAxes *whole)
{
  if (memcmp (&self->whole, whole, sizeof self->whole) == 0)
    return;
  self->whole = *whole;
  if (self->is_whole)
    tb_life_chart_take_axes (self, whole);
}

/**
 * tb_life_chart_set_whole:
 * @self: a chart
 * @from_us: the first time there is anything to show of
 * @to_us: the last
 */
void
tb_life_chart_set_whole (TbLifeChart *self, gint64 from_us, gint64 to_us)
{
  TbLifeAxes whole = self->whole;

  whole.from_us = from_us;
  whole.to_us = MAX (to_us, from_us + TB_US_PER_SECOND);
  take_whole (self, &whole);
}

/* The row of whom is selected, else the middle one. */
static double
find_focus (TbLifeChart *self)
{
  guint row;

  if (self->selected != TB_NOBODY && tb_life_rows_find (self->rows, self->selected, &row))
    return row + 0.5;
  return self->axes.row + self->axes.n_rows / 2;
}

/**
 * tb_life_chart_zoom:
 * @self: a chart
 * @factor: more than 1 to come nearer
 * @rows: fewer and larger rows, rather than less and larger time
 */
void
tb_life_chart_zoom (TbLifeChart *self, double factor, gboolean rows)
{
  TbLifeAxes axes = self->axes;
  gboolean is_seen = self->now_us >= axes.from_us && self->now_us <= axes.to_us;

  if (!tb_life_chart_has_rows (self))
    return;
  if (rows)
    tb_life_axes_zoom_rows (&axes, &self->whole, find_focus (self), factor);
  else
    tb_life_axes_zoom_time (&axes, &self->whole, is_seen ? self->now_us : axes.from_us + (axes.to_us - axes.from_us) / 2, factor);
  tb_life_chart_take_axes (self, &axes);
}

const TbLifeAxes *
tb_life_chart_get_axes (TbLifeChart *self)
{
  return &self->axes;
}

const TbLifeRows *
tb_life_chart_get_rows (TbLifeChart *self)
{
  return self->rows;
}

/* --- who is where --- */

guint32
tb_life_chart_pick (TbLifeChart *self, double x, double y)
{
  TbLifeLayout layout;
  double row;

  if (!tb_life_chart_has_rows (self))
    return TB_NOBODY;
  tb_life_chart_get_layout (self, &layout);
  row = tb_life_layout_get_row (&layout, y);
  return tb_life_layout_is_inside (&layout, x, y) && row >= 0 ? tb_life_rows_get (self->rows, (guint) row) : TB_NOBODY;
}

void
tb_life_chart_pick_object (TbLifeChart *self, guint32 object)
{
  g_signal_emit (self, signals[OBJECT_PICKED], 0, object);
}

void
tb_life_chart_pick_time (TbLifeChart *self, gint64 time_us)
{
  g_signal_emit (self, signals[TIME_PICKED], 0, time_us);
}

void
tb_life_chart_move (TbLifeChart *self, int by)
{
  guint row;

  if (!tb_life_chart_has_rows (self))
    return;
  if (!tb_life_rows_find (self->rows, self->selected, &row))
    {
      row = (guint) MAX (self->axes.row, 0);
      by = by == 1 ? 0 : by;
    }
  row = (guint) CLAMP ((gint64) row + by, 0, (gint64) self->rows->n_rows - 1);
  tb_life_chart_pick_object (self, tb_life_rows_get (self->rows, row));
}

/* Who is selected comes into sight when only some are shown. */
static void
reveal (TbLifeChart *self)
{
  TbLifeAxes axes = self->axes;
  guint row;

  if (!tb_life_chart_has_rows (self) || !tb_life_rows_find (self->rows, self->selected, &row))
    return;
  if (row >= axes.row && row + 1 <= axes.row + axes.n_rows)
    return;
  tb_life_axes_pan (&axes, &self->whole, 0, row + 0.5 - axes.row - axes.n_rows / 2);
  tb_life_chart_take_axes (self, &axes);
}

static void
tell (TbLifeChart *self)
{
  guint n = self->rows != NULL ? self->rows->n_rows : 0;
  g_autofree char *count = g_strdup_printf (ngettext ("Lifetimes of the certificates of %u device", "Lifetimes of the certificates of %u devices", n), n);
  gboolean has_one = self->selected != TB_NOBODY && self->index != NULL;
  g_autofree char *name = has_one ? tb_fleet_dup_name (tb_life_index_get_fleet (self->index), self->selected) : NULL;
  g_autofree char *facts = has_one ? tb_life_describe_all (self->index, self->selected, self->now_us) : NULL;
  g_autofree char *words = has_one ? g_strdup_printf ("%s: %s", name, facts) : g_strdup ("");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, count, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

/**
 * tb_life_chart_set_selected:
 * @self: a chart
 * @object: whom to stress and bring into sight, or %TB_NOBODY
 */
void
tb_life_chart_set_selected (TbLifeChart *self, guint32 object)
{
  if (self->selected == object)
    return;
  self->selected = object;
  reveal (self);
  tell (self);
  redraw (self);
}

/* --- drawing --- */

static TbLifePicture
make_picture (TbLifeChart *self, const TbLifeLayout *layout, const TbPalette *palette, PangoLayout *text)
{
  return (TbLifePicture) { self->index, self->rows, *layout, palette, text, self->now_us, self->selected, self->hover };
}

static void
draw_base (TbLifeChart *self, const TbLifePicture *picture)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, (float) picture->layout.width, (float) picture->layout.height);
  cairo_t *cr;

  self->drawn = gsk_cairo_node_new (&area);
  cr = gsk_cairo_node_get_draw_context (self->drawn);
  tb_life_draw (picture, cr);
  cairo_destroy (cr);
  self->drawn_us = self->now_us;
}

static void
tb_life_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbLifeChart *self = TB_LIFE_CHART (widget);
  AdwStyleManager *manager = adw_style_manager_get_default ();
  TbLifePicture picture;
  TbLifeLayout layout;
  TbPalette palette;
  cairo_t *cr;

  if (!tb_life_chart_has_rows (self))
    return;
  tb_life_chart_get_layout (self, &layout);
  tb_palette_init (&palette, adw_style_manager_get_dark (manager), adw_style_manager_get_high_contrast (manager));
  palette.background = palette.card;
  picture = make_picture (self, &layout, &palette, self->text);
  if (self->drawn == NULL)
    draw_base (self, &picture);
  gtk_snapshot_append_node (snapshot, self->drawn);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) layout.width, (float) layout.height));
  tb_life_draw_moving (&picture, cr);
  cairo_destroy (cr);
}

static void
tb_life_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  int line = measure_line (ensure_text (TB_LIFE_CHART (widget)));

  *minimum = line * (orientation == GTK_ORIENTATION_HORIZONTAL ? 20 : 9);
  *natural = line * (orientation == GTK_ORIENTATION_HORIZONTAL ? 40 : 18);
}

static void
tb_life_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  g_clear_pointer (&TB_LIFE_CHART (widget)->drawn, gsk_render_node_unref);
}

static void
tb_life_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tb_life_chart_parent_class)->css_changed (widget, change);
  g_clear_object (&TB_LIFE_CHART (widget)->text);
  redraw (TB_LIFE_CHART (widget));
  gtk_widget_queue_resize (widget);
}

/* --- the object --- */

static void
tb_life_chart_dispose (GObject *object)
{
  TbLifeChart *self = TB_LIFE_CHART (object);

  g_clear_pointer (&self->drawn, gsk_render_node_unref);
  g_clear_pointer (&self->rows, tb_life_rows_free);
  g_clear_object (&self->text);
  G_OBJECT_CLASS (tb_life_chart_parent_class)->dispose (object);
}

static void
tb_life_chart_class_init (TbLifeChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_life_chart_dispose;
  widget_class->snapshot = tb_life_chart_snapshot;
  widget_class->measure = tb_life_chart_measure;
  widget_class->size_allocate = tb_life_chart_size_allocate;
  widget_class->css_changed = tb_life_chart_css_changed;
  signals[OBJECT_PICKED] = g_signal_new ("object-picked", TB_TYPE_LIFE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[TIME_PICKED] = g_signal_new ("time-picked", TB_TYPE_LIFE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[AXES_CHANGED] = g_signal_new ("axes-changed", TB_TYPE_LIFE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "lifechart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tb_life_chart_init (TbLifeChart *self)
{
  self->axes = self->whole = (TbLifeAxes) { 0, TB_US_PER_DAY, 0, 1 };
  self->is_whole = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  tb_life_chart_set_up_input (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (redraw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast", G_CALLBACK (redraw), self, G_CONNECT_SWAPPED);
}

/**
 * tb_life_chart_new:
 *
 * Returns: (transfer floating): a chart of nobody
 */
GtkWidget *
tb_life_chart_new (void)
{
  return g_object_new (TB_TYPE_LIFE_CHART, NULL);
}

/**
 * tb_life_chart_set_index:
 * @self: a chart
 * @index: (nullable): must live until another is set
 */
void
tb_life_chart_set_index (TbLifeChart *self, TbLifeIndex *index)
{
  self->index = index;
  self->selected = self->hover = TB_NOBODY;
  tell (self);
  redraw (self);
}

/**
 * tb_life_chart_take_rows:
 * @self: a chart
 * @rows: (transfer full): who is shown from now on
 */
void
tb_life_chart_take_rows (TbLifeChart *self, TbLifeRows *rows)
{
  TbLifeAxes whole = self->whole;

  g_clear_pointer (&self->rows, tb_life_rows_free);
  self->rows = rows;
  whole.n_rows = MAX (rows->n_rows, 1);
  self->axes.row = 0;
  self->axes.n_rows = whole.n_rows;
  take_whole (self, &whole);
  tell (self);
  redraw (self);
}

/**
 * tb_life_chart_set_playhead:
 * @self: a chart
 * @now_us: where it is
 *
 * Moves the line. What is over and what is to come changes places with the next [method@LifeChart.changed].
 */
void
tb_life_chart_set_playhead (TbLifeChart *self, gint64 now_us)
{
  if (self->now_us == now_us)
    return;
  self->now_us = now_us;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tb_life_chart_changed (TbLifeChart *self)
{
  tell (self);
  redraw (self);
}

/* --- files --- */

typedef struct
{
  TbLifePicture picture;
  const char *title;
} Export;

static void
paint (cairo_t *cr, gpointer user_data)
{
  const Export *export = user_data;

  gdk_cairo_set_source_rgba (cr, &export->picture.palette->background);
  cairo_paint (cr);
  cairo_translate (cr, PICTURE_MARGIN, PICTURE_MARGIN);
  gdk_cairo_set_source_rgba (cr, &export->picture.palette->ink);
  pango_layout_set_text (export->picture.text, export->title, -1);
  pango_cairo_show_layout (cr, export->picture.text);
  cairo_translate (cr, 0, PICTURE_MARGIN * 1.5);
  tb_life_draw (&export->picture, cr);
  tb_life_draw_moving (&export->picture, cr);
}

/**
 * tb_life_chart_export:
 * @self: a chart
 * @title: written above it
 * @path: a file that ends in `.svg`, `.png` or `.pdf`
 * @error: return location
 *
 * Writes what is shown on white, the whole file or none.
 *
 * Returns: whether it was written
 */
gboolean
tb_life_chart_export (TbLifeChart *self, const char *title, const char *path, GError **error)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) text = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans 10.5");
  TbLifeLayout layout;
  TbPalette palette;
  Export export;

  g_object_unref (context);
  pango_layout_set_font_description (text, font);
  pango_font_description_free (font);
  tb_palette_init (&palette, FALSE, FALSE);
  palette.background = palette.card;
  layout = (TbLifeLayout) { self->axes, PICTURE_WIDTH - 2 * PICTURE_MARGIN, PICTURE_HEIGHT - 3.5 * PICTURE_MARGIN, measure_line (text) };
  export = (Export) { make_picture (self, &layout, &palette, text), title };
  export.picture.hover = TB_NOBODY;
  return tb_picture_write (path, PICTURE_WIDTH, tb_life_chart_has_rows (self) ? PICTURE_HEIGHT : 0, paint, &export, error);
}
