/* tb-plan: a course as its file says it: what is learned, and which lesson comes when. XML, validated by data/schemas/plan.rng, immutable once read. Texts are keys
 * for gettext. What is printed of it is made where it is printed; the lessons are told by name only, and are read when somebody asks for them. */
#pragma once

#include "tb-lesson.h"

G_BEGIN_DECLS

/**
 * TbPlanPart:
 * @minutes: how long it takes
 * @lesson: (nullable): id or number of a lesson, or %NULL for something else
 * @title: (nullable): of something else
 * @text: for the teacher
 */
typedef struct { guint minutes; char *lesson; char *title; char *text; } TbPlanPart;

/**
 * TbPlanSession:
 * @minutes: how long it is; its parts take no more
 * @title: what it is about
 * @parts: (element-type TbPlanPart): in their order
 */
typedef struct { guint minutes; char *title; GPtrArray *parts; } TbPlanSession;

typedef struct _TbPlan TbPlan;

#define TB_PLAN_ERROR (tb_plan_error_quark ())
typedef enum { TB_PLAN_ERROR_NOT_FOUND, TB_PLAN_ERROR_INVALID } TbPlanError;
GQuark      tb_plan_error_quark (void);

TbPlan     *tb_plan_load         (const char *name_or_path, GError **error);
void        tb_plan_free         (TbPlan *plan);
GStrv       tb_plan_list         (void);                 /* ids of those that come with the program */
const char *tb_plan_get_id       (TbPlan *plan);
const char *tb_plan_get_title    (TbPlan *plan);
const char *tb_plan_get_summary  (TbPlan *plan);
GPtrArray  *tb_plan_get_goals    (TbPlan *plan);         /* char * */
GPtrArray  *tb_plan_get_before   (TbPlan *plan);         /* char * */
GPtrArray  *tb_plan_get_sessions (TbPlan *plan);         /* TbPlanSession */
GHashTable *tb_plan_find_answers (TbLesson *lesson, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPlan, tb_plan_free)

G_END_DECLS
