/* tb-dissect-mqtt: the packets of MQTT 3.1.1 (OASIS standard of 29 October 2014), as an eavesdropper sees them without TLS.
 *
 * Every packet is a fixed header, then what its kind says. Which fields follow in CONNECT and PUBLISH depends on flags, so those two are code; the rest
 * is rows. */
#include "tb-dissect-private.h"

#define PLAIN TB_NAMES_N
#define MQTT(section) "MQTT 3.1.1 section " section
#define MAX_LENGTH_BYTES 4
#define RETURN_CODES 6

#define CONNECT   1
#define CONNACK   2
#define PUBLISH   3
#define SUBSCRIBE 8
#define SUBACK    9

#define CONNECT_USER_NAME   0x80
#define CONNECT_PASSWORD    0x40
#define CONNECT_WILL_RETAIN 0x20
#define CONNECT_WILL        0x04
#define CONNECT_WILL_QOS    0x18
#define CONNECT_CLEAN       0x02
#define CONNECT_RESERVED    0x01

static const TbFieldRow packet_identifier = { "packet_identifier", TB_SHAPE_NUMBER, 2, PLAIN,
  N_("Ties the answer to the packet it answers."), MQTT ("2.3.1") };

static const struct { const char *name; const char *note; const char *clause; } kinds[16] = {
  [CONNECT] = { "CONNECT", N_("The client introduces itself to the broker; without TLS, name and password are here for anyone to read."), MQTT ("3.1") },
  [CONNACK] = { "CONNACK", N_("The broker lets the client in, or says why not."), MQTT ("3.2") },
  [PUBLISH] = { "PUBLISH", N_("A message on a topic, on its way to all who subscribed to it."), MQTT ("3.3") },
  [4] = { "PUBACK", N_("The message has arrived at least once."), MQTT ("3.4") },
  [5] = { "PUBREC", N_("First half of the answer that makes a message arrive exactly once."), MQTT ("3.5") },
  [6] = { "PUBREL", N_("Allows the receiver to forget the identifier."), MQTT ("3.6") },
  [7] = { "PUBCOMP", N_("Last word on a message that arrives exactly once."), MQTT ("3.7") },
  [SUBSCRIBE] = { "SUBSCRIBE", N_("The client asks for all messages on these topics."), MQTT ("3.8") },
  [SUBACK] = { "SUBACK", N_("What the broker grants for each topic asked for."), MQTT ("3.9") },
  [10] = { "UNSUBSCRIBE", N_("The client wants no more of these topics."), MQTT ("3.10") },
  [11] = { "UNSUBACK", N_("The broker has taken the client off these topics."), MQTT ("3.11") },
  [12] = { "PINGREQ", N_("The client is still there."), MQTT ("3.12") },
  [13] = { "PINGRESP", N_("So is the broker."), MQTT ("3.13") },
  [14] = { "DISCONNECT", N_("The client leaves in good order, so its will is not published."), MQTT ("3.14") },
};

/* A field of some bits of one byte; @mask is without gaps. */
static void
add_bits (TbField *parent, gsize offset, guint byte, guint mask, const char *name, const char *note, const char *clause)
{
  guint value = (byte & mask) / (mask & -mask);

  tb_field_add (parent, name, offset, 1, g_strdup_printf ("%u", value), note, clause)->bits = mask;
}

static guint
read_connect_flags (TbField *packet, TbCursor *body)
{
  static const char *const clause = MQTT ("3.1.2.3");
  gsize offset = body->at;
  guint flags = tb_cursor_be (body, 1);
  TbField *field;

  if (body->broken)
    return 0;
  field = tb_field_add (packet, "connect_flags", offset, 1, g_strdup_printf ("0x%02x", flags),
                        N_("Which of the fields below are there, and how the session is to be kept."), clause);
  add_bits (field, offset, flags, CONNECT_USER_NAME, "user_name_flag", N_("A user name follows."), clause);
  add_bits (field, offset, flags, CONNECT_PASSWORD, "password_flag", N_("A password follows."), clause);
  add_bits (field, offset, flags, CONNECT_WILL_RETAIN, "will_retain", N_("The will is kept for later subscribers."), clause);
  add_bits (field, offset, flags, CONNECT_WILL_QOS, "will_qos", N_("How surely the will is delivered."), clause);
  add_bits (field, offset, flags, CONNECT_WILL, "will_flag", N_("A last message is left with the broker, in case the client vanishes."), clause);
  add_bits (field, offset, flags, CONNECT_CLEAN, "clean_session", N_("Nothing is remembered from an earlier session."), clause);
  add_bits (field, offset, flags, CONNECT_RESERVED, "reserved", N_("Always 0."), clause);
  return flags;
}

