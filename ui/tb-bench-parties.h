/* tb-bench-parties: whose keys can be used on the bench at some time: the selected device, some of its neighbours, and keys of the bench itself.
 *
 * Also the lines of text that do the same as the bench: the command of a run, or of trustbed-cli. Reads the fold; knows no widget. */
#pragma once

#include "tb-bench-work.h"
#include "tb-fold.h"

G_BEGIN_DECLS

GArray  *tb_bench_parties_first  (TbFold *fold, guint32 selected, TbBenchKind kind, guint scheme);      /* TbBenchParty */
GArray  *tb_bench_parties_second (TbFold *fold, const TbBenchParty *first, TbBenchKind kind, guint scheme);
char    *tb_bench_party_dup_name (TbFleet *fleet, const TbBenchParty *party);
gboolean tb_bench_party_equal    (const TbBenchParty *one, const TbBenchParty *other);
GBytes  *tb_bench_party_get_der  (TbFold *fold, const TbBenchParty *party);                              /* NULL for a key of the bench */
char    *tb_bench_parties_remark (TbFold *fold, guint32 selected, TbBenchKind kind, guint scheme);      /* NULL where nothing is to be said */

GBytes  *tb_bench_telegram_new   (TbFold *fold, guint64 seed, guint32 object);                           /* its last, NULL for none */
GBytes  *tb_bench_firmware_new   (TbFold *fold, guint64 seed, guint32 object);                           /* the newest for its kind, likewise */
char    *tb_bench_line_new       (TbFleet *fleet, TbBenchKind kind, guint scheme, const TbBenchParty parties[2], const char *text, const char *flips);

G_END_DECLS
