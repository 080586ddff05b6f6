/* tb-cost-words: see the header. */
#include "tb-cost-words.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

G_STATIC_ASSERT (sizeof (gsize) == sizeof (gint64));

typedef enum { PLAIN, BYTES, TIME, ENERGY } Unit;

static const struct
{
  TbCostFigure figure;
  gsize offset;
  gboolean is_wide;       /* gsize or gint64; otherwise guint */
  Unit unit;
} rows[TB_N_COST_FIGURES] = {
  { { "bytes_sent", N_("Sent"), TRUE }, G_STRUCT_OFFSET (TbCost, n_bytes_sent), TRUE, BYTES },
  { { "bytes_received", N_("Received"), TRUE }, G_STRUCT_OFFSET (TbCost, n_bytes_received), TRUE, BYTES },
  { { "flights", N_("Flights"), TRUE }, G_STRUCT_OFFSET (TbCost, n_flights), FALSE, PLAIN },
  { { "round_trips", N_("Round trips"), TRUE }, G_STRUCT_OFFSET (TbCost, n_round_trips), FALSE, PLAIN },
  { { "asymmetric_us", N_("Asymmetric"), FALSE }, G_STRUCT_OFFSET (TbCost, asymmetric_us), TRUE, TIME },
  { { "symmetric_us", N_("Symmetric"), FALSE }, G_STRUCT_OFFSET (TbCost, symmetric_us), TRUE, TIME },
  { { "waiting_us", N_("Waiting"), FALSE }, G_STRUCT_OFFSET (TbCost, waiting_us), TRUE, TIME },
  { { "total_us", N_("Total"), FALSE }, G_STRUCT_OFFSET (TbCost, total_us), TRUE, TIME },
  { { "energy_uj", N_("Radio"), FALSE }, G_STRUCT_OFFSET (TbCost, energy_uj), TRUE, ENERGY },
  { { "ram_bytes", N_("RAM"), FALSE }, G_STRUCT_OFFSET (TbCost, ram_bytes), TRUE, BYTES },
};

/**
 * tb_cost_figure_get:
 * @figure: below %TB_N_COST_FIGURES
 *
 * Returns: (transfer none): what it is called
 */
const TbCostFigure *
tb_cost_figure_get (guint figure)
{
  return &rows[figure].figure;
}

/**
 * tb_cost_get_value:
 * @cost: what something costs
 * @figure: below %TB_N_COST_FIGURES
 *
 * Returns: the figure: bytes, microseconds, microjoules or a number; -1 where it is not known
 */
gint64
tb_cost_get_value (const TbCost *cost, guint figure)
{
  const char *at = (const char *) cost + rows[figure].offset;

  return rows[figure].is_wide ? *(const gint64 *) (gconstpointer) at : (gint64) *(const guint *) (gconstpointer) at;
}

/**
 * tb_cost_dup_energy:
 * @energy_uj: microjoules, -1 where nothing published says
 *
 * Returns: (transfer full): the same for people
 */
char *
tb_cost_dup_energy (gint64 energy_uj)
{
  if (energy_uj < 0)
    return g_strdup ("–");
  if (energy_uj < 1000)
    return g_strdup_printf ("%" G_GINT64_FORMAT " µJ", energy_uj);
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT " mJ", energy_uj / 1000, energy_uj / 100 % 10);
}

/**
 * tb_cost_dup_value:
 * @cost: what something costs
 * @figure: below %TB_N_COST_FIGURES
 *
 * Returns: (transfer full): the figure with its unit, a dash where it is not known
 */
char *
tb_cost_dup_value (const TbCost *cost, guint figure)
{
  gint64 value = tb_cost_get_value (cost, figure);

  if (value < 0)
    return g_strdup ("–");
  switch (rows[figure].unit)
    {
    case BYTES:
      return tb_units_format_bytes ((guint64) value);
    case TIME:
      return tb_units_format_short (value);
    case ENERGY:
      return tb_cost_dup_energy (value);
    default:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value);
    }
}

/* In tenths of a percent. */
static gint64
share_of (gint64 part, gint64 whole)
{
  return whole > 0 ? part * 1000 / whole : 0;
}

/**
 * tb_cost_dup_shares:
 * @cost: what something costs
 *
 * Returns: (transfer full): what the total is made up of, in words
 */
char *
tb_cost_dup_shares (const TbCost *cost)
{
  g_autofree char *asymmetric = tb_units_format_short (cost->asymmetric_us);
  g_autofree char *symmetric = tb_units_format_short (cost->symmetric_us);
  g_autofree char *waiting = tb_units_format_short (cost->waiting_us);
  gint64 share = share_of (cost->asymmetric_us, cost->asymmetric_us + cost->symmetric_us);

  /* Translators: three times; and how much of the first two together the first is, in percent with one decimal place */
  return g_strdup_printf (_("asymmetric %s, symmetric %s, waiting %s; of computing, %d.%d %% is asymmetric"), asymmetric, symmetric, waiting,
                          (int) (share / 10), (int) (share % 10));
}
