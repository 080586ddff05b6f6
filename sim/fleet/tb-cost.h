/* tb-cost: what a handshake costs a device: bytes, flights and round trips measured from the transcript; time, energy and memory modelled from the published
 * figures of its class and link (data/profiles, data/links), each with its source. */
#pragma once

#include "tb-profile.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/**
 * TbCost:
 * @n_bytes_sent, @n_bytes_received: by that side, records and all; measured
 * @n_flights: measured; @n_round_trips: until that side may send application data; measured
 * @asymmetric_us: public-key operations of that side; modelled
 * @symmetric_us: record protection and hashing of that side; modelled
 * @waiting_us: for the link and for the other side; modelled
 * @total_us: all together; modelled
 * @energy_uj: of computing and of the radio, microjoules, or -1 where nothing published says; modelled
 * @ram_bytes: peak of buffers and chain, or -1 likewise; modelled
 */
typedef struct
{
  gsize n_bytes_sent;
  gsize n_bytes_received;
  guint n_flights;
  guint n_round_trips;
  gint64 asymmetric_us;
  gint64 symmetric_us;
  gint64 waiting_us;
  gint64 total_us;
  gint64 energy_uj;
  gint64 ram_bytes;
} TbCost;

void tb_cost_of_side (TbTranscript *transcript, TbSide side, const TbProfile *own, const TbProfile *peer, const TbLink *link, TbCost *cost);

G_END_DECLS
