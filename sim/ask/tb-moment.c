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

/* Read between two looks at whether somebody has cancelled: less than a millisecond of work. */
#define RECORDS_A_LOOK 1024

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
tb_moment_init (TbMoment *moment, TbFleet *fleet, TbJournal *journal, guint64 seed, TbWork *work)
{
  *moment = (TbMoment) { .fleet = tb_fleet_ref (fleet), .journal = tb_journal_ref (journal), .seed = seed, .time_us = -1, .work = work };
  moment->fold = tb_fold_new (fleet, journal);
  moment->state = tb_fold_get_state (moment->fold);
  moment->names = g_ptr_array_new ();
  moment->texts = g_string_chunk_new (4096);
}

void
tb_moment_clear (TbMoment *moment)
{
  for (guint i = 0; i < TB_N_INDICES; i++)
    if (moment->indices[i] != NULL)
      rows[i].free (moment->indices[i]);
  g_string_chunk_free (moment->texts);
  g_ptr_array_unref (moment->names);
  tb_fold_free (moment->fold);
  tb_journal_unref (moment->journal);
  tb_fleet_unref (moment->fleet);
}

/* The place to read on to from @at: @end, or about as far as one look goes, but never between two records of one time. */
static guint64
find_look (TbMoment *moment, guint64 at, guint64 end)
{
  if (end - at <= RECORDS_A_LOOK)
    return end;
  return MIN (end, tb_journal_find_time (moment->journal, tb_journal_get (moment->journal, at + RECORDS_A_LOOK)->time_us));
}

gboolean
tb_moment_seek (TbMoment *moment, gint64 time_us, GCancellable *cancellable)
{
  guint64 end = tb_journal_find_time (moment->journal, time_us), at = tb_fold_get_position (moment->fold);
  gboolean arrives;

  for (; at < end && !g_cancellable_is_cancelled (cancellable); at = tb_fold_get_position (moment->fold))
    tb_fold_seek (moment->fold, tb_journal_get (moment->journal, find_look (moment, at, end) - 1)->time_us);
  arrives = !g_cancellable_is_cancelled (cancellable);
  if (arrives)
    tb_fold_seek (moment->fold, time_us);
  moment->state = tb_fold_get_state (moment->fold);
  moment->time_us = tb_fold_get_time (moment->fold);
  moment->position = tb_fold_get_position (moment->fold);
  return arrives;
}

static gpointer
have_index (TbMoment *moment, TbIndexKind kind)
{
  if (moment->indices[kind] == NULL)
    moment->indices[kind] = rows[kind].make (moment);
  return moment->indices[kind];
}

gpointer
tb_moment_get_index (const TbMoment *moment, TbIndexKind kind)
{
  TbMoment *own = (TbMoment *) moment;

  while (own->n_read[kind] < moment->position && tb_work_spend (moment->work, 0))
    tb_moment_read_index (moment, kind, find_look (own, own->n_read[kind], moment->position));
  return have_index (own, kind);
}

gpointer
tb_moment_read_index (const TbMoment *moment, TbIndexKind kind, guint64 position)
{
  TbMoment *own = (TbMoment *) moment;
  gpointer index = have_index (own, kind);

  rows[kind].read (index, position);
  own->n_read[kind] = MAX (own->n_read[kind], position);
  return index;
}

const char *
tb_moment_get_name (const TbMoment *moment, guint32 object)
{
  g_autofree char *name = NULL;

  if (object >= moment->names->len)
    g_ptr_array_set_size (moment->names, (int) MAX (object, tb_fleet_get_n_objects (moment->fleet)) + 1);
  if (moment->names->pdata[object] != NULL)
    return moment->names->pdata[object];
  name = tb_fleet_dup_name (moment->fleet, object);
  return moment->names->pdata[object] = g_string_chunk_insert (moment->texts, name);
}
