/* tb-moment: see the header. One table says how each index is made, read and freed. */
#include "tb-moment-private.h"

#include "tb-certificate-book-private.h"
#include "tb-infection-book-private.h"
#include "tb-issuer-index-private.h"
#include "tb-key-book-private.h"
#include "tb-life-index.h"
#include "tb-metric-book-private.h"
#include "tb-packet-walk.h"
#include "tb-presence-index-private.h"
#include "tb-session-book-private.h"

typedef struct
{
  gpointer (*make) (const TbMoment *moment);
  void (*read) (gpointer index, guint64 position);
  void (*free) (gpointer index);
} IndexRow;

static gpointer
make_life (const TbMoment *moment)
{
  return tb_life_index_new (moment->journal, moment->fleet);
}

static void
read_life (gpointer index, guint64 position)
{
  tb_life_index_read (index, position);
}

static void
free_life (gpointer index)
{
  tb_life_index_free (index);
}

static gpointer
make_infection (const TbMoment *moment)
{
  return tb_infection_index_new (moment->journal, tb_fleet_get_attacker (moment->fleet));
}

static void
read_infection (gpointer index, guint64 position)
{
  tb_infection_index_read (index, position);
}

static void
free_infection (gpointer index)
{
  tb_infection_index_free (index);
}

static gpointer
make_certificates (const TbMoment *moment)
{
  return tb_certificate_book_new (moment->journal);
}

static gpointer
make_packets (const TbMoment *moment)
{
  return tb_packet_index_new (moment->journal, moment->fleet);
}

static gpointer
make_presence (const TbMoment *moment)
{
  return tb_presence_index_new (moment->journal, moment->fleet);
}

static gpointer
make_issuer (const TbMoment *moment)
{
  return tb_issuer_index_new (moment->journal);
}

/* Those that read, free, and mostly are made by a function of their own type. */
#define INDEX_ROW(make, prefix) \
  { (gpointer (*) (const TbMoment *)) make, (void (*) (gpointer, guint64)) prefix##_read, (void (*) (gpointer)) prefix##_free }

static const IndexRow rows[TB_N_INDICES] = {
  [TB_INDEX_LIFE] = { make_life, read_life, free_life },
  [TB_INDEX_INFECTION] = { make_infection, read_infection, free_infection },
  [TB_INDEX_BOTS] = INDEX_ROW (tb_infection_book_new, tb_infection_book),
  [TB_INDEX_CERTIFICATE] = INDEX_ROW (make_certificates, tb_certificate_book),
  [TB_INDEX_KEY] = INDEX_ROW (tb_key_book_new, tb_key_book),
  [TB_INDEX_SESSION] = INDEX_ROW (tb_session_book_new, tb_session_book),
  [TB_INDEX_PACKET] = INDEX_ROW (make_packets, tb_packet_index),
  [TB_INDEX_METRIC] = INDEX_ROW (tb_metric_book_new, tb_metric_book),
  [TB_INDEX_PRESENCE] = INDEX_ROW (make_presence, tb_presence_index),
  [TB_INDEX_ISSUER] = INDEX_ROW (make_issuer, tb_issuer_index),
};

/* Before the first record, until it is told where to go. */
void
tb_moment_init (TbMoment *moment, TbFleet *fleet, TbJournal *journal, guint64 seed)
{
  *moment = (TbMoment) { .fleet = tb_fleet_ref (fleet), .journal = tb_journal_ref (journal), .seed = seed, .time_us = -1 };
  moment->fold = tb_fold_new (fleet, journal);
  moment->state = tb_fold_get_state (moment->fold);
}

void
tb_moment_clear (TbMoment *moment)
{
  for (guint i = 0; i < TB_N_INDICES; i++)
    if (moment->indices[i] != NULL)
      rows[i].free (moment->indices[i]);
  tb_fold_free (moment->fold);
  tb_journal_unref (moment->journal);
  tb_fleet_unref (moment->fleet);
}

void
tb_moment_seek (TbMoment *moment, gint64 time_us)
{
  tb_fold_seek (moment->fold, time_us);
  moment->state = tb_fold_get_state (moment->fold);
  moment->time_us = time_us;
  moment->position = tb_fold_get_position (moment->fold);
}

gpointer
tb_moment_get_index (const TbMoment *moment, TbIndexKind kind)
{
  TbMoment *own = (TbMoment *) moment;

  if (own->indices[kind] == NULL)
    own->indices[kind] = rows[kind].make (moment);
  rows[kind].read (own->indices[kind], moment->position);
  return own->indices[kind];
}
