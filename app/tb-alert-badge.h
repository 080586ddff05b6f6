/* tb-alert-badge: the view switcher's entry of the Monitor view says how many alerts stand that are more than a notice. */
#pragma once

#include <adwaita.h>

#include "tb-playhead.h"

G_BEGIN_DECLS

void tb_alert_badge_install (AdwViewStack *views, TbPlayhead *playhead);

G_END_DECLS
