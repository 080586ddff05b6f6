/* tb-lesson-words: how the program calls what the tables of the fleet tell in codes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *tb_lesson_find_word (const char *column, const char *code);

G_END_DECLS
