/* tb-lifetimes: see the header. Bars that overlap go to different lanes, each to the first that is free. */
#include "tb-lifetimes.h"

#include "tb-units.h"

#define MARGIN_DIVISOR 25

static void
row_clear (gpointer data)
{
  g_free (((TbLifeRow *) data)->name);
}

/**
 * tb_lifetimes_new:
 * @tree: where the certificates are
 * @fold: the state at the playhead
 * @start_us: unix time of simulated time 0
 *
 * Returns: (transfer full): no bars yet
 */
TbLifetimes *
tb_lifetimes_new (TbCertificateTree *tree, TbFold *fold, gint64 start_us)
{
  TbLifetimes *lifetimes = g_new0 (TbLifetimes, 1);

  lifetimes->bars = g_array_new (FALSE, FALSE, sizeof (TbLifeBar));
  lifetimes->rows = g_array_new (FALSE, FALSE, sizeof (TbLifeRow));
  g_array_set_clear_func (lifetimes->rows, row_clear);
  lifetimes->start_us = start_us;
  lifetimes->to_us = TB_US_PER_DAY;
  return lifetimes;
}

void
tb_lifetimes_free (TbLifetimes *lifetimes)
{
  g_array_unref (lifetimes->bars);
  g_array_unref (lifetimes->rows);
  g_free (lifetimes);
}

/* The first lane of the row that is free when a bar begins. */
static guint
find_lane (TbLifetimes *lifetimes, TbLifeRow *row, guint first_bar, gint64 from_us)
{
  for (guint lane = row->lane; lane < row->lane + row->n_lanes; lane++)
    {
      gboolean is_free = TRUE;

      for (guint i = first_bar; i < lifetimes->bars->len && is_free; i++)
        is_free = g_array_index (lifetimes->bars, TbLifeBar, i).lane != lane || g_array_index (lifetimes->bars, TbLifeBar, i).to_us <= from_us;
      if (is_free)
        return lane;
    }
  return row->lane + row->n_lanes++;
}

static void
add_bar (TbLifetimes *lifetimes, TbCertificateTree *tree, TbFold *fold, TbLifeRow *row, guint first_bar, guint certificate)
{
  TbCertificateIndex *index = tb_certificate_tree_get_index (tree);
  guint64 position = tb_fold_get_position (fold);
  const TbCertificateEntry *entry = tb_certificate_index_get (index, certificate);
  const TbCertificateChange *change = tb_certificate_index_find_change (index, certificate, position);
  TbLifeBar bar = { certificate, 0, entry->time_us, entry->not_after_us, change && change->revoked ? change->time_us : G_MAXINT64,
                    tb_certificate_tree_get_look (tree, certificate), tb_certificate_index_is_replaced (index, certificate, position),
                    entry->previous != TB_NO_CERTIFICATE };

  bar.lane = find_lane (lifetimes, row, first_bar, bar.from_us);
  g_array_append_val (lifetimes->bars, bar);
}

static gboolean
begin_row (TbLifetimes *lifetimes, TbLifeRow *row, char *name)
{
  if (lifetimes->rows->len >= TB_LIFETIMES_MAX_ROWS)
    {
      lifetimes->n_more++;
      g_free (name);
      return FALSE;
    }
  *row = (TbLifeRow) { name, lifetimes->n_lanes, 0 };
  return TRUE;
}

static void
end_row (TbLifetimes *lifetimes, TbLifeRow *row)
{
  lifetimes->n_lanes += row->n_lanes;
  g_array_append_val (lifetimes->rows, *row);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return x < y ? -1 : x > y;
}

/**
 * tb_lifetimes_add:
 * @lifetimes: some bars
 * @tree: where the certificates are
 * @fold: the state at the playhead
 * @subject: somebody
 *
 * Adds a row with every certificate it has been issued up to the playhead, if any.
 */
void
tb_lifetimes_add (TbLifetimes *lifetimes, TbCertificateTree *tree, TbFold *fold, guint32 subject)
{
  TbCertificateIndex *index = tb_certificate_tree_get_index (tree);
  g_autoptr (GArray) certificates = g_array_new (FALSE, FALSE, sizeof (guint));
  guint first_bar = lifetimes->bars->len;
  TbLifeRow row;

  for (guint i = tb_certificate_index_find_latest (index, subject, tb_fold_get_position (fold)); i != TB_NO_CERTIFICATE;
       i = tb_certificate_index_get (index, i)->previous)
    g_array_append_val (certificates, i);
  if (certificates->len == 0 || !begin_row (lifetimes, &row, tb_fleet_dup_name (tb_fold_get_fleet (fold), subject)))
    return;
  g_array_sort (certificates, compare_numbers);
  for (guint i = 0; i < certificates->len; i++)
    add_bar (lifetimes, tree, fold, &row, first_bar, g_array_index (certificates, guint, i));
  end_row (lifetimes, &row);
}

