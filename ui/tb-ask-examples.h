/* tb-ask-examples: good questions to a run, in words and in SQL: first what people want to know, then one for each table. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbAskExample:
 * @title: in words, untranslated
 * @sql: the question
 */
typedef struct { const char *title; const char *sql; } TbAskExample;

guint        tb_ask_examples_get_n_own (void);             /* that are not about one table; they come first */
guint        tb_ask_examples_get_n     (void);
TbAskExample tb_ask_examples_get       (guint example);

G_END_DECLS
