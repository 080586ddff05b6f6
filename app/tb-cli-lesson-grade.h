/* tb-cli-lesson-grade: the class table, in its forms. */
#pragma once

#include "tb-grade.h"

G_BEGIN_DECLS

GString *tb_cli_grade_to_csv  (GPtrArray *grades);
GString *tb_cli_grade_to_html (GPtrArray *grades);
char    *tb_cli_grade_say_late (const TbGradeRow *row);
char    *tb_cli_grade_say_row (const TbGrade *grade, const TbGradeRow *row);

G_END_DECLS
