/* tb-run: the thread that owns a world and plays a scenario into a journal.
 *
 * Others tell it how far to go and hand it commands; they read the journal. Nothing here waits for the run except tb_run_wait. */
#pragma once

#include "tb-command.h"
#include "tb-fold.h"
#include "tb-memo.h"
#include "tb-scenario.h"

G_BEGIN_DECLS

/**
 * TbRunOptions:
 * @seed: replaces the scenario's when @has_seed
 * @until_us: replaces the scenario's duration when > 0
 * @n_threads: for cryptography, 1 to 64; 0 for as many as there are processors
 * @budget_bytes: of the journal's records in memory, 0 for the default
 * @memo: (nullable): what is known of work like that to come, and where more is remembered; its branches share it. The journal is the same without
 */
typedef struct
{
  gboolean has_seed;
  guint64 seed;
  gint64 until_us;
  guint n_threads;
  guint64 budget_bytes;
  TbMemo *memo;
} TbRunOptions;

typedef struct _TbRun TbRun;

TbRun      *tb_run_new           (TbScenario *scenario, const TbRunOptions *options, GPtrArray *commands, GError **error);
TbRun      *tb_run_ref           (TbRun *run);
void        tb_run_unref         (TbRun *run);                     /* stops the thread */
void        tb_run_set_target    (TbRun *run, gint64 time_us);     /* how far it may go; only ever grows */
void        tb_run_wait          (TbRun *run, gint64 time_us);     /* until the edge is there, or it ended */
gint64      tb_run_get_edge      (TbRun *run);                     /* everything up to here has happened */
gint64      tb_run_get_end       (TbRun *run);                     /* when the scenario is over */
gboolean    tb_run_is_ended      (TbRun *run);
char       *tb_run_dup_failure   (TbRun *run);                     /* why it failed, NULL when it did not */
gboolean    tb_run_submit        (TbRun *run, const char *line, GError **error);
GPtrArray  *tb_run_get_commands  (TbRun *run);                     /* (transfer full): char *, "@TIME text", as they were applied */
guint       tb_run_get_log       (TbRun *run, guint from, GPtrArray **applied, GPtrArray **pending);   /* likewise, and those whose time has not come */
guint64     tb_run_get_log_version (TbRun *run);                   /* grows with whatever people submit, and when that applies */
TbScenario *tb_run_get_scenario  (TbRun *run);
guint64     tb_run_get_seed      (TbRun *run);
TbFleet    *tb_run_get_fleet     (TbRun *run);
TbJournal  *tb_run_get_journal   (TbRun *run);
TbFold     *tb_run_new_fold      (TbRun *run);
TbRun      *tb_run_branch        (TbRun *run, gint64 time_us, GError **error);   /* the same up to there, commands included; plays on its own */
TbRun      *tb_run_branch_with   (TbRun *run, GPtrArray *lines, GError **error); /* the same scenario and seed, and these commands */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbRun, tb_run_unref)

G_END_DECLS
