/* tb-census-curve: how an outbreak went: how many were open, taken, cleaned and out of reach over the simulated time of a run.
 *
 * Watches a fold that goes along a journal anyway, and keeps what it shows as samples: exact where there is one, never more than a few thousand, and
 * closest together where most happened. No state of its own, so that a million devices cost nothing more. Views draw it, tables list it. */
#pragma once

#include "tb-fold.h"

G_BEGIN_DECLS

/**
 * TB_CENSUS_CURVE_MAX:
 *
 * Samples kept at most. When there are as many, a coarser choice of them is.
 */
#define TB_CENSUS_CURVE_MAX 4096

/**
 * TB_CENSUS_MAX_SERVICES:
 *
 * Services and brokers followed at most: the first that can be overloaded.
 */
#define TB_CENSUS_MAX_SERVICES 8

/**
 * TbCensusSample:
 * @time_us: everything up to and at this time has happened
 * @by_census: devices by #TbCensus
 * @n_bots: infected that probe
 * @deepest: highest generation so far
 * @n_infections: so far
 * @n_attempts: refused so far by #TbOutbreakRefusal; the last met nobody
 * @flood_bps: what arrives of a flood at each service, in the order of [method@CensusCurve.get_service]
 * @answered: of 10000 honest requests, likewise
 *
 * What was true at a time.
 */
typedef struct
{
  gint64 time_us;
  guint32 by_census[TB_N_CENSUS];
  guint32 n_bots;
  guint32 deepest;
  guint64 n_infections;
  guint64 n_attempts[TB_REFUSAL_N + 1];
  guint64 flood_bps[TB_CENSUS_MAX_SERVICES];
  guint16 answered[TB_CENSUS_MAX_SERVICES];
} TbCensusSample;

typedef struct _TbCensusCurve TbCensusCurve;

TbCensusCurve        *tb_census_curve_new            (TbFleet *fleet);
TbCensusCurve        *tb_census_curve_new_watching   (TbFold *fold);
void                  tb_census_curve_free           (TbCensusCurve *curve);
void                  tb_census_curve_see            (TbCensusCurve *curve, const TbState *state, gint64 time_us);
void                  tb_census_curve_keep_up        (TbCensusCurve *curve, TbFold *fold);
void                  tb_census_curve_look           (TbCensusCurve *curve, const TbState *state, gint64 time_us, TbCensusSample *sample);
TbFleet              *tb_census_curve_get_fleet      (TbCensusCurve *curve);
gint64                tb_census_curve_get_begun_us   (TbCensusCurve *curve);
guint                 tb_census_curve_get_n          (TbCensusCurve *curve);
const TbCensusSample *tb_census_curve_get            (TbCensusCurve *curve, guint sample);
guint                 tb_census_curve_count_until    (TbCensusCurve *curve, gint64 time_us);
guint32               tb_census_curve_get_n_devices  (TbCensusCurve *curve);
guint                 tb_census_curve_get_n_services (TbCensusCurve *curve);
guint32               tb_census_curve_get_service    (TbCensusCurve *curve, guint service);
guint32               tb_census_curve_get_n_open     (TbCensusCurve *curve, gint64 until_us);
gint64                tb_census_curve_get_doubling_us (TbCensusCurve *curve, gint64 until_us);
gboolean              tb_census_curve_write          (TbCensusCurve *curve, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCensusCurve, tb_census_curve_free)

G_END_DECLS
