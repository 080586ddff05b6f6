/* tb-table-certificate: every certificate that was ever issued, those of authorities and services included, and what became of it. */
#include <glib/gi18n-lib.h>

#include "tb-certificate-book-private.h"
#include "tb-crl.h"
#include "tb-life-index.h"
#include "tb-table-private.h"

typedef struct
{
  TbCursor cursor;
  TbCertificateBook *book;        /* borrowed, and so are the others */
  TbCertificateIndex *index;
  TbLifeIndex *lives;
  const TbCertificateEntry *entry;
  guint number;                   /* of the present certificate */
  guint next;
  guint end;
  guint32 holder;
} Row;

static const TbCertificateFacts *
facts_of (const Row *row)
{
  return tb_certificate_book_get_facts (row->book, row->entry->payload, row->cursor.moment->work);
}

static void
set_fact (TbCell *cell, const Row *row, gsize member)
{
  const TbCertificateFacts *facts = facts_of (row);

  if (facts != NULL)
    tb_cell_set_text (cell, G_STRUCT_MEMBER (char *, facts, member));
}

/* The calendar of a certificate and the time of the run differ by the same everywhere: when the certificate ends, in both. */
static void
set_not_before (TbCell *cell, const Row *row)
{
  const TbCertificateFacts *facts = facts_of (row);

  if (facts != NULL && facts->not_before_us != G_MAXINT64 && facts->not_after_us != G_MININT64)
    tb_cell_set_int (cell, facts->not_before_us - facts->not_after_us + row->entry->not_after_us);
}

static const TbLife *
life_of (const Row *row)
{
  guint32 life = tb_certificate_book_get_life (row->book, row->number);

  return life != TB_NO_LIFE ? tb_life_index_get (row->lives, life) : NULL;
}

static void
set_installed (TbCell *cell, const Row *row)
{
  const TbLife *life = life_of (row);

  tb_cell_set_past (cell, row->cursor.moment, life != NULL ? life->installed_us : row->entry->time_us);
}

static void
set_replaced (TbCell *cell, const Row *row)
{
  const TbLife *life = life_of (row);

  if (life != NULL)
    tb_cell_set_past (cell, row->cursor.moment, life->replaced_us);
}

static const TbTakeback *
takeback_of (const Row *row)
{
  guint32 life = tb_certificate_book_get_life (row->book, row->number);

  return life != TB_NO_LIFE ? tb_life_index_find_takeback (row->lives, life, row->cursor.moment->time_us) : NULL;
}

static void
set_revoked (TbCell *cell, const Row *row)
{
  const TbTakeback *takeback = takeback_of (row);

  if (takeback != NULL)
    tb_cell_set_time (cell, takeback->revoked_us);
}

static void
set_reason (TbCell *cell, const Row *row)
{
  const TbCertificateChange *change = tb_certificate_index_find_change (row->index, row->number, row->cursor.moment->position);

  if (change != NULL && change->revoked)
    tb_cell_set_code (cell, tb_revocation_reason_to_code ((TbRevocationReason) change->reason));
}

static void
set_released (TbCell *cell, const Row *row)
{
  const TbTakeback *takeback = takeback_of (row);

  if (takeback != NULL)
    tb_cell_set_past (cell, row->cursor.moment, takeback->released_us);
}

static const char *
state_of (const Row *row)
{
  return tb_identity_state_to_code (tb_certificate_index_judge (row->index, row->number, row->cursor.moment->position, row->cursor.moment->time_us));
}

static gboolean
is_in_use (const Row *row)
{
  return row->entry->depth < 0 && tb_certificate_index_find_current (row->index, row->entry->subject, row->cursor.moment->position) == row->number;
}

/* A root is nobody's but its own; whatever else an authority has for itself one of its own roots has signed. */
static guint32
issuer_of (const Row *row)
{
  return row->entry->depth == 0 ? TB_NOBODY : row->entry->issuer;
}

/* Whether its key is another than the one before it had; nobody knows of the first. */
static void
set_rekeyed (TbCell *cell, const Row *row)
{
  guint before = row->entry->previous;
  const TbCertificateFacts *facts = before != TB_NO_CERTIFICATE ? facts_of (row) : NULL;
  g_autofree char *key = facts != NULL ? g_strdup (facts->key) : NULL;

  if (key == NULL)
    return;
  facts = tb_certificate_book_get_facts (row->book, tb_certificate_index_get (row->index, before)->payload, row->cursor.moment->work);
  if (facts != NULL)
    tb_cell_set_bool (cell, g_strcmp0 (facts->key, key) != 0);
}

static void
set_bits (TbCell *cell, const Row *row)
{
  const TbCertificateFacts *facts = facts_of (row);

  if (facts != NULL)
    tb_cell_set_int (cell, facts->bits);
}

static void
set_previous (TbCell *cell, const Row *row)
{
  if (row->entry->previous != TB_NO_CERTIFICATE)
    tb_cell_set_int (cell, (gint64) row->entry->previous + 1);
}

