/* tb-life-index-private: what is kept of a fleet's certificates, for the files that read and count them. */
#pragma once

#include "tb-life-index.h"

G_BEGIN_DECLS

/**
 * TbLifeTurn:
 * @time_us: when
 * @object: who
 * @is_valid: whether it has a certificate in force from here on
 * @is_first: whether it had none before
 *
 * A device comes by a certificate in force, or loses it.
 */
typedef struct
{
  gint64 time_us;
  guint32 object;
  guint16 is_valid;
  guint16 is_first;
} TbLifeTurn;

typedef struct
{
  gint64 time_us;
  guint32 object;
} TbLifeRenewal;

/**
 * TbLifePolicy:
 * @time_us: when
 * @group: first of its objects
 * @policy: its policy from then on
 */
typedef struct
{
  gint64 time_us;
  guint32 group;
  TbEnrolPolicy policy;
} TbLifePolicy;

struct _TbLifeIndex
{
  TbJournal *journal;     /* owned */
  TbFleet *fleet;         /* owned */
  guint64 position;       /* records read so far */
  GArray *lives;          /* TbLife, as issued; the first is none */
  GArray *takebacks;      /* TbTakeback, likewise */
  GArray *renewals;       /* TbLifeRenewal, by time */
  GArray *turns;          /* TbLifeTurn, by time */
  GArray *policies;       /* TbLifePolicy, by time */
  guint32 *latest;        /* owned: by object */
  guint8 *validity;       /* owned: by object: TB_LIFE_... flags */
};

G_END_DECLS
