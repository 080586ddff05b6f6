/* tb-maker: a window in which one says what a handshake made on purpose shall be like, and sees the command that makes it grow meanwhile.
 *
 * Filled from the tables of the engine. Emits "made" (s, the command) when a person is content; whoever opened it hands that to the run. */
#pragma once

#include <adwaita.h>

#include "tb-fleet.h"

G_BEGIN_DECLS

#define TB_TYPE_MAKER (tb_maker_get_type ())
G_DECLARE_FINAL_TYPE (TbMaker, tb_maker, TB, MAKER, AdwWindow)

GtkWidget *tb_maker_new      (TbFleet *fleet, const char *device);
char      *tb_maker_dup_line (TbMaker *self);
gboolean   tb_maker_choose   (TbMaker *self, const char *name, const char *value);

G_END_DECLS
