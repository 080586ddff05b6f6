/* tb-keeper: writes the changes of a document on a thread of its own, one after the other, so that nobody who looks waits for a disk. What is kept is told by number. */
#pragma once

#include "tb-document-file.h"

G_BEGIN_DECLS

typedef struct _TbKeeper TbKeeper;

TbKeeper   *tb_keeper_new         (TbDocumentFile *file);                         /* takes @file */
void        tb_keeper_free        (TbKeeper *keeper);                             /* when all is written */
const char *tb_keeper_get_path    (TbKeeper *keeper);
guint64     tb_keeper_keep        (TbKeeper *keeper, TbDocumentChange *change);   /* takes @change; its number, from 1 */
guint64     tb_keeper_get_n_kept  (TbKeeper *keeper);                             /* the last that is on the disk, with all before it */
GError     *tb_keeper_take_failure (TbKeeper *keeper);                            /* (transfer full): NULL where there is none, or it was told */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbKeeper, tb_keeper_free)

G_END_DECLS
