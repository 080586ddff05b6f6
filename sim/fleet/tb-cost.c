/* tb-cost: see the header. The same functions give sessions of a fleet their times. */
#include "tb-cost.h"

#include <string.h>

#include "tb-units.h"

#define CONTENT_HANDSHAKE 22
#define FINISHED          20
#define KEY_UPDATE        24

/* Published: what buffers for TLS records of the usual size take on a microcontroller. */
#define RECORD_BUFFERS_BYTES 18000

/* --- one flight --- */

static TbKeyAlgorithm
issuer_of (const TbCostWorker *worker, guint position)
{
  return worker->n_issuers == 0 ? worker->peer : worker->issuers[MIN (position, worker->n_issuers - 1)];
}

/**
 * tb_cost_asymmetric_us:
 * @worker: who does it
 * @work: the operations
 *
 * Of the signatures that are checked the last is the other side's own, those before it are on its certificates.
 *
 * Returns: microseconds, modelled
 */
gint64
tb_cost_asymmetric_us (const TbCostWorker *worker, const TbFlight *work)
{
  const TbKeyCost *costs;
  gint64 cost_us = 0;

  if (worker->profile == NULL)
    return 0;
  costs = worker->profile->key_costs;
  cost_us += work->n_signs * (worker->sign_us > 0 ? worker->sign_us : costs[worker->own].private_us);
  cost_us += work->n_verifies > 0 ? costs[worker->peer].public_us : 0;
  for (guint i = 0; i + 1 < work->n_verifies; i++)
    cost_us += costs[issuer_of (worker, i)].public_us;
  return cost_us + work->n_agreements * costs[worker->agreement].agree_us + work->n_keygens * costs[worker->agreement].keygen_us;
}

/**
 * tb_cost_symmetric_us:
 * @worker: who does it
 * @n_bytes: how many bytes are protected and hashed
 *
 * Returns: microseconds, modelled
 */
gint64
tb_cost_symmetric_us (const TbCostWorker *worker, gsize n_bytes)
{
  return worker->profile != NULL ? (gint64) n_bytes * TB_US_PER_SECOND / worker->profile->bulk_bytes_per_s : 0;
}

/* --- one handshake in time --- */

typedef struct
{
  TbTranscript *transcript;
  TbSide side;
  const TbLink *link;
  TbChainKeys chains[2];
  TbCostWorker workers[2];
  guint n_flights;
  int finished[2];              /* in which flight, -1 for none */
  gint64 now_us;
  gboolean is_done;
  TbCost *cost;
} Clock;

