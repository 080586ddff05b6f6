/* tb-attempt-private: what an attempt is, for its files. The lock is held for moments only; who judges takes the watch with him and holds that. */
#pragma once

#include "tb-attempt.h"
#include "tb-lesson-private.h"
#include "tb-watch.h"

G_BEGIN_DECLS

/**
 * TbGiven:
 * @text: an answer, @time_us: where the run was when it was given
 */
typedef struct { char *text; gint64 time_us; } TbGiven;

struct _TbAttempt
{
  gatomicrefcount refs;
  TbVariation *variation;
  TbLesson *lesson;

  GMutex lock;
  TbWatch *watch;
  GHashTable *answers;   /* utf8 to TbGiven */
  GHashTable *hints;     /* utf8 to how many */
};

TbWatch  *tb_attempt_hold_watch  (TbAttempt *attempt);
gboolean  tb_attempt_check_answer (const TbLessonQuestion *question, const char *text, GError **error);
gboolean  tb_attempt_agrees      (const TbLessonQuestion *question, const char *text, const TbValue *truth);
char     *tb_attempt_fill_row    (TbAttempt *attempt, const char *text, char **values, TbLessonTranslate translate);
char     *tb_attempt_find_truth  (TbAttempt *attempt, const TbLessonQuestion *question, gint64 time_us, GError **error);

G_END_DECLS
