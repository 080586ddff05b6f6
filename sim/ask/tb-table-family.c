/* tb-table-family: the table `family`: groups of devices and of gateways, and what all of one come to. Sums are made when they are asked for. */
#include <glib/gi18n-lib.h>

#include "tb-codes-private.h"
#include "tb-sent-private.h"
#include "tb-table-private.h"

typedef struct
{
  TbCursor base;
  const TbGroup *group;
  guint next;           /* number of the group that comes after it */
} Row;

/* Those of the family that are switched on. */
static gint64
count_on (const Row *row)
{
  const TbMoment *moment = row->base.moment;
  gint64 n = 0;

  for (guint32 i = 0; i < row->group->count && tb_work_pass (moment->work, 1); i++)
    n += tb_state_get (moment->state, row->group->first + i)->health != TB_HEALTH_OFF;
  return n;
}

#define COLUMNS(X) \
  X (name, "TEXT", NULL, N_("What it is called, such as lock; the table device calls it family."), tb_cell_set_shared (cell, row->group->name)) \
  X (label, "TEXT", NULL, N_("What one of it is called by people."), tb_cell_set_shared (cell, row->group->label)) \
  X (role, "TEXT", NULL, N_("Whether they are devices or gateways."), tb_cell_set_code (cell, tb_role_codes[row->group->role])) \
  X (authority, "TEXT", NULL, N_("Who issues their certificates."), tb_cell_set_name (cell, moment, row->group->authority)) \
  X (n_devices, "INTEGER", NULL, N_("How many there are."), tb_cell_set_int (cell, row->group->count)) \
  X (n_on, "INTEGER", NULL, N_("How many of them are switched on."), tb_cell_set_int (cell, count_on (row))) \
  X (sent_bps, "INTEGER", "bit/s", N_("What their gateways see all of them send, reports and floods, without handshakes; modelled."), tb_cell_set_int (cell, tb_sent_sum_bps (moment, row->group)))

TB_TABLE_COLUMNS (COLUMNS, Row)

static gboolean
next (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  while (row->next < tb_fleet_get_n_groups (cursor->moment->fleet))
    {
      row->group = tb_fleet_get_group (cursor->moment->fleet, row->next++);
      cursor->rowid = row->next;
      if (row->group->role == TB_ROLE_DEVICE || row->group->role == TB_ROLE_GATEWAY)
        return TRUE;
    }
  return FALSE;
}

static guint64
estimate (const TbMoment *moment)
{
  return tb_fleet_get_n_groups (moment->fleet);
}

const TbTable tb_table_family = {
  .info = { "family", N_("Groups of devices and gateways, one row each, and what all of one come to."), TB_COLUMNS_OF (columns),
            "SELECT name, n_devices, n_on, sent_bps FROM family ORDER BY sent_bps DESC" },
  .cursor_size = sizeof (Row),
  .next = next,
  .column = set_column,
  .estimate = estimate,
};
