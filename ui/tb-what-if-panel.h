/* tb-what-if-panel: "What matters": sliders for the numbers of an outbreak with what was published about each, the four arms, and how many runs make a
 * band. Shows and changes a #TbWhatIf, which makes curves only while the panel is on the screen. */
#pragma once

#include <gtk/gtk.h>

#include "tb-what-if.h"

G_BEGIN_DECLS

#define TB_TYPE_WHAT_IF_PANEL (tb_what_if_panel_get_type ())
G_DECLARE_FINAL_TYPE (TbWhatIfPanel, tb_what_if_panel, TB, WHAT_IF_PANEL, GtkWidget)

/* Activates the action "win.submit" with a command line when a person applies the numbers to the run. */
GtkWidget *tb_what_if_panel_new          (TbWhatIf *what_if);
TbWhatIf  *tb_what_if_panel_get_what_if  (TbWhatIfPanel *self);

G_END_DECLS
