/* tb-lesson-markup: the texts of a lesson as markup for labels: back quotes become monospaced, names of objects become links that select them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_LESSON_LINK "select:"     /* how the address of a link begins; what follows is for the action `select` */

char *tb_lesson_to_markup (const char *text, const char *const *names);
char *tb_lesson_to_plain  (const char *text);

G_END_DECLS
