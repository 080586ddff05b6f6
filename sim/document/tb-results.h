/* tb-results: what is remembered of a run between two sessions, so that a document opens sooner: the handshakes, in a file of the user's cache.
 *
 * Nothing of it is in a document: whoever hands one on cannot put results into another's hands, and whoever gets one works everything out once. What is there was
 * worked out on this machine, by the same engine and the same OpenSSL, and is whole; anything else is passed over. The cache can be deleted at any time. */
#pragma once

#include "tb-memo.h"
#include "tb-run.h"

G_BEGIN_DECLS

/**
 * TB_RESULTS_MAX_BYTES:
 *
 * How much the folder may hold; what was used longest ago goes first.
 */
#define TB_RESULTS_MAX_BYTES ((guint64) 256 << 20)

TbMemo  *tb_results_load     (GBytes *scenario, guint64 seed);
gboolean tb_results_save     (TbMemo *memo, GBytes *scenario, guint64 seed, GError **error);
char    *tb_results_dup_path (GBytes *scenario, guint64 seed);
void     tb_results_prune    (guint64 max_bytes);

G_END_DECLS
