/* tb-exercise-saver: writes the pages of an exercise to files, off the main thread: the facilitator's sheet, and the debrief of a team. */
#pragma once

#include "tb-attempt.h"

G_BEGIN_DECLS

void     tb_exercise_saver_save_sheet   (gpointer owner, const char *exercise, const char *file, GAsyncReadyCallback callback);
void     tb_exercise_saver_save_debrief (gpointer owner, TbAttempt *attempt, const char *file, GAsyncReadyCallback callback);
gboolean tb_exercise_saver_finish       (GAsyncResult *result, GError **error);

G_END_DECLS
