/* tb-result: what a learner hands in: what was done and answered in a lesson, and what came of it, as a file.
 *
 * JSON with a format number. Nothing in it is secret and nothing is signed: the key would be on the learner's machine. What it claims is worth what playing its commands again
 * shows (tb-grade). */
#pragma once

#include "tb-attempt.h"

G_BEGIN_DECLS

#define TB_RESULT_FORMAT 1
#define TB_RESULT_SUFFIX ".trustbed-result"

#define TB_RESULT_ERROR (tb_result_error_quark ())
typedef enum { TB_RESULT_ERROR_FOREIGN, TB_RESULT_ERROR_NEWER, TB_RESULT_ERROR_DAMAGED, TB_RESULT_ERROR_LESSON } TbResultError;
GQuark tb_result_error_quark (void);

/**
 * TbResultAnswer:
 * @question: its id; @answer: what was said; @time_us: where the run was then
 */
typedef struct { char *question; char *answer; gint64 time_us; } TbResultAnswer;

/**
 * TbResultHints:
 * @step: its id; @taken: how many of its hints
 */
typedef struct { char *step; guint taken; } TbResultHints;

/**
 * TbResultClaim:
 * @id: of a check or a question; @credit: of its points, 0 .. 1000
 */
typedef struct { char *id; guint credit; } TbResultClaim;

/**
 * TbResult:
 * @lesson, @lesson_sha256: which; @learner, @seed: whose
 * @time_us: how far the run went
 * @commands: (element-type utf8): `@TIME text`, as they applied
 * @answers, @hints, @claims: (element-type TbResultAnswer, TbResultHints, TbResultClaim): in the lesson's order
 * @points, @most: claimed, in thousandths
 * @outcome_sha256: over what happened
 */
typedef struct
{
  char *lesson;
  char *lesson_sha256;
  char *learner;
  guint64 seed;
  gint64 time_us;
  GPtrArray *commands;
  GPtrArray *answers;
  GPtrArray *hints;
  GPtrArray *claims;
  guint64 points;
  guint64 most;
  char *trustbed;
  char *openssl;
  char *outcome_sha256;
} TbResult;

TbResult *tb_result_new  (TbAttempt *attempt, const TbJudgement *judgement);   /* as it stood when it was judged */
void      tb_result_free (TbResult *result);
gboolean  tb_result_save (const TbResult *result, const char *path, GError **error);
TbResult *tb_result_load (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbResult, tb_result_free)

G_END_DECLS
