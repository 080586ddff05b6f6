/* tb-metric-book: see the header. What is looked at is a table: sums over all, and figures of each service. */
#include "tb-metric-book-private.h"

#define PER_CENT (TB_SIEGE_ALL / 100.0)

typedef struct
{
  const char *name;
  double (*tell) (const TbTotals *totals);
  double (*tell_siege) (const TbSiege *siege);
} Metric;

#define TELL(name, sum) \
  static double \
  tell_##name (const TbTotals *totals) \
  { \
    return (double) (sum); \
  }

static double
tell_in_force (const TbTotals *totals)
{
  return totals->by_identity[TB_IDENTITY_VALID] + totals->by_identity[TB_IDENTITY_RENEWING] + totals->by_identity[TB_IDENTITY_EXPIRING];
}

static double
tell_without (const TbTotals *totals)
{
  return totals->by_identity[TB_IDENTITY_EXPIRED] + totals->by_identity[TB_IDENTITY_REVOKED] + totals->by_identity[TB_IDENTITY_LOST];
}

TELL (off, totals->by_health[TB_HEALTH_OFF])
TELL (quarantined, totals->by_health[TB_HEALTH_QUARANTINED])
TELL (issued, totals->n_certificates)
TELL (renewals, totals->n_renewals)
TELL (completed, totals->n_completed)
TELL (refused, totals->n_refused)
TELL (publishes, totals->n_refused_publishes)
TELL (passwords, totals->n_exposed)
TELL (infected, totals->by_census[TB_CENSUS_INFECTED])
TELL (vulnerable, totals->by_census[TB_CENSUS_VULNERABLE])
TELL (cleaned, totals->by_census[TB_CENSUS_CLEANED])
TELL (protected, totals->by_census[TB_CENSUS_PROTECTED])
TELL (bots, totals->n_bots)
TELL (infections, totals->n_infections)

static double
tell_goodput (const TbSiege *siege)
{
  return siege != NULL ? siege->answered / PER_CENT : 100;
}

static double
tell_flood (const TbSiege *siege)
{
  return siege != NULL ? (double) siege->flood_bps : 0;
}

static const Metric metrics[] = {
  { "certificates-in-force", tell_in_force },
  { "certificates-not-in-force", tell_without },
  { "certificates-issued", tell_issued },
  { "renewals", tell_renewals },
  { "handshakes-completed", tell_completed },
  { "handshakes-refused", tell_refused },
  { "publishes-refused", tell_publishes },
  { "passwords-seen", tell_passwords },
  { "devices-off", tell_off },
  { "devices-quarantined", tell_quarantined },
  { "infected", tell_infected },
  { "vulnerable", tell_vulnerable },
  { "cleaned", tell_cleaned },
  { "protected", tell_protected },
  { "bots", tell_bots },
  { "infections", tell_infections },
  { "goodput-percent", NULL, tell_goodput },
  { "flood-bps", NULL, tell_flood },
};

struct _TbMetricBook
{
  const TbMoment *moment;     /* borrowed: owns this */
  TbState *state;             /* owned: after the records that were read */
  guint64 n_read;
  gint64 time_us;             /* of the last of them */
  GArray *rows;               /* TbMetricRow, by time */
  GArray *services;           /* guint32: who can be flooded */
  double *last;               /* owned: by metric and service */
};

static void
add_services (TbMetricBook *book)
{
  TbFleet *fleet = book->moment->fleet;

  for (guint g = 0; g < tb_fleet_get_n_groups (fleet); g++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, g);

      if (group->capacity.bits_per_s > 0 || tb_state_get_siege (book->state, group->first) != NULL)
        g_array_append_val (book->services, group->first);
    }
}

TbMetricBook *
tb_metric_book_new (const TbMoment *moment)
{
  TbMetricBook *book = g_new0 (TbMetricBook, 1);
  guint n;

  book->moment = moment;
  book->state = tb_state_new (moment->fleet);
  book->time_us = -1;
  book->rows = g_array_new (FALSE, FALSE, sizeof (TbMetricRow));
  book->services = g_array_new (FALSE, FALSE, sizeof (guint32));
  add_services (book);
  n = (guint) G_N_ELEMENTS (metrics) * (book->services->len + 1);
  book->last = g_new (double, n);
  for (guint i = 0; i < n; i++)
    book->last[i] = -1;
  return book;
}

void
tb_metric_book_free (TbMetricBook *book)
{
  g_free (book->last);
  g_array_unref (book->services);
  g_array_unref (book->rows);
  tb_state_free (book->state);
  g_free (book);
}

/* @service: its number + 1, or 0 for all */
static void
note (TbMetricBook *book, guint metric, guint service, double value)
{
  double *last = &book->last[metric * (book->services->len + 1) + service];
  const TbMetricRow row = { MAX (book->time_us, 0), value, book->n_read, service > 0 ? g_array_index (book->services, guint32, service - 1) : TB_NOBODY, metric };

  if (*last == value)
    return;
  *last = value;
  g_array_append_val (book->rows, row);
}

/* What is true when all that happened at one time has happened. */
static void
look (TbMetricBook *book)
{
  const TbTotals *totals = tb_state_get_totals (book->state);

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    {
      if (metrics[i].tell != NULL)
        note (book, i, 0, metrics[i].tell (totals));
      for (guint s = 0; metrics[i].tell_siege != NULL && s < book->services->len; s++)
        note (book, i, s + 1, metrics[i].tell_siege (tb_state_get_siege (book->state, g_array_index (book->services, guint32, s))));
    }
}

static void
read_span (TbMetricBook *book, const TbRecord *records, gsize n)
{
  for (gsize i = 0; i < n; i++, book->n_read++)
    {
      if (records[i].time_us > book->time_us && book->n_read > 0)
        look (book);
      book->time_us = records[i].time_us;
      tb_state_apply (book->state, &records[i]);
    }
}

void
tb_metric_book_read (TbMetricBook *book, guint64 position)
{
  gboolean is_news = book->n_read < position;

  while (book->n_read < position)
    {
      gsize n_records;
      const TbRecord *records = tb_journal_get_span (book->moment->journal, book->n_read, position, &n_records);

      read_span (book, records, n_records);
    }
  if (is_news)
    look (book);
}

guint
tb_metric_book_count (TbMetricBook *book, guint64 position)
{
  guint low = 0, high = book->rows->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (tb_metric_book_get (book, middle)->place <= position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const TbMetricRow *
tb_metric_book_get (TbMetricBook *book, guint row)
{
  return &g_array_index (book->rows, TbMetricRow, row);
}

const char *
tb_metric_get_name (guint metric)
{
  return metrics[metric].name;
}
