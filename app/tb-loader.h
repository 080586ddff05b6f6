/* tb-loader: makes runs off the main thread: from a scenario, or as a branch of another run. */
#pragma once

#include "tb-run.h"

G_BEGIN_DECLS

void   tb_loader_open   (gpointer owner, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback);
void   tb_loader_branch (gpointer owner, TbRun *run, gint64 time_us, GCancellable *cancellable, GAsyncReadyCallback callback);
TbRun *tb_loader_finish (GAsyncResult *result, GError **error);

G_END_DECLS
