/* tb-watch: a run and its baseline under a lesson's checks.
 *
 * Holds what was found at the fixed moments of the run so far: each whole sampling interval, and each moment at which a command applied. A moment is looked at once it
 * is over, so that no later command can change what was true then, and never again. One caller at a time; takes as long as the questions take. */
#pragma once

#include "tb-ask.h"
#include "tb-attempt.h"

G_BEGIN_DECLS

typedef struct _TbWatch TbWatch;

/**
 * TbWatched:
 * @since_us: from which moment on it has held without a break, -1 when it does not
 * @met_us: at which moment it was first met, -1 when it was not
 * @best: the most credit that it had at any moment
 */
typedef struct { gint64 since_us; gint64 met_us; guint best; } TbWatched;

TbWatch   *tb_watch_new     (TbVariation *variation, TbRun *run);
TbWatch   *tb_watch_ref     (TbWatch *watch);
void       tb_watch_unref   (TbWatch *watch);
TbRun     *tb_watch_get_run (TbWatch *watch);
void       tb_watch_lock    (TbWatch *watch);
void       tb_watch_unlock  (TbWatch *watch);
gboolean   tb_watch_advance (TbWatch *watch, gint64 time_us, GCancellable *cancellable, GError **error);
gboolean   tb_watch_find    (TbWatch *watch, const TbLessonCheck *check, gint64 time_us, TbWatched *watched, GCancellable *cancellable, GError **error);
TbAnswer  *tb_watch_ask     (TbWatch *watch, TbWhichRun which, const char *sql, gint64 time_us, GCancellable *cancellable, GError **error);
gboolean   tb_watch_look    (TbWatch *watch, const TbLessonCheck *check, gint64 time_us, TbAnswer **wrong, guint *credit, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbWatch, tb_watch_unref)

G_END_DECLS
