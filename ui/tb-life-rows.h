/* tb-life-rows: who has a row in the chart of lifetimes, in which order: everybody who gets certificates from an authority, by group. */
#pragma once

#include "tb-fleet.h"

G_BEGIN_DECLS

/**
 * TbLifeBand:
 * @group: whose rows
 * @first_row: of them
 * @n_rows: how many
 */
typedef struct
{
  const TbGroup *group;
  guint first_row;
  guint n_rows;
} TbLifeBand;

/**
 * TbLifeRows:
 * @bands: (element-type TbLifeBand): one for each group, in the order of the fleet
 * @n_rows: of all of them
 */
typedef struct
{
  GArray *bands;
  guint n_rows;
} TbLifeRows;

TbLifeRows       *tb_life_rows_new      (TbFleet *fleet, const TbGroup *group);
void              tb_life_rows_free     (TbLifeRows *rows);
gboolean          tb_life_rows_takes    (const TbGroup *group);
guint32           tb_life_rows_get      (const TbLifeRows *rows, guint row);
gboolean          tb_life_rows_find     (const TbLifeRows *rows, guint32 object, guint *row);
const TbLifeBand *tb_life_rows_get_band (const TbLifeRows *rows, guint row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLifeRows, tb_life_rows_free)

G_END_DECLS
