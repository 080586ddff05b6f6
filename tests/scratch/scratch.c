/* scratch: see the header. */
#include "scratch.h"

#include <glib/gstdio.h>

void
scratch_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      scratch_remove (below);
    }
  g_remove (path);
}
