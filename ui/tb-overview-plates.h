/* tb-overview-plates: what the overview of a run draws: ends of certificates, usage, and alerts over time. */
#pragma once

#include "tb-alert-lanes.h"
#include "tb-expiry-histogram.h"
#include "tb-plate.h"
#include "tb-run.h"
#include "tb-usage-map.h"

G_BEGIN_DECLS

/**
 * TbExpiryDrawing:
 * @run: (owned): whose
 * @histogram: (owned): what is drawn
 *
 * A part is a stretch of time.
 */
typedef struct { TbRun *run; TbExpiryHistogram *histogram; } TbExpiryDrawing;

/**
 * TbUsageDrawing:
 * @names: (owned): of the rows
 * @rows: (owned): and whom they are about
 * @counts: (owned): of row r and column c: `counts[r * n_columns + c]`
 * @most: the highest of them
 * @step_us: how long a column is
 * @time_us: as it was then
 * @options: what is counted, and how it is laid out
 *
 * A part is a cell, numbered likewise; behind the last come the names of the rows, of which those with several devices can be opened. A copy: the map goes on
 * meanwhile.
 */
typedef struct
{
  GPtrArray *names;
  TbUsageRow *rows;
  guint64 *counts;
  guint n_columns;
  guint64 most;
  gint64 step_us;
  gint64 time_us;
  TbUsageOptions options;
} TbUsageDrawing;

#define TB_LANES_MAX_SPANS 65536   /* a part is a lane times this, and a stretch of it */

extern const TbPlateKind tb_expiry_plate;    /* of TbExpiryDrawing */
extern const TbPlateKind tb_usage_plate;     /* of TbUsageDrawing */
extern const TbPlateKind tb_lanes_plate;     /* of TbAlertLanes */

TbUsageDrawing *tb_usage_drawing_new (TbUsageMap *map, const TbUsageOptions *options);
int             tb_usage_drawing_get_opened (const TbUsageDrawing *drawing, int part);   /* the row whose name that part is, -1 for a cell */

/* A time axis: ticks and their times below @y. */
void tb_plate_draw_times (const TbPlateInk *ink, cairo_t *cr, double x, double width, double y, gint64 from_us, gint64 to_us);

G_END_DECLS
