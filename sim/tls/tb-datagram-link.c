/* tb-datagram-link: what OpenSSL takes for a UDP socket. Each write is a datagram, which is lost or arrives later; each read is one that has arrived. */
#include "tb-datagram-private.h"

#include <string.h>

#define UDP_OVERHEAD_BYTES 28
#define MILLION            1000000

static void
send_parcel (TbDatagrams *datagrams, gsize n_bytes)
{
  TbConversation *conversation = &datagrams->conversation;
  TbParcel parcel = {
    .to = !conversation->side, .arrives_us = datagrams->now_us + datagrams->channel.latency_us,
    .wire_offset = conversation->transcript->wire->len - n_bytes, .wire_length = n_bytes,
  };

  g_array_append_val (datagrams->parcels, parcel);
}

static int
link_write (BIO *bio, const char *bytes, int n_bytes)
{
  TbDatagrams *datagrams = BIO_get_data (bio);
  TbTranscript *transcript = datagrams->conversation.transcript;
  TbDatagram datagram = {
    .flight = transcript->flights->len,
    .lost = tb_stream_below (&datagrams->losses, MILLION) < datagrams->channel.loss_ppm,
    .wire_offset = transcript->wire->len - datagrams->conversation.turn_start,
    .wire_length = n_bytes,
  };

  g_byte_array_append (transcript->wire, (const guint8 *) bytes, n_bytes);
  g_array_append_val (transcript->datagrams, datagram);
  if (!datagram.lost)
    send_parcel (datagrams, (gsize) n_bytes);
  return n_bytes;
}

static int
link_read (BIO *bio, char *out, int n_bytes)
{
  TbDatagrams *datagrams = BIO_get_data (bio);
  gsize n = MIN ((gsize) n_bytes, datagrams->inbox.wire_length);

  BIO_clear_retry_flags (bio);
  if (n == 0 || datagrams->inbox.to != datagrams->conversation.side)
    {
      BIO_set_retry_read (bio);
      return -1;
    }
  memcpy (out, datagrams->conversation.transcript->wire->data + datagrams->inbox.wire_offset, n);
  datagrams->inbox.wire_length = 0;
  return (int) n;
}

static long
link_control (BIO *bio, int command, long number, void *pointer)
{
  TbDatagrams *datagrams = BIO_get_data (bio);

  switch (command)
    {
    case BIO_CTRL_FLUSH:
    case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT:
      return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
      return datagrams->channel.mtu;
    case BIO_CTRL_DGRAM_SET_MTU:
      return number;
    case BIO_CTRL_DGRAM_GET_MTU_OVERHEAD:
      return UDP_OVERHEAD_BYTES;
    default:
      return 0;
    }
}

static gpointer
make_link_method (gpointer unused)
{
  BIO_METHOD *method = BIO_meth_new (BIO_get_new_index () | BIO_TYPE_SOURCE_SINK, "lossy link");

  BIO_meth_set_write (method, link_write);
  BIO_meth_set_read (method, link_read);
  BIO_meth_set_ctrl (method, link_control);
  return method;
}

/* Returns: (transfer full) (nullable): what one side reads and writes */
BIO *
tb_datagram_link_new (TbDatagrams *datagrams)
{
  static GOnce once = G_ONCE_INIT;
  BIO *bio = BIO_new (g_once (&once, make_link_method, NULL));

  if (bio != NULL)
    {
      BIO_set_data (bio, datagrams);
      BIO_set_init (bio, 1);
    }
  return bio;
}

/* Returns: (transfer none) (nullable): what arrives next */
const TbParcel *
tb_datagram_link_next (TbDatagrams *datagrams)
{
  return datagrams->next_parcel < datagrams->parcels->len ? &g_array_index (datagrams->parcels, TbParcel, datagrams->next_parcel) : NULL;
}

/* Hands the next one to whom it is for. */
void
tb_datagram_link_arrive (TbDatagrams *datagrams)
{
  datagrams->inbox = *tb_datagram_link_next (datagrams);
  datagrams->next_parcel++;
}
