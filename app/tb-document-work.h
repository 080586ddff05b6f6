/* tb-document-work: what takes a disk or a whole journal, off the main thread: beginning to keep a run, saving it, proving it, and looking for what was left behind. */
#pragma once

#include "tb-autosave.h"
#include "tb-keeper.h"
#include "tb-replay-proof.h"

G_BEGIN_DECLS

/**
 * TbKept:
 * @keeper: of the document that is there now
 * @autosave: (nullable): where it is one that nobody has saved
 */
typedef struct { TbKeeper *keeper; TbAutosave *autosave; } TbKept;

/**
 * TbLeft:
 * @path: of a document that a session has left behind
 * @title: of its scenario, untranslated
 * @n_commands: in it
 * @time_us: where it was
 * @n_more: how many others there are
 */
typedef struct { char *path; char *title; guint n_commands; gint64 time_us; guint n_more; } TbLeft;

void             tb_kept_free                  (TbKept *kept);
void             tb_left_free                  (TbLeft *left);

void             tb_document_work_autosave     (gpointer owner, TbDocument *document, GCancellable *cancellable, GAsyncReadyCallback callback);   /* takes @document */
void             tb_document_work_save         (gpointer owner, TbDocument *document, TbRun *run, const char *from, const char *path, GCancellable *cancellable,
                                                GAsyncReadyCallback callback);                                                                  /* likewise */
TbKept          *tb_document_work_keep_finish  (GAsyncResult *result, GError **error);
void             tb_document_work_end          (TbKept *kept);                                              /* takes @kept */
void             tb_document_work_wait_for_ends (void);
void             tb_document_work_prove        (gpointer owner, TbRun *run, GCancellable *cancellable, GAsyncReadyCallback callback);
TbDocumentProof *tb_document_work_prove_finish (GAsyncResult *result);
void             tb_document_work_check        (gpointer owner, TbRun *run, TbDocumentProof *proof, GCancellable *cancellable, GAsyncReadyCallback callback);   /* takes @proof */
TbReplayVerdict  tb_document_work_check_finish (GAsyncResult *result, TbDocumentProof **proof);
void             tb_document_work_remember     (gpointer owner, TbMemo *memo, TbRun *run);
void             tb_document_work_find_left    (gpointer owner, GCancellable *cancellable, GAsyncReadyCallback callback);
TbLeft          *tb_document_work_find_left_finish (GAsyncResult *result);                                   /* NULL where there is none */
void             tb_document_work_discard      (const char *path);                                           /* of one that was left behind */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbKept, tb_kept_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLeft, tb_left_free)

G_END_DECLS
