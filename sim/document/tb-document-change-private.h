/* tb-document-change-private: a change as statements, for the two files that write. */
#pragma once

#include "tb-document-file.h"
#include "tb-sql.h"

G_BEGIN_DECLS

gboolean tb_document_change_apply (const TbDocumentChange *change, TbSql *db, GError **error);   /* inside a transaction */

G_END_DECLS
