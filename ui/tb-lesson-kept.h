/* tb-lesson-kept: what a learner has done in a lesson, kept between sessions in a file of the user's: commands with their times, answers, hints. From it the lesson is
 * played again to where it was. One file for each lesson and learner; nothing leaves the machine. */
#pragma once

#include "tb-attempt.h"

G_BEGIN_DECLS

/**
 * TbLessonKept:
 * @sha256: of the lesson it was
 * @time_us: how far the run was
 * @commands: (element-type utf8): "@TIME text"
 * @answers: (element-type utf8 utf8): by question
 * @answered_us: (element-type utf8 gint64): where the run was when each was given
 * @hints: how many were taken, by step
 * @points, @most: as last judged, thousandths
 * @is_finished: whether all was done
 */
typedef struct
{
  char *sha256;
  gint64 time_us;
  GPtrArray *commands;
  GHashTable *answers;
  GHashTable *answered_us;
  GHashTable *hints;
  guint64 points;
  guint64 most;
  gboolean is_finished;
} TbLessonKept;

TbLessonKept *tb_lesson_kept_new   (TbAttempt *attempt);                                             /* as it is now */
void          tb_lesson_kept_free  (TbLessonKept *kept);
char         *tb_lesson_kept_path  (const char *lesson, const char *learner);
TbLessonKept *tb_lesson_kept_load  (const char *lesson, const char *learner, GError **error);       /* NULL where there is none, or it is damaged */
gboolean      tb_lesson_kept_save  (TbLessonKept *kept, const char *lesson, const char *learner, GError **error);
GPtrArray    *tb_lesson_kept_parse (TbLessonKept *kept, GError **error);                             /* (transfer full): its commands, as TbCommand */
void          tb_lesson_kept_apply (TbLessonKept *kept, TbAttempt *attempt);                         /* answers and hints; what the lesson no longer asks is passed over */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLessonKept, tb_lesson_kept_free)

G_END_DECLS
