/* tb-capture: see the header. Makes IPv4 and TCP around what was said (RFC 791, RFC 9293): a connection counts its sequence numbers on both sides,
 * long sends are cut into segments, and every send is acknowledged at once. Losses and delays are the link's business, not shown here. */
#include "tb-capture-private.h"

#include <string.h>

#define MSS_BYTES      1448
#define WINDOW         65535
#define WINDOW_SHIFT   7
#define TCP_BYTES      20
#define TCP_CHECKSUM_AT 16
#define IP_PROTOCOL_TCP 6
#define TTL            64
#define FLAG_FIN       0x01
#define FLAG_SYN       0x02
#define FLAG_PSH       0x08
#define FLAG_ACK       0x10

typedef TbCaptureFlow Connection;

typedef struct
{
  guint8 flags;
  const guint8 *options;
  gsize n_options;
  const guint8 *bytes;
  gsize n_bytes;
} Segment;

static const guint8 syn_options[] = {
  2, 4, MSS_BYTES >> 8, MSS_BYTES & 0xff,       /* maximum segment size */
  1, 3, 3, WINDOW_SHIFT,                        /* padding, window scale */
};

static void
put_be16 (guint8 *at, guint value)
{
  tb_capture_put_be16 (at, value);
}

static void
put_be32 (guint8 *at, guint32 value)
{
  put_be16 (at, value >> 16);
  put_be16 (at + 2, value & 0xffff);
}

static guint32
sum_words (guint32 sum, const guint8 *bytes, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    sum += i % 2 == 0 ? (guint32) bytes[i] << 8 : bytes[i];
  return sum;
}

