/* tb-lifetimes-chart: see the header. What it looks like is in tb-lifetimes-draw. */
#include "tb-lifetimes-chart.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tb-lifetimes-draw.h"
#include "tb-picture.h"
#include "tb-sentence.h"

#define PICTURE_WIDTH 900
#define PICTURE_MARGIN 24

struct _TbLifetimesChart
{
  GtkWidget parent_instance;

  TbLifetimes *lifetimes;   /* owned, NULL for none */
  gint64 now_us;
  gint64 check_us;
  guint chosen;
};

enum { CERTIFICATE_PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbLifetimesChart, tb_lifetimes_chart, GTK_TYPE_WIDGET)

static int
get_line (TbLifetimesChart *self, PangoLayout **text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "Ag");
  int line;

  pango_layout_get_pixel_size (layout, NULL, &line);
  if (text != NULL)
    *text = g_steal_pointer (&layout);
  return MAX (line, 1);
}

static void
tb_lifetimes_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbLifetimesChart *self = TB_LIFETIMES_CHART (widget);
  AdwStyleManager *manager = adw_style_manager_get_default ();
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (PangoLayout) text = NULL;
  TbPalette palette;
  cairo_t *cr;

  if (self->lifetimes == NULL)
    return;
  get_line (self, &text);
  tb_palette_init (&palette, adw_style_manager_get_dark (manager), adw_style_manager_get_high_contrast (manager));
  palette.background = palette.card;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  tb_lifetimes_draw (&(TbLifetimesPicture) { self->lifetimes, &palette, text, width, self->now_us, self->check_us, self->chosen }, cr);
  cairo_destroy (cr);
}

static void
tb_lifetimes_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                            int *natural_baseline)
{
  TbLifetimesChart *self = TB_LIFETIMES_CHART (widget);
  int line = get_line (self, NULL);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = 20 * line;
  else
    *minimum = *natural = self->lifetimes ? tb_lifetimes_get_height (self->lifetimes, line) : 4 * line;
}

static const TbLifeBar *
pick (TbLifetimesChart *self, double x, double y)
{
  if (self->lifetimes == NULL)
    return NULL;
  return tb_lifetimes_pick (self->lifetimes, gtk_widget_get_width (GTK_WIDGET (self)), get_line (self, NULL), x, y);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, TbLifetimesChart *self)
{
  const TbLifeBar *bar = pick (self, x, y);

  if (bar != NULL)
    g_signal_emit (self, signals[CERTIFICATE_PICKED], 0, bar->certificate);
}

static char *
describe_bar (const TbLifeBar *bar)
{
  g_autofree char *from = tb_sentence_format_moment (bar->from_us);
  g_autofree char *to = tb_sentence_format_moment (bar->to_us);
  g_autofree char *revoked = bar->revoked_us != G_MAXINT64 ? tb_sentence_format_moment (bar->revoked_us) : NULL;
  const char *state = bar->is_replaced && revoked == NULL ? _("replaced") : tb_look_get_word (bar->look);

  if (revoked != NULL)
    /* Translators: three moments of simulated time */
    return g_strdup_printf (_("Issued %s, ends %s, revoked %s"), from, to, revoked);
  /* Translators: two moments of simulated time and a state such as "valid" */
  return g_strdup_printf (_("Issued %s, ends %s: %s"), from, to, state);
}

static gboolean
tb_lifetimes_chart_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const TbLifeBar *bar = keyboard ? NULL : pick (TB_LIFETIMES_CHART (widget), x, y);
  g_autofree char *text = bar ? describe_bar (bar) : NULL;

  gtk_tooltip_set_text (tooltip, text);
  return bar != NULL;
}

static void
describe (TbLifetimesChart *self)
{
  const TbLifeBar *bar = self->lifetimes ? tb_lifetimes_find (self->lifetimes, self->chosen) : NULL;
  guint n = self->lifetimes ? self->lifetimes->bars->len : 0;
  g_autofree char *count = g_strdup_printf (ngettext ("Lifetimes of %u certificate", "Lifetimes of %u certificates", n), n);
  g_autofree char *chosen = bar ? describe_bar (bar) : g_strdup ("");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, count, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, chosen, -1);
}

static void
tb_lifetimes_chart_finalize (GObject *object)
{
  g_clear_pointer (&TB_LIFETIMES_CHART (object)->lifetimes, tb_lifetimes_free);
  G_OBJECT_CLASS (tb_lifetimes_chart_parent_class)->finalize (object);
}

