/* tb-dissect-handshake12: the handshake messages of TLS 1.2 and DTLS 1.2 as tables (RFC 5246 section 7.4, RFC 8422, RFC 6066, RFC 6347).
 *
 * One row of `formats` is one message. What a key exchange message holds depends on the cipher suite that was chosen, so those have a row for each way. */
#include "tb-dissect-handshake.h"

#include <string.h>

#define RFC(section) "RFC 5246 section " section
#define PLAIN TB_NAMES_N

#define CLIENT_HELLO        1
#define SERVER_KEY_EXCHANGE 12
#define CLIENT_KEY_EXCHANGE 16

/* --- hellos --- */

#define ROW_CLIENT_VERSION { "client_version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION, \
  N_("The newest version the client speaks; a server that only knows older ones answers with its own newest."), RFC ("7.4.1.2") }
#define ROW_SESSION_ID { "session_id", TB_SHAPE_VECTOR, 1, PLAIN, \
  N_("Names a session to take up again, or only tells a server that took a ticket; empty in a first visit."), RFC ("7.4.1.2") }
#define ROW_COMPRESSION_METHODS { "compression_methods", TB_SHAPE_VECTOR, 1, PLAIN, \
  N_("One zero byte: compression is gone from TLS because it leaked secrets through the length."), RFC ("7.4.1.2") }
#define ROW_CLIENT_EXTENSIONS { "extensions", TB_SHAPE_INNER, 2, PLAIN, \
  N_("What came to TLS after its first design: names, curves, signatures, tickets, all readable on the path."), RFC ("7.4.1.4"), \
  .inner = tb_inner_client_hello, .optional = TRUE }

static const TbFieldRow client_hello[] = {
  ROW_CLIENT_VERSION, TB_ROW_RANDOM_OF_CLIENT, ROW_SESSION_ID, TB_ROW_CIPHER_SUITES, ROW_COMPRESSION_METHODS, ROW_CLIENT_EXTENSIONS,
};

static const TbFieldRow datagram_client_hello[] = {
  ROW_CLIENT_VERSION, TB_ROW_RANDOM_OF_CLIENT, ROW_SESSION_ID,
  { "cookie", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("What the server asked the client to send back: it shows that the client is where it says it is. Empty at the first try."),
    "RFC 6347 section 4.2.1" },
  TB_ROW_CIPHER_SUITES, ROW_COMPRESSION_METHODS, ROW_CLIENT_EXTENSIONS,
};

/* A server that could have done more says so in its last eight bytes, where only somebody who changed them could hide it. */
static void
read_server_random (TbField *field, TbCursor *cursor)
{
  static const TbFieldRow random = { "random", TB_SHAPE_BYTES, 32, PLAIN,
    N_("32 bytes of the server, fresh for each handshake. When they end in DOWNGRD and 01, the server could have done TLS 1.3: "
       "somebody on the path may have talked the two down."), RFC ("7.4.1.3") };
  static const TbFieldRow parts[] = {
    { "random_bytes", TB_SHAPE_BYTES, 24, PLAIN, N_("What is random of it."), RFC ("7.4.1.3") },
    { "downgrade", TB_SHAPE_BYTES, 8, PLAIN,
      N_("DOWNGRD and 01: the server can do TLS 1.3. A client that can, too, has been talked down by somebody on the path and must refuse."),
      "RFC 9846 section 4.2.3" },
  };
  TbCursor inside = *cursor;
  const guint8 *bytes;

  tb_field_read_row (field, cursor, &random);
  bytes = cursor->broken ? NULL : cursor->bytes + inside.at;
  inside.end = cursor->at;
  if (bytes != NULL && memcmp (bytes + 24, "DOWNGRD", 7) == 0)
    tb_field_read_rows (tb_field_find_child (field, "random"), &inside, parts, G_N_ELEMENTS (parts));
}

static const TbFieldRow server_hello[] = {
  { "server_version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION, N_("The version that is spoken from here on."), RFC ("7.4.1.3") },
  { "random", TB_SHAPE_HERE, 32, PLAIN, NULL, NULL, .inner = read_server_random },
  { "session_id", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("The client's own value sent back means that the old session is taken up; another names the new one; empty: it cannot be taken up by name."),
    RFC ("7.4.1.3") },
  TB_ROW_CIPHER_SUITE,
  { "compression_method", TB_SHAPE_NUMBER, 1, PLAIN, N_("Always 0: no compression."), RFC ("7.4.1.3") },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("The server's answers to the client's extensions, readable for everyone on the path."), RFC ("7.4.1.4"),
    .inner = tb_inner_server_hello, .optional = TRUE },
};

static const TbFieldRow hello_verify_request[] = {
  { "server_version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION, N_("Means nothing here; it says DTLS 1.0 so that all clients read on."),
    "RFC 6347 section 4.2.1" },
  { "cookie", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("Made from the client's address and a key of the server, so that the server need not remember anything of this client."), "RFC 6347 section 4.2.1" },
};

/* --- certificates --- */

