/* tb-table-authority: the table `authority`: who issues certificates, and how that goes. */
#include <glib/gi18n-lib.h>

#include "tb-codes-private.h"
#include "tb-issuer-index-private.h"
#include "tb-object-cursor-private.h"

/* That are added up in the time of a step. */
#define DEEDS_A_STEP 8

typedef struct
{
  TbObjectCursor at;
  guint32 deeds_of;     /* whose deeds are added up */
  TbIssuerDeeds deeds;
} Row;

static gboolean
has_responder (const Row *row)
{
  return row->at.group->ocsp_validity_us > 0;
}

/* Added up when they are asked for: many ask for the name alone. */
static const TbIssuerDeeds *
get_deeds (const Row *row)
{
  Row *own = (Row *) row;
  const TbMoment *moment = row->at.base.moment;
  TbIssuerIndex *index = tb_moment_get_index (moment, TB_INDEX_ISSUER);

  if (row->deeds_of != row->at.object && tb_work_spend (moment->work, tb_issuer_index_count (index) / DEEDS_A_STEP))
    {
      tb_issuer_index_sum (index, row->at.object, moment->position, &own->deeds);
      own->deeds_of = row->at.object;
    }
  return &row->deeds;
}

#define COLUMNS(X) \
  X (id, "INTEGER", NULL, N_("Its number in the run."), tb_cell_set_int (cell, row->at.object)) \
  X (name, "TEXT", NULL, N_("What it is called; other tables name it so."), tb_cell_set_name (cell, moment, row->at.object)) \
  X (label, "TEXT", NULL, N_("What it is called by people."), tb_cell_set_shared (cell, row->at.group->label)) \
  X (is_rogue, "INTEGER", NULL, N_("Whether it belongs to a stranger, whom nobody trusts to begin with."), tb_cell_set_bool (cell, row->at.group->is_rogue)) \
  X (is_luring, "INTEGER", NULL, N_("Whether it answers new devices before their own authority does."), tb_cell_set_bool (cell, row->at.state->is_luring)) \
  X (is_down, "INTEGER", NULL, N_("Whether nobody gets an answer from it."), tb_cell_set_bool (cell, row->at.state->is_down)) \
  X (has_responder, "INTEGER", NULL, N_("Whether it has an OCSP responder at all."), tb_cell_set_bool (cell, has_responder (row))) \
  X (responder_on, "INTEGER", NULL, N_("Whether that is switched on; nothing where there is none."), if (has_responder (row)) tb_cell_set_bool (cell, get_deeds (row)->responder_on)) \
  X (misconfigured, "TEXT", NULL, N_("What it does wrong in every certificate it issues: none, san, eku or chain."), tb_cell_set_code (cell, tb_misconfiguration_codes[row->at.state->misconfigured])) \
  X (n_issued, "INTEGER", NULL, N_("Certificates it has issued so far."), tb_cell_set_int (cell, (gint64) get_deeds (row)->n_issued)) \
  X (n_revoked, "INTEGER", NULL, N_("Those it has revoked so far, and not released."), tb_cell_set_int (cell, (gint64) get_deeds (row)->n_revoked)) \
  X (crl_us, "INTEGER", "us", N_("When its newest revocation list appeared."), tb_cell_set_time (cell, get_deeds (row)->crl_us)) \
  X (crl_next_us, "INTEGER", "us", N_("When that list promises the next one."), tb_cell_set_time (cell, get_deeds (row)->crl_next_us)) \
  X (root_generation, "INTEGER", NULL, N_("Of its newest root: 1 for the first."), tb_cell_set_int (cell, get_deeds (row)->generation))

TB_TABLE_COLUMNS (COLUMNS, Row)

static const TbNarrow narrows[] = { TB_OBJECT_NARROWS };

const TbTable tb_table_authority = {
  .info = { "authority", N_("Who issues certificates, and how that goes."), TB_COLUMNS_OF (columns),
            "SELECT name, n_issued, n_revoked, is_down FROM authority" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_id,
  .scope = TB_ROLE_BIT (TB_ROLE_AUTHORITY),
  .cursor_size = sizeof (Row),
  .open = tb_object_cursor_open,
  .next = tb_object_cursor_next,
  .column = set_column,
};
