/* tb-dissect-extension-old: the extensions that are older than TLS 1.3; many are still in use there. One row of the table is one extension in some
 * messages. */
#include "tb-dissect-extension.h"

#define RFC(section) "RFC 9846 section " section
#define ROWS(rows) rows, G_N_ELEMENTS (rows)
#define PLAIN TB_NAMES_N

/* --- names --- */

static void
read_server_names (TbField *field, TbCursor *slice)
{
  static const TbFieldRow rows[] = {
    { "name_type", TB_SHAPE_NUMBER, 1, PLAIN, N_("0: a DNS host name, the only kind there is."), "RFC 6066 section 3" },
    { "host_name", TB_SHAPE_TEXT, 2, PLAIN, N_("The name the client wants to talk to, readable for everyone on the path."), "RFC 6066 section 3" },
  };
  const TbField *name;

  tb_field_read_repeatedly (field, slice, ROWS (rows));
  name = tb_field_find_child (field, "host_name");
  if (name != NULL)
    tb_field_set_same (field, name);
}

static void
read_protocol_names (TbField *field, TbCursor *slice)
{
  static const TbFieldRow row = { "protocol_name", TB_SHAPE_TEXT, 1, PLAIN, N_("An application protocol, such as mqtt."), "RFC 7301 section 3.1" };
  GString *all = g_string_new (NULL);

  tb_field_read_repeatedly (field, slice, &row, 1);
  for (guint i = 1; i < field->children->len; i++)
    g_string_append_printf (all, "%s%s", i > 1 ? ", " : "", ((TbField *) g_ptr_array_index (field->children, i))->value);
  tb_field_set_value (field, g_string_free (all, FALSE));
}

static const TbFieldRow server_name[] = {
  { "server_name_list", TB_SHAPE_INNER, 2, PLAIN, N_("The names asked for; in practice one."), "RFC 6066 section 3", .inner = read_server_names },
};
static const TbFieldRow protocols[] = {
  { "protocol_name_list", TB_SHAPE_INNER, 2, PLAIN, N_("The application protocols."), "RFC 7301 section 3.1", .inner = read_protocol_names },
};

/* --- status --- */

static const TbFieldRow status_question[] = {
  { "status_type", TB_SHAPE_NUMBER, 1, TB_NAMES_STATUS_TYPE, N_("In which form the answer is wanted; 1 is OCSP, the only one in use."), "RFC 6066 section 8" },
  { "responder_id_list", TB_SHAPE_VECTOR, 2, PLAIN, N_("Whose answers the client would believe; empty: anyone the authority allows."), "RFC 6066 section 8" },
  { "request_extensions", TB_SHAPE_VECTOR, 2, PLAIN, N_("Extensions of the OCSP request, such as a nonce; usually none."), "RFC 6066 section 8" },
};
static const TbFieldRow status_answer[] = {
  { "status_type", TB_SHAPE_NUMBER, 1, TB_NAMES_STATUS_TYPE, N_("In which form the answer is given."), "RFC 6066 section 8" },
  { "response", TB_SHAPE_INNER, 3, PLAIN, N_("What the authority said about this certificate, signed by it and not by the server."), "RFC 6066 section 8",
    .inner = tb_dissect_ocsp },
};

/* --- certificate transparency --- */

static void
read_timestamp (TbField *field, TbCursor *slice)
{
  static const TbFieldRow rows[] = {
    { "sct_version", TB_SHAPE_NUMBER, 1, PLAIN, N_("0 stands for version 1."), "RFC 6962 section 3.2" },
    { "log_id", TB_SHAPE_BYTES, 32, PLAIN, N_("Which log: the hash of its public key."), "RFC 6962 section 3.2" },
    { "timestamp", TB_SHAPE_NUMBER, 8, PLAIN, N_("When the log took the certificate in, in milliseconds since 1970."), "RFC 6962 section 3.2" },
    { "extensions", TB_SHAPE_VECTOR, 2, PLAIN, N_("Nothing so far."), "RFC 6962 section 3.2" },
    { "algorithm", TB_SHAPE_NUMBER, 2, TB_NAMES_SIGNATURE, N_("How the log signed."), "RFC 6962 section 3.2" },
    { "signature", TB_SHAPE_VECTOR, 2, PLAIN, N_("The log's promise to publish the certificate."), "RFC 6962 section 3.2" },
  };

  tb_field_read_rows (field, slice, ROWS (rows));
}

