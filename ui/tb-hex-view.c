/* tb-hex-view: see the header. Where bytes stand is tb-hex-layout's business; here are pixels, keys and the clipboard. */
#include "tb-hex-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tb-hex-layout.h"
#include "tb-ladder-look.h"
#include "tb-monospace.h"

#define LINE_SPACING 4
#define FONT_SCALE   0.8
#define SPOKEN_BYTES 16

struct _TbHexView
{
  GtkWidget parent_instance;

  GBytes *bytes;                              /* owned */
  gsize lit_offset;
  gsize lit_length;
  gsize caret;
  gboolean shows_caret;                       /* a byte was picked, here or from outside */

  GtkAdjustment *adjustments[2];              /* owned, by GtkOrientation */
  GtkScrollablePolicy policies[2];

  PangoLayout *layout;                        /* owned, made again with the font */
  int char_width;
  int row_height;
  guint per_row;
};

enum { PROP_0, PROP_HADJUSTMENT, PROP_VADJUSTMENT, PROP_HSCROLL_POLICY, PROP_VSCROLL_POLICY };

static guint byte_picked;

G_DEFINE_FINAL_TYPE_WITH_CODE (TbHexView, tb_hex_view, GTK_TYPE_WIDGET, G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static const guint8 *
get_bytes (TbHexView *self, gsize *n_bytes)
{
  *n_bytes = 0;
  return self->bytes ? g_bytes_get_data (self->bytes, n_bytes) : NULL;
}

static void
ensure_font (TbHexView *self)
{
  if (self->layout != NULL)
    return;
  self->layout = tb_monospace_layout_new (GTK_WIDGET (self), FONT_SCALE, &self->char_width, &self->row_height);
  self->row_height += LINE_SPACING;
}

static void
configure_scrolling (TbHexView *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self)), width = gtk_widget_get_width (GTK_WIDGET (self));
  GtkAdjustment *vertical = self->adjustments[GTK_ORIENTATION_VERTICAL], *horizontal = self->adjustments[GTK_ORIENTATION_HORIZONTAL];
  gsize n_bytes;
  double total;

  ensure_font (self);
  get_bytes (self, &n_bytes);
  self->per_row = tb_hex_choose_per_row ((guint) (width / self->char_width));
  total = (double) tb_hex_get_n_rows (n_bytes, self->per_row) * self->row_height;
  if (vertical != NULL)
    gtk_adjustment_configure (vertical, gtk_adjustment_get_value (vertical), 0, MAX (total, height), self->row_height, height * 0.9, height);
  if (horizontal != NULL)
    gtk_adjustment_configure (horizontal, 0, 0, width, 1, width, width);
}

static double
scroll_offset (TbHexView *self)
{
  GtkAdjustment *vertical = self->adjustments[GTK_ORIENTATION_VERTICAL];

  return vertical ? gtk_adjustment_get_value (vertical) : 0;
}

static void
scroll_to (TbHexView *self, gsize offset)
{
  GtkAdjustment *vertical = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double top = (double) (offset / MAX (self->per_row, 1)) * self->row_height;

  if (vertical != NULL)
    gtk_adjustment_clamp_page (vertical, MAX (top - self->row_height, 0), top + 2 * self->row_height);
}

static void
draw_text (TbHexView *self, GtkSnapshot *snapshot, guint column, double y, const char *text, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (column * (guint) self->char_width), (float) y + LINE_SPACING / 2));
  pango_layout_set_text (self->layout, text, -1);
  gtk_snapshot_append_layout (snapshot, self->layout, color);
  gtk_snapshot_restore (snapshot);
}

/* One box behind neighbouring bytes of a row that are lit. */
static void
draw_lit (TbHexView *self, GtkSnapshot *snapshot, gsize row, double y, const GdkRGBA *color)
{
  gsize row_start = row * self->per_row, row_end = row_start + self->per_row;
  gsize from = MAX (self->lit_offset, row_start), to = MIN (self->lit_offset + self->lit_length, row_end);
  guint first, last;
  float unit = (float) self->char_width;

  if (from >= to)
    return;
  first = (guint) (from - row_start);
  last = (guint) (to - 1 - row_start);
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (tb_hex_digits_column (self->per_row, first) * unit - 2, (float) y,
                                                  (tb_hex_digits_column (self->per_row, last) + 2 - tb_hex_digits_column (self->per_row, first)) * unit + 4,
                                                  (float) self->row_height));
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (tb_hex_text_column (self->per_row, first) * unit, (float) y, (float) (last - first + 1) * unit,
                                                  (float) self->row_height));
}

