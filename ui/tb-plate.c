/* tb-plate: see the header. */
#include "tb-plate.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tb-picture.h"

#define SMALL 0.9             /* beside the text of the window */
#define LEAST_LINES 16
#define PICTURE_WIDTH 1000
#define PICTURE_MARGIN 24

struct _TbPlate
{
  GtkWidget parent_instance;

  const TbPlateKind *kind;
  gpointer data;    /* owned, NULL for none */
  int cursor;
};

enum { PART_PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbPlate, tb_plate, GTK_TYPE_WIDGET)

/* --- for drawings --- */

double
tb_plate_measure (const TbPlateInk *ink, const char *words)
{
  int width;

  pango_layout_set_width (ink->text, -1);
  pango_layout_set_text (ink->text, words, -1);
  pango_layout_get_pixel_size (ink->text, &width, NULL);
  return width;
}

/**
 * tb_plate_write:
 * @ink: with what
 * @cr: where
 * @words: what
 * @x: where it begins, with @align 0; is in the middle, with 0.5; ends, with 1
 * @y: its top
 * @width: where it is cut, 0 for never
 * @align: see @x
 * @color: its colour
 */
void
tb_plate_write (const TbPlateInk *ink, cairo_t *cr, const char *words, double x, double y, double width, double align, const GdkRGBA *color)
{
  double own = tb_plate_measure (ink, words);

  if (width > 0 && own > width)
    {
      pango_layout_set_width (ink->text, (int) (width * PANGO_SCALE));
      pango_layout_set_ellipsize (ink->text, PANGO_ELLIPSIZE_END);
      own = width;
    }
  gdk_cairo_set_source_rgba (cr, color);
  cairo_move_to (cr, (int) (x - own * align), (int) y);
  pango_cairo_show_layout (cr, ink->text);
  pango_layout_set_width (ink->text, -1);
}

void
tb_plate_mix (const GdkRGBA *from, const GdkRGBA *to, double share, GdkRGBA *color)
{
  float part = (float) share;

  *color = (GdkRGBA) { from->red + (to->red - from->red) * part, from->green + (to->green - from->green) * part, from->blue + (to->blue - from->blue) * part, 1 };
}

/* --- drawing --- */

static double
get_line (PangoLayout *text)
{
  int line;

  pango_layout_set_text (text, "Ag", -1);
  pango_layout_get_pixel_size (text, NULL, &line);
  return MAX (line, 1);
}

static PangoLayout *
make_text (TbPlate *self)
{
  PangoLayout *text = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  PangoFontDescription *font = pango_font_description_copy (pango_context_get_font_description (gtk_widget_get_pango_context (GTK_WIDGET (self))));
  double size = pango_font_description_get_size (font) * SMALL;

  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, size);
  else
    pango_font_description_set_size (font, (int) size);
  pango_layout_set_font_description (text, font);
  pango_font_description_free (font);
  return text;
}

static void
tb_plate_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbPlate *self = TB_PLATE (widget);
  AdwStyleManager *manager = adw_style_manager_get_default ();
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (PangoLayout) text = make_text (self);
  TbPalette palette;
  cairo_t *cr;

  if (self->data == NULL)
    return;
  tb_palette_init (&palette, adw_style_manager_get_dark (manager), adw_style_manager_get_high_contrast (manager));
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  self->kind->draw (self->data, &(TbPlateInk) { &palette, text, width, height, get_line (text), self->cursor }, cr);
  cairo_destroy (cr);
}

static void
tb_plate_measure_widget (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  TbPlate *self = TB_PLATE (widget);
  g_autoptr (PangoLayout) text = make_text (self);
  double line = get_line (text);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = (int) (LEAST_LINES * line);
  else
    *minimum = *natural = self->data != NULL ? self->kind->measure (self->data, for_size, line) : (int) (4 * line);
}

/* --- pointing --- */

