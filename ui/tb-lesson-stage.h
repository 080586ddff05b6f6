/* tb-lesson-stage: one row of the steps of a lesson: its number or a tick, its title, and what belongs to it, open or folded away. Knows no lesson. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbStageState:
 * @TB_STAGE_OPEN: can be gone to
 * @TB_STAGE_DONE: all of it is done
 * @TB_STAGE_WAITS: something has to be answered before
 */
typedef enum { TB_STAGE_OPEN, TB_STAGE_DONE, TB_STAGE_WAITS } TbStageState;

#define TB_TYPE_LESSON_STAGE (tb_lesson_stage_get_type ())
G_DECLARE_FINAL_TYPE (TbLessonStage, tb_lesson_stage, TB, LESSON_STAGE, GtkWidget)

GtkWidget *tb_lesson_stage_new         (guint number, const char *title);      /* 0 for what comes last and has none */
void       tb_lesson_stage_set_content (TbLessonStage *self, GtkWidget *content);
GtkWidget *tb_lesson_stage_get_content (TbLessonStage *self);
void       tb_lesson_stage_show        (TbLessonStage *self, TbStageState state, gboolean is_present);

G_END_DECLS
