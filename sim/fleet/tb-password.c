/* tb-password: see the header. */
#include "tb-password.h"

#define N_CHARACTERS 16

/**
 * tb_password_dup:
 * @fleet: a fleet
 * @device: one of its objects
 * @n_changes: how often its password was changed
 *
 * A password of its own follows from the name and that number alone: runs are the same whenever they are repeated, and nobody in them guesses.
 *
 * Returns: (transfer full) (nullable): what it has then, %NULL for what has no password
 */
char *
tb_password_dup (TbFleet *fleet, guint32 device, guint n_changes)
{
  const char *factory = tb_fleet_group_of (fleet, device)->password;
  g_autofree char *name = tb_fleet_dup_name (fleet, device), *seed = g_strdup_printf ("password %u of %s", n_changes, name);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);

  if (factory == NULL || n_changes == 0)
    return g_strdup (factory);
  return g_strndup (sum, N_CHARACTERS);
}
