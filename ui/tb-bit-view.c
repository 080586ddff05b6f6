/* tb-bit-view: see the header. Where digits stand is tb-bit-layout's business; here are pixels, keys and what is said to those who do not see. */
#include "tb-bit-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tb-bit-layout.h"
#include "tb-bit-view-private.h"
#include "tb-monospace.h"

enum { BIT_PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbBitView, tb_bit_view, GTK_TYPE_WIDGET)

gsize
tb_bit_view_get_n_shown (TbBitView *self)
{
  gsize n_bytes = self->bytes ? g_bytes_get_size (self->bytes) : 0;

  return MIN (n_bytes, self->whole ? TB_BIT_VIEW_MOST_BYTES : TB_BIT_VIEW_FIRST_BYTES);
}

gboolean
tb_bit_view_is_lit (TbBitView *self, gsize bit)
{
  for (guint i = 0; self->lit != NULL && i < self->lit->len; i++)
    if (g_array_index (self->lit, gsize, i) == bit)
      return TRUE;
  return FALSE;
}

/* --- what is said --- */

static void
describe (TbBitView *self)
{
  gsize n_bytes = self->bytes ? g_bytes_get_size (self->bytes) : 0;
  guint n_lit = self->lit ? self->lit->len : 0;
  const guint8 *data = n_bytes > 0 ? g_bytes_get_data (self->bytes, NULL) : NULL;
  g_autofree char *digits = data ? tb_bit_format_row (data, MIN (n_bytes, 16), 16, 0) : g_strdup ("");
  g_autofree char *label = g_strdup_printf (ngettext ("%s, %u byte", "%s, %u bytes", n_bytes), self->name ? self->name : "", (guint) n_bytes);
  g_autofree char *lit = n_lit > 0 ? g_strdup_printf (ngettext ("%u bit turned over", "%u bits turned over", n_lit), n_lit) : g_strdup (_("nothing turned over"));
  g_autofree char *where = NULL;
  g_autofree char *text = NULL;

  if (self->touchable && self->caret / 8 < n_bytes)
    where = g_strdup_printf (_("at byte %u, bit %u, which is %u"), (guint) (self->caret / 8), (guint) (self->caret % 8), data[self->caret / 8] >> (7 - self->caret % 8) & 1);
  text = g_strdup_printf ("%s; %s; %s", digits, self->touchable ? lit : "", where ? where : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* --- size --- */

void
tb_bit_view_ensure_font (TbBitView *self)
{
  if (self->layout != NULL)
    return;
  self->layout = tb_monospace_layout_new (GTK_WIDGET (self), TB_BIT_VIEW_FONT_SCALE, &self->char_width, &self->row_height);
  self->row_height += TB_BIT_VIEW_LINE_SPACING;
}

static guint
choose_per_row (TbBitView *self, int width)
{
  return tb_bit_choose_per_row ((guint) (MAX (width - 2 * TB_BIT_VIEW_MARGIN, 0) / self->char_width));
}

static void
tb_bit_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  TbBitView *self = TB_BIT_VIEW (widget);
  guint least = self->touchable ? tb_bit_column (7) + 1 : tb_bit_get_n_columns (8);
  gsize n_bytes = tb_bit_view_get_n_shown (self);

  tb_bit_view_ensure_font (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (int) least * self->char_width + 2 * TB_BIT_VIEW_MARGIN;
      *natural = MAX (*minimum, (int) tb_bit_get_n_columns (n_bytes > 8 ? 16 : 8) * self->char_width + 2 * TB_BIT_VIEW_MARGIN);
      return;
    }
  *minimum = (int) MAX (tb_bit_get_n_rows (n_bytes, for_size < 0 ? 16 : choose_per_row (self, for_size)), 1) * self->row_height;
  if (self->touchable && n_bytes > 0)
    *minimum += self->row_height + TB_BIT_VIEW_GAP;
  *natural = *minimum;
}

static GtkSizeRequestMode
tb_bit_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tb_bit_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TbBitView *self = TB_BIT_VIEW (widget);

  tb_bit_view_ensure_font (self);
  self->per_row = choose_per_row (self, width);
}

static void
tb_bit_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tb_bit_view_parent_class)->css_changed (widget, change);
  g_clear_object (&TB_BIT_VIEW (widget)->layout);
  gtk_widget_queue_resize (widget);
}

/* --- hands --- */

static void
pick (TbBitView *self, gsize bit)
{
  tb_bit_view_go_to (self, bit);
  g_signal_emit (self, signals[BIT_PICKED], 0, (guint64) bit);
}