#define FACT(member) G_STRUCT_OFFSET (TbCertificateFacts, member)
#define COLUMNS(X) \
  X (id, "INTEGER", NULL, N_("Number of the certificate, counted from 1 in the order of issue."), tb_cell_set_int (cell, (gint64) row->number + 1)) \
  X (device, "TEXT", NULL, N_("Who holds it: a device, a service or an authority."), tb_cell_set_name (cell, moment, row->entry->subject)) \
  X (authority, "TEXT", NULL, N_("Who issued it; NULL for a root."), tb_cell_set_name (cell, moment, issuer_of (row))) \
  X (serial, "TEXT", NULL, N_("Serial number, in hexadecimal."), set_fact (cell, row, FACT (serial))) \
  X (subject, "TEXT", NULL, N_("Subject, as RFC 4514 writes it."), set_fact (cell, row, FACT (subject))) \
  X (san, "TEXT", NULL, N_("Names of the subjectAltName, with a comma between."), set_fact (cell, row, FACT (san))) \
  X (eku, "TEXT", NULL, N_("Purposes of the extended key usage, such as clientAuth, with a comma between."), set_fact (cell, row, FACT (eku))) \
  X (key, "TEXT", NULL, N_("Its public key: id in the table key."), set_fact (cell, row, FACT (key))) \
  X (key_algorithm, "TEXT", NULL, N_("Kind of its public key, such as P-256."), set_fact (cell, row, FACT (algorithm))) \
  X (key_bits, "INTEGER", "bits", N_("Size of its public key."), set_bits (cell, row)) \
  X (issued_us, "INTEGER", "us", N_("When it was issued."), tb_cell_set_time (cell, row->entry->time_us)) \
  X (installed_us, "INTEGER", "us", N_("When its holder took it into use; NULL as long as it has not."), set_installed (cell, row)) \
  X (replaced_us, "INTEGER", "us", N_("When its holder took the next one into use; NULL as long as it has not."), set_replaced (cell, row)) \
  X (not_before_us, "INTEGER", "us", N_("From when on it is valid; may be before the run began."), set_not_before (cell, row)) \
  X (not_after_us, "INTEGER", "us", N_("Until when it is valid."), tb_cell_set_int (cell, row->entry->not_after_us)) \
  X (revoked_us, "INTEGER", "us", N_("When it was revoked last; NULL when it never was."), set_revoked (cell, row)) \
  X (reason, "TEXT", NULL, N_("Why it is revoked, as RFC 5280 calls it; NULL when it is not."), set_reason (cell, row)) \
  X (released_us, "INTEGER", "us", N_("When the last hold was lifted; NULL when it was not."), set_released (cell, row)) \
  X (state, "TEXT", NULL, N_("enrolling (on its way), valid, expiring, expired or revoked."), tb_cell_set_code (cell, state_of (row))) \
  X (is_current, "INTEGER", NULL, N_("Whether it is the one its holder uses."), tb_cell_set_bool (cell, is_in_use (row))) \
  X (is_authority, "INTEGER", NULL, N_("Whether it is an authority's own, to issue others with."), tb_cell_set_bool (cell, row->entry->depth >= 0)) \
  X (is_rekeyed, "INTEGER", NULL, N_("Whether its key is another than that of the holder's certificate before; NULL for the first."), set_rekeyed (cell, row)) \
  X (previous, "INTEGER", NULL, N_("The holder's certificate before: its id; NULL for the first."), set_previous (cell, row)) \
  X (sha256, "TEXT", NULL, N_("SHA-256 of the certificate, in hexadecimal."), set_fact (cell, row, FACT (sha256)))
TB_TABLE_COLUMNS (COLUMNS, Row)

enum { BY_ID, BY_DEVICE };
static const TbNarrow narrows[] = {
  { COLUMN_id, FALSE, 0 },
  { COLUMN_device, TRUE, 100 },
};

static void
open_certificates (TbCursor *cursor)
{
  Row *row = (Row *) cursor;
  const TbMoment *moment = cursor->moment;
  gint64 n;

  row->book = tb_moment_get_index (moment, TB_INDEX_CERTIFICATE);
  row->lives = tb_moment_get_index (moment, TB_INDEX_LIFE);
  row->index = tb_certificate_book_get_index (row->book);
  n = tb_certificate_index_count (row->index, moment->position);
  row->next = (guint) MIN (MAX (cursor->bounds[BY_ID].least, 1) - 1, n);
  row->end = (guint) CLAMP (cursor->bounds[BY_ID].most, row->next, n);
  if (!tb_bound_find_object (cursor, BY_DEVICE, &row->holder))
    row->end = row->next;
}

static gboolean
next_certificate (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  for (; row->next < row->end && tb_work_pass (cursor->moment->work, 1); row->next++)
    {
      row->entry = tb_certificate_index_get (row->index, row->next);
      if (row->holder != TB_NOBODY && row->entry->subject != row->holder)
        continue;
      row->number = row->next++;
      cursor->rowid = (gint64) row->number + 1;
      return TRUE;
    }
  return FALSE;
}

static guint64
count_certificates (const TbMoment *moment)
{
  return tb_state_get_totals (moment->state)->n_certificates + 10;
}

const TbTable tb_table_certificate = {
  .info = { "certificate", N_("Every certificate that was ever issued, and what became of it."), TB_COLUMNS_OF (columns),
            "SELECT device, serial, not_after_us, state FROM certificate WHERE is_current ORDER BY not_after_us LIMIT 10" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_id,
  .cursor_size = sizeof (Row),
  .open = open_certificates,
  .next = next_certificate,
  .column = set_column,
  .estimate = count_certificates,
};
