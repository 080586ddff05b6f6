/* tb-usage-map: who sent how much when: messages or handshakes for each group, or for each device of one, over the time of the run or the hours of the day.
 *
 * Reads the journal on from where it was; routine reports are counted from their series, each at its own time. */
#pragma once

#include <gio/gio.h>

#include "tb-fleet.h"
#include "tb-journal.h"

G_BEGIN_DECLS

typedef enum { TB_USAGE_MESSAGES, TB_USAGE_HANDSHAKES } TbUsageWhat;

#define TB_USAGE_MAX_COLUMNS 60
#define TB_USAGE_ALL_GROUPS G_MAXUINT

/**
 * TbUsageOptions:
 * @what: what is counted
 * @is_by_hour: over the hours of the day, all days together; else over the time of the run
 * @group: a group of the fleet whose devices have a row each, or %TB_USAGE_ALL_GROUPS for a row for each group
 */
typedef struct
{
  TbUsageWhat what;
  gboolean is_by_hour;
  guint group;
} TbUsageOptions;

typedef struct _TbUsageMap TbUsageMap;

TbUsageMap *tb_usage_map_new          (TbFleet *fleet, TbJournal *journal, const TbUsageOptions *options);
void        tb_usage_map_free         (TbUsageMap *map);
gboolean    tb_usage_map_read         (TbUsageMap *map, gint64 time_us, GCancellable *cancellable, GError **error);   /* FALSE: cancelled; may be gone on with */
gint64      tb_usage_map_get_time     (TbUsageMap *map);
guint       tb_usage_map_get_n_rows   (TbUsageMap *map);
guint       tb_usage_map_get_n_columns (TbUsageMap *map);
gint64      tb_usage_map_get_step     (TbUsageMap *map);                          /* how long a column is */
char       *tb_usage_map_dup_name     (TbUsageMap *map, guint row);
guint64     tb_usage_map_get          (TbUsageMap *map, guint row, guint column);
guint64     tb_usage_map_get_most     (TbUsageMap *map);                          /* of a cell */
char       *tb_usage_map_to_csv       (TbUsageMap *map);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbUsageMap, tb_usage_map_free)

G_END_DECLS
