/* tb-cli-plan-page: a plan of a course as a page that prints well: the plan itself for the teacher, a handout for learners, and an answer key. */
#pragma once

#include "tb-plan.h"

G_BEGIN_DECLS

/**
 * TbPlanPage:
 * @TB_PLAN_PAGE_TIMETABLE: goals, what has to be there, what comes when
 * @TB_PLAN_PAGE_HANDOUT: the lessons' steps and questions, with room for answers
 * @TB_PLAN_PAGE_KEY: right answers, what is checked, hints, solutions and common wrong ways
 */
typedef enum { TB_PLAN_PAGE_TIMETABLE, TB_PLAN_PAGE_HANDOUT, TB_PLAN_PAGE_KEY } TbPlanPage;

GString *tb_plan_page_make        (TbPlan *plan, TbPlanPage which, GError **error);
GString *tb_plan_page_new         (const char *title);
void     tb_plan_page_end         (GString *page);
void     tb_plan_page_add_text    (GString *page, const char *element, const char *text);
void     tb_plan_page_add_raw     (GString *page, const char *element, const char *text);
void     tb_plan_page_add_texts   (GString *page, const char *element, GPtrArray *texts);
void     tb_plan_page_add_list    (GString *page, const char *heading, const char *title, const char *list, GPtrArray *texts);
void     tb_plan_page_add_handout (GString *page, TbLesson *lesson);
gboolean tb_plan_page_add_key     (GString *page, TbLesson *lesson, GError **error);

G_END_DECLS
