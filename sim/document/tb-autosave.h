/* tb-autosave: where runs are kept that nobody has saved: documents in a folder of the user's, each locked by the session that keeps it. A lock goes with its process,
 * however that ends; a document without one is what somebody left behind. */
#pragma once

#include "tb-document.h"

G_BEGIN_DECLS

typedef struct _TbAutosave TbAutosave;

TbAutosave *tb_autosave_new        (GError **error);                       /* a name that is free, locked; nothing is there yet */
TbAutosave *tb_autosave_claim      (const char *path);                     /* one that was left behind; NULL when somebody has it */
void        tb_autosave_release    (TbAutosave *autosave);                 /* stays there, for the next start */
void        tb_autosave_discard    (TbAutosave *autosave);
const char *tb_autosave_get_path   (TbAutosave *autosave);
gboolean    tb_autosave_is_one     (const char *path);                     /* whether it is in the folder of these */
GPtrArray  *tb_autosave_list_left  (void);                                 /* (transfer full) (element-type filename): the newest first */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAutosave, tb_autosave_release)

G_END_DECLS
