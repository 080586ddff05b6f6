/* tb-table-revocation: each time an authority took a certificate back, and how long it was good for something after that. */
#include <glib/gi18n-lib.h>

#include "tb-certificate-book-private.h"
#include "tb-crl.h"
#include "tb-life-index.h"
#include "tb-table-private.h"

typedef struct
{
  TbCursor cursor;
  TbCertificateBook *book;        /* borrowed, and so are the others */
  TbLifeIndex *lives;
  const TbTakeback *takeback;
  const TbTakeback *earlier;      /* of the same certificate, still to come */
  guint certificate;
  guint32 next;                   /* life */
  guint32 holder;
} Row;

static const TbCertificateEntry *
entry_of (const Row *row)
{
  return tb_certificate_index_get (tb_certificate_book_get_index (row->book), row->certificate);
}

/* A hold may have become final later: what the last record before the moment says, where it speaks of this revocation. */
static void
set_reason (TbCell *cell, const Row *row)
{
  const TbMoment *moment = row->cursor.moment;
  const TbCertificateChange *change = tb_certificate_index_find_change (tb_certificate_book_get_index (row->book), row->certificate, moment->position);
  gboolean is_last = change != NULL && change->revoked && tb_takeback_holds (row->takeback, moment->time_us);

  tb_cell_set_code (cell, tb_revocation_reason_to_code ((TbRevocationReason) (is_last ? change->reason : row->takeback->reason)));
}

static gint64
count_stale (const Row *row)
{
  const TbMoment *moment = row->cursor.moment;

  return tb_takeback_get_end (row->takeback, tb_life_index_get (row->lives, row->takeback->life), moment->time_us) - row->takeback->revoked_us;
}

#define COLUMNS(X) \
  X (certificate, "INTEGER", NULL, N_("Which certificate: id in the table certificate."), tb_cell_set_int (cell, (gint64) row->certificate + 1)) \
  X (device, "TEXT", NULL, N_("Who holds it."), tb_cell_set_name (cell, moment, entry_of (row)->subject)) \
  X (authority, "TEXT", NULL, N_("Who took it back."), tb_cell_set_name (cell, moment, entry_of (row)->issuer)) \
  X (revoked_us, "INTEGER", "us", N_("When it was revoked."), tb_cell_set_time (cell, row->takeback->revoked_us)) \
  X (reason, "TEXT", NULL, N_("Why, as RFC 5280 calls it, such as keyCompromise."), set_reason (cell, row)) \
  X (released_us, "INTEGER", "us", N_("When the hold was lifted; NULL when it was not."), tb_cell_set_past (cell, moment, row->takeback->released_us)) \
  X (acted_us, "INTEGER", "us", N_("When somebody first acted on it: refused the holder, or ended its session; NULL when nobody has."), \
     tb_cell_set_past (cell, moment, row->takeback->refused_us)) \
  X (stale_us, "INTEGER", "us", N_("How long the revoked certificate was good for something, so far."), tb_cell_set_int (cell, count_stale (row))) \
  X (is_held, "INTEGER", NULL, N_("Whether the certificate is revoked now."), tb_cell_set_bool (cell, tb_takeback_holds (row->takeback, moment->time_us)))
TB_TABLE_COLUMNS (COLUMNS, Row)

enum { BY_DEVICE };
static const TbNarrow narrows[] = { { COLUMN_device, TRUE, 100 } };

static void
open_revocations (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  row->book = tb_moment_get_index (cursor->moment, TB_INDEX_CERTIFICATE);
  row->lives = tb_moment_get_index (cursor->moment, TB_INDEX_LIFE);
  row->next = tb_bound_find_object (cursor, BY_DEVICE, &row->holder) ? 1 : G_MAXUINT32;
}

static gboolean
show (Row *row, const TbTakeback *takeback)
{
  row->takeback = takeback;
  row->earlier = tb_life_index_find_earlier (row->lives, takeback);
  row->certificate = tb_certificate_book_find_life (row->book, takeback->life);
  row->cursor.rowid++;
  return row->certificate != TB_NO_CERTIFICATE;
}

static gboolean
next_revocation (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  if (row->earlier != NULL && show (row, row->earlier))
    return TRUE;
  while (row->next <= tb_life_index_get_n (row->lives) && tb_work_pass (cursor->moment->work, 1))
    {
      guint32 life = row->next++;
      const TbTakeback *takeback = tb_life_index_find_takeback (row->lives, life, cursor->moment->time_us);

      if (takeback != NULL && (row->holder == TB_NOBODY || tb_life_index_get (row->lives, life)->object == row->holder) && show (row, takeback))
        return TRUE;
    }
  return FALSE;
}

const TbTable tb_table_revocation = {
  .info = { "revocation", N_("Each time an authority took a certificate back, and what followed."), TB_COLUMNS_OF (columns),
            "SELECT device, reason, revoked_us, stale_us FROM revocation ORDER BY revoked_us" },
  TB_NARROWS_OF (narrows),
  .cursor_size = sizeof (Row),
  .open = open_revocations,
  .next = next_revocation,
  .column = set_column,
};
