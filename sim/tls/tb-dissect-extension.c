/* tb-dissect-extension: what the extensions of TLS 1.3 messages contain. One row of `extensions` is one extension in one message. */
#include "tb-dissect-private.h"

#define RFC(section) "RFC 9846 section " section
#define PLAIN TB_NAMES_N

#define CLIENT_HELLO         (1u << 1)
#define SERVER_HELLO         (1u << 2)
#define NEW_SESSION_TICKET   (1u << 4)
#define ENCRYPTED_EXTENSIONS (1u << 8)
#define CERTIFICATE          (1u << 11)
#define CERTIFICATE_REQUEST  (1u << 13)
#define ANY                  G_MAXUINT32

static const TbFieldRow key_share_entry[] = {
  { "group", TB_SHAPE_NUMBER, 2, TB_NAMES_GROUP, N_("On which curve this half of the agreement was made."), RFC ("4.2.8") },
  { "key_exchange", TB_SHAPE_VECTOR, 2, PLAIN,
    N_("The public half of a key pair made for this handshake alone; its private half is thrown away afterwards."), RFC ("4.2.8") },
};

/* Reads entries one after the other until the content is used up or one breaks. */
static void
read_repeatedly (TbField *field, TbCursor *slice, const TbFieldRow *rows, guint n_rows)
{
  while (tb_cursor_left (slice) > 0)
    for (guint i = 0; i < n_rows && !slice->broken; i++)
      tb_field_read_row (field, slice, &rows[i]);
  tb_field_finish (field, slice);
}

static void
key_shares (TbField *field, TbCursor *slice)
{
  read_repeatedly (field, slice, key_share_entry, G_N_ELEMENTS (key_share_entry));
}

static void
server_names (TbField *field, TbCursor *slice)
{
  static const TbFieldRow rows[] = {
    { "name_type", TB_SHAPE_NUMBER, 1, PLAIN, N_("0: a DNS host name, the only kind there is."), "RFC 6066 section 3" },
    { "host_name", TB_SHAPE_TEXT, 2, PLAIN, N_("The name the client wants to talk to, readable for everyone on the path."), "RFC 6066 section 3" },
  };

  read_repeatedly (field, slice, rows, G_N_ELEMENTS (rows));
  if (field->children != NULL && field->children->len >= G_N_ELEMENTS (rows))
    tb_field_set_value (field, g_strdup (((TbField *) g_ptr_array_index (field->children, 1))->value));
}

static void
protocol_names (TbField *field, TbCursor *slice)
{
  static const TbFieldRow row = { "protocol_name", TB_SHAPE_TEXT, 1, PLAIN, N_("An application protocol, such as mqtt."), "RFC 7301 section 3.1" };

  read_repeatedly (field, slice, &row, 1);
}

static void
authorities (TbField *field, TbCursor *slice)
{
  static const TbFieldRow row = { "authority", TB_SHAPE_VECTOR, 2, PLAIN, N_("The name of an authority that is trusted, in DER."), RFC ("4.2.4") };

  read_repeatedly (field, slice, &row, 1);
}

