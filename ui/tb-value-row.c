/* tb-value-row: see the header. Widgets are kept when the value changes, so that the keyboard stays where it is while bits are turned over. */
#include "tb-value-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-bit-layout.h"
#include "tb-bit-view.h"

#define MOST_TEXT_BYTES 160

struct _TbValueRow
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *box;
  GtkLabel *name;
  GtkLabel *length;
  GtkWidget *all;
  GtkWidget *copy;
  TbBitView *bits;
  GtkLabel *text;
  GtkLabel *note;
  GtkBox *parts;

  /* of the step, which outlives what is shown */
  const TbSignStep *step;
  const TbSignValue *value;
  GBytes *bytes;             /* owned */
};

static guint flip_signal;

G_DEFINE_FINAL_TYPE (TbValueRow, tb_value_row, GTK_TYPE_WIDGET)

/* --- hands --- */

static void
on_bit_picked (TbBitView *bits, guint64 bit, TbValueRow *self)
{
  TbSignFlip flip;

  if (self->value != NULL && tb_bench_value_pick (self->step, self->value, (gsize) bit, &flip))
    g_signal_emit (self, flip_signal, 0, flip.step, (guint64) flip.bit);
}

static void
on_copy (GtkButton *button, TbValueRow *self)
{
  g_autofree char *text = tb_bit_format_all (self->bytes);
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  if (toasts != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (toasts), adw_toast_new (_("Copied")));
}

static void
on_all_toggled (GtkToggleButton *all, TbValueRow *self)
{
  gboolean is_whole = gtk_toggle_button_get_active (all);

  gtk_button_set_icon_name (GTK_BUTTON (all), is_whole ? "pan-up-symbolic" : "pan-down-symbolic");
  tb_bit_view_set_whole (self->bits, is_whole);
}

static void
on_part_toggled (GtkToggleButton *button, TbValueRow *self)
{
  const TbSignValue *part = g_object_get_data (G_OBJECT (button), "part");

  if (!gtk_toggle_button_get_active (button))
    {
      tb_bit_view_mark (self->bits, 0, 0);
      return;
    }
  for (GtkWidget *other = gtk_widget_get_first_child (GTK_WIDGET (self->parts)); other != NULL; other = gtk_widget_get_next_sibling (other))
    if (other != GTK_WIDGET (button))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (other), FALSE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->all), part->offset + g_bytes_get_size (part->bytes) > 64 || gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->all)));
  tb_bit_view_mark (self->bits, part->offset, g_bytes_get_size (part->bytes));
}

/* --- parts --- */

static char *
describe_part (const TbSignValue *part)
{
  gsize n_bytes = g_bytes_get_size (part->bytes);

  if (n_bytes <= 1)
    return g_strdup_printf (_("byte %u"), (guint) part->offset);
  /* Translators: the first and the last of some bytes */
  return g_strdup_printf (_("bytes %u to %u"), (guint) part->offset, (guint) (part->offset + n_bytes - 1));
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style);
  return label;
}

/* Names are short, and one word each even with a bracket in it. */
static GtkWidget *
make_name (const char *name)
{
  GtkWidget *label = make_label (name, "value-name");

  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  return label;
}

static GtkWidget *
make_part (TbValueRow *self, const TbSignValue *part)
{
  GtkWidget *button = gtk_toggle_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *where = describe_part (part);
  g_autofree char *spoken = g_strdup_printf ("%s, %s: %s", part->name, where, _(part->note));

  gtk_box_append (GTK_BOX (top), make_name (part->name));
  gtk_box_append (GTK_BOX (top), make_label (where, "value-note"));
  gtk_box_append (GTK_BOX (box), top);
  gtk_box_append (GTK_BOX (box), make_label (_(part->note), "value-note"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Mark it in the bytes"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data (G_OBJECT (button), "part", (gpointer) part);
  g_signal_connect (button, "toggled", G_CALLBACK (on_part_toggled), self);
  return button;
}

static void
clear_parts (TbValueRow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->parts))) != NULL)
    gtk_box_remove (self->parts, child);
}

static void
fill_parts (TbValueRow *self)
{
  clear_parts (self);
  for (guint i = 0; i < self->step->values->len; i++)
    {
      const TbSignValue *part = g_ptr_array_index (self->step->values, i);

      if (part->within != NULL && strcmp (part->within, self->value->name) == 0)
        gtk_box_append (self->parts, make_part (self, part));
    }
}

/* --- the value --- */

