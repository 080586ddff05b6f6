/* tb-waiver: what people let somebody off for a while, and why. It changes nothing in the fleet; who judges the fleet reads it from the journal. */
#include "tb-world-private.h"

#include <string.h>

static gint64
make_key (guint32 subject, gboolean is_group, TbProvision provision)
{
  return (gint64) (((guint64) subject << 16) | (is_group ? 0x8000u : 0u) | (guint) provision);
}

static guint32
add_text (TbWorld *world, const char *text)
{
  return tb_world_add_payload (world, g_bytes_new (text, strlen (text)));
}

/**
 * tb_world_waive:
 * @world: a world
 * @subject: who is let off: an object, or the first of a group
 * @is_group: whether the whole group is
 * @provision: from what
 * @until_us: when that ends, simulated time
 * @reason: why
 * @error: return location
 *
 * Takes the place of one that stands.
 *
 * Returns: %FALSE when that time has passed
 */
gboolean
tb_world_waive (TbWorld *world, guint32 subject, gboolean is_group, TbProvision provision, gint64 until_us, const char *reason, GError **error)
{
  gint64 key = make_key (subject, is_group, provision);
  g_autofree char *text = NULL;

  if (until_us <= world->now_us)
    return tb_world_refuse (world, subject, error, N_("cannot be let off until a time that has passed"));
  g_hash_table_replace (world->waivers, g_memdup2 (&key, sizeof key), g_memdup2 (&until_us, sizeof until_us));
  text = g_strdup_printf ("%s: %s", tb_provision_codes[provision], reason);
  tb_world_record (world, TB_RECORD_WAIVED, subject, TB_NOBODY, until_us, is_group != FALSE, add_text (world, text));
  return TRUE;
}

/**
 * tb_world_unwaive:
 * @world: a world
 * @subject: as above
 * @is_group: as above
 * @provision: as above
 * @error: return location
 *
 * Ends a waiver before its time.
 *
 * Returns: %FALSE when none stands
 */
gboolean
tb_world_unwaive (TbWorld *world, guint32 subject, gboolean is_group, TbProvision provision, GError **error)
{
  gint64 key = make_key (subject, is_group, provision);
  const gint64 *until_us = g_hash_table_lookup (world->waivers, &key);

  if (until_us == NULL || *until_us <= world->now_us)
    return tb_world_refuse (world, subject, error, N_("is not let off from that now"));
  g_hash_table_remove (world->waivers, &key);
  tb_world_record (world, TB_RECORD_WAIVER_ENDED, subject, TB_NOBODY, 0, is_group != FALSE, add_text (world, tb_provision_codes[provision]));
  return TRUE;
}

/**
 * tb_world_get_start_us:
 * @world: a world
 *
 * Returns: at which moment of the calendar its time begins, unix time in microseconds
 */
gint64
tb_world_get_start_us (TbWorld *world)
{
  return world->start_unix_us;
}
