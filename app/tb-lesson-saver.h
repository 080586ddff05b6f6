/* tb-lesson-saver: writes the result of a lesson to a file, off the main thread: judging it once more and digesting what happened take their time. */
#pragma once

#include "tb-attempt.h"

G_BEGIN_DECLS

void     tb_lesson_saver_save   (gpointer owner, TbAttempt *attempt, const char *file, GAsyncReadyCallback callback);
gboolean tb_lesson_saver_finish (GAsyncResult *result, GError **error);

G_END_DECLS
