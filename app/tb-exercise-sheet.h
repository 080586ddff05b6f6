/* tb-exercise-sheet: the sheet of whoever leads an exercise, as a page that prints well: what happens when, what the team has to decide, what good looks like. */
#pragma once

#include "tb-lesson.h"

G_BEGIN_DECLS

GString *tb_exercise_sheet_make (TbLesson *exercise);

G_END_DECLS
