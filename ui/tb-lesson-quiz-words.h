/* tb-lesson-quiz-words: what is said about an answer: whether it is right, what would have been, and why. Knows no widget. */
#pragma once

#include "tb-tutor.h"

G_BEGIN_DECLS

char *tb_lesson_quiz_dup_caption (const TbLessonQuestion *question);
char *tb_lesson_quiz_dup_verdict (TbTutor *tutor, guint step, guint question);     /* NULL where nothing was answered */
char *tb_lesson_quiz_dup_truth   (TbTutor *tutor, guint step, guint question);     /* NULL while it is not to be told */
char *tb_lesson_quiz_dup_value   (TbTutor *tutor, const TbLessonQuestion *question, const char *value);
char *tb_lesson_quiz_dup_consequence (TbTutor *tutor, guint step, guint question);      /* (nullable): of a decision */

G_END_DECLS