static void
read_connect (TbField *packet, TbCursor *body, guint fixed_flags)
{
  static const TbFieldRow head[] = {
    { "protocol_name", TB_SHAPE_TEXT, 2, PLAIN, N_("Always MQTT, so that a port scanner finds brokers easily."), MQTT ("3.1.2.1") },
    { "protocol_level", TB_SHAPE_NUMBER, 1, PLAIN, N_("4 means version 3.1.1."), MQTT ("3.1.2.2") },
  };
  static const TbFieldRow keep_alive = { "keep_alive", TB_SHAPE_NUMBER, 2, PLAIN,
    N_("After one and a half times so many silent seconds the broker gives the client up."), MQTT ("3.1.2.10") };
  static const struct { guint flag; TbFieldRow row; } payload[] = {
    { 0, { "client_identifier", TB_SHAPE_TEXT, 2, PLAIN,
           N_("The name the client claims; only a certificate proves it."), MQTT ("3.1.3.1") } },
    { CONNECT_WILL, { "will_topic", TB_SHAPE_TEXT, 2, PLAIN, N_("Where the last message goes."), MQTT ("3.1.3.2") } },
    { CONNECT_WILL, { "will_message", TB_SHAPE_TEXT, 2, PLAIN, N_("The last message."), MQTT ("3.1.3.3") } },
    { CONNECT_USER_NAME, { "user_name", TB_SHAPE_TEXT, 2, PLAIN, N_("Who wants in."), MQTT ("3.1.3.4") } },
    { CONNECT_PASSWORD, { "password", TB_SHAPE_TEXT, 2, PLAIN,
                          N_("Sent as it is: without TLS, everybody on the path knows it from now on."), MQTT ("3.1.3.5") } },
  };
  guint flags;

  tb_field_read_row (packet, body, &head[0]);
  tb_field_read_row (packet, body, &head[1]);
  flags = read_connect_flags (packet, body);
  tb_field_read_row (packet, body, &keep_alive);
  for (guint i = 0; i < G_N_ELEMENTS (payload) && !body->broken; i++)
    if ((flags & payload[i].flag) == payload[i].flag)
      tb_field_read_row (packet, body, &payload[i].row);
}

static void
read_connack (TbField *packet, TbCursor *body, guint fixed_flags)
{
  static const char *const codes[RETURN_CODES] = {
    "accepted", "unacceptable protocol version", "identifier rejected", "server unavailable", "bad user name or password", "not authorized",
  };
  static const TbFieldRow session = { "session_present", TB_SHAPE_NUMBER, 1, PLAIN, N_("1: the broker remembers this client."), MQTT ("3.2.2.2") };
  gsize offset;
  guint code;

  tb_field_read_row (packet, body, &session);
  offset = body->at;
  code = tb_cursor_be (body, 1);
  if (!body->broken)
    tb_field_add (packet, "return_code", offset, 1, g_strdup_printf ("%s (%u)", code < RETURN_CODES ? codes[code] : "reserved", code),
                  N_("0 lets the client in; 5 means that it is known and yet may not."), MQTT ("3.2.2.3"));
}

static void
read_publish (TbField *packet, TbCursor *body, guint fixed_flags)
{
  static const TbFieldRow topic = { "topic_name", TB_SHAPE_TEXT, 2, PLAIN,
    N_("What the message is about; topics alone already tell who lives how."), MQTT ("3.3.2.1") };
  gsize n_payload;

  tb_field_read_row (packet, body, &topic);
  if ((fixed_flags >> 1 & 3) != 0)
    tb_field_read_row (packet, body, &packet_identifier);
  n_payload = tb_cursor_left (body);
  if (!body->broken)
    {
      const guint8 *bytes = tb_cursor_take (body, n_payload);

      tb_field_add (packet, "payload", body->at - n_payload, n_payload, tb_field_text (bytes, n_payload),
                    N_("The message itself; MQTT does not care what it means."), MQTT ("3.3.3"));
    }
}

static void
read_identifier (TbField *packet, TbCursor *body, guint fixed_flags)
{
  tb_field_read_row (packet, body, &packet_identifier);
}

static void
read_subscribe (TbField *packet, TbCursor *body, guint fixed_flags)
{
  static const TbFieldRow rows[] = {
    { "topic_filter", TB_SHAPE_TEXT, 2, PLAIN, N_("Which topics; # stands for everything below."), MQTT ("3.8.3") },
    { "requested_qos", TB_SHAPE_NUMBER, 1, PLAIN, N_("How surely messages are to be delivered."), MQTT ("3.8.3") },
  };

  read_identifier (packet, body, fixed_flags);
  while (tb_cursor_left (body) > 0)
    for (guint i = 0; i < G_N_ELEMENTS (rows) && !body->broken; i++)
      tb_field_read_row (packet, body, &rows[i]);
}

