/* tb-dissect-handshake: the handshake messages of TLS 1.3 as tables (RFC 9846 section 4). One row of `formats` is one message. */
#include "tb-dissect-private.h"

#include <string.h>

#define RFC(section) "RFC 9846 section " section
#define PLAIN TB_NAMES_N

#define CLIENT_HELLO         1
#define SERVER_HELLO         2
#define NEW_SESSION_TICKET   4
#define ENCRYPTED_EXTENSIONS 8
#define CERTIFICATE          11
#define CERTIFICATE_REQUEST  13

static void client_hello_extensions (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, CLIENT_HELLO); }
static void server_hello_extensions (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, SERVER_HELLO); }
static void encrypted_extensions (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, ENCRYPTED_EXTENSIONS); }
static void request_extensions (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, CERTIFICATE_REQUEST); }
static void certificate_extensions (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, CERTIFICATE); }
static void ticket_extensions (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, NEW_SESSION_TICKET); }

static void
certificate_data (TbField *field, TbCursor *slice)
{
  TbField *certificate = tb_dissect_certificate_at (slice);

  tb_field_set_value (field, g_strdup (certificate->value));
  field->children = g_steal_pointer (&certificate->children);
  tb_field_free (certificate);
}

static const TbFieldRow certificate_entry[] = {
  { "cert_data", TB_SHAPE_INNER, 3, PLAIN,
    N_("One X.509 certificate in DER, exactly as its issuer signed it."), RFC ("4.4.2"), .inner = certificate_data },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("Things said about this certificate alone, such as a stapled OCSP response; usually empty."), RFC ("4.4.2.1"),
    .inner = certificate_extensions },
};

static void
certificate_list (TbField *field, TbCursor *slice)
{
  guint n_entries = 0;

  while (tb_cursor_left (slice) > 0)
    {
      TbCursor before = *slice;
      TbCursor probe = *slice;
      TbField *entry;

      tb_cursor_take (&probe, tb_cursor_be (&probe, 3));
      tb_cursor_take (&probe, tb_cursor_be (&probe, 2));
      before.end = probe.broken ? slice->end : probe.at;
      entry = tb_field_add (field, "CertificateEntry", before.at, before.end - before.at, NULL,
                            N_("One link of the chain: the first is the sender's own, each further one vouches for the one before it."),
                            RFC ("4.4.2"));
      slice->at = before.end;
      tb_field_read_rows (entry, &before, certificate_entry, G_N_ELEMENTS (certificate_entry));
      n_entries++;
    }
  tb_field_set_value (field, g_strdup_printf ("%u", n_entries));
}

static const TbFieldRow client_hello[] = {
  { "legacy_version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION,
    N_("Always says TLS 1.2 so that old servers do not stumble; the true offer is in supported_versions."), RFC ("4.1.2") },
  { "random", TB_SHAPE_BYTES, 32, PLAIN,
    N_("32 fresh random bytes of the client; they make every handshake different, so an old one cannot be replayed."), RFC ("4.1.2") },
  { "legacy_session_id", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("Has no function in TLS 1.3; a random value makes the handshake look like TLS 1.2 to boxes on the path."), RFC ("4.1.2") },
  { "cipher_suites", TB_SHAPE_LIST, 2, TB_NAMES_CIPHER,
    N_("The record ciphers with their hash functions that the client can use, its favourite first."), RFC ("4.1.2"), .item_size = 2 },
  { "legacy_compression_methods", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("One zero byte: compression is gone from TLS because it leaked secrets through the length."), RFC ("4.1.2") },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("Everything else the client wants or can do; in TLS 1.3 most of the negotiation happens here."), RFC ("4.2"),
    .inner = client_hello_extensions },
};

static const TbFieldRow server_hello[] = {
  { "legacy_version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION,
    N_("Always says TLS 1.2; the version that was chosen is in supported_versions."), RFC ("4.1.3") },
  { "random", TB_SHAPE_BYTES, 32, PLAIN,
    N_("32 fresh random bytes of the server; a fixed value here would mean a request to try again."), RFC ("4.1.3") },
  { "legacy_session_id_echo", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("The client's session id sent back unchanged."), RFC ("4.1.3") },
  { "cipher_suite", TB_SHAPE_NUMBER, 2, TB_NAMES_CIPHER,
    N_("The cipher the server chose from the client's list."), RFC ("4.1.3") },
  { "legacy_compression_method", TB_SHAPE_NUMBER, 1, PLAIN,
    N_("Always 0: no compression."), RFC ("4.1.3") },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("Only what is needed to agree on keys; all other answers come encrypted."), RFC ("4.2"), .inner = server_hello_extensions },
};

static const TbFieldRow new_session_ticket[] = {
  { "ticket_lifetime", TB_SHAPE_NUMBER, 4, PLAIN, N_("For how many seconds the ticket may be used."), RFC ("4.6.1") },
  { "ticket_age_add", TB_SHAPE_NUMBER, 4, PLAIN, N_("Added to the ticket's age so that sessions cannot be linked by it."), RFC ("4.6.1") },
  { "ticket_nonce", TB_SHAPE_VECTOR, 1, PLAIN, N_("Makes the key of every ticket a different one."), RFC ("4.6.1") },
  { "ticket", TB_SHAPE_VECTOR, 2, PLAIN, N_("What the client shows later to resume; only the server can read it."), RFC ("4.6.1") },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN, N_("What the ticket allows besides, such as early data."), RFC ("4.6.1"), .inner = ticket_extensions },
};

