/* tb-usage-map: see the header. Columns are round stretches of time; when there would be too many, several become one. */
#include "tb-usage-map.h"

#include <string.h>

#include "tb-units.h"

#define HOURS_PER_DAY 24
#define LOOK_EVERY 65536     /* records between two looks whether anybody still wants it */

/* Each is a whole number of the one before; from there on they double. */
static const gint64 steps[] = {
  10 * TB_US_PER_SECOND, 30 * TB_US_PER_SECOND, TB_US_PER_MINUTE, 5 * TB_US_PER_MINUTE, 15 * TB_US_PER_MINUTE, TB_US_PER_HOUR, 3 * TB_US_PER_HOUR,
  6 * TB_US_PER_HOUR, 12 * TB_US_PER_HOUR, TB_US_PER_DAY,
};

/* Reports that somebody sends at even times. */
typedef struct
{
  gint64 first_us;
  gint64 interval_us;    /* 0 for none */
  guint64 n_counted;
} Series;

struct _TbUsageMap
{
  TbFleet *fleet;         /* borrowed: the journal's */
  TbJournal *journal;     /* owned */
  TbUsageOptions options;
  guint n_rows;
  guint32 per_row;        /* devices of a group that share a row */
  TbUsageRow shown;       /* of one group: whose rows these are */
  GArray *group_rows;     /* for each group its row, G_MAXUINT for none */
  Series *series;         /* by object, counted only where @options want messages */
  guint64 *cells;
  gint64 step_us;
  gint64 time_us;
  guint64 position;
};

static gboolean
has_row (const TbGroup *group)
{
  return group->role == TB_ROLE_DEVICE || group->role == TB_ROLE_GATEWAY;
}

/* 1, 2, 5, 10, 20, 50 and so on: the fewest that leave no more rows than there may be. */
static guint32
find_per_row (guint32 count)
{
  static const guint32 digits[] = { 1, 2, 5 };

  for (guint32 ten = 1;; ten *= 10)
    for (guint i = 0; i < G_N_ELEMENTS (digits); i++)
      if ((guint64) digits[i] * ten * TB_USAGE_MAX_ROWS >= count)
        return digits[i] * ten;
}

static void
number_devices (TbUsageMap *self)
{
  const TbGroup *group = tb_fleet_get_group (self->fleet, self->options.group);
  guint32 from = MIN (self->options.from, group->count - 1), left = group->count - from;
  guint32 count = self->options.count > 0 ? MIN (self->options.count, left) : left;

  self->shown = (TbUsageRow) { group->first + from, count };
  self->per_row = find_per_row (count);
  self->n_rows = (count + self->per_row - 1) / self->per_row;
}

static void
number_rows (TbUsageMap *self)
{
  guint none = G_MAXUINT;

  self->group_rows = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint g = 0; g < tb_fleet_get_n_groups (self->fleet); g++)
    {
      gboolean is_shown = has_row (tb_fleet_get_group (self->fleet, g)) && self->options.group == TB_USAGE_ALL_GROUPS;

      g_array_append_val (self->group_rows, *(is_shown ? &self->n_rows : &none));
      self->n_rows += is_shown;
    }
  if (self->options.group != TB_USAGE_ALL_GROUPS)
    number_devices (self);
}

static guint
find_group (TbUsageMap *self, guint32 object)
{
  guint low = 0, high = tb_fleet_get_n_groups (self->fleet);

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (tb_fleet_get_group (self->fleet, middle)->first <= object)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* G_MAXUINT for whoever has no row. */
static guint
find_row (TbUsageMap *self, guint32 object)
{
  if (object == TB_NOBODY || object > tb_fleet_get_n_objects (self->fleet))
    return G_MAXUINT;
  if (self->options.group == TB_USAGE_ALL_GROUPS)
    return g_array_index (self->group_rows, guint, find_group (self, object));
  return object >= self->shown.first && object - self->shown.first < self->shown.count ? (object - self->shown.first) / self->per_row : G_MAXUINT;
}

/* --- columns --- */

static gint64
find_next_step (gint64 step_us)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] > step_us)
      return steps[i];
  return 2 * step_us;
}

static void
widen (TbUsageMap *self)
{
  gint64 next_us = find_next_step (self->step_us);
  guint factor = (guint) (next_us / self->step_us);

  for (guint row = 0; row < self->n_rows; row++)
    {
      guint64 *cells = self->cells + (gsize) row * TB_USAGE_MAX_COLUMNS, sums[TB_USAGE_MAX_COLUMNS] = { 0 };

      for (guint i = 0; i < TB_USAGE_MAX_COLUMNS; i++)
        sums[i / factor] += cells[i];
      memcpy (cells, sums, sizeof sums);
    }
  self->step_us = next_us;
}

