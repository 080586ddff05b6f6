/* tb-lesson-proof: proves a lesson by playing the ways that stand in its file. For those who write lessons, and for the tests. */
#pragma once

#include "tb-lesson.h"

G_BEGIN_DECLS

/**
 * TbLessonProofLine:
 * @is_good: whether it is as it should be
 * @text: what was looked at and what came of it, in English
 */
typedef struct { gboolean is_good; char *text; } TbLessonProofLine;


GPtrArray *tb_lesson_prove       (TbLesson *lesson, TbLessonTranslate translate, GError **error);
GPtrArray *tb_lesson_prove_texts (TbLesson *lesson, TbLessonTranslate translate);

G_END_DECLS
