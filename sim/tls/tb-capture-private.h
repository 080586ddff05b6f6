/* tb-capture-private: packets around what was said, for the two kinds of transport. Private to sim/tls. */
#pragma once

#include "tb-capture.h"
#include "tb-pcapng.h"

G_BEGIN_DECLS

#define TB_CAPTURE_IP_BYTES 20

/**
 * TbCaptureFlow:
 * @ip: addresses, by #TbSide, like what follows
 * @port: ports
 * @next: TCP: sequence number of the side's next byte
 * @identification: of the side's next packet
 *
 * Two who talk.
 */
typedef struct
{
  guint32 ip[2];
  guint16 port[2];
  guint32 next[2];
  guint16 identification[2];
} TbCaptureFlow;

struct _TbCapture
{
  TbPcapng *pcapng;
  GArray *connections;      /* of TbCaptureFlow */
};

static inline void
tb_capture_put_be16 (guint8 *at, guint value)
{
  at[0] = value >> 8 & 0xff;
  at[1] = value & 0xff;
}

void tb_capture_fill_ip (guint8 *ip, TbCaptureFlow *flow, TbSide from, guint8 protocol, gsize n_total);
void tb_capture_sum     (guint8 *packet, gsize n_total, gsize checksum_at);

G_END_DECLS
