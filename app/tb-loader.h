/* tb-loader: makes runs off the main thread: from a scenario, from a document, or as a branch of another run. */
#pragma once

#include "tb-autosave.h"
#include "tb-document-file.h"
#include "tb-variation.h"

G_BEGIN_DECLS

/**
 * TbLoaded:
 * @run: at its beginning, or a branch on its way
 * @name: what was opened; %NULL for a branch
 * @memo: what is remembered of the run, likewise
 * @document: (nullable): of a document, what is in it
 * @file: (nullable): of a document that can be written, where to keep it
 * @autosave: (nullable): of one that nobody had saved
 * @variation: (nullable): of a run of a lesson that is here as it was
 */
typedef struct
{
  TbRun *run;
  char *name;
  TbMemo *memo;
  TbDocument *document;
  TbDocumentFile *file;
  TbAutosave *autosave;
  TbVariation *variation;
} TbLoaded;

void      tb_loaded_free        (TbLoaded *loaded);
void      tb_loader_open        (gpointer owner, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback);
void      tb_loader_branch      (gpointer owner, TbRun *run, gint64 time_us, GCancellable *cancellable, GAsyncReadyCallback callback);
void      tb_loader_branch_with (gpointer owner, TbRun *run, GPtrArray *lines, gint64 time_us, GCancellable *cancellable, GAsyncReadyCallback callback);
TbLoaded *tb_loader_finish      (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLoaded, tb_loaded_free)

G_END_DECLS
