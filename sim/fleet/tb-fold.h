/* tb-fold: the state at any time, for one reader.
 *
 * Forward it folds what is new; backward it starts from the nearest keyframe. Each reader has a fold of its own and uses it from one thread;
 * the journal below is shared. */
#pragma once

#include "tb-journal.h"
#include "tb-state.h"

G_BEGIN_DECLS

typedef struct _TbFold TbFold;

/**
 * TbFoldWatch:
 * @state: what is true when everything up to and at @time_us has happened
 * @time_us: a time at which something happened
 *
 * Told of each such time as the fold goes on past it. Must leave the fold alone.
 */
typedef void (*TbFoldWatch) (const TbState *state, gint64 time_us, gpointer user_data);

TbFold              *tb_fold_new          (TbFleet *fleet, TbJournal *journal);
void                 tb_fold_free         (TbFold *fold);
void                 tb_fold_set_watch    (TbFold *fold, TbFoldWatch watch, gpointer user_data);
void                 tb_fold_seek         (TbFold *fold, gint64 time_us);
gint64               tb_fold_get_time     (TbFold *fold);
guint64              tb_fold_get_position (TbFold *fold);              /* records folded so far */
const TbObjectState *tb_fold_get          (TbFold *fold, guint32 object);
const TbTotals      *tb_fold_get_totals   (TbFold *fold);
const TbState       *tb_fold_get_state    (TbFold *fold);
TbFleet             *tb_fold_get_fleet    (TbFold *fold);
TbJournal           *tb_fold_get_journal  (TbFold *fold);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbFold, tb_fold_free)

G_END_DECLS
