/* tb-table: which tables there are to ask, and what each column means; the one place that says so. data/schemas/tables.md is made from it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbColumnInfo:
 * @name: of the column
 * @type: INTEGER, REAL, TEXT or BLOB
 * @unit: (nullable): such as `us`, `bytes`, or NULL
 * @summary: one English sentence, marked for translation; says "modelled" where it is
 */
typedef struct { const char *name; const char *type; const char *unit; const char *summary; } TbColumnInfo;

/**
 * TbTableInfo:
 * @columns: @n_columns of them
 * @example: a question that has an answer in the smart home
 */
typedef struct { const char *name; const char *summary; const TbColumnInfo *columns; guint n_columns; const char *example; } TbTableInfo;

guint              tb_table_get_n (void);
const TbTableInfo *tb_table_get   (guint table);
const TbTableInfo *tb_table_find  (const char *name);

G_END_DECLS