static guint
find_column (const TbUsageMap *self, gint64 time_us)
{
  gint64 step = MAX (time_us, 0) / self->step_us;

  return (guint) (self->options.is_by_hour ? step % HOURS_PER_DAY : step);
}

static void
make_room (TbUsageMap *self, gint64 time_us)
{
  while (!self->options.is_by_hour && time_us / self->step_us >= TB_USAGE_MAX_COLUMNS)
    widen (self);
}

static void
add (TbUsageMap *self, guint row, gint64 time_us, guint64 n)
{
  if (row != G_MAXUINT)
    self->cells[(gsize) row * TB_USAGE_MAX_COLUMNS + find_column (self, time_us)] += n;
}

/* --- series --- */

/* Counts what has left by @until_us, a column at a time. */
static void
advance_series (TbUsageMap *self, guint32 object, gint64 until_us)
{
  Series *series = &self->series[object];
  guint row = find_row (self, object);
  guint64 n_all = series->interval_us > 0 && until_us >= series->first_us ? (guint64) ((until_us - series->first_us) / series->interval_us) + 1 : 0;

  while (series->n_counted < n_all)
    {
      gint64 next_us = series->first_us + (gint64) series->n_counted * series->interval_us;
      gint64 end_us = (next_us / self->step_us + 1) * self->step_us;
      guint64 n_by_end = (guint64) ((end_us - 1 - series->first_us) / series->interval_us) + 1, n = MIN (n_by_end, n_all) - series->n_counted;

      add (self, row, next_us, n);
      series->n_counted += n;
    }
}

static void
end_series (TbUsageMap *self, const TbRecord *record)
{
  if (self->series[record->subject].interval_us == 0)
    return;
  advance_series (self, record->subject, record->time_us);
  self->series[record->subject] = (Series) { 0 };
}

/* --- records --- */

static void
read_message (TbUsageMap *self, const TbRecord *record)
{
  switch ((TbRecordKind) record->kind)
    {
    case TB_RECORD_MESSAGE:
      add (self, find_row (self, record->subject), record->time_us, 1);
      break;
    case TB_RECORD_REPORTING_STOPPED:
    case TB_RECORD_SESSION_CLOSED:
    case TB_RECORD_POWERED_OFF:
      end_series (self, record);
      break;
    case TB_RECORD_REPORTING_STARTED:
      end_series (self, record);
      self->series[record->subject] = (Series) { record->time_us, record->value, 0 };
      break;
    default:
      break;
    }
}

static void
read_record (TbUsageMap *self, const TbRecord *record)
{
  if (record->subject > tb_fleet_get_n_objects (self->fleet))
    return;
  make_room (self, record->time_us);
  if (self->options.what == TB_USAGE_MESSAGES)
    read_message (self, record);
  else if (record->kind == TB_RECORD_HANDSHAKE_STARTED)
    add (self, find_row (self, record->subject), record->time_us, 1);
}

static void
start_over (TbUsageMap *self)
{
  memset (self->series, 0, ((gsize) tb_fleet_get_n_objects (self->fleet) + 1) * sizeof (Series));
  memset (self->cells, 0, (gsize) MAX (self->n_rows, 1) * TB_USAGE_MAX_COLUMNS * sizeof (guint64));
  self->step_us = self->options.is_by_hour ? TB_US_PER_HOUR : steps[0];
  self->position = 0;
  self->time_us = 0;
}

static gboolean
read_records (TbUsageMap *self, guint64 end, GCancellable *cancellable, GError **error)
{
  while (self->position < end)
    {
      gsize n;
      const TbRecord *records = tb_journal_get_span (self->journal, self->position, MIN (end, self->position + LOOK_EVERY), &n);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        read_record (self, &records[i]);
      self->position += n;
    }
  return TRUE;
}

/**
 * tb_usage_map_read:
 * @map: a map
 * @time_us: up to when; earlier than before begins anew
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Returns: %FALSE when it was stopped
 */
gboolean
tb_usage_map_read (TbUsageMap *map, gint64 time_us, GCancellable *cancellable, GError **error)
{
  if (time_us < map->time_us)
    start_over (map);
  if (!read_records (map, tb_journal_find_time (map->journal, time_us), cancellable, error))
    return FALSE;
  make_room (map, time_us);
  for (guint32 object = 1; object <= tb_fleet_get_n_objects (map->fleet) && map->options.what == TB_USAGE_MESSAGES; object++)
    advance_series (map, object, time_us);
  map->time_us = time_us;
  return TRUE;
}

