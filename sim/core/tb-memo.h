/* tb-memo: results of pure work, remembered by what they were made from.
 *
 * A result that comes from here is the one that the work itself would give, so a run is the same with a memo and without, and only sooner done: when the
 * same commands are played again for a branch, or when a document is opened. What goes into a key is the business of whoever does the work. Any thread may use it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TB_MEMO_KEY_BYTES:
 *
 * A key is a SHA-256 digest over everything that the result depends on.
 */
#define TB_MEMO_KEY_BYTES 32

/**
 * TB_MEMO_DEFAULT_BUDGET:
 *
 * Bytes of keys and results kept unless told otherwise: 64 MiB, that is some 15,000 handshakes. What comes after is worked out again.
 */
#define TB_MEMO_DEFAULT_BUDGET ((gsize) 64 << 20)

typedef struct _TbMemo TbMemo;

TbMemo  *tb_memo_new           (gsize budget_bytes);
TbMemo  *tb_memo_ref           (TbMemo *memo);
void     tb_memo_unref         (TbMemo *memo);
GBytes  *tb_memo_find          (TbMemo *memo, const guint8 key[TB_MEMO_KEY_BYTES]);
void     tb_memo_add           (TbMemo *memo, const guint8 key[TB_MEMO_KEY_BYTES], GBytes *result);
guint    tb_memo_get_n_results (TbMemo *memo);
GBytes  *tb_memo_to_bytes      (TbMemo *memo);
gboolean tb_memo_add_bytes     (TbMemo *memo, GBytes *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbMemo, tb_memo_unref)

G_END_DECLS
