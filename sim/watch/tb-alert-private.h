/* tb-alert-private: what the files of this folder share: the condition of a rule, and how it is looked at. */
#pragma once

#include "tb-alert-log.h"
#include "tb-ask.h"
#include "tb-object-set.h"
#include "tb-record.h"

G_BEGIN_DECLS

typedef enum { TB_CONDITION_SQL, TB_CONDITION_WINDOW } TbConditionKind;

typedef enum { TB_PER_DEVICE, TB_PER_GROUP, TB_PER_ALL, TB_N_PER } TbWindowPer;

typedef enum { TB_SUM_RECORDS, TB_SUM_VALUES, TB_N_SUMS } TbWindowSum;

#define TB_WINDOW_MAX_SLICES 120

/**
 * TbAlertCondition:
 * @sample_us: between two moments
 * @has_kinds: whether only records of @kinds can change the answer; without, it is asked at every moment
 * @after: it is not asked before a record of this kind came, %TB_RECORD_N_KINDS for any time
 * @has_about: whether only those are asked about who were party to a record of the kinds @about
 * @is_lasting: and of those, only whoever was party to any record since it was asked before
 * @keep_us: for so long a row that is gone still counts
 * @sql: the question; its rows are what is wrong
 * @details: (element-type guint16) (nullable): a window counts only records with one of these details
 * @over_us: how long a window is, a whole number of @sample_us
 * @of_object: whether a window counts by the other party of a record
 * @least: a window's sum, or a row's column `value`, has to come to this
 * @has_baseline: and to be above @times what is usual; nothing is raised while fewer than @n_warm_up values were learned, see #TbBaseline
 */
struct _TbAlertCondition
{
  TbConditionKind kind;
  gint64 sample_us;
  gboolean has_kinds;
  guint8 kinds[TB_RECORD_N_KINDS];
  guint after;
  gboolean has_about;
  guint8 about[TB_RECORD_N_KINDS];
  gboolean is_lasting;
  gint64 keep_us;
  char *sql;
  GArray *details;
  gint64 over_us;
  TbWindowPer per;
  TbWindowSum sum;
  gboolean of_object;
  gint64 least;
  gboolean has_baseline;
  guint n_warm_up;
  guint times;
};

extern const char *const tb_window_per_codes[TB_N_PER];
extern const char *const tb_window_sum_codes[TB_N_SUMS];

void     tb_alert_condition_free   (TbAlertCondition *condition);
void     tb_alert_complain         (GError **error, const char *path, long line, const char *format, ...) G_GNUC_PRINTF (4, 5);

TbAlert *tb_alert_new              (TbAlertRule *rule, const char *name, guint32 subject, const char *const *values, gint64 raised_us);
TbAlert *tb_alert_new_cleared      (const TbAlert *alert, gint64 cleared_us);

/* A window over the records of a run, for each subject. */
typedef struct _TbAlertWindow TbAlertWindow;

TbAlertWindow *tb_alert_window_new   (TbAlertRule *rule, TbFleet *fleet, gint64 start_us);
void           tb_alert_window_free  (TbAlertWindow *window);
gboolean       tb_alert_window_add   (TbAlertWindow *window, const TbRecord *record);   /* whether it counts */
gboolean       tb_alert_window_look  (TbAlertWindow *window, gint64 time_us, GPtrArray *findings);   /* (element-type TbAlert); whether it has to be looked at again at the next moment */

/* Whom a question is about. */
typedef struct _TbAlertScope TbAlertScope;

TbAlertScope      *tb_alert_scope_new    (const TbAlertCondition *condition, TbFleet *fleet, const gint64 *happened_us);
void               tb_alert_scope_free   (TbAlertScope *scope);
void               tb_alert_scope_note   (TbAlertScope *scope, const TbRecord *record);
const TbObjectSet *tb_alert_scope_find   (TbAlertScope *scope, gint64 before_us);
gboolean           tb_alert_scope_spared (const TbAlertScope *scope, guint32 object);

/**
 * TbStanding:
 * @place: of the alert in the list
 * @seen_us: when it was last found
 */
typedef struct { guint place; gint64 seen_us; } TbStanding;

/* A question to a run, asked again and again. */
typedef struct _TbAlertQuestion TbAlertQuestion;

/**
 * TbAlertMoment:
 * @time_us: when it is asked
 * @before_us: when it was asked before, -1 for never
 * @devices: (nullable): whom it is about, %NULL for everybody
 * @standing: name to #TbStanding: what is known already is seen once more, and not found anew
 */
typedef struct { gint64 time_us; gint64 before_us; const TbObjectSet *devices; GHashTable *standing; } TbAlertMoment;

TbAlertQuestion *tb_alert_question_new  (TbAlertRule *rule, TbFleet *fleet, gint64 start_us, gint64 sample_us);
void             tb_alert_question_free (TbAlertQuestion *question);
gboolean         tb_alert_question_ask  (TbAlertQuestion *question, TbAsk *ask, const TbAlertMoment *moment, GPtrArray *findings, GCancellable *cancellable, GError **error);

/* One rule over a run, and what of it stands. */
typedef struct _TbAlertLook TbAlertLook;

TbAlertLook *tb_alert_look_new     (TbAlertRule *rule, TbFleet *fleet, gint64 start_us, const gint64 *happened_us);   /* by object, when something happened to it; borrowed */
void         tb_alert_look_free    (gpointer look);
gint64       tb_alert_look_note    (TbAlertLook *look, const TbRecord *record);   /* when it is due then */
gint64       tb_alert_look_get_due (const TbAlertLook *look);                   /* G_MAXINT64 for never, as far as one knows */
gboolean     tb_alert_look_at      (TbAlertLook *look, TbAsk *ask, gint64 time_us, GPtrArray *findings, GCancellable *cancellable, GError **error);   /* findings are alerts */
GHashTable  *tb_alert_look_get_standing (TbAlertLook *look);                      /* name, which is the alert's, to TbStanding */
gboolean     tb_alert_look_holds   (const TbAlertLook *look, const TbStanding *standing, const TbAlert *alert, gint64 time_us);   /* though nothing is found at @time_us */
void         tb_alert_look_expect  (TbAlertLook *look);                            /* plans when what is kept ends */

G_END_DECLS