static void
tb_lifetimes_chart_class_init (TbLifetimesChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tb_lifetimes_chart_finalize;
  widget_class->snapshot = tb_lifetimes_chart_snapshot;
  widget_class->measure = tb_lifetimes_chart_measure;
  widget_class->query_tooltip = tb_lifetimes_chart_query_tooltip;
  signals[CERTIFICATE_PICKED] = g_signal_new ("certificate-picked", TB_TYPE_LIFETIMES_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                              G_TYPE_UINT);
  gtk_widget_class_set_css_name (widget_class, "lifetimes");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tb_lifetimes_chart_init (TbLifetimesChart *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->chosen = TB_NO_CERTIFICATE;
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * tb_lifetimes_chart_take:
 * @self: a chart
 * @lifetimes: (transfer full) (nullable): what to show from now on
 */
void
tb_lifetimes_chart_take (TbLifetimesChart *self, TbLifetimes *lifetimes)
{
  gboolean is_same = tb_lifetimes_equal (self->lifetimes, lifetimes);

  g_clear_pointer (&self->lifetimes, tb_lifetimes_free);
  self->lifetimes = lifetimes;
  if (is_same)
    return;
  describe (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const TbLifetimes *
tb_lifetimes_chart_get (TbLifetimesChart *self)
{
  return self->lifetimes;
}

/**
 * tb_lifetimes_chart_set_times:
 * @self: a chart
 * @now_us: where the playhead is
 * @check_us: the time that is checked, which gets a line of its own where it is another one
 */
void
tb_lifetimes_chart_set_times (TbLifetimesChart *self, gint64 now_us, gint64 check_us)
{
  if (self->now_us == now_us && self->check_us == check_us)
    return;
  self->now_us = now_us;
  self->check_us = check_us;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * tb_lifetimes_chart_set_chosen:
 * @self: a chart
 * @certificate: the one to stress
 */
void
tb_lifetimes_chart_set_chosen (TbLifetimesChart *self, guint certificate)
{
  self->chosen = certificate;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * tb_lifetimes_chart_get_edges:
 * @self: a chart
 * @start: (out): pixels at the left of the axis
 * @end: (out): at the right
 */
void
tb_lifetimes_chart_get_edges (TbLifetimesChart *self, int *start, int *end)
{
  int line = get_line (self, NULL);

  *start = self->lifetimes ? (int) tb_lifetimes_get_left (self->lifetimes, line) : 0;
  *end = (int) tb_lifetimes_get_right (line);
}

typedef struct
{
  TbLifetimesPicture picture;
  const char *title;
} Export;

static void
paint (cairo_t *cr, gpointer user_data)
{
  Export *export = user_data;

  gdk_cairo_set_source_rgba (cr, &export->picture.palette->background);
  cairo_paint (cr);
  cairo_translate (cr, PICTURE_MARGIN, PICTURE_MARGIN);
  gdk_cairo_set_source_rgba (cr, &export->picture.palette->ink);
  pango_layout_set_text (export->picture.text, export->title, -1);
  pango_cairo_show_layout (cr, export->picture.text);
  cairo_translate (cr, 0, PICTURE_MARGIN);
  tb_lifetimes_draw (&export->picture, cr);
}

/**
 * tb_lifetimes_chart_export:
 * @self: a chart
 * @title: written above it
 * @path: a file that ends in `.svg`, `.png` or `.pdf`
 * @error: return location
 *
 * Writes the chart on white, the whole file or none.
 *
 * Returns: whether it was written
 */
gboolean
tb_lifetimes_chart_export (TbLifetimesChart *self, const char *title, const char *path, GError **error)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) text = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans 10");
  TbPalette palette;
  Export export = { { self->lifetimes, &palette, text, PICTURE_WIDTH - 2 * PICTURE_MARGIN, self->now_us, self->check_us, self->chosen }, title };
  int line, height;

  g_object_unref (context);
  tb_palette_init (&palette, FALSE, FALSE);
  palette.background = palette.card;
  pango_layout_set_font_description (text, font);
  pango_font_description_free (font);
  pango_layout_set_text (text, "Ag", -1);
  pango_layout_get_pixel_size (text, NULL, &line);
  height = self->lifetimes ? tb_lifetimes_get_height (self->lifetimes, line) + 3 * PICTURE_MARGIN : 0;
  return tb_picture_write (path, PICTURE_WIDTH, height, paint, &export, error);
}
