/* Making a handshake on purpose in the handshakes view: asking what for, handing the command to the run, and showing what becomes of it. */
#include "tb-handshake-view-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-maker.h"
#include "tb-units.h"

/* How far the run goes on by itself so that a slow device is done. */
#define PATIENCE_US (8 * TB_US_PER_SECOND)

/* Who makes it if nobody says: what is selected, else the client of what is shown. */
static char *
dup_device (TbHandshakeView *self)
{
  TbFleet *fleet = tb_fold_get_fleet (tb_playhead_get_fold (self->playhead));
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);
  guint32 device = selection->kind == TB_SELECTION_NONE ? TB_NOBODY : selection->object;

  if (device == TB_NOBODY && self->session != NULL)
    device = tb_session_item_get_entry (self->session)->client;
  if (device == TB_NOBODY)
    return g_strdup ("");
  return tb_fleet_dup_name (fleet, device);
}

static void
on_made (TbMaker *maker, const char *line, TbHandshakeView *self)
{
  g_autoptr (GError) error = NULL;

  if (!tb_playhead_submit (self->playhead, line, &error))
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (error->message));
}

/* Whether a line makes a handshake on purpose, now or at a time of its own. */
static gboolean
makes_handshake (const char *line)
{
  if (*line == '@')
    line += strcspn (line, " ");
  return g_str_has_prefix (line + strspn (line, " "), "handshake ");
}

/* Whoever makes a handshake on purpose, with the window or by typing, wants to see it. */
static void
on_said (TbPlayhead *playhead, const char *line, TbHandshakeView *self)
{
  if (!makes_handshake (line))
    return;
  self->awaited = tb_playhead_get_submitted (playhead) + 1;
  if (*line != '@')
    tb_playhead_go_on (playhead, PATIENCE_US);
}

static void
on_moved (TbPlayhead *playhead, TbHandshakeView *self)
{
  if (tb_playhead_get_fold (playhead) != NULL)
    tb_handshake_view_look_for_made (self);
}

/* From now on what is made on purpose is selected when it is over, whatever view is shown. */
void
tb_handshake_view_await_made (TbHandshakeView *self)
{
  g_signal_connect_object (self->playhead, "said", G_CALLBACK (on_said), self, 0);
  g_signal_connect_object (self->playhead, "moved", G_CALLBACK (on_moved), self, G_CONNECT_AFTER);
}

/* Asks what the handshake shall be like. */
void
tb_handshake_view_make (TbHandshakeView *self)
{
  TbFold *fold = self->playhead ? tb_playhead_get_fold (self->playhead) : NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *device = fold ? dup_device (self) : NULL;
  GtkWidget *maker;

  if (fold == NULL)
    return;
  maker = tb_maker_new (tb_fold_get_fleet (fold), device);
  g_signal_connect_object (maker, "made", G_CALLBACK (on_made), self, 0);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (maker), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (maker));
}

/* The first handshake made on purpose since it was asked for, once it is over at the playhead: selected, so that everyone shows it. */
void
tb_handshake_view_look_for_made (TbHandshakeView *self)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);
  TbJournal *journal = tb_fold_get_journal (fold);
  guint64 end = tb_fold_get_position (fold);

  for (guint64 i = self->awaited - 1; self->awaited > 0 && i < end; i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if (record->kind == TB_RECORD_COMMAND_REFUSED)
        self->awaited = 0;
      if (record->kind != TB_RECORD_TRIAL_COMPLETED && record->kind != TB_RECORD_TRIAL_REFUSED)
        continue;
      self->awaited = 0;
      tb_playhead_select (self->playhead, &(TbSelection) { TB_SELECTION_HANDSHAKE, record->subject, (guint32) record->value, -1, 0 });
    }
}
