/* tb-function-private: functions of questions, in two files: what they share, and what one has for the other's table. */
#pragma once

#include <sqlite3.h>

#include <glib.h>

G_BEGIN_DECLS

gboolean    tb_function_spend    (sqlite3_context *context, gsize n_bytes);   /* FALSE: give up, the result is set */
gboolean    tb_function_has_null (int argc, sqlite3_value **argv);           /* and so the result is NULL */
const char *tb_function_get_text (sqlite3_value *value);                     /* "" for NULL */

void        tb_function_upper    (sqlite3_context *context, int argc, sqlite3_value **argv);
void        tb_function_lower    (sqlite3_context *context, int argc, sqlite3_value **argv);
void        tb_function_hex      (sqlite3_context *context, int argc, sqlite3_value **argv);
void        tb_function_length   (sqlite3_context *context, int argc, sqlite3_value **argv);
void        tb_function_substr   (sqlite3_context *context, int argc, sqlite3_value **argv);

G_END_DECLS
