/* tb-capture-udp: UDP around what was said over datagrams (RFC 768), as it left: what was lost afterwards is there too, and says so. */
#include "tb-capture-private.h"

#include <string.h>

#define UDP_BYTES       8
#define UDP_CHECKSUM_AT 6
#define IP_PROTOCOL_UDP 17
#define LOST            "Lost on its way: the other side never saw it."

static void
fill_udp (guint8 *udp, const TbCaptureFlow *flow, TbSide from, gsize n_bytes)
{
  tb_capture_put_be16 (udp, flow->port[from]);
  tb_capture_put_be16 (udp + 2, flow->port[!from]);
  tb_capture_put_be16 (udp + 4, UDP_BYTES + n_bytes);
  tb_capture_put_be16 (udp + UDP_CHECKSUM_AT, 0);
}

/* A sum of zero would mean that there is none. */
static void
mend_checksum (guint8 *udp)
{
  if (udp[UDP_CHECKSUM_AT] == 0 && udp[UDP_CHECKSUM_AT + 1] == 0)
    tb_capture_put_be16 (udp + UDP_CHECKSUM_AT, 0xffff);
}

static void
add_datagram (TbCapture *capture, TbCaptureFlow *flow, gint64 unix_us, TbSide from, const guint8 *bytes, gsize n_bytes, const char *comment)
{
  gsize n_total = TB_CAPTURE_IP_BYTES + UDP_BYTES + n_bytes;
  g_autofree guint8 *packet = g_malloc (n_total);

  memcpy (packet + TB_CAPTURE_IP_BYTES + UDP_BYTES, bytes, n_bytes);
  fill_udp (packet + TB_CAPTURE_IP_BYTES, flow, from, n_bytes);
  tb_capture_fill_ip (packet, flow, from, IP_PROTOCOL_UDP, n_total);
  tb_capture_sum (packet, n_total, UDP_CHECKSUM_AT);
  mend_checksum (packet + TB_CAPTURE_IP_BYTES);
  tb_pcapng_add_packet (capture->pcapng, unix_us, packet, n_total, comment);
}

/**
 * tb_capture_add_datagrams:
 * @capture: a capture
 * @transcript: a handshake of DTLS
 * @unix_us: when it began
 * @client_ip: the client's address, such as 0x0a000002
 * @client_port: its port
 * @server_ip: the other address
 * @server_port: its port; 5684 is where DTLS is looked for
 *
 * Adds the secrets and all datagrams, each at the time it left; those that were lost have a comment that says so.
 */
void
tb_capture_add_datagrams (TbCapture *capture, TbTranscript *transcript, gint64 unix_us, guint32 client_ip, guint16 client_port, guint32 server_ip,
                          guint16 server_port)
{
  TbCaptureFlow flow = { .ip = { client_ip, server_ip }, .port = { client_port, server_port } };

  tb_capture_add_secrets (capture, transcript);
  for (guint i = 0; i < tb_transcript_get_n_datagrams (transcript); i++)
    {
      const TbDatagram *datagram = tb_transcript_get_datagram (transcript, i);
      const TbFlight *flight = tb_transcript_get_flight (transcript, datagram->flight);
      gsize n_flight;
      const guint8 *bytes = tb_transcript_get_flight_wire (transcript, datagram->flight, &n_flight);

      add_datagram (capture, &flow, unix_us + flight->time_us, flight->from, bytes + datagram->wire_offset, datagram->wire_length, datagram->lost ? LOST : NULL);
    }
}
