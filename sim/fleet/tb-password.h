/* tb-password: which password a device has for its broker: that of its factory until somebody changes it, and then one of its own. */
#pragma once

#include "tb-fleet.h"

G_BEGIN_DECLS

char *tb_password_dup (TbFleet *fleet, guint32 device, guint n_changes);

G_END_DECLS
