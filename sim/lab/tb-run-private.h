/* tb-run-private: what a run is, for its two files: tb-run is what others call, tb-run-player what its thread does.
 *
 * Guarded by the lock: how far to go, how far it is, what was submitted and applied. The world is the thread's alone. */
#pragma once

#include "tb-run.h"
#include "tb-world.h"

G_BEGIN_DECLS

/**
 * TbSubmission:
 * @command: (owned): a command on its way
 * @by_story: whether the scenario says so rather than a person
 * @is_new: whether it was submitted while the run played rather than brought along
 */
typedef struct
{
  TbCommand *command;
  gboolean by_story;
  gboolean is_new;
} TbSubmission;

struct _TbRun
{
  gatomicrefcount refs;
  TbScenario *scenario;
  TbRunOptions options;
  guint64 seed;
  gint64 end_us;
  TbJournal *journal;
  GThread *thread;

  GMutex lock;
  GCond changed;
  gint64 target_us;
  gint64 edge_us;
  gboolean stopping;
  gboolean ended;
  char *failure;
  GQueue timed;          /* TbSubmission, by time, first come first served among equals */
  GQueue immediate;      /* TbSubmission, for the live edge, first come first served */
  const TbSubmission *applying;  /* borrowed: out of its queue, and not among the applied yet; NULL for none */
  guint64 log_version;
  GPtrArray *applied;    /* char *, "@TIME text"; those of people, not of the story */
};

void     tb_run_submission_free (gpointer submission);
char    *tb_run_format_command  (gint64 time_us, const char *text);   /* "@3d4h text" */
gpointer tb_run_player          (gpointer run);

G_END_DECLS