static const TbFieldRow certificate_entry = { "certificate", TB_SHAPE_INNER, 3, PLAIN,
  N_("One link of the chain: the first is the sender's own, each further one vouches for the one before it."), RFC ("7.4.2"),
  .inner = tb_inner_certificate };

static void
certificate_list (TbField *field, TbCursor *slice)
{
  guint n_entries = 0;

  for (; tb_cursor_left (slice) > 0; n_entries++)
    tb_field_read_row (field, slice, &certificate_entry);
  tb_field_finish (field, slice);
  tb_field_set_count (field, n_entries);
}

static const TbFieldRow certificate[] = {
  { "certificate_list", TB_SHAPE_INNER, 3, PLAIN,
    N_("The sender's certificate and those needed to reach a trust anchor; a client with none sends an empty list."), RFC ("7.4.2"),
    .inner = certificate_list },
};

static const TbFieldRow certificate_status[] = {
  { "status_type", TB_SHAPE_NUMBER, 1, TB_NAMES_STATUS_TYPE, N_("In which form the answer is given."), "RFC 6066 section 8" },
  { "response", TB_SHAPE_INNER, 3, PLAIN, N_("What the authority said about this certificate, signed by it and not by the server."), "RFC 6066 section 8",
    .inner = tb_dissect_ocsp },
};

static const TbFieldRow certificate_request[] = {
  { "certificate_types", TB_SHAPE_LIST, 1, TB_NAMES_CLIENT_CERTIFICATE_TYPE, N_("Which kinds of keys the client may prove itself with."), RFC ("7.4.4"),
    .item_size = 1 },
  { "supported_signature_algorithms", TB_SHAPE_LIST, 2, TB_NAMES_SIGNATURE, N_("Which signatures the server can check."), RFC ("7.4.4"), .item_size = 2 },
  { "certificate_authorities", TB_SHAPE_INNER, 2, PLAIN,
    N_("Whose certificates would be accepted; empty: the client may try any."), RFC ("7.4.4"), .inner = tb_dissect_name_list },
};

static const TbFieldRow certificate_verify[] = { TB_ROW_SIGNATURE_ALGORITHM, TB_ROW_SIGNATURE };

/* --- key exchange --- */

#define ROW_KEY_SIGNATURE { "signature", TB_SHAPE_VECTOR, 2, PLAIN, \
  N_("Over both random numbers and the parameters above, with the key of the server's certificate: nobody else can have made them, nor for another handshake."), \
  "RFC 8422 section 5.4" }

static const TbFieldRow server_ecdhe[] = {
  { "curve_type", TB_SHAPE_NUMBER, 1, TB_NAMES_CURVE_TYPE, N_("A curve with a name; curves of one's own making are not allowed any more."),
    "RFC 8422 section 5.4" },
  { "named_curve", TB_SHAPE_NUMBER, 2, TB_NAMES_GROUP, N_("On which curve this half of the agreement was made."), "RFC 8422 section 5.4" },
  { "public", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("The public half of a key pair made for this handshake alone; its private half is thrown away afterwards."), "RFC 8422 section 5.4" },
  TB_ROW_SIGNATURE_ALGORITHM, ROW_KEY_SIGNATURE,
};

static const TbFieldRow server_dhe[] = {
  { "dh_p", TB_SHAPE_VECTOR, 2, PLAIN, N_("The prime to calculate with; the client cannot tell a good one from a bad one."), RFC ("7.4.3") },
  { "dh_g", TB_SHAPE_VECTOR, 2, PLAIN, N_("The number that is raised to secret powers."), RFC ("7.4.3") },
  { "dh_Ys", TB_SHAPE_VECTOR, 2, PLAIN,
    N_("The public half of a key pair made for this handshake alone; its private half is thrown away afterwards."), RFC ("7.4.3") },
  TB_ROW_SIGNATURE_ALGORITHM, ROW_KEY_SIGNATURE,
};

static const TbFieldRow client_ecdhe[] = {
  { "ecdh_Yc", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("The client's half of the key agreement; now both can compute the same secret, and nobody who only listens can."), "RFC 8422 section 5.7" },
};

static const TbFieldRow client_dhe[] = {
  { "dh_Yc", TB_SHAPE_VECTOR, 2, PLAIN,
    N_("The client's half of the key agreement; now both can compute the same secret, and nobody who only listens can."), RFC ("7.4.7.2") },
};

static const TbFieldRow client_rsa[] = {
  { "EncryptedPreMasterSecret", TB_SHAPE_VECTOR, 2, PLAIN,
    N_("The secret itself, made by the client alone and encrypted to the key in the server's certificate. "
       "Whoever records it and gets that key years later opens the whole session; deprecated by RFC 10015."), RFC ("7.4.7.1") },
};

/* --- the rest --- */

static const TbFieldRow new_session_ticket[] = {
  { "ticket_lifetime_hint", TB_SHAPE_NUMBER, 4, PLAIN, N_("For how many seconds it is worth keeping the ticket."), "RFC 5077 section 3.3" },
  { "ticket", TB_SHAPE_VECTOR, 2, PLAIN,
    N_("The session's master secret, sealed with a key only the server has: a leaked ticket key opens every session it sealed."), "RFC 5077 section 3.3" },
};

