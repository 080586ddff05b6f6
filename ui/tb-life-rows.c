/* tb-life-rows: see the header. A group's objects are numbered one after the other, so a row is found from its band. */
#include "tb-life-rows.h"

/**
 * tb_life_rows_takes:
 * @group: a group
 *
 * Returns: whether its objects get certificates from somebody else
 */
gboolean
tb_life_rows_takes (const TbGroup *group)
{
  return group->authority != TB_NOBODY && group->role != TB_ROLE_AUTHORITY;
}

/**
 * tb_life_rows_new:
 * @fleet: who is there
 * @group: (nullable): only those, %NULL for everybody
 *
 * Returns: (transfer full): the rows
 */
TbLifeRows *
tb_life_rows_new (TbFleet *fleet, const TbGroup *group)
{
  TbLifeRows *rows = g_new0 (TbLifeRows, 1);

  rows->bands = g_array_new (FALSE, FALSE, sizeof (TbLifeBand));
  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *other = tb_fleet_get_group (fleet, i);
      const TbLifeBand band = { other, rows->n_rows, other->count };

      if (!tb_life_rows_takes (other) || (group != NULL && group != other))
        continue;
      g_array_append_val (rows->bands, band);
      rows->n_rows += other->count;
    }
  return rows;
}

void
tb_life_rows_free (TbLifeRows *rows)
{
  g_array_unref (rows->bands);
  g_free (rows);
}

/**
 * tb_life_rows_get_band:
 * @rows: rows
 * @row: one of them
 *
 * Returns: (transfer none) (nullable): the band it is in
 */
const TbLifeBand *
tb_life_rows_get_band (const TbLifeRows *rows, guint row)
{
  for (guint i = 0; i < rows->bands->len; i++)
    {
      const TbLifeBand *band = &g_array_index (rows->bands, TbLifeBand, i);

      if (row - band->first_row < band->n_rows)
        return band;
    }
  return NULL;
}

/**
 * tb_life_rows_get:
 * @rows: rows
 * @row: one of them
 *
 * Returns: whose it is, %TB_NOBODY past the last
 */
guint32
tb_life_rows_get (const TbLifeRows *rows, guint row)
{
  const TbLifeBand *band = tb_life_rows_get_band (rows, row);

  return band != NULL ? band->group->first + (row - band->first_row) : TB_NOBODY;
}

/**
 * tb_life_rows_find:
 * @rows: rows
 * @object: somebody
 * @row: (out): its row
 *
 * Returns: whether it has one
 */
gboolean
tb_life_rows_find (const TbLifeRows *rows, guint32 object, guint *row)
{
  for (guint i = 0; i < rows->bands->len; i++)
    {
      const TbLifeBand *band = &g_array_index (rows->bands, TbLifeBand, i);

      *row = band->first_row + (object - band->group->first);
      if (object >= band->group->first && object - band->group->first < band->n_rows)
        return TRUE;
    }
  return FALSE;
}
