/* tb-session-chooser: a list of handshakes to choose one from, with a search of its own, for a popover.
 *
 * Emits "chosen" (uint number) when a person takes one; it is filled when it is about to be seen. */
#pragma once

#include <gtk/gtk.h>

#include "tb-fold.h"
#include "tb-session-list.h"

G_BEGIN_DECLS

#define TB_TYPE_SESSION_CHOOSER (tb_session_chooser_get_type ())
G_DECLARE_FINAL_TYPE (TbSessionChooser, tb_session_chooser, TB, SESSION_CHOOSER, GtkWidget)

void tb_session_chooser_fill (TbSessionChooser *self, TbFold *fold);

G_END_DECLS