static const TbFieldRow finished[] = { TB_ROW_VERIFY_DATA (12) };

#define BODY(rows) rows, G_N_ELEMENTS (rows)
static const TbMessageFormat formats[] = {
  { 0, NULL, NULL, 0,
    N_("The server asks for a new handshake within this one; TLS 1.3 has done away with that."), RFC ("7.4.1.1") },
  { CLIENT_HELLO, NULL, BODY (client_hello),
    N_("The client opens: what it can do. In TLS 1.2 it has to wait for the server's choice before it can agree on a key."), RFC ("7.4.1.2") },
  { 2, NULL, BODY (server_hello),
    N_("The server chooses version and cipher. Nothing is secret yet, nor will the certificates be."), RFC ("7.4.1.3") },
  { 3, NULL, BODY (hello_verify_request),
    N_("Before it spends any work, the server wants to see that the client really receives at its address: anyone can forge a sender over UDP."),
    "RFC 6347 section 4.2.1" },
  { 4, NULL, BODY (new_session_ticket),
    N_("A ticket with which the client can come back without certificates."), "RFC 5077 section 3.3" },
  { 11, NULL, BODY (certificate),
    N_("Who the sender claims to be, and who vouches for it; in TLS 1.2 everyone on the path reads it."), RFC ("7.4.2") },
  { 13, NULL, BODY (certificate_request),
    N_("The server demands that the client, too, proves who it is: this makes it mutual TLS."), RFC ("7.4.4") },
  { 14, NULL, NULL, 0,
    N_("The server has said its part and waits."), RFC ("7.4.5") },
  { 15, NULL, BODY (certificate_verify),
    N_("The proof that the client holds the private key of its certificate."), RFC ("7.4.8") },
  { 20, NULL, BODY (finished),
    N_("The first message under the new keys: both sides saw the same messages and know the same secret."), RFC ("7.4.9") },
  { 22, NULL, BODY (certificate_status),
    N_("A stapled OCSP response: the client need not ask the authority itself."), "RFC 6066 section 8" },
};

static const TbMessageFormat datagram_hello = { CLIENT_HELLO, NULL, BODY (datagram_client_hello),
  N_("The client opens: what it can do. Over datagrams it does so twice: the second time with the server's cookie."), "RFC 6347 section 4.2.1" };

#define SERVER_KEYS N_("The server's half of the key agreement, signed: without it there would be no forward secrecy.")
#define CLIENT_KEYS N_("The client's half of the key agreement.")

/* By the beginning of the suite's name. */
static const struct { const char *suite; TbMessageFormat server, client; } exchanges[] = {
  { "TLS_ECDHE_", { SERVER_KEY_EXCHANGE, NULL, BODY (server_ecdhe), SERVER_KEYS, "RFC 8422 section 5.4" },
    { CLIENT_KEY_EXCHANGE, NULL, BODY (client_ecdhe), CLIENT_KEYS, "RFC 8422 section 5.7" } },
  { "TLS_RSA_", { SERVER_KEY_EXCHANGE, NULL, NULL, 0, N_("RSA key transport has no such message."), RFC ("7.4.3") },
    { CLIENT_KEY_EXCHANGE, NULL, BODY (client_rsa),
      N_("RSA key transport: the client makes the secret and sends it under the server's key. There is no agreement and no forward secrecy."), RFC ("7.4.7.1") } },
  { "TLS_DHE_", { SERVER_KEY_EXCHANGE, NULL, BODY (server_dhe), SERVER_KEYS, RFC ("7.4.3") },
    { CLIENT_KEY_EXCHANGE, NULL, BODY (client_dhe), CLIENT_KEYS, RFC ("7.4.7.2") } },
};

static const TbMessageFormat *
find_exchange (guint type, guint16 cipher)
{
  const char *suite = tb_names_find (TB_NAMES_CIPHER, cipher);

  for (guint i = 0; i < G_N_ELEMENTS (exchanges); i++)
    if (suite == NULL || g_str_has_prefix (suite, exchanges[i].suite))
      return type == SERVER_KEY_EXCHANGE ? &exchanges[i].server : &exchanges[i].client;
  return NULL;
}

/**
 * tb_format_find_12:
 * @type: handshake type
 * @datagram: whether it is DTLS
 * @cipher: the suite that was chosen; one that is not known is taken for ECDHE
 *
 * Returns: (nullable): how TLS 1.2 lays that message out
 */
const TbMessageFormat *
tb_format_find_12 (guint type, gboolean datagram, guint16 cipher)
{
  if (datagram && type == CLIENT_HELLO)
    return &datagram_hello;
  if (type == SERVER_KEY_EXCHANGE || type == CLIENT_KEY_EXCHANGE)
    return find_exchange (type, cipher);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].type == type)
      return &formats[i];
  return NULL;
}
