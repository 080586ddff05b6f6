/* tb-table-service: the table `service`: brokers and whatever else others need, what they ask of clients, and what a flood does to them. */
#include <glib/gi18n-lib.h>

#include "tb-codes-private.h"
#include "tb-object-cursor-private.h"

typedef TbObjectCursor Row;

static const TbSiege at_peace = { .answered = TB_SIEGE_ALL };

static const TbSiege *
get_siege (const Row *row)
{
  const TbSiege *siege = tb_state_get_siege (row->base.moment->state, row->object);

  return siege != NULL ? siege : &at_peace;
}

static gboolean
is_broker (const Row *row)
{
  return row->group->role == TB_ROLE_BROKER;
}

#define COLUMNS(X) \
  X (id, "INTEGER", NULL, N_("Its number in the run."), tb_cell_set_int (cell, row->object)) \
  X (name, "TEXT", NULL, N_("What it is called; other tables name it so."), tb_cell_set_name (cell, moment, row->object)) \
  X (label, "TEXT", NULL, N_("What it is called by people."), tb_cell_set_shared (cell, row->group->label)) \
  X (role, "TEXT", NULL, N_("Whether it is a broker or another service."), tb_cell_set_code (cell, tb_role_codes[row->group->role])) \
  X (authority, "TEXT", NULL, N_("Who issues its certificates."), tb_cell_set_name (cell, moment, row->group->authority)) \
  X (demands_certificate, "INTEGER", NULL, N_("Of a broker: whether clients must prove who they are."), if (is_broker (row)) tb_cell_set_bool (cell, row->state->demands_certificate)) \
  X (is_verifying, "INTEGER", NULL, N_("Of a broker: whether it looks at the certificates that clients show it."), if (is_broker (row)) tb_cell_set_bool (cell, row->state->is_verifying)) \
  X (revocation_check, "TEXT", NULL, N_("Of a broker: how it finds out whether a certificate was revoked: none, crl, ocsp or delta."), if (is_broker (row)) tb_cell_set_code (cell, tb_check_codes[row->state->check])) \
  X (accepts_unknown, "INTEGER", NULL, N_("Of a broker: whether it lets in of whom it cannot find that out (soft fail)."), if (is_broker (row)) tb_cell_set_bool (cell, !row->state->refuses_unknown)) \
  X (staples, "INTEGER", NULL, N_("Of a broker: whether it shows what the responder says of its own certificate."), if (is_broker (row)) tb_cell_set_bool (cell, row->state->staples)) \
  X (state, "TEXT", NULL, N_("Of a broker: how its certificate is: valid or revoked, or none."), if (is_broker (row)) tb_cell_set_code (cell, tb_identity_state_to_code (row->state->identity))) \
  X (is_stolen, "INTEGER", NULL, N_("Of a broker: whether somebody else has the private key that it uses."), if (is_broker (row)) tb_cell_set_bool (cell, row->state->is_robbed)) \
  X (thief, "TEXT", NULL, N_("Of a broker: who has it."), tb_cell_set_name (cell, moment, row->state->is_robbed ? row->state->thief : TB_NOBODY)) \
  X (stolen_us, "INTEGER", "us", N_("Of a broker: since when."), if (row->state->is_robbed) tb_cell_set_time (cell, row->state->stolen_us)) \
  X (answered_percent, "REAL", "%", N_("How many honest requests are answered; modelled."), tb_cell_set_real (cell, get_siege (row)->answered * 100.0 / TB_SIEGE_ALL)) \
  X (is_flooded, "INTEGER", NULL, N_("Whether bots are told to flood it."), tb_cell_set_bool (cell, get_siege (row)->is_target)) \
  X (arriving_bps, "INTEGER", "bit/s", N_("All that arrives, honest requests and floods; modelled."), tb_cell_set_int (cell, (gint64) (row->group->capacity.honest_bps + get_siege (row)->flood_bps))) \
  X (flood_bps, "INTEGER", "bit/s", N_("What arrives of the flood; modelled."), tb_cell_set_int (cell, (gint64) get_siege (row)->flood_bps)) \
  X (limit_bps, "INTEGER", "bit/s", N_("What it takes from one client, 0 for no limit; modelled."), tb_cell_set_int (cell, (gint64) get_siege (row)->limit_bps)) \
  X (capacity_bps, "INTEGER", "bit/s", N_("What it can take in, 0 for as much as comes; modelled."), tb_cell_set_int (cell, (gint64) row->group->capacity.bits_per_s))

TB_TABLE_COLUMNS (COLUMNS, Row)

static const TbNarrow narrows[] = { TB_OBJECT_NARROWS };

const TbTable tb_table_service = {
  .info = { "service", N_("Brokers and other services, and what a flood does to them."), TB_COLUMNS_OF (columns),
            "SELECT name, demands_certificate, answered_percent FROM service" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_id,
  .scope = TB_ROLE_BIT (TB_ROLE_BROKER) | TB_ROLE_BIT (TB_ROLE_SERVICE),
  .cursor_size = sizeof (Row),
  .open = tb_object_cursor_open,
  .next = tb_object_cursor_next,
  .column = set_column,
};
