/* tb-window-document: the document behind a window: what is done in the run is kept as it is done, under a name or, as long as it has none, among those that the next
 * start offers. Its actions are "save", "save-as", "redo", and those of the bar about what was left behind. */
#pragma once

#include "tb-keeper.h"
#include "tb-loader.h"
#include "tb-window.h"

G_BEGIN_DECLS

/**
 * TbKeeping:
 * @TB_KEEPING_WAITS: not everything that was done is on the disk yet
 * @TB_KEEPING_KEPT: it is
 * @TB_KEEPING_FAILED: it cannot be, and that was said
 */
typedef enum { TB_KEEPING_WAITS, TB_KEEPING_KEPT, TB_KEEPING_FAILED } TbKeeping;

void      tb_window_document_add_actions (TbWindow *self);
void      tb_window_document_begin     (TbWindow *self, TbLoaded *loaded, const char *name);   /* another run; %NULL: of a lesson. Takes what it needs of @loaded */
void      tb_window_document_leave_branch (TbWindow *self);                  /* what is done in the present run will be an earlier branch */
void      tb_window_document_follow    (TbWindow *self);                     /* the run is another branch now */
void      tb_window_document_notice    (TbWindow *self);                     /* looks at what was done, keeps it */
TbKeeping tb_window_document_get_keeping (TbWindow *self);
void      tb_window_document_close     (TbWindow *self);
void      tb_window_document_look_for_left (TbWindow *self);                 /* once, at the start */

char     *tb_window_document_dup_title (TbWindow *self);                     /* the document's name, NULL where it has none */
const char *tb_window_document_get_note (TbWindow *self);                    /* whether it is kept, translated; NULL where there is nothing to keep */
gboolean  tb_window_document_has_way_back (TbWindow *self);

/* For the two files of this */
void      tb_window_document_take_kept (TbWindow *self, TbKeeper *keeper, TbAutosave *autosave, const char *path);
TbDocument *tb_window_document_make    (TbWindow *self);
void      tb_window_document_keep_proof (TbWindow *self, TbDocumentProof *proof);
void      tb_window_document_remember  (TbWindow *self);

G_END_DECLS
