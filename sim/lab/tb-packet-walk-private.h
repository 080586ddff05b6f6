/* tb-packet-walk-private: what the index of series keeps, for the walk over it. */
#pragma once

#include "tb-packet-walk.h"

G_BEGIN_DECLS

/**
 * TbPacketSeries:
 * @place: of the record that began it; @end_place: of the one that ended it, %G_MAXUINT64 for none
 * @first_us: when its first packet leaves; @end_us: none leaves after this
 * @each_us: between two
 * @n: how many at most
 */
typedef struct
{
  guint64 place;
  guint64 end_place;
  gint64 first_us;
  gint64 end_us;
  gint64 each_us;
  guint64 n;
  guint32 from;
  guint32 to;
  guint32 payload;
  guint32 n_bytes;
  guint8 kind;
  guint8 is_protected;
} TbPacketSeries;

struct _TbPacketIndex
{
  TbJournal *journal;      /* owned */
  TbFleet *fleet;          /* owned */
  guint64 n_read;
  GArray *series;          /* TbPacketSeries, by place */
  GHashTable *reporting;   /* object to its open series + 1 */
  GHashTable *receiving;   /* likewise of firmware */
  GHashTable *said;        /* object to the payload of its last message */
  GHashTable *refused;     /* payload to the place that says so + 1 */
};

G_END_DECLS