static TbKeyAlgorithm
agreement_of (TbTranscript *transcript)
{
  static const struct { const char *group; TbKeyAlgorithm algorithm; } groups[] = {
    { "secp384r1", TB_KEY_P384 }, { "secp521r1", TB_KEY_P521 }, { "x25519", TB_KEY_ED25519 }, { "X25519MLKEM768", TB_KEY_ED25519 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (strcmp (tb_transcript_get_group (transcript), groups[i].group) == 0)
      return groups[i].algorithm;
  return TB_KEY_P256;
}

/* Where the handshake is over: what follows is what it was made for. */
static void
find_end (Clock *clock)
{
  clock->finished[0] = clock->finished[1] = -1;
  for (guint i = 0; i < tb_transcript_get_n_messages (clock->transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (clock->transcript, i);

      if (message->content_type == CONTENT_HANDSHAKE && message->type != KEY_UPDATE)
        clock->n_flights = message->flight + 1u;
      if (message->content_type == CONTENT_HANDSHAKE && message->type == FINISHED)
        clock->finished[message->from] = message->flight;
    }
}

static void
set_workers (Clock *clock, const TbProfile *own, const TbProfile *peer)
{
  for (int side = TB_SIDE_CLIENT; side <= TB_SIDE_SERVER; side++)
    tb_chain_keys_read (clock->transcript, side, &clock->chains[side]);
  for (int side = TB_SIDE_CLIENT; side <= TB_SIDE_SERVER; side++)
    {
      const TbChainKeys *other = &clock->chains[!side];

      clock->workers[side] = (TbCostWorker) { side == (int) clock->side ? own : peer, 0, clock->chains[side].own, other->own, other->issuers,
                                              other->n_certificates, agreement_of (clock->transcript) };
    }
}

static void
note_derived (Clock *clock, const TbFlight *work)
{
  const TbCostWorker *worker = &clock->workers[clock->side];
  const TbKeyCost *costs = worker->profile != NULL ? worker->profile->key_costs : NULL;

  if (costs == NULL)
    return;
  clock->cost->is_derived |= work->n_signs > 0 && costs[worker->own].is_derived;
  clock->cost->is_derived |= work->n_agreements + work->n_keygens > 0 && costs[worker->agreement].is_derived;
  clock->cost->is_derived |= work->n_verifies > 0 && costs[worker->peer].is_derived;
  for (guint i = 0; i + 1 < work->n_verifies; i++)
    clock->cost->is_derived |= costs[issuer_of (worker, i)].is_derived;
}

/* @who computes what @work says, and protects or opens so many bytes. */
static void
work (Clock *clock, TbSide who, const TbFlight *operations, gsize n_bytes)
{
  gint64 asymmetric_us = tb_cost_asymmetric_us (&clock->workers[who], operations);
  gint64 symmetric_us = tb_cost_symmetric_us (&clock->workers[who], n_bytes);

  clock->now_us += asymmetric_us + symmetric_us;
  if (who != clock->side || clock->is_done)
    return;
  clock->cost->asymmetric_us += asymmetric_us;
  clock->cost->symmetric_us += symmetric_us;
  note_derived (clock, operations);
}

/* A side is done when it has sent its own Finished and checked the other's. */
static void
note_done (Clock *clock, TbSide who, guint flight)
{
  const int *finished = clock->finished;

  if (who == clock->side && !clock->is_done && finished[who] >= 0 && finished[!who] >= 0 && (int) flight >= finished[who] && (int) flight > finished[!who])
    {
      clock->is_done = TRUE;
      clock->cost->total_us = clock->now_us;
    }
}

static gsize
canonical_length (Clock *clock, guint flight)
{
  return flight < clock->n_flights ? tb_transcript_get_flight (clock->transcript, flight)->canonical_length : 0;
}

static void
pass_flight (Clock *clock, guint number)
{
  const TbFlight *flight = tb_transcript_get_flight (clock->transcript, number);
  gboolean is_own = flight->from == clock->side;

  work (clock, flight->from, flight, flight->canonical_length + (number > 0 ? canonical_length (clock, number - 1) : 0));
  note_done (clock, flight->from, number);
  clock->now_us += tb_link_get_time_us (clock->link, flight->canonical_length, NULL);
  *(is_own ? &clock->cost->n_bytes_sent : &clock->cost->n_bytes_received) += flight->wire_length;
  if (!is_own && !clock->is_done && (clock->side == TB_SIDE_CLIENT || number > 0))
    clock->cost->n_round_trips++;
}

/* Who sends nothing more still has to check what came last. */
static void
pass_closing (Clock *clock)
{
  const TbFlight *closing = tb_transcript_get_closing (clock->transcript);
  TbSide last = clock->n_flights > 0 ? !tb_transcript_get_flight (clock->transcript, clock->n_flights - 1)->from : TB_SIDE_CLIENT;
  static const TbFlight nothing;

  work (clock, last, closing->from == last ? closing : &nothing, canonical_length (clock, clock->n_flights - 1));
  note_done (clock, last, clock->n_flights);
  if (!clock->is_done)
    clock->cost->total_us = clock->now_us;
}

/**
 * tb_cost_of_side:
 * @transcript: a handshake
 * @side: whose cost
 * @own: (nullable): what that side is
 * @peer: (nullable): what the other is
 * @link: between them; no packet is lost
 * @cost: (out caller-allocates): what it costs @side
 *
 * Reckons one handshake. When it was refused, it ends with the last that was said.
 */
void
tb_cost_of_side (TbTranscript *transcript, TbSide side, const TbProfile *own, const TbProfile *peer, const TbLink *link, TbCost *cost)
{
  Clock clock = { .transcript = transcript, .side = side, .link = link, .cost = cost };

  *cost = (TbCost) { .energy_uj = -1 };
  find_end (&clock);
  set_workers (&clock, own, peer);
  for (guint i = 0; i < clock.n_flights; i++)
    pass_flight (&clock, i);
  pass_closing (&clock);
  cost->n_flights = clock.n_flights;
  cost->waiting_us = cost->total_us - cost->asymmetric_us - cost->symmetric_us;
  if (side == TB_SIDE_CLIENT && link->uplink_nj_per_byte >= 0)
    cost->energy_uj = (gint64) cost->n_bytes_sent * link->uplink_nj_per_byte / 1000;
  cost->ram_bytes = (gint64) (RECORD_BUFFERS_BYTES + clock.chains[TB_SIDE_CLIENT].n_bytes + clock.chains[TB_SIDE_SERVER].n_bytes);
}

/* --- comparing --- */

/**
 * tb_cost_compare:
 * @cases: (array length=n_cases): the handshakes
 * @n_cases: how many
 * @devices: (element-type TbProfile): the clients
 * @links: (element-type TbLink): what is between
 * @server: what every server is
 *
 * Every handshake on every device over every link.
 *
 * Returns: (transfer full) (element-type TbCostRow): the rows, by link, then device, then handshake; borrow from the arguments
 */
GArray *
tb_cost_compare (const TbCostCase *cases, guint n_cases, GPtrArray *devices, GPtrArray *links, const TbProfile *server)
{
  GArray *table = g_array_new (FALSE, TRUE, sizeof (TbCostRow));

  for (guint l = 0; l < links->len; l++)
    for (guint d = 0; d < devices->len; d++)
      for (guint c = 0; c < n_cases; c++)
        {
          TbCostRow row = { c, g_ptr_array_index (devices, d), g_ptr_array_index (links, l) };

          tb_cost_of_side (cases[c].transcript, TB_SIDE_CLIENT, row.device, server, row.link, &row.cost);
          g_array_append_val (table, row);
        }
  return table;
}

/**
 * tb_cost_get_minimum:
 * @is_resumed: of a resumed handshake, or of a full mutual one
 *
 * Returns: (transfer none): the smallest that was published
 */
const TbCostMinimum *
tb_cost_get_minimum (gboolean is_resumed)
{
  static const char source[] = "IETF protocol comparison draft (draft-ietf-iotops-security-protocol-comparison)";
  static const TbCostMinimum minima[] = {
    { "tls13-rpk", "TLS 1.3, mutual, raw P-256 public keys, AES-128-CCM-8, minimal extensions", FALSE, { 162, 394, 233 }, 789, source },
    { "tls13-psk", "TLS 1.3, pre-shared key, AES-128-CCM-8, minimal extensions", TRUE, { 113, 117, 50 }, 280, source },
  };

  return &minima[is_resumed ? 1 : 0];
}