/**
 * tb_usage_map_new:
 * @fleet: a fleet, which outlives the map
 * @journal: what happened to it
 * @options: what is counted, and how it is laid out
 *
 * Returns: (transfer full): a map of nothing yet
 */
TbUsageMap *
tb_usage_map_new (TbFleet *fleet, TbJournal *journal, const TbUsageOptions *options)
{
  TbUsageMap *self = g_new0 (TbUsageMap, 1);

  self->fleet = fleet;
  self->journal = tb_journal_ref (journal);
  self->options = *options;
  number_rows (self);
  self->series = g_new0 (Series, (gsize) tb_fleet_get_n_objects (fleet) + 1);
  self->cells = g_new0 (guint64, (gsize) MAX (self->n_rows, 1) * TB_USAGE_MAX_COLUMNS);
  start_over (self);
  return self;
}

void
tb_usage_map_free (TbUsageMap *map)
{
  g_array_unref (map->group_rows);
  tb_journal_unref (map->journal);
  g_free (map->series);
  g_free (map->cells);
  g_free (map);
}

gint64
tb_usage_map_get_time (TbUsageMap *map)
{
  return map->time_us;
}

guint
tb_usage_map_get_n_rows (TbUsageMap *map)
{
  return map->n_rows;
}

guint
tb_usage_map_get_n_columns (TbUsageMap *map)
{
  return map->options.is_by_hour ? HOURS_PER_DAY : find_column (map, map->time_us) + 1;
}

gint64
tb_usage_map_get_step (TbUsageMap *map)
{
  return map->step_us;
}

static const TbGroup *
get_group (TbUsageMap *self, guint row)
{
  for (guint g = 0; g < self->group_rows->len; g++)
    if (g_array_index (self->group_rows, guint, g) == row)
      return tb_fleet_get_group (self->fleet, g);
  return NULL;
}

TbUsageRow
tb_usage_map_get_row (TbUsageMap *map, guint row)
{
  const TbGroup *group = map->options.group == TB_USAGE_ALL_GROUPS ? get_group (map, row) : NULL;
  guint32 before = row * map->per_row;

  if (group != NULL)
    return (TbUsageRow) { group->first, group->count };
  return (TbUsageRow) { map->shown.first + before, MIN (map->per_row, map->shown.count - before) };
}

char *
tb_usage_map_dup_name (TbUsageMap *map, guint row)
{
  TbUsageRow shown = tb_usage_map_get_row (map, row);
  g_autofree char *first = NULL, *last = NULL;

  if (map->options.group == TB_USAGE_ALL_GROUPS)
    return g_strdup (get_group (map, row)->name);
  first = tb_fleet_dup_name (map->fleet, shown.first);
  last = tb_fleet_dup_name (map->fleet, shown.first + shown.count - 1);
  return shown.count == 1 ? g_steal_pointer (&first) : g_strdup_printf ("%s–%s", first, strrchr (last, '-') + 1);
}

guint64
tb_usage_map_get (TbUsageMap *map, guint row, guint column)
{
  return map->cells[(gsize) row * TB_USAGE_MAX_COLUMNS + column];
}

guint64
tb_usage_map_get_most (TbUsageMap *map)
{
  guint64 most = 0;

  for (gsize i = 0; i < (gsize) map->n_rows * TB_USAGE_MAX_COLUMNS; i++)
    most = MAX (most, map->cells[i]);
  return most;
}

/**
 * tb_usage_map_to_csv:
 * @map: a map
 *
 * Returns: (transfer full): a table with a row for each cell, those with nothing included
 */
char *
tb_usage_map_to_csv (TbUsageMap *map)
{
  GString *csv = g_string_new (map->options.is_by_hour ? "name,hour_of_day,count\n" : "name,from_us,count\n");

  for (guint row = 0; row < map->n_rows; row++)
    {
      g_autofree char *name = tb_usage_map_dup_name (map, row);

      for (guint i = 0; i < tb_usage_map_get_n_columns (map); i++)
        g_string_append_printf (csv, "%s,%" G_GINT64_FORMAT ",%" G_GUINT64_FORMAT "\n", name, map->options.is_by_hour ? i : i * map->step_us,
                                tb_usage_map_get (map, row, i));
    }
  return g_string_free (csv, FALSE);
}
