/* tb-format-private: printf() and format() in questions. SQLite's own gives NULL for what is too long; a question has to hear of it instead. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

char *tb_format_print (int argc, sqlite3_value **argv, int most_bytes, gboolean *is_too_long);   /* to be freed with sqlite3_free(); NULL without a format */

G_END_DECLS
