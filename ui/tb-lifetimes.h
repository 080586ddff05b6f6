/* tb-lifetimes: when certificates are valid, as bars: whose, from when to when, and where on the axis of simulated time.
 *
 * Plain numbers from the index of certificates, for the widget that draws them and for exported pictures. Knows no widget. */
#pragma once

#include "tb-certificate-tree.h"

G_BEGIN_DECLS

#define TB_LIFETIMES_MAX_ROWS 200

/**
 * TbLifeBar:
 * @certificate: number in the index
 * @lane: counted from the top
 * @from_us: when it was issued, simulated time
 * @to_us: when it ends
 * @revoked_us: when it was revoked, %G_MAXINT64 when it was not
 * @look: (transfer none): how it stands at the playhead
 * @is_replaced: whether a newer one is in use
 * @is_renewal: whether it followed an earlier one
 */
typedef struct
{
  guint certificate;
  guint lane;
  gint64 from_us;
  gint64 to_us;
  gint64 revoked_us;
  const TbLook *look;
  gboolean is_replaced;
  gboolean is_renewal;
} TbLifeBar;

/**
 * TbLifeRow:
 * @name: whose bars
 * @lane: the first; @n_lanes: how many
 */
typedef struct
{
  char *name;
  guint lane;
  guint n_lanes;
} TbLifeRow;

/**
 * TbLifetimes:
 * @bars: (element-type TbLifeBar): by row, then in the order they were issued
 * @rows: (element-type TbLifeRow): one for each subject
 * @n_lanes: of all rows
 * @n_more: rows that are left out
 * @from_us: left end of the axis, simulated time; @to_us: the right end
 * @start_us: unix time of simulated time 0
 */
typedef struct
{
  GArray *bars;
  GArray *rows;
  guint n_lanes;
  guint n_more;
  gint64 from_us;
  gint64 to_us;
  gint64 start_us;
} TbLifetimes;

TbLifetimes     *tb_lifetimes_new        (TbCertificateTree *tree, TbFold *fold, gint64 start_us);
void             tb_lifetimes_free       (TbLifetimes *lifetimes);
void             tb_lifetimes_add        (TbLifetimes *lifetimes, TbCertificateTree *tree, TbFold *fold, guint32 subject);
void             tb_lifetimes_add_issued (TbLifetimes *lifetimes, TbCertificateTree *tree, TbFold *fold, guint32 authority, const TbGroup *group);
void             tb_lifetimes_add_own    (TbLifetimes *lifetimes, TbCertificateTree *tree, TbFold *fold, guint32 authority);
void             tb_lifetimes_set_axis   (TbLifetimes *lifetimes, gint64 from_us, gint64 to_us, gint64 longest_us);
const TbLifeBar *tb_lifetimes_find       (const TbLifetimes *lifetimes, guint certificate);
gboolean         tb_lifetimes_equal      (const TbLifetimes *one, const TbLifetimes *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLifetimes, tb_lifetimes_free)

G_END_DECLS