static void
point (TbPlate *self, int part)
{
  g_autofree char *text = part >= 0 && self->data != NULL ? self->kind->describe (self->data, part) : NULL;

  if (part == self->cursor)
    return;
  self->cursor = part;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
pick (TbPlate *self, double x, double y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (PangoLayout) text = make_text (self);
  TbPlateInk ink = { NULL, text, gtk_widget_get_width (widget), gtk_widget_get_height (widget), get_line (text), -1 };

  return self->data != NULL ? self->kind->pick (self->data, &ink, x, y) : -1;
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, TbPlate *self)
{
  point (self, pick (self, x, y));
}

static void
on_left (GtkEventControllerMotion *motion, TbPlate *self)
{
  point (self, -1);
}

static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, TbPlate *self)
{
  int part = pick (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (part >= 0)
    g_signal_emit (self, signals[PART_PICKED], 0, part);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TbPlate *self)
{
  static const struct { guint key; int right, down; } arrows[] = { { GDK_KEY_Left, -1, 0 }, { GDK_KEY_Right, 1, 0 }, { GDK_KEY_Up, 0, -1 }, { GDK_KEY_Down, 0, 1 } };

  if (self->data == NULL || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    if (key == arrows[i].key)
      {
        point (self, self->kind->step (self->data, self->cursor, arrows[i].right, arrows[i].down));
        gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
        return GDK_EVENT_STOP;
      }
  if (self->cursor < 0 || (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter))
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, signals[PART_PICKED], 0, self->cursor);
  return GDK_EVENT_STOP;
}

static gboolean
tb_plate_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  TbPlate *self = TB_PLATE (widget);
  int part = keyboard ? self->cursor : pick (self, x, y);
  g_autofree char *text = part >= 0 && self->data != NULL ? self->kind->describe (self->data, part) : NULL;

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

/* --- the object --- */

static void
tb_plate_finalize (GObject *object)
{
  TbPlate *self = TB_PLATE (object);

  g_clear_pointer (&self->data, self->kind->free);
  G_OBJECT_CLASS (tb_plate_parent_class)->finalize (object);
}

static void
tb_plate_class_init (TbPlateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tb_plate_finalize;
  widget_class->snapshot = tb_plate_snapshot;
  widget_class->measure = tb_plate_measure_widget;
  widget_class->query_tooltip = tb_plate_query_tooltip;
  signals[PART_PICKED] = g_signal_new ("part-picked", TB_TYPE_PLATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_css_name (widget_class, "plate");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tb_plate_init (TbPlate *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->cursor = -1;
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_left), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * tb_plate_new:
 * @kind: how its data are drawn; lives as long as the program
 *
 * Returns: (transfer floating): a plate without data
 */
GtkWidget *
tb_plate_new (const TbPlateKind *kind)
{
  TbPlate *self = g_object_new (TB_TYPE_PLATE, NULL);

  self->kind = kind;
  return GTK_WIDGET (self);
}

void
tb_plate_take (TbPlate *self, gpointer data)
{
  g_autofree char *summary = data != NULL ? self->kind->summarize (data) : g_strdup ("");

  g_clear_pointer (&self->data, self->kind->free);
  self->data = data;
  self->cursor = -1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, summary, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gconstpointer
tb_plate_get (TbPlate *self)
{
  return self->data;
}

/* --- files --- */

typedef struct
{
  TbPlate *plate;
  TbPlateInk ink;
  const char *title;
} Export;

static void
paint (cairo_t *cr, gpointer user_data)
{
  Export *export = user_data;

  gdk_cairo_set_source_rgba (cr, &export->ink.palette->card);
  cairo_paint (cr);
  tb_plate_write (&export->ink, cr, export->title, PICTURE_MARGIN, PICTURE_MARGIN, 0, 0, &export->ink.palette->ink);
  cairo_translate (cr, PICTURE_MARGIN, PICTURE_MARGIN + 2 * export->ink.line);
  export->plate->kind->draw (export->plate->data, &export->ink, cr);
}

/**
 * tb_plate_export:
 * @self: a plate
 * @title: written above it
 * @path: a file that ends in `.svg`, `.png` or `.pdf`
 * @error: return location
 *
 * Writes the drawing on white, the whole file or none.
 *
 * Returns: whether it was written
 */
gboolean
tb_plate_export (TbPlate *self, const char *title, const char *path, GError **error)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) text = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans 10");
  TbPalette palette;
  Export export = { self, { &palette, text, PICTURE_WIDTH - 2 * PICTURE_MARGIN, 0, 0, -1 }, title };

  g_object_unref (context);
  pango_layout_set_font_description (text, font);
  pango_font_description_free (font);
  if (self->data == NULL)
    {
      g_set_error_literal (error, TB_PICTURE_ERROR, TB_PICTURE_ERROR_EMPTY, _("There is nothing to draw yet."));
      return FALSE;
    }
  tb_palette_init (&palette, FALSE, FALSE);
  export.ink.line = get_line (text);
  export.ink.height = self->kind->measure (self->data, export.ink.width, export.ink.line);
  return tb_picture_write (path, PICTURE_WIDTH, (int) (export.ink.height + 2 * export.ink.line) + 2 * PICTURE_MARGIN, paint, &export, error);
}
