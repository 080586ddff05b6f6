/* tb-journal: what happened, in order, for ever.
 *
 * Append-only. One thread writes; any number of others read without locks, up to the length last published. Chunks never
 * move, so a pointer to a record stays good as long as the journal. Beyond the memory budget new chunks live in an unlinked
 * temporary file, which the system may page out. Payloads are immutable and owned by the journal. */
#pragma once

#include <gio/gio.h>

#include "tb-record.h"

G_BEGIN_DECLS

typedef struct _TbJournal TbJournal;

/**
 * TB_JOURNAL_DEFAULT_BUDGET:
 *
 * Bytes of records kept in memory unless told otherwise: 1 GiB, that is 32 million records.
 */
#define TB_JOURNAL_DEFAULT_BUDGET ((guint64) 1 << 30)

TbJournal      *tb_journal_new          (guint64 budget_bytes);
TbJournal      *tb_journal_ref          (TbJournal *journal);
void            tb_journal_unref        (TbJournal *journal);

/* The writer */
guint64         tb_journal_append       (TbJournal *journal, const TbRecord *record);
guint32         tb_journal_add_payload  (TbJournal *journal, GBytes *payload);
void            tb_journal_publish      (TbJournal *journal);

/* Readers */
guint64         tb_journal_get_length   (TbJournal *journal);
const TbRecord *tb_journal_get          (TbJournal *journal, guint64 index);
const TbRecord *tb_journal_get_span     (TbJournal *journal, guint64 index, guint64 end, gsize *n_records);
GBytes         *tb_journal_get_payload  (TbJournal *journal, guint32 payload);
guint64         tb_journal_find_time    (TbJournal *journal, gint64 time_us);
char           *tb_journal_hash         (TbJournal *journal);
char           *tb_journal_hash_outcome (TbJournal *journal);
char           *tb_journal_hash_first   (TbJournal *journal, guint64 n_records, gboolean with_payloads);
char           *tb_journal_hash_outcome_until (TbJournal *journal, gint64 time_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbJournal, tb_journal_unref)

G_END_DECLS