static void
draw_caret (TbHexView *self, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  const float widths[4] = { 1, 1, 1, 1 };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  float unit = (float) self->char_width;
  float x = tb_hex_digits_column (self->per_row, (guint) (self->caret % self->per_row)) * unit;
  float y = (float) (self->caret / self->per_row) * (float) self->row_height - (float) scroll_offset (self);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (x - 2, y, 2 * unit + 4, (float) self->row_height), 2);
  gtk_snapshot_append_border (snapshot, &outline, widths, colors);
}

static void
draw_row (TbHexView *self, GtkSnapshot *snapshot, gsize row, double y, const TbLadderLook *look)
{
  gsize n_bytes;
  const guint8 *bytes = get_bytes (self, &n_bytes);
  g_autofree char *offset = tb_hex_format_offset (row * self->per_row);
  g_autofree char *digits = tb_hex_format_digits (bytes, n_bytes, self->per_row, row);
  g_autofree char *text = tb_hex_format_text (bytes, n_bytes, self->per_row, row);

  draw_lit (self, snapshot, row, y, &look->lit);
  draw_text (self, snapshot, 0, y, offset, &look->dim);
  draw_text (self, snapshot, tb_hex_digits_column (self->per_row, 0), y, digits, &look->text);
  draw_text (self, snapshot, tb_hex_text_column (self->per_row, 0), y, text, &look->dim);
}

static void
tb_hex_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbHexView *self = TB_HEX_VIEW (widget);
  const TbLadderLook *look = tb_ladder_look_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  int height = gtk_widget_get_height (widget);
  gsize n_bytes, n_rows, row;

  get_bytes (self, &n_bytes);
  if (n_bytes == 0)
    return;
  ensure_font (self);
  n_rows = tb_hex_get_n_rows (n_bytes, self->per_row);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) height));
  for (row = (gsize) (scroll_offset (self) / self->row_height); row < n_rows; row++)
    {
      double y = (double) row * self->row_height - scroll_offset (self);

      if (y > height)
        break;
      draw_row (self, snapshot, row, y, look);
    }
  if (self->shows_caret || gtk_widget_has_focus (widget))
    draw_caret (self, snapshot, &look->accent);
  gtk_snapshot_pop (snapshot);
}

static void
tb_hex_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  TbHexView *self = TB_HEX_VIEW (widget);
  gsize n_bytes;

  ensure_font (self);
  get_bytes (self, &n_bytes);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (int) tb_hex_get_n_columns (8) * self->char_width;
      *natural = (int) tb_hex_get_n_columns (16) * self->char_width;
      return;
    }
  *minimum = 4 * self->row_height;
  *natural = MAX (*minimum, (int) tb_hex_get_n_rows (n_bytes, 16) * self->row_height);
}

static void
tb_hex_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  configure_scrolling (TB_HEX_VIEW (widget));
}

/* What is lit, or how much there is, and the first bytes of it. */
static void
describe (TbHexView *self)
{
  gsize n_bytes;
  const guint8 *bytes = get_bytes (self, &n_bytes);
  gsize length = self->lit_length > 0 ? self->lit_length : n_bytes;
  g_autofree char *what = NULL;
  g_autofree char *digits = bytes ? tb_hex_format_digits (bytes + self->lit_offset, MIN (length, SPOKEN_BYTES), SPOKEN_BYTES, 0) : g_strdup ("");
  g_autofree char *text = NULL;

  if (self->lit_length > 0)
    what = g_strdup_printf (_("Bytes %u to %u of %u are lit"), (guint) self->lit_offset, (guint) (self->lit_offset + self->lit_length - 1), (guint) n_bytes);
  else
    what = g_strdup_printf (ngettext ("%u byte", "%u bytes", n_bytes), (guint) n_bytes);
  text = g_strdup_printf ("%s: %s", what, digits);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Bytes"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
pick (TbHexView *self, gsize offset)
{
  self->caret = offset;
  self->shows_caret = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, byte_picked, 0, (guint64) offset);
  scroll_to (self, offset);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, TbHexView *self)
{
  gsize n_bytes, offset;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  get_bytes (self, &n_bytes);
  if (x < 0 || tb_hex_find (self->per_row, n_bytes, (gsize) ((y + scroll_offset (self)) / self->row_height), (guint) (x / self->char_width), &offset) == TB_HEX_NOWHERE)
    return;
  pick (self, offset);
}

