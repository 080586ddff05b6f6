/* tb-dissect-handshake13: the handshake messages of TLS 1.3 as tables (RFC 9846 section 4). One row of `formats` is one message. */
#include "tb-dissect-handshake.h"

#include "tb-hello.h"

#define RFC(section) "RFC 9846 section " section
#define PLAIN TB_NAMES_N

#define CLIENT_HELLO         1
#define SERVER_HELLO         2
#define NEW_SESSION_TICKET   4
#define ENCRYPTED_EXTENSIONS 8
#define CERTIFICATE          11
#define CERTIFICATE_REQUEST  13

static void retry_extensions (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, TB_HELLO_RETRY_REQUEST); }
static void encrypted_extensions (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, ENCRYPTED_EXTENSIONS); }
static void request_extensions (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, CERTIFICATE_REQUEST); }
static void certificate_extensions (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, CERTIFICATE); }
static void ticket_extensions (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, NEW_SESSION_TICKET); }

static const TbFieldRow certificate_entry[] = {
  { "cert_data", TB_SHAPE_INNER, 3, PLAIN,
    N_("One X.509 certificate in DER, exactly as its issuer signed it."), RFC ("4.5.1"), .inner = tb_inner_certificate },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("Things said about this certificate alone, such as a stapled OCSP response; usually empty."), RFC ("4.5.1.1"),
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
                            RFC ("4.5.1"));
      slice->at = before.end;
      tb_field_read_rows (entry, &before, certificate_entry, G_N_ELEMENTS (certificate_entry));
      n_entries++;
    }
  tb_field_set_count (field, n_entries);
}

static const TbFieldRow client_hello[] = {
  { "legacy_version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION,
    N_("Always says TLS 1.2 so that old servers do not stumble; the true offer is in supported_versions."), RFC ("4.2.2") },
  TB_ROW_RANDOM_OF_CLIENT,
  { "legacy_session_id", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("Has no function in TLS 1.3; a random value makes the handshake look like TLS 1.2 to boxes on the path."), RFC ("4.2.2") },
  TB_ROW_CIPHER_SUITES,
  { "legacy_compression_methods", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("One zero byte: compression is gone from TLS because it leaked secrets through the length."), RFC ("4.2.2") },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("Everything else the client wants or can do; in TLS 1.3 most of the negotiation happens here."), RFC ("4.3"),
    .inner = tb_inner_client_hello },
};

static const TbFieldRow server_hello[] = {
  { "legacy_version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION,
    N_("Always says TLS 1.2; the version that was chosen is in supported_versions."), RFC ("4.2.3") },
  { "random", TB_SHAPE_BYTES, 32, PLAIN,
    N_("32 fresh random bytes of the server; a fixed value here would mean a request to try again."), RFC ("4.2.3") },
  { "legacy_session_id_echo", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("The client's session id sent back unchanged."), RFC ("4.2.3") },
  TB_ROW_CIPHER_SUITE,
  { "legacy_compression_method", TB_SHAPE_NUMBER, 1, PLAIN,
    N_("Always 0: no compression."), RFC ("4.2.3") },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("Only what is needed to agree on keys; all other answers come encrypted."), RFC ("4.3"), .inner = tb_inner_server_hello },
};

static const TbFieldRow hello_retry_request[] = {
  { "legacy_version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION,
    N_("Always says TLS 1.2; the version that was chosen is in supported_versions."), RFC ("4.2.3") },
  { "random", TB_SHAPE_BYTES, 32, PLAIN,
    N_("Not random: the SHA-256 of the words HelloRetryRequest, which is all that tells this message from a ServerHello."), RFC ("4.2.4") },
  { "legacy_session_id_echo", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("The client's session id sent back unchanged."), RFC ("4.2.3") },
  TB_ROW_CIPHER_SUITE,
  { "legacy_compression_method", TB_SHAPE_NUMBER, 1, PLAIN,
    N_("Always 0: no compression."), RFC ("4.2.3") },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("What the client is to do differently: another group, or a cookie to bring back."), RFC ("4.2.4"), .inner = retry_extensions },
};

static const TbFieldRow compressed_certificate[] = {
  { "algorithm", TB_SHAPE_NUMBER, 2, TB_NAMES_COMPRESSION, N_("How it was made shorter."), "RFC 8879 section 4" },
  { "uncompressed_length", TB_SHAPE_NUMBER, 3, PLAIN, N_("How long the Certificate message really is."), "RFC 8879 section 4" },
  { "compressed_certificate_message", TB_SHAPE_VECTOR, 3, PLAIN, N_("The Certificate message, compressed."), "RFC 8879 section 4" },
};

