/* tb-cli-plan-page: a plan of a course as a page that prints well: the plan itself for the teacher, a handout for learners, and an answer key. */
#pragma once

#include "tb-page.h"
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
void     tb_plan_page_add_handout (GString *page, TbLesson *lesson);
gboolean tb_plan_page_add_key     (GString *page, TbLesson *lesson, GError **error);

G_END_DECLS
