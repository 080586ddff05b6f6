/* tb-bench-ring: what those who work with a ring of keys do with it. */
#pragma once

#include "tb-bench-work.h"

G_BEGIN_DECLS

TbKey *tb_bench_ring_find (TbBenchRing *ring, const char *name);             /* (transfer full) (nullable) */
void   tb_bench_ring_add  (TbBenchRing *ring, const char *name, TbKey *key);

G_END_DECLS
