/* tb-page: a page of HTML that prints well and needs nothing else: its head, and sentences of lessons as its elements. Used for plans, sheets and debriefs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GString *tb_plan_page_new         (const char *title);
void     tb_plan_page_end         (GString *page);
void     tb_plan_page_add_text    (GString *page, const char *element, const char *text);
void     tb_plan_page_add_raw     (GString *page, const char *element, const char *text);
void     tb_plan_page_add_texts   (GString *page, const char *element, GPtrArray *texts);
void     tb_plan_page_add_list    (GString *page, const char *heading, const char *title, const char *list, GPtrArray *texts);

G_END_DECLS