static guint32
issuer_of (const TbGroup *group)
{
  return group->role == TB_ROLE_AUTHORITY && group->authority == TB_NOBODY ? group->first : group->authority;
}

/**
 * tb_lifetimes_add_issued:
 * @lifetimes: some bars
 * @tree: where the certificates are
 * @fold: the state at the playhead
 * @authority: an authority
 * @group: (nullable): only those of this group, %NULL for everybody
 *
 * Adds a row for each that has a certificate from @authority, up to %TB_LIFETIMES_MAX_ROWS.
 */
void
tb_lifetimes_add_issued (TbLifetimes *lifetimes, TbCertificateTree *tree, TbFold *fold, guint32 authority, const TbGroup *group)
{
  TbFleet *fleet = tb_fold_get_fleet (fold);

  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *other = tb_fleet_get_group (fleet, i);

      if (issuer_of (other) != authority || (group != NULL && group != other))
        continue;
      for (guint32 object = other->first; object < other->first + other->count; object++)
        tb_lifetimes_add (lifetimes, tree, fold, object);
    }
}

/**
 * tb_lifetimes_add_own:
 * @lifetimes: some bars
 * @tree: where the certificates are
 * @fold: the state at the playhead
 * @authority: an authority
 *
 * Adds a row for each certificate it issues with, from the root down.
 */
void
tb_lifetimes_add_own (TbLifetimes *lifetimes, TbCertificateTree *tree, TbFold *fold, guint32 authority)
{
  TbCertificateIndex *index = tb_certificate_tree_get_index (tree);
  guint n = tb_certificate_index_count_authorities (index, tb_fold_get_position (fold));

  for (guint i = 0; i < n; i++)
    {
      guint certificate = tb_certificate_index_get_authority (index, i);
      g_autoptr (GPtrArray) path = NULL;
      TbLifeRow row;

      if (tb_certificate_index_get (index, certificate)->subject != authority)
        continue;
      path = tb_certificate_tree_find_authority (tree, certificate);
      if (path == NULL || !begin_row (lifetimes, &row, g_strdup (tb_certificate_node_get_title (g_ptr_array_index (path, path->len - 1)))))
        continue;
      add_bar (lifetimes, tree, fold, &row, lifetimes->bars->len, certificate);
      end_row (lifetimes, &row);
    }
}

/**
 * tb_lifetimes_set_axis:
 * @lifetimes: bars
 * @from_us: what to show at least, simulated time; @to_us: likewise
 * @longest_us: bars that last longer are not shown to their end for their own sake
 *
 * Makes the axis reach over all of it, with a margin.
 */
void
tb_lifetimes_set_axis (TbLifetimes *lifetimes, gint64 from_us, gint64 to_us, gint64 longest_us)
{
  gint64 margin_us;

  for (guint i = 0; i < lifetimes->bars->len; i++)
    {
      const TbLifeBar *bar = &g_array_index (lifetimes->bars, TbLifeBar, i);

      from_us = MIN (from_us, bar->from_us);
      if (bar->to_us - bar->from_us <= longest_us)
        to_us = MAX (to_us, bar->to_us);
    }
  margin_us = MAX ((to_us - from_us) / MARGIN_DIVISOR, TB_US_PER_SECOND);
  lifetimes->from_us = from_us - margin_us;
  lifetimes->to_us = to_us + margin_us;
}

/**
 * tb_lifetimes_find:
 * @lifetimes: bars
 * @certificate: number in the index
 *
 * Returns: (transfer none) (nullable): its bar
 */
const TbLifeBar *
tb_lifetimes_find (const TbLifetimes *lifetimes, guint certificate)
{
  for (guint i = 0; i < lifetimes->bars->len; i++)
    if (g_array_index (lifetimes->bars, TbLifeBar, i).certificate == certificate)
      return &g_array_index (lifetimes->bars, TbLifeBar, i);
  return NULL;
}

/**
 * tb_lifetimes_equal:
 * @one: (nullable): bars
 * @other: (nullable): bars
 *
 * Returns: whether they look the same
 */
gboolean
tb_lifetimes_equal (const TbLifetimes *one, const TbLifetimes *other)
{
  if (one == NULL || other == NULL)
    return one == other;
  if (one->bars->len != other->bars->len || one->from_us != other->from_us || one->to_us != other->to_us || one->n_more != other->n_more)
    return FALSE;
  for (guint i = 0; i < one->bars->len; i++)
    if (memcmp (&g_array_index (one->bars, TbLifeBar, i), &g_array_index (other->bars, TbLifeBar, i), sizeof (TbLifeBar)) != 0)
      return FALSE;
  return TRUE;
}
