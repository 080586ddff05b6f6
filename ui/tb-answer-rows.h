/* tb-answer-rows: the rows of an answer as a list model. A row is made when somebody looks at it; it knows its answer and which row it is. */
#pragma once

#include "tb-answer.h"

G_BEGIN_DECLS

#define TB_TYPE_ANSWER_ROW (tb_answer_row_get_type ())
G_DECLARE_FINAL_TYPE (TbAnswerRow, tb_answer_row, TB, ANSWER_ROW, GObject)

TbAnswer *tb_answer_row_get_answer (TbAnswerRow *self);
guint     tb_answer_row_get_row    (TbAnswerRow *self);

#define TB_TYPE_ANSWER_ROWS (tb_answer_rows_get_type ())
G_DECLARE_FINAL_TYPE (TbAnswerRows, tb_answer_rows, TB, ANSWER_ROWS, GObject)

TbAnswerRows *tb_answer_rows_new (TbAnswer *answer);

G_END_DECLS
