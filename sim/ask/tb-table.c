/* tb-table: the registry: which tables there are. See the header. */
#include "tb-table-private.h"

static const TbTable *const tables[] = {
  &tb_table_device,
  &tb_table_family,
  &tb_table_service,
  &tb_table_authority,
  &tb_table_trust_store,
  &tb_table_command,
  &tb_table_event,
  &tb_table_certificate,
  &tb_table_handshake,
  &tb_table_infection,
  &tb_table_key,
  &tb_table_message,
  &tb_table_metric,
  &tb_table_packet,
  &tb_table_revocation,
  &tb_table_session,
};

const TbTable *
tb_table_get_table (guint table)
{
  return tables[table];
}

/**
 * tb_table_get_n:
 *
 * Returns: how many tables there are to ask
 */
guint
tb_table_get_n (void)
{
  return G_N_ELEMENTS (tables);
}

/**
 * tb_table_get:
 * @table: less than [func@table_get_n]
 *
 * Returns: (transfer none): what it tells
 */
const TbTableInfo *
tb_table_get (guint table)
{
  return &tables[table]->info;
}

/**
 * tb_table_find:
 * @name: as in SQL, in small letters or capitals
 *
 * Returns: (transfer none) (nullable): the table called so
 */
const TbTableInfo *
tb_table_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (g_ascii_strcasecmp (tables[i]->info.name, name) == 0)
      return &tables[i]->info;
  return NULL;
}