static void
read_suback (TbField *packet, TbCursor *body, guint fixed_flags)
{
  static const TbFieldRow code = { "return_code", TB_SHAPE_NUMBER, 1, PLAIN, N_("The quality of service granted; 128 means no."), MQTT ("3.9.3") };

  read_identifier (packet, body, fixed_flags);
  while (tb_cursor_left (body) > 0)
    tb_field_read_row (packet, body, &code);
}

static void
read_opaque (TbField *packet, TbCursor *body, guint fixed_flags)
{
  static const TbFieldRow rest = { "body", TB_SHAPE_REST, 0, PLAIN };

  if (tb_cursor_left (body) > 0)
    tb_field_read_row (packet, body, &rest);
}

static void (*const readers[16]) (TbField *packet, TbCursor *body, guint fixed_flags) = {
  [CONNECT] = read_connect, [CONNACK] = read_connack, [PUBLISH] = read_publish,
  [4] = read_identifier, [5] = read_identifier, [6] = read_identifier, [7] = read_identifier,
  [SUBSCRIBE] = read_subscribe, [SUBACK] = read_suback, [10] = read_opaque, [11] = read_identifier,
};

/* Seven bits a byte, least significant first; the top bit says that another follows (section 2.2.3). */
static gsize
read_length (TbCursor *cursor)
{
  gsize length = 0;

  for (guint i = 0; i < MAX_LENGTH_BYTES; i++)
    {
      guint byte = tb_cursor_be (cursor, 1);

      length |= (gsize) (byte & 0x7f) << (7 * i);
      if ((byte & 0x80) == 0)
        return length;
    }
  cursor->broken = TRUE;
  return 0;
}

static void
add_header (TbField *packet, guint first, gsize offset, gsize n_length_bytes, gsize length)
{
  TbField *field = tb_field_add (packet, "fixed_header", offset, 1, g_strdup_printf ("0x%02x", first),
                                 N_("The kind of packet in the upper four bits, its flags in the lower."), MQTT ("2.2"));

  if (first >> 4 == PUBLISH)
    {
      add_bits (field, offset, first, 0xf0, "packet_type", N_("The kind of packet: 3 is PUBLISH."), MQTT ("2.2.1"));
      add_bits (field, offset, first, 0x08, "dup", N_("Sent before already."), MQTT ("3.3.1.1"));
      add_bits (field, offset, first, 0x06, "qos",
                N_("0: at most once; 1: at least once; 2: exactly once."), MQTT ("3.3.1.2"));
      add_bits (field, offset, first, 0x01, "retain", N_("The broker keeps it for later subscribers."), MQTT ("3.3.1.3"));
    }
  tb_field_add (packet, "remaining_length", offset + 1, n_length_bytes, g_strdup_printf ("%" G_GSIZE_FORMAT, length),
                N_("How many bytes of the packet follow."), MQTT ("2.2.3"));
}

static void
read_body (TbField *packet, TbCursor *body, guint first)
{
  if (readers[first >> 4] != NULL)
    readers[first >> 4] (packet, body, first & 0x0f);
  tb_field_finish (packet, body);
}

static void
read_packet (TbField *root, TbCursor *cursor)
{
  gsize offset = cursor->at;
  guint first = tb_cursor_be (cursor, 1);
  gsize length = read_length (cursor);
  gsize n_length_bytes = cursor->at - offset - 1;
  TbCursor body = tb_cursor_slice (cursor, length);
  const char *name = kinds[first >> 4].name;
  TbField *packet;

  if (cursor->broken)
    {
      cursor->at = offset;
      return;
    }
  packet = tb_field_add (root, name != NULL ? name : "reserved", offset, body.end - offset, NULL,
                         kinds[first >> 4].note, kinds[first >> 4].clause);
  add_header (packet, first, offset, n_length_bytes, length);
  read_body (packet, &body, first);
}

/**
 * tb_dissect_mqtt:
 * @bytes: (array length=n_bytes): one or more MQTT packets, one after the other
 * @n_bytes: how many bytes
 *
 * Takes MQTT 3.1.1 packets apart. What cannot be read is in a field called `malformed`.
 *
 * Returns: (transfer full): a field called `MQTT` with one child for each packet
 */
TbField *
tb_dissect_mqtt (const guint8 *bytes, gsize n_bytes)
{
  TbField *root = tb_field_new ("MQTT", 0, n_bytes, N_("What a device and its broker say to each other."), MQTT ("1"));
  TbCursor cursor;

  tb_cursor_init (&cursor, bytes, n_bytes);
  while (tb_cursor_left (&cursor) > 0)
    read_packet (root, &cursor);
  tb_field_finish (root, &cursor);
  return root;
}
