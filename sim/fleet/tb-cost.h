/* tb-cost: what a handshake costs a device: bytes, flights and round trips measured from the transcript; time, energy and memory modelled from the published
 * figures of its class and link (data/profiles, data/links), each with its source. docs/device-costs.md has the rules. */
#pragma once

#include "tb-chain-keys.h"
#include "tb-profile.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/**
 * TbCostWorker:
 * @profile: (nullable) (borrowed): what computes; %NULL: so fast that it takes no time
 * @sign_us: what one private-key operation takes, where a secure element does it; 0: as @profile says
 * @own: algorithm of its own key
 * @peer: of the other side's
 * @issuers: what each certificate of the other side was signed with, the other side's own first
 * @n_issuers: how many are known; the last stands for further ones
 * @agreement: of the key agreement; %TB_KEY_ED25519 means X25519
 *
 * Who does the public-key operations of a flight, and with what.
 */
typedef struct
{
  const TbProfile *profile;
  gint64 sign_us;
  TbKeyAlgorithm own;
  TbKeyAlgorithm peer;
  const TbKeyAlgorithm *issuers;
  guint n_issuers;
  TbKeyAlgorithm agreement;
} TbCostWorker;

gint64 tb_cost_asymmetric_us (const TbCostWorker *worker, const TbFlight *work);
gint64 tb_cost_symmetric_us  (const TbCostWorker *worker, gsize n_bytes);

/**
 * TbCost:
 * @n_bytes_sent, @n_bytes_received: by that side, records and all, until the handshake is over; measured
 * @n_flights: of both sides; measured
 * @n_round_trips: until that side may send application data: how often it waits for the other to answer; measured
 * @asymmetric_us: public-key operations of that side; modelled
 * @symmetric_us: record protection and hashing of that side; modelled
 * @waiting_us: for the link and for the other side; modelled
 * @total_us: all together, from the moment the client begins; modelled
 * @energy_uj: of what its radio sends, microjoules, or -1 where nothing published says; what computing and receiving take is published for none of our
 *   devices; modelled
 * @ram_bytes: peak of record buffers and both chains, modelled
 * @is_derived: whether a figure was used that nobody published for this device: #TbKeyCost
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
  gboolean is_derived;
} TbCost;

void tb_cost_of_side (TbTranscript *transcript, TbSide side, const TbProfile *own, const TbProfile *peer, const TbLink *link, TbCost *cost);

/**
 * TbCostCase:
 * @code: what the handshake is, such as `p256 full`
 * @transcript: (borrowed): the handshake
 *
 * One handshake to be compared.
 */
typedef struct
{
  const char *code;
  TbTranscript *transcript;
} TbCostCase;

/**
 * TbCostRow:
 * @which: number of the #TbCostCase
 * @device: (borrowed): the client
 * @link: (borrowed): between the two
 * @cost: what it costs the client
 *
 * One row of a comparison.
 */
typedef struct
{
  guint which;
  const TbProfile *device;
  const TbLink *link;
  TbCost cost;
} TbCostRow;

GArray *tb_cost_compare (const TbCostCase *cases, guint n_cases, GPtrArray *devices, GPtrArray *links, const TbProfile *server);

/**
 * TbCostMinimum:
 * @code: which handshake, such as `tls13-rpk`
 * @title: what it is; static
 * @is_resumed: whether it compares with resumed handshakes
 * @n_bytes: of each of the three flights
 * @total_bytes: all together
 * @source: where it was published; static
 *
 * The smallest that such a handshake can be made, as published. What OpenSSL sends is larger: extensions that nobody here needs, X.509 certificates
 * in place of raw keys, and longer tags.
 */
typedef struct
{
  const char *code;
  const char *title;
  gboolean is_resumed;
  gsize n_bytes[3];
  gsize total_bytes;
  const char *source;
} TbCostMinimum;

const TbCostMinimum *tb_cost_get_minimum (gboolean is_resumed);

G_END_DECLS
