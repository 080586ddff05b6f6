/* What most files of the window read from the system: for the option `pch`, as engine.h beside it. */
#ifndef TB_WINDOW_HEADERS_H
#define TB_WINDOW_HEADERS_H

#include "engine.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#endif
