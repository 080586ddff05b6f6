/* tb-moment-private: the time of a question, and all that a table may read of it.
 *
 * Indices are made when a table first wants one and read on up to the place of the question; since they know more after a later question, tables ask them
 * about `position` or `time_us`, as every index allows. */
#pragma once

#include "tb-fold.h"

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
 * @indices: private
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
  gpointer indices[TB_N_INDICES];
} TbMoment;

void     tb_moment_init      (TbMoment *moment, TbFleet *fleet, TbJournal *journal, guint64 seed);
void     tb_moment_clear     (TbMoment *moment);
void     tb_moment_seek      (TbMoment *moment, gint64 time_us);
gpointer tb_moment_get_index (const TbMoment *moment, TbIndexKind kind);   /* (transfer none): read up to where it stands */

G_END_DECLS
