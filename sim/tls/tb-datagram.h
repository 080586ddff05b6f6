/* tb-datagram: DTLS 1.2 over a link that loses datagrams (RFC 6347). Like tb-handshake, with time in it: what is lost is said again when a timer runs out. */
#pragma once

#include "tb-handshake.h"

G_BEGIN_DECLS

/**
 * TB_DATAGRAM_VERSION:
 *
 * What the two endpoints' policies have as oldest and newest version.
 */
#define TB_DATAGRAM_VERSION 0xfefd

/**
 * TB_DATAGRAM_PORT:
 *
 * Where CoAP over DTLS lives (RFC 7252), and programs that read captures look for DTLS.
 */
#define TB_DATAGRAM_PORT 5684

/**
 * TB_DATAGRAM_DEFAULT_MTU:
 *
 * What the smallest link of IPv6 leaves for a datagram: 1280 bytes without the headers of IPv6 and UDP.
 */
#define TB_DATAGRAM_DEFAULT_MTU 1232

/* What OpenSSL can cut a handshake into, and the largest UDP datagram. */
#define TB_DATAGRAM_MIN_MTU 256
#define TB_DATAGRAM_MAX_MTU 65507

/**
 * TbDatagramChannel:
 * @loss_ppm: how many datagrams of a million are lost, in either direction
 * @latency_us: from one side to the other
 * @mtu: the longest datagram, without the headers of IP and UDP; 0: %TB_DATAGRAM_DEFAULT_MTU
 *
 * What is between the two. Nothing is overtaken, nothing comes twice.
 */
typedef struct
{
  guint32 loss_ppm;
  gint64 latency_us;
  guint mtu;
} TbDatagramChannel;

TbTranscript *tb_datagram_run (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, const TbHandshakeTerms *terms,
                               const TbDatagramChannel *channel, TbStream *stream, gint64 unix_us, GError **error);

G_END_DECLS
