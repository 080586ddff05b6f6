/* tb-attempt: one learner at one lesson: the run, what has been met, what was answered, how many hints were taken.
 *
 * What was ever met is found at fixed moments of the run (each whole sampling interval of simulated time, and each moment at which a command applied), so that
 * whoever plays the commands again finds the same, however often anybody looked. Judging may take a while: call it from a worker, or use the async form. */
#pragma once

#include "tb-variation.h"

G_BEGIN_DECLS

/**
 * TbAttemptVerdict:
 * @is_met: whether the check is, or the question was answered rightly
 * @is_known: of a question: answered, and can be judged; of a check: TRUE
 * @credit: of its points, 0 .. 1000
 * @n_wrong: of a check that is not met: how many rows are wrong; 0 where nothing is wrong any more and it has only to stay so, or the next moment has to come
 * @held_us: of a check that has to hold for some time: how long it has held so far, 0 when it does not
 * @values: (nullable): column names and values of the first wrong row, name after name, for the message; owned
 * @truth: (nullable): of a question that was answered and can be judged, the right answer; owned
 */
typedef struct { gboolean is_met; gboolean is_known; guint credit; guint n_wrong; gint64 held_us; char **values; char *truth; } TbAttemptVerdict;

/**
 * TbJudgement:
 * @time_us: when
 * @checks, @questions: (element-type TbAttemptVerdict): all of the lesson, in its order
 * @points: reached; @most: that there are; in thousandths of a point
 */
typedef struct { gint64 time_us; GPtrArray *checks; GPtrArray *questions; guint64 points; guint64 most; } TbJudgement;
void tb_judgement_free (TbJudgement *judgement);

typedef struct _TbAttempt TbAttempt;

TbAttempt   *tb_attempt_new          (TbVariation *variation, TbRun *run);
TbAttempt   *tb_attempt_ref          (TbAttempt *attempt);
void         tb_attempt_unref        (TbAttempt *attempt);
void         tb_attempt_set_run      (TbAttempt *attempt, TbRun *run);          /* after a branch, an undo or a reset: what was met is found anew */
TbRun       *tb_attempt_get_run      (TbAttempt *attempt);
TbLesson    *tb_attempt_get_lesson   (TbAttempt *attempt);
TbVariation *tb_attempt_get_variation (TbAttempt *attempt);
gboolean     tb_attempt_answer       (TbAttempt *attempt, const char *question, const char *answer, GError **error);
char        *tb_attempt_dup_answer   (TbAttempt *attempt, const char *question, gint64 *time_us);   /* NULL where none; @time_us (optional): where the run was then */
const char  *tb_attempt_get_answer   (TbAttempt *attempt, const char *question);   /* likewise; good until the next answer to it */
void         tb_attempt_restore      (TbAttempt *attempt, const char *question, const char *answer, gint64 time_us);   /* as it was given before */
guint        tb_attempt_take_hint    (TbAttempt *attempt, const char *step);    /* how many of that step are open now */
guint        tb_attempt_get_hints    (TbAttempt *attempt, const char *step);
gboolean     tb_attempt_is_open      (TbAttempt *attempt, const char *step);    /* whether no prediction of an earlier step waits for an answer */
TbJudgement *tb_attempt_judge        (TbAttempt *attempt, gint64 time_us, GCancellable *cancellable, GError **error);
void         tb_attempt_judge_async  (TbAttempt *attempt, gint64 time_us, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
TbJudgement *tb_attempt_judge_finish (GAsyncResult *result, GError **error);
char        *tb_attempt_explain      (TbAttempt *attempt, const TbLessonCheck *check, const TbAttemptVerdict *verdict, TbLessonTranslate translate);   /* fills {column} and {name}; NULL where no row is wrong */
GPtrArray   *tb_attempt_draw_debrief (TbAttempt *attempt, gint64 time_us, TbLessonTranslate translate, GCancellable *cancellable, GError **error);   /* sentences drawn from the run */
gboolean     tb_attempt_is_late      (TbAttempt *attempt, const TbLessonQuestion *question, gint64 *given_us);    /* a prediction of what the run had shown by then */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAttempt, tb_attempt_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbJudgement, tb_judgement_free)

G_END_DECLS
