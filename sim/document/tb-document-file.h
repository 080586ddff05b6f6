/* tb-document-file: a document that somebody works in. Every change is on the disk, whole, before the call that makes it comes back.
 *
 * One keeper at a time: whoever opens it last keeps it, and the one before is told so at its next change. Everybody may read. Of one thread at a time; tb-keeper
 * does it on a thread of its own. */
#pragma once

#include "tb-document.h"

G_BEGIN_DECLS

/**
 * TbDocumentChange:
 * @from: how many of the commands in the document stay as they are; those beyond go
 * @commands: (element-type utf8): what comes after them
 * @pending: (element-type utf8): all those whose time has not come
 * @leaves_branch: whether the commands that were there are kept as an earlier branch
 * @view: where people are
 * @lesson: (nullable): what is done in it, %NULL leaves that as it was
 * @proof: (nullable): what the run is like, likewise
 *
 * What is different from now on.
 */
typedef struct
{
  guint from;
  GPtrArray *commands;
  GPtrArray *pending;
  gboolean leaves_branch;
  TbDocumentView view;
  TbDocumentLesson *lesson;
  TbDocumentProof *proof;
} TbDocumentChange;

typedef struct _TbDocumentFile TbDocumentFile;

TbDocumentChange *tb_document_change_new    (TbRun *run, guint from, const TbDocumentView *view, guint *n_commands);
void              tb_document_change_free   (TbDocumentChange *change);
TbDocumentFile   *tb_document_file_open     (const char *path, TbDocument **document, GError **error);
void              tb_document_file_close    (TbDocumentFile *file);
const char       *tb_document_file_get_path (TbDocumentFile *file);
gboolean          tb_document_file_write    (TbDocumentFile *file, const TbDocumentChange *change, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbDocumentChange, tb_document_change_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbDocumentFile, tb_document_file_close)

G_END_DECLS
