/* tb-lesson-brief: what a team is told before an exercise begins: what is at stake, who sits at the table, and how it goes. */
#pragma once

#include <gtk/gtk.h>

#include "tb-tutor.h"

G_BEGIN_DECLS

GtkWidget *tb_lesson_brief_new (TbTutor *tutor);

G_END_DECLS
