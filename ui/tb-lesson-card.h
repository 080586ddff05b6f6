/* tb-lesson-card: one lesson among those that can be chosen: what it is about, how far one is with it, and a button that begins it. */
#pragma once

#include <gtk/gtk.h>

#include "tb-lesson-shelf.h"

G_BEGIN_DECLS

#define TB_TYPE_LESSON_CARD (tb_lesson_card_get_type ())
G_DECLARE_FINAL_TYPE (TbLessonCard, tb_lesson_card, TB, LESSON_CARD, GtkWidget)

GtkWidget *tb_lesson_card_new (const TbLessonBook *book);

G_END_DECLS
