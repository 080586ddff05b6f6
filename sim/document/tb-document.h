/* tb-document: what is kept of a run: what it is made from, what people did in it, and how far they had come. What follows from that is worked out again.
 *
 * As a file it is a `.trustbed`, see docs/documents.md. This is the whole of it in memory; tb-document-file keeps one up to date while somebody works in it. */
#pragma once

#include "tb-run.h"

G_BEGIN_DECLS

#define TB_DOCUMENT_SUFFIX ".trustbed"
#define TB_DOCUMENT_FORMAT 1

/**
 * TbDocumentError:
 * @TB_DOCUMENT_ERROR_NOT_FOUND: there is no such file
 * @TB_DOCUMENT_ERROR_FOREIGN: it is something else
 * @TB_DOCUMENT_ERROR_NEWER: it is in a format that this version does not know
 * @TB_DOCUMENT_ERROR_DAMAGED: it was one
 * @TB_DOCUMENT_ERROR_FULL: no room on the disk
 * @TB_DOCUMENT_ERROR_READ_ONLY: the file or its folder cannot be written
 * @TB_DOCUMENT_ERROR_TAKEN: somebody else keeps it now
 * @TB_DOCUMENT_ERROR_FAILED: something else
 *
 * The message is one sentence that names the file. Nothing was overwritten.
 */
typedef enum
{
  TB_DOCUMENT_ERROR_NOT_FOUND,
  TB_DOCUMENT_ERROR_FOREIGN,
  TB_DOCUMENT_ERROR_NEWER,
  TB_DOCUMENT_ERROR_DAMAGED,
  TB_DOCUMENT_ERROR_FULL,
  TB_DOCUMENT_ERROR_READ_ONLY,
  TB_DOCUMENT_ERROR_TAKEN,
  TB_DOCUMENT_ERROR_FAILED,
} TbDocumentError;

#define TB_DOCUMENT_ERROR (tb_document_error_quark ())
GQuark tb_document_error_quark (void);

/**
 * TbDocumentProof:
 * @n_records: how many records of the journal it is about
 * @time_us: when the last of them was
 * @journal_sha256: over them and their payloads; @outcome_sha256 over them alone
 * @trustbed, @openssl: the versions that played it
 *
 * What a run was like when it was saved, for [func@replay_proof_check].
 */
typedef struct
{
  guint64 n_records;
  gint64 time_us;
  char *journal_sha256;
  char *outcome_sha256;
  char *trustbed;
  char *openssl;
} TbDocumentProof;

/**
 * TbDocumentView:
 * @edge_us: how far the run was, -1 before its beginning
 * @playhead_us: where somebody looked
 * @speed: of the playhead; 0 for the pace of the scenario
 */
typedef struct { gint64 edge_us; gint64 playhead_us; double speed; } TbDocumentView;

/**
 * TbDocumentAnswer:
 * @question: its id; @text: what was said; @time_us: where the run was then
 */
typedef struct { char *question; char *text; gint64 time_us; } TbDocumentAnswer;

/**
 * TbDocumentHint:
 * @step: its id; @taken: how many of its hints
 */
typedef struct { char *step; gint64 taken; } TbDocumentHint;

/**
 * TbDocumentLesson:
 * @id: of the lesson; @sha256: of its text; @learner: as they call themselves
 * @answers: (element-type TbDocumentAnswer)
 * @hints: (element-type TbDocumentHint)
 */
typedef struct { char *id; char *sha256; char *learner; GPtrArray *answers; GPtrArray *hints; } TbDocumentLesson;

/**
 * TbDocumentBranch:
 * @edge_us: how far it was when it was left
 * @lines: (element-type utf8): its commands
 *
 * A way the run went before somebody went back.
 */
typedef struct { gint64 edge_us; GPtrArray *lines; } TbDocumentBranch;

/**
 * TbDocument:
 * @scenario: the scenario's text, with everything that was changed in it
 * @name: what the scenario's file was called, for errors
 * @seed: of the run
 * @until_us: where it ends, 0 for the scenario's own end
 * @commands: (element-type utf8): `@TIME text`, as they applied
 * @pending: (element-type utf8): those that were accepted and whose time had not come
 * @view: where people were
 * @proof: (nullable): what it was like
 * @lesson: (nullable): what it is a run of
 * @earlier: (element-type TbDocumentBranch): the newest last
 */
typedef struct
{
  GBytes *scenario;
  char *name;
  guint64 seed;
  gint64 until_us;
  GPtrArray *commands;
  GPtrArray *pending;
  TbDocumentView view;
  TbDocumentProof *proof;
  TbDocumentLesson *lesson;
  GPtrArray *earlier;
} TbDocument;

gboolean          tb_document_is_one      (const char *path);                       /* whether it calls itself one, in what it holds or by its name */
TbDocument       *tb_document_new_empty   (void);
TbDocument       *tb_document_new         (TbRun *run, const char *name);           /* as it is now; until_us as the run's end */
TbDocument       *tb_document_load        (const char *path, GError **error);
gboolean          tb_document_save        (const TbDocument *document, const char *path, GError **error);
TbRun            *tb_document_start       (const TbDocument *document, const TbRunOptions *options, GError **error);
void              tb_document_free        (TbDocument *document);

TbDocumentLesson *tb_document_lesson_new  (const char *id, const char *sha256, const char *learner);
void              tb_document_lesson_add_answer (TbDocumentLesson *lesson, const char *question, const char *text, gint64 time_us);
void              tb_document_lesson_add_hint (TbDocumentLesson *lesson, const char *step, gint64 taken);
void              tb_document_lesson_free (TbDocumentLesson *lesson);
TbDocumentBranch *tb_document_branch_new  (gint64 edge_us);
void              tb_document_branch_free (TbDocumentBranch *branch);
void              tb_document_proof_free  (TbDocumentProof *proof);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbDocument, tb_document_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbDocumentLesson, tb_document_lesson_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbDocumentBranch, tb_document_branch_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbDocumentProof, tb_document_proof_free)

G_END_DECLS
