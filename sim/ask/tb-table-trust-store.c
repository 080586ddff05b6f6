/* tb-table-trust-store: the table `trust_store`: whom devices and gateways believe, one row for each certificate that each of them holds. */
#include <glib/gi18n-lib.h>

#include "tb-certificate-book-private.h"
#include "tb-object-cursor-private.h"

typedef struct
{
  TbObjectCursor at;
  guint64 trusted;      /* of the present object; bits of roots that are still to come */
  guint number;
} Row;

static const TbAnchor *
get_anchor (const Row *row)
{
  return &tb_state_get_anchors (row->at.base.moment->state)->anchors[row->number];
}

/* Which of the authorities' own certificates says what @anchor does. */
static guint
find_root (TbCertificateIndex *index, const TbMoment *moment, const TbAnchor *anchor)
{
  GBytes *wanted = tb_journal_get_payload (moment->journal, anchor->payload);

  for (guint rank = tb_certificate_index_count_authorities (index, moment->position); rank > 0; rank--)
    {
      guint found = tb_certificate_index_get_authority (index, rank - 1);
      const TbCertificateEntry *entry = tb_certificate_index_get (index, found);

      if (entry->subject == anchor->authority && g_bytes_equal (tb_journal_get_payload (moment->journal, entry->payload), wanted))
        return found;
    }
  return TB_NO_CERTIFICATE;
}

static void
set_certificate (TbCell *cell, const Row *row)
{
  const TbMoment *moment = row->at.base.moment;
  const TbAnchor *anchor = get_anchor (row);
  TbCertificateBook *book = tb_moment_get_index (moment, TB_INDEX_CERTIFICATE);
  guint found = find_root (tb_certificate_book_get_index (book), moment, anchor);

  if (found == TB_NO_CERTIFICATE)
    found = tb_certificate_book_find_same (book, anchor->authority, tb_journal_get_payload (moment->journal, anchor->payload), moment->position);
  if (found != TB_NO_CERTIFICATE)
    tb_cell_set_int (cell, (gint64) found + 1);
}

#define COLUMNS(X) \
  X (device, "TEXT", NULL, N_("Who believes."), tb_cell_set_name (cell, moment, row->at.object)) \
  X (authority, "TEXT", NULL, N_("Whose certificate is held: an authority, and so whoever it vouches for; of a leaf, its holder."), tb_cell_set_name (cell, moment, get_anchor (row)->authority)) \
  X (generation, "INTEGER", NULL, N_("Which of its roots that is: 1 for the first."), tb_cell_set_int (cell, get_anchor (row)->generation)) \
  X (kind, "TEXT", NULL, N_("What kind of certificate is held: a root, or the leaf of somebody who is believed for himself."), tb_cell_set_code (cell, get_anchor (row)->is_leaf ? "leaf" : "root")) \
  X (certificate, "INTEGER", NULL, N_("That certificate; its id in the table certificate."), set_certificate (cell, row)) \
  X (is_retired, "INTEGER", NULL, N_("Whether nobody shows anything under it any more."), tb_cell_set_bool (cell, get_anchor (row)->retired))

TB_TABLE_COLUMNS (COLUMNS, Row)

static const TbNarrow narrows[] = { { COLUMN_device, TRUE, 1000 } };

static gboolean
next (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  while (row->trusted == 0)
    {
      if (!tb_object_cursor_next (cursor))
        return FALSE;
      row->trusted = tb_state_get_trusted (cursor->moment->state, row->at.object) | tb_state_get_trusted_leaves (cursor->moment->state, row->at.object);
    }
  row->number = (guint) __builtin_ctzll (row->trusted);
  row->trusted &= row->trusted - 1;
  cursor->rowid = (gint64) row->at.object * TB_MAX_ANCHORS + row->number;
  return TRUE;
}

static guint64
estimate (const TbMoment *moment)
{
  return (guint64) tb_fleet_get_n_objects (moment->fleet) * MAX (tb_state_get_anchors (moment->state)->n, 1);
}

const TbTable tb_table_trust_store = {
  .info = { "trust_store", N_("Whom devices and gateways believe: one row for each certificate that each of them holds."), TB_COLUMNS_OF (columns),
            "SELECT authority, generation, count(*) FROM trust_store GROUP BY authority, generation" },
  TB_NARROWS_OF (narrows),
  .scope = TB_ROLE_BIT (TB_ROLE_DEVICE) | TB_ROLE_BIT (TB_ROLE_GATEWAY),
  .cursor_size = sizeof (Row),
  .open = tb_object_cursor_open,
  .next = next,
  .column = set_column,
  .estimate = estimate,
};