/* The ones' complement sum of RFC 1071. A segment is short enough for 32 bits not to overflow. */
static guint16
fold_sum (guint32 sum)
{
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

/* Fills in the header of a packet of @n_total bytes. */
void
tb_capture_fill_ip (guint8 *ip, TbCaptureFlow *connection, TbSide from, guint8 protocol, gsize n_total)
{
  memset (ip, 0, TB_CAPTURE_IP_BYTES);
  ip[0] = 0x45;
  put_be16 (ip + 2, n_total);
  put_be16 (ip + 4, connection->identification[from]++);
  put_be16 (ip + 6, 0x4000);                    /* do not fragment */
  ip[8] = TTL;
  ip[9] = protocol;
  put_be32 (ip + 12, connection->ip[from]);
  put_be32 (ip + 16, connection->ip[!from]);
  put_be16 (ip + 10, fold_sum (sum_words (0, ip, TB_CAPTURE_IP_BYTES)));
}

static void
fill_tcp (guint8 *tcp, const Connection *connection, TbSide from, const Segment *segment)
{
  gboolean acknowledges = segment->flags & FLAG_ACK;

  memset (tcp, 0, TCP_BYTES);
  put_be16 (tcp, connection->port[from]);
  put_be16 (tcp + 2, connection->port[!from]);
  put_be32 (tcp + 4, connection->next[from]);
  put_be32 (tcp + 8, acknowledges ? connection->next[!from] : 0);
  tcp[12] = (TCP_BYTES + segment->n_options) / 4 << 4;
  tcp[13] = segment->flags;
  put_be16 (tcp + 14, WINDOW);
}

/* The checksum of what is in a packet covers a pseudo-header too: both addresses, the protocol, the length. */
void
tb_capture_sum (guint8 *packet, gsize n_total, gsize checksum_at)
{
  gsize n_bytes = n_total - TB_CAPTURE_IP_BYTES;
  guint32 sum = sum_words (packet[9] + n_bytes, packet + 12, 8);

  put_be16 (packet + TB_CAPTURE_IP_BYTES + checksum_at, fold_sum (sum_words (sum, packet + TB_CAPTURE_IP_BYTES, n_bytes)));
}

static void
append (guint8 *packet, gsize *at, const guint8 *bytes, gsize n_bytes)
{
  if (n_bytes > 0)
    memcpy (packet + *at, bytes, n_bytes);
  *at += n_bytes;
}

static void
emit (TbCapture *capture, Connection *connection, gint64 unix_us, TbSide from, const Segment *segment)
{
  guint8 packet[TB_CAPTURE_IP_BYTES + TCP_BYTES + sizeof syn_options + MSS_BYTES];
  gsize n_total = TB_CAPTURE_IP_BYTES + TCP_BYTES;

  fill_tcp (packet + TB_CAPTURE_IP_BYTES, connection, from, segment);
  append (packet, &n_total, segment->options, segment->n_options);
  append (packet, &n_total, segment->bytes, segment->n_bytes);
  tb_capture_fill_ip (packet, connection, from, IP_PROTOCOL_TCP, n_total);
  tb_capture_sum (packet, n_total, TCP_CHECKSUM_AT);
  tb_pcapng_add_packet (capture->pcapng, unix_us, packet, n_total, NULL);
  connection->next[from] += segment->n_bytes + ((segment->flags & (FLAG_SYN | FLAG_FIN)) != 0);
}

/**
 * tb_capture_new:
 * @path: where the file is to be
 * @comment: (nullable): what was captured, for the file's header
 * @error: (out): a #GIOErrorEnum, a sentence with @path, when nothing can be written there
 *
 * Begins a capture. Nothing is seen at @path before [func@capture_close].
 *
 * Returns: (transfer full) (nullable): the capture
 */
TbCapture *
tb_capture_new (const char *path, const char *comment, GError **error)
{
  TbPcapng *pcapng = tb_pcapng_new (path, comment, error);
  TbCapture *capture;

  if (pcapng == NULL)
    return NULL;
  capture = g_new0 (TbCapture, 1);
  capture->pcapng = pcapng;
  capture->connections = g_array_new (FALSE, TRUE, sizeof (Connection));
  return capture;
}

/**
 * tb_capture_abandon:
 * @capture: (transfer full): a capture
 *
 * Throws it away; nothing is left behind.
 */
void
tb_capture_abandon (TbCapture *capture)
{
  g_clear_pointer (&capture->pcapng, tb_pcapng_abandon);
  g_array_unref (capture->connections);
  g_free (capture);
}

/**
 * tb_capture_close:
 * @capture: (transfer full): a capture
 * @error: (out): a #GIOErrorEnum, a sentence with the path, when any of it could not be written
 *
 * Puts the file in its place.
 *
 * Returns: whether the whole file is there
 */
gboolean
tb_capture_close (TbCapture *capture, GError **error)
{
  gboolean whole = tb_pcapng_close (g_steal_pointer (&capture->pcapng), error);

  tb_capture_abandon (capture);
  return whole;
}

/**
 * tb_capture_open_tcp:
 * @capture: a capture
 * @unix_us: when
 * @client_ip: address of the side that opens it, such as 0x0a000001
 * @client_port: its port
 * @server_ip: the other address
 * @server_port: its port
 *
 * Opens a TCP connection with its three-way handshake.
 *
 * Returns: its number, for the calls that follow
 */
guint
tb_capture_open_tcp (TbCapture *capture, gint64 unix_us, guint32 client_ip, guint16 client_port, guint32 server_ip, guint16 server_port)
{
  const Segment syn = { .flags = FLAG_SYN, .options = syn_options, .n_options = sizeof syn_options };
  const Segment syn_ack = { .flags = FLAG_SYN | FLAG_ACK, .options = syn_options, .n_options = sizeof syn_options };
  const Segment ack = { .flags = FLAG_ACK };
  Connection connection = { .ip = { client_ip, server_ip }, .port = { client_port, server_port } };

  connection.next[TB_SIDE_CLIENT] = client_ip * 2654435761u + client_port;
  connection.next[TB_SIDE_SERVER] = server_ip * 2654435761u + client_port * 40503u;
  emit (capture, &connection, unix_us, TB_SIDE_CLIENT, &syn);
  emit (capture, &connection, unix_us, TB_SIDE_SERVER, &syn_ack);
  emit (capture, &connection, unix_us, TB_SIDE_CLIENT, &ack);
  g_array_append_val (capture->connections, connection);
  return capture->connections->len - 1;
}

/**
 * tb_capture_send:
 * @capture: a capture
 * @connection: number of an open connection
 * @unix_us: when
 * @from: who sends
 * @bytes: (array length=n_bytes): what TCP carries
 * @n_bytes: how many
 *
 * Adds the segments that carry @bytes, and the acknowledgement of the other side.
 */
void
tb_capture_send (TbCapture *capture, guint connection, gint64 unix_us, TbSide from, const guint8 *bytes, gsize n_bytes)
{
  const Segment ack = { .flags = FLAG_ACK };
  Connection *open;

  g_return_if_fail (connection < capture->connections->len);
  open = &g_array_index (capture->connections, Connection, connection);
  for (gsize at = 0; at < n_bytes; at += MSS_BYTES)
    {
      Segment segment = { .flags = FLAG_ACK, .bytes = bytes + at, .n_bytes = MIN ((gsize) MSS_BYTES, n_bytes - at) };

      segment.flags |= at + segment.n_bytes == n_bytes ? FLAG_PSH : 0;
      emit (capture, open, unix_us, from, &segment);
    }
  if (n_bytes > 0)
    emit (capture, open, unix_us, !from, &ack);
}

/**
 * tb_capture_close_tcp:
 * @capture: a capture
 * @connection: number of an open connection
 * @unix_us: when
 * @from: who closes first
 *
 * Ends a connection in order: both sides send FIN.
 */
void
tb_capture_close_tcp (TbCapture *capture, guint connection, gint64 unix_us, TbSide from)
{
  const Segment fin = { .flags = FLAG_FIN | FLAG_ACK };
  const Segment ack = { .flags = FLAG_ACK };
  Connection *open;

  g_return_if_fail (connection < capture->connections->len);
  open = &g_array_index (capture->connections, Connection, connection);
  emit (capture, open, unix_us, from, &fin);
  emit (capture, open, unix_us, !from, &fin);
  emit (capture, open, unix_us, from, &ack);
}

/**
 * tb_capture_add_secrets:
 * @capture: a capture
 * @transcript: a handshake
 *
 * Adds the secrets that open the packets of the session, which must come after them.
 */
void
tb_capture_add_secrets (TbCapture *capture, TbTranscript *transcript)
{
  g_autofree char *lines = tb_transcript_to_key_log (transcript);

  if (*lines != '\0')
    tb_pcapng_add_key_log (capture->pcapng, lines);
}
