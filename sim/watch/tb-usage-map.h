/* tb-usage-map: who sent how much when: messages or handshakes for each group, or for the devices of one, over the time of the run or the hours of the day.
 *
 * Reads the journal on from where it was; routine reports are counted from their series, each at its own time. */
#pragma once

#include <gio/gio.h>

#include "tb-fleet.h"
#include "tb-journal.h"

G_BEGIN_DECLS

typedef enum { TB_USAGE_MESSAGES, TB_USAGE_HANDSHAKES } TbUsageWhat;

#define TB_USAGE_MAX_COLUMNS 60
#define TB_USAGE_MAX_ROWS    200     /* of devices; where there are more, several share a row */
#define TB_USAGE_ALL_GROUPS G_MAXUINT

/**
 * TbUsageOptions:
 * @what: what is counted
 * @is_by_hour: over the hours of the day, all days together; else over the time of the run
 * @group: a group of the fleet whose devices are shown, or %TB_USAGE_ALL_GROUPS for a row for each group
 * @from: the first of its devices that is shown, counted from 0
 * @count: how many of them, 0 for all from there on
 */
typedef struct
{
  TbUsageWhat what;
  gboolean is_by_hour;
  guint group;
  guint32 from;
  guint32 count;
} TbUsageOptions;

/**
 * TbUsageRow:
 * @first: an object
 * @count: how many from there on are in the row
 */
typedef struct
{
  guint32 first;
  guint32 count;
} TbUsageRow;

typedef struct _TbUsageMap TbUsageMap;

TbUsageMap *tb_usage_map_new          (TbFleet *fleet, TbJournal *journal, const TbUsageOptions *options);
void        tb_usage_map_free         (TbUsageMap *map);
gboolean    tb_usage_map_read         (TbUsageMap *map, gint64 time_us, GCancellable *cancellable, GError **error);   /* FALSE: cancelled; may be gone on with */
gint64      tb_usage_map_get_time     (TbUsageMap *map);
guint       tb_usage_map_get_n_rows   (TbUsageMap *map);
guint       tb_usage_map_get_n_columns (TbUsageMap *map);
gint64      tb_usage_map_get_step     (TbUsageMap *map);                          /* how long a column is */
TbUsageRow  tb_usage_map_get_row      (TbUsageMap *map, guint row);
char       *tb_usage_map_dup_name     (TbUsageMap *map, guint row);               /* of the group or the device; where several share the row, of the first, up to the number of the last */
guint64     tb_usage_map_get          (TbUsageMap *map, guint row, guint column);
guint64     tb_usage_map_get_most     (TbUsageMap *map);                          /* of a cell */
char       *tb_usage_map_to_csv       (TbUsageMap *map);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbUsageMap, tb_usage_map_free)

G_END_DECLS
