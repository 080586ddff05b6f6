/* tb-answer: what a question to the fleet was answered: rows of values under named columns. Immutable, plain memory, may go from thread to thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum { TB_VALUE_NULL, TB_VALUE_INTEGER, TB_VALUE_REAL, TB_VALUE_TEXT, TB_VALUE_BLOB } TbValueKind;

/**
 * TbValue:
 * @kind: which of the others holds
 * @integer: a whole number
 * @real: a number
 * @text: (nullable): UTF-8, also of a blob: its bytes in hexadecimal
 */
typedef struct { TbValueKind kind; gint64 integer; double real; const char *text; } TbValue;

typedef struct _TbAnswer TbAnswer;

TbAnswer      *tb_answer_ref           (TbAnswer *answer);
void           tb_answer_unref         (TbAnswer *answer);
guint          tb_answer_get_n_columns (TbAnswer *answer);
const char    *tb_answer_get_column    (TbAnswer *answer, guint column);
guint          tb_answer_get_n_rows    (TbAnswer *answer);
const TbValue *tb_answer_get           (TbAnswer *answer, guint row, guint column);
gboolean       tb_answer_find_column   (TbAnswer *answer, const char *name, guint *column);
gboolean       tb_answer_is_cut        (TbAnswer *answer);             /* there were more rows than were asked for */
char          *tb_value_format         (const TbValue *value);         /* (transfer full): as it stands in CSV and on the screen, without quotes */
char         **tb_answer_dup_row       (TbAnswer *answer, guint row);   /* names and values in turn */
GString       *tb_answer_to_csv        (TbAnswer *answer);             /* RFC 4180 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAnswer, tb_answer_unref)

G_END_DECLS
