/* tb-lesson-loader: makes the run of a lesson off the main thread: at its sealed start, or where somebody left it. */
#pragma once

#include "tb-lesson-kept.h"

G_BEGIN_DECLS

/**
 * TbLessonStart:
 * @variation: whose lesson
 * @run: with the commands of @kept, if there are any
 * @kept: (nullable): what was gone on with
 * @before: (nullable): what was kept and is not gone on with
 * @is_another: the lesson or its scenario is another one than what was kept is about
 */
typedef struct
{
  TbVariation *variation;
  TbRun *run;
  TbLessonKept *kept;
  TbLessonKept *before;
  gboolean is_another;
} TbLessonStart;

void           tb_lesson_start_free    (TbLessonStart *start);
void           tb_lesson_loader_start  (gpointer owner, const char *lesson, const char *learner, gboolean goes_on, GCancellable *cancellable, GAsyncReadyCallback callback);
void           tb_lesson_loader_return (gpointer owner, const char *lesson, const char *learner, TbLessonKept *kept, GCancellable *cancellable,
                                        GAsyncReadyCallback callback);                   /* takes @kept */
TbLessonStart *tb_lesson_loader_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLessonStart, tb_lesson_start_free)

G_END_DECLS
