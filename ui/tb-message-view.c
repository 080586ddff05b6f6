/* tb-message-view: see the header. Taking bytes apart is the field view's; here is which bytes, and in whose eyes. */
#include "tb-message-view.h"

#include <glib/gi18n-lib.h>

#include "tb-field-view.h"
#include "tb-record-fields.h"

struct _TbMessageView
{
  GtkWidget parent_instance;

  /* template */
  GtkLabel *title;
  GtkLabel *size;
  GtkToggleButton *plain_button;
  GtkToggleButton *wire_button;
  GtkLabel *badge;
  TbFieldView *field_view;

  /* owned */
  GBytes *bytes[2];            /* by Side: what was said, what was on the wire */
  TbFieldItem *fields[2];

  gboolean is_protected;
};

typedef enum { SIDE_PLAIN, SIDE_WIRE } Side;

/* By Side and whether the message is protected. */
static const struct
{
  const char *words;
  const char *css_class;
} badges[2][2] = {
  { { N_("sent in the clear"), "tb-packet-plain" }, { N_("decrypted with the lab's keys"), "tb-packet-protected" } },
  { { N_("readable by anyone on the way"), "tb-packet-plain" }, { N_("what an eavesdropper sees"), "tb-packet-protected" } },
};

static guint byte_picked;

G_DEFINE_FINAL_TYPE (TbMessageView, tb_message_view, GTK_TYPE_WIDGET)

static Side
shown_side (TbMessageView *self)
{
  return gtk_toggle_button_get_active (self->wire_button) ? SIDE_WIRE : SIDE_PLAIN;
}

static void
show_badge (TbMessageView *self, Side side)
{
  gtk_label_set_text (self->badge, _(badges[side][self->is_protected].words));
  for (guint i = 0; i < 2; i++)
    if (i == (guint) self->is_protected)
      gtk_widget_add_css_class (GTK_WIDGET (self->badge), badges[side][i].css_class);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self->badge), badges[side][i].css_class);
}

static void
show_side (TbMessageView *self)
{
  Side side = shown_side (self);
  gsize n_bytes = self->bytes[side] ? g_bytes_get_size (self->bytes[side]) : 0;
  g_autofree char *size = g_strdup_printf (ngettext ("%u byte, measured", "%u bytes, measured", n_bytes), (guint) n_bytes);

  tb_field_view_show (self->field_view, self->bytes[side], self->fields[side], side == SIDE_WIRE);
  gtk_label_set_text (self->size, size);
  show_badge (self, side);
}

static void
on_toggled (GtkToggleButton *button, TbMessageView *self)
{
  if (gtk_toggle_button_get_active (button))
    show_side (self);
}

/* Bytes on the wire are no part of what was said. */
static void
on_byte_picked (TbFieldView *field_view, guint64 offset, TbMessageView *self)
{
  if (shown_side (self) == SIDE_PLAIN)
    g_signal_emit (self, byte_picked, 0, offset);
}

static void
set_side (TbMessageView *self, Side side, GBytes *bytes, TbFieldItem *fields)
{
  if (bytes != NULL)
    g_bytes_ref (bytes);
  g_clear_pointer (&self->bytes[side], g_bytes_unref);
  self->bytes[side] = bytes;
  g_set_object (&self->fields[side], fields);
}

static void
tb_message_view_dispose (GObject *object)
{
  TbMessageView *self = TB_MESSAGE_VIEW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  set_side (self, SIDE_PLAIN, NULL, NULL);
  set_side (self, SIDE_WIRE, NULL, NULL);
  G_OBJECT_CLASS (tb_message_view_parent_class)->dispose (object);
}

