/* tb-signed-index: the signatures that devices have made on the bench, in the order of the journal. They are numbered from 1, as in `show signature 3`. */
#pragma once

#include "tb-journal.h"

G_BEGIN_DECLS

typedef struct _TbSignedIndex TbSignedIndex;

/**
 * TbSignedEntry:
 * @place: its record in the journal
 * @time_us: when it was signed
 * @number: counted from 1
 * @signer: who signed
 * @verifier: whose public key it was verified with
 * @payload: the signature, see [func@signed_decode]
 * @accepted: whether that key verifies it
 */
typedef struct
{
  guint64 place;
  gint64 time_us;
  guint number;
  guint32 signer;
  guint32 verifier;
  guint32 payload;
  gboolean accepted;
} TbSignedEntry;

TbSignedIndex       *tb_signed_index_new   (TbJournal *journal);
void                 tb_signed_index_free  (TbSignedIndex *index);
void                 tb_signed_index_read  (TbSignedIndex *index, guint64 position);
guint                tb_signed_index_count (TbSignedIndex *index, guint64 position);     /* before that place */
const TbSignedEntry *tb_signed_index_find  (TbSignedIndex *index, guint number);         /* NULL when there is none */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSignedIndex, tb_signed_index_free)

G_END_DECLS