static void
read_timestamps (TbField *field, TbCursor *slice)
{
  static const TbFieldRow row = { "SignedCertificateTimestamp", TB_SHAPE_INNER, 2, PLAIN, N_("One log's word that it has the certificate."),
    "RFC 6962 section 3.2", .inner = read_timestamp };

  tb_field_read_repeatedly (field, slice, &row, 1);
}

static const TbFieldRow timestamps[] = {
  { "sct_list", TB_SHAPE_INNER, 2, PLAIN, N_("One for each public log."), "RFC 6962 section 3.3", .inner = read_timestamps },
};

/* --- lists and numbers --- */

static const TbFieldRow groups[] = {
  { "named_group_list", TB_SHAPE_LIST, 2, TB_NAMES_GROUP, N_("The groups in order of preference."), RFC ("4.3.7"), .item_size = 2 },
};
static const TbFieldRow point_formats[] = {
  { "ec_point_format_list", TB_SHAPE_LIST, 1, TB_NAMES_POINT_FORMAT, N_("How points may be written; TLS 1.3 knows only uncompressed ones."),
    "RFC 8422 section 5.1.2", .item_size = 1 },
};
static const TbFieldRow signatures[] = {
  { "supported_signature_algorithms", TB_SHAPE_LIST, 2, TB_NAMES_SIGNATURE, N_("The algorithms in order of preference."), RFC ("4.3.3"),
    .item_size = 2 },
};
static const TbFieldRow size_limit[] = {
  { "record_size_limit", TB_SHAPE_NUMBER, 2, PLAIN, N_("The longest record the sender can take; small devices lower it."), "RFC 8449 section 4" },
};
static const TbFieldRow max_fragment[] = {
  { "max_fragment_length", TB_SHAPE_NUMBER, 1, TB_NAMES_FRAGMENT_LENGTH, N_("1 to 4 stand for 512, 1024, 2048 and 4096 bytes."), "RFC 6066 section 4" },
};
static const TbFieldRow certificate_kinds[] = {
  { "certificate_types", TB_SHAPE_LIST, 1, TB_NAMES_CERTIFICATE_TYPE, N_("What would do, the favourite first."), "RFC 7250 section 3", .item_size = 1 },
};
static const TbFieldRow certificate_kind[] = {
  { "certificate_type", TB_SHAPE_NUMBER, 1, TB_NAMES_CERTIFICATE_TYPE, N_("What it will be."), "RFC 7250 section 3" },
};
static const TbFieldRow heartbeat[] = {
  { "mode", TB_SHAPE_NUMBER, 1, PLAIN, N_("1: the other side may ask whether this one is still there."), "RFC 6520 section 2" },
};
static const TbFieldRow connection_id[] = {
  { "cid", TB_SHAPE_VECTOR, 1, PLAIN, N_("Put into every record, so that a device may change its address."), "RFC 9146 section 3" },
};
static const TbFieldRow renegotiated[] = {
  { "renegotiated_connection", TB_SHAPE_VECTOR, 1, PLAIN, N_("Empty in a first handshake; in a later one on the same connection, proof of the earlier."),
    "RFC 5746 section 3.2" },
};
static const TbFieldRow login[] = {
  { "srp_I", TB_SHAPE_VECTOR, 1, PLAIN, N_("The user's name."), "RFC 5054 section 2.8.1" },
};

/* --- the table --- */

#define IN_HELLO_AND_CERTIFICATE (TB_IN_SERVER_HELLO | TB_IN_ENCRYPTED_EXTENSIONS | TB_IN_CERTIFICATE)

