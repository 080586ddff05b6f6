/* tb-flood: what a botnet does to a service, and that to others.
 *
 * A fluid model in whole numbers: bots send as much as their uplinks and the cap let them; the victim answers what its capacity allows and drops the
 * rest, honest or not, since it cannot tell them apart; whoever asks the victim first gets no better answer than it gives. Modelled, not measured. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_FLOOD_ALL_PPM 1000000u

/**
 * TbFloodClass:
 * @n_bots: how many
 * @uplink_bps: what each can send, bits per second
 *
 * Bots behind uplinks of one kind.
 */
typedef struct
{
  guint32 n_bots;
  guint64 uplink_bps;
} TbFloodClass;

/**
 * TbVictim:
 * @capacity_bps: what it can take in, bits per second, at least 1
 * @honest_bps: what its honest clients send
 * @request_bits: one request
 * @buffer_bits: what may wait
 * @base_us: how long an answer takes when nothing waits
 *
 * A service with limits.
 */
typedef struct
{
  guint64 capacity_bps;
  guint64 honest_bps;
  guint32 request_bits;
  guint64 buffer_bits;
  gint64 base_us;
} TbVictim;

/**
 * TbVictimState:
 * @answered_ppm: of a million honest requests
 * @goodput_bps: honest traffic that is answered
 * @latency_us: of those, on average: waiting in a queue with random arrivals (M/M/1), and no longer than the buffer is
 */
typedef struct
{
  guint32 answered_ppm;
  guint64 goodput_bps;
  gint64 latency_us;
} TbVictimState;

/**
 * TbDependent:
 * @own_ppm: of a million requests, how many it could answer if everybody it asks did
 * @asks: (array length=n_asks): numbers of services it needs for every answer, all smaller than its own
 * @n_asks: how many
 *
 * A service that needs others, such as a broker that needs a name server.
 */
typedef struct
{
  guint32 own_ppm;
  const guint *asks;
  guint n_asks;
} TbDependent;

guint64       tb_flood_load    (const TbFloodClass *classes, guint n_classes, guint64 cap_bps);
TbVictimState tb_victim_under  (const TbVictim *victim, guint64 flood_bps);
gboolean      tb_flood_cascade (const TbDependent *services, guint n_services, guint32 *answered_ppm);

G_END_DECLS