static const TbFieldRow encrypted_extensions_body[] = {
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("The server's answers that are not needed for the keys; the first message nobody on the path can read."), RFC ("4.3.1"),
    .inner = encrypted_extensions },
};

static const TbFieldRow certificate[] = {
  { "certificate_request_context", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("Names the request that this answers; empty during the handshake."), RFC ("4.4.2") },
  { "certificate_list", TB_SHAPE_INNER, 3, PLAIN,
    N_("The sender's certificate and those needed to reach a trust anchor; a client with none sends an empty list."), RFC ("4.4.2"),
    .inner = certificate_list },
};

static const TbFieldRow certificate_request[] = {
  { "certificate_request_context", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("Empty during the handshake; used when a certificate is asked for later."), RFC ("4.3.2") },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("Which certificates would do: above all, which signature algorithms the server can check."), RFC ("4.3.2"),
    .inner = request_extensions },
};

static const TbFieldRow certificate_verify[] = {
  { "algorithm", TB_SHAPE_NUMBER, 2, TB_NAMES_SIGNATURE,
    N_("How the signature was made; it must be one the other side offered."), RFC ("4.4.3") },
  { "signature", TB_SHAPE_VECTOR, 2, PLAIN,
    N_("Signed with the private key that belongs to the certificate, over everything said so far: a certificate can be copied, this cannot."),
    RFC ("4.4.3") },
};

static const TbFieldRow finished[] = {
  { "verify_data", TB_SHAPE_REST, 0, PLAIN,
    N_("A keyed hash over the whole handshake; if anyone changed a single bit on the way, the two sides notice here."), RFC ("4.4.4") },
};

static const TbFieldRow key_update[] = {
  { "request_update", TB_SHAPE_NUMBER, 1, PLAIN, N_("1 asks the other side to change its key as well."), RFC ("4.6.3") },
};

#define BODY(rows) rows, G_N_ELEMENTS (rows)
static const struct
{
  guint8 type;
  const TbFieldRow *rows;
  guint n_rows;
  const char *note;
  const char *clause;
} formats[] = {
  { CLIENT_HELLO, BODY (client_hello),
    N_("The client opens: what it can do, and its half of the key agreement."), RFC ("4.1.2") },
  { SERVER_HELLO, BODY (server_hello),
    N_("The server chooses and adds its half of the key agreement; from here on everything is encrypted."), RFC ("4.1.3") },
  { NEW_SESSION_TICKET, BODY (new_session_ticket),
    N_("A ticket with which the client can come back without certificates."), RFC ("4.6.1") },
  { ENCRYPTED_EXTENSIONS, BODY (encrypted_extensions_body),
    N_("The rest of the server's answers, already encrypted."), RFC ("4.3.1") },
  { CERTIFICATE, BODY (certificate),
    N_("Who the sender claims to be, and who vouches for it."), RFC ("4.4.2") },
  { CERTIFICATE_REQUEST, BODY (certificate_request),
    N_("The server demands that the client, too, proves who it is: this makes it mutual TLS."), RFC ("4.3.2") },
  { 15, BODY (certificate_verify),
    N_("The proof that the sender holds the private key of its certificate."), RFC ("4.4.3") },
  { 20, BODY (finished),
    N_("The seal under the handshake: both sides saw the same messages and know the same keys."), RFC ("4.4.4") },
  { 24, BODY (key_update),
    N_("From the next record on the sender uses a new key."), RFC ("4.6.3") },
};

static void
read_body (TbField *root, TbCursor *body, guint8 type)
{
  static const TbFieldRow unknown = { "body", TB_SHAPE_REST, 0, PLAIN };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].type == type)
      {
        root->note = formats[i].note;
        root->clause = formats[i].clause;
        tb_field_read_rows (root, body, formats[i].rows, formats[i].n_rows);
        return;
      }
  tb_field_read_row (root, body, &unknown);
}

/**
 * tb_dissect_handshake:
 * @bytes: (array length=n_bytes): a handshake message of TLS 1.3 with its header of four bytes
 * @n_bytes: its length
 *
 * Takes a handshake message apart. What cannot be read is in a field called `malformed`.
 *
 * Returns: (transfer full): its fields
 */
TbField *
tb_dissect_handshake (const guint8 *bytes, gsize n_bytes)
{
  static const TbFieldRow header[] = {
    { "msg_type", TB_SHAPE_NUMBER, 1, TB_NAMES_HANDSHAKE, N_("Which message this is."), RFC ("4") },
    { "length", TB_SHAPE_NUMBER, 3, PLAIN, N_("How many bytes of the message follow."), RFC ("4") },
  };
  const char *name = n_bytes > 0 ? tb_names_find (TB_NAMES_HANDSHAKE, bytes[0]) : NULL;
  TbField *root = tb_field_new (name != NULL ? name : "Handshake", 0, n_bytes, NULL, NULL, RFC ("4"));
  TbCursor cursor, body;

  tb_cursor_init (&cursor, bytes, n_bytes);
  tb_field_read_row (root, &cursor, &header[0]);
  tb_field_read_row (root, &cursor, &header[1]);
  if (!cursor.broken)
    {
      body = tb_cursor_slice (&cursor, (gsize) bytes[1] << 16 | bytes[2] << 8 | bytes[3]);
      read_body (root, &body, bytes[0]);
      cursor.at = body.end;
    }
  tb_field_finish (root, &cursor);
  return root;
}