/* What can be read as text is shown as text as well. */
static void
show_text (TbValueRow *self)
{
  gsize n_bytes;
  const char *data = g_bytes_get_data (self->bytes, &n_bytes);
  gboolean is_text = self->value->name[0] == 'M' && n_bytes > 0 && n_bytes <= MOST_TEXT_BYTES && g_utf8_validate (data, (gssize) n_bytes, NULL);
  g_autofree char *text = NULL;

  for (gsize i = 0; is_text && i < n_bytes; i++)
    is_text = (guint8) data[i] >= 0x20 && (guint8) data[i] != 0x7f;
  text = is_text ? g_strdup_printf ("“%.*s”", (int) n_bytes, data) : NULL;
  gtk_label_set_text (self->text, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text), text != NULL);
}

static void
show_bytes (TbValueRow *self, TbBenchFlips *flips)
{
  g_autoptr (GArray) lit = tb_bench_value_get_lit (self->step, self->value, flips);

  tb_bit_view_show (self->bits, self->value->name, self->bytes, lit, tb_bench_value_is_touchable (self->step, self->value));
  gtk_widget_set_visible (self->all, tb_bit_view_is_cut (self->bits));
}

/**
 * tb_value_row_show:
 * @self: a row
 * @step: a step, which outlives what is shown
 * @value: a value of it that is no part of another
 * @flips: what is touched
 *
 * Shows a value.
 */
void
tb_value_row_show (TbValueRow *self, const TbSignStep *step, const TbSignValue *value, TbBenchFlips *flips)
{
  gsize n_bytes = g_bytes_get_size (value->bytes);
  g_autofree char *length = g_strdup_printf (ngettext ("%u byte", "%u bytes", n_bytes), (guint) n_bytes);
  g_autofree char *copy = g_strdup_printf (_("Copy all of %s"), value->name);

  self->step = step;
  self->value = value;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = g_bytes_ref (value->bytes);
  gtk_label_set_text (self->name, value->name);
  gtk_label_set_text (self->length, length);
  gtk_label_set_text (self->note, _(value->note));
  gtk_widget_set_tooltip_text (self->copy, copy);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy), GTK_ACCESSIBLE_PROPERTY_LABEL, copy, -1);
  show_text (self);
  show_bytes (self, flips);
  fill_parts (self);
}

/* --- the object --- */

static GtkWidget *
make_head (TbValueRow *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->name = GTK_LABEL (make_name (""));
  self->length = GTK_LABEL (make_label ("", "value-note"));
  self->all = gtk_toggle_button_new ();
  self->copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_button_set_icon_name (GTK_BUTTON (self->all), "pan-down-symbolic");
  gtk_widget_set_tooltip_text (self->all, _("Show all bytes"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->all), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Show all bytes"), -1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->length), TRUE);
  gtk_widget_add_css_class (self->all, "flat");
  gtk_widget_add_css_class (self->copy, "flat");
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->length));
  gtk_box_append (GTK_BOX (head), self->all);
  gtk_box_append (GTK_BOX (head), self->copy);
  g_signal_connect (self->all, "toggled", G_CALLBACK (on_all_toggled), self);
  g_signal_connect (self->copy, "clicked", G_CALLBACK (on_copy), self);
  gtk_widget_add_css_class (head, "value-head");
  return head;
}

static void
tb_value_row_dispose (GObject *object)
{
  TbValueRow *self = TB_VALUE_ROW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  G_OBJECT_CLASS (tb_value_row_parent_class)->dispose (object);
}

static void
tb_value_row_class_init (TbValueRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_value_row_dispose;
  flip_signal = g_signal_new ("flip", TB_TYPE_VALUE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT64);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tb_value_row_init (TbValueRow *self)
{
  GtkWidget *children[5];

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->bits = TB_BIT_VIEW (tb_bit_view_new ());
  self->text = GTK_LABEL (make_label ("", "value-text"));
  self->note = GTK_LABEL (make_label ("", "value-note"));
  self->parts = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_add_css_class (GTK_WIDGET (self->parts), "value-parts");
  children[0] = make_head (self);
  children[1] = GTK_WIDGET (self->bits);
  children[2] = GTK_WIDGET (self->text);
  children[3] = GTK_WIDGET (self->note);
  children[4] = GTK_WIDGET (self->parts);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_box_append (GTK_BOX (self->box), children[i]);
  g_signal_connect (self->bits, "bit-picked", G_CALLBACK (on_bit_picked), self);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
tb_value_row_new (void)
{
  return g_object_new (TB_TYPE_VALUE_ROW, NULL);
}