const TbExtensionFormat tb_extension_formats_old[] = {
  { 0, TB_IN_CLIENT_HELLO, ROWS (server_name),
    N_("Which host is meant, so that one address can serve many; an eavesdropper reads it too."), "RFC 6066 section 3" },
  { 0, TB_IN_ANY, NULL, 0, N_("An empty answer: the server used the name."), "RFC 6066 section 3" },
  { 1, TB_IN_ANY, ROWS (max_fragment), N_("An older way to ask for shorter records."), "RFC 6066 section 4" },
  { 4, TB_IN_ANY, NULL, 0, N_("Asks for shorter tags, which nobody should give."), "RFC 6066 section 7" },
  { 5, TB_IN_CLIENT_HELLO, ROWS (status_question), N_("Asks the server to staple fresh word that its certificate is not revoked."), RFC ("4.5.1.1") },
  { 5, TB_IN_CERTIFICATE, ROWS (status_answer), N_("A stapled OCSP response: the client need not ask the authority itself."), RFC ("4.5.1.1") },
  { 5, TB_IN_SERVER_HELLO, NULL, 0, N_("An empty answer: a CertificateStatus message will follow the certificate."), "RFC 6066 section 8" },
  { 5, TB_IN_ANY, NULL, 0, N_("Asks for, or carries, a stapled OCSP response: fresh word that the certificate is not revoked."), RFC ("4.5.1.1") },
  { 10, TB_IN_ANY, ROWS (groups), N_("The curves and groups the sender can agree on keys with."), RFC ("4.3.7") },
  { 11, TB_IN_ANY, ROWS (point_formats), N_("A leftover from TLS 1.2."), "RFC 8422 section 5.1.2" },
  { 12, TB_IN_ANY, ROWS (login), N_("A user who proves a password instead of showing a certificate."), "RFC 5054 section 2.8.1" },
  { 13, TB_IN_ANY, ROWS (signatures), N_("Which signatures the sender can check; the other side must sign with one of these."), RFC ("4.3.3") },
  { 15, TB_IN_ANY, ROWS (heartbeat), N_("Whether the two may ask each other for signs of life; a fault in that was called Heartbleed."), "RFC 6520 section 2" },
  { 16, TB_IN_ANY, ROWS (protocols), N_("Which application protocol is to run inside, agreed without an extra round trip."), "RFC 7301 section 3.1" },
  { 18, IN_HELLO_AND_CERTIFICATE, ROWS (timestamps), N_("Proof that the certificate is in public logs, where its owner would find a forged one."),
    "RFC 6962 section 3.3" },
  { 18, TB_IN_ANY, NULL, 0, N_("The client wants proof that the certificate is in public logs."), "RFC 6962 section 3.3" },
  { 19, TB_IN_CLIENT_HELLO, ROWS (certificate_kinds), N_("What the client could show instead of a certificate."), "RFC 7250 section 3" },
  { 19, TB_IN_ANY, ROWS (certificate_kind), N_("What the client is to show."), "RFC 7250 section 3" },
  { 20, TB_IN_CLIENT_HELLO, ROWS (certificate_kinds), N_("What the client takes instead of a certificate."), "RFC 7250 section 3" },
  { 20, TB_IN_ANY, ROWS (certificate_kind), N_("What the server shows."), "RFC 7250 section 3" },
  { 21, TB_IN_ANY, NULL, 0, N_("Zeros that hide how long the rest is."), "RFC 7685 section 3" },
  { 22, TB_IN_ANY, NULL, 0, N_("Concerns TLS 1.2 only: authenticate after encrypting."), "RFC 7366 section 2" },
  { 23, TB_IN_ANY, NULL, 0, N_("Concerns TLS 1.2 only: tie the session's secret to the whole handshake. TLS 1.3 always does."), "RFC 7627 section 5" },
  { 28, TB_IN_ANY, ROWS (size_limit), N_("How long a record may be."), "RFC 8449 section 4" },
  { 35, TB_IN_CLIENT_HELLO, NULL, 0, N_("Concerns TLS 1.2 only: the client can keep a ticket, or, when it is not empty, shows one to resume a session."),
    "RFC 5077 section 3.2" },
  { 35, TB_IN_ANY, NULL, 0, N_("Concerns TLS 1.2 only: the server will send a ticket."), "RFC 5077 section 3.2" },
  { 50, TB_IN_ANY, ROWS (signatures), N_("The same, for the signatures on certificates."), RFC ("4.3.3") },
  { 54, TB_IN_ANY, ROWS (connection_id), N_("DTLS: a name for the connection that survives a change of address."), "RFC 9146 section 3" },
  { 13172, TB_IN_ANY, NULL, 0, N_("A forerunner of application_layer_protocol_negotiation."), "draft-agl-tls-nextprotoneg" },
  { 17513, TB_IN_ANY, ROWS (protocols), N_("For which protocols a browser would exchange settings early."), "draft-vvv-tls-alps" },
  { 17613, TB_IN_ANY, ROWS (protocols), N_("For which protocols a browser would exchange settings early."), "draft-vvv-tls-alps" },
  { 0xff01, TB_IN_ANY, ROWS (renegotiated), N_("Concerns TLS 1.2 only: protects renegotiation, which TLS 1.3 does not have."), "RFC 5746 section 3.2" },
};
const guint tb_extension_formats_old_n = G_N_ELEMENTS (tb_extension_formats_old);