/* What stands at some place: a digit stands for its lowest bit. */
static gboolean
find (TbBitView *self, double x, double y, gsize *bit)
{
  gsize n_bytes = tb_bit_view_get_n_shown (self), n_rows = tb_bit_get_n_rows (n_bytes, self->per_row);
  guint column = (guint) (MAX (x - TB_BIT_VIEW_MARGIN, 0) / self->char_width), in_byte;
  gsize row = (gsize) (MAX (y, 0) / self->row_height);

  if (row < n_rows)
    return tb_bit_find_digit (self->per_row, n_bytes, row, column, bit);
  if (n_bytes == 0 || !tb_bit_find (column, &in_byte))
    return FALSE;
  *bit = self->caret / 8 * 8 + in_byte;
  return TRUE;
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, TbBitView *self)
{
  gsize bit;

  if (!self->touchable)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (find (self, x, y, &bit))
    pick (self, bit);
}

static gboolean
act (TbBitView *self, guint key)
{
  if (key == GDK_KEY_space || key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    pick (self, self->caret);
  else if (key == GDK_KEY_BackSpace)
    gtk_widget_activate_action (GTK_WIDGET (self), "bench.undo", NULL);
  else if (key == GDK_KEY_Delete)
    gtk_widget_activate_action (GTK_WIDGET (self), "bench.mend", NULL);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TbBitView *self)
{
  gint64 row = 8 * (gint64) self->per_row;
  const struct { guint key; gint64 by; } moves[] = {
    { GDK_KEY_Left, -1 }, { GDK_KEY_Right, 1 }, { GDK_KEY_Up, -row }, { GDK_KEY_Down, row }, { GDK_KEY_Home, -G_MAXINT32 }, { GDK_KEY_End, G_MAXINT32 },
  };
  gsize n_bits = tb_bit_view_get_n_shown (self) * 8;

  if (!self->touchable || n_bits == 0 || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    if (moves[i].key == key)
      {
        tb_bit_view_go_to (self, tb_bit_move (self->caret, n_bits, moves[i].by));
        return GDK_EVENT_STOP;
      }
  return act (self, key);
}

/* --- the object --- */

static void
tb_bit_view_dispose (GObject *object)
{
  TbBitView *self = TB_BIT_VIEW (object);

  g_clear_object (&self->layout);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->lit, g_array_unref);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (tb_bit_view_parent_class)->dispose (object);
}

static void
tb_bit_view_class_init (TbBitViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_bit_view_dispose;
  widget_class->snapshot = tb_bit_view_snapshot;
  widget_class->measure = tb_bit_view_measure;
  widget_class->get_request_mode = tb_bit_view_get_request_mode;
  widget_class->size_allocate = tb_bit_view_size_allocate;
  widget_class->css_changed = tb_bit_view_css_changed;
  signals[BIT_PICKED] = g_signal_new ("bit-picked", TB_TYPE_BIT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  gtk_widget_class_set_css_name (widget_class, "bitview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tb_bit_view_init (TbBitView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->per_row = 16;
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * tb_bit_view_new:
 *
 * Returns: (transfer floating): a view of nothing
 */
GtkWidget *
tb_bit_view_new (void)
{
  return g_object_new (TB_TYPE_BIT_VIEW, NULL);
}

/**
 * tb_bit_view_show:
 * @self: a bit view
 * @name: what the value is called
 * @bytes: the value
 * @lit: (element-type gsize): which bits are turned over
 * @touchable: whether bits can be picked
 *
 * Shows another value; the caret stays where it is, if there is something.
 */
void
tb_bit_view_show (TbBitView *self, const char *name, GBytes *bytes, GArray *lit, gboolean touchable)
{
  g_bytes_ref (bytes);
  g_array_ref (lit);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->lit, g_array_unref);
  g_free (self->name);
  self->name = g_strdup (name);
  self->bytes = bytes;
  self->lit = lit;
  self->touchable = touchable;
  if (self->caret >= tb_bit_view_get_n_shown (self) * 8)
    self->caret = 0;
  self->marked_length = 0;
  gtk_widget_set_focusable (GTK_WIDGET (self), touchable);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), touchable ? "pointer" : NULL);
  describe (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tb_bit_view_mark (TbBitView *self, gsize offset, gsize length)
{
  self->marked_offset = offset;
  self->marked_length = length;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tb_bit_view_set_whole (TbBitView *self, gboolean whole)
{
  self->whole = whole;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

gboolean
tb_bit_view_is_cut (TbBitView *self)
{
  return self->bytes != NULL && g_bytes_get_size (self->bytes) > TB_BIT_VIEW_FIRST_BYTES;
}

gsize
tb_bit_view_get_caret (TbBitView *self)
{
  return self->caret;
}

/**
 * tb_bit_view_go_to:
 * @self: a bit view
 * @bit: a bit; beyond what is shown, nothing happens
 *
 * Goes to a bit without picking it.
 */
void
tb_bit_view_go_to (TbBitView *self, gsize bit)
{
  if (bit >= tb_bit_view_get_n_shown (self) * 8)
    return;
  self->caret = bit;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
