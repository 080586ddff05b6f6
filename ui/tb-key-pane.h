/* tb-key-pane: the key schedule of one handshake: which secret comes from which, with the real values, and what a leak opens.
 *
 * Selecting a secret says which messages it protects; choosing what leaks says which of them can be read. Emits "lit" when either changes: whoever shows the
 * messages asks for each how it stands. */
#pragma once

#include <gtk/gtk.h>

#include "tb-ladder-light.h"
#include "tb-session-study.h"

G_BEGIN_DECLS

#define TB_TYPE_KEY_PANE (tb_key_pane_get_type ())
G_DECLARE_FINAL_TYPE (TbKeyPane, tb_key_pane, TB, KEY_PANE, GtkWidget)

void          tb_key_pane_show      (TbKeyPane *self, const TbSessionStudy *study);     /* NULL while nothing is known; outlives what is shown */
void          tb_key_pane_follow    (TbKeyPane *self, int message);                     /* marks what protects it; -1 for none */
gboolean      tb_key_pane_select    (TbKeyPane *self, const char *code);                /* a secret, such as `main-secret` */
void          tb_key_pane_leak      (TbKeyPane *self, guint choice);                    /* one of TbKeyLeakChoice */
TbLadderLight tb_key_pane_get_light (TbKeyPane *self, guint message);

G_END_DECLS