static const TbFieldRow server_name[] = {
  { "server_name_list", TB_SHAPE_INNER, 2, PLAIN, N_("The names asked for; in practice one."), "RFC 6066 section 3", .inner = server_names },
};
static const TbFieldRow groups[] = {
  { "named_group_list", TB_SHAPE_LIST, 2, TB_NAMES_GROUP, N_("The groups in order of preference."), RFC ("4.2.7"), .item_size = 2 },
};
static const TbFieldRow point_formats[] = {
  { "ec_point_format_list", TB_SHAPE_VECTOR, 1, PLAIN, N_("How points may be written; TLS 1.3 knows only uncompressed ones."), "RFC 8422 section 5.1.2" },
};
static const TbFieldRow signatures[] = {
  { "supported_signature_algorithms", TB_SHAPE_LIST, 2, TB_NAMES_SIGNATURE, N_("The algorithms in order of preference."), RFC ("4.2.3"),
    .item_size = 2 },
};
static const TbFieldRow offered_versions[] = {
  { "versions", TB_SHAPE_LIST, 1, TB_NAMES_VERSION, N_("The versions the client accepts, its favourite first."), RFC ("4.2.1"), .item_size = 2 },
};
static const TbFieldRow selected_version[] = {
  { "selected_version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION, N_("The version that is spoken from here on."), RFC ("4.2.1") },
};
static const TbFieldRow modes[] = {
  { "ke_modes", TB_SHAPE_LIST, 1, TB_NAMES_PSK_MODE, N_("Whether a resumed session also makes a fresh key agreement."), RFC ("4.2.9"), .item_size = 1 },
};
static const TbFieldRow offered_shares[] = {
  { "client_shares", TB_SHAPE_INNER, 2, PLAIN, N_("One public key for each group the client bets on."), RFC ("4.2.8"), .inner = key_shares },
};
static const TbFieldRow protocols[] = {
  { "protocol_name_list", TB_SHAPE_INNER, 2, PLAIN, N_("The application protocols."), "RFC 7301 section 3.1", .inner = protocol_names },
};
static const TbFieldRow authority_names[] = {
  { "authorities", TB_SHAPE_INNER, 2, PLAIN, N_("Whose certificates would be accepted."), RFC ("4.2.4"), .inner = authorities },
};
static const TbFieldRow cookie[] = {
  { "cookie", TB_SHAPE_VECTOR, 2, PLAIN, N_("Comes back unchanged with the second try."), RFC ("4.2.2") },
};
static const TbFieldRow size_limit[] = {
  { "record_size_limit", TB_SHAPE_NUMBER, 2, PLAIN, N_("The longest record the sender can take; small devices lower it."), "RFC 8449 section 4" },
};
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
static const TbFieldRow max_fragment[] = {
  { "max_fragment_length", TB_SHAPE_NUMBER, 1, PLAIN, N_("1 to 4 stand for 512, 1024, 2048 and 4096 bytes."), "RFC 6066 section 4" },
};

#define ROWS(rows) rows, G_N_ELEMENTS (rows)
static const struct
{
  guint16 type;
  guint32 messages;         /* one bit for each handshake type it is read so in */
  const TbFieldRow *rows;   /* NULL: the content is shown as it is */
  guint n_rows;
  const char *note;
  const char *clause;
} extensions[] = {
  { 0, CLIENT_HELLO, ROWS (server_name),
    N_("Which host is meant, so that one address can serve many; an eavesdropper reads it too."), "RFC 6066 section 3" },
  { 0, ANY, NULL, 0, N_("An empty answer: the server used the name."), "RFC 6066 section 3" },
  { 1, ANY, ROWS (max_fragment), N_("An older way to ask for shorter records."), "RFC 6066 section 4" },
  { 5, CLIENT_HELLO, ROWS (status_question), N_("Asks the server to staple fresh word that its certificate is not revoked."), RFC ("4.4.2.1") },
  { 5, CERTIFICATE, ROWS (status_answer), N_("A stapled OCSP response: the client need not ask the authority itself."), RFC ("4.4.2.1") },
  { 5, ANY, NULL, 0, N_("Asks for, or carries, a stapled OCSP response: fresh word that the certificate is not revoked."), RFC ("4.4.2.1") },
  { 10, ANY, ROWS (groups), N_("The curves and groups the sender can agree on keys with."), RFC ("4.2.7") },
  { 11, ANY, ROWS (point_formats), N_("A leftover from TLS 1.2."), "RFC 8422 section 5.1.2" },
  { 13, ANY, ROWS (signatures), N_("Which signatures the sender can check; the other side must sign with one of these."), RFC ("4.2.3") },
  { 50, ANY, ROWS (signatures), N_("The same, for the signatures on certificates."), RFC ("4.2.3") },
  { 16, ANY, ROWS (protocols), N_("Which application protocol is to run inside, agreed without an extra round trip."), "RFC 7301 section 3.1" },
  { 21, ANY, NULL, 0, N_("Zeros that hide how long the rest is."), "RFC 7685 section 3" },
  { 22, ANY, NULL, 0, N_("Concerns TLS 1.2 only: authenticate after encrypting."), "RFC 7366 section 2" },
  { 23, ANY, NULL, 0, N_("Concerns TLS 1.2 only: tie the session's secret to the whole handshake. TLS 1.3 always does."), "RFC 7627 section 5" },
  { 28, ANY, ROWS (size_limit), N_("How long a record may be."), "RFC 8449 section 4" },
  { 35, ANY, NULL, 0, N_("Concerns TLS 1.2 only: the client can keep a ticket."), "RFC 5077 section 3.2" },
  { 41, ANY, NULL, 0, N_("A key both sides know already: an earlier session's, when one is resumed."), RFC ("4.2.11") },
  { 42, ANY, NULL, 0, N_("Data before the handshake is over; it can be replayed, so the lab's devices do not use it."), RFC ("4.2.10") },
  { 43, CLIENT_HELLO, ROWS (offered_versions), N_("The versions the client really offers."), RFC ("4.2.1") },
  { 43, SERVER_HELLO, ROWS (selected_version), N_("The version the server really chose."), RFC ("4.2.1") },
  { 44, ANY, ROWS (cookie), N_("Lets a server forget a client until it comes back."), RFC ("4.2.2") },
  { 45, ANY, ROWS (modes), N_("How the client would use a key both sides know already."), RFC ("4.2.9") },
  { 47, ANY, ROWS (authority_names), N_("The authorities the sender trusts."), RFC ("4.2.4") },
  { 49, ANY, NULL, 0, N_("The client would also show a certificate later."), RFC ("4.2.6") },
  { 51, CLIENT_HELLO, ROWS (offered_shares), N_("The client's half of the key agreement, sent at once to save a round trip."), RFC ("4.2.8") },
  { 51, SERVER_HELLO, ROWS (key_share_entry), N_("The server's half of the key agreement; now both can compute the same secret."), RFC ("4.2.8") },
  { 0xff01, ANY, NULL, 0, N_("Concerns TLS 1.2 only: protects renegotiation, which TLS 1.3 does not have."), "RFC 5746 section 3.2" },
};

/* The value of the extension itself is the first that is found in it, so that a folded tree says the main thing. */
static void
summarise (TbField *field)
{
  TbField *first = field;

  while (first->children != NULL && *first->value == '\0')
    first = g_ptr_array_index (first->children, 0);
  if (first != field)
    tb_field_set_value (field, g_strdup (first->value));
}

static void
read_content (TbField *field, TbCursor *content, guint type, guint8 handshake_type)
{
  static const TbFieldRow opaque = { "extension_data", TB_SHAPE_REST, 0, PLAIN };

  for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (extensions[i].type == type && (extensions[i].messages & 1u << handshake_type) != 0)
      {
        field->note = extensions[i].note;
        field->clause = extensions[i].clause;
        if (extensions[i].rows != NULL)
          {
            tb_field_read_rows (field, content, extensions[i].rows, extensions[i].n_rows);
            return;
          }
        break;
      }
  if (tb_cursor_left (content) > 0)
    tb_field_read_row (field, content, &opaque);
}

static void
read_extension (TbField *parent, TbCursor *slice, guint8 handshake_type)
{
  gsize offset = slice->at;
  guint type = tb_cursor_be (slice, 2);
  TbCursor content = tb_cursor_slice (slice, tb_cursor_be (slice, 2));
  const char *name = tb_names_find (TB_NAMES_EXTENSION, type);
  TbField *field;

  if (slice->broken)
    {
      slice->at = offset;
      return;
    }
  field = tb_field_add (parent, name != NULL ? name : "extension", offset, content.end - offset, NULL, NULL, RFC ("4.2"));
  read_content (field, &content, type, handshake_type);
  summarise (field);
  if (name == NULL)
    tb_field_set_value (field, g_strdup_printf ("%u", type));
}

/**
 * tb_dissect_extensions:
 * @field: the field they are in
 * @slice: its content
 * @handshake_type: the message they are in, since the same extension looks different in different messages
 *
 * Reads a list of extensions (RFC 9846 section 4.2).
 */
void
tb_dissect_extensions (TbField *field, TbCursor *slice, guint8 handshake_type)
{
  guint n_extensions = 0;

  for (; tb_cursor_left (slice) > 0; n_extensions++)
    read_extension (field, slice, handshake_type);
  tb_field_finish (field, slice);
  tb_field_set_value (field, g_strdup_printf ("%u", n_extensions));
}
