/* tb-bench-export: the files that the shown lines of openssl name, so that they can be pasted into a shell. */
#pragma once

#include "tb-bench-work.h"

G_BEGIN_DECLS

gboolean tb_bench_export        (const TbBenchQuestion *question, const char *folder, GError **error);
void     tb_bench_export_async  (TbBenchQuestion *question, const char *folder, GAsyncReadyCallback callback, gpointer user_data);
gboolean tb_bench_export_finish (GAsyncResult *result, GError **error);

G_END_DECLS