static const TbFieldRow new_session_ticket[] = {
  { "ticket_lifetime", TB_SHAPE_NUMBER, 4, PLAIN, N_("For how many seconds the ticket may be used."), RFC ("4.7.1") },
  { "ticket_age_add", TB_SHAPE_NUMBER, 4, PLAIN, N_("Added to the ticket's age so that sessions cannot be linked by it."), RFC ("4.7.1") },
  { "ticket_nonce", TB_SHAPE_VECTOR, 1, PLAIN, N_("Makes the key of every ticket a different one."), RFC ("4.7.1") },
  { "ticket", TB_SHAPE_VECTOR, 2, PLAIN, N_("What the client shows later to resume; only the server can read it."), RFC ("4.7.1") },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN, N_("What the ticket allows besides, such as early data."), RFC ("4.7.1"), .inner = ticket_extensions },
};

static const TbFieldRow encrypted_extensions_body[] = {
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("The server's answers that are not needed for the keys; the first message nobody on the path can read."), RFC ("4.4.1"),
    .inner = encrypted_extensions },
};

static const TbFieldRow certificate[] = {
  { "certificate_request_context", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("Names the request that this answers; empty during the handshake."), RFC ("4.5.1") },
  { "certificate_list", TB_SHAPE_INNER, 3, PLAIN,
    N_("The sender's certificate and those needed to reach a trust anchor; a client with none sends an empty list."), RFC ("4.5.1"),
    .inner = certificate_list },
};

static const TbFieldRow certificate_request[] = {
  { "certificate_request_context", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("Empty during the handshake; used when a certificate is asked for later."), RFC ("4.4.2") },
  { "extensions", TB_SHAPE_INNER, 2, PLAIN,
    N_("Which certificates would do: above all, which signature algorithms the server can check."), RFC ("4.4.2"),
    .inner = request_extensions },
};

static const TbFieldRow certificate_verify[] = { TB_ROW_SIGNATURE_ALGORITHM, TB_ROW_SIGNATURE };

static const TbFieldRow finished[] = { TB_ROW_VERIFY_DATA (0) };

static const TbFieldRow key_update[] = {
  { "request_update", TB_SHAPE_NUMBER, 1, PLAIN, N_("1 asks the other side to change its key as well."), RFC ("4.7.3") },
};

#define BODY(rows) rows, G_N_ELEMENTS (rows)
static const TbMessageFormat formats[] = {
  { CLIENT_HELLO, NULL, BODY (client_hello),
    N_("The client opens: what it can do, and its half of the key agreement."), RFC ("4.2.2") },
  { SERVER_HELLO, NULL, BODY (server_hello),
    N_("The server chooses and adds its half of the key agreement; from here on everything is encrypted."), RFC ("4.2.3") },
  { NEW_SESSION_TICKET, NULL, BODY (new_session_ticket),
    N_("A ticket with which the client can come back without certificates."), RFC ("4.7.1") },
  { ENCRYPTED_EXTENSIONS, NULL, BODY (encrypted_extensions_body),
    N_("The rest of the server's answers, already encrypted."), RFC ("4.4.1") },
  { CERTIFICATE, NULL, BODY (certificate),
    N_("Who the sender claims to be, and who vouches for it."), RFC ("4.5.1") },
  { CERTIFICATE_REQUEST, NULL, BODY (certificate_request),
    N_("The server demands that the client, too, proves who it is: this makes it mutual TLS."), RFC ("4.4.2") },
  { 15, NULL, BODY (certificate_verify),
    N_("The proof that the sender holds the private key of its certificate."), RFC ("4.5.2") },
  { 20, NULL, BODY (finished),
    N_("The seal under the handshake: both sides saw the same messages and know the same keys."), RFC ("4.5.3") },
  { 24, NULL, BODY (key_update),
    N_("From the next record on the sender uses a new key."), RFC ("4.7.3") },
  { 5, NULL, NULL, 0,
    N_("The client has no more early data; from here on it uses the keys of the handshake."), RFC ("4.6") },
  { 25, NULL, BODY (compressed_certificate),
    N_("A Certificate message that was compressed to save bytes."), "RFC 8879 section 4" },
  { TB_HELLO_RETRY_REQUEST, "HelloRetryRequest", BODY (hello_retry_request),
    N_("The server cannot go on with the client's key share, or wants to see it come back: try again. It costs a whole round trip."), RFC ("4.2.4") },
};

/**
 * tb_format_find_13:
 * @type: handshake type, or %TB_HELLO_RETRY_REQUEST
 *
 * Returns: (nullable): how TLS 1.3 lays that message out
 */
const TbMessageFormat *
tb_format_find_13 (guint type)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].type == type)
      return &formats[i];
  return NULL;
}
