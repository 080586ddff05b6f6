/* tb-document-private: what the files that read and write documents share. */
#pragma once

#include "tb-document.h"
#include "tb-sql.h"

G_BEGIN_DECLS

/* What a document may hold; more is not written by us. */
#define TB_DOCUMENT_MAX_FILE_BYTES   (64 << 20)
#define TB_DOCUMENT_MAX_SCENARIO     (16 << 20)
#define TB_DOCUMENT_MAX_LINE_BYTES   8192
#define TB_DOCUMENT_MAX_COMMANDS     100000
#define TB_DOCUMENT_MAX_BRANCHES     20

typedef enum { TB_DOCUMENT_READS, TB_DOCUMENT_WRITES, TB_DOCUMENT_MAKES } TbDocumentAccess;

TbSql      *tb_document_open_sql  (const char *path, TbDocumentAccess access, GError **error);   /* checked: format, whole, ours and nothing else */
gboolean    tb_document_make_tables (TbSql *db, GError **error);
void        tb_document_explain   (const char *path, GError **error);                            /* makes a document's error of one of SQLite's */
TbDocument *tb_document_read      (TbSql *db, const char *path, GError **error);

G_END_DECLS