static void
tb_message_view_class_init (TbMessageViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_message_view_dispose;
  g_type_ensure (TB_TYPE_FIELD_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-message-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, title);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, size);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, plain_button);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, wire_button);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, badge);
  gtk_widget_class_bind_template_child (widget_class, TbMessageView, field_view);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_byte_picked);
  byte_picked = g_signal_new ("byte-picked", TB_TYPE_MESSAGE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

static void
tb_message_view_init (TbMessageView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tb_message_view_show:
 * @self: a message view
 * @title: what the message is called
 * @is_protected: whether only its receiver can read it
 * @plain: what was said
 * @fields: the same taken apart
 *
 * Shows a message; what was on the wire follows with [method@MessageView.set_wire].
 */
void
tb_message_view_show (TbMessageView *self, const char *title, gboolean is_protected, GBytes *plain, TbFieldItem *fields)
{
  gtk_label_set_text (self->title, title);
  self->is_protected = is_protected;
  set_side (self, SIDE_PLAIN, plain, fields);
  set_side (self, SIDE_WIRE, NULL, NULL);
  show_side (self);
}

/**
 * tb_message_view_set_wire:
 * @self: a message view
 * @wire: (nullable): the records on the link that carried the message
 */
void
tb_message_view_set_wire (TbMessageView *self, GBytes *wire)
{
  g_autoptr (TbFieldItem) fields = NULL;
  gsize n_bytes;
  const guint8 *bytes;

  if (wire != NULL)
    {
      bytes = g_bytes_get_data (wire, &n_bytes);
      fields = tb_record_fields_new (bytes, n_bytes);
    }
  set_side (self, SIDE_WIRE, wire, fields);
  if (shown_side (self) == SIDE_WIRE)
    show_side (self);
}

/**
 * tb_message_view_forget_plain:
 * @self: a message view
 *
 * Forgets what was said and keeps what was on the wire.
 */
void
tb_message_view_forget_plain (TbMessageView *self)
{
  set_side (self, SIDE_PLAIN, NULL, NULL);
  show_side (self);
}

/**
 * tb_message_view_seal:
 * @self: a message view
 * @is_sealed: whether nobody who looks has the keys
 *
 * Shows the wire alone, or, when that ends, what was said.
 */
void
tb_message_view_seal (TbMessageView *self, gboolean is_sealed)
{
  gboolean was_sealed = !gtk_widget_get_sensitive (GTK_WIDGET (self->plain_button));

  gtk_widget_set_sensitive (GTK_WIDGET (self->plain_button), !is_sealed);
  if (is_sealed || was_sealed)
    gtk_toggle_button_set_active (is_sealed ? self->wire_button : self->plain_button, TRUE);
}

/**
 * tb_message_view_select:
 * @self: a message view
 * @name: name of a field
 * @skip: how many fields of that name to pass over
 *
 * Selects the next field of that name in what is shown; does nothing when there is none.
 */
void
tb_message_view_select (TbMessageView *self, const char *name, guint skip)
{
  tb_field_view_select (self->field_view, name, skip);
}

/**
 * tb_message_view_select_in:
 * @self: a message view
 * @certificate: which certificate of what is shown, counted from 0
 * @name: name of a field
 *
 * Selects that field of that certificate, or the certificate when it has no such field.
 */
void
tb_message_view_select_in (TbMessageView *self, guint certificate, const char *name)
{
  tb_field_view_select_in (self->field_view, "certificate_list", certificate, name);
}

/**
 * tb_message_view_pick:
 * @self: a message view
 * @offset: a byte of what was said
 *
 * Shows what was said, goes to that byte and selects the field that owns it.
 */
void
tb_message_view_pick (TbMessageView *self, gsize offset)
{
  gtk_toggle_button_set_active (self->plain_button, TRUE);
  tb_field_view_pick (self->field_view, offset);
}

/**
 * tb_message_view_get_n_bytes:
 * @self: a message view
 *
 * Returns: how many bytes were said
 */
gsize
tb_message_view_get_n_bytes (TbMessageView *self)
{
  return self->bytes[SIDE_PLAIN] ? g_bytes_get_size (self->bytes[SIDE_PLAIN]) : 0;
}

/**
 * tb_message_view_clear:
 * @self: a message view
 *
 * Shows nothing.
 */
void
tb_message_view_clear (TbMessageView *self)
{
  tb_message_view_show (self, "", FALSE, NULL, NULL);
}

/**
 * tb_message_view_dup_bytes:
 * @self: a message view
 *
 * Returns: (transfer full): the lit bytes, or all of them, as a hex dump
 */
char *
tb_message_view_dup_bytes (TbMessageView *self)
{
  return tb_field_view_dup_bytes (self->field_view);
}

/**
 * tb_message_view_dup_fields:
 * @self: a message view
 *
 * Returns: (transfer full): the fields of what is shown, a line each
 */
char *
tb_message_view_dup_fields (TbMessageView *self)
{
  return tb_field_view_dup_fields (self->field_view);
}
