/* scratch: folders that a test or a measurement has made for itself. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void scratch_remove (const char *path);   /* with all that is in it; what is not there is no matter */

G_END_DECLS
