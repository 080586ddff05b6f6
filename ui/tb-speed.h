/* tb-speed: the speeds one can choose, and how a speed is written. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char       *tb_speed_format    (double speed);
double      tb_speed_next      (double speed, int direction);
GMenuModel *tb_speed_make_menu (const char *action);

G_END_DECLS
