/* tb-debrief: what an exercise came to, for whoever talks it through with the team: what happened when, what was decided, what good looks like, and what the run says.
 *
 * Drawn from an attempt; the window shows it as a page, `exercise debrief` prints it, and both say the same, since both ask here. */
#pragma once

#include "tb-attempt.h"

G_BEGIN_DECLS

/**
 * TbMomentKind:
 * @TB_MOMENT_INJECT: something happened to the team
 * @TB_MOMENT_DECISION: the team decided
 * @TB_MOMENT_COMMAND: the team did something
 * @TB_MOMENT_REFUSED: the team tried something, and the run refused it
 */
typedef enum { TB_MOMENT_INJECT, TB_MOMENT_DECISION, TB_MOMENT_COMMAND, TB_MOMENT_REFUSED } TbMomentKind;

/**
 * TbDebriefMoment:
 * @time_us: when; @kind: a #TbMomentKind
 * @title: what it was, in a few words: of an inject its title, of a decision what was asked; %NULL of a command
 * @text: what was said, chosen or typed
 */
typedef struct { gint64 time_us; TbMomentKind kind; char *title; char *text; } TbDebriefMoment;

/**
 * TbDebriefDecision:
 * @text: what was to be decided
 * @chosen: (nullable): the option that was chosen, @consequence (nullable): what it leads to; %NULL where nobody decided
 * @time_us: when, -1 for never
 * @is_good: whether that was a good one
 * @good: what a good team decides, @explain: why
 */
typedef struct { char *text; char *chosen; char *consequence; gint64 time_us; gboolean is_good; char *good; char *explain; } TbDebriefDecision;

/**
 * TbDebriefGoal:
 * @text: what good looks like; @missing: (nullable): what was missing
 * @is_met: whether it was reached; @points, @most: in thousandths
 */
typedef struct { char *text; char *missing; gboolean is_met; guint64 points; guint64 most; } TbDebriefGoal;

/**
 * TbDebrief:
 * @title: of the exercise; @team: as they call themselves, "" for nobody
 * @time_us: how far the run went; @points, @most: reached, and that there are, in thousandths
 * @sentences: (element-type utf8): what the run says, see tb_attempt_draw_debrief()
 * @moments: (element-type TbDebriefMoment): up to then, in the order of time
 * @decisions: (element-type TbDebriefDecision), @goals: (element-type TbDebriefGoal): in the order of the exercise
 * @lessons: (element-type utf8): what is to be learnt from it; @references: (element-type utf8)
 */
typedef struct
{
  char *title;
  char *team;
  gint64 time_us;
  guint64 points;
  guint64 most;
  GPtrArray *sentences;
  GPtrArray *moments;
  GPtrArray *decisions;
  GPtrArray *goals;
  GPtrArray *lessons;
  GPtrArray *references;
} TbDebrief;

TbDebrief *tb_debrief_new        (TbAttempt *attempt, gint64 time_us, TbLessonTranslate translate, GCancellable *cancellable, GError **error);
void       tb_debrief_new_async  (TbAttempt *attempt, TbLessonTranslate translate, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
TbDebrief *tb_debrief_new_finish (GAsyncResult *result, GError **error);
void       tb_debrief_free       (TbDebrief *debrief);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbDebrief, tb_debrief_free)

G_END_DECLS
