/* Stepping in the handshakes view: by flight, by message, or by byte of the message that is shown. */
#include "tb-handshake-view-private.h"

#include <glib/gi18n-lib.h>

static int
shown_message (TbHandshakeView *self)
{
  return self->messages[self->detail_which];
}

static int
find_next (TbHandshakeView *self, int by)
{
  return tb_ladder_step_find (tb_handshake_view_get_story (self, self->detail_which), self->unit, shown_message (self), by);
}

/* Whether the message that is shown has a byte further on in that direction. */
static gboolean
has_byte (TbHandshakeView *self, int by)
{
  gsize n_bytes = shown_message (self) >= 0 ? tb_message_view_get_n_bytes (self->message_view) : 0;

  return by > 0 ? self->byte < n_bytes : self->byte > 1;
}

/* Whether there is something to step to in that direction. */
gboolean
tb_handshake_view_can_step (TbHandshakeView *self, int by)
{
  if (self->unit == TB_LADDER_BY_BYTE && has_byte (self, by))
    return TRUE;
  return find_next (self, by) >= 0;
}

/* Where a message ends, the next one begins. */
static void
step_byte (TbHandshakeView *self, int by)
{
  if (has_byte (self, by))
    {
      tb_message_view_pick (self->message_view, (gsize) ((gint64) self->byte + by) - 1);
      return;
    }
  tb_handshake_view_pick (self, self->detail_which, find_next (self, by));
  if (tb_message_view_get_n_bytes (self->message_view) > 0)
    tb_message_view_pick (self->message_view, by > 0 ? 0 : tb_message_view_get_n_bytes (self->message_view) - 1);
}

/* Goes on or back by one of what was chosen. */
void
tb_handshake_view_step (TbHandshakeView *self, int by)
{
  if (!tb_handshake_view_can_step (self, by))
    return;
  if (self->unit == TB_LADDER_BY_BYTE)
    step_byte (self, by);
  else
    tb_handshake_view_pick (self, self->detail_which, find_next (self, by));
}

/* Where one is, and whether one can go on. */
void
tb_handshake_view_show_position (TbHandshakeView *self)
{
  gsize n_bytes = tb_message_view_get_n_bytes (self->message_view);
  g_autofree char *text = NULL;

  if (self->unit != TB_LADDER_BY_BYTE)
    text = tb_ladder_step_dup_position (tb_handshake_view_get_story (self, self->detail_which), self->unit, shown_message (self));
  else if (self->byte == 0)
    text = g_strdup_printf ("%u", (guint) n_bytes);
  else
    text = g_strdup_printf (_("%u of %u"), self->byte, (guint) n_bytes);
  gtk_label_set_text (self->position, text);
  tb_handshake_view_update_actions (self);
}
