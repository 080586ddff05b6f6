/* tb-outbreak-run: outbreaks from beginning to end, and what is worth keeping of each: its curve, its milestones, its end.
 *
 * An ensemble is many runs of one model, each with a seed of its own. A run depends on its seed alone, so any number of threads, processes or
 * machines that share the seeds among them find the same results. */
#pragma once

#include "tb-outbreak.h"

G_BEGIN_DECLS

#define TB_OUTBREAK_N_LEVELS 99
#define TB_OUTBREAK_NEVER    G_MAXUINT64

/**
 * TbOutbreakSample:
 * @infected: at the time of the sample
 * @immune: cleaned for good by then
 */
typedef struct
{
  guint32 infected;
  guint32 immune;
} TbOutbreakSample;

/**
 * TbOutbreakResult:
 * @seed: of the run
 * @level_ns: when 1, 2, ... 99 percent of the devices that can be taken were infected, or %TB_OUTBREAK_NEVER
 * @first_hit_ns: when the first device was taken after the initial ones, or %TB_OUTBREAK_NEVER
 * @end_ns: when the last event happened
 * @peak_ns: when the most were infected
 * @n_infections: how often a device was taken, the initial ones included
 * @final: infected at the end
 * @peak: the most infected at a time
 * @generations: the highest generation
 * @late: infected on average over the second half of the time until the model's end, in units of 2^-16; 0 without an end
 * @is_extinct: nobody was infected at the end
 * @samples: (array length=n_samples) (nullable): the curve
 * @n_samples: how many samples
 */
typedef struct
{
  guint64 seed;
  guint64 level_ns[TB_OUTBREAK_N_LEVELS];
  guint64 first_hit_ns;
  guint64 end_ns;
  guint64 peak_ns;
  guint64 n_infections;
  guint32 final;
  guint32 peak;
  guint32 generations;
  guint64 late;
  gboolean is_extinct;
  TbOutbreakSample *samples;
  guint n_samples;
} TbOutbreakResult;

/**
 * TbOutbreakTerms:
 * @model: what spreads where
 * @step_ns: time from one sample to the next, the first at 0
 * @n_samples: how many samples, 0 for no curve
 * @every_attempt: whether attempts that change nothing are drawn too; needs a model with an end
 * @journal: (nullable): where infections and clean-ups are recorded
 * @n_done: (nullable): atomic: counts finished runs
 * @cancelled: (nullable): atomic: set to end all runs soon
 */
typedef struct
{
  const TbOutbreakModel *model;
  guint64 step_ns;
  guint n_samples;
  gboolean every_attempt;
  TbJournal *journal;
  gint *n_done;
  gint *cancelled;
} TbOutbreakTerms;

TbOutbreakResult *tb_outbreak_run          (const TbOutbreakTerms *terms, guint64 seed);
void              tb_outbreak_result_free  (TbOutbreakResult *result);
GPtrArray        *tb_outbreak_run_all      (const TbOutbreakTerms *terms, const guint64 *seeds, guint n_seeds, guint n_threads);
void              tb_outbreak_write_event  (TbJournal *journal, const TbOutbreakEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbOutbreakResult, tb_outbreak_result_free)

G_END_DECLS
