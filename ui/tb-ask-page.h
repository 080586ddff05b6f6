/* tb-ask-page: questions to the run in SQL: a field for the question, examples, what tables there are, and the answer as a table.
 *
 * Questions are answered by a worker at the time of the playhead; the window waits for none. Actions `ask.*` are installed on the widget. */
#pragma once

#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_ASK_PAGE (tb_ask_page_get_type ())
G_DECLARE_FINAL_TYPE (TbAskPage, tb_ask_page, TB, ASK_PAGE, GtkWidget)

GtkWidget *tb_ask_page_new          (void);
void       tb_ask_page_set_playhead (TbAskPage *self, TbPlayhead *playhead);
void       tb_ask_page_ask          (TbAskPage *self, const char *sql);
void       tb_ask_page_search       (TbAskPage *self, const char *text);
gboolean   tb_ask_page_export       (TbAskPage *self, const char *path, GError **error);

G_END_DECLS
