/* tb-tutor: somebody at a lesson, as the panel shows it: at which step they are, what of it is done, what waits for what.
 *
 * Judges the attempt by itself while the run goes on, about twice a second and on a worker; nobody waits for it. What is judged is the live edge: looking
 * back changes nothing here. Knows no widget. */
#pragma once

#include "tb-attempt.h"

G_BEGIN_DECLS

#define TB_TYPE_TUTOR (tb_tutor_get_type ())
G_DECLARE_FINAL_TYPE (TbTutor, tb_tutor, TB, TUTOR, GObject)

/* Signals: "changed" (anything but the step), "step-changed", "met" (s: what a check wanted, which is met now), "ready" (the first judgement is there), "told" (of an
 * exercise: something more has happened to the team). */
TbTutor            *tb_tutor_new               (TbAttempt *attempt);
TbAttempt          *tb_tutor_get_attempt       (TbTutor *self);
TbLesson           *tb_tutor_get_lesson        (TbTutor *self);
void                tb_tutor_set_run           (TbTutor *self, TbRun *run);
void                tb_tutor_look              (TbTutor *self);                                   /* judges at once, if anything is new */
char               *tb_tutor_fill              (TbTutor *self, const char *text);                 /* (transfer full): translated, with what varies */

guint               tb_tutor_get_n_steps       (TbTutor *self);
const TbLessonStep *tb_tutor_get_step          (TbTutor *self, guint step);
guint               tb_tutor_get_present       (TbTutor *self);                                   /* the number of steps: at the debrief */
gboolean            tb_tutor_may_go_to         (TbTutor *self, guint step);
gboolean            tb_tutor_go_to             (TbTutor *self, guint step);                       /* FALSE where a prediction comes first */
gint64              tb_tutor_get_begun_us      (TbTutor *self, guint step);                       /* -1 where it was not yet */
gboolean            tb_tutor_is_step_done      (TbTutor *self, guint step);
gboolean            tb_tutor_is_finished       (TbTutor *self);
guint               tb_tutor_find_open_step    (TbTutor *self);                                   /* the first that is not done; the number of steps where all are */

/* Of an exercise: what happens is told when the run gets there, and with it the step that it stands in can be gone to. */
gboolean            tb_tutor_is_exercise       (TbTutor *self);
void                tb_tutor_tell              (TbTutor *self, gint64 time_us);                   /* the playhead has been there */
gint64              tb_tutor_get_told_us       (TbTutor *self);
void                tb_tutor_count_injects     (TbTutor *self, guint *n_told, guint *n);
gboolean            tb_tutor_is_told           (TbTutor *self, const TbLessonInject *inject);
gboolean            tb_tutor_is_reached        (TbTutor *self, guint step);                       /* the number of steps: all has happened */
gboolean            tb_tutor_is_asked          (TbTutor *self, guint step, guint question);       /* what stands above it has happened */
const char         *tb_tutor_get_undecided     (TbTutor *self);                                   /* (nullable): a decision that is asked and open */
gboolean            tb_tutor_is_over           (TbTutor *self);                                   /* the run goes no further */

const TbAttemptVerdict    *tb_tutor_get_check         (TbTutor *self, guint step, guint check);          /* NULL before the first judgement */
char               *tb_tutor_explain           (TbTutor *self, guint step, guint check);          /* (transfer full): what is missing, NULL where nothing is */
GStrv               tb_tutor_find_names        (TbTutor *self, guint step, guint check);          /* (transfer full): who can be selected among what is missing */

const TbAttemptVerdict    *tb_tutor_get_question      (TbTutor *self, guint step, guint question);
const char         *tb_tutor_get_answer        (TbTutor *self, guint step, guint question);       /* NULL where there is none */
gboolean            tb_tutor_answer            (TbTutor *self, const char *id, const char *answer);
const char         *tb_tutor_get_complaint     (TbTutor *self, const char *id);                   /* why the last answer to it was not taken, or NULL */
gboolean            tb_tutor_is_locked         (TbTutor *self, guint step, guint question);       /* no other answer is taken */
gboolean            tb_tutor_is_truth_shown    (TbTutor *self, guint step, guint question);
void                tb_tutor_show_truth        (TbTutor *self, const char *id);                   /* gives up on it */
const char         *tb_tutor_get_awaited       (TbTutor *self, guint step);                       /* (nullable): a prediction of that step or one before that is to be given */
gboolean            tb_tutor_waits             (TbTutor *self, guint step, guint question);       /* something that comes before it is to be predicted; as @question the number of questions: the checks */

guint               tb_tutor_get_n_hints       (TbTutor *self, guint step);                       /* taken */
void                tb_tutor_take_hint         (TbTutor *self);                                   /* of the present step */
guint               tb_tutor_count_hints       (TbTutor *self);                                   /* taken, of all steps */
void                tb_tutor_count_checks      (TbTutor *self, guint *n_met, guint *n);
guint64             tb_tutor_get_points        (TbTutor *self, guint64 *most);                    /* thousandths; 0 of 0 before the first judgement */
gint64              tb_tutor_get_judged_us     (TbTutor *self);                                   /* -1 before the first judgement */

G_END_DECLS