static void
copy (TbHexView *self)
{
  g_autofree char *text = tb_hex_view_dup_text (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TbHexView *self)
{
  const struct { guint key; gint64 by; } moves[] = {
    { GDK_KEY_Left, -1 }, { GDK_KEY_Right, 1 }, { GDK_KEY_Up, -(gint64) self->per_row }, { GDK_KEY_Down, self->per_row },
    { GDK_KEY_Page_Up, -8 * (gint64) self->per_row }, { GDK_KEY_Page_Down, 8 * (gint64) self->per_row },
    { GDK_KEY_Home, -G_MAXINT32 }, { GDK_KEY_End, G_MAXINT32 },
  };
  gsize n_bytes;

  get_bytes (self, &n_bytes);
  if ((state & GDK_CONTROL_MASK) && key == GDK_KEY_c)
    {
      copy (self);
      return GDK_EVENT_STOP;
    }
  for (guint i = 0; n_bytes > 0 && (state & GDK_CONTROL_MASK) == 0 && i < G_N_ELEMENTS (moves); i++)
    if (moves[i].key == key)
      {
        pick (self, tb_hex_move (self->caret, n_bytes, moves[i].by));
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

static void
set_adjustment (TbHexView *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **slot = &self->adjustments[orientation];

  if (*slot != NULL)
    g_signal_handlers_disconnect_by_data (*slot, self);
  g_set_object (slot, adjustment);
  if (adjustment == NULL)
    return;
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw), self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
tb_hex_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TbHexView *self = TB_HEX_VIEW (object);

  if (prop_id == PROP_HADJUSTMENT || prop_id == PROP_VADJUSTMENT)
    set_adjustment (self, prop_id == PROP_HADJUSTMENT ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
  else
    self->policies[prop_id == PROP_HSCROLL_POLICY ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL] = g_value_get_enum (value);
}

static void
tb_hex_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TbHexView *self = TB_HEX_VIEW (object);

  if (prop_id == PROP_HADJUSTMENT || prop_id == PROP_VADJUSTMENT)
    g_value_set_object (value, self->adjustments[prop_id == PROP_HADJUSTMENT ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL]);
  else
    g_value_set_enum (value, (int) self->policies[prop_id == PROP_HSCROLL_POLICY ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL]);
}

static void
tb_hex_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tb_hex_view_parent_class)->css_changed (widget, change);
  g_clear_object (&TB_HEX_VIEW (widget)->layout);
  gtk_widget_queue_resize (widget);
}

static void
tb_hex_view_dispose (GObject *object)
{
  TbHexView *self = TB_HEX_VIEW (object);

  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
  g_clear_object (&self->layout);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  G_OBJECT_CLASS (tb_hex_view_parent_class)->dispose (object);
}

static void
tb_hex_view_class_init (TbHexViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tb_hex_view_set_property;
  object_class->get_property = tb_hex_view_get_property;
  object_class->dispose = tb_hex_view_dispose;
  widget_class->snapshot = tb_hex_view_snapshot;
  widget_class->measure = tb_hex_view_measure;
  widget_class->size_allocate = tb_hex_view_size_allocate;
  widget_class->css_changed = tb_hex_view_css_changed;
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  byte_picked = g_signal_new ("byte-picked", TB_TYPE_HEX_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  gtk_widget_class_set_css_name (widget_class, "hexview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tb_hex_view_init (TbHexView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->per_row = 16;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  describe (self);
}

/**
 * tb_hex_view_set_bytes:
 * @self: a hex view
 * @bytes: (nullable): what to show
 *
 * Shows other bytes from their beginning, with none lit.
 */
void
tb_hex_view_set_bytes (TbHexView *self, GBytes *bytes)
{
  if (bytes != NULL)
    g_bytes_ref (bytes);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = bytes;
  self->caret = 0;
  self->shows_caret = FALSE;
  self->lit_offset = 0;
  self->lit_length = 0;
  configure_scrolling (self);
  scroll_to (self, 0);
  describe (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * tb_hex_view_light:
 * @self: a hex view
 * @offset: first byte to light
 * @length: how many, 0 for none
 *
 * Lights a range and scrolls to its beginning.
 */
void
tb_hex_view_light (TbHexView *self, gsize offset, gsize length)
{
  gsize n_bytes;

  get_bytes (self, &n_bytes);
  self->lit_offset = MIN (offset, n_bytes);
  self->lit_length = MIN (length, n_bytes - self->lit_offset);
  if (self->lit_length > 0 && self->lit_length < n_bytes)
    scroll_to (self, self->lit_offset);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * tb_hex_view_pick:
 * @self: a hex view
 * @offset: a byte; beyond the end, nothing happens
 *
 * Goes to a byte as a click there does.
 */
void
tb_hex_view_pick (TbHexView *self, gsize offset)
{
  gsize n_bytes;

  get_bytes (self, &n_bytes);
  if (offset < n_bytes)
    pick (self, offset);
}

/**
 * tb_hex_view_dup_text:
 * @self: a hex view
 *
 * Returns: (transfer full): what copying gives: the lit bytes as a dump, or all of them when none are lit
 */
char *
tb_hex_view_dup_text (TbHexView *self)
{
  gsize n_bytes;
  const guint8 *bytes = get_bytes (self, &n_bytes);

  if (self->lit_length > 0)
    return tb_hex_dump (bytes + self->lit_offset, self->lit_length);
  return tb_hex_dump (bytes, n_bytes);
}
