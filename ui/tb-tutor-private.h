/* tb-tutor-private: what the files of the tutor share: its parts. tb-tutor moves and judges, tb-tutor-ask knows what is answered and what waits,
 * tb-tutor-exercise what has happened to a team. */
#pragma once

#include "tb-tutor.h"

G_BEGIN_DECLS

struct _TbTutor
{
  GObject parent_instance;

  /* owned */
  TbAttempt *attempt;
  TbJudgement *judgement;     /* the newest, NULL before the first */
  GCancellable *judging;      /* NULL while nobody judges */
  TbRun *next_run;            /* taken when who judges has stopped */
  GHashTable *complaints;     /* id of a question to a sentence */
  GHashTable *given_up;       /* ids of questions whose answer was shown */
  GArray *begun_us;           /* gint64 for each step, -1 */

  gint64 told_us;             /* of an exercise: what has happened to the team by then is told */
  guint present;
  guint furthest;
  guint timer;
  gboolean is_stale;          /* something was answered since the last judgement */
  gint64 judged_edge_us;
  guint64 judged_length;
  gint64 begun_judging_us;    /* real time */
  gint64 rests_until_us;      /* real time: the worker rests as long as it worked */
};

void             tb_tutor_tell_changed  (TbTutor *self);
gboolean         tb_tutor_may_decide    (TbTutor *self, const char *id);
void             tb_tutor_tell_told     (TbTutor *self);
const TbAttemptVerdict *tb_tutor_get_verdict   (GPtrArray *verdicts, guint index);
guint            tb_tutor_count_before  (TbTutor *self, guint step, gsize member);

G_END_DECLS
