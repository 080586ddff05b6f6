/* tb-cli-outbreak: `trustbed-cli outbreak`: many runs of one model, on all processors or on many machines, and what they have in common.
 *
 * What is printed is computed from rows, one for each run, and rows are what files hold: so the files of many machines, merged, print the same
 * document to the last byte as one machine that did it all. */
#pragma once

#include "tb-cli.h"
#include "tb-outbreak-forms.h"
#include "tb-outbreak-preset.h"

G_BEGIN_DECLS

/* Numbers of a run; NaN where there is none. */
typedef enum
{
  TB_NUMBER_T10,
  TB_NUMBER_T50,
  TB_NUMBER_T90,
  TB_NUMBER_SPREAD,
  TB_NUMBER_GROWTH,
  TB_NUMBER_FIRST_HIT,
  TB_NUMBER_FINAL,
  TB_NUMBER_PEAK,
  TB_NUMBER_LATE,
  TB_NUMBER_INFECTIONS,
  TB_NUMBER_GENERATIONS,
  TB_NUMBER_N
} TbOutbreakNumber;

/**
 * TbOutbreakRow:
 * @seed: of the run
 * @numbers: what came of it
 * @is_extinct: nobody was infected at the end
 * @infected, @immune: (array length=n_samples): the curve
 *
 * A run, as files hold it.
 */
typedef struct
{
  guint64 seed;
  double numbers[TB_NUMBER_N];
  gboolean is_extinct;
  guint32 *infected;
  guint32 *immune;
} TbOutbreakRow;

/**
 * TbOutbreakPlan:
 * @model: what spreads where
 * @reach: (nullable): owned: what @model points to
 * @preset: (nullable): where it is from
 * @first_seed: seed of the first run
 * @n_runs: of all shards together
 * @step_ns, @n_samples: the curve
 * @shard: 0 for the first
 * @n_shards: 1 when this is all
 */
typedef struct
{
  TbOutbreakModel model;
  double *reach;
  const TbOutbreakPreset *preset;
  guint64 first_seed;
  guint n_runs;
  guint64 step_ns;
  guint n_samples;
  guint shard;
  guint n_shards;
} TbOutbreakPlan;

/**
 * TbOutbreakWishes:
 *
 * What else the command line asks for.
 */
typedef struct
{
  gboolean json;
  gboolean quiet;
  gboolean validate;
  gboolean presets;
  gboolean curves;
  char *csv;
  char *output;
  int threads;
} TbOutbreakWishes;

extern const char *const tb_outbreak_number_codes[TB_NUMBER_N];

/* options */
gboolean tb_cli_outbreak_parse   (int *argc, char ***argv, TbOutbreakPlan *plan, TbOutbreakWishes *wishes, GError **error);
void     tb_outbreak_plan_clear  (TbOutbreakPlan *plan);
void     tb_outbreak_wishes_clear (TbOutbreakWishes *wishes);
gboolean tb_cli_outbreak_read_networks (TbOutbreakPlan *plan, char **networks, char **reach, GError **error);
void     tb_cli_outbreak_protect (TbOutbreakPlan *plan, double fraction, double effectiveness);
gboolean tb_outbreak_complain    (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean tb_outbreak_read_number (const char *name, const char *text, double *value, GError **error);
gboolean tb_outbreak_find_shard  (const char *text, guint *shard, guint *n_shards, GError **error);

/* time */
void     tb_outbreak_choose_samples (TbOutbreakPlan *plan);
void     tb_outbreak_choose_end     (TbOutbreakModel *model);

/* rows */
TbOutbreakRow      *tb_outbreak_row_new      (const TbOutbreakResult *result);
void                tb_outbreak_row_free     (TbOutbreakRow *row);
TbOutbreakStatistic tb_outbreak_rows_measure (const GPtrArray *rows, TbOutbreakNumber number);
void                tb_outbreak_rows_band    (const GPtrArray *rows, guint sample, double band[3]);
double              tb_outbreak_rows_mean    (const GPtrArray *rows, guint sample);
void                tb_outbreak_rows_sort    (GPtrArray *rows);

/* files */
char    *tb_outbreak_rows_to_text (const TbOutbreakPlan *plan, const GPtrArray *rows);
gboolean tb_outbreak_rows_save   (const TbOutbreakPlan *plan, const GPtrArray *rows, const char *path, GError **error);
gboolean tb_outbreak_is_same_plan (const TbOutbreakPlan *a, const TbOutbreakPlan *b);
gboolean tb_outbreak_rows_parse  (TbOutbreakPlan *plan, GPtrArray *rows, const char *name, const char *text, gsize n, GError **error);
gboolean tb_outbreak_rows_load   (TbOutbreakPlan *plan, GPtrArray *rows, const char *path, GError **error);
void     tb_outbreak_add_plan    (JsonBuilder *json, const TbOutbreakPlan *plan);
void     tb_outbreak_add_row     (JsonBuilder *json, const TbOutbreakPlan *plan, const TbOutbreakRow *row, gboolean with_curve);

/* printing */
void     tb_outbreak_print_json  (const TbOutbreakPlan *plan, const GPtrArray *rows, gboolean curves);
void     tb_outbreak_print_text  (const TbOutbreakPlan *plan, const GPtrArray *rows);
gboolean tb_outbreak_write_csv   (const TbOutbreakPlan *plan, const GPtrArray *rows, const char *path, GError **error);

int      tb_cli_outbreak_report   (const TbOutbreakPlan *plan, const TbOutbreakWishes *wishes, const GPtrArray *rows);
int      tb_cli_outbreak_merge    (int argc, char **argv);
int      tb_cli_outbreak_validate (const TbOutbreakPlan *plan, const TbOutbreakWishes *wishes, gint *cancelled);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbOutbreakRow, tb_outbreak_row_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbOutbreakPlan, tb_outbreak_plan_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbOutbreakWishes, tb_outbreak_wishes_clear)

G_END_DECLS
