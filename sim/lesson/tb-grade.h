/* tb-grade: what a result is worth, found by playing its commands again. */
#pragma once

#include "tb-result.h"

G_BEGIN_DECLS

/**
 * TbGradeRow:
 * @id: of a check or question; @check, @question: one of them
 * @verdict: what playing again shows
 * @claimed: credit the file claims, -1 when it says nothing
 * @late_us: when a prediction was made of what the run had shown by then, -1 for none; a word to the teacher that takes no points
 * @message: (nullable): of a check that is not met, in the language of @translate
 */
typedef struct { const char *id; const TbLessonCheck *check; const TbLessonQuestion *question; const TbAttemptVerdict *verdict; int claimed; gint64 late_us; char *message; } TbGradeRow;

/**
 * TbGrade:
 * @path: of the file
 * @refusal: (nullable): why the file was refused; then nothing else is there
 * @differences: (element-type utf8): where what it claims and what playing again shows are not the same, a sentence each; none, and it holds
 * @rows: (element-type TbGradeRow): in the lesson's order
 */
typedef struct
{
  char *path;
  char *refusal;
  TbResult *result;
  TbLesson *lesson;
  TbVariation *variation;
  TbAttempt *attempt;
  TbJudgement *judgement;
  char *outcome_sha256;
  GPtrArray *differences;
  GPtrArray *rows;
} TbGrade;

TbGrade *tb_grade_new  (const char *path, GPtrArray *lessons, TbLessonTranslate translate);
void     tb_grade_free (TbGrade *grade);
gboolean tb_grade_holds (const TbGrade *grade);
char    *tb_grade_format_points (guint64 thousandths);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbGrade, tb_grade_free)

G_END_DECLS
