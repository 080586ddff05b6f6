/* tb-moment-private: the time of a question, and all that a table may read of it.
 *
 * Indices are made when a table first wants one and read on up to the place of the question; since they know more after a later question, tables ask them
 * about `position` or `time_us`, as every index allows.
 *
 * Neither going there nor reading an index goes on when the question was cancelled: what was read stays, and the next question reads on. */
#pragma once

#include "tb-fold.h"
#include "tb-object-set.h"
#include "tb-work-private.h"

G_BEGIN_DECLS

/**
 * TbIndexKind: which indices there are; one row each in tb-moment.c
 */
typedef enum
{
  TB_INDEX_LIFE,       /* TbLifeIndex */
  TB_INDEX_INFECTION,  /* TbInfectionIndex */
  TB_INDEX_BOTS,       /* TbInfectionBook */
  TB_INDEX_CERTIFICATE, /* TbCertificateBook */
  TB_INDEX_KEY,        /* TbKeyBook */
  TB_INDEX_SESSION,    /* TbSessionBook */
  TB_INDEX_PACKET,     /* TbPacketIndex */
  TB_INDEX_METRIC,     /* TbMetricBook */
  TB_INDEX_PRESENCE,   /* TbPresenceIndex */
  TB_INDEX_ISSUER,     /* TbIssuerIndex */
  TB_N_INDICES
} TbIndexKind;

/**
 * TbMoment:
 * @fleet: who is there
 * @journal: what happened, and what is still to come
 * @fold: stands at @time_us
 * @state: its state
 * @seed: of the run
 * @time_us: the time of the question
 * @position: records before this place have happened, those from it on have not
 * @work: (not nullable): of the question
 * @devices: (nullable): the table device lists these alone; %NULL for all
 * @indices: private, and so are the others
 *
 * What there is to read.
 */
typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  TbFold *fold;
  const TbState *state;
  guint64 seed;
  gint64 time_us;
  guint64 position;
  TbWork *work;
  const TbObjectSet *devices;
  gpointer indices[TB_N_INDICES];
  guint64 n_read[TB_N_INDICES];
  GPtrArray *names;
  GStringChunk *texts;
} TbMoment;

void        tb_moment_init       (TbMoment *moment, TbFleet *fleet, TbJournal *journal, guint64 seed, TbWork *work);
void        tb_moment_clear      (TbMoment *moment);
gboolean    tb_moment_seek       (TbMoment *moment, gint64 time_us, GCancellable *cancellable);   /* FALSE when it was cancelled on the way */
gpointer    tb_moment_get_index  (const TbMoment *moment, TbIndexKind kind);   /* (transfer none): read up to where it stands, unless the question is stopped */
gpointer    tb_moment_read_index (const TbMoment *moment, TbIndexKind kind, guint64 position);   /* (transfer none): at least so far in any case, for other indices */
const char *tb_moment_get_name   (const TbMoment *moment, guint32 object);     /* (transfer none): as long as the moment lives */

G_END_DECLS
